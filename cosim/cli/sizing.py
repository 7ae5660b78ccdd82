"""`cosim balance` and `cosim size`: balance points, design loads and equipment sizes."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo
from cosim.cli.values import force_option, picture

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cosim.sizing.tables import Units

figure_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=picture,
    metavar="FIGURE",
    help="Chart to write: .png, .svg or .pdf.",
)
units_option = click.option(
    "--units", type=click.Choice(["both", "si", "us"]), default="both", show_default=True, help="Units of the table."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print only the figures, as JSON.")


@click.command()
@click.argument("scenario")
@figure_option
@json_option
@force_option
@units_option
@project_option
def balance(
    scenario: str, output: Path | None, as_json: bool, force: bool, units: "Units", project: Path | None
) -> None:
    """Find the thermal, economic and carbon balance points of SCENARIO's heat pumps.

    Below the thermal balance point a heat pump cannot meet the load alone; below the economic one its heat costs more
    than that of another source, and below the carbon one it emits more.
    """
    from cosim.scenarios.reader import load
    from cosim.sizing.balance import balance as find_balance
    from cosim.sizing.tables import balance_table

    found = find_balance(load(scenario, project))
    if output is not None:
        from cosim.sizing.plots import draw_balance

        draw_balance(found, output)
    print_table(found.to_json() if as_json else balance_table(found, units))


@click.command()
@click.argument("scenario")
@json_option
@units_option
@project_option
def size(scenario: str, as_json: bool, units: "Units", project: Path | None) -> None:
    """Calculate the design loads of SCENARIO's house by component, and compare its equipment with them.

    Design temperatures are exceeded in 99 % and 1 % of the hours of the weather file.
    """
    from cosim.scenarios.reader import load
    from cosim.sizing.size import size as find_sizes
    from cosim.sizing.tables import size_table

    found = find_sizes(load(scenario, project))
    print_table(found.to_json() if as_json else size_table(found, units))


def print_table(said: "RenderableType") -> None:
    """Print a table, in full width where it is piped, or JSON."""
    if isinstance(said, str):
        echo(said)
        return
    from rich.console import Console

    from cosim.sizing.tables import plain

    console = Console()
    if console.is_terminal:
        console.print(said)
    else:
        echo(plain(said), nl=False)
