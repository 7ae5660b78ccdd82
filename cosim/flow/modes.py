"""The modes of the envelope: their exact answer to what is held through a step, and the products that it takes."""

from math import exp

import numpy as np

from cosim.flow.groups import Modes
from cosim.flow.marks import FLOW_OPTIONS, in_kernel

EXACT_SECONDS = 300  # propagators are tabulated for whole seconds up to the longest internal step


@in_kernel
def propagator(modes: Modes, dt: float) -> int:
    """Return the row of the tables that propagates over `dt`, s; the last row is worked out for part of a second."""
    whole = int(dt + 0.5)
    if abs(dt - whole) < 1e-9 and whole <= EXACT_SECONDS:
        return whole
    row = EXACT_SECONDS + 1
    eigenvalue, decay, gain = modes.eigenvalue, modes.decay, modes.gain
    for i in range(eigenvalue.size):
        decay[row, i] = exp(eigenvalue[i] * dt)
        gain[row, i] = (decay[row, i] - 1.0) / eigenvalue[i]
    return row


@in_kernel(**FLOW_OPTIONS)
def propagate(modes: Modes, output: np.ndarray, row: int) -> float:
    """Fill ``modes.ahead`` by the propagator in `row`; return what the first row of `output` reads then, K."""
    amplitude, ahead, forcing, decay, gain = modes.amplitude, modes.ahead, modes.forcing, modes.decay, modes.gain
    reading = 0.0
    for i in range(amplitude.size):
        later = decay[row, i] * amplitude[i] + gain[row, i] * forcing[i]
        ahead[i] = later
        reading += output[0, i] * later
    return reading


@in_kernel
def save(saved: np.ndarray, *parts: np.ndarray) -> None:
    """Copy arrays, one after the other, to where `restore` finds them."""
    place = 0
    for part in parts:
        for i in range(part.size):  # numba copies slices only where it counts references
            saved[place + i] = part[i]
        place += part.size


@in_kernel
def restore(saved: np.ndarray, *parts: np.ndarray) -> None:
    """Bring back what `save` was given."""
    place = 0
    for part in parts:
        for i in range(part.size):
            part[i] = saved[place + i]
        place += part.size


@in_kernel(**FLOW_OPTIONS)
def dot(a: np.ndarray, b: np.ndarray) -> float:
    """Inner product."""
    total = 0.0
    for i in range(a.size):
        total += a[i] * b[i]
    return total


@in_kernel(**FLOW_OPTIONS)
def add_product(weights: np.ndarray, rows: np.ndarray, out: np.ndarray) -> None:
    """Add ``weights @ rows`` to `out`, four rows at a time so that `out` is loaded and stored a quarter as often."""
    count, width = rows.shape
    j = 0
    while j + 4 <= count:
        w0, w1, w2, w3 = weights[j], weights[j + 1], weights[j + 2], weights[j + 3]
        for i in range(width):
            out[i] += (w0 * rows[j, i] + w1 * rows[j + 1, i]) + (w2 * rows[j + 2, i] + w3 * rows[j + 3, i])
        j += 4
    while j < count:
        weight = weights[j]
        for i in range(width):
            out[i] += weight * rows[j, i]
        j += 1
