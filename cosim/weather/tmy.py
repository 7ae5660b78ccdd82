"""Readers of the three formats in which typical meteorological years are handed out, all through pvlib.

=====  ======================  ==========================================================================
file   an hour's label         what to know
=====  ======================  ==========================================================================
EPW    1 to 24, its end        pvlib's index is the hour's start; missing values are 99.9, 999, 9999 ...
TMY3   01:00 to 24:00, its end pvlib's index is the hour's end; missing values are -9900
TMY2   1 to 24, its end        pvlib's index is the hour's start; values come raw: temperature and wind in tenths
=====  ======================  ==========================================================================

The labels are taken from the files' own columns, so pvlib's indices do not matter.
"""

import warnings
from collections.abc import Callable
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.errors import Fault, InvalidInput
from cosim.weather.record import Record, decoded

if TYPE_CHECKING:
    from pandas import DataFrame, Series


# column of a record -> (pvlib's column, factor to the record's units, value from which on it means "missing")
EPW_COLUMNS = {
    "dry_bulb": ("temp_air", 1.0, 99.9),
    "dew_point": ("temp_dew", 1.0, 99.9),
    "relative_humidity": ("relative_humidity", 1.0, 999.0),
    "pressure": ("atmospheric_pressure", 1.0, 999999.0),
    "wind_speed": ("wind_speed", 1.0, 999.0),
    "wind_direction": ("wind_direction", 1.0, 999.0),
    "global_horizontal": ("ghi", 1.0, 9999.0),
    "direct_normal": ("dni", 1.0, 9999.0),
    "diffuse_horizontal": ("dhi", 1.0, 9999.0),
    "sky_infrared": ("ghi_infrared", 1.0, 9999.0),
    "opaque_cover": ("opaque_sky_cover", 1.0, 99.0),
    "total_cover": ("total_sky_cover", 1.0, 99.0),
}
TMY3_COLUMNS = {
    "dry_bulb": ("Dry-bulb (C)", 1.0, np.inf),
    "dew_point": ("Dew-point (C)", 1.0, np.inf),
    "relative_humidity": ("RHum (%)", 1.0, np.inf),
    "pressure": ("Pressure (mbar)", 100.0, np.inf),
    "wind_speed": ("Wspd (m/s)", 1.0, np.inf),
    "wind_direction": ("Wdir (degrees)", 1.0, np.inf),
    "global_horizontal": ("GHI (W/m^2)", 1.0, np.inf),
    "direct_normal": ("DNI (W/m^2)", 1.0, np.inf),
    "diffuse_horizontal": ("DHI (W/m^2)", 1.0, np.inf),
    "opaque_cover": ("OpqCld (tenths)", 1.0, np.inf),
    "total_cover": ("TotCld (tenths)", 1.0, np.inf),
}
TMY3_MISSING = -9900.0
TMY2_COLUMNS = {
    "dry_bulb": ("DryBulb", 0.1, 9999.0),
    "dew_point": ("DewPoint", 0.1, 9999.0),
    "relative_humidity": ("RHum", 1.0, 999.0),
    "pressure": ("Pressure", 100.0, 9999.0),
    "wind_speed": ("Wspd", 0.1, 999.0),
    "wind_direction": ("Wdir", 1.0, 999.0),
    "global_horizontal": ("GHI", 1.0, 9999.0),
    "direct_normal": ("DNI", 1.0, 9999.0),
    "diffuse_horizontal": ("DHI", 1.0, 9999.0),
    "opaque_cover": ("OpqCld", 1.0, 99.0),
    "total_cover": ("TotCld", 1.0, 99.0),
}

Numbered = tuple[int, str]


def read_epw(data: bytes, path: Path, place: str) -> Record:
    """Return the record in an EnergyPlus weather file."""
    lines = decoded(data, place).splitlines()
    if not lines or not lines[0].upper().startswith("LOCATION,"):
        raise InvalidInput([Fault(place, "is no EPW file", "its first line has to begin with LOCATION")])
    if len(lines) < 9 or not lines[7].upper().startswith("DATA PERIODS"):
        raise InvalidInput([Fault(place, "is no whole EPW file", "line 8 has to begin with DATA PERIODS")])
    stated = lines[0].split(",")
    faults = [
        Fault(place, f"line 1, field {number + 1}: the {name} is {text.strip()!r}, not a number")
        for number, name in enumerate(("latitude", "longitude", "time zone", "elevation"), start=6)
        if not _is_number(text := stated[number] if number < len(stated) else "")
    ]
    if faults:
        raise InvalidInput(faults)
    rows = _rows(lines, 8)
    # pvlib's reader shifts all columns where rows are wider than the format's 35 fields
    _check_widths(rows, 22, 35, place)
    # ... and refuses narrower ones, which older files have: precipitation came later
    whole = [(number, row + "," * (34 - row.count(","))) for number, row in rows]
    # a fixed leap year, so that a 29 February is a date whatever year the row names
    table, station = _through_pvlib(
        "EPW", place, lambda iotools: iotools.read_epw(StringIO(_joined(lines[:8], whole)), coerce_year=2000)
    )
    return Record(
        name=_named(station["city"], station["state-prov"]),
        latitude=station["latitude"],
        longitude=station["longitude"],
        elevation=station["altitude"],
        time_zone=station["TZ"],
        columns=_columns(table, EPW_COLUMNS),
        month=_integers(table["month"]),
        day=_integers(table["day"]),
        hour_ending=_integers(table["hour"]),
        line=_line_numbers(rows),
    )


