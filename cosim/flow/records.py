"""What crosses between Python and the compiled flow: records whose fields are named like the physics.

SimPy processes write ``Controls``; the flow writes ``State`` and the ledger; ``Parameters`` stand still.
"""

import ctypes
from enum import IntEnum
from functools import cache
from typing import Any

import numpy as np

from cosim.schema.variables import LEDGER


class Compressor(IntEnum):
    """What the refrigerant circuit does."""

    OFF = 0
    HEATING = 1
    COOLING = 2
    DEFROST = 3


class Fan(IntEnum):
    """What moves the indoor air."""

    OFF = 0
    PUMP = 1  # the heat pump's or air conditioner's indoor fan
    BLOWER = 2  # the furnace's own setting
    STRIPS = 3  # the indoor fan with strips alone


class Signal(IntEnum):
    """What a guard watches."""

    AIR = 0  # K, the conditioned zone
    OUTDOOR = 1  # K
    CAPACITY_KEPT = 2  # of the clean coil's capacity at this point, 1 while clean
    COLD_RUN_TIME = 3  # s of compressor run time below the defrost thermostat's temperature
    COIL = 4  # K, the outdoor coil in a defrost
    HELD_SPEED = 5  # share of the speed that a limit leaves, where one holds it down; else 0
    SLOW_RUN_TIME = 6  # s of running so slowly that oil stays behind, less what faster running made good
    SECOND_AIR = 7  # K, the second conditioned zone; the first where there is no second
    SENSED = 8  # K, what the thermostat reads
    AIRFLOW = 9  # through the outdoor coil, of the clean coil's
    COIL_DROP = 10  # K by which frost lowers the evaporating temperature at this point
    EVAPORATING = 11  # K, while heating


class Meter(IntEnum):
    """What is counted without end, J: what an event took is the difference of two readings."""

    HVAC_ELECTRICITY = 0
    PUMP_ELECTRICITY = 1  # compressor, outdoor fan, and the indoor fan while it runs for them
    STRIP_ELECTRICITY = 2
    FURNACE_ELECTRICITY = 3
    GAS = 4
    PUMP_HEAT = 5  # into the house or its ducts; negative in cooling and defrosts
    STRIP_HEAT = 6
    FURNACE_HEAT = 7
    MELT_HEAT = 8  # into the outdoor coil and its ice during defrosts
    TEMPERING_HEAT = 9  # of strips or furnace, into the air that a defrost cools


class Guard(IntEnum):
    """A threshold whose crossing wakes the processes that wait for it."""

    TOO_COLD = 0
    WARM_ENOUGH = 1
    TOO_WARM = 2
    COOL_ENOUGH = 3
    FAR_TOO_COLD = 4
    NEARLY_WARM = 5
    OUTDOOR_COLD = 6
    OUTDOOR_MILD = 7
    COIL_FROSTED = 8
    DEFROST_TIMER = 9
    COIL_CLEAR = 10
    PUMP_TOO_COLD = 11
    PUMP_MILD = 12
    FIRST_STAGE_COLD = 13
    FIRST_STAGE_WARM = 14
    BACKUP_MILD = 15
    BACKUP_COLD = 16
    SPEED_HELD = 17
    SPEED_FREE = 18
    OIL_AWAY = 19
    # of the second conditioned zone
    SECOND_TOO_COLD = 20
    SECOND_WARM_ENOUGH = 21
    SECOND_TOO_WARM = 22
    SECOND_COOL_ENOUGH = 23
    SECOND_FAR_TOO_COLD = 24
    SECOND_NEARLY_WARM = 25
    # of a boiler's old thermostat on the wall of the first zone
    WALL_TOO_COLD = 26
    WALL_WARM_ENOUGH = 27
    AIR_BLOCKED = 28
    COIL_TOO_COLD = 29
    PRESSURE_LOW = 30


