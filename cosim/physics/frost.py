"""Frost on the fins of an outdoor coil: how fast it forms, how dense it is, what it does to air and heat flow.

One lumped layer on the whole coil. Heat and mass move between air and layer by the same conductance (Lewis number
1), so that a wet or frosting coil gives exactly what a dry coil gives in air of `effective_temperature`. All functions
serve numbers and arrays (`cosim.physics.elementwise`).
"""

import numpy as np

from cosim.constants import FREEZING, FUSION_HEAT, VAPORIZATION_HEAT
from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.elementwise import Numbers, anywhere, either

MIN_DENSITY = 150.0  # kg/m3; Hayashi's curve alone gives featherweight frost below -5 °C, unlike field coils
MAX_DENSITY = 500.0  # kg/m3
DENSIFYING_SHARE = 0.35  # of the vapor deposits inside the layer instead of on it
FREEZING_SPAN = 1.0  # K below 0 °C over which the condensate goes from draining to freezing
# kg/(m2 s) of vapor per unit difference of humidity ratio: "frosting factor" of a fin-tube coil, Applied Thermal
# Engineering 2014, doi 10.1016/j.applthermaleng.2014.03.011, range 0.039-0.050, mean 0.0446. Taken here as a transfer
# coefficient, so over the mean difference between air in the coil and frost, and not over that of the entering air
FROSTING_FACTOR = 0.0446
VAPOR_PRESSURE_SLOPE = 5400.0  # K, of ln(saturation pressure) over 1/T (Clausius-Clapeyron); only steers an iteration


def frozen_fraction(surface_temperature: Numbers) -> Numbers:
    """Share of the condensate that stays on the coil as frost: 0 on a surface at 0 °C, 1 below -1 °C.

    The coil is not uniform: near 0 °C its warm rows drain while its cold rows freeze. The span is a judgement.
    """
    return np.minimum(np.maximum((FREEZING - surface_temperature) / FREEZING_SPAN, 0.0), 1.0)


def condensation_heat(surface_temperature: Numbers) -> Numbers:
    """Heat set free where vapor condenses on the coil, J/kg: vaporization, and fusion of the part that freezes."""
    return VAPORIZATION_HEAT + FUSION_HEAT * frozen_fraction(surface_temperature)


def effective_temperature(
    temperature: Numbers,
    humidity_ratio: Numbers,
    surface_temperature: Numbers,
    pressure: Numbers,
    specific_heat: float,
) -> Numbers:
    """Temperature of dry air that would give a coil as much heat as this moist air does.

    Parameters
    ----------
    temperature, humidity_ratio : float or array
        Air on the coil, K and kg/kg.
    surface_temperature : float or array
        Air-side surface of the coil or of its frost, K.
    pressure : float or array
        Air pressure, Pa.
    specific_heat : float
        Specific heat of the air, J/K per kg of dry air, as the coil's map counts it.

    Returns
    -------
    float or array
        Effective temperature, K; the air's own where the surface is above the dew point. Exact for Lewis number 1.
    """
    excess = np.maximum(humidity_ratio - humidity_ratio_saturated(surface_temperature, pressure), 0.0)
    return temperature + condensation_heat(surface_temperature) / specific_heat * excess


def wet_surface(
    air: Numbers, humidity: Numbers, pressure: Numbers, approach: Numbers, surface: Numbers, specific_heat: float
) -> tuple[Numbers, Numbers, Numbers]:
    """Find surface and effective air temperature of a coil that takes up water vapor.

    With a Lewis number of one a wet coil is a dry coil in air of ``T + h (w - w_sat(surface)) / c_p``. The difference
    between that effective temperature and the surface, `approach`, hardly depends on humidity, so it is taken from
    the step before and the surface found by two Newton steps.

    Parameters
    ----------
    air, humidity, pressure : float or array
        Air that enters the coil, K, kg/kg, Pa.
    approach : float or array
        Effective air temperature less surface temperature, K, positive.
    surface : float or array
        Surface temperature of the step before, K; where the iteration starts.
    specific_heat : float
        Of the air as the machine's table counts it, J/K per kg of dry air.

    Returns
    -------
    effective : float or array
        Effective air temperature, K.
    surface : float or array
        Surface temperature, K.
    excess : float or array
        Humidity ratio above saturation at the surface, kg/kg, not below zero.
    """
    dry = air - approach
    wet = humidity > humidity_ratio_saturated(dry, pressure)
    if not anywhere(wet):
        return air, dry, 0.0 * dry
    surface = np.maximum(np.minimum(surface, air), dry)
    for _ in range(2):
        ratio = condensation_heat(surface) / specific_heat
        saturated = humidity_ratio_saturated(surface, pressure)
        slope = saturated * VAPOR_PRESSURE_SLOPE / (surface * surface)
        surface = surface - (surface - dry - ratio * (humidity - saturated)) / (1.0 + ratio * slope)
        surface = np.maximum(np.minimum(surface, air), dry)
    excess = np.maximum(humidity - humidity_ratio_saturated(surface, pressure), 0.0)
    return either(wet, surface + approach, air), either(wet, surface, dry), either(wet, excess, 0.0)


