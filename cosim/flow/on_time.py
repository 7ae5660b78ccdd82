"""What a machine does at a time that is known before, without waking a process: fans, pumps, igniters and burners."""

from math import inf
from typing import Any

from cosim.flow.marks import in_kernel
from cosim.flow.records import Fan

NO_FAN, PUMP, STRIPS, BLOWER = int(Fan.OFF), int(Fan.PUMP), int(Fan.STRIPS), int(Fan.BLOWER)
EARLY = 1e-9  # s, by which a sum of times may fall short


@in_kernel
def next_on_time(controls: Any) -> float:
    """Return when the next of these is due, s; infinity if none is."""
    return min(
        controls.fan_stops_at,
        controls.blower_starts_at,
        controls.blower_stops_at,
        controls.igniter_at,
        controls.lights_at,
        controls.noted_at,
    )


@in_kernel
def act_on_time(time: float, state: Any, controls: Any, parameters: Any) -> None:
    """Do what is due at `time`, s."""
    if time >= controls.igniter_at - EARLY:
        controls.igniter_at = inf
        controls.furnace_power = parameters.inducer_power + parameters.igniter_power
    if time >= controls.lights_at - EARLY:
        light(time, state, controls, parameters, parameters.fire_modulates == 1.0)
    if time >= controls.blower_starts_at - EARLY:
        controls.blower_starts_at = inf
        if parameters.hydronic == 1:
            controls.circulating = 1
        else:
            controls.fan = BLOWER
    if time >= controls.blower_stops_at - EARLY:
        controls.blower_stops_at = inf
        controls.circulating = 0
        if controls.fan == BLOWER:
            controls.fan = fan_of_backup(controls, parameters)
    if time >= controls.fan_stops_at - EARLY:
        controls.fan_stops_at = inf
        if controls.fan == PUMP:  # nobody has taken it over
            controls.fan = fan_of_backup(controls, parameters)


@in_kernel
def light(time: float, state: Any, controls: Any, parameters: Any, modulates: bool) -> None:
    """Light the burner at its lowest fire at `time`, s; one that modulates then follows the thermostat's error."""
    controls.lights_at = inf
    controls.furnace_power = parameters.inducer_power
    controls.burner = controls.blower = parameters.fire_min
    controls.fire_modulates = int(modulates)
    if modulates:
        state.fire, state.modulation, state.sample_at = parameters.fire_min, 0.0, time


@in_kernel
def fan_of_backup(controls: Any, parameters: Any) -> int:
    """Return which backup keeps the indoor fan running now, as a number of `Fan`."""
    if controls.burner > 0.0 and parameters.hydronic == 0:
        return BLOWER
    if controls.strip_power > 0.0 and parameters.strips_in_rooms == 0:
        return STRIPS
    return NO_FAN
