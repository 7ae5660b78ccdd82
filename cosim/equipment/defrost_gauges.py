"""What a technician's gauges show while a reverse-cycle defrost melts the outdoor coil.

The circuit runs in cooling with the outdoor fan off, so that the coil itself, not air, is what the condenser is near:
0 °C while there is ice, warmer afterwards. How far the suction falls below it follows from the compressor's work and
the heat that comes from the house, both of which the simulation counts: together they are the work on a kilogram.
"""

from importlib.metadata import version

import numpy as np

from cosim import array_cache
from cosim.arrays import Array
from cosim.equipment.heat_pump import GAUGES, HeatPumpModel
from cosim.refrigerants.equations import AIR_SHARE
from cosim.refrigerants.properties import property_table
from cosim.refrigerants.states import SOURCES as STATES

STANDING = 10.0
"""Conductance of the outdoor coil with its fan over that without (`FrostCoil.off_conductance`)."""
SUPERHEAT = 3.0
"""K: the suction line is nearly wet, for the expansion valve is wide open."""
EFFICIENCY = 0.5
"""Of the compressor in a defrost, motor and drive included. A judgement, as is the superheat."""
COLDEST, WARMEST = 233.15, 330.0
"""K, evaporating and condensing: beyond, there is no machine that runs."""
NEAREST = 3.0
"""K by which the suction lies below the discharge at least: an expansion valve passes nothing without a difference."""
HALVINGS = 30
COILS = np.linspace(223.15, 343.15, 1201)
"""K. Straight lines between what the gauges show at these are within 0.02 K, at corners; beyond, all is clipped."""
SOURCES = (*STATES, "refrigerants/properties.py", "refrigerants/equations.py", "equipment/defrost_gauges.py")


def defrost_gauges(model: HeatPumpModel, coil: Array) -> Array:
    """Return what `solved_gauges` does by lines that are kept in the user's cache: the splines take half a second."""
    asked = f"{model.refrigerant} {model.melt_heat_from_house} {model.melt_power} {model.coil.off_conductance}"
    asked += f" CoolProp {version('CoolProp')}"
    name = f"defrost-{array_cache.key(asked, SOURCES)}"
    lines = array_cache.read(name)
    if lines is None:
        lines = {"shown": solved_gauges(model, COILS)}
        array_cache.write(name, lines)
    return np.stack([np.interp(coil, COILS, line) for line in lines["shown"].T], axis=-1)


def solved_gauges(model: HeatPumpModel, coil: Array) -> Array:
    """Return what the gauges show in a reverse-cycle defrost, (points, gauges) in the order of `GAUGES`.

    Parameters
    ----------
    model : HeatPumpModel
        The machine; `melt_heat_from_house` is what its indoor coil takes, `melt_power` the compressor's power.
    coil : array
        Temperature of the outdoor coil, K.
    """
    table = property_table(model.refrigerant)
    heat, work = max(model.melt_heat_from_house, 1.0), model.melt_power
    to_metal = STANDING * model.coil.off_conductance / (1.0 - AIR_SHARE)
    condensing = np.clip(coil + (heat + work) / to_metal, COLDEST + 20.0, WARMEST)
    high = table.log_pressure_dew(condensing)
    dome = table.saturation(high)

    def drawn(evaporating: Array) -> tuple[Array, Array, Array]:
        """Return enthalpy of the suction gas, ideal work on it, and work that the heats leave for it, J/kg."""
        low = table.log_pressure_dew(evaporating)
        enthalpy, entropy, _ = table.vapor(low, np.full_like(low, SUPERHEAT))
        ideal = table.isentropic_enthalpy(high, entropy, dome) - enthalpy
        return enthalpy, ideal, EFFICIENCY * work / heat * (enthalpy - dome.liquid_enthalpy)

    cold, warm = np.full_like(condensing, COLDEST), condensing - NEAREST
    for _ in range(HALVINGS):
        middle = 0.5 * (cold + warm)
        _, ideal, spent = drawn(middle)
        cold, warm = np.where(ideal > spent, middle, cold), np.where(ideal > spent, warm, middle)
    evaporating = 0.5 * (cold + warm)
    enthalpy, ideal, _ = drawn(evaporating)
    superheat = table.superheat(high, enthalpy + ideal / EFFICIENCY, dome)
    shown = {
        "evaporating_temperature": evaporating,
        "suction_pressure": np.exp(table.log_pressure_dew(evaporating)),
        "suction_temperature": evaporating + SUPERHEAT,
        "condensing_temperature": condensing,
        "discharge_pressure": np.exp(high),
        "discharge_temperature": dome.dew + np.maximum(superheat, 0.0),
    }
    return np.stack([shown[name] for name in GAUGES], axis=-1)
