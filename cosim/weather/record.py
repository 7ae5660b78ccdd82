"""What a reader hands over: the station, the time of each row, and plain columns in the units of `COLUMNS`.

All weather formats meet here. Nothing after a reader knows how its format labels hours, spells a missing value or names
a column.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.schema.calendar import MONTHS
from cosim.schema.dates import MONTH_DAYS

Whole = NDArray[np.int64]
Place = tuple[float, float, float, float]
"""Latitude, longitude, elevation and time zone of a station, as in `Record`."""

MINUTES_OF_DAY = 1440  # minutes
LEAP_DAY = 59  # 29 February, days after 1 January


@dataclass(frozen=True, slots=True)
class Column:
    """One quantity of a weather file: its name, its units there, and the values that are possible.

    Attributes
    ----------
    strict : bool
        Whether one impossible value refuses the year. Where it is false the value is left out and counted: the column
        is not needed, can be computed, or hardly matters.
    """

    name: str
    units: str
    lowest: float
    highest: float
    strict: bool = True

    @property
    def title(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ")


# limits: records of the World Meteorological Organization with room to spare; the solar constant for sunshine, half as
# much again on a horizontal plane because bright cloud edges add to the sun
COLUMNS = {
    column.name: column
    for column in (
        Column("dry_bulb", "°C", -90, 60),
        Column("dew_point", "°C", -100, 40, strict=False),
        Column("pressure", "Pa", 45e3, 110e3),
        Column("wind_speed", "m/s", 0, 60),
        Column("wind_direction", "°", 0, 360, strict=False),
        Column("global_horizontal", "W/m2", 0, 2000),
        Column("direct_normal", "W/m2", 0, 1420),
        Column("diffuse_horizontal", "W/m2", 0, 1000),
        Column("sky_infrared", "W/m2", 30, 650, strict=False),
        Column("relative_humidity", "%", 0, 110, strict=False),
        Column("opaque_cover", "tenths", 0, 10, strict=False),
        Column("total_cover", "tenths", 0, 10, strict=False),
    )
}
LIMITS = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "elevation": (-450.0, 9000.0),
    "time_zone": (-12.0, 14.0),
}
RADIATION = ("global_horizontal", "direct_normal", "diffuse_horizontal")


@dataclass(frozen=True, slots=True)
class Station:
    """Where a file's hours belong to, for formats that do not say it: degrees, h ahead of UTC, m above the sea.

    `elevation` is None where nobody states it.
    """

    latitude: float
    longitude: float
    time_zone: float
    elevation: float | None = None


@dataclass(slots=True)
class Record:
    """What a reader found in a file.

    Attributes
    ----------
    latitude, longitude, elevation, time_zone : float
        Degrees, m above the sea, h ahead of UTC; NaN where the file states no number, which is then among `faults`.
    columns : dict of str to array
        NaN where the file says that a value is missing, infinity where it holds something that is not a number.
    minutes : array of int
        When each row ends, in minutes since 1 January, 00:00, of a year of `days` days; -1 where its label is at fault.
        Where `instants` is true, the time at which its values hold.
    line : array of int
        Line of the file that each row stands on, for messages.
    days : int
        365, or 366 where the file has a 29 February.
    per_hour : int
        Rows in an hour.
    instants : bool
        Whether solar radiation is that of an instant, not the mean since the row before.
    year : int or None
        The one year that all rows are of; None for typical years, whose months come from several.
    weekday : str or None
        Weekday of 1 January that the header states, in English and lower case.
    names : dict of str to str
        What the format calls a column, for messages about one that is not there.
    row : str
        What messages call one of its rows.
    faults : list of Fault
        What is wrong but let the reader go on, so that everything is said at once.
    """

    name: str
    latitude: float
    longitude: float
    elevation: float
    time_zone: float
    columns: dict[str, Array]
    minutes: Whole
    line: Whole
    days: int = 365
    per_hour: int = 1
    instants: bool = False
    year: int | None = None
    weekday: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    row: str = "line"
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


Reader = Callable[[bytes, Path, str], Record]
"""A weather format's reader: the file's bytes, its path, and what messages call it."""


def decoded(data: bytes, place: str) -> str:
    """Return the text of a file whose format is text, or refuse one that is binary."""
    if b"\0" in data[:4096]:
        raise InvalidInput([Fault(place, "is not a text file, so no weather file (is it compressed?)")])
    for encoding in ("utf-8-sig", "cp1252"):  # station names of older files and of spreadsheets
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")  # every byte is a character in it


def when(index: int) -> str:
    """Return in words which hour of a common year row `index` is."""
    day, hour = divmod(index, 24)
    return f"{date(day)}, hour ending {hour + 1:02d}:00"


def date(day: int) -> str:
    """Return day 0 to 364 of a common year as "1 January"."""
    for month, length in zip(MONTHS, MONTH_DAYS, strict=True):
        if day < length:
            return f"{day + 1} {month}"
        day -= length
    return f"day {day + 1} of the next year"


def common_year_minutes(rows: int = HOURS_OF_YEAR) -> Whole:
    """Return when the first `rows` hours of a year end, in minutes since 1 January, 00:00."""
    return np.arange(1, rows + 1) * 60


def limited(faults: list[Fault], kind: str, most: int = 5) -> list[Fault]:
    """Return the first faults of one kind and a last one that counts the others."""
    if len(faults) <= most:
        return faults
    return [*faults[:most], Fault(faults[0].place, f"{len(faults) - most} more {kind}")]


def counted(number: int, noun: str) -> str:
    """Return "1 value" or "6 values"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
