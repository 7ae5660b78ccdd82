"""Files that commands make: refused before the work where they cannot be written, and written whole or not at all."""

import os
import platform
import re
import shutil
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cosim.errors import CosimError, Fault, InvalidInput

LONGEST_NAME = 255
"""Bytes that a name may have on common file systems."""
MACHINE = f"{zlib.crc32(platform.node().encode()):08x}"
UNFINISHED = re.compile(rf"\.cosim-{MACHINE}-(\d+)-[0-9a-f]+\.part")
FULL = 1 << 16
"""Bytes of free room under which a disk counts as full."""
_being_written: set[Path] = set()


def check_place(path: Path | str) -> None:
    """Raise InvalidInput where no file could be put at `path`, whatever is there now."""
    path = Path(path)
    check_name(path)
    folder = path.parent
    try:
        kind = path.stat().st_mode if path.exists() else None
        if not folder.is_dir():
            raise InvalidInput([Fault(str(folder), "there is no such folder", "make it first")])
    except OSError as error:  # a path that is too long, or a folder that may not be searched
        raise InvalidInput([Fault(_brief(path), error.strerror or "cannot be used", "name another file")]) from error
    if kind is not None and stat.S_ISDIR(kind):
        raise InvalidInput([Fault(str(path), "is a folder, not a file", "name a file in it")])
    if kind is not None and not stat.S_ISREG(kind):
        # a rename would put a file in place of the device, for every program of the machine
        raise InvalidInput([Fault(str(path), "is a device or a pipe, not a file", "name a file")])
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInput([Fault(str(folder), "cannot be written to", "-o names a file elsewhere")])


def check_destination(path: Path | str, *, force: bool = False) -> None:
    """Raise InvalidInput where no file may be put at `path`: call it before hours of work."""
    check_place(path)
    if Path(path).exists() and not force:
        raise InvalidInput([Fault(str(path), "exists already", "--force replaces it, -o names another file")])


def check_name(path: Path) -> None:
    """Raise InvalidInput for a name that no file can have; the system would say so with a traceback."""
    name = path.name.encode("utf-8", errors="surrogateescape")
    if len(name) > LONGEST_NAME:
        raise InvalidInput([Fault(_brief(path), f"is a name of {len(name)} bytes",
                                  f"{LONGEST_NAME} are the most that a file's name may have")])  # fmt: skip
    if "\0" in str(path):
        raise InvalidInput([Fault(repr(str(path)), "no file's name may hold a null character")])


def _brief(path: Path) -> str:
    return f"{path.name[:40]}…" if len(path.name) > 40 else path.name


def check_folder(path: Path | str, *, force: bool = False, marks: tuple[str, ...] = ()) -> None:
    """Raise InvalidInput where no folder may be put at `path`; force replaces one that holds a file of `marks`."""
    path = Path(path)
    if not path.is_dir():
        check_destination(path)
        return
    if not force:
        raise InvalidInput([Fault(str(path), "exists already", "--force replaces it, -o names another one")])
    if not any((path / mark).exists() for mark in marks):
        raise InvalidInput([Fault(str(path), "is a folder that holds something else", "-o names another one")])


@contextmanager
def whole_folder(path: Path | str) -> Iterator[Path]:
    """Yield a hidden folder beside `path` to fill; it takes the place of `path` once it is complete.

    Raises
    ------
    CosimError
        If the system cannot write it.
    """
    path = Path(path).absolute()
    hidden, old = _unfinished(path), _unfinished(path.with_name(f"{path.name}.old"))
    _sweep(path.parent)
    _being_written.add(hidden)
    try:
        hidden.mkdir()
        yield hidden
        if path.exists():
            path.replace(old)
        hidden.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise CosimError(f"{path} could not be written: {why(error, path)}") from error
    finally:
        _remove(hidden)
        if path.exists():  # else what was there is all that there is
            _remove(old)
        _being_written.discard(hidden)


def _remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def whole(path: Path | str) -> Iterator[Path]:
    """Yield a hidden file beside `path` to write; it takes the place of `path` once all of it is on the disk.

    Where `path` is a link, the file that it points to is replaced. Where an exception comes, nothing changes.

    Raises
    ------
    CosimError
        If the system cannot write it.
    InvalidInput
        If no file can be put there.
    """
    check_place(path)
    path = Path(path)
    with suppress(OSError):
        path = path.resolve()
    hidden = _unfinished(path)
    _sweep(path.parent)
    _being_written.add(hidden)
    try:
        yield hidden
        with hidden.open("rb+") as file:
            os.fsync(file.fileno())
        hidden.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise CosimError(f"{path} could not be written: {why(error, path)}") from error
    finally:
        hidden.unlink(missing_ok=True)
        _being_written.discard(hidden)


@contextmanager
def for_now(path: Path) -> Iterator[None]:
    """Remove a folder or a file of this process's own after the block, also where the process ends amid it."""
    _being_written.add(path)
    try:
        yield
    finally:
        _remove(path)
        _being_written.discard(path)


def why(error: Exception, path: Path | str) -> str:
    """Return in words why `path` could not be written; a library that reports a full disk may not call it one."""
    with suppress(OSError):
        if shutil.disk_usage(Path(path).absolute().parent).free < FULL:
            return "its disk is full"
    return str(getattr(error, "strerror", None) or error)


def remove_unfinished() -> None:
    """Remove what this process has begun to write: for one that ends without its `finally` clauses."""
    for hidden in list(_being_written):
        with suppress(OSError):
            _remove(hidden)


def _settle(folder: Path) -> None:
    """Put on the disk that a file has another name; without it a power cut may undo that, and not what follows."""
    if os.name == "posix":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def write_whole(path: Path | str, content: bytes) -> None:
    """Write a file, whole or not at all, in place of one that is there."""
    with whole(path) as hidden:
        hidden.write_bytes(content)


def _unfinished(path: Path) -> Path:
    """Return the hidden file beside `path` that is written first; its name does not grow with that of `path`."""
    mark = f"{zlib.crc32(path.name.encode('utf-8', errors='surrogateescape')):08x}"
    return path.with_name(f".cosim-{MACHINE}-{os.getpid()}-{mark}.part")


def _sweep(folder: Path) -> None:
    """Remove what processes of this machine that were killed left unfinished."""
    with suppress(OSError):
        for each in folder.glob(".cosim-*.part"):
            found = UNFINISHED.fullmatch(each.name)
            if found and not _is_alive(int(found[1])):
                _remove(each)


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True  # to ask is to end it on Windows
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
