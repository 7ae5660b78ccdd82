"""A scenario as its TOML file states it, and the same once everything that it names has been read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from cosim.config.agent import AgentConfig
from cosim.config.backup import DualFuelConfig, LockoutsConfig, StripsConfig
from cosim.config.base import Config
from cosim.config.defrost import DefrostConfig, FaultConfig, FrostModel
from cosim.config.demand_response import DemandResponseConfig
from cosim.config.emissions import EmissionsConfig
from cosim.config.life_cycle import LifeCycleConfig
from cosim.config.prices import PricesConfig, Reference
from cosim.config.schedule import Weekday
from cosim.config.thermostat import IdealConfig, ThermostatConfig
from cosim.config.zoning import SecondZoneConfig

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
    start_weekday: Weekday | None = None
    """Weekday of 1 January; by default that of the weather file's own year, Monday where its months are of several."""
    prices: PricesChoice
    emissions: EmissionsConfig
    thermostat: ThermostatChoice = ThermostatConfig()
    configurations: Annotated[tuple[ConfigurationConfig, ...], Field(min_length=1, max_length=100)]
    life_cycle: LifeCycleConfig | None = None
    """What the equipment costs, for `cosim lifecycle`."""
    agent: AgentConfig | None = None
    """What a learning agent sees, does and is rewarded for."""
