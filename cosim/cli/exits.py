"""Errors become messages and exit codes here, and nowhere else."""

from typing import Any

import rich_click as click

from cosim.errors import CosimError, InvalidInput

SIMULATION_FAILED = 1
BAD_INPUT = 2


class Commands(click.RichGroup):
    """A group of commands that says what is wrong in plain words: exit code 2 for input, 1 for all else."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were added, which is the order of use."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and report what cosim raises on purpose."""
        try:
            return super().invoke(ctx)
        except InvalidInput as error:
            many = f"{len(error.faults)} faults:\n" if len(error.faults) > 1 else ""
            complain(many + str(error))
            ctx.exit(BAD_INPUT)
        except CosimError as error:
            complain(str(error))
            ctx.exit(SIMULATION_FAILED)


def complain(text: str) -> None:
    """Print an error to standard error, one line or several."""
    click.echo(f"cosim: {text}", err=True)
