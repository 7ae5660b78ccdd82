"""Compiles the flow as one program.

numba optimises and assembles every function by itself, and once more in every function that calls it, down to the
flow: two hundred functions, each many times over. Here all but the outermost are only turned into LLVM's code, which is
linked, optimised and assembled once, as a whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba import _dynfunc
from numba.core import event
from numba.core.codegen import JITCodeLibrary
from numba.core.cpu import CPUContext
from numba.core.lowering import Lower

STEPS = (
    (Lower, "create_cpython_wrapper"),
    (Lower, "create_cfunc_wrapper"),
    (JITCodeLibrary, "_optimize_final_module"),
    (JITCodeLibrary, "_finalize_final_module"),
    (CPUContext, "get_executable"),
)
"""What numba does to a function once it is lowered, and once it is linked with what it calls."""


@contextmanager
def outermost(*names: str) -> Iterator[None]:
    """While it lasts, optimise and assemble only functions of these names; others can be called by those alone.

    What else was compiled is forgotten at the end, so that Python's own call of it compiles it in full. With a numba
    that takes other steps, all are compiled as numba does it.
    """
    usual: list[Any] = [getattr(owner, step, None) for owner, step in STEPS]
    if None in usual:
        yield
        return
    wrap_for_python, wrap_for_c, _, assemble, entry = usual

    def python_wrapped(lower: Any, *options: Any, **more: Any) -> None:
        if lower.library.name in names:
            wrap_for_python(lower, *options, **more)

    def c_wrapped(lower: Any) -> None:
        if lower.library.name in names:
            wrap_for_c(lower)

    def optimised(library: Any) -> None:
        if library.name in names:  # once: numba does so a second time, to find references that need no counting
            made = library._codegen._module_pass_manager()
            passes, *builder = made if isinstance(made, tuple) else (made,)  # numba before 0.62 has passes alone
            passes.run(library._final_module, *builder)

    def assembled(library: Any) -> None:
        if library.name in names:
            assemble(library)
        else:
            library._finalize_dynamic_globals()
            library._finalized = True  # so that it is linked into others as it is

    def entered(context: Any, library: Any, description: Any, environment: Any) -> Any:
        if library.name in names:
            return entry(context, library, description, environment)
        library._ensure_finalized()
        name = description.qualname.split(".")[-1]
        return _dynfunc.make_function(description.lookup_module(), name, "", 0, environment, (library,))

    try:
        ours = (python_wrapped, c_wrapped, optimised, assembled, entered)
        for (owner, step), instead in zip(STEPS, ours, strict=True):
            setattr(owner, step, instead)
        with event.install_recorder("numba:compile") as recorder:
            yield
        for _, compiled in recorder.buffer:
            if compiled.is_end and compiled.data["dispatcher"].py_func.__name__ not in names:
                compiled.data["dispatcher"]._reset_overloads()
    finally:
        for (owner, step), method in zip(STEPS, usual, strict=True):
            setattr(owner, step, method)
