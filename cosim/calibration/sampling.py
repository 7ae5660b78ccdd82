"""Draws from a posterior whose likelihood is cheap: sequential Monte Carlo from the prior, tempered."""

from collections.abc import Callable

import numpy as np

from cosim.arrays import Array

PARTICLES = 2000
KEEP = 0.5  # effective share of the particles after a step of the temperature
MOVES = 6
MOST_STEPS = 60
Misfit = Callable[[Array], Array]
"""Minus the logarithm of the likelihood at many places, shape (n,)."""


def drawn(misfit: Misfit, parameters: int, random: np.random.Generator, particles: int = PARTICLES) -> Array:
    """Return draws from the posterior of a standard normal prior, shape (particles, parameters).

    The likelihood is raised to powers from 0 to 1, each as much higher as leaves half of the particles effective; after
    each, particles are resampled and moved by a Metropolis random walk (Del Moral, Doucet and Jasra 2006).
    """
    places = random.standard_normal((particles, parameters))
    cost = misfit(places)
    power = 0.0
    for _ in range(MOST_STEPS):
        step = _step(cost, 1.0 - power)
        power += step
        chosen = random.choice(particles, particles, p=_shares(-step * cost))
        places, cost = places[chosen], cost[chosen]
        places, cost = _moved(misfit, places, cost, power, random)
        if power >= 1.0 - 1e-9:
            break
    return places


def _shares(logarithm: Array) -> Array:
    share = np.exp(logarithm - logarithm.max())
    return np.asarray(share / share.sum())


def effective(shares: Array) -> float:
    """Return the effective number of weighted draws (Kish)."""
    return float(shares.sum() ** 2 / (shares**2).sum())


def _step(cost: Array, rest: float) -> float:
    """Return by how much the power may grow, by bisection; all of the rest where that is little."""
    if effective(_shares(-rest * cost)) >= KEEP * len(cost):
        return rest
    low, high = 0.0, rest
    for _ in range(40):
        middle = (low + high) / 2
        if effective(_shares(-middle * cost)) >= KEEP * len(cost):
            low = middle
        else:
            high = middle
    return max(low, 1e-6)


def _moved(
    misfit: Misfit, places: Array, cost: Array, power: float, random: np.random.Generator
) -> tuple[Array, Array]:
    dimension = places.shape[1]
    root = np.linalg.cholesky(np.cov(places.T).reshape(dimension, dimension) + 1e-6 * np.eye(dimension))
    stride = 2.38 / np.sqrt(dimension)
    for _ in range(MOVES):
        proposed = places + stride * random.standard_normal(places.shape) @ root.T
        theirs = misfit(proposed)
        gain = power * (cost - theirs) + 0.5 * ((places**2).sum(axis=1) - (proposed**2).sum(axis=1))
        accepted = np.log(random.random(len(places))) < gain
        places = np.where(accepted[:, None], proposed, places)
        cost = np.where(accepted, theirs, cost)
        # near a quarter of proposals accepted is best for a random walk (Roberts, Gelman and Gilks 1997)
        stride *= float(np.exp(accepted.mean() - 0.25))
    return places, cost
