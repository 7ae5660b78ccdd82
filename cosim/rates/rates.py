"""Hourly prices and emission factors of energy, as read by bills, price-based controls and reports."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.config.emissions import EmissionsConfig
from cosim.config.prices import Fuel, PricesConfig
from cosim.constants import HOURS_OF_YEAR
from cosim.rates.grid import Grid
from cosim.rates.tariff import Tariff
from cosim.schema.calendar import MONTH_OF_HOUR

# IPCC AR6 working group I, table 7.15: fossil methane, kg CO2e/kg, by the years of the horizon
METHANE_GWP = {20: 82.5, 100: 29.8}
METHANE_HEAT = 55.5e6  # J/kg, higher heating value


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices and emission factors of a scenario.

    Attributes
    ----------
    start_weekday : str
        Weekday of 1 January, in English and lower case.
    tariff : Tariff, optional
        The tariff that `prices.tariff` names.
    grid : Grid, optional
        The grid that `emissions.grid` names or describes.
    """

    prices: PricesConfig
    emissions: EmissionsConfig
    start_weekday: str = "monday"
    tariff: Tariff | None = None
    grid: Grid | None = None

    @property
    def needs_pysam(self) -> bool:
        """Whether bills are made by PySAM: for tiers and demand charges."""
        return self.tariff is not None and not self.tariff.is_simple

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain lists, numbers and text, for JSON."""
        return {
            "prices": self.prices.as_toml(),
            "emissions": self.emissions.as_toml(),
            "start_weekday": self.start_weekday,
            "tariff": self.tariff.as_data() if self.tariff is not None else None,
            "grid": self.grid.as_data() if self.grid is not None else None,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Rates":
        """Undo `as_data`."""
        return cls(
            PricesConfig.model_validate(data["prices"]),
            EmissionsConfig.model_validate(data["emissions"]),
            data["start_weekday"],
            Tariff.from_data(data["tariff"]) if data["tariff"] else None,
            Grid.from_data(data["grid"]) if data["grid"] else None,
        )

    def electricity_price_by_hour(self) -> Array:
        """Return the price of one more joule in each hour of the year, USD/J, shape (8760,), standard time."""
        if self.tariff is not None:
            return self.tariff.price_by_hour(self.start_weekday)
        assert self.prices.electricity is not None, "checked when read"
        return np.full(HOURS_OF_YEAR, self.prices.electricity)

    def electricity_emissions_by_hour(self) -> Array:
        """Return the emissions of one more joule in each hour of the year, kg/J, shape (8760,), standard time."""
        if self.grid is not None:
            return self.grid.factor
        assert self.emissions.electricity is not None, "checked when read"
        return np.full(HOURS_OF_YEAR, self.emissions.electricity)

    def fuel_price_by_hour(self, fuel: Fuel) -> Array:
        """Return the price of one more joule of a fuel in each hour of the year, USD/J, shape (8760,).

        Where delivery has tiers, the last one applies: heating months end in it.
        """
        tiers = self.prices.gas_tiers if fuel == "gas" else ()
        return self.fuel_price_by_month(fuel)[MONTH_OF_HOUR] + (tiers[-1].price if tiers else 0.0)

    def fuel_price_by_month(self, fuel: Fuel) -> Array:
        """Return the price of a fuel in each month, delivery in tiers not included, USD/J, shape (12,)."""
        price = getattr(self.prices, fuel)
        return np.broadcast_to(np.asarray(0.0 if price is None else price, dtype=float), (12,))

    def fuel_emissions(self, fuel: Fuel) -> float:
        """Return the emissions of a joule of fuel (higher heating value), combustion and supply, kg/J."""
        return self.fuel_combustion(fuel) + self.fuel_upstream(fuel)

    def fuel_combustion(self, fuel: Fuel) -> float:
        """Return the factor that the scenario states for burning a fuel, kg/J."""
        factor: float | None = getattr(self.emissions, fuel)
        return factor or 0.0

    def fuel_upstream(self, fuel: Fuel) -> float:
        """Return the upstream emissions of a fuel, leaked methane included, kg/J."""
        upstream: float = getattr(self.emissions, f"{fuel}_upstream")
        if fuel != "gas":
            return upstream
        lost = self.emissions.methane_leakage / (1 - self.emissions.methane_leakage)  # per joule that is burnt
        return upstream + lost / METHANE_HEAT * METHANE_GWP[self.emissions.gwp_years]
