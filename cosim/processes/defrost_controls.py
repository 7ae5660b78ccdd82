"""What the defrost board waits for while the compressor heats: one small control for each kind of board."""

from typing import Protocol

import simpy

from cosim.config.defrost import DefrostConfig
from cosim.flow.records import Guard
from cosim.processes.clock import HybridEnvironment

FORCED_LEAST_LOSS = 0.02  # of capacity: below it a coil counts as clean and a forced interval begins anew
STEEPEST = 2.0  # how many times longer or shorter an adaptive interval may become at once
REASONS = {
    Guard.DEFROST_TIMER: "forced interval",
    Guard.COIL_FROSTED: "capacity loss",
    Guard.AIR_BLOCKED: "air flow",
    Guard.COIL_TOO_COLD: "coil temperature",
}


class Control(Protocol):
    """One kind of board; run time is that of the compressor while the coil's sensor says cold."""

    def begin(self) -> None:
        """Begin an interval between two defrosts."""

    def due(self, *others: Guard) -> simpy.Event:
        """Return what the board waits for, or one of `others`."""

    def judge(self, guard: Guard) -> str:
        """Say why the coil is to be cleared now that `guard` was crossed; nothing if it is not."""

    def learn(self, melting: float) -> None:
        """Take note of how long the ice took to melt, s."""


class Timer:
    """Time and temperature: so many minutes of running with a cold coil, frost or none."""

    reason = "timer"

    def __init__(self, env: HybridEnvironment, settings: DefrostConfig) -> None:
        self.env, self.settings = env, settings
        self.interval = settings.timer_run_time

    def begin(self) -> None:
        """Set the clock to nothing."""
        self.env.house.watch(Guard.DEFROST_TIMER, self.interval)

    def due(self, *others: Guard) -> simpy.Event:
        """Wait for the run time."""
        return self.env.crossing(*others, Guard.DEFROST_TIMER)

    def judge(self, guard: Guard) -> str:
        """Clear the coil, whatever is on it."""
        return self.reason

    def learn(self, melting: float) -> None:
        """Learn nothing."""


class Adaptive(Timer):
    """A timer that waits longer after a short defrost, and not so long after a long one."""

    reason = "adaptive interval"

    def __init__(self, env: HybridEnvironment, settings: DefrostConfig) -> None:
        super().__init__(env, settings)
        self.interval = settings.adaptive_least

    def learn(self, melting: float) -> None:
        """Move the interval towards one after which melting takes as long as it should."""
        settings = self.settings
        change = min(max(settings.adaptive_target / max(melting, 1.0), 1.0 / STEEPEST), STEEPEST)
        self.interval = min(max(self.interval * change, settings.adaptive_least), settings.adaptive_greatest)


class Demand:
    """Wait for what frost does; at the latest, after the forced interval, clear a coil that it has begun to slow."""

    def __init__(self, env: HybridEnvironment, settings: DefrostConfig, signs: tuple[Guard, ...]) -> None:
        self.env, self.settings, self.signs = env, settings, signs
        self.may_start = False
        env.house.watch(Guard.COIL_FROSTED, 1.0 - settings.demand_capacity_loss)
        env.house.watch(Guard.AIR_BLOCKED, settings.least_airflow)
        env.house.watch(Guard.COIL_TOO_COLD, settings.coil_drop)

    def begin(self) -> None:
        """Look at no sign of frost before the shortest interval is over."""
        self.may_start = False
        self.env.house.watch(Guard.DEFROST_TIMER, self.settings.minimum_interval)

    def due(self, *others: Guard) -> simpy.Event:
        """Wait for the shortest interval, then for a sign of frost or the forced interval."""
        signs = self.signs if self.may_start else ()
        return self.env.crossing(*others, *signs, Guard.DEFROST_TIMER)

    def judge(self, guard: Guard) -> str:
        """Clear a coil that frosts and has lost capacity; else, with a bare or thawing coil, begin anew."""
        house = self.env.house
        if not self.may_start:
            self.may_start = True
            house.watch(Guard.DEFROST_TIMER, self.settings.forced_interval)
            return ""
        if house.is_frosting and house.capacity_loss > FORCED_LEAST_LOSS:
            return REASONS[guard]
        house.begin_frosting()
        self.begin()
        return ""

    def learn(self, melting: float) -> None:
        """Learn nothing: its signs are those of the coil itself."""


SIGNS: dict[str, tuple[Guard, ...]] = {
    "demand": (Guard.COIL_FROSTED,),
    "airflow": (Guard.AIR_BLOCKED,),
    "coil-temperature": (Guard.COIL_TOO_COLD,),
}


def control_of(env: HybridEnvironment, settings: DefrostConfig) -> Control:
    """Return the control that the settings name."""
    if settings.kind == "timer":
        return Timer(env, settings)
    if settings.kind == "adaptive":
        return Adaptive(env, settings)
    return Demand(env, settings, SIGNS[settings.kind])
