"""What a weather file leaves out and physics supplies: humidity ratio, infrared radiation of the sky, cloud cover."""

import numpy as np

from cosim.arrays import Array
from cosim.constants import STANDARD_PRESSURE, STEFAN_BOLTZMANN
from cosim.physics.air import dew_point_over_water, saturation_pressure_over_water


def dew_point_from_humidity(dry_bulb: Array, relative_humidity: Array) -> Array:
    """Dew point over water, K, of air at `dry_bulb` K and `relative_humidity` (0 to 1, at least 0.01 is taken)."""
    pressure = np.maximum(relative_humidity, 0.01) * saturation_pressure_over_water(dry_bulb)
    return np.asarray(dew_point_over_water(pressure), float)


def standard_pressure(elevation: float) -> float:
    """Return the pressure of the standard atmosphere, Pa, at `elevation` m (-5000 to 11000) [1]_.

    References
    ----------
    .. [1] ASHRAE Handbook - Fundamentals, chapter 1 "Psychrometrics", equation 3 (US Standard Atmosphere 1976).
    """
    return float(STANDARD_PRESSURE * (1 - 2.25577e-5 * elevation) ** 5.2559)


def sky_infrared(dry_bulb: Array, dew_point: Array, opaque_cover: Array) -> Array:
    """Horizontal infrared radiation from the sky by Clark and Allen with Walton's cloud factor, as in EnergyPlus [1]_.

    Parameters
    ----------
    dry_bulb, dew_point : array
        K; dew points from 243 to 298 K are what the correlation was fitted to.
    opaque_cover : array
        Share of the sky under opaque cloud, 0 to 1.

    Returns
    -------
    array
        W/m2; clear skies within some 10 W/m2 (root mean square), overcast ones worse. Most TMY3 EPW files hold exactly
        this formula's values.

    References
    ----------
    .. [1] EnergyPlus Engineering Reference, "Climate Calculations: Sky Radiation Modeling"; G. Clark and C. Allen,
       "The estimation of atmospheric radiation for clear and cloudy skies", 2nd National Passive Solar Conference,
       1978; G. N. Walton, "Thermal Analysis Research Program Reference Manual", NBSIR 83-2655, 1983.
    """
    tenths = 10 * opaque_cover
    clear = 0.787 + 0.764 * np.log(dew_point / 273.0)
    emissivity = clear * (1 + 0.0224 * tenths - 0.0035 * tenths**2 + 0.00028 * tenths**3)
    return np.asarray(emissivity * STEFAN_BOLTZMANN * dry_bulb**4, float)


def sun_height(latitude: float, longitude: float, time_zone: float, hours: Array) -> Array:
    """Sine of the sun's elevation at times `hours` (h, local standard time since 1 January) of a common year.

    Declination and equation of time by Spencer's series [1]_, within 0.2 degrees and half a minute: enough to tell day
    from night and a cloudy sky from a clear one; the sun on the house is computed elsewhere.

    References
    ----------
    .. [1] J. W. Spencer, "Fourier series representation of the position of the sun", Search 2(5), 172, 1971.
    """
    day = 2 * np.pi * (hours / 24) / 365
    declination = (
        0.006918 - 0.399912 * np.cos(day) + 0.070257 * np.sin(day) - 0.006758 * np.cos(2 * day)
        + 0.000907 * np.sin(2 * day) - 0.002697 * np.cos(3 * day) + 0.00148 * np.sin(3 * day)
    )  # fmt: skip
    minutes = 229.18 * (
        0.000075 + 0.001868 * np.cos(day) - 0.032077 * np.sin(day) - 0.014615 * np.cos(2 * day)
        - 0.040849 * np.sin(2 * day)
    )  # fmt: skip
    solar_time = hours + (longitude / 15 - time_zone) + minutes / 60
    angle = np.pi / 12 * (solar_time - 12)
    phi = np.radians(latitude)
    return np.asarray(np.sin(phi) * np.sin(declination) + np.cos(phi) * np.cos(declination) * np.cos(angle), float)


def cloud_cover(global_horizontal: Array, height: Array) -> Array:
    """Estimate cloud cover (0 to 1) from the sun that came through, for files without any cloud observation.

    Clear sky by Haurwitz [1]_, reduction by cloud by Kasten and Czeplak [2]_, solved for the cover. It is estimated
    while the sun stands higher than 6 degrees and interpolated over the night; single hours are off by 0.2 and more.

    Parameters
    ----------
    global_horizontal : array
        Mean over each hour, W/m2.
    height : array
        Sine of the sun's elevation at the middle of each hour.

    References
    ----------
    .. [1] B. Haurwitz, "Insolation in relation to cloudiness and cloud density", J. Meteorology 2, 154-166, 1945.
    .. [2] F. Kasten and G. Czeplak, "Solar and terrestrial radiation dependent on the amount and type of cloud",
       Solar Energy 24, 177-189, 1980.
    """
    day = np.flatnonzero(height > 0.1)
    if day.size == 0:
        return np.full(height.shape, 0.5)
    clear = 1098 * height[day] * np.exp(-0.059 / height[day])
    cover = (np.clip(1 - global_horizontal[day] / clear, 0, 0.75) / 0.75) ** (1 / 3.4)
    # the year is a ring: the night of 31 December leads to the morning of 1 January
    return np.asarray(np.interp(np.arange(height.size), day, cover, period=height.size), float)
