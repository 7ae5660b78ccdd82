"""The suite `hvac`: the RESNET HVAC and distribution tests [1]_, homes with their systems and ducts, read from HPXML.

Judged is the change of annual heating or cooling energy, fan included, of a case against its base. Cases, pairs and
limits are those of the acceptance file; which of the two energies is meant follows from what the two homes differ in.

.. [1] RESNET Publication 002-2024, "Procedures for verification of RESNET accredited HERS software tools", HVAC tests
   and distribution system efficiency tests.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import numpy as np

from cosim.config.emissions import EmissionsConfig
from cosim.config.house import HouseConfig
from cosim.config.prices import PricesConfig
from cosim.constants import FREEZING, STANDARD_PRESSURE
from cosim.errors import Fault, InvalidInput
from cosim.hpxml import HpxmlHome, NotReadYet, read_home
from cosim.hpxml.building import AIR_CAPACITY_FACTOR
from cosim.hpxml.plant import SideName
from cosim.scenarios.homes import as_in_the_house
from cosim.scenarios.scenario import Scenario
from cosim.simulation.simulation import Simulation
from cosim.units import BTU
from cosim.validation.checks import Check, Outcome, Progress
from cosim.validation.reference import Row, chosen, optional_table, part_of, read_table, reference_folder
from cosim.weather import Weather, read_weather

SUITE = "hvac"
TITLE = "RESNET HVAC and distribution tests"
PEERS = "EnergyPlus"
STANDARD = "RESNET Publication 002"
FOLDER, LIMITS, RESULTS = "resnet_hvac", "acceptance_limits.csv", "energyplus_results.csv"
MEGA_BTU_HOUR = 1e6 * BTU / 3600.0  # MBtu in W h
BALANCE_POINT = 18.3 + FREEZING  # K, of degree days
COLUMNS = "case", "base_case", "lower_pct", "upper_pct"
PEER_CHANGE = "openstudio_hpxml_energyplus_pct"
PEER_ENERGY = "heat_or_cool_energy_MBtu", "fan_energy_MBtu"
FUELS = "furnace_gas", "hvac_electricity"


@dataclass(frozen=True)
class Pair:
    """A row of the acceptance file."""

    case: str
    base: str
    lower: float
    upper: float
    published: float | None


@dataclass
class Bench:
    """Homes and weather of a run of the suite, each read once, and the energies found."""

    root: Path
    folder: Path
    homes: dict[str, HpxmlHome] = field(default_factory=dict)
    weathers: dict[str, Weather] = field(default_factory=dict)
    energies: dict[tuple[str, SideName], float] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    """Why a home was not attempted."""

    def home(self, name: str) -> HpxmlHome:
        """Return a home of the folder."""
        if name not in self.homes:
            self.homes[name] = read_home(self.folder / f"{name}.xml")
        return self.homes[name]

    def weather(self, name: str) -> Weather:
        """Return the weather of a home's station."""
        station = self.home(name).house.weather
        if station not in self.weathers:
            place = self.root / "weather" / station
            if not station or not place.is_file():
                raise InvalidInput([Fault(str(place), "does not exist", f"{name}.xml names this weather")])
            self.weathers[station] = read_weather(place)
        return self.weathers[station]

    def energy(self, name: str, side: SideName) -> float:
        """Return the annual energy of a home's heating or cooling, fan included, MBtu."""
        if (name, side) not in self.energies:
            self.energies[name, side] = simulate_home(self.home(name), self.weather(name), side)
        return self.energies[name, side]


