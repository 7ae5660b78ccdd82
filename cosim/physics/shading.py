"""Overhangs and fins: the lit share of a window for the sun's beam, and the open share of sky and ground."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array

POINTS = 16  # along each edge of the window; the lit share is known to about half a row of points


class Board(NamedTuple):
    """An opaque, black rectangle that stands out of the window's plane at a right angle.

    Coordinates in the plane: x to the right seen from outside, y up, from the window's lower left corner, m.
    """

    horizontal: bool
    position: float  # y of a horizontal board, x of a vertical one
    start: float  # its extent along the other axis
    end: float
    depth: float


def boards(
    width: float,
    height: float,
    overhang: tuple[float, float, float, float] | None,
    fins: tuple[float, float, float, float] | None,
) -> tuple[Board, ...]:
    """Place the boards around a window.

    Parameters
    ----------
    width, height : float
        Of the window, m.
    overhang : tuple of float, optional
        Depth, gap above the window, reach beyond the left and the right edge, m.
    fins : tuple of float, optional
        Depth, gap beside the window, reach above its top and below its bottom, m.
    """
    placed = []
    if overhang is not None:
        depth, gap, left, right = overhang
        placed.append(Board(True, height + gap, -left, width + right, depth))
    if fins is not None:
        depth, gap, above, below = fins
        placed += [Board(False, x, -below, height + above, depth) for x in (-gap, width + gap)]
    return tuple(placed)


def _shaded(
    width: float, height: float, around: Sequence[Board], right: Array, up: Array, out: Array
) -> NDArray[np.bool_]:
    """Say which rays from a grid of points meet a board; shape (rows up, points in a row, rays)."""
    steps = (np.arange(POINTS) + 0.5) / POINTS
    shaded = np.zeros((POINTS, POINTS, out.size), dtype=bool)
    for board in around:
        # how far off the board is depends on one coordinate alone, where along it a ray lands on both
        across, along = (height, width) if board.horizontal else (width, height)
        towards, sideways = (up, right) if board.horizontal else (right, up)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            distance = (board.position - (steps * across)[:, np.newaxis]) / towards
        ahead = (distance > 0.0) & np.isfinite(distance)
        distance = np.where(ahead, distance, 0.0)
        meets, drift = ahead & (distance * out <= board.depth), distance * sideways
        for number, place in enumerate(steps * along):  # one at a time, which stays in the processor's cache
            landing = place + drift
            points = shaded[:, number] if board.horizontal else shaded[number]
            points |= meets & (landing >= board.start) & (landing <= board.end)
    return shaded


def lit_share(width: float, height: float, around: Sequence[Board], right: Array, up: Array, out: Array) -> Array:
    """Share of a window that the sun's beam reaches, for each direction.

    Parameters
    ----------
    width, height : float
        Of the window, m.
    around : sequence of Board
        From `boards`.
    right, up, out : array
        Unit vector towards the sun in the window's own axes; rows with `out` <= 0 come back as 0.

    Returns
    -------
    array
        From 0 to 1, by projecting a grid of points.
    """
    share = np.zeros(out.shape)
    front = out > 0.0
    shaded = _shaded(width, height, around, right[front], up[front], out[front])
    share[front] = 1.0 - shaded.mean(axis=(0, 1))
    return share


@lru_cache(maxsize=100)  # most windows of a house are alike
def diffuse_share(width: float, height: float, around: tuple[Board, ...], tilt: float) -> tuple[float, float]:
    """Shares of diffuse light from sky and from ground that pass the boards, by rays over the hemisphere.

    Parameters
    ----------
    width, height : float
        Of the window, m.
    around : tuple of Board
        From `boards`.
    tilt : float
        Of the window's normal, degrees from facing up.

    Returns
    -------
    tuple of float
        Open share of sky and of ground.
    """
    # directions drawn so that each carries the same irradiance: cosine-weighted rings and sectors
    rings, sectors = 16, 48
    sine = np.sqrt((np.arange(rings) + 0.5) / rings)
    turn = 2.0 * np.pi * (np.arange(sectors) + 0.5) / sectors
    right, up = (np.outer(sine, part).ravel() for part in (np.cos(turn), np.sin(turn)))
    out = np.repeat(np.sqrt(1.0 - sine**2), sectors)
    open_share = 1.0 - _shaded(width, height, around, right, up, out).mean(axis=(0, 1))
    steep = np.radians(tilt)
    sky = up * np.sin(steep) + out * np.cos(steep) > 0.0
    shares = [float(open_share[part].mean()) if part.any() else 1.0 for part in (sky, ~sky)]
    return shares[0], shares[1]
