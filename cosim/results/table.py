"""A comparison as a table for people: coloured on a terminal, plain and complete anywhere else."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cosim.results.compare import Comparison, Row
from cosim.units import KILOWATT_HOUR, THERM

NOTHING = "–"
LABELS_WIDTH = 26
NARROWEST_COLUMN = 9


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the printed table: what it is called, and how it is read from a row."""

    label: str
    units: str
    value: Callable[[Row], float | None]
    decimals: int = 0
    section: str = ""

    def show(self, row: Row) -> str:
        value = self.value(row)
        if value is None:
            return NOTHING
        text = f"{value:,.{self.decimals}f}"
        return "0" if float(text.replace(",", "")) == 0 else text.replace("-", "−")


def _of(key: str, scale: float = 1.0) -> Callable[[Row], float | None]:
    return lambda row: None if row[key] is None else row[key] * scale


_LINES = (
    Line("Electricity", "kWh", _of("electricity_kwh"), section="Heating and cooling"),
    Line("Gas", "therms", _of("gas_kwh", KILOWATT_HOUR / THERM)),
    Line("Heat delivered", "kWh", _of("heating_kwh")),
    Line("Heat removed", "kWh", _of("cooling_kwh")),
    Line("Strips used", "kWh", _of("strip_kwh")),
    Line("Seasonal heating COP", "", _of("seasonal_cop_heating"), 2),
    Line("Defrosts", "", _of("defrosts")),
    Line("Compressor starts", "", _of("compressor_starts")),
    Line("Peak power", "kW", _of("peak_electric_w", 1e-3), 1),
    Line("Unmet heating", "K·h", _of("unmet_heating_kh"), 1),
    Line("Unmet cooling", "K·h", _of("unmet_cooling_kh"), 1),
    Line("Rest of the house", "kWh", _of("other_electricity_kwh"), section="Whole house"),
    Line("Cost", "$", _of("cost")),
    Line("CO₂e", "kg", _of("emissions_kg")),
)


_SAVINGS = (
    Line("Savings", "$", _of("savings")),
    Line("CO₂e saved", "kg", _of("savings_kg")),
)


def rich_table(comparison: Comparison, width: int) -> RenderableType:
    """Return title, table and notes; names are Text, so that brackets in them are not taken for markup."""
    several = len(comparison.rows) > 1
    words = _longest_words(comparison)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    for row, longest in zip(comparison.rows, words, strict=True):
        least = longest if width >= _good_width(words) else NARROWEST_COLUMN
        table.add_column(Text(row["name"]), justify="right", vertical="bottom", overflow="fold", min_width=least)
    for number, line in enumerate((*_LINES, *(_SAVINGS if several else ()))):
        if line.section:
            if number:
                table.add_row()
            table.add_row(Text(line.section, style="italic"))
        label = f" {line.label}, {line.units}" if line.units else f" {line.label}"
        table.add_row(label, *(line.show(row) for row in comparison.rows))
    about = ["Savings are against the first configuration; 1 therm is 29.3 kWh."] if several else []
    below = [Text(note) for note in (*about, *comparison.notes)]
    return Group(Text(comparison.title, style="bold"), table, *below)


def plain(comparison: Comparison, width: int = 0) -> str:
    """Return the table as plain text, `width` characters wide, or as wide as its columns like best."""
    file = io.StringIO()
    wanted = width or max(80, _good_width(_longest_words(comparison)))
    Console(file=file, width=wanted, color_system=None).print(comparison)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip() + "\n"


def _longest_words(comparison: Comparison) -> list[int]:
    return [max(NARROWEST_COLUMN, *map(len, row["name"].split())) for row in comparison.rows]


def _good_width(words: list[int]) -> int:
    """Return the width at which no word in the names has to be broken."""
    return LABELS_WIDTH + sum(words) + 2 * len(words)
