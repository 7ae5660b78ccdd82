"""The outcome of a suite as a table for people: coloured on a terminal, plain and complete anywhere else."""

import io

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cosim.validation.checks import Check, Outcome

NOTHING = "–"
DECIMALS = {
    "percent": 2,
    "count": 0,
    "kg": 1,
    "min": 1,
    "MWh": 3,
    "kW": 3,
    "degC": 1,
    "kWh/m2": 0,
    "%": 0,
    "MBtu": 2,
    "1": 3,
    "kg/kg": 5,
    "m3/s": 7,
    "GJ": 2,
    "°C": 2,
    "kWh": 1,
}
UNITS = {"percent": "%", "count": "", "degC": "°C", "kWh/m2": "kWh/m²", "m3/s": "m³/s", "1": ""}
WIDE_ENOUGH = 400  # characters; no table here comes near it


def rich_table(outcome: Outcome) -> RenderableType:
    """Return title, table, notes and summary."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("case", "quantity", "unit"):
        table.add_column(name, no_wrap=True)
    for name in ("cosim", outcome.peers, "limits"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    last = ""
    for check in outcome.checks:
        table.add_row(check.case if check.case != last else "", *cells(check))
        last = check.case
    notes = [Text(f"note: {note}") for note in outcome.notes]
    return Group(Text(outcome.title, style="bold"), table, *notes, Text(outcome.summary(), style="bold"))


def cells(check: Check) -> list[Text | str]:
    """Return quantity, unit, our figure, the programs' range, the limits and the verdict."""
    style = {True: "green", False: "bold red", None: ""}[check.passed]
    return [
        check.quantity.replace("_", " "),
        UNITS.get(check.unit, check.unit),
        number(check.value, check.unit),
        between(check.published, check.unit),
        between((check.lower, check.upper), check.unit),
        Text(verdict(check), style=style),
    ]


def verdict(check: Check) -> str:
    """Say in a word what became of a figure."""
    if check.value is None:
        return f"not attempted: {check.note}" if check.note else "not attempted"
    return {True: "pass", False: "MISS", None: "no limit"}[check.passed]


def number(value: float | None, unit: str) -> str:
    """Return a figure with the decimals that its unit deserves."""
    if value is None:
        return NOTHING
    text = f"{value:.{DECIMALS.get(unit, 3)}f}"
    return text.replace("-", "−") if float(text) else text.removeprefix("-")


def between(ends: tuple[float | None, float | None] | None, unit: str) -> str:
    """Return a range, or its one end, or a dash for none."""
    if ends is None or ends == (None, None):
        return NOTHING
    low, high = (number(end, unit) for end in ends)
    return low if low == high else f"{low} … {high}"


def plain(outcome: Outcome) -> str:
    """Return the table as plain text, as wide as it needs to be."""
    file = io.StringIO()
    Console(file=file, width=WIDE_ENOUGH, color_system=None).print(rich_table(outcome))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip() + "\n"
