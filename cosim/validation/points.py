"""The suite `points`: calibrate on all temperatures of a data sheet but one, and predict the one left out.

The control of a variable-speed machine chooses its capacity, so power at the published capacity is predicted; for
machines of one or two speeds, capacity and power. Every row counts. Rows that contradict each other by their published
figures alone are named, and the rest is counted a second time without them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.calibration.calibrate import calibrate
from cosim.equipment.calibration.fit import PublishedPoint, compare, has_fixed_speeds
from cosim.equipment.calibration.sheet import LEVELS, MIN_POINTS, contradictions, read_sheet
from cosim.equipment.library import STARTS, read_machine, start_of
from cosim.units import from_si, to_si
from cosim.validation.checks import Check, Outcome, Progress
from cosim.validation.reference import chosen, part_of, read_table, reference_folder

SUITE = "points"
TITLE = "Published points of heat pumps, each temperature predicted from the others"
FOLDER = "heat_pump_data"
LIMIT = 15.0  # %
REFRIGERANTS = {"daikin_ftxm20r": "R-32"}  # of the other sheets R-410A
OTHER_SIZE = 10.0  # Btu/h below which a capacity is a share of another machine's


@dataclass(frozen=True)
class Sheet:
    """A machine's points and the machine of the library from which its calibration starts."""

    name: str
    points: tuple[PublishedPoint, ...]
    start: HeatPumpConfig


def run_points(
    reference: Path | str | None = None, cases: Sequence[str] = (), *, progress: Progress | None = None
) -> Outcome:
    """Return the predictions of all left-out points of the air-to-air units."""
    folder = part_of(reference_folder(reference), FOLDER)
    sheets = {sheet.name: sheet for sheet in read_sheets(folder)}
    checks: list[Check] = []
    notes: list[str] = []
    for name in chosen(cases, list(sheets)) if cases else list(sheets):
        if progress is not None:
            progress("started", name)
        points = sheets[name].points
        doubts = doubts_of(points)
        notes += [f"{name} contradicts itself: {flag}" for flag in contradictions(points)]
        for mode, outdoor in sorted({(point.mode, round(point.outdoor, 2)) for point in points}):
            checks += left_out(sheets[name], mode, outdoor, doubts)
        if progress is not None:
            progress("finished", name)
    return Outcome(TITLE, tuple(checks), (*spread_of(checks), *notes), peers="published")


def doubts_of(points: Sequence[PublishedPoint]) -> dict[PublishedPoint, str]:
    """Return, for each row that does not go together with others of its sheet, what is wrong."""
    return {points[row]: str(flag) for flag in reversed(contradictions(points)) for row in flag.rows}


def spread_of(checks: Sequence[Check]) -> list[str]:
    """Return how far the predictions are from the published figures, all rows counted."""
    errors = [check.value for check in checks if check.value is not None]
    if not errors:
        return []
    squares = sum(error**2 for error in errors) / len(errors)
    return [f"all {len(errors)} rows: {squares**0.5:.1f} % rms, {max(map(abs, errors)):.0f} % at most"]


def left_out(
    sheet: Sheet, mode: str, outdoor: float, doubts: Mapping[PublishedPoint, str] | None = None
) -> Iterator[Check]:
    """Calibrate without one temperature of one mode, and yield the errors there, %; `doubts` is of the sheet."""
    there = [p for p in sheet.points if p.mode == mode and abs(p.outdoor - outdoor) < 0.01]
    rest = [p for p in sheet.points if p not in there]
    quantities = ("capacity", "power") if has_fixed_speeds(sheet.start) else ("power",)
    fahrenheit = round(from_si(outdoor, "temperature", "f"))
    note, errors = "", {}
    if len(rest) < MIN_POINTS or not any(p.mode == mode for p in rest):
        note = f"only {len(rest)} points are left, or none of {mode}"
    else:
        try:
            result = compare(calibrate(sheet.start, rest).config, there)
            errors = {"capacity": result.capacity_error, "power": result.power_error}
        except ArithmeticError as error:
            note = f"no cycle meets the points that are left: {error}"
    for k, point in enumerate(there):
        at = "" if point.room is None else f", room {from_si(point.room, 'temperature', 'f'):.0f} °F"
        for quantity in quantities:
            what = f"{quantity}, {mode} {fahrenheit} °F {point.level}{at}"
            value = None if note else 100.0 * float(errors[quantity][k])
            doubt = (doubts or {}).get(point, "")
            yield Check(SUITE, sheet.name, what, "%", value, -LIMIT, LIMIT, note=note, doubt=doubt)


def read_sheets(folder: Path) -> Iterator[Sheet]:
    """Return the air-to-air units of the reference data that state capacities."""
    ducted, ductless = (read_machine(STARTS[ducts, False, True]) for ducts in (True, False))
    single = read_machine(STARTS[True, True, True])
    neep = folder / "neep_points.csv"
    for model in dict.fromkeys(row["model"] for row in read_table(neep)):
        start = ducted if model.startswith("PUZ-HA") else ductless
        yield Sheet(model, tuple(read_sheet(neep, model)), start.model_copy(update={"refrigerant": "R-410A"}))
    for path in sorted(folder.glob("goodman_*.csv")):
        points = tuple(_point(row["outdoor_F"], "f", "rated", row["heating_kBtuh"], "kbtu_h", row["cop"])
                       for row in read_table(path))  # fmt: skip
        yield Sheet(path.stem, points, single.model_copy(update={"refrigerant": "R-410A"}))
    for path in sorted(folder.glob("daikin_*.csv")):
        points = tuple(
            replace(
                _point(row["outdoor_C"], "c", "max", row["heating_W"], "w", row["cop"]),
                room=to_si(float(row["indoor_C"]), "temperature", "c"),
            )
            for row in read_table(path)
        )
        fluid = next((fluid for stem, fluid in REFRIGERANTS.items() if path.stem.startswith(stem)), "R-410A")
        yield Sheet(path.stem, points, ductless.model_copy(update={"refrigerant": fluid}))
    yield from _hpxml_sheets(folder / "openstudio_hpxml_detailed_points.csv")


def _hpxml_sheets(path: Path) -> Iterator[Sheet]:
    seen: set[tuple[PublishedPoint, ...]] = set()
    rows = read_table(path) if path.is_file() else []
    for file in dict.fromkeys(row["file"] for row in rows):
        its = [row for row in rows if row["file"] == file]
        if min(float(row["capacity_Btuh_or_fraction"]) for row in its) < OTHER_SIZE:
            continue
        points = tuple(
            replace(
                _point(
                    row["outdoor_F"], "f", LEVELS[row["level"]], row["capacity_Btuh_or_fraction"], "btu_h", row["cop"]
                ),
                mode="heating" if row["mode"] == "heating" else "cooling",
            )
            for row in its
        )
        start = read_machine(start_of(points, ductless="mini-split" in file))
        if points not in seen:  # several sample files share their points
            seen.add(points)
            yield Sheet(file.removesuffix(".xml").removeprefix("base-hvac-"), points, start)


def _point(outdoor: str, unit: str, level: str, capacity: str, of: str, cop: str) -> PublishedPoint:
    watts = to_si(float(capacity), "power", of)
    return PublishedPoint("heating", to_si(float(outdoor), "temperature", unit), level, watts, watts / float(cop))
