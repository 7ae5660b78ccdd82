"""What a step leaves in the ledger, and how a quarter hour and an hour are closed there."""

from math import floor
from typing import Any

import numpy as np

from cosim.constants import HOUR, QUARTER
from cosim.flow.groups import Inputs, Ledger, Modes
from cosim.flow.marks import in_kernel, inlined
from cosim.flow.meters import HOUSE_ELECTRICITY, HVAC_ELECTRICITY, add_minutes, add_to_meters, total_electricity


@inlined
def record_step(
    ledger: Ledger,
    rate_vector: np.ndarray,
    plant: Any,
    rates: Any,
    controls: Any,
    parameters: Any,
    step: Any,
    time: float,
    pausing: bool,
) -> None:
    """Add a step that began at `time`, s, to the integrals of the hour, to the meters and to the year's minutes.

    A step that is to be repeated, `pausing`, does not enter the minutes: they cannot be rolled back.
    """
    total_electricity(rates, rate_vector, controls)
    accumulated, dt = ledger.accumulated, step.dt
    for k in range(rate_vector.size):
        accumulated[k] += rate_vector[k] * dt
    add_to_meters(ledger.totals, plant, rates, controls, dt)
    if ledger.minutes.shape[1] > 0 and not pausing:
        add_minutes(ledger.minutes, 60.0 * parameters.first_hour, rate_vector, time, time + dt)


@in_kernel
def close_quarter(ledger: Ledger, state: Any, parameters: Any) -> None:
    """Record the mean power of the quarter hour that ends now, W."""
    record = int(state.time / QUARTER + 0.5) - 1 - 4 * int(parameters.first_hour)
    equipment, house = ledger.totals[HVAC_ELECTRICITY], ledger.totals[HOUSE_ELECTRICITY]
    if 0 <= record < ledger.quarters.shape[1]:
        ledger.quarters[0, record] = (equipment - state.quarter_began_at) / QUARTER
        ledger.quarters[1, record] = (house - state.house_quarter_began_at) / QUARTER
    state.quarter_began_at, state.house_quarter_began_at = equipment, house


@in_kernel
def close_hour(ledger: Ledger, inputs: Inputs, modes: Modes, state: Any, parameters: Any, step: Any) -> None:
    """Record the means of the hour that ends now, the envelope's inputs and state, and begin to sum again."""
    accumulated, hourly = ledger.accumulated, ledger.hourly
    record = int(floor(step.hour_began / HOUR + 0.5) - parameters.first_hour)
    if 0 <= record < hourly.shape[0]:
        for k in range(accumulated.size):
            hourly[record, k] = accumulated[k] / HOUR
        for j in range(inputs.integral.size):
            ledger.inputs[record, j] = inputs.integral[j]
        ledger.films[record] = state.film_heat
    if 0 <= record + 1 <= hourly.shape[0]:
        for i in range(modes.amplitude.size):
            ledger.modes[record + 1, i] = modes.amplitude[i]
    accumulated[:] = 0.0
    inputs.integral[:] = 0.0
    state.film_heat = 0.0
