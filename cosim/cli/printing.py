"""How a comparison is printed: coloured on a terminal, plain and complete in a pipe, or as JSON."""

from typing import TYPE_CHECKING

import rich_click as click

if TYPE_CHECKING:
    from cosim.results.compare import Comparison


def print_comparison(comparison: "Comparison", *, as_json: bool) -> None:
    """Print a comparison to standard output."""
    if as_json:
        click.echo(comparison.to_json())
        return
    from rich.console import Console

    console = Console()
    if console.is_terminal:
        console.print(comparison)
    else:
        click.echo(str(comparison), nl=False)
