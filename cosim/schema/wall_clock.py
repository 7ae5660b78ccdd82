"""The clock on the wall at any second of a simulation, which runs in standard time."""

from dataclasses import dataclass

from cosim.constants import DAY, HOUR, YEAR
from cosim.schema.calendar import WEEKDAYS
from cosim.schema.daylight_saving import DaylightSaving, summer_time

WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class WallClock:
    """A clock that is set forward by a rule; times in s from 1 January, 00:00, standard time.

    Attributes
    ----------
    weekday : int
        Of 1 January, Monday as 0.
    spans : tuple of (float, float)
        Daylight saving time, s of standard time.
    """

    weekday: int = 0
    spans: tuple[tuple[float, float], ...] = ()

    @classmethod
    def of(cls, start_weekday: str, daylight_saving: DaylightSaving) -> "WallClock":
        """Return the clock of a year by the weekday of its 1 January and a rule."""
        weekday = WEEKDAYS.index(start_weekday)
        spans = summer_time(weekday, daylight_saving)
        return cls(weekday, tuple((begin * HOUR, end * HOUR) for begin, end in spans))

    def ahead(self, time: float) -> float:
        """Return how far the clock is ahead of standard time, s: 0 or 3600."""
        second = time % YEAR
        return HOUR if any(begin <= second < end for begin, end in self.spans) else 0.0

    def second_of_week(self, time: float) -> float:
        """Return what the clock shows, s after Monday 00:00."""
        return (time + self.weekday * DAY + self.ahead(time)) % WEEK

    def until_change(self, time: float) -> float:
        """Return the time until the clock is set forward or back, s; infinite where it never is."""
        second = time % YEAR
        waits = [(edge - second) % YEAR for span in self.spans for edge in span if edge % YEAR]
        return min((wait or YEAR for wait in waits), default=float("inf"))

    def wait_until(self, shown: float, time: float) -> float:
        """Return the time until the clock next shows a second of the week, s.

        A moment that is skipped in spring comes as the clock is set forward.
        """
        wait = (shown - self.second_of_week(time)) % WEEK
        gained = self.ahead(time + wait) - self.ahead(time)
        return max(wait - gained, self.until_change(time)) if gained > 0 else wait - gained

    def standard(self, shown: float) -> float:
        """Return when the clock shows a second of the year, in standard time.

        What it shows twice in autumn is taken as the first of the two, what it skips in spring an hour later.
        """
        earlier = shown - HOUR
        return earlier if self.ahead(earlier) else shown
