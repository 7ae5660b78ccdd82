"""From configurations and machines to the parameters of the flow."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.config.backup import FurnaceConfig, StripsConfig
from cosim.config.defrost import FrostModel
from cosim.config.house import DuctsConfig
from cosim.config.thermostat import IdealConfig, ThermostatConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT, STANDARD_AIR_DENSITY
from cosim.envelope.envelope import Envelope
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.flow.modes import EXACT_SECONDS
from cosim.physics.peer_frost import NAMES, TIMED_FRACTION

RESIDUAL_TIME = 900.0  # s in which a furnace's heat exchanger loses to flue and ducts what the blower leaves in it
WATTS_PER_CFM = 0.375  # of a fan in ducts, ANSI/RESNET/ICC 301
CFM = 0.3048**3 / 60.0  # m3/s
DRAUGHT = 0.05  # of its air flow that a coil keeps while its fan stands; a judgement
PEER_DEFROST_EIR = 0.1528


RESTING_STEPS = 5  # internal steps in one while nothing runs
EQUALISING_TIME = 60.0  # s in which a stopped circuit loses the heat in its indoor coil to the outdoor side


@dataclass(frozen=True)
class Equipment:
    """What heats and cools a house, what moves the heat, and what controls it; None where there is no such piece."""

    heating: HeatPumpModel | None = None
    """The heat pump."""
    cooling: HeatPumpModel | None = None
    """The heat pump or air conditioner."""
    furnace: FurnaceConfig | None = None
    """A furnace, or a boiler."""
    strips: StripsConfig | None = None
    ideal: IdealConfig | None = None
    """Heat or cold to hold a setpoint exactly."""
    thermostat: ThermostatConfig = field(default_factory=ThermostatConfig)
    ducts: DuctsConfig | None = None
    """None where they run through conditioned space."""
    frost: FrostModel = "physical"


@dataclass(frozen=True)
class Period:
    """What part of the year the flow goes through, what it records of it, and in which steps."""

    begin: float = 0.0
    """Seconds since 1 January 00:00; before `first_hour` for a warm-up."""
    first_hour: int = 0
    """First hour of the year that is recorded."""
    hours: int = 8760
    """How many are recorded."""
    step: float = 60.0
    """Longest internal step while anything runs, s."""
    minutes: NDArray[np.float64] | None = None
    """A ledger of end uses by the minute to be filled, (end uses, minutes)."""


EVERY_HOUR = Period()


def set_parameters(p: Any, envelope: Envelope, equipment: Equipment, period: Period) -> None:
    """Set what does not change in a run, `p`, but for what the house's air holds.

    Parameters
    ----------
    p : record
        `cosim.flow.records.PARAMETERS`, zero.
    envelope : Envelope
        For its zones and how long the sources on its faces may be held.
    equipment : Equipment
    period : Period
    """
    unit = equipment.heating or equipment.cooling
    step = period.step
    p.step, p.first_hour, p.face_interval = step, period.first_hour, max(envelope.face_interval, step)
    # where faces are followed every step, so is a house in which nothing runs
    p.resting_step = max(step, min(RESTING_STEPS * step, EXACT_SECONDS)) if p.face_interval > step else step
    p.second_zone, p.second_gain_share = envelope.second_zone, envelope.second_gain_share
    p.second_strip_share = envelope.second_floor_share
    p.start_time_constant, p.equalising_time_constant, p.coil_capacity = 60.0, EQUALISING_TIME, 1.0
    p.frost_model = NAMES.index(equipment.frost)
    set_thermostat(p, equipment.thermostat)
    if unit is not None:
        set_pump(p, unit)
    if equipment.furnace is not None:
        set_furnace(p, equipment.furnace)
    if equipment.strips is not None:
        set_strips(p, equipment.strips, unit)
    if equipment.ideal is not None:
        p.ideal_heating_capacity = equipment.ideal.heating_capacity or np.inf
        p.ideal_cooling_capacity = equipment.ideal.cooling_capacity or np.inf
    without_ducts = unit is not None and unit.ductless and equipment.furnace is None
    if equipment.ducts is not None and not without_ducts:
        set_ducts(p, equipment.ducts, list(envelope.zone_names))


def set_pump(p: Any, unit: HeatPumpModel) -> None:
    """Set what a heat pump or air conditioner is beside its map."""
    p.heating_speed_min, p.cooling_speed_min = unit.speed_min, unit.cooling_speed_min
    p.heating_speed_max = unit.speed_max
    p.slow_below = unit.oil_return.below
    p.oil_return_rate = unit.oil_return.after / unit.oil_return.forgotten_after
    p.start_time_constant = unit.start_time_constant
    p.fan_power, p.fan_flow = indoor_air_at_rated_speed(unit)
    p.crankcase_power, p.crankcase_below = unit.crankcase_power, unit.crankcase_below
    p.standby_power = unit.standby_power
    p.pan_heater_power, p.pan_heater_below = unit.pan_heater_power, unit.pan_heater_below
    p.frost_area, p.fin_gap = unit.coil.area, unit.coil.fin_gap
    p.coil_capacity = unit.coil.heat_capacity
    thicknesses = np.linspace(0.5 * unit.coil.fin_gap, 0.0, unit.airflow_share.size)
    p.draught_thickness = np.interp(DRAUGHT, unit.airflow_share[::-1], thicknesses)
    p.offcycle_conductance = unit.coil.off_conductance
    p.melt_efficiency, p.melt_heat_from_house = unit.defrost.melt_efficiency, unit.defrost.heat_from_house
    p.melt_power = unit.defrost.compressor_power
    takes_from_house = unit.defrost.method == "reverse-cycle" and not unit.ductless
    p.melt_fan_power = p.fan_power if takes_from_house else 0.0
    p.melt_speed = 0.0 if unit.defrost.method == "resistance" else unit.speed_max
    p.outdoor_fan_power = unit.coil.fan_power
    # one constant EIR of reverse-cycle defrost, as OpenStudio-HPXML and OCHRE give it to EnergyPlus
    p.peer_defrost_heat, p.peer_time_fraction = unit.nominal_heating, TIMED_FRACTION
    p.peer_defrost_power = PEER_DEFROST_EIR * unit.nominal_heating / 1.01667
    p.retained_fraction, p.cold_coil_below = unit.defrost.retained_fraction, unit.defrost.coil_threshold
    p.heating_specific_heat = unit.heating.specific_heat if unit.heating else DRY_AIR_SPECIFIC_HEAT
    p.cooling_specific_heat = unit.cooling.specific_heat if unit.cooling else DRY_AIR_SPECIFIC_HEAT


def indoor_air_at_rated_speed(unit: HeatPumpModel) -> tuple[float, float]:
    """Return power, W, and flow of dry air, kg/s, of the indoor fan at the compressor's rated speed."""
    table, speed = (unit.heating, unit.speed_rated) if unit.heating else (unit.cooling, unit.cooling_speed_rated)
    assert table is not None
    point = table.at(table.axis(0)[-1], table.axis(1)[0], np.array(speed))
    return float(point.indoor_fan_power), float(point.indoor_air_flow)


