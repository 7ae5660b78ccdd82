"""A machine's map as the flow reads it: a table interpolated linearly, times the residual that anchors it.

The same as `Table.at` of ``cosim.equipment``, point by point.
"""

from math import log, sqrt
from typing import Annotated, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cosim.equipment.residual import MEETING

# the order of `cosim.equipment.heat_pump.QUANTITIES`; what goes with speed alone comes last
CAPACITY, COMPRESSOR_POWER, SURFACE_TEMPERATURE, MOISTURE_CONDUCTANCE = 0, 1, 2, 3
EVAPORATING, SLACK, CAPACITY_KEPT, EVAPORATING_DROP = 4, 5, 6, 7
OUTDOOR_FAN_POWER, INDOOR_FAN_POWER, INDOOR_FLOW = 8, 9, 10
MANIFOLD, COLUMNS = 8, 11  # how many go with all four axes, and how many there are
DERATING = 0.1  # of the cycle (`cosim.refrigerants.cycle`), once more because the compiled flow is kept by this source
HALVINGS = 30  # of a step of speed, to find what a limit leaves
EVAPORATOR, CONDENSER, ROOT_OF_SPEED, FROST = range(4)  # the axes
LOWEST, HIGHEST, LIMITED = range(3)  # rows of the speed range


class MachineMap(NamedTuple):
    """A machine in one mode as the flow reads it."""

    values: Annotated[NDArray[np.float32], 5]
    """(evaporator air K, condenser air K, root of the compressor's speed in 1/s, frost thickness m, quantity)"""
    start: Annotated[NDArray[np.float64], 1]
    """First node of each of the four axes."""
    step: Annotated[NDArray[np.float64], 1]
    """Spacing of each axis."""
    speed_range: Annotated[NDArray[np.float64], 2]
    """Over the nodes of the outdoor axis: lowest and highest speed, 1/s, and whether a limit sets the highest."""
    anchors: Annotated[NDArray[np.float64], 3]
    """(temperatures, levels, 4): the residual's curves; see `anchored`."""
    airflow_share: Annotated[NDArray[np.float64], 1]
    """Outdoor-coil air flow relative to the clean coil's, over evenly spaced frost thicknesses from none to closed."""


class Cell(NamedTuple):
    """Where a point lies in a map along all axes but that of speed: the nodes around it and their weights."""

    a0: int
    a1: int
    b0: int
    b1: int
    d0: int
    d1: int
    w00: float  # of the nodes (a0, b0)
    w01: float
    w10: float
    w11: float
    frost_part: float  # of the way from d0 to d1


@njit(error_model="numpy")
def position(x: float, start: float, step: float, nodes: int) -> tuple[int, int, float]:
    """Return the two nodes of a uniform axis beside `x`, and how far between them it lies."""
    last = nodes - 1
    place = (x - start) / step
    if last == 0 or not place > 0.0:
        return 0, min(1, last), 0.0
    if place >= last:
        return last - 1, last, 1.0
    low = int(place)
    return low, low + 1, place - low


