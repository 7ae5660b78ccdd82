"""What the heat pump does at one instant: heat and electricity from controls, its map, frost and the air around.

Every function here is compiled and pure but for the records it is given to fill.
"""

from math import exp, log, sqrt
from typing import Any, NamedTuple

import numpy as np

from cosim.constants import FREEZING, FUSION_HEAT, ICE_SPECIFIC_HEAT, VAPORIZATION_HEAT
from cosim.equipment.machine_map import (
    CAPACITY,
    CAPACITY_KEPT,
    COMPRESSOR_POWER,
    CONDENSER,
    EVAPORATING,
    EVAPORATING_DROP,
    EVAPORATOR,
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
from cosim.flow.frost_by_number import GROWS_LAYER, layer_rates, weather_factors
from cosim.flow.groups import MapReading
from cosim.flow.marks import called, in_kernel
from cosim.flow.modulation import modulate
from cosim.flow.records import Compressor, Fan
from cosim.flow.standing import standing_power
from cosim.flow.start_up import migrate, pump_back, relax
from cosim.flow.step_length import changes_speed
from cosim.physics.frost import natural_melt_rate, surface_spread, wet_surface
from cosim.physics.peer_frost import cold_to_house, reverse_cycle_load
from cosim.physics.start_up import STORED_SHARE

VAPOR_PER_KELVIN = 0.037  # 1/K by which the density of suction gas grows with its dew temperature
EVAPORATING_PER_AIR = 0.75  # K by which the evaporating temperature rises with each of the outdoor air
MIN_AIR = 0.01  # of the air flow at the table's thickest frost
NEVER = 1e9  # s, a time constant that switches an exchange off

OFF, HEATING, PUMP_FAN = int(Compressor.OFF), int(Compressor.HEATING), int(Fan.PUMP)


class Operation(NamedTuple):
    """Under what a running refrigerant circuit works."""

    outdoor_axis: int
    """Of the map: 0 in heating, 1 in cooling."""
    evaporator_air: float
    """K."""
    humidity: float
    """Of the evaporator's air, kg/kg."""
    pressure: float
    """Of the air, Pa."""
    condenser_air: float
    """K."""
    frost: float
    """On each fin of the outdoor coil, m."""
    specific_heat: float
    """Of the evaporator's air as the map counts it, J/K per kg of dry air."""


@in_kernel
def interpolate_uniform(values: np.ndarray, start: float, step: float, place: float) -> tuple[float, float]:
    """Interpolate values given on a uniform axis; return value and slope."""
    low, high, fraction = position(place, start, step, values.size)
    rise = values[high] - values[low]
    return values[low] + fraction * rise, rise / step if step > 0.0 else 0.0


@in_kernel
def coil_temperature(enthalpy: float, frost: float, coil_capacity: float) -> float:
    """Return the temperature of coil and frost, K, from their enthalpy, J, relative to ice at 0 °C."""
    if enthalpy < 0.0:
        return FREEZING + enthalpy / (coil_capacity + ICE_SPECIFIC_HEAT * frost)
    return FREEZING + max(enthalpy - FUSION_HEAT * frost, 0.0) / coil_capacity


@in_kernel
def power_of(point: np.ndarray) -> float:
    """Return the power of compressor and both fans, W."""
    return point[COMPRESSOR_POWER] + point[OUTDOOR_FAN_POWER] + point[INDOOR_FAN_POWER]


@called
def read_map(
    machine_map: MachineMap, operation: Operation, effective: float, speed: float, reading: MapReading
) -> tuple[float, float]:
    """Fill `reading` with the map's quantities; return the slopes of `interpolate`.

    `effective` is the effective temperature of the evaporator's air, K, and `speed` that of the compressor, 1/s.
    """
    return interpolate(
        machine_map, operation.outdoor_axis, effective, operation.condenser_air, speed, operation.frost,
        reading.below, reading.point,
    )  # fmt: skip


@called
def speed_within(
    budget: float,
    low: float,
    high: float,
    machine_map: MachineMap,
    operation: Operation,
    effective: float,
    reading: MapReading,
) -> float:
    """Return the highest speed, 1/s, between `low` and `high` with at most `budget`, W; `low` where there is none.

    By regula falsi, which ends on the side of the budget. `reading` is left at the last speed tried.
    """
    read_map(machine_map, operation, effective, high, reading)
    over = power_of(reading.point) - budget
    read_map(machine_map, operation, effective, low, reading)
    under = budget - power_of(reading.point)
    if under <= 0.0:
        return low
    for _ in range(4):
        middle = low + (high - low) * under / (under + over)
        read_map(machine_map, operation, effective, middle, reading)
        excess = power_of(reading.point) - budget
        if excess > 0.0:
            high, over = middle, excess
        else:
            low, under = middle, -excess
        if under < 1.0:
            break
    return low


@in_kernel
def speed_limits(machine_map: MachineMap, axis: int, outdoor: float, floor: float) -> tuple[float, float, bool]:
    """Return lowest and highest compressor speed, 1/s, at an outdoor temperature, K, and whether a limit sets that.

    `axis` is the map's outdoor one; `floor`, 1/s, is the lowest speed that controls allow.
    """
    speeds = machine_map.speed_range
    cold, warm, share = position(outdoor, machine_map.start[axis], machine_map.step[axis], speeds.shape[1])
    low = speeds[LOWEST, cold] + share * (speeds[LOWEST, warm] - speeds[LOWEST, cold])
    high = speeds[HIGHEST, cold] + share * (speeds[HIGHEST, warm] - speeds[HIGHEST, cold])
    return max(low, min(floor, high)), high, speeds[LIMITED, warm if share > 0.5 else cold] > 0.0


@in_kernel
def close_coil(point: np.ndarray, share: float) -> None:
    """Change what a table says at its thickest frost to what is left with `share` of the air flow there.

    The evaporating temperature falls until the compressor draws as much less vapour; its power falls with the square
    root, a judgement. With a closed coil it goes on falling until a pressure switch opens.
    """
    share = max(share, MIN_AIR)
    point[CAPACITY] *= share
    point[CAPACITY_KEPT] *= share
    point[MOISTURE_CONDUCTANCE] *= share
    point[COMPRESSOR_POWER] *= sqrt(share)
    lower = -log(share) / VAPOR_PER_KELVIN
    point[EVAPORATING] -= lower
    point[EVAPORATING_DROP] += lower


@in_kernel
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
    low, high, limited = speed_limits(machine_map, 0 if heating else 1, step.outdoor, controls.speed_floor)
    plant.slowest, plant.fastest = low, max(high, low)
    speed, plant.speed_next, plant.modulation_rate = modulate(state, controls, parameters, low, max(high, low), step.dt)
    if step.dt > parameters.step + 1e-9 and changes_speed(state, controls, plant, parameters):
        return  # the step will be shortened, and all this asked again
    if limited and (controls.modulating == 1 or controls.speed > high):
        plant.held_speed = speed / high
    if controls.modulating == 1:
        plant.slow_rate = 1.0 if speed < parameters.slow_below else -parameters.oil_return_rate
    if heating:
        frost = state.frost_thickness
        if step.dt > parameters.step + 1e-9:  # a long step: as thick as at its middle
            plant.grown = min(0.5 * state.growth * step.dt, max(0.5 * parameters.fin_gap - frost, 0.0))
            frost += plant.grown
        if controls.fan_failed == 1:  # as little air as through a coil that is nearly closed
            frost = max(frost, parameters.draught_thickness)
        operation = Operation(
            0,
            step.outdoor,
            step.outdoor_humidity,
            step.pressure,
            step.return_air,
            frost,
            parameters.heating_specific_heat,
        )
    else:
        specific_heat = parameters.cooling_specific_heat
        operation = Operation(1, step.return_air, step.return_humidity, step.pressure, step.outdoor, 0.0, specific_heat)
    effective, excess = take_up_moisture(machine_map, operation, state, speed, reading)
    plant.kept_slope, plant.drop_slope = read_map(machine_map, operation, effective, speed, reading)
    point = reading.point
    if controls.modulating == 1:
        budget = controls.power_cap - standing_power(controls, parameters, step.outdoor)
        if speed > low and power_of(point) > budget:
            speed = speed_within(budget, low, speed, machine_map, operation, effective, reading)
            plant.speed_next, plant.modulation_rate = speed, min(plant.modulation_rate, 0.0)
            plant.kept_slope, plant.drop_slope = read_map(machine_map, operation, effective, speed, reading)
    plant.approach = effective - point[SURFACE_TEMPERATURE]
    plant.spread = surface_spread(point[SURFACE_TEMPERATURE], point[EVAPORATING])
    plant.flow = point[INDOOR_FLOW]
    rates.compressor_speed = speed
    rates.outdoor_fan_electricity = point[OUTDOOR_FAN_POWER] if controls.fan_failed == 0 else 0.0
    if heating:
        if excess > 0.0:  # with the approach of this step: frost that lags by one is less the longer the step
            _, state.surface_temperature, excess = wet_surface(
                operation.evaporator_air,
                operation.humidity,
                operation.pressure,
                plant.approach,
                plant.spread,
                state.surface_temperature,
                operation.specific_heat,
            )
        restrict_air(plant, state, parameters, machine_map, operation.frost, point)
        state.condensing = condensing_temperature(machine_map, parameters, step, point)
        heating_rates(plant, rates, state, controls, parameters, step, point)
        if GROWS_LAYER[parameters.frost_model]:
            frost_growth(plant, state, parameters, operation, excess, point)
    else:
        state.capacity_kept = 1.0
        # below the map's coldest outdoor air, a wide open expansion valve passes less and less
        colder = machine_map.start[CONDENSER] - step.outdoor
        state.evaporating = point[EVAPORATING] - parameters.starving * max(colder, 0.0)
        rejected = point[CAPACITY] + point[COMPRESSOR_POWER]
        state.condensing = step.outdoor + parameters.rejection_lift * rejected
        cooling_rates(plant, rates, state, parameters, point, excess, step.dt)


@called
def take_up_moisture(
    machine_map: MachineMap, operation: Operation, state: Any, speed: float, reading: MapReading
) -> tuple[float, float]:
    """Return effective temperature, K, of the evaporator's air and its humidity ratio above saturation at the coil.

    ``state.surface_temperature`` follows; ``state.approach`` and ``state.spread`` too, where there is no step before
    to take them from.
    """
    air, humidity, pressure = operation.evaporator_air, operation.humidity, operation.pressure
    if state.approach <= 0.0:  # the first instant of a run: iterate
        effective = air
        for _ in range(3):
            read_map(machine_map, operation, effective, speed, reading)
            surface = reading.point[SURFACE_TEMPERATURE]
            state.approach, state.spread = effective - surface, surface_spread(surface, reading.point[EVAPORATING])
            effective, state.surface_temperature, _excess = wet_surface(
                air, humidity, pressure, state.approach, state.spread, surface, operation.specific_heat
            )
    effective, surface, excess = wet_surface(
        air, humidity, pressure, state.approach, state.spread, state.surface_temperature, operation.specific_heat
    )
    state.surface_temperature = surface
    return effective, excess


@in_kernel
def restrict_air(
    plant: Any, state: Any, parameters: Any, machine_map: MachineMap, frost: float, point: np.ndarray
) -> None:
    """Note what `frost`, m, leaves of air flow and capacity; beyond the map's thickest, change `point` accordingly."""
    airflow_share = machine_map.airflow_share
    thickness_step = 0.5 * parameters.fin_gap / (airflow_share.size - 1)
    state.airflow_share, plant.airflow_slope = interpolate_uniform(airflow_share, 0.0, thickness_step, frost)
    thickest = machine_map.step[FROST] * (machine_map.values.shape[FROST] - 1)
    if frost > thickest:
        share_there, _ = interpolate_uniform(airflow_share, 0.0, thickness_step, thickest)
        close_coil(point, state.airflow_share / share_there)
    grown = plant.grown  # guards watch what is there at the step's beginning
    state.airflow_share -= plant.airflow_slope * grown
    state.capacity_kept = point[CAPACITY_KEPT] - plant.kept_slope * grown
    state.coil_drop, state.evaporating = point[EVAPORATING_DROP] - plant.drop_slope * grown, point[EVAPORATING]


@in_kernel
def condensing_temperature(machine_map: MachineMap, parameters: Any, step: Any, point: np.ndarray) -> float:
    """Return the condensing temperature, K, of a circuit that heats the room, also beyond the map's axes.

    The air takes the condenser's heat with an effectiveness that the map's warmest corner gives: as good as there, up
    to 2 K low elsewhere, up to 5 K low where fans run slower. In warmer outdoor air than the map's, a compressor draws
    denser gas.
    """
    last = machine_map.values.shape[EVAPORATOR] - 1
    warmer = step.outdoor - machine_map.start[EVAPORATOR] - machine_map.step[EVAPORATOR] * last
    heat = point[CAPACITY]
    if warmer > 0.0:
        heat *= exp(VAPOR_PER_KELVIN * EVAPORATING_PER_AIR * warmer)
    return step.return_air + parameters.condenser_lift * heat / point[INDOOR_FLOW]


@in_kernel
def heating_rates(
    plant: Any, rates: Any, state: Any, controls: Any, parameters: Any, step: Any, point: np.ndarray
) -> None:
    """Fill in heat and electricity of a compressor that heats, from the map's quantities, `point`."""
    capacity, power = point[CAPACITY], point[COMPRESSOR_POWER]
    rates.coil_temperature = state.surface_temperature
    if GROWS_LAYER[parameters.frost_model]:
        rates.frost_capacity_loss = capacity / max(point[CAPACITY_KEPT], 0.01) - capacity
    else:
        capacity_factor, power_factor, fraction, charged = weather_factors(
            parameters.frost_model, step.outdoor, step.outdoor_humidity, step.pressure
        )
        rates.frost_capacity_loss = (1.0 - capacity_factor) * capacity
        cold = parameters.peer_cools_house * cold_to_house(capacity, capacity_factor, fraction)
        capacity, power = capacity_factor * capacity, power_factor * power
        rates.defrosting = fraction
        rates.defrost_electricity = parameters.peer_defrost_power * charged
        rates.defrost_heat = cold + reverse_cycle_load(step.outdoor, charged, parameters.peer_defrost_heat)
    plant.migrated_next, missing = pump_back(state.migrated, parameters.heating_lag, step.dt)
    rates.heating_start_loss = capacity * missing
    capacity -= rates.heating_start_loss
    fan_runs = controls.fan == PUMP_FAN
    to_air = STORED_SHARE * parameters.heating_lag if fan_runs else NEVER
    plant.pump_store_next, delivered = relax(state.pump_store, capacity, to_air, step.dt)
    fan = point[INDOOR_FAN_POWER] if fan_runs else 0.0
    rates.indoor_fan_electricity = fan
    rates.compressor_heating_electricity = power
    rates.heat_pump_heat = delivered + fan
    plant.heat = delivered + fan - rates.defrost_heat


@in_kernel
def frost_growth(
    plant: Any, state: Any, parameters: Any, operation: Operation, excess: float, point: np.ndarray
) -> None:
    """Fill in how fast frost forms on the outdoor coil, or melts in mild air, and whether the defrost timer runs.

    The board's sensor is clamped to a tube of the coil, so it reads the refrigerant's temperature rather than that of
    the fins.
    """
    surface = state.surface_temperature
    if excess > 0.0:
        plant.frost_rate, plant.thickness_rate = layer_rates(
            parameters.frost_model,
            surface,
            state.spread,
            operation.evaporator_air,
            operation.humidity,
            operation.pressure,
            point[MOISTURE_CONDUCTANCE],
            parameters.frost_area,
        )
    if plant.frost_rate == 0.0 and state.frost_mass > 0.0 and surface > FREEZING:
        plant.melt_rate = natural_melt_rate(surface, point[MOISTURE_CONDUCTANCE] * operation.specific_heat)
    if point[EVAPORATING] < parameters.cold_coil_below:
        plant.cold_time_rate = 1.0


@in_kernel
def cooling_rates(
    plant: Any, rates: Any, state: Any, parameters: Any, point: np.ndarray, excess: float, dt: float
) -> None:
    """Fill in heat and electricity of a compressor that cools; `excess` is that of the coil's air above saturation."""
    plant.migrated_next, missing = pump_back(state.migrated, parameters.cooling_lag, dt)
    rates.cooling_start_loss = point[CAPACITY] * missing
    capacity = point[CAPACITY] - rates.cooling_start_loss
    # the store of a cooling coil is negative heat; latent heat shares its lag
    plant.pump_store_next, removed = relax(state.pump_store, capacity, STORED_SHARE * parameters.cooling_lag, dt)
    share, fan = removed / max(point[CAPACITY], 1.0), point[INDOOR_FAN_POWER]
    latent = min(point[MOISTURE_CONDUCTANCE] * excess * VAPORIZATION_HEAT * share, removed)
    rates.indoor_fan_electricity = fan
    rates.compressor_cooling_electricity = point[COMPRESSOR_POWER]
    rates.cooling_sensible = removed - latent - fan
    rates.cooling_latent = latent
    plant.heat = -(removed - latent) + fan
    plant.latent = latent


@in_kernel
def idle_rates(plant: Any, rates: Any, state: Any, controls: Any, parameters: Any, step: Any) -> None:
    """Fill in what a standing compressor does: heat left in its coil, crankcase heater, melting in mild air."""
    fan_runs = controls.fan == PUMP_FAN
    lag = parameters.heating_lag if controls.heating_side == 1 else parameters.cooling_lag
    to_air = STORED_SHARE * lag if fan_runs else NEVER
    to_outdoors = parameters.equalising_time
    combined = 1.0 / (1.0 / to_air + 1.0 / to_outdoors)
    plant.pump_store_next, emptied = relax(state.pump_store, 0.0, combined, step.dt)
    delivered = emptied * combined / to_air
    plant.migrated_next = migrate(state.migrated, parameters.migration_time, step.dt)
    plant.speed_next = 0.0
    fan = parameters.fan_power if fan_runs else 0.0
    if fan_runs:
        plant.flow = parameters.fan_flow
        rates.indoor_fan_electricity = fan
    # the sign of what is left distinguishes a heating coil from a cooling one
    if controls.heating_side == 1:
        rates.heat_pump_heat = delivered + fan
        rates.heating_start_loss = emptied - delivered
        plant.heat = delivered + fan
    else:
        rates.cooling_sensible = delivered - fan
        rates.cooling_start_loss = emptied - delivered
        plant.heat = fan - delivered
    if state.frost_mass > 0.0 and step.outdoor > FREEZING:
        plant.melt_rate = natural_melt_rate(step.outdoor, parameters.offcycle_conductance)


@in_kernel
def defrost_rates(plant: Any, rates: Any, state: Any, parameters: Any, dt: float) -> None:
    """Fill in the melting phase of a defrost: heat from the house, compressor work or a heater into the coil."""
    heat, work, fan = parameters.melt_heat_from_house, parameters.melt_power, parameters.melt_fan_power
    plant.pump_store_next, drained = relax(state.pump_store, 0.0, STORED_SHARE * parameters.heating_lag, dt)
    plant.migrated_next = state.migrated  # the refrigerant stays in motion
    plant.coil_rate = parameters.melt_efficiency * (heat + work + drained)
    plant.flow = parameters.fan_flow if fan > 0.0 else 0.0
    plant.heat = fan - heat
    plant.speed_next = 0.0
    rates.compressor_speed = parameters.melt_speed
    rates.coil_temperature = coil_temperature(state.coil_enthalpy, state.melt_start_mass, parameters.coil_capacity)
    rates.defrost_electricity = work + fan
    rates.defrost_heat = heat - fan
