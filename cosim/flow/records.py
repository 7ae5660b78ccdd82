"""What crosses between Python and the compiled flow: records whose fields are named like the physics.

SimPy processes write ``CONTROLS``; the flow writes ``STATE`` and the ledger; ``PARAMETERS`` do not change.
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


class Meter(IntEnum):
    """Running totals, J: what an event took is the difference of two readings."""

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
    HOUSE_ELECTRICITY = 10


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
    COIL_FREEZES = 31
    PRESSURE_HIGH = 32
    ROOM_HOT = 33


NO_GUARD = -1
PAUSED = -2  # what the flow returns at an instant at which it pauses
# how the flow paused: between two steps, or within one, which is then repeated as a whole when the flow goes on
BETWEEN_STEPS, MID_STEP = 1, 2
ABOVE, BELOW = 1, -1
# the field of the state that each guard watches, and the side of its threshold on which it is crossed
WATCHED = {
    Guard.TOO_COLD: ("sensed", BELOW),
    Guard.WARM_ENOUGH: ("sensed", ABOVE),
    Guard.TOO_WARM: ("sensed", ABOVE),
    Guard.COOL_ENOUGH: ("sensed", BELOW),
    Guard.FAR_TOO_COLD: ("sensed", BELOW),
    Guard.NEARLY_WARM: ("sensed", ABOVE),
    Guard.OUTDOOR_COLD: ("outdoor", BELOW),
    Guard.OUTDOOR_MILD: ("outdoor", ABOVE),
    Guard.COIL_FROSTED: ("capacity_kept", BELOW),
    Guard.DEFROST_TIMER: ("cold_run_time", ABOVE),
    Guard.COIL_CLEAR: ("coil_temperature", ABOVE),
    Guard.PUMP_TOO_COLD: ("outdoor", BELOW),
    Guard.PUMP_MILD: ("outdoor", ABOVE),
    Guard.FIRST_STAGE_COLD: ("sensed", BELOW),
    Guard.FIRST_STAGE_WARM: ("sensed", ABOVE),
    Guard.BACKUP_MILD: ("outdoor", ABOVE),
    Guard.BACKUP_COLD: ("outdoor", BELOW),
    Guard.SPEED_HELD: ("held_speed", ABOVE),
    Guard.SPEED_FREE: ("held_speed", BELOW),
    Guard.OIL_AWAY: ("slow_run_time", ABOVE),
    Guard.SECOND_TOO_COLD: ("second_air", BELOW),
    Guard.SECOND_WARM_ENOUGH: ("second_air", ABOVE),
    Guard.SECOND_TOO_WARM: ("second_air", ABOVE),
    Guard.SECOND_COOL_ENOUGH: ("second_air", BELOW),
    Guard.SECOND_FAR_TOO_COLD: ("second_air", BELOW),
    Guard.SECOND_NEARLY_WARM: ("second_air", ABOVE),
    Guard.WALL_TOO_COLD: ("air", BELOW),
    Guard.WALL_WARM_ENOUGH: ("air", ABOVE),
    Guard.AIR_BLOCKED: ("airflow_share", BELOW),
    Guard.COIL_TOO_COLD: ("coil_drop", ABOVE),
    Guard.PRESSURE_LOW: ("evaporating", BELOW),
    Guard.COIL_FREEZES: ("evaporating", BELOW),
    Guard.PRESSURE_HIGH: ("condensing", ABOVE),
    Guard.ROOM_HOT: ("sensed", ABOVE),
}


def _record(floats: str, integers: str = "") -> np.dtype:
    return np.dtype([(name, "f8") for name in floats.split()] + [(name, "i8") for name in integers.split()])


# `time` stands first: the flow's copy of the state begins with it; next come the fields that guards watch
STATE = _record(
    """time
    air second_air sensed outdoor capacity_kept airflow_share coil_drop evaporating condensing coil_temperature
    held_speed cold_run_time slow_run_time
    humidity frost_mass frost_thickness speed modulation pump_store migrated exchanger_store coil_enthalpy
    melt_start_mass melt_start_thickness approach spread surface_temperature lowest_supply
    refresh_at refreshed_at air_refresh_at pause
    natural inflow moist_inflow airing airing_wind
    sample_at error target_speed soft_until changed_at drift growth fire quarter_began_at house_quarter_began_at
    film_heat air_flow""",
    "paused",
)
"""What changes as time passes.

