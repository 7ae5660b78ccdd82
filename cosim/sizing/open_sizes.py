"""Sizes that an HPXML home leaves open: capacities of the design load, as OpenStudio-HPXML takes them.

Its HERS rule gives a heat pump the larger of the loads of heating and cooling as its nominal capacity, and everything
else the load that it serves. Stated capacities stay.
"""

from dataclasses import replace

from cosim.config.backup import FurnaceConfig
from cosim.hpxml.described import NOMINAL
from cosim.hpxml.size_rule import SizeRule
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.sizing.loads import Loads

LEAST = 1000.0  # W of a piece for which there is no load


def with_open_sizes(scenario: Scenario, configuration: Configuration, loads: Loads) -> Configuration:
    """Return a configuration whose open pieces have the capacity of the design load.

    Parameters
    ----------
    scenario : Scenario
        Of the house.
    configuration : Configuration
        `open_sizes` says what is sized and how.
    loads : Loads
        At its setpoints.
    """
    rules, found = configuration.open_sizes, configuration
    machine = found.heat_pump or found.air_conditioner
    outside = bool(scenario.house.ducts_outside)
    ducted = outside and not (machine is not None and machine.ductless)
    if "machine" in rules and machine is not None:
        cooling = loads.cooling.of(ducted=ducted) + loads.cooling.latent
        heating = loads.heating.of(ducted=ducted) if found.heat_pump is not None else 0.0
        cools = machine.cooling is not None
        asked = _asked(max(cooling if cools else 0.0, heating), rules["machine"])
        found = replace(found, scale=asked / NOMINAL)
    if "furnace" in rules and found.furnace is not None:
        load = loads.heating.of(ducted=outside and found.furnace.distribution == "air")
        found = replace(found, furnace=with_capacity(found.furnace, _asked(load, rules["furnace"])))
    if "strips" in rules and found.strips is not None:
        load = loads.heating.of(ducted=outside and found.strips.kind == "duct")
        strips, capacity = found.strips, _asked(load, rules["strips"])
        blower = None if strips.blower_power is None else strips.blower_power * capacity / strips.capacity
        sized = strips.model_copy(update={"capacity": capacity, "blower_power": blower})
        found = replace(found, strips=sized)
    return replace(found, capacity="as built", open_sizes={})


def with_capacity(furnace: FurnaceConfig, capacity: float) -> FurnaceConfig:
    """Return a furnace of another capacity, W, with a blower in proportion; standby and inducer power stay."""
    blower = furnace.blower_power * capacity / furnace.capacity
    return FurnaceConfig.model_construct(**(dict(furnace) | {"capacity": capacity, "blower_power": blower}))


def _asked(load: float, rule: SizeRule) -> float:
    asked = max(load * rule.factor, LEAST)
    return max(asked if rule.limit is None else min(asked, rule.limit), rule.least)
