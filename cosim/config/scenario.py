"""A scenario file: house, climate, prices, emission factors and the configurations to compare."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from cosim.config.agent import AgentConfig
from cosim.config.backup import DualFuelConfig, LockoutsConfig, StripsConfig
from cosim.config.base import Config
from cosim.config.defrost import DefrostConfig, FrostModel
from cosim.config.demand_response import DemandResponseConfig
from cosim.config.emissions import EmissionsConfig
from cosim.config.facts import FactsConfig
from cosim.config.life_cycle import LifeCycleConfig
from cosim.config.machine_faults import FaultConfig
from cosim.config.prices import PricesConfig, Reference
from cosim.config.schedule import Weekday
from cosim.config.thermostat import IdealConfig, ThermostatConfig
from cosim.config.zoning import SecondZoneConfig
from cosim.schema.daylight_saving import DaylightSaving

if TYPE_CHECKING:
    pass

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


HouseChoice = Annotated[
    Annotated[Reference, Tag("name")] | Annotated[FactsConfig, Tag("table")],
    Discriminator(lambda value: "table" if isinstance(value, Mapping | FactsConfig) else "name"),
]
"""A name on the shelf `houses`, a path, or what is known of the house."""

AS_IN_THE_HOUSE = "as in the house"

EquipmentChoice = Annotated[
    Annotated[Literal["as in the house"], Tag("words")]
    | Annotated[tuple[dict[str, Any], ...], Field(max_length=20), Tag("tables")],
    Discriminator(lambda value: "words" if isinstance(value, str) else "tables"),
]
"""The equipment that the house's file describes, or tables of equipment from other packages."""


class ConfigurationConfig(Config):
    """One set of equipment to compare; names stand for files on the shelves."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
    """Name of the configuration in tables and reports."""
    heat_pump: Reference | None = None
    """Heat pump: a name on the shelf `heat_pumps` or a path."""
    air_conditioner: Reference | None = None
    """Air conditioner: a name on the shelf `air_conditioners` or a path."""
    furnace: Reference | None = None
    """Furnace or boiler: a name on the shelf `furnaces` or a path."""
    strips: StripsConfig | None = None
    """Electric resistance heat."""
    dual_fuel: DualFuelConfig | None = None
    """Control of the changeover between heat pump and furnace; an empty table takes the defaults."""
    lockouts: LockoutsConfig = LockoutsConfig()
    """Outdoor temperatures below which the compressor, and above which backup, does not heat."""
    thermostat: ThermostatChoice | None = None
    """Thermostat of this configuration; by default the scenario's."""
    second_zone: SecondZoneConfig | None = None
    """Heating and cooling of the house's second conditioned zone; by default as the first, by the same air or water."""
    demand_response: DemandResponseConfig | None = None
    """Demand-response events of the utility."""
    frost: FrostModel = "physical"
    """Frost model: "physical" growth on the coil, "none", or the method of another program."""
    defrost: DefrostConfig | None = None
    """Keys that override the heat pump's own defrost control."""
    faults: Annotated[tuple[FaultConfig, ...], Field(max_length=20)] = ()
    """Faults of heat pump, air conditioner, furnace, strips and ducts, each from a date on, or until it is repaired."""
    ideal: IdealConfig | None = None
    """Ideal heating and cooling instead of equipment."""
    equipment: EquipmentChoice = ()
    """Equipment from other packages: each table has a `kind` and the keys of that kind. Or "as in the house": all
    that heats and cools a house from an HPXML file or plain facts, instead of the keys above."""
    capacity: Literal["as built", "auto"] = "as built"
    """Size of the equipment: "auto" sizes heat pump or air conditioner, furnace and strips in sizes that are sold, for
    the design loads of the house."""

    @model_validator(mode="before")
    @classmethod
    def _auto_sizes_strips(cls, data: Any) -> Any:
        """Refuse a capacity of strips that are sized for the house."""
        strips = data.get("strips") if isinstance(data, Mapping) else None
        if not isinstance(strips, Mapping) or data.get("capacity") != "auto":
            return data
        if stated := [key for key in strips if str(key).startswith("capacity")]:
            raise ValueError(f'strips state {stated[0]}, but capacity = "auto" sizes them: remove one of the two')
        return {**data, "strips": {**strips, "capacity_kw": 1.0}}  # until the loads are known


class ScenarioConfig(Config):
    """One question: this house, this climate, these prices, and the configurations to compare."""

    title: Annotated[str, StringConstraints(max_length=200)] = ""
    """One-line title for tables and reports."""
    description: str = ""
    """A few sentences on the scenario."""
    house: HouseChoice
    """House: a name on the shelf `houses`, the path of a TOML or HPXML file, or a table of plain facts."""
    weather: Reference
    """Weather file: a name on the shelf `weather` or a path."""
    start_weekday: Weekday | None = None
    """Weekday of 1 January; by default that of the weather file, or Monday where its months come from several years."""
    daylight_saving: DaylightSaving | None = None
    """Daylight saving rule of the clock that thermostats, gains, demand response and prices keep: "us", "eu", "au" (New
    South Wales and its neighbours), "nz", "cl" or "none" for standard time; by default that of the prices or tariff,
    or else of the place. Weather and results keep standard time."""
    prices: PricesChoice
    """Prices of energy: a name on the shelf `prices`, a path, or a table."""
    emissions: EmissionsConfig
    """Emission factors of electricity and fuels."""
    thermostat: ThermostatChoice = ThermostatConfig()
    """Thermostat: a name on the shelf `thermostats`, a path, or a table."""
    configurations: Annotated[tuple[ConfigurationConfig, ...], Field(min_length=1, max_length=100)]
    """Configurations to compare."""
    life_cycle: LifeCycleConfig | None = None
    """Costs of the equipment, for `cosim lifecycle`."""
    agent: AgentConfig | None = None
    """Observations, actions and reward of a learning agent."""
