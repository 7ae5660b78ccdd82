"""Caches that are damaged: a run sets aside what it cannot use, and gives the same."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from faults.campaign import RUN, SOUND, Failed, finish

Damage = Callable[[Path], object]


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
MAPS: dict[str, Damage] = BYTES | {
    "not a number": _arrays(lambda array: np.full_like(array, np.nan)),
    "zero": _arrays(np.zeros_like),
    "another shape": _arrays(lambda array: array.ravel()[:-1]),
}


def damaged_caches(number: int, seed: int, folder: Path) -> Iterator[str]:
    """Damage the compiled code in 12 ways and the maps in 7, each time with a run after it; at most `number`."""
    finish(folder / "sound", *RUN, XDG_CACHE_HOME=str(folder / "cache"))
    sound = (folder / "sound" / "x.nc").read_bytes()
    damages = [("kernels", name, damage) for name, damage in KERNELS.items()]
    damages += [("maps", name, damage) for name, damage in MAPS.items()]
    for where, name, damage in damages[:number]:
        cache, work = folder / "damaged", folder / f"{where} {name.replace('*', '')}"
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(folder / "cache", cache)
        inside = cache / "cosim" / where
        if where == "kernels":
            [inside] = [path for path in inside.iterdir() if path.is_dir()]
            damage(inside)
        else:
            for path in inside.glob("*.npz"):
                damage(path)
        try:
            finish(work, *RUN, XDG_CACHE_HOME=str(cache))
            yield SOUND if (work / "x.nc").read_bytes() == sound else f"{where}, {name}: other bytes"
        except Failed as error:
            yield f"{where}, {name}: {error}"
