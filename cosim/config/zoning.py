"""How the second conditioned zone of a house is heated and cooled."""

from typing import Annotated, Literal

from pydantic import Field

from cosim.config.backup import FurnaceConfig
from cosim.config.base import Config, Power, Temperature
from cosim.config.equipment import HeatPumpConfig
from cosim.config.thermostat import ThermostatConfig


class SecondZoneConfig(Config):
    """Heat and cooling for the second zone: a head, baseboards, a boiler's share, or what comes through the doors."""

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
    """Judge what a configuration says of the second zone against the house and the rest of its equipment."""
    faults: list[Words] = []
    ductless = heat_pump is not None and heat_pump.ductless
    radiators = furnace is not None and furnace.distribution == "radiators"
    if ductless and furnace is not None and not radiators:
        faults.append((".furnace", "needs ducts, but the heat pump is ductless", "choose a boiler with radiators"))
    if zoning is None:
        if two_zones and ductless:
            problem = "has a ductless unit in the first of two conditioned zones, but nothing is said of the other"
            faults.append(("", problem, "add a table second_zone (an empty one: only what comes through the doors)"))
        return faults
    if not two_zones:
        faults.append((".second_zone", "there is no second conditioned zone in the house", "remove it"))
    if heat_pump is not None and not ductless:
        faults.append((".second_zone", "the heat pump has ducts to both zones", "choose a ductless one"))
    if heat_pump is None and zoning.head:
        faults.append((".second_zone.head", "there is no heat pump to have a head of", "name a ductless heat_pump"))
    if heat_pump is None and furnace is not None:
        faults.append((".second_zone", "the furnace heats both zones alike", "remove it"))
    if dual_fuel:
        problem = "hands over between sources of one zone"
        faults.append((".dual_fuel", problem, "leave it out: second_zone.pair says who heats when"))
    if zoning.baseboards is not None and furnace is not None:
        faults.append((".second_zone.baseboards", "stand beside a boiler that warms both zones", "keep one of them"))
    if zoning.valves and (furnace is None or zoning.pair == "uncoordinated"):
        faults.append((".second_zone.valves", "need a boiler in a coordinated pair", "remove them"))
    alone = furnace is None or zoning.pair == "coordinated"
    if zoning.wall_setpoint is not None and alone:
        problem = "belongs to a boiler in an uncoordinated pair alone"
        faults.append((".second_zone.wall_setpoint", problem, "remove it"))
    return faults
