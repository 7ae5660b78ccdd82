"""A machine's map as the flow reads it: a table interpolated linearly, times the residual that anchors it.

The same as `Table.at` of ``cosim.equipment``, point by point.
"""

from math import sqrt

import numpy as np
from numba import njit

from cosim.equipment.anchors import MEETING

CAPACITY, COMPRESSOR_POWER, OUTDOOR_FAN_POWER, INDOOR_FAN_POWER = 0, 1, 2, 3
SURFACE_TEMPERATURE, MOISTURE_CONDUCTANCE, INDOOR_FLOW, CAPACITY_KEPT = 4, 5, 6, 7
EVAPORATING, EVAPORATING_DROP, COLUMNS = 8, 9, 10


@njit
def position(x: float, start: float, step: float, nodes: int) -> tuple[int, int, float]:
    """Return the two nodes of a uniform axis beside `x`, and how far between them it lies."""
    place = min(max((x - start) / step, 0.0), nodes - 1.0) if nodes > 1 else 0.0
    low = min(int(place), max(nodes - 2, 0))
    return low, min(low + 1, nodes - 1), place - low


@njit
def anchored(anchors: np.ndarray, outdoor: float, speed: float) -> tuple[float, float]:
    """Return the factors of capacity and of compressor power that the anchored residual puts on a machine's map.

    Parameters
    ----------
    anchors : ndarray, shape (temperatures, levels, 4)
        Outdoor temperature K, compressor speed 1/s and the two factors, of each level from slow to fast; see
        `cosim.equipment.anchors.Correction`, which does the same for arrays.
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


@njit
def interpolate(
    values: np.ndarray,
    start: np.ndarray,
    step: np.ndarray,
    anchors: np.ndarray,
    outdoor_axis: int,
    evaporator_air: float,
    condenser_air: float,
    speed: float,
    frost: float,
    clean: np.ndarray,
    out: np.ndarray,
) -> tuple[float, float]:
    """Interpolate a machine's map linearly along its four axes, and put the anchored residual on it.

    Parameters
    ----------
    values : ndarray, shape (a, b, c, d, 10)
        Table over evaporator air (K), condenser air (K), speed (1/s) and frost thickness (m).
    start, step : ndarray, shape (4,)
        First node and spacing of each axis.
    anchors : ndarray, shape (temperatures, levels, 4)
        The residual's curves; see `anchored`.
    outdoor_axis : int
        0 where the evaporator's air is outdoors (heating), 1 where the condenser's is.
    clean : ndarray, shape (10,)
        Scratch.
    out : ndarray, shape (10,)
        Filled with the ten quantities. Outside the axes the value at their end holds.

    Returns
    -------
    kept_slope, drop_slope : float
        Slopes of the capacity kept, 1/m, and of the drop of the evaporating temperature, K/m, along frost thickness.
    """
    a0, a1, fa = position(evaporator_air, start[0], step[0], values.shape[0])
    b0, b1, fb = position(condenser_air, start[1], step[1], values.shape[1])
    c0, c1, fc = position(sqrt(speed), start[2], step[2], values.shape[2])
    d0, d1, fd = position(frost, start[3], step[3], values.shape[3])
    w00, w01 = (1.0 - fa) * (1.0 - fb), (1.0 - fa) * fb
    w10, w11 = fa * (1.0 - fb), fa * fb
    gc = 1.0 - fc
    for q in range(COLUMNS):
        clean[q] = (
            gc * (w00 * values[a0, b0, c0, d0, q] + w01 * values[a0, b1, c0, d0, q]
                  + w10 * values[a1, b0, c0, d0, q] + w11 * values[a1, b1, c0, d0, q])
            + fc * (w00 * values[a0, b0, c1, d0, q] + w01 * values[a0, b1, c1, d0, q]
                    + w10 * values[a1, b0, c1, d0, q] + w11 * values[a1, b1, c1, d0, q])
        )  # fmt: skip
    if values.shape[3] == 1:
        for q in range(COLUMNS):
            out[q] = clean[q]
        kept_slope = drop_slope = 0.0
    else:
        for q in range(COLUMNS):
            out[q] = (
                gc * (w00 * values[a0, b0, c0, d1, q] + w01 * values[a0, b1, c0, d1, q]
                      + w10 * values[a1, b0, c0, d1, q] + w11 * values[a1, b1, c0, d1, q])
                + fc * (w00 * values[a0, b0, c1, d1, q] + w01 * values[a0, b1, c1, d1, q]
                        + w10 * values[a1, b0, c1, d1, q] + w11 * values[a1, b1, c1, d1, q])
            )  # fmt: skip
        kept_slope = (out[CAPACITY_KEPT] - clean[CAPACITY_KEPT]) / step[3]
        drop_slope = (out[EVAPORATING_DROP] - clean[EVAPORATING_DROP]) / step[3]
        for q in range(COLUMNS):
            out[q] = clean[q] + fd * (out[q] - clean[q])
    if anchors.shape[0] > 0:
        outdoor = evaporator_air if outdoor_axis == 0 else condenser_air
        more, costlier = anchored(anchors, outdoor, speed)
        out[CAPACITY] *= more
        out[COMPRESSOR_POWER] *= costlier
    return kept_slope, drop_slope
