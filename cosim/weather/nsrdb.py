"""The CSV of the National Solar Radiation Database (PSM 3 and 4), and of SAM, which has the same form.

Two lines on the station (names, values), one of column names, then a row for an instant, mostly minute 30 of each hour
or minutes 0 and 30. Rows are in the time zone of the column ``Time Zone``: UTC where nobody asked for local time.
"""

from pathlib import Path

import numpy as np

from cosim.errors import Fault, InvalidInput
from cosim.weather.hours import keep
from cosim.weather.record import LIMITS, MINUTES_OF_DAY, Record, Whole, decoded
from cosim.weather.stamps import single_year, year_minutes
from cosim.weather.table import Source, fields_of, lines_of, named, stated_number, table_of, whole_numbers

# name of a column in lower case, as NSRDB, its programming interface and SAM write it -> column of a record, factor
NAMES = {
    "temperature": ("dry_bulb", 1.0), "air temperature": ("dry_bulb", 1.0), "tdry": ("dry_bulb", 1.0),
    "dew point": ("dew_point", 1.0), "dew point temperature": ("dew_point", 1.0), "tdew": ("dew_point", 1.0),
    "relative humidity": ("relative_humidity", 1.0), "rh": ("relative_humidity", 1.0),
    "pressure": ("pressure", 100.0), "surface pressure": ("pressure", 100.0), "pres": ("pressure", 100.0),
    "wind speed": ("wind_speed", 1.0), "wspd": ("wind_speed", 1.0),
    "wind direction": ("wind_direction", 1.0), "wdir": ("wind_direction", 1.0),
    "ghi": ("global_horizontal", 1.0), "dni": ("direct_normal", 1.0), "dhi": ("diffuse_horizontal", 1.0),
}  # fmt: skip
USUAL = {
    "dry_bulb": "Temperature", "dew_point": "Dew Point", "wind_speed": "Wind Speed", "global_horizontal": "GHI",
}  # fmt: skip
STATION = ("Latitude", "Longitude", "Elevation", "Time Zone")
ZONES = LIMITS["time_zone"]
CLOCK = ("year", "month", "day", "hour")
# PSM 3 and later state the wind at 2 m, earlier ones at 10 m (NSRDB, webinar of 6 October 2020, questions and answers);
# over open country it grows with height to the power 0.14 (ASHRAE Fundamentals 2017, chapter 24, table 1)
FIRST_VERSION_WITH_LOW_WIND = 3
WIND_TO_10_M = (10 / 2) ** 0.14
MIDDLE = 30  # minute of hourly rows that state none, as in SAM's files


def is_nsrdb(lines: list[str]) -> bool:
    """Tell whether a file has the three lines that NSRDB's begin with."""
    if len(lines) < 3:
        return False
    head, names = _lower(lines[0]), _lower(lines[2])
    return {"latitude", "longitude"} <= set(head) and set(CLOCK) <= set(names)


def read_nsrdb(data: bytes, path: Path, place: str) -> Record:
    """Return the record in a file of the National Solar Radiation Database."""
    lines = lines_of(decoded(data, place))
    faults: list[Fault] = []
    station = dict(zip(_lower(lines[0]), fields_of(lines[1]), strict=False))
    latitude, longitude, elevation, rows_zone = (
        stated_number(station.get(name.lower(), ""), f"{place}|line 2: the {name}", faults) for name in STATION
    )
    local = station.get("local time zone", "")
    time_zone = stated_number(local, f"{place}|line 2: the Local Time Zone", faults) if local else rows_zone
    if not ZONES[0] <= rows_zone <= ZONES[1] and not np.isnan(rows_zone):
        faults.append(Fault(place, f"line 2: the Time Zone {rows_zone:g} is not between {ZONES[0]:g} and {ZONES[1]:g}"))
        rows_zone = np.nan
    names = _lower(lines[2])
    position = {name: at for at, name in reversed(list(enumerate(names)))}
    table = table_of(lines, 3, len(names), len(names), place)
    year, month, day, hour = (whole_numbers(table.numbers(position[name])) for name in CLOCK)
    minute = whole_numbers(table.numbers(position["minute"])) if "minute" in position else np.full(hour.size, MIDDLE)
    within = np.where((hour >= 0) & (hour < 24) & (minute >= 0) & (minute < 60), hour * 60 + minute, -1)
    labels = [" ".join(row[position[name]].strip() for name in CLOCK) for row in table.rows]
    minutes, days, wrong = year_minutes(month, day, within, table.line, labels, place)
    per_hour = np.unique(minute[within >= 0]).size
    if 60 % max(per_hour, 1):
        problem = f"its rows stand at {per_hour} different minutes of an hour"
        raise InvalidInput([*faults, *table.faults, Fault(place, problem, "as many as divide 60 minutes are possible")])
    sources: dict[str, Source] = {}
    for name, (column, factor) in NAMES.items():
        if name in position:
            sources.setdefault(column, Source(name, factor))
    record = Record(
        name=named(station.get("city", ""), station.get("state", ""))
        or f"NSRDB {station.get('location id', '')}".strip(),
        latitude=latitude,
        longitude=longitude,
        elevation=elevation,
        time_zone=time_zone,
        columns=table.columns(sources, position),
        minutes=minutes,
        line=table.line,
        days=days,
        per_hour=max(per_hour, 1),
        instants=True,
        year=single_year(year),
        names=USUAL,
        faults=[*faults, *table.faults, *wrong],
    )
    if _has_low_wind(station) and "wind_speed" in record.columns:
        record.columns["wind_speed"] = record.columns["wind_speed"] * WIND_TO_10_M
        record.notes.append(f"wind speed: of 2 m above ground, as NSRDB states it, times {WIND_TO_10_M:.2f} for 10 m")
    _move(record, time_zone - rows_zone)
    return record


def _has_low_wind(station: dict[str, str]) -> bool:
    """Tell whether the wind of a file is that of 2 m above ground."""
    version = station.get("version", "").lower().lstrip("v").partition(".")[0]
    stated = version.isascii() and version.isdecimal() and int(version[:3]) >= FIRST_VERSION_WITH_LOW_WIND
    return station.get("source", "").upper() == "NSRDB" and stated


def _move(record: Record, hours: float) -> None:
    """Move rows to local standard time; what leaves the year at one end comes in at the other."""
    if (
        not ZONES[0] <= record.time_zone <= ZONES[1]
        or np.isnan(hours)
        or hours == 0
        or record.minutes.size == 0
        or (record.minutes < 0).any()
    ):
        return
    rows_zone = record.time_zone - hours
    steady = bool((np.diff(record.minutes) > 0).all())
    record.minutes = _turned(record.minutes, round(hours * 60), record.days)
    if steady:
        keep(record, np.argsort(record.minutes, kind="stable"))
    zone = "UTC" if rows_zone == 0 else f"time zone {rows_zone:+g} h"
    record.notes.append(
        f"rows in {zone} moved by {hours:+g} h to local standard time; {abs(hours):g} h of the other end of the year "
        "fill the gap at New Year"
    )


def _turned(minutes: Whole, by: int, days: int) -> Whole:
    return (minutes + by) % (days * MINUTES_OF_DAY)


def _lower(line: str) -> list[str]:
    return [" ".join(name.lower().replace("_", " ").split()) for name in fields_of(line)]
