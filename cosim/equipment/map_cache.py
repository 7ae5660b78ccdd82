"""The user's cache of solved maps, one file each, under a name that is the hash of all a map depends on.

A cache that cannot be read or written is no error: the map is solved again, in a second.
"""

import hashlib
import os
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.condition import SOUND, Condition
from cosim.errors import CosimError
from cosim.files import whole

PACKAGE = Path(__file__).resolve().parents[1]
SOURCES = (
    "constants.py",
    "refrigerants/names.py",
    "refrigerants/properties.py",
    "refrigerants/model.py",
    "refrigerants/ahri540.py",
    "refrigerants/equations.py",
    "refrigerants/cycle.py",
    "physics/elementwise.py",
    "physics/air.py",
    "physics/frost.py",
    "physics/faulty_charge.py",
    "equipment/residual.py",
    "equipment/calibration/calibrate.py",
    "equipment/performance.py",
    "equipment/machine.py",
    "equipment/condition.py",
    "equipment/speeds.py",
    "equipment/map.py",
    "equipment/build.py",
    "equipment/heat_pump.py",
    "equipment/machine_map.py",
    "equipment/map_cache.py",
)


DIGEST = "sha256"
UNRELATED = ("name", "title", "source", "published", "label", "defrost", "standby", "cycling")  # to the maps


def folder() -> Path:
    """Return where maps are kept: below XDG_CACHE_HOME or ~/.cache."""
    root = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(root) if root else Path.home() / ".cache") / "cosim" / "maps"


def key(config: HeatPumpConfig, pressure: float, condition: Condition = SOUND) -> str:
    """Return the hash of everything that the maps of `config` in a condition depend on."""
    text = hashlib.sha256()
    unrelated: dict[str, Any] = dict.fromkeys(UNRELATED, True)
    # where anchors stand is in a map; what they multiply by is put on it when it is read
    unrelated |= {mode: {"anchors": {"__all__": {"capacity", "power"}}} for mode in ("heating", "cooling")}
    text.update(config.model_dump_json(exclude=unrelated).encode())
    text.update(f"{pressure:.3f} CoolProp {version('CoolProp')} {condition}".encode())
    for source in SOURCES:
        text.update((PACKAGE / source).read_bytes())
    return text.hexdigest()


def _digest(arrays: dict[str, NDArray[np.float64]]) -> bytes:
    """Return the hash of everything in the arrays of a map."""
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.digest()


def read(name: str) -> dict[str, NDArray[np.float64]] | None:
    """Return the arrays kept under `name`, None where there are none or they cannot be read."""
    try:
        # opened here, because numpy leaves a file that it cannot read open
        with (folder() / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
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
        digest = np.frombuffer(_digest(arrays), dtype=np.uint8)
        with whole(place / f"{name}.npz") as hidden, hidden.open("wb") as file:
            np.savez(file, **arrays, **{DIGEST: digest})  # type: ignore[arg-type]
