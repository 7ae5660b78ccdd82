"""How a comparison is printed: coloured on a terminal, plain and complete in a pipe, or in a form for programs."""

from typing import TYPE_CHECKING

import rich_click as click

if TYPE_CHECKING:
    from cosim.results.compare import Comparison


def print_comparison(comparison: "Comparison", *, form: str = "text") -> None:
    """Print a comparison to standard output, as text, json, csv or md."""
    if form == "json":
        click.echo(comparison.to_json())
        return
    if form != "text":
        from cosim.results.export import FORMATS

        click.echo(FORMATS[form](comparison), nl=False)
        return
    from rich.console import Console

    console = Console()
    if console.is_terminal:
        console.print(comparison)
    else:
        click.echo(str(comparison), nl=False)
