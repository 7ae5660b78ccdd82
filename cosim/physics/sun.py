"""Where the sun stands, and the sun that falls on a plane."""

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any
from warnings import catch_warnings, filterwarnings

import numpy as np
from numpy.typing import NDArray

from cosim import array_cache
from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.physics.perez import PerezSky, perez_sky

REFERENCE_YEAR = 2018  # not a leap year, half-way between two of them
SUB_HOUR = 12  # positions an hour where the sun rises or sets in it
LOWEST_SUN = np.cos(np.radians(89.9))  # for air mass, which has no end at the horizon


@dataclass(frozen=True)
class Sun:
    """Position of the sun for each hour, of the year or of a part of it, as a unit vector, and what it sends.

    Attributes
    ----------
    east, north, up : array, shape (8760,)
        Unit vector; zero where the sun is down all through the hour.
    beam, diffuse, horizontal : array, shape (8760,)
        Direct normal, diffuse and global horizontal irradiance, means over the hour, W/m2.
    extraterrestrial : array, shape (8760,)
        Normal irradiance outside the atmosphere, W/m2.
    """

    east: Array
    north: Array
    up: Array
    beam: Array
    diffuse: Array
    horizontal: Array
    extraterrestrial: Array

    @cached_property
    def sky(self) -> tuple[NDArray[np.intp], PerezSky]:
        """Rows in which there is diffuse light, and the sky in them; what is worked out once serves all planes."""
        hours = np.flatnonzero(self.diffuse > 0.0)
        east, north, up, beam, diffuse, extraterrestrial = (
            part[hours] for part in (self.east, self.north, self.up, self.beam, self.diffuse, self.extraterrestrial)
        )
        zenith = np.degrees(np.arccos(np.maximum(up, LOWEST_SUN)))
        azimuth = np.degrees(np.arctan2(east, north))
        return hours, perez_sky(diffuse, beam, extraterrestrial, zenith, azimuth)

    @cached_property
    def daylight(self) -> tuple[NDArray[np.intp], "Sun"]:
        """Hours in which anything shines, and the sun in these alone."""
        hours = np.flatnonzero(self.beam + self.diffuse + self.horizontal > 0.0)
        parts = (self.east, self.north, self.up, self.beam, self.diffuse, self.horizontal, self.extraterrestrial)
        return hours, Sun(*(part[hours] for part in parts))


@dataclass(frozen=True)
class PlaneSun:
    """Sun on a tilted plane before any shade, means over the hour, W/m2.

    Attributes
    ----------
    cosine : array
        Of the angle between sun and normal; 0 where the sun is behind the plane or down.
    direct : array
        The sun's beam.
    circumsolar : array
        Diffuse from the bright sky around the sun, in the sun's direction.
    sky : array
        Diffuse from the rest of the sky.
    ground : array
        Reflected by the ground, diffuse.
    """

    cosine: Array
    direct: Array
    circumsolar: Array
    sky: Array
    ground: Array

    @property
    def total(self) -> Array:
        """All sun on the plane."""
        return self.direct + self.circumsolar + self.sky + self.ground


def sun_through_the_year(
    latitude: float, longitude: float, time_zone: float, beam: Array, diffuse: Array, horizontal: Array
) -> Sun:
    """Place the sun at the middle of every hour, or of its sunlit part where it rises or sets within the hour.

    Parameters
    ----------
    latitude, longitude : float
        Degrees, north and east positive.
    time_zone : float
        Hours ahead of UTC of the local standard time in which hours are counted.
    beam, diffuse, horizontal : array, shape (8760,)
        Direct normal, diffuse horizontal and global horizontal irradiance, means of the hours that end at row + 1.

    Returns
    -------
    Sun
        Position within 0.01 degree of the NREL SPA algorithm.

    Notes
    -----
    `pvlib.solarposition.ephemeris` gives the position, without refraction. A position at mid-hour, held, changes the
    annual loads of the ASHRAE 140 cases by at most 0.3 % against one every 10 minutes.
    """
    east, north, height, extraterrestrial = _positions(latitude, longitude, time_zone)
    return Sun(
        east,
        north,
        height,
        np.where(height > 0.0, beam, 0.0),
        np.maximum(diffuse, 0.0),
        np.maximum(horizontal, 0.0),
        extraterrestrial,
    )


