"""Marks the functions that the compiled flow is made of.

They stay plain Python, and numba is loaded only where they are compiled (`cosim.flow.machine_code`): a run that finds
compiled code in the cache is spared a compiler's memory and the half second that loading it takes.
"""

from collections.abc import Callable
from typing import Any, TypeVar, overload

F = TypeVar("F", bound=Callable[..., Any])

MARKED: dict[Callable[..., Any], dict[str, Any]] = {}
"""numba's options of each function."""

# sums may be reordered for SIMD; NaN and infinity keep their meaning; 1/0 is inf as in numpy
FLOW_OPTIONS = {"fastmath": {"contract", "reassoc", "nsz"}, "error_model": "numpy"}


@overload
def in_kernel(function: F, /) -> F: ...
@overload
def in_kernel(**options: Any) -> Callable[[F], F]: ...
def in_kernel(function: Any = None, /, **options: Any) -> Any:
    """Mark a function for the kernel, with options of ``numba.njit``."""

    def marked(function: F) -> F:
        MARKED[function] = options
        return function

    return marked if function is None else marked(function)


# for the parts of the flow: each is called at one place, and handing over so many arrays takes longer than a call
inlined = in_kernel(forceinline=True, **FLOW_OPTIONS)
# for what is large and called at several places. Without a word numba puts all that an inlined function calls inline,
# too, down to the last: a dozen copies of a machine's map take a third of the time to compile
called = in_kernel(forceinline=False)
