"""What happened, when, for how long, and what it took: the event table."""

from types import TracebackType

from cosim.events import EventRow
from cosim.hybrid import HybridEnvironment


class EventLog:
    """Collects events with the energy that passed while they lasted."""

    def __init__(self, env: HybridEnvironment) -> None:
        self.env = env
        self.rows: list[EventRow] = []

    def during(self, kind: str) -> "_Lasting":
        """Log what happens inside a ``with`` block as one event; a block that is abandoned is logged up to then."""
        return _Lasting(self, kind)

    def note(self, kind: str) -> None:
        """Log something that takes no time."""
        with self.during(kind):
            pass


class _Lasting:
    """An event while it lasts."""

    __slots__ = ("at_start", "before", "kind", "log", "start")

    def __init__(self, log: EventLog, kind: str) -> None:
        self.log, self.kind = log, kind

    def __enter__(self) -> None:
        house = self.log.env.house
        self.start, self.before, self.at_start = house.time, house.meter(), house.glance()

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        house = self.log.env.house
        (electricity, gas, heat), before = house.meter(), self.before
        used = electricity - before[0], gas - before[1], heat - before[2]
        self.log.rows.append(EventRow(self.start, house.time - self.start, self.kind, *used, *self.at_start))
