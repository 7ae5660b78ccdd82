"""A scenario with other values of what bills can tell: pure functions from house, thermostat and furnace to others."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from cosim.calibration.parameters import BY_NAME, USUAL, Parameter
from cosim.config.backup import FurnaceConfig
from cosim.config.fabric import ConstructionConfig, LayerConfig, WindowConfig
from cosim.config.gains import GainsConfig
from cosim.config.house import HouseConfig, PlacedDuctsConfig
from cosim.config.prices import Fuel
from cosim.config.thermostat import ThermostatConfig
from cosim.scenarios.scenario import Configuration, Scenario

Placed = TypeVar("Placed", bound=PlacedDuctsConfig)

MOST_EFFICIENT = 0.985  # no furnace condenses more
MOST_DUCT_LEAKAGE = 0.4  # share of the fan's flow on one side
MOST_LEAKAGE = 60.0  # air changes per hour at 50 Pa
SETPOINTS = {"heating_setpoint": (278.15, 303.15), "cooling_setpoint": (288.15, 313.15)}
"""Limits of setpoints in a file, K."""
NAME_OF_ADDED = "hot water, range and dryer by the bills"


def parameters_of(scenario: Scenario, configuration: Configuration, *, fuel: bool) -> tuple[Parameter, ...]:
    """Return what bills may tell of a house with its equipment; `fuel` says whether there are bills of it."""
    house = scenario.house
    ducts = house.ducts is not None and any(
        getattr(place, f"{side}_{key}") > 0
        for place in house.ducts.places
        for side in ("supply", "return")
        for key in ("leakage", "leakage_flow")
    )
    blown = configuration.furnace is not None and configuration.furnace.distribution == "air"
    moved = blown or configuration.heat_pump is not None or configuration.air_conditioner is not None
    cools = configuration.air_conditioner is not None or (
        configuration.heat_pump is not None and configuration.heat_pump.cooling is not None
    )
    has = {
        "solar": bool(house.windows),
        "cooling_setpoint": cools,
        "efficiency": configuration.furnace is not None and fuel,
        "duct_leakage": ducts and moved,
        "appliances": any(gain.electricity for gain in house.gains),
        "gains": any(gain.sensible for gain in house.gains),
        "other_fuel": fuel and any(gain.fuel for gain in house.gains),
        "added_fuel": fuel and not any(gain.fuel for gain in house.gains),
    }
    return tuple(each for each in USUAL if has.get(each.name, True))


def adjusted(scenario: Scenario, values: Mapping[str, float], existing: str, fuel: Fuel = "gas") -> Scenario:
    """Return a scenario with values of parameters applied.

    Parameters
    ----------
    scenario : Scenario
    values : mapping of str to float
        By the names of `cosim.calibration.parameters.USUAL`; what is left out stays as it is.
    existing : str
        Name of the configuration that the bills belong to: its furnace alone has the efficiency.
    fuel : str
        What an added use of fuel burns.
    """
    known = {name: each.median if each.kind == "factor" else 0.0 for name, each in BY_NAME.items()}
    known |= values
    configurations = tuple(
        adjusted_configuration(each, known if each.name == existing else known | {"efficiency": 1.0})
        for each in scenario.configurations
    )
    return replace(scenario, house=adjusted_house(scenario.house, known, fuel), configurations=configurations)


def adjusted_configuration(configuration: Configuration, values: Mapping[str, float]) -> Configuration:
    """Return a configuration with values of parameters of its thermostat and furnace applied."""
    return replace(
        configuration,
        thermostat=_thermostat(configuration.thermostat, values),
        furnace=_furnace(configuration.furnace, values["efficiency"]),
    )


def adjusted_house(house: HouseConfig, values: Mapping[str, float], fuel: Fuel = "gas") -> HouseConfig:
    """Return a house with values of parameters applied; those of thermostat and furnace do not concern it."""
    loss, leakage, solar = values["heat_loss"], values["leakage"], values["solar"]
    outward = {
        surface.construction for surface in house.surfaces if surface.boundary not in ("adiabatic", surface.zone)
    }
    constructions = {name: _construction(each, loss) if name in outward else each
                     for name, each in house.constructions.items()}  # fmt: skip
    glazings = {
        name: each
        if each.u_value is None
        else each.model_copy(update={"u_value": _within(each.u_value * loss, 0.25, 6.9)})
        for name, each in house.glazings.items()
    }
    surfaces = tuple(
        each if each.f_factor is None else each.model_copy(update={"f_factor": min(each.f_factor * loss, 5.0)})
        for each in house.surfaces
    )
    zones = tuple(
        zone
        if zone.leakage is None or zone.leakage.ach50 is None
        else zone.model_copy(update={"leakage": zone.leakage.model_copy(
            update={"ach50": min(zone.leakage.ach50 * leakage, MOST_LEAKAGE)})})
        for zone in house.zones
    )  # fmt: skip
    ducts = house.ducts
    if ducts is not None:
        elsewhere = tuple(_ducts(place, values["duct_leakage"]) for place in ducts.elsewhere)
        ducts = _ducts(ducts, values["duct_leakage"]).model_copy(update={"elsewhere": elsewhere})
    return house.model_copy(
        update={
            "constructions": constructions, "glazings": glazings, "surfaces": surfaces, "zones": zones, "ducts": ducts,
            "windows": tuple(_window(each, solar) for each in house.windows),
            "gains": _gains(house.gains, values, fuel),
        }
    )  # fmt: skip


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _construction(construction: ConstructionConfig, loss: float) -> ConstructionConfig:
    return construction.model_copy(update={"layers": tuple(_layer(layer, loss) for layer in construction.layers)})


def _layer(layer: LayerConfig, loss: float) -> LayerConfig:
    """Return a layer that conducts more; its mass stays."""
    if layer.resistance is not None:
        return layer.model_copy(update={"resistance": layer.resistance / loss})
    assert layer.conductivity is not None, "a layer has one of the two"
    return layer.model_copy(update={"conductivity": layer.conductivity * loss})


def _window(window: WindowConfig, solar: float) -> WindowConfig:
    changes: dict[str, Any] = {"curtain": min(window.curtain * solar, 1.0)}
    if window.winter_curtain is not None:
        changes["winter_curtain"] = min(window.winter_curtain * solar, 1.0)
    return window.model_copy(update=changes)


def _ducts(ducts: Placed, worse: float) -> Placed:
    changes: dict[str, float] = {}
    for side in ("supply", "return"):
        stated = getattr(ducts, f"{side}_leakage")
        changes[f"{side}_leakage"] = min(stated * worse, max(stated, MOST_DUCT_LEAKAGE))
        changes[f"{side}_leakage_flow"] = min(getattr(ducts, f"{side}_leakage_flow") * worse, 1.0)
    return ducts.model_copy(update=changes)


def _gains(gains: tuple[GainsConfig, ...], values: Mapping[str, float], fuel: Fuel) -> tuple[GainsConfig, ...]:
    changed = []
    for gain in gains:
        uses = values["appliances"] if gain.electricity else 1.0
        changed.append(gain.model_copy(update={
            "electricity": gain.electricity * uses,
            "sensible": gain.sensible * uses * values["gains"],
            "latent": gain.latent * uses,
            "slope": gain.slope * uses,
            "fuel": gain.fuel * values["other_fuel"],
        }))  # fmt: skip
    if values["added_fuel"] > 0:
        table = {"name": NAME_OF_ADDED, "fuel_w": values["added_fuel"], "burns": fuel}
        changed.append(GainsConfig.model_validate(table))
    return tuple(changed)


def _thermostat(thermostat: ThermostatConfig, values: Mapping[str, float]) -> ThermostatConfig:
    """Return a thermostat whose setpoints are all shifted, and its periods with them."""
    changes: dict[str, Any] = {}
    for name, (low, high) in SETPOINTS.items():
        shift = values[name]
        changes[name] = _within(getattr(thermostat, name) + shift, low, high)
        night = f"night_{name}"
        if getattr(thermostat, night) is not None:
            changes[night] = _within(getattr(thermostat, night) + shift, low, high)
        hours = f"{name.removesuffix('_setpoint')}_by_hour"
        if getattr(thermostat, hours) is not None:
            changes[hours] = tuple(_within(each + shift, low, high) for each in getattr(thermostat, hours))
    if thermostat.schedule:
        changes["schedule"] = tuple(
            period.model_copy(update={name: getattr(period, name) + values[name] for name in SETPOINTS
                                      if getattr(period, name, None) is not None})
            for period in thermostat.schedule
        )  # fmt: skip
    gap = max(thermostat.deadband, thermostat.min_gap)
    # a household does not cool below its heating setpoint
    changes["cooling_setpoint"] = max(changes["cooling_setpoint"], changes["heating_setpoint"] + gap)
    return thermostat.model_copy(update=changes)


def _furnace(furnace: FurnaceConfig | None, factor: float) -> FurnaceConfig | None:
    if furnace is None or factor == 1.0:
        return furnace
    changes = {"efficiency": _within(furnace.efficiency * factor, 0.51, max(MOST_EFFICIENT, furnace.efficiency))}
    if furnace.low_fire_efficiency is not None:
        own = furnace.low_fire_efficiency
        changes["low_fire_efficiency"] = _within(own * factor, 0.51, max(MOST_EFFICIENT, own))
    return furnace.model_copy(update=changes)
