"""Longwave radiation: the star inside a zone, and how a surface sees the sky."""

from collections.abc import Hashable, Sequence
from math import cos, radians, sqrt

import numpy as np

from cosim.arrays import Array
from cosim.constants import STEFAN_BOLTZMANN

MEAN_TEMPERATURE = 293.0  # K, at which the star is linear; 10 K away changes annual loads by at most 1 %


def star_factors(area: Array, planes: Sequence[Hashable | None]) -> Array:
    """Radiant exchange factors of surfaces with the star of their enclosure, by Carroll [1]_.

    Parameters
    ----------
    area : array, shape (n,)
        Of each surface, m2.
    planes : sequence
        Which plane each surface lies in; surfaces of one plane do not see each other. None for a surface that lies
        in no plane (furniture, partitions) and may see itself.

    Returns
    -------
    array, shape (n,)
        ``F_i = 1 / (1 - A_i F_i / sum(A F))``, iterated; 1 for what lies in no plane. A factor is kept below 10,
        which only an enclosure with one plane larger than all others together would exceed.

    References
    ----------
    .. [1] J. A. Carroll, "An MRT method of computing radiant energy exchange in rooms", Proc. 2nd Systems Simulation
       and Economic Analysis Conference, San Diego, 1980.
    """
    same = np.array([[a is not None and a == b for b in planes] for a in planes], dtype=float)
    factor = np.ones(len(area))
    for _ in range(100):
        weight = area * factor
        seen = np.minimum((same @ weight) / weight.sum(), 0.9)
        factor = 0.5 * (factor + 1.0 / (1.0 - seen))
    return factor


def star_conductance(area: Array, emittance: Array, factor: Array) -> Array:
    """Linear conductance from each surface to the star, W/K: emittance in series with the exchange factor."""
    linear = 4.0 * STEFAN_BOLTZMANN * MEAN_TEMPERATURE**3
    return np.asarray(area * linear / (1.0 / factor + (1.0 - emittance) / emittance))


def sky_share(tilt: float) -> float:
    """Share of a surface's outdoor longwave exchange that is with the sky; the rest is with air and ground at air
    temperature.

    The view factor of the sky, (1 + cos tilt)/2, times the share of it whose radiation comes from above the air near
    the ground, its square root: G. N. Walton, NBSIR 83-2655, 1983, as in the EnergyPlus Engineering Reference.
    """
    view = (1.0 + cos(radians(tilt))) / 2.0
    return view * sqrt(view)
