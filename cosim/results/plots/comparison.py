"""One picture of a comparison: annual energy, cost and emissions by end use, and what happened in the coldest week."""

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, DayLocator
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cosim.constants import FREEZING
from cosim.pictures import as_written, save
from cosim.results.comparison import period
from cosim.schema.end_uses import ELECTRIC, FIXED, GAS, HVAC, REFRIGERANT, EndUse
from cosim.schema.palette import AXIS, BLACK, BLUE, EDGE, RULE, VERMILION

WEEK = 7 * 24
NAME_WIDTH = 22


@as_written()
def draw(results: Sequence[xr.Dataset], path: Path | str) -> None:
    """Draw results to `path`; its suffix tells the format.

    The bars show every configuration of all results, the week the configurations of the first.
    """
    figure = picture(results)
    save(figure, path)


@as_written()
def picture(results: Sequence[xr.Dataset]) -> Figure:
    """Return the picture as a matplotlib figure."""
    names, bars = labels_of(results), sum(dataset.sizes["configuration"] for dataset in results)
    first = results[0]
    strips = first.sizes["configuration"]
    lines = max(name.count("\n") for name in names) + 1
    heights = [0.8 + max(0.5, 0.17 * lines + 0.1) * bars, 1.7, *([1.0] * strips)]
    figure = Figure(figsize=(12, sum(heights) + 1.9), layout=ConstrainedLayoutEngine(hspace=0.03))
    figure.suptitle(f"{first.attrs['title']} ({period(first)})", fontsize=14, fontweight="bold", x=0.01, ha="left")
    upper, lower = cast(Any, figure.subfigures)(2, 1, height_ratios=[heights[0] + 0.7, sum(heights[1:]) + 0.8])
    _draw_bars(upper, results, names)
    _draw_week(lower, first)
    return figure


def labels_of(results: Sequence[xr.Dataset]) -> list[str]:
    """Return the name of each configuration of all results, on short lines; with its site where there are several."""
    several = len({dataset.attrs["site"] for dataset in results}) > 1
    return [
        textwrap.fill(str(name), NAME_WIDTH)
        + (f"\n({textwrap.fill(dataset.attrs['site'], NAME_WIDTH)})" if several else "")
        for dataset in results
        for name in dataset["configuration"].values
    ]


def annual_of(results: Sequence[xr.Dataset], *figures: str) -> Any:
    """Return the sum of annual figures, a number for each configuration of all results."""
    return np.concatenate(
        [np.sum([dataset[f"annual_{name}"].values for name in figures], axis=0) for dataset in results]
    )


def shown_uses(uses: Sequence[EndUse], results: Sequence[xr.Dataset]) -> list[EndUse]:
    """Return the end uses without optional ones that no configuration has."""
    return [use for use in uses if not use.optional or np.any(annual_of(results, *use.annual))]


def _draw_bars(area: Any, results: Sequence[xr.Dataset], names: list[str]) -> None:
    energy_axes, cost_axes, emission_axes = area.subplots(1, 3, sharey=True)
    stack(energy_axes, names, [(use, annual_of(results, *use.annual)) for use in shown_uses(HVAC, results)])
    energy_axes.set_title("Energy for heating and cooling, kWh")
    lost = annual_of(results, "refrigerant_emissions")
    for axes, quantity, title, extra in (
        (cost_axes, "cost", "Cost of the whole house, $", (FIXED, annual_of(results, "fixed_cost"))),
        (emission_axes, "emissions", "Emissions of the whole house, kg CO₂e", (REFRIGERANT, lost)),
    ):
        parts = [(GAS, annual_of(results, f"gas_{quantity}")), *shared_by_use(results, quantity)]
        stack(axes, names, [*parts, extra] if np.any(extra[1]) else parts)
        axes.set_title(title)
    energy_axes.invert_yaxis()
    handles = [
        Patch(facecolor=use.colour, hatch=use.hatch, edgecolor=EDGE if use.hatch else "none", label=use.label)
        for use in (
            *shown_uses(HVAC, results),
            *(use for use in shown_uses(ELECTRIC, results) if not use.is_hvac),
            FIXED,
            *((REFRIGERANT,) if np.any(lost) else ()),
        )
    ]
    area.legend(handles=handles, loc="outside lower center", ncols=5, frameon=False, fontsize=9)


def shared_by_use(results: Sequence[xr.Dataset], quantity: str) -> list[tuple[EndUse, Any]]:
    """Return the part of each use of electricity in what all of it costs or emits, by the hours in which it is used."""
    by_hour = {"cost": "electricity_price", "emissions": "electricity_emission_factor"}[quantity]
    shared = []
    for use in shown_uses(ELECTRIC, results):
        parts = []
        for dataset in results:
            factor = dataset[by_hour].values
            whole = dataset["house_electricity"].values @ factor
            part = np.sum([dataset[name].values for name in use.hourly], axis=0) @ factor
            parts.append(part / np.where(whole != 0, whole, 1) * dataset[f"annual_electricity_{quantity}"].values)
        shared.append((use, np.concatenate(parts)))
    return shared


