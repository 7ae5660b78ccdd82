"""What happened, when, for how long, and what it took: the event table."""

from collections.abc import Iterator
from contextlib import contextmanager

from cosim.events import EventRow
from cosim.hybrid import HybridEnvironment


class EventLog:
    """Collects events with the energy that passed while they lasted."""

    def __init__(self, env: HybridEnvironment) -> None:
        self.env = env
        self.rows: list[EventRow] = []

    @contextmanager
    def during(self, kind: str) -> Iterator[None]:
        """Log what happens inside the block as one event; a block that is abandoned is logged up to then."""
        house = self.env.house
        before = house.meter()
        start, frost, outdoor, indoor = self.env.now, house.frost_mass, house.outdoor_temperature, house.air_temperature
        try:
            yield
        finally:
            electricity, gas, heat = (late - early for late, early in zip(house.meter(), before, strict=True))
            self.rows.append(
                EventRow(start, house.time - start, kind, electricity, gas, heat, frost, outdoor, indoor)
            )

    def note(self, kind: str) -> None:
        """Log something that takes no time."""
        with self.during(kind):
            pass
