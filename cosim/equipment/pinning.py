"""Make a map of coarse steps exact at published points: the nodes around each point give way a little.

Between nodes a map is a few thousandths off. Among all changes of the nodes that make the interpolated capacity and
power right at every anchor, this takes the smallest.
"""

import numpy as np

from cosim.equipment.grid import SPEED, Grid
from cosim.equipment.machine import Array, Machine
from cosim.equipment.performance import HEATING_ROOM, room_air

LARGEST = 0.01  # relative change of a node; two anchors closer than this allows stay as they are


def pin(unit: Machine, grid: Grid, values: Array) -> None:
    """Change capacity and compressor power, the first two quantities of `values`, in place.

    Parameters
    ----------
    unit : Machine
        The machine in the map's mode.
    grid : Grid
        Its axes.
    values : array (a, b, c, d, quantities)
        The map of the bare cycle, on which the residual is put afterwards.
    """
    anchors = unit.operation.anchors
    speeds = grid.axis(SPEED)
    anchors = tuple(anchor for anchor in anchors if speeds[0] - 0.05 <= anchor.speed <= speeds[-1] + 0.05)
    if not anchors:
        return
    heating = unit.mode == "heating"
    outdoor = np.array([anchor.outdoor for anchor in anchors])
    speed = np.array([anchor.speed for anchor in anchors])
    if heating:
        evaporator, condenser = outdoor, np.full_like(outdoor, HEATING_ROOM)
        found = unit.solve(unit.points(evaporator, condenser, speed)[0])
        exact = np.stack([found.condenser_heat, found.compressor_power])
    else:
        room, humidity, condenser = room_air("cooling", outdoor)
        found, _, evaporator = unit.solve_moist(room, humidity, condenser, speed)
        exact = np.stack([found.evaporator_heat, found.compressor_power])
    along = [_weights(grid, k, place) for k, place in enumerate((evaporator, condenser, found.speed))]
    # the change is one of the outdoor coil's air and of speed; it holds for every room and every thickness of frost
    layout = "na,nb,nc,abc->nac" if heating else "na,nb,nc,abc->nbc"
    for column in (0, 1):
        shares = np.einsum(layout, *along, values[:, :, :, 0, column])
        there = shares.sum(axis=(1, 2))
        matrix = (shares / there[:, None, None]).reshape(len(anchors), -1)
        change = np.linalg.lstsq(matrix, exact[column] / there - 1.0, rcond=1e-3)[0]
        change = 1.0 + np.clip(change, -LARGEST, LARGEST).reshape(shares.shape[1:])
        values[..., column] *= change[:, None, :, None] if heating else change[None, :, :, None]


def _weights(grid: Grid, number: int, value: Array) -> Array:
    """Return the weights (points, nodes) of linear interpolation along one axis."""
    low, share = grid.place(number, value)
    nodes = np.arange(grid.shape[number])
    return np.asarray(np.maximum(1.0 - np.abs((low + share)[:, None] - nodes), 0.0))
