"""From a data sheet to a machine: a starting machine of its size, the fit, the speeds of its levels, the anchors."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import Anchor, HeatPumpConfig, OperationConfig, PublishedConfig, SpeedAt
from cosim.equipment.calibration.fit import (
    COILS,
    COMPRESSOR,
    DISPLACEMENT,
    PUMPING,
    SHELL,
    TYPICAL_SHELL,
    Fit,
    PublishedPoint,
    compare,
    fit,
    frosted,
    has_fixed_speeds,
    rating_point,
)
from cosim.equipment.calibration.sheet import Contradiction, contradictions
from cosim.equipment.machine import MODES, Mode, machine
from cosim.equipment.performance import Steady, room_air, steady
from cosim.errors import CosimError

GAUGE_ROUNDS = 3
DIGITS = 4  # significant digits with which parameters are written; what rounding does is in the anchors
NOTHING = 1e-6  # smaller than any parameter that is one, in SI
CHANGED = (
    "airflow",
    "fan_power",
    "rated_speed",
    "reversing_valve_conductance",
    *COMPRESSOR,
    *COILS,
    *DISPLACEMENT,
    *PUMPING,
    *SHELL,
)
MIN_SHARE = 0.35  # of the rated speed: least speed of a variable-speed machine whose sheet does not say


@dataclass(frozen=True)
class Calibration:
    """A calibrated machine, how well its cycle met the sheet before anchoring, and what the sheet says against it."""

    config: HeatPumpConfig
    points: tuple[PublishedPoint, ...]
    fit: Fit
    """Before anchoring."""
    flags: tuple[Contradiction, ...]


def calibrate(start: HeatPumpConfig, points: Sequence[PublishedPoint], **identity: Any) -> Calibration:
    """Return a machine of the kind of `start` that does what the data sheet says, exactly at its points.

    Parameters
    ----------
    start : HeatPumpConfig
        A machine of the same kind: its refrigerant, cycling, defrost and limits are kept, its sizes scaled.
    points : sequence of PublishedPoint
        The sheet, as `read_sheet` returns it.
    **identity
        Fields that describe the machine: name, title, source, label, limits ...
    """
    modes = [mode for mode in ("heating", "cooling") if any(point.mode == mode for point in points)]
    bare = {mode: (_bare(getattr(start, mode)) if mode in modes else None) for mode in ("heating", "cooling")}
    compressor, rating = start.compressor, _rating(points, "heating")
    if rating is not None and not compressor.shell_conductance:
        typical = TYPICAL_SHELL * rating.capacity
        compressor = compressor.model_copy(update={"shell_conductance": typical})
    begun = start.model_copy(update=bare | {"published": (), "label": None, "compressor": compressor} | identity)
    sized = _gauged(_scaled(begun, points), points)
    fitted = fit(sized, points)
    config = _rounded(_gauged(fitted.config, points))
    result = compare(config, points)
    config = anchored(_with_speeds(config, points, result), points)
    return Calibration(config, tuple(points), result, tuple(contradictions(points)))


@lru_cache(maxsize=32)
def resolved(config: HeatPumpConfig) -> HeatPumpConfig:
    """Return a machine as its cycle: one that is given by its performance table gets speeds and anchors from it."""
    if not config.table:
        return config
    points = sheet_of(config)
    try:
        return anchored(behind(config, points), points)
    except ArithmeticError as error:
        raise CosimError(f"no cycle can be put behind the performance table of '{config.name}': {error}") from error


def behind(config: HeatPumpConfig, points: Sequence[PublishedPoint]) -> HeatPumpConfig:
    """Return the cycle behind a performance table, with the speeds of its levels; the power of points counts not."""
    sized = _gauged(config.model_copy(update={"table": False}), points)
    return _with_speeds(sized, points, compare(sized, points))


@dataclass(frozen=True)
class Anchoring:
    """A machine before its anchors, and what it does where they stand."""

    config: HeatPumpConfig
    """Whose anchors count no more."""
    found: dict[Mode, Steady]
    """What the bare cycle does at the points of each mode, in their order."""
    asked: dict[Mode, Array]
    """Speed at which each level runs there, 1/s."""

    def met(self, points: Sequence[PublishedPoint]) -> HeatPumpConfig:
        """Return the machine with anchors that make points of the same air and levels exact."""
        update: dict[str, Any] = {}
        for mode, found in self.found.items():
            some, speed = [point for point in points if point.mode == mode], self.asked[mode]
            fan = found.indoor_fan if mode == "heating" else -found.indoor_fan
            of_capacity, of_power = frosted(some)  # the simulation adds frost itself
            capacity = (np.array([point.capacity for point in some]) / of_capacity - fan) / found.gross
            power = np.array([point.power for point in some]) / of_power - found.indoor_fan - found.outdoor_fan
            power = power / found.compressor_power
            anchors = tuple(
                Anchor.model_construct(
                    outdoor=round(float(found.outdoor_air[k]), 3),
                    speed=float(speed[k]),
                    level=point.level,
                    capacity=round(float(capacity[k]), 5),
                    power=round(float(power[k]), 5),
                )
                for k, point in enumerate(some)
            )
            update[mode] = getattr(self.config, mode).model_copy(update={"anchors": anchors})
        published = tuple(
            PublishedConfig.model_construct(
                mode=p.mode, outdoor=p.outdoor, level=p.level, capacity=p.capacity, power=p.power
            )
            for p in points
        )
        return self.config.model_copy(update=update | {"published": published})


def anchored(config: HeatPumpConfig, points: Sequence[PublishedPoint]) -> HeatPumpConfig:
    """Return `config` with anchors that make the points exact; each level at the speed that gives its capacity."""
    if any(point.room is not None for point in points):
        return config  # anchors stand at the usual test's room
    return anchoring(config, points).met(points)


def anchoring(config: HeatPumpConfig, points: Sequence[PublishedPoint]) -> Anchoring:
    """Return what anchors at the points need to know; of the points all counts but their power."""
    bare = config.model_copy(update={m: _bare(getattr(config, m)) for m in ("heating", "cooling")})
    speeds = compare(bare, points).speed
    found: dict[Mode, Steady] = {}
    asked: dict[Mode, Array] = {}
    for mode in MODES:
        chosen = [k for k, point in enumerate(points) if point.mode == mode]
        if not chosen:
            continue
        some, speed = [points[k] for k in chosen], np.round(speeds[chosen], 1)
        if config.compressor.stages == 2:  # each level has the one speed, so capacity is anchored as well
            operation = getattr(bare, mode)
            speed = np.array([operation.min_speed if p.level == "min" else operation.rated_speed for p in some])
        found[mode] = steady(machine(bare, mode), np.array([point.outdoor for point in some]), speed)
        asked[mode] = speed
    return Anchoring(config, found, asked)


def sheet_of(config: HeatPumpConfig) -> list[PublishedPoint]:
    """Return the data sheet that a machine carries."""
    return [PublishedPoint(p.mode, p.outdoor, p.level, p.capacity, p.power) for p in config.published]


def _bare(operation: OperationConfig | None) -> OperationConfig | None:
    return None if operation is None else operation.model_copy(update={"anchors": ()})


def _rating(points: Sequence[PublishedPoint], mode: str) -> PublishedPoint | None:
    some = [point for point in points if point.mode == mode]
    return some[rating_point(some)] if some else None


def _scaled(start: HeatPumpConfig, points: Sequence[PublishedPoint]) -> HeatPumpConfig:
    """Return `start` with everything that has a size scaled to the sheet's rated capacity."""
    mode: Mode = "heating" if start.heating is not None else "cooling"
    rating = _rating(points, mode)
    assert rating is not None, "a mode stands only where the sheet has points of it"
    unit = machine(start, mode)
    speed = np.array([unit.operation.rated_speed])
    found = steady(unit, np.array([rating.outdoor]), speed, air=room_air(mode, np.array([rating.outdoor]), rating.room))
    size = rating.capacity / float(found.capacity[0])
    update: dict[str, Any] = {"charge": size * start.charge}
    for part, names in (
        ("compressor", ("displacement", "drive_power")),
        ("outdoor_coil", ("airflow", "fan_power")),
        ("indoor_coil", ("airflow", "fan_power")),
        ("heating", ("evaporator_conductance", "condenser_conductance")),
        ("cooling", ("evaporator_conductance", "condenser_conductance")),
        ("limits", ("reversing_valve_conductance",)),
    ):
        if (held := getattr(start, part)) is not None:
            update[part] = held.model_copy(update={name: size * getattr(held, name) for name in names})
    return start.model_copy(update=update)


