"""A command that is asked to end, or killed, ends within seconds and leaves no process and no half-file."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path

import pytest

import cosim
from cosim.errors import CosimError
from cosim.flow.compiled import COMPILE
from cosim.interrupts import held
from cosim.workers import side_by_side
from faults.command import Command, files

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.mark.slow
@pytest.mark.parametrize("number", CODES, ids=lambda number: signal.Signals(number).name)
def test_a_run_that_is_asked_to_end_ends_with_its_code(tmp_path, number):
    wait = random.Random(int(number)).uniform(0.5, 2.5)
    with Command(tmp_path, "run", "quick-start", "-o", "x.nc", "--step", "1") as command:
        command.wait_for(lambda: "llvmlite" in Path(f"/proc/{command.process.pid}/maps").read_text())
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
        command.wait_for(lambda: kernels.is_dir() and any(kernels.iterdir()))  # the lock of who compiles
        time.sleep(1.0)
        assert len(command.alive()) == 2
        command.process.kill()
        command.ended()
    assert [each for each in kernels.iterdir() if each.is_dir()] == []
    assert files(work) == []


def test_the_compiler_hears_its_parent_end_while_its_modules_load(tmp_path):
    (tmp_path / "numba.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    package = str(Path(cosim.__file__).parents[1])
    compiler = subprocess.Popen([sys.executable, "-c", COMPILE], stdin=subprocess.PIPE,
                                env=os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), package))})  # fmt: skip
    compiler.stdin.close()
    assert compiler.wait(timeout=30) == 1


KEEP_PYTHON_S_LOCK = "import ctypes; ctypes.PyDLL(None).sleep(60)"
PARENT = f"""
from cosim.workers import side_by_side
if __name__ == "__main__":
    list(side_by_side(exec, [{KEEP_PYTHON_S_LOCK!r}] * 2, 2))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker needs Python's lock to end itself")
def test_workers_end_with_their_parent_while_a_library_keeps_python_s_lock(tmp_path):
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    with Command(tmp_path, program=("parent.py",)) as parent:
        parent.wait_for(lambda: sum(is_asleep_in_c(each) for each in parent.alive()) == 2)
        parent.process.kill()
        parent.ended()


def is_asleep_in_c(process: int) -> bool:
    """Return whether a process is at the library's call: its main thread waits for a clock."""
    return "nanosleep" in Path(f"/proc/{process}/wchan").read_text()


@pytest.fixture
def usual_handler():
    """A shell starts jobs in the background with Ctrl-C ignored, which tests inherit."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("usual_handler")
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


WHILE_LOADING = """
import builtins, signal
from cosim.__main__ import run

usual = builtins.__import__

def load(name, *arguments, **more):
    if name == "{module}":
        signal.raise_signal(signal.{request})
    return usual(name, *arguments, **more)

builtins.__import__ = load
for each in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(each, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
run()
"""


def asked_to_end_while_loading(module: str, request: str, cache: Path, *before: str, script: str = WHILE_LOADING):
    """Return how a command ends that a signal reaches at the import of a module."""
    machine = (Path(cosim.__file__).parents[1] / "equipment_library" / "heat_pumps" / "ccashp-3ton.toml").read_text()
    # a refrigerant whose states are not in the package
    (cache / "other-3ton.toml").write_text(machine.replace('"R-454B"', '"R-1234yf"'))
    return subprocess.run(
        [*before, sys.executable, "-c", script.format(module=module, request=request),
         "equipment", "rate", "other-3ton.toml"], cwd=cache, text=True, capture_output=True,
        env=os.environ | {"PYTHONPATH": str(Path(cosim.__file__).parents[1]), "XDG_CACHE_HOME": str(cache)},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("request_to_end", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("module", ["rich_click", "CoolProp.CoolProp"])
def test_modules_that_are_still_loading_end_at_once_and_in_silence(tmp_path, module, request_to_end):
    """CoolProp keeps Python's lock, so there the system ends the program: its parent sees the signal, not a code."""
    done = asked_to_end_while_loading(module, request_to_end, tmp_path)
    number = getattr(signal, request_to_end)
    assert done.returncode == (CODES[number] if module == "rich_click" else -number), done.stderr
    assert done.stdout + done.stderr == ""


def test_a_library_that_makes_an_error_of_a_request_to_end_is_not_at_fault(tmp_path):
    """pybind11 answers any exception that comes while it loads a module with `ImportError: initialization failed`."""
    raised = "signal.raise_signal(signal.{request})"
    script = WHILE_LOADING.replace(
        raised, f"try: {raised}\n        except BaseException: raise ImportError('initialization failed') from None"
    )
    done = asked_to_end_while_loading("scipy.interpolate", "SIGTERM", tmp_path, script=script)
    assert done.returncode == 143, done.stderr
    assert done.stderr.startswith("cosim: stopped by"), done.stderr


NAMESPACE = ("unshare", "--pid", "--fork")


@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode != 0,
    reason="may not begin a namespace of processes",
)
def test_the_first_process_of_a_container_is_not_deaf_while_modules_load(tmp_path):
    """The system ends a first process by no signal that it does not handle."""
    done = asked_to_end_while_loading("CoolProp.CoolProp", "SIGTERM", tmp_path, *NAMESPACE)
    assert done.returncode == 143, done.stderr
    assert "stopped by" in done.stderr


def double(number: int) -> int:
    if number == 13:
        os._exit(1)
    if number > 100:
        time.sleep(60)
    return 2 * number


@pytest.mark.slow
def test_workers_answer_in_order_and_leave_when_nobody_wants_more():
    before = set(active_children())
    with closing(side_by_side(double, [1, 2, 3, 1000, 1001], 2)) as answers:
        assert [next(answers) for _ in range(3)] == [2, 4, 6]
    assert set(active_children()) <= before


@pytest.mark.slow
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
