"""Energy bills of a run, month by month.

All functions take hourly mean powers (W) of the whole house in local standard time and bill each simulated hour once: a
run over part of a year gives the bill of that part, with fixed charges by the simulated share of each month.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.config.prices import Fuel, FuelTierConfig
from cosim.constants import HOUR
from cosim.rates.rates import Rates
from cosim.schema.calendar import by_label, by_month, clock, share_of_months
from cosim.schema.dates import MONTH_DAYS


@dataclass(frozen=True, slots=True)
class Bill:
    """Cost of energy in each month of the year, USD; every field has shape (12,)."""

    electricity: Array
    """Energy charges for electricity, without the items below."""
    demand: Array
    """Demand charges for electricity."""
    electricity_fixed: Array
    minimum: Array
    """Top-up to the tariff's minimum bill."""
    fuel: Array
    fuel_fixed: Array

    @property
    def by_month(self) -> Array:
        """Total amount due in each month."""
        return self.of_electricity + self.fuel + self.fuel_fixed

    @property
    def of_electricity(self) -> Array:
        """Total amount due for electricity in each month."""
        return self.electricity + self.demand + self.electricity_fixed + self.minimum

    @property
    def total(self) -> float:
        """Total amount due."""
        return float(np.sum(self.by_month))


def bill(
    rates: Rates,
    electricity: Array,
    burnt: Mapping[Fuel, Array],
    start_hour: int = 0,
    peak: Array | None = None,
) -> Bill:
    """Return the bill for hourly mean powers.

    Parameters
    ----------
    rates : Rates
        Prices of energy.
    electricity : array, shape (hours,)
        Electric power of the house in each hour, W; what it exports earns the same prices.
    burnt : mapping of str to array, shape (hours,)
        Power (higher heating value), W, of each fuel that the house has an account or a tank for, even if it burns
        none; without one there is no fixed charge.
    start_hour : int
        Hour of the year of the first power.
    peak : array, optional, shape (hours,)
        Largest power within each hour, W, for demand charges, as the mean of the tariff's demand window; by default the
        hourly mean.
    """
    share = share_of_months(start_hour, electricity.size)
    used, power = _electricity(rates, electricity, start_hour, electricity if peak is None else peak)
    fixed = _fixed(rates, share)
    return Bill(
        electricity=used,
        demand=power,
        electricity_fixed=fixed,
        minimum=_minimum(rates, share, used + power + fixed),
        fuel=sum((_fuel(rates, power, fuel, start_hour) for fuel, power in burnt.items()), start=np.zeros(12)),
        fuel_fixed=share * sum(getattr(rates.prices, f"{fuel}_fixed") for fuel in burnt),
    )


def _electricity(rates: Rates, electricity: Array, start_hour: int, peak: Array) -> tuple[Array, Array]:
    """Return energy and demand charges of each month; a tariff's months follow its own clock."""
    hours = slice(start_hour, start_hour + electricity.size)
    if rates.tariff is None:
        return by_month(electricity * rates.electricity_price_by_hour()[hours] * HOUR, start_hour), np.zeros(12)
    labels = clock(rates.start_weekday, rates.tariff.daylight_saving)
    if not rates.tariff.is_simple:
        from cosim.economics.pysam import charges

        return charges(rates.tariff, rates.start_weekday, labels, hours, electricity, peak)
    costs = electricity * rates.electricity_price_by_hour()[hours] * HOUR
    return by_label(labels.month[hours], costs), np.zeros(12)


def _fixed(rates: Rates, share: Array) -> Array:
    if rates.tariff is None:
        return share * rates.prices.electricity_fixed
    return share * (rates.tariff.fixed + rates.tariff.fixed_daily * np.array(MONTH_DAYS))


def _minimum(rates: Rates, share: Array, due: Array) -> Array:
    """Return the top-up to each month's minimum bill, and in the last month also to the year's."""
    if rates.tariff is None:
        return np.zeros(12)
    monthly = rates.tariff.minimum + rates.tariff.minimum_daily * np.array(MONTH_DAYS)
    missing: Array = np.maximum(share * monthly - due, 0.0)
    yearly = rates.tariff.minimum_yearly * float(np.dot(share, MONTH_DAYS)) / sum(MONTH_DAYS)
    missing[np.flatnonzero(share)[-1]] += max(yearly - float(np.sum(due + missing)), 0.0)
    return missing


def _fuel(rates: Rates, burnt: Array, fuel: Fuel, start_hour: int) -> Array:
    energy = by_month(burnt * HOUR, start_hour)
    tiers = rates.prices.gas_tiers if fuel == "gas" else ()
    return energy * rates.fuel_price_by_month(fuel) + _tiered(energy, tiers)


def _tiered(energy: Array, tiers: tuple[FuelTierConfig, ...]) -> Array:
    """Return the cost of each month's energy (J), each part at the price of its tier."""
    cost, below = np.zeros_like(energy), 0.0
    for tier in tiers:
        above = np.inf if tier.up_to is None else tier.up_to
        cost += tier.price * np.clip(energy - below, 0, above - below)
        below = above
    return cost
