"""What the heat pump does at one instant: heat and electricity from controls, its map, frost and the air around.

Every function here is compiled and pure but for the records it is given to fill.
"""

from math import exp, log, sqrt
from typing import Any

import numpy as np
from numba import njit

from cosim.constants import FREEZING, FUSION_HEAT, ICE_SPECIFIC_HEAT, VAPORIZATION_HEAT
from cosim.flow.groups import MapReading
from cosim.flow.machine_map import (
    CAPACITY,
    CAPACITY_KEPT,
    COMPRESSOR_POWER,
    EVAPORATING,
    EVAPORATING_DROP,
    FROST,
    HIGHEST,
    INDOOR_FAN_POWER,
    INDOOR_FLOW,
    LIMITED,
    LOWEST,
    MOISTURE_CONDUCTANCE,
    OUTDOOR_FAN_POWER,
    SURFACE_TEMPERATURE,
    MachineMap,
    interpolate,
    position,
)
from cosim.flow.modulation import modulate
from cosim.flow.records import Compressor, Fan
from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.frost import condensation_heat, frost_rates, natural_melt_rate
from cosim.physics.peer_frost import PHYSICAL, peer_factors, reverse_cycle_load

VAPOR_PER_KELVIN = 0.037  # 1/K by which the density of suction gas grows with its dew temperature
LEAST_AIR = 0.01  # of the air flow at the table's thickest frost
NEVER = 1e9  # s, a time constant that switches an exchange off

OFF, HEATING, PUMP_FAN = int(Compressor.OFF), int(Compressor.HEATING), int(Fan.PUMP)


@njit
def interpolate_uniform(values: np.ndarray, start: float, step: float, place: float) -> tuple[float, float]:
    """Interpolate values given on a uniform axis; return value and slope."""
    low, high, fraction = position(place, start, step, values.size)
    rise = values[high] - values[low]
    return values[low] + fraction * rise, rise / step if step > 0.0 else 0.0


@njit
def wet_surface(
    air: float, humidity: float, pressure: float, approach: float, surface: float, specific_heat: float
) -> tuple[float, float, float]:
    """Find surface and effective air temperature of a coil that takes up water vapour.

    With a Lewis number of one a wet coil is a dry coil in air of ``T + h (w - w_sat(surface)) / c_p``. The difference
    between that effective temperature and the surface, `approach`, hardly depends on humidity, so it is taken from
    the step before and the surface found by two Newton steps.

    Parameters
    ----------
    air, humidity, pressure : float
        Air entering the coil, K, kg/kg, Pa.
    approach : float
        Effective air temperature less surface temperature, K, positive.
    surface : float
        Surface temperature of the step before, K; where the iteration starts.
    specific_heat : float
        Of the air as the machine's table counts it, J/K per kg of dry air.

    Returns
    -------
    effective : float
        Effective air temperature, K.
    surface : float
        Surface temperature, K.
    excess : float
        Humidity ratio above saturation at the surface, kg/kg, not below zero.
    """
    dry = air - approach
    saturated = humidity_ratio_saturated(dry, pressure)
    if humidity <= saturated:
        return air, dry, 0.0
    surface = max(min(surface, air), dry)
    for _ in range(2):
        ratio = condensation_heat(surface) / specific_heat
        saturated = humidity_ratio_saturated(surface, pressure)
        slope = saturated * 5400.0 / (surface * surface)  # Clausius-Clapeyron; only steers the iteration
        surface -= (surface - dry - ratio * (humidity - saturated)) / (1.0 + ratio * slope)
        surface = max(min(surface, air), dry)
    excess = max(humidity - humidity_ratio_saturated(surface, pressure), 0.0)
    return surface + approach, surface, excess


@njit
def coil_temperature(enthalpy: float, frost: float, coil_capacity: float) -> float:
    """Return the temperature of coil and frost, K, from their enthalpy, J, relative to ice at 0 °C."""
    if enthalpy < 0.0:
        return FREEZING + enthalpy / (coil_capacity + ICE_SPECIFIC_HEAT * frost)
    return FREEZING + max(enthalpy - FUSION_HEAT * frost, 0.0) / coil_capacity


