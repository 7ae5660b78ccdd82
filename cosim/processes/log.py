"""The event log of a run.

A log takes a snapshot of the house at the beginning and end of each event; `cosim.processes.event_table` evaluates them
after the run.
"""

from collections import defaultdict
from functools import partial
from types import TracebackType
from typing import Self

from cosim.processes.calls import Call
from cosim.processes.clock import NEVER, HybridEnvironment

Entry = tuple[str, str, int, int, int]
"""One event: kind, trigger, and snapshots of begin, end and gauges. Plain, because a year has tens of thousands."""


class EventLog:
    """Collects events with meter and gauge readings; with ``moments=False`` events are only counted."""

    def __init__(self, env: HybridEnvironment, *, moments: bool = True) -> None:
        self.env = env
        self._keeps = moments
        self.snapshots = env.house.snapshots()
        self.snapshot = self.snapshots.take
        self._ended: list[Entry] = []
        self._begun: defaultdict[str, int] = defaultdict(int)  # events that began in the record, by kind
        self._open: dict[_Seen, None] = {}  # in order of their beginning
        self._calls: dict[str, int] = {}  # begin of open events, by kind
        self._answered: list[Entry] = []
        self._noted: _Seen | None = None  # the event at whose end the flow notes a snapshot

    def during(self, kind: str, trigger: str = "") -> "Lasting":
        """Log a ``with`` block as one event; an abandoned block is logged up to that moment."""
        self._begun[kind] += 1
        return _Seen(self, kind, trigger) if self._keeps else UNSEEN

    def note(self, kind: str) -> None:
        """Log an event without duration."""
        self._begun[kind] += 1
        if self._keeps:
            moment = self.snapshot()
            self._ended.append((kind, "", moment, moment, moment))

    def follow(self, call: Call, kind: str) -> None:
        """Log every call as one event, with the state of the machine at its end."""
        if self._keeps:
            call.on_change(partial(self._change, call, kind))

    def _change(self, call: Call, kind: str) -> None:
        moment = self.snapshot()
        if call.on:
            self._calls[kind] = moment
        elif kind in self._calls:
            self._answered.append((kind, "", self._calls.pop(kind), moment, moment))

    def begin_record(self) -> None:
        """Discard ended events; open ones count from now, but not as begun in the record."""
        self._take_noted()
        self._ended.clear()
        self._begun.clear()
        self.snapshots.clear()
        for event in self._open:
            event.begin()
        self._answered.clear()
        if self._keeps:
            self._calls = dict.fromkeys(self._calls, self.snapshot())

    def entries(self) -> list[Entry]:
        """Return all events of the record, open ones up to now: calls first, then by their end.

        Empty without snapshots, which have the times.
        """
        if not self._keeps:
            return []
        self._take_noted()
        now = self.snapshot()
        calls_going_on: list[Entry] = [(kind, "", begun, now, now) for kind, begun in self._calls.items()]
        return self._answered + calls_going_on + self._ended + [event.entry() for event in self._open]

    def begun(self, kind: str) -> int:
        """Return how many events of `kind` began in the record."""
        return self._begun.get(kind, 0)

    def _end_after(self, event: "_Seen", after: float) -> None:
        """End an event `after` s from now by a snapshot that the flow notes, or a timer where it notes another."""
        self._take_noted()
        if self._noted is None:
            self._noted, self.env.house.controls.noted_at = event, self.env.now + after
        else:
            timer = self.env.timeout(after)
            timer.callbacks.append(lambda _: event.end(self.snapshot()))

    def _take_noted(self) -> None:
        """End the event of whose end the flow has noted a snapshot."""
        if self._noted is not None and self.env.house.controls.noted_at == NEVER:
            event, self._noted = self._noted, None
            event.end(self.snapshots.take_noted())


class Lasting:
    """An event that lasts as long as a ``with`` block; this one is only counted."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def goes_on(self, after: float) -> None:
        """Let the event end `after` s after the block, without anybody waiting for it."""


UNSEEN = Lasting()


class _Seen(Lasting):
    """One that is logged."""

    __slots__ = ("after", "begun", "kind", "log", "trigger")

    def __init__(self, log: EventLog, kind: str, trigger: str) -> None:
        self.log, self.kind, self.trigger, self.after = log, kind, trigger, 0.0

    def __enter__(self) -> Self:
        log = self.log
        log._open[self] = None
        self.begun = log.snapshot()
        return self

    def goes_on(self, after: float) -> None:
        self.after = after

    def begin(self) -> None:
        """Take a snapshot for the gauge readings of this event."""
        self.begun = self.log.snapshot()

    def entry(self) -> Entry:
        """Return the event up to now."""
        return self.kind, self.trigger, self.begun, self.log.snapshot(), self.begun

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.after:
            self.log._end_after(self, self.after)
        else:
            self.end(self.log.snapshot())

    def end(self, moment: int) -> None:
        """End the event at a snapshot."""
        log = self.log
        if log._open.pop(self, self) is None:
            log._ended.append((self.kind, self.trigger, self.begun, moment, self.begun))
