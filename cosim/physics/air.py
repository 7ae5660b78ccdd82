"""Moist air: saturation, humidity, density, enthalpy, for numbers and arrays (`cosim.physics.elementwise`).

Humidity ratios are kg of water vapor per kg of dry air; specific heats and enthalpies are per kg of dry air and count
from dry air and liquid water at 0 °C.
"""

import numpy as np

from cosim.constants import (
    DRY_AIR_GAS_CONSTANT,
    DRY_AIR_SPECIFIC_HEAT,
    FREEZING,
    FUSION_HEAT,
    ICE_SPECIFIC_HEAT,
    MOLAR_MASS_RATIO,
    VAPOR_SPECIFIC_HEAT,
    VAPORIZATION_HEAT,
    WATER_SPECIFIC_HEAT,
)
from cosim.physics.elementwise import Numbers, either

# Magnus's formula: pressure at 0 °C (Pa), then slope and offset (K) of the exponent in °C
ICE_PRESSURE, ICE_SLOPE, ICE_OFFSET = 611.21, 22.587, 273.86
WATER_PRESSURE, WATER_SLOPE, WATER_OFFSET = 610.94, 17.625, 243.04


def saturation_pressure(temperature: Numbers) -> Numbers:
    """Saturation pressure of water vapor, over ice below 0 °C and over water above, by Magnus's formula [1]_.

    Parameters
    ----------
    temperature : float or array
        Temperature of ice or water, K, from 193 to 323.

    Returns
    -------
    float or array
        Pressure, Pa, by the AERKi and AERK forms: within 0.4 % of the reference curves (0.15 % from 233 K
        up). The two meet at 0 °C within 0.05 %.

    References
    ----------
    .. [1] O. A. Alduchov and R. E. Eskridge, "Improved Magnus form approximation of saturation vapor
       pressure", J. Appl. Meteorol. 35, 601-609, 1996, equations 21 (AERK) and 23 (AERKi).

    Examples
    --------
    >>> round(saturation_pressure(293.15), 1)
    2333.4
    >>> saturation_pressure(np.array([263.15, 273.15])).round(1)
    array([259.9, 610.9])
    """
    celsius = temperature - FREEZING
    frozen = celsius < 0.0
    pressure = either(frozen, ICE_PRESSURE, WATER_PRESSURE)
    slope, offset = either(frozen, ICE_SLOPE, WATER_SLOPE), either(frozen, ICE_OFFSET, WATER_OFFSET)
    return pressure * np.exp(slope * celsius / (offset + celsius))


def saturation_pressure_over_water(temperature: Numbers) -> Numbers:
    """Saturation pressure of water vapor over water, Pa, also below 0 °C, as weather services count dew points.

    Parameters
    ----------
    temperature : float or array
        K, from 193 to 323.

    Returns
    -------
    float or array
        By the AERK form of `saturation_pressure`: within 0.4 % of Sonntag's formula from 233 to 323 K.
    """
    celsius = temperature - FREEZING
    return WATER_PRESSURE * np.exp(WATER_SLOPE * celsius / (WATER_OFFSET + celsius))


def dew_point_over_water(vapor_pressure: Numbers) -> Numbers:
    """Dew point over water, K, of vapor of a given pressure, Pa: `saturation_pressure_over_water` inverted."""
    exponent = np.log(vapor_pressure / WATER_PRESSURE)
    return FREEZING + WATER_OFFSET * exponent / (WATER_SLOPE - exponent)


def humidity_ratio(vapor_pressure: Numbers, pressure: Numbers) -> Numbers:
    """Humidity ratio of air at `pressure`, Pa, that holds vapor of `vapor_pressure`, Pa; both as ideal gases."""
    return MOLAR_MASS_RATIO * vapor_pressure / (pressure - vapor_pressure)


def vapor_pressure(humidity_ratio: Numbers, pressure: Numbers) -> Numbers:
    """Partial pressure of the vapor, Pa, in air of `humidity_ratio` at `pressure`, Pa."""
    return pressure * humidity_ratio / (MOLAR_MASS_RATIO + humidity_ratio)


def humidity_ratio_saturated(temperature: Numbers, pressure: Numbers) -> Numbers:
    """Humidity ratio of air saturated over ice or water at `temperature`, K (193 to 323), and `pressure`, Pa."""
    saturated = saturation_pressure(temperature)
    return MOLAR_MASS_RATIO * saturated / (pressure - saturated)


def humidity_ratio_wet_bulb(temperature: Numbers, wet_bulb: Numbers, pressure: Numbers) -> Numbers:
    """Humidity ratio of air with a given wet-bulb temperature.

    Parameters
    ----------
    temperature, wet_bulb : float or array
        Dry-bulb and thermodynamic wet-bulb temperature, K; wet bulb from 243 to 323 and not above the dry bulb.
    pressure : float or array
        Air pressure, Pa.

    Returns
    -------
    float or array
        Humidity ratio; the adiabatic saturation balance with the constants of `cosim.constants` (ASHRAE Fundamentals
        2017, ch. 1, eqs. 33 and 35), within 1.2 % of CoolProp's.
    """
    saturated = humidity_ratio_saturated(wet_bulb, pressure)
    wet, dry = wet_bulb - FREEZING, temperature - FREEZING
    added = either(wet < 0.0, -FUSION_HEAT + ICE_SPECIFIC_HEAT * wet, WATER_SPECIFIC_HEAT * wet)
    evaporation = VAPORIZATION_HEAT + VAPOR_SPECIFIC_HEAT * wet - added
    return (evaporation * saturated - DRY_AIR_SPECIFIC_HEAT * (dry - wet)) / (
        evaporation + VAPOR_SPECIFIC_HEAT * (dry - wet)
    )


def relative_humidity(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Numbers:
    """Relative humidity, a fraction of saturation over ice (below 0 °C) or water."""
    return vapor_pressure(humidity_ratio, pressure) / saturation_pressure(temperature)


def dew_point(vapor_pressure: Numbers) -> Numbers:
    """Dew point or, below 0 °C, frost point, K, of vapor of a given pressure, Pa, from 0.05 to 12 000.

    The exact inverse of `saturation_pressure`.
    """
    over_ice = np.log(vapor_pressure / ICE_PRESSURE)
    over_water = np.log(vapor_pressure / WATER_PRESSURE)
    frost_point = ICE_OFFSET * over_ice / (ICE_SLOPE - over_ice)
    above = np.maximum(0.0, WATER_OFFSET * over_water / (WATER_SLOPE - over_water))
    return FREEZING + either(vapor_pressure < ICE_PRESSURE, frost_point, above)


def specific_heat(humidity_ratio: Numbers) -> Numbers:
    """Specific heat of moist air, J/K per kg of dry air."""
    return DRY_AIR_SPECIFIC_HEAT + VAPOR_SPECIFIC_HEAT * humidity_ratio


def enthalpy(temperature: Numbers, humidity_ratio: Numbers) -> Numbers:
    """Enthalpy of moist air, J per kg of dry air, zero for dry air at 0 °C."""
    celsius = temperature - FREEZING
    return DRY_AIR_SPECIFIC_HEAT * celsius + humidity_ratio * (VAPORIZATION_HEAT + VAPOR_SPECIFIC_HEAT * celsius)


def density(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Numbers:
    """Dry air in a volume of moist air, kg/m3, as an ideal gas; multiply by 1 + humidity ratio for the whole mass."""
    return pressure / (DRY_AIR_GAS_CONSTANT * temperature * (1.0 + humidity_ratio / MOLAR_MASS_RATIO))