@njit
def relax(store: float, inflow: float, time_constant: float, dt: float) -> tuple[float, float]:
    """Advance a heat store that empties with one time constant; return its content, J, and its mean outflow, W."""
    if store == 0.0 and inflow == 0.0:
        return 0.0, 0.0
    full = inflow * time_constant
    later = full + (store - full) * exp(-dt / time_constant)
    return later, inflow - (later - store) / dt


@njit
def power_of(point: np.ndarray) -> float:
    """Return the power of compressor and both fans, W."""
    return point[COMPRESSOR_POWER] + point[OUTDOOR_FAN_POWER] + point[INDOOR_FAN_POWER]


@njit
def standing_power(controls: Any, parameters: Any, outdoor: float) -> float:
    """Return the power of electronics, reversing valve and heaters of base pan and crankcase, W."""
    power = parameters.standby_power + controls.valve_power
    if controls.compressor == OFF and outdoor < parameters.crankcase_below:
        power += parameters.crankcase_power
    frosts = controls.compressor == HEATING or controls.defrosting == 1
    if frosts and outdoor < parameters.pan_heater_below:
        power += parameters.pan_heater_power
    return power


@njit
def speed_within(
    budget: float,
    low: float,
    high: float,
    machine_map: MachineMap,
    outdoor_axis: int,
    evaporator_air: float,
    condenser_air: float,
    frost: float,
    reading: MapReading,
) -> float:
    """Return the highest speed, 1/s, between `low` and `high` with at most `budget`, W; `low` where there is none.

    By regula falsi, which ends on the side of the budget. `reading` is left at the last speed tried.
    """
    below, point = reading.below, reading.point
    interpolate(machine_map, outdoor_axis, evaporator_air, condenser_air, high, frost, below, point)
    over = power_of(point) - budget
    interpolate(machine_map, outdoor_axis, evaporator_air, condenser_air, low, frost, below, point)
    under = budget - power_of(point)
    if under <= 0.0:
        return low
    for _ in range(4):
        middle = low + (high - low) * under / (under + over)
        interpolate(machine_map, outdoor_axis, evaporator_air, condenser_air, middle, frost, below, point)
        excess = power_of(point) - budget
        if excess > 0.0:
            high, over = middle, excess
        else:
            low, under = middle, -excess
        if under < 1.0:
            break
    return low


@njit
def close_coil(point: np.ndarray, share: float) -> None:
    """Change what a table says at its thickest frost to what is left with `share` of the air flow there.

    The evaporating temperature falls until the compressor draws as much less vapour; its power falls with the square
    root, a judgement. With a closed coil it goes on falling until a pressure switch opens.
    """
    share = max(share, LEAST_AIR)
    point[CAPACITY] *= share
    point[CAPACITY_KEPT] *= share
    point[MOISTURE_CONDUCTANCE] *= share
    point[COMPRESSOR_POWER] *= sqrt(share)
    lower = -log(share) / VAPOR_PER_KELVIN
    point[EVAPORATING] -= lower
    point[EVAPORATING_DROP] += lower


