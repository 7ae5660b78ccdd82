"""Light inside a room: where transmitted sun is absorbed after all reflections, and what leaves through the windows."""

from collections.abc import Hashable, Sequence

import numpy as np

from cosim.arrays import Array


def view_factors(area: Array, planes: Sequence[Hashable | None]) -> Array:
    """Estimate view factors of an enclosure whose shape is not known beyond its planes.

    Parameters
    ----------
    area : array, shape (n,)
        m2.
    planes : sequence
        Plane of each surface; surfaces of one plane see nothing of each other, None sees everything.

    Returns
    -------
    array, shape (n, n)
        ``F[i, j]``: share of the diffuse light leaving i that reaches j. Rows sum to 1, and
        ``A_i F_ij = A_j F_ji``: the symmetric scaling of ``A_i A_j``, the least prejudiced exchange with these sums.
    """
    hidden = np.array([[a is not None and a == b for b in planes] for a in planes])
    exchange = np.outer(area, area) / area.sum()
    exchange[hidden] *= 1e-6  # not zero: an enclosure with one plane larger than the rest must still close
    scale = np.ones(len(area))
    for turn in range(500):
        row = exchange @ scale * scale
        last, scale = scale, scale * np.sqrt(area / row)
        if turn % 10 == 0 and np.array_equal(last, scale):
            break
    factor = exchange * np.outer(scale, scale) / area[:, None]
    return np.asarray(factor / factor.sum(axis=1, keepdims=True))


def absorbed_shares(view: Array, reflectance: Array, first: Array) -> Array:
    """Light that is incident on each surface in the end, over the light that entered.

    Parameters
    ----------
    view : array, shape (n, n)
        View factors.
    reflectance : array, shape (n,)
        Diffuse, of each surface.
    first : array, shape (..., n)
        Where entering light first falls.

    Returns
    -------
    array, shape (..., n)
        Sum of first and all later incidences; times absorptance and transmittance it gives where light stays.
    """
    again = np.eye(len(reflectance)) - (reflectance[:, None] * view).T
    return np.asarray(np.linalg.solve(again, np.atleast_2d(first).T).T.reshape(np.shape(first)))
