"""The compiled flow and where it is kept.

numba's own cache does not notice a change in a function of another module, and needs numba to be read. So the compiled
flow is kept as object files in a folder that is named by a hash of everything it is made of.
"""

import atexit
import hashlib
import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from cosim.files import for_now
from cosim.flow.loading import processor
from cosim.interrupts import blocked

CACHE_FOLDER = "cosim/kernels"
MANIFEST = "manifest.json"
ROOM = 32_000_000
"""Bytes that a disk must have left for compiled code to be put there: some eight times its size."""
COMPILE = (
    "from cosim.workers import end_with_input; end_with_input();"  # before anything that takes seconds to load
    " from cosim.flow.crossing import kernel; kernel(apart=False)"
)
FURTHER_SOURCES = (
    "constants.py",
    "envelope/columns.py",
    "equipment/machine_map.py",
    "equipment/residual.py",
    "refrigerants/model.py",
    "schema/variables.py",
)
"""What the flow compiles or takes numbers from, beside all of physics and of the flow."""


def source_hash() -> str:
    """Return a hash of the flow's sources, of the versions that compile them, and of the processor they are for."""
    package = Path(__file__).resolve().parent.parent
    sources = [*sorted((package / "physics").glob("*.py")), *sorted((package / "flow").glob("*.py"))]
    sources += [package / name for name in FURTHER_SOURCES]
    digest = hashlib.sha256()
    for text in (platform.python_version(), version("numba"), version("llvmlite"), np.__version__, *processor()):
        digest.update(f"{text}\n".encode())
    for source in sources:
        digest.update(f"{source.relative_to(package)}\n".encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:24]


def cache_folder() -> Path:
    """Return the folder of compiled code: in the user's cache, or in a temporary one where that is full or read-only.

    It exists once the code is complete; see `publish`. Complete code is used where it is, also where none can be added.
    """
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        base = (Path(home) if home else Path.home() / ".cache") / CACHE_FOLDER
        folder = base / source_hash()
        if is_cached(folder):
            return folder
        base.mkdir(parents=True, exist_ok=True)
        if os.access(base, os.W_OK) and not folder.exists() and shutil.disk_usage(base).free >= ROOM:
            return folder
    except (OSError, RuntimeError):
        pass
    return _temporary() / "kernel"


@cache
def _temporary() -> Path:
    """Return a folder for this process, which goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="cosim-kernels-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def is_shared(folder: Path) -> bool:
    """Return whether other processes find the folder, too; a temporary one they do not."""
    return folder.name == source_hash()


def is_cached(folder: Path) -> bool:
    """Return whether compiled code is there, complete and as it was written; damaged code is set aside.

    It is run as it is, so that of another user, root excepted, counts for none.
    """
    if not folder.is_dir() or not _is_ours(folder):
        return False
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if listed == _digests(folder):
            return True
    except (OSError, ValueError, RecursionError):
        pass
    set_aside(folder)
    return False


def _is_ours(folder: Path) -> bool:
    if os.name != "posix":
        return True
    stamps = [each.lstat() for each in (folder, *folder.rglob("*"))]
    return all(stamp.st_uid in (os.getuid(), 0) and not stamp.st_mode & stat.S_IWOTH for stamp in stamps)


def _digests(folder: Path) -> dict[str, str]:
    """Return the hash of every file in a folder, by its path in it."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }


def set_aside(folder: Path) -> None:
    """Remove compiled code that cannot be used; where that is not allowed it stays, and is not used."""
    with suppress(OSError):
        aside = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
        with suppress(OSError):
            folder.rename(aside / "damaged")
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def build_dir(folder: Path) -> Iterator[Path]:
    """Yield a new folder beside `folder` to compile in; it is removed unless it is published."""
    made = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    with for_now(made):
        yield made


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a lock so that one process at a time compiles into `folder`; without file locks, do not wait."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with folder.with_suffix(".lock").open("w") as lock:
        with suppress(OSError):  # a file system that knows no locks
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in folder.parent.glob(f"{folder.name}-*"):  # by one that was killed: nobody else compiles now
                shutil.rmtree(left, ignore_errors=True)
        yield


def publish(made: Path, folder: Path) -> None:
    """Move compiled code to where all processes look for it; if several do so, the first stays.

    All of it is on the disk before, with a list of what belongs to it. Two compilations may differ in the last bit of a
    sum, so what others have loaded is never replaced.
    """
    with suppress(OSError):
        (made / MANIFEST).write_text(json.dumps(_digests(made)), encoding="utf-8")
        for file in made.rglob("*"):
            if file.is_file():
                with file.open("rb") as written:
                    os.fsync(written.fileno())
        made.chmod(0o755)  # no secret: an image that was made by root serves every user
        made.rename(folder)


def compile_apart() -> "subprocess.Popen[bytes] | None":
    """Compile the flow into the user's cache in another process; None where there is no Python to start.

    Code that a process has just compiled differs from the cached code in the last bit of a few sums. With cached code a
    first run is equal to all others, and this process is spared the compiler's memory. The other process ends when
    nobody holds the other end of its standard input any more.
    """
    if not sys.executable or "python" not in Path(sys.executable).name.lower():
        return None  # embedded in another program
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    try:
        with blocked():
            return subprocess.Popen(
                [sys.executable, "-c", COMPILE],
                env=os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "0"},  # the same code wherever it is compiled
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
    except OSError:
        return None


def keep(codes: Mapping[str, bytes], folder: Path) -> None:
    """Write machine code to a folder, a file for each entry."""
    for name, code in codes.items():
        (folder / f"{name}.o").write_bytes(code)


def codes_in(folder: Path) -> dict[str, bytes]:
    """Return what `keep` wrote to a folder."""
    return {file.stem: file.read_bytes() for file in folder.glob("*.o")}
