"""Emissions of a run: each hour's energy times that hour's factor, summed, and lost refrigerant."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.config.emissions import RefrigerantLossConfig
from cosim.config.prices import Fuel
from cosim.constants import HOUR
from cosim.rates.rates import Rates
from cosim.refrigerants.names import refrigerant


@dataclass(frozen=True, slots=True)
class Emissions:
    """Greenhouse gas emissions over the simulated hours, kg of CO2 equivalent."""

    electricity: float
    fuel: float
    """Combustion of fuel; its supply too where the scenario's factor includes it."""
    upstream: float
    """Supply of the fuel, leaked methane included."""

    @property
    def total(self) -> float:
        """Everything together."""
        return self.electricity + self.fuel + self.upstream


def emissions(rates: Rates, electricity: Array, burnt: Mapping[Fuel, Array], start_hour: int = 0) -> Emissions:
    """Return the emissions of hourly mean powers (W); parameters as of `cosim.economics.bill.bill`."""
    factor = rates.electricity_emissions_by_hour()[start_hour : start_hour + electricity.size]
    energy = {fuel: float(np.sum(power)) * HOUR for fuel, power in burnt.items()}
    return Emissions(
        electricity=float(np.dot(electricity, factor)) * HOUR,
        fuel=float(sum(joules * rates.fuel_combustion(fuel) for fuel, joules in energy.items())),
        upstream=float(sum(joules * rates.fuel_upstream(fuel) for fuel, joules in energy.items())),
    )


def warming_potential(name: str, years: int) -> float | None:
    """Return the warming potential of a refrigerant by IPCC AR6 over 20 or 100 years; None where it is not known."""
    fluid = refrigerant(name)
    if fluid is None:
        return None
    return fluid.gwp100 if years == 100 else fluid.gwp20


def refrigerant_emissions(losses: RefrigerantLossConfig | None, name: str, charge: float, years: int) -> float:
    """Return kg of CO2 equivalent a year for a charge (kg); the loss at the end is spread over the machine's life.

    Leaks are assumed to be topped up, so the charge is full at the end of life.
    """
    if losses is None or not charge:
        return 0.0
    potential = warming_potential(name, years)
    assert potential is not None, "checked when read"
    return charge * potential * (losses.annual_leakage + losses.end_of_life_loss / losses.lifetime_years)
