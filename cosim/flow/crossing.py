"""The flow, compiled or from the cache, over the arrays of a house."""

import os
import subprocess
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.equipment import machine_map
from cosim.equipment.machine_map import MachineMap
from cosim.flow.compiled import (
    build_dir,
    cache_folder,
    codes_in,
    compile_apart,
    is_cached,
    is_shared,
    keep,
    locked,
    publish,
    set_aside,
)
from cosim.flow.groups import HouseArrays
from cosim.flow.lending import described
from cosim.flow.loading import Entry
from cosim.flow.map_reading import Gauges, Points
from cosim.flow.moments import Moments, enter_moments

Announce = Callable[[str], None]


def interpreted() -> bool:
    """Return whether the flow runs as plain Python, to be looked into: as numba is told, by its NUMBA_DISABLE_JIT."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


class Kernel:
    """The compiled flow, loaded from machine code."""

    def __init__(self, codes: Mapping[str, bytes]) -> None:
        self._codes, self._entries = codes, {"flow": Entry("flow", codes["flow"])}

    def _entry(self, name: str) -> Entry:
        """Return an entry; those that few runs need are loaded when they do."""
        if name not in self._entries:
            self._entries[name] = Entry(name, self._codes[name])
        return self._entries[name]

    def flow(self, arrays: HouseArrays) -> tuple[Callable[[float, int], int], object]:
        """Return the flow over the memory of `arrays`, called as ``flow(until, armed)``, and what must live as long."""
        return self._over("flow", arrays)

    def moments(self, moments: Moments) -> tuple[Callable[[float, int], int], object]:
        """Return `cosim.flow.moments.keep_moment` over arrays, called with any numbers, and what must live as long."""
        return self._over("moments", moments)

    def _over(self, name: str, arrays: Any) -> tuple[Callable[[float, int], int], object]:
        words = described(arrays)
        return self._entry(name).bound(words.ctypes.data), (words, arrays)

    def read_points(self, table: MachineMap, outdoor_axis: int, points: Array, out: Array) -> None:
        """Do as `cosim.equipment.machine_map.read_points`, for thousands of points."""
        asked = Points(table, points, np.zeros(machine_map.COLUMNS), out)
        words = described(asked)
        self._entry("points").bound(words.ctypes.data)(0.0, outdoor_axis)

    def read_gauges(self, table: MachineMap, lines: np.ndarray, points: Array, out: Array) -> None:
        """Do as `cosim.equipment.machine_map.read_gauges`, for thousands of points."""
        words = described(Gauges(table, lines, points, out))
        self._entry("gauges").bound(words.ctypes.data)(0.0, 0)


class PlainKernel(Kernel):
    """The flow as plain Python: thousands of times slower."""

    def __init__(self) -> None:
        """Nothing is loaded."""

    def read_points(self, table: MachineMap, outdoor_axis: int, points: Array, out: Array) -> None:
        """Do as `Kernel.read_points`."""
        machine_map.read_points(table, outdoor_axis, points, out)

    def read_gauges(self, table: MachineMap, lines: np.ndarray, points: Array, out: Array) -> None:
        """Do as `Kernel.read_gauges`."""
        machine_map.read_gauges(table, lines, points, out)

    def flow(self, arrays: HouseArrays) -> tuple[Callable[[float, int], int], object]:
        """Return the flow over `arrays`, which are kept by it."""
        from cosim.flow.kernel import flow

        return partial(flow, _with_attributes(arrays)), None

    def moments(self, moments: Moments) -> tuple[Callable[[float, int], int], object]:
        """Return `keep_moment` over arrays, which are kept by it."""
        return partial(enter_moments, moments), None


def _with_attributes(arrays: Any) -> Any:
    """Return arrays, grouped in tuples or not, whose records have their fields as attributes also in plain Python."""
    if isinstance(arrays, tuple):
        return type(arrays)(*(_with_attributes(part) for part in arrays))
    return arrays.view(np.recarray) if arrays.dtype.names else arrays


_kernel: Kernel | None = None
_compiler: "subprocess.Popen[bytes] | None" = None


def begin_compiling(announce: Announce | None = None) -> bool:
    """Start compiling in a background process if the flow is not cached; `kernel` waits for it.

    Returns whether there is something to wait for; `announce` gets the message.
    """
    global _compiler
    if _kernel is not None or interpreted():
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
        _kernel = PlainKernel() if interpreted() else _loaded(folder) or _compiled(folder)
    return _kernel


def _loaded(folder: Path) -> Kernel | None:
    """Return the kernel that is kept in a folder; None where there is none, or none that can be loaded."""
    if not is_cached(folder):
        return None
    try:
        return Kernel(codes_in(folder))
    except Exception:  # whatever LLVM makes of a file that is whole and yet none of its own
        set_aside(folder)
        return None


def _compiled(folder: Path) -> Kernel:
    """Return the kernel compiled, in memory alone where what is compiled cannot be kept."""
    try:
        with locked(folder):
            if (loaded := _loaded(folder)) is not None:  # another process has just compiled it
                return loaded
            codes = _compile()
            with build_dir(folder) as made:
                keep(codes, made)
                publish(made, folder)
            return Kernel(codes)
    except OSError:  # a disk that has become full, or a limit to what a user may keep
        return Kernel(_compile())


def _compile() -> dict[str, bytes]:
    from cosim.flow.machine_code import machine_codes  # loads the compiler

    return machine_codes()
