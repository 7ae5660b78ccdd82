"""Co-simulation of a house, its heat pump and its furnace, second by second through a year.

>>> import cosim
>>> scenario = cosim.load("quick-start")
>>> results = cosim.simulate(scenario)
>>> print(cosim.compare(results))
Quick start: ... (1 January to 31 December)
...
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from cosim.errors import CosimError, Fault, InvalidInput, SimulationFailed

if TYPE_CHECKING:
    from cosim.config.kinds import EquipmentConfig
    from cosim.config.scenario import Configuration, Scenario
    from cosim.engine import Simulation
    from cosim.load import load
    from cosim.results.compare import compare
    from cosim.simulate import simulate

__version__ = "0.1.0"

__all__ = [
    "Configuration",
    "CosimError",
    "EquipmentConfig",
    "Fault",
    "InvalidInput",
    "Scenario",
    "Simulation",
    "SimulationFailed",
    "compare",
    "load",
    "simulate",
]

# public name -> the module that holds it; read when first asked for, so that `import cosim` costs nothing
_HOMES = {
    "Configuration": "cosim.config.scenario",
    "EquipmentConfig": "cosim.config.kinds",
    "Scenario": "cosim.config.scenario",
    "Simulation": "cosim.engine",
    "compare": "cosim.results.compare",
    "load": "cosim.load",
    "simulate": "cosim.simulate",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cosim' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Keeps `cosim.load` the function when its module `cosim.load` is imported, which Python would put in its place."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