def deposit_density(surface_temperature: Numbers) -> Numbers:
    """Density of newly deposited frost, kg/m3, by Hayashi's curve held between 150 and 500.

    Parameters
    ----------
    surface_temperature : float or array
        Temperature of the frost surface, K; measured from 254 to 264.

    Notes
    -----
    650 exp(0.277 t) with t in °C (Y. Hayashi et al., J. Heat Transfer 99, 239-245, 1977). The floor is what puts
    the worst frosting near 0 °C, where field measurements find it.
    """
    return np.minimum(np.maximum(650.0 * np.exp(0.277 * (surface_temperature - FREEZING)), MIN_DENSITY), MAX_DENSITY)


def layer_density(deposit: Numbers) -> Numbers:
    """Density of a layer that grows by deposits of density `deposit`, kg/m3, and by vapor that goes inside it."""
    return deposit / (1.0 - DENSIFYING_SHARE)


def frost_conductivity(density: Numbers) -> Numbers:
    """Thermal conductivity of frost, W/(m K), from its density, 50 to 500 kg/m3 (Lee et al., 1997)."""
    return 0.132 + 3.13e-4 * density + 1.6e-7 * density * density


def frost_rates(
    surface_temperature: Numbers,
    humidity_ratio: Numbers,
    pressure: Numbers,
    mass_conductance: Numbers,
    area: float,
) -> tuple[Numbers, Numbers]:
    """Frost as a layer that grows on the coil, and what it takes to melt it: this program's own model.

    Parameters
    ----------
    surface_temperature : float or array
        Frost or fin surface, K.
    humidity_ratio : float or array
        Outdoor air's, kg/kg.
    pressure : float or array
        Air pressure, Pa.
    mass_conductance : float or array
        Effectiveness of the coil times its flow of dry air (and the machine's deposition multiplier), kg/s.
    area : float
        Air-side area that carries frost, m2.

    Returns
    -------
    mass_rate : float or array
        Frost formed, kg/s; zero on a surface above 0 °C or above the frost point.
    thickness_rate : float or array
        Growth of the layer, m/s; `DENSIFYING_SHARE` of the vapor makes the layer denser instead.
    """
    excess = np.maximum(humidity_ratio - humidity_ratio_saturated(surface_temperature, pressure), 0.0)
    mass_rate = frozen_fraction(surface_temperature) * mass_conductance * excess
    thickness_rate = (1.0 - DENSIFYING_SHARE) * mass_rate / (deposit_density(surface_temperature) * area)
    return mass_rate, thickness_rate


def natural_melt_rate(outdoor_temperature: Numbers, conductance: Numbers) -> Numbers:
    """Frost that outdoor air melts while the machine stands, kg/s.

    `conductance`, W/K, is that of the coil with its fan off. Below 0 °C nothing: sublimation is neglected.
    """
    return np.maximum(outdoor_temperature - FREEZING, 0.0) * conductance / FUSION_HEAT


def airflow_fraction(thickness: Numbers, gap: float) -> Numbers:
    """Air flow through a frosted coil relative to the clean coil, for a propeller fan.

    Parameters
    ----------
    thickness : float or array
        Frost on each fin, m.
    gap : float
        Free distance between two clean fins, m.

    Returns
    -------
    float or array
        v from 1 (clean) to 0 (closed), where fan and coil agree: (1 - 2 d/g)^-3 v^1.75 = 1.9 - 0.9 v^2. The left
        side is the laminar-to-turbulent pressure drop of a narrowing gap, the right a typical propeller fan's
        curve, both relative to their clean values.
    """
    free = np.maximum(1.0 - 2.0 * thickness / gap, 0.0)
    low, high = 0.0 * free, 0.0 * free + 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        too_much = middle**1.75 > free**3 * (1.9 - 0.9 * middle * middle)
        low, high = either(too_much, low, middle), either(too_much, middle, high)
    return either(free > 0.0, 0.5 * (low + high), 0.0)
