"""The range of speed that a machine's control leaves its compressor, by outdoor temperature, and what narrows it."""

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import OperationConfig
from cosim.equipment.machine import Machine, Mode
from cosim.refrigerants.cycle import distances

REASONS = ("", "outdoor temperature", "high pressure", "low pressure", "pressure ratio", "current")
FREE, BY_CONTROL, PROTECTION = 0, 1, 2  # from there on in the order of `cosim.refrigerants.cycle.distances`
USUAL_AIR: dict[Mode, float] = {"heating": 294.15, "cooling": 305.15}  # K, on the indoor coil; effective, where wet
NOTICEABLE = 0.98  # share of the speed that counts as held back below it


def max_speed(operation: OperationConfig, outdoor: Array) -> Array:
    """Speed that the machine's control allows at outdoor temperatures, K: linear between those given."""
    given = operation.max_speed
    return np.interp(outdoor, [at.outdoor for at in given], [at.speed for at in given])


def min_speed(operation: OperationConfig, outdoor: Array) -> Array:
    """Slowest running that the machine's control allows at outdoor temperatures, K."""
    given = operation.min_speed_at
    if not given:
        return np.full_like(outdoor, operation.min_speed)
    return np.interp(outdoor, [at.outdoor for at in given], [at.speed for at in given])


def slowest(operation: OperationConfig) -> float:
    """Return the least of all speeds, rev/s."""
    return min([operation.min_speed, *(at.speed for at in operation.min_speed_at)])


def fastest(operation: OperationConfig) -> float:
    """Return the greatest of all speeds, rev/s."""
    return max(at.speed for at in operation.max_speed)


def speed_range(unit: Machine, outdoor: Array) -> Array:
    """Return, (3, temperatures): least and greatest speed, rev/s, and what holds it down, as a place in `REASONS`.

    Parameters
    ----------
    unit : Machine
        The machine.
    outdoor : array
        Outdoor temperatures, K, from cold to warm.

    Notes
    -----
    That the control allows more at a temperature at which the machine is strained more, less at a milder one, is how
    the data sheet sets its capacity, and no limit: one counts on the side of strain only.
    """
    allowed = max_speed(unit.operation, outdoor)
    usual = np.full_like(outdoor, USUAL_AIR[unit.mode])
    air = (outdoor, usual) if unit.mode == "heating" else (usual, outdoor)
    state = unit.solve(unit.points(*air, np.full_like(outdoor, fastest(unit.operation)))[0])
    strained = np.maximum.accumulate(allowed[::-1])[::-1] if unit.mode == "heating" else np.maximum.accumulate(allowed)
    protection = PROTECTION + np.argmin(distances(state, unit.limits), axis=0)
    reasons = np.where(allowed < NOTICEABLE * strained, BY_CONTROL, FREE)
    slowed = state.speed < NOTICEABLE * allowed
    reasons = np.where(slowed, protection, reasons)
    least = min_speed(unit.operation, outdoor)
    return np.stack([least, np.maximum(np.where(slowed, state.speed, allowed), least), reasons])
