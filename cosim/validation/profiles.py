"""Hourly profiles of the reference days against the range of the programs."""

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cosim.errors import Fault, InvalidInput
from cosim.schema.dates import MONTH_DAYS
from cosim.validation.checks import Check
from cosim.validation.reference import Row

MIN_SHARE = 90.0  # % of a profile's hours
WIDENED = 0.1  # of the profile's range, on each side of the spread
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Profile = tuple[str, str, str]
"""Quantity, case or surface, and date of a published profile."""


def profiles_of(rows: Iterable[Row], quantities: Iterable[str]) -> dict[Profile, list[Row]]:
    """Return the published rows of each profile of some quantities."""
    wanted = set(quantities)
    found: dict[Profile, list[Row]] = {}
    for row in rows:
        if row["quantity"] in wanted and row["value"]:
            found.setdefault((row["quantity"], row["case_or_surface"], row["date"]), []).append(row)
    return found


def profile_check(suite: str, profile: Profile, rows: list[Row], hourly: NDArray[np.float64]) -> Check:
    """Compare a day of ours with the programs' published results.

    Parameters
    ----------
    suite : str
        Name of the suite.
    profile : tuple of str
        Quantity, case, date such as "Feb 1".
    rows : list of dict
        Published values, with columns `hour` (1 to 24, the hour that ends then) and `value`.
    hourly : ndarray, shape (8760,)
        Ours, in the unit of the published values.

    Returns
    -------
    Check
        The share of hours, %, in which ours is between the lowest and the highest program, widened at both ends by a
        tenth of the profile's range (highest less lowest published value of the day).
    """
    quantity, case, date = profile
    published: dict[int, list[float]] = {}
    for row in rows:
        published.setdefault(int(row["hour"]), []).append(float(row["value"]))
    everything = [value for values in published.values() for value in values]
    room = WIDENED * (max(everything) - min(everything))
    first = 24 * day_of_year(date)
    inside = [
        min(values) - room <= hourly[first + hour - 1] <= max(values) + room for hour, values in published.items()
    ]
    share = 100.0 * float(np.mean(inside))
    return Check(suite, case, f"hours_inside_{quantity}_{date.replace(' ', '_')}", "%", share, MIN_SHARE, 100.0)


def day_of_year(date: str) -> int:
    """Return the number of days before a date such as "Feb 1"."""
    match = re.fullmatch(r"([A-Z][a-z]{2}) (\d{1,2})", date)
    if not match or match[1] not in MONTHS:
        raise InvalidInput([Fault("hourly profiles", f"'{date}' is not a date such as 'Feb 1'")])
    return sum(MONTH_DAYS[: MONTHS.index(match[1])]) + int(match[2]) - 1
