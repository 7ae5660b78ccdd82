"""Intermediate results on disk: a file a batch, and a record that vouches for what it can prove to be there."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.errors import CosimError, Fault, InvalidInput
from cosim.files import check_name, whole, write_whole
from cosim.fleet.lock import LOCK
from cosim.fleet.worker import FIGURE_NAMES, Batch, Period
from cosim.schema.end_uses import END_USES

FOLDER, IDENTITY, PROGRESS, RESULT = "running", "identity.json", "progress.json", "fleet.nc"
PIECES = 12  # of the time axis, so that quantiles read one at a time
SLOTS = 2
Arrays = dict[str, NDArray[Any]]
Shapes = Mapping[str, tuple[tuple[int, ...], str]]


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a batch that is on disk."""

    sha256: str
    """Of its arrays."""
    homes: int
    house_years: int
    seconds: float
    failures: dict[int, str]


@dataclass
class Progress:
    """Progress of a run: a record a batch, and the checksums of both sums."""

    records: list[Record] = field(default_factory=list)
    sums: list[str] = field(default_factory=lambda: [""] * SLOTS)

    @property
    def batches(self) -> int:
        """Number of batches that count."""
        return len(self.records)

    @property
    def homes(self) -> int:
        """Homes in them."""
        return sum(record.homes for record in self.records)

    @property
    def house_years(self) -> int:
        """Simulations in them."""
        return sum(record.house_years for record in self.records)

    @property
    def seconds(self) -> float:
        """Processor time that they took."""
        return sum(record.seconds for record in self.records)

    @property
    def failures(self) -> dict[int, str]:
        """Number of each home that failed, and the reason."""
        return {number: reason for record in self.records for number, reason in record.failures.items()}

    def as_text(self) -> str:
        """Return it as JSON with its own checksum."""
        state = {"batches": self.batches, "sums": self.sums,
                 "records": [[record.sha256, record.homes, record.house_years, record.seconds, record.failures]
                             for record in self.records]}  # fmt: skip
        return json.dumps(state | {"sha256": _sealed(state)})

    @classmethod
    def of_text(cls, text: str) -> "Progress":
        """Undo `as_text`; ValueError, KeyError or TypeError where it is damaged."""
        state = json.loads(text)
        if state.pop("sha256") != _sealed(state):
            raise ValueError("another checksum")
        records = [
            Record(hashed, homes, house_years, seconds, {int(number): reason for number, reason in failures.items()})
            for hashed, homes, house_years, seconds, failures in state["records"]
        ]
        return cls(records, list(state["sums"]))


