"""Co-simulation of a house with its heat pump and furnace, second by second over a year.

>>> import cosim
>>> scenario = cosim.load("quick-start")
>>> results = cosim.simulate(scenario)
>>> print(cosim.compare(results))
Quick start: ... (1 January to 31 December)
...
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cosim._version import __version__
from cosim.errors import CosimError, Fault, InvalidInput, SimulationFailed

if TYPE_CHECKING:
    from cosim.config.plugins import EquipmentConfig, PortKind
    from cosim.results.comparison import compare
    from cosim.results.netcdf import open_results
    from cosim.scenarios.reader import load
    from cosim.scenarios.scenario import Configuration, Scenario
    from cosim.simulation.ports import Port
    from cosim.simulation.simulation import Simulation
    from cosim.study import simulate

__all__ = [
    "Configuration",
    "CosimError",
    "EquipmentConfig",
    "Fault",
    "InvalidInput",
    "Port",
    "PortKind",
    "Scenario",
    "Simulation",
    "SimulationFailed",
    "__version__",
    "compare",
    "load",
    "open_results",
    "simulate",
]

# public name -> the module that holds it; imported on first use, so that `import cosim` is fast
_HOMES = {
    "Configuration": "cosim.scenarios.scenario",
    "EquipmentConfig": "cosim.config.plugins",
    "Port": "cosim.simulation.ports",
    "PortKind": "cosim.config.plugins",
    "Scenario": "cosim.scenarios.scenario",
    "Simulation": "cosim.simulation.simulation",
    "compare": "cosim.results.comparison",
    "load": "cosim.scenarios.reader",
    "open_results": "cosim.results.netcdf",
    "simulate": "cosim.study",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cosim' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
