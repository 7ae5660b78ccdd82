"""Charts one by one: each takes matplotlib axes, draws into them and returns them.

Without `ax` a chart makes axes of its own. `results` is a Dataset of `cosim.simulate`, a configuration a name in it;
without one it is the first.

>>> import cosim
>>> results = cosim.simulate(cosim.load("quick-start"), start=0, end=48)
>>> ax = cosim.charts.week(results)
>>> ax.get_ylabel()
'Power, kW (fuel: as burnt)'
"""

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.dates import ConciseDateFormatter

from cosim.arrays import Array
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.pictures import as_written, label
from cosim.results.bins import MODES, temperature_bins
from cosim.results.plots.comparison import (
    annual_of,
    coldest_week,
    defrosts_between,
    draw_power,
    draw_temperatures,
    labels_of,
    power_by_use,
    shared_by_use,
    shown_uses,
    stack,
)
from cosim.results.plots.cycle import draw_circuit, draw_dome
from cosim.results.plots.machine import draw_line
from cosim.schema.end_uses import FIXED, GAS, HVAC, REFRIGERANT, EndUse
from cosim.schema.palette import BLUE, GREEN, ORANGE, PURPLE, RULE, SKY, VERMILION

if TYPE_CHECKING:
    from cosim.config.equipment import HeatPumpConfig
    from cosim.equipment.machine import Mode
    from cosim.service.gauges import Gauges
    from cosim.sizing.balance import Balance
    from cosim.units import System

__all__ = ["balance", "bins", "capacity", "cop", "cost", "duration", "emissions", "energy", "pressure_enthalpy",
           "temperatures", "week"]  # fmt: skip

LINES = ((BLUE, "-"), (VERMILION, "-"), (GREEN, "-"), (PURPLE, "-"), (ORANGE, "-"), (SKY, "-"))
DASHES = ("-", "--", ":", "-.")


def energy(results: xr.Dataset, *, ax: Axes | None = None) -> Axes:
    """Draw the energy of heating and cooling by end use, kWh over the whole period, a bar a configuration."""
    return _bars(results, [(use, annual_of([results], *use.annual)) for use in shown_uses(HVAC, [results])],
                 "Energy for heating and cooling, kWh", ax)  # fmt: skip


def cost(results: xr.Dataset, *, ax: Axes | None = None) -> Axes:
    """Draw what the whole house costs by end use, US dollars over the whole period, a bar a configuration."""
    parts = [(GAS, annual_of([results], "gas_cost")), *shared_by_use([results], "cost")]
    return _bars(results, [*parts, (FIXED, annual_of([results], "fixed_cost"))], "Cost of the whole house, $", ax)


def emissions(results: xr.Dataset, *, ax: Axes | None = None) -> Axes:
    """Draw what the whole house emits by end use, kg CO2e over the whole period, a bar a configuration."""
    parts = [(GAS, annual_of([results], "gas_emissions")), *shared_by_use([results], "emissions")]
    lost = annual_of([results], "refrigerant_emissions")
    return _bars(results, [*parts, (REFRIGERANT, lost)], "Emissions of the whole house, kg CO₂e", ax)