def stack(axes: Axes, names: list[str], parts: Sequence[tuple[EndUse, Any]]) -> None:
    """Draw a bar a name, made of parts, with its total beside it."""
    positions = np.arange(len(names))
    left = np.zeros(len(names))
    for use, width in parts:
        axes.barh(positions, width, left=left, height=0.62, color=use.colour, hatch=use.hatch,
                  edgecolor=EDGE if use.hatch else "none", linewidth=0.5)  # fmt: skip
        left = left + width
    for position, total in zip(positions, left, strict=True):
        axes.annotate(f"{total:,.0f}", (total, position), (4, 0), textcoords="offset points", va="center", fontsize=9)
    axes.set_yticks(positions, names, fontsize=9)
    axes.set_xlim(0, max(left.max() * 1.17, 1))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.tick_params(axis="x", labelsize=8)
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="x", nbins=5)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)


def coldest_week(dataset: xr.Dataset) -> xr.Dataset:
    """Return the seven days, midnight to midnight, whose mean outdoor temperature is lowest; all if there are fewer."""
    outdoor = dataset["outdoor_temperature"].values[0]
    days = len(outdoor) // 24
    if days <= 7:
        return dataset
    daily = outdoor[: days * 24].reshape(days, 24).mean(axis=1)
    start = int(np.argmin(np.convolve(daily, np.ones(7), mode="valid"))) * 24
    return dataset.isel(time=slice(start, start + WEEK))


def _draw_week(area: Any, dataset: xr.Dataset) -> None:
    week = coldest_week(dataset)
    count = week.sizes["configuration"]
    all_axes = area.subplots(count + 1, 1, sharex=True, height_ratios=[1.7, *([1.0] * count)])
    begin, end = week["time_bounds"].values[0, 0], week["time_bounds"].values[-1, 1]
    area.suptitle(f"The coldest week, {period(week)} at {week.attrs['site']} (hourly means)",
                  fontsize=11, x=0.01, ha="left")  # fmt: skip
    draw_temperatures(all_axes[0], week)
    uses = shown_uses(HVAC, [dataset])
    top = max(power_by_use(week.isel(configuration=index), uses).sum(axis=0).max() for index in range(count))
    for index, axes in enumerate(all_axes[1:]):
        one = week.isel(configuration=index)
        draw_power(axes, one, uses, max(top, 0.1), defrosts_between(one, begin, end))
    # one label for all the strips, beside the middle one
    all_axes[1 + count // 2].set_ylabel("Power, kW\n(gas: as burnt)", fontsize=9)
    all_axes[-1].set_xlim(begin, end)
    all_axes[-1].xaxis.set_major_locator(DayLocator())  # type: ignore[no-untyped-call]
    all_axes[-1].xaxis.set_major_formatter(DateFormatter("%a %d %b"))  # type: ignore[no-untyped-call]


def draw_temperatures(axes: Axes, week: xr.Dataset) -> None:
    """Draw temperatures outdoors, and indoors from the warmest to the coldest configuration."""
    time, indoor = week["time"].values, week["indoor_temperature"].values - FREEZING
    axes.plot(time, week["outdoor_temperature"].values[0] - FREEZING, color=BLUE, linewidth=1.5, label="Outdoors")
    label = "Indoors" if len(indoor) == 1 else "Indoors, warmest to coldest configuration"
    axes.fill_between(time, indoor.min(axis=0), indoor.max(axis=0), color=VERMILION, linewidth=1.5, label=label)
    axes.axhline(0, color=AXIS, linewidth=0.6)
    axes.set_ylabel("Temperature, °C", fontsize=9)
    axes.set_ylim(top=float(indoor.max()) + 11)
    axes.legend(loc="upper left", ncols=2, frameon=False, fontsize=9)
    _tidy(axes)


def power_by_use(one: xr.Dataset, uses: Sequence[EndUse]) -> Any:
    """Return the hourly mean power of each end use of one configuration, kW."""
    return np.array([np.sum([one[name].values for name in use.hourly], axis=0) / 1000 for use in uses])


def draw_power(axes: Axes, one: xr.Dataset, uses: Sequence[EndUse], top: float, defrosts: Any) -> None:
    """Draw the power of each use, stacked, and when defrosts began."""
    axes.stackplot(
        one["time"].values, power_by_use(one, uses), colors=[use.colour for use in uses], step="mid", linewidth=0
    )
    indoor = one["indoor_temperature"].values - FREEZING
    said = f"{one['configuration'].item()}:  indoors {indoor.min():.1f} to {indoor.max():.1f} °C"
    if len(defrosts):
        axes.plot(defrosts, np.full(len(defrosts), top * 1.13), "|", color=BLACK, markersize=6, markeredgewidth=0.9)
        said += f",  {len(defrosts)} defrost{'s' if len(defrosts) > 1 else ''} (marked)"
    axes.text(0.006, 0.965, said, transform=axes.transAxes, va="top", fontsize=9)
    axes.set_ylim(0, top * 1.62)
    axes.set_yticks(MaxNLocator(nbins=3).tick_values(0, top)[:-1])  # room for the words above
    _tidy(axes)


def defrosts_between(one: xr.Dataset, begin: Any, end: Any) -> Any:
    """Return when defrosts of one configuration began."""
    start = one["event_start"].values
    of_this = one["event_configuration_name"].values == one["configuration"].item()
    return start[of_this & (one["event_kind"].values == "defrost") & (start >= begin) & (start < end)]


def _tidy(axes: Axes) -> None:
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
