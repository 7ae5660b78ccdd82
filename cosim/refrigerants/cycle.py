"""The vapour-compression cycle of an air-to-air machine in steady state, solved for many operating points at once.

Unknown at each point are the dew temperatures of evaporator and condenser, the superheat of the gas that the compressor
draws in, and, where something else fixes it, the compressor's speed. Newton's method with batched Jacobians finds
them; a state outside the property table is an error.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cosim.refrigerants.equations import Equations, gently_least
from cosim.refrigerants.parts import Array, Circuit, Compressor, Limits, Points, State
from cosim.refrigerants.properties import PropertyTable

DERATING = 0.1
"""Relative distance from a limit (of pressure, or in 10 K of temperature) at which the compressor starts to slow."""
STEPS = np.array([8.0, 8.0, 15.0, 0.5])
"""Longest Newton step: evaporator K, condenser K, suction superheat K, logarithm of speed."""
NUDGES = np.array([1e-3, 1e-3, 1e-3, 1e-5])
TOLERANCE = 1e-8
FRESH, PATIENCE = 8, 30
"""Iterations after which derivatives are taken anew, and after which at every step, with shorter steps."""
APPROACHES = (0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 0.96, 1.0)
"""Shares of the speed asked through which a stubborn point is approached."""
LEAST_SPEED_SHARE = 0.1
"""A limit slows the compressor down to this share of what was asked, no further."""

Closure = Callable[[Points, State, Array], Array]


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

        def reach(here: Points, state: State, unknown: Array) -> Array:
            heat = state.evaporator_heat if condenser_heat is None else state.condenser_heat
            return np.asarray(np.log(np.maximum(heat, 1.0) / here.heat))

        target = np.asarray(condenser_heat if evaporator_heat is None else evaporator_heat)
        unknown = _newton(cycle, replace(points, heat=target), first, reach)
    else:
        # points that do not settle soon lie beyond a limit, where `_hold_back` finds them
        unknown = _newton(cycle, points, first, None, 20 if limits is not None else 100)
        if limits is not None:
            unknown = _hold_back(cycle, points, first, unknown, limits)
    state = cycle.state(points, unknown)
    cycle.check(state)
    return state


def _hold_back(cycle: Equations, points: Points, first: Array, unknown: Array, limits: Limits) -> Array:
    """Solve again, with the speed that the limits leave, the points that lie beyond one."""
    state = cycle.state(points, unknown)
    solved = state.residual < 1e-3
    over = ~solved | (_slack(state, limits) < DERATING)
    if not np.any(over):
        return unknown

    def limited(here: Points, state: State, trial: Array) -> Array:
        asked = np.log(here.speed) - trial[3]
        held_back = gently_least(asked, _slack(state, limits), DERATING)
        return np.asarray(np.maximum(held_back, np.log(LEAST_SPEED_SHARE) + asked))

    held = unknown.copy()
    held[:, over] = _newton(cycle, points.take(over), np.where(solved, unknown, first)[:, over], limited)
    left = np.flatnonzero(~(cycle.state(points, held).residual < 1e-6))
    if left.size:  # come to the hardest points from slow running, which is always easy
        there = points.take(left)
        trial = first[:, left]
        for share in APPROACHES:
            slower = replace(there, speed=share * there.speed)
            trial[3] = np.log(slower.speed)
            trial = _newton(cycle, slower, trial, limited)
        held[:, left] = trial
    return held


def _newton(cycle: Equations, points: Points, first: Array, closure: Closure | None, iterations: int = 100) -> Array:
    """Return (4, points) unknowns; `closure` gives the fourth equation, without it the speed stays as it is."""
    unknowns = 3 if closure is None else 4
    found = first.copy()
    # a little inside the table, so that a nudge does not run against its edge
    low, high = cycle.low[:unknowns] + 0.01, cycle.high[:unknowns] - 0.01
    scale = STEPS[:unknowns, None]
    active = np.arange(first.shape[1])
    here, value, jacobian = points, np.empty(0), np.empty(0)
    for iteration in range(iterations):
        if iteration % FRESH == 0 or iteration > PATIENCE:
            value, jacobian = _linearized(cycle, here, found[:, active], closure, unknowns)
        matrices = np.moveaxis(jacobian, -1, 0).copy()
        # a point that is held at the table's edge can make its matrix singular; any finite step will do until it leaves
        matrices[~(np.abs(np.linalg.det(matrices)) > 1e-12)] = np.eye(unknowns)
        step = np.linalg.solve(matrices, -value.T[..., None])[..., 0].T
        # full steps first; the few points that jump to and fro over a kink settle with shorter ones
        longest = scale * (1.0 if iteration <= PATIENCE else 0.2)
        step *= np.minimum(1.0, np.min(longest / np.maximum(np.abs(step), 1e-30), axis=0))
        before = found[:unknowns, active]
        after = np.clip(before + step, low, high)
        found[:unknowns, active] = after
        reached = _values(cycle, here, found[:, active], closure)
        # Broyden's rank-one correction: the same secant information at a quarter of the cost of new derivatives
        moved = (after - before) / scale
        surprise = reached - value - np.einsum("ijn,jn->in", jacobian, after - before)
        weight = moved / np.maximum(np.sum(moved**2, axis=0), 1e-30) / scale
        jacobian = jacobian + surprise[:, None] * weight[None]
        left = ~(np.max(np.abs(reached), axis=0) < TOLERANCE)
        active, here, value, jacobian = active[left], here.take(left), reached[:, left], jacobian[:, :, left]
        if not active.size:
            break
    return found


def _values(cycle: Equations, points: Points, unknown: Array, closure: Closure | None) -> Array:
    state = cycle.state(points, unknown)
    if closure is None:
        return state.equations
    return np.concatenate([state.equations, closure(points, state, unknown)[None]])


def _linearized(
    cycle: Equations, points: Points, unknown: Array, closure: Closure | None, unknowns: int
) -> tuple[Array, Array]:
    """Return the equations (k, points) and their derivatives (k equations, k unknowns, points)."""
    size = unknown.shape[1]
    trial = np.tile(unknown, unknowns + 1)
    for k in range(unknowns):
        trial[k, (k + 1) * size : (k + 2) * size] += NUDGES[k]
    several = points.take(np.tile(np.arange(size), unknowns + 1))
    values = _values(cycle, several, trial, closure).reshape(unknowns, unknowns + 1, size)
    derivatives = (values[:, 1:] - values[:, :1]) / NUDGES[None, :unknowns, None]
    return values[:, 0], derivatives


def _slack(state: State, limits: Limits) -> Array:
    """How far the nearest limit is, on scales on which 1 is comfortable; negative beyond it."""
    return np.minimum(
        np.log(limits.condensing_pressure / state.condensing_pressure),
        (state.evaporating - limits.evaporating_temperature) / 10.0,
    )
