"""Air on its way through ducts, leaks and vents: what arrives at the indoor unit, and where heat and moisture go."""

from typing import Any

from numba import njit

from cosim.constants import DRY_AIR_SPECIFIC_HEAT, VAPORIZATION_HEAT
from cosim.flow.groups import Zones
from cosim.flow.modes import inlined
from cosim.physics.ducts import duct_exchange, duct_moisture, return_air
from cosim.physics.moisture import aired_store

MIN_HUMIDITY = 1e-5  # kg/kg


@inlined
def draw_return_air(step: Any, state: Any, parameters: Any, zones: Zones) -> None:
    """Note in `step` the air around the ducts, and the air that the return brings to the indoor unit.

    Conduction of the return duct goes by the air flow of the step before, which is hardly another one; what enters is
    needed to know the present one.
    """
    step.return_air, step.return_humidity, step.duct_zone_humidity = step.unit_air, state.humidity, state.humidity
    zone = parameters.duct_zone
    if zone == 0:
        return
    step.surroundings, step.duct_zone_humidity = step.outdoor, step.outdoor_humidity
    if zone > 0:
        step.surroundings = zones.temperature[zone]
        step.duct_zone_humidity = min(zones.humidity[zone], zones.saturated[zone])
    leakage = parameters.duct_return_leakage
    if state.air_flow > 0.0:
        _, step.return_air = return_air(
            step.unit_air, step.surroundings, leakage, parameters.duct_return_conductance,
            state.air_flow * DRY_AIR_SPECIFIC_HEAT,
        )  # fmt: skip
    step.return_humidity += leakage * (step.duct_zone_humidity - state.humidity)


@njit
def pass_ducts(plant: Any, rates: Any, state: Any, parameters: Any, step: Any) -> float:
    """Return the heat that the air handler's air brings to the rooms, W; note in `step` what goes elsewhere."""
    heat, removed = plant.heat, plant.latent / VAPORIZATION_HEAT
    step.duct_heat = step.duct_zone_moisture = step.duct_imbalance = 0.0
    step.air_moisture = -removed
    if plant.flow > 0.0:
        state.air_flow = plant.flow
        if parameters.duct_zone != 0:
            heat, step.duct_heat, _ = duct_exchange(
                plant.heat, plant.flow, step.unit_air, step.surroundings, step.outdoor,
                parameters.duct_supply_leakage, parameters.duct_return_leakage,
                parameters.duct_supply_conductance, parameters.duct_return_conductance,
            )  # fmt: skip
            step.air_moisture, step.duct_zone_moisture, _ = duct_moisture(
                removed, plant.flow, state.humidity, step.duct_zone_humidity, step.outdoor_humidity,
                parameters.duct_supply_leakage, parameters.duct_return_leakage,
            )  # fmt: skip
            rates.duct_loss = plant.heat - heat
            step.duct_imbalance = (parameters.duct_supply_leakage - parameters.duct_return_leakage) * plant.flow
    rates.duct_moisture = step.air_moisture + removed
    return heat


@inlined
def move_moisture(state: Any, rates: Any, parameters: Any, step: Any, zones: Zones) -> None:
    """Move the humidity ratios of the room's air and of zones that exchange air with it to the end of the step."""
    dt, room, outdoor = step.dt, state.humidity, step.outdoor_humidity
    rates.infiltration_moisture = state.moist_inflow * (outdoor - room)
    for k in range(1, zones.humidity.size):
        mixing, with_ducts = zones.mixing[k], k == parameters.duct_zone
        if not with_ducts and mixing == 0.0:  # its air reaches nobody; a second conditioned zone shares the room's
            continue
        gained, vented = step.duct_zone_moisture if with_ducts else 0.0, zones.inflow[k]
        zones.humidity[k], leaving = aired_store(
            zones.humidity[k], zones.saturated[k], vented + mixing, vented * outdoor + mixing * room, gained,
            zones.moisture_capacity[k], dt,
        )  # fmt: skip
        if mixing > 0.0:
            rates.infiltration_moisture += mixing * (leaving - room)
    moisture = rates.infiltration_moisture + step.air_moisture + step.latent / VAPORIZATION_HEAT
    state.humidity = max(room + moisture / parameters.moisture_capacity * dt, MIN_HUMIDITY)
