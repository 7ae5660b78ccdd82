"""The main figures of a fleet as a printed table, in either system of units."""

from typing import Any, NamedTuple

from cosim.errors import printable
from cosim.units import KILOWATT_HOUR, SHORT_TON, THERM, System

NOTHING = "–"
IN_THE_TITLE = ("homes", "homes_represented", "share_left_out")
PEAK = {
    "peak_kw": "peak, kW",
    "peak_time": "peak begins",
    "peak_kind": "peak is one of",
    "peak_kw_per_home": "peak, kW a home",
    "quarter_hour_peak_kw": "quarter-hour peak, kW",
    "coincidence": "coincidence factor",
}


class Row(NamedTuple):
    """What a row shows and, where people in the United States use another unit, its label and factor in that."""

    label: str
    us_label: str = ""
    us_factor: float = 1.0


ROWS: dict[str, Row] = {
    "homes": Row("Homes"),
    "homes_represented": Row("Homes for which they stand"),
    "share_left_out": Row("Share that could not be simulated"),
    "adopters": Row("Adopters"),
    "adopters_represented": Row("Adopters, by weight"),
    **{f"{season}_{key}": Row(f"{season.capitalize()} {label}")
       for season in ("winter", "summer") for key, label in PEAK.items()},
    "winter_peak_strips_kw": Row("Strips in the winter peak, kW"),
    "electricity_mwh": Row("Electricity, MWh"),
    "gas_mwh": Row("Fuel, MWh", "Fuel, therms", 1e3 * KILOWATT_HOUR / THERM),
    "system_cop_heating": Row("System COP of heating, with backup"),
    "bills_usd": Row("Bills, $"),
    "emissions_t": Row("Emissions, t CO₂e", "Emissions, short tons CO₂e", 1e3 / SHORT_TON),
}  # fmt: skip
"""By the key of `cosim.fleet.answers.main_figures`."""


def figures_table(figures: list[dict[str, Any]], units: System) -> str:
    """Return the main figures as text, as many configurations beside each other as the terminal has room for."""
    from cosim.sizing.tables import Columns, plain

    weighted = any(each["homes_represented"] != each["homes"] for each in figures)
    rows = []
    for key, row in ROWS.items():
        if key in IN_THE_TITLE or (key == "adopters_represented" and not weighted):
            continue
        us = units == "us" and row.us_label
        values = [_shown(each[key], row.us_factor if us else 1.0) for each in figures]
        rows.append((row.us_label if us else row.label, values))
    return plain(Columns(f"{_who(figures[0])}, all together", [str(each["configuration"]) for each in figures], rows))


def _who(figures: dict[str, Any]) -> str:
    """Return how many homes the figures are of, for how many they stand, and what share of all is in none of them."""
    homes, standing, left = (figures[key] for key in ("homes", "homes_represented", "share_left_out"))
    told = f"{homes:,} homes" if standing == homes else f"{homes:,} homes, which stand for {standing:,.0f}"
    return f"{told} ({left:.1%} of all could not be simulated)" if left > 0 else told


def groups_table(rows: list[dict[str, Any]], label: str) -> str:
    """Return the winter and summer peak of the homes that share each value of a label, as text."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from cosim.sizing.tables import plain

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    heads = {
        "homes": "homes", "homes_represented": "stand for", "winter_peak_kw": "winter peak, kW",
        "winter_peak_kw_per_home": "kW a home", "winter_peak_time": "begins", "summer_peak_kw": "summer peak, kW",
        "summer_peak_kw_per_home": "kW a home", "summer_peak_time": "begins",
    }  # fmt: skip
    table.add_column(Text(label), overflow="fold")
    table.add_column("configuration", overflow="fold", min_width=13)
    for key, head in heads.items():
        table.add_column(head, justify="right", no_wrap=key.endswith("time"))
    for row in rows:
        table.add_row(Text(printable(str(row[label]))), Text(row["configuration"]),
                      *(_shown(row[key], 1.0) for key in heads))  # fmt: skip
    return plain(table)


def _shown(value: Any, factor: float) -> str:
    if value is None or isinstance(value, str):
        return value or NOTHING
    if isinstance(value, int):
        return f"{value:,}"
    return f"{factor * value:,.0f}" if abs(factor * value) >= 1000 else f"{factor * value:,.2f}"
