"""When energy is used: hours of the day and months as a file states them, by a schedules file, or by default."""

from dataclasses import dataclass, field

import numpy as np

from cosim.arrays import Array
from cosim.hpxml.assembly import Table
from cosim.hpxml.elements import Element, Refused, name_of
from cosim.hpxml.shapes import HOURS, MONTHS, SAME
from cosim.schema.calendar import clock

WEEKDAY, WEEKEND, MONTHLY = "WeekdayScheduleFractions", "WeekendScheduleFractions", "MonthlyScheduleMultipliers"


@dataclass(frozen=True)
class Timing:
    """The shape of a use over the year.

    Attributes
    ----------
    table : Table
        The keys of `cosim.config.gains.GainsConfig` that shape its figures.
    kept : float
        Share of the year's energy that remains when nobody is at home for a part of it.
    stated : bool
        Whether the file says it.
    """

    table: Table = field(default_factory=dict)
    kept: float = 1.0
    stated: bool = False
    peak: float | None = None
    """Mean use over the largest possible one, where a schedules file says it."""

    def hours_at_peak(self) -> float:
        """Return for how many hours a day of the highest use would take as much."""
        if self.peak is not None:
            return 24.0 * self.peak
        days = [(5.0, self.table.get("profile", [1.0])), (2.0, self.table.get("weekend_profile"))]
        days = [(count, hours or self.table.get("profile", [1.0])) for count, hours in days]
        return sum(count * sum(hours) / max(hours) * 24.0 / len(hours) for count, hours in days) / 7.0


def timing_of(element: Element | None, column: str, prefix: str = "") -> Timing:
    """Return the shape that an element states in its extension, or the default of a column.

    Parameters
    ----------
    element : Element or None
        Its ``extension`` holds the shape, each name preceded by `prefix`.
    column : str
        Of schedules files; see `cosim.hpxml.shapes`.
    """
    usual = SAME.get(column, column)
    if element is None:
        element = Element("nothing")
    weekday = _numbers(element, f"extension/{prefix}{WEEKDAY}", 24)
    weekend = _numbers(element, f"extension/{prefix}{WEEKEND}", 24)
    monthly = _numbers(element, f"extension/{prefix}{MONTHLY}", 12)
    stated = weekday is not None or weekend is not None
    hours = weekday or weekend or HOURS.get(usual)
    table: Table = {}
    if hours is not None:
        table["profile"] = _whole(hours)
    if weekday is not None and weekend is not None and weekend != weekday:
        table["weekend_profile"] = _whole(weekend)
    months = monthly or MONTHS.get(usual)
    if months is not None and len(set(months)) > 1:
        table["monthly"] = list(months)
    if not stated:
        element.assumed[f"extension/{prefix}{WEEKDAY}"] = f"the usual hours of {column}"
    return Timing(table, stated=stated)


def by_hour(course: Array) -> Timing:
    """Return the shape of a column of a schedules file, hourly means of shape (8760,)."""
    if not course.any():
        return Timing(kept=0.0, stated=True, peak=0.0)
    return Timing({"hourly": course.tolist()}, stated=True, peak=float(course.mean()))


def while_present(timing: Timing, present: Array) -> Timing:
    """Return a shape without the hours in which nobody is at home; what would be used then is not used at all.

    Parameters
    ----------
    timing : Timing
    present : array, shape (8760,)
        Share of each hour in which somebody may be there.
    """
    course = _course(timing)
    left = course * present
    kept = timing.kept * float(left.sum() / course.sum())
    table = {"hourly": left.tolist()} if kept > 0.0 else {}
    return Timing(table, kept=kept, stated=timing.stated, peak=timing.hours_at_peak() / 24.0)


def _course(timing: Timing) -> Array:
    """Return the weight of each hour of a year that begins on a Monday, shape (8760,)."""
    table, labels = timing.table, clock("monday", "none")
    if "hourly" in table:
        return np.array(table["hourly"])
    course: Array = np.array(table.get("profile", [1.0] * 24))[labels.hour]
    if "weekend_profile" in table:
        course = np.where(labels.weekend, np.array(table["weekend_profile"])[labels.hour], course)
    return course * np.array(table.get("monthly", [1.0] * 12))[labels.month]


def coefficients(element: Element, name: str, usual: tuple[float, ...]) -> tuple[float, ...]:
    """Return 24 coefficients that an element states in its extension, or the usual ones."""
    found = _numbers(element, f"extension/{name}", 24, any_sign=True)
    return usual if found is None else found


def _whole(shares: tuple[float, ...]) -> list[float]:
    """Return shares that sum to one, so that weekdays and weekends use as much."""
    return [share / sum(shares) for share in shares]


def _numbers(element: Element, path: str, count: int, *, any_sign: bool = False) -> tuple[float, ...] | None:
    text = element.findtext(path)
    if text is None:
        return None
    place = f"{name_of(element)}/{path}"
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise Refused(place, "holds something that is not a number") from None
    finite = all(abs(number) < 1e9 for number in numbers)  # false of NaN, too
    if len(numbers) != count or not finite:
        raise Refused(place, f"needs {count} numbers, not {len(numbers)}" if finite else "holds no finite number")
    if not any_sign and (min(numbers) < 0.0 or not sum(numbers) > 0.0):
        raise Refused(place, f"needs {count} numbers, none negative, not all zero")
    return numbers
