"""Balance points and sizes as printed tables, in both systems of units."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cosim.sizing.balance import Balance, Crossing
from cosim.sizing.loads import Load
from cosim.sizing.size import Fit, Sizing
from cosim.units import KILOWATT_HOUR, THERM, from_si

Units = Literal["both", "si", "us"]

NOTHING = "–"
USUAL_WIDTH = 100  # where there is no terminal
WIDEST, NARROWEST, GAP = 28, 12, 2
ENOUGH, OVERSIZED_COOLING, OVERSIZED_HEATING = 0.9, 1.25, 1.4  # of the load; ACCA Manual S allows furnaces 140 %


def degrees(kelvin: float | None, nothing: str = NOTHING, *, units: Units = "both") -> str:
    """Return a temperature as ``-3.1 °C (26 °F)``, or in one of the two."""
    if kelvin is None:
        return nothing
    celsius = f"{from_si(kelvin, 'temperature', 'c') + 0.0:.1f} °C"
    fahrenheit = f"{from_si(kelvin, 'temperature', 'f') + 0.0:.0f} °F"
    return minus(_in(units, celsius, fahrenheit))


def power(watts: float | None, nothing: str = NOTHING, *, units: Units = "both") -> str:
    """Return a power as ``9.8 kW (33.4 kBtu/h)``, or in one of the two."""
    if watts is None:
        return nothing
    return minus(_in(units, f"{watts / 1e3:.1f} kW", f"{from_si(watts, 'power', 'kbtu_h'):.1f} kBtu/h"))


def _in(units: Units, si: str, us: str) -> str:
    return {"si": si, "us": us}.get(units, f"{si} ({us})")


def minus(text: str) -> str:
    """Return a text with true minus signs; none before a zero."""
    return text.replace("-0.0 ", "0.0 ").replace("-0 ", "0 ").replace("-", "−")


def plain(thing: RenderableType) -> str:
    """Return a table as plain text, no wider than the terminal or the environment's ``COLUMNS``."""
    file = io.StringIO()
    width = shutil.get_terminal_size((USUAL_WIDTH, 24)).columns
    Console(file=file, width=width, color_system=None).print(thing)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip() + "\n"


