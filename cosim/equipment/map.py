"""A machine's map, solved: what the cycle does at every node of air, speed and frost.

The refrigerant circuit knows the evaporator's side by the evaporating temperature alone. So the cycle is solved over
evaporating temperature, condenser air and speed, and every node of outdoor air and frost is then found on the curves of
evaporating temperature: it is where the air brings the heat that the evaporator takes.

The nodes are those of a machine without limits of pressure, which would put kinks between them. How far the limits are
is a quantity of its own, from which the map's reader finds the speed that they leave (`cosim.equipment.machine_map`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.equipment.heat_pump import SPEED, Grid
from cosim.equipment.machine import Machine, Mode
from cosim.equipment.performance import HEATING_ROOM, room_air
from cosim.equipment.speeds import fastest, slowest
from cosim.physics.faulty_charge import Quantity, charge_factor
from cosim.refrigerants.cycle import solve, solve_along
from cosim.refrigerants.equations import NotConverged, evaporator_effectiveness
from cosim.refrigerants.model import State

# axis: lowest, highest, points; real weather on the machine's working range stays inside
HEATING_ROOM_AXIS = (283.15, 303.15, 15)  # K
HEATING_WARMEST, HEATING_STEP, BELOW_CUTOFF = 295.15, 2.0, 3.0  # K
COOLING_ROOM_AXIS = (283.15, 323.15, 37)  # K, effective: a wet coil in a warm moist room counts as far warmer dry air
COOLING_OUTDOOR_AXIS = (283.15, 325.15, 35)  # K
SPEEDS, SPEED_STEP_AT_MOST = 31, 0.18  # nodes of a range of speeds, more where their roots, 1/s, lie further apart
FIXED_SPEEDS, LIMITED_SHARE = 17, 0.5  # of a machine of one or two speeds, and how far a limit may slow it in the map
FROSTS, FROST_IN_GAP = 23, 0.4
WAYS: dict[Mode, int] = {"heating": 41, "cooling": 21}  # evaporating temperatures at which the cycle is solved
MARGIN = 1.5  # K of evaporating temperature beyond what the corners of the map need
AIR_STEP = 2  # nodes of condenser air from one at which the cycle is solved to the next; cubic splines between
SPEED_STEP = 2
BEYOND_LIMIT = 6.0  # K by which low pressure may be passed in the map; a limited machine stays within a cell of it
EDGE = 0.2  # of the slack; a state that far from the limits must lie inside the property table
STEPS, CLOSE = 12, 1e-5  # Newton's, and K that are left


CHARGED: tuple[Quantity, Quantity] = ("capacity", "power")  # the map's first quantities
LARGEST = 0.01  # relative change of a node; two anchors closer than this allows stay as they are


def map_grid(unit: Machine) -> Grid:
    """Return the grid of a machine's map."""
    operation, config = unit.operation, unit.config
    least, greatest = slowest(operation), fastest(operation)
    span = greatest**0.5 - least**0.5
    # a limit slows a machine of one speed as well, and one of two speeds passes through those between
    speeds = (
        (least, greatest, max(SPEEDS, 1 + int(np.ceil(span / SPEED_STEP_AT_MOST))))
        if config.compressor.stages == 0 and greatest > least
        else (LIMITED_SHARE * least, greatest, FIXED_SPEEDS)
    )
    if unit.mode == "cooling":
        return Grid.between((COOLING_ROOM_AXIS, COOLING_OUTDOOR_AXIS, speeds, (0.0, 1e-3, 1)))
    coldest = config.limits.cutoff - BELOW_CUTOFF
    outdoor = (coldest, HEATING_WARMEST, 1 + int(np.ceil((HEATING_WARMEST - coldest) / HEATING_STEP)))
    frost = (0.0, FROST_IN_GAP * config.outdoor_coil.fin_gap, FROSTS)
    return Grid.between((outdoor, HEATING_ROOM_AXIS, speeds, frost))


