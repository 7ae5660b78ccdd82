"""From the labels of rows to minutes of the year; 00:00 of a day and 24:00 of the day before are one instant."""

from collections import Counter
from datetime import datetime

import numpy as np

from cosim.errors import Fault
from cosim.schema.dates import MONTH_DAYS
from cosim.weather.record import LEAP_DAY, MINUTES_OF_DAY, Whole, limited

_STARTS = np.concatenate([[0], np.cumsum(MONTH_DAYS)])[:12]
FIRST_YEAR, LAST_YEAR = 1900, 2200
_US_STAMPS = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S")  # what a spreadsheet makes of a time


def year_minutes(
    month: Whole, day: Whole, minute: Whole, line: Whole, labels: list[str], place: str
) -> tuple[Whole, int, list[Fault]]:
    """Return minutes since 1 January of each row, days of that year, and what is wrong with labels.

    Parameters
    ----------
    month, day : array of int
        1 to 12 and 1 to 31.
    minute : array of int
        Minutes since midnight, 0 to 1440; -1 where there is no such time.
    line : array of int
        Of the file.
    labels : list of str
        The labels as the file has them, for messages.
    """
    leap = bool(((month == 2) & (day == 29)).any())
    real = (month >= 1) & (month <= 12)
    number = np.where(real, month, 1) - 1
    longest = np.array(MONTH_DAYS)[number] + (leap & (number == 1))
    real &= (day >= 1) & (day <= longest) & (minute >= 0) & (minute <= MINUTES_OF_DAY)
    minutes = (_STARTS[number] + day - 1 + (leap & (number > 1))) * MINUTES_OF_DAY + minute
    faults = [Fault(place, f"line {line[row]} is labelled {labels[row][:40]!r}, which is no time of a year")
              for row in np.flatnonzero(~real)]  # fmt: skip
    kept = limited(faults, "lines have labels that are no time of a year")
    return np.where(real, minutes, -1).astype(np.int64), 366 if leap else 365, kept


def stamped_minutes(
    stamps: list[str], line: Whole, time_zone: float, place: str, *, row: str = "line"
) -> tuple[Whole, Whole, list[Fault]]:
    """Return minutes since 1 January of the first row's year, the year of each row's hour, and faults.

    `row` is what messages call a row. Stamps are in the form of ISO 8601 or as a US spreadsheet shows them; one
    with an offset from UTC is converted to `time_zone`.
    """
    times = [_time(stamp, time_zone) for stamp in stamps]
    faults = [Fault(place, f"{row} {at}: {stamp[:40]!r} is no date and time", "write 2018-01-31 13:00")
              for at, stamp, time in zip(line, stamps, times, strict=True) if time is None]  # fmt: skip
    # the last hour of a year ends in the next one
    years = Counter(time.year for time in times if time is not None)
    first = datetime(years.most_common(1)[0][0], 1, 1) if years else datetime(2001, 1, 1)
    minutes = [-1 if time is None else round((time - first).total_seconds() / 60) for time in times]
    outside = [Fault(place, f"{row} {at}: {stamp[:40]!r} is not of the year {first.year}, as most rows are")
               for at, stamp, value, time in zip(line, stamps, minutes, times, strict=True)
               if time is not None and not 0 <= value <= _days(first.year) * MINUTES_OF_DAY]  # fmt: skip
    inside = np.array([value if value <= _days(first.year) * MINUTES_OF_DAY else -1 for value in minutes], np.int64)
    year = np.full(inside.size, first.year, np.int64)
    said = [*limited(faults, f"{row}s have no date and time"), *limited(outside, f"{row}s are of another year")]
    return inside, year, said


def without_absent_leap_day(minutes: Whole, year: int) -> tuple[Whole, int]:
    """Return minutes and days of the year; a leap year whose file leaves 29 February out counts 365 days."""
    if _days(year) == 365:
        return minutes, 365
    in_leap_day = (minutes > LEAP_DAY * MINUTES_OF_DAY) & (minutes <= (LEAP_DAY + 1) * MINUTES_OF_DAY)
    if (in_leap_day & (minutes < (LEAP_DAY + 1) * MINUTES_OF_DAY)).any():
        return minutes, 366
    return np.where(minutes > LEAP_DAY * MINUTES_OF_DAY, minutes - MINUTES_OF_DAY, minutes), 365


def single_year(years: Whole) -> int | None:
    """Return the one year that all rows are of, or None."""
    found = np.unique(years)
    if found.size != 1 or not FIRST_YEAR <= found[0] < LAST_YEAR:
        return None
    return int(found[0])


def _time(text: str, time_zone: float) -> datetime | None:
    for form in (None, *_US_STAMPS):
        try:
            time = datetime.fromisoformat(text) if form is None else datetime.strptime(text, form)
        except ValueError:
            continue
        offset = time.utcoffset()
        if offset is None:
            return time
        if not -24 < time_zone < 24:
            return None
        from datetime import timedelta

        try:
            return time.replace(tzinfo=None) - offset + timedelta(hours=time_zone)
        except OverflowError:
            return None
    return None


def _days(year: int) -> int:
    return 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365
