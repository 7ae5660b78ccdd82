"""Files are written whole or not at all, and nothing that is no file is ever replaced by one."""

import os
import resource
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure

from cosim import pictures
from cosim.cli import main
from cosim.errors import CosimError, InvalidInput
from cosim.files import check_destination, whole, write_whole
from cosim.template import create


@contextmanager
def full_disk(bytes_: int):
    """Within this no file grows beyond some bytes: the system refuses to write more, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def drawing() -> Figure:
    figure = Figure()
    figure.subplots().plot(np.random.default_rng(1).normal(size=500))
    return figure


@pytest.fixture
def pipe(tmp_path) -> Path:
    path = tmp_path / "pipe.nc"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_file_is_never_replaced(pipe, force):
    for path in (pipe, Path("/dev/null")):
        with pytest.raises(InvalidInput, match="a device or a pipe"):
            check_destination(path, force=force)
        with pytest.raises(InvalidInput, match="a device or a pipe"):
            write_whole(path, b"x")
    assert pipe.is_fifo()
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("command", [
    ["run", "quick-start", "-o", "PLACE", "--force"],
    ["equipment", "swap", "ccashp-3ton", "--refrigerant", "R-32", "-o", "PLACE", "--force"],
    ["fmu", "export", "quick-start", "-o", "PLACE", "--force"],
    ["balance", "quick-start", "-o", "PLACE.png", "--force"],
])  # fmt: skip
def test_commands_refuse_a_device_before_they_work(tmp_path, command):
    for place, words in ((tmp_path / "pipe", "a device or a pipe"), (tmp_path / ("x" * 300), "300 bytes"),
                         (tmp_path / "no" / "where", "no such folder")):  # fmt: skip
        if place.name == "pipe":
            for suffix in ("", ".png"):
                os.mkfifo(f"{place}{suffix}")
        done = CliRunner().invoke(main, [word.replace("PLACE", str(place)) for word in command])
        assert done.exit_code == 2, done.output
        said = " ".join(done.output.replace("│", " ").split())
        assert words.replace("300", str(300 + 4 * (command[0] == "balance"))) in said


def test_a_path_longer_than_the_system_allows_is_refused(tmp_path):
    with pytest.raises(InvalidInput):
        check_destination(tmp_path.joinpath(*["folder"] * 1000, "x.nc"))


@pytest.mark.parametrize("command", [("init", "NAME"), ("run", "NAME", "-o", "x.nc"), ("check", "NAME"),
                                     ("show", "NAME"), ("equipment", "rate", "NAME"), ("fleet-report", "NAME"),
                                     ("fleet", "winter-peak", "-o", "NAME"), ("fleet-table", "NAME")])  # fmt: skip
@pytest.mark.parametrize("name", ["x" * 300, "/".join(["folder"] * 1000)], ids=["name", "path"])
def test_a_name_that_no_file_can_have_is_refused_by_every_command(tmp_path, monkeypatch, command, name):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, [name if word == "NAME" else word for word in command])
    assert done.exit_code == 2, done.output
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_stays_where_writing_fails(tmp_path):
    path = tmp_path / "kept.txt"
    path.write_text("before")

    def fail() -> None:
        with whole(path) as hidden:
            hidden.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_is_whole_on_a_full_disk(tmp_path, suffix):
    path = tmp_path / f"picture{suffix}"
    pictures.save(drawing(), path)
    before = path.read_bytes()
    with full_disk(len(before) // 2), pytest.raises(CosimError, match=rf"picture\{suffix} could not be written"):
        pictures.save(drawing(), path)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_a_project_is_made_whole_or_not_at_all(tmp_path):
    with full_disk(2000), pytest.raises(InvalidInput, match="cannot be written"):
        create(tmp_path / "project")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_written_through(tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("before")
    link.symlink_to(target)
    write_whole(link, b"after")
    assert link.is_symlink()
    assert target.read_bytes() == b"after"


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_writes_stays(tmp_path):
    child = os.fork()
    if child == 0:
        with whole(tmp_path / "a.txt") as hidden:
            hidden.write_text("half")
            os._exit(0)  # as if it were killed
    os.waitpid(child, 0)
    assert len(list(tmp_path.iterdir())) == 1
    with whole(tmp_path / "b.txt") as hidden:
        hidden.write_text("b")
        write_whole(tmp_path / "c.txt", b"c")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["b.txt", "c.txt"]


@pytest.mark.parametrize("arguments", [
    ["equipment", "map", "ccashp-3ton", "-o", "old.png"],
    ["balance", "quick-start", "-o", "old.png"],
    ["equipment", "swap", "ccashp-3ton", "--refrigerant", "R-32", "-o", "old.toml"],
    ["fmu", "export", "quick-start", "-o", "old.fmu"],
    ["run", "quick-start", "-o", "old.nc"],
    ["sweep", "quick-start", "--vary", "gas_price=1..2", "--save", "old.nc"],
])  # fmt: skip
def test_nothing_is_replaced_unasked(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    old = tmp_path / arguments[-1]
    old.write_text("mine")
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2, done.output
    assert "exists already" in done.output
    assert old.read_text() == "mine"
