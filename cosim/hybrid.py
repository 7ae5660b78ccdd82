"""One clock for jumps and flow: a SimPy environment that lets the house flow up to each event."""

from typing import TYPE_CHECKING

import simpy

from cosim.errors import CosimError
from cosim.house.layout import NO_GUARD, Guard

if TYPE_CHECKING:
    from cosim.house.house import House

MOST_CROSSINGS_AT_ONE_INSTANT = 100


class HybridEnvironment(simpy.Environment):
    """SimPy's environment over a house that flows between events.

    Only guards with a live waiter are watched. A guard that is already crossed fires at once.
    """

    def __init__(self, house: "House") -> None:
        super().__init__(initial_time=house.time)
        self.house = house
        self._waiters: dict[int, list[simpy.Event]] = {}
        self._at, self._crossings = house.time, 0

    def crossing(self, *guards: Guard) -> simpy.Event:
        """Return an event that fires when the first of `guards` is crossed; its value is that guard."""
        event = self.event()
        for guard in guards:
            self._waiters.setdefault(guard, []).append(event)
        return event

    def step(self) -> None:
        """Let the house flow to the next event, or to a guard on the way, then process what is due."""
        due = self.peek()
        if due > self._now:
            # guards count only when time is about to pass: what happens at one instant happens first
            crossed = self.house.flow(due, self._arm())
            if crossed != NO_GUARD:
                self._now = self.house.time
                self._announce(crossed)
        super().step()

    def _arm(self) -> int:
        """Return the set of guards somebody still waits for, as bits, and forget those that nobody waits for."""
        armed, abandoned = 0, []
        for guard, waiters in self._waiters.items():
            for event in waiters:
                # the loser of an `a | b` stays behind without callbacks
                if event.callbacks and not event.triggered:
                    armed |= 1 << guard
                    break
            else:
                abandoned.append(guard)
        for guard in abandoned:
            del self._waiters[guard]
        return armed

    def _announce(self, guard: int) -> None:
        now = self.house.time
        self._crossings = self._crossings + 1 if now == self._at else 1
        self._at = now
        if self._crossings > MOST_CROSSINGS_AT_ONE_INSTANT:
            raise CosimError(
                f"guard {Guard(guard).name} was crossed more than {MOST_CROSSINGS_AT_ONE_INSTANT} times at one instant,"
                f" {now:.0f} s after 1 January"
            )
        for event in self._waiters.pop(guard):
            if event.callbacks and not event.triggered:
                event.succeed(guard)
