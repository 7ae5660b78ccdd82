"""Pictures of a machine: a calibration beside its data sheet, and capacity and COP over the outdoor temperature."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.calibration.calibrate import Calibration, sheet_of
from cosim.equipment.calibration.fit import PublishedPoint
from cosim.equipment.machine import Mode, machine
from cosim.equipment.performance import steady
from cosim.equipment.speeds import max_speed, min_speed
from cosim.errors import Fault, InvalidInput
from cosim.pictures import as_written, save
from cosim.schema.palette import BLUE, ORANGE, VERMILION
from cosim.units import from_si, linear

COLOURS = {"min": BLUE, "rated": ORANGE, "max": VERMILION}
MARKS = {"heating": "o", "cooling": "s"}
WARMEST = {"heating": 289.8, "cooling": 319.3}  # K: 62 and 115 °F
COLDEST_COOLING = 292.6  # K: 67 °F
KBTU_H = from_si(1e3, "power", "kbtu_h")  # of a kilowatt


@as_written()
def draw_fit(calibration: Calibration, path: Path | str) -> None:
    """Draw power as the calibrated cycle has it, before anchoring, over published power, and the error by point."""
    figure = Figure(figsize=(10.5, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    power = np.array([point.power for point in calibration.points]) / 1e3
    computed = power * (1.0 + calibration.fit.power_error)
    for k, point in enumerate(calibration.points):
        left.plot(power[k], computed[k], MARKS[point.mode], color=COLOURS[point.level])
        error = 100 * calibration.fit.power_error[k]
        right.plot(from_si(point.outdoor, "temperature", "f"), error, MARKS[point.mode], color=COLOURS[point.level])
    longest = 1.1 * max(power.max(), computed.max())
    left.plot([0, longest], [0, longest], color="0.6", linewidth=1)
    left.set(xlabel="Published power, kW", ylabel="Power of the calibrated cycle, kW", xlim=(0, longest))
    right.axhline(0, color="0.6", linewidth=1)
    right.set(xlabel="Outdoor temperature, °F", ylabel="Error in power before anchoring, %")
    for level, colour in COLOURS.items():
        right.plot([], [], "o", color=colour, label=level)
    for mode, mark in MARKS.items():
        right.plot([], [], mark, color="0.4", label=mode)
    right.legend(frameon=False, fontsize="small")
    rms, largest = 100 * calibration.fit.rms(), 100 * calibration.fit.largest()
    figure.suptitle(f"{calibration.config.title or calibration.config.name}: rms {rms:.1f} %, largest {largest:.1f} %")
    save(figure, path)


@as_written()
def draw_map(config: HeatPumpConfig, path: Path | str) -> None:
    """Draw capacity and COP of a machine over the outdoor temperature at its speeds, and its published points."""
    modes: list[Mode] = [mode for mode in ("heating", "cooling") if getattr(config, mode) is not None]
    figure = Figure(figsize=(5.2 * len(modes), 7.0), layout="constrained")
    axes = figure.subplots(2, len(modes), squeeze=False, sharex="col")
    points = sheet_of(config)
    for column, mode in enumerate(modes):
        _draw_mode(axes[0, column], axes[1, column], config, mode, [p for p in points if p.mode == mode])
    figure.suptitle(config.title or config.name, wrap=True)
    save(figure, path)


def _draw_mode(above: Axes, below: Axes, config: HeatPumpConfig, mode: Mode, points: Sequence[PublishedPoint]) -> None:
    draw_line(above, config, mode, "capacity", points)
    draw_line(below, config, mode, "cop", points)
    above.set(title=mode.capitalize(), xlabel="")
    below.get_legend().remove()  # type: ignore[union-attr]
    celsius = above.secondary_xaxis("top", functions=linear(1.0 / 1.8, -32.0 / 1.8))
    celsius.set_xlabel("°C", fontsize="small", labelpad=2)
    celsius.tick_params(labelsize="small")
    kbtu = above.secondary_yaxis("right", functions=linear(KBTU_H))
    kbtu.set_ylabel("kBtu/h", fontsize="small")
    kbtu.tick_params(labelsize="small")


def draw_line(
    axes: Axes,
    config: HeatPumpConfig,
    mode: Mode,
    quantity: Literal["capacity", "cop"],
    points: Sequence[PublishedPoint] | None = None,
) -> Axes:
    """Draw capacity or COP over the outdoor temperature at each speed, with published points as dots."""
    if getattr(config, mode) is None:
        raise InvalidInput([Fault("mode", f"'{config.name}' has none of {mode}", "choose the other one")])
    points = [point for point in sheet_of(config) if point.mode == mode] if points is None else points
    coldest = config.limits.cutoff if mode == "heating" else COLDEST_COOLING
    outdoor = np.linspace(coldest, WARMEST[mode], 40)
    fahrenheit = np.array([from_si(kelvin, "temperature", "f") for kelvin in outdoor])
    levels = speeds_of(config, mode, outdoor)
    for level, speed in levels.items():
        found = steady(machine(config, mode), outdoor, speed)
        values = found.capacity / 1e3 if quantity == "capacity" else found.cop
        axes.plot(fahrenheit, values, color=COLOURS[level], label=level)
    for point in points:
        value = point.capacity / 1e3 if quantity == "capacity" else point.capacity / point.power
        at = from_si(point.outdoor, "temperature", "f")
        axes.plot(at, value, "o", color=COLOURS[point.level], markersize=5)
    for level in COLOURS:
        if level not in levels and any(point.level == level for point in points):
            axes.plot([], [], "o", color=COLOURS[level], markersize=5, label=level)
    axes.set(xlabel="Outdoor temperature, °F", ylabel="Capacity, kW" if quantity == "capacity" else "COP")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, fontsize="small", title="speed; dots: published" if points else "speed")
    axes.grid(color="0.9")
    return axes


def speeds_of(config: HeatPumpConfig, mode: Mode, outdoor: Array) -> dict[str, Array]:
    """Return the compressor's speeds at outdoor temperatures by level; a level that is another's stands once."""
    operation = machine(config, mode).operation
    fastest = max_speed(operation, outdoor)
    levels = {"rated": np.minimum(np.full_like(outdoor, operation.rated_speed), fastest)}
    if operation.min_speed < operation.rated_speed:
        levels["min"] = min_speed(operation, outdoor)
    if np.any(fastest > levels["rated"]):
        levels["max"] = fastest
    return {level: levels[level] for level in COLOURS if level in levels}
