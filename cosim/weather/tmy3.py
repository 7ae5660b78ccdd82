"""TMY3, the typical years of NREL: a line on the station, a line of column names, hours labelled 01:00 to 24:00.

Midnight is 24:00 of a day or 00:00 of the next one, as SolarAnywhere writes it.
"""

from pathlib import Path

import numpy as np

from cosim.errors import Fault, InvalidInput
from cosim.weather.record import Record, Whole, decoded
from cosim.weather.stamps import single_year, year_minutes
from cosim.weather.table import Source, fields_of, lines_of, named, numbers, stated_number, table_of, whole_numbers

DATE, TIME = "Date (MM/DD/YYYY)", "Time (HH:MM)"
COLUMNS = {
    "dry_bulb": Source("Dry-bulb (C)"),
    "dew_point": Source("Dew-point (C)"),
    "relative_humidity": Source("RHum (%)"),
    "pressure": Source("Pressure (mbar)", 100.0),
    "wind_speed": Source("Wspd (m/s)"),
    "wind_direction": Source("Wdir (degrees)"),
    "global_horizontal": Source("GHI (W/m^2)"),
    "direct_normal": Source("DNI (W/m^2)"),
    "diffuse_horizontal": Source("DHI (W/m^2)"),
    "opaque_cover": Source("OpqCld (tenths)"),
    "total_cover": Source("TotCld (tenths)"),
}
STATION = (("latitude", 4), ("longitude", 5), ("elevation", 6), ("time zone", 3))


def is_tmy3(lines: list[str]) -> bool:
    """Tell whether a file has the column names of TMY3 on its second line."""
    return len(lines) > 1 and {"Date (MM/DD/YYYY)", "Time (HH:MM)"} & set(fields_of(lines[1])) != set()


def read_tmy3(data: bytes, path: Path, place: str) -> Record:
    """Return the record in a TMY3 file."""
    lines = lines_of(decoded(data, place))
    names = fields_of(lines[1])
    faults = [Fault(place, f"line 2 names no column '{name}'") for name in (DATE, TIME) if name not in names]
    head = fields_of(lines[0]) + [""] * 7
    latitude, longitude, elevation, time_zone = (
        stated_number(head[at], f"{place}|line 1, field {at + 1}: the {name}", faults) for name, at in STATION
    )
    table = table_of(lines, 2, len(names), len(names), place)
    if not {DATE, TIME} <= set(names):
        raise InvalidInput([*faults, *table.faults])
    position = {name: at for at, name in reversed(list(enumerate(names)))}
    dates, times = table.text(position[DATE]), table.text(position[TIME])
    month, day, year = _split(dates, "/", 3)
    hour, minute = _split(times, ":", 2)
    within = np.where((hour >= 0) & (minute >= 0) & (minute < 60), hour * 60 + minute, -1)
    labels = [f"{date} {time}" for date, time in zip(dates, times, strict=True)]
    minutes, days, wrong = year_minutes(month, day, within, table.line, labels, place)
    return Record(
        name=named(head[1].title(), head[2]),
        latitude=latitude,
        longitude=longitude,
        elevation=elevation,
        time_zone=time_zone,
        columns=table.columns(COLUMNS, position),
        minutes=minutes,
        line=table.line,
        days=days,
        per_hour=_per_hour(within),
        year=single_year(year),
        names={name: str(source.key) for name, source in COLUMNS.items()},
        faults=[*faults, *table.faults, *wrong],
    )


def _split(texts: list[str], separator: str, parts: int) -> list[Whole]:
    """Return the whole numbers between separators; -1 where there are more, fewer or none."""
    rows = [text.split(separator) for text in texts]
    rows = [row if len(row) == parts else ["x"] * parts for row in rows]
    return [whole_numbers(numbers([row[at] for row in rows])) for at in range(parts)]


def _per_hour(within: Whole) -> int:
    """Return how many rows an hour has, by the minutes at which rows end."""
    found = np.unique(within[within >= 0] % 60).size
    return found if found and 60 % found == 0 else 1
