"""Coupling with FMI, HELICS and Gymnasium: optional extras, thin layers over `cosim.Simulation`."""

from importlib import import_module
from typing import Any

from cosim.distribution import installs
from cosim.errors import Fault, InvalidInput


def needed(module: str, extra: str, purpose: str) -> Any:
    """Return a module of an optional extra; InvalidInput says how to install it if it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        problem = f"needs {module.partition('.')[0]}, which is not installed ({error})"
        raise InvalidInput([Fault(purpose, problem, installs(extra))]) from error
