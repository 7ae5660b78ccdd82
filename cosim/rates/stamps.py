"""Times beside the values of a CSV file, and where they put each value in the hours of a year."""

import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.schema.dates import MONTH_DAYS

FORMATS = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M")
"""Other forms than ISO 8601; the third is that of American markets."""
ONE_HOUR = timedelta(hours=1)


class Placed(NamedTuple):
    """Hours of the year, 0 to 8759, of the rows of a file; -1 for rows that are left out.

    `is_standard` says whether they are hours of local standard time, or what clocks show on every day alike.
    """

    hours: NDArray[np.int64]
    is_standard: bool
    notes: tuple[str, ...]


def times_beside(rows: Sequence[Sequence[str]], column: int, place: str) -> list[datetime] | None:
    """Return the times in the rows of a table, from a column that states their offset from UTC if there is one.

    Parameters
    ----------
    rows : sequence of sequence of str
        Below the heading.
    column : int
        That of the values, which is not looked at.

    Returns
    -------
    list of datetime, optional
        None where no column holds times of day.

    Raises
    ------
    InvalidInput
        If a column of times holds something else in a row.
    """
    found: list[list[datetime]] = []
    for number in range(max((len(row) for row in rows[:3]), default=0)):
        first = _time(_cell(rows[0], number))
        if number == column or first is None or _time(_cell(rows[-1], number)) is None:
            continue
        times = [_time(_cell(row, number)) for row in rows]
        if None in times:
            wrong = times.index(None)
            problem = f"{_cell(rows[wrong], number)[:40]!r} is not a time"
            raise InvalidInput([Fault(place, problem, f"row {wrong + 1} below the heading")])
        stamps = [time for time in times if time is not None]
        if len({stamp.time() for stamp in stamps[:96]}) > 1 and len({stamp.tzinfo is None for stamp in stamps}) == 1:
            found.append(stamps)
    return min(found, key=lambda stamps: stamps[0].tzinfo is None, default=None)


def place_rows(stamps: Sequence[datetime], time_zone: float, place: str) -> Placed:
    """Return where times put the rows of a file.

    Times with an offset from UTC are instants. Times without one are what clocks show: where one hour of the year is
    missing and one comes twice, they are hours of local daylight saving time and standard time.

    Parameters
    ----------
    stamps : sequence of datetime
        In order, each the beginning of its row's time; or its end where the first row ends its first hour.
    time_zone : float
        Offset of the site's standard time from UTC, h.

    Raises
    ------
    InvalidInput
        If rows are not in order, or hours are missing or come twice.
    """
    if stamps[0].tzinfo is not None:
        offset = timedelta(hours=time_zone)
        local = [(stamp - (stamp.utcoffset() or timedelta())).replace(tzinfo=None) + offset for stamp in stamps]
        is_standard, step = True, _step(local)
        _check_order(local, step, place)
        notes = ["times beside the values, with their offset from UTC, say when each holds"]
    else:
        step = _step(stamps)
        local, is_standard = _unfolded(stamps, step, place)
        notes = [
            "times beside the values keep daylight saving: one hour of the year is missing, one comes twice"
            if is_standard
            else "times beside the values are what the clock shows, 24 hours on every day"
        ]
    new_year = datetime(local[0].year, 1, 1)
    if local[0] == new_year + step and local[-1] == datetime(local[0].year + 1, 1, 1):
        local = [moment - step for moment in local]
        notes.append("each time is taken as the end of what its row holds for")
    hours = np.array([_hour_of_year(moment) for moment in local])
    if left_out := int(np.count_nonzero(hours < 0)):
        notes.append(f"{left_out} rows of 29 February are left out")
    return Placed(hours, is_standard, tuple(notes))


def _cell(row: Sequence[str], number: int) -> str:
    return row[number].strip() if number < len(row) else ""


def _time(text: str) -> datetime | None:
    """Return the time in a cell; a bare number is none."""
    if len(text) < 10 or text.replace(".", "").isdigit():
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in FORMATS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def _step(stamps: Sequence[datetime]) -> timedelta:
    """Return the most frequent distance of two rows."""
    distances = Counter(later - earlier for earlier, later in itertools.pairwise(stamps))
    return distances.most_common(1)[0][0] if distances else ONE_HOUR


def _check_order(local: Sequence[datetime], step: timedelta, place: str) -> None:
    for earlier, later in itertools.pairwise(local):
        if later - earlier != step and not _skips_leap_day(earlier, later, step):
            problem = f"from {earlier:%d %B %H:%M} the next row is of {later:%d %B %H:%M} local standard time"
            raise InvalidInput([Fault(place, problem, f"rows lie {step.total_seconds() / 60:g} min apart elsewhere")])


def _skips_leap_day(earlier: datetime, later: datetime, step: timedelta) -> bool:
    return later - earlier == step + timedelta(days=1) and (earlier.month, later.month) == (2, 3)


def _unfolded(stamps: Sequence[datetime], step: timedelta, place: str) -> tuple[list[datetime], bool]:
    """Return times that clocks show as times of standard time, and whether the clock was set at all."""
    ahead, hours_ahead = 0, [0]
    for earlier, later in itertools.pairwise(stamps):
        change = 0.0 if _skips_leap_day(earlier, later, step) else (later - earlier - step) / ONE_HOUR
        if change not in (-1.0, 0.0, 1.0):
            problem = f"after {earlier:%d %B %H:%M} comes {later:%d %B %H:%M}"
            raise InvalidInput([Fault(place, problem, f"rows lie {step.total_seconds() / 60:g} min apart elsewhere")])
        ahead += int(change)
        hours_ahead.append(ahead)
    lowest = min(hours_ahead)
    if max(hours_ahead) - lowest > 1:
        raise InvalidInput([Fault(place, "times jump by an hour more often than clocks are set", "give UTC offsets")])
    moved = [stamp - (each - lowest) * ONE_HOUR for stamp, each in zip(stamps, hours_ahead, strict=True)]
    return moved, max(hours_ahead) > lowest


def _hour_of_year(moment: datetime) -> int:
    """Return the hour of a year of 365 days, whatever the moment's own year; -1 on 29 February."""
    if (moment.month, moment.day) == (2, 29):
        return -1
    return 24 * (sum(MONTH_DAYS[: moment.month - 1]) + moment.day - 1) + moment.hour


def means_of_hours(
    values: NDArray[np.float64], hours: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the mean of each hour of the year and the number of rows in it, shape (8760,) each."""
    kept = hours >= 0
    count = np.bincount(hours[kept], minlength=HOURS_OF_YEAR)
    sums = np.bincount(hours[kept], values[kept], minlength=HOURS_OF_YEAR)
    return sums / np.maximum(count, 1), count
