"""Results side by side: rows as data and as JSON; `cosim.results.comparison` prints them."""

import io
import json
import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cosim.constants import FREEZING
from cosim.errors import Fault, InvalidInput
from cosim.results.billing import boundary_lines_of
from cosim.results.members import bands_of, has_members, lines_of
from cosim.schema.end_uses import END_USES
from cosim.schema.figures import FIGURES
from cosim.units import BTU, KILOWATT_HOUR, POUND, THERM, System

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.console import Console, ConsoleOptions, RenderableType

Row = dict[str, Any]


# units of a line -> US units, factor, and what is added; electricity stays in kWh, as it is billed
US_UNITS = {
    "kWh": ("kBtu", KILOWATT_HOUR / (1e3 * BTU), 0.0),
    "K·h": ("°F·h", 1.8, 0.0),
    "°C": ("°F", 1.8, 32.0),
    "kg": ("lb", 1.0 / POUND, 0.0),
}
SAVED_UNITS = {"savings": "USD", "savings_kg": "kg"}
NOTHING = "–"
LABELS_WIDTH = 25
NARROWEST_COLUMN = 9
GAP = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """Annual figures of several configurations, side by side.

    Attributes
    ----------
    rows : tuple of dict
        One a configuration: `name`, `site`, `period`, `scenario` and `currency`, every key of
        `cosim.schema.figures.FIGURES`, and `savings`, `savings_kg` against the first configuration at the same site
        and over the same period. What has no meaning for one is None. Where processes of the user's ran, `process`
        is the name of each.
    title : str
        What was simulated, and over which period.
    notes : tuple of str
        What a reader has to know beside the numbers: a configuration that failed, and last what emissions count.
    fuel : str
        What is burnt, capitalised; "Fuel" where there are several.
    """

    rows: tuple[Row, ...]
    title: str
    notes: tuple[str, ...] = ()
    fuel: str = "Gas"
    units: System = "si"
    """Of the printed tables; the rows themselves have their units in their keys."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Heads of the columns: the name, and whatever else tells one column from another, the site first of all."""
        labels = [str(row["name"]) for row in self.rows]
        for key in ("site", "period", "scenario", "process"):
            told = [str(row.get(key, "")) for row in self.rows]
            if len(set(told)) > 1 and (key == "site" or len(set(labels)) < len(labels)):
                labels = [f"{label} ({more})" if more else label for label, more in zip(labels, told, strict=True)]
        return tuple(labels)

    def to_json(self) -> str:
        """Return the rows as a JSON list."""
        return json.dumps(list(self.rows), indent=2, ensure_ascii=False, allow_nan=False)

    def to_dataframe(self) -> "pd.DataFrame":
        """Return the rows as a pandas DataFrame, a configuration each; `attrs["units"]` has the units of columns."""
        import pandas as pd

        frame = pd.DataFrame(list(self.rows), index=pd.Index(self.labels, name="configuration")).drop(columns="name")
        units = {figure.key: "USD" if figure.is_money else figure.units for figure in FIGURES}
        frame.attrs["units"] = {key: unit for key, unit in units.items() if key in frame} | SAVED_UNITS
        return frame

    def __repr__(self) -> str:
        return f"<Comparison of {len(self.rows)}: {', '.join(self.labels)}>"

    def _repr_html_(self) -> str:
        """Return the printed table for a notebook."""
        lines = lines_for(self.rows, self.fuel, self.units)
        head = "".join(f"<th style='text-align:right'>{escape(label)}</th>" for label in self.labels)
        body = []
        for line in lines:
            if line.section:
                body.append(f"<tr><th colspan='{len(self.rows) + 1}' style='text-align:left'>{line.section}</th></tr>")
            called = escape(f"{line.label}, {line.units}" if line.units else line.label)
            cells = "".join(f"<td style='text-align:right'>{line.show(row)}</td>" for row in self.rows)
            body.append(f"<tr><td style='text-align:left'>{called}</td>{cells}</tr>")
        about = [about_savings(self)] if len(self.rows) > 1 else []
        notes = "".join(f"<div>{escape(note)}</div>" for note in (*about, *self.notes))
        title = "<br>".join(map(escape, self.title.splitlines()))
        return f"<table><caption>{title}</caption><tr><td></td>{head}</tr>{''.join(body)}</table>{notes}"

    def __str__(self) -> str:

        return plain(self)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[RenderableType]":

        yield rich_table(self, options.max_width)


