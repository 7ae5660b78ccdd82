"""Processes that work side by side, and end with the one that started them, however that ends."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from cosim.errors import CosimError
from cosim.interrupts import blocked

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(function: Callable[[T], R], tasks: Sequence[T], jobs: int) -> Generator[R, None, None]:
    """Yield what `function` makes of every task, in their order, from `jobs` processes at a time.

    Where anything goes wrong, or nobody wants more, workers are ended at once: what they are at may last minutes.
    Close the iterator where that shall not wait for garbage collection.

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


def _end_with_parent() -> None:
    """End this process as soon as its parent is gone: one that was killed cannot tell its workers."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])  # how the pool ends those whose fellow has crashed
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"

    def watch() -> None:
        parent.join()  # on a pipe (Windows: a handle) that the system closes
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