def solve_map(unit: Machine, grid: Grid) -> tuple[Array, Array]:
    """Return the map's values over the grid, (a, b, c, d, 11), and what the gauges show, (a, b, c, d, 6), as float32.

    Raises
    ------
    NotConverged
        The cycle has no steady state somewhere in the map.
    OutOfRange
        Or one outside the property table.
    """
    heating = unit.mode == "heating"
    axes = [grid.axis(k) for k in range(4)]
    shape = tuple(axis.size for axis in axes)
    curves = _curves(unit, axes)
    # the evaporator's side, which does not depend on the air on the condenser
    evaporator_air, speed, frost = np.meshgrid(axes[0], axes[2], axes[3], indexing="ij")
    points, air = unit.points(evaporator_air.ravel(), np.full(evaporator_air.size, 300.0), speed.ravel(), frost.ravel())
    effectiveness = evaporator_effectiveness(unit.circuit, points)
    to_surface = 1.0 / (effectiveness * points.evaporator_capacity_rate)
    side = [
        part.reshape(shape[0], 1, shape[2], shape[3])
        for part in (
            to_surface,
            points.frost_resistance,
            air.outdoor_fan,
            air.indoor_fan,
            effectiveness * air.evaporator_flow * (unit.config.outdoor_coil.deposition if heating else 1.0),
            air.condenser_flow if heating else air.evaporator_flow,
        )
    ]
    to_surface, on_surface, outdoor_fan, indoor_fan, moisture, indoor_flow = side
    evaporator_air = axes[0][:, None, None, None]
    found, evaporator_heat, settled = curves.at(evaporator_air, to_surface + on_surface)
    capacity, power, evaporating, suction, condensing, log_pressure, log_ratio, discharge = np.moveaxis(found, -1, 0)
    values = np.empty((*shape, 11))
    values[..., 0], values[..., 1] = capacity, power
    values[..., 2] = evaporator_air - evaporator_heat * to_surface
    values[..., 3] = moisture
    values[..., 4] = evaporating
    limits = unit.limits
    values[..., 5] = np.minimum(
        np.log(unit.unheld * limits.condensing_pressure) - log_pressure,
        (evaporating - limits.evaporating_temperature) / 10.0,
    )
    values[..., 5] = np.minimum(values[..., 5], np.log(limits.pressure_ratio) - log_ratio)
    if np.isfinite(limits.compressor_power):
        values[..., 5] = np.minimum(values[..., 5], np.log(limits.compressor_power / power))
    if not unit.is_faulty and np.any(~settled & (values[..., 5] > EDGE)):
        raise NotConverged(f"{unit.table.name}: no steady state at {np.sum(~settled)} nodes of the map")
    values[..., 6] = capacity / capacity[..., :1]
    values[..., 7] = evaporating[..., :1] - evaporating
    values[..., 8], values[..., 9] = outdoor_fan, indoor_fan
    values[..., 10] = indoor_flow
    lines: NDArray[Any] = np.empty((*shape, 6), dtype=np.float32)
    lines[..., 0], lines[..., 1] = evaporating, np.exp(unit.table.log_pressure_dew(evaporating))
    lines[..., 2], lines[..., 3], lines[..., 4], lines[..., 5] = suction, condensing, np.exp(log_pressure), discharge
    return values, lines


