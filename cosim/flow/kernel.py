"""The flow: everything continuous in the house, carried from one instant to the next by compiled code.

One call advances the modal envelope, the zone's humidity, frost, heat stores and the compressor's modulation up to
`until`, or to the first second at which an armed guard is crossed. Sources are evaluated at the start of an internal
step and held through it; the envelope's answer to them is exact.
"""

from math import floor
from typing import Any

import numpy as np
from numba import njit

from cosim.envelope.columns import (
    CONVECTIVE,
    DRY_BULB,
    FIRST_ZONE_INPUT,
    HUMIDITY,
    LATENT,
    OTHER,
    OUTDOOR_INPUT,
    PRESSURE,
    RADIANT,
    VENTILATION,
    WIND,
)
from cosim.flow.boundary import at_hour, hourly_course, refresh_faces
from cosim.flow.heat_pump import coil_temperature, defrost_rates, idle_rates, pump_rates
from cosim.flow.heaters import auxiliary_rates, furnace_rates
from cosim.flow.meters import add_minute, add_to_meters, total_electricity
from cosim.flow.modes import dot, keep, look_ahead, propagator, restore
from cosim.flow.modulation import sense
from cosim.flow.records import (
    BETWEEN_STEPS,
    GUARD_SIDE,
    GUARD_SIGNAL,
    MID_STEP,
    NO_GUARD,
    PAUSED,
    Compressor,
    Fan,
    Signal,
)
from cosim.physics.air import DRY_AIR_SPECIFIC_HEAT, FUSION_HEAT, VAPORIZATION_HEAT, humidity_ratio_saturated
from cosim.physics.ducts import duct_exchange
from cosim.physics.frost import ICE_DENSITY
from cosim.physics.infiltration import zone_air_flow

OFF, HEATING, COOLING, DEFROST = (int(kind) for kind in Compressor)
NO_FAN = int(Fan.OFF)
(
    AIR, OUTDOOR, KEPT, COLD_TIME, COIL, HELD_SPEED, SLOW_TIME, SECOND_AIR, SENSED, AIRFLOW, COIL_DROP, EVAPORATING,
) = (int(signal) for signal in Signal)  # fmt: skip
HOUR, QUARTER, MINUTE = 3600.0, 900.0, 60.0


@njit
def first_crossed(armed: int, thresholds: np.ndarray, signals: np.ndarray) -> int:
    """Return the number of the first armed guard whose threshold is reached, or -1."""
    guard = 0
    while armed >> guard:
        if (armed >> guard) & 1 and (signals[GUARD_SIGNAL[guard]] - thresholds[guard]) * GUARD_SIDE[guard] >= 0.0:
            return guard
        guard += 1
    return NO_GUARD