NO_GUARD = -1
PAUSED = -2  # what the flow returns where it was told to pause
# how the flow paused: between two steps, or in the midst of one, which then is lived anew, as a whole, when it goes on
BETWEEN_STEPS, MID_STEP = 1, 2
ABOVE, BELOW = 1, -1
# each guard's signal and the side of its threshold on which it is crossed
WATCHED = {
    Guard.TOO_COLD: (Signal.SENSED, BELOW),
    Guard.WARM_ENOUGH: (Signal.SENSED, ABOVE),
    Guard.TOO_WARM: (Signal.SENSED, ABOVE),
    Guard.COOL_ENOUGH: (Signal.SENSED, BELOW),
    Guard.FAR_TOO_COLD: (Signal.SENSED, BELOW),
    Guard.NEARLY_WARM: (Signal.SENSED, ABOVE),
    Guard.OUTDOOR_COLD: (Signal.OUTDOOR, BELOW),
    Guard.OUTDOOR_MILD: (Signal.OUTDOOR, ABOVE),
    Guard.COIL_FROSTED: (Signal.CAPACITY_KEPT, BELOW),
    Guard.DEFROST_TIMER: (Signal.COLD_RUN_TIME, ABOVE),
    Guard.COIL_CLEAR: (Signal.COIL, ABOVE),
    Guard.PUMP_TOO_COLD: (Signal.OUTDOOR, BELOW),
    Guard.PUMP_MILD: (Signal.OUTDOOR, ABOVE),
    Guard.FIRST_STAGE_COLD: (Signal.SENSED, BELOW),
    Guard.FIRST_STAGE_WARM: (Signal.SENSED, ABOVE),
    Guard.BACKUP_MILD: (Signal.OUTDOOR, ABOVE),
    Guard.BACKUP_COLD: (Signal.OUTDOOR, BELOW),
    Guard.SPEED_HELD: (Signal.HELD_SPEED, ABOVE),
    Guard.SPEED_FREE: (Signal.HELD_SPEED, BELOW),
    Guard.OIL_AWAY: (Signal.SLOW_RUN_TIME, ABOVE),
    Guard.SECOND_TOO_COLD: (Signal.SECOND_AIR, BELOW),
    Guard.SECOND_WARM_ENOUGH: (Signal.SECOND_AIR, ABOVE),
    Guard.SECOND_TOO_WARM: (Signal.SECOND_AIR, ABOVE),
    Guard.SECOND_COOL_ENOUGH: (Signal.SECOND_AIR, BELOW),
    Guard.SECOND_FAR_TOO_COLD: (Signal.SECOND_AIR, BELOW),
    Guard.SECOND_NEARLY_WARM: (Signal.SECOND_AIR, ABOVE),
    Guard.WALL_TOO_COLD: (Signal.AIR, BELOW),
    Guard.WALL_WARM_ENOUGH: (Signal.AIR, ABOVE),
    Guard.AIR_BLOCKED: (Signal.AIRFLOW, BELOW),
    Guard.COIL_TOO_COLD: (Signal.COIL_DROP, ABOVE),
    Guard.PRESSURE_LOW: (Signal.EVAPORATING, BELOW),
}
GUARD_SIGNAL = np.array([WATCHED[guard][0] for guard in Guard], dtype=np.int64)
GUARD_SIDE = np.array([WATCHED[guard][1] for guard in Guard], dtype=np.int64)


def _record(floats: str, integers: str = "") -> np.dtype:
    return np.dtype([(name, "f8") for name in floats.split()] + [(name, "i8") for name in integers.split()])


# `time` stands first: the flow's copy of the state begins with it
STATE = _record(
    """time humidity frost_mass frost_thickness speed modulation pump_store exchanger_store coil_enthalpy
    melt_start_mass melt_start_thickness cold_run_time slow_run_time approach surface_temperature capacity_kept
    airflow_share coil_drop evaporating lowest_supply refresh_at inflow pause
    sensed sample_at error target_speed soft_until fire second_air""",
    "paused",
)
CONTROLS = _record(
    """heating_setpoint cooling_setpoint heating_limit cooling_limit strip_power tempering burner
    furnace_power blower speed speed_floor power_cap extra_gain external_heat outdoor_offset
    outdoor_temperature
    second_heating_setpoint second_cooling_setpoint second_heating_limit second_cooling_limit
    second_share second_central_share baseboard_power valve_power""",
    """compressor fan modulating fire_modulates heating_side defrosting outdoor_fan fan_failed ideal_heating
    ideal_cooling circulating""",
)
PARAMETERS = _record(
    """step resting_step face_interval first_hour
    moisture_capacity
    duct_supply_leakage duct_return_leakage duct_supply_conductance duct_return_conductance
    proportional_gain integral_gain sample_interval speed_step slew soft_start_speed soft_start_time
    sensor_offset sensor_time_constant
    heating_speed_min heating_speed_max cooling_speed_min cooling_speed_max
    start_time_constant equalising_time_constant fan_flow fan_power
    crankcase_power crankcase_below standby_power pan_heater_power pan_heater_below
    frost_area fin_gap draught_thickness coil_capacity cold_coil_below outdoor_fan_power
    slow_below oil_return_rate
    melt_efficiency melt_heat_from_house melt_power melt_fan_power melt_speed retained_fraction
    peer_defrost_heat peer_defrost_power peer_time_fraction
    offcycle_conductance heating_specific_heat cooling_specific_heat
    furnace_capacity furnace_gas furnace_flow furnace_blower_power exchanger_time_constant exchanger_loss_time
    flue_share least_fire low_fire_excess pilot_power furnace_standby ideal_heating_capacity ideal_cooling_capacity
    second_gain_share second_strip_share""",
    "duct_zone second_zone strips_in_rooms frost_model hydronic zones_apart",
)
RATES = np.dtype([(variable.name, "f8") for variable in LEDGER])
# what the event log keeps of an instant; one block of memory, so that keeping it is one copy
MOMENT = np.dtype([("totals", "f8", len(Meter)), ("state", STATE), ("signals", "f8", len(Signal)), ("rates", RATES)])


@cache
def _structure(record: np.dtype) -> type[ctypes.Structure]:
    assert record.names is not None
    kinds = {"f": ctypes.c_double, "i": ctypes.c_int64}
    fields = [(name, kinds[record[name].kind]) for name in record.names]
    return type("Fields", (ctypes.Structure,), {"_fields_": fields})


def fields(record: np.ndarray) -> Any:
    """Return the fields of a record array's first element as attributes over the same memory.

    numpy takes ten times as long to read or write a field of a record, and processes do so at every event.
    """
    return _structure(record.dtype).from_buffer(record.view(np.uint8).data)
