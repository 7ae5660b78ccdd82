"""EPW, the weather file of EnergyPlus: eight lines of header, then 35 fields an hour or more often.

A row is labelled by the hour (1 to 24) in which it ends; the minutes of rows that come more often are 15, 30, 45, 60.
"""

from pathlib import Path

import numpy as np

from cosim.errors import Fault, InvalidInput
from cosim.schema.calendar import WEEKDAYS
from cosim.weather.record import Place, Record, Whole, decoded
from cosim.weather.stamps import single_year, year_minutes
from cosim.weather.table import Source, Table, fields_of, lines_of, named, stated_number, table_of, whole_numbers

# missing values by the Auxiliary Programs manual of EnergyPlus, "EPW CSV Format (In/Out)"
COLUMNS = {
    "dry_bulb": Source(6, missing=99.9),
    "dew_point": Source(7, missing=99.9),
    "relative_humidity": Source(8, missing=999),
    "pressure": Source(9, missing=999999),
    "sky_infrared": Source(12, missing=9999),
    "global_horizontal": Source(13, missing=9999),
    "direct_normal": Source(14, missing=9999),
    "diffuse_horizontal": Source(15, missing=9999),
    "wind_direction": Source(20, missing=999),
    "wind_speed": Source(21, missing=999),
    "total_cover": Source(22, missing=99),
    "opaque_cover": Source(23, missing=99),
}
FEWEST, MOST = 22, 35  # precipitation and albedo came later
STATION = (("latitude", 6), ("longitude", 7), ("elevation", 9), ("time zone", 8))
LONGEST_HEADER = 40  # lines in which DATA PERIODS is looked for


def is_epw(lines: list[str]) -> bool:
    """Tell whether a file begins as an EPW file does."""
    return lines[0].lstrip('" ').upper().startswith("LOCATION")


def read_epw(data: bytes, path: Path, place: str) -> Record:
    """Return the record in an EnergyPlus weather file."""
    lines = lines_of(decoded(data, place))
    if not is_epw(lines):
        raise InvalidInput([Fault(place, "is no EPW file", "its first line has to begin with LOCATION")])
    if lines[0].count(";") > lines[0].count(","):
        raise InvalidInput([Fault(place, "line 1 is separated by semicolons", "save the file with commas")])
    periods = next((i for i, line in enumerate(lines[:LONGEST_HEADER])
                    if line.lstrip('" ').upper().startswith("DATA PERIODS")), None)  # fmt: skip
    if periods is None:
        problem = (
            f"is no whole EPW file: none of its first {min(len(lines), LONGEST_HEADER)} lines begins with DATA PERIODS"
        )
        raise InvalidInput([Fault(place, problem, "line 8 usually does")])
    faults: list[Fault] = []
    name, station = _station(lines[0], place, faults)
    per_hour, weekday = _periods(lines[periods], periods + 1, place, faults)
    table = table_of(lines, periods + 1, FEWEST, MOST, place)
    month, day, hour, minute = (whole_numbers(table.numbers(i)) for i in (1, 2, 3, 4))
    within = _minutes_within(hour, minute, per_hour)
    labels = [f"{row[1].strip()}/{row[2].strip()} hour {row[3].strip()}" for row in table.rows]
    minutes, days, wrong = year_minutes(month, day, within, table.line, labels, place)
    years = whole_numbers(table.numbers(0))
    if contradiction := _contradiction(table, month, day, hour, per_hour, periods + 1):
        faults.append(Fault(place, *contradiction))
        raise InvalidInput([*faults, *table.faults])
    return Record(
        name,
        *station,
        columns=table.columns(COLUMNS, {}),
        minutes=minutes,
        line=table.line,
        days=days,
        per_hour=per_hour,
        year=single_year(years),
        weekday=weekday,
        faults=[*faults, *table.faults, *wrong],
    )


def _station(line: str, place: str, faults: list[Fault]) -> tuple[str, Place]:
    fields = fields_of(line)
    if len(fields) > 10:
        problem = f"line 1 (LOCATION) has {len(fields)} fields instead of 10"
        faults.append(Fault(place, problem, "a city that holds a comma stands in quotes, 5.5 h has a point"))
        return "", (np.nan,) * 4
    fields += [""] * (10 - len(fields))
    station = [stated_number(fields[at], f"{place}|line 1, field {at + 1}: the {name}", faults) for name, at in STATION]
    return named(fields[1], fields[2]), (station[0], station[1], station[2], station[3])


def _periods(line: str, number: int, place: str, faults: list[Fault]) -> tuple[int, str | None]:
    """Return records an hour and the weekday of 1 January that the header states."""
    fields = fields_of(line) + [""] * 7
    per_hour = fields[2]
    if not per_hour.isdecimal() or not per_hour.isascii() or not 1 <= int(per_hour[:4]) <= 60 or 60 % int(per_hour[:4]):
        problem = f"line {number} (DATA PERIODS), field 3: {per_hour[:20]!r} records an hour"
        faults.append(Fault(place, problem, "a number that divides 60 minutes is possible, such as 1, 2, 4 or 6"))
        per_hour = "1"
    weekday = fields[4].lower()
    # the weekday is that of the first period, which says nothing of a year unless it begins on 1 January
    begins = fields[5].replace(" ", "").split("/")[:2]
    known = weekday in WEEKDAYS and [part.lstrip("0") for part in begins] == ["1", "1"]
    return int(per_hour), weekday if known else None


def _minutes_within(hour: Whole, minute: Whole, per_hour: int) -> Whole:
    """Return when rows end, in minutes after midnight: whole hours by their label, parts of them by their order."""
    if per_hour == 1:
        # the minute is 60, 0 or 30 from file to file and means nothing
        return np.where((hour >= 0) & (hour <= 24), hour * 60, -1)
    step = 60 // per_hour
    clock = (hour == 0).any()  # 0:30, 1:00 ... 24:00 instead of 1:30, 1:60
    if clock:
        return np.where((hour >= 0) & (minute >= 0) & (minute <= 60), hour * 60 + minute, -1)
    if set(np.unique(minute)) == set(range(step, 61, step)):
        return np.where((hour >= 1) & (hour <= 24), (hour - 1) * 60 + minute, -1)
    first = np.concatenate([[True], hour[1:] != hour[:-1]]) if hour.size else np.zeros(0, bool)
    rows = np.arange(hour.size)
    position = rows - np.maximum.accumulate(np.where(first, rows, 0)) if hour.size else rows
    return np.where((hour >= 1) & (hour <= 24), (hour - 1) * 60 + (position % per_hour + 1) * step, -1)


def _contradiction(
    table: Table, month: Whole, day: Whole, hour: Whole, per_hour: int, number: int
) -> tuple[str, str] | None:
    """Return what is wrong where header and rows disagree on how many records an hour has."""
    if hour.size < 48:
        return None
    labels = (month * 100 + day) * 100 + hour
    _, counts = np.unique(labels, return_counts=True)
    held = int(np.median(counts))
    if held == per_hour:
        return None
    plural = "" if per_hour == 1 else "s"
    problem = f"line {number} (DATA PERIODS) states {per_hour} record{plural} an hour, but most hours have {held}"
    return problem, f"write {held} there, or hand over a file with {per_hour}"
