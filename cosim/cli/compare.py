"""`cosim compare` and `cosim report`: the table, the picture and the page, from files."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import rich_click as click

from cosim.cli.exits import print_comparison
from cosim.cli.run import project_option
from cosim.cli.values import PICTURES
from cosim.errors import Fault, InvalidInput

if TYPE_CHECKING:
    import xarray as xr

    from cosim.results.comparison import Comparison
    from cosim.sizing.balance import Balance

TABLES = (".csv", ".md", ".xlsx")
files_argument = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE.nc...")


@click.command()
@files_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the picture (.png, .svg, .pdf) or write the table (.csv, .md, .xlsx), by the suffix.",
)
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "md", "xlsx"]), default=None,
              help="How the table is printed; xlsx needs -o.  [default: text]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the annual figures as JSON, and nothing else.")
def compare(files: tuple[Path, ...], output: Path | None, form: str | None, as_json: bool) -> None:
    """Compare results that "cosim run" wrote, in a table and, with -o, a picture or a file of the table.

    CSV has one row a configuration, with every figure under the key that the JSON has.
    """
    if as_json and form not in (None, "json"):
        raise click.BadParameter("--json is --format json", param_hint="--format")
    printed = "json" if as_json else form
    suffix = output.suffix.lower() if output else ""
    if output and suffix not in (*PICTURES, *TABLES):
        raise click.BadParameter(f"'{output.name}' has to end in {', '.join((*PICTURES, *TABLES))}", param_hint="-o")
    if suffix in TABLES and printed and f".{printed}" != suffix:
        raise click.BadParameter(f"{printed} does not go into '{output}'", param_hint="--format")
    if printed == "xlsx" and suffix != ".xlsx":
        raise click.BadParameter("a workbook is no text: -o names a file for it, such as table.xlsx",
                                 param_hint="--format")  # fmt: skip
    _refuse_early(files, output)

    from cosim.results.comparison import compare as compare_results
    from cosim.results.netcdf import read_all

    datasets = read_all(files)
    comparison = compare_results(*datasets)
    if output and suffix in TABLES:
        _write_table(comparison, output, suffix[1:])
        return
    if output:
        from cosim.results.plots.comparison import draw

        draw(datasets, output)
    print_comparison(comparison, form=printed or "text")


@click.command()
@files_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help="The page to write, or the table: .html, .csv, .md, .xlsx.  [default: report.html]")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["html", "csv", "md", "xlsx"]), default=None,
              help="What to write.  [default: by the suffix of -o]")  # fmt: skip
@click.option("--units", type=click.Choice(["metric", "us"]), default="metric", show_default=True,
              help="Units in which the page opens; it has both.")  # fmt: skip
@click.option("--scenario", "scenarios", multiple=True, metavar="NAME",
              help="Scenario of the results: adds the balance points of its machines by design.")  # fmt: skip
@project_option
def report(
    files: tuple[Path, ...],
    output: Path | None,
    form: str | None,
    units: Literal["metric", "us"],
    scenarios: tuple[str, ...],
    project: Path | None,
) -> None:
    """Make one page to send of results that "cosim run" wrote: it opens offline, prints, and holds all it shows.

    A summary in plain words, the comparison, figures of energy, load, comfort, defrosts, balance points, cost and
    emissions, the assumptions, and every file that went in.
    """
    path = output or Path(f"report.{form or 'html'}")
    suffix = path.suffix.lower()
    if suffix not in (".html", ".htm", *TABLES):
        raise click.BadParameter(f"'{path.name}' has to end in .html, {', '.join(TABLES)}", param_hint="-o")
    wanted = form or ("html" if suffix in (".html", ".htm") else suffix[1:])
    if wanted != ("html" if suffix in (".html", ".htm") else suffix[1:]):
        raise click.BadParameter(f"{wanted} does not go into '{path}'", param_hint="--format")
    _refuse_early(files, path)

    from cosim.results.comparison import compare as compare_results
    from cosim.results.netcdf import read_all

    datasets = read_all(files)
    if wanted != "html":
        _write_table(compare_results(*datasets), path, wanted)
        return
    from cosim.results.report import write_report

    designs = [_design(name, project, datasets) for name in scenarios]
    write_report(datasets, path, system=units, designs=designs)
    click.echo(f"{path} written")


def _design(name: str, project: Path | None, datasets: "list[xr.Dataset]") -> "Balance":
    """Return the balance points of a scenario that is the one behind a result, to the letter."""
    from cosim.scenarios.reader import load
    from cosim.sizing.balance import balance

    scenario = load(name, project)
    if all(dataset.attrs.get("scenario_text") != scenario.text for dataset in datasets):
        raise InvalidInput([Fault(name, "is not the scenario of any of these results as it was when they were made",
                                  "simulate it again, or leave --scenario out")])  # fmt: skip
    return balance(scenario)


def _refuse_early(files: tuple[Path, ...], output: Path | None) -> None:
    """Raise for what cannot be written before anything is read."""
    if output is None:
        return
    from cosim.results.files import check_place

    check_place(output)
    if any(file.exists() and output.exists() and file.samefile(output) for file in files):
        raise InvalidInput([Fault(str(output), "is one of the results that are read", "-o names another file")])
    if output.suffix.lower() == ".xlsx":
        from cosim.results.export import check_xlsx

        check_xlsx()


def _write_table(comparison: "Comparison", path: Path, form: str) -> None:
    from cosim.results.export import FORMATS
    from cosim.results.files import write_whole

    write_whole(path, FORMATS[form](comparison))
    click.echo(f"{path} written")