@as_written()
def week(
    results: xr.Dataset, configuration: str | None = None, *, start: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw seven days of power for heating and cooling, hour by hour, with defrosts marked.

    Parameters
    ----------
    results : xarray.Dataset
    configuration : str, optional
        Its name.
    start : str, optional
        First day, such as "01-10"; by default the coldest week is drawn.
    ax : matplotlib.axes.Axes, optional
    """
    part = _seven_days(results, start)
    one = part.sel(configuration=_named(results, configuration))
    uses = shown_uses(HVAC, [results])
    top = max(float(power_by_use(one, uses).sum(axis=0).max()), 0.1)
    begin, end = one["time_bounds"].values[0, 0], one["time_bounds"].values[-1, 1]
    ax = _axes(ax)
    draw_power(ax, one, uses, top, defrosts_between(one, begin, end))
    ax.set_ylabel("Power, kW (fuel: as burnt)")
    ax.set_xlim(begin, end)
    _dates(ax)
    return ax


@as_written()
def temperatures(results: xr.Dataset, *, start: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw seven days of temperatures outdoors and indoors, °C; `start` as of `week`."""
    ax = _axes(ax)
    draw_temperatures(ax, _seven_days(results, start))
    _dates(ax)
    return ax


@as_written()
def duration(results: xr.Dataset, variable: str = "house_electricity", *, ax: Axes | None = None) -> Axes:
    """Draw in how many hours a power is exceeded, kW, a line a configuration; `variable` is an hourly one in W."""
    known = [str(name) for name, one in results.data_vars.items() if one.attrs.get("units") == "W"]
    if variable not in known:
        raise InvalidInput([Fault("variable", f"{variable[:40]!r} is no hourly power", did_you_mean(variable, known))])
    ax = _axes(ax)
    for number, name in enumerate(results["configuration"].values):
        power = np.sort(results[variable].sel(configuration=name).values)[::-1] / 1e3
        colour, _ = LINES[number % len(LINES)]
        dash = DASHES[number // len(LINES) % len(DASHES)]
        ax.plot(np.arange(1, power.size + 1), power, color=colour, linestyle=dash, label=label(str(name)))
    ax.set(xlabel="Hours in which it is exceeded", ylabel=f"{results[variable].attrs['long_name']}, kW", xlim=(0, None),
           ylim=(min(0.0, float(results[variable].min()) / 1e3), None))  # fmt: skip
    ax.legend(frameon=False, fontsize="small")
    return _tidied(ax)


@as_written()
def bins(
    results: xr.Dataset, configuration: str | None = None, *, mode: str = "heating", width: float = 2.0,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw heat by outdoor temperature, kWh in each bin of `width` K, by source; `mode` is heating or cooling."""
    if mode not in MODES:
        raise InvalidInput([Fault("mode", f"{mode!r} is none", f"choose {', '.join(MODES)}")])
    table = temperature_bins(results, width=width).loc[_named(results, configuration)]
    ax = _axes(ax)
    below = np.zeros(len(table))
    for (column, words), colour in zip(MODES[mode].items(), (BLUE, PURPLE, VERMILION, ORANGE), strict=False):
        values = table[column].to_numpy()
        if values.any():
            ax.bar(table.index, values, 0.9 * width, bottom=below, align="edge", color=colour, label=words)
            below = below + values
    ax.set(xlabel="Outdoor temperature, °C", ylabel=f"{mode.capitalize()}, kWh in each {width:g} K")
    ax.legend(frameon=False, fontsize="small")
    return _tidied(ax)


@as_written()
def capacity(machine: "HeatPumpConfig", mode: "Mode" = "heating", *, ax: Axes | None = None) -> Axes:
    """Draw a machine's steady capacity, kW, over the outdoor temperature at its speeds, and published points."""
    return draw_line(_axes(ax), machine, mode, "capacity")


@as_written()
def cop(machine: "HeatPumpConfig", mode: "Mode" = "heating", *, ax: Axes | None = None) -> Axes:
    """Draw a machine's steady COP over the outdoor temperature at its speeds, and published points."""
    return draw_line(_axes(ax), machine, mode, "cop")


@as_written()
def pressure_enthalpy(gauges: "Gauges", *, units: "System" = "si", ax: Axes | None = None) -> Axes:
    """Draw the cycle of a machine in the pressure-enthalpy diagram, from `cosim.service.gauges.gauges`."""
    from cosim.refrigerants.properties import property_table

    ax = _axes(ax)
    draw_dome(ax, property_table(gauges.config.refrigerant), units)
    draw_circuit(ax, gauges, units)
    ax.set(xlabel="Enthalpy, Btu/lb" if units == "us" else "Enthalpy, kJ/kg",
           ylabel="Pressure, psia" if units == "us" else "Pressure, bar (absolute)")  # fmt: skip
    ax.legend(frameon=False, fontsize="x-small")
    return ax


@as_written()
def balance(found: "Balance", *, configuration: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw load line, capacities and thermal balance point of a heat pump, from `cosim.sizing.balance.balance`."""
    from cosim.sizing.plots import draw_heat

    points = {point.configuration: point for point in found.points}
    if not points or (configuration is not None and configuration not in points):
        problem = "none has a heat pump" if not points else f"{configuration!r} has no heat pump"
        raise InvalidInput([Fault("configuration", problem, did_you_mean(configuration or "", points))])
    ax = _axes(ax)
    draw_heat(ax, found, points[configuration or next(iter(points))], last=True)
    ax.set(xlabel="Outdoor temperature, °C", ylabel="Heat, kW")
    ax.legend(frameon=False, fontsize="small")
    return _tidied(ax)


@as_written()
def _bars(results: xr.Dataset, parts: list[tuple[EndUse, Array]], title: str, ax: Axes | None) -> Axes:
    ax = _axes(ax)
    kept = [(use, values) for use, values in parts if np.any(values)]
    stack(ax, labels_of([results]), kept)
    ax.invert_yaxis()
    ax.set_xlabel(title)
    ax.legend(list(ax.containers), [use.label for use, _ in kept], frameon=False, fontsize="small",
              loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3)  # fmt: skip
    return ax


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(layout="constrained")[1]


def _named(results: xr.Dataset, configuration: str | None) -> str:
    names = [str(name) for name in results["configuration"].values]
    if configuration is None:
        return names[0]
    if configuration not in names:
        problem = f"{configuration[:60]!r} is not in the results"
        raise InvalidInput([Fault("configuration", problem, did_you_mean(configuration, names))])
    return configuration


def _seven_days(results: xr.Dataset, start: str | None) -> xr.Dataset:
    if start is None:
        return coldest_week(results)
    year = results["time"].values[0].astype("datetime64[Y]")
    try:
        first = np.datetime64(f"{year}-{start[-5:]}")
    except ValueError:
        first = np.datetime64("NaT", "D")
    inside = (results["time"].values >= first) & (results["time"].values < first + np.timedelta64(7, "D"))
    if not inside.any():
        problem = f"{start[:20]!r} is no day of the results"
        raise InvalidInput([Fault("start", problem, "write month and day, such as 01-10")])
    return results.isel(time=inside)


def _dates(ax: Axes) -> None:
    locator = ax.xaxis.get_major_locator()
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def _tidied(ax: Axes) -> Axes:
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color=RULE, linewidth=0.6)
    ax.set_axisbelow(True)
    return ax
