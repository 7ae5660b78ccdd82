"""The suite `field`: seasons of heat pumps beside those that studies metered in homes.

No figure has a limit: what a study finds depends on houses, installers and what its meters count, and cosim's machines
are as new, well installed and without a fault. The distance is what a reader should know before trusting a saving.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.constants import FREEZING, HOUR
from cosim.equipment.ratings.rating import rate
from cosim.errors import Fault, InvalidInput
from cosim.scenarios.reader import load
from cosim.simulation.simulation import Run, Simulation
from cosim.units import BTU
from cosim.validation.checks import Check, Outcome, Progress, between
from cosim.validation.reference import chosen, part_of, read_table, reference_folder

SUITE, FOLDER = "field", "field_measurements"
TITLE = "Seasons beside field studies"
PEERS = "field"
SCENARIOS = {"greensboro": "retrofit-greensboro", "chicago": "retrofit-chicago"}
REGION = {"greensboro": "III", "chicago": "IV"}
"""Of the heating season by AHRI 210/240, whose HSPF2 a machine has there."""
MACHINES = ("single-speed heat pump", "cold-climate heat pump", "ductless mini-split")
COLD = FREEZING - 10.0
COLD_DAY = (-6.0, -2.0)  # °C, mean of a day; the study says "as low as -6 °C"


@dataclass(frozen=True, slots=True)
class Season:
    """A simulated year of a machine, by the hour; powers in W.

    Attributes
    ----------
    outdoor : array
        K.
    own_heat, own_electricity : array
        Of the heat pump, defrosts counted, without backup.
    heat, electricity : array
        Of the whole system, strips counted.
    rated : float
        HSPF2 of its region, as a plain ratio.
    """

    outdoor: Array
    own_heat: Array
    own_electricity: Array
    heat: Array
    electricity: Array
    rated: float

    @classmethod
    def of(cls, run: Run, config: HeatPumpConfig, region: str) -> "Season":
        """Return what a run tells."""
        hourly = run.hourly
        own = hourly["heat_pump_heat"] - hourly["defrost_heat"]
        return cls(
            outdoor=hourly["outdoor_temperature"],
            own_heat=own,
            own_electricity=hourly["heat_pump_heating_electricity"],
            heat=own + hourly["strip_heat"],
            electricity=hourly["heating_electricity"],
            rated=rate(config).hspf2[region] * BTU / HOUR,
        )

    def own_cop(self, hours: NDArray[np.bool_]) -> float:
        """Return the COP of the heat pump alone over some hours; NaN where it does not heat in them."""
        return _ratio(self.own_heat[hours], self.own_electricity[hours])

    def system_cop(self, hours: NDArray[np.bool_]) -> float:
        """Return the COP of the system over some hours, backup included; NaN where nothing heats in them."""
        return _ratio(self.heat[hours], self.electricity[hours])

    @property
    def all_hours(self) -> NDArray[np.bool_]:
        """Mask of the whole year."""
        return np.ones(self.outdoor.size, dtype=bool)

    @property
    def cold_days(self) -> NDArray[np.bool_]:
        """Mask of the hours of days whose mean is that of the coldest days of a British winter."""
        mean = self.outdoor.reshape(-1, 24).mean(axis=1) - FREEZING
        return np.repeat((mean >= COLD_DAY[0]) & (mean <= COLD_DAY[1]), 24)


def _ratio(heat: Array, electricity: Array) -> float:
    used = float(electricity.sum())
    return float(heat.sum()) / used if used > 0.0 else float("nan")


@dataclass(frozen=True, slots=True)
class Study:
    """What a field study found, and what of a simulated season stands beside it.

    Attributes
    ----------
    found : callable
        Figure or range of the study, from the rows of `literature_figures.csv` by their id and the folder.
    secondary : bool
        Whether the figure was read in a report on the study, not in the study.
    """

    name: str
    quantity: str
    source: str
    found: Callable[[dict[str, str], Path], tuple[float, float]]
    measured: Callable[[Season], float]
    secondary: bool = True


def _metered_at_enthusiasts(_: dict[str, str], folder: Path) -> tuple[float, float]:
    percentiles = json.loads((folder / "heatpumpmonitor_summary.json").read_text())["spf_percentiles_5_to_95"]
    return float(percentiles[0]), float(percentiles[-1])


def _one(value: float) -> tuple[float, float]:
    return value, value


STUDIES = (
    Study("742 British homes, hydronic", "system COP of the season",
          "Electrification of Heat, Energy Systems Catapult: median of interim data 2023, mean of the report of 2024",
          lambda rows, _: (float(rows["eoh_median"]), float(rows["eoh_final"]) / 100.0),
          lambda season: season.system_cop(season.all_hours)),
    Study("the same homes on their coldest days", f"system COP on days of {COLD_DAY[0]:.0f} to {COLD_DAY[1]:.0f} °C",
          "Energy Systems Catapult 2023, median on days down to −6 °C, in current-news.co.uk",
          lambda *_: _one(2.44),
          lambda season: season.system_cop(season.cold_days)),
    Study("seven studies, about 550 systems", "COP of the heat pump above −10 °C",
          "Gibb et al., Joule 2023, mean, in pv-magazine",
          lambda rows, _: _one(float(rows["gibb_mild"])),
          lambda season: season.own_cop(season.outdoor > COLD)),
    Study("the same studies in the cold", "COP of the heat pump below −10 °C",
          "Gibb et al., Joule 2023, range, in pv-magazine",
          lambda *_: (1.5, 2.0),
          lambda season: season.own_cop(season.outdoor <= COLD)),
    Study("294 metered systems of enthusiasts, hydronic", "COP of the heat pump of the season",
          "heatpumpmonitor.org, 5 to 95 % of systems, year to 15 July 2026; hot water counted",
          _metered_at_enthusiasts,
          lambda season: season.own_cop(season.all_hours), secondary=False),
    Study("repaired heat pumps in the Pacific Northwest", "system COP of the season over rated HSPF2",
          "Davis and Robison, ACEEE Summer Study 2008: most sites reach the label's HSPF, by the abstract",
          lambda *_: _one(1.0),
          lambda season: season.system_cop(season.all_hours) / season.rated),
)  # fmt: skip


def run_field(
    reference: Path | str | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Simulate years of three machines in two climates, and hold them beside field studies.

    Parameters
    ----------
    reference : Path or str, optional
        Folder with `field_measurements`.
    cases : sequence of str
        Some of the places; all by default.
    progress : callable, optional
        Called when a place starts and finishes.
    """
    tell: Progress = progress or (lambda kind, text: None)
    folder = part_of(reference_folder(reference), FOLDER)
    published = [(study, study.found(_figures(folder), folder)) for study in STUDIES]
    checks: list[Check] = []
    for place in chosen(cases, tuple(SCENARIOS)):
        tell("started", place)
        for machine, season in seasons(place).items():
            for study, found in published:
                value = study.measured(season)
                if not np.isnan(value):
                    checks.append(Check(SUITE, f"{place}, {machine}", study.quantity, "ratio", value, published=found))
        tell("finished", place)
    return Outcome(TITLE, tuple(checks), (*_distances(checks), *_sources()), peers=PEERS)


