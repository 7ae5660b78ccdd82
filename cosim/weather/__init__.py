"""Weather: a year of hours from a file, in SI units, whole and plausible, or refused with every fault named.

Local standard time, hour-ending: row ``h`` of every array belongs to the hour that covers ``(h, h + 1]`` o'clock of the
year, so to the instant ``3600 * (h + 1)`` s after 1 January 00:00. Temperatures, humidity, pressure, wind and sky
infrared are values *at* that instant, solar radiation is the mean *over* the hour. This is how all readers leave it,
however a format labels its hours; a year has 365 days.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cosim.arrays import Array
from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput, printable
from cosim.physics.air import humidity_ratio, saturation_pressure_over_water
from cosim.project import WEATHER_READERS, InputFile, describe, read_bytes
from cosim.schema.calendar import WEEKDAYS
from cosim.weather.complete import complete
from cosim.weather.record import Reader, Record, Station

if TYPE_CHECKING:
    import pandas as pd

    from cosim.weather.frame import Label

__all__ = ["Station", "Weather", "read_weather"]


CSV = ".csv"


@dataclass(frozen=True, slots=True)
class Weather:
    """One validated year at one place; arrays have shape (8760,) and are float64, contiguous and read-only in spirit.

    Attributes
    ----------
    latitude, longitude : float
        Degrees, north and east positive.
    elevation : float
        m above the sea.
    time_zone : float
        h ahead of UTC (local standard time).
    dry_bulb, dew_point : array
        K, at the hour's end; dew point over water.
    humidity_ratio : array
        Water vapor per dry air, kg/kg, at the hour's end.
    pressure : array
        Pa, at the hour's end.
    wind_speed : array
        m/s at 10 m above open country, at the hour's end.
    wind_direction : array
        Degrees from north, clockwise, that the wind comes from, at the hour's end.
    sky_infrared : array
        W/m2 onto a horizontal plane, at the hour's end.
    global_horizontal, direct_normal, diffuse_horizontal : array
        W/m2, mean over the hour.
    notes : tuple of str
        What was repaired or computed, with counts.
    year : int or None
        The actual year that all rows are of; None for typical years.
    start_weekday : str or None
        Weekday of 1 January of that year, in English and lower case.
    """

    name: str
    latitude: float
    longitude: float
    elevation: float
    time_zone: float
    dry_bulb: Array
    dew_point: Array
    humidity_ratio: Array
    pressure: Array
    wind_speed: Array
    wind_direction: Array
    sky_infrared: Array
    global_horizontal: Array
    direct_normal: Array
    diffuse_horizontal: Array
    source: InputFile
    notes: tuple[str, ...] = ()
    year: int | None = None
    start_weekday: str | None = None

    @classmethod
    def from_dataframe(
        cls,
        frame: "pd.DataFrame",
        *,
        latitude: float,
        longitude: float,
        elevation: float,
        time_zone: float | None = None,
        label: "Label" = "end",
        name: str = "DataFrame",
    ) -> "Weather":
        """Return the year in a DataFrame, checked as a file is.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows of an hour or of what divides it, a whole year of local standard time, with times that know their time
            zone as index. Columns are called as in files of the shelf (`dry_bulb_c`, `dew_point_c` or
            `relative_humidity_percent`, `wind_speed_m_s`, `global_horizontal_w_m2` ...) or as pvlib does (`temp_air`,
            `temp_dew`, `wind_speed`, `ghi`, `dni`, `dhi`, `relative_humidity`, `pressure`), in °C, %, m/s, W/m2, Pa.
        latitude, longitude : float
            Degrees, north and east positive.
        elevation : float
            m above the sea.
        time_zone : float, optional
            h of local standard time ahead of UTC; by default that of the index, without daylight saving.
        label : {"end", "start", "instant"}
            What the time of a row is: the end or the start of its interval, or the instant of its values.
        name : str
            Of the place, in results and messages.

        Raises
        ------
        InvalidInput
            Listing every fault: missing, unknown or repeated columns, times without a zone, gaps longer than 6 h, hours
            that are missing or twice, impossible values, and a sun that shines at the wrong hours.

        Examples
        --------
        >>> import cosim, pandas
        >>> frame = pandas.read_csv("logger.csv", index_col=0, parse_dates=True)  # doctest: +SKIP
        >>> frame = frame.tz_localize("Etc/GMT+6")  # doctest: +SKIP
        >>> cosim.Weather.from_dataframe(frame, latitude=46.8, longitude=-92.1, elevation=430)  # doctest: +SKIP
        """
        from cosim.weather.frame import described, record_of_frame

        called = printable(name)
        record = record_of_frame(frame, (latitude, longitude, elevation, time_zone), label, called)
        return _weather(complete(record, called), described(frame, called))

    def __repr__(self) -> str:
        return (
            f"<Weather {self.name!r}: {abs(self.latitude):.2f}°{'N' if self.latitude >= 0 else 'S'} "
            f"{abs(self.longitude):.2f}°{'E' if self.longitude >= 0 else 'W'}, UTC{self.time_zone:+g} h, "
            f"{self.dry_bulb.min() - FREEZING:.1f} to {self.dry_bulb.max() - FREEZING:.1f} °C"
            f"{f', {self.year}' if self.year else ''}>"
        )


def reader_for(path: Path, place: str, station: Station | None = None) -> Reader:
    """Return the reader of a weather file's format, by its suffix; `station` as of `read_weather`.

    Raises
    ------
    InvalidInput
        Where no format has this suffix; the message names those that do.
    """
    name = WEATHER_READERS.get(path.suffix.lower())
    if name is None:
        known = ", ".join(WEATHER_READERS)
        raise InvalidInput([Fault(place, f"is not a weather file by its name; choose {known}")])
    module, _, function = name.rpartition(".")
    reader: Reader = getattr(import_module(f"cosim.weather.{module}"), function)
    if station is not None and path.suffix.lower() == CSV:  # no other suffix has a format that lacks its place
        from cosim.weather.kinds import read_csv

        return partial(read_csv, station=station)
    return reader


def read_weather(
    path: Path | str, *, place: str | None = None, project: Path | str | None = None, station: Station | None = None
) -> Weather:
    """Return the year in a weather file: EPW, TMY2 (.tm2), or TMY3, NSRDB, ResStock or the shelf's format (.csv).

    Parameters
    ----------
    path : Path or str
        The file.
    place : str, optional
        What messages call the file; its path by default.
    project : Path or str, optional
        The user's project; `Weather.source` then records the path relative to it.
    station : Station, optional
        Where the hours belong to, for a table of ResStock's, which does not say it. What a file states counts.

    Raises
    ------
    InvalidInput
        Listing every fault: gaps longer than 6 h, impossible values, missing hours, something else than weather.

    Examples
    --------
    >>> from cosim.project import find
    >>> weather = read_weather(find("weather", "chicago-il", place="example"))
    >>> weather.name, weather.dry_bulb.shape
    ('Chicago Ohare Intl Ap, IL', (8760,))
    """
    path = Path(path)
    place = place or str(path)
    reader = reader_for(path, place, station)
    data = read_bytes(path, place)
    return _weather(complete(reader(data, path, place), place), describe("weather", path, data, project))


def _weather(record: Record, source: InputFile) -> Weather:
    weekday = _start_weekday(record)
    columns = record.columns
    dew_point = columns["dew_point"] + FREEZING
    return Weather(
        name=printable(record.name),
        latitude=record.latitude,
        longitude=record.longitude,
        elevation=record.elevation,
        time_zone=record.time_zone,
        dry_bulb=columns["dry_bulb"] + FREEZING,
        dew_point=dew_point,
        humidity_ratio=humidity_ratio(saturation_pressure_over_water(dew_point), columns["pressure"]),
        **{
            name: np.ascontiguousarray(columns[name], float)
            for name in (
                "pressure",
                "wind_speed",
                "wind_direction",
                "sky_infrared",
                "global_horizontal",
                "direct_normal",
                "diffuse_horizontal",
            )
        },
        source=source,
        notes=tuple(record.notes),
        year=record.year,
        start_weekday=weekday,
    )


def _start_weekday(record: Record) -> str | None:
    """Return the weekday of 1 January of the record's one year; typical years have none."""
    if record.year is None:
        return None
    weekday = WEEKDAYS[date(record.year, 1, 1).weekday()]
    if record.weekday not in (None, weekday):
        record.notes.append(
            f"the header says that 1 January is a {record.weekday.capitalize()}, but in {record.year}, the year of all "
            f"rows, it is a {weekday.capitalize()}"
        )
    return weekday
