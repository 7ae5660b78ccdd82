"""`cosim fmu export` and `cosim helics`: houses in other simulators."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import rich_click as click

from cosim.cli.exits import Commands
from cosim.cli.run import project_option
from cosim.cli.streams import echo
from cosim.cli.values import day, destination, force_option
from cosim.errors import Fault, InvalidInput, did_you_mean

if TYPE_CHECKING:
    from cosim.scenarios.scenario import Configuration, Scenario


def chosen(scenario: "Scenario", name: str | None) -> "Configuration":
    """Return the configuration with a name, the first one by default."""
    names = [entry.name for entry in scenario.configurations]
    if name is not None and name not in names:
        raise InvalidInput([Fault("--configuration", f"{name!r} is not a configuration", did_you_mean(name, names))])
    return scenario.configurations[names.index(name) if name else 0]


@click.group(cls=Commands)
def fmu() -> None:
    """Exchange houses and equipment with other simulators as FMUs."""


@fmu.command()
@click.argument("scenario")
@click.option("-o", "--output", required=True, metavar="HOUSE.fmu", callback=destination,
              type=click.Path(path_type=Path), help="FMU to write.")  # fmt: skip
@click.option("--configuration", metavar="NAME", help="Configuration to export [default: the first].")
@click.option("--fmi", type=click.Choice(["2", "3"]), default="2", show_default=True, help="FMI version.")
@click.option("--from", "first", callback=day, default="01-01", metavar="MM-DD", help="Date of simulation time zero.")
@click.option("--to", "last", callback=day, default="12-31", metavar="MM-DD", help="Last day of the period.")
@force_option
@project_option
def export(
    scenario: str,
    output: Path,
    configuration: str | None,
    fmi: Literal["2", "3"],
    first: int,
    last: int,
    force: bool,
    project: Path | None,
) -> None:
    """Export a configuration of SCENARIO as a co-simulation FMU.

    Running the FMU requires this version of cosim in the Python of the importing tool.
    """
    if last < first:
        raise click.BadParameter("the last day comes before the first", param_hint="--to")
    from cosim.scenarios.reader import load

    read = load(scenario, project)
    entry = chosen(read, configuration)
    from cosim.coupling.fmu_export import export as write

    write(read, entry, output, version=fmi, first=24 * first, last=24 * (last + 1))
    echo(f"{output} written: {entry.name}, FMI {fmi}")


@click.command()
@click.argument("scenario")
@click.option("--config", required=True, metavar="FED.json", type=click.Path(path_type=Path),
              help="JSON file with name, broker, houses, publications and subscriptions.")  # fmt: skip
@click.option("--from", "first", callback=day, default="01-01", metavar="MM-DD", help="Date of simulation time zero.")
@click.option("--to", "last", callback=day, default="12-31", metavar="MM-DD", help="Last day of the period.")
@project_option
def helics(scenario: str, config: Path, first: int, last: int, project: Path | None) -> None:
    """Run houses of SCENARIO as a federate of a HELICS federation."""
    if last < first:
        raise click.BadParameter("the last day comes before the first", param_hint="--to")
    from cosim.coupling.federate import read_config, run
    from cosim.scenarios.reader import load

    read = load(scenario, project)
    federate = read_config(config, read)
    records = run(read, federate, first=24 * first, last=24 * (last + 1), tell=lambda text: echo(text, err=True))
    for house, record in zip(federate.houses, records, strict=True):
        energy = record.hourly["hvac_electricity"].sum() / 1e3
        echo(f"{house.name}: {energy:,.1f} kWh for heating and cooling")
