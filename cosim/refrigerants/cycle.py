"""The vapour-compression cycle of an air-to-air machine in steady state, solved for many operating points at once.

Unknown at each point are the dew temperatures of evaporator and condenser, the superheat of the gas that the compressor
draws in, and, where something else fixes it, the compressor's speed. Newton's method with batched Jacobians finds
them; a state outside the property table is an error.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cosim.refrigerants.properties import PropertyTable, Saturation

Array = NDArray[np.float64]

LEAST_PRESSURE_RATIO = 1.2
"""Below it the expansion valve starves; the condenser's fan is throttled to keep it (head-pressure control)."""
THROTTLING = 6.0
"""K of condensing temperature over which that throttling sets in."""
DERATING = 0.1
"""Relative distance from a limit (of pressure, or in 10 K of temperature) at which the compressor starts to slow."""
INTERSTAGE = 1.05
"""Flash tank pressure relative to the geometric mean of suction and discharge."""
INJECTION_RATIO, INJECTION_SPAN = 3.2, 0.5
"""Pressure ratio at which vapor injection is half open, and how gently it opens."""
SUCTION_DROP_EXPONENT = 1.8
AIR_SHARE = 0.65
"""Share of the air side in the resistance between air and refrigerant of a clean coil at rated flows."""
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


class NotConverged(ArithmeticError):
    """Newton's method found no steady state at some operating points."""


@dataclass(frozen=True, kw_only=True)
class Compressor:
    """A compressor with its motor and drive, in SI."""

    displacement: float
    """Swept volume, m3 per revolution."""
    volumetric_peak: float = 0.98
    volumetric_slope: float = 0.03
    volumetric_leak: float = 0.1
    """Of swept volume lost per unit of pressure ratio above 1, 1/s: a fixed gap leaks more at low speed."""
    efficiency: float
    """Best isentropic efficiency, motor included."""
    best_pressure_ratio: float = 2.7
    pressure_ratio_penalty: float = 0.2
    best_speed: float
    """Speed at which the efficiency is best, rev/s."""
    speed_penalty: float = 0.1
    shell_loss: float = 0.05
    """Share of the work that leaves the shell as heat."""
    drive_loss: float = 0.03
    """Share of the work lost in the inverter."""
    drive_power: float = 20.0
    """Load-independent consumption of the inverter, W."""
    vapor_injection: bool = False
    """Whether vapor from a flash tank is added between two stages of compression."""
    discharge_limit: float = 383.15
    """Discharge temperature that is held by liquid let into the compressor or its suction, K. Slowing down would not
    do: at low speed the gas gets hotter."""


@dataclass(frozen=True, kw_only=True)
class Circuit:
    """Everything else that the refrigerant passes, in one mode of operation, in SI."""

    evaporator_conductance: float
    """Clean coil at rated air flow, air to refrigerant, W/K."""
    condenser_conductance: float
    superheat: float = 5.0
    subcooling: float = 5.0
    suction_drop: float = 0.02
    """Pressure lost between evaporator and compressor at rated speed, share of the evaporator's."""
    valve_leak: float = 0.004
    """Share of the discharge gas that the reversing valve lets back to suction."""
    valve_conductance: float = 1.0
    """Heat leak of the reversing valve from discharge to suction gas, W/K."""
    rated_speed: float
    reference_dew: float
    """Dew temperature of the suction at which refrigerant-side conductances are rated, K."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the machine protects itself from by slowing down."""

    condensing_pressure: float
    """Greatest, Pa."""
    evaporating_temperature: float
    """Least dew temperature, K."""


@dataclass(frozen=True, kw_only=True)
class Points:
    """Operating points: arrays of one shape (points,), in SI."""

    evaporator_air: Array
    """Air (effective) temperature on the evaporator, K."""
    condenser_air: Array
    speed: Array
    evaporator_capacity_rate: Array
    """Heat capacity rate of the air, W/K."""
    condenser_capacity_rate: Array
    evaporator_flow: Array
    """Air flow relative to rated."""
    condenser_flow: Array
    frost_resistance: Array
    """Between fins and air, K/W."""
    heat: Array | float = 0.0
    """Heat asked for, W, where it is that which is given."""

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> "Points":
        """Return the points at `index`."""
        return Points(**{k: v[index] if isinstance(v, np.ndarray) else v for k, v in vars(self).items()})


