"""Calibrate a machine: find the few physical parameters with which its cycle gives the published performance.

The capacity of a variable-speed machine is met exactly, by the speed that gives it; its power is what the parameters
are fitted to. A machine of one or two speeds is fitted in capacity and power, its displacement among the parameters,
and the share of it, or of the speed, that the lower of two stages uses. Published
power hardly tells the coils' conductances apart from the compressor's efficiency, so two approach temperatures at the
rating points of each mode, with typical values and a small weight, keep the coils realistic. What a sheet leaves open
of the compressor stays near usual values in the same way, so that the machine does not go astray between its points
and beyond them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.calibration.broyden import Trials
from cosim.equipment.machine import MODES, OWN_IN_MODE, Mode, machine
from cosim.equipment.performance import (
    COOLING_RATED,
    COOLING_ROOM,
    HEATING_RATED,
    HEATING_ROOM,
    Steady,
    room_air,
    steady,
)
from cosim.refrigerants.model import State

PRIOR_WEIGHT = 0.3
# difference between air and dew temperature of each coil at the rating point, K: typical of unitary machines
APPROACH: dict[Mode, tuple[float, float]] = {"heating": (8.0, 18.0), "cooling": (17.0, 11.0)}
COLDER_LESS = 0.016  # of capacity, and of approach, is lost per kelvin that it is colder outdoors
# Of a usual machine's compressor, and the weight, per range of bounds, that keeps a fit near it: of weights from 0.05
# to 0.2 this one predicts temperatures left out of 16 sheets of the NEEP list best. For cooling, heating's are usual.
USUAL = {
    "low_stage": 0.67,
    "efficiency": 0.66,
    "best_pressure_ratio": 2.6,
    "pressure_ratio_penalty": 0.2,
    "speed_penalty": 0.1,
    "best_speed": 50.0,
    "drive_power": 20.0,
    "volumetric_slope": 0.03,
}
CLOSENESS = 0.1

# Data sheets end at 5 °F; beyond it a fit would let the efficiency fall without bottom. Scroll and rotary machines keep
# this much of it at a pressure ratio of 10.
COLD_EFFICIENCY, COLD_RATIO = 0.42, 10.0

# bounds of what is fitted; conductances and displacement are multiples of the starting machine's
COMPRESSOR = {
    "efficiency": (0.50, 0.80),
    "best_pressure_ratio": (1.8, 4.0),
    "pressure_ratio_penalty": (0.02, 0.8),
    "speed_penalty": (0.0, 0.8),
    "best_speed": (30.0, 80.0),
    "drive_power": (0.0, 80.0),
}
# Conductance of the hot shell, W/K per W of rated capacity: of a machine of 3 tons 1.5 W/K of compressor and muffler,
# estimated from their surface, and as much of the gas line.
TYPICAL_SHELL = 3.0 / 10550.0
SHELL = {"shell_conductance": (0.0, 2.7)}
COILS = {"evaporator_conductance": (0.5, 1.7), "condenser_conductance": (0.5, 1.7)}
DISPLACEMENT = {"displacement": (0.7, 1.4)}
STAGE = {"low_stage": (0.45, 0.9)}  # speed of the lower of two stages over that of the higher
SPEED_AND_DRIVE = ("speed_penalty", "best_speed", "drive_power")  # what a machine of one speed does not show
PUMPING = {"volumetric_slope": (0.02, 0.06)}
MULTIPLES = COILS | DISPLACEMENT | SHELL


# A test between 17 and 45 °F counts whole cycles of frost and defrost. At 35 °F the default of the US procedure (10 CFR
# 430, subpart B, appendix M1) is this much of a dry coil's capacity and power; towards both ends it goes to 1.
FROSTING = (264.817, 274.817, 280.372)  # K: 17, 35, 45 °F
FROSTED_CAPACITY, FROSTED_POWER = 0.90, 0.985


@dataclass(frozen=True)
class PublishedPoint:
    """A point of a data sheet, SI: net capacity and total power, both with the indoor fan."""

    mode: Mode
    outdoor: float
    level: str
    """"min", "rated" or "max"."""
    capacity: float
    power: float
    room: float | None = None
    """Indoor dry bulb, K, if not the standard test's."""


