"""Read a column of a CSV file that has a row for every hour of a year: prices, emission factors."""

import csv
from collections.abc import Sequence

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.schema.calendar import MONTH_DAYS, MONTH_OF_HOUR, MONTHS
from cosim.units import DIMENSIONS, to_si

SPELLINGS = {"/kwh": "_per_kwh", "/mwh": "_per_mwh", "$": "usd", " ": "_"}


def read_hourly(
    data: bytes, file: str, *, column: str, unit: str, dimension: str, minimum: float, maximum: float
) -> Array:
    """Return a column of a CSV file in SI, shape (8760,).

    The heading may follow other lines (Cambium files have several); the hours begin in the row after it, or in the one
    after that where the first holds no number (a row of units).

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

    Raises
    ------
    InvalidInput
        If the column or unit is unknown, rows are missing, or a value is missing or out of range; names month and hour.
    """
    text = data.decode("utf-8-sig", errors="replace")
    rows = [row for row in csv.reader(text.splitlines()) if row and not row[0].lstrip().startswith("#")]
    heads = [[cell.strip() for cell in row] for row in rows[:12]]
    head = next((number for number, row in enumerate(heads) if column in row), None)
    if head is None:
        known = {cell for row in heads for cell in row if cell and not _is_number(cell)}
        raise InvalidInput([Fault(file, f"has no column {column[:60]!r}", did_you_mean(column[:60], known))])
    index = heads[head].index(column)
    suffix = _suffix(unit or column, dimension)
    if suffix is None:
        choice = ", ".join(DIMENSIONS[dimension])
        said = f"{unit!r} is not a unit of this quantity" if unit else "the heading does not end in a unit"
        raise InvalidInput([Fault(f"{file}: {column}", said, f"write unit = one of {choice}")])
    cells = [row[index].strip() if index < len(row) else "" for row in rows[head + 1 :]]
    if cells and len(cells) == HOURS_OF_YEAR + 1 and not _is_number(cells[0]):
        cells = cells[1:]
    if len(cells) != HOURS_OF_YEAR:
        remedy = "leave out 29 February" if len(cells) == HOURS_OF_YEAR + 24 else ""
        raise InvalidInput([Fault(f"{file}: {column}", f"has {len(cells)} hours instead of {HOURS_OF_YEAR}", remedy)])
    return _values(cells, f"{file}: {column}", dimension, suffix, (minimum, maximum))


def hour_in_words(hour: int) -> str:
    """Describe an hour of the year, ``14 January, 6:00 to 7:00``."""
    month = int(MONTH_OF_HOUR[hour])
    day = hour // 24 - sum(MONTH_DAYS[:month]) + 1
    return f"{day} {MONTHS[month]}, {hour % 24}:00 to {hour % 24 + 1}:00"


def _values(cells: Sequence[str], place: str, dimension: str, suffix: str, bounds: tuple[float, float]) -> Array:
    for hour, cell in enumerate(cells):
        if not _is_number(cell):
            shown = repr(cell[:40]) if cell else "nothing"
            raise InvalidInput([Fault(place, f"{hour_in_words(hour)} is {shown}, not a number")])
    values = np.array([to_si(float(cell), dimension, suffix) for cell in cells])
    wrong = (values < bounds[0]) | (values > bounds[1])
    if wrong.any():
        hour = int(np.argmax(wrong))
        count = np.count_nonzero(wrong)
        below = values[hour] < bounds[0]
        problem = (
            f"{hour_in_words(hour)} is {cells[hour]} {suffix}, which is {'below' if below else 'above'} the valid range"
        )
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