@dataclass(frozen=True, kw_only=True)
class State:
    """Steady state at each point; arrays of one shape, in SI."""

    evaporating: Array
    """Dew temperature in the evaporator, K."""
    condensing: Array
    suction_superheat: Array
    speed: Array
    """Compressor speed after limits, rev/s."""
    mass_flow: Array
    """Refrigerant through the compressor's suction, kg/s."""
    evaporator_heat: Array
    condenser_heat: Array
    work: Array
    """Shaft and motor work put into the compressor, W."""
    shell_heat: Array
    compressor_power: Array
    """Electricity of compressor and inverter, W."""
    discharge_temperature: Array
    condensing_pressure: Array
    surface_temperature: Array
    """Air-side surface of the evaporator (or of its frost), K."""
    effectiveness: Array
    """Of the evaporator between air and its surface; also that of mass transfer (Lewis number 1)."""
    equations: Array
    """What remains of the three equations, (3, points), K."""

    @property
    def residual(self) -> Array:
        """Largest remainder at each point, K."""
        return np.asarray(np.max(np.abs(self.equations), axis=0))

    def repeated(self, times: int) -> "State":
        """Return each point's state several times in a row."""
        return State(**{name: np.repeat(value, times, axis=-1) for name, value in vars(self).items()})


@dataclass(frozen=True, slots=True)
class _Gas:
    """What the compressor draws in and against what it works, arrays."""

    enthalpy: Array
    entropy: Array
    log_suction: Array
    log_discharge: Array
    dome: Saturation
    """At discharge pressure."""
    efficiency: Array


@dataclass(frozen=True, slots=True)
class _Pressed:
    """What a kilogram drawn in has become, arrays."""

    work: Array
    """J per kg drawn in."""
    enthalpy: Array
    """Of the discharge, J/kg, before any injected liquid cools it."""
    gas_enthalpy: Array
    """Of the discharge as it leaves the shell, J/kg."""
    passed: Array
    """kg discharged per kg drawn in."""
    evaporated: Array
    """kg through the evaporator per kg drawn in; the rest is what the reversing valve lets back."""
    inlet_enthalpy: Array
    """At the evaporator's inlet, J/kg."""


