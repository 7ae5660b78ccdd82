"""Means, spreads and quantiles of homes that stand for other numbers of homes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array


def mean_of(values: Array, weights: Array) -> float:
    """Return the mean of values, each counted by its weight."""
    return float(np.average(values, weights=weights))


def spread_of(values: Array, weights: Array) -> float:
    """Return the standard deviation of values, each counted by its weight."""
    return float(np.sqrt(np.average((values - mean_of(values, weights)) ** 2, weights=weights)))


def quantiles_of(values: Array | NDArray[np.float32], weights: Array, quantiles: Sequence[float]) -> Array:
    """Return quantiles along the first axis, each entry counted by its weight.

    Between values they are interpolated where all weights are the same, as NumPy does; else the value is taken at which
    the weights below reach the quantile.
    """
    if np.ptp(weights) == 0.0:
        return np.asarray(np.quantile(values, quantiles, axis=0))
    return np.asarray(np.quantile(values, quantiles, axis=0, weights=weights, method="inverted_cdf"))
