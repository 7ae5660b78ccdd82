"""Dates of a simulated year: month and day, without a 29 February."""

import re

MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_of(date: str) -> int:
    """Return the day of the year, 0 to 364, of a date MM-DD.

    Raises
    ------
    ValueError
        If it is no date of a year of 365 days; the message says why, and what would be one.
    """
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", date.strip(), re.ASCII)
    if not match:
        raise ValueError(f"{date[:20]!r} is not a date; write month and day, such as 01-15")
    month, day = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month} in {date[:20]!r}; the month comes first, such as 01-15")
    if (month, day) == (2, 29):
        raise ValueError("a simulated year has no 29 February")
    if not 1 <= day <= MONTH_DAYS[month - 1]:
        raise ValueError(f"month {month} has no day {day}")
    return sum(MONTH_DAYS[: month - 1]) + day - 1
