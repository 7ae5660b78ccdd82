"""Requests to end (Ctrl-C, kill, a closed terminal) at moments when they would do harm."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask a program to end and let it clear up: Ctrl-C, `kill`, a terminal that closes."""


@contextmanager
def held() -> Iterator[None]:
    """Hold requests to end back until the block is over; the first is then acted on. A second one acts at once.

    For short work of libraries that leave a lock behind when an exception cuts them off. xarray is one: its lock around
    HDF5 is taken in Python code, an exception between taking it and the block that releases it leaves it taken, and
    closing the same file then waits for it without end.

    What the program does about a signal stays its own business: only handlers that are Python functions, which act by
    an exception, are held. Such handlers run in the main thread alone; elsewhere there is nothing to hold.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handlers = {each: handler for each in ENDING if callable(handler := signal.getsignal(each))}

    def keep(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            handlers[signal.Signals(number)](number, frame)

    try:
        for each in handlers:
            signal.signal(each, keep)
        yield
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
        if came:
            signal.raise_signal(came[0])


@contextmanager
def blocked() -> Iterator[None]:
    """Start processes in this block: they never see a request to end, which is their parent's to handle.

    A terminal sends Ctrl-C to all processes of a command, also to one that is just starting and can only print a
    traceback. A mask is inherited from the first instruction on; the parent's own requests wait for the block's end.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
