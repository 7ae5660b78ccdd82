"""What the energy of a run costs, month by month.

All functions take hourly mean powers (W) of the whole house in local standard time and bill every hour as it is, so a
run over part of a year gives the bill of that part, fixed charges by the share of each month that was simulated.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cosim.config.prices import Fuel, FuelTierConfig
from cosim.rates.calendar import by_month, share_of_months
from cosim.rates.rates import Rates

Array = NDArray[np.float64]

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Bill:
    """What energy costs in each month of the year, USD; every field has shape (12,)."""

    electricity: Array
    """Electricity by its use, without what follows."""
    electricity_fixed: Array
    fuel: Array
    fuel_fixed: Array

    @property
    def by_month(self) -> Array:
        """Everything that has to be paid in each month."""
        return self.electricity + self.electricity_fixed + self.fuel + self.fuel_fixed

    @property
    def total(self) -> float:
        """Everything that has to be paid."""
        return float(np.sum(self.by_month))


def bill(rates: Rates, electricity: Array, burnt: Array, fuel: Fuel | None, start_hour: int = 0) -> Bill:
    """Return the bill for hourly mean powers.

    Parameters
    ----------
    rates : Rates
        What energy costs.
    electricity, burnt : array, shape (hours,)
        Electric and fuel power (higher heating value) of the house in each hour, W.
    fuel : str, optional
        The fuel that the house has an account or a tank for, whether or not it burns any; a house without one saves the
        fixed charge too.
    start_hour : int
        Hour of the year of the first power.
    """
    share = share_of_months(start_hour, electricity.size)
    hours = slice(start_hour, start_hour + electricity.size)
    price = rates.electricity_price_by_hour()[hours]
    return Bill(
        electricity=by_month(electricity * price * HOUR, start_hour),
        electricity_fixed=share * rates.prices.electricity_fixed,
        fuel=_fuel(rates, burnt, fuel, start_hour),
        fuel_fixed=share * (getattr(rates.prices, f"{fuel}_fixed") if fuel else 0.0),
    )


def _fuel(rates: Rates, burnt: Array, fuel: Fuel | None, start_hour: int) -> Array:
    if fuel is None:
        return np.zeros(12)
    energy = by_month(burnt * HOUR, start_hour)
    tiers = rates.prices.gas_tiers if fuel == "gas" else ()
    return energy * rates.fuel_price_by_month(fuel) + _tiered(energy, tiers)


def _tiered(energy: Array, tiers: tuple[FuelTierConfig, ...]) -> Array:
    """Return the cost of each month's energy (J), each part of it at the price of the tier that it falls into."""
    cost, below = np.zeros_like(energy), 0.0
    for tier in tiers:
        above = np.inf if tier.up_to is None else tier.up_to
        cost += tier.price * np.clip(energy - below, 0, above - below)
        below = above
    return cost
