"""The flow, compiled or from the cache, over the arrays of a house."""

import subprocess
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core import types

from cosim.equipment import machine_map
from cosim.equipment.machine_map import MachineMap
from cosim.flow.compiled import (
    build_dir,
    cache_folder,
    compile_apart,
    compile_into,
    is_cached,
    is_shared,
    locked,
    publish,
    set_aside,
)
from cosim.flow.groups import HouseArrays
from cosim.flow.kernel import flow
from cosim.flow.lending import described, numba_type
from cosim.flow.modes import FLOW_OPTIONS
from cosim.flow.whole_program import outermost

Announce = Callable[[str], None]


MACHINE_MAP = numba_type(MachineMap)
TABLE = types.Array(types.float64, 2, "C")


class Kernel:
    """The compiled flow, from `folder` or compiled there; without one it is kept in memory alone."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._flow: Callable[[Any, float, int], int] = flow
        if numba.config.DISABLE_JIT:
            return
        # the entry point of the one signature: it skips the dispatcher, which would look at the types at every call
        self.dispatcher = compile_into(folder, flow, **FLOW_OPTIONS)
        with outermost("flow"):
            self._flow = self.dispatcher.compile((types.int64, types.float64, types.int64))

    @cached_property
    def read_points(self) -> Callable[[MachineMap, int, np.ndarray, np.ndarray], None]:
        """`cosim.equipment.machine_map.read_points`, compiled: for thousands of points."""
        return self._compiled(machine_map.read_points, MACHINE_MAP, types.int64, TABLE, TABLE)

    @cached_property
    def read_gauges(self) -> Callable[[MachineMap, np.ndarray, np.ndarray, np.ndarray], None]:
        """`cosim.equipment.machine_map.read_gauges`, compiled: for thousands of points."""
        return self._compiled(machine_map.read_gauges, MACHINE_MAP, types.Array(types.float32, 5, "C"), TABLE, TABLE)

    def _compiled(self, function: Callable[..., None], *kinds: types.Type) -> Callable[..., None]:
        if numba.config.DISABLE_JIT:
            return function
        dispatcher = compile_into(self.folder, function)
        with outermost(function.__name__):
            dispatcher.compile(kinds)
        return dispatcher

    def flow(self, arrays: HouseArrays) -> tuple[Callable[[float, int], int], object]:
        """Return the flow over the memory of `arrays`, called as ``flow(until, armed)``, and what must live as long."""
        if numba.config.DISABLE_JIT:
            return partial(self._flow, _interpreted(arrays)), None
        words = described(arrays)
        return partial(self._flow, words.ctypes.data), words


def _interpreted(arrays: Any) -> Any:
    """Return arrays, grouped in tuples or not, whose records have their fields as attributes also in plain Python."""
    if isinstance(arrays, tuple):
        return type(arrays)(*(_interpreted(part) for part in arrays))
    return arrays.view(np.recarray) if arrays.dtype.names else arrays


_kernel: Kernel | None = None
_compiler: "subprocess.Popen[bytes] | None" = None


def begin_compiling(announce: Announce | None = None) -> bool:
    """Start compiling in a background process if the flow is not cached; `kernel` waits for it.

    Returns whether there is something to wait for; `announce` gets the message.
    """
    global _compiler
    if _kernel is not None or numba.config.DISABLE_JIT:
        return False
    folder = cache_folder()
    if is_cached(folder):
        return False
    if announce is not None:
        announce("Compiling the simulation kernel; this happens once and takes about half a minute.")
    if _compiler is None and is_shared(folder):
        _compiler = compile_apart()
    return True


def kernel(announce: Announce | None = None, *, apart: bool = True) -> Kernel:
    """Return this process's kernel; one that is not cached is compiled in another process if `apart` allows it."""
    global _kernel
    if _kernel is None:
        if apart:
            begin_compiling(announce)
        if _compiler is not None:
            _compiler.wait()
            if _compiler.stdin is not None:
                _compiler.stdin.close()
        folder = cache_folder()
        _kernel = Kernel(folder) if numba.config.DISABLE_JIT else _loaded(folder) or _compiled(folder)
    return _kernel


def _loaded(folder: Path) -> Kernel | None:
    """Return the kernel that is kept in a folder; None where there is none, or none that can be loaded."""
    if not is_cached(folder):
        return None
    try:
        return Kernel(folder)
    except Exception:  # whatever numba makes of a file that is whole and yet none of its own
        set_aside(folder)
        return None


def _compiled(folder: Path) -> Kernel:
    """Return the kernel compiled, in memory alone where what is compiled cannot be kept."""
    try:
        return _compiled_into(folder)
    except OSError:  # a disk that has become full, or a limit to what a user may keep
        return Kernel(None)


def _compiled_into(folder: Path) -> Kernel:
    with locked(folder):
        if (loaded := _loaded(folder)) is not None:  # another process has just compiled it
            return loaded
        with build_dir(folder) as made:
            kernel = Kernel(made)
            # what is read on demand is compiled with the rest; this process keeps it, for the folder moves
            kernel.read_points, kernel.read_gauges  # noqa: B018
            publish(made, folder)
        return kernel