def flow(house: Any, until: float, armed: int) -> int:
    """Carry the house to `until`, or to the first whole second at which an armed guard is crossed.

    Parameters
    ----------
    house : HouseData
        Everything the flow reads and writes; see `cosim.flow.crossing`.
    until : float
        Seconds since 1 January 00:00.
    armed : int
        Bit set of the guards to watch.

    Returns
    -------
    int
        The guard that was crossed, or -1; ``state.time`` tells when. ``PAUSED`` where ``state.pause`` came first.

    Notes
    -----
    A pause leaves no trace. A step that would pass it is lived up to it, so that everything can be read there, and
    taken back when the flow goes on: it is then lived anew as a whole. Whether and where somebody looks at the house
    therefore does not change a bit of its course.
    """
    state, controls, parameters = house.state[0], house.controls[0], house.parameters[0]
    plant, rates, rate_vector = house.plant[0], house.rates[0], house.rate_vector
    plant_vector = house.plant_vector
    modes, eigenvalue, decay, gain = house.modes, house.eigenvalue, house.decay, house.gain
    ahead, face_table = house.ahead, house.face_table
    # every reading of a field counts a reference, which costs as much as ten multiplications: read each once
    face_reading, face_feed, face_sun = house.face_reading, house.face_feed, house.face_sun
    face_temperature, face_source, outdoor_heat = house.face_temperature, house.face_source, house.outdoor_heat
    zone_heat, zone_static, zone_response = house.zone_heat, house.zone_static, house.zone_response
    vent_heat, leakage, meter = house.vent_heat, house.leakage, house.meter
    heating_values, heating_start, heating_step = house.heating_values, house.heating_start, house.heating_step
    cooling_values, cooling_start, cooling_step = house.cooling_values, house.cooling_start, house.cooling_step
    heating_limits, cooling_limits, clean, point = house.heating_limits, house.cooling_limits, house.clean, house.point
    heating_anchors, cooling_anchors = house.heating_anchors, house.cooling_anchors
    inputs, u, u_integral, hold, forcing = house.inputs, house.u, house.u_integral, house.hold, house.forcing
    zone_output, zone_feed = house.zone_output, house.zone_feedthrough
    weather, gains, thresholds, signals = house.weather, house.gains, house.thresholds, house.signals
    accumulated, totals, ledger = house.accumulated, house.totals, house.ledger
    airflow_share = house.airflow_share
    minutes, first_minute = house.minutes, 60.0 * parameters.first_hour
    zone_temperature = house.zone_temperature
    n = modes.size
    conditioned = FIRST_ZONE_INPUT
    duct_zone = parameters.duct_zone
    duct_input = FIRST_ZONE_INPUT + duct_zone
    second_zone = parameters.second_zone  # 0 where there is no second conditioned zone
    second_input = FIRST_ZONE_INPUT + second_zone
    pause = state.pause
    if state.paused == MID_STEP:
        restore(
            house.kept, house.state_vector, modes, u_integral, accumulated, totals, meter, zone_temperature
        )  # fmt: skip
        state.pause = pause
    elif state.paused != BETWEEN_STEPS:
        remaining_guard = first_crossed(armed, thresholds, signals)
        if remaining_guard >= 0:
            return remaining_guard
    state.paused = 0
    offset, external, given_outdoor = controls.outdoor_offset, controls.external_heat, controls.outdoor_temperature

    # a row taken out of a matrix counts references, too
    room_output, room_leakage = zone_output[0], leakage[0]
    outdoor_row, air_row, duct_row = inputs[OUTDOOR_INPUT], inputs[conditioned], inputs[duct_input]
    second_output, second_row = zone_output[second_zone], inputs[second_input]
    second_heat = second_static = 0.0
    start = hour_of_run = -1e30
    while state.time < until:
        time = state.time
        if time >= pause:
            state.paused = BETWEEN_STEPS
            return PAUSED
        if time >= start + HOUR - 1e-9:
            hour_of_run = floor(time / HOUR + 1e-12)
            start = hour_of_run * HOUR
            hour = int(hour_of_run) % 8760
            outdoor_began, outdoor_change = hourly_course(weather, hour, DRY_BULB)
            humidity_began, humidity_change = hourly_course(weather, hour, HUMIDITY)
            if given_outdoor > 0.0:
                outdoor_began, outdoor_change = given_outdoor, 0.0
            outdoor_began += offset
            pressure = weather[hour, PRESSURE]
            convective, radiant = gains[hour, CONVECTIVE] + controls.extra_gain, gains[hour, RADIANT]
            latent, other = gains[hour, LATENT], gains[hour, OTHER]
        elapsed = time - start
        # the step ends at the next instant of the grid, of a quarter hour, or of the caller
        longest = parameters.resting_step if rests(controls) else parameters.step
        dt = (floor(elapsed / longest + 1e-9) + 1.0) * longest - elapsed
        quarter_end = (floor(elapsed / QUARTER + 1e-9) + 1.0) * QUARTER
        dt = min(dt, quarter_end - elapsed, until - time)
        middle = (elapsed + 0.5 * dt) / HOUR
        outdoor = outdoor_began + outdoor_change * middle
        outdoor_humidity = humidity_began + humidity_change * middle
        if offset < 0.0 or given_outdoor > 0.0:
            outdoor_humidity = min(outdoor_humidity, humidity_ratio_saturated(outdoor, pressure))
        air = zone_temperature[0]
        indoor_unit_air = air + controls.second_share * (zone_temperature[second_zone] - air)

        if time >= state.refresh_at:
            refresh_faces(
                face_table, hour, elapsed / HOUR, modes, inputs, u, hold, weather, gains, leakage, face_reading,
                face_feed, face_sun, face_temperature, face_source, outdoor_heat, zone_output, zone_feed,
                zone_temperature, zone_heat, zone_static, zone_response, vent_heat,
                outdoor_began + outdoor_change * (elapsed / HOUR), second_zone, parameters.second_gain_share,
            )  # fmt: skip
            wind = at_hour(weather, hour, elapsed / HOUR, WIND)
            state.inflow = zone_air_flow(room_leakage, air, outdoor, wind, pressure) + gains[hour, VENTILATION]
            state.refresh_at = (
                start + (floor(elapsed / parameters.face_interval + 1e-9) + 1.0) * parameters.face_interval
            )

        may_pause = time + dt > pause
        if may_pause:
            keep(house.kept, house.state_vector, modes, u_integral, accumulated, totals, meter, zone_temperature)

        # --- what happens at this instant
        rate_vector[:] = 0.0
        plant_vector[:] = 0.0
        plant.exchanger_store_next = state.exchanger_store
        if controls.compressor == HEATING:
            pump_rates(
                plant, rates, state, controls, parameters, heating_values, heating_start,
                heating_step, heating_limits, heating_anchors, airflow_share, clean, point, indoor_unit_air,
                state.humidity, outdoor,
                outdoor_humidity, pressure, dt,
            )  # fmt: skip
        elif controls.compressor == COOLING:
            pump_rates(
                plant, rates, state, controls, parameters, cooling_values, cooling_start,
                cooling_step, cooling_limits, cooling_anchors, airflow_share, clean, point, indoor_unit_air,
                state.humidity, outdoor,
                outdoor_humidity, pressure, dt,
            )  # fmt: skip
        elif controls.compressor == DEFROST:
            defrost_rates(plant, rates, state, parameters, dt)
        else:
            idle_rates(plant, rates, state, controls, parameters, outdoor, dt)
        pump_heat = plant.heat
        if parameters.furnace_capacity > 0.0:
            furnace_rates(plant, rates, state, controls, parameters, dt)
        auxiliary_rates(plant, rates, controls, parameters, outdoor)
        if controls.defrosting == 1:
            rates.defrosting = 1.0
            rates.defrost_electricity += rates.indoor_fan_electricity + rates.outdoor_fan_electricity
            rates.indoor_fan_electricity = 0.0
            rates.outdoor_fan_electricity = 0.0
        if rates.coil_temperature == 0.0:
            rates.coil_temperature = outdoor

        # --- ducts, air leakage and gains
        heat = plant.heat
        duct_heat = 0.0
        if duct_zone != 0 and plant.flow > 0.0:
            surroundings = zone_temperature[duct_zone] if duct_zone > 0 else outdoor
            to_room, duct_heat, _ = duct_exchange(
                plant.heat, plant.flow, air, surroundings, outdoor,
                parameters.duct_supply_leakage, parameters.duct_return_leakage,
                parameters.duct_supply_conductance, parameters.duct_return_conductance,
            )  # fmt: skip
            heat = to_room
            rates.duct_loss = plant.heat - to_room
        if second_zone > 0:
            baseboards = controls.baseboard_power
            rates.strip_electricity += baseboards
            rates.strip_heat += baseboards
            unit_heat = controls.second_share * pump_heat + controls.second_central_share * (plant.heat - pump_heat)
            if plant.heat != 0.0:
                unit_heat *= heat / plant.heat  # what ducts lose is lost to both alike
            unit_heat += plant.direct_second
            heat += plant.direct - unit_heat
            second_heat = unit_heat + baseboards + parameters.second_gain_share * convective
        else:
            heat += plant.direct
        rates.supply_air_temperature = air
        if plant.flow > 0.0:
            rates.supply_air_temperature = air + plant.heat / (plant.flow * DRY_AIR_SPECIFIC_HEAT)
        if controls.defrosting == 1:
            state.lowest_supply = min(state.lowest_supply, rates.supply_air_temperature)
        inflow = state.inflow
        leaking = inflow * DRY_AIR_SPECIFIC_HEAT * (outdoor - air)
        rates.infiltration_heat = leaking
        air_heat = heat + leaking + (1.0 - parameters.second_gain_share) * convective + external + zone_heat[0]
        u[OUTDOOR_INPUT] = outdoor
        u[conditioned] = air_heat

        # --- the envelope's answer, first without ideal heat
        row = propagator(eigenvalue, decay, gain, dt)
        for i in range(n):
            forcing[i] = hold[i] + outdoor_row[i] * outdoor + air_row[i] * air_heat
        if duct_zone > 0 and duct_heat != 0.0:
            for i in range(n):
                forcing[i] += duct_row[i] * duct_heat
        static = zone_static[0] + zone_feed[0, OUTDOOR_INPUT] * outdoor + zone_feed[0, conditioned] * air_heat
        if duct_zone > 0:
            static += zone_feed[0, duct_input] * duct_heat
        if second_zone > 0:
            for i in range(n):
                forcing[i] += second_row[i] * second_heat
            static += zone_feed[0, second_input] * second_heat
            second_static = (
                zone_static[second_zone]
                + zone_feed[second_zone, OUTDOOR_INPUT] * outdoor
                + zone_feed[second_zone, conditioned] * air_heat
                + zone_feed[second_zone, second_input] * second_heat
            )
        later = look_ahead(modes, forcing, room_output, decay, gain, row, ahead) + static
        if dt > parameters.step + 1e-9:  # a long step: air leaks in as the mean of the room's course asks for
            shift = -0.5 * inflow * DRY_AIR_SPECIFIC_HEAT * (later - air)
            for i in range(n):
                forcing[i] += air_row[i] * shift
            static += zone_feed[0, conditioned] * shift
            second_static += zone_feed[second_zone, conditioned] * shift
            air_heat += shift
            u[conditioned] = air_heat
            rates.infiltration_heat = leaking + shift
            later = look_ahead(modes, forcing, room_output, decay, gain, row, ahead) + static

        if controls.ideal_heating == 1 or controls.ideal_cooling == 1:
            ideal = 0.0
            if controls.ideal_heating == 1 and later < controls.heating_setpoint:
                ideal = controls.heating_setpoint - later
            elif controls.ideal_cooling == 1 and later > controls.cooling_setpoint:
                ideal = controls.cooling_setpoint - later
            if ideal != 0.0:
                response = zone_feed[0, conditioned]
                for i in range(n):
                    response += room_output[i] * gain[row, i] * air_row[i]
                ideal /= response
                ideal = min(max(ideal, -parameters.ideal_cooling_capacity), parameters.ideal_heating_capacity)
                for i in range(n):
                    forcing[i] += air_row[i] * ideal
                static += zone_feed[0, conditioned] * ideal
                air_heat += ideal
                u[conditioned] = air_heat
                rates.ideal_heat = max(ideal, 0.0)
                rates.cooling_sensible += max(-ideal, 0.0)
                later = look_ahead(modes, forcing, room_output, decay, gain, row, ahead) + static

        # --- is a guard crossed on the way? then stop at the first whole second after it
        crossed = NO_GUARD
        if armed != 0:
            ahead_outdoor = outdoor_began + outdoor_change * (elapsed + dt) / HOUR
            second_later = second_reading(second_zone, second_output, ahead, second_static, later)
            fill_signals(signals, state, plant, parameters, air, later, second_later, ahead_outdoor, dt)
            crossed = first_crossed(armed, thresholds, signals)
            if crossed >= 0:
                low, high = 0.0, dt
                while high - low > 1.0 + 1e-9:
                    middle_dt = floor(time + 0.5 * (low + high)) - time
                    if middle_dt <= low:
                        middle_dt = 0.5 * (low + high)
                    row = propagator(eigenvalue, decay, gain, middle_dt)
                    later = look_ahead(modes, forcing, room_output, decay, gain, row, ahead) + static
                    ahead_outdoor = outdoor_began + outdoor_change * (elapsed + middle_dt) / HOUR
                    second_later = second_reading(second_zone, second_output, ahead, second_static, later)
                    fill_signals(signals, state, plant, parameters, air, later, second_later, ahead_outdoor, middle_dt)
                    now_crossed = first_crossed(armed, thresholds, signals)
                    if now_crossed >= 0:
                        high, crossed = middle_dt, now_crossed
                    else:
                        low = middle_dt
                dt = high
                row = propagator(eigenvalue, decay, gain, dt)
                later = look_ahead(modes, forcing, room_output, decay, gain, row, ahead) + static

        pausing = may_pause and time + dt > pause
        if pausing:
            crossed = NO_GUARD
            dt = pause - time
            row = propagator(eigenvalue, decay, gain, dt)
            later = look_ahead(modes, forcing, room_output, decay, gain, row, ahead) + static

        # --- move
        for i in range(n):
            modes[i] = ahead[i]
        zone_temperature[0] = later
        if second_zone > 0:
            second_before = zone_temperature[second_zone]
            state.second_air = second_before
            zone_temperature[second_zone] = second_reading(second_zone, second_output, ahead, second_static, later)
            u[second_input] = zone_heat[second_zone] + second_heat
        if duct_zone > 0:
            u[duct_input] = zone_heat[duct_zone] + duct_heat
        for j in range(u.size):
            u_integral[j] += u[j] * dt
        meter[1] += (zone_heat[0] - second_heat) * dt
        move_plant(state, plant, rates, parameters, controls, dt)
        dry_air = parameters.moisture_capacity
        moisture = inflow * (outdoor_humidity - state.humidity)
        moisture += (latent - plant.latent) / VAPORIZATION_HEAT
        rates.indoor_humidity_ratio = state.humidity
        state.humidity = max(state.humidity + moisture / dry_air * dt, 1e-5)
        rates.outdoor_temperature = outdoor
        rates.outdoor_humidity_ratio = outdoor_humidity
        rates.indoor_temperature = 0.5 * (air + zone_temperature[0])
        rates.heating_setpoint = controls.heating_setpoint
        rates.cooling_setpoint = controls.cooling_setpoint
        rates.unmet_heating = max(controls.heating_limit - 0.5 - rates.indoor_temperature, 0.0)
        rates.unmet_cooling = max(rates.indoor_temperature - 0.5 - controls.cooling_limit, 0.0)
        rates.second_zone_temperature = rates.indoor_temperature
        if second_zone > 0:
            second_mean = 0.5 * (second_before + zone_temperature[second_zone])
            rates.second_zone_temperature = second_mean
            rates.unmet_heating = max(rates.unmet_heating, controls.second_heating_limit - 0.5 - second_mean)
            rates.unmet_cooling = max(rates.unmet_cooling, second_mean - 0.5 - controls.second_cooling_limit)
        rates.internal_gain = convective + radiant
        rates.external_heat = external
        rates.other_electricity = other
        total_electricity(rates, controls)
        for k in range(rate_vector.size):
            accumulated[k] += rate_vector[k] * dt
        add_to_meters(totals, plant, rates, controls, dt)
        if minutes.shape[1] > 0 and not pausing:  # steps end at whole minutes then
            begun = time
            while begun < time + dt - 1e-9:
                minute = floor(begun / MINUTE + 1e-9)
                ends = min((minute + 1.0) * MINUTE, time + dt)
                if 0 <= minute - first_minute < minutes.shape[1]:
                    add_minute(minutes, int(minute - first_minute), rates, (ends - begun) / MINUTE)
                begun = ends
        time += dt
        state.time = time
        state.sensed = sense(state, parameters, air, zone_temperature[0], dt)
        signals[AIR], signals[SECOND_AIR] = zone_temperature[0], zone_temperature[second_zone]
        signals[SENSED] = state.sensed
        signals[OUTDOOR] = outdoor_began + outdoor_change * (time - start) / HOUR
        signals[KEPT] = state.capacity_kept
        signals[COLD_TIME] = state.cold_run_time
        signals[AIRFLOW] = state.airflow_share
        signals[COIL_DROP] = state.coil_drop
        signals[EVAPORATING] = state.evaporating
        signals[COIL] = coil_temperature(state.coil_enthalpy, state.melt_start_mass, parameters.coil_capacity)
        signals[HELD_SPEED] = plant.held_speed
        signals[SLOW_TIME] = state.slow_run_time

        if pausing:
            state.time = pause
            state.paused = MID_STEP
            return PAUSED

        # --- close the quarter and the hour
        elapsed = time - start
        if elapsed >= quarter_end - 1e-9:
            record = int(time / QUARTER + 0.5) - 1 - 4 * int(parameters.first_hour)
            if 0 <= record < house.quarters.size:
                house.quarters[record] = (totals[0] - meter[0]) / QUARTER
            meter[0] = totals[0]
        if elapsed >= HOUR - 1e-9:
            record = int(hour_of_run - parameters.first_hour)
            if 0 <= record < ledger.shape[0]:
                for k in range(rate_vector.size):
                    ledger[record, k] = accumulated[k] / HOUR
                for j in range(u.size):
                    house.hourly_inputs[record, j] = u_integral[j]
                house.hourly_films[record] = meter[1]
            if 0 <= record + 1 <= ledger.shape[0]:
                for i in range(n):
                    house.hourly_modes[record + 1, i] = modes[i]
            for k in range(rate_vector.size):
                accumulated[k] = 0.0
            u_integral[:] = 0.0
            meter[1] = 0.0
        if crossed >= 0:
            return crossed
    return NO_GUARD


