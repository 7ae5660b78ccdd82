"""One trial: a damaged file, read in a process of its own, and what is wrong with what came of it."""

import os
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import CosimError, InvalidInput

PATIENCE = 30  # s of processor time that a file may take
WALL = 10 * PATIENCE  # s; a machine may have other things to do
MOST_MEMORY = 1 << 30  # bytes of a process
ADDRESS_SPACE = 16 << 30  # bytes, so that what goes wrong ends and does not end the machine
REFUSED, FAILED, OUR_FAULT = 2, 1, 70
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Outcome:
    """What a command or a function did.

    Attributes
    ----------
    code : int
        Exit code, as of the command line.
    output : str
        What was printed, on either stream.
    error : str
        Traceback, where there was one.
    """

    code: int
    output: str
    error: str = ""


@dataclass(frozen=True)
class Sound:
    """What came of the sound file.

    Attributes
    ----------
    output : str
    made : mapping of str to str
        Digest of each file that was made.
    always : bool
        Whether a damaged file has to give the same also where a note says that it is damaged.
    """

    output: str
    made: Mapping[str, str]
    always: bool = False

    def is_met(self, output: str, made: Mapping[str, str]) -> bool:
        """Return whether an accepted file gives the same, or says that it does not."""
        if self.always:
            return made == self.made
        return "note:" in output or (output == self.output and made == self.made)


Attempt = Callable[[Path], Outcome]
"""Tries the file; the current folder is its own."""


def command(*words: str) -> Attempt:
    """Return an attempt by a command line, in which FILE is the file."""

    def attempt(path: Path) -> Outcome:
        done = CliRunner().invoke(main, [str(path) if word == "FILE" else word for word in words])
        broken = done.exception is not None and not isinstance(done.exception, SystemExit)
        error = "".join(traceback.format_exception(done.exception)) if broken else ""
        if done.exit_code == OUR_FAULT:
            kept = sorted(Path(tempfile.gettempdir()).glob("cosim-error-*.txt"))
            error = kept[-1].read_text(encoding="utf-8") if kept else done.output
        return Outcome(done.exit_code, done.output, error)

    return attempt


def reading(read: Callable[[Path], object]) -> Attempt:
    """Return an attempt by a function that refuses as the command line does."""

    def attempt(path: Path) -> Outcome:
        try:
            return Outcome(0, repr(read(path)))
        except InvalidInput as error:
            return Outcome(REFUSED, str(error))
        except CosimError as error:
            return Outcome(FAILED, str(error))

    return attempt


def tried(attempt: Attempt, path: Path, sound: Sound | None, *, may_change: bool = False) -> tuple[str, str]:
    """Try a file in a process of its own, in whose folder it lies.

    Parameters
    ----------
    sound : Sound or None
        What came of the sound file, where an accepted one must give the same; None where it may give something else.
    may_change : bool
        Whether files may change that were there.

    Returns
    -------
    verdict : str
        ``accepted``, ``refused``, or what is wrong: ``traceback``, ``hang``, ``memory`` ...
    details : str
        What was said or raised.
    """
    scratch = path.parent / "scratch"
    scratch.mkdir()
    before = _files(path.parent)
    report = path.parent.with_suffix(".said")
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    child = os.fork()
    if child == 0:
        _run(attempt, path, scratch, report)
    status, usage = _waited(child)
    said = report.read_text(encoding="utf-8", errors="replace") if report.exists() else ""
    report.unlink(missing_ok=True)
    if status in (-signal.SIGKILL, -signal.SIGXCPU):
        return "hang", f"more than {PATIENCE} s of processor time, or {WALL} s"
    if status != 0 or not said:
        return "crash", f"ended with {status}"
    code, _, rest = said.partition("\n")
    output, _, error = rest.partition("\0")
    verdict = _verdict(int(code), output, error)
    if verdict == "accepted" and sound is not None and not sound.is_met(output, made_in(path.parent)):
        verdict = "silent difference"
    if verdict in ("accepted", "refused", "failed"):
        if usage - held > MOST_MEMORY:  # beside what the process held that it was forked from
            return "memory", f"{(usage - held) / 1e6:.0f} MB"
        if not may_change:
            verdict = _changes(before, _files(path.parent), wrote=int(code) == 0) or verdict
    return verdict, error[-1500:] or output[-1500:]


def made_in(folder: Path) -> dict[str, str]:
    """Return the digest of each file that an attempt has made for its user."""
    found = {}
    for path in sorted([*folder.glob("new.*"), *folder.glob("run/fleet.nc")]):
        content = path.read_bytes()
        if path.suffix == ".xlsx":  # which holds the time at which it was made
            with zipfile.ZipFile(path) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist() if "docProps" not in name)
        found[path.name] = sha256(content).hexdigest()
    return found


def _verdict(code: int, output: str, error: str) -> str:
    if error or "Traceback" in output:
        return "traceback"
    if code not in (0, FAILED, REFUSED):
        return f"exit code {code}"
    if UNPRINTABLE.search(output):
        return "control characters"
    if code and not output.removeprefix("cosim:").strip():
        return "no words"
    return {0: "accepted", FAILED: "failed", REFUSED: "refused"}[code]


def _run(attempt: Attempt, path: Path, scratch: Path, report: Path) -> None:
    """Try it and end the process; whatever comes is told in the report."""
    try:
        tempfile.tempdir = str(scratch)
        os.chdir(path.parent)
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 1))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        try:
            outcome = attempt(path)
        except BaseException:
            outcome = Outcome(OUR_FAULT, "", traceback.format_exc())
        text = f"{outcome.code}\n{outcome.output}\0{outcome.error}"
        report.write_text(text, encoding="utf-8", errors="backslashreplace")
    finally:
        os._exit(0)


def _waited(child: int) -> tuple[int, int]:
    """Return how a process ended, and the memory that it had; it is ended where it takes too long."""
    until, pause = time.monotonic() + WALL, 0.001
    while True:
        done, status, usage = os.wait4(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            until = float("inf")
        time.sleep(pause)
        pause = min(2 * pause, 0.02)


def _files(folder: Path) -> dict[str, str]:
    """Return the digest of each file of a folder but those in the scratch."""
    found = {}
    for path in sorted(folder.rglob("*")):
        with suppress(OSError):
            if path.is_file() and "scratch" not in path.relative_to(folder).parts:
                found[path.relative_to(folder).as_posix()] = sha256(path.read_bytes()).hexdigest()
    return found


def _changes(before: dict[str, str], after: dict[str, str], *, wrote: bool) -> str:
    """Return what is wrong with the files of the folder; empty where nothing is."""
    if any(after.get(name) != digest for name, digest in before.items()):
        return "changed a file"
    new = [name for name in after if name not in before]
    if any(Path(name).name.startswith(".") for name in new) or (new and not wrote):
        return "half-written"
    return ""
