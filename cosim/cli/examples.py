"""`cosim examples`: copies notebooks and examples that come with cosim into a folder."""

from pathlib import Path

import rich_click as click

from cosim.cli.streams import echo


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def examples(folder: Path) -> None:
    """Copy the examples into DIR, a new folder: notebooks, a controller, packages with equipment of their own."""
    from cosim.files import check_folder, whole_folder
    from cosim.project import copied_examples

    check_folder(folder)
    with whole_folder(folder) as hidden:
        names = copied_examples(hidden)
    for name in names:
        echo(name)
    echo(f"{len(names)} files in {folder}; notebooks/ are for Jupyter")
