"""Daylight saving time: the rules by which clocks are set, and the rule that holds at a place."""

from typing import Literal, get_args

import numpy as np

DaylightSaving = Literal["us", "eu", "au", "nz", "cl", "none"]
RULES: tuple[DaylightSaving, ...] = get_args(DaylightSaving)

Origin = Literal["scenario", "tariff", "place"]
"""Where a rule comes from: the scenario's own key, its prices or tariff, or the coordinates of the place."""

RULES_IN_WORDS: dict[DaylightSaving, str] = {
    "us": "the rule of the United States and Canada, March to November",
    "eu": "the rule of the European Union, March to October",
    "au": "the rule of south-east Australia, October to April",
    "nz": "the rule of New Zealand, September to April",
    "cl": "the rule of Chile, September to April",
    "none": "standard time all year",
}

_SUNDAY = 6
_FIRST_DAYS = np.concatenate([[0], np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])])
_LAST = -1

# northern border of Mexico, which has given up daylight saving: longitude and latitude, degrees
_BORDER = (
    (
        -118.0,
        -114.8,
        -111.1,
        -108.3,
        -108.2,
        -106.5,
        -104.9,
        -103.2,
        -102.4,
        -101.4,
        -100.3,
        -99.5,
        -99.1,
        -98.2,
        -97.1,
    ),
    (32.6, 32.5, 31.3, 31.3, 31.8, 31.8, 30.6, 29.0, 29.8, 29.8, 28.3, 27.5, 26.4, 26.05, 25.8),
)


def clock_in_words(rule: DaylightSaving, origin: Origin) -> str:
    """Say which clock people and utilities keep, and by what."""
    source = {
        "scenario": "stated by the scenario",
        "tariff": "stated by its prices or tariff",
        "place": "by the coordinates of the weather; daylight_saving states another",
    }[origin]
    clock = "standard time all year" if rule == "none" else f"daylight saving by {RULES_IN_WORDS[rule]}"
    return f"schedules, gains, events and prices keep {clock} ({source})"


def summer_time(first: int, rule: DaylightSaving) -> tuple[tuple[int, int], ...]:
    """Return the spans of the year with daylight saving time, as hours of the year in standard time.

    Parameters
    ----------
    first : int
        Weekday of 1 January, Monday as 0.
    rule : str
        "us": from the second Sunday in March to the first in November, 02:00 on the wall (Energy Policy Act of 2005,
        section 110). "eu": from the last Sunday in March to the last in October, 02:00 central European standard time
        (Directive 2000/84/EC). "au": from the first Sunday in October to the first in April, 02:00 standard time
        (Standard Time Amendment Act 2007 of New South Wales, and like acts of its neighbours). "nz": from the last
        Sunday in September to the first in April, 02:00 standard time (Daylight Time Order 2007). "cl": from the Sunday
        on or after 2 September, 00:00 standard time, to the Sunday on or after 2 April, 23:00 standard time of the day
        before (decree 224 of 2022). "none": nowhere.
    """
    if rule == "us":
        return ((24 * _sunday(first, 3, 1) + 2, 24 * _sunday(first, 11, 0) + 1),)
    if rule == "eu":
        return ((24 * _sunday(first, 3, _LAST) + 2, 24 * _sunday(first, 10, _LAST) + 2),)
    if rule == "none":
        return ()
    begin, end = {
        "au": (24 * _sunday(first, 10, 0) + 2, 24 * _sunday(first, 4, 0) + 2),
        "nz": (24 * _sunday(first, 9, _LAST) + 2, 24 * _sunday(first, 4, 0) + 2),
        "cl": (24 * _sunday(first, 9, 0, after=2), 24 * _sunday(first, 4, 0, after=2) - 1),
    }[rule]
    return (0, end), (begin, 8760)


def _sunday(first: int, month: int, which: int, after: int = 1) -> int:
    """Return the day of the year of a Sunday of a month, among those on or after a day of it."""
    days = range(int(_FIRST_DAYS[month - 1]) + after - 1, int(_FIRST_DAYS[month]))
    return [day for day in days if (first + day) % 7 == _SUNDAY][which]


def rule_of_place(latitude: float, longitude: float, time_zone: float) -> DaylightSaving:
    """Return the daylight saving rule that holds at a place, by its coordinates and standard time.

    The outlines are coarse, some tens of kilometres at land borders. Kaliningrad and the border towns of Mexico are not
    told apart from their neighbours; a scenario can state its own rule.

    Parameters
    ----------
    latitude, longitude : float
        Degrees north and east.
    time_zone : float
        Offset of standard time from UTC, h.
    """
    if 24.0 <= latitude <= 72.0 and -170.0 <= longitude <= -52.0 and -10.0 < time_zone <= -3.5:
        return "us" if _sets_clocks_in_america(latitude, longitude, time_zone) else "none"
    if 27.0 <= latitude <= 72.0 and -32.0 <= longitude <= 45.0 and -1.0 <= time_zone <= 2.0:
        return "eu" if _sets_clocks_in_europe(latitude, longitude) else "none"
    if time_zone in (9.5, 10.0) and 129.0 <= longitude <= 154.0:
        border = -26.0 if time_zone == 9.5 else -28.2 if longitude > 152.0 else -29.0
        return "au" if -44.0 <= latitude < border else "none"
    if time_zone == 12.0 and -48.0 <= latitude <= -34.0 and 166.0 <= longitude <= 179.0:
        return "nz"
    if time_zone == -4.0 and -49.0 <= latitude <= -17.5 and -76.0 <= longitude <= (-68.3 if latitude > -27 else -69.5):
        return "cl"
    return "none"


def _sets_clocks_in_america(latitude: float, longitude: float, time_zone: float) -> bool:
    in_mexico = longitude < -97.1 and latitude < np.interp(longitude, *_BORDER)
    in_arizona = time_zone == -7.0 and 31.3 <= latitude <= 37.0 and -114.8 <= longitude <= -109.05
    in_saskatchewan = time_zone == -6.0 and 49.0 <= latitude <= 60.0 and -110.0 <= longitude <= -101.4
    in_yukon = time_zone == -7.0 and latitude >= 60.0 and -141.0 <= longitude <= -124.0
    return not (in_mexico or in_arizona or in_saskatchewan or in_yukon)


def _sets_clocks_in_europe(latitude: float, longitude: float) -> bool:
    if latitude < 34.5:  # Madeira and the Canary Islands
        return longitude < -13.0
    in_iceland = latitude > 62.5 and longitude < -12.0
    in_africa = latitude < (35.95 if longitude <= -2.2 else 37.4) and -13.0 < longitude < 11.5
    in_turkey = (longitude > 26.7 and 37.0 <= latitude <= 42.0) or (longitude > 28.3 and 35.8 <= latitude <= 42.0)
    return not (in_iceland or in_africa or in_turkey)
