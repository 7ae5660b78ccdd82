"""Defrost controls: the trigger of a defrost while the compressor heats, one class for each kind of board."""

from typing import Protocol

import simpy

from cosim.config.defrost import DefrostConfig
from cosim.flow.records import Guard
from cosim.processes.clock import HybridEnvironment

DEFROST_TIMER = Guard.DEFROST_TIMER  # read in every cycle
MIN_FORCED_LOSS = 0.02  # of capacity: below it a coil counts as clean and a forced interval starts again
STEEPEST = 2.0  # maximum factor by which an adaptive interval changes at once
REASONS = {
    Guard.DEFROST_TIMER: "forced interval",
    Guard.COIL_FROSTED: "capacity loss",
    Guard.AIR_BLOCKED: "air flow",
    Guard.COIL_TOO_COLD: "coil temperature",
}


class Control(Protocol):
    """One kind of board; run time is that of the compressor while the coil's sensor reads cold."""

    def begin(self) -> None:
        """Begin an interval between two defrosts."""

    def due(self, *others: Guard) -> simpy.Event:
        """Return the event that the board waits for, or one of `others`."""

    def judge(self, guard: Guard) -> str:
        """Return the reason for a defrost now that `guard` was crossed; empty for none."""

    def learn(self, melting: float) -> None:
        """Record the melting time of a defrost, s."""


class Timer:
    """Time and temperature: a fixed run time with a cold coil, with or without frost."""

    reason = "timer"

    def __init__(self, env: HybridEnvironment, settings: DefrostConfig) -> None:
        self.env, self.settings = env, settings
        self.interval = settings.timer_run_time

    def begin(self) -> None:
        """Reset the clock."""
        self.env.house.watch(Guard.DEFROST_TIMER, self.interval)

    def due(self, *others: Guard) -> simpy.Event:
        """Wait for the run time."""
        return self.env.crossing(*others, DEFROST_TIMER)

    def judge(self, guard: Guard) -> str:
        """Defrost in any case."""
        return self.reason

    def learn(self, melting: float) -> None:
        """Learn nothing."""


class Adaptive(Timer):
    """A timer whose interval grows after a short defrost and shrinks after a long one."""

    reason = "adaptive interval"

    def __init__(self, env: HybridEnvironment, settings: DefrostConfig) -> None:
        super().__init__(env, settings)
        self.interval = settings.adaptive_min

    def learn(self, melting: float) -> None:
        """Adjust the interval towards the target melting time."""
        settings = self.settings
        change = min(max(settings.adaptive_target / max(melting, 1.0), 1.0 / STEEPEST), STEEPEST)
        self.interval = min(max(self.interval * change, settings.adaptive_min), settings.adaptive_max)


class Demand:
    """Wait for an effect of frost; after the forced interval, defrost a coil that frost has begun to slow."""

    def __init__(self, env: HybridEnvironment, settings: DefrostConfig, signs: tuple[Guard, ...]) -> None:
        self.env, self.settings, self.signs = env, settings, signs
        self.may_start = False
        env.house.watch(Guard.COIL_FROSTED, 1.0 - settings.demand_capacity_loss)
        env.house.watch(Guard.AIR_BLOCKED, settings.min_airflow)
        env.house.watch(Guard.COIL_TOO_COLD, settings.coil_drop)

    def begin(self) -> None:
        """Ignore signs of frost before the minimum interval is over."""
        self.may_start = False
        self.env.house.watch(Guard.DEFROST_TIMER, self.settings.minimum_interval)

    def due(self, *others: Guard) -> simpy.Event:
        """Wait for the minimum interval, then for a sign of frost or the forced interval."""
        signs = self.signs if self.may_start else ()
        return self.env.crossing(*others, *signs, DEFROST_TIMER)

    def judge(self, guard: Guard) -> str:
        """Defrost a coil that frosts and has lost capacity; restart the interval of a bare or thawing coil."""
        house = self.env.house
        if not self.may_start:
            self.may_start = True
            house.watch(Guard.DEFROST_TIMER, self.settings.forced_interval)
            return ""
        if house.is_frosting and house.capacity_loss > MIN_FORCED_LOSS:
            return REASONS[guard]
        house.begin_frosting()
        self.begin()
        return ""

    def learn(self, melting: float) -> None:
        """Ignore it: this control reads the coil itself."""


SIGNS: dict[str, tuple[Guard, ...]] = {
    "demand": (Guard.COIL_FROSTED,),
    "airflow": (Guard.AIR_BLOCKED,),
    "coil-temperature": (Guard.COIL_TOO_COLD,),
}


def control_of(env: HybridEnvironment, settings: DefrostConfig) -> Control:
    """Return the control of the given settings."""
    if settings.kind == "timer":
        return Timer(env, settings)
    if settings.kind == "adaptive":
        return Adaptive(env, settings)
    return Demand(env, settings, SIGNS[settings.kind])
