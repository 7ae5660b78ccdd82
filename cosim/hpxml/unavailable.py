"""Periods of an HPXML file in which nothing heats or cools, as the seasons of a thermostat."""

from collections.abc import Mapping

from cosim.hpxml.nodes import Node
from cosim.schema.dates import MONTH_DAYS, day_of

PERIODS = "SoftwareInfo/extension/UnavailablePeriods/UnavailablePeriod"
COLUMNS = {"No Space Heating": "Heating", "No Space Cooling": "Cooling"}
DAYS = 365
NOON = 12.0

Season = Mapping[str, str]


def without_plant(document: Node) -> dict[str, set[int]]:
    """Return the days of the year on which nothing heats, and those on which nothing cools.

    A thermostat's seasons begin at midnight: a day counts that is without for half of its hours or more. Vacancies and
    power cuts are not read here.
    """
    found: dict[str, set[int]] = {}
    for period in document.children(PERIODS):
        # of the element itself, because one that is left aside is not asked for
        column = next((child.text or "" for child in period.element if child.tag == "ColumnName"), "").strip()
        season = COLUMNS.get(column)
        if season is None:
            continue
        period.text("ColumnName")
        first, last = _day(period, "Begin"), _day(period, "End")
        first += int(period.number("BeginHourOfDay", 0.0, above=-1e-9, to=24.0) > NOON)
        last -= int(period.number("EndHourOfDay", 24.0, above=-1e-9, to=24.0) < NOON)
        length = (last - first) % DAYS + 1 if last != first - 1 else 0
        found.setdefault(season, set()).update((first + day) % DAYS for day in range(length))
    return found


def season_between(document: Node, season: Season | None, without: set[int]) -> dict[str, str] | None:
    """Return the part of the year that remains of a season when some days are taken out; None for the whole year.

    Parameters
    ----------
    document : Node
        Takes the fault where more than one part remains, or nothing.
    season : mapping, optional
        First and last day, MM-DD; the whole year by default.
    without : set of int
        Days of the year.
    """
    stated = None if season is None else dict(season)
    if not without:
        return stated
    try:
        held = set(range(DAYS)) if season is None else _days(season)
    except ValueError:  # the thermostat says what is wrong with its season
        return stated
    left = held - without
    if left == held:
        return stated
    begins = [day for day in left if (day - 1) % DAYS not in left]
    if len(begins) != 1:
        document.leave(PERIODS, "leaves several seasons, or none, to heat or cool in, which is not supported yet")
        return stated
    return {"begins": _date(begins[0]), "ends": _date(begins[0] + len(left) - 1)}


def _day(period: Node, name: str) -> int:
    """Return the day of the year of one end of a period."""
    month = int(period.number(f"{name}Month", above=0.5, to=12.0))
    day = int(period.number(f"{name}DayOfMonth", above=0.5, to=31.0))
    if day > MONTH_DAYS[month - 1]:
        period.refuse(f"{name}DayOfMonth", f"with its month, {month}-{day} is no day of a year")
    return sum(MONTH_DAYS[: month - 1]) + min(day, MONTH_DAYS[month - 1]) - 1


def _days(season: Season) -> set[int]:
    first, last = (day_of(season[end]) for end in ("begins", "ends"))
    return {(first + day) % DAYS for day in range((last - first) % DAYS + 1)}


def _date(day: int) -> str:
    month, day = 1, day % DAYS
    while day >= MONTH_DAYS[month - 1]:
        day -= MONTH_DAYS[month - 1]
        month += 1
    return f"{month:02d}-{day + 1:02d}"
