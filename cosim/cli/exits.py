"""Turn errors into messages and exit codes, in one place."""

import errno
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from cosim._version import __version__
from cosim.cli.signals import Ending, Stopped, exit_code, leave_soon, reason
from cosim.cli.streams import drop_output, echo, echo_json, is_full, prepare
from cosim.errors import CosimError, CosimWarning, InvalidInput, printable

if TYPE_CHECKING:
    from cosim.results.comparison import Comparison

SIMULATION_FAILED = 1
BAD_INPUT = 2
OUR_FAULT = 70  # EX_SOFTWARE of sysexits.h


class Commands(click.RichGroup):
    """A group of commands that reports errors as messages: exit code 2 for invalid input, 1 for other errors."""

    _ending = Ending()
    """What has asked the program to end, for its groups of commands, too."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were added."""
        return list(self.commands)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program: nothing that is printed can end it, and it ends soon when it is asked to."""
        prepare()
        ending = Commands._ending = Ending()
        if not args and kwargs.get("args") is None:  # the program itself, not a call of it from another one
            ending.install()
        try:
            return self._main(*args, **kwargs)
        except BaseException:  # whatever became of the request on its way: click knows one code for all
            if ending.number is None:
                raise
            drop_output()
            leave_soon(exit_code(ending.number))

    def _main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            try:
                return super().main(*args, **kwargs)
            finally:
                sys.stdout.flush()  # now, while a full disk can still be reported; help ends before `invoke`
        except OSError as error:
            drop_output()
            if error.errno != errno.EPIPE:
                complain(f"standard output could not be written: {error.strerror}")
            sys.exit(SIMULATION_FAILED)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse the program's own options."""
        try:
            return super().make_context(*args, **kwargs)
        except click.ClickException as error:
            raise _printable(error) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and report errors."""
        try:
            Path.cwd()
        except OSError as error:
            complain(f"the current folder cannot be used: {error.strerror}; change to another one")
            ctx.exit(BAD_INPUT)
        with warnings.catch_warnings():
            warnings.simplefilter("always", CosimWarning)
            warnings.showwarning = partial(_show_warning, warnings.showwarning)
            return self._invoke(ctx)

    def _invoke(self, ctx: click.Context) -> Any:
        try:
            try:
                result = super().invoke(ctx)
                sys.stdout.flush()
                return result
            except Exception as error:
                if self._ending.number is None:
                    raise
                # a library made an error of the request: pybind11 does where it comes while a module is loaded
                raise Stopped(self._ending.number) from error
        except InvalidInput as error:
            many = f"{len(error.faults)} faults:\n" if len(error.faults) > 1 else ""
            complain(many + str(error))
            ctx.exit(BAD_INPUT)
        except CosimError as error:
            complain(str(error))
            ctx.exit(SIMULATION_FAILED)
        except click.ClickException as error:
            raise _printable(error) from None
        except (click.Abort, Exit):
            raise
        except KeyboardInterrupt as error:
            number = error.number if isinstance(error, Stopped) else signal.SIGINT
            complain(f"{reason(number)}; no half-written file is left")
            ctx.exit(exit_code(number))
        except MemoryError:
            complain("the memory of this machine does not suffice")
            ctx.exit(SIMULATION_FAILED)
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # click ends quietly where nobody reads on
            if isinstance(error, OSError) and is_full(error):
                drop_output()
                complain(f"standard output could not be written: {error.strerror}")
                ctx.exit(SIMULATION_FAILED)
            if isinstance(error, OSError) and error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
                name = str(error.filename)
                complain(f"{name[:40]}{'…' * (len(name) > 40)}: no file can have this name: {error.strerror}")
                ctx.exit(BAD_INPUT)
            _report(error)
            ctx.exit(OUR_FAULT)


def _printable(error: click.ClickException) -> click.ClickException:
    """Return an error of arguments whose words a terminal may show; they may be names of files of other people."""
    words = printable(error.format_message())
    error.format_message = lambda: words  # type: ignore[method-assign]
    return error


def _report(error: Exception) -> None:
    """Say that the program is at fault, and keep what its makers need to know."""
    text = "".join(traceback.format_exception(error))
    said = f"an error of cosim {__version__} itself, not of your input: {type(error).__name__}: {error}"
    try:
        import tempfile  # here, because it loads what nobody needs who asks for help

        handle, path = tempfile.mkstemp(prefix="cosim-error-", suffix=".txt", text=True)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"cosim {__version__}, Python {sys.version}\n{' '.join(sys.argv)}\n\n{text}")
        said += f"\n{path} says where; please report it, with the command and its files"
    except OSError:
        said += f"\n{text}"
    complain(said)


def _show_warning(
    usual: Callable[..., None], message: Warning | str, category: type[Warning], *place: Any, **more: Any
) -> None:
    """Print a warning of ours as a note, and one of a library as Python does where somebody asked for them."""
    if issubclass(category, CosimWarning):
        echo(f"note: {message}", err=True)
    elif sys.warnoptions:  # python -W, PYTHONWARNINGS
        usual(message, category, *place, **more)


def complain(text: str) -> None:
    """Print an error to standard error, one line or several."""
    echo(f"cosim: {text}", err=True)


def print_comparison(comparison: "Comparison", *, form: str = "text") -> None:
    """Print a comparison to standard output, as text, json, csv or md."""
    if form == "json":
        echo_json(comparison.to_json())
        return
    if form != "text":
        from cosim.results.export import FORMATS

        click.echo(FORMATS[form](comparison), nl=False)  # bytes, of names that may be shown
        return
    from rich.console import Console

    console = Console()
    if console.is_terminal:
        console.print(comparison)
    else:
        echo(str(comparison), nl=False)
