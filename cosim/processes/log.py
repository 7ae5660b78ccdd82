"""What happened, and when: the event log of a run.

A log keeps what the house was like as an event began and ended; what that says is read after the run by
`cosim.processes.event_table`.
"""

from collections import Counter
from functools import partial
from types import TracebackType
from typing import NamedTuple

from cosim.flow.records import MOMENT
from cosim.processes.calls import Call
from cosim.processes.clock import HybridEnvironment

BYTES = MOMENT.itemsize


class Entry(NamedTuple):
    """One event, with the numbers of the moments at which it began and ended, and at which its gauges are read."""

    kind: str
    trigger: str
    begun: int
    ended: int
    shown: int


class EventLog:
    """Collects events with what meters and gauges showed; without `moments` events alone, to be counted."""

    def __init__(self, env: HybridEnvironment, *, moments: bool = True) -> None:
        self.env = env
        self._keeps = moments
        self.moments = bytearray()
        """Records of `cosim.flow.records.MOMENT`, one after the other."""
        self._ended: list[Entry] = []
        self._counted: Counter[str] = Counter()  # ended events by kind, where no moments are kept
        self._open: dict[_Lasting, None] = {}  # in the order of their beginning
        self._begun_before: list[str] = []
        self._calls: dict[str, int] = {}  # when open ones began, by their kind
        self._answered: list[Entry] = []

    def keep(self) -> int:
        """Keep what the house is like now, and return the number of this moment; -1 where none are wanted."""
        if not self._keeps:
            return -1
        self.env.house.keep_moment(self.moments)
        return len(self.moments) // BYTES - 1

    def during(self, kind: str, trigger: str = "") -> "_Lasting":
        """Log what happens inside a ``with`` block as one event; a block that is abandoned is logged up to then."""
        return _Lasting(self, kind, trigger)

    def note(self, kind: str) -> None:
        """Log something that takes no time."""
        if self._keeps:
            moment = self.keep()
            self._ended.append(Entry(kind, "", moment, moment, moment))
        else:
            self._counted[kind] += 1

    def follow(self, call: Call, kind: str) -> None:
        """Log every call as one event, with what the machine did as the call ended."""
        if self._keeps:
            call.tell(partial(self._change, call, kind))

    def _change(self, call: Call, kind: str) -> None:
        moment = self.keep()
        if call.on:
            self._calls[kind] = moment
        elif kind in self._calls:
            self._answered.append(Entry(kind, "", self._calls.pop(kind), moment, moment))

    def begin_record(self) -> None:
        """Forget what has ended; what goes on counts from now, but not as begun in the record."""
        self._ended.clear()
        self._counted.clear()
        self.moments.clear()
        for event in self._open:
            event.begin()
        self._begun_before = [event.kind for event in self._open]
        self._answered.clear()
        self._calls = dict.fromkeys(self._calls, self.keep())

    def entries(self) -> list[Entry]:
        """Return all events of the record, those that go on up to now: calls first, then by their end.

        An empty list where no moments are kept, for only they tell when something happened.
        """
        if not self._keeps:
            return []
        now = self.keep()
        calls_going_on = [Entry(kind, "", begun, now, now) for kind, begun in self._calls.items()]
        return self._answered + calls_going_on + self._ended + [event.entry() for event in self._open]

    def begun(self, kind: str) -> int:
        """Return how many events of `kind` began in the record."""
        ended = sum(entry.kind == kind for entry in self._ended) + self._counted[kind]
        return ended + sum(event.kind == kind for event in self._open) - self._begun_before.count(kind)


class _Lasting:
    """An event while it lasts."""

    __slots__ = ("begun", "kind", "log", "trigger")

    def __init__(self, log: EventLog, kind: str, trigger: str) -> None:
        self.log, self.kind, self.trigger = log, kind, trigger

    def __enter__(self) -> None:
        self.log._open[self] = None
        self.begin()

    def begin(self) -> None:
        """Keep what the house is like now."""
        self.begun = self.log.keep()

    def entry(self) -> Entry:
        """Return the event as it is up to now."""
        return Entry(self.kind, self.trigger, self.begun, self.log.keep(), self.begun)

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        log = self.log
        if log._open.pop(self, self) is None:
            if log._keeps:
                log._ended.append(self.entry())
            else:
                log._counted[self.kind] += 1
