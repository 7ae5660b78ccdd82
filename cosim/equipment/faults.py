"""From the faults of a configuration to the condition of its machine on a day, and to the days on which it changes."""

from collections.abc import Iterable, Sequence

from cosim.config.machine_faults import FaultConfig
from cosim.constants import DAY, YEAR
from cosim.equipment.condition import Condition

LARGE_LEAK = 0.1  # of the discharge gas, through a reversing valve that does not seat
LOADING, LOADING_STEPS = 90 * DAY, 5  # time in which a filter fills, s, and steps in which the map follows
CHARGE_STEP = 0.05  # of the charge, by which the map follows a leak
EMPTY = 0.4
"""Share of the charge without which the low-pressure switch opens after each start: beyond the correlation's tests,
from whose end at 0.3 its polynomial is carried on. A judgement."""


def loaded(fault: FaultConfig, when: float) -> float:
    """Return the share of the air flow that a filter takes at a time, s: in steps, each at its mean."""
    share, over = fault.share or 0.0, fault.over or LOADING
    step = int((when - fault.begins) / over * LOADING_STEPS)
    return share if step >= LOADING_STEPS else share * (step + 0.5) / LOADING_STEPS


def missing(fault: FaultConfig, when: float, charge: float) -> float:
    """Return the share of the charge, kg, that a leak has lost at a time, s: in steps, each at its mean."""
    rate = (fault.loss or 0.0) / charge
    step = int((when - fault.begins) / YEAR * rate / CHARGE_STEP + 1e-9)
    lost = (step + 0.5) * CHARGE_STEP
    return min(lost, EMPTY) if when - fault.begins < YEAR * EMPTY / rate else EMPTY


def lost_mass(faults: Iterable[FaultConfig], charge: float, begin: float, end: float) -> float:
    """Return the refrigerant that faults let out from `begin` to `end`, s, of a charge, kg.

    A repair fills up what is missing; a leak ends with the charge.
    """
    total = 0.0
    for fault in faults:
        if fault.kind == "refrigerant-leak" and fault.loss:
            runs_dry = fault.begins + YEAR * charge / fault.loss
            lasts = min(fault.ends, end, runs_dry) - max(fault.begins, begin)
            total += max(lasts, 0.0) / YEAR * fault.loss
        elif fault.kind == "refrigerant-lost" and begin <= fault.begins < end:
            total += charge
    return total


def is_empty(faults: Iterable[FaultConfig], when: float, charge: float) -> bool:
    """Return whether so little refrigerant is left at a time, s, that the low-pressure switch opens."""
    there = [fault for fault in faults if fault.lasts_at(when)]
    return any(
        fault.kind == "refrigerant-lost"
        or (fault.kind == "refrigerant-leak" and missing(fault, when, charge) >= EMPTY)
        for fault in there
    )  # fmt: skip


def airflow_left(faults: Iterable[FaultConfig], when: float) -> float:
    """Return the share of its air flow that an indoor unit keeps at a time, s."""
    left = 1.0
    for fault in faults:
        if fault.lasts_at(when):
            if fault.kind == "low-indoor-airflow":
                left *= 1.0 - (fault.share or 0.0)
            elif fault.kind == "filter-loading":
                left *= 1.0 - loaded(fault, when)
    return left


def condition_at(faults: Iterable[FaultConfig], when: float, charge: float) -> Condition:
    """Return the condition of a machine with `faults` at a time, s; `charge` is its right charge, kg."""
    there = [fault for fault in faults if fault.lasts_at(when)]
    found: dict[str, float] = {"indoor_airflow": airflow_left(there, when)}
    for fault in there:
        share = fault.share or 0.0
        if fault.kind == "undercharge":
            found["charge"] = -share
        elif fault.kind == "overcharge":
            found["charge"] = share
        elif fault.kind == "refrigerant-leak":
            found["charge"] = -missing(fault, when, charge)
        elif fault.kind == "fouled-indoor-coil":
            found["indoor_coil"] = 1.0 - share
        elif fault.kind == "fouled-outdoor-coil":
            found["outdoor_airflow"] = 1.0 - share
        elif fault.kind == "non-condensables":
            found["noncondensables"] = share
        elif fault.kind == "liquid-line-restriction":
            found["restriction"] = share
        elif fault.kind == "expansion-valve-stuck":
            modes = ("heating", "cooling") if fault.mode is None else (fault.mode,)
            found |= {f"{mode}_valve": fault.opening or 1.0 for mode in modes}
        elif fault.kind == "expansion-valve-hunting":
            found["superheat_swing"] = fault.swing or 0.0
        elif fault.kind == "compressor-valves-leaking":
            found["compressor_leak"] = share
        elif fault.kind == "reversing-valve-leaking":
            found["reversing_leak"] = LARGE_LEAK if fault.leak is None else fault.leak
        elif fault.kind == "low-voltage":
            found["voltage"] = 1.0 - share
        elif fault.kind == "outdoor-fan-slow":
            found["outdoor_fan_speed"] = 1.0 - share
    return Condition(**found)


def changes(faults: Sequence[FaultConfig], charge: float) -> list[float]:
    """Return the times, s, at which something begins, ends or takes another step, in order."""
    times: set[float] = set()
    for fault in faults:
        steps = [fault.begins, fault.ends]
        if fault.kind == "filter-loading":
            steps += [fault.begins + k / LOADING_STEPS * (fault.over or LOADING) for k in range(1, LOADING_STEPS + 1)]
        elif fault.kind == "refrigerant-leak":
            every = YEAR * CHARGE_STEP * charge / (fault.loss or 1.0)
            steps += [fault.begins + k * every for k in range(1, round(EMPTY / CHARGE_STEP) + 1)]
        times |= {step for step in steps if fault.begins <= step <= min(fault.ends, YEAR)}
    return sorted(times)
