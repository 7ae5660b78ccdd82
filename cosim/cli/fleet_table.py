"""The main figures of a fleet as a printed table, in either system of units."""

from typing import Any, NamedTuple

from cosim.units import KILOWATT_HOUR, SHORT_TON, THERM, System

NOTHING = "–"
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
    "adopters": Row("Adopters"),
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

    rows = []
    for key, row in ROWS.items():
        us = units == "us" and row.us_label
        values = [_shown(each[key], row.us_factor if us else 1.0) for each in figures]
        rows.append((row.us_label if us else row.label, values))
    homes = figures[0]["homes"]
    return plain(Columns(f"{homes:,} homes, all together", [str(each["configuration"]) for each in figures], rows[1:]))


def _shown(value: Any, factor: float) -> str:
    if value is None or isinstance(value, str):
        return value or NOTHING
    if isinstance(value, int):
        return f"{value:,}"
    return f"{factor * value:,.0f}" if abs(factor * value) >= 1000 else f"{factor * value:,.2f}"
