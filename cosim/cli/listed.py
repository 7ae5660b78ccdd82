"""A group that knows its commands by name and summary, and imports a command when it is asked for."""

from importlib import import_module

import rich_click as click

from cosim.cli.exits import Commands


class Listed(click.RichCommand):
    """What help and completion show of a command whose module is not imported yet."""

    def __init__(self, name: str, place: str, summary: str) -> None:
        super().__init__(name=name, help=summary)
        self.place = place

    def load(self) -> click.Command:
        """Import the command; its place is `module:function`."""
        module, function = self.place.split(":")
        command = getattr(import_module(module), function)
        assert isinstance(command, click.Command)
        return command


class ListedCommands(Commands):
    """A group of commands of which only those that run are imported."""

    def list_command(self, name: str, place: str, summary: str) -> None:
        """Add a command by what help shows of it."""
        self.add_command(Listed(name, place, summary), name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name, and import it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, Listed) else command, rest

    def loaded(self) -> dict[str, click.Command]:
        """Return every command, imported."""
        return {
            name: command.load() if isinstance(command, Listed) else command for name, command in self.commands.items()
        }
