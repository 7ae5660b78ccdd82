"""Public holidays of a year of 365 days, for tariffs that price them apart from weekdays."""

from collections.abc import Sequence
from typing import Literal

from cosim.schema.calendar import SATURDAY, SUNDAY
from cosim.schema.dates import MONTH_DAYS, day_of

HolidaySet = Literal["us", "us-federal"]
HolidayRule = HolidaySet | tuple[str, ...]
"""A set of holidays by name, or dates of one's own, ``07-04``."""

_MONDAY, _THURSDAY = 0, 3
# month (1 to 12), and day of the month or (weekday, which one; -1 is the last)
_FIXED = {"us": ((1, 1), (7, 4), (12, 25)), "us-federal": ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))}
_MOVING = {
    "us": ((5, _MONDAY, -1), (9, _MONDAY, 0), (11, _THURSDAY, 3)),
    "us-federal": ((1, _MONDAY, 2), (2, _MONDAY, 2), (5, _MONDAY, -1), (9, _MONDAY, 0), (10, _MONDAY, 1),
                   (11, _THURSDAY, 3)),
}  # fmt: skip


def holidays(rule: HolidayRule, start_weekday: int) -> list[int]:
    """Return the holidays of a year as days of the year, 0 to 364.

    Parameters
    ----------
    rule : str or tuple of str
        "us": New Year, Memorial Day, Independence Day, Labor Day, Thanksgiving and Christmas, of which one on a Sunday
        is kept on Monday (the off-peak days of the North American Electric Reliability Corporation). "us-federal": the
        eleven of 5 U.S.C. 6103, of which one on a Saturday is kept on Friday too. Dates are taken as they are.
    start_weekday : int
        Of 1 January, Monday as 0.
    """
    if isinstance(rule, tuple):
        return sorted({day_of(date) for date in rule})
    days = []
    for month, date in _FIXED[rule]:
        day = _first(month) + date - 1
        weekday = (start_weekday + day) % 7
        if weekday == SUNDAY:
            day += 1
        elif weekday == SATURDAY and rule == "us-federal":
            day -= 1
        days.append(day % 365)
    for month, weekday, which in _MOVING[rule]:
        fitting = [day for day in range(_first(month), _first(month + 1)) if (start_weekday + day) % 7 == weekday]
        days.append(fitting[which])
    return sorted(days)


def _first(month: int) -> int:
    lengths: Sequence[int] = MONTH_DAYS[: month - 1]
    return sum(lengths)