@njit
def rests(controls: Any) -> bool:
    """Say whether nothing runs: then sources change so slowly that they may be held for longer."""
    return (
        controls.compressor == OFF
        and controls.fan == NO_FAN
        and controls.burner == 0.0
        and controls.strip_power == 0.0
        and controls.baseboard_power == 0.0
        and controls.circulating == 0
        and controls.defrosting == 0
        and controls.ideal_heating == 0
        and controls.ideal_cooling == 0
    )


@njit
def second_reading(zone: int, output: np.ndarray, modes: np.ndarray, static: float, first: float) -> float:
    """Return the air temperature of the second conditioned zone, K; the first's where there is no second."""
    return dot(output, modes) + static if zone > 0 else first


@njit
def fill_signals(
    signals: np.ndarray,
    state: Any,
    plant: Any,
    parameters: Any,
    air: float,
    later: float,
    second_air: float,
    outdoor: float,
    dt: float,
) -> None:
    """Say what the guards' signals will be `dt` from now at the present rates."""
    signals[AIR], signals[SECOND_AIR] = later, second_air
    signals[SENSED] = sense(state, parameters, air, later, dt)
    signals[OUTDOOR] = outdoor
    signals[KEPT] = state.capacity_kept + plant.kept_slope * plant.thickness_rate * dt
    signals[COLD_TIME] = state.cold_run_time + plant.cold_time_rate * dt
    signals[HELD_SPEED] = plant.held_speed
    signals[SLOW_TIME] = state.slow_run_time + plant.slow_rate * dt
    signals[AIRFLOW] = state.airflow_share + plant.airflow_slope * plant.thickness_rate * dt
    signals[COIL_DROP] = state.coil_drop + plant.drop_slope * plant.thickness_rate * dt
    signals[EVAPORATING] = state.evaporating
    signals[COIL] = coil_temperature(
        state.coil_enthalpy + plant.coil_rate * dt, state.melt_start_mass, parameters.coil_capacity
    )


@njit
def move_plant(state: Any, plant: Any, rates: Any, parameters: Any, controls: Any, dt: float) -> None:
    """Advance the equipment's own states by `dt` and note frost laid down and melted."""
    state.pump_store = plant.pump_store_next
    state.exchanger_store = plant.exchanger_store_next
    state.speed = plant.speed_next
    state.modulation = min(max(state.modulation + plant.modulation_rate * dt, 0.0), 1.0)
    state.cold_run_time += plant.cold_time_rate * dt
    state.slow_run_time = max(state.slow_run_time + plant.slow_rate * dt, 0.0)
    state.approach = plant.approach
    before = state.frost_mass
    if before == 0.0 and controls.fan_failed == 0:
        state.airflow_share = 1.0
    rates.frost_mass = before
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
        state.frost_thickness = min(state.frost_thickness + plant.thickness_rate * dt, half_gap)
