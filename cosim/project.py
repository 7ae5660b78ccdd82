"""Find a name on the shelves: the user's project first, then the bundled one.

A project is a folder with three shelves, ``weather/``, ``equipment_library/`` and ``scenarios/``. The equipment library
has a folder for each kind (``heat_pumps``, ``furnaces``, ``houses`` ...), and each of these is a shelf of its own here.
The bundled project is the repository itself; a wheel carries a copy of it in ``cosim/_bundled``.
"""

import os
import re
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cosim.errors import Fault, InvalidInput, did_you_mean

LIBRARY = "equipment_library"
TOP_SHELVES = ("weather", "scenarios")
PROGRAMMES = "programmes"  # a shelf within `scenarios`, for fleets of homes

# the one place that lists weather formats: suffix -> function below `cosim.weather` that takes (bytes, path, place) and
# returns a Record; names instead of functions, because this module is imported at every start and readers are heavy
WEATHER_READERS = {".csv": "kinds.read_csv", ".epw": "epw.read_epw", ".tm2": "tmy2.read_tmy2"}

# a value with one of these suffixes is a path, relative to the file that contains it; other values are names on a shelf
SUFFIXES: dict[str, tuple[str, ...]] = {"weather": tuple(WEATHER_READERS), "tariffs": (".toml", ".json")}
TOML_ONLY = (".toml",)
ANY_SUFFIX = (*TOML_ONLY, ".xml", ".zip", *(suffix for known in SUFFIXES.values() for suffix in known))

# bytes that a file may have, by its suffix: beyond it is no file of that kind, and to read it would fill the memory
MOST_BYTES = {".toml": 4_000_000, ".xml": 32_000_000}
USUAL_MOST_BYTES = 256_000_000  # a year of minutes with thirty columns

IN_PYTHON = "Python: "
"""Begins the path of an input that Python gave, and no file holds; no name on a shelf has a colon."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]*")


@dataclass(frozen=True, slots=True)
class InputFile:
    """An input file of a run.

    Attributes
    ----------
    kind : str
        Shelf that it serves: ``scenarios``, ``weather``, ``houses``, ``heat_pumps`` ...
    path : str
        Path with forward slashes: relative to the user's project, ``bundled:`` and the path within the bundled project,
        or absolute where it is in neither; `IN_PYTHON` and a name for what comes from no file.
    sha256 : str
        Hexadecimal digest of its bytes.
    """

    kind: str
    path: str
    sha256: str


def bundled_root() -> Path:
    """Return the folder of the bundled shelves: in a wheel ``cosim/_bundled``, else the repository."""
    package = Path(__file__).resolve().parent
    inside = package / "_bundled"
    return inside if inside.is_dir() else package.parent


def project_of(file: Path | str) -> Path:
    """Return the project of `file`: the folder above its shelf, or else its own folder."""
    folder = Path(file).resolve().parent
    if folder.name in TOP_SHELVES:
        return folder.parent
    if folder.parent.name == LIBRARY or (folder.name == PROGRAMMES and folder.parent.name == "scenarios"):
        return folder.parent.parent
    return folder


def current_project() -> Path | None:
    """Return the current folder if it is a project (has ``scenarios/``); names on the command line start there."""
    here = Path.cwd()
    return here if (here / "scenarios").is_dir() else None


def shelves(project: Path | str | None = None) -> list[str]:
    """Return the shelves that exist: weather, scenarios, and each kind in the equipment library."""
    library = {
        folder.name
        for root in _roots(project)
        for folder in _entries(root / LIBRARY)
        if folder.is_dir() and not folder.name.startswith((".", "_"))
    }
    programmes = [PROGRAMMES] if any(_folder(root, PROGRAMMES).is_dir() for root in _roots(project)) else []
    return [*TOP_SHELVES, *programmes, *sorted(library)]


def names(shelf: str, project: Path | str | None = None) -> dict[str, Path]:
    """Return the entries of a shelf, name to file, sorted; the user's files hide bundled ones of the same name."""
    found: dict[str, Path] = {}
    for root in reversed(_roots(project)):
        files = _files(_folder(root, shelf))
        # of two files with one name, the first suffix wins
        for suffix in reversed(suffixes(shelf)):
            found |= {file.stem: file for file in files if file.suffix.lower() == suffix}
    return dict(sorted(found.items()))


def suffixes(shelf: str) -> tuple[str, ...]:
    """Return the file suffixes of a shelf."""
    return SUFFIXES.get(shelf, TOML_ONLY)


def is_path(reference: str) -> bool:
    """Return whether a value is a path (it ends in a file suffix) rather than a name on a shelf."""
    return reference.lower().endswith(ANY_SUFFIX)


