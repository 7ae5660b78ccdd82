"""A scenario as its TOML file states it, and the same once everything that it names has been read."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from cosim.config.base import Config, Quantity
from cosim.config.controls import DualFuelConfig, FurnaceConfig, IdealConfig, StripsConfig, ThermostatConfig
from cosim.units import KILOWATT_HOUR, THERM

if TYPE_CHECKING:
    from cosim.config.equipment import HeatPumpConfig
    from cosim.config.house import HouseConfig
    from cosim.project import InputFile
    from cosim.weather import Weather

Reference = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
"""A name on a shelf, or a path relative to the file that states it."""

ThermostatChoice = Annotated[
    Annotated[Reference, Tag("name")] | Annotated[ThermostatConfig, Tag("table")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "table"),
]
"""A name on the shelf `thermostats`, or the thermostat itself."""

ElectricityPrice = Annotated[float, Quantity("electricity_price"), Field(ge=0, le=5 / KILOWATT_HOUR)]
FuelPrice = Annotated[float, Quantity("fuel_price"), Field(ge=0, le=50 / THERM)]
MonthlyCharge = Annotated[float, Quantity("monthly_charge"), Field(ge=0, le=1000)]
EmissionFactor = Annotated[float, Quantity("emission_factor"), Field(ge=0, le=5 / KILOWATT_HOUR)]

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class PricesConfig(Config):
    """Flat prices of energy; per joule once read."""

    electricity: ElectricityPrice
    gas: FuelPrice | None = None
    """Per energy of the gas, higher heating value; needed where a configuration burns gas."""
    electricity_fixed: MonthlyCharge = 0.0
    """Paid every month, however little is used."""
    gas_fixed: MonthlyCharge = 0.0
    """The same for gas, only by a configuration that burns any."""


class EmissionsConfig(Config):
    """Flat emission factors in CO2 equivalent; kg per joule once read."""

    electricity: EmissionFactor
    gas: EmissionFactor | None = None
    """Per energy of the gas, higher heating value; needed where a configuration burns gas."""


class ConfigurationConfig(Config):
    """One set of equipment to compare; names stand for files on the shelves."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
    heat_pump: Reference | None = None
    air_conditioner: Reference | None = None
    furnace: Reference | None = None
    strips: StripsConfig | None = None
    dual_fuel: DualFuelConfig | None = None
    """What hands over between heat pump and furnace; an empty table takes the defaults."""
    thermostat: ThermostatChoice | None = None
    """Overrides the scenario's."""
    ideal: IdealConfig | None = None
    """Ideal heating and cooling instead of any equipment."""


class ScenarioConfig(Config):
    """One question: this house, this climate, these prices, and the configurations to compare."""

    title: Annotated[str, StringConstraints(max_length=200)] = ""
    description: str = ""
    house: Reference
    weather: Reference
    start_weekday: Weekday = "monday"
    """Weekday of 1 January."""
    prices: PricesConfig
    emissions: EmissionsConfig
    thermostat: ThermostatChoice = ThermostatConfig()
    configurations: Annotated[tuple[ConfigurationConfig, ...], Field(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class Configuration:
    """One set of equipment, everything read and checked."""

    name: str
    heat_pump: "HeatPumpConfig | None" = None
    air_conditioner: "HeatPumpConfig | None" = None
    furnace: FurnaceConfig | None = None
    strips: StripsConfig | None = None
    dual_fuel: DualFuelConfig | None = None
    thermostat: ThermostatConfig = field(default_factory=ThermostatConfig)
    ideal: IdealConfig | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A question with everything in it that is needed to answer it: nothing after this reads a file.

    Attributes
    ----------
    name : str
        Name of the file without its suffix.
    text : str
        Source of the scenario file.
    start_weekday : str
        Weekday of 1 January, in English and lower case.
    files : tuple of InputFile
        Every file that was read, the scenario's own first.
    warnings : tuple of str
        What was repaired or looks doubtful.
    """

    name: str
    title: str
    text: str
    house: "HouseConfig"
    weather: "Weather"
    prices: PricesConfig
    emissions: EmissionsConfig
    start_weekday: str
    configurations: tuple[Configuration, ...]
    files: "tuple[InputFile, ...]" = ()
    warnings: tuple[str, ...] = ()
    description: str = ""
