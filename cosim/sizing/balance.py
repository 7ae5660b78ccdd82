"""Balance points: where a heat pump's capacity meets the house's load, and its cost or emissions those of a fuel.

This is the chart that technicians draw: the load line of the house over the outdoor temperature, the machine's capacity
at its minimum and maximum speed net of frost, and the cost of heat from each source.
"""

import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from cosim.arrays import Array
from cosim.config.backup import FurnaceConfig
from cosim.equipment.build import machine_of
from cosim.processes.policies.forecast import fuel_per_heat
from cosim.rates.boundary import boundary_of
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.sizing.auto import choices
from cosim.sizing.lines import Lines, heating_lines, is_ducted
from cosim.sizing.loads import Loads

When = Literal["on average", "cheapest hour", "dearest hour"]

POINTS = 400  # of a curve; crossings are located between them
PRICES_DIFFER = 0.01  # of the mean; beyond it the cheapest and the dearest hour are listed too
STRIPS = "electric resistance"


@dataclass(frozen=True)
class Source:
    """Another heat source, and the cost and emissions of its heat."""

    name: str
    capacity: float | None
    """W; None for resistance of any size."""
    cost: float
    """USD/J of heat."""
    emissions: float
    """kg/J of heat."""
    electricity: float
    """J/J of heat: 1 for resistance heat; a furnace's blower and inducer."""


@dataclass(frozen=True)
class Crossing:
    """Outdoor temperature at which heat from the heat pump costs, or emits, as much as that from another source.

    Attributes
    ----------
    by : {"cost", "emissions"}
    against : str
        The other source.
    outdoor : float or None
        K; below it the other source is better. None where the two never cross.
    better : {"heat pump", "other", "both"}
        Which is better over the whole range, where they do not cross; "both" where they do.
    when : {"on average", "cheapest hour", "dearest hour"}
        The electricity price that is used.
    """

    by: Literal["cost", "emissions"]
    against: str
    outdoor: float | None
    better: Literal["heat pump", "other", "both"]
    when: When = "on average"


@dataclass(frozen=True)
class BalancePoints:
    """Balance points of one configuration with a heat pump.

    Attributes
    ----------
    configuration : str
    ducted : bool
    lines : Lines
    thermal : float or None
        K; below it the maximum capacity is less than the load. None where it meets the load down to its cut-off.
    min_speed : float or None
        K; above it the machine cycles at its minimum speed.
    crossings : tuple of Crossing
    outdoor, load, cost, emissions : array
        The curves: K, W, USD/J and kg/J of heat from the heat pump.
    """

    configuration: str
    ducted: bool
    lines: Lines
    thermal: float | None
    min_speed: float | None
    crossings: tuple[Crossing, ...]
    outdoor: Array
    load: Array
    cost: Array
    emissions: Array

    @cached_property
    def cutoff(self) -> float:
        """Outdoor temperature, K, below which the heat pump is off."""
        return self.lines.cutoff


@dataclass(frozen=True)
class Balance:
    """The balance points of a scenario's configurations."""

    scenario: str
    loads: Loads
    sources: tuple[Source, ...]
    points: tuple[BalancePoints, ...]
    without: tuple[str, ...]
    """Configurations that have no heat pump."""
    boundary: tuple[str, ...] = ()
    """What the emission factors count, a line each."""

    def as_dict(self) -> dict[str, Any]:
        """Return everything as numbers in SI with the unit in the key, for JSON."""
        return {
            "scenario": self.scenario,
            "design_heating": {
                "outdoor_k": self.loads.heating.outdoor,
                "indoor_k": self.loads.heating.indoor,
                "load_w": self.loads.heating.room,
                "load_with_ducts_w": self.loads.heating.with_ducts,
                "no_heat_above_k": self.loads.no_heat_above,
            },
            "sources": [
                {"name": s.name, "capacity_w": s.capacity, "cost_usd_per_j": s.cost, "emissions_kg_per_j": s.emissions}
                for s in self.sources
            ],
            "configurations": [_as_dict(point) for point in self.points],
            "without_heat_pump": list(self.without),
            "emissions_boundary": " ".join(self.boundary),
        }

    def to_json(self) -> str:
        """Return `as_dict` as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False, allow_nan=False)


def _as_dict(point: BalancePoints) -> dict[str, Any]:
    return {
        "name": point.configuration,
        "ducted": point.ducted,
        "cutoff_k": point.cutoff,
        "thermal_balance_k": point.thermal,
        "min_speed_balance_k": point.min_speed,
        "crossings": [
            {"by": c.by, "against": c.against, "outdoor_k": c.outdoor, "better": c.better, "when": c.when}
            for c in point.crossings
        ],
        "lines": {
            "outdoor_k": point.lines.outdoor.tolist(),
            "min_speed_w": point.lines.at_min.tolist(),
            "max_speed_w": point.lines.at_max.tolist(),
            "cop_min_speed": point.lines.cop_at_min.tolist(),
            "cop_max_speed": point.lines.cop_at_max.tolist(),
        },
    }


def balance(scenario: Scenario) -> Balance:
    """Find the balance points of every configuration with a heat pump.

    Parameters
    ----------
    scenario : Scenario
        From `cosim.load`.

    Returns
    -------
    Balance
        Prices and emission factors are annual means, each hour weighted by its heating load.

    Examples
    --------
    >>> import cosim
    >>> from cosim.sizing.balance import balance
    >>> found = balance(cosim.load("quick-start"))
    >>> [point.configuration for point in found.points]
    ['cold-climate heat pump']
    """
    found = choices(scenario)
    scenario = replace(scenario, configurations=tuple(choice.configuration for choice in found))
    loads = found[0].loads
    sources = sources_of(scenario, loads)
    points, without = [], []
    for configuration, choice in zip(scenario.configurations, found, strict=True):
        if configuration.heat_pump is None:
            without.append(configuration.name)
        else:
            points.append(_points(scenario, configuration, choice.loads, sources))
    fuels = list(dict.fromkeys(each.furnace.fuel for each in scenario.configurations if each.furnace is not None))
    boundary = tuple(boundary_of(scenario.rates, fuels).lines())
    return Balance(scenario.name, loads, sources, tuple(points), tuple(without), boundary)


def _weights(loads: Loads) -> Array:
    """Return each hour's share of the annual heating load; equal shares where there is none."""
    total = float(loads.heating_by_hour.sum())
    return loads.heating_by_hour / total if total > 0.0 else np.full(loads.outdoor.size, 1.0 / loads.outdoor.size)


