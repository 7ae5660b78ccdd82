"""The format of the weather shelf: a small text file that numpy alone reads in some 20 ms.

Comment lines first (``# latitude_deg: 36.1``), then one line with the names of the columns, then 8760 rows, one an hour
from 1 January on, hour-ending. An empty field is a missing value.
"""

import re
from pathlib import Path

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.weather.record import COLUMNS, Record, common_year_labels, decoded
from cosim.weather.tmy import read_tmy3

FIRST_LINE = "# cosim weather 1"
STATION = {
    "latitude": "latitude_deg",
    "longitude": "longitude_deg",
    "elevation": "elevation_m",
    "time_zone": "time_zone_h",
}

# column on the shelf -> (column of a record, decimals that are written)
SHELF_COLUMNS = {
    "dry_bulb_c": ("dry_bulb", 1),
    "dew_point_c": ("dew_point", 1),
    "pressure_pa": ("pressure", 0),
    "wind_speed_m_s": ("wind_speed", 1),
    "wind_direction_deg": ("wind_direction", 0),
    "global_horizontal_w_m2": ("global_horizontal", 0),
    "direct_normal_w_m2": ("direct_normal", 0),
    "diffuse_horizontal_w_m2": ("diffuse_horizontal", 0),
    "sky_infrared_w_m2": ("sky_infrared", 0),
    "relative_humidity_percent": ("relative_humidity", 0),
    "opaque_cover_tenths": ("opaque_cover", 0),
    "total_cover_tenths": ("total_cover", 0),
}

_HEADER = re.compile(r"#\s*([a-z_]+)\s*:\s*(.*)")


def read_csv(data: bytes, path: Path, place: str) -> Record:
    """Return the record in a .csv file: two formats have this suffix, and ours says so in its first line."""
    reader = read_shelf_format if decoded(data, place).startswith(FIRST_LINE) else read_tmy3
    return reader(data, path, place)


def read_shelf_format(data: bytes, path: Path, place: str) -> Record:
    """Return the record in a file of the weather shelf."""
    lines = decoded(data, place).splitlines()
    header: dict[str, str] = {}
    first = 0
    while first < len(lines) and lines[first].startswith("#"):
        if match := _HEADER.fullmatch(lines[first].strip()):
            header.setdefault(match[1], match[2])
        first += 1
    names = [name.strip() for name in lines[first].split(",")] if first < len(lines) else []
    faults = _header_faults(header, names, place)
    rows = lines[first + 1 :]
    while rows and not rows[-1].strip():
        rows.pop()
    if len(rows) > HOURS_OF_YEAR:
        faults.append(Fault(place, f"holds {len(rows)} hours instead of {HOURS_OF_YEAR}"))
    if faults:
        raise InvalidInput(faults)
    table = _numbers(rows, len(names), first + 2, place)
    month, day, hour = (label[: len(rows)] for label in common_year_labels())
    return Record(
        name=header.get("station") or path.stem,
        columns={SHELF_COLUMNS[name][0]: table[:, i].copy() for i, name in enumerate(names)},
        month=month,
        day=day,
        hour_ending=hour,
        line=np.arange(len(rows)) + first + 2,
        latitude=float(header[STATION["latitude"]]),
        longitude=float(header[STATION["longitude"]]),
        elevation=float(header[STATION["elevation"]]),
        time_zone=float(header[STATION["time_zone"]]),
    )


def write_shelf_format(record: Record, origin: str) -> str:
    """Return `record` as the text of a shelf file; `origin` says where the values come from."""
    columns = [(name, *SHELF_COLUMNS[name]) for name in SHELF_COLUMNS if COLUMNS[SHELF_COLUMNS[name][0]].required]
    columns.append(("sky_infrared_w_m2", *SHELF_COLUMNS["sky_infrared_w_m2"]))
    header = [
        FIRST_LINE,
        "# One row an hour from 1 January on, local standard time, hour-ending: temperatures, pressure, wind and sky",
        "# infrared at the end of the hour, solar radiation as its mean. An empty field is a missing value.",
        f"# station: {record.name}",
        *(f"# {key}: {getattr(record, field):g}" for field, key in STATION.items()),
        f"# origin: {origin}",
        *(f"# repair: {note}" for note in record.notes),
        ",".join(name for name, _, _ in columns),
    ]
    # adding zero turns -0.0 into 0.0
    text = [
        [f"{value:.{digits}f}" for value in np.round(record.columns[field], digits) + 0.0]
        for _, field, digits in columns
    ]
    return "\n".join([*header, *(",".join(row) for row in zip(*text, strict=True)), ""])


def _header_faults(header: dict[str, str], names: list[str], place: str) -> list[Fault]:
    faults = []
    for key in STATION.values():
        if key not in header:
            faults.append(Fault(place, f"has no line '# {key}: ...' at its top"))
        elif not _is_number(header[key]):
            faults.append(Fault(place, f"'# {key}: {header[key][:40]}' is not a number"))
    if names == []:
        return [*faults, Fault(place, "ends before the line that names the columns")]
    for name in names:
        if name not in SHELF_COLUMNS:
            faults.append(Fault(place, f"unknown column '{name[:40]}'", did_you_mean(name[:40], SHELF_COLUMNS)))
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.append(Fault(place, f"column '{name[:40]}' is there more than once"))
    return faults


def _numbers(rows: list[str], width: int, first_line: int, place: str) -> Array:
    try:
        table = np.loadtxt(rows, delimiter=",", ndmin=2, comments=None) if rows else np.empty((0, width))
        if table.shape == (len(rows), width):
            return np.asarray(table, float)
    except ValueError:
        pass
    return _numbers_one_by_one(rows, width, first_line, place)


def _numbers_one_by_one(rows: list[str], width: int, first_line: int, place: str) -> Array:
    """The slow way, for files with empty fields or faults: it knows which line it is on."""
    table = np.empty((len(rows), width))
    for i, row in enumerate(rows):
        fields = row.split(",")
        if len(fields) != width:
            problem = f"line {first_line + i} has {len(fields)} fields instead of {width}"
            raise InvalidInput([Fault(place, problem)])
        table[i] = [float(text) if _is_number(text) else (np.inf if text.strip() else np.nan) for text in fields]
    return table


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
