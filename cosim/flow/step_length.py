"""How long a step of the flow may be: short while something changes, longer while everything runs steadily or rests."""

from math import floor
from typing import Any

import numpy as np

from cosim.constants import MINUTE
from cosim.flow.marks import in_kernel
from cosim.flow.records import FIRST_THAT_ACTS, Compressor, Fan

OFF, HEATING, COOLING, DEFROST = (int(kind) for kind in Compressor)
NO_FAN = int(Fan.OFF)
SETTLING_STEPS = 1.0  # short ones after each event, while stores fill or empty and the air jumps
STARTED = 0.1  # of the refrigerant still to be pumped back, where a start counts as over
FARTHEST = 0.5  # K by which the room may go on in half a long step
MOST_BENT = 0.03  # K by which the room may be elsewhere in the middle of one of the longest steps than was taken
SAME_SPEED = 1.25  # of a step of speed, by which the speed may change in a long step


@in_kernel
def length_on_grid(state: Any, controls: Any, parameters: Any, elapsed: float) -> float:
    """Return the seconds to the next instant of the grid of steps, `elapsed` seconds after the hour began."""
    longest = parameters.step
    if state.airing == 0.0:
        if rests(controls):
            longest = parameters.longest_step
        elif runs_steadily(state, controls, parameters):
            straight = state.calm > 0.0 and state.growth == 0.0
            longest = parameters.longest_step if straight else parameters.resting_step
    return float((floor(elapsed / longest + 1e-9) + 1.0) * longest - elapsed)


@in_kernel
def bend(state: Any, controls: Any, step: Any, middle: float, air: float) -> float:
    """Return by how much the room's air, `air` K after `middle` s of the step, is not where sources were taken for it.

    Leaks are taken for air that goes straight to where it ends, what runs for air that goes on as in the step before.
    """
    bent = abs(air - state.air - (step.air - state.air) * middle / step.dt)
    if rests(controls):
        return float(bent)
    return float(max(bent, abs(air - state.air - expected_rise(state, 2.0 * middle))))


@in_kernel
def near_middle(dt: float) -> float:
    """Return about half of `dt`, s, for which the modes have their propagators at hand."""
    grain = MINUTE if dt >= 2.0 * MINUTE else 1.0
    return float(floor(0.5 * dt / grain) * grain)


@in_kernel
def expected_rise(state: Any, dt: float) -> float:
    """Return by how much the room is warmer in the middle of a step of `dt`, s, if it goes on as in the step before."""
    return min(max(0.5 * state.drift * dt, -FARTHEST), FARTHEST)


@in_kernel
def acts(controls: np.ndarray, before: np.ndarray) -> bool:
    """Return whether a control that moves something is another than `before`, which is brought up to it.

    Most calls of the flow follow an event in which nothing physical happened: a timer, a price, a meter of another.
    """
    changed = False
    for place in range(FIRST_THAT_ACTS, controls.size):
        changed |= controls[place] != before[place]
        before[place] = controls[place]
    return changed


@in_kernel
def rests(controls: Any) -> bool:
    """Return whether nothing runs: then sources change so slowly that they may be held for longer."""
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


@in_kernel
def runs_steadily(state: Any, controls: Any, parameters: Any) -> bool:
    """Return whether what runs has settled since the last event, and whether nothing samples it at every step.

    A compressor whose speed goes in steps counts: `cosim.flow.modulation.follow_samples` looks at every sample within
    a long step, and ends the step where one would change the speed.
    """
    if state.time - state.changed_at < SETTLING_STEPS * parameters.step - 1e-9:
        return False
    if controls.defrosting == 1 or controls.ideal_heating == 1 or controls.ideal_cooling == 1:
        return False
    if controls.fire_modulates == 1 and controls.burner > 0.0:
        return False
    if controls.compressor == HEATING or controls.compressor == COOLING:
        if state.migrated > STARTED or controls.power_cap < 1e12:
            return False
        if controls.modulating == 1:
            return (
                parameters.speed_step > 0.0
                and parameters.zones_apart == 0
                and controls.strip_power == 0.0
                and state.time >= state.soft_until
                and abs(state.target_speed - state.speed) <= parameters.speed_step
            )
    return True


@in_kernel
def changes_speed(state: Any, controls: Any, plant: Any, parameters: Any) -> bool:
    """Return whether a modulating compressor comes to another speed in this step."""
    running = controls.modulating == 1 and (controls.compressor == HEATING or controls.compressor == COOLING)
    return running and abs(plant.speed_next - state.speed) > SAME_SPEED * parameters.speed_step
