"""`cosim compare` and `cosim report`: table, chart and report of existing results."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import rich_click as click

from cosim.cli.exits import print_comparison
from cosim.cli.run import project_option
from cosim.cli.streams import echo
from cosim.cli.values import PICTURES, force_option, units_option
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
    help="Chart (.png, .svg, .pdf) or table (.csv, .md, .xlsx) to write, by the suffix.",
)
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "md", "xlsx"]), default=None,
              help="Format of the printed table; xlsx needs -o.  [default: text]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print only the annual figures, as JSON.")
@force_option
@units_option
def compare(
    files: tuple[Path, ...],
    output: Path | None,
    form: str | None,
    as_json: bool,
    force: bool,
    units: Literal["si", "us"],
) -> None:
    """Compare existing results in a table; -o draws a chart or writes the table to a file.

    CSV has one row per configuration, with the same keys as JSON.
    """
    if as_json and form not in (None, "json"):
        raise click.BadParameter("--json already means --format json", param_hint="--format")
    printed = "json" if as_json else form
    suffix = output.suffix.lower() if output else ""
    if output and suffix not in (*PICTURES, *TABLES):
        raise click.BadParameter(f"'{output.name}' must end in {', '.join((*PICTURES, *TABLES))}", param_hint="-o")
    if suffix in TABLES and printed and f".{printed}" != suffix:
        raise click.BadParameter(f"{printed} does not match the suffix of '{output}'", param_hint="--format")
    if printed == "xlsx" and suffix != ".xlsx":
        raise click.BadParameter("a workbook cannot be printed: name a file with -o, such as table.xlsx",
                                 param_hint="--format")  # fmt: skip
    _refuse_early(files, output, force=force)

    from cosim.results.comparison import compare as compare_results
    from cosim.results.netcdf import read_all

    datasets = read_all(files)
    comparison = compare_results(*datasets, units=units)
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
              help="Report (.html) or table (.csv, .md, .xlsx) to write.  [default: report.html]")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["html", "csv", "md", "xlsx"]), default=None,
              help="Format to write.  [default: by the suffix of -o]")  # fmt: skip
@click.option("--units", type=click.Choice(["metric", "us"]), default="metric", show_default=True,
              help="Units shown first; the report has both.")  # fmt: skip
@click.option("--scenario", "scenarios", multiple=True, metavar="NAME",
              help="Scenario of the results: adds the design balance points of its machines.")  # fmt: skip
@force_option
@project_option
def report(
    files: tuple[Path, ...],
    output: Path | None,
    form: str | None,
    units: Literal["metric", "us"],
    scenarios: tuple[str, ...],
    force: bool,
    project: Path | None,
) -> None:
    """Write a report of existing results as one self-contained page that opens offline and prints.

    It has a summary in plain words, the comparison, charts of energy, load, comfort, defrosts, balance points, cost and
    emissions, the assumptions, and every input file.
    """
    path = output or Path(f"report.{form or 'html'}")
    suffix = path.suffix.lower()
    if suffix not in (".html", ".htm", *TABLES):
        raise click.BadParameter(f"'{path.name}' must end in .html, {', '.join(TABLES)}", param_hint="-o")
    wanted = form or ("html" if suffix in (".html", ".htm") else suffix[1:])
    if wanted != ("html" if suffix in (".html", ".htm") else suffix[1:]):
        raise click.BadParameter(f"{wanted} does not match the suffix of '{path}'", param_hint="--format")
    _refuse_early(files, path, force=force)

    from cosim.results.comparison import compare as compare_results
    from cosim.results.netcdf import read_all

    datasets = read_all(files)
    if wanted != "html":
        _write_table(compare_results(*datasets), path, wanted)
        return
    from cosim.results.report import write_report

    designs = [_design(name, project, datasets) for name in scenarios]
    write_report(datasets, path, system=units, designs=designs)
    echo(f"{path} written")


def _design(name: str, project: Path | None, datasets: "list[xr.Dataset]") -> "Balance":
    """Return the balance points of a scenario, which must be exactly that of a result."""
    from cosim.scenarios.reader import load
    from cosim.sizing.balance import balance

    scenario = load(name, project)
    if all(dataset.attrs.get("scenario_text") != scenario.text for dataset in datasets):
        remedy = "simulate it again, or leave --scenario out"
        raise InvalidInput([Fault(name, "differs from the scenario of each of these results", remedy)])
    return balance(scenario)


def _refuse_early(files: tuple[Path, ...], output: Path | None, *, force: bool) -> None:
    """Refuse a destination that cannot be written, before results are read."""
    if output is None:
        return
    from cosim.files import check_destination, check_place

    check_place(output)
    if any(file.exists() and output.exists() and file.samefile(output) for file in files):
        raise InvalidInput([Fault(str(output), "is one of the input files", "name another file with -o")])
    check_destination(output, force=force)
    if output.suffix.lower() == ".xlsx":
        from cosim.results.export import check_xlsx

        check_xlsx()


def _write_table(comparison: "Comparison", path: Path, form: str) -> None:
    from cosim.files import write_whole
    from cosim.results.export import FORMATS

    write_whole(path, FORMATS[form](comparison))
    echo(f"{path} written")
