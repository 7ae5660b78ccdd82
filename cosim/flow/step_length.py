"""How long a step of the flow may be: short while something changes, longer while everything runs steadily or rests."""

from math import floor
from typing import Any

import numpy as np

from cosim.flow.marks import in_kernel
from cosim.flow.records import FIRST_THAT_ACTS, Compressor, Fan

OFF, HEATING, COOLING, DEFROST = (int(kind) for kind in Compressor)
NO_FAN = int(Fan.OFF)
SETTLING_STEPS = 2.0  # short ones after each event, while stores fill or empty and the air jumps
STARTED = 0.02  # of the refrigerant still to be pumped back, where a start counts as over
SAME_SPEED = 0.25  # of a step of speed, by which a speed that outdoor limits move may change in a long step


@in_kernel
def length_on_grid(state: Any, controls: Any, parameters: Any, elapsed: float) -> float:
    """Return the seconds to the next instant of the grid of steps, `elapsed` seconds after the hour began."""
    long = state.airing == 0.0 and (rests(controls) or runs_steadily(state, controls, parameters))
    longest = parameters.resting_step if long else parameters.step
    return float((floor(elapsed / longest + 1e-9) + 1.0) * longest - elapsed)


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
