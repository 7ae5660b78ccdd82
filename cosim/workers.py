"""Processes that work side by side, and end with the one that started them, however that ends."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import TypeVar

from cosim.errors import CosimError
from cosim.files import remove_unfinished
from cosim.interrupts import blocked

T = TypeVar("T")
R = TypeVar("R")
SIGNAL_AT_THE_END_OF_THE_PARENT = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""


def side_by_side(function: Callable[[T], R], tasks: Sequence[T], jobs: int) -> Generator[R, None, None]:
    """Yield what `function` makes of every task, in their order, from `jobs` processes at a time.

    Where anything goes wrong, or nobody wants more, workers are ended at once: what they are at may last minutes.
    Close the iterator where that shall not wait for garbage collection, and ask for all of it in one thread: Linux ends
    the workers together with the thread that has started them.

    Raises
    ------
    CosimError
        Where a worker came to a sudden end.
    """
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks)), mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent
    )
    try:
        with blocked():
            outcomes = pool.map(function, tasks)
        yield from outcomes
    except BrokenProcessPool:
        raise CosimError(
            "a process that simulates came to a sudden end: the memory of this machine may not suffice for so many;"
            " try a smaller --jobs"
        ) from None
    except BaseException:
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def end_with_input() -> None:
    """End this process as soon as nobody holds the other end of its standard input any more.

    In a thread, because a compiler is at one call of a library for many seconds, in which its main thread hears of
    nothing.
    """

    def watch() -> None:
        os.read(0, 1)
        remove_unfinished()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _end_with_parent() -> None:
    """End this process as soon as its parent is gone: one that was killed cannot tell its workers.

    The thread that watches needs Python's lock, which loading CoolProp keeps for two seconds of processor time: ten
    times as long beside twenty other processes. Linux needs nobody's lock.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])  # how the pool ends those whose fellow has crashed
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library without it
            ctypes.CDLL(None).prctl(SIGNAL_AT_THE_END_OF_THE_PARENT, signal.SIGKILL)
        if os.getppid() != parent.pid:  # it was gone before that call
            os._exit(1)

    def watch() -> None:
        parent.join()  # on a pipe (Windows: a handle) that the system closes
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
