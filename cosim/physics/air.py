"""Moist air: saturation, humidity, density, enthalpy, as scalar kernels.

Humidity ratios are kg of water vapour per kg of dry air; specific heats and enthalpies are per kg of dry air and
count from dry air and liquid water at 0 °C.
"""

from math import exp, log

from numba import njit

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


@njit(error_model="numpy")
def saturation_pressure(temperature: float) -> float:
    """Saturation pressure of water vapor, over ice below 0 °C and over water above, by Magnus's formula [1]_.

    Parameters
    ----------
    temperature : float
        Temperature of ice or water, K, from 193 to 323.

    Returns
    -------
    float
        Pressure, Pa, by the AERKi and AERK forms: within 0.4 % of the reference curves (0.15 % from 233 K
        up). The two meet at 0 °C within 0.05 %.

    References
    ----------
    .. [1] O. A. Alduchov and R. E. Eskridge, "Improved Magnus form approximation of saturation vapor
       pressure", J. Appl. Meteorol. 35, 601-609, 1996.
    """
    celsius = temperature - FREEZING
    if celsius < 0.0:
        return 611.21 * exp(22.587 * celsius / (273.86 + celsius))
    return 610.94 * exp(17.625 * celsius / (243.04 + celsius))


@njit(error_model="numpy")
def humidity_ratio(vapor_pressure: float, pressure: float) -> float:
    """Humidity ratio of air at `pressure`, Pa, that holds vapor of `vapor_pressure`, Pa."""
    return MOLAR_MASS_RATIO * vapor_pressure / (pressure - vapor_pressure)


@njit(error_model="numpy")
def vapor_pressure(humidity_ratio: float, pressure: float) -> float:
    """Partial pressure of the vapor, Pa, in air of `humidity_ratio` at `pressure`, Pa."""
    return pressure * humidity_ratio / (MOLAR_MASS_RATIO + humidity_ratio)


@njit(error_model="numpy")
def humidity_ratio_saturated(temperature: float, pressure: float) -> float:
    """Humidity ratio of air saturated over ice or water at `temperature`, K, and `pressure`, Pa."""
    saturated = saturation_pressure(temperature)
    return MOLAR_MASS_RATIO * saturated / (pressure - saturated)


@njit(error_model="numpy")
def humidity_ratio_wet_bulb(temperature: float, wet_bulb: float, pressure: float) -> float:
    """Humidity ratio of air with a given wet-bulb temperature.

    Parameters
    ----------
    temperature, wet_bulb : float
        Dry-bulb and thermodynamic wet-bulb temperature, K; wet bulb from 243 to 323 and not above the dry bulb.
    pressure : float
        Air pressure, Pa.

    Returns
    -------
    float
        Humidity ratio; the adiabatic saturation balance with this module's constants (ASHRAE Fundamentals 2017,
        ch. 1, eqs. 33 and 35).
    """
    saturated = humidity_ratio_saturated(wet_bulb, pressure)
    wet, dry = wet_bulb - FREEZING, temperature - FREEZING
    if wet < 0.0:
        added = -FUSION_HEAT + ICE_SPECIFIC_HEAT * wet
    else:
        added = WATER_SPECIFIC_HEAT * wet
    evaporation = VAPORIZATION_HEAT + VAPOR_SPECIFIC_HEAT * wet - added
    return (evaporation * saturated - DRY_AIR_SPECIFIC_HEAT * (dry - wet)) / (
        evaporation + VAPOR_SPECIFIC_HEAT * (dry - wet)
    )


@njit(error_model="numpy")
def relative_humidity(temperature: float, humidity_ratio: float, pressure: float) -> float:
    """Relative humidity, a fraction of saturation over ice (below 0 °C) or water."""
    return vapor_pressure(humidity_ratio, pressure) / saturation_pressure(temperature)


@njit(error_model="numpy")
def dew_point(vapor_pressure: float) -> float:
    """Dew point or, below 0 °C, frost point, K, of vapor of a given pressure, Pa, from 0.05 to 12 000.

    The exact inverse of `saturation_pressure`.
    """
    if vapor_pressure < 611.21:
        exponent = log(vapor_pressure / 611.21)
        below = 273.86 * exponent / (22.587 - exponent)
        if below < 0.0:
            return FREEZING + below
    exponent = log(vapor_pressure / 610.94)
    return FREEZING + max(0.0, 243.04 * exponent / (17.625 - exponent))


@njit(error_model="numpy")
def specific_heat(humidity_ratio: float) -> float:
    """Specific heat of moist air, J/K per kg of dry air."""
    return DRY_AIR_SPECIFIC_HEAT + VAPOR_SPECIFIC_HEAT * humidity_ratio


@njit(error_model="numpy")
def enthalpy(temperature: float, humidity_ratio: float) -> float:
    """Enthalpy of moist air, J per kg of dry air, zero for dry air at 0 °C."""
    celsius = temperature - FREEZING
    return DRY_AIR_SPECIFIC_HEAT * celsius + humidity_ratio * (VAPORIZATION_HEAT + VAPOR_SPECIFIC_HEAT * celsius)


@njit(error_model="numpy")
def density(temperature: float, humidity_ratio: float, pressure: float) -> float:
    """Dry air in a volume of moist air, kg/m3, as an ideal gas; multiply by 1 + humidity ratio for the whole mass."""
    return pressure / (DRY_AIR_GAS_CONSTANT * temperature * (1.0 + humidity_ratio / MOLAR_MASS_RATIO))
