"""Balance points and sizes as printed tables, in both systems of units."""

import io

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cosim.sizing.balance import Balance, Crossing
from cosim.sizing.loads import Load
from cosim.sizing.size import Fit, Sizing
from cosim.units import KILOWATT_HOUR, THERM, from_si

NOTHING = "–"
WIDE_ENOUGH = 400
ENOUGH, OVERSIZED_COOLING, OVERSIZED_HEATING = 0.9, 1.25, 1.4  # of the load; ACCA Manual S allows furnaces 140 %


def degrees(kelvin: float | None, nothing: str = NOTHING) -> str:
    """Return a temperature as ``-3.1 °C (26 °F)``."""
    if kelvin is None:
        return nothing
    celsius, fahrenheit = from_si(kelvin, "temperature", "c"), from_si(kelvin, "temperature", "f")
    return minus(f"{celsius + 0.0:.1f} °C ({fahrenheit + 0.0:.0f} °F)")


def power(watts: float | None, nothing: str = NOTHING) -> str:
    """Return a power as ``9.8 kW (33.4 kBtu/h)``."""
    if watts is None:
        return nothing
    return minus(f"{watts / 1e3:.1f} kW ({from_si(watts, 'power', 'kbtu_h'):.1f} kBtu/h)")


def minus(text: str) -> str:
    """Return a text with true minus signs; none before a zero."""
    return text.replace("-0.0 ", "0.0 ").replace("-0 ", "0 ").replace("-", "−")


def plain(thing: RenderableType) -> str:
    """Return a table as plain text, as wide as it needs to be."""
    file = io.StringIO()
    Console(file=file, width=WIDE_ENOUGH, color_system=None).print(thing)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip() + "\n"