def set_furnace(p: Any, furnace: FurnaceConfig) -> None:
    """Set burner, exchanger and blower of a furnace, or of a boiler with its circulator."""
    p.furnace_capacity, p.hydronic = furnace.capacity, int(furnace.distribution == "radiators")
    p.furnace_gas = furnace.capacity / furnace.efficiency
    p.furnace_flow = furnace.capacity / (DRY_AIR_SPECIFIC_HEAT * furnace.temperature_rise)
    p.furnace_blower_power = furnace.blower_power
    p.exchanger_time_constant = furnace.exchanger_time_constant
    p.exchanger_loss_time, p.flue_share = RESIDUAL_TIME, furnace.flue_share
    p.least_fire, p.pilot_power = furnace.least_fire, furnace.pilot_power
    low = furnace.low_fire_efficiency or furnace.efficiency
    if furnace.least_fire < 1.0:
        p.low_fire_excess = (furnace.efficiency / low - 1.0) / (1.0 - furnace.least_fire)
    p.furnace_standby = furnace.standby_power


def set_thermostat(p: Any, thermostat: ThermostatConfig) -> None:
    """Set the sensor and the law by which a communicating control modulates."""
    law = thermostat.modulation
    p.proportional_gain = 1.0 / law.band
    p.integral_gain = p.proportional_gain / law.integral_time
    p.sample_interval, p.speed_step, p.slew = law.sample, law.speed_step, law.slew
    p.soft_start_speed, p.soft_start_time = law.soft_start_speed, law.soft_start
    p.sensor_offset, p.sensor_time_constant = thermostat.sensor_offset, thermostat.sensor_time_constant


def set_strips(p: Any, strips: StripsConfig, unit: HeatPumpModel | None) -> None:
    """Set where strips give their heat and, if they are alone, their fan."""
    beside_ductless = unit is not None and unit.ductless
    p.strips_in_rooms = int(strips.kind == "baseboards" or (strips.kind is None and beside_ductless))
    if unit is None:  # an electric furnace has a fan of its own
        p.fan_flow = strips.capacity / (DRY_AIR_SPECIFIC_HEAT * strips.temperature_rise)
        flow = p.fan_flow / STANDARD_AIR_DENSITY
        p.fan_power = WATTS_PER_CFM * flow / CFM if strips.blower_power is None else strips.blower_power


def set_ducts(p: Any, ducts: DuctsConfig, zones: list[str]) -> None:
    """Set where ducts run outside the conditioned zone, how they leak and conduct."""
    p.duct_zone = -1 if ducts.zone == "outdoors" else zones.index(ducts.zone)
    p.duct_supply_leakage, p.duct_return_leakage = ducts.supply_leakage, ducts.return_leakage
    p.duct_supply_conductance = ducts.supply_area / ducts.resistance
    p.duct_return_conductance = ducts.return_area / ducts.resistance