def find(
    shelf: str, reference: str, *, place: str, anchor: Path | str | None = None, project: Path | str | None = None
) -> Path:
    """Find the file of a reference.

    Parameters
    ----------
    shelf : str
        Shelf on which a bare name is looked up: ``weather``, ``scenarios``, ``heat_pumps`` ...
    reference : str
        A name on the shelf, or a path with a file suffix.
    place : str
        Location of the reference, for messages.
    anchor : Path or str, optional
        Folder of the file with the reference; relative paths start there, by default in the current folder.
    project : Path or str, optional
        The user's project, searched before the bundled one.

    Raises
    ------
    InvalidInput
        If the name or file does not exist; the message offers the nearest name.
    """
    if is_path(reference):
        return _existing(Path(reference), Path(anchor or ""), place)
    kind = shelf.replace("_", " ").rstrip("s") if shelf != "weather" else "weather"
    known = names(shelf, project)
    if reference in known:
        return known[reference]
    remedy = did_you_mean(reference, known)
    if not _NAME.fullmatch(reference):
        remedy += f"; a path must end in {' or '.join(suffixes(shelf))}"
    raise InvalidInput([Fault(place, f"no {kind} {_shortened(reference)}", remedy)])


def read_bytes(path: Path | str, place: str | None = None) -> bytes:
    """Return the bytes of a file, or raise InvalidInput with the reason why it cannot be read."""
    place, path = place or str(path), Path(path)
    most = MOST_BYTES.get(path.suffix.lower(), USUAL_MOST_BYTES)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise InvalidInput([Fault(place, "is a device or a pipe, not a file", "save its content as a file")])
        if found.st_size > most:
            size = f"{found.st_size / 1e6:,.1f} MB"
            raise InvalidInput([Fault(place, f"is too large: {size}, where {most / 1e6:g} MB are the most")])
        return path.read_bytes()
    except FileNotFoundError:
        problem = "file does not exist"
    except IsADirectoryError:
        problem = "is a folder, not a file"
    except PermissionError:
        # Windows reports a folder this way
        problem = "is a folder, not a file" if path.is_dir() else "cannot be read (permission denied)"
    except (OSError, ValueError) as error:
        problem = f"cannot be read: {error}"
    raise InvalidInput([Fault(place, problem)])


def describe(kind: str, path: Path, data: bytes, project: Path | str | None = None) -> InputFile:
    """Return the record of a file whose bytes are `data`."""
    resolved = path.resolve()
    bundled = bundled_root().resolve()
    own = None if project is None else Path(project).resolve()
    if own is not None and resolved.is_relative_to(own) and own != bundled:
        shown = resolved.relative_to(own).as_posix()
    elif resolved.is_relative_to(bundled):
        shown = f"bundled:{resolved.relative_to(bundled).as_posix()}"
    else:
        shown = resolved.as_posix()
    return InputFile(kind, shown, sha256(data).hexdigest())


def copied_examples(folder: Path) -> list[str]:
    """Copy the examples that come with cosim into a folder; return their paths in it."""
    names = []
    for file in sorted((bundled_root() / "examples").rglob("*")):
        name = file.relative_to(bundled_root() / "examples")
        if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in name.parts):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
            names.append(name.as_posix())
    return names


def _roots(project: Path | str | None) -> list[Path]:
    bundled = bundled_root()
    if project is None or Path(project).resolve() == bundled.resolve():
        return [bundled]
    return [Path(project), bundled]


def _folder(root: Path, shelf: str) -> Path:
    if shelf == PROGRAMMES:
        return root / "scenarios" / PROGRAMMES
    return root / shelf if shelf in TOP_SHELVES else root / LIBRARY / shelf


def _files(folder: Path) -> list[Path]:
    return [file for file in _entries(folder) if not file.name.startswith((".", "_")) and file.is_file()]


def _entries(folder: Path) -> list[Path]:
    """Return the contents of a folder; empty if it does not exist or cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _existing(path: Path, anchor: Path, place: str) -> Path:
    path = Path(os.path.normpath(anchor / path.expanduser()))
    try:
        if path.is_dir():
            raise InvalidInput([Fault(place, f"'{path}' is a folder, not a file")])
        if path.is_file():
            return path
        beside = [file.name for file in path.parent.iterdir()] if path.parent.is_dir() else []
    except (OSError, ValueError):  # not valid on any file system: too long, or with a null byte
        raise InvalidInput([Fault(place, f"{_shortened(str(path))} is not a valid file name")]) from None
    near = [name for name in beside if is_path(name)]
    remedy = did_you_mean(path.name, near) if near else ""
    raise InvalidInput([Fault(place, f"file '{path}' does not exist", remedy if remedy.startswith("did") else "")])


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