@njit
def anchored(anchors: np.ndarray, outdoor: float, speed: float) -> tuple[float, float]:
    """Return the factors of capacity and of compressor power that the anchored residual puts on a machine's map.

    Parameters
    ----------
    anchors : ndarray, shape (temperatures, levels, 4)
        Outdoor temperature K, compressor speed 1/s and the two factors, of each level from slow to fast; see
        `cosim.equipment.residual.Correction`, which does the same for arrays.
    outdoor, speed : float
    """
    temperatures, levels = anchors.shape[0], anchors.shape[1]
    low = 0
    while low < temperatures - 2 and outdoor > anchors[low + 1, 0, 0]:
        low += 1
    high = min(low + 1, temperatures - 1)
    span = anchors[high, 0, 0] - anchors[low, 0, 0]
    share = min(max((outdoor - anchors[low, 0, 0]) / span, 0.0), 1.0) if span > 0.0 else 0.0
    last = levels - 1
    fast = anchors[low, last, 1] + share * (anchors[high, last, 1] - anchors[low, last, 1])
    more = anchors[low, last, 2] + share * (anchors[high, last, 2] - anchors[low, last, 2])
    costlier = anchors[low, last, 3] + share * (anchors[high, last, 3] - anchors[low, last, 3])
    for below in range(1, levels):
        if speed >= fast:
            break
        level = last - below
        slow = min(anchors[low, level, 1] + share * (anchors[high, level, 1] - anchors[low, level, 1]), fast)
        apart = min((fast - slow) / (MEETING * fast), 1.0)
        slow_more = anchors[low, level, 2] + share * (anchors[high, level, 2] - anchors[low, level, 2])
        slow_costlier = anchors[low, level, 3] + share * (anchors[high, level, 3] - anchors[low, level, 3])
        slow_more = more + apart * (slow_more - more)
        slow_costlier = costlier + apart * (slow_costlier - costlier)
        if speed > slow:
            part = (speed - slow) / (fast - slow)
            return slow_more + part * (more - slow_more), slow_costlier + part * (costlier - slow_costlier)
        fast, more, costlier = slow, slow_more, slow_costlier
    return more, costlier


@njit(error_model="numpy")
def interpolate(
    machine_map: MachineMap,
    outdoor_axis: int,
    evaporator_air: float,
    condenser_air: float,
    speed: float,
    frost: float,
    below: np.ndarray,
    out: np.ndarray,
) -> tuple[float, float]:
    """Interpolate a machine's map linearly along its four axes, and multiply by the anchored residual.

    Where a limit of pressure leaves the compressor less than the speed asked, the map is read at what it leaves.

    Parameters
    ----------
    machine_map : MachineMap
    outdoor_axis : int
        0 where the evaporator's air is outdoors (heating), 1 where the condenser's is.
    evaporator_air, condenser_air : float
        Effective temperature of the air that enters either coil, K.
    speed : float
        Compressor speed asked, 1/s.
    frost : float
        Thickness on each fin, m.
    below : ndarray, shape (11,)
        Scratch: the quantities at the nearest node of frost below.
    out : ndarray, shape (11,)
        Filled with the quantities. Outside the axes the value at their end holds.

    Returns
    -------
    kept_slope, drop_slope : float
        Slopes of the capacity kept, 1/m, and of the drop of the evaporating temperature, K/m, along frost thickness.
    """
    values, start, step = machine_map.values, machine_map.start, machine_map.step
    a0, a1, fa = position(evaporator_air, start[EVAPORATOR], step[EVAPORATOR], values.shape[0])
    b0, b1, fb = position(condenser_air, start[CONDENSER], step[CONDENSER], values.shape[1])
    d0, d1, fd = position(frost, start[FROST], step[FROST], values.shape[3])
    w00, w01 = (1.0 - fa) * (1.0 - fb), (1.0 - fa) * fb
    w10, w11 = fa * (1.0 - fb), fa * fb
    root = sqrt(speed)
    limited = False
    kept_slope = drop_slope = 0.0
    while True:
        c0, c1, fc = position(root, start[ROOT_OF_SPEED], step[ROOT_OF_SPEED], values.shape[2])
        gc = 1.0 - fc
        for q in range(MANIFOLD):
            below[q] = (
                gc * (w00 * values[a0, b0, c0, d0, q] + w01 * values[a0, b1, c0, d0, q]
                      + w10 * values[a1, b0, c0, d0, q] + w11 * values[a1, b1, c0, d0, q])
                + fc * (w00 * values[a0, b0, c1, d0, q] + w01 * values[a0, b1, c1, d0, q]
                        + w10 * values[a1, b0, c1, d0, q] + w11 * values[a1, b1, c1, d0, q])
            )  # fmt: skip
        for q in range(MANIFOLD, COLUMNS):
            out[q] = gc * values[0, 0, c0, 0, q] + fc * values[0, 0, c1, 0, q]
        if d1 == d0:
            for q in range(MANIFOLD):
                out[q] = below[q]
        else:
            for q in range(MANIFOLD):
                out[q] = (
                    gc * (w00 * values[a0, b0, c0, d1, q] + w01 * values[a0, b1, c0, d1, q]
                          + w10 * values[a1, b0, c0, d1, q] + w11 * values[a1, b1, c0, d1, q])
                    + fc * (w00 * values[a0, b0, c1, d1, q] + w01 * values[a0, b1, c1, d1, q]
                            + w10 * values[a1, b0, c1, d1, q] + w11 * values[a1, b1, c1, d1, q])
                )  # fmt: skip
            kept_slope = (out[CAPACITY_KEPT] - below[CAPACITY_KEPT]) / step[FROST]
            drop_slope = (out[EVAPORATING_DROP] - below[EVAPORATING_DROP]) / step[FROST]
            for q in range(MANIFOLD):
                out[q] = below[q] + fd * (out[q] - below[q])
        if limited or out[SLACK] >= DERATING:
            break
        root = _limited_root(machine_map, Cell(a0, a1, b0, b1, d0, d1, w00, w01, w10, w11, fd), c0, speed)
        if root >= sqrt(speed):
            break
        limited = True  # the map is read a second time, at the speed that limits leave
    if machine_map.anchors.shape[0] > 0:
        outdoor = evaporator_air if outdoor_axis == 0 else condenser_air
        capacity_factor, power_factor = anchored(machine_map.anchors, outdoor, speed)
        out[CAPACITY] *= capacity_factor
        out[COMPRESSOR_POWER] *= power_factor
    return kept_slope, drop_slope


