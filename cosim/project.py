"""Find a name on the shelves: the user's project first, then the bundled one.

A project is a folder with three shelves, ``weather/``, ``equipment_library/`` and ``scenarios/``. The equipment library
has a folder for each kind (``heat_pumps``, ``furnaces``, ``houses`` ...), and each of these is a shelf of its own here.
The bundled project is the repository itself; a wheel carries a copy of it in ``cosim/_bundled``.
"""

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cosim.errors import Fault, InvalidInput, did_you_mean

LIBRARY = "equipment_library"
TOP_SHELVES = ("weather", "scenarios")
PROGRAMMES = "programmes"  # a shelf within `scenarios`: what whole fleets of homes are asked

# the one place that lists weather formats: suffix -> function below `cosim.weather` that takes (bytes, path, place) and
# returns a Record; names instead of functions, because this module is imported at every start and readers are heavy
WEATHER_READERS = {".csv": "kinds.read_csv", ".epw": "epw.read_epw", ".tm2": "tmy2.read_tmy2"}

# a value that ends in one of these is a path, relative to the file that states it; all else is a name on a shelf
SUFFIXES: dict[str, tuple[str, ...]] = {"weather": tuple(WEATHER_READERS), "tariffs": (".toml", ".json")}
TOML_ONLY = (".toml",)
ANY_SUFFIX = (*TOML_ONLY, ".xml", *(suffix for known in SUFFIXES.values() for suffix in known))

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]*")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that a run was made from.

    Attributes
    ----------
    kind : str
        Shelf that it serves: ``scenarios``, ``weather``, ``houses``, ``heat_pumps`` ...
    path : str
        Path with forward slashes: relative to the user's project, ``bundled:`` and the path within the bundled project,
        or absolute where it lies in neither.
    sha256 : str
        Hexadecimal digest of its bytes.
    """

    kind: str
    path: str
    sha256: str


def bundled_root() -> Path:
    """Return the folder that holds the bundled shelves: in a wheel ``cosim/_bundled``, else the repository."""
    package = Path(__file__).resolve().parent
    inside = package / "_bundled"
    return inside if inside.is_dir() else package.parent


def project_of(file: Path) -> Path:
    """Return the project that holds `file`: the folder above its shelf, or else its own folder."""
    folder = file.resolve().parent
    if folder.name in TOP_SHELVES:
        return folder.parent
    if folder.parent.name == LIBRARY or (folder.name == PROGRAMMES and folder.parent.name == "scenarios"):
        return folder.parent.parent
    return folder


def current_project() -> Path | None:
    """Return the current folder where it is a project (it has ``scenarios/``): what anchors a name typed by hand."""
    here = Path.cwd()
    return here if (here / "scenarios").is_dir() else None


def shelves(project: Path | None = None) -> list[str]:
    """Return the shelves that exist: weather, scenarios, and each kind in the equipment library."""
    library = {
        folder.name
        for root in _roots(project)
        for folder in _entries(root / LIBRARY)
        if folder.is_dir() and not folder.name.startswith((".", "_"))
    }
    programmes = [PROGRAMMES] if any(_folder(root, PROGRAMMES).is_dir() for root in _roots(project)) else []
    return [*TOP_SHELVES, *programmes, *sorted(library)]


def names(shelf: str, project: Path | None = None) -> dict[str, Path]:
    """Return what a shelf holds, name to file, sorted; the user's own files hide bundled ones of the same name."""
    found: dict[str, Path] = {}
    for root in reversed(_roots(project)):
        files = _files(_folder(root, shelf))
        # of two files of one name, the suffix that stands first wins
        for suffix in reversed(suffixes(shelf)):
            found |= {file.stem: file for file in files if file.suffix.lower() == suffix}
    return dict(sorted(found.items()))


def suffixes(shelf: str) -> tuple[str, ...]:
    """Return the file suffixes that a shelf takes."""
    return SUFFIXES.get(shelf, TOML_ONLY)


def is_path(reference: str) -> bool:
    """Tell whether a value names a file (it ends in a file suffix) and not something on a shelf."""
    return reference.lower().endswith(ANY_SUFFIX)


def find(shelf: str, reference: str, *, place: str, anchor: Path | None = None, project: Path | None = None) -> Path:
    """Return the file that `reference` means.

    Parameters
    ----------
    shelf : str
        Where a bare name is looked up: ``weather``, ``scenarios``, ``heat_pumps`` ...
    reference : str
        A name on the shelf, or a path with a file suffix.
    place : str
        Where the reference stands; faults say so.
    anchor : Path, optional
        Folder of the file that states the reference; relative paths start there (else in the current folder).
    project : Path, optional
        The user's project, looked at before the bundled one.

    Raises
    ------
    InvalidInput
        Where there is no such name or file; the message offers the nearest name.
    """
    if is_path(reference):
        return _existing(Path(reference), anchor or Path(), place)
    kind = shelf.replace("_", " ").rstrip("s") if shelf != "weather" else "weather"
    known = names(shelf, project)
    if reference in known:
        return known[reference]
    remedy = did_you_mean(reference, known)
    if not _NAME.fullmatch(reference):
        remedy += f"; a path has to end in {' or '.join(suffixes(shelf))}"
    raise InvalidInput([Fault(place, f"no {kind} {_shortened(reference)}", remedy)])


def read_bytes(path: Path, place: str | None = None) -> bytes:
    """Return the bytes of a file, or raise InvalidInput that says why they cannot be had."""
    place = place or str(path)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        problem = "there is no such file"
    except IsADirectoryError:
        problem = "is a folder, not a file"
    except PermissionError:
        # Windows reports a folder this way
        problem = "is a folder, not a file" if path.is_dir() else "may not be read (permission denied)"
    except (OSError, ValueError) as error:
        problem = f"cannot be read: {error}"
    raise InvalidInput([Fault(place, problem)])


def describe(kind: str, path: Path, data: bytes, project: Path | None = None) -> InputFile:
    """Return the record of a file whose bytes are `data`."""
    resolved = path.resolve()
    bundled = bundled_root().resolve()
    if project is not None and resolved.is_relative_to(project.resolve()) and project.resolve() != bundled:
        shown = resolved.relative_to(project.resolve()).as_posix()
    elif resolved.is_relative_to(bundled):
        shown = f"bundled:{resolved.relative_to(bundled).as_posix()}"
    else:
        shown = resolved.as_posix()
    return InputFile(kind, shown, sha256(data).hexdigest())


def _roots(project: Path | None) -> list[Path]:
    bundled = bundled_root()
    return [bundled] if project is None or project.resolve() == bundled.resolve() else [project, bundled]


def _folder(root: Path, shelf: str) -> Path:
    if shelf == PROGRAMMES:
        return root / "scenarios" / PROGRAMMES
    return root / shelf if shelf in TOP_SHELVES else root / LIBRARY / shelf


def _files(folder: Path) -> list[Path]:
    return [file for file in _entries(folder) if not file.name.startswith((".", "_")) and file.is_file()]


def _entries(folder: Path) -> list[Path]:
    """Return what is in a folder; a shelf that is not there or may not be read is an empty one."""
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
    except (OSError, ValueError):  # a name that no file system takes: too long, or with a null byte
        raise InvalidInput([Fault(place, f"{_shortened(str(path))} is not a possible file name")]) from None
    near = [name for name in beside if is_path(name)]
    remedy = did_you_mean(path.name, near) if near else ""
    raise InvalidInput([Fault(place, f"there is no file '{path}'", remedy if remedy.startswith("did") else "")])


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