def frosted(points: Sequence[PublishedPoint]) -> tuple[Array, Array]:
    """Return the shares of a dry coil's capacity and power that published points hold, frost and defrosts counted."""
    outdoor = np.array([point.outdoor if point.mode == "heating" else FROSTING[0] for point in points])
    middle = np.interp(outdoor, FROSTING, (0.0, 1.0, 0.0))
    return 1.0 - (1.0 - FROSTED_CAPACITY) * middle, 1.0 - (1.0 - FROSTED_POWER) * middle


@dataclass(frozen=True)
class Fit:
    """A calibrated machine and how well it meets its data sheet."""

    config: HeatPumpConfig
    speed: Array
    """Compressor speed at each point, rev/s."""
    power_error: Array
    """Computed over published power, less 1."""
    capacity_error: Array
    pressure_ratio: Array
    """That the compressor works against at each point."""
    efficiency: Array
    """Isentropic efficiency that the compressor would need for the published power; infinite where fans take it all."""

    def rms(self, of: str = "power") -> float:
        """Root mean square of the errors in power or capacity."""
        return float(np.sqrt(np.mean(getattr(self, f"{of}_error") ** 2)))

    def largest(self, of: str = "power") -> float:
        """Largest absolute error in power or capacity."""
        return float(np.max(np.abs(getattr(self, f"{of}_error"))))


def fit(start: HeatPumpConfig, points: Sequence[PublishedPoint]) -> Fit:
    """Calibrate `start` on published points.

    A variable-speed machine is fitted in one mode after the other, heating first; the compressor of the cooling mode
    stays as near to that of the heating mode as the data sheet lets it. A machine of one or two speeds is fitted as a
    whole.

    Parameters
    ----------
    start : HeatPumpConfig
        The machine with everything that is not fitted (refrigerant, fans, air flows, limits), and first values of
        what is. It is taken as a single-speed machine if its rated is its least speed, as one of two if it has stages.
    points : sequence of PublishedPoint
        The data sheet. The approach temperatures are held at the point nearest to each mode's rating point.

    Returns
    -------
    Fit
    """
    modes = _modes(points)
    if has_fixed_speeds(start):
        unknowns = {f"compressor.{n}": bounds for n, bounds in (DISPLACEMENT | PUMPING | COMPRESSOR).items()}
        for name in ("best_speed", "drive_power") if start.compressor.stages == 2 else SPEED_AND_DRIVE:
            del unknowns[f"compressor.{name}"]
        if start.compressor.stages == 2:
            unknowns |= {f"compressor.{name}": bounds for name, bounds in STAGE.items()}
        unknowns |= {f"{mode}.{name}": bounds for mode in modes for name, bounds in COILS.items()}
        if "heating" in modes:
            unknowns |= {f"compressor.{name}": bounds for name, bounds in SHELL.items()}
        config = _fitted(_with_one_compressor(start), points, unknowns, anchored=False)
    else:
        config = start
        for k, mode in enumerate(modes):
            place = "compressor" if k == 0 else mode
            fitted = COMPRESSOR | SHELL if mode == "heating" else COMPRESSOR
            unknowns = {f"{place}.{name}": bounds for name, bounds in fitted.items()}
            unknowns |= {f"{mode}.{name}": bounds for name, bounds in COILS.items()}
            config = _fitted(config, [p for p in points if p.mode == mode], unknowns, anchored=k > 0)
    return compare(config, points)


