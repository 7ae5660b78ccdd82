"""The gas between two panes: conduction and convection in a sealed vertical cavity."""

from typing import NamedTuple

import numpy as np

from cosim.arrays import Array
from cosim.constants import GRAVITY, STANDARD_PRESSURE

GAS_CONSTANT = 8314.462  # J/(kmol K)
SEALED_PRESSURE = STANDARD_PRESSURE  # Pa, at which windows are filled
CAVITY_HEIGHT = 1.0  # m; height matters only for cavities far wider than those of windows


class Gas(NamedTuple):
    """Properties linear in temperature, ``a + b T``: ISO 15099:2003, annex B."""

    conductivity: tuple[float, float]  # W/(m K)
    viscosity: tuple[float, float]  # Pa s
    specific_heat: tuple[float, float]  # J/(kg K)
    molar_mass: float  # kg/kmol


GASES = {
    "air": Gas((2.873e-3, 7.760e-5), (3.723e-6, 4.940e-8), (1002.7370, 1.2324e-2), 28.97),
    "argon": Gas((2.285e-3, 5.149e-5), (3.379e-6, 6.451e-8), (521.9285, 0.0), 39.948),
}


def rayleigh_number(gas: Gas, width: float, difference: Array, mean: float) -> Array:
    """Rayleigh number of a cavity `width` m wide with its sides `difference` K apart around `mean` K."""
    density = SEALED_PRESSURE * gas.molar_mass / (GAS_CONSTANT * mean)
    conductivity, viscosity, heat = (a + b * mean for a, b in gas[:3])
    return np.asarray(density**2 * width**3 * GRAVITY * heat * np.abs(difference) / (viscosity * conductivity * mean))


def nusselt_number(rayleigh: Array, width: float) -> Array:
    """Nusselt number of a vertical cavity, by ISO 15099:2003 equations 49 to 52, for Rayleigh numbers below 2e6."""
    low = 1.0 + 1.7596678e-10 * np.minimum(rayleigh, 1e4) ** 2.2984755
    middle = 0.028154 * rayleigh**0.4134
    high = 0.0673838 * rayleigh ** (1.0 / 3.0)
    plain = np.where(rayleigh <= 1e4, low, np.where(rayleigh <= 5e4, middle, high))
    return np.asarray(np.maximum(plain, 0.242 * (rayleigh * width / CAVITY_HEIGHT) ** 0.272))
