"""Runs: the same bytes whoever does the work and however often it is interrupted; failures counted, not hidden."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import dask
import numpy as np
import pytest

from cosim.errors import CosimError, InvalidInput
from cosim.fleet.reading import load_programme
from cosim.fleet.results import read_results
from cosim.fleet.run import run_fleet
from cosim.fleet.store import IDENTITY, PROGRESS, RESULT
from cosim.fleet.worker import Batch, simulate_batch
from cosim.schema.end_uses import END_USES

from .conftest import COLD_DAYS

# Dask's own servers and files are closed by its own threads, at times of their choosing
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


def data_of(folder: Path) -> dict[str, object]:
    return {str(name): variable.values.tolist() if variable.dtype == object else variable.values.tobytes()
            for name, variable in read_results(folder).variables.items()}  # fmt: skip


@pytest.mark.slow
def test_dask_gives_the_bytes_of_the_plain_loop_also_where_a_worker_is_killed(finished, tmp_path):
    """The killed worker costs its batch and nothing else."""
    programme = load_programme(finished.parent / "small.toml", homes=5)
    mark = tmp_path / "killed"

    def work(programme, period, homes, known=None) -> Batch:
        if homes[0].number == 2 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return simulate_batch(programme, period, homes, known)

    outcome = run_fleet(programme, tmp_path / "run", period=COLD_DAYS, workers=2, work=work)
    assert mark.exists()
    assert not outcome.failures
    assert data_of(tmp_path / "run") == data_of(finished)


@pytest.mark.slow
def test_a_home_that_brings_its_process_down_is_counted_and_the_others_go_on(finished, tmp_path, monkeypatch):
    monkeypatch.setattr("cosim.fleet.executor.DEATHS", 0)  # so that the process starts again twice, not five times
    programme = load_programme(finished.parent / "small.toml", homes=5)
    programme = replace(programme, config=programme.config.model_copy(update={"largest_share_of_failures": 0.5}))

    def work(programme, period, homes, known=None) -> Batch:
        if any(home.number == 3 and home.number not in (known or {}) for home in homes):
            os._exit(1)
        return simulate_batch(programme, period, homes, known)

    # a busy machine: the worker takes longer to start again than Dask would wait for it
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "200ms"}):
        outcome = run_fleet(programme, tmp_path / "run", period=COLD_DAYS, workers=1, work=work)
    assert set(outcome.failures) == {3}
    one, all_homes = read_results(tmp_path / "run"), read_results(finished)
    assert np.isnan(one["annual_electricity"].values[3]).all()
    kept = [0, 1, 2, 4]
    assert one["annual_electricity"].values[kept].tobytes() == all_homes["annual_electricity"].values[kept].tobytes()
    assert json.loads(one.attrs["failed_homes"]) == {"3": outcome.failures[3]}


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_to_the_same_bytes(finished, tmp_path):
    folder, file = tmp_path / "run", finished.parent / "small.toml"
    command = [sys.executable, "-m", "cosim", "fleet", str(file), "-o", str(folder), "--homes", "5", "--workers", "0",
               "--from", "01-14", "--to", "01-15"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        progress = folder / PROGRESS
        if progress.exists() and json.loads(progress.read_text())["batches"] >= 1:
            process.kill()
            break
        time.sleep(0.005)
    process.wait()
    assert process.returncode == -signal.SIGKILL
    assert not (folder / RESULT).exists()
    programme = load_programme(file, homes=5)
    with pytest.raises(InvalidInput, match="--resume"):
        run_fleet(programme, folder, period=COLD_DAYS, workers=0)
    outcome = run_fleet(programme, folder, period=COLD_DAYS, workers=0, resume=True)
    assert outcome.homes == 5
    assert data_of(folder) == data_of(finished)
    assert (folder / RESULT).read_bytes() == (finished / RESULT).read_bytes()


@pytest.mark.slow
def test_a_home_that_fails_is_recorded_with_its_reason(finished, tmp_path, monkeypatch):
    from cosim.fleet import worker

    live = worker._live

    def failing(programme, period, home, number, *rest):
        live(programme, period, home, number, *rest)
        if home.number == 1 and number == 0:
            raise ValueError("the roof came off")

    monkeypatch.setattr(worker, "_live", failing)
    programme = load_programme(finished.parent / "small.toml", homes=4)
    with pytest.raises(
        CosimError, match=r"1 of 4 homes failed, more than 2.0%:\nhome 1: ValueError: the roof came off"
    ):
        run_fleet(programme, tmp_path / "strict", period=COLD_DAYS, workers=0)
    lenient = replace(programme, config=programme.config.model_copy(update={"largest_share_of_failures": 0.3}))
    outcome = run_fleet(lenient, tmp_path / "lenient", period=COLD_DAYS, workers=0)
    assert outcome.failures == {1: "ValueError: the roof came off"}
    fleet = read_results(tmp_path / "lenient")
    # what the home had added before it failed is gone: sums are those of the other three
    electric = [use.name for use in END_USES if use.carrier == "electricity"]
    kilowatt_hours = fleet["power"].sel(end_use=electric).sum(["end_use", "time"]).values / 4e3
    of_homes = (fleet["annual_electricity"] + fleet["annual_other_electricity"]).sum("home").values
    assert kilowatt_hours == pytest.approx(of_homes, rel=1e-6)


@pytest.mark.slow
def test_results_of_another_programme_are_not_overwritten(finished, tmp_path, programme_file):
    before = {path: path.read_bytes() for path in finished.rglob("*") if path.is_file()}
    other = load_programme(programme_file(("seed = 2026", "seed = 1")), homes=5)
    for resume in (False, True):
        with pytest.raises(InvalidInput, match="seed was 2026, not 1"):
            run_fleet(other, finished, period=COLD_DAYS, workers=0, resume=resume)
    with pytest.raises(InvalidInput, match="start_hour was 312, not 0"):
        run_fleet(load_programme(finished.parent / "small.toml", homes=5), finished, workers=0, resume=True)
    foreign = tmp_path / "photos"
    foreign.mkdir()
    (foreign / "cat.png").touch()
    with pytest.raises(InvalidInput, match="contains other files"):
        run_fleet(other, foreign, period=COLD_DAYS, workers=0)
    assert {path: path.read_bytes() for path in finished.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_a_finished_run_resumed_is_left_as_it_is(finished):
    programme = load_programme(finished.parent / "small.toml", homes=5)
    stamp = (finished / RESULT).stat().st_mtime_ns
    assert run_fleet(programme, finished, period=COLD_DAYS, workers=0, resume=True).homes == 5
    assert (finished / RESULT).stat().st_mtime_ns == stamp
    assert (finished / IDENTITY).exists()


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_named(small, tmp_path):
    begun = time.monotonic()
    with pytest.raises(InvalidInput, match=r"--scheduler tcp://127.0.0.1:1: the scheduler does not answer within 10 s"):
        run_fleet(small, tmp_path / "run", period=COLD_DAYS, scheduler="tcp://127.0.0.1:1")
    assert time.monotonic() - begun < 60  # ten seconds, and what it takes to import and compile
    assert not (tmp_path / "run").exists()
