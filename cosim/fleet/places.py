"""Where homes lie in the shares and spreads of a fleet: evenly, however many there are.

What a fleet is made of is known, so how well a thousand homes stand for it is not left to chance: they are the points
of a scrambled Sobol sequence [1]_, whose first points, any number of them, fill every share and every spread, alone and
in pairs, far more evenly than random ones would. The seed scrambles it; each home keeps its point in a larger fleet.

References
----------
.. [1] S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci.
   Comput. 30(5), 2008; scrambled after J. Matousek, "On the L2-discrepancy for anchored boxes", J. Complexity 14(4),
   1998, as `scipy.stats.qmc.Sobol` does it.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cosim.config.programme import MOST_MEASURES
from cosim.fleet.traits import TRAITS

BLOCK = 1024  # points worked out at a time, a power of two
SHARES = 3  # of populations, of sites, of existing equipment
WIDTH = SHARES + len(TRAITS) + MOST_MEASURES  # always, for one more measure must not move anything else


def places_in_shares(seed: int, number: int) -> NDArray[np.float64]:
    """Return where home `number` lies in the shares of populations, of sites and of what exists, each from 0 to 1."""
    return _point(seed, number)[:SHARES].copy()


def places_in_spreads(seed: int, number: int) -> NDArray[np.float64]:
    """Return where it lies in the spread of each of `cosim.fleet.traits.TRAITS`, from 0 to 1."""
    return _point(seed, number)[SHARES : SHARES + len(TRAITS)].copy()


def place_in_adoption(seed: int, number: int, measure: int) -> float:
    """Return the share from which on it takes up a measure, given by its place in the programme."""
    return float(_point(seed, number)[SHARES + len(TRAITS) + measure])


def _point(seed: int, number: int) -> NDArray[np.float64]:
    return np.asarray(_block(seed, number // BLOCK)[number % BLOCK])


@lru_cache(maxsize=4)
def _block(seed: int, block: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    points = qmc.Sobol(WIDTH, scramble=True, seed=np.random.default_rng(seed))
    if block:  # it does not go forward by nothing
        points.fast_forward(block * BLOCK)
    return np.asarray(points.random(BLOCK))
