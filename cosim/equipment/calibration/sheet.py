"""Data sheets as CSV: read, refused where they cannot be, and flagged where they contradict themselves.

A contradiction is found in the published figures alone. How far a calibrated cycle is from a row says nothing against
the row: it may as well be the cycle that is wrong.

The columns are ``mode`` (heating, cooling), ``outdoor_f`` or ``outdoor_c``, ``level`` (min, rated, max), capacity and
power with their units (``capacity_btu_h``, ``power_kw`` ...), and, where one file holds several machines, ``model``.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from cosim.equipment.calibration.fit import PublishedPoint
from cosim.equipment.machine import Mode
from cosim.equipment.performance import COOLING_RATED, COOLING_ROOM, HEATING_RATED, HEATING_ROOM
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.project import read_bytes
from cosim.units import DIMENSIONS, from_si, to_si

LEVELS = {"min": "min", "minimum": "min", "rated": "rated", "nominal": "rated", "max": "max", "maximum": "max"}
QUANTITIES = {"outdoor": "temperature", "capacity": "power", "power": "power", "room": "temperature"}
MIN_POINTS = 3
MIN_COP = 0.3  # below it a unit of measure is wrong, not a machine poor
SAME_TEMPERATURE = 0.6  # K


def read_sheet(path: Path | str, model: str | None = None) -> list[PublishedPoint]:
    """Return the points of a data sheet, or of one `model` in it.

    Raises
    ------
    InvalidInput
        With the row and the reason of everything that cannot be, such as a COP above Carnot's.
    """
    text = read_bytes(path).decode("utf-8-sig", errors="replace")
    try:
        reader = csv.DictReader(text.splitlines())
        columns = {_plain(name): name for name in reader.fieldnames or ()}
        lines = list(reader)
    except csv.Error as error:
        raise InvalidInput([Fault(str(path), f"is not CSV: {error}")]) from None
    faults: list[Fault] = []
    units = {quantity: _column(quantity, columns, path, faults) for quantity in QUANTITIES}
    faults += [Fault(str(path), f"has no column '{name}'") for name in ("mode", "level") if name not in columns]
    if faults:
        raise InvalidInput(faults)
    rows = [(number, {_plain(k): v for k, v in row.items() if k}) for number, row in enumerate(lines, start=2)]
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
    if len(points) < MIN_POINTS:
        yield 0, f"{len(points)} points cannot tell a machine's parameters apart", f"give {MIN_POINTS} or more"
    for mode, rated in (("heating", HEATING_RATED), ("cooling", COOLING_RATED)):
        some = [point for _, point in points if point.mode == mode]
        if some and not any(abs(p.outdoor - rated) < SAME_TEMPERATURE and p.level == "rated" for p in some):
            fahrenheit = from_si(rated, "temperature", "f")
            at = f"{fahrenheit:.0f} °F ({from_si(rated, 'temperature', 'c'):.1f} °C)"
            yield 0, f"has no point of {mode} at {at}, level 'rated'", "it sets the machine's size"
    for row, point in points:
        cop = point.capacity / point.power
        if cop < MIN_COP:
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


@dataclass(frozen=True)
class Contradiction:
    """One way in which a data sheet contradicts itself."""

    words: str
    rows: tuple[int, ...]
    """Places of the points that do not go together."""

    def __str__(self) -> str:
        return self.words


def contradictions(points: Sequence[PublishedPoint]) -> list[Contradiction]:
    """Say in which ways a data sheet contradicts itself."""
    return [*_same_power(points), *_better_when_harder(points), *_more_for_less(points)]


def _same_power(points: Sequence[PublishedPoint]) -> Iterator[Contradiction]:
    """Two temperatures with the same power and other capacities at more than one level: copied rows."""
    for (one, other), pairs in _levels_at_two_temperatures(points):
        same = [
            (a, b) for a, b in pairs if points[a].power == points[b].power and points[a].capacity != points[b].capacity
        ]
        if len(same) > 1:
            levels = ", ".join(points[a].level for a, _ in same)
            words = f"{points[same[0][0]].mode}: the same power at {_f(one)} and {_f(other)} for {levels} speed"
            yield Contradiction(words, tuple(row for pair in same for row in pair))


def _better_when_harder(points: Sequence[PublishedPoint]) -> Iterator[Contradiction]:
    for (one, other), pairs in _levels_at_two_temperatures(points):
        for a, b in pairs:
            first, second = points[a], points[b]
            heating = first.mode == "heating"
            better = first.capacity / first.power / (second.capacity / second.power)
            if better > 1.02 if heating else better < 1 / 1.02:
                worse, milder = (one, other) if heating else (other, one)
                words = f"{first.mode}: at {first.level} speed the COP is better at {_f(worse)} than at {_f(milder)}"
                yield Contradiction(words, (a, b))


def _more_for_less(points: Sequence[PublishedPoint]) -> Iterator[Contradiction]:
    for row, point in enumerate(points):
        at = f"at {_f(point.outdoor)}"
        if point.mode == "heating" and point.capacity < point.power:
            words = f"heating: {at}, {point.level} speed, it gives less heat than it takes power"
            yield Contradiction(words, (row,))
        slower = [k for k, p in enumerate(points) if _same_air(p, point) and p.capacity < point.capacity]
        with_more_power = tuple(k for k in slower if points[k].power >= point.power)
        if with_more_power:
            words = f"{point.mode}: {at} {point.level} speed gives more heat for less power"
            yield Contradiction(words, (row, *with_more_power))


def _levels_at_two_temperatures(
    points: Sequence[PublishedPoint],
) -> Iterator[tuple[tuple[float, float], list[tuple[int, int]]]]:
    """Yield two temperatures of a mode, the colder first, and the places of the points at the levels both have."""
    for mode in ("heating", "cooling"):
        by = {(round(p.outdoor, 1), p.level): k for k, p in enumerate(points) if p.mode == mode}
        for one, other in combinations(sorted({outdoor for outdoor, _ in by}), 2):
            yield (
                (one, other),
                [
                    (by[one, level], by[other, level])
                    for level in ("min", "rated", "max")
                    if (one, level) in by and (other, level) in by
                ],
            )


def _same_air(one: PublishedPoint, other: PublishedPoint) -> bool:
    near = abs(one.outdoor - other.outdoor) < SAME_TEMPERATURE
    return one.mode == other.mode and near and one.room == other.room


def _f(kelvin: float) -> str:
    return f"{round(from_si(kelvin, 'temperature', 'f'))} °F"


def _plain(name: str) -> str:
    return name.strip().lower().replace("btuh", "btu_h").replace(" ", "_")


def _column(quantity: str, columns: dict[str, str], path: Path | str, faults: list[Fault]) -> tuple[str, str] | None:
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
            problem = f"{quantity} of {values[quantity] / 1e3:g} kW is none of a house's machine"
            raise ValueError(f"{problem}; is the unit in the heading right?")
    if not 200.0 < values["outdoor"] < 335.0:
        raise ValueError(f"outdoor temperature of {values['outdoor']:.0f} K; is the unit right?")
    kind: Mode = "heating" if mode == "heating" else "cooling"
    return PublishedPoint(kind, values["outdoor"], LEVELS[level], values["capacity"], values["power"],
                          values.get("room"))  # fmt: skip
