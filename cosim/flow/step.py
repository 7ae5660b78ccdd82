"""A step of the flow: what is constant in its hour and in the step itself, and the heat that reaches the room."""

from math import floor, sqrt
from typing import Any

from cosim.constants import DRY_AIR_GAS_CONSTANT, DRY_AIR_SPECIFIC_HEAT, HOUR, QUARTER
from cosim.envelope.columns import (
    AIRING,
    CONVECTIVE,
    DRY_BULB,
    EXHAUST,
    FIRST_ZONE_GAIN,
    FUEL,
    HEAT_RECOVERY,
    HUMIDITY,
    LATENT,
    MOISTURE_RECOVERY,
    OTHER,
    PRESSURE,
    RADIANT,
    SLOPE,
    SUPPLY,
)
from cosim.equipment.machine_map import MachineMap
from cosim.flow.air_paths import pass_ducts
from cosim.flow.boundary import SLOPE_FROM, hourly_profile
from cosim.flow.groups import Ducts, MapReading, Site, Zones
from cosim.flow.heat_pump import defrost_rates, idle_rates, pump_rates
from cosim.flow.heaters import furnace_rates
from cosim.flow.marks import in_kernel, inlined
from cosim.flow.records import Compressor
from cosim.flow.step_length import length_on_grid
from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.infiltration import combined_flow

OFF, HEATING, COOLING, DEFROST = (int(kind) for kind in Compressor)
FARTHEST = 0.5  # K by which the room may go on in half a long step


