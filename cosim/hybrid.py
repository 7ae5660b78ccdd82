"""One clock for jumps and flow: a SimPy environment that lets the house flow up to each event."""

from typing import TYPE_CHECKING

import simpy

from cosim.errors import CosimError
from cosim.house.layout import Guard

if TYPE_CHECKING:
    from cosim.house.house import House

MOST_CROSSINGS_AT_ONE_INSTANT = 100


class Crossing(simpy.Event):
    """Fires at the instant at which a guard is crossed."""

    def __init__(self, env: "HybridEnvironment", guard: Guard) -> None:
        super().__init__(env)
        self.guard = guard


class HybridEnvironment(simpy.Environment):
    """SimPy's environment over a house that flows between events.

    Only guards with a live waiter are watched. A guard that is already crossed fires at once.
    """

    def __init__(self, house: "House") -> None:
        super().__init__(initial_time=house.time)
        self.house = house
        self._waiters: dict[Guard, list[Crossing]] = {}
        self._at, self._crossings = house.time, 0

    def crossing(self, guard: Guard) -> Crossing:
        """Return an event that fires when `guard` is crossed."""
        event = Crossing(self, guard)
        self._waiters.setdefault(guard, []).append(event)
        return event

    def step(self) -> None:
        """Let the house flow to the next event, or to a guard on the way, then process what is due."""
        due = self.peek()
        if due > self._now:
            # guards count only when time is about to pass: what happens at one instant happens first
            crossed = self.house.flow(due, self._arm())
            if crossed is not None:
                self._now = self.house.time
                self._announce(crossed)
        super().step()

    def _arm(self) -> int:
        """Return the set of guards somebody still waits for, as bits, and forget waiters who went away."""
        armed = 0
        for guard in list(self._waiters):
            live = [event for event in self._waiters[guard] if event.callbacks and not event.triggered]
            if live:
                self._waiters[guard] = live
                armed |= 1 << guard
            else:
                del self._waiters[guard]
        return armed

    def _announce(self, guard: Guard) -> None:
        now = self.house.time
        self._crossings = self._crossings + 1 if now == self._at else 1
        self._at = now
        if self._crossings > MOST_CROSSINGS_AT_ONE_INSTANT:
            raise CosimError(
                f"guard {guard.name} was crossed more than {MOST_CROSSINGS_AT_ONE_INSTANT} times at one instant, "
                f"{now:.0f} s after 1 January"
            )
        for event in self._waiters.pop(guard):
            event.succeed(guard)
