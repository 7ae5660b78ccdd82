"""Loads machine code from object files, and hands it to Python as functions; the compiler itself is not needed."""

import ctypes
import os
from collections.abc import Callable

import llvmlite.binding as llvm

ENTRY = "cosim_entry"
"""The one function of an object file that is called."""
FASTCALL = 0x80
"""METH_FASTCALL of Python's stable C API."""


class _Definition(ctypes.Structure):
    """PyMethodDef of Python's stable C API."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("function", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    )


def processor() -> tuple[str, str]:
    """Return name and features of the processor to compile for, as LLVM has them; numba takes them from the same."""
    features = os.environ.get("NUMBA_CPU_FEATURES")
    if features is None:
        features = str(llvm.get_host_cpu_features().flatten())
    return os.environ.get("NUMBA_CPU_NAME") or str(llvm.get_host_cpu_name()), features


def target_machine() -> llvm.TargetMachine:
    """Return what LLVM compiles for: this processor, and code that is loaded anywhere in memory."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    cpu, features = processor()
    reloc = "static" if target.name.startswith("x86") else "default"
    return target.create_target_machine(
        cpu=cpu, features=features, opt=3, reloc=reloc, codemodel="jitdefault", jit=True
    )


class Entry:
    """The function of an object file."""

    def __init__(self, name: str, code: bytes) -> None:
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine())
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        self._definition = _Definition(name.encode(), self._engine.get_function_address(ENTRY), FASTCALL, None)
        make = ctypes.pythonapi.PyCFunction_NewEx
        make.argtypes = (ctypes.POINTER(_Definition), ctypes.py_object, ctypes.py_object)
        make.restype = ctypes.py_object
        self._make = make

    def bound(self, address: int) -> Callable[[float, int], int]:
        """Return the function of a real number and a whole one, bound to an address."""
        # what Python takes for its module is kept by it, and with that the code
        function: Callable[[float, int], int] = self._make(ctypes.byref(self._definition), address, self)
        return function
