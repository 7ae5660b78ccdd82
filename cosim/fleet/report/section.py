"""What a section of the page is made of, and the frame of its pictures."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cosim.schema.palette import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION
from cosim.units import KILOWATT_HOUR, POUND, SHORT_TON, THERM, System

LINES = (BLACK, BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)


@dataclass(frozen=True)
class Table:
    """A table of text: head, and rows whose first cell is their heading."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Picture:
    """A drawing, with what it shows in words for those who do not see it."""

    title: str
    says: str
    svg: str


@dataclass(frozen=True)
class Section:
    """A question and its answer."""

    name: str
    title: str
    text: Sequence[str] = ()
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = field(default=())


def canvas(rows: int = 1, columns: int = 1, height: float = 3.2, **settings: Any) -> tuple[Any, Any]:
    """Return a figure and its axes, as an array of two dimensions."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.0, height * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **settings)
    for each in axes.ravel():
        each.spines[["top", "right"]].set_visible(False)
        each.grid(True, color="#d5d9dd", linewidth=0.6)
        each.set_axisbelow(True)
    return figure, axes


def drawn(figure: Any, title: str, says: str) -> Picture:
    """Return a figure as a picture of the page; the same figure gives the same bytes."""
    import matplotlib as mpl
    from matplotlib.text import Text

    from cosim.pictures import as_written

    buffer = io.StringIO()
    with as_written(), mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "cosim", "font.family": "sans-serif"}):
        for text in figure.findobj(Text):  # names of configurations may hold dollars
            text.set_parse_math(False)
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    svg = text[text.index("<svg") :]
    # names inside a drawing count for the whole page: keep those of two drawings apart
    mark = re.sub(r"\W+", "-", title.lower())
    svg = re.sub(r'id="([^"]+)"', rf'id="{mark}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{mark}-\1)", svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{mark}-\1"', svg)
    return Picture(title, says, svg.replace("<svg", '<svg role="img" aria-hidden="true"', 1))


def number(value: float | None, digits: int = 0) -> str:
    """Return a number as the page shows it."""
    if value is None or value != value:
        return "–"
    text = f"{value:,.{digits}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) != 0 else text.replace("-", "")


def fuel_energy(kilowatt_hours: float, units: System) -> float:
    """Return energy of fuel as the page shows it, kWh or therms."""
    return kilowatt_hours * KILOWATT_HOUR / THERM if units == "us" else kilowatt_hours


def mass(kilograms: float, units: System) -> float:
    """Return emissions of one home as the page shows them, kg or lb."""
    return kilograms / POUND if units == "us" else kilograms


def tonnes(kilograms: float, units: System) -> float:
    """Return emissions of all homes as the page shows them, t or short tons."""
    return kilograms / (SHORT_TON if units == "us" else 1000.0)
