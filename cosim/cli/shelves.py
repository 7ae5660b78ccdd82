"""`cosim list`, `show`, `check` and `init`: browse the shelves and create a project."""

import shlex
import sys
from pathlib import Path

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo
from cosim.errors import printable


@click.command("list")
@click.argument("shelf", required=False)
@project_option
def list_shelves(shelf: str | None, project: Path | None) -> None:
    """List the entries of SHELF, or of every shelf."""
    from cosim.cli.catalogue import entries, shelf_named
    from cosim.project import current_project, shelves

    project = project or current_project()
    for name in [shelf_named(shelf, project)] if shelf else shelves(project):
        found = entries(name, project)
        echo(name)
        width = max((len(entry.name) for entry in found), default=0)
        for entry in found:
            echo(f"  {entry.name:{width}}  {entry.title}".rstrip())


@click.command()
@click.argument("name")
@project_option
def show(name: str, project: Path | None) -> None:
    """Show an entry of a shelf: its TOML source, the climate of a weather file, what is read of a home's HPXML.

    Write a name that is on several shelves with its shelf: weather/chicago-il.
    """
    from cosim.cli.catalogue import describe, locate
    from cosim.project import current_project

    shelf, path = locate(name, project or current_project())
    text = describe(shelf, path, name.partition("#")[2])
    if path.suffix == ".toml" and sys.stdout.isatty():
        from rich.console import Console
        from rich.syntax import Syntax

        Console().print(Syntax(printable(text), "toml", background_color="default", word_wrap=True))
    else:
        echo(text, nl=False)


@click.command()
@click.argument("scenario")
@project_option
def check(scenario: str, project: Path | None) -> None:
    """Validate SCENARIO and every file that it names, without simulating."""
    from cosim.scenarios.reader import load
    from cosim.sizing.auto import with_sizes

    checked = load(scenario, project)
    with_sizes(checked)  # where equipment is to be sized, that no unit fits is a fault as well
    for warning in checked.warnings:
        echo(f"note: {warning}", err=True)
    echo(f"note: {checked.clock_in_words}", err=True)
    names = ", ".join(configuration.name for configuration in checked.configurations)
    what = f"{checked.name} can be simulated: {_many(len(checked.configurations), 'configuration')} ({names})"
    echo(f"{what}, weather of {checked.weather.name}, {_many(len(checked.files), 'file')} read")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Create a project in DIR: three shelves, each with a commented example."""
    from cosim.template import create

    for path in create(folder):
        echo(path)
    echo(f"Next: cd {shlex.quote(str(folder))} && cosim list")


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
