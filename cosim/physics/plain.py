"""Physics functions without their compiler: for a call or two, plain Python is quicker than compiling."""

from collections.abc import Callable


def plain(function: Callable[..., float]) -> Callable[..., float]:
    """Return the Python that a compiled function was made of: for a call or two it is quicker than compiling."""
    return getattr(function, "py_func", function)  # itself where compilation is switched off
