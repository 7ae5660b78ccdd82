"""`cosim log` and `cosim defrost`: the sequence of operation, and the defrosts, of existing results."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from cosim.cli.values import day, force_option, picture, units_option

if TYPE_CHECKING:
    from cosim.units import System

Moment = tuple[int, int | None]
"""Day of the year, counted from 0, and minute of that day, None for all of it."""


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> Moment | None:
    """Return the moment written as MM-DD or MM-DDThh:mm."""
    if value is None:
        return None
    date, _, clock = value.strip().replace(" ", "T").partition("T")
    days = day(ctx, param, date)
    if not clock:
        return days, None
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", clock, re.ASCII)
    if not match or int(match[1]) > 24 or int(match[2]) > 59 or (int(match[1]) == 24 and int(match[2])):
        raise click.BadParameter(f"'{clock}' is not a time of the day; write hours and minutes, such as 06:30")
    return days, 60 * int(match[1]) + int(match[2])


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.nc")
@click.option("--from", "first", callback=moment, metavar="MM-DD[Thh:mm]",
              help="First moment [default: the coldest day].")  # fmt: skip
@click.option("--to", "last", callback=moment, metavar="MM-DD[Thh:mm]",
              help="Last moment; a date without a time means its end [default: the end of the first day].")  # fmt: skip
@click.option("--configuration", "-c", metavar="NAME", help="Configuration to print [default: the first].")
@click.option("--json", "as_json", is_flag=True, help="Print only the events, as JSON in SI.")
@units_option
def log(
    file: Path, first: Moment | None, last: Moment | None, configuration: str | None, as_json: bool, units: "System"
) -> None:
    """Print the sequence of operation: calls, reversing valve, compressor, stages, defrosts, lockouts.

    Refrigerant line temperatures and pressures are those at the moment of the event; at the end of a call, those just
    before it.
    """
    import numpy as np

    from cosim.results.netcdf import open_results
    from cosim.results.sequence import sequence
    from cosim.results.sequence_text import as_text

    dataset = open_results(file)
    begin = dataset["time"].values.min().astype("datetime64[Y]").astype("datetime64[s]")
    if first is None:
        coldest = dataset["outdoor_temperature"].isel(configuration=0).values.argmin()
        first = int((dataset["time"].values[coldest] - begin) / np.timedelta64(1, "D")), None
    day_after = 24 * 60
    ends = (first[0], first[1] or 0), last or (first[0], None)
    moments = [
        begin + np.timedelta64(24 * 60 * days + (day_after if minutes is None else minutes), "m")
        for days, minutes in ends
    ]
    if moments[1] <= moments[0]:
        raise click.BadParameter("the last moment comes before the first", param_hint="--to")
    found = sequence(dataset, moments[0], moments[1], configuration)
    if as_json:
        click.echo(found.to_json())
        return
    click.echo(as_text(found, units), nl=False)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.nc")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=picture,
    metavar="FIGURE",
    help="Chart of a cold day and a map of the capacity lost to frost: .png, .svg or .pdf.",
)
@click.option("--configuration", metavar="NAME", help="Configuration to draw [default: that with the most defrosts].")
@click.option(
    "--day",
    "date",
    metavar="MM-DD",
    callback=lambda ctx, param, value: None if value is None else day(ctx, param, value),
    help="Day to draw [default: that with the most melted frost].",
)
@click.option("--json", "as_json", is_flag=True, help="Print only the seasons, as JSON.")
@force_option
@units_option
def defrost(
    file: Path,
    output: Path | None,
    configuration: str | None,
    date: int | None,
    as_json: bool,
    force: bool,
    units: "System",
) -> None:
    """Summarise the defrosts in existing results by outdoor temperature."""
    from cosim.results.defrosts import chosen, plain, rich_table, seasons, to_json
    from cosim.results.netcdf import open_results

    dataset = open_results(file)
    found = seasons(dataset)
    chosen(dataset, configuration)
    if output:
        from cosim.results.plots.defrost import draw_defrosts

        draw_defrosts(dataset, output, configuration, date)
    if as_json:
        click.echo(to_json(found))
        return
    if sys.stdout.isatty():
        from rich.console import Console

        Console().print(rich_table(found, units))
    else:
        click.echo(plain(found, units), nl=False)
