"""Initial state of a house, from a settled year: soil and basement walls respond over months."""

import numpy as np
from numpy.typing import NDArray

from cosim.constants import DAY
from cosim.envelope.columns import FIRST_ZONE_INPUT, GROUND_INPUT, OUTDOOR_INPUT
from cosim.envelope.envelope import Envelope
from cosim.threads import on_one_thread

HOURS_OF_DAY, DAYS_OF_YEAR = 24, 365


@on_one_thread
def settled_modes(
    envelope: Envelope, outdoor: NDArray[np.float64], hour: int, lowest: float, highest: float
) -> NDArray[np.float64]:
    """Return the modes of the envelope after the year before an hour, with the room between two temperatures.

    Inputs are daily means; the heat to the room's air keeps it within the band at the end of the day. Wind, sky and
    duct losses are left out, so fast modes are approximate: a warm-up of days must follow.

    Parameters
    ----------
    envelope : Envelope
    outdoor : array, shape (8760,)
        Dry-bulb temperature, K.
    hour : int
        Hour of the year at which the house begins.
    lowest, highest : float
        The room's band, K.

    Returns
    -------
    array, shape (n,)
    """

    def daily(series: NDArray[np.float64]) -> NDArray[np.float64]:
        days, begun = divmod(hour, HOURS_OF_DAY)
        whole = np.roll(series, -begun, axis=0) if begun else series
        means = whole.reshape(DAYS_OF_YEAR, HOURS_OF_DAY, *series.shape[1:]).mean(axis=1)
        return np.roll(means, -days, axis=0)

    zones = len(envelope.zone_names)
    inputs = np.zeros((DAYS_OF_YEAR, len(envelope.input)))
    inputs[:, OUTDOOR_INPUT] = daily(outdoor)
    inputs[:, GROUND_INPUT] = daily(envelope.ground_temperature)
    inputs[:, FIRST_ZONE_INPUT] = daily(envelope.gain_convective)
    inputs[:, FIRST_ZONE_INPUT + zones] = daily(envelope.gain_radiant)
    inputs[:, FIRST_ZONE_INPUT + 2 * zones :] = daily(envelope.face_sun)
    decay = np.exp(envelope.eigenvalue * DAY)
    gain = (decay - 1.0) / envelope.eigenvalue
    pushed = gain * (inputs @ envelope.input)
    air = gain * envelope.input[FIRST_ZONE_INPUT]
    room, static = envelope.zone_output[0], inputs @ envelope.zone_feedthrough[0]
    response = float(room @ air + envelope.zone_feedthrough[0, FIRST_ZONE_INPUT])
    modes = -(inputs[0] @ envelope.input) / envelope.eigenvalue
    for day in range(DAYS_OF_YEAR):
        modes = decay * modes + pushed[day]
        free = float(room @ modes + static[day])
        modes = modes + air * ((min(max(free, lowest), highest) - free) / response)
    return modes
