"""Emission factors of a scenario."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Config
from cosim.config.boundary import ElectricityBoundary, FactorKind, FuelBoundary
from cosim.config.prices import EmissionFactor
from cosim.config.tariff import GridChoice

Share = Annotated[float, Field(ge=0, le=1)]


class RefrigerantLossConfig(Config):
    """Refrigerant losses of a machine, as shares of its charge."""

    annual_leakage: Share
    """Share of the charge that leaks each year."""
    end_of_life_loss: Share
    """Share of the charge that is not recovered when the machine is scrapped."""
    lifetime_years: Annotated[float, Field(ge=1, le=60)] = 15.0
    """Life of the machine, years, over which the loss at the end is spread."""


class EmissionsConfig(Config):
    """Emission factors in CO2 equivalent; kg per joule after reading."""

    name: str = ""
    """Short name; the file's name on the shelf."""
    title: str = ""
    """One-line title for tables and reports."""
    source: str = ""
    """Where the factors come from."""
    electricity: EmissionFactor | None = None
    """One emission factor of electricity for all hours; alternatively give `grid`."""
    electricity_kind: FactorKind | None = None
    """Kind of that factor: average of all plants, short-run marginal, long-run marginal. A grid states its own."""
    electricity_boundary: ElectricityBoundary | None = None
    """What that factor counts: combustion or the supply of fuel, too, with or without losses. A grid states its own."""
    grid: GridChoice | None = None
    """Hourly emission factors of electricity: a name on the shelf `grids`, the path of a TOML file, or a table."""
    fuel_boundary: FuelBoundary | None = None
    """What the factors of fuels below count: combustion alone, or upstream, the supply of the fuel, too."""
    gas: EmissionFactor | None = None
    """Emission factor of gas per energy (higher heating value); required if a configuration burns gas."""
    gas_upstream: EmissionFactor = 0.0
    """Emissions of supplying gas, where `gas` covers combustion only; leaked methane is separate."""
    propane: EmissionFactor | None = None
    """Emission factor of propane per energy (higher heating value)."""
    propane_upstream: EmissionFactor = 0.0
    """Emissions of supplying propane, where `propane` covers combustion only."""
    oil: EmissionFactor | None = None
    """Emission factor of heating oil per energy (higher heating value)."""
    oil_upstream: EmissionFactor = 0.0
    """Emissions of supplying oil, where `oil` covers combustion only."""
    wood: EmissionFactor | None = None
    """Emission factor of wood per energy (higher heating value); 0 where regrowth is taken to absorb it."""
    wood_upstream: EmissionFactor = 0.0
    """Emissions of supplying wood, where `wood` covers combustion only."""
    methane_leakage: Annotated[float, Field(ge=0, le=0.2)] = 0.0
    """Share of the gas in the supply chain that leaks before it is burned."""
    gwp_years: Literal[20, 100] = 100
    """Time horizon of the warming potentials of methane and refrigerants, years."""
    refrigerant: RefrigerantLossConfig | None = None
    """Refrigerant losses; not counted where this table is missing."""

    @model_validator(mode="after")
    def _one_factor_of_electricity(self) -> Self:
        if (self.electricity is None) == (self.grid is None):
            keys = " or ".join(self.quantities()["electricity"].keys("electricity"))
            needs = "has no factor of electricity" if self.grid is None else "has a factor of electricity and a grid"
            raise ValueError(f"{needs}: write {keys}, or grid, and only one of them")
        return self

    @model_validator(mode="after")
    def _count_once(self) -> Self:
        if self.grid is not None and (self.electricity_kind or self.electricity_boundary):
            raise ValueError("has a grid, which states kind and boundary itself: leave out electricity_kind and "
                             "electricity_boundary")  # fmt: skip
        apart = [name for name in ("gas_upstream", "propane_upstream", "oil_upstream", "wood_upstream",
                                   "methane_leakage") if getattr(self, name)]  # fmt: skip
        if self.fuel_boundary == "upstream" and apart:
            raise ValueError(f"counts the supply of fuel twice: leave out {' and '.join(apart)}, or write "
                             'fuel_boundary = "combustion" and factors of combustion alone')  # fmt: skip
        return self

    def with_grid(self, grid: GridChoice) -> "EmissionsConfig":
        """Return it with the factors of a grid in place of its own of electricity."""
        of_grid = {"grid": grid, "electricity": None, "electricity_kind": None, "electricity_boundary": None}
        return self.model_copy(update=of_grid)
