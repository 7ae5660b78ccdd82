"""Results side by side: rows as data, JSON, and a table for people."""

import io
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosim.errors import Fault, InvalidInput
from cosim.results.figures import FIGURES
from cosim.units import KILOWATT_HOUR, THERM

if TYPE_CHECKING:
    import xarray as xr
    from rich.table import Table

Row = dict[str, Any]

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Annual figures of several configurations, side by side.

    Attributes
    ----------
    rows : tuple of dict
        One a configuration: `name`, every key of `cosim.results.figures.FIGURES`, and `savings`, `savings_kg` against
        the first configuration at the same site. What has no meaning for a configuration is None.
    title : str
        What was simulated, and over which period.
    notes : tuple of str
        What a reader has to know beside the numbers, such as a configuration that failed.
    """

    rows: tuple[Row, ...]
    title: str
    notes: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the rows as a JSON list."""
        return json.dumps(list(self.rows), indent=2, ensure_ascii=False, allow_nan=False)

    def __str__(self) -> str:
        return render(self)

    def __rich__(self) -> "Table":
        return table(self)


def compare(*results: "xr.Dataset | str | Path") -> Comparison:
    """Return the annual figures of results, or of files that hold them, side by side.

    Savings are against the first configuration at the same site.

    Parameters
    ----------
    *results : xarray.Dataset or path
        From `cosim.simulate`, or NetCDF files that `cosim run` wrote.

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
    firsts: dict[str, Row] = {}
    for dataset in datasets:
        for row in figures_of(dataset):
            first = firsts.setdefault(str(dataset.attrs["site"]), row)
            rows.append(
                row
                | {
                    "savings": first["cost"] - row["cost"],
                    "savings_kg": first["emissions_kg"] - row["emissions_kg"],
                }
            )
    titles = dict.fromkeys(f"{dataset.attrs['title']}, {period(dataset)}" for dataset in datasets)
    notes = [note for dataset in datasets for note in failures_of(dataset)]
    return Comparison(tuple(rows), "\n".join(titles), tuple(notes))


def figures_of(dataset: "xr.Dataset") -> list[Row]:
    """Return the annual figures of a Dataset: one dict of plain numbers a configuration, None where there is none."""
    columns = {figure.key: dataset[figure.variable].values.tolist() for figure in FIGURES}
    return [
        {"name": str(name)}
        | {key: None if math.isnan(values[index]) else values[index] for key, values in columns.items()}
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


def failures_of(dataset: "xr.Dataset") -> list[str]:
    """Return what went wrong in configurations that could not be simulated, one line each."""
    return list(json.loads(dataset.attrs.get("failed_configurations", "{}")).values())


@dataclass(frozen=True, slots=True)
class _Line:
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
    _Line("Electricity", "kWh", _of("electricity_kwh"), section="Heating and cooling"),
    _Line("Gas", "therms", _of("gas_kwh", KILOWATT_HOUR / THERM)),
    _Line("Heat delivered", "kWh", _of("heating_kwh")),
    _Line("Heat removed", "kWh", _of("cooling_kwh")),
    _Line("Strips used", "kWh", _of("strip_kwh")),
    _Line("Seasonal heating COP", "", _of("seasonal_cop_heating"), 2),
    _Line("Defrosts", "", _of("defrosts")),
    _Line("Compressor starts", "", _of("compressor_starts")),
    _Line("Peak power", "kW", _of("peak_electric_w", 1e-3), 1),
    _Line("Unmet heating", "K·h", _of("unmet_heating_kh"), 1),
    _Line("Unmet cooling", "K·h", _of("unmet_cooling_kh"), 1),
    _Line("Rest of the house", "kWh", _of("other_electricity_kwh"), section="Whole house"),
    _Line("Cost", "$", _of("cost")),
    _Line("CO₂e", "kg", _of("emissions_kg")),
    _Line("Savings", "$", _of("savings")),
    _Line("CO₂e saved", "kg", _of("savings_kg")),
)


def table(comparison: Comparison) -> "Table":
    """Return the comparison as a rich table: a column a configuration."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    title = Text(comparison.title)  # as Text, so that brackets are not taken for markup
    made = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    made.add_column("", no_wrap=True)
    for row in comparison.rows:
        made.add_column(Text(row["name"]), justify="right", vertical="bottom", overflow="fold", min_width=9)
    for number, line in enumerate(_LINES):
        if line.section:
            if number:
                made.add_row()
            made.add_row(f"[italic]{line.section}[/]")
        label = f" {line.label}, {line.units}" if line.units else f" {line.label}"
        made.add_row(label, *(line.show(row) for row in comparison.rows))
    caption = ["Savings are against the first configuration; 1 therm is 29.3 kWh."] if len(comparison.rows) > 1 else []
    made.caption = Text("\n".join([*caption, *comparison.notes]))
    made.caption_justify = "left"
    return made


def render(comparison: Comparison, width: int = 0) -> str:
    """Return the table as plain text, `width` characters wide, or as wide as its columns like best."""
    from rich.console import Console

    file = io.StringIO()
    words = [max(9, *map(len, row["name"].split())) for row in comparison.rows]
    wanted = width or max(80, 30 + sum(words) + 2 * len(words))
    Console(file=file, width=wanted, color_system=None).print(table(comparison))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"
