"""`cosim fleet` and `cosim fleet-report`: simulate a utility's programme for a population of homes."""

import json
import sys
from pathlib import Path
from typing import Any

import rich_click as click

from cosim.cli.exits import SIMULATION_FAILED, complain
from cosim.cli.fleet_table import figures_table
from cosim.cli.run import project_option
from cosim.cli.streams import echo, echo_json
from cosim.cli.values import day, destination, force_option, units_option
from cosim.errors import printable
from cosim.units import System


@click.command()
@click.argument("programme")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder for the results."
)
@click.option("--homes", type=int, help="Number of homes [default: the programme's].")
@click.option("--seed", type=click.IntRange(min=0), help="Random seed for drawing homes [default: the programme's].")
@click.option(
    "--workers", type=click.IntRange(min=0), help="Local processes; 0 runs without Dask [default: one per core]."
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Address of a running Dask scheduler, such as tcp://10.0.0.5:8786."
)
@click.option("--resume", is_flag=True, help="Resume an interrupted run.")
@click.option("--json", "as_json", is_flag=True, help="Print only the main figures, as JSON.")
@click.option("--from", "first", callback=day, default="01-01", metavar="MM-DD", help="First day [default: 01-01].")
@click.option("--to", "last", callback=day, default="12-31", metavar="MM-DD", help="Last day [default: 12-31].")
@units_option
@project_option
def fleet(
    programme: str,
    output: Path,
    homes: int | None,
    seed: int | None,
    workers: int | None,
    scheduler: str | None,
    resume: bool,
    as_json: bool,
    first: int,
    last: int,
    units: System,
    project: Path | None,
) -> None:
    """Simulate the homes of PROGRAMME in each of its configurations.

    PROGRAMME is a name ("cosim list programmes") or the path of a TOML file. Results go to fleet.nc in DIR, together
    with the files needed to resume an interrupted run.
    """
    if last < first:
        raise click.BadParameter("the last day comes before the first", param_hint="--to")
    from cosim.fleet.reading import load_programme
    from cosim.fleet.run import check_request, run_fleet
    from cosim.fleet.worker import Period

    check_request(homes, workers, scheduler)
    asked = load_programme(programme, project, homes=homes, seed=seed)
    period = Period(24 * first, 24 * (last + 1), asked.config.interval)
    with HomesProgress(asked.homes) as progress:
        outcome = run_fleet(
            asked, output, period=period, workers=workers, scheduler=scheduler, resume=resume, tell=progress
        )
    for number, reason in sorted(outcome.failures.items())[:5]:
        complain(f"home {number} failed: {reason}")
    if len(outcome.failures) == outcome.homes:
        sys.exit(SIMULATION_FAILED)
    from cosim.fleet.answers import boundary_lines, main_figures
    from cosim.fleet.results import read_results

    fleet = read_results(output)
    figures = main_figures(fleet)
    if as_json:
        echo_json(json.dumps(figures, indent=1, ensure_ascii=False))
    else:
        echo(figures_table(figures, units), nl=False)
        echo("\n".join(boundary_lines(fleet)))
        echo(
            f"{outcome.homes} homes, {len(outcome.failures)} failed; {outcome.house_years} house-years in "
            f"{outcome.seconds:.0f} s ({outcome.processor_seconds:.0f} s of processor time), written to {outcome.file}"
        )


@click.command("fleet-fit")
@click.argument("programme")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("homes-fitted.csv"), show_default=True,
              callback=destination, help="Table of the fitted homes to write (CSV).")  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes.")
