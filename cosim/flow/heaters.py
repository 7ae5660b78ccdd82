"""What furnace, strips and everything small do at one instant: heat, electricity and fuel from controls.

Every function here is compiled and pure but for the records it is given to fill.
"""

from typing import Any

import numpy as np

from cosim.constants import BLOWER_EXPONENT
from cosim.flow.heat_pump import NEVER
from cosim.flow.marks import in_kernel
from cosim.flow.meters import equipment_electricity
from cosim.flow.modulation import integral_rate, sample
from cosim.flow.records import Fan
from cosim.flow.standing import standing_power
from cosim.flow.start_up import relax

NO_FAN, BLOWER, STRIP_FAN = int(Fan.OFF), int(Fan.BLOWER), int(Fan.STRIPS)


@in_kernel
def furnace_rates(plant: Any, rates: Any, state: Any, controls: Any, parameters: Any, dt: float) -> None:
    """Fill in burner, heat exchanger and blower of a furnace, adding to the heat already in `plant`."""
    fire, blowing = controls.burner, controls.blower
    if controls.fire_modulates == 1:
        if fire > 0.0:
            demand, new = sample(state, controls, parameters, True)
            plant.modulation_rate = integral_rate(state, parameters, demand)
            if new:
                lowest = parameters.fire_min
                state.fire = lowest + min(max(demand, 0.0), 1.0) * (1.0 - lowest)
            fire = state.fire
        blowing = state.fire
    burnt = parameters.furnace_gas * fire * (1.0 + parameters.low_fire_excess * (1.0 - fire))
    inflow = parameters.furnace_capacity * fire
    hydronic = parameters.hydronic == 1
    carried = controls.circulating == 1 if hydronic else controls.fan != NO_FAN
    to_air = parameters.exchanger_time_constant if carried else NEVER
    to_elsewhere = parameters.exchanger_loss_time if fire == 0.0 else NEVER
    combined = 1.0 / (1.0 / to_air + 1.0 / to_elsewhere)
    plant.exchanger_store_next, emptied = relax(state.exchanger_store, inflow, combined, dt)
    blower = 0.0
    if controls.fan == BLOWER:
        blower = parameters.furnace_blower_power
        if blowing < 1.0:
            blower *= blowing**BLOWER_EXPONENT
        plant.flow = parameters.furnace_flow * blowing
        rates.indoor_fan_electricity += blower
    to_flue = emptied * combined / to_elsewhere * parameters.flue_share
    rates.furnace_gas = burnt + parameters.pilot_power
    rates.furnace_electricity = controls.furnace_power + parameters.furnace_standby
    if hydronic:
        circulator = parameters.furnace_blower_power * controls.circulating
        rates.furnace_electricity += circulator
        rates.furnace_heat = emptied - to_flue + circulator
        plant.direct += rates.furnace_heat
        plant.direct_second += controls.second_central_share * rates.furnace_heat
    else:
        rates.furnace_heat = emptied - to_flue + blower
        plant.heat += rates.furnace_heat


@in_kernel
def auxiliary_rates(plant: Any, rates: Any, rate_vector: np.ndarray, controls: Any, parameters: Any, step: Any) -> None:
    """Fill in electric strips, crankcase and base-pan heaters, reversing valve, electronics and a fan on its own."""
    rates.standby_electricity = standing_power(controls, parameters, step.outdoor)
    if controls.outdoor_fan == 1 and controls.fan_failed == 0:
        rates.outdoor_fan_electricity = parameters.outdoor_fan_power
    if controls.fan == STRIP_FAN:
        rates.indoor_fan_electricity += parameters.fan_power
        rates.strip_heat += parameters.fan_power
        plant.heat += parameters.fan_power
        plant.flow = parameters.fan_flow
    strips = controls.strip_power
    if strips > 0.0:
        # the strips' own rate is still zero here
        allowed = max(controls.power_cap - equipment_electricity(rate_vector), 0.0)
        rates.strip_electricity = min(strips / parameters.strip_efficiency, allowed)
        strips = parameters.strip_efficiency * rates.strip_electricity
        rates.strip_heat += strips
        if parameters.strips_in_rooms == 1:
            plant.direct += strips
            plant.direct_second += parameters.second_strip_share * strips
        else:
            plant.heat += strips
        if controls.tempering == 1.0:
            rates.tempering_electricity = rates.strip_electricity
    if parameters.peer_tempering > 0.0 and rates.defrosting > 0.0:
        # strips bring what frost takes, as far as they can in the time that the model gives to defrosts
        left = max(parameters.peer_tempering - strips, 0.0)
        wanted = min(rates.frost_capacity_loss, rates.defrosting * left)
        allowed = max(controls.power_cap - equipment_electricity(rate_vector), 0.0)
        rates.tempering_electricity = min(wanted / parameters.strip_efficiency, allowed)
        rates.strip_electricity += rates.tempering_electricity
        brought = parameters.strip_efficiency * rates.tempering_electricity
        rates.strip_heat += brought
        plant.heat += brought
    if controls.defrosting == 1:
        rates.defrosting = 1.0
        rates.defrost_electricity += rates.indoor_fan_electricity + rates.outdoor_fan_electricity
        rates.indoor_fan_electricity = 0.0
        rates.outdoor_fan_electricity = 0.0
    if rates.coil_temperature == 0.0:
        rates.coil_temperature = step.outdoor
