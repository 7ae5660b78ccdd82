"""Temperature of undisturbed soil, and the slab on it."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

YEAR = 365.0 * 86400.0  # s


def soil_temperature(dry_bulb: Array, depth: float, diffusivity: float) -> Array:
    """Soil temperature through the year at a depth, by Kusuda and Achenbach [1]_.

    Parameters
    ----------
    dry_bulb : array, shape (8760,)
        Outdoor air, K; its yearly mean and first harmonic stand for the soil's surface.
    depth : float
        m.
    diffusivity : float
        Of the soil, m2/s.

    Returns
    -------
    array, shape (8760,)
        K.

    References
    ----------
    .. [1] T. Kusuda and P. R. Achenbach, "Earth temperature and thermal diffusivity at selected stations in the
       United States", ASHRAE Trans. 71(1), 1965.
    """
    hours = np.arange(dry_bulb.size) + 0.5
    phase = 2.0 * np.pi * hours / dry_bulb.size
    harmonic = 2.0 * np.mean(dry_bulb * np.exp(-1j * phase))
    damping = depth * np.sqrt(np.pi / (YEAR * diffusivity))
    return np.asarray(dry_bulb.mean() + np.exp(-damping) * np.real(harmonic * np.exp(1j * (phase - damping))))


def slab_resistance(area: float, perimeter: float, f_factor: float, layers: float) -> float:
    """Resistance between a slab and the soil around it such that the whole loses `f_factor` W/(m K) at its edge.

    Parameters
    ----------
    area, perimeter : float
        Of the slab, m2 and m.
    f_factor : float
        W/(m K), from ASHRAE 90.1 table A6.3.
    layers : float
        Resistance of the slab's own layers, m2 K/W.

    Returns
    -------
    float
        m2 K/W, at least 0.05; the inside film (0.16) is part of the factor and taken out, as EnergyPlus does.
    """
    return max(area / (perimeter * f_factor) - layers - 0.16, 0.05)
