"""Years of a scenario that a sweep needs: each simulated once, and priced often.

A configuration whose control follows prices or carbon runs otherwise at other ones. Which hours a dual-fuel control
gives to the heat pump is known without a simulation; one is needed for every other choice of hours in which the house
is heated. Equipment that reads prices is simulated at every other price.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.envelope.envelope import build_envelope
from cosim.equipment.build import machine_of
from cosim.errors import Fault, InvalidInput
from cosim.rates.rates import Rates
from cosim.results.life_cycle import Measured
from cosim.results.steering import POLICIES, following
from cosim.scenarios.scenario import Scenario
from cosim.schema.variables import HEATING_SOURCES
from cosim.simulation.pump_hours import hours_for_the_pump, outlook_of
from cosim.sizing.auto import with_sizes
from cosim.study import silent, simulate
from cosim.workers import side_by_side

Tell = Callable[[str], None]
Key = tuple[tuple[str, float | None], ...]
"""Names and values of what changes the simulation of every configuration."""
Wanted = tuple[Key, Callable[[], Scenario], Rates]
AROUND = 12  # h before and after an hour with heating in which another choice could matter


@dataclass
class _Year:
    """A scenario's year at its own rates, and what is needed to tell whether other rates change it."""

    scenario: Scenario
    measured: Measured
    heated: list[NDArray[np.bool_]]
    """By configuration: hours in or near which it heats."""
    own: dict[int, bytes] = field(default_factory=dict)
    """By the number of a configuration that follows rates: what decides how it runs."""
    follows: dict[int, list[str]] = field(default_factory=dict)
    """By the same: what it follows, of `cosim.results.steering.WORDS`."""
    outlooks: dict[int, Array] = field(default_factory=dict)
    """By the same: the electricity per heat that its control expects."""


@dataclass
class Runs:
    """Simulated years by what changes them.

    Attributes
    ----------
    tell : callable
        Called with a text before simulations.
    jobs : int
        Number of parallel processes.
    count : int
        Number of simulations so far.
    """

    tell: Tell
    jobs: int = 1
    count: int = 0
    _years: dict[Key, _Year] = field(default_factory=dict)
    _others: dict[tuple[Key, int, bytes], Measured] = field(default_factory=dict)

    @property
    def followed(self) -> set[str]:
        """What any configuration simulated so far follows, of `cosim.results.steering.WORDS`."""
        return {kind for year in self._years.values() for kinds in year.follows.values() for kind in kinds}

    def prepare(self, wanted: Sequence[Wanted]) -> None:
        """Simulate what is missing for many points, side by side where there are several processes."""
        missing: dict[tuple[Key, int, bytes], Scenario] = {}
        for key, scenario, rates in wanted:
            year = self._year(key, scenario)
            for number in year.own:
                at_rates = _at(year.scenario, rates, number)
                place = key, number, _choice(year, at_rates, number)
                if place[2] != year.own[number] and place not in self._others:
                    missing[place] = at_rates
        if not missing:
            return
        names = {scenario.configurations[0].name for scenario in missing.values()}
        who = ", ".join(f"'{name}'" for name in sorted(names))
        times = f"{len(missing)} {'time' if len(missing) == 1 else 'times'}"
        self.tell(f"prices or emissions change how {who} runs: simulating {times} more")
        self._others |= dict(zip(missing, _simulated(list(missing.values()), self.jobs), strict=True))
        self.count += len(missing)

    def measured(self, key: Key, scenario: Callable[[], Scenario], rates: Rates) -> Measured:
        """Return what a scenario's year at given rates is priced from."""
        self.prepare([(key, scenario, rates)])
        year = self._year(key, scenario)
        measured = year.measured
        for number in year.own:
            choice = _choice(year, _at(year.scenario, rates, number), number)
            if choice != year.own[number]:
                measured = measured.with_one(number, self._others[key, number, choice])
        return measured

    def _year(self, key: Key, scenario_of: Callable[[], Scenario]) -> _Year:
        if key not in self._years:
            said = ", ".join(f"{name} {value:g}" for name, value in key if value is not None)
            self.tell(f"simulating the year{f' at {said}' if said else ''}")
            scenario = with_sizes(scenario_of())
            results = simulate(scenario, jobs=self.jobs, progress=silent)
            if "failed_configurations" in results.attrs:
                problem = f"a configuration could not be simulated: {results.attrs['failed_configurations']}"
                raise InvalidInput([Fault(f"--vary {said}", problem)])
            heat = np.sum([results[name].values for name in HEATING_SOURCES], axis=0)
            window = np.ones(2 * AROUND + 1)
            heated = [np.convolve(row > 0, window, mode="same") > 0 for row in heat]
            envelope = build_envelope(scenario.house, scenario.weather, labels=scenario.clock)
            year = _Year(scenario, Measured.of(results), heated)
            kinds = following(results)
            for number, configuration in enumerate(scenario.configurations):
                if configuration.name not in kinds:
                    continue
                year.follows[number] = kinds[configuration.name]
                machine = machine_of(scenario, configuration)
                if machine is not None and set(POLICIES) & set(year.follows[number]):
                    year.outlooks[number] = outlook_of(scenario, configuration, machine, envelope)
                year.own[number] = _choice(year, _at(scenario, scenario.rates, number), number)
            self._years[key] = year
            self.count += 1
        return self._years[key]


def _at(scenario: Scenario, rates: Rates, number: int) -> Scenario:
    """Return one configuration of a scenario at other rates."""
    return replace(
        scenario,
        prices=rates.prices,
        emissions=rates.emissions,
        tariff=rates.tariff,
        grid=rates.grid,
        configurations=(scenario.configurations[number],),
    )


def _choice(year: _Year, scenario: Scenario, number: int) -> bytes:
    """Return what decides how a configuration runs: hours for the heat pump where the house is heated, or prices."""
    follows, found = year.follows[number], b""
    if number in year.outlooks:
        hours = hours_for_the_pump(scenario, scenario.configurations[0], year.outlooks[number])
        found += np.packbits(hours & year.heated[number]).tobytes()
    if "electricity_price" in follows:
        found += scenario.electricity_price_by_hour.tobytes()
    if "carbon_intensity" in follows:
        found += scenario.electricity_emissions_by_hour.tobytes()
    return found


def _simulated(scenarios: list[Scenario], jobs: int) -> list[Measured]:
    if jobs == 1 or len(scenarios) == 1:
        return [_measure(scenario) for scenario in scenarios]
    return list(side_by_side(_measure, scenarios, jobs))


def _measure(scenario: Scenario) -> Measured:
    results = simulate(scenario, progress=silent)
    if "failed_configurations" in results.attrs:
        problem = f"a configuration could not be simulated: {results.attrs['failed_configurations']}"
        raise InvalidInput([Fault("--vary", problem)])
    return Measured.of(results)
