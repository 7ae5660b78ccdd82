"""How a communicating thermostat senses the room and modulates compressor or burner; compiled into the flow."""

from math import exp, floor
from typing import Any

from cosim.flow.marks import in_kernel
from cosim.flow.records import Compressor

HEATING = int(Compressor.HEATING)


@in_kernel
def sense(state: Any, parameters: Any, air: float, later: float, dt: float) -> float:
    """Return what the thermostat's sensor reads after `dt`, K, while the air goes from `air` to `later`."""
    if parameters.sensor_time_constant == 0.0:
        return later + parameters.sensor_offset
    # the exact answer to air that warms or cools evenly
    lag = (later - air) / dt * parameters.sensor_time_constant
    behind = state.sensed - parameters.sensor_offset - air + lag
    return later + parameters.sensor_offset - lag + behind * exp(-dt / parameters.sensor_time_constant)


@in_kernel
def sample(state: Any, controls: Any, parameters: Any, heating: bool) -> tuple[float, bool]:
    """Sample the room at the interval of a communicating control; return its demand, and whether it is new.

    The demand is a share of the range from lowest to highest output, and may be outside 0 to 1.
    """
    new = state.time >= state.sample_at - 1e-6
    if new:
        interval = parameters.sample_interval
        state.sample_at = (floor(state.time / interval + 1e-6) + 1.0) * interval
        state.error = controls.heating_setpoint - state.sensed if heating else state.sensed - controls.cooling_setpoint
        if parameters.zones_apart == 1:  # of both zones, weighted with the heat they get
            there = state.second_air
            there = controls.second_heating_setpoint - there if heating else there - controls.second_cooling_setpoint
            state.error += controls.second_share * (there - state.error)
    return parameters.proportional_gain * state.error + state.modulation, new


@in_kernel
def integral_rate(state: Any, parameters: Any, demand: float) -> float:
    """Return the rate of the integral term, 1/s; 0 where it would only wind up beyond the range."""
    return rate_of(state.error, parameters, demand)


@in_kernel
def rate_of(error: float, parameters: Any, demand: float) -> float:
    """Return the rate of the integral term, 1/s, at a sampled `error`, K."""
    if (demand > 1.0 and error > 0.0) or (demand < 0.0 and error < 0.0):
        return 0.0
    return float(parameters.integral_gain * error)


@in_kernel
def modulate(state: Any, controls: Any, parameters: Any, low: float, high: float, dt: float) -> Any:
    """Return mean speed over `dt`, speed after it, and the rate of the integral term, under the thermostat's law.

    Proportional and integral on the sampled error; speeds in steps, changed only when the demand is three quarters of a
    step away; held after a start, then slew-limited.
    """
    if controls.modulating == 0:
        speed = min(max(controls.speed, low), high)
        return speed, speed, 0.0
    demand, new = sample(state, controls, parameters, controls.compressor == HEATING)
    rate = integral_rate(state, parameters, demand)
    if controls.strip_power > 0.0 and controls.tempering == 0.0:
        # strips assist: the compressor runs at its highest speed, or it would slow down as they warm the room
        state.target_speed = high
        rate = (1.0 - state.modulation) / dt
    elif new:
        goal = low + min(max(demand, 0.0), 1.0) * (high - low)
        step = parameters.speed_step
        if step == 0.0 or goal in (high, low):
            state.target_speed = goal
        elif abs(goal - state.target_speed) > 0.75 * step:
            state.target_speed = min(low + step * floor((goal - low) / step + 0.5), high)
    target = min(max(state.target_speed, low), high)
    held = min(max(state.soft_until - state.time, 0.0), dt)
    free = dt - held
    away, reach = target - state.speed, parameters.slew * free
    if abs(away) <= reach:
        lag = 0.5 * away * abs(away) / parameters.slew  # what the ramp falls short of the target
        return min(max((state.speed * held + target * free - lag) / dt, low), high), target, rate
    change = reach if away > 0.0 else -reach
    return min(max(state.speed + 0.5 * change * free / dt, low), high), state.speed + change, rate


@in_kernel
def follow_samples(
    state: Any, controls: Any, parameters: Any, plant: Any, sensed: float, dt: float, keep: bool
) -> float:
    """Go through the samples within a long step; return when one would change the speed, s, or `dt` where none would.

    Parameters
    ----------
    state, controls, parameters, plant
        Records of `cosim.flow.records`.
    sensed : float
        What the thermostat's sensor reads at the end, K; it goes there straight.
    dt : float
        Length of the step, s.
    keep : bool
        Whether the last sample is kept in `state`, and the mean rate of the integral term in `plant`.
    """
    heating = controls.compressor == HEATING
    low, high, threshold = plant.slowest, plant.fastest, 0.75 * parameters.speed_step
    drift = (sensed - state.sensed) / dt
    error, integral, at, coming = state.error, state.modulation, 0.0, state.sample_at - state.time
    rate = rate_of(error, parameters, parameters.proportional_gain * error + integral)
    while coming < dt - 1e-6:
        integral = min(max(integral + rate * (coming - at), 0.0), 1.0)
        at = coming
        there = state.sensed + drift * at
        error = controls.heating_setpoint - there if heating else there - controls.cooling_setpoint
        demand = parameters.proportional_gain * error + integral
        goal = low + min(max(demand, 0.0), 1.0) * (high - low)
        away = abs(goal - plant.speed_next)
        if (away > threshold or (away > 1e-6 and goal in (high, low))) and not keep:
            return at
        rate = rate_of(error, parameters, demand)
        coming += parameters.sample_interval
    if keep:
        integral = min(max(integral + rate * (dt - at), 0.0), 1.0)
        plant.modulation_rate = (integral - state.modulation) / dt
        state.error, state.sample_at = error, state.time + coming
    return dt
