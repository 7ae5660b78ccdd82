"""What cosim makes of one HPXML file: read it as a scenario's house, simulate it, and hold its account to the file."""

import re
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from cosim.envelope.envelope import build_envelope, site_sun
from cosim.errors import CosimError
from cosim.flow.observe import zone_temperatures
from cosim.hpxml import HpxmlHouse, read_hpxml
from cosim.hpxml.account import in_words
from cosim.physics.sun import Sun
from cosim.project import bundled_root
from cosim.scenarios.given import Given
from cosim.scenarios.reader import Loading
from cosim.scenarios.scenario import Scenario
from cosim.simulation.simulation import Simulation
from cosim.validation.home_peer import NO_DUCTS, PeerDucts, with_duct_heat, with_window_excess
from cosim.validation.home_systems import components, frosted_alike, simulated, total
from cosim.validation.home_uses import SLOPE_FROM, uses_of
from cosim.weather import Weather, read_weather

IDEAL, OWN = "ideal", "own"
NOT_KNOWN = "is not known here"
PLACE = re.compile(r"(HPXML.*?):( |$)")
LEAVES_TRIED = 8  # of each file
# of no weight here: loads alone are simulated
PRICES = {"electricity_usd_per_kwh": 0.1} | {f"{fuel}_usd_per_mmbtu": 10.0 for fuel in ("gas", "propane", "oil")}
EMISSIONS = {"electricity_kg_per_kwh": 0.4} | {f"{fuel}_kg_per_mmbtu": 60.0 for fuel in ("gas", "propane", "oil")}


@dataclass(frozen=True)
class Task:
    """A file to try.

    Attributes
    ----------
    path, weather : Path
    first_hour, end_hour : int
        Of the year, of its run period.
    heats, cools : bool
        Whether something of the file heats and cools.
    systems : bool
        Whether its own equipment is simulated besides.
    ducts : PeerDucts
        What EnergyPlus's ducts lose, and where.
    leap : bool
        Whether the weather has a 29 February, which EnergyPlus simulates.
    lone_pump : bool
        Whether a heat pump from air is all that heats, its backup apart.
    """

    path: Path
    weather: Path
    first_hour: int
    end_hour: int
    heats: bool
    cools: bool
    systems: bool = True
    ducts: PeerDucts = NO_DUCTS
    leap: bool = False
    lone_pump: bool = False


@dataclass
class Found:
    """What came of a file.

    Attributes
    ----------
    name : str
    failure : str
        Why it was not simulated; empty where it was.
    unequipped : str
        Why its own equipment was not simulated.
    figures : dict
        Loads and energies in MBtu and others, by name.
    uses : dict
        Energy of each end use that a rule gives, MBtu.
    reading, set_up, year : float
        CPU time to read the file, to load it as a scenario and build its envelope as a fleet does, where the weather
        of the place has been read, and to simulate it, s.
    unmentioned : list of str
        Leaves that ``cosim show`` does not mention, or of which it does not know what they would change.
    untrue : list of str
        Leaves said to change nothing here that do change the house.
    """

    name: str
    failure: str = ""
    unequipped: str = ""
    figures: dict[str, float] = field(default_factory=dict)
    uses: dict[str, float] = field(default_factory=dict)
    reading: float = 0.0
    set_up: float = 0.0
    year: float = 0.0
    unmentioned: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)


def try_home(task: Task) -> Found:
    """Return what comes of a file: its loads by an ideal plant, and the leaves that its account misses."""
    found = Found(task.path.stem)
    try:
        began = time.process_time()
        read = read_hpxml(task.path)
        found.reading = time.process_time() - began
        found.unmentioned = unmentioned(task.path, read)
        found.untrue = untrue(task.path, read)
        simulate_home(task, found)
    except CosimError as error:
        found.failure = in_a_line(error)
    return found


def in_a_line(error: CosimError) -> str:
    """Return what an error says in one line."""
    return " ".join(str(error).split())


