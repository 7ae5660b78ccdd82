"""A scenario as its TOML file states it, and the same once everything that it names has been read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from cosim.config.agent import AgentConfig
from cosim.config.backup import FurnaceConfig, LockoutsConfig, StripsConfig
from cosim.config.base import Config
from cosim.config.controls import IdealConfig
from cosim.config.defrost import DefrostConfig, FaultConfig, FrostModel
from cosim.config.demand_response import DemandResponseConfig, Event
from cosim.config.dual_fuel import DualFuelConfig
from cosim.config.emissions import EmissionsConfig
from cosim.config.life_cycle import LifeCycleConfig
from cosim.config.prices import Fuel, PricesConfig, Reference
from cosim.config.schedule import Weekday
from cosim.config.thermostat import ThermostatConfig
from cosim.config.zoning import SecondZoneConfig
from cosim.rates.grid import Grid
from cosim.rates.rates import Array, Rates
from cosim.rates.tariff import Tariff

if TYPE_CHECKING:
    from cosim.config.equipment import HeatPumpConfig
    from cosim.config.house import HouseConfig
    from cosim.config.kinds import EquipmentConfig
    from cosim.project import InputFile
    from cosim.rates.reading import Plan
    from cosim.weather import Weather

ThermostatChoice = Annotated[
    Annotated[Reference, Tag("name")] | Annotated[ThermostatConfig, Tag("table")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "table"),
]
"""A name on the shelf `thermostats`, or the thermostat itself."""

PricesChoice = Annotated[
    Annotated[Reference, Tag("name")] | Annotated[PricesConfig, Tag("table")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "table"),
]
"""A name on the shelf `prices`, or the prices themselves."""


class ConfigurationConfig(Config):
    """One set of equipment to compare; names stand for files on the shelves."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
    heat_pump: Reference | None = None
    air_conditioner: Reference | None = None
    furnace: Reference | None = None
    strips: StripsConfig | None = None
    dual_fuel: DualFuelConfig | None = None
    """What hands over between heat pump and furnace; an empty table takes the defaults."""
    lockouts: LockoutsConfig = LockoutsConfig()
    """Outdoor temperatures below which the compressor, and above which backup, does not heat."""
    thermostat: ThermostatChoice | None = None
    """Overrides the scenario's."""
    second_zone: SecondZoneConfig | None = None
    """How the second conditioned zone of a house is heated; without it as the first, by the same air or water."""
    demand_response: DemandResponseConfig | None = None
    """Events in which the house gives way to the grid."""
    frost: FrostModel = "physical"
    """How frost counts: as it grows on the coil, not at all, or as another program counts it."""
    defrost: DefrostConfig | None = None
    """Stated keys stand in place of the heat pump's own."""
    faults: Annotated[tuple[FaultConfig, ...], Field(max_length=20)] = ()
    """What breaks in the heat pump, and when."""
    ideal: IdealConfig | None = None
    """Ideal heating and cooling instead of any equipment."""
    equipment: Annotated[tuple[dict[str, Any], ...], Field(max_length=20)] = ()
    """Equipment of kinds that other packages bring: each table has a `kind`, and the keys of that kind."""
    capacity: Literal["as built", "auto"] = "as built"
    """`auto` sizes heat pump or air conditioner, furnace and strips for the design loads of the house."""

    @model_validator(mode="before")
    @classmethod
    def _auto_sizes_strips(cls, data: Any) -> Any:
        """Strips that are sized for the house state no capacity of their own."""
        strips = data.get("strips") if isinstance(data, Mapping) else None
        if not isinstance(strips, Mapping) or data.get("capacity") != "auto":
            return data
        if stated := [key for key in strips if str(key).startswith("capacity")]:
            raise ValueError(f'strips state {stated[0]}, but capacity = "auto" sizes them: remove one of the two')
        return {**data, "strips": {**strips, "capacity_kw": 1.0}}  # until the loads are known


class ScenarioConfig(Config):
    """One question: this house, this climate, these prices, and the configurations to compare."""

    title: Annotated[str, StringConstraints(max_length=200)] = ""
    description: str = ""
    house: Reference
    weather: Reference
    start_weekday: Weekday = "monday"
    """Weekday of 1 January."""
    prices: PricesChoice
    emissions: EmissionsConfig
    thermostat: ThermostatChoice = ThermostatConfig()
    configurations: Annotated[tuple[ConfigurationConfig, ...], Field(min_length=1, max_length=100)]
    life_cycle: LifeCycleConfig | None = None
    """What the equipment costs, for `cosim lifecycle`."""
    agent: AgentConfig | None = None
    """What a learning agent sees, does and is rewarded for."""


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
    frost: FrostModel = "physical"
    faults: tuple[FaultConfig, ...] = ()
    ideal: IdealConfig | None = None
    lockouts: LockoutsConfig = field(default_factory=LockoutsConfig)
    second_zone: SecondZoneConfig | None = None
    events: tuple[Event, ...] = ()
    """Of demand response, in order."""
    capacity: Literal["as built", "auto"] = "as built"
    scale: float = 1.0
    """Size of the heat pump or air conditioner over that of its file."""
    equipment: "tuple[EquipmentConfig, ...]" = ()
    """Of kinds that other packages bring."""


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
    tariff: Tariff | None = None
    grid: Grid | None = None
    plan: "Plan | None" = None
    """Costs over the years."""
    agent: AgentConfig | None = None

    @property
    def rates(self) -> Rates:
        """What energy costs and emits."""
        return Rates(self.prices, self.emissions, self.start_weekday, self.tariff, self.grid)

    @property
    def electricity_price_by_hour(self) -> Array:
        """Price of one more joule in each hour of the year, USD/J, shape (8760,), local standard time."""
        return self.rates.electricity_price_by_hour()

    @property
    def electricity_emissions_by_hour(self) -> Array:
        """Emissions of one more joule in each hour of the year, kg/J, shape (8760,), local standard time."""
        return self.rates.electricity_emissions_by_hour()

    def fuel_price_by_hour(self, fuel: Fuel) -> Array:
        """Return the price of one more joule of a fuel in each hour of the year, USD/J, shape (8760,)."""
        return self.rates.fuel_price_by_hour(fuel)

    def fuel_emissions(self, fuel: Fuel) -> float:
        """Return what a joule of fuel (higher heating value) emits, combustion and supply, kg/J."""
        return self.rates.fuel_emissions(fuel)
