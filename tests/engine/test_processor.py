"""A run again: the same to the byte on one machine, and but for the last digits of sums on another processor."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

import cosim
from cosim.flow import compiled
from cosim.results import netcdf

SCENARIO = "wrong-wire-greensboro"  # of two configurations, for two workers
DAYS = ("--from", "01-14", "--to", "01-16")


def run(folder: Path, name: str, *more: str, stdout: int = subprocess.DEVNULL, **environment: str) -> Path:
    path = folder / f"{name}.nc"
    subprocess.run(
        [sys.executable, "-m", "cosim", "run", SCENARIO, "-o", str(path), *DAYS, *more], cwd=folder, check=True,
        env=os.environ | {"PYTHONPATH": str(Path(cosim.__file__).parents[1])} | environment,
        stdout=stdout, stderr=stdout,
    )  # fmt: skip
    return path


@pytest.fixture(scope="module")
def usual(tmp_path_factory) -> Path:
    return run(tmp_path_factory.mktemp("usual"), "usual")


@pytest.mark.slow
@pytest.mark.long
def test_a_generic_processor_gives_the_same_events_and_sums(usual, tmp_path, monkeypatch):
    """numba compiles for the processor that it finds; for a generic one it has neither wide vectors nor fused sums.

    Code for each lies in a folder of its own of the same cache, so that a minute of compiling is spent once.
    """
    own = netcdf.open_results(usual)
    ours = compiled.source_hash()
    monkeypatch.setenv("NUMBA_CPU_NAME", "generic")
    assert compiled.source_hash() != ours
    generic = netcdf.open_results(run(tmp_path, "generic", NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES=""))
    for name in ("event_kind", "event_start", "event_trigger"):
        np.testing.assert_array_equal(generic[name], own[name])
    assert generic.sizes == own.sizes
    for results in (generic, own):  # what is left of a balance is rounding itself, so it has no size to compare with
        assert float(np.abs(results["energy_residual"]).max()) < 1e-6
    for name, variable in own.drop_vars("energy_residual").data_vars.items():
        if variable.dtype.kind == "f" and np.isfinite(variable).any():
            most = 1e-12 * float(np.nanmax(np.abs(variable)))  # of the largest value: some are a difference of two
            np.testing.assert_allclose(generic[name], variable, rtol=1e-12, atol=most, err_msg=str(name))


@pytest.mark.slow
def test_seed_locale_and_workers_move_no_byte(usual, tmp_path):
    odd = {"PYTHONHASHSEED": "77", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "COLUMNS": "41", "TERM": "dumb",
           "OMP_NUM_THREADS": "1"}  # fmt: skip
    assert run(tmp_path, "odd", "--jobs", "2", **odd).read_bytes() == usual.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a terminal of Unix")
def test_a_terminal_moves_no_byte(usual, tmp_path):
    """What shows progress, colours and lines drawn over sees one here."""
    ours, its = os.openpty()
    shown: list[bytes] = []

    def show() -> None:
        with suppress(OSError):  # how Linux says that nobody writes any more
            while part := os.read(ours, 1 << 16):
                shown.append(part)

    reader = Thread(target=show)
    reader.start()
    path = run(tmp_path, "terminal", stdout=its, TERM="xterm-256color")
    os.close(its)
    reader.join()
    os.close(ours)
    assert b"\x1b[" in b"".join(shown), "no terminal was taken for one"
    assert path.read_bytes() == usual.read_bytes()
