"""The axes of a machine's map: evaporator air, condenser air, compressor speed, frost thickness."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SPEED = 2  # number of the axis of speed


@dataclass(frozen=True)
class Grid:
    """Four axes, each uniform in its coordinate.

    The coordinate is the quantity itself, but its square root for speed: a step that is fine enough at full speed is
    too coarse at a tenth of it, where a machine's efficiency changes fastest.
    """

    start: Array
    """First coordinate of each axis, (4,)."""
    step: Array
    """Distance of the nodes in the coordinate, (4,)."""
    shape: tuple[int, int, int, int]

    @classmethod
    def between(cls, axes: tuple[tuple[float, float, int], ...]) -> "Grid":
        """Return the grid of four axes, each given by its lowest and highest value and the number of its nodes."""
        ends = [(coordinate(k, low), coordinate(k, high)) for k, (low, high, _) in enumerate(axes)]
        a, b, c, d = (nodes for _, _, nodes in axes)
        shape = (a, b, c, d)
        return cls(
            start=np.array([float(low) for low, _ in ends]),
            step=np.array([float(high - low) / max(n - 1, 1) for (low, high), n in zip(ends, shape, strict=True)]),
            shape=shape,
        )

    def axis(self, number: int) -> Array:
        """Return the values at the nodes of one axis."""
        nodes = self.start[number] + self.step[number] * np.arange(self.shape[number])
        return np.asarray(nodes**2 if number == SPEED else nodes)

    def place(self, number: int, value: Array) -> tuple[NDArray[np.intp], Array]:
        """Return the node below each value on an axis and the share of the way to the next; outside, the end counts."""
        last = self.shape[number] - 1
        if last == 0:
            return np.zeros(np.shape(value), dtype=np.intp), np.zeros(np.shape(value))
        steps = (coordinate(number, value) - self.start[number]) / self.step[number]
        place = np.clip(steps, 0.0, last)
        low = np.minimum(place.astype(np.intp), last - 1)
        return low, place - low


def coordinate(number: int, value: Array | float) -> Array:
    """Return the coordinate of values on an axis."""
    return np.asarray(np.sqrt(np.maximum(value, 0.0)) if number == SPEED else value)
