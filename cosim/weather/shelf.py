"""CSV with the station in comment lines above it: the format of the weather shelf, and ResStock's tables.

Comment lines first (``# latitude_deg: 36.1``), then one line with the names of the columns, then the rows. On the shelf
these are 8760, one an hour from 1 January on, unless a column ``time`` says when each of them ends. ResStock's table
has such a column; its place has to be written above it, because the file does not say it. An empty field is a missing
value.
"""

import re
from pathlib import Path

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.weather.record import Place, Record, Station, Whole, common_year_minutes, decoded
from cosim.weather.stamps import single_year, stamped_minutes, without_absent_leap_day
from cosim.weather.table import Source, fields_of, lines_of, stated_number, table_of

FIRST_LINE = "# cosim weather 1"
TIME = "time"
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
MEANINGS = {
    "dry_bulb_c": ("needed", "Temperature of the air at the end of the hour, °C."),
    "dew_point_c": ("needed, or relative_humidity_percent", "Dew point at the end of the hour, °C."),
    "pressure_pa": ("by default of the elevation", "Air pressure at the station, Pa."),
    "wind_speed_m_s": ("needed", "Wind 10 m above ground, m/s."),
    "wind_direction_deg": ("optional", "Where the wind comes from, clockwise from north, degrees."),
    "global_horizontal_w_m2": ("needed, or both others", "Sun on a level plane, mean of the hour, W/m2."),
    "direct_normal_w_m2": ("by default from the global", "Sun on a plane that faces it, mean of the hour, W/m2."),
    "diffuse_horizontal_w_m2": ("by default from the global", "Sky on a level plane, mean of the hour, W/m2."),
    "sky_infrared_w_m2": ("by default from humidity and cover", "Infrared radiation of the sky, W/m2."),
    "relative_humidity_percent": ("needed, or dew_point_c", "Relative humidity at the end of the hour, %."),
    "opaque_cover_tenths": ("optional", "Cover by clouds that hide the sky, tenths."),
    "total_cover_tenths": ("optional", "Cover by all clouds, tenths."),
    TIME: ("optional", "End of each row, as 2024-01-31 13:00; without it there are 8760 rows from 1 January on."),
}
"""Whether each column is needed, and what it is."""
RESSTOCK_TIME = "date_time"
RESSTOCK_COLUMNS = {
    "Dry Bulb Temperature": "dry_bulb",
    "Relative Humidity": "relative_humidity",
    "Wind Speed": "wind_speed",
    "Wind Direction": "wind_direction",
    "Global Horizontal Radiation": "global_horizontal",
    "Direct Normal Radiation": "direct_normal",
    "Diffuse Horizontal Radiation": "diffuse_horizontal",
}
ABOVE = "write lines such as '# latitude_deg: 41.98', '# longitude_deg: -87.9', '# elevation_m: 200' and "
ABOVE += "'# time_zone_h: -6' above the column names"

_HEADER = re.compile(r"#\s*([a-z_]+)\s*:\s*(.*)")


def columns() -> list[tuple[str, str, str]]:
    """Return name, need and meaning of what a file may hold, lines above the columns first."""
    above = [(f"# {key}:", "needed, above the columns", f"{field.replace('_', ' ').capitalize()} of the station.")
             for field, key in STATION.items()]  # fmt: skip
    first = (FIRST_LINE, "needed, first line", "What the file is.")
    return [first, *above, *((name, *words) for name, words in MEANINGS.items())]


def is_resstock(lines: list[str]) -> bool:
    """Tell whether the first line without a comment names the columns of ResStock's weather."""
    names = fields_of(next((line for line in lines if not line.startswith("#")), ""))
    return RESSTOCK_TIME in names and any(_bare(name) in RESSTOCK_COLUMNS for name in names)


def read_shelf_format(data: bytes, path: Path, place: str) -> Record:
    """Return the record in a file of the weather shelf."""
    header, first, lines = _header(data, place)
    names = fields_of(lines[first]) if first < len(lines) else []
    faults: list[Fault] = []
    station = _station(header, faults, place, "")
    if not names:
        raise InvalidInput([*faults, Fault(place, "ends before the line that names the columns")])
    for name in names:
        if name not in SHELF_COLUMNS and name != TIME:
            place_of = f"line {first + 1}: unknown column '{name[:40]}'"
            faults.append(Fault(place, place_of, did_you_mean(name[:40], [*SHELF_COLUMNS, TIME])))
    faults += _repeated(names, first + 1, place)
    sources = {column: Source(name) for name, (column, _) in SHELF_COLUMNS.items() if name in names}
    if faults:
        raise InvalidInput(faults)
    record = _record(header.get("station") or path.stem, station, lines, first, names, sources, TIME, place)
    record.names = {column: name for name, (column, _) in SHELF_COLUMNS.items()}
    return record


