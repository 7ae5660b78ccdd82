"""Frost and defrost as other programs count them: memoryless factors on capacity and power by the weather alone.

They stand beside the frost of `cosim.physics.frost` so that like can be compared with like. Outdoor temperature K,
humidity ratio kg/kg, pressure Pa throughout; each function is compiled and is the one that the flow calls.
"""

from math import exp

import numpy as np
from numba import njit

from cosim.constants import FREEZING
from cosim.physics.air import humidity_ratio_saturated

PHYSICAL, NONE, TIMED, ON_DEMAND, RESNET, AHRI, CARRIER, WETTER_AFJEI = range(8)
NAMES = (
    "physical",
    "none",
    "energyplus-timed",
    "energyplus-on-demand",
    "resnet",
    "ahri",
    "carrier",
    "wetter-afjei",
)
"""By the number of each model."""

TIMED_FRACTION = 0.058333  # EnergyPlus's default: 3.5 minutes of an hour
ENERGYPLUS_BELOW, RESNET_BELOW = 277.594, 277.594  # K; 40 °F, the limits that OpenStudio-HPXML sets for both
BALANCE = 7.222  # °C at which EnergyPlus has a reverse-cycle defrost take no heat
CARRIER_TEMPERATURES = np.array([-20.0, 17.0, 27.0, 37.0])  # °F
CARRIER_LOSSES = np.array([0.075, 0.085, 0.11, 0.09])


@njit(error_model="numpy")
def humidity_over_coil(temperature: float, humidity_ratio: float, pressure: float) -> float:
    """Humidity ratio above saturation on a coil whose outlet is at 0.82 t - 8.589 °C, at least 1e-6 (EnergyPlus)."""
    coil = 0.82 * (temperature - FREEZING) - 8.589 + FREEZING
    return max(humidity_ratio - humidity_ratio_saturated(coil, pressure), 1e-6)


@njit(error_model="numpy")
def energyplus_timed(temperature: float, humidity_ratio: float, pressure: float) -> tuple[float, float]:
    """Factors on capacity and power of a coil with timed defrost (EnergyPlus Engineering Reference, DX heating)."""
    excess = humidity_over_coil(temperature, humidity_ratio, pressure)
    return 0.909 - 107.33 * excess, 0.90 - 36.45 * excess


@njit(error_model="numpy")
def energyplus_on_demand(temperature: float, humidity_ratio: float, pressure: float) -> tuple[float, float, float]:
    """Factors on capacity and power of a coil with on-demand defrost, and the fraction of time that it takes."""
    fraction = 1.0 / (1.0 + 0.01446 / humidity_over_coil(temperature, humidity_ratio, pressure))
    return 0.875 * (1.0 - fraction), 0.954 * (1.0 - fraction), fraction


@njit(error_model="numpy")
def reverse_cycle_load(temperature: float, fraction: float, rated_capacity: float) -> float:
    """Heat that EnergyPlus has a reverse-cycle defrost take from the house, W, as a mean over running time."""
    return 0.01 * fraction * max(BALANCE - (temperature - FREEZING), 0.0) * rated_capacity / 1.01667


@njit(error_model="numpy")
def resnet(temperature: float) -> tuple[float, float, float]:
    """Factors on capacity and power, and fraction of time, of ANSI/RESNET/ICC 301 Addendum 82; below 40 °F."""
    fraction = min(max(0.134 - 0.003 * fahrenheit(temperature), 0.0), 0.08)
    return 1.0 - 1.8 * fraction, 1.0 - 0.3 * fraction, fraction


@njit(error_model="numpy")
def ahri_default(temperature: float) -> tuple[float, float]:
    """Factors of the untested frost point: 0.90 and 0.985 at 35 °F (10 CFR 430 appendix M1), 1 at 17 and 47 °F."""
    outdoor = fahrenheit(temperature)
    share = max(min((outdoor - 17.0) / 18.0, (47.0 - outdoor) / 12.0), 0.0)
    return 1.0 - 0.10 * share, 1.0 - 0.015 * share


@njit(error_model="numpy")
def carrier_loss(temperature: float) -> float:
    """Share of capacity lost, by a manufacturer's table: linear between its points (NIST Technical Note 1848)."""
    return np.interp(fahrenheit(temperature), CARRIER_TEMPERATURES, CARRIER_LOSSES)


@njit(error_model="numpy")
def wetter_afjei_loss(temperature: float) -> float:
    """Share of the COP lost to frost and defrosts (Wetter and Afjei 1997)."""
    celsius = temperature - FREEZING
    return max(0.03 - 0.004 * celsius, 0.0) + 0.1534 * exp(-((celsius - 0.8869) ** 2) / 26.06)


@njit(error_model="numpy")
def fahrenheit(temperature: float) -> float:
    """Turn K into °F."""
    return 1.8 * (temperature - FREEZING) + 32.0


@njit(error_model="numpy")
def peer_factors(
    model: int, temperature: float, humidity_ratio: float, pressure: float, timed_fraction: float
) -> tuple[float, float, float, float]:
    """Return what a peer's model makes of a frost-free machine.

    Parameters
    ----------
    model : int
        `NONE` or one of the peers.
    temperature, humidity_ratio, pressure : float
        Of the outdoor air, K, kg/kg, Pa.
    timed_fraction : float
        Of time that EnergyPlus's timed defrost takes.

    Returns
    -------
    capacity, power : float
        Factors on both.
    fraction : float
        Of running time in defrost, 0 where the model does not say.
    charged_fraction : float
        That for which the model charges defrost energy of its own.
    """
    if model == TIMED and temperature < ENERGYPLUS_BELOW:
        capacity, power = energyplus_timed(temperature, humidity_ratio, pressure)
        return capacity, power, timed_fraction, timed_fraction
    if model == ON_DEMAND and temperature < ENERGYPLUS_BELOW:
        capacity, power, fraction = energyplus_on_demand(temperature, humidity_ratio, pressure)
        return capacity, power, fraction, fraction
    if model == RESNET and temperature < RESNET_BELOW:
        capacity, power, fraction = resnet(temperature)
        return capacity, power, fraction, 0.0
    if model == AHRI:
        capacity, power = ahri_default(temperature)
        return capacity, power, 0.0, 0.0
    if model == CARRIER and temperature < ENERGYPLUS_BELOW:
        return 1.0 - carrier_loss(temperature), 1.0, 0.0, 0.0
    if model == WETTER_AFJEI:
        return 1.0 - wetter_afjei_loss(temperature), 1.0, 0.0, 0.0
    return 1.0, 1.0, 0.0, 0.0
