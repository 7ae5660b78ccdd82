"""From what a reader found in a file to a validated year: order of hours, gaps, limits, and what has to be computed.

All weather formats end here. A reader hands over plain columns with NaN where the file says "missing", and for every
row the hour that the row *ends*; nothing after this module knows how a format labels its hours.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import FREEZING, HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.weather.sky import cloud_cover, dew_point_from_humidity, sky_infrared, sun_height

LONGEST_GAP = 6  # h in a row that may be interpolated
DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One quantity of a weather file: its name, its units there, and the values that are possible."""

    name: str
    units: str
    lowest: float
    highest: float
    required: bool = True


# limits: records of the World Meteorological Organization with room to spare; the solar constant for sunshine, half as
# much again on a horizontal plane because bright cloud edges add to the sun
COLUMNS = {
    column.name: column
    for column in (
        Column("dry_bulb", "°C", -90, 60),
        Column("dew_point", "°C", -100, 40),
        Column("pressure", "Pa", 45e3, 110e3),
        Column("wind_speed", "m/s", 0, 60),
        Column("wind_direction", "°", 0, 360),
        Column("global_horizontal", "W/m2", 0, 2000),
        Column("direct_normal", "W/m2", 0, 1420),
        Column("diffuse_horizontal", "W/m2", 0, 1000),
        Column("sky_infrared", "W/m2", 30, 650, required=False),
        Column("relative_humidity", "%", 0, 110, required=False),
        Column("opaque_cover", "tenths", 0, 10, required=False),
        Column("total_cover", "tenths", 0, 10, required=False),
    )
}
LIMITS = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "elevation": (-450.0, 9000.0),
    "time_zone": (-12.0, 14.0),
}
WORST_DEW_POINT = 3.0  # K above the dry bulb that two thermometers may differ by


@dataclass(slots=True)
class Record:
    """What a reader found: the station, and for each row its label and its values in the units of `COLUMNS`.

    Attributes
    ----------
    columns : dict of str to array
        NaN where the file says that a value is missing, infinity where it holds something that is no number.
    month, day, hour_ending : arrays of int
        Label of each row; `hour_ending` from 1 to 24.
    line : array of int
        Line of the file that each row stands on, for messages.
    """

    name: str
    latitude: float
    longitude: float
    elevation: float
    time_zone: float
    columns: dict[str, Array]
    month: NDArray[np.int64]
    day: NDArray[np.int64]
    hour_ending: NDArray[np.int64]
    line: NDArray[np.int64]
    notes: list[str] = field(default_factory=list)


Reader = Callable[[bytes, Path, str], Record]
"""A weather format's reader: the file's bytes, its path, and what messages call it."""