Watched by guards:

========================  =====  =====================================================================================
air, second_air           K      air of the conditioned zone, and of the second one; the first's where there is none
sensed                    K      what the thermostat reads
outdoor                   K      outdoor dry bulb
capacity_kept             1      heating capacity relative to the clean coil's at this point
airflow_share             1      air flow through the outdoor coil relative to the clean coil's
coil_drop                 K      by which frost lowers the evaporating temperature at this point
evaporating               K      evaporating temperature: outdoors while heating, indoors while cooling
condensing                K      condensing temperature at the gauge
coil_temperature          K      the outdoor coil in a defrost
held_speed                1      share of the speed that a limit leaves, where one holds it down; else 0
cold_run_time             s      compressor run time below the defrost thermostat's temperature
slow_run_time             s      running so slowly that oil stays behind, less what faster running made good
========================  =====  =====================================================================================
"""
# first what moves nothing at the instant at which it is set: setpoints, and what only draws power
CONTROLS = _record(
    """heating_setpoint cooling_setpoint heating_limit cooling_limit
    second_heating_setpoint second_cooling_setpoint second_heating_limit second_cooling_limit
    furnace_power valve_power fan_stops_at blower_starts_at blower_stops_at igniter_at
    lights_at noted_at
    strip_power tempering burner blower speed speed_floor power_cap extra_gain external_heat outdoor_offset
    outdoor_temperature second_share second_central_share baseboard_power""",
    """compressor fan modulating fire_modulates heating_side defrosting outdoor_fan fan_failed ideal_heating
    ideal_cooling circulating""",
)
"""What processes set. What they set for later the flow does on time (`cosim.flow.on_time`): the indoor fan stops, the
furnace's blower or pump starts and stops, its igniter is switched on, its burner lights, a snapshot is noted for the
event log; in s, infinite for never.
"""
FIRST_THAT_ACTS = (CONTROLS.names or ()).index("strip_power")
"""Of the controls: those before it move nothing at the instant at which they are set."""
# parameters that are taken as they are: the flow's name, and where the value stands in what it is taken from
FROM_MACHINE = {
    "heating_speed_min": "speed_min",
    "heating_speed_max": "speed_max",
    "cooling_speed_min": "cooling_speed_min",
    "slow_below": "oil_return.below",
    "heating_lag": "start.heating_lag",
    "cooling_lag": "start.cooling_lag",
    "equalising_time": "start.rest.equalising",
    "migration_time": "start.rest.migration",
    "crankcase_power": "standby.crankcase_power",
    "crankcase_below": "standby.crankcase_below",
    "standby_power": "standby.power",
    "pan_power_defrosting": "standby.pan_heater_power",
    "pan_power_heating": "standby.pan_power_heating",
    "pan_power_idle": "standby.pan_power_idle",
    "pan_heater_below": "standby.pan_heater_below",
    "frost_area": "coil.area",
    "fin_gap": "coil.fin_gap",
    "coil_capacity": "coil.heat_capacity",
    "offcycle_conductance": "coil.off_conductance",
    "outdoor_fan_power": "coil.fan_power",
    "melt_efficiency": "defrost.melt_efficiency",
    "melt_heat_from_house": "melt_heat_from_house",
    "melt_power": "melt_power",
    "retained_fraction": "defrost.retained_fraction",
    "cold_coil_below": "defrost.coil_threshold",
    "peer_defrost_heat": "nominal_heating",
    "condenser_lift": "safeties.condenser_lift",
    "rejection_lift": "safeties.rejection_lift",
    "starving": "safeties.starving",
}
"""Of `cosim.equipment.heat_pump.HeatPumpModel`."""
FROM_FURNACE = {
    "furnace_capacity": "capacity",
    "furnace_blower_power": "blower_power",
    "furnace_standby": "standby_power",
    "exchanger_time_constant": "exchanger_time_constant",
    "flue_share": "flue_share",
    "fire_min": "min_fire",
    "pilot_power": "pilot_power",
    "inducer_power": "inducer_power",
    "igniter_power": "igniter_power",
    "fire_modulates": "modulates",
}
"""Of `cosim.config.backup.FurnaceConfig`."""
FROM_THERMOSTAT = {
    "sample_interval": "modulation.sample",
    "speed_step": "modulation.speed_step",
    "slew": "modulation.slew",
    "soft_start_speed": "modulation.soft_start_speed",
    "soft_start_time": "modulation.soft_start",
    "sensor_offset": "sensor_offset",
    "sensor_time_constant": "sensor_time_constant",
}
"""Of `cosim.config.thermostat.ThermostatConfig`."""
FROM_AIRING = {
    "airing_area": "area",
    "airing_stack": "stack",
    "airing_wind_factor": "wind",
    "airing_max_flow": "max_flow",
    "airing_max_humidity": "max_humidity",
    "airing_fan_flow": "fan_flow",
    "airing_fan_power": "fan_power",
}
"""Of `cosim.envelope.gains.Airing`."""
PARAMETERS = _record(
    f"""{" ".join([*FROM_MACHINE, *FROM_FURNACE, *FROM_THERMOSTAT, *FROM_AIRING])}
    step resting_step face_interval most_intervals first_hour moisture_capacity
    proportional_gain integral_gain
    fan_flow fan_power
    draught_thickness oil_return_rate melt_fan_power melt_speed
    peer_defrost_power peer_tempering peer_cools_house heating_specific_heat cooling_specific_heat
    furnace_gas furnace_flow exchanger_loss_time low_fire_excess
    ideal_heating_capacity ideal_cooling_capacity
    second_gain_share second_strip_share strip_efficiency""",
    "second_zone strips_in_rooms frost_model hydronic zones_apart airs",
)
"""What does not change in a run; SI. `cosim.flow.parameters` fills them in, and works out those that are not taken."""
PLANT = _record(
    """heat pump_heat direct direct_second flow latent frost_rate thickness_rate melt_rate coil_rate cold_time_rate
    kept_slope drop_slope airflow_slope speed_next modulation_rate pump_store_next migrated_next exchanger_store_next
    approach spread held_speed slow_rate slowest fastest grown"""
)
"""What the equipment does in this step, beside what is recorded: heat (W), flow (kg/s), how fast its state moves."""
STEP = _record(
    """hour_began outdoor_began outdoor_change humidity_began humidity_change pressure convective radiant latent other
    supply exhaust heat_recovery moisture_recovery fuel slope sloped elsewhere elsewhere_sloped may_air
    elapsed dt quarter_end outdoor outdoor_humidity unit_air
    return_air return_humidity duct_zone_humidity air_moisture duct_imbalance
    air_heat second_heat infiltration_heat static second_static air second_air""",
    "hour blown",
)
"""The present step and its hour.

