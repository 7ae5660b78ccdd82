"""Guards: whether a threshold is crossed within a step, and at which second."""

from math import floor
from typing import Any

import numpy as np

from cosim.constants import HOUR
from cosim.flow.envelope import look_ahead
from cosim.flow.groups import Guards, Modes, Zones
from cosim.flow.heat_pump import coil_temperature
from cosim.flow.marks import in_kernel, inlined
from cosim.flow.modulation import sense
from cosim.flow.records import GUARD_FIELD, GUARD_SIDE, NO_GUARD

MOST_SECANTS = 6  # looks ahead, after which a crossing is found by bisection


@in_kernel
def list_armed(armed: int, numbers: np.ndarray) -> int:
    """Fill `numbers` with the guards of a bit set in ascending order, and return how many there are."""
    guard = count = 0
    while armed >> guard:
        if (armed >> guard) & 1:
            numbers[count] = guard
            count += 1
        guard += 1
    return count


@in_kernel
def excess(guard: int, thresholds: np.ndarray, state: np.ndarray) -> float:
    """Return by how much a guard's threshold is passed, negative before; `state` has the order of its fields."""
    return (state[GUARD_FIELD[guard]] - thresholds[guard]) * GUARD_SIDE[guard]


@in_kernel
def first_crossed(count: int, guards: Guards, state: np.ndarray) -> int:
    """Return the first of the `count` armed guards whose threshold is reached, or -1.

    `state` is the present one, or one that is expected, in the order of its fields.
    """
    for place in range(count):
        guard = guards.armed[place]
        if excess(guard, guards.threshold, state) >= 0.0:
            return guard
    return NO_GUARD


@inlined
def locate_crossing(
    count: int, guards: Guards, step: Any, modes: Modes, zones: Zones, state: Any, plant: Any, parameters: Any
) -> int:
    """Return the guard that is crossed within the step, and end the step at the first whole second after that.

    By regula falsi on the envelope's exact answer, and by bisection where that takes long; everything else the guards
    watch goes straight within a step.
    """
    expect(guards.expectation[0], state, plant, parameters, step, step.dt)
    crossed = first_crossed(count, guards, guards.expected)
    if crossed == NO_GUARD:
        return crossed
    time, low, high = state.time, 0.0, step.dt
    before, after = excess(crossed, guards.threshold, guards.state), excess(crossed, guards.threshold, guards.expected)
    looks, looked = 0, high
    while high - low > 1.0 + 1e-9:
        looks += 1
        share = before / (before - after) if before < 0.0 and looks <= MOST_SECANTS else 0.5
        middle = floor(time + low + share * (high - low)) - time
        if middle <= low:  # the next whole second
            middle = floor(time + low + 1.0 + 1e-9) - time
        if middle >= high:
            middle = 0.5 * (low + high)
        looked = middle
        look_ahead(step, modes, zones, parameters.second_zone, middle)
        expect(guards.expectation[0], state, plant, parameters, step, middle)
        already = first_crossed(count, guards, guards.expected)
        if already != NO_GUARD:
            before = excess(already, guards.threshold, guards.state) if already != crossed else before
            high, crossed = middle, already
            after = excess(crossed, guards.threshold, guards.expected)
        else:
            low, before = middle, excess(crossed, guards.threshold, guards.expected)
    step.dt = high
    if looked != high:
        look_ahead(step, modes, zones, parameters.second_zone, high)
    return crossed


@in_kernel
def expect(expected: Any, state: Any, plant: Any, parameters: Any, step: Any, dt: float) -> None:
    """Fill `expected` with what guards watch, `dt` seconds on at the present rates."""
    expected.air, expected.second_air = step.air, step.second_air
    expected.sensed = sense(state, parameters, state.air, step.air, dt)
    expected.outdoor = step.outdoor_began + step.outdoor_change * (step.elapsed + dt) / HOUR
    growth = plant.thickness_rate * dt
    expected.capacity_kept = state.capacity_kept + plant.kept_slope * growth
    expected.airflow_share = state.airflow_share + plant.airflow_slope * growth
    expected.coil_drop = state.coil_drop + plant.drop_slope * growth
    expected.evaporating, expected.condensing = state.evaporating, state.condensing
    expected.coil_temperature = coil_temperature(
        state.coil_enthalpy + plant.coil_rate * dt, state.melt_start_mass, parameters.coil_capacity
    )
    expected.held_speed = plant.held_speed
    expected.cold_run_time = state.cold_run_time + plant.cold_time_rate * dt
    expected.slow_run_time = state.slow_run_time + plant.slow_rate * dt
