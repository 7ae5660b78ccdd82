"""Makes machine code of the flow, and of what reads machines' maps: all that numba is loaded for."""

from collections.abc import Callable
from inspect import isfunction
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.types.containers import BaseTuple, UniTuple
from numba.extending import intrinsic, overload, register_jitable
from numba.np.arrayobj import make_array

from cosim.equipment import machine_map, residual
from cosim.flow import lending, map_reading, moments
from cosim.flow.compiler_shortcuts import shortcuts
from cosim.flow.groups import HouseArrays
from cosim.flow.kernel import flow
from cosim.flow.lending import array_of, parts_of
from cosim.flow.loading import ENTRY, target_machine
from cosim.flow.marks import FLOW_OPTIONS, MARKED
from cosim.flow.whole_program import one_program
from cosim.physics import air, ducts, elementwise, faces, films, frost, infiltration, moisture, peer_frost

SIGNATURE = (types.int64, types.float64, types.int64)
ENTRIES: dict[str, tuple[Callable[..., int], dict[str, Any]]] = {
    "flow": (flow, FLOW_OPTIONS),
    "points": (map_reading.enter_points, FLOW_OPTIONS),
    "gauges": (map_reading.enter_gauges, {}),
    "moments": (moments.enter_moments, {}),
}
"""What is called from Python, and numba's options of it; all have one signature."""

OF_NUMBA = ("NRT_", "numba_")
"""How the names of functions begin that numba itself has."""

# calls stay calls, as of `cosim.flow.marks.called`; division by zero gives infinity, as in numpy
PHYSICS = {module: {"error_model": "numpy", "forceinline": False}
           for module in (air, frost, infiltration, moisture, peer_frost, residual, machine_map)}  # fmt: skip
PHYSICS |= {faces: {"error_model": "numpy"}, films: {"error_model": "numpy"}, ducts: {}}


def machine_codes() -> dict[str, bytes]:
    """Return the machine code of every entry for this processor, as object files."""
    with shortcuts():
        return {name: machine_code(function, **options) for name, (function, options) in ENTRIES.items()}


def machine_code(function: Callable[..., int], **options: Any) -> bytes:
    """Return a function of one address, a real number and a whole one, and all that it calls, as an object file."""
    # no references are counted, nor is memory taken: that would need numba wherever the code runs
    dispatcher = numba.njit(_nrt=False, **options)(function)
    with one_program(function.__name__):
        dispatcher.compile(SIGNATURE)
    compiled = dispatcher.overloads[SIGNATURE]
    program = llvm.parse_assembly(compiled.library.get_llvm_str())
    program.link_in(llvm.parse_assembly(str(_entry(compiled.fndesc.llvm_func_name))))
    for each in program.functions:
        if not each.is_declaration and each.name != ENTRY:
            each.linkage = "internal"
    machine = target_machine()
    _remove_unused(program, machine)
    program.verify()
    unknown = [each.name for each in program.functions if each.is_declaration and each.name.startswith(OF_NUMBA)]
    if unknown:
        raise AssertionError(f"{function.__name__} cannot run without numba: it calls {', '.join(unknown)}")
    code: bytes = machine.emit_object(program)
    return code


def _remove_unused(program: llvm.ModuleRef, machine: llvm.TargetMachine) -> None:
    """Remove what nothing calls: what numba made for calls of its own."""
    passes = llvm.create_new_module_pass_manager()
    if hasattr(passes, "add_global_dead_code_eliminate_pass"):
        passes.add_global_dead_code_eliminate_pass()
        passes.run(program, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=0)))
    else:  # llvmlite before 0.45
        older = llvm.create_module_pass_manager()
        older.add_global_dce_pass()
        older.run(program)


