"""A scenario as a function of its varied inputs: simulated where needed, otherwise only priced."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from cosim.arrays import Array
from cosim.config.emissions import EmissionsConfig
from cosim.config.faults import validate
from cosim.config.life_cycle import LifeCycleConfig
from cosim.config.prices import PricesConfig
from cosim.errors import Fault, InvalidInput
from cosim.rates.rates import Rates
from cosim.rates.reading import Plan
from cosim.results.life_cycle import Measured
from cosim.scenarios.reader import Loading
from cosim.scenarios.scenario import Scenario
from cosim.sweep.parameters import FACTOR, Parameter, changed, value_at

Quantity = Literal["cost", "emissions", "npc"]
LABELS: dict[str, str] = {
    "cost": "Cost of energy, $ a year",
    "emissions": "CO₂e, kg a year",
    "npc": "Net present cost, $",
}
Tell = Callable[[str], None]


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
    _measured: dict[tuple[float, ...], Measured] = field(default_factory=dict)
    _values: dict[tuple[float, ...], Array] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Names of the configurations, in order."""
        return [configuration.name for configuration in self.scenario.configurations]

    @property
    def simulations(self) -> int:
        """Number of simulations of the scenario."""
        return len(self._measured)

    def usual(self) -> Array:
        """Return the scenario's own values, or the middle of the range where it has none within it."""
        own: list[float] = []
        for each in self.parameters:
            stated = 1.0 if each.name == FACTOR else value_at(self._tables(), each.path)
            within = stated is not None and each.low <= stated <= each.high
            own.append(stated if within and stated is not None else each.middle)
        return np.array(own)

    def at(self, point: Array) -> Array:
        """Return the quantity of each configuration at a point, shape (configurations,)."""
        key = tuple(float(value) for value in point)
        if key not in self._values:
            self._values[key] = self._priced(key)
        return self._values[key]

    def over(self, points: Array) -> Array:
        """Return the quantity at many points, shape (points, configurations)."""
        return np.array([self.at(point) for point in points])

    def check(self) -> None:
        """Raise InvalidInput if an end of a range is not valid, before any simulation."""
        usual = self.usual()
        for number, each in enumerate(self.parameters):
            for end in (each.low, each.high):
                point = usual.copy()
                point[number] = end
                key = tuple(float(value) for value in point)
                if each.reruns:
                    self._scenario(key)
                else:
                    self._rates(key)
                    self._plan(key)

    def _tables(self) -> dict[str, Any]:
        data = self.scenario.rates.as_data()
        plan = self.scenario.plan.config.as_toml() if self.scenario.plan is not None else {}
        return self.table | {"prices": data["prices"], "emissions": data["emissions"], "life_cycle": plan}

    def _with(self, point: tuple[float, ...], *parts: str) -> dict[str, Any]:
        table: dict[str, Any] = self._tables()
        for each, value in zip(self.parameters, point, strict=True):
            if each.path[0] in parts:
                table = changed(table, each.path, value, each.name)
        return table

    def _rates(self, point: tuple[float, ...]) -> Rates:
        table = self._with(point, "prices", "emissions")
        file = "--vary"
        rates = self.scenario.rates
        prices = validate(PricesConfig, table["prices"], f"{file} (prices)")
        emissions = validate(EmissionsConfig, table["emissions"], f"{file} (emissions)")
        tariff = rates.tariff
        for each, value in zip(self.parameters, point, strict=True):
            if each.name == FACTOR and tariff is not None:
                tariff = tariff.scaled(value)
            elif each.name == FACTOR:
                prices = prices.model_copy(update={"electricity": (prices.electricity or 0.0) * value})
        return Rates(prices, emissions, rates.start_weekday, tariff, rates.grid)

    def _plan(self, point: tuple[float, ...]) -> Plan:
        plan = self.scenario.plan
        table = self._with(point, "life_cycle")["life_cycle"]
        config = validate(LifeCycleConfig, table, "--vary (life_cycle)")
        return Plan(config, plan.incentives if plan is not None else ())

    def _scenario(self, point: tuple[float, ...]) -> Scenario:
        table: dict[str, Any] = self.table
        for each, value in zip(self.parameters, point, strict=True):
            if each.reruns:
                table = changed(table, each.path, value, each.name)
        fresh = Loading(self.loading.path, self.loading.project)
        fresh.configs = self.loading.configs
        return fresh.scenario_of(table, self.scenario.text)

    def _lived(self, point: tuple[float, ...]) -> Measured:
        from cosim.study import simulate

        key = tuple(value for each, value in zip(self.parameters, point, strict=True) if each.reruns)
        if key not in self._measured:
            said = ", ".join(f"{each.name} {value:g}" for each, value in zip(self.parameters, point, strict=True)
                             if each.reruns)  # fmt: skip
            self.tell(f"simulating the year{f' at {said}' if said else ''}")
            results = simulate(self._scenario(point) if key else self.scenario, jobs=self.jobs)
            if "failed_configurations" in results.attrs:
                problem = f"a configuration could not be simulated: {results.attrs['failed_configurations']}"
                raise InvalidInput([Fault(f"--vary {said}", problem)])
            self._measured[key] = Measured.of(results)
        return self._measured[key]

    def _priced(self, point: tuple[float, ...]) -> Array:
        measured, rates = self._lived(point), self._rates(point)
        if self.quantity == "npc":
            return np.array([each.net_present_cost for each in measured.outcomes(rates, self._plan(point))])
        years = measured.years(rates)
        if self.quantity == "emissions":
            return np.array([year.emissions for year in years])
        return np.array([year.electricity + year.fuel for year in years])
