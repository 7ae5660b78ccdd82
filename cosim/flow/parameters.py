"""From configurations and machines to the parameters of the flow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.config.backup import FurnaceConfig, StripsConfig
from cosim.config.defrost import FrostModel
from cosim.config.house import PlacedDuctsConfig
from cosim.config.thermostat import IdealConfig, ThermostatConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT, STANDARD_AIR_DENSITY
from cosim.envelope.envelope import Envelope
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.equipment.start_up import REST, indoor_air_at_rated_speed
from cosim.flow.modes import EXACT_SECONDS
from cosim.flow.records import FROM_AIRING, FROM_FURNACE, FROM_MACHINE, FROM_THERMOSTAT
from cosim.physics.frost_models import NUMBERS, is_tempered
from cosim.physics.start_up import SHORTEST_LAG

RESIDUAL_TIME = 900.0  # s in which a furnace's heat exchanger loses to flue and ducts what the blower leaves in it
WATTS_PER_CFM = 0.375  # of a fan in ducts, ANSI/RESNET/ICC 301
CFM = 0.3048**3 / 60.0  # m3/s
DRAUGHT = 0.05  # of its air flow that a coil keeps while its fan stands; a judgement
PEER_DEFROST_EIR = 0.1528


RESTING_STEPS = 5  # internal steps in one while nothing runs
MOST_INTERVALS = 4  # for which sources on faces are held


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
    ducts: tuple[PlacedDuctsConfig, ...] = ()
    """Those outside the first zone."""
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
    holds = p.face_interval > step
    p.resting_step = max(step, min(RESTING_STEPS * step, EXACT_SECONDS)) if holds else step
    p.most_intervals = MOST_INTERVALS if holds else 1
    p.second_zone, p.second_gain_share = envelope.second_zone, envelope.second_gain_share
    p.second_strip_share = envelope.second_floor_share
    take(p, FROM_AIRING, envelope.airing)
    p.airs = int(envelope.airing.area > 0.0 or envelope.airing.fan_flow > 0.0)
    p.heating_lag = p.cooling_lag = SHORTEST_LAG
    p.equalising_time, p.migration_time, p.coil_capacity = *REST["valve"], 1.0
    p.frost_model, p.peer_cools_house = NUMBERS[equipment.frost], float(is_tempered(equipment.frost))
    set_thermostat(p, equipment.thermostat)
    if unit is not None:
        set_pump(p, unit)
    if equipment.furnace is not None:
        set_furnace(p, equipment.furnace)
    if equipment.strips is not None:
        set_strips(p, equipment.strips, unit)
        tempers = equipment.strips.tempers and p.strips_in_rooms == 0 and unit is not None
        p.peer_tempering = equipment.strips.capacity if tempers and is_tempered(equipment.frost) else 0.0
    if equipment.ideal is not None:
        p.ideal_heating_capacity = equipment.ideal.heating_capacity or np.inf
        p.ideal_cooling_capacity = equipment.ideal.cooling_capacity or np.inf


def take(p: Any, places: Mapping[str, str], source: object) -> None:
    """Set the parameters that are taken as they are; `places` gives the attribute of `source` that each comes from."""
    for name, place in places.items():
        setattr(p, name, attrgetter(place)(source))


def set_pump(p: Any, unit: HeatPumpModel) -> None:
    """Set what a heat pump or air conditioner is beside its map."""
    take(p, FROM_MACHINE, unit)
    p.heating_lag, p.cooling_lag = max(p.heating_lag, SHORTEST_LAG), max(p.cooling_lag, SHORTEST_LAG)
    p.oil_return_rate = unit.oil_return.after / unit.oil_return.forgotten_after
    p.fan_power, p.fan_flow = indoor_air_at_rated_speed(unit)
    thicknesses = np.linspace(0.5 * unit.coil.fin_gap, 0.0, unit.airflow_share.size)
    p.draught_thickness = np.interp(DRAUGHT, unit.airflow_share[::-1], thicknesses)
    takes_from_house = unit.defrost.method == "reverse-cycle" and not unit.ductless
    p.melt_fan_power = p.fan_power if takes_from_house else 0.0
    p.melt_speed = 0.0 if unit.defrost.method == "resistance" else unit.speed_max
    if unit.defrost.method == "resistance":
        p.peer_defrost_power, p.peer_defrost_heat = unit.defrost.heater_power, 0.0
    else:
        # one constant EIR of reverse-cycle defrost, as OpenStudio-HPXML and OCHRE give it to EnergyPlus
        p.peer_defrost_power = PEER_DEFROST_EIR * unit.nominal_heating / 1.01667
    p.heating_specific_heat = unit.heating.specific_heat if unit.heating else DRY_AIR_SPECIFIC_HEAT
    p.cooling_specific_heat = unit.cooling.specific_heat if unit.cooling else DRY_AIR_SPECIFIC_HEAT


def exchange_pump(p: Any, unit: HeatPumpModel) -> None:
    """Set what goes with a machine's map, where another map takes its place in a run."""
    p.fan_power, p.fan_flow = indoor_air_at_rated_speed(unit)
    p.condenser_lift, p.rejection_lift = unit.safeties.condenser_lift, unit.safeties.rejection_lift


def set_furnace(p: Any, furnace: FurnaceConfig) -> None:
    """Set burner, exchanger and blower of a furnace, or of a boiler with its circulator."""
    take(p, FROM_FURNACE, furnace)
    p.hydronic = int(furnace.distribution == "radiators")
    p.furnace_gas = furnace.capacity / furnace.efficiency
    p.furnace_flow = furnace.capacity / (DRY_AIR_SPECIFIC_HEAT * furnace.temperature_rise)
    p.exchanger_loss_time = RESIDUAL_TIME
    if furnace.min_fire < 1.0:
        low = furnace.low_fire_efficiency or furnace.efficiency
        p.low_fire_excess = (furnace.efficiency / low - 1.0) / (1.0 - furnace.min_fire)


def set_thermostat(p: Any, thermostat: ThermostatConfig) -> None:
    """Set the sensor and the law by which a communicating control modulates."""
    take(p, FROM_THERMOSTAT, thermostat)
    p.proportional_gain = 1.0 / thermostat.modulation.band
    p.integral_gain = p.proportional_gain / thermostat.modulation.integral_time


def set_strips(p: Any, strips: StripsConfig, unit: HeatPumpModel | None) -> None:
    """Set where strips give their heat and, if they are alone, their fan."""
    beside_ductless = unit is not None and unit.ductless
    p.strip_efficiency = strips.efficiency
    p.strips_in_rooms = int(strips.kind == "baseboards" or (strips.kind is None and beside_ductless))
    if unit is None:  # an electric furnace has a fan of its own
        p.fan_flow = strips.capacity / (DRY_AIR_SPECIFIC_HEAT * strips.temperature_rise)
        flow = p.fan_flow / STANDARD_AIR_DENSITY
        p.fan_power = WATTS_PER_CFM * flow / CFM if strips.blower_power is None else strips.blower_power
