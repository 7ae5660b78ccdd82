"""How the arrays cross into the compiled flow: by one address, and without counting references to them.

At that address stands for each array, one after the other, what numba keeps of an array. Handed over as arguments, a
hundred arrays would take twenty times as long to cross at every call. Counting references takes as long as ten
multiplications, each time that compiled code reads an array's name; so what they are lent to keeps them alive.
"""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray


def array_of(annotation: Any) -> "tuple[np.dtype[Any], int] | None":
    """Return elements and dimensions of an annotated array, from its dimensions or its record; None of a group."""
    if get_origin(annotation) is not Annotated:
        return None
    kind, mark = get_args(annotation)
    if isinstance(mark, np.dtype):
        return mark, 1
    scalar = get_args(kind)[-1]  # with numpy 2.5, which needs Python 3.12; before, the scalar's dtype
    scalar = (get_args(scalar) or (scalar,))[0]
    return np.dtype(scalar), mark


def parts_of(group: Any) -> list[Any]:
    """Return the annotations of a group of arrays, in order."""
    return list(get_type_hints(group, include_extras=True).values())


def described(arrays: Any) -> NDArray[np.int64]:
    """Return what a group that is `lent` finds its arrays by: of each the address of its memory, shape and strides."""
    words: list[int] = []
    for array, (dtype, dimensions) in zip(_each(arrays), _expected(arrays.__class__), strict=True):
        if array.dtype != dtype or array.ndim != dimensions:
            raise TypeError(f"the flow takes {dimensions} dimensions of {dtype}, not {array.ndim} of {array.dtype}")
        if not array.flags.c_contiguous:
            raise TypeError(f"the flow takes arrays without gaps, not strides of {array.strides}")
        words += array.ctypes.data, *array.shape, *array.strides
    return np.array(words, dtype=np.int64)


def _each(arrays: Any) -> Iterator[Any]:
    for part in arrays:
        if isinstance(part, tuple):
            yield from _each(part)
        else:
            yield part


@cache
def _expected(group: Any) -> "list[tuple[np.dtype[Any], int]]":
    found = []
    for annotation in parts_of(group):
        one = array_of(annotation)
        found += _expected(annotation) if one is None else [one]
    return found


# Compiled, each of these makes the arrays out of the address of what describes them; see `cosim.flow.machine_code`.


def lent(arrays: Any) -> Any:
    """Return the arrays of a house."""
    return arrays


def lent_points(arrays: Any) -> Any:
    """Return a map and the points to read it at."""
    return arrays


def lent_gauges(arrays: Any) -> Any:
    """Return a map, what gauges show over it, and the points to read them at."""
    return arrays


def lent_moments(arrays: Any) -> Any:
    """Return a house's present readings and the snapshots that were taken of them."""
    return arrays