Of the hour: when it began (s) and which of the year it is, outdoor temperature (K) and humidity ratio at its beginning
and their change, pressure (Pa), gains (W, and W/K of room temperature), those of other zones (W), what fans bring in,
take out and recover (kg/s), fuel (W), whether windows may be opened. Of the step: gains by the room's temperature and
by that of other zones (W), seconds since the hour began, length, end of the quarter hour, outdoor air at its middle,
room air that is drawn to the indoor unit (K), that air as it arrives there after its duct (K and humidity ratio), air
around the ducts, water that the air handler's air brings to the rooms (kg/s), by how much more the supply leaks than
the return (kg/s), whether a furnace's blower moves it, heat to each air node (W), the part of the zones' air
temperature that does not go through the modes (K), and that temperature at the step's end (K).
"""
RATES = np.dtype([(variable.name, "f8") for variable in LEDGER])
# one block of memory, of which snapshots are taken (`cosim.flow.moments`)
BLOCK = np.dtype([("totals", "f8", len(Meter)), ("state", STATE), ("rates", RATES)])
assert STATE.names is not None
GUARD_FIELD = np.array([STATE.names.index(WATCHED[guard][0]) for guard in Guard], dtype=np.int64)
GUARD_SIDE = np.array([WATCHED[guard][1] for guard in Guard], dtype=np.int64)


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
