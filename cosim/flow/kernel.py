"""The flow: everything continuous in the house, carried from one instant to the next by compiled code.

One call advances the modal envelope, the zones' humidity, frost, heat stores and the compressor's modulation up to
`until`, or to the first second at which an armed guard is crossed. Sources are evaluated at the start of a short
internal step, at the middle of a long one, and held through it; the envelope's answer to them is exact.
"""

from math import inf
from typing import Any

from cosim.constants import HOUR
from cosim.flow.air_paths import draw_return_air, move_moisture
from cosim.flow.boundary import refresh, refresh_air
from cosim.flow.closing import close_hour, close_quarter, record_step
from cosim.flow.envelope import answer, look_ahead
from cosim.flow.groups import HouseArrays
from cosim.flow.guards import first_crossed, list_armed, locate_crossing
from cosim.flow.heaters import auxiliary_rates
from cosim.flow.lending import lent
from cosim.flow.marks import FLOW_OPTIONS, in_kernel
from cosim.flow.modes import restore, save
from cosim.flow.modulation import follow_samples, sense
from cosim.flow.moments import note_moment
from cosim.flow.motion import move_envelope, move_plant
from cosim.flow.on_time import EARLY, act_on_time, next_on_time
from cosim.flow.records import BETWEEN_STEPS, MID_STEP, NO_GUARD, PAUSED
from cosim.flow.step import equipment_rates, note_conditions, open_hour, open_step, room_heat, shorten
from cosim.flow.step_length import acts, changes_speed


def flow(house: Any, until: float, armed: int) -> int:
    """Carry the house to `until`, or to the first whole second at which an armed guard is crossed.

    Parameters
    ----------
    house : int
        Where the house's arrays are found, everything that the flow reads and writes; see `cosim.flow.lending`.
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
    A pause leaves no trace. A step that would pass it is made up to it, so that everything can be read there, and
    rolled back when the flow goes on: it is then repeated in full. So pausing never changes the result by a bit.
    """
    return carry(lent(house), until, armed)


@in_kernel(forceinline=True, _nrt=False, **FLOW_OPTIONS)
def carry(arrays: HouseArrays, until: float, armed: int) -> int:
    """Do as `flow` does, with arrays that are lent: here and in all that is called, numba counts no references.

    It is told so, because the code that would count them, skipped as it is, would take as long to compile as the rest.
    """
    state, controls, parameters = arrays.state[0], arrays.controls[0], arrays.parameters[0]
    plant, rates, step = arrays.plant[0], arrays.rates[0], arrays.step[0]
    guards, modes, inputs, zones = arrays.guards, arrays.modes, arrays.inputs, arrays.zones
    ducts = arrays.ducts
    site, ledger = arrays.site, arrays.ledger
    pause, count = state.pause, list_armed(armed, guards.armed)
    if state.paused == MID_STEP:
        restore(
            arrays.saved_step, guards.state, modes.amplitude, inputs.integral, ledger.accumulated, ledger.totals,
            zones.temperature, zones.humidity,
        )  # fmt: skip
        state.pause = pause
    elif state.paused != BETWEEN_STEPS:
        crossed = first_crossed(count, guards, guards.state)
        if crossed != NO_GUARD:
            return crossed
        if acts(arrays.control_bits, arrays.bits_before):
            state.changed_at = state.time
    state.paused = 0
    step.hour_began = -1e30  # so that the hour is opened with the controls as they are now
    while state.time < until:
        if state.time >= pause:
            state.paused = BETWEEN_STEPS
            return PAUSED
        due = next_on_time(controls)
        if state.time >= due - EARLY:
            if state.time >= controls.noted_at - EARLY:
                controls.noted_at = inf
                note_moment(arrays.noted)
            act_on_time(state.time, state, controls, parameters)
            due = next_on_time(controls)
            if acts(arrays.control_bits, arrays.bits_before):
                state.changed_at = state.time
        if state.time >= step.hour_began + HOUR - 1e-9:
            open_hour(step, state, controls, site)
        open_step(step, state, controls, parameters, min(until, due))
        if state.time >= state.refresh_at:
            refresh(arrays.faces, zones, modes, inputs, site, step, state, parameters)
        elif state.time >= state.air_refresh_at:
            refresh_air(zones, modes, inputs, site, step, state, parameters)
        may_pause = state.time + step.dt > pause
        if may_pause:
            save(
                arrays.saved_step, guards.state, modes.amplitude, inputs.integral, ledger.accumulated, ledger.totals,
                zones.temperature, zones.humidity,
            )  # fmt: skip

        # what happens at this instant, and the envelope's answer to it
        while True:
            for row in range(arrays.rate_vector.size):
                arrays.rate_vector[row] = arrays.drawn[row]
            for row in range(arrays.plant_vector.size):
                arrays.plant_vector[row] = 0.0
            draw_return_air(step, state, controls, zones, ducts)
            equipment_rates(
                plant, rates, state, controls, parameters, step, arrays.heating, arrays.cooling, arrays.reading
            )
            long = step.dt > parameters.step + 1e-9
            if not (long and changes_speed(state, controls, plant, parameters)):
                break
            shorten(step, state, controls, parameters)
        auxiliary_rates(plant, rates, arrays.rate_vector, controls, parameters, step)
        room_heat(plant, rates, state, controls, parameters, step, zones, ducts)
        answer(step, modes, inputs, zones, ducts, state, controls, parameters, rates)

        # how far it goes
        planned, crossed = step.dt, NO_GUARD
        sampled = long and plant.fastest > 0.0 and controls.modulating == 1
        if sampled:
            sensed = sense(state, parameters, state.air, step.air, step.dt)
            until_sample = follow_samples(state, controls, parameters, plant, sensed, step.dt, False)
            if until_sample < step.dt:
                step.dt = until_sample
                look_ahead(step, modes, zones, parameters.second_zone, step.dt)
        if count != 0:
            crossed = locate_crossing(count, guards, step, modes, zones, state, plant, parameters)
        pausing = may_pause and state.time + step.dt > pause
        if pausing:
            crossed = NO_GUARD
            step.dt = pause - state.time
            look_ahead(step, modes, zones, parameters.second_zone, step.dt)

        if sampled:
            sensed = sense(state, parameters, state.air, step.air, step.dt)
            follow_samples(state, controls, parameters, plant, sensed, step.dt, True)
        note_conditions(rates, step, state, controls, parameters, zones)
        move_envelope(step, modes, inputs, zones, ducts, state, parameters)
        move_plant(state, plant, rates, parameters, controls, step.dt, planned)
        move_moisture(state, rates, parameters, step, zones, ducts)
        record_step(ledger, arrays.rate_vector, plant, rates, controls, parameters, step, state.time, pausing)
        state.time += step.dt
        if pausing:
            state.time = pause
            state.paused = MID_STEP
            return PAUSED
        elapsed = state.time - step.hour_began
        if elapsed >= step.quarter_end - 1e-9:
            close_quarter(ledger, state, parameters)
        if elapsed >= HOUR - 1e-9:
            close_hour(ledger, inputs, modes, state, parameters, step)
        if crossed != NO_GUARD:
            return crossed
    return NO_GUARD
