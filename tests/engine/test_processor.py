"""Another type of processor gives the same run, but for the last digits of its sums."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import cosim
from cosim.results import netcdf

DAYS = ("--from", "01-14", "--to", "01-16")


def run(folder: Path, name: str, **environment: str) -> Path:
    path = folder / f"{name}.nc"
    subprocess.run(
        [sys.executable, "-m", "cosim", "run", "quick-start", "-o", str(path), *DAYS], cwd=folder, check=True,
        env=os.environ | {"PYTHONPATH": str(Path(cosim.__file__).parents[1])} | environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return path


@pytest.mark.slow
def test_a_generic_processor_gives_the_same_events_and_sums(tmp_path):
    """numba compiles for the processor that it finds; for a generic one it has neither wide vectors nor fused sums."""
    own = netcdf.open_results(run(tmp_path, "own"))
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}  # maps, which numba has no part in, are made there again
    generic = netcdf.open_results(run(tmp_path, "generic", NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="", **cache))
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
def test_seed_locale_and_terminal_move_no_byte(tmp_path):
    usual = run(tmp_path, "usual").read_bytes()
    assert run(tmp_path, "seed", PYTHONHASHSEED="77").read_bytes() == usual
    odd = {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "COLUMNS": "41", "TERM": "dumb", "OMP_NUM_THREADS": "1"}
    assert run(tmp_path, "odd", **odd).read_bytes() == usual
