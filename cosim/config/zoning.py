"""Heating and cooling of a house's second conditioned zone."""

from typing import Annotated, Literal

from pydantic import Field

from cosim.config.backup import FurnaceConfig
from cosim.config.base import Config, Power, Temperature
from cosim.config.equipment import HeatPumpConfig
from cosim.config.thermostat import ThermostatConfig


class SecondZoneConfig(Config):
    """Equipment of the second zone: a head, baseboards or a boiler's share; without any, only air through the doors."""

    head: bool = False
    """Whether the zone has a head of the ductless unit."""
    baseboards: Annotated[Power, Field(gt=0, le=60e3)] | None = None
    """Capacity of electric baseboards in the zone."""
    thermostat: ThermostatConfig | None = None
    """Thermostat of the zone; by default the configuration's own."""
    pair: Literal["coordinated", "uncoordinated"] = "coordinated"
    """Control of the two zones. "coordinated": one control operates all sources; boiler and baseboards help where a
    head cannot hold its room, and heat where there is no head. "uncoordinated": the boiler stays on its old thermostat
    in the first zone, baseboards on theirs, independent of the heads."""
    valves: bool = False
    """Whether zone valves send a boiler's heat only to the zone that calls; otherwise it is shared by floor area."""
    wall_setpoint: Annotated[Temperature, Field(ge=278.15, le=303.15)] | None = None
    """Setpoint of the boiler's old thermostat in an uncoordinated pair; by default the first zone's heating
    setpoint."""


Words = tuple[str, str, str]  # place below the configuration, problem, remedy


def zoning_faults(
    zoning: SecondZoneConfig | None,
    *,
    two_zones: bool,
    heat_pump: HeatPumpConfig | None,
    furnace: FurnaceConfig | None,
    dual_fuel: bool,
) -> list[Words]:
    """Return inconsistencies of a configuration's second zone with the house and its other equipment."""
    faults: list[Words] = []
    ductless = heat_pump is not None and heat_pump.ductless
    radiators = furnace is not None and furnace.distribution == "radiators"
    if ductless and furnace is not None and not radiators:
        faults.append((".furnace", "needs ducts, but the heat pump is ductless", "choose a boiler with radiators"))
    if zoning is None:
        if two_zones and ductless:
            problem = "has a ductless unit in the first of two conditioned zones, but no second_zone"
            faults.append(("", problem, "add a table second_zone (an empty one means air through the doors only)"))
        return faults
    if not two_zones:
        faults.append((".second_zone", "the house has no second conditioned zone", "remove it"))
    if heat_pump is not None and not ductless:
        faults.append((".second_zone", "the heat pump has ducts to both zones", "choose a ductless one"))
    if heat_pump is None and zoning.head:
        faults.append((".second_zone.head", "a head needs a ductless heat pump", "name a ductless heat_pump"))
    if heat_pump is None and furnace is not None:
        faults.append((".second_zone", "the furnace heats both zones equally", "remove it"))
    if dual_fuel:
        problem = "controls the sources of one zone only"
        faults.append((".dual_fuel", problem, "remove it: second_zone.pair controls two zones"))
    if zoning.baseboards is not None and furnace is not None:
        faults.append(
            (".second_zone.baseboards", "cannot be combined with a boiler that heats both zones", "keep one of them")
        )
    if zoning.valves and (furnace is None or zoning.pair == "uncoordinated"):
        faults.append((".second_zone.valves", "need a boiler in a coordinated pair", "remove them"))
    alone = furnace is None or zoning.pair == "coordinated"
    if zoning.wall_setpoint is not None and alone:
        problem = "applies only to a boiler in an uncoordinated pair"
        faults.append((".second_zone.wall_setpoint", problem, "remove it"))
    return faults
