"""The name of this program on the package index, where `cosim` belongs to somebody else, and how to install a part."""

NAME = "cosim-house"


def installs(extra: str) -> str:
    """Return the command that installs an optional part of the program."""
    return f"pip install '{NAME}[{extra}]'"