class _Cycle:
    """The equations."""

    def __init__(self, table: PropertyTable, compressor: Compressor, circuit: Circuit) -> None:
        self.table, self.compressor, self.circuit = table, compressor, circuit
        low = float(table.saturation(np.array(table.low)).dew)
        coldest = float(table.saturation(np.array(table.condensing_low)).dew)
        high = float(table.saturation(np.array(table.high)).dew)
        self.low = np.array([low + 1.0, coldest + 0.5, 0.0, -np.inf])[:, None]
        self.high = np.array([high - 0.5, high - 0.5, 120.0, np.inf])[:, None]
        reference = table.saturation(table.log_pressure_dew(np.array(circuit.reference_dew)))
        self.rated_flow = (
            0.95 * compressor.displacement * circuit.rated_speed * float(np.exp(reference.vapor_log_density))
        )

    def check(self, state: State) -> None:
        """Raise unless every state converged inside the property table."""
        # an unknown that stopped at the table's edge has not converged, so this finds what would be extrapolated
        if not np.all(state.residual < 1e-5):
            worst = int(np.argmax(np.where(np.isfinite(state.residual), state.residual, np.inf)))
            failed = np.sum(~(state.residual < 1e-5))
            raise NotConverged(
                f"{self.table.name}: no steady state at {failed} of {state.speed.size} points; "
                f"worst at {state.speed[worst]:.0f} rev/s, evaporating {state.evaporating[worst]:.1f} K, "
                f"condensing {state.condensing[worst]:.1f} K"
            )
        self.table.check("evaporating temperature", state.evaporating, self.low[0], self.high[0])
        self.table.check("condensing temperature", state.condensing, self.low[1], self.high[1])
        self.table.check("suction superheat", state.suction_superheat, self.low[2], self.high[2])
        dew = self.table.saturation(np.log(state.condensing_pressure)).dew
        self.table.check("discharge superheat", state.discharge_temperature - dew, 0.0, 199.0)

    def state(self, points: Points, unknown: Array) -> State:
        """Evaluate everything at (4, points) unknowns."""
        table, compressor, circuit = self.table, self.compressor, self.circuit
        evaporating, condensing, superheat = np.clip(unknown, self.low, self.high)[:3]
        speed = np.exp(unknown[3])
        log_evaporator = table.log_pressure_dew(evaporating)
        log_discharge = table.log_pressure_dew(condensing)
        # a share of the pressure that depends on speed alone: at given speed, drop and pressure both follow density
        drop = circuit.suction_drop * (speed / circuit.rated_speed) ** SUCTION_DROP_EXPONENT
        log_suction = np.maximum(log_evaporator + np.log(np.maximum(1.0 - drop, 0.5)), table.low)
        evaporator, discharge = table.saturation(log_evaporator), table.saturation(log_discharge)
        suction_enthalpy, suction_entropy, log_density = table.vapor(log_suction, superheat)
        outlet_enthalpy = table.vapor_enthalpy(log_evaporator, np.full_like(speed, circuit.superheat))
        liquid_enthalpy = table.liquid_enthalpy(log_discharge, circuit.subcooling)

        ratio = np.maximum(np.exp(log_discharge - log_suction), 1.0 + 1e-6)
        volumetric = (
            compressor.volumetric_peak
            - compressor.volumetric_slope * (ratio - 1.0) ** 0.9
            - compressor.volumetric_leak * (ratio - 1.0) / speed
        )
        mass_flow = np.maximum(volumetric, 0.02) * compressor.displacement * speed * np.exp(log_density)
        away = np.log(ratio / compressor.best_pressure_ratio)
        fast = np.log(speed / compressor.best_speed)
        # the reciprocal form of 1 - k ln^2: the same near the best point, and positive far from it
        efficiency = (
            compressor.efficiency
            / (1.0 + compressor.pressure_ratio_penalty * away**2 * np.where(away < 0.0, 1.3, 1.0))
            / (1.0 + compressor.speed_penalty * fast**2)
        )

        kept = 1.0 - circuit.valve_leak
        gas = _Gas(suction_enthalpy, suction_entropy, log_suction, log_discharge, discharge, efficiency)
        if compressor.vapor_injection:
            pressed = self._two_stages(gas, liquid_enthalpy, ratio, kept)
        else:
            pressed = self._one_stage(gas, liquid_enthalpy, kept)
        discharge_temperature = discharge.dew + table.superheat(log_discharge, pressed.gas_enthalpy, discharge)

        suction_dew = table.saturation(log_suction).dew
        leak_heat = circuit.valve_conductance * (discharge_temperature - suction_dew - superheat)
        evaporator_heat = mass_flow * pressed.evaporated * (outlet_enthalpy - pressed.inlet_enthalpy)
        condenser_heat = mass_flow * pressed.passed * kept * (pressed.enthalpy - liquid_enthalpy) - leak_heat
        drawn = (
            pressed.evaporated * outlet_enthalpy
            + circuit.valve_leak * pressed.passed * pressed.enthalpy
            + leak_heat / mass_flow
        )

        refrigerant = np.maximum(mass_flow * pressed.passed / self.rated_flow, 0.01) ** 0.5
        air = circuit.evaporator_conductance / AIR_SHARE * points.evaporator_flow**0.6
        effectiveness = -np.expm1(-air / points.evaporator_capacity_rate)
        inner = points.frost_resistance + (1.0 - AIR_SHARE) / (circuit.evaporator_conductance * refrigerant)
        to_surface = effectiveness * points.evaporator_capacity_rate
        evaporator_mean = evaporator.dew - 0.35 * (evaporator.dew - evaporator.bubble)
        conductance = circuit.condenser_conductance / (
            AIR_SHARE * points.condenser_flow**-0.6 + (1.0 - AIR_SHARE) / refrigerant
        )
        to_condenser = -points.condenser_capacity_rate * np.expm1(-conductance / points.condenser_capacity_rate)
        condenser_mean = 0.5 * (discharge.dew + discharge.bubble)
        least = table.saturation(np.minimum(log_evaporator + np.log(LEAST_PRESSURE_RATIO), table.high)).dew

        residual = np.stack([
            points.evaporator_air - evaporator_mean - evaporator_heat * (1.0 / to_surface + inner),
            _gently_least(
                condenser_mean - points.condenser_air - condenser_heat / to_condenser, condensing - least, THROTTLING
            ),
            (suction_enthalpy - drawn) / 1000.0,
        ])  # fmt: skip
        return State(
            evaporating=evaporating,
            condensing=condensing,
            suction_superheat=superheat,
            speed=speed,
            mass_flow=mass_flow,
            evaporator_heat=evaporator_heat,
            condenser_heat=condenser_heat,
            work=mass_flow * pressed.work,
            shell_heat=mass_flow * pressed.work * compressor.shell_loss,
            compressor_power=mass_flow * pressed.work * (1.0 + compressor.drive_loss) + compressor.drive_power,
            discharge_temperature=discharge_temperature,
            condensing_pressure=np.exp(log_discharge),
            surface_temperature=points.evaporator_air - evaporator_heat / to_surface,
            effectiveness=effectiveness,
            equations=residual,
        )

    def _one_stage(self, gas: _Gas, liquid_enthalpy: Array, kept: float) -> _Pressed:
        ideal = self.table.isentropic_enthalpy(gas.log_discharge, gas.entropy, gas.dome) - gas.enthalpy
        work, cooled = self._held_cool(gas, gas.enthalpy, ideal / gas.efficiency, liquid_enthalpy)
        enthalpy = gas.enthalpy + work * (1.0 - self.compressor.shell_loss)
        one = np.ones_like(work)
        return _Pressed(work, enthalpy, cooled, one, kept * one, liquid_enthalpy)

    def _two_stages(self, gas: _Gas, liquid_enthalpy: Array, ratio: Array, kept: float) -> _Pressed:
        """Compress with vapor from a flash tank added between the stages."""
        table, left = self.table, 1.0 - self.compressor.shell_loss
        log_middle = np.log(INTERSTAGE) + 0.5 * (gas.log_suction + gas.log_discharge)
        log_middle = np.clip(log_middle, gas.log_suction, gas.log_discharge)
        middle = table.saturation(log_middle)
        open_share = 0.5 * (1.0 + np.tanh(0.5 * (ratio - INJECTION_RATIO) / INJECTION_SPAN))
        latent = middle.vapor_enthalpy - middle.liquid_enthalpy
        flash = open_share * kept * np.maximum(liquid_enthalpy - middle.liquid_enthalpy, 0.0) / latent
        injected = flash / (1.0 - flash)
        first = (table.isentropic_enthalpy(log_middle, gas.entropy, middle) - gas.enthalpy) / gas.efficiency
        mixed = (gas.enthalpy + first * left + injected * middle.vapor_enthalpy) / (1.0 + injected)
        entropy = table.vapor_entropy(log_middle, np.maximum(table.superheat(log_middle, mixed, middle), 0.0))
        second = (table.isentropic_enthalpy(gas.log_discharge, entropy, gas.dome) - mixed) / gas.efficiency
        second, cooled = self._held_cool(gas, mixed, second, liquid_enthalpy)
        passed = 1.0 + injected
        evaporated = kept * passed - injected
        inlet = (kept * passed * liquid_enthalpy - injected * middle.vapor_enthalpy) / evaporated
        return _Pressed(first + passed * second, mixed + second * left, cooled, passed, evaporated, inlet)

    def _held_cool(self, gas: _Gas, start: Array, work: Array, liquid_enthalpy: Array) -> tuple[Array, Array]:
        """Return the work with the liquid that holds the discharge temperature, and the cooled gas's enthalpy.

        The liquid enters half way through compression, so it costs half of the work on it. As it comes from the
        condenser and goes back there, it carries no heat.
        """
        left = 1.0 - self.compressor.shell_loss
        superheat = np.maximum(self.compressor.discharge_limit - gas.dome.dew, 1.0)
        hottest = self.table.vapor_enthalpy(gas.log_discharge, superheat)
        share = np.maximum(start + work * left - hottest, 0.0) / (hottest - liquid_enthalpy)
        work = work * (1.0 + 0.5 * share)
        return work, np.minimum(start + work * left, hottest)


