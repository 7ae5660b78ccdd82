"""What a technician's gauges show while a reverse-cycle defrost melts the outdoor coil.

The circuit runs in cooling with the outdoor fan off, so that the coil itself, not air, is what the condenser is near:
0 °C while there is ice, warmer afterwards. The indoor coil takes its heat from the house's air. Both follow from the
heats of the defrost with the conductances of the coils; the discharge from the compressor's work.
"""

import numpy as np

from cosim.arrays import Array
from cosim.constants import DRY_AIR_SPECIFIC_HEAT
from cosim.equipment.heat_pump import GAUGES, HeatPumpModel
from cosim.equipment.machine_map import Performance
from cosim.refrigerants.equations import AIR_SHARE
from cosim.refrigerants.properties import property_table

STANDING = 10.0
"""Conductance of the outdoor coil with its fan over that without (`FrostCoil.off_conductance`)."""
SUPERHEAT = 3.0
"""K: the suction line is nearly wet, for the expansion valve opens wide."""
EFFICIENCY = 0.6
"""Of the compressor at the low pressure ratio of a defrost. A judgement, as is the superheat."""
WARMEST_COIL = 330.0  # K, beyond any that a safety allows


def defrost_gauges(model: HeatPumpModel, coil: Array, room: Array) -> Array:
    """Return what the gauges show in a reverse-cycle defrost, (points, gauges) in the order of `GAUGES`.

    Parameters
    ----------
    model : HeatPumpModel
        The machine.
    coil : array
        Temperature of the outdoor coil, K.
    room : array
        Air that enters the indoor coil, K.
    """
    table = property_table(model.refrigerant)
    heat, work = model.melt_heat_from_house, model.melt_power
    to_metal = STANDING * model.coil.off_conductance / (1.0 - AIR_SHARE)
    condensing = np.clip(coil + (heat + work) / to_metal, _lowest(table.condensing_low), WARMEST_COIL)
    lift = _indoor_lift(model, heat)
    evaporating = np.minimum(np.maximum(room - lift, _lowest(table.low)), condensing - 2.0)
    low, high = table.log_pressure_dew(evaporating), table.log_pressure_dew(condensing)
    dome = table.saturation(high)
    enthalpy, entropy, _ = table.vapor(low, np.full_like(low, SUPERHEAT))
    ideal = table.isentropic_enthalpy(high, entropy, dome) - enthalpy
    discharge = dome.dew + np.maximum(table.superheat(high, enthalpy + np.maximum(ideal, 0.0) / EFFICIENCY, dome), 0.0)
    shown = {
        "evaporating_temperature": evaporating,
        "suction_pressure": np.exp(low),
        "suction_temperature": evaporating + SUPERHEAT,
        "condensing_temperature": condensing,
        "discharge_pressure": np.exp(high),
        "discharge_temperature": discharge,
    }
    return np.stack([shown[name] for name in GAUGES], axis=-1)


def _lowest(log_pressure: float) -> float:
    """Return the lowest temperature with which a table works, K, from that of its lowest pressure."""
    return 205.0 if log_pressure < 11.0 else 252.0


def _indoor_lift(model: HeatPumpModel, heat: float) -> float:
    """Return by how much the indoor coil evaporates below the air that enters it, K, as it gives up `heat`, W.

    In proportion to the heat that the coil takes in cooling, by the map's own point: the air over the coil warms by its
    conductance, and the refrigerant lies below the coil's surface in proportion too.
    """
    if model.cooling is None or heat <= 0.0:
        return heat / DRY_AIR_SPECIFIC_HEAT
    outdoor, indoor = model.cooling.axis(1)[0], 294.0
    point: Performance = model.cooling.at(indoor, outdoor, model.cooling_speed_rated)
    return float((indoor - point.evaporating_temperature) * heat / point.capacity)
