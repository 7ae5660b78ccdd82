"""What bills would be at parameters that were not simulated: a quadratic response, fitted to those that were.

Bayesian linear regression in the standard normal space of the parameters: each bill's energy of heating and cooling is
a constant, a linear part and a quadratic one. The prior of a quadratic coefficient has the size of the product of its
two linear ones over the mean, which is what it is where effects multiply (heat loss by efficiency). What remains, by
leaving one run out at a time, is the emulator's own error.
"""

from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array

CURVATURES = (0.1, 0.4, 1.0)
NOISES = (1e-3, 1e-2, 3e-2)
"""Of a run about the quadratic, relative to the mean."""


def features(places: Array) -> Array:
    """Return 1, u and the products of u with itself, shape (n, 1 + d + d (d + 1) / 2)."""
    first, second = np.triu_indices(places.shape[1])
    return np.concatenate([np.ones((len(places), 1)), places, places[:, first] * places[:, second]], axis=1)


@dataclass(frozen=True)
class Emulator:
    """A quadratic response of several outputs.

    Attributes
    ----------
    coefficients : array, shape (features, outputs)
    error : array, shape (outputs,)
        Standard deviation of what runs are beside it, by leaving each out.
    """

    coefficients: Array
    error: Array

    def at(self, places: Array) -> Array:
        """Return the outputs at many places, shape (n, outputs); none is below zero."""
        return np.maximum(features(places) @ self.coefficients, 0.0)


def fitted(places: Array, outputs: Array, importance: Array | None = None) -> Emulator:
    """Return the emulator of runs.

    Parameters
    ----------
    places : array, shape (runs, parameters)
        In the standard normal space.
    outputs : array, shape (runs, outputs)
    importance : array, shape (runs,), optional
        Of each run; those near the bills matter more.
    """
    weight = np.ones(len(places)) if importance is None else importance
    table = features(places)
    d = places.shape[1]
    first, second = np.triu_indices(d)
    columns, errors = [], []
    for output in outputs.T:
        scale = float(np.average(output, weights=weight)) or 1.0
        values = output / scale
        linear = _ridge(table[:, : d + 1], values, np.full(d + 1, 1.0), 0.05, weight)[0][1:]
        size = np.abs(linear) + 1e-3
        best: tuple[float, Array] | None = None
        for curvature in CURVATURES:
            quadratic = curvature * np.sqrt((size[first] * size[second]) ** 2 + 1e-8)
            spread = np.concatenate([[1.0], 3 * size + 0.01, quadratic])
            for noise in NOISES:
                coefficients, left_out = _ridge(table, values, spread, noise, weight)
                error = float(np.sqrt(np.average(left_out**2, weights=weight)))
                if best is None or error < best[0]:
                    best = error, coefficients
        assert best is not None, "there are curvatures and noises to choose from"
        columns.append(best[1] * scale)
        errors.append(best[0] * abs(scale))
    return Emulator(np.array(columns).T, np.array(errors))


def _ridge(table: Array, values: Array, spread: Array, noise: float, weight: Array) -> tuple[Array, Array]:
    """Return coefficients and the errors of leaving each run out, in the dual form of ridge regression."""
    scaled = table * spread
    covariance = scaled @ scaled.T + np.diag(noise**2 / weight)
    inverse = np.linalg.inv(covariance)
    dual = inverse @ values
    return spread * (scaled.T @ dual), dual / np.diag(inverse)