def read_resstock(data: bytes, path: Path, place: str, where: Station | None = None) -> Record:
    """Return the record in a table of ResStock's; its place is written above it, or is `where`."""
    header, first, lines = _header(data, place)
    notes: list[str] = []
    if where is not None:
        header = _placed(where, notes) | header
    names = [_bare(name) for name in fields_of(lines[first])]
    faults: list[Fault] = []
    station = _station(header, faults, place, ABOVE)
    faults += _repeated(names, first + 1, place)
    if faults:
        raise InvalidInput(faults)
    sources = {column: Source(name) for name, column in RESSTOCK_COLUMNS.items() if name in names}
    record = _record(header.get("station") or path.stem, station, lines, first, names, sources, RESSTOCK_TIME, place)
    record.names = {column: name for name, column in RESSTOCK_COLUMNS.items()}
    record.notes += notes
    return record


def _placed(where: Station, notes: list[str]) -> dict[str, str]:
    """Return what the lines above a table would state; sea level, with a note, where no elevation is known."""
    if where.elevation is None:
        notes.append("nobody states the elevation: sea level is taken (air pressure falls by 1.2 % each 100 m)")
    return {key: repr(getattr(where, field) or 0.0) for field, key in STATION.items()}


def write_shelf_format(record: Record, origin: str) -> str:
    """Return `record` as the text of a shelf file; `origin` says where the values come from."""
    optional = ("relative_humidity", "opaque_cover", "total_cover")
    columns = [(name, *SHELF_COLUMNS[name]) for name in SHELF_COLUMNS if SHELF_COLUMNS[name][0] not in optional]
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


def _header(data: bytes, place: str) -> tuple[dict[str, str], int, list[str]]:
    """Return what comment lines state, where the names of columns stand, and all lines."""
    lines = lines_of(decoded(data, place))
    header: dict[str, str] = {}
    first = 0
    while first < len(lines) and lines[first].startswith("#"):
        if match := _HEADER.fullmatch(lines[first].strip(" ,")):  # spreadsheets pad lines with commas
            header.setdefault(match[1], match[2].strip())
        first += 1
    return header, first, lines


def _station(header: dict[str, str], faults: list[Fault], place: str, remedy: str) -> Place:
    station = []
    for key in STATION.values():
        if key in header:
            station.append(stated_number(header[key], f"{place}|'# {key}: {header[key][:40]}'", faults))
        else:
            faults.append(Fault(place, f"has no line '# {key}: ...' at its top", remedy))
            remedy = ""  # said once
            station.append(np.nan)
    return station[0], station[1], station[2], station[3]


def _repeated(names: list[str], line: int, place: str) -> list[Fault]:
    return [
        Fault(place, f"line {line}: column '{name[:40]}' is there more than once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]


def _record(
    name: str, station: Place, lines: list[str], first: int, names: list[str],
    sources: dict[str, Source], time: str, place: str,
) -> Record:  # fmt: skip
    position = {name: at for at, name in enumerate(names)}
    plain = None if time in position else _plain(lines[first + 1 :], len(names))
    if plain is not None:
        line = np.arange(len(plain)) + first + 2
        columns = {column: plain[:, position[str(source.key)]].copy() for column, source in sources.items()}
        return Record(name, *station, columns=columns, minutes=common_year_minutes(len(plain)), line=line)
    table = table_of(lines, first + 1, len(names), len(names), place)
    columns = table.columns(sources, position)
    if time not in position:
        faults = table.faults
        if table.line.size != HOURS_OF_YEAR:
            remedy = f"a file without a column '{TIME}' holds one row an hour from 1 January on"
            faults = [*faults, Fault(place, f"holds {table.line.size} hours instead of {HOURS_OF_YEAR}", remedy)]
        if faults:
            raise InvalidInput(faults)
        return Record(name, *station, columns=columns, minutes=common_year_minutes(), line=table.line)
    stamps = table.text(position[time])
    minutes, years, wrong = stamped_minutes(stamps, table.line, station[3], place)
    year = single_year(years)
    days = 365
    if year is not None and (minutes >= 0).all():
        minutes, days = without_absent_leap_day(minutes, year)
    per_hour = _per_hour(minutes)
    faults = [*table.faults, *wrong]
    return Record(name, *station, columns=columns, minutes=minutes, line=table.line, days=days, per_hour=per_hour,
                  year=year, faults=faults)  # fmt: skip


def _per_hour(minutes: Whole) -> int:
    found = np.unique(minutes[minutes >= 0] % 60).size
    return found if found and 60 % found == 0 else 1


def _plain(rows: list[str], width: int) -> Array | None:
    """Return the rows of a file without gaps or faults, which numpy alone reads in some 20 ms; None of others."""
    while rows and not rows[-1].strip():
        rows.pop()
    if len(rows) != HOURS_OF_YEAR:
        return None
    try:
        table = np.loadtxt(rows, delimiter=",", ndmin=2, comments=None)
    except ValueError:
        return None
    if table.shape != (HOURS_OF_YEAR, width) or not np.isfinite(table).all() or (table <= -900).any():
        return None
    return np.asarray(table, float)


def _bare(name: str) -> str:
    """Return the name of a column without its units in brackets, whatever the degree sign became."""
    return name.partition("[")[0].strip()
