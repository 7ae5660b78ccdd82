"""Temperature of undisturbed soil, and the slab on it."""

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOUR, HOURS_OF_YEAR

YEAR = HOURS_OF_YEAR * HOUR  # s


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


def below_grade_wall_resistance(depth: float, conductivity: float, own: float) -> float:
    """Resistance of the soil between a basement wall and the ground's surface, by Latta and Boileau [1]_.

    Heat flows to the surface along quarter circles around the line where the wall meets it.

    Parameters
    ----------
    depth : float
        Of the wall's foot below grade, m, from 0.2 to 3.
    conductivity : float
        Of the soil, W/(m K).
    own : float
        Resistance of the wall itself with its inner film, m2 K/W.

    Returns
    -------
    float
        m2 K/W, so that ``depth / (own + result)`` is the loss of the whole height; against the steady solution of the
        ground's two dimensions within about 10 %, the soil's storage of heat apart.

    References
    ----------
    .. [1] J. K. Latta and G. G. Boileau, "Heat losses from house basements", Canadian Building 19(10), 1969; ASHRAE
       Fundamentals 2017, chapter 18, equation 37.
    """
    film = 2.0 * conductivity * own / np.pi
    mean_u = 2.0 * conductivity / (np.pi * depth) * np.log((depth + film) / film)
    return float(1.0 / mean_u - own)


def below_grade_floor_resistance(width: float, depth: float, conductivity: float, own: float) -> float:
    """Resistance of the soil between a basement floor and the ground's surface, by Latta and Boileau.

    Parameters
    ----------
    width : float
        Shortest width of the floor, m.
    depth : float
        Of the floor below grade, m.
    conductivity : float
        Of the soil, W/(m K).
    own : float
        Resistance of the floor itself with its inner film, m2 K/W.

    Returns
    -------
    float
        m2 K/W, mean over the floor; source and error as of `below_grade_wall_resistance`, equation 38.
    """
    near = depth / 2.0 + conductivity * own / np.pi
    mean_u = 2.0 * conductivity / (np.pi * width) * np.log((width / 2.0 + near) / near)
    return float(1.0 / mean_u - own)
