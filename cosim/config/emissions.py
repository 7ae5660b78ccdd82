"""Emission factors as a scenario states them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Config
from cosim.config.prices import EmissionFactor
from cosim.config.tariff import GridChoice

Share = Annotated[float, Field(ge=0, le=1)]


class RefrigerantLossConfig(Config):
    """How much refrigerant a machine loses; both are shares of its charge."""

    annual_leakage: Share
    """Each year of its life."""
    end_of_life_loss: Share
    """What is not recovered when it is scrapped."""
    lifetime_years: Annotated[float, Field(ge=1, le=60)] = 15.0
    """Spreads the loss at the end over the years."""


class EmissionsConfig(Config):
    """Emission factors in CO2 equivalent; kg per joule once read."""

    name: str = ""
    title: str = ""
    source: str = ""
    electricity: EmissionFactor | None = None
    """One factor for every hour; or else `grid`."""
    grid: GridChoice | None = None
    """Factors of electricity by the hour: a name on the shelf `grids`, the path of a TOML file, or a table."""
    gas: EmissionFactor | None = None
    """Per energy of the gas, higher heating value; needed where a configuration burns gas."""
    gas_upstream: EmissionFactor = 0.0
    """Bringing the gas to the house, where `gas` is of its combustion alone; leaked methane is not in it."""
    propane: EmissionFactor | None = None
    propane_upstream: EmissionFactor = 0.0
    oil: EmissionFactor | None = None
    oil_upstream: EmissionFactor = 0.0
    methane_leakage: Annotated[float, Field(ge=0, le=0.2)] = 0.0
    """Share of the gas that enters the supply and is lost before it is burnt."""
    gwp_years: Literal[20, 100] = 100
    """Horizon of the warming potentials of methane and refrigerants."""
    refrigerant: RefrigerantLossConfig | None = None
    """Losses of refrigerant; not counted where this is missing."""

    @model_validator(mode="after")
    def _one_factor_of_electricity(self) -> Self:
        if (self.electricity is None) == (self.grid is None):
            keys = " or ".join(self.quantities()["electricity"].keys("electricity"))
            needs = "has no factor of electricity" if self.grid is None else "has a factor of electricity and a grid"
            raise ValueError(f"{needs}: write {keys}, or grid, and only one of them")
        return self
