"""Picture of what the gauges show over time: through a defrost second by second, or over a day."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cosim.arrays import Array
from cosim.constants import STANDARD_PRESSURE
from cosim.errors import Fault, InvalidInput
from cosim.pictures import as_written, save
from cosim.results.sequence import Line, Sequence
from cosim.schema.palette import BLACK, BLUE, EDGE, GREEN, ORANGE, PALE_GREY, RULE, SKY, VERMILION
from cosim.units import System, from_si

LONGEST_BREAK = 3.0  # intervals without a reading, after which a line is broken
TEMPERATURES = (
    ("discharge_temperature", "discharge line", VERMILION, "-"),
    ("condensing_temperature", "condensing", ORANGE, "--"),
    ("supply_temperature", "supply air", BLACK, ":"),
    ("suction_temperature", "suction line", SKY, "-"),
    ("evaporating_temperature", "evaporating", BLUE, "--"),
)


@as_written()
def draw_gauges(log: Sequence, path: Path, system: System) -> None:
    """Draw the readings of a log: pressures above, temperatures of lines and air below, defrosts shaded.

    Raises
    ------
    InvalidInput
        If nothing was read, because the compressor stood.
    """
    read = [line for line in log.lines if line.said.startswith("  gauges") and line.suction_pressure is not None]
    if not read:
        raise InvalidInput(
            [Fault("-o", "the compressor did not run, so there is nothing to draw", "ask for other hours")]
        )
    zero = np.datetime64(log.first)
    times = np.array([_minutes(line.time, zero) for line in read])
    figure = Figure(figsize=(11.0, 7.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2, 3))
    us = system == "us"
    for name, title, colour in (("discharge_pressure", "discharge", VERMILION), ("suction_pressure", "suction", BLUE)):
        values = _column(read, name) - STANDARD_PRESSURE
        upper.plot(
            *_broken(times, values * from_si(1.0, "pressure", "psi" if us else "bar")), color=colour, label=title
        )
    upper.set(ylabel="Pressure, psig" if us else "Pressure, bar gauge")
    upper.set_ylim(bottom=0)
    for name, title, colour, style in TEMPERATURES:
        kelvin = _column(read, name)
        shown = np.array([from_si(value, "temperature", "f" if us else "c") for value in kelvin])
        lower.plot(*_broken(times, shown), color=colour, linestyle=style, label=title)
    lower.set(ylabel="Temperature, °F" if us else "Temperature, °C")
    _frost(lower, times, read, system)
    for axis in (upper, lower):
        _shade(axis, log, zero)
        axis.grid(color=RULE)
        axis.legend(
            frameon=False, fontsize="small", loc="center left", bbox_to_anchor=(1.06 if axis is lower else 1.0, 0.5)
        )
    lower.set_xlabel(f"Minutes from {log.first[5:].replace('T', ' ')}")
    lower.set_xlim(times[0], times[-1] if times[-1] > times[0] else times[0] + 1.0)
    figure.suptitle(f"{log.configuration}, {log.first[5:].replace('T', ' ')} to {log.last[5:].replace('T', ' ')}")
    save(figure, path)


def _column(read: list[Line], name: str) -> Array:
    return np.array([np.nan if getattr(line, name) is None else getattr(line, name) for line in read])


def _broken(times: Array, values: Array) -> tuple[Array, Array]:
    """Return a course with gaps where nothing was read for a while."""
    if times.size < 3:
        return times, values
    steps = np.diff(times)
    gaps = np.flatnonzero(steps > LONGEST_BREAK * np.median(steps)) + 1
    return np.insert(times, gaps, times[gaps]), np.insert(values, gaps, np.nan)


def _frost(axis: Axes, times: Array, read: list[Line], system: System) -> None:
    frost = np.array([line.frost or 0.0 for line in read])
    if frost.max() < 0.01:
        return
    right = axis.twinx()
    amount = frost if system == "si" else np.array([from_si(kg, "mass", "lb") for kg in frost])
    right.plot(*_broken(times, amount), color=GREEN, linewidth=1.0)
    right.set_ylabel("Frost, kg" if system == "si" else "Frost, lb", color=GREEN)
    right.set_ylim(bottom=0)


def _minutes(time: str, zero: np.datetime64) -> float:
    return float((np.datetime64(time) - zero) / np.timedelta64(1, "s")) / 60.0


def _shade(axis: Axes, log: Sequence, zero: np.datetime64) -> None:
    """Shade defrosts, and mark the steps of each."""
    begun: float | None = None
    named: set[str] = set()

    def once(label: str) -> str:
        """Return a label for the legend, the first time; matplotlib leaves out what begins with an underscore."""
        told = f"_{label}" if label in named else label
        named.add(label)
        return told

    for line in log.lines:
        at = _minutes(line.time, zero)
        if line.said.startswith("defrost begins"):
            begun = at
        elif line.said == "defrost ends" and begun is not None:
            axis.axvspan(begun, at, color=PALE_GREY, alpha=0.5, zorder=0, label=once("defrost"))
            begun = None
        elif begun is not None and line.said.startswith("  reversing valve"):
            axis.axvline(at, color=EDGE, linewidth=0.8, linestyle=":", label=once("valve shifts"))