def _entry(name: str) -> ir.Module:
    """Return what Python calls, ``function(real, whole)`` bound to an address, around a function that numba compiled.

    By METH_FASTCALL of the stable C API it takes a tenth of a microsecond less than what numba puts there, which looks
    at every argument. An error within, such as a division by zero, raises SystemError; which one it was is not known.
    """
    module = ir.Module("entry")
    word, real, status = ir.IntType(64), ir.DoubleType(), ir.IntType(32)
    thing = ir.IntType(8).as_pointer()
    error = ir.LiteralStructType([thing, status, thing, thing, status])  # numba's description of an exception
    inner = ir.Function(
        module,
        ir.FunctionType(status, [word.as_pointer(), error.as_pointer().as_pointer(), word, real, word]),
        name,
    )

    def of_python(name: str, result: ir.Type, *arguments: ir.Type) -> ir.Function:
        return ir.Function(module, ir.FunctionType(result, arguments), name)

    as_real = of_python("PyFloat_AsDouble", real, thing)
    as_word = of_python("PyLong_AsLongLong", word, thing)
    from_word = of_python("PyLong_FromLongLong", thing, word)
    occurred = of_python("PyErr_Occurred", thing)
    fails = of_python("PyErr_BadInternalCall", ir.VoidType())

    entry = ir.Function(module, ir.FunctionType(thing, [thing, thing.as_pointer(), word]), ENTRY)
    bound, given, count = entry.args
    builder = ir.IRBuilder(entry.append_basic_block())
    with builder.if_then(builder.icmp_signed("!=", count, word(2)), likely=False):
        builder.call(fails, [])
        builder.ret(thing(None))
    result, raised = builder.alloca(word), builder.alloca(error.as_pointer())
    builder.store(error.as_pointer()(None), raised)
    first = builder.load(given)
    second = builder.load(builder.gep(given, [word(1)]))
    values = [builder.call(as_word, [bound]), builder.call(as_real, [first]), builder.call(as_word, [second])]
    wrong = builder.icmp_unsigned("!=", builder.call(occurred, []), thing(None))
    with builder.if_then(wrong, likely=False):
        builder.ret(thing(None))
    failed = builder.icmp_signed("!=", builder.call(inner, [result, raised, *values]), status(0))
    with builder.if_then(failed, likely=False):
        builder.call(fails, [])
        builder.ret(thing(None))
    builder.ret(builder.call(from_word, [builder.load(result)]))
    return module


# --- what is plain Python elsewhere ------------------------------------------------------------------------------


@overload(elementwise.either, strict=False)
def _either(condition: Any, yes: Any, no: Any) -> Callable[..., Any]:
    return lambda condition, yes, no: yes if condition else no


@overload(elementwise.anywhere, strict=False)
def _anywhere(condition: Any) -> Callable[..., Any]:
    return lambda condition: condition


for _module, _options in PHYSICS.items():
    for _function in list(vars(_module).values()):
        if isfunction(_function) and _function.__module__ == _module.__name__:
            MARKED.setdefault(_function, _options)
for _function, _options in MARKED.items():
    (register_jitable(**_options) if _options else register_jitable)(_function)


# --- arrays that are lent ----------------------------------------------------------------------------------------


def numba_type(annotation: Any) -> types.Type:
    """Return numba's type of a group of arrays, or of one array from its annotation."""
    array = array_of(annotation)
    if array is None:
        return BaseTuple.from_types([numba_type(part) for part in parts_of(annotation)], annotation)
    dtype, dimensions = array
    if dtype.names:
        return numba.typeof(np.zeros(1, dtype))
    return types.Array(numba.from_dtype(dtype), dimensions, "C")


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


def _lend(stands_for: Callable[[Any], Any], group: Any) -> None:
    """Compile a function of `cosim.flow.lending` to the arrays of a group, from the address of what describes them."""
    kind = numba_type(group)

    @intrinsic
    def lent(_: Any, address: types.Type) -> Any:
        def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            words = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
            return _view(context, builder, kind, words, 0)[0]

        return kind(types.int64), generate

    @overload(stands_for, strict=False, inline="always")
    def _(arrays: Any) -> Any:
        return lambda arrays: lent(arrays)


_lend(lending.lent, HouseArrays)
_lend(lending.lent_points, map_reading.Points)
_lend(lending.lent_gauges, map_reading.Gauges)
_lend(lending.lent_moments, moments.Moments)
