"""What the energy of a run emits: each hour's energy times that hour's factor, summed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cosim.config.prices import Fuel
from cosim.rates.rates import Rates

Array = NDArray[np.float64]

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Emissions:
    """Greenhouse gases caused over the simulated hours, kg of CO2 equivalent."""

    electricity: float
    fuel: float
    """Burning the fuel, or all of it where the scenario's factor includes the supply."""
    upstream: float
    """Bringing the fuel to the house, leaked methane included."""

    @property
    def total(self) -> float:
        """Everything together."""
        return self.electricity + self.fuel + self.upstream


def emissions(rates: Rates, electricity: Array, burnt: Array, fuel: Fuel | None, start_hour: int = 0) -> Emissions:
    """Return the emissions of hourly mean powers (W); parameters as of `cosim.economics.bill.bill`."""
    factor = rates.electricity_emissions_by_hour()[start_hour : start_hour + electricity.size]
    energy = float(np.sum(burnt)) * HOUR
    return Emissions(
        electricity=float(np.dot(electricity, factor)) * HOUR,
        fuel=energy * rates.fuel_combustion(fuel) if fuel else 0.0,
        upstream=energy * rates.fuel_upstream(fuel) if fuel else 0.0,
    )
