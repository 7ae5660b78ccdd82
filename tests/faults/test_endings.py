"""A command that is asked to end, or killed, ends within seconds and leaves no process and no half-file."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path

import pytest

import cosim
from cosim.errors import CosimError
from cosim.interrupts import held
from cosim.workers import side_by_side

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
LONGEST = 5.0  # s


class Command:
    """A `cosim` in a session of its own, and every process that descends from it."""

    def __init__(self, folder: Path, *arguments: str, **more: str) -> None:
        self.folder, self.mark = folder, uuid.uuid4().hex
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cosim", *arguments], cwd=folder, text=True, start_new_session=True,
            env=os.environ | more | {"COSIM_MARK": self.mark, "PYTHONPATH": str(Path(cosim.__file__).parents[1])},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for process in self.alive():
            os.kill(process, signal.SIGKILL)
        self.process.communicate()

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
        end = time.monotonic() + 60
        while not condition():
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < end, "it did not come so far"
            time.sleep(0.002)

    def ended(self) -> str:
        """Check that all of it ends in time, and return what it said."""
        end = time.monotonic() + LONGEST
        _, said = self.process.communicate(timeout=LONGEST)
        while left := self.alive():
            assert time.monotonic() < end, f"{len(left)} processes are left"
            time.sleep(0.02)
        return said


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("number", CODES, ids=lambda number: signal.Signals(number).name)
def test_a_run_that_is_asked_to_end_ends_with_its_code(tmp_path, number):
    wait = random.Random(int(number)).uniform(0.5, 2.5)
    with Command(tmp_path, "run", "quick-start", "-o", "x.nc", "--step", "1") as command:
        command.wait_for(lambda: "numba" in Path(f"/proc/{command.process.pid}/maps").read_text())
        time.sleep(wait)
        command.process.send_signal(number)
        said = command.ended()
    assert command.process.returncode == CODES[number], said
    assert "stopped by" in said
    assert "Traceback" not in said
    assert files(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.0, 0.02])
def test_an_interrupt_amid_the_write_does_not_hang(tmp_path, delay):
    with Command(tmp_path, "run", "quick-start", "-o", "x.nc", "--from", "01-14", "--to", "01-14") as command:
        command.wait_for(lambda: any(tmp_path.iterdir()))
        time.sleep(delay)
        command.process.send_signal(signal.SIGINT)
        said = command.ended()
    assert command.process.returncode == 130, said
    assert set(files(tmp_path)) <= {"x.nc"}


@pytest.mark.slow
@pytest.mark.parametrize(("number", "group"), [(signal.SIGKILL, False), (signal.SIGTERM, False), (signal.SIGINT, True)])
def test_workers_end_with_their_parent(tmp_path, number, group):
    with Command(tmp_path, "run", "retrofit-greensboro", "-o", "x.nc", "--jobs", "2", "--step", "1") as command:
        command.wait_for(lambda: len(command.alive()) >= 4)  # two workers and Python's tracker of resources
        time.sleep(1.0 if group else 2.0)
        (os.killpg if group else os.kill)(command.process.pid, number)
        said = command.ended()
    assert command.process.returncode == CODES.get(number, -number), said
    assert "Traceback" not in said
    assert files(tmp_path) == []


@pytest.mark.slow
def test_the_compiler_ends_with_the_run_and_leaves_no_code(tmp_path):
    work, cache = tmp_path / "work", tmp_path / "cache"
    work.mkdir()
    kernels = cache / "cosim" / "kernels"
    day = ("run", "quick-start", "-o", "x.nc", "--from", "01-14", "--to", "01-14")
    with Command(work, *day, XDG_CACHE_HOME=str(cache)) as command:
        command.wait_for(lambda: kernels.is_dir() and any(each.is_dir() for each in kernels.iterdir()))
        time.sleep(1.0)
        assert len(command.alive()) == 2
        command.process.kill()
        command.ended()
    assert [each for each in kernels.iterdir() if each.is_dir()] == []
    assert files(work) == []


def test_an_interrupt_is_held_back_to_the_end_of_the_block():
    steps = []

    def interrupted(times: int) -> None:
        with held():
            for _ in range(times):
                signal.raise_signal(signal.SIGINT)
                steps.append("went on")
        steps.append("never")

    for times in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            interrupted(times)
    assert steps == ["went on", "went on"]  # the second request of the second time acted at once
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def double(number: int) -> int:
    if number == 13:
        os._exit(1)
    if number > 100:
        time.sleep(60)
    return 2 * number


def test_workers_answer_in_order_and_leave_when_nobody_wants_more():
    before = set(active_children())
    with closing(side_by_side(double, [1, 2, 3, 1000, 1001], 2)) as answers:
        assert [next(answers) for _ in range(3)] == [2, 4, 6]
    assert set(active_children()) <= before


def test_a_worker_that_crashes_is_told_in_words():
    with pytest.raises(CosimError, match="came to a sudden end"):
        list(side_by_side(double, [1, 13, 1000, 2], 2))


def test_a_program_that_loses_the_request_ends_all_the_same(tmp_path):
    """An exception in a destructor is only reported by Python; a half-file is removed before the hard end."""
    script = """
import time
from pathlib import Path
from cosim.cli.signals import Ending
from cosim.files import whole
class Lost:
    def __del__(self):
        print("ready", flush=True)
        time.sleep(30)
Ending().install()
with whole(Path("x.txt")) as hidden:
    hidden.write_text("half")
    Lost()
    while True:
        time.sleep(0.1)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(cosim.__file__).parents[1])},
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 143
    assert "without waiting any longer" in said
    assert files(tmp_path) == []
