"""Simulate a house with its equipment in the years of its bills, as often as a calibration needs it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cosim.arrays import Array
from cosim.bills import Bill
from cosim.bills.bill import Carrier
from cosim.calibration.adjust import adjusted
from cosim.calibration.days import DAYS, weights
from cosim.config.prices import Fuel
from cosim.constants import DAY
from cosim.envelope.envelope import Envelope, build_envelope, site_sun
from cosim.equipment.build import machine_of
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.physics.sun import Sun
from cosim.results.annual import annual_figures
from cosim.scenarios.scenario import Scenario
from cosim.simulation.simulation import Simulation
from cosim.weather import Weather

HOURS = 8760
EQUIPMENT: dict[Carrier, tuple[str, ...]] = {
    "electricity": ("hvac_electricity",),
    "fuel": ("furnace_gas", "heater_fuel"),
}
REST: dict[Carrier, str] = {"electricity": "other_electricity", "fuel": "other_fuel"}


@dataclass(frozen=True)
class Year:
    """What one house used in one year, by the day, J: of its equipment and of the rest of the house.

    Attributes
    ----------
    equipment, rest : dict of str to array, shape (365,)
        By carrier.
    figures : dict of str to float
        Annual figures as of `cosim.schema.figures`.
    """

    equipment: dict[Carrier, Array]
    rest: dict[Carrier, Array]
    figures: dict[str, float]


@dataclass
class Runner:
    """Simulates one configuration of a scenario with other values of its parameters.

    Attributes
    ----------
    scenario : Scenario
        With one configuration, sized.
    years : tuple of Weather
        That are simulated.
    """

    scenario: Scenario
    years: tuple[Weather, ...]
    fuel: Fuel = "gas"
    count: int = 0
    _suns: list[Sun] = field(default_factory=list)
    _machines: list[HeatPumpModel | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        [configuration] = self.scenario.configurations
        self._suns = [site_sun(weather) for weather in self.years]
        self._machines = [machine_of(replace(self.scenario, weather=weather), configuration) for weather in self.years]

    def years_of(self, values: Mapping[str, float]) -> list[Year]:
        """Return what the house uses in each year with these values."""
        found = []
        for weather, sun, machine in zip(self.years, self._suns, self._machines, strict=True):
            base = adjusted(self.scenario, values, self.scenario.configurations[0].name, self.fuel)
            scenario = replace(base, weather=weather, start_weekday=weather.start_weekday or base.start_weekday)
            found.append(simulated_year(scenario, sun, machine))
            self.count += 1
        return found


def simulated_year(
    scenario: Scenario,
    sun: Sun | None = None,
    machine: HeatPumpModel | None = None,
    envelope: Envelope | None = None,
) -> Year:
    """Return what the first configuration of a scenario uses in a year."""
    configuration = scenario.configurations[0]
    envelope = envelope or build_envelope(scenario.house, scenario.weather, sun=sun, labels=scenario.clock)
    simulation = Simulation(scenario, configuration, envelope=envelope, machine=machine, events=False)
    simulation.advance(HOURS * 3600.0)
    run = simulation.result()

    def by_day(names: tuple[str, ...]) -> Array:
        total = np.sum([run.hourly[name] for name in names], axis=0)
        return np.asarray(total.reshape(DAYS, 24).mean(axis=1) * DAY)

    return Year(
        {carrier: by_day(names) for carrier, names in EQUIPMENT.items()},
        {carrier: by_day((name,)) for carrier, name in REST.items()},
        annual_figures(configuration, run),
    )


@dataclass(frozen=True)
class BillTable:
    """Bills as sums over days of simulated years.

    Attributes
    ----------
    bills : tuple of Bill
    weights : list of array, shape (bills, 365)
        By year.
    """

    bills: tuple[Bill, ...]
    weights: list[Array]

    @classmethod
    def of(cls, bills: Sequence[Bill], years: Sequence[Weather]) -> "BillTable":
        """Return the table of bills in years."""
        return cls(tuple(bills), [weights(bills, weather.year) for weather in years])

    @property
    def energy(self) -> Array:
        """What was billed, J."""
        return np.array([bill.energy for bill in self.bills])

    @property
    def is_fuel(self) -> Array:
        """1 for bills of fuel, 0 for those of electricity."""
        return np.array([bill.carrier == "fuel" for bill in self.bills], float)

    def sums(self, years: Sequence[Year], part: Callable[[Year], dict[Carrier, Array]]) -> Array:
        """Return the sums over the days of each bill of one part of what the house uses, J."""
        total = np.zeros(len(self.bills))
        for table, year in zip(self.weights, years, strict=True):
            for number, bill in enumerate(self.bills):
                total[number] += table[number] @ part(year)[bill.carrier]
        return total
