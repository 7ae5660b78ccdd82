"""Air on its way through ducts, leaks and vents: what arrives at the indoor unit, and where heat and moisture go."""

from typing import Any

from cosim.constants import DRY_AIR_SPECIFIC_HEAT, VAPORIZATION_HEAT
from cosim.flow.groups import Ducts, Zones
from cosim.flow.marks import in_kernel, inlined
from cosim.flow.records import Fan
from cosim.physics.ducts import (
    RETURN_CONDUCTANCE,
    RETURN_LEAKAGE,
    SUPPLY_LEAKAGE,
    exchange_through,
    moisture_through,
    return_air,
)
from cosim.physics.moisture import aired_store

MIN_HUMIDITY = 1e-5  # kg/kg


BLOWER = int(Fan.BLOWER)


@inlined
def draw_return_air(step: Any, state: Any, controls: Any, zones: Zones, ducts: Ducts) -> None:
    """Note in `ducts` the air around them, and in `step` the air that the return brings to the indoor unit.

    Conduction of the return duct goes by the air flow of the step before, which is hardly another one; what enters is
    needed to know the present one.
    """
    step.return_air, step.return_humidity, step.duct_zone_humidity = step.unit_air, state.humidity, state.humidity
    places = ducts.zone.size
    if places == 0:
        return
    step.blown = 1 if controls.fan == BLOWER else 0
    traits = ducts.traits[step.blown]
    whole, capacity = 1.0, state.air_flow * DRY_AIR_SPECIFIC_HEAT
    for place in range(1, places):
        whole -= traits[place, RETURN_LEAKAGE]
    for place in range(places):
        zone = int(ducts.zone[place])
        around, humidity = step.outdoor, step.outdoor_humidity
        if zone > 0:
            around, humidity = zones.temperature[zone], min(zones.humidity[zone], zones.saturated[zone])
        elif zone == 0:
            around, humidity = step.unit_air, state.humidity
        ducts.surroundings[place], ducts.humidity[place] = around, humidity
        drawn = traits[place, RETURN_LEAKAGE]
        if capacity > 0.0:
            conductance = traits[place, RETURN_CONDUCTANCE]
            _, step.return_air = return_air(step.return_air, around, drawn / whole, conductance, capacity * whole)
        step.return_humidity += drawn * (humidity - state.humidity)
        if place + 1 < places:
            whole += traits[place + 1, RETURN_LEAKAGE]
    step.duct_zone_humidity = ducts.humidity[0]


@in_kernel
def pass_ducts(plant: Any, rates: Any, state: Any, step: Any, ducts: Ducts) -> float:
    """Return the heat that the air handler's air brings to the rooms, W; note in `ducts` what goes elsewhere."""
    heat, removed = plant.heat, plant.latent / VAPORIZATION_HEAT
    ducts.heat[:] = 0.0
    ducts.moisture[:] = 0.0
    step.duct_imbalance, step.air_moisture = 0.0, -removed
    if plant.flow > 0.0:
        state.air_flow = plant.flow
        if ducts.zone.size > 0:
            traits = ducts.traits[step.blown]
            heat, _ = exchange_through(
                plant.heat, plant.flow, step.unit_air, step.outdoor, traits, ducts.surroundings, ducts.heat
            )
            step.air_moisture, _ = moisture_through(
                removed, plant.flow, state.humidity, step.outdoor_humidity, traits, ducts.humidity, ducts.moisture
            )
            rates.duct_loss = plant.heat - heat
            for place in range(ducts.zone.size):
                step.duct_imbalance += (traits[place, SUPPLY_LEAKAGE] - traits[place, RETURN_LEAKAGE]) * plant.flow
    rates.duct_moisture = step.air_moisture + removed
    return heat


@inlined
def move_moisture(state: Any, rates: Any, parameters: Any, step: Any, zones: Zones, ducts: Ducts) -> None:
    """Move the humidity ratios of the room's air and of zones that exchange air with it to the end of the step."""
    dt, room, outdoor = step.dt, state.humidity, step.outdoor_humidity
    rates.infiltration_moisture = state.moist_inflow * (outdoor - room)
    for k in range(1, zones.humidity.size):
        mixing, with_ducts, gained = zones.mixing[k], False, 0.0
        for place in range(ducts.zone.size):
            if int(ducts.zone[place]) == k:
                with_ducts, gained = True, ducts.moisture[place]
        if not with_ducts and mixing == 0.0:  # its air reaches nobody; a second conditioned zone shares the room's
            continue
        vented = zones.inflow[k]
        zones.humidity[k], leaving = aired_store(
            zones.humidity[k], zones.saturated[k], vented + mixing, vented * outdoor + mixing * room, gained,
            zones.moisture_capacity[k], dt,
        )  # fmt: skip
        if mixing > 0.0:
            rates.infiltration_moisture += mixing * (leaving - room)
    moisture = rates.infiltration_moisture + step.air_moisture + step.latent / VAPORIZATION_HEAT
    state.humidity = max(room + moisture / parameters.moisture_capacity * dt, MIN_HUMIDITY)
