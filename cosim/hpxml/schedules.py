"""The schedules file of an HPXML home: a column of each use, setpoint or absence, a row of each part of the year.

Rows are hours of a year of 365 days, or equal parts of them; parts become hourly means. Uses are relative: a file's
largest value says nothing, but that of people, who are all at home at 1.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.hpxml.elements import Element, Refused
from cosim.hpxml.shapes import HOURS, SAME
from cosim.schema.dates import MONTH_DAYS

SETPOINTS = {"heating_setpoint": "Heating", "cooling_setpoint": "Cooling"}  # °F
ABSENCE = "vacancy"
FOLLOWED = {*HOURS, *SAME, *SETPOINTS, ABSENCE, "refrigerator", "extra_refrigerator"}
RANGES = {"heating_setpoint": (41.0, 86.0), "cooling_setpoint": (59.0, 104.0)}  # °F, of thermostats
SIGNED = {"battery", "electric_vehicle"}  # negative where they discharge
PARTS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)  # rows an hour
Beside = Callable[[str], "tuple[Path, bytes] | None"]
MOST_FAULTS = 1000  # that are kept; a file may have millions
LEAP_DAY = sum(MONTH_DAYS[:2])


@dataclass(frozen=True)
class Schedules:
    """Columns of schedules files, hourly means of shape (8760,)."""

    columns: dict[str, Array] = field(default_factory=dict)

    def use(self, name: str) -> Array | None:
        """Return the column of a use; None where no file has it."""
        return self.columns.get(name)

    def setpoints(self, season: str) -> Array | None:
        """Return the setpoints of "Heating" or "Cooling", °F; None where no file has them."""
        return self.columns.get(next(name for name, of in SETPOINTS.items() if of == season))

    @property
    def present(self) -> Array | None:
        """Share of each hour in which the home is not left empty; None where it never is."""
        absent = self.columns.get(ABSENCE)
        return None if absent is None or not absent.any() else 1.0 - absent


def read_schedules(data: bytes, name: str) -> tuple[dict[str, Array], list[Refused]]:
    """Return the columns of a schedules file as hourly means, and all that is wrong with it, by row and column.

    Parameters
    ----------
    data : bytes
        Of the file.
    name : str
        Of the file, for messages.
    """
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        return {}, [Refused(name, f"is no table of comma-separated values: {error}")]
    rows = [row for row in rows if row]
    if not rows:
        return {}, [Refused(name, "is empty")]
    header = [title.strip() for title in rows[0]]
    faults = list(_header_faults(header, name))
    count = len(rows) - 1
    parts = next((parts for parts in PARTS if count in (HOURS_OF_YEAR * parts, (HOURS_OF_YEAR + 24) * parts)), 0)
    if not parts:
        problem = f"has {count:,} rows below its header; a year has {HOURS_OF_YEAR:,} hours, or equal parts of them"
        return {}, [*faults, Refused(name, problem)]
    values, more = _numbers(rows, header, name)
    faults += more
    if faults:
        return {}, faults
    for column, title in enumerate(header):
        faults += _value_faults(values[:, column], title, name)
    if faults:
        return {}, _bounded(faults, name)
    hourly = values.reshape(-1, parts, len(header)).mean(axis=1)
    if len(hourly) > HOURS_OF_YEAR:  # of a leap year
        hourly = np.delete(hourly, slice(24 * LEAP_DAY, 24 * LEAP_DAY + 24), axis=0)
    return {title: np.ascontiguousarray(hourly[:, column]) for column, title in enumerate(header)}, []


@dataclass
class Found:
    """What the schedules files of a home hold, all that is wrong with them, and notes on what is not followed."""

    schedules: Schedules = field(default_factory=Schedules)
    faults: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: dict[Path, bytes] = field(default_factory=dict)


def schedules_beside(details: Element, beside: Beside) -> Found:
    """Return what the schedules files hold that the details of a building name.

    Parameters
    ----------
    details : Element
    beside : callable
        Returns path and content of a file by the name that the building gives it, None where there is none.
    """
    found = Found()
    for element in details.findall("BuildingSummary/extension/SchedulesFilePath"):
        name = (element.text or "").strip()
        base, file = name.replace("\\", "/").rpartition("/")[2], beside(name)
        if file is None:
            found.notes.append(f"schedules file '{base[:60]}' does not lie beside the home: usual hours are taken")
            continue
        found.files[file[0]] = file[1]
        columns, faults = read_schedules(file[1], base)
        twice = [title for title in columns if title in found.schedules.columns]
        found.faults += [*faults, *(Refused(base, f"column '{title}' stands in another file, too") for title in twice)]
        found.schedules.columns.update(columns)
        if others := unknown(columns):
            found.notes.append(f"{base}: not followed: {', '.join(others)[:200]}")
    return found


def _header_faults(header: list[str], name: str) -> Iterator[Refused]:
    for number, title in enumerate(header):
        if title in header[:number]:
            yield Refused(f"{name}: row 1", f"column '{title[:60]}' stands twice")


def unknown(columns: Iterable[str]) -> list[str]:
    """Return the columns that nothing here follows."""
    return [title for title in columns if title not in FOLLOWED]


def _numbers(rows: list[list[str]], header: list[str], name: str) -> tuple[Array, list[Refused]]:
    """Return the numbers below the header; where some are none, every place of such."""
    try:
        values = np.array(rows[1:], dtype=np.float64)
        if values.ndim == 2 and values.shape[1] == len(header) and np.isfinite(values).all():
            return values, []
    except ValueError:
        pass
    return np.zeros((0, 0)), _bounded(_number_faults(rows, header, name), name)


def _number_faults(rows: list[list[str]], header: list[str], name: str) -> Iterator[Refused]:
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            yield Refused(f"{name}: row {number}", f"has {len(row)} values under {len(header)} columns")
            continue
        for title, text in zip(header, row, strict=True):
            try:
                value = float(text)
            except ValueError:
                yield Refused(f"{name}: row {number}, column '{title[:60]}'", f"'{text[:40]}' is not a number")
                continue
            if not isfinite(value):
                yield Refused(f"{name}: row {number}, column '{title[:60]}'", f"'{text[:40]}' is not a finite number")


def _value_faults(column: Array, title: str, name: str) -> Iterator[Refused]:
    low, high = RANGES.get(title, (-1.0 if title in SIGNED else 0.0, 1e9))
    if title in (ABSENCE, "occupants"):
        high = 1.0
    for row in np.flatnonzero((column < low) | (column > high)):
        limits = f"must be between {low:g} and {high:g}" if high < 1e9 else f"must be {low:g} or more"
        yield Refused(f"{name}: row {row + 2}, column '{title}'", f"{limits}, not {column[row]:g}")


def _bounded(faults: Iterator[Refused] | list[Refused], name: str) -> list[Refused]:
    """Return the first faults, and how many more there are."""
    kept: list[Refused] = []
    more = 0
    for fault in faults:
        if len(kept) < MOST_FAULTS:
            kept.append(fault)
        else:
            more += 1
    return [*kept, Refused(name, f"has {more:,} more faults of this kind")] if more else kept
