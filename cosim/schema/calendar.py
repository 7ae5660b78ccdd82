"""The hours of a year on the clock: weather keeps local standard time, tariffs mostly daylight saving time.

An hour of the year is the one that begins `hour` hours after 1 January, 00:00, local standard time, of a year of 365
days. Daylight saving moves the labels of the hours (month, weekday, hour of the day), never the hours: the hour that is
missing in spring is a label that no hour has, the one that comes twice in autumn is a label that two hours have.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cosim.constants import HOURS_OF_YEAR

Whole = NDArray[np.int64]
DaylightSaving = Literal["us", "eu", "none"]

MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY, SUNDAY = 5, 6

_FIRST_DAYS = np.concatenate([[0], np.cumsum(MONTH_DAYS)])
MONTH_OF_DAY: Whole = np.repeat(np.arange(12), MONTH_DAYS)
MONTH_OF_HOUR: Whole = np.repeat(MONTH_OF_DAY, 24)
"""Month, 0 to 11, of each hour of the year in standard time."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a clock says at the beginning of each hour of the year; arrays have shape (8760,).

    Attributes
    ----------
    month : array
        0 to 11.
    day : array
        Day of the year, 0 to 364.
    hour : array
        Hour of the day, 0 to 23.
    weekend : array of bool
        Whether it is a Saturday or a Sunday.
    """

    month: Whole
    day: Whole
    hour: Whole
    weekend: NDArray[np.bool_]


@lru_cache(maxsize=32)
def clock(start_weekday: str, daylight_saving: DaylightSaving) -> Labels:
    """Return what a clock says through a year whose 1 January is a `start_weekday`.

    Parameters
    ----------
    start_weekday : str
        English name of a weekday, lower case.
    daylight_saving : str
        "us": an hour ahead from the second Sunday in March, 02:00 standard time, to the first Sunday in November,
        01:00 standard time (Energy Policy Act of 2005, section 110). "eu": from the last Sunday in March to the last
        in October, 02:00 central European standard time (Directive 2000/84/EC). "none": standard time all year.
    """
    first = WEEKDAYS.index(start_weekday)
    hours = np.arange(HOURS_OF_YEAR)
    if daylight_saving != "none":
        begin, end = _summer(first, daylight_saving)
        hours = hours + ((hours >= begin) & (hours < end))
    day = hours // 24
    weekday = (first + day) % 7
    return Labels(MONTH_OF_DAY[day], day, hours % 24, weekday >= SATURDAY)


def _summer(first: int, rule: DaylightSaving) -> tuple[int, int]:
    """Return the first hour of the year with daylight saving time, and the first after it."""
    sundays = [[day for day in range(_FIRST_DAYS[month], _FIRST_DAYS[month + 1]) if (first + day) % 7 == SUNDAY]
               for month in range(12)]  # fmt: skip
    if rule == "us":
        return 24 * sundays[2][1] + 2, 24 * sundays[10][0] + 1
    return 24 * sundays[2][-1] + 2, 24 * sundays[9][-1] + 2


def by_month(values: NDArray[np.float64], start_hour: int = 0) -> NDArray[np.float64]:
    """Return sums over the months of standard time, shape (..., 12), of hourly values that begin at `start_hour`."""
    through = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    ends = np.clip(24 * _FIRST_DAYS - start_hour, 0, values.shape[-1])
    sums: NDArray[np.float64] = np.diff(through[..., ends], axis=-1)
    return sums


def share_of_months(start_hour: int, hours: int) -> NDArray[np.float64]:
    """Return which share of each month lies within `hours` hours from `start_hour`, shape (12,)."""
    return by_month(np.ones(hours), start_hour) / (24.0 * np.array(MONTH_DAYS))
