"""Charts of a sweep: the parameters that could change the ranking (tornado), and a map of two of them."""

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from cosim.pictures import as_written, label, save
from cosim.sweep.model import LABELS
from cosim.sweep.sweep import Line, Sweep

# Okabe and Ito, "Color Universal Design", lightened to carry text
COLOURS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999")
LIGHT, DARK = "#0072B2", "#D55E00"


@as_written()
def draw(result: Sweep, path: Path) -> None:
    """Draw a sweep to `path` in the format of its suffix."""
    figure = Figure(figsize=(13, 5.6), layout="constrained")
    unit = LABELS[result.quantity].rpartition(", ")[2]
    figure.suptitle(f"{result.title}: {LABELS[result.quantity]}", fontsize=13, fontweight="bold", x=0.01, ha="left")
    left, right = figure.subplots(1, 2)
    _tornado(left, result, unit)
    if result.map_axes is not None:
        _map(right, result, unit)
    else:
        _lines(right, result)
    save(figure, path)


def _tornado(axes: Axes, result: Sweep, unit: str) -> None:
    lines = sorted(result.lines, key=lambda line: np.ptp(line.margin))
    usual = _margin_as_usual(lines[0])
    for row, line in enumerate(lines):
        ends = ((line.margin[0], line.parameter.low, LIGHT), (line.margin[-1], line.parameter.high, DARK))
        for end, value, colour in ends:
            axes.barh(row, end - usual, left=usual, color=colour, height=0.55, alpha=0.85)
            axes.annotate(f"{value:g}", (end, row), xytext=(4 if end >= usual else -4, 0), textcoords="offset points",
                          va="center", ha="left" if end >= usual else "right", fontsize=9)  # fmt: skip
    axes.axvline(0, color="#000000", linewidth=1.2)
    axes.axvline(usual, color="#999999", linewidth=0.8, linestyle="--")
    axes.set_yticks(range(len(lines)), [line.parameter.name for line in lines])
    said = f"How far {result.best} is ahead of the next best, {unit}; left of 0 another is best"
    axes.set_xlabel(textwrap.fill(said, 70))
    axes.set_title("One at a time, the others at base values", fontsize=10, loc="left")
    axes.margins(x=0.15)
    axes.legend(handles=[Patch(color=LIGHT, label="lowest value"), Patch(color=DARK, label="highest value")],
                frameon=False, fontsize=8, loc="lower right")  # fmt: skip
    axes.spines[["top", "right"]].set_visible(False)


def _margin_as_usual(line: Line) -> float:
    return float(np.interp(line.usual, line.values, line.margin))


def _map(axes: Axes, result: Sweep, unit: str) -> None:
    assert result.map_axes is not None, "asked before"
    assert result.map_values is not None, "comes with the axes"
    first, second = result.map_axes
    winners = result.map_values.argmin(axis=2)
    ordered = np.sort(result.map_values, axis=2)
    colours = [COLOURS[number % len(COLOURS)] for number in range(len(result.names))]
    extent: Any = (first[0], first[-1], second[0], second[-1])
    axes.pcolormesh(first, second, winners, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(colours) - 0.5,
                    shading="nearest", alpha=0.55, rasterized=True)  # fmt: skip
    if ordered.shape[2] > 1 and np.ptp(ordered[..., 1] - ordered[..., 0]) > 0:
        lines = axes.contour(first, second, ordered[..., 1] - ordered[..., 0], colors="#333333", linewidths=0.7)
        axes.clabel(lines, fontsize=8, fmt="%g")
    axes.plot(result.lines[0].usual, result.lines[1].usual, "o", color="#000000", markersize=6)
    axes.set_xlim(extent[0], extent[1])
    axes.set_ylim(extent[2], extent[3])
    axes.set_xlabel(result.lines[0].parameter.name)
    axes.set_ylabel(result.lines[1].parameter.name)
    axes.set_title(f"What is best, and by how much ({unit}); the dot is the base case", fontsize=10, loc="left")
    seen = [number for number in range(len(result.names)) if np.any(winners == number)]
    handles = [Patch(color=colours[number], alpha=0.55, label=label(result.names[number])) for number in seen]
    axes.legend(handles=handles, fontsize=9, loc="upper right", framealpha=0.9)


def _lines(axes: Axes, result: Sweep) -> None:
    found = result.results
    for number, name in enumerate(result.names):
        values = found[result.quantity].values[:, number]
        order = np.argsort(found["parameter_0"].values)
        axes.plot(found["parameter_0"].values[order], values[order], color=COLOURS[number % len(COLOURS)],
                  label=label(name))  # fmt: skip
    axes.set_xlabel(result.lines[0].parameter.name)
    axes.set_ylabel(LABELS[result.quantity])
    axes.set_title("Each configuration", fontsize=10, loc="left")
    axes.legend(frameon=False, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
