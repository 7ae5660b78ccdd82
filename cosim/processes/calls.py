"""A call is the wire between two controls: it is on or off, and changes wake the processes that wait for it."""

from collections.abc import Callable, Generator
from typing import Any

import simpy
from simpy.events import PENDING

from cosim.processes.clock import HybridEnvironment

Process = Generator[simpy.Event, Any, None]


class Call:
    """A demand that one process makes and another serves."""

    def __init__(self, env: HybridEnvironment) -> None:
        self.env = env
        self.on = False
        self._change = env.event()
        self._listeners: list[Callable[[], None]] = []
        self._woken: list[simpy.Event] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Register `listener` to be called at every change, before waiting processes wake."""
        self._listeners.append(listener)

    def set(self, on: bool) -> None:
        """Raise or drop the call; waiters wake at this instant if that changes it."""
        if on != self.on:
            self.on = on
            change = self._change
            if change.callbacks:
                self._change = simpy.Event(self.env)
                self.env.fire(change)
            if self._woken:
                woken, self._woken = self._woken, []
                for event in woken:
                    if event._value is PENDING:
                        self.env.fire(event, self)
            for listener in self._listeners:
                listener()

    def also_wakes(self, event: simpy.Event) -> simpy.Event:
        """Let the next change of the call fire `event` too, with the call as its value; return the event.

        Equivalent to ``event | call.becomes(...)`` at a third of its cost, for use in every compressor cycle.
        """
        self._woken.append(event)
        return event

    def becomes(self, on: bool, *, within: float | None = None) -> simpy.Event:
        """Return an event that fires when the call is `on`, at the latest after `within` s; a past one if it is."""
        if self.on is on:
            return self.env.past
        return self._change if within is None else self.also_wakes(self.env.deadline(within))
