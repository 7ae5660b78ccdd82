"""Which days of a simulated year a bill is of."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from cosim.arrays import Array
from cosim.bills import Bill
from cosim.errors import Fault, InvalidInput
from cosim.schema.dates import MONTH_DAYS
from cosim.weather import Weather

DAYS = 365
_STARTS = np.concatenate([[0], np.cumsum(MONTH_DAYS)])


def day_of_year(day: date) -> int:
    """Return the day of a common year, from 0; 29 February is as the day before."""
    number = min(day.day, MONTH_DAYS[day.month - 1])
    return int(_STARTS[day.month - 1]) + number - 1


def weights(bills: Sequence[Bill], year: int | None) -> Array:
    """Return how often each day of a simulated year is in each bill, shape (bills, 365).

    Parameters
    ----------
    bills : sequence of Bill
    year : int or None
        The actual year that was simulated: only its days count. None for a typical year, which stands for all.
    """
    table = np.zeros((len(bills), DAYS))
    for number, bill in enumerate(bills):
        for offset in range(bill.days):
            day = bill.begins + timedelta(days=offset)
            if year is None or day.year == year:
                table[number, day_of_year(day)] += 1.0
    return table


def check_dates(bills: Sequence[Bill], years: Sequence[Weather]) -> None:
    """Raise InvalidInput with every bill that lies outside the weather's dates, where these are of actual years."""
    known = {weather.year for weather in years if weather.year is not None}
    if any(weather.year is None for weather in years):
        if len(years) > 1:
            raise InvalidInput([Fault(weather.name, "is of a typical year beside other years",
                                      "give the actual years of the bills, or one typical year")
                                for weather in years if weather.year is None])  # fmt: skip
        return
    shown = ", ".join(str(year) for year in sorted(known))
    faults = [
        Fault(bill.place, f"is of {bill.begins} to {bill.ends}, but the weather is of {shown}",
              "give the weather of each year, or leave the bill out")
        for bill in bills
        if not {bill.begins.year, (bill.ends - timedelta(days=1)).year} <= known
    ]  # fmt: skip
    if faults:
        raise InvalidInput(faults)


def daily_mean(values: Array) -> Array:
    """Return the mean of each day of hourly values, shape (365,)."""
    return np.asarray(values, float).reshape(DAYS, 24).mean(axis=1)
