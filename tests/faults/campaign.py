"""Runs and fleets that are killed, and runs that are interrupted amid the write, at random instants."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from fuzz.documents import PROGRAMME

from faults.command import Command, Failed, files

SOUND = "sound"
DAYS = ("--from", "01-14", "--to", "01-16")
RUN = ("run", "quick-start", "-o", "x.nc", *DAYS)
SIDE_BY_SIDE = ("run", "retrofit-greensboro", "-o", "x.nc", "--jobs", "2", *DAYS)
FLEET = ("fleet", "programme.toml", "-o", "run", *DAYS)
OF_A_FLEET = {"identity.json", "progress.json", "fleet.nc", "running", ".lock"}


def finish(folder: Path, *words: str, **environment: str) -> float:
    """Let a command come to its end, and return the seconds that it took."""
    folder.mkdir(exist_ok=True)
    begun = time.monotonic()
    with Command(folder, *words, **environment) as command:
        command.end_well()
    return time.monotonic() - begun


def strike(command: Command, number: signal.Signals) -> str:
    """Send a signal, and return what is wrong with how the command ends; empty where nothing is."""
    command.process.send_signal(number)
    try:
        command.ended()
    except (AssertionError, subprocess.TimeoutExpired) as error:
        return f"does not end: {error}"
    return ""


def killed_runs(number: int, seed: int, folder: Path) -> Iterator[str]:
    """Kill runs; every tenth is the first of its cache, which it compiles for, every fourth has workers."""
    cache = {"XDG_CACHE_HOME": str(folder / "cache")}
    longest = finish(folder / "first", *RUN, **cache)
    usual = finish(folder / "second", *RUN, **cache)
    many = finish(folder / "many", *SIDE_BY_SIDE, **cache)
    sound = {words: (folder / name / "x.nc").read_bytes() for words, name in ((RUN, "first"), (SIDE_BY_SIDE, "many"))}
    for trial in range(number):
        chance = Random(f"{seed} run {trial}")
        work = folder / f"run-{trial}"
        work.mkdir()
        words, span, own = RUN, usual, cache
        if trial % 10 == 0:
            span, own = longest, {"XDG_CACHE_HOME": str(folder / f"cache-{trial}")}
        elif trial % 4 == 1:
            words, span = SIDE_BY_SIDE, many
        with Command(work, *words, **own) as command:
            time.sleep(chance.uniform(0.0, span))
            wrong = strike(command, signal.SIGKILL)
        yield wrong or _rerun(work, Path(own["XDG_CACHE_HOME"]), words, sound[words], own)


def _rerun(work: Path, cache: Path, words: tuple[str, ...], sound: bytes, environment: dict[str, str]) -> str:
    if (work / "x.nc").exists() and (work / "x.nc").read_bytes() != sound:
        return "a wrong file"
    try:
        finish(work, *words, "--force", **environment)
    except Failed as error:
        return f"cannot be run again: {error}"
    if (work / "x.nc").read_bytes() != sound:
        return "other bytes"
    left = unfinished(cache) + [name for name in files(work) if name != "x.nc"]
    return f"leaves {', '.join(left)}" if left else SOUND


def unfinished(cache: Path) -> list[str]:
    """Return the names of what was begun in a cache and is neither complete code nor a map."""
    kernels, maps = cache / "cosim" / "kernels", cache / "cosim" / "maps"
    left = [path.name for path in kernels.glob("*") if path.is_dir() and "-" in path.name]
    return left + [path.name for path in maps.glob("*") if path.suffix != ".npz"]


def killed_fleets(number: int, seed: int, folder: Path) -> Iterator[str]:
    """Kill fleets, alone and with Dask's workers by turns, and resume them."""
    spans = {workers: _fleet(folder / f"fleet-{workers}", workers) for workers in ("0", "2")}
    sound = (folder / "fleet-0" / "run" / "fleet.nc").read_bytes()
    for trial in range(number):
        chance = Random(f"{seed} fleet {trial}")
        workers = ("0", "2")[trial % 2]
        work = _with_programme(folder / f"killed-{trial}")
        with Command(work, *FLEET, "--workers", workers) as command:
            time.sleep(chance.uniform(0.0, spans[workers]))
            wrong = strike(command, signal.SIGKILL)
        yield wrong or _resumed(work, sound)


def _resumed(work: Path, sound: bytes) -> str:
    more = ("--resume",) if (work / "run" / "identity.json").exists() else ()
    try:
        finish(work, *FLEET, "--workers", "0", *more)
    except Failed as error:
        return f"cannot be resumed: {error}"
    if (work / "run" / "fleet.nc").read_bytes() != sound:
        return "other bytes"
    left = set(files(work / "run")) - OF_A_FLEET
    return f"leaves {', '.join(left)}" if left else SOUND


def _fleet(work: Path, workers: str) -> float:
    return finish(_with_programme(work), *FLEET, "--workers", workers)


def _with_programme(work: Path) -> Path:
    work.mkdir()
    (work / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
    return work


def interrupted_writes(number: int, seed: int, folder: Path) -> Iterator[str]:
    """Interrupt runs once their file is begun: by Ctrl-C, and by requests to end."""
    finish(folder / "sound", *RUN)
    sound = (folder / "sound" / "x.nc").read_bytes()
    codes = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
    for trial in range(number):
        chance = Random(f"{seed} write {trial}")
        request = (signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[trial % 4]
        work = folder / f"write-{trial}"
        work.mkdir()
        with Command(work, *RUN) as command:
            command.wait_for(lambda work=work: any(work.iterdir()))
            time.sleep(chance.uniform(0.0, 0.15))
            wrong = strike(command, request)
            code = command.process.returncode
        left = set(files(work)) - {"x.nc"}
        if not wrong and code not in (codes[request], 0):
            wrong = f"exit code {code}"
        elif not wrong and left:
            wrong = f"leaves {', '.join(left)}"
        elif not wrong and (work / "x.nc").exists() and (work / "x.nc").read_bytes() != sound:
            wrong = "other bytes"
        yield wrong or SOUND