Closure = Callable[[Points, State, Array], Array]


def _newton(cycle: _Cycle, points: Points, first: Array, closure: Closure | None, iterations: int = 100) -> Array:
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


def _values(cycle: _Cycle, points: Points, unknown: Array, closure: Closure | None) -> Array:
    state = cycle.state(points, unknown)
    if closure is None:
        return state.equations
    return np.concatenate([state.equations, closure(points, state, unknown)[None]])


def _linearized(
    cycle: _Cycle, points: Points, unknown: Array, closure: Closure | None, unknowns: int
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


def _gently_least(one: Array, other: Array, width: float) -> Array:
    """Return the lesser of two, with the corner where they meet rounded off over `width` either way."""
    gap = np.maximum(width - np.abs(one - other), 0.0)
    return np.asarray(np.minimum(one, other) - gap**2 / (4.0 * width))


def _slack(state: State, limits: Limits) -> Array:
    """How far the nearest limit is, on scales on which 1 is comfortable; negative beyond it."""
    return np.minimum(
        np.log(limits.condensing_pressure / state.condensing_pressure),
        (state.evaporating - limits.evaporating_temperature) / 10.0,
    )


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
    cycle = _Cycle(table, compressor, circuit)
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


def _hold_back(cycle: _Cycle, points: Points, first: Array, unknown: Array, limits: Limits) -> Array:
    """Solve again, with the speed that the limits leave, the points that lie beyond one."""
    state = cycle.state(points, unknown)
    solved = state.residual < 1e-3
    over = ~solved | (_slack(state, limits) < DERATING)
    if not np.any(over):
        return unknown

    def limited(here: Points, state: State, trial: Array) -> Array:
        asked = np.log(here.speed) - trial[3]
        held_back = _gently_least(asked, _slack(state, limits), DERATING)
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
