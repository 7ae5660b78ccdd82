"""`cosim run` and `cosim demo`: simulate a scenario, write the results, print the comparison."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import rich_click as click

from cosim.cli.exits import SIMULATION_FAILED, complain, print_comparison
from cosim.cli.progress import Progress
from cosim.cli.streams import echo
from cosim.cli.values import day, force_option, units_option
from cosim.errors import Fault, InvalidInput

if TYPE_CHECKING:
    import xarray as xr

    from cosim.envelope.envelope import Fidelity

DEMO = "retrofit-greensboro"

project_option = click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Project folder with your own shelves [default: the one that contains the scenario].",
)


@click.command()
@click.argument("scenario")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="NetCDF file to write [default: SCENARIO.nc].")
@click.option("--json", "as_json", is_flag=True, help="Print only the annual figures, as JSON.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Number of parallel processes.")
@click.option(
    "--step",
    type=float,
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Maximum internal time step; at most 60 s, and it must divide the hour.",
)
@click.option(
    "--from", "first", callback=day, default="01-01", metavar="MM-DD", help="First day to simulate [default: 01-01]."
)
@click.option(
    "--to", "last", callback=day, default="12-31", metavar="MM-DD", help="Last day to simulate [default: 12-31]."
)
@force_option
@click.option(
    "--fidelity",
    type=click.Choice(["reduced", "full"]),
    default="reduced",
    show_default=True,
    help="Envelope model: reduced is fast, full is that of the conformance suites.",
)
@click.option("--houses", type=click.Path(path_type=Path), metavar="FILE",
              help="Set of houses of \"cosim calibrate\" instead of the scenario's, for bands.")  # fmt: skip
@units_option
@project_option
def run(
    scenario: str,
    output: Path | None,
    as_json: bool,
    jobs: int,
    step: float,
    first: int,
    last: int,
    force: bool,
    fidelity: "Fidelity",
    houses: Path | None,
    units: Literal["si", "us"],
    project: Path | None,
) -> None:
    """Simulate every configuration of SCENARIO and compare them.

    SCENARIO is a name ("cosim list scenarios") or the path of a TOML file. Hourly results go to a NetCDF file, the
    comparison to standard output.
    """
    if last < first:
        raise click.BadParameter("the last day comes before the first", param_hint="--to")
    results = simulate_to_file(
        scenario, output, jobs=jobs, step=step, first=first, last=last, force=force, fidelity=fidelity,
        project=project, houses=houses,
    )  # fmt: skip
    from cosim.results.comparison import compare

    print_comparison(compare(results, units=units), form="json" if as_json else "text")
    if "failed_configurations" in results.attrs:
        sys.exit(SIMULATION_FAILED)


@click.command()
def demo() -> None:
    """Run an example: five ways to heat and cool a house in Greensboro. Results go to the folder "demo"."""
    folder = Path("demo")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise InvalidInput([Fault(str(folder), f"cannot be created: {error.strerror}")]) from None
    results = simulate_to_file(DEMO, folder / f"{DEMO}.nc", force=True, jobs=1)
    from cosim.files import write_whole
    from cosim.results.comparison import compare
    from cosim.results.plots.comparison import draw

    comparison = compare(results)
    write_whole(folder / f"{DEMO}.txt", str(comparison).encode("utf-8"))
    draw([results], folder / f"{DEMO}.png")
    print_comparison(comparison)
    echo(f"Written to {folder}: {DEMO}.nc (hourly results), {DEMO}.png (chart), {DEMO}.txt (this table)")


def simulate_to_file(
    name: str,
    output: Path | None,
    *,
    jobs: int = 1,
    step: float = 60.0,
    first: int = 0,
    last: int = 364,
    force: bool = False,
    fidelity: "Fidelity" = "reduced",
    project: Path | None = None,
    houses: Path | None = None,
) -> "xr.Dataset":
    """Load a scenario, simulate days `first` to `last` and write the file; a bad destination is refused first."""
    from cosim.files import check_destination
    from cosim.results import netcdf
    from cosim.results.comparison import failures_of
    from cosim.scenarios.reader import load

    scenario = load(name, project)
    if houses is not None:
        from cosim.calibration.ensemble import with_houses

        scenario, house_set = with_houses(scenario, houses)
    path = output or Path(f"{scenario.name}.nc")
    check_destination(path, force=force)

    from cosim.study import simulate

    with Progress(len(scenario.configurations)) as progress:
        results = simulate(
            scenario, jobs=jobs, step=step, start=24 * first, end=24 * (last + 1), fidelity=fidelity, progress=progress
        )
    if houses is not None:
        from cosim.calibration.ensemble import add_members

        results = add_members(results, scenario, house_set, jobs=jobs, step=step, start=24 * first, end=24 * (last + 1),
                              tell=lambda text: echo(f"note: {text}", err=True))  # fmt: skip
    netcdf.write(results, path, force=force)
    for failure in failures_of(results):
        complain(failure)
    return results
