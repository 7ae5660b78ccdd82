"""Quantities of a report in both systems of units: metric, and that of American practice.

Values come as a Dataset holds them (kWh, W, K, kg, s); a kind tells what they are and how each system writes them.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from cosim.constants import FREEZING
from cosim.units import BTU, KILOWATT_HOUR, POUND, THERM

NOTHING = "–"


class Form(NamedTuple):
    """How one system writes a quantity: ``scale * value + offset``, then its units."""

    units: str
    scale: float = 1.0
    offset: float = 0.0
    decimals: int = 0


class Kind(NamedTuple):
    """A kind of quantity in both systems."""

    metric: Form
    us: Form


def _same(units: str, scale: float = 1.0, decimals: int = 0) -> Kind:
    form = Form(units, scale, 0.0, decimals)
    return Kind(form, form)


KBTU_PER_KWH = KILOWATT_HOUR / (1e3 * BTU)

KINDS: Mapping[str, Kind] = {
    "electricity": _same("kWh"),
    "gas": Kind(Form("kWh"), Form("therms", KILOWATT_HOUR / THERM)),
    "energy": Kind(Form("kWh"), Form("kBtu", KBTU_PER_KWH)),
    "power": _same("kW", 1e-3, 1),
    "heat_rate": Kind(Form("kW", 1e-3, 0.0, 1), Form("kBtu/h", KBTU_PER_KWH * 1e-3, 0.0, 1)),
    "temperature": Kind(Form("°C", 1.0, -FREEZING, 1), Form("°F", 1.8, -459.67, 1)),
    "degree_hours": Kind(Form("K·h", 1.0, 0.0, 1), Form("°F·h", 1.8, 0.0, 1)),
    "difference": Kind(Form("K", 1.0, 0.0, 1), Form("°F", 1.8, 0.0, 1)),
    "mass": Kind(Form("kg"), Form("lb", 1 / POUND)),
    "frost": Kind(Form("kg", 1.0, 0.0, 2), Form("lb", 1 / POUND, 0.0, 2)),
    "minutes": _same("min", 1 / 60, 1),
    "money": _same("$"),
    "count": _same(""),
    "hours": _same("h"),
    "ratio": _same("", 1.0, 2),
    "share": _same("%", 100.0, 1),
}


def number(value: float | None, form: Form) -> str:
    """Return a number as `form` writes it, without its units."""
    if value is None or math.isnan(value):
        return NOTHING
    text = f"{form.scale * value + form.offset:,.{form.decimals}f}"
    if form.offset == 0 and not text.strip("-0.,"):
        return "0"  # nothing is nothing, whatever the digits
    return text.removeprefix("-") if not text.strip("-0.,") else text.replace("-", "−")


def _with_units(text: str, units: str) -> str:
    if units == "$":
        return f"−${text[1:]}" if text.startswith("−") else f"${text}"
    # a no-break space keeps number and units together; the degree sign and percent follow it too, as SI has it
    return f"{text}\u00a0{units}" if units else text


def in_words(value: float | None, kind: str, system: str) -> str:
    """Return a quantity with its units, in one system."""
    form = getattr(KINDS[kind], system)
    return _with_units(number(value, form), form.units)


def both(metric: str, us: str) -> Markup:
    """Return text that reads differently in each system; the page shows the one that is chosen."""
    if metric == us:
        return Markup("{}").format(metric)
    return Markup('<span class="metric">{}</span><span class="us">{}</span>').format(metric, us)


def quantity(value: float | None, kind: str) -> Markup:
    """Return a quantity with its units, in both systems."""
    return both(in_words(value, kind, "metric"), in_words(value, kind, "us"))


def bare(value: float | None, kind: str) -> Markup:
    """Return a quantity without its units, in both systems, as the cells of a table show it."""
    return both(number(value, KINDS[kind].metric), number(value, KINDS[kind].us))


def units(kind: str) -> Markup:
    """Return the units of a kind, in both systems."""
    return both(KINDS[kind].metric.units, KINDS[kind].us.units)


def kinds_as_data() -> dict[str, Any]:
    """Return all kinds for the page's own drawing."""
    return {
        name: {
            system: {"units": form.units, "scale": form.scale, "offset": form.offset}
            for system, form in (("metric", kind.metric), ("us", kind.us))
        }
        for name, kind in KINDS.items()
    }


def percent(share: float, decimals: int = 0) -> str:
    """Return a share as a percentage."""
    return _with_units(number(share, Form("%", 100.0, 0.0, decimals)), "%")
