"""The sequence of operation as printed text that fits the terminal."""

import shutil
import textwrap
from collections.abc import Iterator

from cosim.constants import STANDARD_PRESSURE
from cosim.results.sequence import Line, Sequence
from cosim.units import System, from_si

USUAL_WIDTH = 100  # where there is no terminal
CLOCK = len("00:00:00 ")
READABLE = 22  # characters for what happens beside the numbers; with less room it stands on a line of its own
LONG = 36000.0  # s, from which on hours are easier to read than minutes


def as_text(log: Sequence, system: System, width: int | None = None) -> str:
    """Return the log, a line of numbers for each thing that happens.

    Where the terminal has no room for both, what happens is folded, or on a line of its own above its numbers.
    """
    width = width or shutil.get_terminal_size((USUAL_WIDTH, 24)).columns
    heads = _heads(system)
    rows = [_cells(line, system) for line in log.lines]
    widths = [max(map(len, (*head, *cells))) for head, *cells in zip(heads, *rows, strict=True)]
    words = [_said(line, system) for line in log.lines]
    numbers = sum(widths) + len(widths)
    beside = width - CLOCK - numbers
    room = min(beside, max(map(len, words), default=READABLE)) if beside >= READABLE else 0
    lines = [f"{log.configuration}, {_brief(log.first)} to {_brief(log.last)}", ""]
    for part, title in ((0, ("time", "what happens")), (1, ("", ""))):
        shown = _row([head[part] for head in heads], widths)
        lines.append(f"{title[0]:{CLOCK}}{title[1]:{room}}{shown}" if room else f"{title[0]:{CLOCK}}{shown}")
    lines.append("─" * (CLOCK + room + numbers))
    day = ""
    for line, said, cells in zip(log.lines, words, rows, strict=True):
        date, clock = line.time.split("T")
        # one date a day, in a line of its own
        if date != day:
            lines.append(date[5:])
            day = date
        lines += _entry(clock, said, _row(cells, widths), room, width)
    return "\n".join(text.rstrip() for text in lines) + "\n"


def _entry(clock: str, said: str, numbers: str, room: int, width: int) -> Iterator[str]:
    """Yield the lines of one thing that happens."""
    indent = said[: len(said) - len(said.lstrip())]
    folded = textwrap.wrap(said, room or max(width - CLOCK, READABLE), subsequent_indent=indent + "  ") or [""]
    yield f"{clock:{CLOCK}}{folded[0]:{room}}{numbers}" if room else f"{clock:{CLOCK}}{folded[0]}"
    yield from (f"{'':{CLOCK}}{text}" for text in folded[1:])
    if not room and numbers.strip():
        yield f"{'':{CLOCK}}{numbers}"


def _row(cells: list[str], widths: list[int]) -> str:
    return "".join(f" {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _heads(system: System) -> list[tuple[str, str]]:
    degree, pressure = ("°F", "psig") if system == "us" else ("°C", "bar g")
    return [("out", degree), ("room", degree), ("supply", degree), ("speed", "rps"), ("suct.", pressure),
            ("evap.", degree), ("line", degree), ("disch.", pressure), ("cond.", degree), ("line", degree),
            ("lasted", "min")]  # fmt: skip


def _brief(moment: str) -> str:
    """Return month, day and minute without the nominal year."""
    return moment[5:].replace("T", " ")


def _said(line: Line, system: System) -> str:
    """Return what happens, frost in the system's unit of mass."""
    if line.frost is None or system == "si":
        return line.said
    return line.said.replace(f"{line.frost:.2f} kg", f"{from_si(line.frost, 'mass', 'lb'):.2f} lb")


def _lasted(seconds: float | None) -> str:
    """Return a length of time in minutes, from ten hours on in hours."""
    if seconds is None:
        return ""
    return _number(seconds / 60.0) if seconds < LONG else f"{seconds / 3600.0:.1f} h"


def _cells(line: Line, system: System) -> list[str]:
    def degrees(kelvin: float | None) -> str:
        return _number(None if kelvin is None else from_si(kelvin, "temperature", "f" if system == "us" else "c"))

    def gauge(pascal: float | None) -> str:
        if pascal is None:
            return ""
        above = pascal - STANDARD_PRESSURE
        return _number(from_si(above, "pressure", "psi" if system == "us" else "bar"), 0 if system == "us" else 1)

    runs = bool(line.compressor_speed)
    return [
        degrees(line.outdoor_temperature),
        degrees(line.indoor_temperature),
        degrees(line.supply_temperature),
        _number(line.compressor_speed, 0) if runs else "",
        gauge(line.suction_pressure),
        degrees(line.evaporating_temperature),
        degrees(line.suction_temperature),
        gauge(line.discharge_pressure),
        degrees(line.condensing_temperature),
        degrees(line.discharge_temperature),
        _lasted(line.lasted),
    ]


def _number(value: float | None, decimals: int = 1) -> str:
    if value is None:
        return ""
    text = f"{value:.{decimals}f}"
    return text.replace("-", "−") if float(text) else text.removeprefix("-")
