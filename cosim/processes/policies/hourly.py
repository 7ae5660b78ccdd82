"""Hour by hour the source that is better by a measure worked out beforehand: money, or emissions."""

import numpy as np
from numpy.typing import NDArray

from cosim.config.dual_fuel import DualFuelConfig
from cosim.processes.policies.lead import Lead
from cosim.processes.types import Process

HOUR = 3600.0
HOURS = 8760


def follow(lead: Lead, config: DualFuelConfig) -> Process:
    """Give the lead to the better source at each hour at which that changes."""
    better = lead.pump_is_better
    assert better is not None, "the engine works it out for the policies that need it"
    env = lead.env
    changes = np.flatnonzero(better != np.roll(better, 1))
    yield from lead.give(to_pump=bool(better[int(env.now // HOUR) % HOURS]))
    while changes.size:
        hour = env.now / HOUR
        ahead = (changes - hour) % HOURS
        ahead[ahead < 1e-6] = HOURS
        yield env.timeout(float(ahead.min()) * HOUR)
        yield from lead.give(to_pump=bool(better[int(env.now / HOUR + 1e-6) % HOURS]))


def with_margin(pump: NDArray[np.float64], furnace: NDArray[np.float64], margin: float) -> NDArray[np.bool_]:
    """Return whether the heat pump leads in each hour.

    Parameters
    ----------
    pump, furnace : ndarray, shape (8760,)
        What the same heat costs or emits from each; infinite where it cannot come from there.
    margin : float
        Share by which the other has to be better to take over; until then who leads keeps the lead.
    """
    clear = (pump < furnace * (1.0 - margin)) | (furnace < pump * (1.0 - margin))
    clear[0] = True  # who leads before the first clear hour is who is better then
    last_clear = np.maximum.accumulate(np.where(clear, np.arange(pump.size), 0))
    return np.asarray(pump <= furnace)[last_clear]
