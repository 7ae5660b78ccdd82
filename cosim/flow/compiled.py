"""The compiled flow and where it is kept.

numba's own cache does not notice a change in a function of another module, so the compiled flow is kept in a folder
named by a hash of everything it is made of.
"""

import atexit
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np

CACHE_FOLDER = "cosim/kernels"
COMPILE = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no incomplete folder is left behind
from cosim.flow.crossing import kernel
kernel(apart=False)
"""


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
    """Return a hash of the flow's sources and of the versions that compile them."""
    package = Path(__file__).resolve().parent.parent
    sources = [*sorted((package / "physics").glob("*.py")), *sorted((package / "flow").glob("*.py"))]
    sources += [package / name for name in FURTHER_SOURCES]
    digest = hashlib.sha256()
    for version in (platform.python_version(), numba.__version__, llvmlite.__version__, np.__version__):
        digest.update(version.encode())
    for source in sources:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:24]


def cache_folder() -> Path:
    """Return the folder of compiled code: in the user's cache, or in a temporary one where that cannot be written.

    It exists once the code is complete; see `publish`.
    """
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        base = (Path(home) if home else Path.home() / ".cache") / CACHE_FOLDER
        base.mkdir(parents=True, exist_ok=True)
        if os.access(base, os.W_OK):
            return base / source_hash()
    except (OSError, RuntimeError):
        pass
    return Path(tempfile.mkdtemp(prefix="cosim-kernels-")) / "kernel"


def is_shared(folder: Path) -> bool:
    """Return whether other processes find the folder, too; a temporary one they do not."""
    return folder.name == source_hash()


def is_cached(folder: Path) -> bool:
    """Return whether compiled code is already there."""
    return folder.is_dir()


@contextmanager
def build_dir(folder: Path) -> Iterator[Path]:
    """Yield a new folder beside `folder` to compile in; it is removed unless it is published."""
    made = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


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
        yield


def publish(made: Path, folder: Path) -> None:
    """Move compiled code to where all processes look for it; if several do so, the first stays.

    Two compilations may differ in the last bit of a sum, so what others have loaded is never replaced.
    """
    with suppress(OSError):
        made.rename(folder)


def compile_apart() -> "subprocess.Popen[bytes] | None":
    """Compile the flow into the user's cache in another process; None where there is no Python to start.

    Code that a process has just compiled differs from the cached code in the last bit of a few sums. With cached code a
    first run is equal to all others, and this process is spared the compiler's memory.
    """
    if not sys.executable or "python" not in Path(sys.executable).name.lower():
        return None  # embedded in another program
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", COMPILE],
            env=os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "0"},  # the same code wherever it is compiled
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    atexit.register(process.terminate)
    return process


def compile_into(folder: Path, function: Callable[..., Any], **options: Any) -> Any:
    """Return `function` as a numba dispatcher that keeps its machine code in `folder`."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        compiled = numba.njit(cache=True, **options)(function)
    finally:
        numba.config.CACHE_DIR = before
    return compiled
