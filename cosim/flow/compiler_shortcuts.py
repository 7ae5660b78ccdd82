"""Spares numba what changes nothing in the code of the flow; a third of the time to compile it.

Every function comes out as it would without: `tests/engine/test_kernel.py` compares them.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core.compiler_machinery import PassManager
from numba.core.targetconfig import ConfigStack
from numba.core.types.functions import BaseFunction

NOT_NEEDED = {
    "AnnotateTypes",  # for a listing
    "DeadBranchPrune",
    "FindLiterallyCalls",
    "InlineClosureLikes",
    "InlineInlinables",
    "LiteralUnroll",
    "MakeFunctionToJitFunction",
    "NoPythonSupportedFeatureValidation",
    "NopythonRewrites",
    "RewriteSemanticConstants",
    "WithLifting",
}
"""Passes for what the flow does not have: closures, comprehensions, arithmetic of whole arrays, arguments that are
None, loops over tuples of several types. Where it is written all the same, numba refuses to compile it."""
OBJECTS, TIMES = 50_000, 20
"""Objects made after which Python looks for cycles among the youngest, and how many times before it looks at older
ones: a compiler keeps nearly all that it makes."""


@contextmanager
def replaced(*steps: tuple[Any, str, Callable[..., Any]]) -> Iterator[bool]:
    """Have other methods in some classes while it lasts, or the usual ones where one of them is not there."""
    usual = [getattr(owner, name, None) for owner, name, _ in steps]
    if None in usual:
        yield False
        return
    try:
        for owner, name, instead in steps:
            setattr(owner, name, instead)
        yield True
    finally:
        for (owner, name, _), method in zip(steps, usual, strict=True):
            setattr(owner, name, method)


@contextmanager
def shortcuts() -> Iterator[None]:
    """While it lasts, numba runs the passes that the flow needs and no others, and types each call once."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(OBJECTS, TIMES, TIMES)
    try:
        with replaced((PassManager, "_runPass", _run_pass)), replaced((BaseFunction, "get_call_type", _typed_once())):
            yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _run_pass(manager: Any, _: int, step: Any, state: Any) -> None:
    """Run a pass, without looking at the function before and after, or measuring how long it takes."""
    if type(step).__name__ in NOT_NEEDED:
        return
    step.analysis = manager._analysis
    step.run_initialization(state)
    step.run_pass(state)
    step.run_finalizer(state)


def _typed_once() -> Callable[..., Any]:
    """Return what types a call, and remembers it: numba asks again whenever anything else in the caller is typed."""
    usual: Any = getattr(BaseFunction, "get_call_type", None)
    known: dict[Any, tuple[Any, Any]] = {}
    texts: dict[int, tuple[Any, str]] = {}

    def flags() -> str:
        """Return the options that are handed down from the function that is compiled now."""
        now = ConfigStack.top_or_none()
        if id(now) not in texts:
            values = {} if now is None else {name: repr(value) for name, value in now.values().items()}
            texts[id(now)] = now, repr(values)  # with the object, so that no other gets its number
        return texts[id(now)][1]

    def get_call_type(function: Any, context: Any, given: Any, named: Any) -> Any:
        asked = function, function.templates, context, given, tuple(sorted(named.items())), flags()
        if asked not in known:
            signature = usual(function, context, given, named)
            known[asked] = signature, function._impl_keys[signature.args]
        signature, implementation = known[asked]
        function._impl_keys[signature.args] = implementation  # of these options: others have one of their own
        return signature

    return get_call_type
