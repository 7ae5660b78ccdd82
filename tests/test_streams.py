"""Printing never ends the program: old encodings, closed and full streams; errors of ours are told as such."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.cli import main, shelves


def cosim(words: str, *, encoding: str = "utf-8", redirect: str = "") -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    return subprocess.run(
        f"{sys.executable} -m cosim {words} {redirect}", shell=True, env=environment, capture_output=True, timeout=120
    )


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp437", "utf-16"])
def test_an_old_encoding_shows_what_it_can(encoding):
    done = cosim("size quick-start", encoding=encoding)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode(encoding)
    assert "Design loads" in text
    assert "Equipment at design" in text


def test_a_closed_stream_is_no_error():
    for redirect in (">&-", "2>&-", ">&- 2>&-"):
        assert cosim("list scenarios", redirect=redirect).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", ["--help", "run --help", "list scenarios"])
def test_a_full_stream_is_told(words):
    done = cosim(words, redirect="> /dev/full")
    assert done.returncode == 1
    assert done.stderr.decode().strip() == "cosim: standard output could not be written: No space left on device"


def test_who_stops_reading_is_no_error():
    done = cosim("list", redirect="| head -1")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_a_folder_that_is_gone_is_told(tmp_path):
    done = subprocess.run(
        f"cd {tmp_path} && mkdir x && cd x && rmdir ../x && {sys.executable} -m cosim list", shell=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}, capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"the current folder cannot be used" in done.stderr


def test_an_error_of_ours_is_told_as_such(monkeypatch):

    monkeypatch.setattr(shelves, "echo", None)  # so that the command fails in a way that nobody foresaw
    done = CliRunner().invoke(main, ["list"])
    assert done.exit_code == 70, done.output
    assert "not of your input" in done.output
    path = Path(re.search(r"(\S+cosim-error-\S+\.txt)", done.output)[1])
    assert "Traceback" in path.read_text()
    path.unlink()


WARNS = """
import warnings
from cosim.cli import main
from cosim.errors import CosimWarning
@main.command("odd")
def odd():
    warnings.warn("a word of ours", CosimWarning)
    warnings.warn("divide by zero", RuntimeWarning)
main(["odd"])
"""


def test_warnings_of_libraries_are_for_those_who_ask():
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    for asked in (False, True):
        words = [sys.executable, *["-W", "default"] * asked, "-c", WARNS]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        assert done.stderr.startswith("note: a word of ours\n")
        assert ("RuntimeWarning: divide by zero" in done.stderr) is asked