def columns(title: str, names: list[str], rows: list[tuple[str, list[str]]]) -> RenderableType:
    """Return rows of labels and values under the names of configurations; an empty row becomes a gap."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, title=None)
    table.add_column("", no_wrap=True)
    for name in names:
        table.add_column(Text(name), justify="right", overflow="fold", max_width=28)
    for label, values in rows:
        table.add_row(Text(label), *values)  # as Text, so that brackets in a name are not taken for markup
    return Group(Text(title, style="bold"), table)


def balance_table(found: Balance) -> RenderableType:
    """Return the balance points of all configurations with a heat pump, and the cost of heat from each source."""
    design = found.loads.heating
    title = (
        f"Balance points: {found.scenario}. Design load {power(design.room)}, with ducts {power(design.with_ducts)}, "
        f"at {degrees(design.outdoor)}; no heat above {degrees(found.loads.no_heat_above)}"
    )
    names = [point.configuration for point in found.points]
    rows: list[tuple[str, list[str]]] = [
        ("Thermal: maximum capacity meets the load",
         [degrees(p.thermal, f"none down to {degrees(p.lines.outdoor[0])}") for p in found.points]),
        ("Minimum speed meets the load; cycles above", [degrees(p.min_speed, "one speed") for p in found.points]),
        ("Compressor heats down to", [degrees(p.cutoff) for p in found.points]),
    ]  # fmt: skip
    kinds = dict.fromkeys((c.by, c.against, c.when) for point in found.points for c in point.crossings)
    for by, against, when in sorted(kinds, key=lambda kind: kind[0] != "cost"):
        word = "Economic, cheaper above than" if by == "cost" else "Carbon, cleaner above than"
        label = f"{word} {against}" if when == "on average" else f"  in the {when}"
        cells = []
        for point in found.points:
            own = (c for c in point.crossings if (c.by, c.against, c.when) == (by, against, when))
            cells.append(_said(next(own)))
        rows.append((label, cells))
    prices = columns(
        "Cost and emissions of heat",
        ["USD/therm", "cents/kWh", "kg CO₂e/kWh"],
        [
            (s.name, [f"{s.cost * THERM:.2f}", f"{100 * s.cost * KILOWATT_HOUR:.1f}",
                      f"{s.emissions * KILOWATT_HOUR:.3f}"])
            for s in found.sources
        ],
    )  # fmt: skip
    return Group(columns(title, names, rows), prices) if names else Text("no configuration has a heat pump")


def _said(crossing: Crossing) -> str:
    if crossing.outdoor is not None:
        return degrees(crossing.outdoor)
    return "everywhere" if crossing.better == "heat pump" else "nowhere"


def size_table(found: Sizing) -> RenderableType:
    """Return design loads by component, and how each configuration's equipment meets them."""
    heating, cooling = found.loads.heating, found.loads.cooling
    names = list(dict.fromkeys([*heating.components, *cooling.components]))
    rows: list[tuple[str, list[str]]] = [
        ("outdoors, 99 % and 1 %", [degrees(heating.outdoor), degrees(cooling.outdoor)]),
        ("indoors", [degrees(heating.indoor), degrees(cooling.indoor)]),
        ("", ["", ""]),
    ]
    for name in names:
        rows.append((name, [_part(load, name) for load in (heating, cooling)]))
    rows += [
        ("in the room, sensible", [power(heating.room), power(cooling.room)]),
        ("ducts", [power(heating.ducts), power(cooling.ducts)]),
        ("moisture", [NOTHING, power(cooling.latent)]),
        ("at an air handler with ducts", [power(heating.with_ducts), power(cooling.with_ducts + cooling.latent)]),
    ]
    loads = columns(f"Design loads: {found.scenario}", ["heating", "cooling"], rows)
    fits = [
        (label, [show(fit) for fit in found.fits])
        for label, show in (
            ("Heating load at the equipment", lambda f: power(f.heating_load)),
            ("  heat pump, maximum speed, net of frost", lambda f: power(f.pump_capacity)),
            ("  heat pump, minimum speed", lambda f: power(f.pump_min, "one speed" if f.pump_capacity else NOTHING)),
            ("  strips and baseboards", lambda f: power(f.strip_capacity)),
            ("  furnace", lambda f: power(f.furnace_capacity)),
            ("  heating capacity, of the load", lambda f: _verdict(f.heating_ratio, OVERSIZED_HEATING)),
            ("  backup needed beside the heat pump", _backup),
            ("  machine's size, of that in its file", lambda f: _percent(f.scale)),
            ("  size that the loads require", lambda f: _percent(f.asked)),
            ("Hours with a heating load", lambda f: f"{f.heating_hours:,}"),
            ("  below minimum speed", lambda f: _count(f.below_min_heating, f.heating_hours)),
            ("  beyond the heat pump alone", lambda f: _count(f.beyond_pump, f.heating_hours)),
            ("Cooling load at the equipment", lambda f: power(f.cooling_load)),
            ("  capacity, maximum speed", lambda f: power(f.cooling_capacity)),
            ("  of the load", lambda f: _verdict(f.cooling_ratio, OVERSIZED_COOLING)),
            ("Hours with a cooling load", lambda f: f"{f.cooling_hours:,}"),
            ("  below minimum speed", lambda f: _count(f.below_min_cooling, f.cooling_hours)),
        )
    ]
    faults = [Text(f"{fit.fault}; as built here") for fit in found.fits if fit.fault is not None]
    return Group(loads, columns("Equipment at design", [fit.configuration for fit in found.fits], fits), *faults)


def _part(load: Load, name: str) -> str:
    return power(load.components[name]) if name in load.components and abs(load.components[name]) >= 1.0 else NOTHING


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


def _backup(fit: Fit) -> str:
    return power(fit.backup_needed) if fit.pump_capacity is not None else NOTHING


def _count(hours: int | None, of: int) -> str:
    if hours is None:
        return NOTHING
    return f"{hours:,} ({100 * hours / of:.0f} %)" if of else f"{hours:,}"
