"""One clock for events and continuous flow: a SimPy environment that advances the house to each event."""

from collections import deque
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import simpy
from simpy.core import EmptySchedule
from simpy.events import NORMAL, PENDING, URGENT

from cosim.errors import CosimError
from cosim.flow.records import NO_GUARD, PAUSED, Guard

if TYPE_CHECKING:
    from cosim.flow.house import House

Event, Timeout = simpy.Event, simpy.Timeout
_new_event, _new_timeout = Event.__new__, Timeout.__new__
BIT = [1 << guard for guard in Guard]  # of each guard; to shift one takes five times as long as to look it up
MOST_CROSSINGS_AT_ONE_INSTANT = 100
MOST_LOSERS = 20  # waits that ended otherwise kept before pruning
NEVER = float("inf")


class HybridEnvironment(simpy.Environment):
    """SimPy's environment over a house that flows between events.

    Only guards with waiting processes are watched. A guard that is already crossed fires at once.
    """

    __slots__ = ("_now",)

    def __init__(self, house: "House") -> None:
        super().__init__(initial_time=house.time)
        self.house = house
        # of each guard the event that waits for it, and those that came after it while it still did
        self._waiter: list[simpy.Event | None] = [None for _ in Guard]
        self._further: list[list[simpy.Event]] = [[] for _ in Guard]
        self._armed = 0  # guards with waiters, as bits
        self._soon: deque[simpy.Event] = deque()  # due at this instant, after all that the schedule has for it
        self._at, self._crossings = house.time, 0
        self._paused = False
        self.past = self.event().succeed()
        """An event that has already happened: a process that yields it continues at once."""
        self._process()

    # SimPy takes three calls for what is one here; every cycle of a machine has half a dozen of these events

    def event(self) -> simpy.Event:
        """Return an event that is not triggered."""
        return simpy.Event(self)

    def timeout(self, delay: float = 0.0, value: Any = None) -> simpy.Timeout:
        """Return an event that fires after `delay`, s."""
        if delay < 0:
            raise ValueError(f"Negative delay {delay}")
        event = _new_timeout(Timeout)
        event.env, event.callbacks, event._delay, event._ok, event._value = self, [], delay, True, value
        heappush(self._queue, (self._now + delay, NORMAL, next(self._eid), event))
        return event

    def deadline(self, delay: float) -> simpy.Event:
        """Return an event that fires after `delay`, s, unless it is fired earlier; its entry is then ignored.

        Equivalent to ``event | timeout`` at a fraction of its cost, for use in every cycle of a machine.
        """
        event = simpy.Event(self)
        heappush(self._queue, (self._now + delay, NORMAL, next(self._eid), event))
        return event

    def fire(self, event: simpy.Event, value: object = None) -> None:
        """Fire an event that is not triggered, after those that are due at this instant, as `Event.succeed` does."""
        event._ok, event._value = True, value
        queue = self._queue
        if queue and queue[0][0] <= self._now:
            heappush(queue, (self._now, NORMAL, next(self._eid), event))
        else:  # a call and its answer need no schedule
            self._soon.append(event)

    def crossing(self, *guards: Guard, within: float | None = None) -> simpy.Event:
        """Return an event that fires when the first of `guards` is crossed; its value is that guard.

        With `within`, s, it fires after that time in any case, with the value None.
        """
        event = _new_event(Event)
        event.env, event.callbacks = self, []
        if within is not None:
            heappush(self._queue, (self._now + within, NORMAL, next(self._eid), event))
        armed, waiter = self._armed, self._waiter
        for guard in guards:
            first = waiter[guard]
            if first is None or first._value is not PENDING:  # nobody waits any more
                waiter[guard] = event
            else:
                further = self._further[guard]
                if len(further) > MOST_LOSERS:
                    further[:] = [waiter for waiter in further if waiter._value is PENDING]
                further.append(event)
            armed |= BIT[guard]
        self._armed = armed
        return event

    def peek(self) -> float:
        """Return the time of the next event, without deadlines that were met."""
        if self._soon:
            return float(self._now)
        queue = self._queue
        while queue and queue[0][3].callbacks is None:
            heappop(queue)
        return queue[0][0] if queue else NEVER

    def advance(self, until: float) -> None:
        """Advance to `until`, before the events of that instant, and pause there.

        Unlike an event at `until`, a pause does not end the flow's step: the partial step is rolled back and repeated
        in full, so pausing never changes the result.
        """
        house, queue, soon = self.house, self._queue, self._soon
        house.pause_at(until)
        while self._now < until:
            if soon:
                if self._paused:
                    self.settle()
                if queue and queue[0][1] == URGENT and queue[0][0] <= self._now:
                    self._process()
                    continue
                event = soon.popleft()
                callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
                for callback in callbacks:
                    callback(event)
                continue
            while queue and queue[0][3].callbacks is None:  # as `peek` does, without a call for each event
                heappop(queue)
            due = queue[0][0] if queue else NEVER
            if due > self._now:
                crossed = house.flow(due, self._armed)
                if crossed != NO_GUARD:
                    if crossed != PAUSED:  # as `_goes_on` does, without a call for each crossing
                        if self._announce(crossed, due if due < until else until):
                            self._paused = False
                            continue
                        crossed = house.flow(due, self._armed)
                    if not self._goes_on(crossed, due, until):
                        if self._paused:
                            self._now = until
                        continue
            elif self._paused:
                self.settle()
            if due >= until:
                self._now = until
                break
            self._paused = False
            self._now, _, _, event = heappop(queue)  # as `_process` does, without a call for each event
            if event._value is PENDING:
                event._ok, event._value = True, None
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
            if not event._ok and not event.defused:
                raise event._value
        house.pause_at(NEVER)

    def settle(self) -> None:
        """End the flow's step at this instant, for an unscheduled event."""
        if self._paused:
            now, self._now = self._now, self.house.step_begins()
            while self._now < now:
                if self._flow(now) or self._paused:
                    self._now = now
            self._paused = False

    def step(self) -> None:
        """Advance the house to the next event and process it, or to a guard on the way."""
        due = self.peek()
        if due <= self._now or self._flow(due):
            self._process()

    def _process(self) -> None:
        """Process the due event as `simpy.Environment.step` does; an unmet deadline is triggered by its time."""
        queue = self._queue
        if self._soon and not (queue and queue[0][0] <= self._now and queue[0][1] == URGENT):
            event = self._soon.popleft()
        elif not queue:
            raise EmptySchedule
        else:
            self._now, _, _, event = heappop(queue)
            if event._value is PENDING:
                event._ok, event._value = True, None
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
        for callback in callbacks:
            callback(event)
        if not event._ok and not event.defused:
            raise event._value

    def _flow(self, due: float, until: float = NEVER) -> bool:
        """Advance the house to `due`; return whether it got there: not if a guard was crossed or a pause came first.

        Events at `until` are left for the next call.
        """
        # guards are checked only when time passes: all events of one instant come first
        crossed = self.house.flow(due, self._armed)
        return crossed == NO_GUARD or self._goes_on(crossed, due, until)

    def _goes_on(self, crossed: int, due: float, until: float) -> bool:
        """Wake who waits for the guard that was crossed on the way to `due`, or go on there if nobody does.

        Return whether the house got there, as `_flow` does.
        """
        while crossed != NO_GUARD:
            if crossed == PAUSED:
                self._paused = True
                return False
            if self._announce(crossed, min(due, until)):
                self._paused = False
                return False
            crossed = self.house.flow(due, self._armed)
        return True

    def _announce(self, guard: int, due: float) -> bool:
        """Wake the processes that wait for `guard`, before the event that is `due`; return whether there were any."""
        first, further = self._waiter[guard], self._further[guard]
        self._waiter[guard] = None
        self._armed &= ~BIT[guard]
        waiters: tuple[simpy.Event | None, ...] = (first,)
        if further:
            waiters = first, *further
            further.clear()
        announced = False
        for event in waiters:
            # a waiter for several guards may have its value, the loser of an `a | b` remains without callbacks
            if event is None or event._value is not PENDING or not event.callbacks:
                continue
            if not announced:
                announced, now = True, self.house.time
                self._now = now
                if now == self._at:
                    self._comes_again(guard)
                else:
                    self._at, self._crossings = now, 1
            if now == due:
                event.succeed(guard)  # events due at this instant come first
            else:  # nothing is due yet, so the schedule can be bypassed
                event._ok, event._value = True, guard
                callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
                for callback in callbacks:
                    callback(event)
        return announced

    def _comes_again(self, guard: int) -> None:
        """Count one more crossing at the same instant."""
        self._crossings += 1
        if self._crossings > MOST_CROSSINGS_AT_ONE_INSTANT:
            raise CosimError(
                f"guard {Guard(guard).name} was crossed more than {MOST_CROSSINGS_AT_ONE_INSTANT} times at one instant,"
                f" {self._at:.0f} s after 1 January"
            )


# processes read it at every turn, and a property that is written in Python takes four times as long
HybridEnvironment.now = HybridEnvironment._now  # type: ignore[misc,method-assign,assignment]
