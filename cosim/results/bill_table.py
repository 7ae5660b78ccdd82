"""The bills of a Dataset month by month, as a table for people."""

import io

import numpy as np
import xarray as xr
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cosim.rates.calendar import MONTHS
from cosim.results.billing import MONTHLY, rates_of
from cosim.results.life_cycle import rate_lines


def monthly_table(dataset: xr.Dataset) -> str:
    """Return what has to be paid in each month, with the prices that it rests on, as plain text."""
    costs = sum(dataset[name].values for name in MONTHLY)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, title_justify="left")
    table.add_column("Bills, $", no_wrap=True)
    for name in dataset["configuration"].values:
        table.add_column(Text(str(name)), justify="right", vertical="bottom", max_width=16)
    for month, of_month in zip(MONTHS, np.transpose(costs), strict=True):
        if np.any(of_month):
            table.add_row(month, *(f"{cost:,.2f}" for cost in of_month))
    table.add_section()
    table.add_row("Together", *(f"{cost:,.2f}" for cost in np.sum(costs, axis=1)))
    file = io.StringIO()
    console = Console(file=file, width=max(80, 20 + 18 * dataset.sizes["configuration"]), color_system=None)
    console.print(table)
    for line in lines_of(dataset):
        console.print(Text(line), soft_wrap=True)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def lines_of(dataset: xr.Dataset) -> list[str]:
    """Return the prices and emission factors that a Dataset was billed with, a line each."""
    return rate_lines(rates_of(dataset), sorted({str(fuel) for fuel in dataset["fuel"].values} - {""}))
