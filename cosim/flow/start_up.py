"""What a circuit holds back after a start and loses after a stop: heat in its indoor coil, refrigerant elsewhere."""

from math import exp

from cosim.flow.marks import in_kernel
from cosim.physics.start_up import STORED_SHARE

NEGLIGIBLE = 1e-6  # of the refrigerant, still to come back or to migrate


@in_kernel
def relax(store: float, inflow: float, time_constant: float, dt: float) -> tuple[float, float]:
    """Advance a heat store that empties with one time constant; return its content, J, and its mean outflow, W."""
    if store == 0.0 and inflow == 0.0:
        return 0.0, 0.0
    full = inflow * time_constant
    later = full + (store - full) * exp(-dt / time_constant)
    return later, inflow - (later - store) / dt


@in_kernel
def pump_back(migrated: float, lag: float, dt: float) -> tuple[float, float]:
    """Pump back refrigerant that migrated while the compressor stood.

    Return the share that is left of it after `dt`, s, and the mean share of the capacity that is missing meanwhile.
    """
    if migrated == 0.0:
        return 0.0, 0.0
    time_constant = (1.0 - STORED_SHARE) * lag
    later = migrated * exp(-dt / time_constant)
    missing = (migrated - later) * time_constant / dt
    return (later if later > NEGLIGIBLE else 0.0), missing


@in_kernel
def migrate(migrated: float, migration_time: float, dt: float) -> float:
    """Return the share of refrigerant that has migrated after `dt`, s, with a standing compressor."""
    elsewhere = 1.0 - migrated
    if elsewhere < NEGLIGIBLE:
        return 1.0
    return 1.0 - elsewhere * exp(-dt / migration_time)
