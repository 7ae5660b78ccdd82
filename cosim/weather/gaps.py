"""One column at a time: what is impossible, what is left out, what is filled, and how many values that is."""

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.errors import Fault
from cosim.weather.record import COLUMNS, RADIATION, Column, Record, Whole, counted, when

LONGEST_GAP = 6  # h in a row that may be interpolated
NIGHT_OFFSET = -10.0  # W/m2: a pyranometer that radiates to a clear night sky reads a little below zero
ABSURD_SHARE = 0.01  # of the rows of a column that is needed may be left out; beyond, the column is at fault
# units that a column is in by mistake: name, lowest and highest value
OTHER_UNITS = {
    "dry_bulb": (("kelvin", 180.0, 335.0), ("°F", 60.0, 130.0)),
    "pressure": (("hPa", 450.0, 1100.0), ("kPa", 45.0, 110.0)),
}


def judge(record: Record, place: str) -> list[Fault]:
    """Return what is impossible in the rows of `record`; leave out and count what does not stop a year."""
    faults = []
    for column in COLUMNS.values():
        if column.name not in record.columns:
            continue
        if column.name in RADIATION:
            _lift_night_offset(record, column)
        values = record.columns[column.name]
        bad = (values < column.lowest) | (values > column.highest)  # False for NaN, True for infinity
        if not bad.any():
            continue
        if not column.strict and (column.name != "dew_point" or bad.mean() <= ABSURD_SHARE):
            _leave_out(record, column, bad)
            continue
        problem = f"column {column.title}, {first_of(record, column, bad)} is impossible"
        if (more := int(bad.sum()) - 1) > 0:
            problem += f", and so {'are' if more > 1 else 'is'} {counted(more, 'more row')}"
        remedy = (
            f"possible is {column.lowest:g} to {column.highest:g} {column.units}{_likely_unit(column, values[bad])}"
        )
        faults.append(Fault(place, problem, remedy))
        # what has been said is not said again as a gap
        record.columns[column.name] = (
            np.full(bad.size, (column.lowest + column.highest) / 2) if bad.all() else filled(values, bad)
        )
    return faults


def _likely_unit(column: Column, bad: Array) -> str:
    """Return which unit impossible values look like, as the end of a remedy."""
    for unit, lowest, highest in OTHER_UNITS.get(column.name, ()):
        if ((bad >= lowest) & (bad <= highest)).all():
            return f"; {'these look' if bad.size > 1 else 'this looks'} like {unit}"
    return ""


def first_of(record: Record, column: Column, rows: NDArray[np.bool_]) -> str:
    """Return in words line and value of the first of some rows."""
    row = int(np.flatnonzero(rows)[0])
    value = record.columns[column.name][row]
    shown = f"{value:g} {column.units}" if np.isfinite(value) else "not a number"
    plain = record.per_hour == 1 and not record.instants and record.days == 365 and record.minutes[row] > 0
    spoken = f" ({when(int(record.minutes[row]) // 60 - 1)})" if plain else ""
    return f"{record.row} {record.line[row]}{spoken}: {shown}"


def fill(record: Record, column: Column, place: str) -> list[Fault]:
    """Interpolate the short gaps of one column of hours; a fault for longer ones, or none where it can be left out."""
    values = record.columns[column.name]
    missing = np.isnan(values)
    if not missing.any():
        return []
    starts, lengths = runs(missing)
    if lengths.max() > LONGEST_GAP:
        worst = int(lengths.argmax())
        first = int(starts[worst])
        many = int((lengths > LONGEST_GAP).sum())
        more = f" (and {many - 1} more gaps longer than {LONGEST_GAP} h)" if many > 1 else ""
        problem = (
            f"column {column.title}, {record.row} {record.line[first]} ({when(first)}): "
            f"{lengths[worst]} h in a row are missing{more}"
        )
        return [Fault(place, problem, f"gaps of up to {LONGEST_GAP} h are interpolated")]
    record.columns[column.name] = filled(values, missing, circular=column.name == "wind_direction")
    record.notes.append(
        f"{column.title}: {counted(int(missing.sum()), 'missing value')} in {counted(lengths.size, 'gap')} interpolated"
    )
    return []


def filled_or_absent(record: Record, name: str, place: str, instead: str = "") -> list[Fault]:
    """Interpolate the short gaps of a column that is needed, or return that it is not there."""
    if name in record.columns:
        return fill(record, COLUMNS[name], place)
    if name in record.names:
        return [Fault(place, f"has no values in column '{record.names[name]}' ({COLUMNS[name].title})", instead)]
    return [Fault(place, f"column {COLUMNS[name].title} is missing in every row", instead)]


def runs(flags: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """Return where runs of true flags begin and how long they are, on a ring: December leads into January."""
    if flags.all():
        return np.zeros(1, np.int64), np.full(1, flags.size, np.int64)
    offset = int(np.flatnonzero(~flags)[0])
    padded = np.concatenate([[0], np.roll(flags, -offset).astype(np.int8), [0]])
    change = np.diff(padded)
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    return (starts + offset) % flags.size, ends - starts


def filled(values: Array, missing: NDArray[np.bool_], *, circular: bool = False) -> Array:
    """Return values with those that are missing interpolated between their neighbours."""
    rows = np.arange(values.size)

    def interpolate(known: Array) -> Array:
        return np.asarray(np.interp(rows, rows[~missing], known[~missing], period=values.size), float)

    if not circular:
        return interpolate(values)
    angle = np.radians(values)  # between 350° and 10° lies north
    direction = np.degrees(np.arctan2(interpolate(np.sin(angle)), interpolate(np.cos(angle)))) % 360
    return np.where(missing, direction, values)


def _lift_night_offset(record: Record, column: Column) -> None:
    values = record.columns[column.name]
    slight = (values < 0) & (values >= NIGHT_OFFSET)
    if slight.any():
        lowest = float(values[slight].min())
        record.columns[column.name] = np.where(slight, 0.0, values)
        record.notes.append(
            f"{column.title}: {counted(int(slight.sum()), 'value')} slightly below zero (down to {lowest:.1f} W/m2) "
            "set to zero"
        )


def _leave_out(record: Record, column: Column, bad: NDArray[np.bool_]) -> None:
    left_out = counted(int(bad.sum()), "impossible value")
    shown = first_of(record, column, bad)
    record.columns[column.name] = np.where(bad, np.nan, record.columns[column.name])
    record.notes.append(f"{column.title}: {left_out} left out, the first on {shown}")