@njit
def pump_rates(
    plant: Any,
    rates: Any,
    state: Any,
    controls: Any,
    parameters: Any,
    step: Any,
    machine_map: MachineMap,
    reading: MapReading,
) -> None:
    """Fill `plant` and `rates` with what the running refrigerant circuit does, heating or cooling.

    Parameters
    ----------
    plant, rates, state, controls, parameters, step
        Records of `cosim.flow.records`.
    machine_map : MachineMap
        Of the mode in which the compressor runs.
    reading : MapReading
        Left with the map's quantities at this instant.
    """
    heating = controls.compressor == HEATING
    axis = 0 if heating else 1
    outdoor, dt = step.outdoor, step.dt
    below, point = reading.below, reading.point
    speed_range, airflow_share = machine_map.speed_range, machine_map.airflow_share
    cold, warm, share = position(outdoor, machine_map.start[axis], machine_map.step[axis], speed_range.shape[1])
    low = speed_range[LOWEST, cold] + share * (speed_range[LOWEST, warm] - speed_range[LOWEST, cold])
    high = speed_range[HIGHEST, cold] + share * (speed_range[HIGHEST, warm] - speed_range[HIGHEST, cold])
    low = max(low, min(controls.speed_floor, high))
    if heating:
        entering, moisture, sink = outdoor, step.outdoor_humidity, step.unit_air
        frost, specific_heat = state.frost_thickness, parameters.heating_specific_heat
        if controls.fan_failed == 1:  # as little air as through a coil that is nearly closed
            frost = max(frost, parameters.draught_thickness)
        thickness_step = 0.5 * parameters.fin_gap / (airflow_share.size - 1)
        state.airflow_share, plant.airflow_slope = interpolate_uniform(airflow_share, 0.0, thickness_step, frost)
        thickest = machine_map.step[FROST] * (machine_map.values.shape[FROST] - 1)
    else:
        entering, moisture, sink = step.unit_air, state.humidity, outdoor
        frost, specific_heat = 0.0, parameters.cooling_specific_heat
    speed, plant.speed_next, modulation_rate = modulate(state, controls, parameters, low, max(high, low), dt)
    plant.modulation_rate = modulation_rate
    limited = speed_range[LIMITED, warm if share > 0.5 else cold] > 0.0
    if limited and (controls.modulating == 1 or controls.speed > high):
        plant.held_speed = speed / high
    if controls.modulating == 1:
        plant.slow_rate = 1.0 if speed < parameters.slow_below else -parameters.oil_return_rate
    if state.approach <= 0.0:  # the first instant of a run: no step before to take it from, so iterate
        effective = entering
        for _ in range(3):
            interpolate(machine_map, axis, effective, sink, speed, frost, below, point)
            state.approach = effective - point[SURFACE_TEMPERATURE]
            effective, state.surface_temperature, _excess = wet_surface(
                entering, moisture, step.pressure, state.approach, point[SURFACE_TEMPERATURE], specific_heat
            )
    effective, surface, excess = wet_surface(
        entering, moisture, step.pressure, state.approach, state.surface_temperature, specific_heat
    )
    plant.kept_slope, plant.drop_slope = interpolate(machine_map, axis, effective, sink, speed, frost, below, point)
    if controls.modulating == 1:
        budget = controls.power_cap - standing_power(controls, parameters, outdoor)
        if speed > low and power_of(point) > budget:
            speed = speed_within(budget, low, speed, machine_map, axis, effective, sink, frost, reading)
            plant.speed_next, plant.modulation_rate = speed, min(modulation_rate, 0.0)
            plant.kept_slope, plant.drop_slope = interpolate(
                machine_map, axis, effective, sink, speed, frost, below, point
            )
    plant.approach = effective - point[SURFACE_TEMPERATURE]
    state.surface_temperature = surface
    state.capacity_kept = point[CAPACITY_KEPT] if heating else 1.0
    fan = point[INDOOR_FAN_POWER]
    plant.flow = point[INDOOR_FLOW]
    rates.compressor_speed = speed
    rates.outdoor_fan_electricity = point[OUTDOOR_FAN_POWER] if controls.fan_failed == 0 else 0.0
    rates.indoor_fan_electricity = fan
    if heating:
        if frost > thickest:
            share_there, _ = interpolate_uniform(airflow_share, 0.0, thickness_step, thickest)
            close_coil(point, state.airflow_share / share_there)
            state.capacity_kept = point[CAPACITY_KEPT]
        state.coil_drop, state.evaporating = point[EVAPORATING_DROP], point[EVAPORATING]
        capacity, power = point[CAPACITY], point[COMPRESSOR_POWER]
        rates.coil_temperature = surface
        if parameters.frost_model == PHYSICAL:
            rates.frost_capacity_loss = capacity / max(point[CAPACITY_KEPT], 0.01) - capacity
        else:
            kept, dearer, fraction, charged = peer_factors(
                parameters.frost_model, outdoor, moisture, step.pressure, parameters.peer_time_fraction
            )
            rates.frost_capacity_loss = (1.0 - kept) * capacity
            capacity, power = kept * capacity, dearer * power
            rates.defrosting = fraction
            rates.defrost_electricity = parameters.peer_defrost_power * charged
            rates.defrost_heat = reverse_cycle_load(outdoor, charged, parameters.peer_defrost_heat)
        to_air = parameters.start_time_constant if controls.fan == PUMP_FAN else NEVER
        plant.pump_store_next, delivered = relax(state.pump_store, capacity, to_air, dt)
        fan = fan if controls.fan == PUMP_FAN else 0.0
        rates.indoor_fan_electricity = fan
        rates.compressor_heating_electricity = power
        rates.heat_pump_heat = delivered + fan
        plant.heat = delivered + fan - rates.defrost_heat
        if parameters.frost_model != PHYSICAL:
            return
        if excess > 0.0:
            plant.frost_rate, plant.thickness_rate = frost_rates(
                surface, moisture, step.pressure, point[MOISTURE_CONDUCTANCE], parameters.frost_area
            )
        elif state.frost_mass > 0.0 and surface > FREEZING:
            plant.melt_rate = natural_melt_rate(surface, point[MOISTURE_CONDUCTANCE] * specific_heat)
        if surface < parameters.cold_coil_below:
            plant.cold_time_rate = 1.0
    else:
        # the store of a cooling coil is negative heat; latent heat shares its lag
        plant.pump_store_next, removed = relax(state.pump_store, point[CAPACITY], parameters.start_time_constant, dt)
        share = removed / max(point[CAPACITY], 1.0)
        latent = min(point[MOISTURE_CONDUCTANCE] * excess * VAPORIZATION_HEAT * share, removed)
        rates.compressor_cooling_electricity = point[COMPRESSOR_POWER]
        rates.cooling_sensible = removed - latent - fan
        rates.cooling_latent = latent
        plant.heat = -(removed - latent) + fan
        plant.latent = latent


