"""Intermediate results on disk: a Zarr store that grows batch by batch and survives an interruption."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.errors import Fault, InvalidInput
from cosim.fleet.worker import FIGURE_NAMES, Batch, Period
from cosim.schema.end_uses import END_USES

FOLDER, IDENTITY, PROGRESS, RESULT = "running.zarr", "identity.json", "progress.json", "fleet.nc"
PIECES = 12  # chunks of the time axis, so that quantiles read one at a time


@dataclass
class Progress:
    """Progress of a run."""

    batches: int = 0
    homes: int = 0
    house_years: int = 0
    seconds: float = 0.0
    failures: dict[int, str] = field(default_factory=dict)


class Store:
    """The folder of one run.

    Sums of batches 0 to k are in one of two slots. A batch is written beside them and counts once `progress.json`,
    which is replaced atomically, says so; a partial write of an interrupted run is overwritten by the next.
    """

    def __init__(self, folder: Path, period: Period, configurations: int, homes: int, batch: int) -> None:
        import zarr

        self.folder, self.period = folder, period
        self.progress = Progress()
        shape = (configurations, len(END_USES), 60 * period.hours)
        self.minutes: NDArray[np.float64] = np.zeros(shape)
        self.warmth: NDArray[np.float64] = np.zeros((configurations, period.hours))
        self._shapes: dict[str, tuple[tuple[int, ...], tuple[int, ...], str]] = {
            "hvac": ((homes, configurations, period.intervals), (batch, 1, -(-period.intervals // PIECES)), "f4"),
            "other": ((homes, period.hours), (batch, -(-period.hours // PIECES)), "f4"),
            "table": ((homes, configurations, len(FIGURE_NAMES)), (batch, configurations, len(FIGURE_NAMES)), "f8"),
            "sizes": ((homes, configurations, 3), (batch, configurations, 3), "f8"),
        }
        for slot in range(2):
            self._shapes[f"minutes_{slot}"] = (shape, (1, *shape[1:]), "f8")
            self._shapes[f"warmth_{slot}"] = (self.warmth.shape, self.warmth.shape, "f8")
        self._zarr: Any = zarr
        self._root: Any = None

    # --- beginning -------------------------------------------------------------------------------------------------

    @classmethod
    def check(cls, folder: Path, identity: str, *, resume: bool) -> None:
        """Raise InvalidInput if this run must not write into `folder`; nothing is changed."""
        place = str(folder)
        if not folder.exists():
            if not folder.absolute().parent.is_dir():
                raise InvalidInput([Fault(place, "the folder above it does not exist", "create it first")])
            if resume:
                raise InvalidInput([Fault(place, "has no run to resume", "leave out --resume")])
            return
        if not folder.is_dir():
            raise InvalidInput([Fault(place, "is a file, not a folder", "name a folder with -o")])
        if not any(folder.iterdir()):
            return
        try:
            known = (folder / IDENTITY).read_text(encoding="utf-8")
        except OSError:
            raise InvalidInput([Fault(place, "contains other files", "name a folder of its own with -o")]) from None
        if known != identity:
            raise InvalidInput([Fault(place, f"contains results of another run: {_difference(known, identity)}",
                                      "name another folder with -o; nothing was overwritten")])  # fmt: skip
        if not resume:
            raise InvalidInput([Fault(place, "already contains a run of this programme",
                                      "resume it with --resume, or name another folder with -o")])  # fmt: skip

    def create(self, identity: str) -> None:
        """Create the folder of a new run."""
        self.folder.mkdir(exist_ok=True)
        root = self._zarr.open_group(str(self.folder / FOLDER), mode="w")
        for name, (shape, chunks, kind) in self._shapes.items():
            packed = "auto" if name in ("hvac", "other", "table") else None
            root.create_array(name, shape=shape, chunks=chunks, dtype=kind, fill_value=np.nan, compressors=packed)
        self._save_progress()
        _replace(self.folder / IDENTITY, identity)
        self._root = root

    def reopen(self) -> None:
        """Resume a run where it was interrupted."""
        try:
            known = json.loads((self.folder / PROGRESS).read_text(encoding="utf-8"))
            self._root = self._zarr.open_group(str(self.folder / FOLDER), mode="r+")
        except (OSError, ValueError) as error:
            raise InvalidInput([Fault(str(self.folder), f"cannot be resumed: {error}", "start a new run")]) from error
        failures = {int(number): reason for number, reason in known.pop("failures").items()}
        self.progress = Progress(failures=failures, **known)
        if self.progress.batches:
            slot = self.progress.batches % 2
            self.minutes[:] = self._root[f"minutes_{slot}"][:]
            self.warmth[:] = self._root[f"warmth_{slot}"][:]

    # --- growing ---------------------------------------------------------------------------------------------------

    def append(self, batch: Batch) -> None:
        """Add the next batch: its homes to the tables, its sums to the sums."""
        progress = self.progress
        first, last = batch.numbers[0], batch.numbers[-1] + 1
        for name in ("hvac", "other", "table", "sizes"):
            self._root[name][first:last] = getattr(batch, name)
        self.minutes += batch.minutes
        self.warmth += batch.warmth
        slot = (progress.batches + 1) % 2
        self._root[f"minutes_{slot}"][:] = self.minutes
        self._root[f"warmth_{slot}"][:] = self.warmth
        progress.batches += 1
        progress.homes += len(batch.numbers)
        progress.house_years += batch.house_years
        progress.seconds += batch.seconds
        progress.failures |= batch.failures
        self._save_progress()

    def _save_progress(self) -> None:
        _replace(self.folder / PROGRESS, json.dumps(vars(self.progress)))

    # --- reading ---------------------------------------------------------------------------------------------------

    def read(self, name: str, *place: slice | int) -> NDArray[Any]:
        """Return a stored array of homes: `hvac`, `other`, `table` or `sizes`."""
        return np.asarray(self._root[name][place])

    @property
    def piece(self) -> int:
        """Intervals per chunk on disk."""
        return self._shapes["hvac"][1][2]


def _replace(path: Path, text: str) -> None:
    """Replace a file atomically: it is either the old or the new one."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _difference(known: str, wanted: str) -> str:
    try:
        one, other = json.loads(known), json.loads(wanted)
    except ValueError:
        return "its identity cannot be read"
    keys = [key for key in sorted(one.keys() | other.keys()) if one.get(key) != other.get(key)]
    told = []
    for key in keys:
        plain = isinstance(other.get(key), str | int) and key != "text"
        told.append(f"{key} was {one.get(key)}, not {other.get(key)}" if plain else f"{key} differs")
    return ", ".join(told)
