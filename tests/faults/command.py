"""A `cosim` that runs in a session of its own, with every process that descends from it."""

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import cosim

LONGEST = 5.0  # s that may pass until all of it has ended, on a machine that has a core for each process


def longest() -> float:
    """Return the seconds that may pass where processes share cores: ten on one take ten times as long."""
    return LONGEST * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def begin_unprotected() -> None:
    """Let requests to end act whoever began the tests: `nohup` and a job in the background ignore them for children."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Failed(Exception):
    """A command that should have come to its end did not."""


class Command:
    """A `cosim`, or another program of Python's, in a session of its own, and every process that descends from it."""

    def __init__(self, folder: Path, *arguments: str, program: tuple[str, ...] = ("-m", "cosim"), **more: str) -> None:
        self.folder, self.mark = folder, uuid.uuid4().hex
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments], cwd=folder, text=True, start_new_session=True,
            env=os.environ | more | {"COSIM_MARK": self.mark, "PYTHONPATH": str(Path(cosim.__file__).parents[1])},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=begin_unprotected,
        )  # fmt: skip

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for process in self.alive():
            os.kill(process, signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()

    def alive(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    if self.mark.encode() in (entry / "environ").read_bytes():
                        found.append(int(entry.name))
                except OSError:  # somebody else's, or gone
                    pass
        return found

    def wait_for(self, condition) -> None:
        end = time.monotonic() + 12 * longest()
        while not condition():
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < end, "it did not come so far"
            time.sleep(0.002)

    def end_well(self) -> None:
        _, said = self.process.communicate()
        if self.process.returncode:
            raise Failed(f"exit code {self.process.returncode}: {said[-500:]}")

    def ended(self) -> str:
        """Check that all of it ends in time, and return what it said."""
        end = time.monotonic() + longest()
        _, said = self.process.communicate(timeout=longest())
        while left := self.alive():
            assert time.monotonic() < end, f"{len(left)} processes are left"
            time.sleep(0.02)
        return said


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())
