"""The speed that limits of pressure leave a compressor, found in a machine's map.

The map holds what the machine would do without limits, and how far they are (`slack`, as the cycle counts it). A
machine slows down as its slack runs out: the square roots of slack and of the logarithm of asked over left speed add up
to that of `DERATING`, which is the closed form of what the cycle solves (`cosim.refrigerants.cycle.solve`).
"""

import numpy as np

from cosim.equipment.grid import SPEED, Array, Grid
from cosim.refrigerants.cycle import DERATING

HALVINGS = 40


def held_speed(grid: Grid, speed: Array, slack: Array) -> Array:
    """Return the speeds, rev/s, that are left of those asked.

    Parameters
    ----------
    grid : Grid
        Axes of the map.
    speed : array (points,)
        Asked, rev/s.
    slack : array (points, speeds)
        At each node of speed. Never less is left than the slowest node's.
    """
    high = np.sqrt(np.maximum(speed, 0.0))
    low = np.minimum(np.full_like(high, grid.start[SPEED]), high)
    first = np.arange(speed.size)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        node, share = grid.place(SPEED, middle**2)
        there = slack[first, node] + share * (slack[first, node + 1] - slack[first, node])
        root = np.sqrt(np.clip(there, 0.0, DERATING))
        too_fast = (there < 0.0) | ((np.sqrt(DERATING) - root) ** 2 > np.log(speed / middle**2))
        low, high = np.where(too_fast, low, middle), np.where(too_fast, middle, high)
    return np.asarray(high**2)
