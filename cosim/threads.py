"""Linear algebra on one thread.

Matrices here are small: threads that share the work of a decomposition of 60 rows wait for one another a hundred times
longer than one thread needs for it, and where several processes simulate they take each other's cores. One thread also
gives the same bits on every machine.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def on_one_thread(function: Callable[P, R]) -> Callable[P, R]:
    """Let `function` have one thread for linear algebra while it runs."""

    @wraps(function)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        with _libraries().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return limited


@cache
def _libraries() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