def read_tmy3(data: bytes, path: Path, place: str) -> Record:
    """Return the record in a TMY3 file."""
    lines = decoded(data, place).splitlines()
    header = lines[1] if len(lines) > 1 else ""
    wanted = ["Date (MM/DD/YYYY)", "Time (HH:MM)", *(name for name, _, _ in TMY3_COLUMNS.values())]
    if "Date (MM/DD/YYYY)" not in header:
        remedy = "a .csv weather file is TMY3 (second line: column names) or begins with '# cosim weather 1'"
        raise InvalidInput([Fault(place, "is no weather file of a known kind", remedy)])
    names = header.split(",")
    if missing := [name for name in wanted if name not in names]:
        raise InvalidInput([Fault(place, f"has no column '{name}'") for name in missing])
    rows = _rows(lines, 2)
    _check_widths(rows, len(names), len(names), place)
    # a fixed year, because the months of a typical year come from several
    table, station = _through_pvlib(
        "TMY3",
        place,
        lambda iotools: iotools.read_tmy3(StringIO(_joined(lines[:2], rows)), coerce_year=2001, map_variables=False),
    )
    month = table["Date (MM/DD/YYYY)"].str.slice(0, 2)
    day = table["Date (MM/DD/YYYY)"].str.slice(3, 5)
    hour = table["Time (HH:MM)"].str.slice(0, 2)
    columns = _columns(table, TMY3_COLUMNS)
    return Record(
        name=_named(station["Name"].strip(' "').title(), station["State"]),
        latitude=station["latitude"],
        longitude=station["longitude"],
        elevation=station["altitude"],
        time_zone=station["TZ"],
        columns={name: np.where(values <= TMY3_MISSING, np.nan, values) for name, values in columns.items()},
        month=_integers(month),
        day=_integers(day),
        hour_ending=_integers(hour),
        line=_line_numbers(rows),
    )


def read_tmy2(data: bytes, path: Path, place: str) -> Record:
    """Return the record in a TMY2 file."""
    lines = decoded(data, place).splitlines()
    rows = _rows(lines, 1)
    if not rows or len(lines[0].split()) < 11:
        raise InvalidInput([Fault(place, "is no TMY2 file", "its first line has to describe the station")])
    for number, row in rows:
        if len(row) < 129 or not row[1:9].replace(" ", "0").isdigit():
            raise InvalidInput([Fault(place, f"line {number} is no row of a TMY2 file (it is too short or garbled)")])
    table, station = _through_pvlib("TMY2", place, lambda iotools: iotools.read_tmy2(path))
    return Record(
        name=_named(station["City"].replace("_", " ").title(), station["State"]),
        latitude=station["latitude"],
        longitude=station["longitude"],
        elevation=station["altitude"],
        time_zone=float(station["TZ"]),
        columns=_columns(table, TMY2_COLUMNS),
        month=_integers(table["month"]),
        day=_integers(table["day"]),
        hour_ending=_integers(table["hour"]),
        line=_line_numbers(rows),
    )


def _named(city: str, state: str) -> str:
    """Return "city, state" without the runs of blanks that these files have; a dash stands for no state."""
    return ", ".join(" ".join(part.split()) for part in (city, state) if part.strip() not in ("", "-"))


def _rows(lines: list[str], first: int) -> list[Numbered]:
    """Return the lines of data, each with its number in the file; lines without anything on them do not count."""
    return [(first + 1 + i, line) for i, line in enumerate(lines[first:]) if line.strip()]


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def _joined(header: list[str], rows: list[Numbered]) -> str:
    return "\n".join([*header, *(row for _, row in rows), ""])


def _line_numbers(rows: list[Numbered]) -> NDArray[np.int64]:
    return np.array([number for number, _ in rows], np.int64)


def _check_widths(rows: list[Numbered], least: int, most: int, place: str) -> None:
    for number, row in rows:
        width = row.count(",") + 1
        if not least <= width <= most:
            expected = f"{least}" if least == most else f"{least} to {most}"
            raise InvalidInput([Fault(place, f"line {number} has {width} fields instead of {expected}")])


def _through_pvlib(kind: str, place: str, read: Callable[[Any], Any]) -> tuple["DataFrame", dict[str, Any]]:
    from pvlib import iotools

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas warns of columns with mixed types; they are judged here
            data, station = read(iotools)
    except Exception as error:  # whatever a foreign reader trips over, the file is at fault
        raise InvalidInput([Fault(place, f"cannot be read as {kind}: {' '.join(str(error).split())[:200]}")]) from error
    return data, station


def _columns(data: "DataFrame", wanted: dict[str, tuple[str, float, float]]) -> dict[str, Array]:
    return {name: _numbers(data[key], missing) * factor for name, (key, factor, missing) in wanted.items()}


def _numbers(series: "Series[Any]", missing: float) -> Array:
    """Return NaN for what is missing and infinity for what is there but no number."""
    import pandas as pd

    values = np.array(pd.to_numeric(series, errors="coerce"), float)
    values[np.isnan(values) & np.asarray(series.notna(), bool)] = np.inf
    values[np.isfinite(values) & (values >= missing)] = np.nan
    return values


def _integers(series: "Series[Any]") -> NDArray[np.int64]:
    import pandas as pd

    values = np.array(pd.to_numeric(series, errors="coerce"), float)
    return np.where(np.isfinite(values) & (np.abs(values) < 1e6), values, -1).astype(np.int64)
