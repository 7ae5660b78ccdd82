"""Read a column of a CSV file with values for every hour of a year: prices, emission factors."""

import csv
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOUR, HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.rates.stamps import means_of_hours, place_rows, times_beside
from cosim.schema.calendar import MONTH_OF_HOUR, MONTHS
from cosim.schema.dates import MONTH_DAYS
from cosim.units import DIMENSIONS, to_si

ROWS_AN_HOUR = (1, 2, 4, 12)
SPELLINGS = {"/kwh": "_per_kwh", "/mwh": "_per_mwh", "$": "usd", " ": "_"}


class Hourly(NamedTuple):
    """Values of the hours of a year, SI, shape (8760,).

    `is_standard` says whether the file's times put them in local standard time; else they are in the order of rows.
    `notes` say how rows were understood.
    """

    values: Array
    is_standard: bool
    notes: tuple[str, ...]


def read_hourly(
    data: bytes, file: str, *, column: str, unit: str, dimension: str, minimum: float, maximum: float,
    time_zone: float = 0.0,
) -> Hourly:  # fmt: skip
    """Return a column of a CSV file as the means of the hours of a year.

    The heading may follow other lines (Cambium files have several); the hours begin in the row after it, or in the one
    after that where the first holds no number (a row of units). Where a column beside it holds times, they say when
    each value holds; otherwise rows are the hours of the year, or equal parts of them.

    Parameters
    ----------
    data : bytes
        Contents of the file that messages call `file`.
    column, unit : str
        Heading of the column and its unit; an empty unit is taken from the end of the heading.
    dimension : str
        Row of `cosim.units.DIMENSIONS` that the unit belongs to.
    minimum, maximum : float
        Range of valid values, SI.
    time_zone : float
        Offset of the site's standard time from UTC, h.

    Raises
    ------
    InvalidInput
        If the column or unit is unknown, rows are missing, or a value is missing or out of range; names month and hour.
    """
    text = data.decode("utf-8-sig", errors="replace")
    try:
        rows = [row for row in csv.reader(text.splitlines()) if row and not row[0].lstrip().startswith("#")]
    except csv.Error as error:
        raise InvalidInput([Fault(file, f"is not CSV: {error}")]) from None
    heads = [[cell.strip() for cell in row] for row in rows[:12]]
    head = next((number for number, row in enumerate(heads) if column in row), None)
    if head is None:
        known = {cell for row in heads for cell in row if cell and not _is_number(cell)}
        raise InvalidInput([Fault(file, f"has no column {column[:60]!r}", did_you_mean(column[:60], known))])
    index = heads[head].index(column)
    place = f"{file}: {column}"
    suffix = _suffix(unit or column, dimension)
    if suffix is None:
        choice = ", ".join(DIMENSIONS[dimension])
        said = f"{unit!r} is not a unit of this quantity" if unit else "the heading does not end in a unit"
        raise InvalidInput([Fault(place, said, f"write unit = one of {choice}")])
    below = rows[head + 1 :]
    if len(below) > HOURS_OF_YEAR and not _is_number(_cell(below[0], index)):
        below = below[1:]
    cells = [_cell(row, index) for row in below]
    bounds = minimum, maximum
    stamps = times_beside(below, index, place) if below else None
    if stamps is None:
        return _by_rows(cells, place, dimension, suffix, bounds)
    placed = place_rows(stamps, time_zone, place)
    names = [f"{stamp:%d %B %Y, %H:%M}" for stamp in stamps]
    values, count = means_of_hours(_values(cells, names, place, dimension, suffix, bounds), placed.hours)
    if count.min() != count.max():
        hour = int(np.argmax(count < count.max()))
        missing = f" ({np.count_nonzero(count < count.max())} such hours)"
        raise InvalidInput([Fault(place, f"{hour_in_words(hour)} standard time has fewer rows than others{missing}",
                                  "a year has a row for every hour")])  # fmt: skip
    return Hourly(values, placed.is_standard, (*placed.notes, *_means(int(count.max()))))


def moved(values: Array, file_zone: float | None, time_zone: float) -> Array:
    """Return hourly values of a file's standard time (offset from UTC, s) in that of a site (h)."""
    return values if file_zone is None else np.roll(values, round(time_zone - file_zone / HOUR))


def _by_rows(cells: Sequence[str], place: str, dimension: str, suffix: str, bounds: tuple[float, float]) -> Hourly:
    """Return the values of rows without times."""
    an_hour = next((number for number in ROWS_AN_HOUR if len(cells) == number * HOURS_OF_YEAR), None)
    if an_hour is None:
        leap = any(len(cells) == number * (HOURS_OF_YEAR + 24) for number in ROWS_AN_HOUR)
        remedy = "leave out 29 February" if leap else ""
        raise InvalidInput([Fault(place, f"has {len(cells)} hours instead of {HOURS_OF_YEAR}", remedy)])
    names = [hour_in_words(row // an_hour) for row in range(len(cells))]
    values = _values(cells, names, place, dimension, suffix, bounds)
    return Hourly(values.reshape(HOURS_OF_YEAR, an_hour).mean(axis=1), is_standard=False, notes=_means(an_hour))


def _means(an_hour: int) -> tuple[str, ...]:
    return () if an_hour == 1 else (f"{an_hour} values an hour: its mean counts",)


def _cell(row: Sequence[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def hour_in_words(hour: int) -> str:
    """Describe an hour of the year, ``14 January, 6:00 to 7:00``."""
    month = int(MONTH_OF_HOUR[hour])
    day = hour // 24 - sum(MONTH_DAYS[:month]) + 1
    return f"{day} {MONTHS[month]}, {hour % 24}:00 to {hour % 24 + 1}:00"


def _values(
    cells: Sequence[str], names: Sequence[str], place: str, dimension: str, suffix: str, bounds: tuple[float, float]
) -> Array:
    """Return the numbers in cells, SI; `names` says of each when it holds."""
    for cell, name in zip(cells, names, strict=True):
        if not _is_number(cell):
            shown = repr(cell[:40]) if cell else "nothing"
            raise InvalidInput([Fault(place, f"{name} is {shown}, not a number")])
    values = np.array([to_si(float(cell), dimension, suffix) for cell in cells])
    wrong = (values < bounds[0]) | (values > bounds[1])
    if wrong.any():
        row = int(np.argmax(wrong))
        count = np.count_nonzero(wrong)
        below = values[row] < bounds[0]
        problem = f"{names[row]} is {cells[row]} {suffix}, which is {'below' if below else 'above'} the valid range"
        remedy = (
            f"{count} hours are out of range; is {suffix} the unit?"
            if not below
            else "set negative_prices = true to allow prices below zero"
        )
        raise InvalidInput([Fault(place, problem, remedy)])
    return values


def _suffix(unit: str, dimension: str) -> str | None:
    """Return the suffix in the table of units for a unit, or for the end of a heading."""
    plain = unit.strip().lower()
    for spelling, suffix in SPELLINGS.items():
        plain = plain.replace(spelling, suffix)
    return next((suffix for suffix in DIMENSIONS[dimension] if plain == suffix or plain.endswith(f"_{suffix}")), None)


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