def compare(config: HeatPumpConfig, points: Sequence[PublishedPoint]) -> Fit:
    """Hold a machine as it is against published points: a variable-speed machine at the speeds that meet capacity."""
    results = {mode: _evaluate(config, [p for p in points if p.mode == mode]) for mode in _modes(points)}
    places = {mode: iter(range(len(result.power_error))) for mode, result in results.items()}
    order = [(point.mode, next(places[point.mode])) for point in points]

    def gather(of: dict[Mode, Array]) -> Array:
        return np.array([of[mode][k] for mode, k in order])

    return Fit(
        config,
        gather({mode: result.steady.speed for mode, result in results.items()}),
        gather({mode: result.power_error for mode, result in results.items()}),
        gather({mode: result.capacity_error for mode, result in results.items()}),
        gather({mode: result.steady.state.pressure_ratio for mode, result in results.items()}),
        gather({mode: result.efficiency for mode, result in results.items()}),
    )


def _fitted(
    start: HeatPumpConfig, points: Sequence[PublishedPoint], unknowns: dict[str, tuple[float, float]], *, anchored: bool
) -> HeatPumpConfig:
    """Return `start` with the dotted `unknowns`, each between its bounds, fitted to `points`.

    `anchored` means that the compressor stays near that of `start`, else it stays near a usual one.
    """
    from scipy.optimize import least_squares

    low, high = (np.array([bounds[end] for bounds in unknowns.values()]) for end in (0, 1))
    names = [name.partition(".")[2] for name in unknowns]
    own = np.array([name not in COILS | DISPLACEMENT for name in names])
    first = np.array([
        1.0 if name in MULTIPLES else USUAL[name] if name in STAGE else getattr(start.compressor, name)
        for name in names
    ])  # fmt: skip
    usual = first if anchored else np.array([USUAL.get(name, 1.0) for name in names])
    first = np.clip(first, low + 1e-3 * (high - low), high - 1e-3 * (high - low))

    last: dict[Mode, Steady] = {}  # each trial begins where the one before it ended

    def misfit(values: Array) -> Array:
        config = adjusted(start, dict(zip(unknowns, values.tolist(), strict=True)))
        misfits = [CLOSENESS * ((values - usual) / (high - low))[own]]
        for mode in _modes(points):
            found = _evaluate(config, [point for point in points if point.mode == mode], last.get(mode))
            last[mode] = found.steady
            misfits += [np.log1p(found.power_error), np.log1p(found.capacity_error)]
            misfits.append(PRIOR_WEIGHT * found.approach_error)
            misfits.append(np.array([10.0 * max(0.0, COLD_EFFICIENCY - _cold_efficiency(config, mode))]))
        return np.concatenate(misfits)

    best = first
    for _ in range(2):  # a second time with derivatives of its own, in case corrected ones led nowhere
        trials = Trials(misfit, high - low, last.clear)
        best = least_squares(
            trials.value, best, trials.slopes, bounds=(low, high), x_scale=high - low, xtol=1e-4, ftol=1e-5, max_nfev=60
        ).x
    return adjusted(start, dict(zip(unknowns, best.tolist(), strict=True)))


def adjusted(start: HeatPumpConfig, values: dict[str, float]) -> HeatPumpConfig:
    """Return `start` with values put in at dotted places; conductances and displacement as multiples of its own.

    ``compressor.low_stage`` gives both modes the speeds of heating, and their lower stage this share of them.
    """
    update: dict[str, dict[str, Any]] = {}
    for place, value in values.items():
        part, _, name = place.partition(".")
        if name in STAGE:
            rated = start.modes()[0].rated_speed
            for mode in ("heating", "cooling"):
                if getattr(start, mode) is not None:
                    update.setdefault(mode, {}).update(rated_speed=rated, min_speed=value * rated)
            continue
        if name in MULTIPLES:
            value = value * getattr(getattr(start, part), name)
        update.setdefault(part, {})[name] = value
    return start.model_copy(
        update={part: getattr(start, part).model_copy(update=changes) for part, changes in update.items()}
    )


def _with_one_compressor(config: HeatPumpConfig) -> HeatPumpConfig:
    """Return `config` with the compressor the same in both modes."""
    own = dict.fromkeys(OWN_IN_MODE)
    modes = {mode: getattr(config, mode) for mode in ("heating", "cooling")}
    return config.model_copy(update={mode: held and held.model_copy(update=own) for mode, held in modes.items()})


