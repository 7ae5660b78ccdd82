"""`cosim compare`: the table and the picture again, from files."""

from pathlib import Path

import rich_click as click

from cosim.cli.printing import print_comparison
from cosim.cli.values import picture


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE.nc...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=picture,
    metavar="FIGURE",
    help="Draw the picture: PNG, SVG or PDF, by the suffix.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the annual figures as JSON, and nothing else.")
def compare(files: tuple[Path, ...], output: Path | None, as_json: bool) -> None:
    """Compare results that "cosim run" wrote, in a table and, with -o, a picture."""
    from cosim.results.compare import compare as compare_results
    from cosim.results.netcdf import read_all

    datasets = read_all(files)
    comparison = compare_results(*datasets)
    if output:
        from cosim.results.plots import draw

        draw(datasets, output)
    print_comparison(comparison, as_json=as_json)
