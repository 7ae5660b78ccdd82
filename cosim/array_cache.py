"""The user's cache of arrays that take long to make, one file each, under a name that is a hash of what made them.

A cache that cannot be read or written is no error: the arrays are made again, in a second.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.errors import CosimError
from cosim.files import whole

PACKAGE = Path(__file__).resolve().parent
DIGEST = "sha256"


def folder() -> Path:
    """Return where arrays are kept: below XDG_CACHE_HOME or ~/.cache."""
    root = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(root) if root else Path.home() / ".cache") / "cosim" / "maps"


def key(text: str, sources: tuple[str, ...]) -> str:
    """Return the name of arrays that follow from `text` by the code of some files of the package."""
    digest = hashlib.sha256(text.encode())
    for source in sources:
        digest.update((PACKAGE / source).read_bytes())
    return digest.hexdigest()


def _digest(arrays: dict[str, NDArray[np.float64]]) -> bytes:
    """Return the hash of everything in some arrays."""
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.digest()


def read(name: str) -> dict[str, NDArray[np.float64]] | None:
    """Return the arrays kept under `name`, None where there are none or they cannot be read."""
    return read_file(folder() / f"{name}.npz")


def read_file(path: Path) -> dict[str, NDArray[np.float64]] | None:
    """Return the arrays that `write_file` left, None where there are none or they cannot be read."""
    try:
        # opened here, because numpy leaves a file that it cannot read open
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = {entry: np.ascontiguousarray(arrays[entry]) for entry in arrays.files}
        digest = found.pop(DIGEST).tobytes()
        return found if digest == _digest(found) else None
    except Exception:  # whatever a damaged file makes of zipfile, zlib and numpy
        return None


def write(name: str, arrays: dict[str, NDArray[np.float64]]) -> None:
    """Keep `arrays` under `name`, whole or not at all."""
    with suppress(OSError, RuntimeError, CosimError):
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        write_file(place / f"{name}.npz", arrays)


def write_file(path: Path, arrays: dict[str, NDArray[Any]], *, compressed: bool = False) -> None:
    """Write `arrays` to a file, whole or not at all."""
    digest = np.frombuffer(_digest(arrays), dtype=np.uint8)
    save = np.savez_compressed if compressed else np.savez
    with whole(path) as hidden, hidden.open("wb") as file:
        save(file, **arrays, **{DIGEST: digest})  # type: ignore[arg-type]
