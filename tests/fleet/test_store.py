"""A run's folder: what was lost is simulated again, one run works there, and nothing is taken for what it is not."""

import errno
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.errors import CosimError, InvalidInput
from cosim.fleet import store as stores
from cosim.fleet.lock import LOCK, alone_in
from cosim.fleet.programme import Programme
from cosim.fleet.reading import load_programme
from cosim.fleet.run import Outcome, run_fleet
from cosim.fleet.store import FOLDER, IDENTITY, PROGRESS, RESULT

from .conftest import COLD_DAYS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def programme(finished: Path) -> Programme:
    return load_programme(finished.parent / "small.toml", homes=5)


@pytest.fixture(scope="module")
def stopped(programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run that was interrupted after two of its three batches."""
    folder = tmp_path_factory.mktemp("stopped") / "run"

    def tell(kind: str, what: object) -> None:
        if kind == "homes" and what == (4, 0):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_fleet(programme, folder, period=COLD_DAYS, workers=0, tell=tell)
    assert json.loads((folder / PROGRESS).read_text())["batches"] == 2
    assert not (folder / RESULT).exists()
    return folder


@pytest.fixture
def resume(programme: Programme, stopped: Path, tmp_path: Path) -> Callable[..., tuple[Path, Outcome, list[str]]]:
    """Damage a copy of the stopped run, resume it, and return its folder, its outcome and the notes."""

    def resumed(damage: Callable[[Path], object] = lambda folder: None) -> tuple[Path, Outcome, list[str]]:
        folder = tmp_path / "run"
        shutil.copytree(stopped, folder)
        damage(folder)
        notes: list[str] = []
        outcome = run_fleet(programme, folder, period=COLD_DAYS, workers=0, resume=True,
                            tell=lambda kind, what: notes.append(str(what)) if kind == "notice" else None)  # fmt: skip
        return folder, outcome, [note for note in notes if str(folder) in note]

    return resumed


def removed(*names: str) -> Callable[[Path], None]:
    return lambda folder: [(folder / FOLDER / name).unlink() for name in names] and None


def cut(name: str, share: float) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / FOLDER / name
        data = path.read_bytes()
        path.write_bytes(data[: int(share * len(data))])

    return damage


def flipped(name: str, share: float) -> Callable[[Path], None]:
    """Flip a bit of the largest array of a batch; one of what the archive says of it may mean nothing."""

    def damage(folder: Path) -> None:
        path = folder / FOLDER / name
        with zipfile.ZipFile(path) as archive:
            largest = max(archive.infolist(), key=lambda member: member.compress_size)
        data = bytearray(path.read_bytes())
        names = sum(int.from_bytes(data[largest.header_offset + at :][:2], "little") for at in (26, 28))
        data[largest.header_offset + 30 + names + int(share * largest.compress_size)] ^= 4
        path.write_bytes(data)

    return damage


def swapped(one: str, other: str) -> Callable[[Path], None]:
    return lambda folder: (folder / FOLDER / one).write_bytes((folder / FOLDER / other).read_bytes()) and None


def replaced(name: str) -> Callable[[Path], None]:
    """Return what gives an entry of a batch, or of the sums, another beginning than arrays have."""

    def damage(folder: Path) -> None:
        path = folder / FOLDER / name
        with zipfile.ZipFile(path) as archive:
            entries = {each: archive.read(each) for each in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for number, (each, content) in enumerate(entries.items()):
                archive.writestr(each, content if number else b"no array")

    return damage


FIRST, SECOND, SUMS, SUMS_BEFORE = "batch-00000.npz", "batch-00001.npz", "sums-0.npz", "sums-1.npz"
ONE, TWO = "1 of 2 batches in {0} are missing or damaged", "2 of 2 batches in {0} are missing or damaged"
LAST, ALL = (f"sums in {{0}} are missing or damaged: {count} of 2 batches" for count in (1, 2))
DAMAGES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "nothing": (lambda folder: None, []),
    "a batch is missing": (removed(FIRST), [ONE]),
    "both batches are missing": (removed(FIRST, SECOND), [TWO]),
    "a batch is empty": (cut(SECOND, 0.0), [ONE]),
    "a batch is cut in half": (cut(FIRST, 0.5), [ONE]),
    "a batch lacks its end": (cut(FIRST, 0.999), [ONE]),
    "a bit of a batch": (flipped(SECOND, 0.4), [ONE]),
    "one batch for another": (swapped(FIRST, SECOND), [ONE]),
    "a batch holds no array": (replaced(SECOND), [ONE]),
    "a batch is text": (lambda folder: (folder / FOLDER / FIRST).write_text("hello"), [ONE]),
    "the sums are missing": (removed(SUMS), [LAST]),
    "a bit of the sums": (flipped(SUMS, 0.7), [LAST]),
    "the sums hold no array": (replaced(SUMS), [LAST]),
    "the sums are those before": (swapped(SUMS, SUMS_BEFORE), [LAST]),
    "both sums are missing": (removed(SUMS, SUMS_BEFORE), [ALL]),
    "everything is missing": (lambda folder: shutil.rmtree(folder / FOLDER), [ALL]),
    "a batch and the sums": (removed(FIRST, SUMS), [LAST, "1 of 1 batches in {0} are missing or damaged"]),
    "the record is missing": (lambda folder: (folder / PROGRESS).unlink(), ["progress.json is missing or damaged"]),
    "the record is cut off": (lambda folder: (folder / PROGRESS).write_text('{"batches": 2,'), ["or damaged: all"]),
    "the record is a list": (lambda folder: (folder / PROGRESS).write_text("[]"), ["or damaged: all batches"]),
    "the record counts otherwise": (lambda folder: (folder / PROGRESS).write_text(
        (folder / PROGRESS).read_text().replace('"batches": 2', '"batches": 1')), ["or damaged: all batches"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_what_was_lost_is_simulated_again_to_the_same_bytes(resume, finished, name):
    damage, told = DAMAGES[name]
    folder, outcome, notes = resume(damage)
    assert (folder / RESULT).read_bytes() == (finished / RESULT).read_bytes()
    assert not outcome.failures
    assert len(notes) == len(told)
    for note, words in zip(notes, told, strict=True):
        assert words.format(folder) in note
        assert "simulated again" in note


@pytest.mark.parametrize("text", ["", "{", "[1]", "\0", json.dumps({"homes": 5})])
def test_a_damaged_identity_is_refused_and_nothing_changes(resume, stopped, text, tmp_path):
    with pytest.raises(InvalidInput, match="contains results of another run.*nothing was overwritten"):
        resume(lambda folder: (folder / IDENTITY).write_text(text))
    assert (tmp_path / "run" / PROGRESS).read_bytes() == (stopped / PROGRESS).read_bytes()


def test_damaged_results_are_written_again_from_what_is_there(programme, finished, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    (folder / RESULT).write_bytes((finished / RESULT).read_bytes()[:50_000])
    notes: list[str] = []
    run_fleet(programme, folder, period=COLD_DAYS, workers=0, resume=True,
              tell=lambda kind, what: notes.append(str(what)), work=None)  # type: ignore[arg-type]  # fmt: skip
    assert (folder / RESULT).read_bytes() == (finished / RESULT).read_bytes()
    assert any("is damaged" in note and "written again" in note for note in notes)


def test_a_finished_run_without_its_record_says_so(programme, finished, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    (folder / PROGRESS).unlink()
    with pytest.raises(InvalidInput, match=r"progress.json: is missing or damaged; fleet.nc is sound"):
        run_fleet(programme, folder, period=COLD_DAYS, workers=0, resume=True)


def test_a_run_is_not_resumed_across_versions(resume, stopped, tmp_path):
    def damage(folder: Path) -> None:
        identity = json.loads((folder / IDENTITY).read_text())
        identity["versions"] |= {"CoolProp": "7.0.0", "numba": "0.61.0"}
        (folder / IDENTITY).write_text(json.dumps(identity, sort_keys=True, indent=1))

    with pytest.raises(InvalidInput, match=r"CoolProp was 7.0.0, not .*numba was 0.61.0, not .*; install those"):
        resume(damage)
    assert (tmp_path / "run" / PROGRESS).read_bytes() == (stopped / PROGRESS).read_bytes()


# --- one run a folder -----------------------------------------------------------------------------------------------


HOLD = """
import sys
from pathlib import Path
from cosim.fleet.lock import alone_in
with alone_in(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_refused_while_the_first_works(stopped, finished, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(stopped, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(cosim.__file__).parents[1])},
    )  # fmt: skip
    try:
        assert other.stdout.readline() == "held\n"
        for again in ([], ["--resume"]):
            arguments = ["fleet", str(finished.parent / "small.toml"), "--homes", "5", "--from", "01-14",
                         "--to", "01-15", "--workers", "0", "-o", str(folder), *again]  # fmt: skip
            refused = CliRunner().invoke(main, arguments)
            assert refused.exit_code == 2, refused.output
            assert "another run works there; wait until it ends" in refused.stderr
            assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    finally:
        other.kill()  # which leaves the file of the lock
        other.communicate()
    assert (folder / LOCK).exists()
    with alone_in(folder):
        pass


def test_a_second_run_that_began_at_the_same_time_is_refused(programme, tmp_path, monkeypatch):
    """Both found the folder free; the other one has made it and works there."""
    folder = tmp_path / "run"

    def meanwhile(*_: object) -> None:
        folder.mkdir()
        lock.__enter__()

    lock = alone_in(folder)
    monkeypatch.setattr("cosim.fleet.run.build_maps", meanwhile)
    with pytest.raises(InvalidInput, match="another run works there"):
        run_fleet(programme, folder, period=COLD_DAYS, workers=0)
    lock.__exit__(None, None, None)
    assert [path.name for path in folder.iterdir()] == [LOCK]


# --- a full disk ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", range(5))
def test_a_full_disk_is_named_and_the_run_goes_on_once_there_is_room(programme, finished, tmp_path, monkeypatch, share):
    """Whichever of the run's files is the first that finds no room."""
    folder, written = tmp_path / "run", 0
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        nonlocal written
        written += 1
        if written > share:
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(CosimError, match=rf"{folder}/.*(json|npz) could not be written: No space left on device"):
            run_fleet(programme, folder, period=COLD_DAYS, workers=0)
    assert not list(folder.rglob("*.part"))
    run_fleet(programme, folder, period=COLD_DAYS, workers=0, resume=share > 0)
    assert (folder / RESULT).read_bytes() == (finished / RESULT).read_bytes()


def test_a_folder_that_cannot_be_used_is_refused(programme, tmp_path):
    for name, told in (("n" * 300, "bytes"), ("none/run", "the folder above it does not exist")):
        with pytest.raises(InvalidInput, match=told):
            run_fleet(programme, tmp_path / name, period=COLD_DAYS, workers=0)


def test_homes_of_the_store_are_those_of_the_batches(stopped, programme):
    """What is packed in parts of the time comes out as it went in."""
    store = stores.Store(stopped, COLD_DAYS, 2, 5, 2)
    assert not store.reopen(finished=False)
    power, rest = store.homes_of(1)
    assert power.shape == (2, 2, COLD_DAYS.intervals)
    assert rest.shape == (2, COLD_DAYS.hours)
    parts = np.concatenate([store.part_of_time(1, piece) for piece in range(store.pieces)], axis=1)
    assert np.array_equal(parts[2:], power[:, 1])


def test_a_disk_that_the_results_fill_is_told_and_they_are_written_once_there_is_room(programme, finished, small_disk):
    """All batches are simulated by then; the NetCDF library calls it an HDF error."""
    folder = small_disk(40_000_000) / "run"
    run_fleet(programme, folder, period=COLD_DAYS, workers=0)
    results = (folder / RESULT).read_bytes()
    (folder / RESULT).unlink()
    held = sum(path.stat().st_blocks * 512 for path in folder.rglob("*")) + 8192
    for share in (0.1, 0.5, 0.9):
        small_disk(held + int(share * len(results)))
        with pytest.raises(CosimError, match=rf"{RESULT} could not be written: its disk is full"):
            run_fleet(programme, folder, period=COLD_DAYS, workers=0, resume=True)
        assert {path.name for path in folder.iterdir()} == {IDENTITY, PROGRESS, FOLDER, LOCK}
    small_disk(40_000_000)
    run_fleet(programme, folder, period=COLD_DAYS, workers=0, resume=True)
    assert (folder / RESULT).read_bytes() == results == (finished / RESULT).read_bytes()
