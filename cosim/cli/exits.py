"""Turn errors into messages and exit codes, in one place."""

import contextlib
import errno
import os
import sys
import warnings
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import rich_click as click

from cosim.errors import CosimError, CosimWarning, InvalidInput, printable

if TYPE_CHECKING:
    from cosim.results.comparison import Comparison

SIMULATION_FAILED = 1
BAD_INPUT = 2


class Commands(click.RichGroup):
    """A group of commands that reports errors as messages: exit code 2 for invalid input, 1 for other errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were added."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and report cosim's own errors."""
        with warnings.catch_warnings():
            warnings.simplefilter("always", CosimWarning)
            warnings.showwarning = partial(_show_warning, warnings.showwarning)
            return self._invoke(ctx)

    def _invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # now, while a full disk can still be reported
            return result
        except InvalidInput as error:
            many = f"{len(error.faults)} faults:\n" if len(error.faults) > 1 else ""
            complain(many + str(error))
            ctx.exit(BAD_INPUT)
        except CosimError as error:
            complain(str(error))
            ctx.exit(SIMULATION_FAILED)
        except OSError as error:
            # click handles closed pipes; an error without a file name is that of standard output
            if error.errno not in (errno.ENOSPC, errno.EIO, errno.EFBIG) or error.filename is not None:
                raise
            _drop_output()
            complain(f"standard output could not be written: {error.strerror}")
            ctx.exit(SIMULATION_FAILED)


def _show_warning(
    usual: Callable[..., None], message: Warning | str, category: type[Warning], *place: Any, **more: Any
) -> None:
    """Print a warning of ours as a note; any other as Python does."""
    if issubclass(category, CosimWarning):
        click.echo(printable(f"note: {message}"), err=True)
    else:
        usual(message, category, *place, **more)


def _drop_output() -> None:
    """Discard the rest of standard output, so that Python does not fail again when it flushes at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def complain(text: str) -> None:
    """Print an error to standard error, one line or several."""
    click.echo(printable(f"cosim: {text}"), err=True)


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
