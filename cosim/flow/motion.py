"""How the state of envelope, equipment and air moves on by a step."""

from typing import Any

from cosim.constants import FUSION_HEAT, HOUR, ICE_DENSITY
from cosim.envelope.columns import FIRST_ZONE_INPUT
from cosim.flow.groups import Ducts, Inputs, Modes, Zones
from cosim.flow.heat_pump import coil_temperature
from cosim.flow.marks import in_kernel, inlined
from cosim.flow.modulation import sense
from cosim.flow.records import Compressor

DEFROST = int(Compressor.DEFROST)


@inlined
def move_envelope(
    step: Any, modes: Modes, inputs: Inputs, zones: Zones, ducts: Ducts, state: Any, parameters: Any
) -> None:
    """Move modes, air temperatures and the thermostat's sensor to the end of the step, and sum what drove them."""
    dt, second_zone = step.dt, parameters.second_zone
    for i in range(modes.amplitude.size):
        modes.amplitude[i] = modes.ahead[i]
    state.sensed = sense(state, parameters, state.air, step.air, dt)
    # the first step after an event has a jump in it, and says nothing of how the room goes on
    state.drift = (step.air - state.air) / dt if state.time > state.changed_at else 0.0
    state.air, state.second_air = step.air, step.second_air
    state.outdoor = step.outdoor_began + step.outdoor_change * (state.time + dt - step.hour_began) / HOUR
    if second_zone > 0:
        zones.temperature[second_zone] = step.second_air
        inputs.value[FIRST_ZONE_INPUT + second_zone] = zones.heat[second_zone] + step.second_heat
    for place in range(ducts.zone.size):
        zone = int(ducts.zone[place])
        if zone > 0:
            inputs.value[FIRST_ZONE_INPUT + zone] = zones.heat[zone] + ducts.heat[place]
    for j in range(inputs.value.size):
        inputs.integral[j] += inputs.value[j] * dt
    state.film_heat += (zones.heat[0] - step.second_heat - step.elsewhere_sloped) * dt


@in_kernel
def move_plant(state: Any, plant: Any, rates: Any, parameters: Any, controls: Any, dt: float, planned: float) -> None:
    """Advance the equipment's own state by `dt`, s, and note frost deposited and melted.

    What stores give was found as a mean over the `planned` step, s. In a step that a guard has cut they move by its
    share of that, so that no heat is made or lost.
    """
    share = dt / planned
    state.pump_store += share * (plant.pump_store_next - state.pump_store)
    state.migrated += share * (plant.migrated_next - state.migrated)
    state.exchanger_store += share * (plant.exchanger_store_next - state.exchanger_store)
    state.speed = plant.speed_next
    state.modulation = min(max(state.modulation + plant.modulation_rate * dt, 0.0), 1.0)
    state.cold_run_time += plant.cold_time_rate * dt
    state.slow_run_time = max(state.slow_run_time + plant.slow_rate * dt, 0.0)
    state.approach, state.spread = plant.approach, plant.spread
    state.held_speed = plant.held_speed
    state.growth = plant.thickness_rate
    before = state.frost_mass
    if before == 0.0 and controls.fan_failed == 0:
        state.airflow_share = 1.0
    rates.frost_thickness = state.frost_thickness
    rates.outdoor_airflow_share = state.airflow_share
    if controls.compressor == DEFROST:
        state.coil_enthalpy += plant.coil_rate * dt
        began = state.melt_start_mass
        if began > 0.0:
            gone = min(max(state.coil_enthalpy / FUSION_HEAT, 0.0), began)
            retained = parameters.retained_fraction * gone
            state.frost_mass = min(began - gone + retained, before)
            rates.frost_melted = (before - state.frost_mass) / dt
            # water that stays between the fins freezes to a film of ice
            film = retained / (ICE_DENSITY * parameters.frost_area)
            state.frost_thickness = state.melt_start_thickness * (1.0 - gone / began) + film
    elif plant.melt_rate > 0.0:
        state.frost_mass = max(before - plant.melt_rate * dt, 0.0)
        rates.frost_melted = (before - state.frost_mass) / dt
        state.frost_thickness *= state.frost_mass / before
    elif plant.frost_rate > 0.0:
        # layers that meet grow denser, until all between the fins is ice and no more air comes through
        half_gap = 0.5 * parameters.fin_gap
        solid = ICE_DENSITY * parameters.frost_area * half_gap
        state.frost_mass = min(before + plant.frost_rate * dt, max(solid, before))
        rates.frost_deposited = (state.frost_mass - before) / dt
        grown = min(plant.thickness_rate * dt, half_gap - state.frost_thickness)
        state.frost_thickness += grown
        # what a board reads at the step's end is of that instant
        state.capacity_kept += plant.kept_slope * grown
        state.airflow_share += plant.airflow_slope * grown
        state.coil_drop += plant.drop_slope * grown
    rates.frost_mass = 0.5 * (before + state.frost_mass)
    state.coil_temperature = coil_temperature(state.coil_enthalpy, state.melt_start_mass, parameters.coil_capacity)
