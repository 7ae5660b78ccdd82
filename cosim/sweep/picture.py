"""Charts of a sweep: what could change the ranking (tornado), each configuration's costs, and a map of two inputs."""

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from cosim.arrays import Array
from cosim.pictures import as_written, label, save
from cosim.schema.palette import (
    AXIS,
    BLACK,
    BLUE,
    EDGE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
)
from cosim.sweep.model import LABELS, number
from cosim.sweep.sweep import Sweep

COLOURS = (ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE, GREY)
AT_LOWEST, AT_HIGHEST = BLUE, VERMILION
FINE = 121  # points of the map along each axis
LANE = 0.19  # of a row: where the bars of both ends lie


@as_written()
def draw(result: Sweep, path: Path | str) -> None:
    """Draw a sweep to `path` in the format of its suffix."""
    rows = len(result.lines) + len(result.names)
    figure = Figure(figsize=(13, max(6.2, 3.4 + 0.42 * rows)), layout="constrained")
    unit = LABELS[result.quantity].rpartition(", ")[2]
    figure.suptitle(f"{result.title}: {LABELS[result.quantity]}", fontsize=13, fontweight="bold", x=0.01, ha="left")
    grid = figure.add_gridspec(2, 2, height_ratios=(len(result.lines) + 1.5, len(result.names) + 1.0))
    _tornado(figure.add_subplot(grid[0, 0]), result, unit)
    _bands(figure.add_subplot(grid[1, 0]), result)
    right = figure.add_subplot(grid[:, 1])
    if result.map_axes is not None:
        _map(right, result, unit)
    else:
        _lines(right, result)
    save(figure, path)


def _tornado(axes: Axes, result: Sweep, unit: str) -> None:
    """Draw the lead of the best as one input moves: a bar for each end of its range, in a lane of its own."""
    lines = sorted(result.lines, key=lambda line: np.ptp(line.margin))
    base = result.base_margin
    for row, line in enumerate(lines):
        ends = (
            (row + LANE, line.margin[0], line.parameter.low, AT_LOWEST),
            (row - LANE, line.margin[-1], line.parameter.high, AT_HIGHEST),
        )
        for height, end, value, colour in ends:
            axes.barh(height, end - base, left=base, color=colour, height=1.9 * LANE)
            axes.annotate(
                number(value),
                (end, height),
                xytext=(4 if end >= base else -4, 0),
                textcoords="offset points",
                va="center",
                ha="left" if end >= base else "right",
                fontsize=8,
            )
        axes.plot([line.margin.min(), line.margin.max()], [row, row], color=BLACK, linewidth=1.0)
    axes.axvline(0, color=BLACK, linewidth=1.2)
    axes.axvline(base, color=EDGE, linewidth=0.8, linestyle="--")
    axes.set_yticks(range(len(lines)), [textwrap.fill(line.parameter.label, 26) for line in lines], fontsize=9)
    said = f"How far {result.best} is ahead of the next best, {unit}; left of 0 another is best"
    axes.set_xlabel(textwrap.fill(said, 70))
    axes.set_title("One input at a time, the others at base values", fontsize=10, loc="left", pad=20)
    axes.use_sticky_edges = False  # labels stand beyond the bars
    axes.margins(x=0.12)
    handles = [
        Patch(color=AT_LOWEST, label="at its lowest value"),
        Patch(color=AT_HIGHEST, label="at its highest value"),
    ]
    axes.legend(handles=handles, frameon=False, fontsize=8, ncols=2, loc="lower left", bbox_to_anchor=(-0.01, 0.98))
    axes.spines[["top", "right"]].set_visible(False)