class Store:
    """The folder of one run.

    Each batch is a file of its own, and sums of batches 0 to k are in one of two files by turns. Both are on the disk
    before `progress.json`, which is replaced as a whole, counts the batch with a checksum. When a run is resumed, what
    the record vouches for is read and compared: batches without what they should hold are simulated again.

    Attributes
    ----------
    damaged : list of int
        Batches that count but whose file is missing or damaged; see `repair`.
    """

    def __init__(self, folder: Path, period: Period, configurations: int, homes: int, batch: int) -> None:
        self.folder, self.period, self.configurations = folder, period, configurations
        self.homes, self.batch = homes, batch
        self.progress = Progress()
        self.damaged: list[int] = []
        self.minutes: NDArray[np.float64] = np.zeros((configurations, len(END_USES), 60 * period.hours))
        self.warmth: NDArray[np.float64] = np.zeros((configurations, period.hours))

    # --- beginning -------------------------------------------------------------------------------------------------

    @classmethod
    def check(cls, folder: Path, identity: str, *, resume: bool) -> None:
        """Raise InvalidInput if this run must not write into `folder`; nothing is changed."""
        place = str(folder)
        check_name(folder)
        try:
            there, parent = folder.exists(), folder.absolute().parent
            above = parent.is_dir()
            names = {each.name for each in folder.iterdir()} if folder.is_dir() else set()
        except OSError as error:
            problem = f"cannot be used: {error.strerror or error}"
            raise InvalidInput([Fault(place, problem, "name another folder with -o")]) from error
        if not there:
            if not above:
                raise InvalidInput([Fault(place, "the folder above it does not exist", "create it first")])
            if resume:
                raise InvalidInput([Fault(place, "has no run to resume", "leave out --resume")])
        elif not folder.is_dir():
            raise InvalidInput([Fault(place, "is a file, not a folder", "name a folder with -o")])
        written = folder if there else parent
        if not os.access(written, os.W_OK | os.X_OK):
            raise InvalidInput([Fault(str(written), "cannot be written to", "name a folder elsewhere with -o")])
        if IDENTITY not in names:
            foreign = [name for name in names if name != LOCK and not name.startswith(".cosim-")]
            if foreign:
                raise InvalidInput([Fault(place, "contains other files", "name a folder of its own with -o")])
            return
        try:
            known = (folder / IDENTITY).read_text(encoding="utf-8")
        except (OSError, ValueError):
            known = ""
        if known != identity:
            told = difference(known, identity)
            remedy = "name another folder with -o; nothing was overwritten"
            keys = set(_keys(known, identity))
            if keys and keys <= {"versions", "cosim_version"}:
                remedy = f"install those versions again to resume it, or {remedy}"
            raise InvalidInput([Fault(place, f"contains results of another run: {told}", remedy)])
        if not resume:
            raise InvalidInput([Fault(place, "already contains a run of this programme",
                                      "resume it with --resume, or name another folder with -o")])  # fmt: skip

    def create(self, identity: str) -> None:
        """Begin a new run in the folder."""
        write_whole(self.folder / IDENTITY, identity.encode())

    def reopen(self, *, finished: bool) -> list[str]:
        """Resume a run where it was interrupted, and return what its user should know.

        Parameters
        ----------
        finished : bool
            Whether the results are written already, so that batches and sums are not needed.
        """
        record = self.folder / PROGRESS
        try:
            self.progress = Progress.of_text(record.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            if finished:
                remedy = f"{RESULT} is sound: cosim fleet-report reads it; remove it to simulate all homes again"
                raise InvalidInput([Fault(str(record), "is missing or damaged", remedy)]) from error
            begun = record.exists() or any((self.folder / FOLDER).glob("*.npz"))
            return [f"{record} is missing or damaged: all batches are simulated again"] if begun else []
        if finished or not self.progress.batches:
            return []
        notes = self._load_sums()
        self.damaged = [number for number in range(self.progress.batches) if not self._is_sound(number)]
        if self.damaged:
            told = f"{len(self.damaged)} of {self.progress.batches} batches in {self.folder} are missing or damaged"
            notes.append(f"{told}: they are simulated again")
        return notes

    def _load_sums(self) -> list[str]:
        """Read the sums of as many batches as can be proved; later ones no longer count."""
        count = self.progress.batches
        for known in (count, count - 1):
            expected = self.progress.sums[known % SLOTS]
            shapes = {"minutes": (self.minutes.shape, "f8"), "warmth": (self.warmth.shape, "f8")}
            sums = _load(self._sums_file(known), shapes, expected) if known else None
            if sums is not None:
                self.minutes[:], self.warmth[:] = sums["minutes"], sums["warmth"]
                break
        else:
            known = 0
        if known == count:
            return []
        del self.progress.records[known:]
        return [f"sums in {self.folder} are missing or damaged: {count - known} of {count} batches are simulated again"]

    # --- growing ---------------------------------------------------------------------------------------------------

    def append(self, batch: Batch) -> None:
        """Add the next batch: its homes as a file, its sums to the sums."""
        self.minutes += batch.minutes
        self.warmth += batch.warmth
        record = self._write_batch(self.progress.batches, batch)
        count = self.progress.batches + 1
        sums = {"minutes": self.minutes, "warmth": self.warmth}
        self._write(self._sums_file(count), sums, packed=False)
        self.progress.sums[count % SLOTS] = _hash(sums)
        self.progress.records.append(record)
        self._save_progress()

    def repair(self, number: int, batch: Batch) -> None:
        """Write a damaged batch again; the sums hold it already."""
        self.progress.records[number] = self._write_batch(number, batch)
        self._save_progress()
        self.damaged.remove(number)

    def _write_batch(self, number: int, batch: Batch) -> Record:
        arrays = dict(zip(self._shapes(number), _parts(batch, self.piece), strict=True))
        self._write(self._batch_file(number), arrays, packed=True)
        return Record(_hash(arrays), len(batch.numbers), batch.house_years, batch.seconds, batch.failures)

    def _write(self, path: Path, arrays: Arrays, *, packed: bool) -> None:
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise CosimError(f"{path.parent} could not be made: {error.strerror or error}") from error
        with whole(path) as hidden, hidden.open("wb") as file:
            (np.savez_compressed if packed else np.savez)(file, **arrays)  # type: ignore[arg-type, unused-ignore]

    def _save_progress(self) -> None:
        write_whole(self.folder / PROGRESS, self.progress.as_text().encode())

    # --- reading ---------------------------------------------------------------------------------------------------

    def part_of_time(self, configuration: int, piece: int) -> NDArray[np.float32]:
        """Return the power of the equipment of all homes in a part of the time, shape (homes, at most `piece`)."""
        name = _name(configuration, piece)
        return np.concatenate([self._read(number, name)[0] for number in range(self.progress.batches)])

    def homes_of(self, number: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the power of a batch's homes: equipment, by configuration and interval, and the rest, by hour."""
        names = [[_name(each, piece) for piece in range(self.pieces)] for each in range(self.configurations)]
        *parts, other = self._read(number, *(name for row in names for name in row), "other")
        rows = [np.concatenate(parts[each * self.pieces : (each + 1) * self.pieces], axis=1)
                for each in range(self.configurations)]  # fmt: skip
        return np.stack(rows, axis=1), other

    def table(self, name: str) -> NDArray[np.float64]:
        """Return annual figures, `table`, or sizes of equipment, `sizes`, of all homes."""
        return np.concatenate([self._read(number, name)[0] for number in range(self.progress.batches)])

    @property
    def piece(self) -> int:
        """Intervals in a part of the time."""
        return -(-self.period.intervals // PIECES)

    @property
    def pieces(self) -> int:
        """Number of parts."""
        return -(-self.period.intervals // self.piece)

    # --- files -----------------------------------------------------------------------------------------------------

    def _shapes(self, number: int) -> dict[str, tuple[tuple[int, ...], str]]:
        """Return shape and kind of each array in the file of a batch, by its name."""
        homes = min(self.batch, self.homes - number * self.batch)
        widths = [min(self.piece, self.period.intervals - piece * self.piece) for piece in range(self.pieces)]
        return {
            "other": ((homes, self.period.hours), "f4"),
            "table": ((homes, self.configurations, len(FIGURE_NAMES)), "f8"),
            "sizes": ((homes, self.configurations, 3), "f8"),
        } | {
            _name(configuration, piece): ((homes, width), "f4")
            for configuration in range(self.configurations)
            for piece, width in enumerate(widths)
        }

    def _batch_file(self, number: int) -> Path:
        return self.folder / FOLDER / f"batch-{number:05}.npz"

    def _sums_file(self, count: int) -> Path:
        return self.folder / FOLDER / f"sums-{count % SLOTS}.npz"

    def _is_sound(self, number: int) -> bool:
        return _load(self._batch_file(number), self._shapes(number), self.progress.records[number].sha256) is not None

    def _read(self, number: int, *names: str) -> list[NDArray[Any]]:
        path = self._batch_file(number)
        try:
            with path.open("rb") as raw, np.load(raw) as file:
                return [file[name] for name in names]
        except Exception as error:
            raise InvalidInput([Fault(str(path), "is missing or damaged", "--resume simulates it again")]) from error


def _name(configuration: int, piece: int) -> str:
    return f"hvac_{configuration}_{piece}"


def _parts(batch: Batch, piece: int) -> Iterator[NDArray[Any]]:
    """Return the arrays of a batch in the order of their names."""
    yield batch.other
    yield batch.table
    yield batch.sizes
    for configuration in range(batch.hvac.shape[1]):
        for first in range(0, batch.hvac.shape[2], piece):
            yield np.ascontiguousarray(batch.hvac[:, configuration, first : first + piece])


def _load(path: Path, shapes: Shapes, expected: str) -> Arrays | None:
    """Return the arrays in a file; None where it is missing, or holds something else than it should."""
    try:
        with path.open("rb") as raw, np.load(raw) as file:
            arrays = {name: file[name] for name in shapes}
    except Exception:  # whatever a damaged file makes of zipfile, zlib and numpy
        return None
    # an entry of the zip that does not begin as an array does comes as bytes
    same = all(isinstance(arrays[name], np.ndarray) and arrays[name].shape == shape and arrays[name].dtype == kind
               for name, (shape, kind) in shapes.items())  # fmt: skip
    return arrays if same and _hash(arrays) == expected else None


def _hash(arrays: Arrays) -> str:
    found = sha256()
    for name, array in arrays.items():
        found.update(name.encode())
        found.update(np.ascontiguousarray(array).data)
    return found.hexdigest()


def _sealed(state: Mapping[str, Any]) -> str:
    """Return the checksum of a state as it comes out of JSON."""
    return sha256(json.dumps(json.loads(json.dumps(state)), sort_keys=True).encode()).hexdigest()


def difference(known: str, wanted: str) -> str:
    """Say in what the identities of two runs differ."""
    keys = _keys(known, wanted)
    return ", ".join(_told(json.loads(known), json.loads(wanted))) if keys else "its identity cannot be read"


def _keys(known: str, wanted: str) -> list[str]:
    """Return the keys in which two identities differ; none where one cannot be read."""
    try:
        one, other = json.loads(known), json.loads(wanted)
        return [key for key in sorted(one.keys() | other.keys()) if one.get(key) != other.get(key)]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []


def _told(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    told: list[str] = []
    for key in sorted(one.keys() | other.keys()):
        was, now = one.get(key), other.get(key)
        if was == now:
            continue
        if isinstance(was, dict) and isinstance(now, dict):
            told += _told(was, now)
        elif isinstance(now, str | int) and key != "text":
            told.append(f"{key} was {str(was)[:40]}, not {now}")
        else:
            told.append(f"{key} differs")
    return told
