"""Frost on the fins of an outdoor coil: how fast it forms, how dense it is, what it does to air and heat flow.

One lumped layer on the whole coil. Heat and mass move between air and layer by the same conductance (Lewis number
1), so that a wet or frosting coil gives exactly what a dry coil gives in air of `effective_temperature`.
"""

from math import exp

from numba import njit

from cosim.constants import FREEZING, FUSION_HEAT, VAPORIZATION_HEAT
from cosim.physics.air import humidity_ratio_saturated

LEAST_DENSITY = 150.0  # kg/m3; Hayashi's curve alone gives featherweight frost below -5 °C, unlike field coils
GREATEST_DENSITY = 500.0  # kg/m3
DENSIFYING_SHARE = 0.35  # of the vapor deposits inside the layer instead of on it
FREEZING_SPAN = 1.0  # K below 0 °C over which the condensate goes from draining to freezing
# kg/(m2 s) of vapor per unit difference of humidity ratio: "frosting factor" of a fin-tube coil, Applied Thermal
# Engineering 2014, doi 10.1016/j.applthermaleng.2014.03.011, range 0.039-0.050, mean 0.0446. Taken here as a transfer
# coefficient, thus over the mean difference between air in the coil and frost, and not over that of the entering air
FROSTING_FACTOR = 0.0446


@njit(error_model="numpy")
def frozen_fraction(surface_temperature: float) -> float:
    """Share of the condensate that stays on the coil as frost: 0 on a surface at 0 °C, 1 below -1 °C.

    The coil is not uniform: near 0 °C its warm rows drain while its cold rows freeze. The span is a judgement.
    """
    return min(max((FREEZING - surface_temperature) / FREEZING_SPAN, 0.0), 1.0)


@njit(error_model="numpy")
def condensation_heat(surface_temperature: float) -> float:
    """Heat set free where vapor condenses on the coil, J/kg: vaporization, and fusion of the part that freezes."""
    return VAPORIZATION_HEAT + FUSION_HEAT * frozen_fraction(surface_temperature)


@njit(error_model="numpy")
def effective_temperature(
    temperature: float, humidity_ratio: float, surface_temperature: float, pressure: float, specific_heat: float
) -> float:
    """Temperature of dry air that would give a coil as much heat as this moist air does.

    Parameters
    ----------
    temperature, humidity_ratio : float
        Air on the coil, K and kg/kg.
    surface_temperature : float
        Air-side surface of the coil or of its frost, K.
    pressure : float
        Air pressure, Pa.
    specific_heat : float
        Specific heat of the air, J/K per kg of dry air, as the coil's map counts it.

    Returns
    -------
    float
        Effective temperature, K; the air's own where the surface is above the dew point. Exact for Lewis number 1.
    """
    excess = max(humidity_ratio - humidity_ratio_saturated(surface_temperature, pressure), 0.0)
    return temperature + condensation_heat(surface_temperature) / specific_heat * excess


@njit(error_model="numpy")
def deposit_density(surface_temperature: float) -> float:
    """Density of newly deposited frost, kg/m3, by Hayashi's curve held between 150 and 500.

    Parameters
    ----------
    surface_temperature : float
        Temperature of the frost surface, K; measured from 254 to 264.

    Notes
    -----
    650 exp(0.277 t) with t in °C (Y. Hayashi et al., J. Heat Transfer 99, 239-245, 1977). The floor is what puts
    the worst frosting near 0 °C, where field measurements find it.
    """
    return min(max(650.0 * exp(0.277 * (surface_temperature - FREEZING)), LEAST_DENSITY), GREATEST_DENSITY)


@njit(error_model="numpy")
def frost_conductivity(density: float) -> float:
    """Thermal conductivity of frost, W/(m K), from its density, 50 to 500 kg/m3 (Lee et al., 1997)."""
    return 0.132 + 3.13e-4 * density + 1.6e-7 * density * density


@njit(error_model="numpy")
def frost_rates(
    surface_temperature: float, humidity_ratio: float, pressure: float, mass_conductance: float, area: float
) -> tuple[float, float]:
    """How fast frost forms on the coil.

    Parameters
    ----------
    surface_temperature : float
        Frost or fin surface, K.
    humidity_ratio : float
        Outdoor air's, kg/kg.
    pressure : float
        Air pressure, Pa.
    mass_conductance : float
        Effectiveness of the coil times its flow of dry air (and the machine's deposition multiplier), kg/s.
    area : float
        Air-side area that carries frost, m2.

    Returns
    -------
    mass_rate : float
        Frost formed, kg/s; zero on a surface above 0 °C or above the frost point.
    thickness_rate : float
        Growth of the layer, m/s; `DENSIFYING_SHARE` of the vapor makes the layer denser instead.
    """
    excess = max(humidity_ratio - humidity_ratio_saturated(surface_temperature, pressure), 0.0)
    mass_rate = frozen_fraction(surface_temperature) * mass_conductance * excess
    thickness_rate = (1.0 - DENSIFYING_SHARE) * mass_rate / (deposit_density(surface_temperature) * area)
    return mass_rate, thickness_rate


@njit(error_model="numpy")
def natural_melt_rate(outdoor_temperature: float, conductance: float) -> float:
    """Frost that outdoor air melts while the machine stands, kg/s.

    `conductance`, W/K, is that of the coil with its fan off. Below 0 °C nothing: sublimation is neglected.
    """
    return max(outdoor_temperature - FREEZING, 0.0) * conductance / FUSION_HEAT


def airflow_fraction(thickness: float, gap: float) -> float:
    """Air flow through a frosted coil relative to the clean coil, for a propeller fan.

    Parameters
    ----------
    thickness : float
        Frost on each fin, m.
    gap : float
        Free distance between two clean fins, m.

    Returns
    -------
    float
        v from 1 (clean) to 0 (closed), where fan and coil agree: (1 - 2 d/g)^-3 v^1.75 = 1.9 - 0.9 v^2. The left
        side is the laminar-to-turbulent pressure drop of a narrowing gap, the right a typical propeller fan's
        curve, both relative to their clean values.
    """
    free = 1.0 - 2.0 * thickness / gap
    if free <= 0.0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if middle**1.75 > free**3 * (1.9 - 0.9 * middle * middle):
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)
