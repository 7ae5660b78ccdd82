"""Standard output and error as they are: closed, full, or in an encoding of another age."""

import codecs
import contextlib
import errno
import os
import sys
from pathlib import Path

import rich_click as click

from cosim.errors import CONTROLS, printable

# what people read as well, where an encoding has no such character
LIKENESSES = str.maketrans({
    "−": "-", "–": "-", "—": "-", "─": "-", "━": "-", "│": "|", "₂": "2", "²": "2", "·": ".", "…": "...", "×": "x",
    "≈": "~", "≤": "<=", "≥": ">=", "“": '"', "”": '"', "’": "'", "→": "->", "±": "+-", "°": " ", "╭": "+", "╮": "+",
    "╰": "+", "╯": "+",
})  # fmt: skip
REPLACEMENT = "cosim.likeness"


def _alike(error: UnicodeError) -> tuple[str, int]:
    """Return for what cannot be encoded what looks most like it, in ASCII; a question mark where nothing does."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(LIKENESSES)
    return text.encode("ascii", "replace").decode("ascii"), error.end


def prepare() -> None:
    """Make sure that printing never fails: a closed stream swallows, an old encoding shows what it can."""
    codecs.register_error(REPLACEMENT, _alike)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by who started this
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  as long as the program
        elif hasattr(stream, "reconfigure") and stream.errors in ("strict", "surrogateescape"):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(errors=REPLACEMENT)


def echo(text: object, *, err: bool = False, nl: bool = True) -> None:
    """Print text; control characters in it, which may come from a file of somebody else, are shown by their numbers."""
    click.echo(printable(str(text).replace("\r\n", "\n")), err=err, nl=nl)


def echo_json(text: str) -> None:
    """Print JSON; it stays JSON where control characters are shown by their numbers."""
    click.echo(CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def is_full(error: OSError) -> bool:
    """Return whether an error without a file name is that of standard output, whose disk is full or broken."""
    return error.errno in (errno.ENOSPC, errno.EIO, errno.EFBIG) and error.filename is None


def drop_output() -> None:
    """Discard the rest of standard output, so that Python does not fail again when it flushes at exit."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
