"""Weekly schedule of setpoints, from the periods of a file."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple, Self, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

from cosim.config.base import Config, Temperature, Time
from cosim.constants import DAY
from cosim.schema.dates import day_of

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Days = Literal["every day", "weekdays", "weekend"]

WEEK = 7 * DAY

HeatingSetpoint = Annotated[Temperature, Field(ge=278.15, le=303.15)]
CoolingSetpoint = Annotated[Temperature, Field(ge=288.15, le=313.15)]


class Setpoints(NamedTuple):
    """Setpoints, K, from `begins`, seconds after Monday 00:00, until the next entry of the week."""

    begins: float
    heating: float
    cooling: float


MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class SeasonConfig(Config):
    """A part of every year, which may run over New Year."""

    begins: MonthDay
    """Month and day of its first day, such as "11-01"."""
    ends: MonthDay
    """Month and day of its last day."""

    @field_validator("begins", "ends")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        day_of(value)
        return value

    def holds(self, day: int) -> bool:
        """Return whether a day of the year, 1 January as 0, is part of it."""
        first, last = day_of(self.begins), day_of(self.ends)
        return first <= day <= last if first <= last else day >= first or day <= last


class PeriodConfig(Config):
    """One part of the day on some days of the week."""

    days: Days | Weekday | Annotated[tuple[Weekday, ...], Field(min_length=1)] = "every day"
    """Days on which the period begins: "every day", "weekdays", "weekend", or a list of weekdays."""
    begins: Annotated[Time, Field(ge=0, lt=86400)]
    """Clock time at which the period begins, for example `begins_h = 6.5`."""
    ends: Annotated[Time, Field(gt=0, le=86400)]
    """Clock time at which it ends; earlier than `begins` for a period that runs into the next morning."""
    heating_setpoint: HeatingSetpoint | None = None
    """Heating setpoint in the period; by default the thermostat's own."""
    cooling_setpoint: CoolingSetpoint | None = None
    """Cooling setpoint in the period; by default the thermostat's own."""

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.begins == self.ends:
            raise ValueError(f"begins and ends at the same time, {clock(self.begins)}; 0 to 24 h is the whole day")
        return self

    def spans(self) -> Iterator[tuple[float, float]]:
        """Yield begin and end of each occurrence, s after Monday 00:00, cut at the end of the week."""
        lasts = (self.ends - self.begins) % DAY or DAY
        for day in weekdays_of(self.days):
            begin = day * DAY + self.begins
            yield begin, min(begin + lasts, WEEK)
            if begin + lasts > WEEK:
                yield 0.0, begin + lasts - WEEK


def weekdays_of(days: Days | Weekday | tuple[Weekday, ...]) -> list[int]:
    """Return the days of the week, Monday as 0."""
    if days == "every day":
        return list(range(7))
    if days == "weekdays":
        return list(range(5))
    if days == "weekend":
        return [5, 6]
    return [WEEKDAYS.index(day) for day in (days if isinstance(days, tuple) else (days,))]


def clock(seconds: float) -> str:
    """Format a time of day, ``06:30``."""
    minutes = round(seconds / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def moment(second: float) -> str:
    """Format a moment of the week, ``monday 06:30``."""
    day, rest = divmod(second % WEEK, DAY)
    return f"{WEEKDAYS[int(day)]} {clock(rest)}"


def span(begin: float, end: float) -> str:
    """Format a part of the week, ``monday 09:00 to 17:00``."""
    last = moment(end)
    same_day, midnight = begin // DAY == (end - 1) // DAY, end % DAY == 0
    if same_day:
        last = "24:00" if midnight else clock(end % DAY)
    return f"{moment(begin)} to {last}"


def coverage_faults(periods: Sequence[PeriodConfig]) -> list[str]:
    """Describe where periods overlap or leave a part of the week without setpoints."""
    spans = sorted((begin, end, number) for number, period in enumerate(periods) for begin, end in period.spans())
    gaps, overlaps = [], []
    covered, owner = 0.0, -1
    for begin, end, number in spans:
        if begin > covered:
            gaps.append((covered, begin))
        elif begin < covered:
            overlaps.append((begin, min(end, covered), owner, number))
        if end > covered:
            covered, owner = end, number
    if covered < WEEK:
        gaps.append((covered, WEEK))
    return [f"no period covers {span(begin, end)}" for begin, end in gaps] + [
        f"schedule[{one}] and schedule[{other}] overlap on {span(begin, end)}" for begin, end, one, other in overlaps
    ]


def week_of(periods: Sequence[PeriodConfig], heating: float, cooling: float) -> tuple[Setpoints, ...]:
    """Return the setpoints of a week from periods that cover it, `heating` and `cooling` where they name none."""
    entries = sorted(
        Setpoints(begin, period.heating_setpoint or heating, period.cooling_setpoint or cooling)
        for period in periods
        for begin, _ in period.spans()
    )
    kept = entries[:1]
    for entry in entries[1:]:
        if entry[1:] != kept[-1][1:]:
            kept.append(entry)
    return tuple(kept)
