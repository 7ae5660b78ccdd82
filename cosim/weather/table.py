"""Lines of text into columns of numbers, with the line of every fault."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite

import numpy as np

from cosim.arrays import Array
from cosim.errors import Fault
from cosim.weather.record import Whole, limited

MISSING_WORDS = frozenset(("", "nan", "na", "n/a", "#n/a", "null", "none", "-", "--"))
MISSING_BELOW = -900.0  # no quantity here comes near it; formats write -999, -9900 or -9999
NINES = (99.0, 99.9, 999.0, 999.9, 9999.0, 9999.9, 99999.0, 999999.0, 9999999.0)
_LINE_END = re.compile(r"\r\n|\r|\n")  # str.splitlines would also split at characters that cp1252 has in names


@dataclass(frozen=True, slots=True)
class Source:
    """Where a column of a record comes from.

    Attributes
    ----------
    key : str or int
        Name of the column in the file, or its position from 0.
    factor : float
        From the file's units to those of the record.
    missing : float
        Number of nines that means "missing", and so do longer ones.
    """

    key: str | int
    factor: float = 1.0
    missing: float = np.inf


@dataclass(slots=True)
class Table:
    """Rows of fields as text, all equally wide."""

    rows: list[list[str]]
    line: Whole
    faults: list[Fault] = field(default_factory=list)

    def text(self, position: int) -> list[str]:
        """Return one column as text, without blanks around it."""
        return [row[position].strip() for row in self.rows]

    def numbers(self, position: int) -> Array:
        """Return NaN for what is missing and infinity for what is there but not a number."""
        return numbers(self.text(position))

    def columns(self, sources: dict[str, Source], position: dict[str, int]) -> dict[str, Array]:
        """Return the columns of a record that the table has; `position` of each key of a source that it holds."""
        found = {}
        for name, source in sources.items():
            place = source.key if isinstance(source.key, int) else position.get(source.key)
            if place is not None:
                found[name] = scaled(self.numbers(place), source)
        return found


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, whatever ends them."""
    return _LINE_END.split(text)


def fields_of(line: str) -> list[str]:
    """Return the fields of one line of CSV; a quoted field may hold commas. Empty ones at the end do not count."""
    try:
        fields = next(csv.reader([line]), [])
    except csv.Error:  # a field of more than 131,072 characters
        fields = line.split(",")
    while fields and not fields[-1].strip():
        fields.pop()
    return [value.strip() for value in fields]


def table_of(lines: Sequence[str], first: int, fewest: int, most: int, place: str) -> Table:
    """Return lines `first` (from 0) on as a table of `most` columns; rows that hold nothing do not count.

    Rows of `fewest` fields and more are filled up with empty ones; what a row has beyond `most` must be empty.
    """
    rows, numbers_of_lines, faults = [], [], []
    for number, line in enumerate(lines[first:], start=first + 1):
        if not line.strip(", \t;"):
            continue
        row = line.split(",") if '"' not in line else fields_of(line)
        while len(row) > most and not row[-1].strip():
            row.pop()
        if not fewest <= len(row) <= most:
            wanted = f"{most}" if fewest == most else f"{fewest} to {most}"
            faults.append(Fault(place, f"line {number} has {len(row)} fields instead of {wanted}"))
        rows.append([*row[:most], *[""] * (most - len(row))])
        numbers_of_lines.append(number)
    return Table(rows, np.array(numbers_of_lines, np.int64), limited(faults, "lines have as wrong a number of fields"))


def numbers(texts: list[str]) -> Array:
    """Return NaN for what is missing and infinity for what is there but not a number."""
    try:
        values = np.array(texts or [], dtype=float)
    except ValueError:
        values = np.array([_number(text) for text in texts], float)
    values[values <= MISSING_BELOW] = np.where(np.isinf(values[values <= MISSING_BELOW]), np.inf, np.nan)
    return values


def scaled(values: Array, source: Source) -> Array:
    """Return values in the units of a record, NaN where the file means "missing"."""
    values[(values >= source.missing) & np.isin(values, NINES)] = np.nan
    with np.errstate(over="ignore"):  # 1e308 mbar is as impossible as infinity
        return values * source.factor


def _number(text: str) -> float:
    if text.lower() in MISSING_WORDS:
        return np.nan
    try:
        return float(text)
    except ValueError:
        return np.inf


def whole_numbers(values: Array) -> Whole:
    """Return whole numbers, and -1 for everything else."""
    good = np.isfinite(values) & (np.abs(values) < 1e6) & (values == np.floor(values))
    return np.where(good, np.where(good, values, 0), -1).astype(np.int64)


def stated_number(text: str, what: str, faults: list[Fault]) -> float:
    """Return a number of a header; a fault and NaN where it is none. `what` is its place and name there."""
    place, _, name = what.partition("|")
    try:
        value = float(text)
    except ValueError:
        value = np.nan
    if not isfinite(value):
        faults.append(Fault(place, f"{name} is {text[:40]!r}, not a number"))
        return np.nan
    return value


def named(city: str, state: str) -> str:
    """Return "city, state" without the runs of blanks that these files have; a dash stands for no state."""
    return ", ".join(" ".join(part.split()) for part in (city, state) if part.strip() not in ("", "-"))
