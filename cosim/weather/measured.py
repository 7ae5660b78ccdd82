"""An actual year where only temperature was measured: its temperatures on top of a typical year of the same place.

Humidity keeps the relative humidity of the typical hour, the sky its emissivity; sun, wind and pressure are the typical
ones of the date. So degree days are right and sunshine is that of a usual month: the link between a cold spell and a
clear sky is lost.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from cosim.arrays import Array
from cosim.constants import FREEZING, HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.physics.air import saturation_pressure_over_water
from cosim.project import read_bytes
from cosim.schema.dates import MONTH_DAYS
from cosim.units import to_si
from cosim.weather import Weather
from cosim.weather.record import COLUMNS, Record, Whole, common_year_minutes, decoded, limited
from cosim.weather.shelf import write_shelf_format
from cosim.weather.sky import dew_point_from_humidity
from cosim.weather.stamps import stamped_minutes, without_absent_leap_day
from cosim.weather.table import fields_of, lines_of, table_of

TIMES = ("time", "date", "datetime", "timestamp", "date_time")
TEMPERATURES = {"dry_bulb_c": "c", "temperature_c": "c", "temp_c": "c", "tavg_c": "c", "dry_bulb_f": "f",
                "temperature_f": "f", "temp_f": "f", "tavg_f": "f"}  # fmt: skip
LONGEST_GAP = 6  # h or days that may be interpolated
LARGEST_SHIFT = 30.0  # K between means of a month and those of a typical one at the same place


@dataclass(frozen=True)
class Measured:
    """Temperatures of a year, K, at the end of each hour or as the mean of each day, with the year."""

    year: int
    temperature: Array

    @property
    def daily(self) -> bool:
        """Whether these are means of days."""
        return self.temperature.size == 365


def read_measured(path: Path | str, time_zone: float) -> Measured:
    """Return the temperatures in a CSV with columns such as `time` and `temperature_f`.

    Parameters
    ----------
    path : Path or str
    time_zone : float
        h ahead of UTC: stamps that state an offset are converted to it, others are local standard time.

    Raises
    ------
    InvalidInput
        With every fault: no such columns, values that are none, hours or days that are missing.
    """
    place = str(path)
    lines = [line for line in lines_of(decoded(read_bytes(path), place)) if not line.startswith("#")]
    names = [name.lower() for name in fields_of(lines[0])] if lines else []
    stamp = next((names.index(name) for name in TIMES if name in names), None)
    column = next((names.index(name) for name in TEMPERATURES if name in names), None)
    if stamp is None or column is None:
        raise InvalidInput([Fault(place, "has no columns of time and temperature",
                                  f"name them, as in time and {' or '.join(TEMPERATURES)}")])  # fmt: skip
    table = table_of(lines, 1, len(names), len(names), place)
    stamps = table.text(stamp)
    if not stamps:
        raise InvalidInput([*table.faults, Fault(place, "has no row below the names of its columns")])
    suffix = TEMPERATURES[names[column]]
    values = table.numbers(column)
    faults = list(table.faults)
    bad = np.flatnonzero(np.isinf(values) | (values < -130) | (values > 140))
    faults += limited([Fault(place, f"line {table.line[row]}: '{table.text(column)[row][:20]}' is not a temperature")
                       for row in bad], "lines hold something else than a temperature")  # fmt: skip
    minutes, year, wrong = stamped_minutes(stamps, table.line, time_zone, place)
    faults += wrong
    if faults:
        raise InvalidInput(faults)
    kelvin = np.array([to_si(float(value), "temperature", suffix) for value in values])
    limits = COLUMNS["dry_bulb"]
    if np.nanmin(kelvin) - FREEZING < limits.lowest or np.nanmax(kelvin) - FREEZING > limits.highest:
        raise InvalidInput([Fault(place, "holds temperatures that no place has", "is the unit right?")])
    minutes, days = without_absent_leap_day(minutes, int(year[0]))
    if len(stamps) < 1000:  # fewer rows than hours of two months: days
        return Measured(int(year[0]), _days(minutes, days, kelvin, place))
    return Measured(int(year[0]), _hours(minutes, days, kelvin, place))


def _days(minutes: Whole, days: int, kelvin: Array, place: str) -> Array:
    day = np.asarray(minutes, float) // 1440
    day, kelvin = _common(day, days, kelvin, 59)
    return _whole(day.astype(int), kelvin, 365, place, "day")


def _hours(minutes: Whole, days: int, kelvin: Array, place: str) -> Array:
    """Return the temperature at the end of each hour: the stamp nearest to it, within half an hour."""
    hour = np.rint(np.asarray(minutes, float) / 60.0) - 1.0
    keep = hour >= 0
    leap = hour[keep] // 24
    kept, values = hour[keep], kelvin[keep]
    if days == 366:
        usual = leap != 59
        kept = np.where(leap > 59, kept - 24, kept)[usual]
        values = values[usual]
    return _whole(kept.astype(int), values, HOURS_OF_YEAR, place, "hour")


def _common(day: Array, days: int, kelvin: Array, leap: int) -> tuple[Array, Array]:
    """Return days of a common year: 29 February is left out."""
    if days == 365:
        return day, kelvin
    usual = day != leap
    return np.where(day > leap, day - 1, day)[usual], kelvin[usual]


def _whole(index: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]", kelvin: Array, size: int, place: str,
           what: str) -> Array:  # fmt: skip
    """Return one value for each hour or day, short gaps interpolated; several in one are averaged."""
    inside = (index >= 0) & (index < size) & np.isfinite(kelvin)
    total = np.bincount(index[inside], kelvin[inside], size)
    count = np.bincount(index[inside], minlength=size)
    there = count > 0
    if not there.any():
        raise InvalidInput([Fault(place, "holds no temperature of its year")])
    gaps = Counter(np.cumsum(there)[~there].tolist())
    longest = max(gaps.values(), default=0)
    if longest > LONGEST_GAP:
        raise InvalidInput([Fault(place, f"{int((~there).sum())} {what}s are missing, up to {longest} in a row",
                                  f"gaps of up to {LONGEST_GAP} {what}s are interpolated")])  # fmt: skip
    at = np.arange(size)
    return np.asarray(np.interp(at, at[there], total[there] / count[there]))


def completed(typical: Weather, measured: Measured, origin: str) -> str:
    """Return an actual year as the text of a file of the weather shelf.

    Parameters
    ----------
    typical : Weather
        Of the same place.
    measured : Measured
    origin : str
        Where the temperatures come from, for the file.

    Raises
    ------
    InvalidInput
        Where a month's mean is 30 K or more from that of the typical year: another place, or another unit.
    """
    dry_bulb = measured.temperature
    if measured.daily:
        by_day = typical.dry_bulb.reshape(365, 24)
        dry_bulb = (by_day - by_day.mean(axis=1)[:, None] + dry_bulb[:, None]).ravel()
    month = np.repeat(np.arange(12), np.array(MONTH_DAYS) * 24)
    shift = np.array([(dry_bulb - typical.dry_bulb)[month == number].mean() for number in range(12)])
    if np.abs(shift).max() > LARGEST_SHIFT:
        raise InvalidInput([Fault(origin, f"a month is {np.abs(shift).max():.0f} K from that of {typical.name}",
                                  "is it the same place, and is the unit right?")])  # fmt: skip
    relative = np.minimum(saturation_pressure_over_water(typical.dew_point)
                          / saturation_pressure_over_water(typical.dry_bulb), 1.0)  # fmt: skip
    dew_point = dew_point_from_humidity(dry_bulb, relative) - FREEZING
    columns = {
        "dry_bulb": dry_bulb - FREEZING,
        "dew_point": np.minimum(dew_point, dry_bulb - FREEZING),
        "pressure": typical.pressure,
        "wind_speed": typical.wind_speed,
        "wind_direction": typical.wind_direction,
        "global_horizontal": typical.global_horizontal,
        "direct_normal": typical.direct_normal,
        "diffuse_horizontal": typical.diffuse_horizontal,
        "sky_infrared": typical.sky_infrared * (dry_bulb / typical.dry_bulb) ** 4,
    }
    record = Record(
        f"{typical.name}, {measured.year}", typical.latitude, typical.longitude, typical.elevation, typical.time_zone,
        columns, common_year_minutes(), np.arange(HOURS_OF_YEAR),
    )  # fmt: skip
    words = f"{'daily means of ' if measured.daily else ''}temperature of {measured.year}: {origin}; all else as in"
    text = write_shelf_format(record, f"{words} {typical.name} of a typical year, with its relative humidity")
    return _with_times(text, measured.year)


def _with_times(text: str, year: int) -> str:
    """Return the text of a shelf file with a column that says when each row ends."""
    lines = text.splitlines()
    head = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    lines[head] = f"time,{lines[head]}"
    time, leap = datetime(year, 1, 1), timedelta(days=1)
    for number in range(head + 1, len(lines)):
        time += timedelta(hours=1)
        if (time - timedelta(hours=1)).strftime("%m-%d") == "02-29":
            time += leap
        lines[number] = f"{time:%Y-%m-%d %H:%M},{lines[number]}"
    return "\n".join([*lines, ""])
