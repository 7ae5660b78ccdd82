"""TMY2, the typical years of 1961 to 1990: a line on the station, then hours in columns of fixed width."""

from pathlib import Path

import numpy as np

from cosim.errors import Fault, InvalidInput
from cosim.weather.record import Record, decoded, limited
from cosim.weather.stamps import year_minutes
from cosim.weather.table import Source, lines_of, named, numbers, scaled, stated_number, whole_numbers

# column -> (first character, character after the last, what the number means); "User's Manual for TMY2s", table 3-2
COLUMNS = {
    "global_horizontal": (17, 21, Source("", missing=9999)),
    "direct_normal": (23, 27, Source("", missing=9999)),
    "diffuse_horizontal": (29, 33, Source("", missing=9999)),
    "total_cover": (59, 61, Source("", missing=99)),
    "opaque_cover": (63, 65, Source("", missing=99)),
    "dry_bulb": (67, 71, Source("", 0.1, missing=9999)),
    "dew_point": (73, 77, Source("", 0.1, missing=9999)),
    "relative_humidity": (79, 82, Source("", missing=999)),
    "pressure": (84, 88, Source("", 100.0, missing=9999)),
    "wind_direction": (90, 93, Source("", missing=999)),
    "wind_speed": (95, 98, Source("", 0.1, missing=999)),
}
SHORTEST = 98
STATION = "a number, a name, a state, the time zone, latitude, longitude (such as N 25 48 W 80 16) and elevation"


def read_tmy2(data: bytes, path: Path, place: str) -> Record:
    """Return the record in a TMY2 file."""
    lines = lines_of(decoded(data, place))
    words = lines[0].split()
    if len(words) < 11 or words[-7].upper() not in ("N", "S") or words[-4].upper() not in ("E", "W"):
        raise InvalidInput([Fault(place, "is no TMY2 file", f"its first line has to state {STATION}")])
    faults: list[Fault] = []
    zone, latitude, minutes_north, longitude, minutes_east, elevation = (
        stated_number(words[at], f"{place}|line 1: the {name}", faults)
        for at, name in ((-8, "time zone"), (-6, "latitude"), (-5, "latitude's minutes"), (-3, "longitude"),
                         (-2, "longitude's minutes"), (-1, "elevation"))
    )  # fmt: skip
    numbered = [(number, line) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    short = [Fault(place, f"line {number} has {len(line)} characters; a row of a TMY2 file has at least {SHORTEST}")
             for number, line in numbered if len(line) < SHORTEST]  # fmt: skip
    rows = [(number, line.ljust(SHORTEST)) for number, line in numbered]
    line = np.array([number for number, _ in rows], np.int64)
    month, day, hour = (
        whole_numbers(numbers([row[first : first + 2].strip() or "x" for _, row in rows])) for first in (3, 5, 7)
    )
    labels = [f"{row[3:5]}/{row[5:7]} hour {row[7:9]}" for _, row in rows]
    within = np.where((hour >= 0) & (hour <= 24), hour * 60, -1)
    minutes, days, wrong = year_minutes(month, day, within, line, labels, place)
    return Record(
        name=named(" ".join(words[1:-9]).replace("_", " ").title(), words[-9]),
        latitude=(latitude + minutes_north / 60) * (1 if words[-7].upper() == "N" else -1),
        longitude=(longitude + minutes_east / 60) * (1 if words[-4].upper() == "E" else -1),
        elevation=elevation,
        time_zone=zone,
        columns={
            name: scaled(numbers([row[first:last].strip() for _, row in rows]), source)
            for name, (first, last, source) in COLUMNS.items()
        },
        minutes=minutes,
        line=line,
        days=days,
        faults=[*faults, *limited(short, "lines are too short"), *wrong],
    )
