"""Numbers and tables of the fleet's page; it is made of what the page of a run is made of."""

from collections.abc import Sequence

from markupsafe import Markup

from cosim.results.report.charts import Table, Text
from cosim.results.report.quantities import both
from cosim.schema.palette import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION
from cosim.units import KILOWATT_HOUR, POUND, SHORT_TON, THERM

LINES = (BLACK, BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 3", "4 2", "1 2")
"""Beside the colours, for those who do not tell them apart."""
Titled = tuple[Text, Table]
"""A table with its caption."""


def table(caption: Text, head: Sequence[Text], rows: Sequence[Sequence[Text]]) -> Titled:
    """Return a table of text: head, and rows whose first cell is their heading."""
    return caption, Table(tuple(head), tuple(tuple(row) for row in rows))


def line_of(place: int) -> tuple[str, str]:
    """Return colour and dashes of a configuration's lines."""
    return LINES[place % len(LINES)], DASHES[place % len(DASHES)]


def number(value: float | None, digits: int = 0) -> str:
    """Return a number as the page shows it."""
    if value is None or value != value:
        return "–"
    text = f"{value:,.{digits}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) != 0 else text.replace("-", "")


def fuel_energy(kilowatt_hours: float) -> Markup:
    """Return energy of fuel, kWh or therms."""
    return both(number(kilowatt_hours), number(kilowatt_hours * KILOWATT_HOUR / THERM))


def mass(kilograms: float) -> Markup:
    """Return emissions of one home, kg or lb."""
    return both(number(kilograms), number(kilograms / POUND))


def tonnes(kilograms: float) -> Markup:
    """Return emissions of all homes, t or short tons."""
    return both(number(kilograms / 1000.0, 1), number(kilograms / SHORT_TON, 1))


TON = both("t", "short ton")