@dataclass(frozen=True)
class Columns:
    """Rows of labels and values under the names of configurations; an empty row becomes a gap.

    As many columns as fit stand beside each other, the others below.
    """

    title: str
    names: list[str]
    rows: list[tuple[str, list[str]]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield the title and as many tables as it takes."""
        yield Text(self.title, style="bold")
        labels = max(len(label) for label, _ in self.rows)
        widths = [
            max(*(len(values[k]) for _, values in self.rows), *(min(len(word), WIDEST) for word in name.split()))
            for k, name in enumerate(self.names)
        ]
        first, room = 0, options.max_width - labels
        while first < len(self.names):
            last = first + 1
            while last < len(self.names) and sum(width + GAP for width in widths[first : last + 1]) <= room:
                last += 1
            table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1), title=None)
            table.add_column("", no_wrap=last - first > 1)
            for name, width in zip(self.names[first:last], widths[first:last], strict=True):
                table.add_column(Text(name), justify="right", overflow="fold", max_width=max(width, NARROWEST))
            for label, values in self.rows:
                # as Text, so that brackets in a name are not taken for markup
                table.add_row(Text(label), *values[first:last])
            yield table
            first = last


def balance_table(found: Balance, units: Units = "both") -> RenderableType:
    """Return the balance points of all configurations with a heat pump, and the cost of heat from each source."""
    watts, kelvin = partial(power, units=units), partial(degrees, units=units)
    design = found.loads.heating
    title = (
        f"Balance points: {found.scenario}. Design load {watts(design.room)}, with ducts {watts(design.with_ducts)}, "
        f"at {kelvin(design.outdoor)}; no heat above {kelvin(found.loads.no_heat_above)}"
    )
    names = [point.configuration for point in found.points]
    rows: list[tuple[str, list[str]]] = [
        ("Thermal: maximum capacity meets the load",
         [kelvin(p.thermal, f"none down to {kelvin(p.lines.outdoor[0])}") for p in found.points]),
        ("Minimum speed meets the load; cycles above", [kelvin(p.min_speed, "one speed") for p in found.points]),
        ("Compressor heats down to", [kelvin(p.cutoff) for p in found.points]),
    ]  # fmt: skip
    kinds = dict.fromkeys((c.by, c.against, c.when) for point in found.points for c in point.crossings)
    for by, against, when in sorted(kinds, key=lambda kind: kind[0] != "cost"):
        word = "Economic, cheaper above than" if by == "cost" else "Carbon, cleaner above than"
        label = f"{word} {against}" if when == "on average" else f"  in the {when}"
        cells = []
        for point in found.points:
            own = (c for c in point.crossings if (c.by, c.against, c.when) == (by, against, when))
            cells.append(_said(next(own), kelvin))
        rows.append((label, cells))
    prices = Columns(
        "Cost and emissions of heat",
        ["USD/therm", "cents/kWh", "kg CO₂e/kWh"],
        [
            (s.name, [f"{s.cost * THERM:.2f}", f"{100 * s.cost * KILOWATT_HOUR:.1f}",
                      f"{s.emissions * KILOWATT_HOUR:.3f}"])
            for s in found.sources
        ],
    )  # fmt: skip
    boundary = [Text(line) for line in found.boundary]
    return Group(Columns(title, names, rows), prices, *boundary) if names else Text("no configuration has a heat pump")


def _said(crossing: Crossing, kelvin: Callable[[float], str]) -> str:
    if crossing.outdoor is not None:
        return kelvin(crossing.outdoor)
    return "everywhere" if crossing.better == "heat pump" else "nowhere"


def size_table(found: Sizing, units: Units = "both") -> RenderableType:
    """Return design loads by component, and how each configuration's equipment meets them."""
    watts, kelvin = partial(power, units=units), partial(degrees, units=units)
    heating, cooling = found.loads.heating, found.loads.cooling
    names = list(dict.fromkeys([*heating.components, *cooling.components]))
    rows: list[tuple[str, list[str]]] = [
        ("outdoors, 99 % and 1 %", [kelvin(heating.outdoor), kelvin(cooling.outdoor)]),
        ("indoors", [kelvin(heating.indoor), kelvin(cooling.indoor)]),
        ("", ["", ""]),
    ]
    for name in names:
        rows.append((name, [_part(load, name, watts) for load in (heating, cooling)]))
    rows += [
        ("in the room, sensible", [watts(heating.room), watts(cooling.room)]),
        ("ducts", [watts(heating.ducts), watts(cooling.ducts)]),
        ("moisture", [NOTHING, watts(cooling.latent)]),
        ("at an air handler with ducts", [watts(heating.with_ducts), watts(cooling.with_ducts + cooling.latent)]),
    ]
    loads = Columns(f"Design loads: {found.scenario}", ["heating", "cooling"], rows)
    lines: tuple[tuple[str, Callable[[Fit], str]], ...] = (
        ("Heating load at the equipment", lambda f: watts(f.heating_load)),
        ("  heat pump, maximum speed, net of frost", lambda f: watts(f.pump_capacity)),
        ("  heat pump, minimum speed", lambda f: watts(f.pump_min, "one speed" if f.pump_capacity else NOTHING)),
        ("  strips and baseboards", lambda f: watts(f.strip_capacity)),
        ("  furnace", lambda f: watts(f.furnace_capacity)),
        ("  heating capacity, of the load", lambda f: _verdict(f.heating_ratio, OVERSIZED_HEATING)),
        ("  backup needed beside the heat pump", lambda f: _backup(f, watts)),
        ("  machine's size, of that in its file", lambda f: _percent(f.scale)),
        ("  size that the loads require", lambda f: _percent(f.asked)),
        ("Hours with a heating load", lambda f: f"{f.heating_hours:,}"),
        ("  below minimum speed", lambda f: _count(f.below_min_heating, f.heating_hours)),
        ("  beyond the heat pump alone", lambda f: _count(f.beyond_pump, f.heating_hours)),
        ("Cooling load at the equipment", lambda f: watts(f.cooling_load)),
        ("  capacity, maximum speed", lambda f: watts(f.cooling_capacity)),
        ("  of the load", lambda f: _verdict(f.cooling_ratio, OVERSIZED_COOLING)),
        ("Hours with a cooling load", lambda f: f"{f.cooling_hours:,}"),
        ("  below minimum speed", lambda f: _count(f.below_min_cooling, f.cooling_hours)),
    )
    if not found.fits:  # every configuration is ideal
        return Group(loads)
    shown: dict[tuple[str, ...], list[str]] = {}  # configurations by what is shown of them
    for fit in found.fits:
        shown.setdefault(tuple(show(fit) for _, show in lines), []).append(fit.configuration)
    fits = [(label, list(values)) for (label, _), values in zip(lines, zip(*shown, strict=True), strict=True)]
    faults = [Text(f"{fit.fault}; as built here") for fit in found.fits if fit.fault is not None]
    return Group(loads, Columns("Equipment at design", [", ".join(names) for names in shown.values()], fits), *faults)


def _part(load: Load, name: str, watts: Callable[[float], str]) -> str:
    return watts(load.components[name]) if name in load.components and abs(load.components[name]) >= 1.0 else NOTHING


def _percent(share: float | None) -> str:
    if share is None:
        return NOTHING
    return f"{100 * share:.0f} %" if share >= 0.005 else "no load to carry"


def _verdict(ratio: float | None, oversized: float) -> str:
    """Return a ratio with a word on it."""
    if ratio is None or ratio == float("inf"):
        return NOTHING
    word = "short" if ratio < ENOUGH else "oversized" if ratio > oversized else "right"
    return f"{100 * ratio:.0f} %, {word}"


def _backup(fit: Fit, watts: Callable[[float], str]) -> str:
    return watts(fit.backup_needed) if fit.pump_capacity is not None else NOTHING


def _count(hours: int | None, of: int) -> str:
    if hours is None:
        return NOTHING
    return f"{hours:,} ({100 * hours / of:.0f} %)" if of else f"{hours:,}"
