"""Data sheets as CSV: read, refused where they cannot be, and flagged where they contradict themselves.

The columns are ``mode`` (heating, cooling), ``outdoor_f`` or ``outdoor_c``, ``level`` (min, rated, max), capacity and
power with their units (``capacity_btu_h``, ``power_kw`` ...), and, where one file holds several machines, ``model``.
"""

import csv
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from cosim.equipment.fit import PublishedPoint
from cosim.equipment.machine import Mode
from cosim.equipment.performance import COOLING_RATED, COOLING_ROOM, HEATING_RATED, HEATING_ROOM
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.project import read_bytes
from cosim.units import DIMENSIONS, from_si, to_si

LEVELS = {"min": "min", "minimum": "min", "rated": "rated", "nominal": "rated", "max": "max", "maximum": "max"}
QUANTITIES = {"outdoor": "temperature", "capacity": "power", "power": "power", "room": "temperature"}
LEAST_POINTS = 3
LEAST_COP = 0.3  # below it a unit of measure is wrong, not a machine poor
RESIDUAL = 0.20  # of power, above which a sheet is said to contradict physics
SAME_TEMPERATURE = 0.6  # K


def read_sheet(path: Path, model: str | None = None) -> list[PublishedPoint]:
    """Return the points of a data sheet, or of one `model` in it.

    Raises
    ------
    InvalidInput
        With the row and the reason of everything that cannot be, such as a COP above Carnot's.
    """
    text = read_bytes(path).decode("utf-8-sig", errors="replace")
    reader = csv.DictReader(text.splitlines())
    columns = {_plain(name): name for name in reader.fieldnames or ()}
    faults: list[Fault] = []
    units = {quantity: _column(quantity, columns, path, faults) for quantity in QUANTITIES}
    faults += [Fault(str(path), f"has no column '{name}'") for name in ("mode", "level") if name not in columns]
    if faults:
        raise InvalidInput(faults)
    rows = [(number, {_plain(k): v for k, v in row.items() if k}) for number, row in enumerate(reader, start=2)]
    models = list(dict.fromkeys(row.get("model", "") for _, row in rows))
    if model is None and len(models) > 1:
        problem = f"holds {len(models)} machines: {', '.join(models[:8])}"
        raise InvalidInput([Fault(str(path), problem, "choose one with --model")])
    if model is not None and model not in models:
        raise InvalidInput([Fault(str(path), f"has no model '{model}'", did_you_mean(model, models))])
    points: list[tuple[int, PublishedPoint]] = []
    for number, row in rows:
        if model is None or row.get("model") == model:
            try:
                points.append((number, _point(row, units)))
            except ValueError as error:
                faults.append(Fault(f"{path}: row {number}", str(error)))
    if not faults:
        faults = [Fault(f"{path}: row {row}" if row else str(path), *words) for row, *words in impossible(points)]
    if faults:
        raise InvalidInput(faults)
    return [point for _, point in points]


def impossible(points: Sequence[tuple[int, PublishedPoint]]) -> Iterator[tuple[int, str] | tuple[int, str, str]]:
    """Find what no machine does; (row or 0 for the whole, problem, remedy)."""
    if len(points) < LEAST_POINTS:
        yield 0, f"{len(points)} points cannot tell a machine's parameters apart", f"give {LEAST_POINTS} or more"
    for mode, rated in (("heating", HEATING_RATED), ("cooling", COOLING_RATED)):
        some = [point for _, point in points if point.mode == mode]
        if some and not any(abs(p.outdoor - rated) < SAME_TEMPERATURE and p.level == "rated" for p in some):
            fahrenheit = from_si(rated, "temperature", "f")
            yield 0, f"has no point of {mode} at {fahrenheit:.0f} °F, level 'rated'", "it sets the machine's size"
    for row, point in points:
        cop = point.capacity / point.power
        if cop < LEAST_COP:
            remedy = "is the capacity in kW under a heading in Btu/h, or the power in W under one in kW?"
            yield row, f"COP {cop:.2g} is no heat pump's", remedy
        elif cop > (limit := carnot(point)):
            yield row, f"COP {cop:.1f} is above Carnot's {limit:.1f} between these temperatures", "check the units"
    order = ("min", "rated", "max")
    for (_, first), (row, second) in combinations(
        sorted(points, key=lambda entry: (entry[1].mode, entry[1].outdoor, order.index(entry[1].level))), 2
    ):
        if not _same_air(first, second):
            continue
        if first.level == second.level:
            yield row, f"is a second point of {second.mode} at this temperature and level", "keep one"
        elif second.capacity < first.capacity * (1.0 - 1e-6):
            yield row, f"capacity falls from {first.level} to {second.level} speed"