def compare(*results: "xr.Dataset | str | Path", units: System = "si") -> Comparison:
    """Return the annual figures of results, or of files that hold them, side by side.

    Savings are against the first configuration at the same site and over the same period.

    Parameters
    ----------
    *results : xarray.Dataset or path
        From `cosim.simulate`, or NetCDF files that `cosim run` wrote.
    units : {"si", "us"}
        Of the printed tables.

    Examples
    --------
    >>> import cosim
    >>> results = cosim.simulate(cosim.load("quick-start"), start=240, end=288)
    >>> comparison = cosim.compare(results)
    >>> comparison.rows[0]["electricity_kwh"] > 0
    True
    >>> print(comparison)  # doctest: +SKIP
    """
    from cosim.results.netcdf import read_all

    datasets = read_all(results)
    if not datasets:
        raise InvalidInput([Fault("compare", "there is nothing to compare", "name a result")])
    rows: list[Row] = []
    firsts: dict[tuple[str, str], Row] = {}
    for dataset in datasets:
        for row in figures_of(dataset):
            first = firsts.setdefault((str(dataset.attrs["site"]), period(dataset)), row)
            rows.append(
                row
                | {
                    "savings": first["cost"] - row["cost"],
                    "savings_kg": first["emissions_kg"] - row["emissions_kg"],
                }
            )
    if any("process" in dataset.attrs for dataset in datasets):  # a controller of the user's, in some of them
        of_rows = [str(data.attrs.get("process", "")) for data in datasets for _ in range(data.sizes["configuration"])]
        rows = [row | {"process": name.rpartition(".")[2]} for row, name in zip(rows, of_rows, strict=True)]
    titles = dict.fromkeys(f"{dataset.attrs['title']} ({period(dataset)})" for dataset in datasets)
    notes = [
        note for dataset in datasets for note in (*failures_of(dataset), *comfort_warnings_of(dataset), *_gaps(dataset))
    ]
    notes += dict.fromkeys(
        line for dataset in datasets for line in str(dataset.attrs.get("equipment_assumptions", "")).splitlines()
    )
    notes += [line for dataset in datasets if has_members(dataset) for line in lines_of(dataset)]
    notes += dict.fromkeys(line for dataset in datasets for line in boundary_lines_of(dataset))
    burnt = {str(fuel) for dataset in datasets for fuel in dataset["fuel"].values} - {""} or {"gas"}
    fuel = "Fuel" if len(burnt) > 1 else burnt.pop().capitalize()
    return Comparison(tuple(rows), "\n".join(titles), tuple(notes), fuel, units)


def figures_of(dataset: "xr.Dataset") -> list[Row]:
    """Return the annual figures of a Dataset: one dict of plain numbers a configuration, None where there is none."""
    columns = {figure.key: dataset[figure.variable].values.tolist() for figure in FIGURES}
    bands = bands_of(dataset) if has_members(dataset) else []
    about = {"site": str(dataset.attrs["site"]), "period": period(dataset), "scenario": str(dataset.attrs["title"]),
             "currency": "USD", "emissions_boundary": " ".join(boundary_lines_of(dataset))}  # fmt: skip
    return [
        {"name": str(name), **about}
        | {key: None if math.isnan(values[index]) else values[index] for key, values in columns.items()}
        | (bands[index] if bands else {})
        for index, name in enumerate(dataset["configuration"].values)
    ]


def period(dataset: "xr.Dataset") -> str:
    """Return the simulated period in words, such as "1 January to 31 December"."""
    first, last = dataset["time"].values[0], dataset["time"].values[-1]
    return f"{_day(first)} to {_day(last)}"


def _day(time: Any) -> str:
    import pandas

    stamp = pandas.Timestamp(time)
    return f"{stamp.day} {stamp.month_name()}"


def _gaps(dataset: "xr.Dataset") -> list[str]:
    """Return what an older file lacks, as a note."""
    missing = str(dataset.attrs.get("not_recorded", ""))
    return [f"{dataset.attrs['title']}: the file does not hold {', '.join(missing.split())}"] if missing else []


def failures_of(dataset: "xr.Dataset") -> list[str]:
    """Return what went wrong in configurations that could not be simulated, one line each."""
    return list(json.loads(dataset.attrs.get("failed_configurations", "{}")).values())


def comfort_warnings_of(dataset: "xr.Dataset") -> list[str]:
    """Return where rooms were far colder than their thermostats asked for, one line each."""
    return str(dataset.attrs.get("comfort_warnings", "")).splitlines()


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
    Line("System COP, with backup", "", "system_cop_heating", "ratio", decimals=2),
    Line("Defrosts", "", "defrosts", "count"),
    Line("Compressor starts", "", "compressor_starts", "count"),
    Line("Peak power", "kW", "peak_electric_w", "power", 1e-3, 1),
    Line("Unmet heating", "K·h", "unmet_heating_kh", "degree_hours", decimals=1),
    Line("Unmet cooling", "K·h", "unmet_cooling_kh", "degree_hours", decimals=1),
    Line("Rest of the house", "kWh", "other_electricity_kwh", "electricity", section="Whole house"),
    Line("Cost", "$", "cost", "money"),
    Line("CO₂e", "kg", "emissions_kg", "mass"),
)


