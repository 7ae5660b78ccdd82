"""Readings as printed text, and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from math import isfinite, isnan
from textwrap import wrap

from cosim.constants import STANDARD_PRESSURE
from cosim.refrigerants.names import refrigerant
from cosim.service.gauges import Gauges, kind_of_motor
from cosim.service.instruments import INSTRUMENTS, Instrument, direction
from cosim.service.lines import LINES, role
from cosim.service.signs import contradictions, movements, points_to, stated
from cosim.units import System, from_si

SATURATION = {"suction_saturation": ("dew point", "suction_glide"),
              "discharge_saturation": ("bubble point", "discharge_glide")}  # fmt: skip
NOTICED_GLIDE = 0.3  # K, from which on it matters which of the two points a gauge shows
NAME_WIDTH, WIDTH = 33, 110


def shown(instrument: Instrument, value: float, system: System, *, change: bool = False) -> str:
    """Return a reading with its unit; a change of one with its sign."""
    if isnan(value):
        return "–"
    us = system == "us"
    if instrument.kind == "pressure":
        above = value if change else value - STANDARD_PRESSURE
        number, unit, digits = (
            from_si(above, "pressure", "psi" if us else "bar"),
            "psig" if us else "bar g",
            0 if us else 2,
        )
        unit = unit.replace("psig", "psi").removesuffix(" g") if change else unit
    elif instrument.kind in ("temperature", "temperature_difference"):
        kind = "temperature_difference" if change else instrument.kind
        number, digits = from_si(value, kind, "f" if us else ("c" if kind == "temperature" else "k")), 1
        unit = "°F" if us else "K" if kind == "temperature_difference" else "°C"
    elif instrument.kind == "power":
        btu = us and instrument.name == "capacity"
        number, unit, digits = (
            from_si(value, "power", "kbtu_h" if btu else "kw"),
            "kBtu/h" if btu else "kW",
            1 if btu else 2,
        )
    elif instrument.kind == "current":
        number, unit, digits = value, "A", 1
    elif instrument.kind == "voltage":
        number, unit, digits = value, "V", 0
    else:
        number, unit, digits = value, "", 2
    text = f"{number:{'+' if change else ''}.{digits}f}"
    if not float(text):
        text = text.lstrip("+-")
    return f"{text} {unit}".strip().replace("-", "−")


def as_text(
    expected: Gauges, found: Gauges | None, system: System, *, explain: bool = True, title: str = "in order"
) -> str:
    """Return readings as a table: those of a sound machine, and those that were found, if there are any.

    `explain` adds what each reading points to; `title` is the heading of the first column.
    """
    lines = [*_lines(expected, found, system, title), *(_pointers(expected, found) if explain and found else ())]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _lines(expected: Gauges, found: Gauges | None, system: System, first: str) -> Iterator[str]:
    yield from heading(expected, system, found)
    yield ""
    yield f"{'':{NAME_WIDTH}}{first:>13}" + ("" if found is None else f"{'found':>13}{'change':>14}")
    group = ""
    for name, instrument in INSTRUMENTS.items():
        value = getattr(expected.readings, name)
        other = getattr(found.readings, name) if found else value
        if isnan(value) and isnan(other):
            continue
        if instrument.group != group:
            group = instrument.group
            yield group
        title = f"{'    ' if name in SATURATION else '  '}{instrument.title}"
        line = f"{title:{NAME_WIDTH}}{shown(instrument, value, system):>13}"
        if found is not None:
            changed = (
                shown(instrument, other - value, system, change=True) if direction(instrument, value, other) else ""
            )
            line += f"{shown(instrument, other, system):>13}{changed:>14}"
        yield f"{line}  {_note(found or expected, name, system)}"


def _pointers(expected: Gauges, found: Gauges) -> Iterator[str]:
    """Yield what each reading that moved points to by the literature, and the faults that none of them contradicts."""
    moved = movements(expected.readings, found.readings)
    yield ""
    if not moved:
        yield "No reading has moved by more than scatter."
        return
    yield "What each reading points to, by service literature (cosim.service.signs names the sources):"
    for name, sign in moved.items():
        kinds = points_to(expected.mode, name, sign)
        if kinds:
            title = INSTRUMENTS[name].title if name not in SATURATION else f"{name.split('_')[0]} saturation"
            text = f"{title} {'higher' if sign > 0 else 'lower'}: {', '.join(kinds)}"
            yield from wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    left = [kind for kind in stated(expected.mode) if not contradictions(expected.mode, kind, moved)]
    yield f"Contradicted by no reading: {', '.join(left) or 'none of these faults alone'}"


def heading(gauges: Gauges, system: System, found: Gauges | None = None) -> Iterator[str]:
    """Yield what the readings are of: machine, refrigerant, mode, speed, that of `found` if there is one, and air."""
    at, config, speed = gauges.conditions, gauges.config, (found or gauges).readings.speed
    known = refrigerant(config.refrigerant)
    safety = f" ({known.safety_class})" if known else ""
    yield config.title or config.name
    held = "" if speed > 0.98 * at.speed else f", held back from {at.speed:.0f} by a limit"
    if held and kind_of_motor(config) == "fixed":
        held = f": at {at.speed:.0f}, its only speed, a pressure switch opens"
    yield f"{config.refrigerant}{safety}, {at.mode}, compressor at {speed:.0f} rev/s{held}"
    outdoor, indoor = degrees(at.outdoor, system), degrees(at.indoor, system)
    damp = f", {at.humidity:.0%} relative humidity".replace("%", " %")
    sides = (damp, "") if at.mode == "heating" else ("", damp)
    yield f"outdoor air {outdoor}{sides[0]}; return air {indoor}{sides[1]}"


def degrees(kelvin: float, system: System) -> str:
    """Return a temperature with its unit, without a digit behind the point that says nothing."""
    text = f"{from_si(kelvin, 'temperature', 'f' if system == 'us' else 'c'):.1f}".removesuffix(".0")
    return f"{text.replace('-', '−')} {'°F' if system == 'us' else '°C'}"


def _note(gauges: Gauges, name: str, system: System) -> str:
    """Return what else a technician wants to know of a reading."""
    readings = gauges.readings
    if name in SATURATION:
        point, glide = SATURATION[name]
        width = getattr(readings, glide)
        if width < NOTICED_GLIDE:
            return point
        told = shown(INSTRUMENTS["superheat"], width, system)
        return f"{point}; the {'bubble' if point == 'dew point' else 'dew'} point lies {told} " + (
            "lower" if point == "dew point" else "higher"
        )
    if name in LINES:
        reverses = gauges.config.heating is not None and gauges.config.cooling is not None
        return role(name, gauges.mode, reverses=reverses)
    if name == "supply_air":
        split = shown(INSTRUMENTS["superheat"], abs(readings.supply_air - readings.return_air), system)
        return f"split {split}"
    if name == "outdoor_unit_current":
        return gauges.electricity
    if name == "capacity":
        return "net of the indoor fan"
    return ""


def as_json(expected: Gauges, found: Gauges | None) -> str:
    """Return readings as JSON in SI, pressures absolute; null where a machine does not have a line."""
    at = expected.conditions
    moved = movements(expected.readings, (found or expected).readings)
    told = {
        "machine": expected.config.name,
        "refrigerant": expected.config.refrigerant,
        "conditions": asdict(at),
        "expected": plain(expected),
        "found": plain(found or expected),
        "faults": dict((found or expected).faults),
        "points_to": {
            name: {"moved": "up" if sign > 0 else "down", "kinds": points_to(expected.mode, name, sign)}
            for name, sign in moved.items()
        },
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)


def plain(gauges: Gauges) -> dict[str, float | None]:
    """Return readings by name, None where there is none."""
    return {name: value if isfinite(value) else None for name, value in asdict(gauges.readings).items()}
