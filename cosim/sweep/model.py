"""A scenario as a function of its varied inputs: simulated where needed, otherwise only priced."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np

from cosim.arrays import Array
from cosim.config.emissions import EmissionsConfig
from cosim.config.faults import validate
from cosim.config.life_cycle import LifeCycleConfig
from cosim.config.prices import PricesConfig
from cosim.config.scenario import ScenarioConfig
from cosim.rates.rates import Rates
from cosim.rates.reading import Plan
from cosim.scenarios.reader import Loading
from cosim.scenarios.scenario import Scenario
from cosim.sweep.parameters import FACTOR, Parameter, changed, value_in
from cosim.sweep.runs import Runs, Tell

Quantity = Literal["cost", "emissions", "npc"]
LABELS: dict[str, str] = {
    "cost": "Cost of energy, $ a year",
    "emissions": "CO₂e, kg a year",
    "npc": "Net present cost, $",
}
NAN = float("nan")
Point = tuple[float | None, ...]
"""A value of each parameter, or None where the scenario's own holds."""


@dataclass
class Model:
    """A scenario as a function of its parameters.

    Attributes
    ----------
    loading : Loading
        Reader of the scenario, to read it again with other values.
    table : dict
        Its TOML.
    """

    scenario: Scenario
    loading: Loading
    table: dict[str, Any]
    parameters: Sequence[Parameter]
    quantity: Quantity
    tell: Tell
    jobs: int = 1
    _runs: Runs = field(init=False)
    _values: dict[Point, Array] = field(default_factory=dict)
    _rates_at: dict[Point, Rates] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._runs = Runs(self.tell, self.jobs)

    @property
    def names(self) -> list[str]:
        """Names of the configurations, in order."""
        return [configuration.name for configuration in self.scenario.configurations]

    @property
    def simulations(self) -> int:
        """Number of simulations of the scenario, or of one of its configurations."""
        return self._runs.count

    def is_simulated(self, parameter: Parameter) -> bool:
        """Return whether another value of a parameter needs another simulation, of the scenario or a configuration.

        Known once the scenario has been simulated.
        """
        return parameter.reruns or bool(self._runs.followed & parameter.steers)

    def usual(self) -> Array:
        """Return the scenario's own values, whether in the range or not; not a number where it has none, or a list."""
        return np.array([self.stated(each)[0] for each in self.parameters])

    def stated(self, parameter: Parameter) -> tuple[float, str]:
        """Return the scenario's own value (not a number where it is a list or missing), and it in words."""
        value = self._own(parameter)
        if isinstance(value, tuple):
            return NAN, f"{len(value)} values, {number(min(value))} to {number(max(value))}"
        return (NAN, "as in the scenario") if value is None else (value, number(value))

    def _own(self, parameter: Parameter) -> float | tuple[float, ...] | None:
        if parameter.name == FACTOR:
            return 1.0
        first, rest = parameter.path[0], parameter.path[1:]
        plan = self.scenario.plan
        read: dict[str, Any] = {"prices": self.scenario.prices, "emissions": self.scenario.emissions,
                                "life_cycle": plan.config if plan is not None else None}  # fmt: skip
        if first in read:
            return value_in(read[str(first)], rest)
        return value_in(validate(ScenarioConfig, self.table, self.loading.file), parameter.path)

    def at(self, point: Array) -> Array:
        """Return the quantity of each configuration at a point, shape (configurations,)."""
        key = _key(point)
        if key not in self._values:
            self._values[key] = self._priced(key)
        return self._values[key]

    def over(self, points: Array) -> Array:
        """Return the quantity at many points, shape (points, configurations); what is missing is simulated together."""
        keys = dict.fromkeys(key for key in map(_key, points) if key not in self._values)
        self._runs.prepare([(self._key_of_runs(key), partial(self._scenario, key), self._rates(key)) for key in keys])
        return np.array([self.at(point) for point in points])

    def check(self) -> None:
        """Raise InvalidInput if an end of a range is not valid, before any simulation."""
        usual = self.usual()
        for number, each in enumerate(self.parameters):
            for end in (each.low, each.high):
                point = usual.copy()
                point[number] = end
                key = _key(point)
                if each.reruns:
                    self._scenario(key)
                else:
                    self._rates(key)
                    self._plan(key)

    @cached_property
    def _tables(self) -> dict[str, Any]:
        plan = self.scenario.plan
        return {
            "prices": self.scenario.prices.as_toml(),
            "emissions": self.scenario.emissions.as_toml(),
            "life_cycle": plan.config.as_toml() if plan is not None else {},
        }

    def _with(self, point: Point, *parts: str) -> dict[str, Any]:
        table = {part: self._tables[part] for part in parts}
        for each, value in zip(self.parameters, point, strict=True):
            if value is not None and each.path[0] in parts:
                table = changed(table, each.path, value, each.name)
        return table

    def _rates(self, point: Point) -> Rates:
        if point not in self._rates_at:
            self._rates_at[point] = self._rates_of(point)
        return self._rates_at[point]

    def _rates_of(self, point: Point) -> Rates:
        table = self._with(point, "prices", "emissions")
        file = "--vary"
        rates = self.scenario.rates
        prices = validate(PricesConfig, table["prices"], f"{file} (prices)")
        emissions = validate(EmissionsConfig, table["emissions"], f"{file} (emissions)")
        tariff = rates.tariff
        for each, value in zip(self.parameters, point, strict=True):
            if each.name != FACTOR or value is None:
                continue
            if tariff is not None:
                tariff = tariff.scaled(value)
            else:
                prices = prices.model_copy(update={"electricity": (prices.electricity or 0.0) * value})
        return Rates(prices, emissions, rates.start_weekday, tariff, rates.grid)

    def _plan(self, point: Point) -> Plan:
        plan = self.scenario.plan
        table = self._with(point, "life_cycle")["life_cycle"]
        config = validate(LifeCycleConfig, table, "--vary (life_cycle)")
        return Plan(config, plan.incentives if plan is not None else ())

    def _scenario(self, point: Point) -> Scenario:
        if all(value is None for _, value in self._key_of_runs(point)):
            return self.scenario
        table: dict[str, Any] = self.table
        for each, value in zip(self.parameters, point, strict=True):
            if value is not None and each.reruns:
                table = changed(table, each.path, value, each.name)
        fresh = Loading(self.loading.path, self.loading.project)
        fresh.configs = self.loading.configs
        return fresh.scenario_of(table, self.scenario.text)

    def _key_of_runs(self, point: Point) -> tuple[tuple[str, float | None], ...]:
        """Return the names and values of a point that change the simulation of every configuration."""
        return tuple((each.name, value) for each, value in zip(self.parameters, point, strict=True) if each.reruns)

    def _priced(self, point: Point) -> Array:
        rates = self._rates(point)
        measured = self._runs.measured(self._key_of_runs(point), partial(self._scenario, point), rates)
        if self.quantity == "npc":
            return np.array([each.net_present_cost for each in measured.outcomes(rates, self._plan(point))])
        years = measured.years(rates)
        if self.quantity == "emissions":
            return np.array([year.emissions for year in years])
        return np.array([year.electricity + year.fuel for year in years])


def _key(point: Array) -> Point:
    return tuple(None if np.isnan(value) else float(value) for value in point)


def number(value: float) -> str:
    """Return a number with four significant digits, or all digits before the decimal point."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
