"""Frost on the fins of an outdoor coil: how fast it forms, how dense it is, what it does to air and heat flow.

One lumped layer on the whole coil. Heat and mass move between air and layer by the same conductance (Lewis number
1), so that a wet or frosting coil gives exactly what a dry coil gives in air of `effective_temperature`. All functions
serve numbers and arrays (`cosim.physics.elementwise`).
"""

import numpy as np

from cosim.constants import FREEZING, FUSION_HEAT, ICE_DENSITY, VAPORIZATION_HEAT
from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.elementwise import Numbers, anywhere, either

MIN_DENSITY = 150.0  # kg/m3; Hayashi's curve alone gives featherweight frost below -5 °C, unlike field coils
MAX_DENSITY = 0.5 * ICE_DENSITY
SPREAD_SHARE = 0.5
MIN_SPREAD = 0.1  # K, over which a coil of one temperature freezes, so that nothing is divided by zero
# kg/(m2 s) of vapor per unit difference of humidity ratio: "frosting factor" of a fin-tube coil, Applied Thermal
# Engineering 2014, doi 10.1016/j.applthermaleng.2014.03.011, range 0.039-0.050, mean 0.0446. Taken here as a transfer
# coefficient, so over the mean difference between air in the coil and frost, and not over that of the entering air
FROSTING_FACTOR = 0.0446
VAPOR_PRESSURE_SLOPE = 5400.0  # K, of ln(saturation pressure) over 1/T (Clausius-Clapeyron); only steers an iteration


def surface_spread(surface_temperature: Numbers, evaporating_temperature: Numbers) -> Numbers:
    """Half the range over which a coil's surface temperature varies about its mean, K.

    Where the air leaves it has less heat to give, so there the surface is nearer to the refrigerant: for a coil of
    effectiveness e by e/(2 - e) of the mean distance, 0.43 at an effectiveness of 0.6; the refrigerant's loss of
    pressure adds to it.
    """
    return SPREAD_SHARE * np.maximum(surface_temperature - evaporating_temperature, 0.0)


def frozen_fraction(surface_temperature: Numbers, spread: Numbers, air: Numbers) -> Numbers:
    """Share of a coil's surface below 0 °C, on which condensate stays as frost; from the rest it drains.

    Parameters
    ----------
    surface_temperature : float or array
        Mean of the coil's (or its frost's) surface, K.
    spread : float or array
        Temperatures lie evenly within this on both sides of the mean, K, but none above that of the air.
    air : float or array
        Temperature of the air that enters, K.
    """
    coldest = surface_temperature - spread
    warmest = np.maximum(np.minimum(surface_temperature + spread, air), coldest + MIN_SPREAD)
    return np.minimum(np.maximum((FREEZING - coldest) / (warmest - coldest), 0.0), 1.0)


def condensation_heat(frozen: Numbers) -> Numbers:
    """Heat set free where vapor condenses on a coil, J/kg: vaporization, and fusion of the share that freezes."""
    return VAPORIZATION_HEAT + FUSION_HEAT * frozen


def effective_temperature(
    temperature: Numbers,
    humidity_ratio: Numbers,
    surface_temperature: Numbers,
    spread: Numbers,
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
    spread : float or array
        Half the range of that temperature over the coil, K.
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
    frozen = frozen_fraction(surface_temperature, spread, temperature)
    return temperature + condensation_heat(frozen) / specific_heat * excess


def wet_surface(
    air: Numbers,
    humidity: Numbers,
    pressure: Numbers,
    approach: Numbers,
    spread: Numbers,
    surface: Numbers,
    specific_heat: float,
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
    spread : float or array
        Half the range of the surface temperature over the coil, K; of the step before, too.
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
        ratio = condensation_heat(frozen_fraction(surface, spread, air)) / specific_heat
        saturated = humidity_ratio_saturated(surface, pressure)
        slope = saturated * VAPOR_PRESSURE_SLOPE / (surface * surface)
        surface = surface - (surface - dry - ratio * (humidity - saturated)) / (1.0 + ratio * slope)
        surface = np.maximum(np.minimum(surface, air), dry)
    excess = np.maximum(humidity - humidity_ratio_saturated(surface, pressure), 0.0)
    return either(wet, surface + approach, air), either(wet, surface, dry), either(wet, excess, 0.0)


def layer_density(surface_temperature: Numbers) -> Numbers:
    """Density of a layer of frost, kg/m3, by Hayashi's curve held between 150 and 459.

    Parameters
    ----------
    surface_temperature : float or array
        Temperature of the frost surface, K; measured from 254 to 264.

    Notes
    -----
    650 exp(0.277 t) with t in °C (Y. Hayashi et al., J. Heat Transfer 99, 239-245, 1977) is the mean density of a
    layer, vapor that went inside it included. The floor is what puts the worst frosting near 0 °C, where field
    measurements find it. The ceiling is half the density of ice, which the correlation of M. Kandula (Int. J. Heat and
    Mass Transfer 54, 2011) reaches on a frost surface at 0 °C.
    """
    return np.minimum(np.maximum(650.0 * np.exp(0.277 * (surface_temperature - FREEZING)), MIN_DENSITY), MAX_DENSITY)


def frost_conductivity(density: Numbers) -> Numbers:
    """Thermal conductivity of frost, W/(m K), from its density, 50 to 500 kg/m3 (Lee et al., 1997)."""
    return 0.132 + 3.13e-4 * density + 1.6e-7 * density * density


def frost_rates(
    surface_temperature: Numbers,
    spread: Numbers,
    air: Numbers,
    humidity_ratio: Numbers,
    pressure: Numbers,
    mass_conductance: Numbers,
    area: float,
) -> tuple[Numbers, Numbers]:
    """Frost as a layer that grows on the coil, and what it takes to melt it: this program's own model.

    Parameters
    ----------
    surface_temperature : float or array
        Frost or fin surface, mean of the coil, K.
    spread : float or array
        Half the range of that temperature over the coil, K.
    air : float or array
        Outdoor air, K.
    humidity_ratio : float or array
        Outdoor air's, kg/kg.
    pressure : float or array
        Air pressure, Pa.
    mass_conductance : float or array
        Effectiveness of the coil times its flow of dry air, kg/s.
    area : float
        Air-side area that carries frost, m2.

    Returns
    -------
    mass_rate : float or array
        Frost formed, kg/s; zero on a coil that is nowhere below 0 °C or whose surface is above the frost point.
    thickness_rate : float or array
        Growth of the layer, m/s, on the whole area.
    """
    excess = np.maximum(humidity_ratio - humidity_ratio_saturated(surface_temperature, pressure), 0.0)
    frozen = frozen_fraction(surface_temperature, spread, air)
    mass_rate = frozen * mass_conductance * excess
    of_frozen_part = surface_temperature - spread * (1.0 - frozen)
    thickness_rate = mass_rate / (layer_density(of_frozen_part) * area)
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