@inlined
def open_hour(step: Any, state: Any, controls: Any, site: Site) -> None:
    """Fill in outdoor air, pressure and gains of the hour that begins.

    Parameters
    ----------
    step, state, controls
        Records of `cosim.flow.records`.
    site : Site
        Weather and gains by hour; the year repeats.
    """
    weather, gains = site.weather, site.gains
    number = floor(state.time / HOUR + 1e-12)
    step.hour_began = number * HOUR
    step.hour = hour = int(number) % 8760
    step.outdoor_began, step.outdoor_change = hourly_profile(weather, hour, DRY_BULB)
    step.humidity_began, step.humidity_change = hourly_profile(weather, hour, HUMIDITY)
    if controls.outdoor_temperature > 0.0:
        step.outdoor_began, step.outdoor_change = controls.outdoor_temperature, 0.0
    step.outdoor_began += controls.outdoor_offset
    step.pressure = weather[hour, PRESSURE]
    step.convective = gains[hour, CONVECTIVE] + controls.extra_gain
    step.radiant, step.latent, step.other = gains[hour, RADIANT], gains[hour, LATENT], gains[hour, OTHER]
    step.fuel, step.slope, step.may_air = gains[hour, FUEL], gains[hour, SLOPE], gains[hour, AIRING]
    step.elsewhere = 0.0
    for column in range(FIRST_ZONE_GAIN, (FIRST_ZONE_GAIN + gains.shape[1]) // 2):
        step.elsewhere += gains[hour, column]
    step.supply, step.exhaust = gains[hour, SUPPLY], gains[hour, EXHAUST]
    step.heat_recovery, step.moisture_recovery = gains[hour, HEAT_RECOVERY], gains[hour, MOISTURE_RECOVERY]


@inlined
def open_step(step: Any, state: Any, controls: Any, parameters: Any, until: float) -> None:
    """Set the step's length, s, and the air outdoors and at the indoor unit that it is evaluated with.

    The step ends at the next instant of the grid, of a quarter hour, or of the caller, `until` (s).
    """
    time = state.time
    step.elapsed = elapsed = time - step.hour_began
    step.quarter_end = (floor(elapsed / QUARTER + 1e-9) + 1.0) * QUARTER
    on_grid = length_on_grid(state, controls, parameters, elapsed)
    step.dt = min(on_grid, step.quarter_end - elapsed, until - time)
    take_middle(step, state, controls, parameters)


@in_kernel
def take_middle(step: Any, state: Any, controls: Any, parameters: Any) -> None:
    """Set the air outdoors and at the indoor unit at the step's middle; in a short step, the room's at its beginning.

    In a long step the room goes on as it went in the step before.
    """
    middle = (step.elapsed + 0.5 * step.dt) / HOUR
    step.outdoor = step.outdoor_began + step.outdoor_change * middle
    step.outdoor_humidity = step.humidity_began + step.humidity_change * middle
    if controls.outdoor_offset < 0.0 or controls.outdoor_temperature > 0.0:
        step.outdoor_humidity = min(step.outdoor_humidity, humidity_ratio_saturated(step.outdoor, step.pressure))
    step.unit_air = state.air + controls.second_share * (state.second_air - state.air)
    if step.dt > parameters.step + 1e-9:
        step.unit_air += min(max(0.5 * state.drift * step.dt, -FARTHEST), FARTHEST)


@in_kernel
def shorten(step: Any, state: Any, controls: Any, parameters: Any) -> None:
    """End a long step at the next instant of the grid of short ones."""
    short = parameters.step
    step.dt = min(step.dt, (floor(step.elapsed / short + 1e-9) + 1.0) * short - step.elapsed)
    take_middle(step, state, controls, parameters)


@inlined
def equipment_rates(
    plant: Any,
    rates: Any,
    state: Any,
    controls: Any,
    parameters: Any,
    step: Any,
    heating: MachineMap,
    cooling: MachineMap,
    reading: MapReading,
) -> None:
    """Add to `plant` and `rates` what heat pump or air conditioner and furnace do in this step.

    Parameters
    ----------
    plant, rates, state, controls, parameters, step
        Records of `cosim.flow.records`.
    heating, cooling : MachineMap
        Of the heat pump or air conditioner.
    reading : MapReading
        Left with the map's quantities while the compressor runs.
    """
    plant.exchanger_store_next = state.exchanger_store
    if controls.compressor == HEATING:
        pump_rates(plant, rates, state, controls, parameters, step, heating, reading)
    elif controls.compressor == COOLING:
        pump_rates(plant, rates, state, controls, parameters, step, cooling, reading)
    elif controls.compressor == DEFROST:
        defrost_rates(plant, rates, state, parameters, step.dt)
    else:
        idle_rates(plant, rates, state, controls, parameters, step)
    plant.pump_heat = plant.heat
    if parameters.furnace_capacity > 0.0:
        furnace_rates(plant, rates, state, controls, parameters, step.dt)


@in_kernel
def let_air_in(rates: Any, state: Any, controls: Any, parameters: Any, step: Any) -> None:
    """Open windows or run the whole-house fan as far as it takes to cool the room to the middle of its setpoints.

    Sets in `state` the outdoor air that enters so, kg/s.
    """
    state.airing = 0.0
    air, outdoor = state.air, step.outdoor
    wanted = 0.5 * (controls.heating_setpoint + controls.cooling_setpoint)
    if air <= outdoor or air <= wanted or step.outdoor_humidity >= parameters.airing_max_humidity:
        return
    share = min((air - wanted) / (air - outdoor), 1.0)
    flow = share * parameters.airing_fan_flow
    if flow > 0.0:
        rates.other_electricity += share * parameters.airing_fan_power
    elif step.may_air > 0.0:
        through_windows = parameters.airing_area * sqrt(parameters.airing_stack * (air - outdoor) + state.airing_wind)
        flow = min(share * through_windows, parameters.airing_max_flow)
    state.airing = flow * step.pressure / (DRY_AIR_GAS_CONSTANT * outdoor)
    rates.airing_heat = state.airing * DRY_AIR_SPECIFIC_HEAT * (outdoor - air)


@inlined
def air_in(state: Any, step: Any, imbalance: float) -> None:
    """Set what enters the rooms from outdoors by leaks, fans and windows, kg/s, as it counts for heat and for moisture.

    Ducts that lose more than they draw in, `imbalance` kg/s, act as a fan that takes air out, and the other way round.
    `cosim.physics.ducts` counts their own air, from outdoors or from around the ducts: it is not counted again.
    """
    supply, exhaust = step.supply + max(-imbalance, 0.0), step.exhaust + max(imbalance, 0.0)
    entering = combined_flow(state.natural, supply, exhaust) - abs(imbalance) + state.airing
    state.inflow, state.moist_inflow = entering - step.heat_recovery, entering - step.moisture_recovery


@inlined
def room_heat(
    plant: Any, rates: Any, state: Any, controls: Any, parameters: Any, step: Any, zones: Zones, ducts: Ducts
) -> None:
    """Fill `step` with the heat to each air node, W: of equipment through its ducts, of leaks and of gains."""
    air, outdoor = state.air, step.outdoor
    step.sloped = step.slope * (air - SLOPE_FROM)
    convective = step.convective + step.sloped
    heat = pass_ducts(plant, rates, state, step, ducts)
    step.second_heat = 0.0
    if parameters.second_zone > 0:
        baseboards = controls.baseboard_power
        rates.strip_electricity += baseboards
        rates.strip_heat += baseboards
        central = plant.heat - plant.pump_heat
        unit_heat = controls.second_share * plant.pump_heat + controls.second_central_share * central
        if plant.heat != 0.0:
            unit_heat *= heat / plant.heat  # what ducts lose is lost to both alike
        unit_heat += plant.direct_second
        heat += plant.direct - unit_heat
        step.second_heat = unit_heat + baseboards + parameters.second_gain_share * convective
    else:
        heat += plant.direct
    rates.return_air_temperature = rates.supply_air_temperature = air
    if plant.flow > 0.0:
        rates.return_air_temperature = step.return_air
        rates.supply_air_temperature = step.return_air + plant.heat / (plant.flow * DRY_AIR_SPECIFIC_HEAT)
    if controls.defrosting == 1:
        state.lowest_supply = min(state.lowest_supply, rates.supply_air_temperature)
    if parameters.airs == 1:
        let_air_in(rates, state, controls, parameters, step)
    air_in(state, step, step.duct_imbalance)
    leaking = state.inflow * DRY_AIR_SPECIFIC_HEAT * (outdoor - air)
    rates.infiltration_heat = leaking
    gains = (1.0 - parameters.second_gain_share) * convective
    rates.external_heat += controls.external_heat  # to that of ports
    step.air_heat = heat + leaking + gains + rates.external_heat + zones.heat[0]


@inlined
def note_conditions(rates: Any, step: Any, state: Any, controls: Any, parameters: Any, zones: Zones) -> None:
    """Fill `rates` with temperatures, humidities and setpoints of this step, before the state moves on."""
    rates.indoor_humidity_ratio = state.humidity
    rates.duct_zone_humidity_ratio = step.duct_zone_humidity
    rates.outdoor_temperature = step.outdoor
    rates.outdoor_humidity_ratio = step.outdoor_humidity
    rates.indoor_temperature = mean = 0.5 * (state.air + step.air)
    rates.heating_setpoint = controls.heating_setpoint
    rates.cooling_setpoint = controls.cooling_setpoint
    rates.unmet_heating = max(controls.heating_limit - 0.5 - mean, 0.0)
    rates.unmet_cooling = max(mean - 0.5 - controls.cooling_limit, 0.0)
    rates.second_zone_temperature = mean
    if parameters.second_zone > 0:
        second_mean = 0.5 * (zones.temperature[parameters.second_zone] + step.second_air)
        rates.second_zone_temperature = second_mean
        rates.unmet_heating = max(rates.unmet_heating, controls.second_heating_limit - 0.5 - second_mean)
        rates.unmet_cooling = max(rates.unmet_cooling, second_mean - 0.5 - controls.second_cooling_limit)
    rates.internal_gain = step.convective + step.sloped + step.radiant + step.elsewhere + step.elsewhere_sloped
    rates.other_electricity += step.other + step.sloped + step.elsewhere_sloped
    rates.other_fuel += step.fuel
