"""Demand response: events of the utility, and the actions of the house."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from cosim.config.base import Config, Power, Temperature, TemperatureDifference, Time
from cosim.config.schedule import Days, Weekday, weekdays_of
from cosim.constants import DAY
from cosim.schema.dates import MONTH_DAYS, day_of

Month = Annotated[int, Field(ge=1, le=12)]


class ActionsConfig(Config):
    """Actions of the house in an event."""

    setpoint_offset: Annotated[TemperatureDifference, Field(ge=0, le=8)] = 0.0
    """Setback during the event: the heating setpoint falls and the cooling setpoint rises by this."""
    lock_backup: bool = False
    """Whether strips, or a furnace beside a heat pump, are locked out during the event."""
    power_cap: Annotated[Power, Field(gt=0, le=100e3)] | None = None
    """Maximum power of the equipment during the event: strips stay off as far as needed, the compressor slows down, and
    equipment that cannot slow down stops."""
    switch_to_furnace: bool = False
    """Whether a dual-fuel house heats with its furnace during the event."""
    preheat: Annotated[TemperatureDifference, Field(ge=0, le=4)] = 0.0
    """Preheating or precooling: the heating setpoint rises, and the cooling setpoint falls, by this before the
    event."""
    preheat_time: Annotated[Time, Field(ge=0, le=12 * 3600)] = 3600.0
    """Length of preheating or precooling before the event."""

    def do_something(self) -> bool:
        """Return whether an event changes anything."""
        return bool(self.setpoint_offset or self.lock_backup or self.power_cap or self.switch_to_furnace)


class DemandResponseConfig(ActionsConfig):
    """Events by rule or from a CSV file, and their actions."""

    events: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    """CSV file of events, relative to the scenario, with columns begins and ends (``01-15 17:00``); a column named like
    an action overrides it row by row."""
    days: Days | Weekday | Annotated[tuple[Weekday, ...], Field(min_length=1)] = "weekdays"
    """Days on which the rule applies: "every day", "weekdays", "weekend", or a list of weekdays."""
    months: Annotated[tuple[Month, ...], Field(min_length=1)] = tuple(range(1, 13))
    """Months in which the rule applies; 1 is January."""
    begins: Annotated[Time, Field(ge=0, lt=86400)] | None = None
    """Clock time at which the rule's event begins, for example `begins_h = 17`."""
    ends: Annotated[Time, Field(gt=0, le=86400)] | None = None
    """Clock time at which the rule's event ends."""
    outdoor_below: Temperature | None = None
    """The rule applies only on days with a mean outdoor temperature below this."""
    outdoor_above: Temperature | None = None
    """The rule applies only on days with a mean outdoor temperature above this; with both limits, on days beyond
    either."""

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.events is None and (self.begins is None or self.ends is None):
            raise ValueError("has no time: give events (a CSV file), or begins_h and ends_h of a rule")
        if self.events is not None and (self.begins is not None or self.ends is not None):
            raise ValueError("has events from a file and a rule's begins or ends; keep one of them")
        if self.begins is not None and self.ends is not None and self.begins >= self.ends:
            raise ValueError("a rule's event must end after it begins, on the same day")
        if self.events is None and not self.do_something():
            raise ValueError("its events change nothing: give setpoint_offset_k, lock_backup, power_cap_kw or ...")
        return self


@dataclass(frozen=True, slots=True)
class Event:
    """One event, s after 1 January 00:00, and its actions in SI; standard time once it is part of a scenario."""

    begins: float
    ends: float
    actions: ActionsConfig

    @property
    def first(self) -> float:
        """Begin of its preheating, s."""
        return self.begins - (self.actions.preheat_time if self.actions.preheat else 0.0)


class EventConfig(ActionsConfig):
    """One row of a file of events."""

    begins: str
    """Date and clock time at which the event begins."""
    ends: str
    """Date and clock time at which the event ends."""


def seconds_of(text: str) -> float:
    """Return ``MM-DD HH:MM`` as seconds of a year of 365 days; a leading year, ``2023-``, is ignored.

    Raises
    ------
    ValueError
        If it is not a moment of the year.
    """
    date, _, time = text.strip().replace("T", " ").partition(" ")
    try:
        day = day_of("-".join(date.split("-")[-2:]))
        hour, minute = (int(part) for part in time.split(":")[:2])
    except ValueError:
        raise ValueError(f"{text[:40]!r} is not a moment of the year; write 01-15 17:00") from None
    if not 0 <= 60 * hour + minute <= 1440:
        raise ValueError(f"{text[:40]!r} is not a moment of a year of 365 days; write 01-15 17:00")
    if minute >= 60:
        raise ValueError(f"{text[:40]!r} has no such minute")
    return day * DAY + hour * 3600.0 + minute * 60.0


def events_by_rule(config: DemandResponseConfig, weekday: int, daily_mean: list[float]) -> Iterator[Event]:
    """Yield the events of a rule through a year.

    Parameters
    ----------
    config : DemandResponseConfig
    weekday : int
        Of 1 January, Monday as 0.
    daily_mean : list of float
        Outdoor temperature of each day, K.
    """
    assert config.begins is not None, "the config has been checked"
    assert config.ends is not None, "the config has been checked"
    days = weekdays_of(config.days)
    actions = ActionsConfig.model_construct(**{name: getattr(config, name) for name in ActionsConfig.model_fields})
    day = 0
    for month, length in enumerate(MONTH_DAYS, start=1):
        for _ in range(length):
            cold = config.outdoor_below is not None and daily_mean[day] < config.outdoor_below
            hot = config.outdoor_above is not None and daily_mean[day] > config.outdoor_above
            any_day = config.outdoor_below is None and config.outdoor_above is None
            if month in config.months and (weekday + day) % 7 in days and (cold or hot or any_day):
                yield Event(day * DAY + config.begins, day * DAY + config.ends, actions)
            day += 1


def overlaps(events: list[Event]) -> list[str]:
    """Describe which events, in order, overlap, preheating included."""
    return [
        f"the event of {_moment(before.begins)} lasts until {_moment(before.ends)}, into that of "
        f"{_moment(after.begins)}{' with its preheating' if after.actions.preheat else ''}"
        for before, after in pairwise(events)
        if after.first < before.ends
    ]


def _moment(seconds: float) -> str:
    day, rest = divmod(seconds, DAY)
    month = 0
    while day >= MONTH_DAYS[month]:
        day -= MONTH_DAYS[month]
        month = (month + 1) % 12
    return f"{month + 1:02d}-{int(day) + 1:02d} {int(rest // 3600):02d}:{int(rest % 3600 // 60):02d}"