_OPTIONAL = tuple(
    Line(use.label, "kWh", f"{figure}_kwh", "electricity" if use.carrier == "electricity" else "energy")
    for use in END_USES
    if use.optional
    for figure in use.annual
)


_SAVINGS = (
    Line("Savings", "$", "savings", "money"),
    Line("CO₂e saved", "kg", "savings_kg", "mass"),
)


_RESPONSE = (
    Line("Events", "", "response_events", "count", section="Demand response"),
    Line("Shed", "kW", "response_shed_w", "power", 1e-3, 2),
    Line("Rebound", "kW", "response_rebound_w", "power", 1e-3, 2),
    Line("Coldest in events", "°C", "response_lowest_k", "temperature", offset=-FREEZING, decimals=1),
)


def _in_us(line: Line) -> Line:
    """Return a line in the units that people in the United States use."""
    if line.units not in US_UNITS or (line.units == "kWh" and line.kind != "energy"):
        return line
    units, factor, shift = US_UNITS[line.units]
    return replace(line, units=units, scale=factor * line.scale, offset=factor * line.offset + shift)


def lines_for(rows: Sequence[Row], fuel: str = "Gas", units: System = "si") -> tuple[Line, ...]:
    """Return the lines of a table of configurations, `fuel` being what their furnaces burn.

    One configuration alone saves nothing; end uses that only other equipment has, and demand response, are shown where
    there are any.
    """
    lines: list[Line] = []
    for line in _LINES:
        lines.append(replace(line, label=fuel) if line.key == "gas_kwh" else line)
        if line.key == "other_electricity_kwh":
            lines += [each for each in _OPTIONAL if any(row[each.key] for row in rows)]
    responds = any(row.get("response_events") for row in rows)
    found = (*lines, *(_SAVINGS if len(rows) > 1 else ()), *(_RESPONSE if responds else ()))
    return tuple(map(_in_us, found)) if units == "us" else found


def rich_table(comparison: Comparison, width: int) -> RenderableType:
    """Return title, table and notes, at most `width` characters wide; what does not fit beside goes below."""
    several = len(comparison.rows) > 1
    fit = max(1, (width - LABELS_WIDTH) // (NARROWEST_COLUMN + GAP))
    labelled = list(zip(comparison.labels, comparison.rows, strict=True))
    parts = [labelled[first : first + fit] for first in range(0, len(labelled), fit)]
    about = [about_savings(comparison)] if several else []
    lines = lines_for(comparison.rows, comparison.fuel, comparison.units)
    return Group(
        Text(comparison.title, style="bold"),
        *(_columns(part, lines, width) for part in parts),
        *(Text(note) for note in (*about, *comparison.notes)),
    )


def about_savings(comparison: Comparison) -> str:
    """Return what stands beneath a table of several configurations."""
    therm = "29.3 kWh" if comparison.units == "si" else "100 kBtu"
    sites = len({(row.get("site"), row.get("period")) for row in comparison.rows})
    against = "the first configuration" if sites == 1 else "the first configuration of the same site and period"
    return f"Savings are against {against}; 1 therm is {therm}."


def _columns(part: Sequence[tuple[str, Row]], lines: Sequence[Line], width: int) -> Table:
    # the space on one side only: rich before 15 takes collapsed padding off the last column's numbers
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1))
    table.add_column("", no_wrap=True)
    rows = [row for _, row in part]
    words = _longest_words([label for label, _ in part])
    for (label, _), longest in zip(part, words, strict=True):
        name = textwrap.fill(label, longest if width >= _good_width(words) else NARROWEST_COLUMN)
        # as Text, so that brackets in a name are not taken for markup
        table.add_column(Text(name), justify="right", vertical="bottom", no_wrap=True, min_width=NARROWEST_COLUMN)
    for number, line in enumerate(lines):
        if line.section:
            if number:
                table.add_row()
            table.add_row(Text(line.section, style="italic"))
        called = f" {line.label}, {line.units}" if line.units else f" {line.label}"
        table.add_row(called, *(line.show(row) for row in rows))
    return table


def plain(comparison: Comparison, width: int = 0) -> str:
    """Return the table as plain text, `width` characters wide, or as wide as its columns like best."""
    file = io.StringIO()
    wanted = width or max(80, _good_width(_longest_words(comparison.labels)))
    Console(file=file, width=wanted, color_system=None).print(comparison)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip() + "\n"


def _longest_words(labels: Sequence[str]) -> list[int]:
    """Return the length of the longest piece of each name that is better not broken; it may be after a hyphen."""
    return [max(NARROWEST_COLUMN, *map(len, label.replace("-", "- ").split())) for label in labels]


def _good_width(words: list[int]) -> int:
    """Return the width at which no word in the names has to be broken."""
    return LABELS_WIDTH + sum(words) + GAP * len(words)
