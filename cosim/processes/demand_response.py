"""Demand response: actions of the house during events of the grid, and their effect."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cosim.config.demand_response import Event
from cosim.constants import HOUR, QUARTER
from cosim.processes.calls import Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.dispatch import Dispatcher
from cosim.processes.log import EventLog
from cosim.processes.thermostat import Thermostat

REBOUND_TIME = 2 * HOUR


@dataclass(frozen=True)
class Response:
    """Effect of the events of a run, relative to the same run without them.

    Attributes
    ----------
    events : int
    shed : float
        Mean reduction of the equipment's power during events, W.
    rebound : float
        Mean increase of its power in the two hours after events, W.
    lowest_indoor, highest_indoor : float
        Of the hourly mean room temperatures in events, K.
    """

    events: int
    shed: float
    rebound: float
    lowest_indoor: float
    highest_indoor: float


def follow_events(
    env: HybridEnvironment, events: Sequence[Event], thermostat: Thermostat, dispatcher: Dispatcher, log: EventLog
) -> Process:
    """Take part in one event after the other; those that began before the simulation are skipped."""
    controls = env.house.controls
    for event in events:
        if event.first < env.now:
            continue
        actions = event.actions
        yield env.timeout(event.first - env.now)
        if actions.preheat:
            with log.during("demand response: preheat"):
                thermostat.shift(actions.preheat, -actions.preheat)
                dispatcher.backup_is_locked.set(True)  # stored heat has to come from the heat pump
                yield env.timeout(event.begins - env.now)
                dispatcher.backup_is_locked.set(False)
        with log.during("demand response"):
            thermostat.shift(-actions.setpoint_offset, actions.setpoint_offset)
            dispatcher.backup_is_locked.set(actions.lock_backup)
            dispatcher.furnace_is_asked.set(actions.switch_to_furnace)
            before = controls.power_cap
            controls.power_cap = min(before, actions.power_cap or np.inf)
            yield env.timeout(event.ends - env.now)
            controls.power_cap = before
            dispatcher.furnace_is_asked.set(False)
            dispatcher.backup_is_locked.set(False)
            thermostat.shift(0.0, 0.0)


def response_of(
    events: Sequence[Event],
    start_hour: int,
    power: NDArray[np.float64],
    usual_power: NDArray[np.float64],
    indoor: NDArray[np.float64],
) -> Response | None:
    """Compare a run with its twin that has no events.

    Parameters
    ----------
    start_hour : int
        First hour of the year in the records.
    power, usual_power : ndarray, shape (quarters,)
        Mean power of the equipment with and without events, W.
    indoor : ndarray, shape (hours,)
        Hourly mean room temperature with events, K.

    Returns
    -------
    Response or None
        None where no event is entirely within the record.
    """
    less = usual_power - power
    end = start_hour * HOUR + power.size * QUARTER
    shed, rebound, temperatures = [], [], []
    for event in events:
        if event.first < start_hour * HOUR or event.ends + REBOUND_TIME > end:
            continue
        shed.append(_mean_between(less, event.begins - start_hour * HOUR, event.ends - start_hour * HOUR))
        after = event.ends - start_hour * HOUR
        rebound.append(-_mean_between(less, after, after + REBOUND_TIME))
        first, last = int(event.begins // HOUR) - start_hour, int(np.ceil(event.ends / HOUR)) - start_hour
        temperatures.append(indoor[first:last])
    if not shed:
        return None
    rooms = np.concatenate(temperatures)
    return Response(len(shed), float(np.mean(shed)), float(np.mean(rebound)), float(rooms.min()), float(rooms.max()))


def _mean_between(power: NDArray[np.float64], begin: float, end: float) -> float:
    """Return the mean over a time of a power given by quarter hours, parts of a quarter in proportion."""
    energy = np.concatenate([[0.0], np.cumsum(power) * QUARTER])
    edges = np.arange(energy.size) * QUARTER
    return float(np.interp(end, edges, energy) - np.interp(begin, edges, energy)) / (end - begin)