def carnot(point: PublishedPoint) -> float:
    """Return the COP that no machine exceeds between the two airs: lifted by 1 K at least, for coils are not ideal."""
    room = point.room or (HEATING_ROOM if point.mode == "heating" else COOLING_ROOM)
    warm, cold = (room, point.outdoor) if point.mode == "heating" else (point.outdoor, room)
    return (warm if point.mode == "heating" else cold) / max(warm - cold, 1.0)


def contradictions(points: Sequence[PublishedPoint], power_error: Sequence[float] = ()) -> list[str]:
    """Say in which ways a data sheet contradicts itself; `power_error` is what a calibration left at each point."""
    found = []
    for mode in ("heating", "cooling"):
        of_mode = [point for point in points if point.mode == mode]
        temperatures = sorted({round(point.outdoor, 1) for point in of_mode})
        by = {(round(point.outdoor, 1), point.level): point for point in of_mode}
        for one, other in combinations(temperatures, 2):
            pairs = [(by[one, level], by[other, level]) for level in ("min", "rated", "max")
                     if (one, level) in by and (other, level) in by]  # fmt: skip
            same = [a.level for a, b in pairs if a.power == b.power and a.capacity != b.capacity]
            if len(same) > 1:
                found.append(f"{mode}: the same power at {_f(one)} and {_f(other)} for {', '.join(same)} speed")
            for a, b in pairs:
                better = a.capacity / a.power / (b.capacity / b.power) * (1 if mode == "heating" else -1)
                harder = better > 1.02 if mode == "heating" else -better < 1 / 1.02
                if harder:
                    worse, milder = (one, other) if mode == "heating" else (other, one)
                    found.append(f"{mode}: at {a.level} speed the COP is better at {_f(worse)} than at {_f(milder)}")
        for point in of_mode:
            if mode == "heating" and point.capacity < point.power:
                found.append(
                    f"heating: at {_f(point.outdoor)}, {point.level} speed, it gives less heat than it takes power"
                )
            slower = [p for p in of_mode if _same_air(p, point) and p.capacity < point.capacity]
            if any(p.power >= point.power for p in slower):
                found.append(f"{mode}: at {_f(point.outdoor)} {point.level} speed gives more heat for less power")
    found += [
        f"{point.mode}: at {_f(point.outdoor)}, {point.level} speed, power is {error:+.0%} from what a cycle needs"
        for point, error in zip(points, power_error, strict=False)
        if abs(error) > RESIDUAL
    ]
    return found


def _same_air(one: PublishedPoint, other: PublishedPoint) -> bool:
    near = abs(one.outdoor - other.outdoor) < SAME_TEMPERATURE
    return one.mode == other.mode and near and one.room == other.room


def _f(kelvin: float) -> str:
    return f"{from_si(kelvin, 'temperature', 'f'):.0f} °F"


def _plain(name: str) -> str:
    return name.strip().lower().replace("btuh", "btu_h").replace(" ", "_")


def _column(quantity: str, columns: dict[str, str], path: Path, faults: list[Fault]) -> tuple[str, str] | None:
    """Return (column, unit) of a quantity."""
    choices = {f"{quantity}_{unit}": unit for unit in DIMENSIONS[QUANTITIES[quantity]]}
    given = [(column, unit) for column, unit in choices.items() if column in columns]
    if not given and quantity != "room":
        faults.append(Fault(str(path), f"has no column of {quantity}", f"name it {' or '.join(choices)}"))
    return given[0] if given else None


def _point(row: dict[str, str | None], units: dict[str, tuple[str, str] | None]) -> PublishedPoint:
    mode, level = (row["mode"] or "").strip().lower(), (row["level"] or "").strip().lower()
    if mode not in ("heating", "cooling"):
        raise ValueError(f"mode is '{mode}', not heating or cooling")
    if level not in LEVELS:
        raise ValueError(f"level is '{level}', not min, rated or max")
    values: dict[str, float] = {}
    for quantity, column in units.items():
        if column is None:
            continue
        text = (row.get(column[0]) or "").strip()
        try:
            values[quantity] = to_si(float(text), QUANTITIES[quantity], column[1])
        except ValueError:
            raise ValueError(f"{column[0]} is '{text}', not a number") from None
    for quantity in ("capacity", "power"):
        if not 0.0 < values[quantity] < 1e6:
            raise ValueError(f"{quantity} of {values[quantity]:g} W is none of a house's machine")
    if not 200.0 < values["outdoor"] < 335.0:
        raise ValueError(f"outdoor temperature of {values['outdoor']:.0f} K; is the unit right?")
    kind: Mode = "heating" if mode == "heating" else "cooling"
    return PublishedPoint(kind, values["outdoor"], LEVELS[level], values["capacity"], values["power"],
                          values.get("room"))  # fmt: skip
