"""What is known of a house before its bills: the spread of each parameter among homes with the same plain facts."""

import tomllib
from collections.abc import Mapping

import numpy as np

from cosim.arrays import Array
from cosim.calibration.parameters import Parameter, with_spreads
from cosim.config.facts import FactsConfig
from cosim.config.house import HouseConfig
from cosim.facts.build import house
from cosim.facts.stock import distributions, draw, middles
from cosim.facts.zone import climate_zone
from cosim.scenarios.scenario import Scenario

DRAWS = 200
HOUSES = 60  # of them built, for their heat loss
NARROWEST, WIDEST = 0.02, 1.2  # standard deviations of a logarithm
NARROWEST_SHIFT = 0.3  # K: nobody knows a room better
FACTORS: dict[str, tuple[str, ...]] = {
    "leakage": ("ach50",), "solar": ("window_shgc", "shading"), "appliances": ("base_electricity",),
    "efficiency": ("furnace_efficiency",), "duct_leakage": ("duct_loss",), "other_fuel": ("hot_water_gas",),
}  # fmt: skip
"""Parameter -> the quantities of the stock whose product it scales."""
FILM = 0.17  # m2 K/W, both sides of a wall: ISO 6946


def known_before(scenario: Scenario, parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Return the parameters with the spreads of the facts that a scenario states; as they are where it names a file."""
    table = tomllib.loads(scenario.text).get("house")
    if not isinstance(table, dict):
        return parameters
    facts = FactsConfig.model_validate(table)
    zone = facts.climate_zone or climate_zone(scenario.weather)
    return with_spreads(parameters, spreads_of(facts, zone))


def spreads_of(facts: FactsConfig, zone: str) -> dict[str, tuple[float, float]]:
    """Return median and spread of each parameter among homes with these facts, relative to the middle home."""
    quantities = distributions(facts, zone)
    middle = middles(quantities)
    draws = draw(quantities, np.random.default_rng(0), DRAWS)
    found: dict[str, tuple[float, float]] = {}
    for name, parts in FACTORS.items():
        own = [part for part in parts if part in draws and middle[part] > 0]
        if not own:
            continue
        ratio = np.prod([draws[part] / middle[part] for part in own], axis=0)
        found[name] = _factor(ratio)
    for name in ("heating_setpoint", "cooling_setpoint"):
        if name in draws:
            shift = draws[name] - middle[name]
            found[name] = float(np.median(shift)), max(float(shift.std()), NARROWEST_SHIFT)
    central = conductance(house(facts, middle))
    losses = [conductance(house(facts, _same_shape(draws, middle, number))) for number in range(HOUSES)]
    found["heat_loss"] = _factor(np.array(losses) / central)
    return found


def _same_shape(draws: Mapping[str, Array], middle: Mapping[str, float], number: int) -> dict[str, float]:
    """Return one draw in the shape of the middle house, of which the bills' house is made."""
    values = {name: float(each[number]) for name, each in draws.items()}
    return values | {name: middle[name] for name in ("storeys", "foundation") if name in middle}


def _factor(ratio: Array) -> tuple[float, float]:
    logarithm = np.log(np.maximum(ratio, 1e-3))
    # by quantiles, so that one house in a hundred does not make the others look alike
    low, median, high = np.quantile(logarithm, [0.16, 0.5, 0.84])
    return float(np.exp(median)), float(np.clip((high - low) / 2, NARROWEST, WIDEST))


def conductance(config: HouseConfig) -> float:
    """Return the conductance of a house's surfaces and windows to everything outside its rooms, W/K."""
    total = 0.0
    glazed: dict[str, float] = {}
    for window in config.windows:
        glazed[window.surface] = glazed.get(window.surface, 0.0) + window.total_area
        total += window.total_area * (config.glazings[window.glazing].u_value or 0.0)
    first = config.zones[0].name
    for surface in config.surfaces:
        if surface.zone != first or surface.boundary in ("adiabatic", surface.zone):
            continue
        if surface.f_factor is not None and surface.perimeter is not None:
            total += surface.f_factor * surface.perimeter
            continue
        layers = config.constructions[surface.construction].layers
        area = surface.area - glazed.get(surface.name, 0.0)
        total += area / (FILM + sum(layer.heat_resistance for layer in layers))
    return total
