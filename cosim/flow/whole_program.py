"""Compiles the flow as one program.

numba optimises and assembles every function by itself, and once more in every function that calls it, down to the
flow: two hundred functions, each many times over. Here all are only turned into LLVM's code, which is linked and
optimised once, as a whole.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.cpu import CPUContext
from numba.core.lowering import Lower

from cosim.flow.compiler_shortcuts import replaced

STEPS = (
    (Lower, "create_cpython_wrapper"),
    (Lower, "create_cfunc_wrapper"),
    (JITCodeLibrary, "_optimize_final_module"),
    (JITCodeLibrary, "_finalize_final_module"),
    (CPUContext, "get_executable"),
)
"""What numba does to a function once it is lowered, and once it is linked with what it calls."""


@contextmanager
def one_program(outermost: str) -> Iterator[None]:
    """While it lasts, optimise the function of this name alone, with all that it calls, and assemble none.

    What is compiled so cannot be called from Python. With a numba that takes other steps, all are compiled as numba
    does it, which takes longer.
    """

    def unwrapped(_: Any, *options: Any, **more: Any) -> None:
        """Leave out what calls the function from outside."""

    def optimised(library: Any) -> None:
        if library.name == outermost:  # once: numba does so a second time, to find references that need no counting
            made = library._codegen._module_pass_manager()
            passes, *builder = made if isinstance(made, tuple) else (made,)  # numba before 0.62 has passes alone
            passes.run(library._final_module, *builder)

    def unassembled(library: Any) -> None:
        library._finalize_dynamic_globals()
        library._finalized = True  # so that it is linked into others as it is

    def entered(_: Any, library: Any, description: Any, environment: Any) -> Any:
        library._ensure_finalized()
        name = description.qualname.split(".")[-1]
        return _dynfunc.make_function(description.lookup_module(), name, "", 0, environment, (library,))

    ours: tuple[Callable[..., Any], ...] = (unwrapped, unwrapped, optimised, unassembled, entered)
    with replaced(*((owner, name, instead) for (owner, name), instead in zip(STEPS, ours, strict=False))):
        yield
