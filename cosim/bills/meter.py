"""From the intervals of a meter to months: days by the clock on the wall, summed over whole months."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from cosim.bills.bill import NAMES, Bill, Carrier
from cosim.bills.rows import Line
from cosim.config.prices import FurnaceFuel
from cosim.errors import Fault
from cosim.weather.record import counted

SHORTEST_BILL = 20.0  # days between rows beyond which they are readings for bills, not intervals of a meter
WHOLE_DAY = 0.75  # share of its intervals with which a day counts
MOST_MISSING = 0.15  # of the days of a month that may be missing
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """Energy of one interval: its begin as the meter's clock shows it, and its length, h."""

    begins: datetime
    hours: float
    energy: float
    place: str
    fuel: FurnaceFuel | None = None


def is_meter(lines: list[Line]) -> bool:
    """Say whether rows are intervals of a meter, not bills."""
    stamps = sorted({moment.replace(tzinfo=None) for line in lines if (moment := line.begins or line.ends)})
    if len(stamps) < 3:
        return False
    return _apart(stamps) < SHORTEST_BILL * 24


def readings_of(lines: list[Line], carrier: Carrier, zone: ZoneInfo | None, faults: list[Fault]) -> list[Reading]:
    """Return the intervals of one carrier in local time, in order.

    Stamps with an offset from UTC are local where the offset is not zero; those in UTC need a zone.
    """
    found: list[tuple[datetime, Line]] = []
    for line in lines:
        moment = line.begins or line.ends
        if line.carrier != carrier or moment is None:
            continue
        offset = moment.utcoffset()
        if offset is not None and zone is not None:
            moment = moment.astimezone(zone)
        elif offset is not None and not offset:
            faults.append(Fault(line.place, "is in UTC, and the house's time zone is not known",
                                "name it: --time-zone America/Chicago"))  # fmt: skip
            return []
        found.append((moment.replace(tzinfo=None), line))
    if not found:
        return []
    stamps = sorted({moment for moment, _ in found})
    hours = round(_apart(stamps) * 60) / 60 if len(stamps) > 1 else 24.0
    late = all(line.begins is None for _, line in found)  # stamped by their ends
    back = timedelta(hours=hours) if late else timedelta(0)
    return [Reading(moment - back, hours, line.energy, line.place, line.fuel)
            for moment, line in sorted(found, key=lambda each: each[0])]  # fmt: skip


def _apart(stamps: list[datetime]) -> float:
    """Return the usual time between stamps, h."""
    return median((after - before).total_seconds() for before, after in pairwise(stamps)) / 3600


def repeated(readings: list[Reading]) -> list[Fault]:
    """Find intervals that stand twice, but for the hour that the clock repeats in autumn."""
    faults = []
    for before, after in pairwise(readings):
        autumn = after.begins.month in (10, 11) and after.begins.hour == 1 and after.hours <= 1
        if before.begins == after.begins and not autumn:
            faults.append(Fault(after.place, f"{after.begins:%Y-%m-%d %H:%M} stands in {before.place} already"))
    more = len(faults) - MOST_TOLD
    return faults if more <= 0 else [*faults[:MOST_TOLD], Fault(faults[0].place, f"{more} more rows stand twice")]


def by_day(readings: list[Reading]) -> dict[date, float]:
    """Return the energy of each day that has most of its intervals, J; a few missing ones are as the others."""
    energy: dict[date, float] = defaultdict(float)
    covered: dict[date, float] = defaultdict(float)
    for reading in readings:
        energy[reading.begins.date()] += reading.energy
        covered[reading.begins.date()] += reading.hours / 24
    return {day: energy[day] / min(share, 1.0) for day, share in covered.items() if share >= WHOLE_DAY}


def months_of(
    readings: list[Reading], carrier: Carrier, faults: list[Fault], notes: list[str]
) -> tuple[list[Bill], dict[date, float]]:
    """Return one bill for each calendar month that the meter covers, and the energy of each day."""
    days = by_day(readings)
    place = readings[0].place.partition(", row")[0]
    bills: list[Bill] = []
    filled = left_out = 0
    for year, month in dict.fromkeys((day.year, day.month) for day in sorted(days)):
        first = date(year, month, 1)
        after = date(year + month // 12, month % 12 + 1, 1)
        length = (after - first).days
        own = [value for day, value in days.items() if first <= day < after]
        missing = length - len(own)
        if missing > MOST_MISSING * length:
            left_out += 1
            continue
        filled += missing
        energy = sum(own) * length / len(own)
        bills.append(Bill(carrier, first, after, energy, f"{place}, {first:%B %Y}", fuel=readings[0].fuel))
    if filled:
        notes.append(
            f"{place}: {counted(filled, 'day')} of {NAMES[carrier]} without readings taken as the others of the month"
        )
    if left_out:
        notes.append(f"{place}: {counted(left_out, 'month')} of {NAMES[carrier]} left out, because days are missing")
    if not bills:
        faults.append(Fault(place, f"covers no whole month of {NAMES[carrier]}"))
    return bills, days
