"""From the flow's ledger to hourly results, with the heat balance of the whole house for every hour."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cosim.house.envelope import Envelope
from cosim.house.shell import FIRST_ZONE_INPUT
from cosim.threads import on_one_thread
from cosim.variables import LEDGER

if TYPE_CHECKING:
    from cosim.house.house import House

HOUR = 3600.0
FREEZING = 273.15

Array = NDArray[np.float64]


@on_one_thread
def hourly_results(house: "House", envelope: Envelope) -> dict[str, Array]:
    """Return every declared variable, hour by hour.

    The integral of each mode over an hour follows exactly from its change and from the integrals of the inputs, so
    the fabric's heat flow is not sampled but integrated. The residual compares the change of stored heat with what
    the ledger and the fabric brought in; they were summed apart from each other.
    """
    arrays = house.arrays
    hourly = {variable.name: arrays["ledger"][:, number].copy() for number, variable in enumerate(LEDGER)}
    inputs = arrays["hourly_inputs"]
    modes = arrays["hourly_modes"]
    mode_integral = (np.diff(modes, axis=0) - inputs @ envelope.input) / envelope.eigenvalue
    linear = mode_integral @ envelope.outdoor_loss_output + inputs @ envelope.outdoor_loss_input
    hours = slice(house.first_hour, house.first_hour + house.hours)
    zones = envelope.zone_output.shape[0]
    other_air = inputs[:, FIRST_ZONE_INPUT + 1 : FIRST_ZONE_INPUT + zones].sum(axis=1)
    stars = inputs[:, FIRST_ZONE_INPUT + zones : FIRST_ZONE_INPUT + 2 * zones].sum(axis=1)
    faces = inputs[:, FIRST_ZONE_INPUT + 2 * zones :].sum(axis=1)
    stored = modes @ envelope.stored_output
    hourly["solar_gain"] = envelope.solar_transmitted[hours].copy()
    to_room = (
        hourly["heat_pump_heat"]
        - hourly["defrost_heat"]
        + hourly["strip_heat"]
        + hourly["furnace_heat"]
        + hourly["ideal_heat"]
        - hourly["cooling_sensible"]
        - hourly["duct_loss"]
        + hourly["infiltration_heat"]
        + hourly["internal_gain"]
        + hourly["external_heat"]
    )
    hourly["fabric_heat"] = (
        linear + arrays["hourly_films"] + other_air + stars + faces
    ) / HOUR - envelope.gain_radiant[hours]
    all_at_one_kelvin = -(envelope.input[0] + envelope.input[1]) / envelope.eigenvalue
    hourly["stored_heat"] = stored[1:] - FREEZING * (envelope.stored_output @ all_at_one_kelvin)
    hourly["energy_residual"] = to_room + hourly["fabric_heat"] - np.diff(stored) / HOUR
    return hourly


def zone_temperatures(house: "House", envelope: Envelope) -> Array:
    """Return the mean air temperature of every zone in each hour, K, shape (hours, zones).

    Exact means, not samples: the integral of each mode follows from its change and from the integrals of the inputs.
    """
    inputs, modes = house.arrays["hourly_inputs"], house.arrays["hourly_modes"]
    integral = (np.diff(modes, axis=0) - inputs @ envelope.input) / envelope.eigenvalue
    return np.asarray((integral @ envelope.zone_output.T + inputs @ envelope.zone_feedthrough.T) / HOUR)