@njit
def idle_rates(plant: Any, rates: Any, state: Any, controls: Any, parameters: Any, step: Any) -> None:
    """Fill in what a standing compressor does: heat left in its coil, crankcase heater, melting in mild air."""
    fan_runs = controls.fan == PUMP_FAN
    to_air = parameters.start_time_constant if fan_runs else NEVER
    to_outdoors = parameters.equalising_time_constant
    combined = 1.0 / (1.0 / to_air + 1.0 / to_outdoors)
    plant.pump_store_next, emptied = relax(state.pump_store, 0.0, combined, step.dt)
    delivered = emptied * combined / to_air
    plant.speed_next = 0.0
    fan = parameters.fan_power if fan_runs else 0.0
    if fan_runs:
        plant.flow = parameters.fan_flow
        rates.indoor_fan_electricity = fan
    # the sign of what is left tells a heating coil from a cooling one
    if controls.heating_side == 1:
        rates.heat_pump_heat = delivered + fan
        plant.heat = delivered + fan
    else:
        rates.cooling_sensible = delivered - fan
        plant.heat = fan - delivered
    if state.frost_mass > 0.0 and step.outdoor > FREEZING:
        plant.melt_rate = natural_melt_rate(step.outdoor, parameters.offcycle_conductance)


@njit
def defrost_rates(plant: Any, rates: Any, state: Any, parameters: Any, dt: float) -> None:
    """Fill in the melting phase of a defrost: heat from the house, compressor work or a heater into the coil."""
    heat, work, fan = parameters.melt_heat_from_house, parameters.melt_power, parameters.melt_fan_power
    plant.pump_store_next, drained = relax(state.pump_store, 0.0, parameters.start_time_constant, dt)
    plant.coil_rate = parameters.melt_efficiency * (heat + work + drained)
    plant.flow = parameters.fan_flow if fan > 0.0 else 0.0
    plant.heat = fan - heat
    plant.speed_next = 0.0
    rates.compressor_speed = parameters.melt_speed
    rates.coil_temperature = coil_temperature(state.coil_enthalpy, state.melt_start_mass, parameters.coil_capacity)
    rates.defrost_electricity = work + fan
    rates.defrost_heat = heat - fan
