"""Bill and emissions of a run at flat prices and flat emission factors.

Both take hourly mean powers (W) of the whole house and count every hour as it is, so a run over part of a year gives
the bill of that part, fixed charges in proportion.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cosim.config.scenario import EmissionsConfig, PricesConfig

Array = NDArray[np.float64]

SECONDS_PER_HOUR = 3600.0
HOURS_PER_MONTH = 8760 / 12


@dataclass(frozen=True, slots=True)
class Bill:
    """What energy costs over the simulated hours, in the currency of the prices."""

    electricity: float
    gas: float
    electricity_fixed: float
    gas_fixed: float

    @property
    def total(self) -> float:
        """Everything that has to be paid."""
        return self.electricity + self.gas + self.electricity_fixed + self.gas_fixed


@dataclass(frozen=True, slots=True)
class Emissions:
    """Greenhouse gases caused over the simulated hours, kg of CO2 equivalent."""

    electricity: float
    gas: float

    @property
    def total(self) -> float:
        """Sum over the fuels."""
        return self.electricity + self.gas


def bill(prices: PricesConfig, electricity: Array, gas: Array, *, burns_gas: bool | None = None) -> Bill:
    """Return the bill for hourly mean powers.

    Parameters
    ----------
    prices : PricesConfig
        Prices per joule (currency/J) and fixed charges per month.
    electricity : array
        Electric power of the house in each hour, W.
    gas : array
        Fuel power in each hour, W, higher heating value.
    burns_gas : bool, optional
        Whether the house has a gas connection to pay for. By default it has where any gas is burnt, so that a house
        which went all-electric saves the fixed charge too.

    Returns
    -------
    Bill
        A year is twelve months of equal length here: 730 h each.
    """
    months = electricity.size / HOURS_PER_MONTH
    connected = bool(np.any(gas > 0)) if burns_gas is None else burns_gas
    return Bill(
        electricity=_energy(electricity) * prices.electricity,
        gas=_energy(gas) * (prices.gas or 0.0),
        electricity_fixed=months * prices.electricity_fixed,
        gas_fixed=months * prices.gas_fixed if connected else 0.0,
    )


def emissions(factors: EmissionsConfig, electricity: Array, gas: Array) -> Emissions:
    """Return the emissions of hourly mean powers.

    Parameters
    ----------
    factors : EmissionsConfig
        kg of CO2 equivalent per joule of electricity and of fuel (higher heating value).
    electricity, gas : array
        Power in each hour, W.
    """
    return Emissions(
        electricity=_energy(electricity) * factors.electricity,
        gas=_energy(gas) * (factors.gas or 0.0),
    )


def _energy(power: Array) -> float:
    """Return the energy of hourly mean powers, J."""
    return float(np.sum(power)) * SECONDS_PER_HOUR