def sources_of(scenario: Scenario, loads: Loads) -> tuple[Source, ...]:
    """Return the other heat sources of the scenario's configurations; resistance heat is always included."""
    weight = _weights(loads)
    price = float(weight @ scenario.electricity_price_by_hour)
    factor = float(weight @ scenario.electricity_emissions_by_hour)
    furnaces: dict[str, FurnaceConfig] = {}
    for configuration in scenario.configurations:
        if configuration.furnace is not None:
            furnaces.setdefault(configuration.furnace.name, configuration.furnace)
    found = []
    for furnace in furnaces.values():
        burnt, electricity = fuel_per_heat(furnace)
        fuel_price = float(weight @ scenario.fuel_price_by_hour(furnace.fuel))
        fuel_factor = scenario.fuel_emissions(furnace.fuel)
        name = furnace.title or furnace.name
        name = name if furnace.fuel in name.lower() else f"{name}, {furnace.fuel}"
        found.append(
            Source(name, furnace.capacity + furnace.blower_power, burnt * fuel_price + electricity * price,
                   burnt * fuel_factor + electricity * factor, electricity)
        )  # fmt: skip
    return (*found, Source(STRIPS, None, price, factor, 1.0))


def _points(
    scenario: Scenario, configuration: Configuration, loads: Loads, sources: tuple[Source, ...]
) -> BalancePoints:
    model = machine_of(scenario, configuration)
    assert model is not None, "called only for configurations with a heat pump"
    ducted = is_ducted(scenario, model)
    lines = heating_lines(model, scenario.weather, loads.heating.indoor, configuration.lockouts.compressor_below)
    outdoor = np.linspace(lines.outdoor[0], lines.outdoor[-1], POINTS)
    load = loads.load_line(outdoor, ducted=ducted)
    weight = _weights(loads)
    per_heat = 1.0 / lines.cop(outdoor, load)
    prices = scenario.electricity_price_by_hour
    mean = float(weight @ prices)
    cost = mean * per_heat
    emissions = float(weight @ scenario.electricity_emissions_by_hour) * per_heat
    at_max, at_min = (np.interp(outdoor, lines.outdoor, line) for line in (lines.at_max, lines.at_min))
    crossings = []
    for source in sources:
        crossings.append(_crossing("cost", source.name, outdoor, cost - source.cost))
        crossings.append(_crossing("emissions", source.name, outdoor, emissions - source.emissions))
        if float(np.ptp(prices)) > PRICES_DIFFER * mean and source.capacity is not None:
            extremes: dict[When, float] = {"cheapest hour": float(prices.min()), "dearest hour": float(prices.max())}
            for when, price in extremes.items():
                excess = price * per_heat - source.cost - source.electricity * (price - mean)
                crossings.append(replace(_crossing("cost", source.name, outdoor, excess), when=when))
    return BalancePoints(
        configuration=configuration.name,
        ducted=ducted,
        lines=lines,
        thermal=highest_zero(outdoor, load - at_max),
        min_speed=None if model.speed_max <= model.speed_min else highest_zero(outdoor, load - at_min),
        crossings=tuple(crossings),
        outdoor=outdoor,
        load=load,
        cost=cost,
        emissions=emissions,
    )


def _crossing(by: Literal["cost", "emissions"], against: str, outdoor: Array, excess: Array) -> Crossing:
    """Return where the heat pump's excess over another source passes zero, going from mild to cold."""
    place = highest_zero(outdoor, excess)
    if place is not None:
        return Crossing(by, against, place, "both")
    return Crossing(by, against, None, "heat pump" if excess[-1] <= 0.0 else "other")


def highest_zero(outdoor: Array, excess: Array) -> float | None:
    """Return the highest outdoor temperature below which `excess` becomes positive, or None where it never does."""
    rising = np.flatnonzero((excess[:-1] > 0.0) & (excess[1:] <= 0.0))
    if rising.size == 0:
        return None
    k = int(rising[-1])
    share = excess[k] / (excess[k] - excess[k + 1])
    return float(outdoor[k] + share * (outdoor[k + 1] - outdoor[k]))
