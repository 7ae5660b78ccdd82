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
from cosim.errors import CosimError, CosimWarning, Fault, InvalidInput, SimulationFailed

if TYPE_CHECKING:
    from cosim.config.base import (
        Angle,
        Area,
        Conductance,
        Flow,
        Length,
        Mass,
        Power,
        Resistance,
        Temperature,
        TemperatureDifference,
        Time,
        UValue,
        Volume,
    )
    from cosim.config.plugins import EquipmentConfig, PortKind
    from cosim.results import charts
    from cosim.results.comparison import compare
    from cosim.results.netcdf import open_results
    from cosim.scenarios.made import scenario
    from cosim.scenarios.reader import load
    from cosim.scenarios.scenario import Configuration, Scenario
    from cosim.schema.inputs import INPUTS
    from cosim.schema.variables import VARIABLES
    from cosim.simulation.ports import Port
    from cosim.simulation.simulation import Simulation
    from cosim.study import simulate
    from cosim.weather import Weather

__all__ = [
    "INPUTS",
    "VARIABLES",
    "Angle",
    "Area",
    "Conductance",
    "Configuration",
    "CosimError",
    "CosimWarning",
    "EquipmentConfig",
    "Fault",
    "Flow",
    "InvalidInput",
    "Length",
    "Mass",
    "Port",
    "PortKind",
    "Power",
    "Resistance",
    "Scenario",
    "Simulation",
    "SimulationFailed",
    "Temperature",
    "TemperatureDifference",
    "Time",
    "UValue",
    "Volume",
    "Weather",
    "__version__",
    "charts",
    "compare",
    "load",
    "open_results",
    "scenario",
    "simulate",
]

# public name -> the module that holds it; imported on first use, so that `import cosim` is fast
_HOMES = {
    "Angle": "cosim.config.base",
    "Area": "cosim.config.base",
    "Conductance": "cosim.config.base",
    "Flow": "cosim.config.base",
    "Length": "cosim.config.base",
    "Mass": "cosim.config.base",
    "Power": "cosim.config.base",
    "Resistance": "cosim.config.base",
    "Temperature": "cosim.config.base",
    "TemperatureDifference": "cosim.config.base",
    "Time": "cosim.config.base",
    "UValue": "cosim.config.base",
    "Volume": "cosim.config.base",
    "INPUTS": "cosim.schema.inputs",
    "VARIABLES": "cosim.schema.variables",
    "Weather": "cosim.weather",
    "Configuration": "cosim.scenarios.scenario",
    "EquipmentConfig": "cosim.config.plugins",
    "Port": "cosim.simulation.ports",
    "PortKind": "cosim.config.plugins",
    "Scenario": "cosim.scenarios.scenario",
    "Simulation": "cosim.simulation.simulation",
    "charts": "cosim.results.charts",
    "compare": "cosim.results.comparison",
    "load": "cosim.scenarios.reader",
    "open_results": "cosim.results.netcdf",
    "scenario": "cosim.scenarios.made",
    "simulate": "cosim.study",
}

_GIVE_RESULTS = ("compare", "open_results", "simulate")
"""With the first of these, Datasets get the accessor `.cosim`."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cosim' has no attribute '{name}'")
    home = _HOMES[name]
    value = import_module(home) if home.endswith(f".{name}") else getattr(import_module(home), name)
    if name in _GIVE_RESULTS:
        import_module("cosim.results.accessor")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
