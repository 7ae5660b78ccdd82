"""The suite `hers`: the HERS BESTEST houses, read from HPXML, against their acceptance limits."""

from collections.abc import Sequence
from pathlib import Path

from cosim.errors import Fault, InvalidInput
from cosim.hpxml import NotReadYet, read_hpxml
from cosim.units import BTU
from cosim.validation.checks import Check, Outcome, Progress, spread
from cosim.validation.ideal import Course, live
from cosim.validation.reference import chosen, part_of, read_table, reference_folder
from cosim.weather import Weather, read_weather

SUITE = "hers"
TITLE = "HERS BESTEST houses"
PEERS = "EnergyPlus"
STANDARD = "RESNET Publication 002"
FOLDER = "hers_bestest"
UNIT, MEGA_BTU_HOUR = "MBtu", 1e6 * BTU / 3600.0  # the unit in W h
HEATING, COOLING = "annual_heating_load", "annual_cooling_load"
OFF: Course = [None] * 24


def run_hers(
    reference: Path | str | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Simulate the houses and compare annual loads and their differences with the limits.

    Parameters
    ----------
    reference : Path or str, optional
        Folder with `hers_bestest` and `weather`.
    cases : sequence of str
        Names of houses such as ``L100AC``; all by default.
    progress : callable, optional
        Called when a house starts and finishes.

    Returns
    -------
    Outcome
        A house that is not supported is reported as not attempted. A house with a limit of heating load is only heated,
        one with a limit of cooling load only cooled, as in the specification. Limits: RESNET Publication 002.
    """
    tell: Progress = progress or (lambda kind, text: None)
    root = reference_folder(reference)
    folder = part_of(root, FOLDER)
    table = folder / "acceptance_limits.csv"
    if not table.is_file():
        raise InvalidInput([Fault(str(table), "does not exist", "point --reference at a folder that contains it")])
    rows = read_table(table)
    limits = {(row["case"], row["quantity"]): (float(row["lower"]), float(row["upper"])) for row in rows}
    published = {(row["case"], row["quantity"]): row.get("openstudio_hpxml_energyplus_result", "") for row in rows}
    asked = {case: quantity for case, quantity in limits if "-" not in case}
    names = chosen(cases, list(asked))
    weathers: dict[str, Weather] = {}
    checks: list[Check] = []
    notes: list[str] = []
    for name in names:
        tell("started", name)
        load, reason = None, ""
        try:
            load = simulate_house(root, folder / f"{name}.xml", asked[name], weathers, notes)
        except NotReadYet as unread:
            reason = str(unread)
        checks.append(Check(SUITE, name, asked[name], UNIT, load, *limits[name, asked[name]],
                            _shown(published[name, asked[name]]), reason, STANDARD))  # fmt: skip
        tell("finished", name)
    found = {check.case: check.value for check in checks}
    for (pair, quantity), (lower, upper) in limits.items():
        case, _, base = pair.partition("-")
        if case not in found or base not in found:
            continue
        value, other = found[case], found[base]
        difference = None if value is None or other is None else value - other
        reason = "one of the two was not attempted" if difference is None else ""
        peers = _shown(published[pair, quantity])
        checks.append(Check(SUITE, pair, quantity, UNIT, difference, lower, upper, peers, reason, STANDARD))
    return Outcome(TITLE, tuple(checks), tuple(dict.fromkeys(notes)), peers=PEERS)


def simulate_house(root: Path, path: Path, quantity: str, weathers: dict[str, Weather], notes: list[str]) -> float:
    """Return the annual load of a house, MBtu."""
    read = read_hpxml(path)
    notes += [f"{path.stem}: {section} is not read" for section in read.unread]
    place = root / "weather" / read.weather
    if read.weather not in weathers:
        if not read.weather or not place.is_file():
            raise InvalidInput([Fault(str(place), "does not exist", f"{path.name} names this weather")])
        weathers[read.weather] = read_weather(place)
    heating: Course = [read.heating_setpoint] * 24
    cooling: Course = [read.cooling_setpoint] * 24
    if quantity == HEATING:
        year = live(read.house, weathers[read.weather], heating, OFF)
        return float(year.hourly["ideal_heat"].sum()) / MEGA_BTU_HOUR
    if quantity == COOLING:
        year = live(read.house, weathers[read.weather], OFF, cooling)
        return float(year.hourly["cooling_sensible"].sum()) / MEGA_BTU_HOUR
    raise InvalidInput([Fault(f"acceptance limits of {path.stem}", f"'{quantity}' is not a known load")])


def _shown(text: str) -> tuple[float, float] | None:
    return spread([float(text)] if text else [])
