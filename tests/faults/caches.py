"""Caches that are damaged: a run sets aside what it cannot use, and gives the same."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from cosim.flow.compiled import cache_folder, is_cached, is_shared
from faults.campaign import RUN, SOUND, finish, unfinished
from faults.command import Command, Failed

Damage = Callable[[Path], object]
FILLED = 60_000_000
"""Bytes of a disk that something else fills meanwhile."""


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes(data)


def _garbled(path: Path) -> None:
    path.write_bytes(b"garbage " * 500)


def _arrays(change: Callable[[np.ndarray], np.ndarray]) -> Damage:
    def damage(path: Path) -> None:
        with path.open("rb") as file, np.load(file) as held:
            arrays = {name: change(held[name]) if held[name].dtype.kind == "f" else held[name] for name in held.files}
        np.savez(path, **arrays)

    return damage


BYTES: dict[str, Damage] = {"empty": _emptied, "cut": _cut, "flipped": _flipped, "garbled": _garbled}
KERNELS: dict[str, Damage] = {
    f"{suffix} {name}": lambda folder, suffix=suffix, damage=damage: [damage(each) for each in folder.rglob(suffix)]
    for suffix in ("*.nbi", "*.nbc")
    for name, damage in BYTES.items()
} | {
    "no code": lambda folder: [each.unlink() for each in folder.rglob("*.nbc")],
    "no list": lambda folder: [each.unlink() for each in folder.glob("*.json")],
    "a garbled list": lambda folder: [_garbled(each) for each in folder.glob("*.json")],
    "an empty folder": lambda folder: [shutil.rmtree(folder), folder.mkdir()],
}
COMPILED_AGAIN = ("*.nbi empty", "*.nbc flipped")
"""Damages after which the run itself compiles; after others another run does it meanwhile, which takes no minute."""
MAPS: dict[str, Damage] = BYTES | {
    "not a number": _arrays(lambda array: np.full_like(array, np.nan)),
    "zero": _arrays(np.zeros_like),
    "another shape": _arrays(lambda array: array.ravel()[:-1]),
}


def damaged_caches(number: int, seed: int, folder: Path) -> Iterator[str]:
    """Damage the compiled code in 12 ways and the maps in 7, each time with a run after it; at most `number`."""
    own = cache_folder()
    if is_shared(own) and is_cached(own):
        shutil.copytree(own, folder / "cache" / "cosim" / "kernels" / own.name)
    finish(folder / "sound", *RUN, XDG_CACHE_HOME=str(folder / "cache"))
    sound = (folder / "sound" / "x.nc").read_bytes()
    [kernel] = [path for path in (folder / "cache/cosim/kernels").iterdir() if path.is_dir()]
    damages: list[tuple[Path, str, Damage]]
    damages = [(kernel.relative_to(folder / "cache"), name, damage) for name, damage in KERNELS.items()]
    damages += [(Path("cosim/maps"), name, _each_map(damage)) for name, damage in MAPS.items()]
    for where, name, damage in damages[:number]:
        cache, work = folder / "damaged", folder / f"{where.parent.name} {name.replace('*', '')}"
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(folder / "cache", cache)
        before = _held(cache / where)
        damage(cache / where)
        wrong = "" if before and _held(cache / where) != before else "nothing was damaged"
        by_another = where.parent.name == "kernels" and name not in COMPILED_AGAIN
        try:
            if by_another:
                _finish_beside_another(work, cache, cache / where, folder / "cache" / where)
            else:
                finish(work, *RUN, XDG_CACHE_HOME=str(cache))
            if (work / "x.nc").read_bytes() != sound:
                wrong = "other bytes"
            elif _held(cache / where).keys() != before.keys():
                wrong = "the cache is not whole again"
        except (Failed, AssertionError) as error:
            wrong = str(error)
        yield f"{where.parent.name}, {name}: {wrong}" if wrong else SOUND


def _finish_beside_another(work: Path, cache: Path, kernel: Path, sound: Path) -> None:
    """Let a run come to its end, with another one that puts sound code in place of what the run has set aside."""
    work.mkdir()
    with kernel.with_suffix(".lock").open("w") as lock, Command(work, *RUN, XDG_CACHE_HOME=str(cache)) as command:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command.wait_for(lambda: not kernel.exists())
        shutil.copytree(sound, kernel.with_name("by another"))
        kernel.with_name("by another").rename(kernel)
        fcntl.flock(lock, fcntl.LOCK_UN)
        command.end_well()


def full_caches(number: int, seed: int, folder: Path) -> Iterator[str]:
    """Run with a cache on a disk of its own that has room for nothing, for maps alone, for just all of it, or at first.

    Something else takes all room of the last once the compiler has begun.
    """
    if os.name != "posix" or os.getuid() != 0:
        yield from ["not tried: only root mounts a disk"] * number
        return
    finish(folder / "sound", *RUN)
    sound = (folder / "sound" / "x.nc").read_bytes()
    for size in (4096, 500_000, 33_000_000, FILLED)[:number]:
        disk, work = folder / f"disk-{size}", folder / f"on-{size}"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=True)
        try:
            if size == FILLED:
                _finish_while_it_fills(work, disk)
            else:
                finish(work, *RUN, XDG_CACHE_HOME=str(disk))
            left = unfinished(disk)
            wrong = "other bytes" if (work / "x.nc").read_bytes() != sound else ""
            yield wrong or (f"leaves {', '.join(left)}" if left else SOUND)
        except (Failed, AssertionError) as error:
            yield f"a disk of {size:,} bytes: {error}"
        finally:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _finish_while_it_fills(work: Path, disk: Path) -> None:
    work.mkdir()
    with Command(work, *RUN, XDG_CACHE_HOME=str(disk)) as command:
        command.wait_for(lambda: any(each.is_dir() for each in disk.glob("cosim/kernels/*-*")))
        with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while filler.write(bytes(65_536)):
                pass
        command.end_well()


def _each_map(damage: Damage) -> Damage:
    return lambda folder: [damage(each) for each in folder.glob("*.npz")]


def _held(folder: Path) -> dict[str, bytes]:
    """Return the files of a cache by their paths in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
