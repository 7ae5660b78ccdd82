"""Frost and defrost as other programs count them: memoryless factors on capacity and power by the weather alone.

They stand beside the frost of `cosim.physics.frost` so that like can be compared with like, and are listed in
`cosim.physics.frost_models`. Outdoor temperature K, humidity ratio kg/kg, pressure Pa throughout, numbers or arrays.
"""

import numpy as np

from cosim.constants import FREEZING
from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.elementwise import Numbers, either

TIMED_FRACTION = 0.058333  # EnergyPlus's default: 3.5 minutes of an hour
ENERGYPLUS_BELOW, RESNET_BELOW = 277.594, 277.594  # K; 40 °F, the limits that OpenStudio-HPXML sets for both
BALANCE = 7.222  # °C at which EnergyPlus has a reverse-cycle defrost take no heat
CARRIER_TEMPERATURES = np.array([-20.0, 17.0, 27.0, 37.0])  # °F
CARRIER_LOSSES = np.array([0.075, 0.085, 0.11, 0.09])

Factors = tuple[Numbers, Numbers, Numbers, Numbers]
"""Factors on capacity and power; fraction of running time in defrost, 0 where the model does not say; and the fraction
for which the model charges defrost energy of its own."""


def humidity_over_coil(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Numbers:
    """Humidity ratio above saturation on a coil whose outlet is at 0.82 t - 8.589 °C, at least 1e-6 (EnergyPlus)."""
    coil = 0.82 * (temperature - FREEZING) - 8.589 + FREEZING
    return np.maximum(humidity_ratio - humidity_ratio_saturated(coil, pressure), 1e-6)


def energyplus_timed(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> tuple[Numbers, Numbers]:
    """Factors on capacity and power of a coil with timed defrost (EnergyPlus Engineering Reference, DX heating)."""
    excess = humidity_over_coil(temperature, humidity_ratio, pressure)
    return 0.909 - 107.33 * excess, 0.90 - 36.45 * excess


def energyplus_on_demand(
    temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Factors on capacity and power of a coil with on-demand defrost, and the fraction of time that it takes.

    EnergyPlus Engineering Reference, DX heating.
    """
    fraction = 1.0 / (1.0 + 0.01446 / humidity_over_coil(temperature, humidity_ratio, pressure))
    return 0.875 * (1.0 - fraction), 0.954 * (1.0 - fraction), fraction


def reverse_cycle_load(temperature: Numbers, fraction: Numbers, rated_capacity: float) -> Numbers:
    """Heat that EnergyPlus has a reverse-cycle defrost take from the house, W, as a mean over running time."""
    return 0.01 * fraction * np.maximum(BALANCE - (temperature - FREEZING), 0.0) * rated_capacity / 1.01667


def resnet(temperature: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Factors on capacity and power, and fraction of time, of ANSI/RESNET/ICC 301 Addendum 82; below 40 °F."""
    fraction = np.minimum(np.maximum(0.134 - 0.003 * fahrenheit(temperature), 0.0), 0.08)
    return 1.0 - 1.8 * fraction, 1.0 - 0.3 * fraction, fraction


def cold_to_house(capacity: Numbers, kept: Numbers, fraction: Numbers) -> Numbers:
    """Heat that defrosts take from the house, W, as OpenStudio-HPXML has EnergyPlus count Addendum 82 [1]_.

    Parameters
    ----------
    capacity : float or array
        Without frost, W.
    kept : float or array
        Factor on it.
    fraction : float or array
        Of the running time, in which the machine defrosts instead of heating.

    References
    ----------
    .. [1] OpenStudio-HPXML, hvac.rb, `apply_defrost_ems_program`: what the factor takes beyond the time is a load of
       the zone, beside the factor itself; backup brings all that the factor takes.
    """
    return np.maximum((1.0 - fraction - kept) * capacity, 0.0)


def ahri_default(temperature: Numbers) -> tuple[Numbers, Numbers]:
    """Factors of the untested frost point: 0.90 and 0.985 at 35 °F (10 CFR 430 appendix M1), 1 at 17 and 47 °F."""
    outdoor = fahrenheit(temperature)
    share = np.maximum(np.minimum((outdoor - 17.0) / 18.0, (47.0 - outdoor) / 12.0), 0.0)
    return 1.0 - 0.10 * share, 1.0 - 0.015 * share


def carrier_loss(temperature: Numbers) -> Numbers:
    """Share of capacity lost, by a manufacturer's table: linear between its points (NIST Technical Note 1848)."""
    # step by step, because numba compiles `np.interp` only where it counts references
    outdoor, loss = fahrenheit(temperature), CARRIER_LOSSES[0]
    for place in range(1, len(CARRIER_LOSSES)):
        before, after = CARRIER_TEMPERATURES[place - 1], CARRIER_TEMPERATURES[place]
        passed = np.minimum(np.maximum((outdoor - before) / (after - before), 0.0), 1.0)
        loss = loss + passed * (CARRIER_LOSSES[place] - CARRIER_LOSSES[place - 1])
    return loss


def wetter_afjei_loss(temperature: Numbers) -> Numbers:
    """Share of the COP lost to frost and defrosts (Wetter and Afjei 1997)."""
    celsius = temperature - FREEZING
    return np.maximum(0.03 - 0.004 * celsius, 0.0) + 0.1534 * np.exp(-((celsius - 0.8869) ** 2) / 26.06)


def fahrenheit(temperature: Numbers) -> Numbers:
    """Turn K into °F."""
    return 1.8 * (temperature - FREEZING) + 32.0


# --- each as one model, within its limit of temperature


def by_nothing(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Factors:
    """No frost at all."""
    return 1.0, 1.0, 0.0, 0.0


def by_energyplus_timed(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Factors:
    """EnergyPlus's timed defrost (DOE-2's curves), below 40 °F for 3.5 minutes of an hour."""
    capacity, power = energyplus_timed(temperature, humidity_ratio, pressure)
    cold = temperature < ENERGYPLUS_BELOW
    fraction = either(cold, TIMED_FRACTION, 0.0)
    return either(cold, capacity, 1.0), either(cold, power, 1.0), fraction, fraction


def by_energyplus_on_demand(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Factors:
    """EnergyPlus's on-demand defrost (DOE-2's curves), below 40 °F."""
    capacity, power, share = energyplus_on_demand(temperature, humidity_ratio, pressure)
    cold = temperature < ENERGYPLUS_BELOW
    fraction = either(cold, share, 0.0)
    return either(cold, capacity, 1.0), either(cold, power, 1.0), fraction, fraction


def by_resnet(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Factors:
    """ANSI/RESNET/ICC 301 Addendum 82, below 40 °F; backup in the ducts tempers as OpenStudio-HPXML counts it."""
    capacity, power, fraction = resnet(temperature)
    cold = temperature < RESNET_BELOW
    return either(cold, capacity, 1.0), either(cold, power, 1.0), either(cold, fraction, 0.0), 0.0


def by_ahri(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Factors:
    """AHRI 210/240's default of the untested frost point, between 17 and 47 °F."""
    capacity, power = ahri_default(temperature)
    return capacity, power, 0.0, 0.0


def by_carrier(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Factors:
    """A manufacturer's table (NIST Technical Note 1848), below 40 °F."""
    return either(temperature < ENERGYPLUS_BELOW, 1.0 - carrier_loss(temperature), 1.0), 1.0, 0.0, 0.0


def by_wetter_afjei(temperature: Numbers, humidity_ratio: Numbers, pressure: Numbers) -> Factors:
    """Wetter and Afjei's curve of the COP (1997), at every temperature."""
    return 1.0 - wetter_afjei_loss(temperature), 1.0, 0.0, 0.0
