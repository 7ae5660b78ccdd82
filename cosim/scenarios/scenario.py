"""A scenario with every file that it names read: all that a simulation needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Literal

from cosim.arrays import Array
from cosim.config.agent import AgentConfig
from cosim.config.backup import DualFuelConfig, FurnaceConfig, LockoutsConfig, StripsConfig
from cosim.config.defrost import FrostModel
from cosim.config.demand_response import Event
from cosim.config.emissions import EmissionsConfig
from cosim.config.machine_faults import FaultConfig
from cosim.config.prices import Fuel, PricesConfig
from cosim.config.thermostat import IdealConfig, ThermostatConfig
from cosim.config.zoning import SecondZoneConfig
from cosim.rates.grid import Grid
from cosim.rates.rates import Rates
from cosim.rates.tariff import Tariff
from cosim.schema.calendar import Labels, clock
from cosim.schema.daylight_saving import DaylightSaving, Origin, clock_in_words, rule_of_place

if TYPE_CHECKING:
    from cosim.config.equipment import HeatPumpConfig
    from cosim.config.house import HouseConfig
    from cosim.config.plugins import EquipmentConfig
    from cosim.hpxml.size_rule import SizeRule
    from cosim.project import InputFile
    from cosim.rates.reading import Plan
    from cosim.weather import Weather

STATED = ("title", "house", "weather", "prices", "emissions", "tariff", "grid", "plan", "start_weekday",
          "daylight_saving", "agent", "configurations")  # fmt: skip
"""Fields of a scenario that its file states, or that files hold which it names."""


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
    """Demand-response events, in order."""
    capacity: Literal["as built", "auto"] = "as built"
    open_sizes: "Mapping[str, SizeRule]" = field(default_factory=dict)
    """With "auto": the only pieces that are sized ("machine", "furnace", "strips"), and how; by default all of them, in
    sizes that are sold."""
    scale: float = 1.0
    """Size of the heat pump or air conditioner relative to that in its file."""
    equipment: "tuple[EquipmentConfig, ...]" = ()
    """Equipment of other packages."""

    @property
    def in_words(self) -> str:
        """What heats and cools, such as "ccashp-3ton, strips"."""
        machines = (self.heat_pump, self.air_conditioner, self.furnace)
        parts = [str(machine.name) for machine in machines if machine is not None]
        parts += [word for word, part in (("strips", self.strips), ("ideal", self.ideal)) if part is not None]
        return ", ".join([*parts, *(str(getattr(piece, "kind", "equipment")) for piece in self.equipment)])

    def __repr__(self) -> str:
        return f"<Configuration {self.name!r}: {self.in_words}>"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete scenario: no file is read after it.

    Attributes
    ----------
    name : str
        Name of the file without its suffix.
    text : str
        Source of the scenario file.
    start_weekday : str
        Weekday of 1 January, in English and lower case.
    daylight_saving : str, optional
        Rule of the clock that people and utilities keep, as stated by the scenario or its prices; where it is None that
        of the place holds. See `cosim.schema.daylight_saving`.
    clock_origin : str
        Where a stated rule comes from.
    files : tuple of InputFile
        All files read, the scenario's own first.
    warnings : tuple of str
        Repairs and doubtful inputs.
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
    """Life-cycle costs."""
    agent: AgentConfig | None = None
    daylight_saving: DaylightSaving | None = None
    clock_origin: Origin = "scenario"

    loaded: "Mapping[str, object]" = field(default_factory=dict, repr=False, compare=False)
    """By the name of a field, what the reader put there."""

    def __repr__(self) -> str:
        names = ", ".join(configuration.name for configuration in self.configurations)
        return f"<Scenario {self.name!r}: {self.house.name} in {self.weather.name}; {names}>"

    def _repr_html_(self) -> str:
        """Return house, weather and configurations as a table for a notebook."""
        about = {"House": self.house.title or self.house.name, "Weather": self.weather.name}
        about |= {each.name: each.in_words for each in self.configurations}
        rows = "".join(
            f"<tr><th style='text-align:left'>{escape(name)}</th><td style='text-align:left'>{escape(words)}</td></tr>"
            for name, words in about.items()
        )
        return f"<table><caption>{escape(self.title or self.name)}</caption>{rows}</table>"

    @property
    def changed(self) -> tuple[str, ...]:
        """Fields that were replaced in Python after the scenario was read; a choice of its configurations is none."""
        return tuple(name for name, value in self.loaded.items() if not _holds(getattr(self, name), value))

    @property
    def rates(self) -> Rates:
        """Prices and emission factors of energy."""
        tariff = self.tariff and replace(self.tariff, daylight_saving=self.clock_rule)
        return Rates(self.prices, self.emissions, self.start_weekday, tariff, self.grid)

    @property
    def clock(self) -> Labels:
        """What the clock of people and utilities shows in each hour of the year."""
        return clock(self.start_weekday, self.clock_rule)

    @property
    def clock_rule(self) -> DaylightSaving:
        """Daylight saving rule of that clock."""
        place = self.weather
        return self.daylight_saving or rule_of_place(place.latitude, place.longitude, place.time_zone)

    @property
    def clock_in_words(self) -> str:
        """Which clock people and utilities keep, and by what."""
        return clock_in_words(self.clock_rule, self.clock_origin if self.daylight_saving else "place")

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
        """Return the emissions of a joule of fuel (higher heating value), combustion and supply, kg/J."""
        return self.rates.fuel_emissions(fuel)


def as_read(scenario: Scenario) -> Scenario:
    """Return a scenario that remembers what its file and the files that it names put into its fields."""
    return replace(scenario, loaded={name: getattr(scenario, name) for name in STATED})


def _holds(now: object, loaded: object) -> bool:
    """Say whether a field is as it was read: the same object, the same text, or some of the same configurations."""
    if isinstance(now, tuple) and isinstance(loaded, tuple):
        return {id(each) for each in now} <= {id(each) for each in loaded}
    return now is loaded or (isinstance(now, str) and now == loaded)
