"""A disk that is full: the file that filled it is named, nothing is half-written, and a full cache is no error."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.cli import main

pytestmark = pytest.mark.slow
DAY = ("--from", "01-14", "--to", "01-14")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("result") / "x.nc"
    done = CliRunner().invoke(main, ["run", "quick-start", *DAY, "-o", str(path)])
    assert done.exit_code == 0, done.output
    return path


@pytest.mark.parametrize("room", [4096, 40_960])
@pytest.mark.parametrize(("words", "name"), [
    (("run", "quick-start", *DAY, "-o"), "x.nc"),
    (("bill", "RESULT", "--prices", "illinois-2023", "-o"), "billed.nc"),
    (("compare", "RESULT", "-o"), "x.png"),
    (("compare", "RESULT", "-o"), "x.pdf"),
    (("report", "RESULT", "-o"), "x.html"),
    (("equipment", "map", "ccashp-3ton", "-o"), "map.png"),
    (("fmu", "export", "quick-start", *DAY, "-o"), "x.fmu"),
])  # fmt: skip
def test_a_full_disk_is_told_with_the_file_that_filled_it(small_disk, result, words, name, room):
    disk = small_disk(room)
    told = CliRunner().invoke(main, [str(result) if word == "RESULT" else word for word in words] + [str(disk / name)])
    if told.exit_code == 0 and room > 4096:
        pytest.skip("this file is small enough")
    assert told.exit_code == 1, told.output
    assert f"{name} could not be written: its disk is full" in told.output.replace("\n", "")
    assert list(disk.iterdir()) == []


def test_a_full_cache_is_no_error(small_disk, tmp_path, monkeypatch):
    """Maps find no room there; compiled code is what this process holds."""
    disk = small_disk(4096)
    (disk / "filler").write_bytes(b"x" * 4096)
    monkeypatch.setenv("XDG_CACHE_HOME", str(disk))
    done = CliRunner().invoke(main, ["run", "quick-start", *DAY, "-o", str(tmp_path / "x.nc")])
    assert done.exit_code == 0, done.output
    assert not list(disk.rglob("*.npz"))
