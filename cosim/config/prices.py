"""Prices of energy, in a scenario or a file of the shelf `prices`."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

from cosim.config.base import Config, Quantity
from cosim.schema.daylight_saving import DaylightSaving
from cosim.units import KILOWATT_HOUR, THERM

Reference = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
"""A name on a shelf, or a path relative to the file that contains it."""

FurnaceFuel = Literal["gas", "propane", "oil"]
"""Fuel of the furnace of a home of plain facts."""
Fuel = Literal["gas", "propane", "oil", "wood"]
"""Fuel that a house buys."""
FUELS: tuple[Fuel, ...] = get_args(Fuel)

MONTHS = 12

ElectricityPrice = Annotated[float, Quantity("electricity_price"), Field(ge=0, le=5 / KILOWATT_HOUR)]
_OneFuelPrice = Annotated[float, Field(ge=0, le=50 / THERM)]
_FuelPrice = _OneFuelPrice | Annotated[tuple[_OneFuelPrice, ...], Field(min_length=MONTHS, max_length=MONTHS)]
FuelPrice = Annotated[_FuelPrice, Quantity("fuel_price", lists=True)]
"""One price, or a list of twelve, January first."""
PropanePrice = Annotated[_FuelPrice, Quantity("propane_price", lists=True)]
OilPrice = Annotated[_FuelPrice, Quantity("oil_price", lists=True)]
WoodPrice = Annotated[_FuelPrice, Quantity("wood_price", lists=True)]
MonthlyCharge = Annotated[float, Quantity("monthly_charge"), Field(ge=0, le=1000)]
EmissionFactor = Annotated[float, Quantity("emission_factor"), Field(ge=0, le=5 / KILOWATT_HOUR)]


def check_limits(limits: Sequence[float | None], key: str) -> None:
    """Raise ValueError if limits do not rise with the tiers, or one but the last is missing; `key` is their name."""
    if limits and (limits[-1] is not None or None in limits[:-1]):
        raise ValueError(f"every tier but the last needs {key}, and the last has none")
    numbers = [limit for limit in limits if limit is not None]
    if sorted(set(numbers)) != numbers:
        raise ValueError("the up_to of tiers must rise from one to the next")


class FuelTierConfig(Config):
    """A tier of a fuel's delivery charge by use in the month, on top of the fuel's price."""

    up_to: Annotated[float, Quantity("fuel_use"), Field(gt=0)] | None = None
    """Use in the month at which the next tier begins; the last tier has none."""
    price: Annotated[float, Quantity("fuel_price"), Field(ge=0, le=50 / THERM)]
    """Delivery charge of this tier per unit of energy, on top of the fuel's price."""


class PricesConfig(Config):
    """Prices of energy; per joule after reading."""

    name: str = ""
    """Short name; the file's name on the shelf."""
    title: str = ""
    """One-line title for tables and reports."""
    source: str = ""
    """Where the prices come from."""
    currency: str = "USD"
    """Currency of all prices; only USD is supported."""
    electricity: ElectricityPrice | None = None
    """Flat price of electricity; alternatively give `tariff`."""
    tariff: Reference | None = None
    """Electricity tariff: a name on the shelf `tariffs`, or the path of a .toml file or a URDB .json file."""
    daylight_saving: DaylightSaving | None = None
    """Daylight saving rule of the scenario's clock where the scenario states none; before that of the tariff."""
    electricity_fixed: MonthlyCharge = 0.0
    """Fixed charge of the electricity account each month; a tariff has its own."""
    gas: FuelPrice | None = None
    """Price of gas per energy (higher heating value), one number or twelve; required if a configuration burns gas."""
    gas_fixed: MonthlyCharge = 0.0
    """Fixed charge of the gas account each month, billed only to configurations with gas."""
    gas_tiers: tuple[FuelTierConfig, ...] = ()
    """Delivery charge of gas by use in the month, on top of `gas`."""
    propane: PropanePrice | None = None
    """Price of propane per energy (higher heating value), one number or twelve."""
    propane_fixed: MonthlyCharge = 0.0
    """Fixed monthly charge for propane (tank rent), billed only to configurations with propane."""
    oil: OilPrice | None = None
    """Price of heating oil per energy (higher heating value), one number or twelve."""
    oil_fixed: MonthlyCharge = 0.0
    """Fixed monthly charge for oil, billed only to configurations with oil."""
    wood: WoodPrice | None = None
    """Price of logs or pellets per energy (higher heating value), one number or twelve; equipment with a port burns
    them."""
    wood_fixed: MonthlyCharge = 0.0
    """Fixed monthly charge for wood, billed only to configurations with equipment that burns it."""

    @field_validator("currency")
    @classmethod
    def _one_currency(cls, currency: str) -> str:
        if currency != "USD":
            raise ValueError(f"is {currency[:20]!r}, but all money here is in USD, as its keys say: convert it")
        return currency

    @field_validator("gas_tiers")
    @classmethod
    def _tiers_rise(cls, tiers: tuple[FuelTierConfig, ...]) -> tuple[FuelTierConfig, ...]:
        check_limits([tier.up_to for tier in tiers], "an up_to")
        return tiers

    @model_validator(mode="after")
    def _one_price_of_electricity(self) -> Self:
        if (self.electricity is None) == (self.tariff is None):
            keys = " or ".join(self.quantities()["electricity"].keys("electricity"))
            needs = "has no electricity price" if self.tariff is None else "has a flat electricity price and a tariff"
            raise ValueError(f"{needs}: write {keys}, or tariff, and only one of them")
        if self.tariff is not None and self.electricity_fixed:
            raise ValueError("has a tariff, which includes its fixed charge: remove electricity_fixed")
        return self
