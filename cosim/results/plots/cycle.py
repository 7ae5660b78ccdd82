"""Picture of the cycle in the pressure-enthalpy diagram, with the dome and places named as on the unit."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator

from cosim.arrays import Array
from cosim.pictures import as_written, save
from cosim.refrigerants.properties import PropertyTable, property_table
from cosim.schema.palette import BLACK, BLUE, GREEN, GREY, PALE_GREY, RULE, VERMILION
from cosim.service.gauges import Gauges, Point
from cosim.service.gauges_text import heading
from cosim.units import POUND, System, from_si

WATSON = 0.38
"""Exponent of the heat of vaporization over the distance to the critical temperature (K. M. Watson, 1943)."""
COLDEST = 228.15  # K, dew; the dome is drawn from there
BESIDE = ((9, -7), (9, 6), (-5, 11), (-10, 8), (-10, -8), (-5, -11))
"""Where the number of each place stands beside it, points."""
PER_POUND = from_si(POUND, "energy", "btu")  # Btu/lb of a J/kg


@as_written()
def draw_cycle(expected: Gauges, found: Gauges | None, path: Path, system: System) -> None:
    """Draw the cycle of a machine in order and, where `found` is given, beside it that of one with faults."""
    panels: list[tuple[str, Gauges, Gauges | None]] = [("in order", expected, None)]
    if found is not None:
        panels.append(("found", found, expected))
    figure = Figure(figsize=(6.4 * len(panels), 6.6), layout="constrained")
    axes = figure.subplots(1, len(panels), squeeze=False, sharex=True, sharey=True)[0]
    table = property_table(expected.config.refrigerant)
    for axis, (title, gauges, other) in zip(axes, panels, strict=True):
        draw_dome(axis, table, system)
        if other is not None:
            outline = [*other.cycle, other.cycle[0]]
            axis.plot(*_xy(outline, system), color=GREY, linewidth=1.2, linestyle=(0, (4, 2)), label="in order")
        draw_circuit(axis, gauges, system)
        faults = ", ".join(f"{kind} {share:.0%}" for kind, share in gauges.faults)
        axis.set_title(f"{title}: {faults}".replace("%", " %") if faults else title, fontsize="medium")
        axis.set_xlabel("Enthalpy, Btu/lb" if system == "us" else "Enthalpy, kJ/kg")
    # the places are the same in both, so the last panel, which has the outline too, speaks for all
    figure.legend(*axes[-1].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False,
                  fontsize="x-small", handlelength=1.2)  # fmt: skip
    axes[0].set_ylabel("Pressure, psia" if system == "us" else "Pressure, bar (absolute)")
    figure.suptitle("\n".join(heading(expected, system)), fontsize="medium")
    save(figure, path)


def dome(table: PropertyTable) -> tuple[Array, Array, Array]:
    """Return log pressures and enthalpies, J/kg, of saturated liquid and vapor up to the critical point.

    The property table ends some kelvins below the critical point. From there on the heat of vaporization goes with a
    power of the distance to the critical temperature, and the mean of both enthalpies goes on linearly.
    """
    low = max(float(table.log_pressure_dew(np.array(COLDEST))), table.low)
    log_pressure = np.linspace(low, table.high, 120)
    state = table.saturation(log_pressure)
    width, mean = state.vapor_enthalpy - state.liquid_enthalpy, 0.5 * (state.vapor_enthalpy + state.liquid_enthalpy)
    temperature = 0.5 * (state.dew + state.bubble)
    ratio = (width[-15] / width[-1]) ** (1.0 / WATSON)
    critical = (ratio * temperature[-1] - temperature[-15]) / (ratio - 1.0)
    beyond = critical - (critical - temperature[-1]) * np.linspace(1.0, 0.0, 40)[1:] ** 2
    wide = width[-1] * ((critical - beyond) / (critical - temperature[-1])) ** WATSON
    slope = (mean[-1] - mean[-15]) / (temperature[-1] - temperature[-15])
    middle = mean[-1] + slope * (beyond - temperature[-1])
    steep = (log_pressure[-1] - log_pressure[-15]) / (1.0 / temperature[-15] - 1.0 / temperature[-1])
    high = log_pressure[-1] + steep * (1.0 / temperature[-1] - 1.0 / beyond)
    logs = np.concatenate([log_pressure, high])
    liquid = np.concatenate([state.liquid_enthalpy, middle - 0.5 * wide])
    vapor = np.concatenate([state.vapor_enthalpy, middle + 0.5 * wide])
    return logs, liquid, vapor


def draw_dome(axis: Axes, table: PropertyTable, system: System) -> None:
    """Draw the dome of a refrigerant over a logarithmic axis of pressure."""
    logs, liquid, vapor = dome(table)
    pressure = _pressure(np.exp(logs), system)
    axis.plot(_enthalpy(liquid, system), pressure, color=BLACK, linewidth=1.2)
    axis.plot(_enthalpy(vapor, system), pressure, color=BLACK, linewidth=1.2)
    axis.fill_betweenx(pressure, _enthalpy(liquid, system), _enthalpy(vapor, system), color=PALE_GREY, alpha=0.35)
    axis.set_yscale("log")
    plain = FuncFormatter(lambda value, _: f"{value:g}")
    axis.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.yaxis.set_major_formatter(plain)
    axis.yaxis.set_minor_formatter(FuncFormatter(lambda value, _: ""))
    axis.grid(color=RULE)


def draw_circuit(axis: Axes, gauges: Gauges, system: System) -> None:
    """Draw the circuit: red where pressure is high, blue where it is low, thin where it changes."""
    places = [*gauges.cycle, gauges.cycle[0]]
    for start, end in pairwise(places):
        compressed = np.log(end.pressure / start.pressure)
        if abs(compressed) > 0.3:
            colour, width = GREEN, 1.8
        else:
            colour, width = (VERMILION, 2.8) if start.pressure > gauges.cycle[-1].pressure * 1.01 else (BLUE, 2.8)
        axis.plot(*_xy([start, end], system), color=colour, linewidth=width, solid_capstyle="round", zorder=3)
    for number, place in enumerate(gauges.cycle, start=1):
        (x,), (y,) = _xy([place], system)
        axis.plot(x, y, "o", color=BLACK, markersize=4, zorder=4, label=f"{number}  {place.name}")
        across, up = BESIDE[number - 1]
        axis.annotate(str(number), (x, y), xytext=(across, up), textcoords="offset points", fontsize="small",
                      ha="center", va="center", zorder=5)  # fmt: skip


def _xy(places: list[Point], system: System) -> tuple[Array, Array]:
    return (
        _enthalpy(np.array([place.enthalpy for place in places]), system),
        _pressure(np.array([place.pressure for place in places]), system),
    )


def _enthalpy(value: Array, system: System) -> Array:
    return value * PER_POUND if system == "us" else value / 1e3


def _pressure(value: Array, system: System) -> Array:
    return value * from_si(1.0, "pressure", "psi" if system == "us" else "bar")
