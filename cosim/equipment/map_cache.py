"""The name under which the maps of a machine are kept: the hash of all they depend on."""

from importlib.metadata import version
from typing import Any

from cosim import array_cache
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.condition import SOUND, Condition

SOURCES = (
    "constants.py",
    "refrigerants/names.py",
    "refrigerants/states.py",
    "refrigerants/properties.py",
    "refrigerants/model.py",
    "refrigerants/ahri540.py",
    "refrigerants/equations.py",
    "refrigerants/cycle.py",
    "physics/elementwise.py",
    "physics/air.py",
    "physics/frost.py",
    "physics/faulty_charge.py",
    "equipment/residual.py",
    "equipment/calibration/calibrate.py",
    "equipment/performance.py",
    "equipment/machine.py",
    "equipment/condition.py",
    "equipment/speeds.py",
    "equipment/map.py",
    "equipment/build.py",
    "equipment/heat_pump.py",
    "equipment/machine_map.py",
    "equipment/map_cache.py",
    "array_cache.py",
)
UNRELATED = ("name", "title", "source", "published", "label", "defrost", "standby", "cycling")  # to the maps


def key(config: HeatPumpConfig, pressure: float, condition: Condition = SOUND) -> str:
    """Return the hash of everything that the maps of `config` in a condition depend on."""
    unrelated: dict[str, Any] = dict.fromkeys(UNRELATED, True)
    # where anchors stand is in a map; what they multiply by is put on it when it is read
    unrelated |= {mode: {"anchors": {"__all__": {"capacity", "power"}}} for mode in ("heating", "cooling")}
    machine = config.model_dump_json(exclude=unrelated)
    return array_cache.key(f"{machine}{pressure:.3f} CoolProp {version('CoolProp')} {condition}", SOURCES)
