"""Requests to end (Ctrl-C, kill, a closed terminal) at moments when they would do harm."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask a program to end and let it clear up: Ctrl-C, `kill`, a terminal that closes."""


_of_the_program: list[signal.Signals] = []
"""Requests that the program itself answers; none where this is a library within another one."""


def answer_at_once() -> None:
    """Answer requests to end by leaving without a word of Python's: for a program whose modules are still loading.

    Signals that are ignored (`nohup`, a job in the background) stay ignored, and handlers of others stay, too.
    """
    for each in ENDING:
        if signal.getsignal(each) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(each, leave)
            _of_the_program.append(signal.Signals(each))


def leave(number: int, frame: FrameType | None) -> None:
    """End the process at once, with the exit code of its request."""
    os._exit(128 + number)


def of_the_program() -> list[signal.Signals]:
    """Return the requests that `answer_at_once` answers."""
    return list(_of_the_program)


@contextmanager
def by_the_system() -> Iterator[None]:
    """Let the system end the program on a request in this block, in which a library keeps Python's lock for seconds.

    No handler of Python's runs meanwhile, in no thread. Nothing is there to clear up: call it before work begins. Who
    started the program sees the signal in place of an exit code, which shells count alike (143 for SIGTERM). The first
    process of a container keeps its handlers, which then act some seconds late: the system would pass over requests.
    """
    if threading.current_thread() is not threading.main_thread() or os.getpid() == 1:
        yield
        return
    handlers = {each: signal.getsignal(each) for each in _of_the_program}
    for each in handlers:
        signal.signal(each, signal.SIG_DFL)
    try:
        yield
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)


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