def decoded(data: bytes, place: str) -> str:
    """Return the text of a file whose format is text, or refuse one that is binary."""
    if b"\0" in data[:4096]:
        raise InvalidInput([Fault(place, "is not a text file, so no weather file (is it compressed?)")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # station names in older files; every byte is a character in it


def complete(record: Record, place: str) -> Record:
    """Return `record` with 8760 hours in order and every column of a `Weather` whole; list all faults otherwise."""
    faults = _station_faults(record, place)
    _drop_leap_day(record)
    order = _order_fault(record, place)
    if order is not None:
        raise InvalidInput([*faults, order])
    _dew_point_from_relative_humidity(record)
    for column in COLUMNS.values():
        if column.name in record.columns:
            faults += _column_faults(record, column, place)
        elif column.required:
            faults.append(Fault(place, f"has no column {column.name}"))
    if faults:
        raise InvalidInput(faults)
    _limit_dew_point(record, place)
    _infrared(record)
    _note_a_sun_at_night(record)
    return record


def when(index: int) -> str:
    """Return in words which hour of a common year row `index` is."""
    day, hour = divmod(index, 24)
    for month, length in zip(MONTHS, DAYS_OF_MONTH, strict=True):
        if day < length:
            return f"{day + 1} {month}, hour ending {hour + 1:02d}:00"
        day -= length
    return f"hour {index + 1}"


def common_year_labels() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return month, day and hour ending of the 8760 hours of a common year."""
    days = np.concatenate([np.arange(1, length + 1) for length in DAYS_OF_MONTH])
    months = np.repeat(np.arange(1, 13), DAYS_OF_MONTH)
    hours = np.tile(np.arange(1, 25), 365)
    return np.repeat(months, 24), np.repeat(days, 24), hours


def _station_faults(record: Record, place: str) -> list[Fault]:
    faults = []
    for name, (lowest, highest) in LIMITS.items():
        value = getattr(record, name)
        if not lowest <= value <= highest:
            faults.append(Fault(place, f"{name.replace('_', ' ')} {value:g} is not between {lowest:g} and {highest:g}"))
    if not faults:
        # legal time is nowhere more than some 3 h away from the sun's; the remainder allows for the date line
        apart = (record.time_zone - record.longitude / 15 + 12) % 24 - 12
        if abs(apart) > 4:
            problem = f"longitude {record.longitude:g}° and time zone {record.time_zone:+g} h do not belong together"
            faults.append(Fault(place, problem, "east counts positive for both"))
    return faults


def _drop_leap_day(record: Record) -> None:
    leap = (record.month == 2) & (record.day == 29)
    if leap.any():
        keep = ~leap
        record.columns = {name: values[keep] for name, values in record.columns.items()}
        for label in ("month", "day", "hour_ending", "line"):
            setattr(record, label, getattr(record, label)[keep])
        record.notes.append(f"29 February dropped ({int(leap.sum())} hours): a simulated year has 365 days")


def _order_fault(record: Record, place: str) -> Fault | None:
    month, day, hour = common_year_labels()
    found = min(record.month.size, HOURS_OF_YEAR)
    wrong = (
        (record.month[:found] != month[:found])
        | (record.day[:found] != day[:found])
        | (record.hour_ending[:found] != hour[:found])
    )
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        label = f"{record.month[row]}/{record.day[row]} hour {record.hour_ending[row]}"
        problem = f"line {record.line[row]} is labelled {label}, but {when(row)} has to come there"
        return Fault(place, problem, "a weather file holds every hour of the year once, from 1 January on")
    if record.month.size != HOURS_OF_YEAR:
        ends = f"; the last is {when(found - 1)}" if 0 < record.month.size < HOURS_OF_YEAR else ""
        return Fault(place, f"holds {record.month.size} hours instead of {HOURS_OF_YEAR}{ends}")
    return None


def _column_faults(record: Record, column: Column, place: str) -> list[Fault]:
    """Judge one column and fill its short gaps, or say why it cannot be used; an optional one with gaps is left out."""
    values = record.columns[column.name]
    name = column.name.replace("_", " ")
    bad = (values < column.lowest) | (values > column.highest)  # False for NaN, True for infinity
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        shown = f"{values[row]:g} {column.units}" if np.isfinite(values[row]) else "not a number"
        more = f", and so are {int(bad.sum()) - 1} more rows" if bad.sum() > 1 else ""
        problem = f"column {name}, line {record.line[row]} ({when(row)}): {shown} is impossible{more}"
        return [Fault(place, problem, f"possible is {column.lowest:g} to {column.highest:g} {column.units}")]
    missing = np.isnan(values)
    if not missing.any():
        return []
    starts, lengths = _runs(missing)
    if missing.all() or lengths.max() > LONGEST_GAP:
        if not column.required:
            del record.columns[column.name]
            return []
        if missing.all():
            return [Fault(place, f"column {name} is missing in every row")]
        worst = int(lengths.argmax())
        first = int(starts[worst])
        many = int((lengths > LONGEST_GAP).sum())
        more = f" (and {many - 1} more gaps longer than {LONGEST_GAP} h)" if many > 1 else ""
        problem = (
            f"column {name}, line {record.line[first]} ({when(first)}): {lengths[worst]} h in a row are missing{more}"
        )
        return [Fault(place, problem, f"gaps of up to {LONGEST_GAP} h are interpolated")]
    record.columns[column.name] = _filled(values, missing, circular=column.name == "wind_direction")
    if column.required or column.name == "sky_infrared":
        record.notes.append(f"{name}: {int(missing.sum())} missing values in {lengths.size} gaps interpolated")
    return []


def _runs(flags: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where runs of true flags begin and how long they are, on a ring: December leads into January."""
    if flags.all():
        return np.zeros(1, np.int64), np.full(1, flags.size, np.int64)
    offset = int(np.flatnonzero(~flags)[0])
    padded = np.concatenate([[0], np.roll(flags, -offset).astype(np.int8), [0]])
    change = np.diff(padded)
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    return (starts + offset) % flags.size, ends - starts


def _filled(values: Array, missing: NDArray[np.bool_], *, circular: bool) -> Array:
    rows = np.arange(values.size)

    def interpolate(known: Array) -> Array:
        return np.asarray(np.interp(rows, rows[~missing], known[~missing], period=values.size), float)

    if not circular:
        return interpolate(values)
    angle = np.radians(values)  # between 350° and 10° lies north
    direction = np.degrees(np.arctan2(interpolate(np.sin(angle)), interpolate(np.cos(angle)))) % 360
    return np.where(missing, direction, values)


def _dew_point_from_relative_humidity(record: Record) -> None:
    columns = record.columns
    if not {"relative_humidity", "dry_bulb"} <= columns.keys():
        return
    dew_point = columns.get("dew_point", np.full(columns["dry_bulb"].size, np.nan))
    usable = np.isnan(dew_point) & (columns["relative_humidity"] >= 0) & (columns["relative_humidity"] <= 110)
    usable &= (columns["dry_bulb"] > -90) & (columns["dry_bulb"] < 60)
    if usable.any():
        share = np.clip(columns["relative_humidity"][usable] / 100, 0.01, 1)
        dew_point = dew_point.copy()
        dew_point[usable] = dew_point_from_humidity(columns["dry_bulb"][usable] + FREEZING, share) - FREEZING
        record.notes.append(f"dew point: {int(usable.sum())} values computed from relative humidity")
    columns["dew_point"] = dew_point


def _limit_dew_point(record: Record, place: str) -> None:
    dry_bulb, dew_point = record.columns["dry_bulb"], record.columns["dew_point"]
    above = dew_point > dry_bulb
    row = int(np.argmax(dew_point - dry_bulb))
    if dew_point[row] - dry_bulb[row] > WORST_DEW_POINT:
        there = f"column dew point, line {record.line[row]} ({when(row)})"
        problem = f"{there}: {dew_point[row]:g} °C is impossible at a dry bulb of {dry_bulb[row]:g} °C"
        remedy = f"up to {WORST_DEW_POINT:g} K above it is taken for measuring error"
        raise InvalidInput([Fault(place, problem, remedy)])
    if above.any():
        record.columns["dew_point"] = np.minimum(dew_point, dry_bulb)
        by = float((dew_point - dry_bulb).max())
        record.notes.append(
            f"dew point: {int(above.sum())} values above the dry bulb (by up to {by:.1f} K) set equal to it"
        )


def _infrared(record: Record) -> None:
    columns = record.columns
    if "sky_infrared" in columns:
        return
    if "opaque_cover" in columns:
        cover, basis = columns["opaque_cover"] / 10, "opaque sky cover"
    elif "total_cover" in columns:
        cover, basis = columns["total_cover"] / 10, "total sky cover"
    else:
        height = sun_height(record.latitude, record.longitude, record.time_zone, np.arange(0.5, HOURS_OF_YEAR))
        cover, basis = cloud_cover(columns["global_horizontal"], height), "cloud cover estimated from sunshine"
    columns["sky_infrared"] = sky_infrared(columns["dry_bulb"] + FREEZING, columns["dew_point"] + FREEZING, cover)
    record.notes.append(f"sky infrared: computed by Clark and Allen from dew point and {basis}")


def _note_a_sun_at_night(record: Record) -> None:
    """A wrong time zone, longitude or hour label shows itself in sunshine while the sun is below the horizon."""
    edges = sun_height(
        record.latitude, record.longitude, record.time_zone, np.arange(HOURS_OF_YEAR + 1, dtype=np.float64)
    )
    down = np.maximum(edges[:-1], edges[1:]) < -0.05  # 3 degrees below: bright twilight excluded
    dark = int((down & (record.columns["global_horizontal"] > 20)).sum())
    if dark > 10:
        record.notes.append(
            f"sunshine in {dark} hours in which the sun is down: hour labels, time zone or longitude may be wrong"
        )