def simulate_home(task: Task, found: Found) -> None:
    """Simulate a home with an ideal plant, alone and as EnergyPlus has it, and with its own equipment and ducts.

    Its own equipment stands in a house with the windows of EnergyPlus's runs (`with_window_excess`).

    The scenario is that which a user would write.
    """
    sun = site_of(task.weather)[1]  # a fleet reads the weather of a site once, and works out its sun
    began = time.process_time()
    try:
        scenario = scenario_of(task, [IDEAL, OWN] if task.systems else [IDEAL])
    except CosimError as error:
        found.unequipped = in_a_line(error)
        scenario = scenario_of(task, [IDEAL])
    ideal = scenario.configurations[0]
    hours = slice(task.first_hour, task.end_hour)
    envelope = build_envelope(scenario.house, scenario.weather, sun=sun, labels=scenario.clock)
    simulation = Simulation(
        scenario, ideal, start_hour=hours.start, end_hour=hours.stop, events=False, envelope=envelope
    )
    found.set_up = time.process_time() - began
    run = simulation.run()
    found.year = time.process_time() - began - found.set_up
    found.figures |= {"heating_load_alone": total(run.hourly, ("ideal_heat",)),
                      "cooling_load_alone": total(run.hourly, ("cooling_sensible",))}  # fmt: skip
    glazed = with_window_excess(scenario, envelope)
    envelope = with_duct_heat(glazed, task.ducts, run.hourly["ideal_heat"], run.hourly["cooling_sensible"], hours)
    like = Simulation(scenario, ideal, start_hour=hours.start, end_hour=hours.stop, events=False, envelope=envelope)
    hourly = like.run().hourly
    temperatures = zone_temperatures(like.house, envelope)
    found.uses = uses_of(scenario, hours, temperatures, leap=task.leap)
    sloped = envelope.zone_slope[hours] * (temperatures - SLOPE_FROM)
    elsewhere = (envelope.zone_gain[hours] + sloped).sum(axis=1)  # into zones without a plant
    hourly = {**hourly, "internal_gain": hourly["internal_gain"] - elsewhere}
    found.figures |= {"heating_load": total(hourly, ("ideal_heat",)),
                      "cooling_load": total(hourly, ("cooling_sensible",))}  # fmt: skip
    found.figures |= components(hourly, heats=task.heats, cools=task.cools)
    if len(scenario.configurations) > 1:
        try:
            own = replace(scenario, configurations=scenario.configurations[1:])
            found.figures |= simulated(own, OWN, hours, glazed)
            if task.lone_pump:
                found.figures |= frosted_alike(own, OWN, hours, glazed)
        except CosimError as error:
            found.unequipped = in_a_line(error)


def scenario_of(task: Task, names: Sequence[str]) -> Scenario:
    """Return the scenario of a file with an ideal plant, its own equipment, or both; its thermostat is the file's."""
    ideal = {"heating": task.heats, "cooling": task.cools}
    kinds: dict[str, dict[str, Any]] = {IDEAL: {"ideal": ideal}, OWN: {"equipment": "as in the house"}}
    table: dict[str, Any] = {
        "house": str(task.path), "weather": str(task.weather), "prices": PRICES, "emissions": EMISSIONS,
        "configurations": [{"name": name, **kinds[name]} for name in names],
    }  # fmt: skip
    given = {str(task.weather): Given("weather", "weather", site_of(task.weather)[0])}
    return Loading(task.path.with_suffix(".toml"), bundled_root(), given).scenario_of(table, "")


@lru_cache(maxsize=4)
def site_of(path: Path) -> tuple[Weather, Sun]:
    """Return the weather of a file and the sun at its place, once a process."""
    weather = read_weather(path)
    return weather, site_sun(weather)


def unmentioned(path: Path, read: HpxmlHouse) -> list[str]:
    """Return the leaves of a file that the printed account does not hold, or of which it knows no consequence.

    Leaves are those of the plain XML, counted by the name of their element; the account is the text that a user sees.
    """
    said: dict[str, int] = {}
    missing, in_file = [], True
    for line in in_words(read.account()).splitlines():
        place = PLACE.match(line.strip())
        if place is None:
            in_file = not line.startswith("defaulted")  # what the file does not state is no leaf of it
        elif in_file:
            name = place[1].rpartition("/")[2].partition("[")[0]
            said[name] = said.get(name, 0) + 1
            missing += [place[1]] if NOT_KNOWN in line else []
    for element in ElementTree.fromstring(path.read_bytes()).iter():
        if not len(element):
            name = element.tag.rpartition("}")[2]
            said[name] = said.get(name, 0) - 1
            missing += [name] if said[name] < 0 else []
    return missing


def untrue(path: Path, read: HpxmlHouse) -> list[str]:
    """Return leaves said to be left aside that change the house where they are taken out; a few of each file are."""
    data = path.read_bytes()
    root = ElementTree.fromstring(data)
    parents = {child: parent for parent in root.iter() for child in parent}
    leaves = [element for element in root.iter() if not len(element)]
    aside = [element for element, verdict in zip(leaves, verdicts(read), strict=True) if verdict]
    random, wrong = Random(path.name), []
    for element in random.sample(aside, min(LEAVES_TRIED, len(aside))):
        parent = parents[element]
        place = list(parent).index(element)
        parent.remove(element)
        try:
            same = read_hpxml(path, data=ElementTree.tostring(root)).house == read.house
        except CosimError:
            same = False
        parent.insert(place, element)
        if not same:
            wrong.append(element.tag.rpartition("}")[2])
    return wrong


def verdicts(read: HpxmlHouse) -> list[bool]:
    """Return, for each leaf of the document in its order, whether its account says that it was left aside."""
    return [not getattr(element, "asked", False) for element in read.document[0].iter() if not len(element)]
