"""A year of weather in a pandas DataFrame: columns as on the shelf or as pvlib calls them, times with their zone."""

from calendar import isleap
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cosim.arrays import Array
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.project import IN_PYTHON, InputFile
from cosim.weather.record import Record, Whole
from cosim.weather.shelf import SHELF_COLUMNS
from cosim.weather.stamps import single_year, stamped_minutes
from cosim.weather.table import MISSING_BELOW, numbers

if TYPE_CHECKING:
    import pandas as pd

Label = Literal["end", "start", "instant"]
"""What the time of a row is: the end or the start of the interval that it stands for, or the instant of its values."""

# names of pvlib's readers -> column of a record; all in the units of the record
PVLIB_COLUMNS = {
    "temp_air": "dry_bulb",
    "temp_dew": "dew_point",
    "pressure": "pressure",
    "wind_speed": "wind_speed",
    "wind_direction": "wind_direction",
    "ghi": "global_horizontal",
    "dni": "direct_normal",
    "dhi": "diffuse_horizontal",
    "relative_humidity": "relative_humidity",
}
COLUMNS_OF_FRAMES = {name: column for name, (column, _) in SHELF_COLUMNS.items()} | PVLIB_COLUMNS


def record_of_frame(
    frame: "pd.DataFrame", station: tuple[float, float, float, float | None], label: Label, name: str
) -> Record:
    """Return the record in a DataFrame; what is wrong with its times and columns is among the record's faults.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `cosim.Weather.from_dataframe` takes it.
    station : tuple
        Latitude and longitude, degrees; elevation, m; h ahead of UTC or None.
    label : {"end", "start", "instant"}
        What the index says of a row.
    name : str
        Of the place.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise InvalidInput([Fault(name, f"{type(frame).__name__} is no DataFrame", "give a pandas.DataFrame")])
    if label not in ("end", "start", "instant"):
        raise InvalidInput([Fault(f"{name}: label", f"{label!r} is none", "choose end, start or instant")])
    faults, columns = _columns(frame, name)
    latitude, longitude, elevation, zone = station
    row = np.arange(1, len(frame) + 1)
    if not isinstance(frame.index, pd.DatetimeIndex):
        problem = f"its index holds {frame.index.dtype}, not times"
        raise InvalidInput([*faults, Fault(name, problem, "frame.index = pandas.to_datetime(...) makes one of times")])
    index, hours_ahead, wrong = _local(frame.index, zone, longitude, name)
    faults += wrong
    step = _step(index)
    if label == "start":
        index = index + pd.Timedelta(minutes=step)
    stamps = [time.isoformat() if time is not pd.NaT else "no time" for time in index]
    minutes, years, wrong = stamped_minutes(stamps, row, hours_ahead, name, row="row")
    year = single_year(years)
    days = 366 if year is not None and isleap(year) else 365
    return Record(name, latitude, longitude, elevation, hours_ahead, columns, minutes, row, days=days,
                  per_hour=60 // step, instants=label == "instant", year=year,
                  names={column: key for key, (column, _) in SHELF_COLUMNS.items()}, row="row",
                  faults=[*faults, *wrong])  # fmt: skip


def described(frame: "pd.DataFrame", name: str) -> InputFile:
    """Return the record of a DataFrame as an input: its name, and the digest of its times, columns and values."""
    digest = sha256("\n".join(map(str, frame.columns)).encode())
    digest.update(np.ascontiguousarray(frame.index.asi8 if hasattr(frame.index, "asi8") else []).tobytes())
    for position in range(frame.shape[1]):
        values = frame.iloc[:, position].to_numpy()
        digest.update(repr(values.tolist()).encode())
    return InputFile("weather", f"{IN_PYTHON}{name}", digest.hexdigest())


def _columns(frame: "pd.DataFrame", name: str) -> tuple[list[Fault], dict[str, Array]]:
    """Return faults of the names of columns, and the columns that are known."""
    faults: list[Fault] = []
    columns: dict[str, Array] = {}
    origin: dict[str, str] = {}
    for position, key in enumerate(map(str, frame.columns)):
        column = COLUMNS_OF_FRAMES.get(key)
        if column is None:
            near = did_you_mean(key[:40], COLUMNS_OF_FRAMES)
            remedy = near if near.startswith("did") or not faults else ""  # what is known is said once
            faults.append(Fault(name, f"unknown column '{key[:40]}'", remedy))
        elif column in columns:
            problem = f"columns '{origin[column]}' and '{key}' are one quantity"
            faults.append(Fault(name, problem, "keep one"))
        else:
            columns[column], origin[column] = _values(frame.iloc[:, position]), key
    return faults, columns


def _values(series: "pd.Series[Any]") -> Array:
    """Return a column's numbers; NaN where one is missing, infinity for what is there but no number."""
    import pandas as pd

    if not pd.api.types.is_numeric_dtype(series) or pd.api.types.is_bool_dtype(series):
        return numbers(["" if pd.isna(each) else str(each) for each in series])
    values = series.to_numpy(float, na_value=np.nan, copy=True)
    values[values <= MISSING_BELOW] = np.where(np.isinf(values[values <= MISSING_BELOW]), np.inf, np.nan)
    return np.asarray(values, float)


def _local(
    index: "pd.DatetimeIndex", zone: float | None, longitude: float, name: str
) -> tuple["pd.DatetimeIndex", float, list[Fault]]:
    """Return times of the index with an offset each, the hours of standard time ahead of UTC, and faults."""
    if index.tz is None:
        likely = round(longitude / 15) if np.isfinite(longitude) else 0
        remedy = f"frame.tz_localize('Etc/GMT{-likely:+d}') says that they are of UTC{likely:+d}"
        assumed = float(likely) if zone is None else zone
        return index, assumed, [Fault(name, "the times of its index have no time zone", remedy)]
    if zone is not None:
        return index, zone, []
    offsets = {time.utcoffset() for time in index if time is not None and time == time}
    known = [offset.total_seconds() / 3600 for offset in offsets if offset is not None]
    return index, min(known, default=0.0), []  # in summer a clock is ahead of standard time


def _step(index: "pd.DatetimeIndex") -> int:
    """Return minutes between rows: the commonest distance, where it divides the hour."""
    apart: Whole = np.diff(index.asi8) // _per_minute(index)
    found, counts = np.unique(apart[(apart > 0) & (apart <= 60)], return_counts=True)
    step = int(found[counts.argmax()]) if found.size else 60
    return step if 60 % step == 0 else 60


def _per_minute(index: "pd.DatetimeIndex") -> int:
    return 60 * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[index.unit]