def _bands(axes: Axes, result: Sweep) -> None:
    """Draw what each configuration comes to over all points, and at base values."""
    low_word, high_word = result.band_in_words
    bands = result.bands()
    for row, name in enumerate(reversed(result.names)):
        low, middle, high = bands[name]
        axes.barh(row, high - low, left=low, height=0.5, color=SKY, alpha=0.6)
        axes.plot([middle, middle], [row - 0.25, row + 0.25], color=BLUE, linewidth=1.6)
        axes.plot(result.base[result.names.index(name)], row, "o", color=BLACK, markersize=5)
    axes.set_yticks(
        range(len(result.names)), [textwrap.fill(label(name), 26) for name in reversed(result.names)], fontsize=9
    )
    axes.set_xlabel(LABELS[result.quantity])
    count = result.results.sizes["sample"]
    said = f"{low_word} to {high_word} of {count} points; line: median, dot: base values"
    axes.set_title(said[0].upper() + said[1:], fontsize=10, loc="left")
    axes.use_sticky_edges = False
    axes.margins(x=0.05, y=0.12)
    axes.spines[["top", "right"]].set_visible(False)


def _finer(first: Array, second: Array, values: Array) -> tuple[Array, Array, Array]:
    """Return a map with more points, between those that were calculated in straight lines."""
    wide, high = (np.linspace(axis[0], axis[-1], FINE) for axis in (first, second))
    across = np.apply_along_axis(lambda row: np.interp(wide, first, row), 1, values)
    return wide, high, np.apply_along_axis(lambda column: np.interp(high, second, column), 0, across)


def _map(axes: Axes, result: Sweep, unit: str) -> None:
    assert result.map_axes is not None, "asked before"
    assert result.map_values is not None, "comes with the axes"
    first, second, values = _finer(*result.map_axes, result.map_values)
    winners = values.argmin(axis=2)
    ordered = np.sort(values, axis=2)
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(result.names))]
    extent: Any = (first[0], first[-1], second[0], second[-1])
    axes.pcolormesh(first, second, winners, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(colours) - 0.5,
                    shading="nearest", alpha=0.55, rasterized=True)  # fmt: skip
    if ordered.shape[2] > 1 and np.ptp(ordered[..., 1] - ordered[..., 0]) > 0:
        lines = axes.contour(first, second, ordered[..., 1] - ordered[..., 0], colors=BLACK, linewidths=0.7)
        axes.clabel(lines, fontsize=8, fmt="%g")
    at = result.lines[0].usual, result.lines[1].usual
    inside = first[0] <= at[0] <= first[-1] and second[0] <= at[1] <= second[-1]
    if inside:
        axes.plot(*at, "o", color=BLACK, markersize=6)
    axes.set_xlim(extent[0], extent[1])
    axes.set_ylim(extent[2], extent[3])
    axes.set_xlabel(result.lines[0].parameter.label)
    axes.set_ylabel(result.lines[1].parameter.label)
    base = (
        "the dot is the base case"
        if inside
        else "the base case is not on it: " + " and ".join(line.stated for line in result.lines[:2])
    )
    axes.set_title(textwrap.fill(f"What is best, and by how much ({unit}); {base}", 66), fontsize=10, loc="left")
    seen = [place for place in range(len(result.names)) if np.any(winners == place)]
    handles = [Patch(color=colours[place], alpha=0.55, label=label(result.names[place])) for place in seen]
    axes.legend(handles=handles, fontsize=9, loc="upper right", framealpha=0.9)


def _lines(axes: Axes, result: Sweep) -> None:
    """Draw each configuration over the only input."""
    line = result.lines[0]
    for place, name in enumerate(result.names):
        axes.plot(line.values, line.costs[:, place], color=COLOURS[place % len(COLOURS)], label=label(name))
        if line.parameter.low <= line.usual <= line.parameter.high:
            axes.plot(line.usual, result.base[place], "o", color=BLACK, markersize=5)
    for at, _, _ in line.flips:
        axes.axvline(at, color=AXIS, linewidth=0.8, linestyle="--")
    axes.set_xlabel(line.parameter.label)
    axes.set_ylabel(LABELS[result.quantity])
    axes.set_title("Each configuration; dashed: another becomes the best", fontsize=10, loc="left")
    axes.legend(frameon=False, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
