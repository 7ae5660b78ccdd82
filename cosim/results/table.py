"""A comparison as a table for people: coloured on a terminal, plain and complete anywhere else."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cosim.results.compare import Comparison, Row
from cosim.units import KILOWATT_HOUR, THERM

NOTHING = "–"
LABELS_WIDTH = 25
NARROWEST_COLUMN = 9
GAP = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the printed table: what it is called, how it is read from a row, and what kind of quantity it is."""

    label: str
    units: str
    key: str
    kind: str
    scale: float = 1.0
    decimals: int = 0
    section: str = ""
    offset: float = 0.0

    def value(self, row: Row) -> float | None:
        """Return its number in a row, in the units of the line."""
        return None if row[self.key] is None else row[self.key] * self.scale + self.offset

    def show(self, row: Row) -> str:
        """Return its number in a row as it is printed."""
        value = self.value(row)
        if value is None:
            return NOTHING
        text = f"{value:,.{self.decimals}f}"
        return "0" if float(text.replace(",", "")) == 0 else text.replace("-", "−")


_LINES = (
    Line("Electricity", "kWh", "electricity_kwh", "electricity", section="Heating and cooling"),
    Line("Gas", "therms", "gas_kwh", "gas", KILOWATT_HOUR / THERM),
    Line("Heat delivered", "kWh", "heating_kwh", "energy"),
    Line("Heat removed", "kWh", "cooling_kwh", "energy"),
    Line("Strips used", "kWh", "strip_kwh", "electricity"),
    Line("Seasonal heating COP", "", "seasonal_cop_heating", "ratio", decimals=2),
    Line("Defrosts", "", "defrosts", "count"),
    Line("Compressor starts", "", "compressor_starts", "count"),
    Line("Peak power", "kW", "peak_electric_w", "power", 1e-3, 1),
    Line("Unmet heating", "K·h", "unmet_heating_kh", "degree_hours", decimals=1),
    Line("Unmet cooling", "K·h", "unmet_cooling_kh", "degree_hours", decimals=1),
    Line("Rest of the house", "kWh", "other_electricity_kwh", "electricity", section="Whole house"),
    Line("Cost", "$", "cost", "money"),
    Line("CO₂e", "kg", "emissions_kg", "mass"),
)


_SAVINGS = (
    Line("Savings", "$", "savings", "money"),
    Line("CO₂e saved", "kg", "savings_kg", "mass"),
)


_RESPONSE = (
    Line("Events", "", "response_events", "count", section="Demand response"),
    Line("Shed", "kW", "response_shed_w", "power", 1e-3, 2),
    Line("Rebound", "kW", "response_rebound_w", "power", 1e-3, 2),
    Line("Coldest in events", "°C", "response_lowest_k", "temperature", offset=-273.15, decimals=1),
)


def lines_for(configurations: int, *, responds: bool = False, fuel: str = "Gas") -> tuple[Line, ...]:
    """Return the lines of a table of so many configurations; one alone saves nothing.

    `responds` says whether any of them takes part in demand response, `fuel` what they burn.
    """
    lines = (replace(line, label=fuel) if line.key == "gas_kwh" else line for line in _LINES)
    return (*lines, *(_SAVINGS if configurations > 1 else ()), *(_RESPONSE if responds else ()))


def responds(rows: Sequence[Row]) -> bool:
    """Say whether any configuration took part in demand response."""
    return any(row.get("response_events") for row in rows)


def rich_table(comparison: Comparison, width: int) -> RenderableType:
    """Return title, table and notes, at most `width` characters wide; what does not fit beside goes below."""
    several = len(comparison.rows) > 1
    fit = max(1, (width - LABELS_WIDTH) // (NARROWEST_COLUMN + GAP))
    parts = [comparison.rows[first : first + fit] for first in range(0, len(comparison.rows), fit)]
    about = ["Savings are against the first configuration; 1 therm is 29.3 kWh."] if several else []
    lines = lines_for(len(comparison.rows), responds=responds(comparison.rows), fuel=comparison.fuel)
    return Group(
        Text(comparison.title, style="bold"),
        *(_columns(rows, lines, width) for rows in parts),
        *(Text(note) for note in (*about, *comparison.notes)),
    )


def _columns(rows: Sequence[Row], lines: Sequence[Line], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("", no_wrap=True)
    words = _longest_words(rows)
    for row, longest in zip(rows, words, strict=True):
        name = textwrap.fill(row["name"], longest if width >= _good_width(words) else NARROWEST_COLUMN)
        # as Text, so that brackets in a name are not taken for markup
        table.add_column(Text(name), justify="right", vertical="bottom", no_wrap=True, min_width=NARROWEST_COLUMN)
    for number, line in enumerate(lines):
        if line.section:
            if number:
                table.add_row()
            table.add_row(Text(line.section, style="italic"))
        label = f" {line.label}, {line.units}" if line.units else f" {line.label}"
        table.add_row(label, *(line.show(row) for row in rows))
    return table


def plain(comparison: Comparison, width: int = 0) -> str:
    """Return the table as plain text, `width` characters wide, or as wide as its columns like best."""
    file = io.StringIO()
    wanted = width or max(80, _good_width(_longest_words(comparison.rows)))
    Console(file=file, width=wanted, color_system=None).print(comparison)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip() + "\n"


def _longest_words(rows: Sequence[Row]) -> list[int]:
    """Return the length of the longest piece of each name that is better not broken; it may be after a hyphen."""
    return [max(NARROWEST_COLUMN, *map(len, row["name"].replace("-", "- ").split())) for row in rows]


def _good_width(words: list[int]) -> int:
    """Return the width at which no word in the names has to be broken."""
    return LABELS_WIDTH + sum(words) + GAP * len(words)
