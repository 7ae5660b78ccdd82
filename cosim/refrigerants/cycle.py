"""The vapour-compression cycle of an air-to-air machine in steady state, solved for many operating points at once.

Unknown at each point are the dew temperatures of evaporator and condenser, the superheat of the gas that the compressor
draws in, and, where something else fixes it, the compressor's speed. Newton's method with batched Jacobians finds
them; a state outside the property table is an error.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.refrigerants.equations import Equations, smooth_min
from cosim.refrigerants.model import DERATING, Circuit, Compressor, Limits, Points, State
from cosim.refrigerants.properties import PropertyTable

STEPS = np.array([8.0, 8.0, 15.0, 0.5])
"""Longest Newton step: evaporator K, condenser K, suction superheat K, logarithm of speed."""
NUDGES = np.array([1e-3, 1e-3, 1e-3, 1e-5])
TOLERANCE, COARSE = 1e-8, 1e-6
FRESH, PATIENCE = 8, 30
"""Iterations after which derivatives are computed again, and after which at every step, with shorter steps."""
APPROACHES = (0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 0.96, 1.0)
"""Shares of the speed asked through which a stubborn point is approached."""
ALL, AT_SPEED = np.arange(4), np.arange(3)
AT_EVAPORATING = np.array([1, 2])
MIN_SPEED_SHARE = 0.1
"""A limit slows the compressor down to this share of what was asked, no further."""

Residuals = Callable[[Points, Array], Array]
"""What remains of the equations, (equations, points), at trial unknowns."""


def solve(
    table: PropertyTable,
    compressor: Compressor,
    circuit: Circuit,
    points: Points,
    *,
    limits: Limits | None = None,
    condenser_heat: Array | None = None,
    evaporator_heat: Array | None = None,
    guess: State | None = None,
) -> State:
    """Find the steady state at every point.

    Parameters
    ----------
    table : PropertyTable
        The refrigerant's properties.
    compressor, circuit : Compressor, Circuit
        The machine.
    points : Points
        Where to solve. `speed` is a first guess where a heat is given.
    limits : Limits, optional
        Slow the compressor down where one of them would be exceeded at the speed asked.
    condenser_heat, evaporator_heat : array, optional
        Find the speed that gives this heat, W, instead of taking the speed as given.
    guess : State, optional
        A nearby solution of the same shape.

    Raises
    ------
    NotConverged
        No steady state was found at some point.
    OutOfRange
        A steady state lies outside the property table.
    """
    cycle = Equations(table, compressor, circuit)
    if guess is None:
        share = points.speed / circuit.rated_speed
        first = np.stack([
            points.evaporator_air - 6.0 - 4.0 * share,
            np.maximum(points.condenser_air + 10.0 + 8.0 * share, points.evaporator_air + 5.0),
            np.full_like(share, circuit.superheat + 3.0),
            np.log(points.speed),
        ])  # fmt: skip
    else:
        first = np.stack([guess.evaporating, guess.condensing, guess.suction_superheat, np.log(points.speed)])
    if condenser_heat is not None or evaporator_heat is not None:

        def reach(here: Points, trial: Array) -> Array:
            state = cycle.state(here, trial)
            heat = state.evaporator_heat if condenser_heat is None else state.condenser_heat
            return np.concatenate([state.equations, np.log(np.maximum(heat, 1.0) / here.heat)[None]])

        target = np.asarray(condenser_heat if evaporator_heat is None else evaporator_heat)
        unknown = _newton(cycle, replace(points, heat=target), first, reach, ALL)
    else:
        # points that do not settle soon lie beyond a limit, where `_hold_back` finds them
        unknown = _newton(cycle, points, first, _free(cycle), AT_SPEED, 20 if limits is not None else 100)
        if limits is not None:
            unknown = _hold_back(cycle, points, first, unknown, limits)
    state = cycle.state(points, unknown)
    cycle.check(state)
    return state


def _free(cycle: Equations) -> Residuals:
    def free(here: Points, trial: Array) -> Array:
        return cycle.state(here, trial).equations

    return free


def _limited(cycle: Equations, limits: Limits) -> Residuals:
    """Return the equations with the one that finds the speed that the limits leave."""

    def limited(here: Points, trial: Array) -> Array:
        state = cycle.state(here, trial)
        asked = np.log(here.speed) - trial[3]
        held_back = smooth_min(asked, slack(state, limits), DERATING)
        return np.concatenate([state.equations, np.maximum(held_back, np.log(MIN_SPEED_SHARE) + asked)[None]])

    return limited


def _hold_back(cycle: Equations, points: Points, first: Array, unknown: Array, limits: Limits) -> Array:
    """Solve again, with the speed that the limits leave, the points that lie beyond one."""
    state = cycle.state(points, unknown)
    solved = state.residual < 1e-3
    over = ~solved | (slack(state, limits) < DERATING)
    if not np.any(over):
        return unknown
    limited = _limited(cycle, limits)
    held = unknown.copy()
    held[:, over] = _newton(cycle, points.take(over), np.where(solved, unknown, first)[:, over], limited, ALL)
    left = np.flatnonzero(~(cycle.state(points, held).residual < 1e-6))
    if left.size:  # come to the hardest points from slow running, which is always easy
        there = points.take(left)
        trial = first[:, left]
        for share in APPROACHES:
            slower = replace(there, speed=share * there.speed)
            trial[3] = np.log(slower.speed)
            trial = _newton(cycle, slower, trial, limited, ALL)
        held[:, left] = trial
    return held


def solve_along(
    table: PropertyTable,
    compressor: Compressor,
    circuit: Circuit,
    points: Points,
    evaporating: Array,
    guess: tuple[Array, Array] | None = None,
) -> tuple[State, NDArray[np.bool_]]:
    """Find the steady states at given evaporating temperatures, whatever the air on the evaporator.

    What a refrigerant circuit does depends on its evaporator's air, coil and frost by the evaporating temperature
    alone. So one state stands for all weathers and layers of frost that have the same: they are those for which the
    heat that passes from the air to the coil's wall, at `wall_temperature`, is `evaporator_heat`.

    Parameters
    ----------
    points : Points
        Speeds and the condenser's side; the evaporator's has no effect.
    evaporating : array
        Dew temperatures, K.
    guess : tuple of arrays, optional
        Condensing temperatures and suction superheats nearby, K.

    Returns
    -------
    state : State
        To 1e-6 K.
    solved : array of bool
        Where there is a steady state inside the property table.
    """
    cycle = Equations(table, compressor, circuit)
    share = points.speed / circuit.rated_speed
    condensing, superheat = guess or (
        np.maximum(points.condenser_air + 10.0 + 8.0 * share, evaporating + 10.0),
        np.full_like(share, circuit.superheat + 3.0),
    )
    unknown = np.stack([evaporating, condensing, superheat, np.log(points.speed)])
    unknown[1:] = np.clip(unknown, cycle.low + 0.01, cycle.high - 0.01)[1:]
    # condensing temperature and superheat hardly act on each other, and what they do to their own equations is known
    log_pressure = table.log_pressure_dew(evaporating)
    gained = table.vapor_enthalpy(log_pressure, superheat + 1.0) - table.vapor_enthalpy(log_pressure, superheat)
    slopes = np.zeros((2, 2, share.size))
    slopes[0, 0], slopes[1, 1] = 1.1, gained / 1000.0
    free = _free(cycle)
    unknown = _newton(
        cycle, points, unknown, lambda here, trial: free(here, trial)[1:], AT_EVAPORATING, 20, slopes, COARSE
    )
    state = cycle.state(points, unknown)
    equations = state.equations.copy()
    equations[0] = 0.0
    state = replace(state, equations=equations)
    solved = (state.residual < 1e-5) & (state.reach <= 1.0)
    cycle.check(state.take(np.flatnonzero(solved)))
    return state, solved


def distances(state: State, limits: Limits) -> Array:
    """How far each limit is, (limits, points) in the order of `Limits`, on scales on which 1 is comfortable."""
    return np.stack([
        np.log(limits.condensing_pressure / state.condensing_pressure),
        (state.evaporating - limits.evaporating_temperature) / 10.0,
        np.log(limits.pressure_ratio / state.pressure_ratio),
        np.log(limits.compressor_power / state.compressor_power),
    ])  # fmt: skip


def slack(state: State, limits: Limits) -> Array:
    """How far the nearest limit is; negative beyond it."""
    return np.asarray(distances(state, limits).min(axis=0))


def _newton(
    cycle: Equations,
    points: Points,
    first: Array,
    residuals: Residuals,
    free: NDArray[np.intp],
    iterations: int = 100,
    slopes: Array | None = None,
    tolerance: float = TOLERANCE,
) -> Array:
    """Return (4, points) unknowns, of which those with the numbers `free` are found, as many as there are residuals.

    `slopes` are derivatives to begin with, (residuals, unknowns, points), where they are known well enough.
    """
    found = first.copy()
    # a little inside the table, so that a nudge does not run against its edge
    low, high = cycle.low[free] + 0.01, cycle.high[free] - 0.01
    scale = STEPS[free, None]
    active = np.arange(first.shape[1])
    here, value, jacobian = points, np.empty(0), np.empty(0)
    for iteration in range(iterations):
        if iteration == 0 and slopes is not None:
            value, jacobian = residuals(here, found), slopes
        elif iteration % FRESH == 0 or iteration > PATIENCE:
            value, jacobian = _linearized(here, found[:, active], residuals, free)
        step = _step(jacobian, value)
        # full steps first; the few points that jump to and fro over a kink settle with shorter ones
        longest = scale * (1.0 if iteration <= PATIENCE else 0.2)
        step *= np.minimum(1.0, np.min(longest / np.maximum(np.abs(step), 1e-30), axis=0))
        before = found[np.ix_(free, active)]
        after = np.clip(before + step, low, high)
        found[np.ix_(free, active)] = after
        reached = residuals(here, found[:, active])
        # Broyden's rank-one correction: the same secant information at a quarter of the cost of new derivatives
        moved = (after - before) / scale
        surprise = reached - value - np.einsum("ijn,jn->in", jacobian, after - before)
        weight = moved / np.maximum(np.sum(moved**2, axis=0), 1e-30) / scale
        jacobian = jacobian + surprise[:, None] * weight[None]
        left = ~(np.max(np.abs(reached), axis=0) < tolerance)
        active, here, value, jacobian = active[left], here.take(left), reached[:, left], jacobian[:, :, left]
        if not active.size:
            break
    return found


def _step(jacobian: Array, value: Array) -> Array:
    """Return Newton's step, (k, points), from derivatives (k, k, points) and residuals (k, points)."""
    if value.shape[0] == 2:
        (a, b), (c, d) = jacobian
        determinant = a * d - b * c
        determinant = np.where(np.abs(determinant) > 1e-12, determinant, np.inf)
        return np.stack([b * value[1] - d * value[0], c * value[0] - a * value[1]]) / determinant
    matrices = np.moveaxis(jacobian, -1, 0).copy()
    # a point that is held at the table's edge can make its matrix singular; any finite step will do until it leaves
    matrices[~(np.abs(np.linalg.det(matrices)) > 1e-12)] = np.eye(value.shape[0])
    return np.asarray(np.linalg.solve(matrices, -value.T[..., None])[..., 0].T)


def _linearized(points: Points, unknown: Array, residuals: Residuals, free: NDArray[np.intp]) -> tuple[Array, Array]:
    """Return the residuals (k, points) and their derivatives (k residuals, k unknowns, points)."""
    size, unknowns = unknown.shape[1], free.size
    trial = np.tile(unknown, unknowns + 1)
    for k, number in enumerate(free):
        trial[number, (k + 1) * size : (k + 2) * size] += NUDGES[number]
    several = points.take(np.tile(np.arange(size), unknowns + 1))
    values = residuals(several, trial).reshape(unknowns, unknowns + 1, size)
    derivatives = (values[:, 1:] - values[:, :1]) / NUDGES[None, free, None]
    return values[:, 0], derivatives