def _cold_efficiency(config: HeatPumpConfig, mode: Mode) -> float:
    """Isentropic efficiency at a high pressure ratio and the best speed, as the cycle computes it."""
    compressor = machine(config, mode).compressor
    away = float(np.log(COLD_RATIO / compressor.best_pressure_ratio))
    return compressor.efficiency / (1.0 + compressor.pressure_ratio_penalty * away**2)


def has_fixed_speeds(config: HeatPumpConfig) -> bool:
    """Whether the machine has one speed or two, and no drive that finds the speed for a capacity."""
    heats, _ = config.modes()
    return heats.min_speed == heats.rated_speed or config.compressor.stages == 2


@dataclass(frozen=True)
class _Found:
    steady: Steady
    power_error: Array
    capacity_error: Array
    approach_error: Array
    efficiency: Array


def _modes(points: Sequence[PublishedPoint]) -> list[Mode]:
    return [mode for mode in MODES if any(point.mode == mode for point in points)]


def _evaluate(config: HeatPumpConfig, points: list[PublishedPoint], near: Steady | None = None) -> _Found:
    """Compute what the machine does at `points`, all of one mode."""
    mode = points[0].mode
    unit, rating = machine(config, mode), rating_point(points)
    outdoor = np.array([point.outdoor for point in points])
    of_capacity, of_power = frosted(points)
    capacity = np.array([point.capacity for point in points]) / of_capacity
    power = np.array([point.power for point in points]) / of_power
    usual = HEATING_ROOM if mode == "heating" else COOLING_ROOM
    air = room_air(mode, outdoor, np.array([usual if point.room is None else point.room for point in points]))
    evaporator, _, condenser = air
    speed = np.full_like(outdoor, unit.operation.rated_speed)
    asked = None if has_fixed_speeds(config) else capacity
    if config.compressor.stages == 2:
        speed[[point.level == "min" for point in points]] = unit.operation.min_speed
    if asked is not None and near is None:  # a first guess: capacity goes with speed, 3 % a kelvin with the evaporator
        colder = evaporator[rating] - evaporator
        speed = speed * np.clip(capacity / capacity[rating] * np.exp(0.028 * colder), 0.2, 3.0)
    found = steady(unit, outdoor, speed, net_capacity=asked, air=air, near=near)
    left = np.maximum(power - found.indoor_fan - found.outdoor_fan, 1e-9)
    return _Found(
        steady=found,
        efficiency=found.state.efficiency * (found.power - found.indoor_fan - found.outdoor_fan) / left,
        power_error=found.power / power - 1.0,
        capacity_error=found.capacity / capacity - 1.0,
        approach_error=_approach_error(mode, rating, found.state, evaporator, condenser),
    )


def rating_point(points: Sequence[PublishedPoint]) -> int:
    """Return which of a mode's points is its rating point, or the nearest to it that the sheet has.

    Of two levels at the same temperature the faster one is nearer, for air flows and coils are rated at full load.
    """
    rated = HEATING_RATED if points[0].mode == "heating" else COOLING_RATED
    preferred = ("rated", "max", "min")
    return min(range(len(points)), key=lambda k: (abs(points[k].outdoor - rated), preferred.index(points[k].level)))


def _approach_error(mode: Mode, rating: int, state: State, evaporator: Array, condenser: Array) -> Array:
    usual_evaporator, usual_condenser = APPROACH[mode]
    if mode == "heating":  # where the sheet has no rating point the approaches go with capacity
        smaller = 1.0 - COLDER_LESS * min(max(HEATING_RATED - float(evaporator[rating]), 0.0), 30.0)
        usual_evaporator, usual_condenser = usual_evaporator * smaller, usual_condenser * smaller
    return np.array([
        (evaporator[rating] - state.evaporating[rating]) / usual_evaporator - 1.0,
        (state.condensing[rating] - condenser[rating]) / usual_condenser - 1.0,
    ])  # fmt: skip
