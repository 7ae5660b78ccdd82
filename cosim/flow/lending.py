"""How the arrays cross into the compiled flow: by one address, and without counting references to them.

At that address stands for each array, one after the other, what numba keeps of an array. Handed over as arguments, a
hundred arrays would take twenty times as long to cross at every call. Counting references takes as long as ten
multiplications, each time that compiled code reads an array's name; so whoever made the arrays keeps them alive.
"""

from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.types.containers import BaseTuple, UniTuple
from numba.extending import intrinsic
from numba.np.arrayobj import make_array
from numba.np.numpy_support import as_dtype
from numpy.typing import NDArray

from cosim.flow.groups import HouseArrays


def numba_type(annotation: Any) -> types.Type:
    """Return numba's type of a group of arrays, or of one array from its annotation: its dimensions, or its record."""
    if get_origin(annotation) is not Annotated:
        fields = get_type_hints(annotation, include_extras=True)
        return BaseTuple.from_types([numba_type(field) for field in fields.values()], annotation)
    kind, mark = get_args(annotation)
    if isinstance(mark, np.dtype):
        return numba.typeof(np.zeros(1, mark))
    scalar = get_args(kind)[-1]  # with numpy 2.5, which needs Python 3.12; before, the scalar's dtype
    scalar = (get_args(scalar) or (scalar,))[0]
    return types.Array(numba.from_dtype(np.dtype(scalar)), mark, "C")


ARRAYS = numba_type(HouseArrays)


def described(arrays: HouseArrays) -> NDArray[np.int64]:
    """Return what `lent` finds the arrays by: of each the address of its memory, its shape and its strides."""
    return np.array(_words(ARRAYS, arrays), dtype=np.int64)


def _words(kind: Any, arrays: Any) -> list[int]:
    if isinstance(kind, BaseTuple):
        return [word for member, part in zip(kind.types, arrays, strict=True) for word in _words(member, part)]
    if arrays.dtype != _dtype(kind) or arrays.ndim != kind.ndim:
        raise TypeError(f"the flow takes {kind}, not {arrays.ndim} dimensions of {arrays.dtype}")
    if not arrays.flags.c_contiguous:
        raise TypeError(f"the flow takes {kind}, not strides of {arrays.strides}")
    return [arrays.ctypes.data, *arrays.shape, *arrays.strides]


@cache
def _dtype(kind: Any) -> Any:
    return as_dtype(kind.dtype)


def _view(context: Any, builder: Any, kind: Any, words: Any, place: int) -> tuple[Any, int]:
    """Return a value of `kind`, an array or a tuple of what this function returns, and the place after its words."""
    if isinstance(kind, BaseTuple):
        members = []
        for member in kind.types:
            value, place = _view(context, builder, member, words, place)
            members.append(value)
        return context.make_tuple(builder, kind, members), place
    word = words.type.pointee
    found = [
        builder.load(builder.gep(words, [ir.Constant(word, place + offset)], inbounds=True))
        for offset in range(1 + 2 * kind.ndim)
    ]
    view = make_array(kind)(context, builder)
    view.meminfo, view.parent = ir.Constant(view.meminfo.type, None), ir.Constant(view.parent.type, None)
    view.data = builder.inttoptr(found[0], view.data.type)
    shape, strides = found[1 : 1 + kind.ndim], found[1 + kind.ndim :]
    count = ir.Constant(word, 1)
    for length in shape:
        count = builder.mul(count, length)
    view.nitems, view.itemsize = count, ir.Constant(word, context.get_abi_sizeof(context.get_data_type(kind.dtype)))
    view.shape = context.make_tuple(builder, UniTuple(types.intp, kind.ndim), shape)
    view.strides = context.make_tuple(builder, UniTuple(types.intp, kind.ndim), strides)
    return view._getvalue(), place + len(found)


@intrinsic
def _lent(_: Any, address: types.Type) -> Any:
    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        words = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
        return _view(context, builder, ARRAYS, words, 0)[0]

    return ARRAYS(types.int64), generate


def _itself(arrays: Any) -> Any:
    return arrays


lent = _itself if numba.config.DISABLE_JIT else _lent
"""The arrays of a house, from the address of what describes them; in plain Python from themselves."""
