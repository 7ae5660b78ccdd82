"""Heat through the soil around a foundation: two dimensions, steady and through the seasons of a year.

A foundation is a strip without ends, half as wide as its area over its exposed perimeter, because heat leaves at edges.
What the room and the surface of the soil do to its floor and walls is solved for a steady difference and for the swing
of a year: the balance that Kiva advances hour by hour [1]_, for its two slowest parts. A chain of layers that does the
same to the room stands for it in a network, after the standard for building simulation [2]_.

References
----------
.. [1] N. Kruis and M. Krarti, "Kiva: a numerical framework for improving foundation heat transfer calculations",
   Journal of Building Performance Simulation 8(6), 2015.
.. [2] EN ISO 13370:2017, annex F.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import HOUR, HOURS_OF_YEAR
from cosim.physics.constructions import Layer

OMEGA = 2.0 * np.pi / (HOURS_OF_YEAR * HOUR)  # 1/s, of the year
# W/(m2 K), at the soil's surface and a slab's edge: 5 of radiation (black, about 283 K), as much of weak wind
SURFACE_FILM = 10.0
FAR = 25.0  # m, beyond which no heat passes: a judgement; at 40 m all paths are the same to five digits
# m below a floor, where soil keeps its temperature: a judgement, near the water table of many sites. At 20 m the floor
# of a basement loses 7 % less in a steady state, a slab on grade 2 %; what seasons do stays the same within 4 %
DEEP = 10.0
CELL, GROWTH = 0.05, 1.6  # m at every corner, and how cells grow away from it
BELOW_SLAB = 0.2  # m, by which a wall reaches below the slab; a judgement
# W/(m K), J/(m3 K): 12.5 Btu in/(h ft2 F), 140 lb/ft3 and 0.2 Btu/(lb F), OpenStudio-HPXML 1.9 (materials.rb)
CONCRETE = 1.8, 1.88e6
MIN_RESISTANCE = 0.02  # m2 K/W, of the soil next to a construction, so that it has some mass there
SOLID, INDOORS, OUTDOORS, NOTHING = range(4)

Band = tuple[float, float, float]  # from, to, m, and resistance, m2 K/W


class Section(NamedTuple):
    """Cross-section of a foundation; lengths m, depths below grade, resistances m2 K/W.

    Attributes
    ----------
    half_width : float
        Area of the floor over its exposed perimeter.
    depth : float
        Of the floor's upper side; on grade 0, and the slab lies above grade.
    slab, wall : float
        Thickness of both.
    floor_film : float
        From the room's air to the concrete: film and covering.
    wall_film, outer, under : tuple of (from, to, resistance)
        From the room's air to the wall by depth: film, insulation, finish. Insulation between wall and soil by depth.
        Insulation under the slab by the distance from its edge.
    gap : float
        Insulation between the slab's edge and the wall.
    apron : (to, depth, resistance)
        Level insulation in the soil, from the wall to a distance.
    conductivity, capacity : float
        Of the soil, W/(m K) and J/(m3 K).
    """

    half_width: float
    depth: float
    slab: float
    wall: float
    floor_film: float
    wall_film: tuple[Band, ...]
    outer: tuple[Band, ...]
    under: tuple[Band, ...]
    gap: float
    apron: tuple[float, float, float]
    conductivity: float
    capacity: float
    wall_conductivity: float = CONCRETE[0]


class Path(NamedTuple):
    """Heat from the room into a floor or wall, W/(m2 K)."""

    steady: float  # for a room that is warmer than surface and depth all year
    deep: float  # part of it that goes into the depth
    room: complex  # for the swing of the room's temperature through the year
    surface: complex  # the same into the room, for that of the soil's surface


class Chain(NamedTuple):
    """Soil that stands between a construction and one temperature."""

    thickness: float  # m
    weight: complex  # W/(m2 K), heat into the room by a swing of that temperature


@lru_cache(maxsize=256)
def paths(section: Section) -> tuple[Path, Path]:
    """Return the paths of heat through floor and wall; the latter is zero where the floor is on grade."""
    from scipy.linalg import solve_banded  # takes long to import

    x, z = _grid(section)
    kind, conductivity, capacity = _materials(section, x, z)
    dx, dz = np.diff(x), np.diff(z)
    solid = kind == SOLID
    half_x, half_z = (dx[:, None] / conductivity / 2.0), (dz[None, :] / conductivity / 2.0)
    beside, below = _insulation(section, x, z)
    across = dz[None, :] / (half_x[:-1] + half_x[1:] + beside)
    down = dx[:, None] / (half_z[:, :-1] + half_z[:, 1:] + below)
    film = np.interp(0.5 * (z[1:] + z[:-1]), *_steps(section.wall_film)) if section.wall_film else np.ones(len(dz))
    floor, wall, outside = np.zeros(kind.shape), np.zeros(kind.shape), np.zeros(kind.shape)
    # floors below room air, walls beside it, and what borders on the weather above it or at its right
    up = (kind[:, :-1] == INDOORS) & solid[:, 1:]
    floor[:, 1:] += np.where(up, dx[:, None] / (half_z[:, 1:] + section.floor_film), 0.0)
    left = (kind[:-1] == INDOORS) & solid[1:]
    wall[1:] += np.where(left, dz[None, :] / (half_x[1:] + film[None, :]), 0.0)
    top = (kind[:, :-1] == OUTDOORS) & solid[:, 1:]
    outside[:, 1:] += np.where(top, dx[:, None] / (half_z[:, 1:] + 1.0 / SURFACE_FILM), 0.0)
    right = solid[:-1] & (kind[1:] == OUTDOORS)
    outside[:-1] += np.where(right, dz[None, :] / (half_x[:-1] + beside + 1.0 / SURFACE_FILM), 0.0)
    across = np.where(solid[:-1] & solid[1:], across, 0.0)
    down = np.where(solid[:, :-1] & solid[:, 1:], down, 0.0)
    bottom = np.zeros(kind.shape)
    bottom[:, -1] = dx / half_z[:, -1]
    diagonal = floor + wall + outside + bottom + np.where(solid, 0.0, 1.0)
    diagonal[1:] += across
    diagonal[:-1] += across
    diagonal[:, 1:] += down
    diagonal[:, :-1] += down
    rows = kind.shape[1]
    band = np.zeros((2 * rows + 1, kind.size), dtype=complex)
    band[0, rows:] = band[2 * rows, :-rows] = -across.ravel()
    vertical = np.zeros(kind.shape)
    vertical[:, :-1] = -down
    band[rows - 1, 1:] = band[rows + 1, :-1] = vertical.ravel()[:-1]
    band[rows] = diagonal.ravel()
    steady = solve_banded((rows, rows), band.real, np.stack([(floor + wall).ravel(), bottom.ravel()], axis=1))
    held, deep = steady[:, 0].reshape(kind.shape), steady[:, 1].reshape(kind.shape)
    band[rows] += 1j * OMEGA * (np.where(solid, capacity, 0.0) * dx[:, None] * dz[None, :]).ravel()
    drives = np.stack([(floor + wall).ravel(), outside.ravel()], axis=1)
    swing = solve_banded((rows, rows), band, drives)
    room, surface = swing[:, 0].reshape(kind.shape), swing[:, 1].reshape(kind.shape)

    def path(face: Array, length: float) -> Path:
        if length <= 0.0:
            return Path(0.0, 0.0, 0j, 0j)
        steady, far = (face * (1.0 - held)).sum() / length, (face * deep).sum() / length
        return Path(float(steady), float(far), complex((face * (1.0 - room)).sum() / length),
                    complex((face * surface).sum() / length))  # fmt: skip

    return path(floor, section.half_width), path(wall, section.depth)


def chain_of(path: Path, own: Sequence[Layer], conductivity: float, capacity: float) -> Chain:
    """Return the soil outside a construction's own layers with which the whole has the steady loss of a path.

    Parameters
    ----------
    path : Path
        Of the whole, the room's film included.
    own : sequence of Layer
        Film and construction.
    conductivity, capacity : float
        Of the soil, W/(m K) and J/(m3 K). All of it stores heat: that comes next to the path's answer to the room's
        seasons.
    """
    resistance = max(1.0 / path.steady - sum(layer.resistance for layer in own), MIN_RESISTANCE)
    thickness = resistance * conductivity
    return Chain(thickness, _transfer([*own, Layer(resistance, thickness * capacity, thickness)]))


def _transfer(layers: Sequence[Layer]) -> complex:
    """Return the heat that a swing of a year at one side of a chain brings to its other, held side, W/(m2 K)."""
    chain = np.eye(2, dtype=complex)
    for layer in layers:
        resistance, angle = layer.resistance, np.sqrt(1j * OMEGA * layer.capacity * layer.resistance)
        far, slope = (np.cosh(angle), np.sinh(angle) / angle) if angle else (1.0, 1.0)
        chain = chain @ np.array([[far, resistance * slope], [angle**2 * slope / resistance, far]])
    return complex(1.0 / chain[0, 1])


def _cells(length: float, *, begin: bool, end: bool) -> list[float]:
    """Return the sizes of cells in a length, small at those of its ends that are corners."""
    if length <= 2.0 * CELL:
        return [length / 2.0] * 2
    half = length / 2.0 if begin and end else length
    sizes = [CELL]
    while sum(sizes) + GROWTH * sizes[-1] < half:
        sizes.append(GROWTH * sizes[-1])
    sizes = [size * half / sum(sizes) for size in sizes]
    if begin and end:
        return [*sizes, *reversed(sizes)]
    return sizes if begin else sizes[::-1]


def _lines(corners: Sequence[float], *, open_ends: tuple[bool, bool]) -> Array:
    """Return the borders of cells between corners; an open end is none."""
    points = sorted(set(corners))
    points = [point for number, point in enumerate(points) if number == 0 or point - points[number - 1] > 1e-6]
    borders = [points[0]]
    last = len(points) - 2
    for number, (begin, end) in enumerate(pairwise(points)):
        sizes = _cells(end - begin, begin=number > 0 or not open_ends[0], end=number < last or not open_ends[1])
        borders += list(begin + np.cumsum(sizes))
    return np.array(borders)


def _grid(section: Section) -> tuple[Array, Array]:
    """Return the borders of cells: from the middle of the floor outwards, and from above grade down."""
    half, foot = section.half_width, section.depth
    outer = half + section.wall
    strips = [half - far for _, far, _ in section.under if 0.0 < far < half]
    width, level, _ = section.apron
    aprons = [outer + width] if 0.0 < width < FAR else []
    x = _lines([0.0, *strips, half, outer, *aprons, outer + FAR], open_ends=(True, True))
    top = foot if foot > 0.0 else -section.slab
    depths = [depth for each in (section.wall_film, section.outer) for from_, to, _ in each for depth in (from_, to)]
    inside = [depth for depth in depths if top < depth < DEEP / 2.0 or 0.0 < depth < foot]
    levels = [level] if width > 0.0 and level > 0.0 else []
    bottom = top + section.slab
    z = _lines([min(top, 0.0), 0.0, *inside, *levels, top, bottom, bottom + BELOW_SLAB, bottom + DEEP],
               open_ends=(False, True))  # fmt: skip
    return x, np.concatenate([[z[0] - 0.1], z])


def _steps(bands: tuple[Band, ...]) -> tuple[list[float], list[float]]:
    """Return a course of steps as points for interpolation."""
    ends, values = [], []
    for begin, end, value in bands:
        ends += [begin + 1e-9, end - 1e-9]
        values += [value, value]
    return ends, values


def _materials(section: Section, x: Array, z: Array) -> tuple[NDArray[np.int64], Array, Array]:
    """Return kind, conductivity and capacity of every cell."""
    beside, deep = 0.5 * (x[1:] + x[:-1])[:, None], 0.5 * (z[1:] + z[:-1])[None, :]
    half, foot = section.half_width, section.depth
    outer, top = half + section.wall, foot if foot > 0.0 else -section.slab
    indoors = (beside < half) & (deep < top)
    wall = (beside > half) & (beside < outer) & (deep < top + section.slab + BELOW_SLAB)
    above = deep < min(top, 0.0)
    kind = np.where(indoors, INDOORS, np.where((beside > outer) & (deep < 0.0), OUTDOORS, SOLID))
    kind = np.where(wall & above, NOTHING, kind)
    concrete = (beside < half) & (deep > top) & (deep < top + section.slab)
    conductivity = np.where(wall, section.wall_conductivity, np.where(concrete, CONCRETE[0], section.conductivity))
    capacity = np.where(wall | concrete, CONCRETE[1], section.capacity)
    return kind, conductivity, capacity


def _insulation(section: Section, x: Array, z: Array) -> tuple[Array, Array]:
    """Return the resistance of sheets between cells side by side, and between those one above the other."""
    mid_x, mid_z = 0.5 * (x[1:] + x[:-1]), 0.5 * (z[1:] + z[:-1])
    half, outer = section.half_width, section.half_width + section.wall
    top = section.depth if section.depth > 0.0 else -section.slab
    beside, below = np.zeros((len(mid_x) - 1, len(mid_z))), np.zeros((len(mid_x), len(mid_z) - 1))
    edge = int(np.argmin(abs(x - outer))) - 1
    for begin, end, resistance in section.outer:
        beside[edge, (mid_z > begin) & (mid_z < end)] += resistance
    rim = int(np.argmin(abs(x - half))) - 1
    beside[rim, (mid_z > top) & (mid_z < top + section.slab)] += section.gap
    bottom = int(np.argmin(abs(z - top - section.slab))) - 1
    for begin, end, resistance in section.under:
        below[(mid_x < half - begin) & (mid_x > half - end), bottom] += resistance
    width, level, resistance = section.apron
    if width > 0.0 and resistance > 0.0:
        row = int(np.argmin(abs(z - level))) - 1
        below[(mid_x > outer) & (mid_x < outer + width), row] += resistance
    return beside, below
