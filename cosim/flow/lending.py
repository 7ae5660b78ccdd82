"""Arrays that count no references while the flow works on them."""

from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.core.types.containers import BaseTuple
from numba.extending import intrinsic
from numba.np.arrayobj import make_array


def _without_owner(context: Any, builder: Any, kind: types.Type, value: Any) -> Any:
    """Return `value`, an array or a tuple of what this function takes, without the owner of its memory."""
    if isinstance(kind, BaseTuple):
        members = [
            _without_owner(context, builder, member, builder.extract_value(value, number))
            for number, member in enumerate(kind.types)
        ]
        return context.make_tuple(builder, kind, members)
    view = make_array(kind)(context, builder, value)
    view.meminfo, view.parent = ir.Constant(view.meminfo.type, None), ir.Constant(view.parent.type, None)
    return view._getvalue()


@intrinsic
def _lent(_: Any, arrays: types.Type) -> Any:
    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        return _without_owner(context, builder, arrays, arguments[0])

    return arrays(arrays), generate


def _itself(arrays: Any) -> Any:
    return arrays


# arrays, grouped in tuples or not, over the same memory that count no references to it: whoever made them keeps them
# alive. Counting takes as long as ten multiplications, each time that compiled code reads an array's name
lent = _itself if numba.config.DISABLE_JIT else _lent
