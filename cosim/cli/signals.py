"""Ctrl-C, `kill` and a terminal that closes: the program ends in good order, and in any case within seconds."""

import atexit
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from cosim.files import remove_unfinished
from cosim.interrupts import answer_at_once, of_the_program

GRACE = 3.0  # s for an end in good order; people and supervisors wait some five
WORDS = {"SIGINT": "Ctrl-C", "SIGTERM": "a request to end (SIGTERM)", "SIGHUP": "the end of its terminal (SIGHUP)"}


class Stopped(KeyboardInterrupt):
    """A signal asks the program to end. Libraries treat it like Ctrl-C: they clear up and let it pass."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(number)  # SimPy makes a new exception from the arguments
        self.number = number


class Ending:
    """What has asked this program to end."""

    def __init__(self) -> None:
        self.number: int | None = None
        """The signal that came first."""

    def install(self) -> None:
        """From now on the first request to end raises `Stopped` in the main thread."""
        if threading.current_thread() is not threading.main_thread():
            return
        answer_at_once()
        handled = of_the_program()
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        # Python acts on a signal when its main thread is back from whatever library it is in; this file hears at once
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        threading.Thread(target=_see_to_the_end, args=(reading, handled), daemon=True).start()
        for each in handled:
            signal.signal(each, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.number is None:  # the next ones must not cut off the clearing up
            self.number = number
            raise Stopped(number)


def exit_code(number: int) -> int:
    """Return the exit code of a program that a signal has ended, as shells count it."""
    return 128 + number


def leave_soon(code: int) -> NoReturn:
    """End the process once all is in good order, without taking every module apart, which takes a second at times."""
    with suppress(Exception):
        atexit._run_exitfuncs()  # temporary folders
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


def reason(number: int) -> str:
    """Return why the program ends, in words."""
    name = signal.Signals(number).name
    return f"stopped by {WORDS.get(name, name)}"


def _see_to_the_end(reading: int, handled: list[signal.Signals]) -> None:
    """End the process where it does not end by itself in time after a signal.

    An exception can get lost in code whose exceptions Python only reports (a destructor, a callback from C), a library
    may be at one long call, and a lock may be left behind. Workers and compilers end when they see this process gone.
    Only a call that keeps Python's own lock delays this, too; see `by_the_system`.
    """
    while (number := os.read(reading, 1)[0]) not in handled:
        pass
    time.sleep(GRACE)
    remove_unfinished()
    with suppress(OSError):  # not through Python's stream, which the main thread may be about to use
        os.write(2, f"cosim: {reason(number)}, without waiting any longer for what was under way\n".encode())
    os._exit(exit_code(number))