def run_hvac(
    reference: Path | str | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Simulate homes with their systems and compare changes of annual energy with the limits.

    Parameters
    ----------
    reference : Path or str, optional
        Folder with `resnet_hvac` and `weather`.
    cases : sequence of str
        Names of homes such as ``HVAC1b``; all by default. The base of a case is simulated with it.
    progress : callable, optional
        Called when a home starts and finishes.

    Returns
    -------
    Outcome
        Changes with the limits of RESNET Publication 002, and annual energies without a limit. A home that is not
        supported is reported as not attempted.
    """
    tell: Progress = progress or (lambda kind, text: None)
    root = reference_folder(reference)
    folder = part_of(root, FOLDER)
    pairs = read_pairs(folder / LIMITS)
    notes = ["Limits of the changes are the official ones of RESNET Publication 002-2024; annual energies have none"]
    published = published_energies(optional_table(folder / RESULTS, notes))
    known = list(dict.fromkeys([*(name for pair in pairs for name in (pair.base, pair.case)), *published]))
    asked = chosen(cases, known)
    names = list(dict.fromkeys([*asked, *(pair.base for pair in pairs if pair.case in asked)]))
    bench, checks = Bench(root, folder), []
    wanted = [pair for pair in pairs if pair.case in names and pair.base in names]
    sides: dict[str, list[SideName]] = {name: [] for name in names}
    for name in names:
        try:
            home = bench.home(name)
            for side in get_args(SideName):
                as_in_the_house(home, side=side, pressure=STANDARD_PRESSURE)
        except NotReadYet as unread:
            bench.unread[name] = str(unread)
    judged: dict[tuple[str, str], SideName] = {}
    for pair in wanted:
        if pair.case not in bench.unread and pair.base not in bench.unread:
            judged[pair.case, pair.base] = side = side_of(bench, pair)
            for name in (pair.base, pair.case):
                sides[name] += [side] if side not in sides[name] else []
    for name in sorted(names, key=known.index):
        tell("started", name)
        if name in bench.unread:
            checks.append(Check(SUITE, name, "annual_energy", "MBtu", None, note=bench.unread[name]))
        else:
            for side in sides[name] or [season(bench.weather(name))]:
                value = bench.energy(name, side)
                peer = published.get(name)
                checks.append(Check(SUITE, name, f"annual_{side}_energy", "MBtu", value,
                                    published=None if peer is None else (peer, peer)))  # fmt: skip
        tell("finished", name)
    for pair in wanted:
        peer_change = None if pair.published is None else (pair.published, pair.published)
        title, reason, change = f"{pair.case}-{pair.base}", "one of the two was not attempted", None
        found = judged.get((pair.case, pair.base))
        if found is not None:
            base, reason = bench.energy(pair.base, found), ""
            change = 100.0 * (bench.energy(pair.case, found) / base - 1.0)
        quantity = f"annual_{found or 'heating or cooling'}_energy_delta"
        checks.append(Check(SUITE, title, quantity, "percent", change, pair.lower, pair.upper, peer_change, reason,
                            authority=STANDARD))  # fmt: skip
    return Outcome(TITLE, tuple(checks), tuple(notes), peers=PEERS)


def read_pairs(path: Path) -> list[Pair]:
    """Return the cases, bases and limits of an acceptance file, all its faults at once."""
    if not path.is_file():
        raise InvalidInput([Fault(str(path), "does not exist", "point --reference at a folder that contains it")])
    rows, faults, pairs = read_table(path), [], []
    for number, row in enumerate(rows, start=2):
        place = f"{path.name}, line {number}"
        missing = [name for name in COLUMNS if not row.get(name)]
        if missing:
            faults.append(Fault(place, f"lacks {', '.join(missing)}"))
            continue
        try:
            pairs.append(Pair(row["case"], row["base_case"], float(row["lower_pct"]), float(row["upper_pct"]),
                              float(row[PEER_CHANGE]) if row.get(PEER_CHANGE) else None))  # fmt: skip
        except ValueError as error:
            faults.append(Fault(place, str(error)))
    if not rows:
        faults.append(Fault(path.name, "has no rows"))
    if faults:
        raise InvalidInput(faults)
    return pairs


def published_energies(rows: Sequence[Row]) -> dict[str, float]:
    """Return annual energy, fan included, of each case of EnergyPlus's results, MBtu."""
    return {row["case"]: sum(float(row[column]) for column in PEER_ENERGY) for row in rows}


def side_of(bench: Bench, pair: Pair) -> SideName:
    """Return which energy a pair is about: that of the system in which the homes differ; of both, by the climate."""
    case, base = bench.home(pair.case), bench.home(pair.base)
    heating, cooling = (case.systems.heating != base.systems.heating, case.systems.cooling != base.systems.cooling)
    if heating != cooling:
        return "heating" if heating else "cooling"
    return season(bench.weather(pair.base))


def season(weather: Weather) -> SideName:
    """Return whether a climate has more degree days of heating or of cooling."""
    above = weather.dry_bulb - BALANCE_POINT
    return "heating" if -np.minimum(above, 0.0).sum() > np.maximum(above, 0.0).sum() else "cooling"


def simulate_home(home: HpxmlHome, weather: Weather, side: SideName) -> float:
    """Return what a home's heating or cooling takes in a year, fuel and electricity, MBtu.

    The other system is off.
    """
    configuration, _ = as_in_the_house(home, side=side, pressure=float(weather.pressure.mean()))
    house = with_measured_cycling(home.house.house)
    prices = PricesConfig.model_validate({"electricity_usd_per_kwh": 0.1})
    emissions = EmissionsConfig.model_validate({"electricity_kg_per_kwh": 0.4})
    scenario = Scenario(house.name, "", "", house, weather, prices, emissions, "monday", (), daylight_saving="none")
    run = Simulation(scenario, configuration, fidelity="full", events=False).run()
    taken = sum(float(run.hourly[name].sum()) for name in FUELS)
    return taken / MEGA_BTU_HOUR


def with_measured_cycling(house: HouseConfig) -> HouseConfig:
    """Return a house whose room follows its systems as slowly as furnished rooms do.

    The specification's rooms are those of Standard 140, which hold nothing but air: under a thermostat with a band they
    would make a furnace start every ten minutes in mild weather.
    """
    room = house.zones[0].model_copy(update={"air_capacity_factor": AIR_CAPACITY_FACTOR})
    return house.model_copy(update={"zones": (room, *house.zones[1:])})
