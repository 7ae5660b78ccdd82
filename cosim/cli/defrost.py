"""`cosim defrost`: the defrosts of a season, and a cold day with them."""

import sys
from pathlib import Path

import rich_click as click

from cosim.cli.values import day, picture


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.nc")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=picture,
    metavar="FIGURE",
    help="Draw a cold day and the map of what frost took: PNG, SVG or PDF, by the suffix.",
)
@click.option("--configuration", metavar="NAME", help="Draw this one [default: that with the most defrosts].")
@click.option(
    "--day",
    "date",
    metavar="MM-DD",
    callback=lambda ctx, param, value: None if value is None else day(ctx, param, value),
    help="Draw this day [default: that on which most frost melts].",
)
@click.option("--json", "as_json", is_flag=True, help="Print the seasons as JSON, and nothing else.")
def defrost(file: Path, output: Path | None, configuration: str | None, date: int | None, as_json: bool) -> None:
    """Summarise the defrosts in results that "cosim run" wrote, by outdoor temperature."""
    from cosim.results.defrosts import chosen, plain, rich_table, seasons, to_json
    from cosim.results.netcdf import read

    dataset = read(file)
    found = seasons(dataset)
    chosen(dataset, configuration)
    if output:
        from cosim.results.defrost_plots import draw_defrosts

        draw_defrosts(dataset, output, configuration, date)
    if as_json:
        click.echo(to_json(found))
        return
    if sys.stdout.isatty():
        from rich.console import Console

        Console().print(rich_table(found))
    else:
        click.echo(plain(found), nl=False)
