"""Who has the lead in a dual-fuel house: one module a policy, chosen by name.

A policy is a process that tells a `Lead` which source it prefers. What the equipment may do at all (lockouts, the
furnace's relief of a heat pump that falls behind, the rule that burner and compressor never heat one plenum) is the
dispatcher's, the same under every policy.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cosim.config.backup import DualFuelConfig, PolicyName
from cosim.constants import HOUR, HOURS_OF_YEAR
from cosim.flow.records import Guard
from cosim.processes.calls import Process
from cosim.processes.policies.lead_source import Lead

Policy = Callable[[Lead, DualFuelConfig], Process]


def follow_hourly(lead: Lead, config: DualFuelConfig) -> Process:
    """Give the lead to the better source at each hour at which that changes."""
    better = lead.pump_is_better
    assert better is not None, "the engine works it out for the policies that need it"
    env = lead.env
    changes = np.flatnonzero(better != np.roll(better, 1))
    yield from lead.give(to_pump=bool(better[int(env.now // HOUR) % HOURS_OF_YEAR]))
    while changes.size:
        hour = env.now / HOUR
        ahead = (changes - hour) % HOURS_OF_YEAR
        ahead[ahead < 1e-6] = HOURS_OF_YEAR
        yield env.timeout(float(ahead.min()) * HOUR)
        yield from lead.give(to_pump=bool(better[int(env.now / HOUR + 1e-6) % HOURS_OF_YEAR]))


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


def follow_capacity(lead: Lead, config: DualFuelConfig) -> Process:
    """Let the furnace that had to relieve the heat pump lead until it is milder outdoors than it was then."""
    env = lead.env
    while True:
        yield lead.relieved.becomes(True)
        env.house.watch(Guard.OUTDOOR_MILD, env.house.outdoor_temperature + config.hysteresis)
        yield from lead.give(to_pump=False)
        yield env.crossing(Guard.OUTDOOR_MILD)
        yield from lead.give(to_pump=True)


def follow_temperature(lead: Lead, config: DualFuelConfig) -> Process:
    """Let the furnace lead below the switchover temperature, the heat pump above it plus the hysteresis."""
    env = lead.env
    env.house.watch(Guard.OUTDOOR_COLD, config.switchover)
    env.house.watch(Guard.OUTDOOR_MILD, config.switchover + config.hysteresis)
    while True:
        yield env.crossing(Guard.OUTDOOR_COLD)
        yield from lead.give(to_pump=False)
        yield env.crossing(Guard.OUTDOOR_MILD)
        yield from lead.give(to_pump=True)


def _heat_pump_leads(lead: Lead, config: DualFuelConfig) -> Process:
    """Leave the lead with the heat pump: `droop` and `signal`, whose furnace is called by others."""
    yield from ()


POLICIES: dict[PolicyName, Policy] = {
    "temperature": follow_temperature,
    "capacity": follow_capacity,
    "economic": follow_hourly,
    "carbon": follow_hourly,
    "droop": _heat_pump_leads,
    "signal": _heat_pump_leads,
}
