"""The hours of a year on the clock: weather keeps local standard time, people and utilities the clock on the wall.

An hour of the year is the one that begins `hour` hours after 1 January, 00:00, local standard time, of a year of 365
days. Daylight saving moves the labels of the hours (month, weekday, hour of the day), never the hours: the hour that is
missing in spring is a label that no hour has, the one that comes twice in autumn is a label that two hours have.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cosim.constants import HOURS_OF_YEAR
from cosim.schema.dates import MONTH_DAYS
from cosim.schema.daylight_saving import DaylightSaving, summer_time

Whole = NDArray[np.int64]

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
    weekday : array
        0 to 6, Monday first.
    """

    month: Whole
    day: Whole
    hour: Whole
    weekday: Whole

    @property
    def weekend(self) -> NDArray[np.bool_]:
        """Whether it is a Saturday or a Sunday."""
        return self.weekday >= SATURDAY


@lru_cache(maxsize=32)
def clock(start_weekday: str, daylight_saving: DaylightSaving) -> Labels:
    """Return what a clock says through a year whose 1 January is a `start_weekday`.

    Parameters
    ----------
    start_weekday : str
        English name of a weekday, lower case.
    daylight_saving : str
        Rule of daylight saving time; see `cosim.schema.daylight_saving.summer_time`.
    """
    first = WEEKDAYS.index(start_weekday)
    hours = np.arange(HOURS_OF_YEAR) + hours_ahead(start_weekday, daylight_saving)
    day = hours // 24 % 365  # the last hour of a southern year is one of the next
    weekday = (first + hours // 24) % 7
    return Labels(MONTH_OF_DAY[day], day, hours % 24, weekday)


@lru_cache(maxsize=32)
def hours_ahead(start_weekday: str, daylight_saving: DaylightSaving) -> Whole:
    """Return how far the clock is ahead of standard time in each hour of the year, h, shape (8760,): 0 or 1."""
    ahead = np.zeros(HOURS_OF_YEAR, dtype=np.int64)
    for begin, end in summer_time(WEEKDAYS.index(start_weekday), daylight_saving):
        ahead[begin:end] = 1
    ahead.flags.writeable = False
    return ahead


def by_month(values: NDArray[np.float64], start_hour: int = 0) -> NDArray[np.float64]:
    """Return sums over the months of standard time, shape (..., 12), of hourly values that begin at `start_hour`."""
    through = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    ends = np.clip(24 * _FIRST_DAYS - start_hour, 0, values.shape[-1])
    sums: NDArray[np.float64] = np.diff(through[..., ends], axis=-1)
    return sums


def by_label(month: Whole, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sums over months, shape (12,), of hourly values with the month of each on the clock."""
    return np.bincount(month, values, minlength=12).astype(np.float64)


def share_of_months(start_hour: int, hours: int) -> NDArray[np.float64]:
    """Return which share of each month lies within `hours` hours from `start_hour`, shape (12,)."""
    return by_month(np.ones(hours), start_hour) / (24.0 * np.array(MONTH_DAYS))
