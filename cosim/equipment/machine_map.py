"""A machine's map as everything reads it: a table interpolated linearly, times the residual that anchors it.

Plain Python for one point at a time, which the flow compiles (`cosim.flow.machine_code`); `read_points` and
`read_gauges` do it for many.
"""

from math import log, sqrt
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.equipment.residual import anchored
from cosim.refrigerants.model import DERATING


class Performance(NamedTuple):
    """What a map tells of a machine at some points, arrays; the order is that of a map's last axis."""

    capacity: Array
    """Heat that the condenser gives to the indoor air, or that the evaporator takes from it, latent included, W; the
    indoor fan's heat not counted."""
    compressor_power: Array
    """Inverter included, W."""
    surface_temperature: Array
    """Air side of the evaporator, K; of the frost where there is some."""
    moisture_conductance: Array
    """Water on the coil, kg/s, is this times (humidity ratio of the air - saturated at `surface_temperature`)."""
    evaporating_temperature: Array
    """Dew, K."""
    slack: Array
    """How far the nearest limit of pressure is; below `DERATING` it slows the compressor down."""
    clean_share: Array
    """Capacity relative to a clean coil at the same point."""
    evaporating_drop: Array
    """How much lower the evaporating temperature is than with a clean coil at the same point, K."""
    outdoor_fan_power: Array
    """W; it goes with speed alone, as do those that follow."""
    indoor_fan_power: Array
    """W"""
    indoor_air_flow: Array
    """Dry air, kg/s."""


QUANTITIES = Performance._fields
COLUMNS = len(QUANTITIES)
(
    CAPACITY, COMPRESSOR_POWER, SURFACE_TEMPERATURE, MOISTURE_CONDUCTANCE, EVAPORATING, SLACK, CAPACITY_KEPT,
    EVAPORATING_DROP, OUTDOOR_FAN_POWER, INDOOR_FAN_POWER, INDOOR_FLOW,
) = range(COLUMNS)  # fmt: skip
MANIFOLD = OUTDOOR_FAN_POWER  # how many quantities go with all four axes; the rest go with speed alone
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


def position(x: float, start: float, step: float, nodes: int) -> tuple[int, int, float]:
    """Return the two nodes of a uniform axis beside `x`, and how far between them it lies."""
    # the share is float64 throughout: numpy multiplies a map's float32 by a plain number in float32
    last = nodes - 1
    place = (x - start) / step
    if last == 0 or not place > 0.0:
        return 0, min(1, last), np.float64(0.0)
    if place >= last:
        return last - 1, last, np.float64(1.0)
    low = int(place)
    return low, low + 1, place - low


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
        warmest = start[outdoor_axis] + (values.shape[outdoor_axis] - 1) * step[outdoor_axis]
        outdoor = min(max(outdoor, start[outdoor_axis]), warmest)
        capacity_factor, power_factor = anchored(machine_map.anchors, outdoor, speed)
        out[CAPACITY] *= capacity_factor
        out[COMPRESSOR_POWER] *= power_factor
    return kept_slope, drop_slope


def _limited_root(machine_map: MachineMap, cell: Cell, high: int, asked: float) -> float:
    """Return the root of the speed that limits leave of that asked, 1/s.

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


def _too_fast(root: float, slack: float, asked: float) -> bool:
    """Return whether a speed, given by its root, is more than limits leave."""
    if slack < 0.0:
        return True
    short = sqrt(DERATING) - sqrt(min(slack, DERATING))
    return short * short > log(asked / (root * root))


def locate(machine_map: MachineMap, evaporator_air: float, condenser_air: float, frost: float) -> Cell:
    """Return where a point lies along all axes but that of speed; arguments as of `interpolate`."""
    values, start, step = machine_map.values, machine_map.start, machine_map.step
    a0, a1, fa = position(evaporator_air, start[EVAPORATOR], step[EVAPORATOR], values.shape[0])
    b0, b1, fb = position(condenser_air, start[CONDENSER], step[CONDENSER], values.shape[1])
    d0, d1, fd = position(frost, start[FROST], step[FROST], values.shape[3])
    w00, w01 = (1.0 - fa) * (1.0 - fb), (1.0 - fa) * fb
    return Cell(a0, a1, b0, b1, d0, d1, w00, w01, fa * (1.0 - fb), fa * fb, fd)


def mean_of(values: np.ndarray, cell: Cell, node: int, quantity: int) -> float:
    """Return a quantity between the nodes of a cell, at one node of speed."""
    a0, a1, b0, b1, d0, d1 = cell.a0, cell.a1, cell.b0, cell.b1, cell.d0, cell.d1
    below = (
        cell.w00 * values[a0, b0, node, d0, quantity] + cell.w01 * values[a0, b1, node, d0, quantity]
        + cell.w10 * values[a1, b0, node, d0, quantity] + cell.w11 * values[a1, b1, node, d0, quantity]
    )  # fmt: skip
    above = (
        cell.w00 * values[a0, b0, node, d1, quantity] + cell.w01 * values[a0, b1, node, d1, quantity]
        + cell.w10 * values[a1, b0, node, d1, quantity] + cell.w11 * values[a1, b1, node, d1, quantity]
    )  # fmt: skip
    return (1.0 - cell.frost_part) * below + cell.frost_part * above


def read_points(machine_map: MachineMap, outdoor_axis: int, points: Array, out: Array) -> None:
    """Interpolate the map at many points.

    Parameters
    ----------
    machine_map, outdoor_axis
        As of `interpolate`.
    points : array, shape (n, 4)
        Evaporator air K, condenser air K, speed asked 1/s, frost m.
    out : array, shape (n, 11)
        Filled with the quantities of `Performance`.
    """
    interpolate_points(machine_map, outdoor_axis, points, np.zeros(COLUMNS), out)


def interpolate_points(machine_map: MachineMap, outdoor_axis: int, points: Array, below: Array, out: Array) -> None:
    """Do as `read_points` does, with `below` as scratch, as `interpolate` has it."""
    for i in range(points.shape[0]):
        interpolate(
            machine_map, outdoor_axis, points[i, 0], points[i, 1], points[i, 2], points[i, 3], below, out[i]
        )  # fmt: skip


def read_gauges(machine_map: MachineMap, lines: np.ndarray, points: Array, out: Array) -> None:
    """Interpolate what the refrigerant gauges show, at the speed that limits leave of that asked.

    Parameters
    ----------
    machine_map : MachineMap
    lines : array, shape (a, b, c, d, gauges)
        Over the map's axes.
    points : array, shape (n, 4)
        As of `read_points`.
    out : array, shape (n, gauges)
        Filled with what each gauge shows.
    """
    start, step, nodes = machine_map.start[ROOT_OF_SPEED], machine_map.step[ROOT_OF_SPEED], lines.shape[2]
    for i in range(points.shape[0]):
        speed = points[i, 2]
        cell = locate(machine_map, points[i, 0], points[i, 1], points[i, 3])
        root = sqrt(speed)
        low, high, share = position(root, start, step, nodes)
        slack = mean_of(machine_map.values, cell, low, SLACK)
        slack += share * (mean_of(machine_map.values, cell, high, SLACK) - slack)
        if slack < DERATING:
            root = min(_limited_root(machine_map, cell, low, speed), root)
            low, high, share = position(root, start, step, nodes)
        for k in range(lines.shape[4]):
            slower = mean_of(lines, cell, low, k)
            out[i, k] = slower + share * (mean_of(lines, cell, high, k) - slower)