def _gauged(config: HeatPumpConfig, points: Sequence[PublishedPoint]) -> HeatPumpConfig:
    """Return `config` with a displacement that gives heating's rated capacity at its rated speed.

    Displacement and speed cannot be told apart by a sheet; the rated speed is where air flows are rated. Cooling takes
    the rated speed that its capacity needs.
    """
    if has_fixed_speeds(config):
        return config  # displacement is among what is fitted
    for _ in range(GAUGE_ROUNDS):
        for mode in ("heating", "cooling"):
            rating, operation = _rating(points, mode), getattr(config, mode)
            if rating is None or operation is None:
                continue
            speed = float(compare(config, [rating]).speed[0])
            if mode == "heating" or config.heating is None:
                larger = config.compressor.displacement * speed / operation.rated_speed
                compressor = config.compressor.model_copy(update={"displacement": larger})
                config = config.model_copy(update={"compressor": compressor})
            else:
                config = config.model_copy(update={mode: operation.model_copy(update={"rated_speed": speed})})
    return config


def _with_speeds(config: HeatPumpConfig, points: Sequence[PublishedPoint], result: Fit) -> HeatPumpConfig:
    """Return `config` with least and greatest speeds as the sheet's levels have them."""
    update: dict[str, Any] = {}
    for mode in ("heating", "cooling"):
        operation, rating = getattr(config, mode), _rating(points, mode)
        if operation is None or rating is None or operation.min_speed == operation.rated_speed:
            continue
        speeds = np.round(result.speed, 1).tolist()
        held = [(point, speed) for point, speed in zip(points, speeds, strict=True) if point.mode == mode]
        rated = operation.rated_speed
        least = min(
            ((abs(point.outdoor - rating.outdoor), speed) for point, speed in held if point.level == "min"),
            default=(0.0, round(MIN_SHARE * rated, 1)),
        )[1]
        least = min(least, rated)
        fastest: dict[float, float] = {}
        for point, speed in held:
            if point.level != "min":
                fastest[point.outdoor] = max(fastest.get(point.outdoor, least), speed)
        slowest = {
            point.outdoor: min(speed, least if point.outdoor == rating.outdoor else rated)
            for point, speed in held
            if point.level == "min"
        }
        if config.compressor.stages == 2:
            fastest, slowest = {}, {}
        fastest[rating.outdoor] = max(fastest.get(rating.outdoor, rated), rated)
        allowed = tuple(SpeedAt.model_construct(outdoor=at, speed=fastest[at]) for at in sorted(fastest))
        lowest = tuple(
            SpeedAt.model_construct(outdoor=at, speed=slowest[at]) for at in sorted(slowest) if len(slowest) > 1
        )
        speeds = {"min_speed": least, "min_speed_at": lowest, "max_speed": allowed}
        update[mode] = operation.model_copy(update=speeds)
    return config.model_copy(update=update)


def _rounded(config: HeatPumpConfig) -> HeatPumpConfig:
    """Return `config` with the digits that its file will have, so that anchors make up for what rounding does."""
    update: dict[str, Any] = {"charge": _digits(config.charge)}
    for part in ("compressor", "outdoor_coil", "indoor_coil", "heating", "cooling", "limits"):
        held = getattr(config, part)
        if held is not None:
            numbers = {n: _digits(v) for n in CHANGED if isinstance(v := getattr(held, n, None), float)}
            update[part] = held.model_copy(update=numbers)
    return config.model_copy(update=update)


def _digits(value: float) -> float:
    return float(f"{value:.{DIGITS}g}") if abs(value) > NOTHING else 0.0
