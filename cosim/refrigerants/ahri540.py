"""A compressor as AHRI 540 [1]_ describes it: mass flow and power as cubics of two dew temperatures.

The cubics hold for one speed, one superheat and a range of temperatures. Beyond the range the volumetric and isentropic
efficiencies that they come to are held, for a cubic must not be extrapolated. At another superheat the flow changes
less than the density [2]_; with speed, flow and power go in proportion.

.. [1] AHRI Standard 540-2020, "Performance rating of positive displacement refrigerant compressors".
.. [2] A. E. Dabiri and C. K. Rice, "A compressor simulation model with corrections for the level of suction gas
   superheat", ASHRAE Trans. 87 (2), 1981.
"""

from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.refrigerants.properties import PropertyTable, Saturation
from cosim.units import POUND

DENSITY_SHARE = 0.75


@dataclass(frozen=True, kw_only=True)
class CompressorMap:
    """Coefficients c1 to c10 in °F, lb/h and W, and for what they hold."""

    mass_flow: tuple[float, ...]
    power: tuple[float, ...]
    speed: float
    """rev/s"""
    superheat: float
    """K"""
    evaporating: tuple[float, float]
    """Least and greatest suction dew temperature, K."""
    condensing: tuple[float, float]


def cubic(c: tuple[float, ...], suction: Array, discharge: Array) -> Array:
    """Return the standard's polynomial of two dew temperatures."""
    s, d = suction, discharge
    linear = c[0] + c[1] * s + c[2] * d
    square = c[3] * s**2 + c[4] * s * d + c[5] * d**2
    return np.asarray(linear + square + c[6] * s**3 + c[7] * d * s**2 + c[8] * d**2 * s + c[9] * d**3)


def efficiencies(
    table: PropertyTable, given: CompressorMap, displacement: float, suction_dew: Array, discharge_dew: Array
) -> tuple[Array, Array]:
    """Return volumetric efficiency at the map's superheat, and isentropic efficiency, at dew temperatures in K."""
    low = np.clip(suction_dew, *given.evaporating)
    high = np.clip(discharge_dew, *given.condensing)
    suction, discharge = (kelvin * 1.8 - 459.67 for kelvin in (low, high))
    flow = cubic(given.mass_flow, suction, discharge) * POUND / 3600.0
    power = cubic(given.power, suction, discharge)
    log_suction, log_discharge = table.log_pressure_dew(low), table.log_pressure_dew(high)
    enthalpy, entropy, log_density = table.vapor(log_suction, np.full_like(low, given.superheat))
    dome: Saturation = table.saturation(log_discharge)
    ideal = table.isentropic_enthalpy(log_discharge, entropy, dome) - enthalpy
    return flow / (displacement * given.speed * np.exp(log_density)), flow * ideal / power


def flow_density(table: PropertyTable, given: CompressorMap, log_suction: Array, log_density: Array) -> Array:
    """Return the density by which the flow goes, kg/m3: between that at the map's superheat and the gas's own."""
    usual = np.exp(table.vapor(log_suction, np.full_like(log_suction, given.superheat))[2])
    return np.asarray(usual * (1.0 + DENSITY_SHARE * (np.exp(log_density) / usual - 1.0)))
