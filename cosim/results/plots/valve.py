"""Picture of the reversing valve in both modes: its four lines, hot and cold, with their temperatures."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle, FancyBboxPatch, Rectangle

from cosim.errors import Fault, InvalidInput
from cosim.pictures import as_written, save
from cosim.schema.palette import BLACK, BLUE, ORANGE, PALE_GREY, VERMILION, WHITE
from cosim.service.gauges import Gauges
from cosim.service.gauges_text import degrees
from cosim.units import System

HOT, COLD, LIQUID = (VERMILION, 5.0, "solid"), (BLUE, 5.0, (0, (2.2, 0.7))), (ORANGE, 2.2, "solid")
"""Colour, width and stroke: they differ in stroke and width too, for eyes that do not tell the colours apart."""
OUTDOOR, INDOOR, MIDDLE, VALVE = 1.6, 8.4, 5.0, 5.4
"""Where the coils stand across, and the valve up the picture."""


@as_written()
def draw_valve(heating: Gauges, cooling: Gauges, path: Path, system: System) -> None:
    """Draw the four lines of the reversing valve in both modes, from the readings of each.

    Raises
    ------
    InvalidInput
        If the machine has no reversing valve.
    """
    figure = Figure(figsize=(12.0, 5.6), layout="constrained")
    for axis, gauges in zip(figure.subplots(1, 2), (heating, cooling), strict=True):
        _draw(axis, gauges, system)
    figure.suptitle(f"{heating.config.title or heating.config.name}: the four lines of the reversing valve")
    for stroke, said in (
        (HOT, "hot gas, discharge pressure"),
        (COLD, "cold gas, suction pressure"),
        (LIQUID, "liquid"),
    ):
        figure.axes[0].plot([], [], color=stroke[0], linewidth=stroke[1], linestyle=stroke[2], label=said)
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False,
                  handlelength=4.0)  # fmt: skip
    save(figure, path)


def check_valve(gauges: Gauges) -> None:
    """Raise InvalidInput for a machine that has no reversing valve."""
    config = gauges.config
    if config.heating is None or config.cooling is None:
        only = "cools" if config.heating is None else "heats"
        raise InvalidInput([Fault(f"'{config.name}'", f"has no reversing valve: it only {only}", "--picture cycle")])


def _draw(axis: Axes, gauges: Gauges, system: System) -> None:
    at, readings = gauges.conditions, gauges.readings
    heats = at.mode == "heating"
    indoor, outdoor = (HOT, COLD) if heats else (COLD, HOT)
    axis.set(xlim=(0.0, 10.0), ylim=(-0.3, 7.7), aspect="equal")
    axis.axis("off")
    air = f"{degrees(at.outdoor, system)} outdoors, {degrees(at.indoor, system)} return air"
    axis.set_title(f"{at.mode.capitalize()}: {air}", fontsize="medium")
    # compressor and its two lines, which never change
    compressor = (MIDDLE, 1.5)
    _line(axis, [(4.3, 1.5), (3.2, 1.5), (3.2, 7.3), (MIDDLE, 7.3), (MIDDLE, VALVE + 0.6)], HOT)
    _line(axis, [(MIDDLE, VALVE - 0.6), (MIDDLE, 2.2)], COLD)
    axis.add_patch(Circle(compressor, 0.75, facecolor=WHITE, edgecolor=BLACK, linewidth=1.5, zorder=4))
    _text(axis, *compressor, "compressor", "center")
    # the lines to the coils
    _line(axis, [(MIDDLE - 1.0, VALVE - 0.6), (MIDDLE - 1.0, 3.9), (OUTDOOR, 3.9), (OUTDOOR, 3.2)], outdoor)
    _line(axis, [(MIDDLE + 1.0, VALVE - 0.6), (MIDDLE + 1.0, 3.9), (INDOOR, 3.9), (INDOOR, 3.2)], indoor)
    _line(axis, [(OUTDOOR, 1.8), (OUTDOOR, 0.35), (INDOOR, 0.35), (INDOOR, 1.8)], LIQUID)
    for x, name, job in (
        (OUTDOOR, "outdoor coil", "evaporator" if heats else "condenser"),
        (INDOOR, "indoor coil", "condenser" if heats else "evaporator"),
    ):
        axis.add_patch(FancyBboxPatch((x - 0.95, 1.8), 1.9, 1.4, boxstyle="round,pad=0.02", facecolor=WHITE,
                                      edgecolor=BLACK, linewidth=1.5, zorder=4))  # fmt: skip
        _text(axis, x, 2.5, f"{name}\n({job})", "center")
    # the body; the slide joins the suction with the coil that evaporates
    axis.add_patch(Rectangle((MIDDLE - 1.6, VALVE - 0.6), 3.2, 1.2, facecolor=PALE_GREY, edgecolor=BLACK, zorder=4))
    centre = MIDDLE - 0.5 if heats else MIDDLE + 0.5
    axis.add_patch(
        Arc((centre, VALVE - 0.6), 1.0, 1.5, theta1=0.0, theta2=180.0, edgecolor=BLUE, linewidth=5, zorder=5)
    )
    _text(axis, MIDDLE + 1.75, VALVE, "reversing valve", "left")
    hot, cold = "hot", "cold"
    for x, y, side, name, kelvin, word in (
        (3.0, 6.6, "right", "discharge line", readings.discharge_line, hot),
        (MIDDLE + 0.2, 3.0, "left", "suction line", readings.suction_line, cold),
        (3.0, 4.4, "right", "line to the\noutdoor coil", readings.outdoor_vapor_line, cold if heats else hot),
        (MIDDLE + 1.2, 4.35, "left", "large vapor line\nto the indoor coil", readings.indoor_vapor_line,
         hot if heats else cold),
        (MIDDLE, 0.08, "center", "liquid line", readings.liquid_line, "warm"),
    ):  # fmt: skip
        _text(axis, x, y, f"{name}\n{word}, {degrees(kelvin, system)}".replace("\nwarm", ": warm"), side)


def _line(axis: Axes, corners: list[tuple[float, float]], stroke: tuple[str, float, object]) -> None:
    colour, width, style = stroke
    xs, ys = zip(*corners, strict=True)
    # a white edge where one line passes over another
    axis.plot(xs, ys, color=WHITE, linewidth=width + 5.0, zorder=2)
    axis.plot(xs, ys, color=colour, linewidth=width, linestyle=style, solid_joinstyle="round", zorder=2)


def _text(axis: Axes, x: float, y: float, words: str, side: str) -> None:
    axis.text(x, y, words, ha=side, va="center", fontsize="small", zorder=6)
