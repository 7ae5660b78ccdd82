"""What happened, when, for how long, and what it took: the event table."""

from functools import partial
from types import TracebackType

from cosim.events import EventRow
from cosim.house.layout import Meter
from cosim.hybrid import HybridEnvironment
from cosim.processes.calls import Call

# by the first word of an event's kind, the meters of electricity, gas and heat that it is about
PUMP = (Meter.PUMP_ELECTRICITY, None, Meter.PUMP_HEAT)
NOTHING = (None, None, None)
Found = tuple[float, float, float]
"""What `House.glance` returns."""
SUBJECTS: dict[str, tuple[Meter | None, Meter | None, Meter | None]] = {
    "compressor": PUMP,
    "defrost": (Meter.PUMP_ELECTRICITY, Meter.GAS, Meter.PUMP_HEAT),
    "furnace": (Meter.FURNACE_ELECTRICITY, Meter.GAS, Meter.FURNACE_HEAT),
    "strips": (Meter.STRIP_ELECTRICITY, None, Meter.STRIP_HEAT),
}


class EventLog:
    """Collects events with the energy that their subject took and gave while they lasted."""

    def __init__(self, env: HybridEnvironment) -> None:
        self.env = env
        self._ended: list[EventRow] = []
        self._open: dict[_Lasting, None] = {}  # in the order of their beginning
        self._begun_before: list[str] = []
        self._calls: dict[str, tuple[float, Found]] = {}  # open ones by their kind
        self._answered: list[tuple[str, float, Found, float, bytes]] = []

    def during(self, kind: str, trigger: str = "") -> "_Lasting":
        """Log what happens inside a ``with`` block as one event; a block that is abandoned is logged up to then."""
        return _Lasting(self, kind, trigger)

    def note(self, kind: str) -> None:
        """Log something that takes no time."""
        house = self.env.house
        self._ended.append(EventRow(house.time, 0.0, kind, 0.0, 0.0, 0.0, *house.glance(), moment=house.moment()))

    def follow(self, call: Call, kind: str) -> None:
        """Log every call as one event, with what the machine did as the call ended."""
        call.tell(partial(self._change, call, kind))

    def _change(self, call: Call, kind: str) -> None:
        house = self.env.house
        if call.on:
            self._calls[kind] = house.time, house.glance()
        elif kind in self._calls:
            self._answered.append((kind, *self._calls.pop(kind), house.time, house.moment()))

    def _called(self) -> list[EventRow]:
        """Return the calls as events; made of what was kept of each because there are so many of them."""
        house = self.env.house
        going_on = [(kind, *found, house.time, house.moment()) for kind, found in self._calls.items()]
        return [
            EventRow(begun, ended - begun, kind, 0.0, 0.0, 0.0, *found, moment=moment)
            for kind, begun, found, ended, moment in self._answered + going_on
        ]

    def begin_record(self) -> None:
        """Forget what has ended; what goes on counts from now, but not as begun in the record."""
        self._ended.clear()
        for event in self._open:
            event.begin()
        self._begun_before = [event.kind for event in self._open]
        house = self.env.house
        self._answered.clear()
        self._calls = dict.fromkeys(self._calls, (house.time, house.glance()))

    def rows(self) -> list[EventRow]:
        """Return all events of the record, those that go on up to now, in order of their beginning."""
        going_on = [event.row() for event in self._open]
        return sorted(self._called() + self._ended + going_on, key=lambda row: (row.time, -row.duration))

    def begun(self, kind: str) -> int:
        """Return how many events of `kind` began in the record."""
        ended = sum(row.kind == kind for row in self._ended)
        return ended + sum(event.kind == kind for event in self._open) - self._begun_before.count(kind)


class _Lasting:
    """An event while it lasts."""

    __slots__ = ("at_start", "before", "coil", "kind", "log", "moment", "start", "trigger")

    def __init__(self, log: EventLog, kind: str, trigger: str) -> None:
        self.log, self.kind, self.trigger = log, kind, trigger

    def __enter__(self) -> None:
        self.log._open[self] = None
        self.begin()

    def begin(self) -> None:
        """Read clock, meters and surroundings."""
        house = self.log.env.house
        self.start, self.before, self.at_start = house.time, house.meter(), house.glance()
        self.coil = house.state["surface_temperature"].item()
        self.moment = house.moment()

    def row(self) -> EventRow:
        """Return the event as it is up to now."""
        house = self.log.env.house
        now, before = house.meter(), self.before
        subject = SUBJECTS.get(self.kind.partition(" ")[0].rstrip(":"), NOTHING)
        electricity, gas, heat = (0.0 if meter is None else now[meter] - before[meter] for meter in subject)
        row = EventRow(self.start, house.time - self.start, self.kind, electricity, gas, heat, *self.at_start,
                       moment=self.moment)  # fmt: skip
        if self.kind != "defrost":
            return row
        return row._replace(
            trigger=self.trigger,
            melt_energy=now[Meter.MELT_HEAT] - before[Meter.MELT_HEAT],
            tempering_heat=now[Meter.TEMPERING_HEAT] - before[Meter.TEMPERING_HEAT],
            coil_temperature=self.coil,
            lowest_supply_temperature=house.state["lowest_supply"].item(),
        )

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.log._open.pop(self, self) is None:
            self.log._ended.append(self.row())