@njit
def _limited_root(machine_map: MachineMap, cell: Cell, high: int, asked: float) -> float:
    """Return the root of the speed that limits leave of that asked, 1/s; see `cosim.equipment.heat_pump`.

    `high` is the node of speed below the speed asked.
    """
    values = machine_map.values
    start, step = machine_map.start[ROOT_OF_SPEED], machine_map.step[ROOT_OF_SPEED]
    a0, a1, b0, b1, d0, d1 = cell.a0, cell.a1, cell.b0, cell.b1, cell.d0, cell.d1
    fd, gd = cell.frost_part, 1.0 - cell.frost_part
    w000, w010, w100, w110 = cell.w00 * gd, cell.w01 * gd, cell.w10 * gd, cell.w11 * gd
    w001, w011, w101, w111 = cell.w00 * fd, cell.w01 * fd, cell.w10 * fd, cell.w11 * fd
    above = 0.0
    for node in range(min(high + 1, values.shape[2] - 1), -1, -1):
        slack = (
            w000 * values[a0, b0, node, d0, SLACK] + w010 * values[a0, b1, node, d0, SLACK]
            + w100 * values[a1, b0, node, d0, SLACK] + w110 * values[a1, b1, node, d0, SLACK]
            + w001 * values[a0, b0, node, d1, SLACK] + w011 * values[a0, b1, node, d1, SLACK]
            + w101 * values[a1, b0, node, d1, SLACK] + w111 * values[a1, b1, node, d1, SLACK]
        )  # fmt: skip
        if node <= high and not _too_fast(start + step * node, slack, asked):
            low, fast = 0.0, 1.0
            for _ in range(HALVINGS):
                middle = 0.5 * (low + fast)
                if _too_fast(start + step * (node + middle), slack + middle * (above - slack), asked):
                    fast = middle
                else:
                    low = middle
            return min(start + step * (node + low), sqrt(asked))
        above = slack
    return start


@njit
def _too_fast(root: float, slack: float, asked: float) -> bool:
    """Tell whether a speed, given by its root, is more than limits leave."""
    if slack < 0.0:
        return True
    short = sqrt(DERATING) - sqrt(min(slack, DERATING))
    return short * short > log(asked / (root * root))
