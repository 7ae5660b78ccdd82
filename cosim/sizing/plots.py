"""The technician's balance point chart: load line, capacity lines, crossing points and cost of heat."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput
from cosim.pictures import as_written, label, save
from cosim.sizing.balance import Balance, BalancePoints, Source
from cosim.units import KILOWATT_HOUR, THERM, from_si, linear

LOAD, MIN_SPEED, MAX_SPEED, PUMP = "#000000", "#0072B2", "#D55E00", "#009E73"
OTHERS = ("#CC79A7", "#E69F00", "#56B4E9", "#999999")  # Okabe and Ito
BACKGROUND = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0}
TITLE_WIDTH = 44  # characters above one panel
KBTU_H_OF_KW = 3.412142


@as_written()
def draw_balance(found: Balance, path: Path | str) -> None:
    """Draw load, capacity, cost and emissions over the outdoor temperature, one column for each heat pump."""
    if not found.points:
        fault = Fault(
            "configurations", "none of them has a heat pump, so there are no balance points to draw", "name a heat_pump"
        )
        raise InvalidInput([fault])
    panels = _alike(found.points)
    width = max(4.6 * len(panels), 6.4)
    figure = Figure(figsize=(width, 10.0), layout="constrained")
    axes = figure.subplots(3, len(panels), squeeze=False, sharex="col", sharey="row",
                           height_ratios=[1.6, 1.0, 0.8])  # fmt: skip
    for column, (point, title) in enumerate(panels):
        last = column == len(panels) - 1
        draw_heat(axes[0, column], found, point, last=last)
        axes[0, column].set_title(title, fontsize="medium", pad=26)
        _draw_per_heat(axes[1, column], found, point, "cost", 100 * KILOWATT_HOUR)
        _draw_per_heat(axes[2, column], found, point, "emissions", KILOWATT_HOUR)
        axes[2, column].set_xlabel("Outdoor temperature, °C")
        for row in range(3):
            axes[row, column].grid(color="0.92")
            axes[row, column].spines[["top", "right"]].set_visible(row == 0)
    axes[0, 0].set_ylabel("Heat, kW")
    axes[1, 0].set_ylabel("Cost of heat, cents/kWh")
    axes[2, 0].set_ylabel("CO₂e of heat, kg/kWh")
    _second_scale(axes[1, -1], 0.01 * THERM / KILOWATT_HOUR, "USD/therm")
    _second_scale(axes[2, -1], THERM / KILOWATT_HOUR, "kg/therm")
    figure.suptitle(f"Balance points: {found.scenario}")
    handles: dict[str, Artist] = {}
    for axis in figure.axes:
        for line, name in zip(*axis.get_legend_handles_labels(), strict=True):
            handles.setdefault(name, line)
    figure.legend(list(handles.values()), list(handles), loc="outside lower center",
                  ncols=3 if len(panels) > 1 else 2, frameon=False,
                  fontsize="small")  # fmt: skip
    save(figure, path)


def _alike(points: Sequence[BalancePoints]) -> list[tuple[BalancePoints, str]]:
    """Return one point for all with the same curves, such as one machine beside several backups, and their names."""
    groups: dict[tuple[object, ...], list[BalancePoints]] = {}
    for point in points:
        curves = (point.outdoor, point.load, point.cost, point.emissions, point.lines.outdoor)
        key = (point.thermal, point.min_speed, *(curve.tobytes() for curve in curves))
        groups.setdefault(key, []).append(point)
    return [(group[0], _title([point.configuration for point in group])) for group in groups.values()]


def _title(names: Sequence[str]) -> str:
    """Return names side by side, in as many lines as it takes; none is broken."""
    lines = [names[0]]
    for name in names[1:]:
        if len(lines[-1]) + len(name) < TITLE_WIDTH:
            lines[-1] += f", {name}"
        else:
            lines[-1] += ","
            lines.append(name)
    return "\n".join(lines)


def draw_heat(axes: Axes, found: Balance, point: BalancePoints, *, last: bool) -> None:
    """Draw load line, capacities and the points where they cross."""
    celsius = point.outdoor - FREEZING
    axes.plot(celsius, point.load / 1e3, color=LOAD, linewidth=2.2, label="load line of the house")
    lines = point.lines
    axes.plot(lines.outdoor - FREEZING, lines.at_max / 1e3, color=MAX_SPEED, linewidth=1.8,
              label="heat pump at maximum speed, net of frost")  # fmt: skip
    if point.min_speed is not None:
        axes.plot(lines.outdoor - FREEZING, lines.at_min / 1e3, color=MIN_SPEED, linewidth=1.8,
                  label="heat pump at minimum speed, net of frost")  # fmt: skip
    for number, source in enumerate(found.sources):
        if source.capacity is not None:
            axes.axhline(source.capacity / 1e3, color=OTHERS[number % len(OTHERS)], linewidth=1.0, linestyle="--",
                         label=label(source.name))  # fmt: skip
    for kelvin, word, line in (
        (point.thermal, "thermal balance", lines.at_max),
        (point.min_speed, "cycles above", lines.at_min),
    ):
        if kelvin is not None:
            heat = lines.capacity(kelvin, max_speed=line is lines.at_max) / 1e3
            axes.plot(kelvin - FREEZING, heat, "o", color=LOAD, markersize=6)
            said = f"{word}\n{kelvin - FREEZING:.1f} °C, {from_si(kelvin, 'temperature', 'f'):.0f} °F"
            axes.annotate(said.replace("-", "−"), (kelvin - FREEZING, heat), xytext=(8, 10), textcoords="offset points",
                          fontsize="small", bbox=BACKGROUND)  # fmt: skip
    design = found.loads.heating.outdoor - FREEZING
    axes.axvline(design, color="0.6", linewidth=0.9, linestyle=":")
    axes.annotate("99 %", (design, 0), xytext=(3, 4), textcoords="offset points", fontsize="small", color="0.4")
    axes.set_ylim(bottom=0)
    axes.tick_params(labelbottom=True)
    above = axes.secondary_xaxis("top", functions=linear(1.8, 32.0))
    above.set_xlabel("°F", fontsize="small", labelpad=2)
    above.tick_params(labelsize="small")
    if last:
        _second_scale(axes, KBTU_H_OF_KW, "kBtu/h")


def _draw_per_heat(axes: Axes, found: Balance, point: BalancePoints, by: str, scale: float) -> None:
    axes.plot(point.outdoor - FREEZING, getattr(point, by) * scale, color=PUMP, linewidth=2.0, label="heat pump")
    for number, source in enumerate(found.sources):
        axes.axhline(
            _of(source, by) * scale, color=OTHERS[number % len(OTHERS)], linewidth=1.4, label=label(source.name)
        )
    for crossing in point.crossings:
        if crossing.by == by and crossing.when == "on average" and crossing.outdoor is not None:
            source = next(s for s in found.sources if s.name == crossing.against)
            place = (crossing.outdoor - FREEZING, _of(source, by) * scale)
            axes.plot(*place, "o", color=LOAD, markersize=5)
            said = f"{place[0]:.1f} °C, {from_si(crossing.outdoor, 'temperature', 'f'):.0f} °F".replace("-", "−")
            axes.annotate(said, place, xytext=(6, 6), textcoords="offset points", fontsize="small")
    axes.set_ylim(bottom=0)


def _of(source: Source, by: str) -> float:
    return source.cost if by == "cost" else source.emissions


def _second_scale(axes: Axes, factor: float, label: str) -> None:
    beside = axes.secondary_yaxis("right", functions=linear(factor))
    beside.set_ylabel(label)
