"""The suite `cycling`: cyclic tests in the chamber, and what starts cost in a season, beside measured ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cosim.config.equipment import CyclingConfig, DegradationConfig, HeatPumpConfig
from cosim.equipment.build import build_heat_pump
from cosim.equipment.machine import MODES
from cosim.equipment.ratings.rating import kind_of
from cosim.equipment.start_up import conditions
from cosim.errors import Fault, InvalidInput
from cosim.scenarios.reader import load
from cosim.simulation.cyclic_test import cyclic_test
from cosim.simulation.simulation import Run, Simulation
from cosim.validation.checks import Check, Outcome, Progress
from cosim.validation.reference import chosen, part_of, read_table, reference_folder

SUITE, FOLDER, TABLE = "cycling", "frost_defrost", "literature_figures.csv"
TITLE = "Cycling: cyclic tests of AHRI 210/240, and the loss of a season by starts"
PEERS = "published"
PERCENT, COUNT = "percent", "count"
SCENARIO = "retrofit-greensboro"  # of the bundled sites the nearest to that of the source, in Tennessee
MACHINES = {"single-speed": "single-speed heat pump", "cold-climate": "cold-climate heat pump",
            "ductless": "ductless mini-split"}  # fmt: skip
CASES = ("test", "season")
AS_STATED = 0.005  # by which a simulated coefficient may differ from that which the machine's start is calibrated to
SEASON_LOST = 8.5  # %
SEASON_SOURCE = (
    "the season's loss by cycling, 8.5 %, is of the same abstract as the coefficient of 0.26 (Baxter and Moyers 1985, "
    "ASHRAE Transactions 91:2B), whose table in the folder leaves it out"
)


@dataclass(frozen=True)
class Published:
    """Figures of Baxter and Moyers (1985): a single-speed machine of its time in an empty house in Tennessee."""

    coefficient: float
    """Degradation coefficient C_D in heating."""
    parasitics: float
    """Share of the season's energy that goes to off-cycle parasitics, %."""
    source: str


def run_cycling(
    reference: Path | str | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Compare cyclic tests and the loss of a season by starts with published ones.

    Parameters
    ----------
    reference : Path or str, optional
        Folder with `frost_defrost`.
    cases : sequence of str
        Some of `CASES`; all by default.
    progress : callable, optional
        Called when a case starts and finishes.
    """
    tell: Progress = progress or (lambda kind, text: None)
    published = measured(part_of(reference_folder(reference), FOLDER) / TABLE)
    suites: dict[str, Callable[[Published], list[Check]]] = {"test": cyclic_tests, "season": seasons}
    checks: list[Check] = []
    for name in chosen(cases, CASES):
        tell("started", name)
        checks += suites[name](published)
        tell("finished", name)
    outside = [
        f"{check.case}, {check.quantity}"
        for check in checks
        if check.published is not None and check.value is not None and not _within(check.value, check.published)
    ]
    notes = [
        f"published: {published.source}; a single-speed machine of its time, so the inverters have none",
        SEASON_SOURCE,
        "'as measured' is the scenario's single-speed machine with the measured coefficient and an orifice",
        "limits hold a simulated coefficient to the one that the machine states; published figures are no limits",
    ]
    if outside:
        notes.append(f"not the published figure: {'; '.join(outside)}")
    return Outcome(TITLE, tuple(checks), tuple(notes), peers=PEERS)


def measured(path: Path) -> Published:
    """Return the published figures that the table of the reference folder holds."""
    if not path.is_file():
        raise InvalidInput([Fault(str(path), "does not exist", "point --reference at a folder that contains it")])
    rows = {row["id"]: row for row in read_table(path)}
    lacking = [key for key in ("orl85_cd_heat", "orl85_offcycle") if key not in rows]
    if lacking:
        raise InvalidInput([Fault(str(path), f"has no row {key}") for key in lacking])
    coefficient, parasitics = rows["orl85_cd_heat"], rows["orl85_offcycle"]
    return Published(float(coefficient["value"]), float(parasitics["value"]), rows["orl85_defrost"]["source"])


def cyclic_tests(published: Published) -> list[Check]:
    """Put each machine through its cyclic tests."""
    checks = []
    for name, config in _machines(published).items():
        model, kind = build_heat_pump(config), kind_of(config)
        for mode in MODES:
            stated = getattr(config.cycling.degradation, mode)
            if getattr(config, mode) is None or stated is None:
                continue
            found = cyclic_test(model, mode, conditions(model, mode, kind))
            of_its_kind = mode == "heating" and kind == "single"
            beside = (published.coefficient, published.coefficient) if of_its_kind else None
            limits = (stated - AS_STATED, stated + AS_STATED)
            checks.append(
                Check(SUITE, name, f"degradation coefficient, {mode}", "1", found.degradation, *limits, beside)
            )
    return checks


def seasons(published: Published) -> list[Check]:
    """Simulate a year in the scenario's house, and tell what starts and waiting cost."""
    scenario = load(SCENARIO)
    checks = []
    for name, config in _machines(published).items():
        title = MACHINES.get(name, MACHINES["single-speed"])
        given = next(entry for entry in scenario.configurations if entry.name == title)
        run = Simulation(scenario, replace(given, heat_pump=config)).run()
        single = kind_of(config) == "single"
        lost = (SEASON_LOST, SEASON_LOST) if single else None
        waiting = (published.parasitics, published.parasitics) if single else None
        checks += [
            Check(SUITE, name, "heating season lost by starts", PERCENT, _lost(run, "heating"), None, None, lost),
            Check(SUITE, name, "cooling season lost by starts", PERCENT, _lost(run, "cooling")),
            Check(SUITE, name, "off-cycle parasitics", PERCENT, _parasitics(run), None, None, waiting),
            Check(SUITE, name, "starts", COUNT, float(run.compressor_starts)),
        ]
    return checks


def _machines(published: Published) -> dict[str, HeatPumpConfig]:
    """Return the scenario's machines, and its single-speed one with the measured coefficient."""
    scenario = load(SCENARIO)
    found = {}
    for name, title in MACHINES.items():
        config = next(entry for entry in scenario.configurations if entry.name == title).heat_pump
        assert config is not None
        found[name] = config
    old = found["single-speed"]
    degradation = DegradationConfig(heating=published.coefficient)
    cycling: CyclingConfig = old.cycling.model_copy(update={"degradation": degradation, "expansion": "orifice"})
    return {"as measured": old.model_copy(update={"cycling": cycling})} | found


def _lost(run: Run, mode: str) -> float:
    """Return the share, %, of the compressor's heat or cold that starts lose: about that of its electricity."""
    given = ("heat_pump_heat",) if mode == "heating" else ("cooling_sensible", "cooling_latent")
    lost = float(run.hourly[f"{mode}_start_loss"].sum())
    return 100.0 * lost / (lost + sum(float(run.hourly[name].sum()) for name in given))


def _parasitics(run: Run) -> float:
    """Return the share, %, of crankcase heater, base-pan heater and electronics in hours in which the machine heats."""
    heating = run.hourly["heat_pump_heat"] > 0.0
    standby = float(run.hourly["standby_electricity"][heating].sum())
    return 100.0 * standby / float(run.hourly["heat_pump_heating_electricity"].sum())


def _within(value: float, published: tuple[float, float]) -> bool:
    """Return whether a figure rounds to a published range, within a twentieth."""
    return 0.95 * published[0] <= value <= 1.05 * published[1]