@dataclass(frozen=True)
class _Curves:
    """Curves of the cycle over evaporating temperature, one for each condenser air and speed."""

    need: Array
    """Pieces of cubics: (4, pieces, airs, speeds, 2): temperature of the wall and heat of the evaporator."""
    rest: Array
    """(4, pieces, airs, speeds, 8): useful heat, power, and what gauges show: evaporating and suction temperature,
    condensing temperature, logarithms of pressure and pressure ratio, discharge temperature."""
    limited: bool
    """Whether the curves end where low pressure lets no machine go, and that end stands for all further down; else
    below what the map needs."""

    def at(self, evaporator_air: Array, resistance: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
        """Return what is solved, and the evaporator's heat, W, where the air brings it through a resistance, K/W.

        The third array says where that was found.

        Parameters
        ----------
        evaporator_air, resistance : array
            That broadcast to (a, airs, speeds, d).
        """
        pieces, airs, speeds = self.need.shape[1:4]
        shape = np.broadcast_shapes(evaporator_air.shape, resistance.shape, (1, airs, speeds, 1))
        evaporator_air, resistance = np.broadcast_to(evaporator_air, shape), np.broadcast_to(resistance, shape)
        line = np.arange(airs)[:, None, None] * speeds + np.arange(speeds)[:, None]
        need = self.need.reshape(4, -1, 2)
        ends = self.need[0, 0], self.need[:, -1].sum(axis=0)
        cold, warm = (wall[..., None] + heat[..., None] * resistance
                      for wall, heat in ((end[..., 0], end[..., 1]) for end in ends))  # fmt: skip
        place = pieces * np.clip((evaporator_air - cold) / (warm - cold), 0.0, 1.0)
        index, along, settled = np.empty(shape, np.intp), np.empty((*shape, 1)), np.empty(shape, np.bool_)
        heat, way = np.empty(shape), np.empty(shape)
        # one of `a` at a time: what is looked up for all of them takes a hundred megabytes
        for _ in range(STEPS):
            for n, air in enumerate(evaporator_air):
                piece = np.clip(place[n].astype(np.intp), 0, pieces - 1)
                index[n], along[n, ..., 0] = piece * (airs * speeds) + line, place[n] - piece
                cubic = np.take(need, index[n], axis=1)
                value, slope = _value(cubic, along[n]), _slope(cubic, along[n])
                wall, heat[n] = value[..., 0], value[..., 1]
                missing = air - wall - heat[n] * resistance[n]
                if self.limited:  # what lies further down, no machine does; the end of the curve stands for it
                    missing = np.where((place[n] <= 0.0) & (missing < 0.0), 0.0, missing)
                settled[n] = np.abs(missing) < CLOSE
                way[n] = missing / (slope[..., 0] + slope[..., 1] * resistance[n])
            if np.all(settled):
                break
            place = np.clip(place + way, 0.0 if self.limited else -1.0, pieces + 1.0)
        settled &= (place >= 0.0) & (place <= pieces)
        rest = self.rest.reshape(4, -1, self.rest.shape[-1])
        found = np.empty((*shape, rest.shape[-1]))
        for n in range(shape[0]):
            found[n] = _value(np.take(rest, index[n], axis=1), along[n])
        return found, heat, settled


def _value(cubic: Array, along: Array) -> Array:
    """Return the value of pieces (4, ..., quantities) at places along them, (..., 1)."""
    c0, c1, c2, c3 = cubic
    return np.asarray(c0 + along * (c1 + along * (c2 + along * c3)))


def _slope(cubic: Array, along: Array) -> Array:
    _, c1, c2, c3 = cubic
    return np.asarray(c1 + along * (2.0 * c2 + along * 3.0 * c3))


def _curves(unit: Machine, axes: list[Array]) -> _Curves:
    """Solve the cycle over evaporating temperature, condenser air and speed."""
    from scipy.interpolate import CubicSpline  # takes long to import, and is not needed where the maps are cached

    low, high, limited = _ends(unit, axes)
    ways = WAYS[unit.mode]
    airs = axes[1][::AIR_STEP]
    every = slice(None, None, SPEED_STEP if axes[2].size % 2 else 1)
    speeds = axes[2][every]
    state, found = _along(unit, low[every], high[every], ways, airs, speeds)
    solved = np.stack(
        [
            state.wall_temperature,
            state.evaporator_heat,
            state.condenser_heat if unit.mode == "heating" else state.evaporator_heat,
            state.compressor_power,
            state.evaporating,
            state.evaporating + state.suction_superheat,
            unit.table.dew(np.log(state.condensing_pressure)),  # what a gauge shows, other gases included
            np.log(state.condensing_pressure),
            np.log(state.pressure_ratio),
            state.discharge_temperature,
        ],
        axis=-1,
    ).reshape(ways, airs.size, speeds.size, -1)
    found = found.reshape(solved.shape[:3])
    _continue(unit, solved, found)
    solved = CubicSpline(airs, solved, axis=1)(axes[1])
    if speeds.size < axes[2].size:
        solved = CubicSpline(np.sqrt(speeds), solved, axis=2)(np.sqrt(axes[2]))
    pieces = CubicSpline(np.arange(ways), solved, axis=0).c[::-1]
    return _Curves(np.ascontiguousarray(pieces[..., :2]), np.ascontiguousarray(pieces[..., 2:]), limited)


def _continue(unit: Machine, solved: Array, found: NDArray[np.bool_]) -> None:
    """Continue what is solved to the speeds at which the condensing pressure would leave the property table, in place.

    No machine runs there, but between these nodes and the solved ones lies the speed that the limit leaves.
    """
    if np.all(found):
        return
    usable = np.logical_and.accumulate(found, axis=2)
    for k in range(2, found.shape[2]):
        following = 2.0 * solved[:, :, k - 1] - solved[:, :, k - 2]
        if k > 2:
            following += solved[:, :, k - 1] - 2.0 * solved[:, :, k - 2] + solved[:, :, k - 3]
        lost = ~usable[:, :, k]
        solved[:, :, k][lost] = following[lost]
    # in air so hot that even slow running is beyond the limit, from less hot air
    for k in range(found.shape[1]):
        lost = ~usable[:, k, 1]
        if np.any(lost):
            if k < 2:
                raise NotConverged(f"{unit.table.name}: no steady state at {np.sum(lost)} points of slow running")
            solved[:, k][lost] = (2.0 * solved[:, k - 1] - solved[:, k - 2])[lost]
    near = np.log(unit.limits.condensing_pressure) - solved[..., 7] > EDGE
    if not unit.is_faulty and np.any(near & ~usable):
        raise NotConverged(f"{unit.table.name}: no steady state at {np.sum(near & ~usable)} points within the limits")


def _along(
    unit: Machine, low: Array, high: Array, ways: int, condenser_air: Array, speed: Array
) -> tuple[State, NDArray[np.bool_]]:
    """Solve over temperatures, airs and speeds, flattened; first on a coarser grid, which tells nearly where."""
    from scipy.interpolate import make_interp_spline

    guess = None
    coarse = [_some(np.arange(size)) for size in (ways, condenser_air.size, speed.size)]
    sizes = [part.size for part in coarse]
    if np.prod(sizes) < 0.5 * ways * condenser_air.size * speed.size:
        there = coarse[2]
        rough, _ = _along(unit, low[there], high[there], sizes[0], condenser_air[coarse[1]], speed[there])
        first = np.stack([rough.condensing, rough.suction_superheat], axis=-1).reshape(*sizes, 2)
        for k, every in enumerate(coarse):
            if every.size > 1:
                first = make_interp_spline(every, first, k=min(3, every.size - 1), axis=k)(np.arange(every[-1] + 1))
        guess = (first[..., 0].ravel(), first[..., 1].ravel())
    evaporating = low + np.linspace(0.0, 1.0, ways)[:, None, None] * (high - low)
    several = [part.ravel() for part in np.broadcast_arrays(evaporating, condenser_air[:, None], speed)]
    points, _ = unit.points(*several)
    return solve_along(unit.table, unit.compressor, unit.circuit, points, several[0], guess)


def _some(nodes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return every second, third or fourth node with the first and the last among them; all if they are few."""
    for every in (4, 3, 2):
        if (nodes.size - 1) % every == 0 and nodes.size > 2 * every:
            return nodes[::every]
    return nodes


def _ends(unit: Machine, axes: list[Array]) -> tuple[Array, Array, bool]:
    """Return from and to which evaporating temperatures the curves of each speed have to go: lines that hold all of the
    map; and whether they are cut off where low pressure lets no machine go.
    """
    ends, speed = [], axes[2]
    # it evaporates coldest in the coldest air with most frost against the coldest condenser air, and warmest the other
    # way round; where it is held back, warmer still, so that limits may act at the upper end, but not at the lower one
    for place, frost, limits in ((0, -1, None), (-1, 0, unit.limits)):
        outdoor, condenser_air, layer = (
            np.full_like(speed, axes[k][n]) for k, n in ((0, place), (1, place), (3, frost))
        )
        points, _ = unit.points(outdoor, condenser_air, speed, layer)
        ends.append(solve(unit.table, unit.compressor, unit.circuit, points, limits=limits).evaporating)
    low, high = ends[0] - MARGIN, ends[1] + MARGIN
    least = unit.limits.evaporating_temperature - BEYOND_LIMIT
    limited = unit.is_faulty or bool(np.any(low < least))
    low = np.maximum(low, least)
    number = np.linspace(0.0, 1.0, speed.size)
    below = low[0] + (low[-1] - low[0]) * number
    above = high[0] + (high[-1] - high[0]) * number
    return below - max(0.0, float(np.max(below - low))), above + max(0.0, float(np.max(high - above))), limited


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


def charge(unit: Machine, grid: Grid, right: Array, values: Array) -> None:
    """Set capacity and power of a wrongly charged machine, in place: those of the right charge times a correlation.

    Parameters
    ----------
    unit : Machine
        With a wrong charge.
    grid : Grid
        Its axes.
    right, values : array (a, b, c, d, quantities)
        The maps of the machine with the right charge and with its own.
    """
    heating = unit.mode == "heating"
    outdoor, room = (grid.axis(0), grid.axis(1)) if heating else (grid.axis(1), grid.axis(0))
    for column, quantity in enumerate(CHARGED):
        factor = charge_factor(unit.mode, quantity, unit.charge, room, outdoor[:, None])
        values[..., column] = right[..., column] * (factor if heating else factor.T)[:, :, None, None]


def _weights(grid: Grid, number: int, value: Array) -> Array:
    """Return the weights (points, nodes) of linear interpolation along one axis."""
    low, share = grid.place(number, value)
    nodes = np.arange(grid.shape[number])
    return np.asarray(np.maximum(1.0 - np.abs((low + share)[:, None] - nodes), 0.0))