@click.option("--seed", type=click.IntRange(min=0), help="Random seed for drawing [default: the programme's].")
@click.option("--json", "as_json", is_flag=True, help="Print only what was found, as JSON.")
@force_option
@project_option
def fleet_fit(
    programme: str, output: Path, jobs: int, seed: int | None, as_json: bool, force: bool, project: Path | None
) -> None:
    """Fit the homes of PROGRAMME to what a utility counted at them.

    Its homes_csv states facts of each home (floor_area_ft2, built ...) and its energy, of a year (electricity_kwh,
    gas_therms) or of twelve months (gas_therms_01 ...). The table that is written has all columns of that one and what
    was fitted; "homes_csv" of a programme reads it.
    """
    from cosim.files import write_whole
    from cosim.fleet.fit.run import fit_homes, summary, table_of
    from cosim.fleet.reading import load_programme

    asked = load_programme(programme, project, seed=seed)
    fitted = fit_homes(asked, jobs=jobs, tell=lambda text: echo(f"note: {text}", err=True))
    write_whole(output, table_of(fitted))
    found = summary(fitted)
    if as_json:
        echo_json(json.dumps(found, indent=1, ensure_ascii=False))
        return
    for each in found["left_out"]:
        echo(f"left out: {each}")
    for each in found["odd"]:
        echo(f"odd: {each}")
    counts = (
        f"{found['fitted']:,} homes fitted, {len(found['left_out']):,} left out, {found['without_figures']:,} without"
    )
    echo(f"{counts} figures; {found['simulations']:,} house-years of homes simulated; {output} written")


@click.command("fleet-report")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("report.html"), show_default=True,
callback=destination, help="Page to write (HTML).")  # fmt: skip
@force_option
@units_option
def fleet_report(folder: Path, output: Path, force: bool, units: System) -> None:
    """Write a report for a utility from the results in DIR, as one page that opens offline."""
    from cosim.fleet.report import write_report
    from cosim.fleet.results import read_results

    write_report(read_results(folder), output, units)
    echo(f"written to {output}")


@click.command("fleet-table")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--by", "label", metavar="LABEL", help="Column of the homes' table: a row for each value of it.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", callback=destination,
              help="Table to write (.csv, .json).  [default: print it]")  # fmt: skip
@force_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def fleet_table(folder: Path, label: str | None, output: Path | None, force: bool, as_json: bool) -> None:
    """Print the results in DIR as a table: a row for each home, or for all homes that share a label.

    With --by, peaks are those of the homes together, by weight; the programme's group_by names the labels whose power
    is kept. Without it, a row holds what the table of homes says of each and its year, in each configuration.
    """
    from cosim.cli.fleet_table import groups_table
    from cosim.files import write_whole
    from cosim.fleet.results import read_results
    from cosim.fleet.tables import as_csv, by_group, by_home
    from cosim.fleet.tables import as_json as in_json

    if output is not None and output.suffix.lower() not in (".csv", ".json"):
        raise click.BadParameter(f"'{output.name}' must end in .csv or .json", param_hint="-o")
    fleet = read_results(folder)
    rows = by_group(fleet, label) if label else by_home(fleet)
    if output is not None:
        write_whole(output, as_csv(rows) if output.suffix.lower() == ".csv" else in_json(rows))
        echo(f"{output} written")
    elif as_json or not label:
        echo_json(in_json(rows).decode("utf-8").rstrip()) if as_json else echo(as_csv(rows).decode("utf-8").rstrip())
    else:
        echo(groups_table(rows, label), nl=False)


class HomesProgress:
    """Show completed homes, their rate and the remaining time on standard error if it is a terminal; notices always."""

    def __init__(self, homes: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._display = Progress(
            MofNCompleteColumn(), TextColumn("homes"), BarColumn(), TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False), console=console, disable=not console.is_terminal,
        )  # fmt: skip
        self._task = self._display.add_task("", total=homes)
        self._homes, self._first, self._begun = homes, 0, 0.0

    def __enter__(self) -> "HomesProgress":
        self._display.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._display.stop()

    def __call__(self, kind: str, what: Any) -> None:
        """Handle a notice, or the number of completed and failed homes."""
        import time

        if kind == "notice":
            self._display.console.print(printable(f"note: {what}"), markup=False, highlight=False, soft_wrap=True)
            return
        done, failed = what
        if not self._begun:
            self._begun, self._first = time.monotonic(), done
        text = f"{failed} failed" if failed else ""
        passed = time.monotonic() - self._begun
        if done > self._first and passed > 0:
            rate = (done - self._first) / passed
            left = (self._homes - done) / rate
            text = f"{60 * rate:.0f} homes a minute, {left / 60:.0f} min left {text}"
        self._display.update(self._task, completed=done, description=text)
