"""One run a folder: a lock that the system takes back when a process ends, however it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cosim.errors import CosimError, Fault, InvalidInput

LOCK = ".lock"
"""Name of the file that a run holds while it works in a folder; what is left of it means nothing."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which is there.

    Raises
    ------
    InvalidInput
        If another run holds it.
    """
    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise CosimError(f"{folder / LOCK} could not be written: {error.strerror or error}") from error
    try:
        if not _take(handle):
            remedy = "wait until it ends, or name another folder with -o"
            raise InvalidInput([Fault(str(folder), "another run works there", remedy)])
        yield
    finally:
        os.close(handle)  # which gives the lock back


def _take(handle: int) -> bool:
    """Take the lock of an open file, and say whether that was possible; where there are no locks, it is."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks
        return True
    return True
