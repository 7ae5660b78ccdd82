"""Files that commands make: refused before the work where they cannot be written, and written whole or not at all."""

import os
from pathlib import Path

from cosim.errors import CosimError, Fault, InvalidInput

LONGEST_NAME = 255
"""Bytes that a name may have on common file systems."""


def check_place(path: Path) -> None:
    """Raise InvalidInput where no file could be put at `path`, whatever is there now."""
    check_name(path)
    folder = path.parent
    if path.is_dir():
        raise InvalidInput([Fault(str(path), "is a folder, not a file", "name a file in it")])
    if not folder.is_dir():
        raise InvalidInput([Fault(str(folder), "there is no such folder", "make it first")])
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInput([Fault(str(folder), "cannot be written to", "-o names a file elsewhere")])


def check_name(path: Path) -> None:
    """Raise InvalidInput for a name that no file can have; the system would say so with a traceback."""
    name = path.name.encode("utf-8", errors="surrogateescape")
    if len(name) > LONGEST_NAME:
        raise InvalidInput([Fault(f"{path.name[:40]}…", f"is a name of {len(name)} bytes",
                                  f"{LONGEST_NAME} are the most that a file's name may have")])  # fmt: skip
    if "\0" in str(path):
        raise InvalidInput([Fault(repr(str(path)), "no file's name may hold a null character")])


def unfinished(path: Path) -> Path:
    """Return the hidden file beside `path` that is written first; its name does not grow with that of `path`."""
    return path.with_name(f".cosim-{os.getpid()}-{abs(hash(path.name)):x}.part")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all, in place of one that is there."""
    check_place(path)
    hidden = unfinished(path)
    try:
        hidden.write_bytes(content)
        hidden.replace(path)
    except OSError as error:
        raise CosimError(f"{path} could not be written: {error.strerror or error}") from error
    finally:
        hidden.unlink(missing_ok=True)