def seasons(place: str) -> dict[str, Season]:
    """Simulate a year of every machine in the house of a place."""
    scenario = load(SCENARIOS[place])
    found = {}
    for configuration in scenario.configurations:
        if configuration.name in MACHINES:
            assert configuration.heat_pump is not None
            run = Simulation(scenario, configuration).run()
            found[configuration.name] = Season.of(run, configuration.heat_pump, REGION[place])
    return found


def _figures(folder: Path) -> dict[str, str]:
    path = folder / "literature_figures.csv"
    if not path.is_file():
        raise InvalidInput([Fault(str(path), "does not exist", "point --reference at a folder that contains it")])
    return {row["id"]: row["value"] for row in read_table(path)}


def beside(checks: Sequence[Check], study: Study) -> tuple[tuple[float, float], tuple[float, float], float] | None:
    """Return the study's range, ours over machines and places, and ours over its, less one, in the middle.

    None where nothing was simulated for it.
    """
    own = [check for check in checks if check.quantity == study.quantity and check.value is not None]
    values = [check.value for check in own if check.value is not None]
    if not own or own[0].published is None:
        return None
    found = own[0].published
    excess = float(np.mean(values)) / (sum(found) / 2.0) - 1.0
    return found, (min(values), max(values)), excess


def _distances(checks: Sequence[Check]) -> list[str]:
    """Return how far the mean of our machines and places lies from each study."""
    lines = []
    for study in STUDIES:
        compared = beside(checks, study)
        if compared is not None:
            (low, high), _, excess = compared
            inside = sum(
                check.quantity == study.quantity and check.value is not None and low <= check.value <= high
                for check in checks
            )
            count = sum(check.quantity == study.quantity for check in checks)
            spread = f", {inside} of {count} inside its range" if low < high else ""
            lines.append(f"{study.name}, {study.quantity}: ours {100 * excess:+.0f} % on the mean{spread}")
    return lines


def _sources() -> list[str]:
    """Return where the studies' figures come from, and what ours are."""
    return [
        *(f"{study.name}: {study.source}{' (secondary source)' if study.secondary else ''}" for study in STUDIES),
        "ours: three machines in a leaky ranch in Greensboro and Chicago, as new, well installed, without a fault; "
        "heat at the coil, before ducts lose some of it",
        "not compared: 43 homes with cold-climate machines in New York and Massachusetts (Cadmus 2022), whose seasonal "
        "figures could not be read",
    ]


def field_rows(checks: Sequence[Check]) -> list[str]:
    """Return a short table in Markdown: each study, ours over machines and places, and how far they are apart."""
    rows = ["| field study | figure | field | cosim | on the mean |", "|---|---|--:|--:|--:|"]
    for study in STUDIES:
        compared = beside(checks, study)
        if compared is not None:
            found, ours, excess = compared
            said = f"{100 * excess:+.0f} %".replace("-", "−")
            figures = " | ".join(between(ends, "ratio") for ends in (found, ours))
            quantity = study.quantity.replace(" -", " −")
            rows.append(f"| {study.name}{'*' if study.secondary else ''} | {quantity} | {figures} | {said} |")
    return rows
