"""What goes together in a configuration, and what does not."""

from collections.abc import Mapping
from typing import Any

from cosim.config.equipment import HeatPumpConfig
from cosim.config.scenario import ConfigurationConfig

HEAT_SOURCES = ("heat_pump", "furnace", "strips")

Words = tuple[str, str] | tuple[str, str, str]


def combination_faults(entry: Mapping[str, Any]) -> list[Words]:
    """Judge which parts a configuration names at all: (place below it, problem, remedy)."""
    has = {key for key in ConfigurationConfig.model_fields if entry.get(key) is not None}
    faults: list[Words] = []
    equipment = sorted(has & {"heat_pump", "air_conditioner", "furnace", "strips", "dual_fuel"})
    if "ideal" in has:
        if equipment:
            faults.append((".ideal", f"stands beside {', '.join(equipment)}", "keep one or the other"))
        return faults
    if not has & set(HEAT_SOURCES):
        faults.append(("", "has no heat source", f"name {', '.join(HEAT_SOURCES[:-1])} or {HEAT_SOURCES[-1]}"))
    if "dual_fuel" in has:
        faults += [
            (".dual_fuel", f"needs a {part} beside it", f"name one: {part} = ...")
            for part in ("heat_pump", "furnace")
            if part not in has
        ]
    elif {"heat_pump", "furnace"} <= has and "second_zone" not in has:
        problem = "has a heat pump and a furnace, but not when which of them heats"
        faults.append(("", problem, "add a table dual_fuel (an empty one takes the defaults)"))
    if {"heat_pump", "air_conditioner"} <= has:
        remedy = "choose a heat pump that cools, and remove this"
        faults.append((".air_conditioner", "stands beside a heat pump; only one of them can be simulated", remedy))
    if "heat_pump" not in has:
        faults += [
            (f".{key}", "is about a heat pump, but there is none here", "name one: heat_pump = ...")
            for key in ("frost", "defrost", "faults")
            if key in has
        ]
    elif entry.get("frost") not in (None, "physical") and "defrost" in has:
        faults.append((".defrost", f"has nothing to clear with frost = {entry['frost']!r}", "remove one of the two"))
    if {"furnace", "strips"} <= has:
        faults.append((".strips", "stand beside a furnace, which is the backup already", "remove one of them"))
    return faults


def machine_faults(found: Mapping[str, Any], entry: Mapping[str, Any]) -> list[Words]:
    """Judge machines by what their files say of them: (place below the configuration, problem, remedy)."""
    heat_pump: HeatPumpConfig | None = found["heat_pump"]
    air_conditioner: HeatPumpConfig | None = found["air_conditioner"]
    faults: list[Words] = []
    if heat_pump is not None:
        if heat_pump.heating is None:
            faults.append((".heat_pump", f"{heat_pump.name!r} does not heat", "name it as air_conditioner"))
        strips = entry.get("strips")
        if heat_pump.ductless and isinstance(strips, dict) and strips.get("kind") == "duct":
            faults.append((".strips.kind", "needs ducts, but the heat pump is ductless", 'write "baseboards"'))
    if air_conditioner is not None and air_conditioner.cooling is None:
        faults.append((".air_conditioner", f"{air_conditioner.name!r} does not cool"))
    return faults
