"""Results side by side: rows as data and as JSON; `cosim.results.table` prints them."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosim.errors import Fault, InvalidInput
from cosim.results.figures import FIGURES

if TYPE_CHECKING:
    import xarray as xr
    from rich.console import Console, ConsoleOptions, RenderableType

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Annual figures of several configurations, side by side.

    Attributes
    ----------
    rows : tuple of dict
        One a configuration: `name`, every key of `cosim.results.figures.FIGURES`, and `savings`, `savings_kg` against
        the first configuration at the same site and over the same period. What has no meaning for one is None.
    title : str
        What was simulated, and over which period.
    notes : tuple of str
        What a reader has to know beside the numbers, such as a configuration that failed.
    fuel : str
        What is burnt, capitalised; "Fuel" where there are several.
    """

    rows: tuple[Row, ...]
    title: str
    notes: tuple[str, ...] = ()
    fuel: str = "Gas"

    def to_json(self) -> str:
        """Return the rows as a JSON list."""
        return json.dumps(list(self.rows), indent=2, ensure_ascii=False, allow_nan=False)

    def __str__(self) -> str:
        from cosim.results.table import plain

        return plain(self)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[RenderableType]":
        from cosim.results.table import rich_table

        yield rich_table(self, options.max_width)


def compare(*results: "xr.Dataset | str | Path") -> Comparison:
    """Return the annual figures of results, or of files that hold them, side by side.

    Savings are against the first configuration at the same site and over the same period.

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
    titles = dict.fromkeys(f"{dataset.attrs['title']} ({period(dataset)})" for dataset in datasets)
    notes = [note for dataset in datasets for note in failures_of(dataset)]
    burnt = {str(fuel) for dataset in datasets for fuel in dataset["fuel"].values} - {""} or {"gas"}
    fuel = "Fuel" if len(burnt) > 1 else burnt.pop().capitalize()
    return Comparison(tuple(rows), "\n".join(titles), tuple(notes), fuel)


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