def _positions(latitude: float, longitude: float, time_zone: float) -> Array:
    """Return the sun's unit vector, zero where it is down, and its extraterrestrial irradiance, shape (4, 8760).

    It is kept in the user's cache: pvlib takes half a second and 30 MiB to import.
    """
    text = f"{latitude!r} {longitude!r} {time_zone!r} pvlib {version('pvlib')}"
    name = f"sun-{array_cache.key(text, ('physics/sun.py',))}"
    kept = array_cache.read(name)
    if kept is None:
        kept = {"positions": _worked_out(latitude, longitude, time_zone)}
        array_cache.write(name, kept)
    return kept["positions"]


def _worked_out(latitude: float, longitude: float, time_zone: float) -> Array:
    import pandas as pd
    from pvlib import irradiance, solarposition

    def position(hours: NDArray[np.floating[Any]]) -> Array:
        """Return the unit vector (east, north, up) at `hours` since the year began."""
        start = pd.Timestamp(f"{REFERENCE_YEAR}-01-01", tz="UTC")
        times = start + pd.to_timedelta((hours - time_zone) * 3600.0, unit="s")
        with catch_warnings():
            filterwarnings("ignore", message="DatetimeIndex.dayofyear")  # pvlib's, deprecated by pandas 3
            place = solarposition.ephemeris(pd.DatetimeIndex(times), latitude, longitude)
        elevation, azimuth = (np.radians(place[name].to_numpy()) for name in ("elevation", "azimuth"))
        return np.array([np.cos(elevation) * np.sin(azimuth), np.cos(elevation) * np.cos(azimuth), np.sin(elevation)])

    middle = position(np.arange(HOURS_OF_YEAR) + 0.5)
    edge = position(np.arange(HOURS_OF_YEAR + 1.0))[2] > 0.0
    partly = np.flatnonzero(edge[:-1] != edge[1:])
    moments = partly[:, None] + (np.arange(SUB_HOUR) + 0.5) / SUB_HOUR
    fine = position(moments.ravel()).reshape(3, len(partly), SUB_HOUR)
    lit = fine[2] > 0.0
    middle[:, partly] = (fine * lit).sum(axis=2) / np.maximum(lit.sum(axis=1), 1)
    length = np.linalg.norm(middle, axis=0)
    up = middle[2] > 0.0
    middle = np.where(up, middle / np.where(length > 0, length, 1.0), 0.0)
    days = np.arange(1, 366)
    extraterrestrial = np.repeat(np.asarray(irradiance.get_extra_radiation(days), dtype=float), 24)
    return np.vstack([middle, extraterrestrial])


def normal(tilt: float, azimuth: float) -> Array:
    """Outward unit normal (east, north, up) of a plane; degrees from facing up, and clockwise from north."""
    steep, turn = np.radians(tilt), np.radians(azimuth)
    return np.array([np.sin(steep) * np.sin(turn), np.sin(steep) * np.cos(turn), np.cos(steep)])


def sun_on_plane(sun: Sun, tilt: float, azimuth: float, albedo: float) -> PlaneSun:
    """Split the sun on a plane by where it comes from, with the sky of Perez et al. (`cosim.physics.perez`).

    Parameters
    ----------
    sun : Sun
        From `sun_through_the_year`.
    tilt, azimuth : float
        Of the outward normal, degrees.
    albedo : float
        Share of global horizontal irradiance that the ground reflects, diffusely.

    Returns
    -------
    PlaneSun
        The circumsolar part falls at the sun's angle and is shaded as the sun is; isotropic part and horizon band
        come from the whole sky. With the weather of ASHRAE 140 the annual sums lie inside the six example programs'
        for all faces.
    """
    east, north, up = normal(tilt, azimuth)
    cosine = np.maximum(sun.east * east + sun.north * north + sun.up * up, 0.0)
    hours, sky = sun.sky
    whole, circumsolar = np.zeros(cosine.shape), np.zeros(cosine.shape)
    whole[hours], circumsolar[hours] = sky.on_plane(tilt, azimuth)
    circumsolar = np.where(cosine > 0.0, circumsolar, 0.0)
    ground = albedo * sun.horizontal * (1.0 - up) / 2.0
    return PlaneSun(cosine, sun.beam * cosine, circumsolar, np.maximum(whole - circumsolar, 0.0), ground)
