"""Estimated electricity per unit of heat, hour by hour: how a control that knows prices looks ahead.

The machine's own map at the hour's weather, at the speed that the house's load asks for, net of frost and defrosts as
they would go on average. An estimate for choosing between sources; the simulation itself has every defrost.
"""

import numpy as np

from cosim.arrays import Array
from cosim.config.backup import FurnaceConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT, FREEZING, FUSION_HEAT, HOURS_OF_YEAR
from cosim.envelope.envelope import Envelope
from cosim.equipment.heat_pump import HeatPumpModel, Table
from cosim.equipment.machine_map import CAPACITY_KEPT
from cosim.flow.crossing import kernel
from cosim.physics.frost import frozen_fraction, layer_density, surface_spread, wet_surface
from cosim.physics.infiltration import combined_flow, zone_air_flow
from cosim.weather import Weather

OUTDOOR, GROUND, AIR = 0, 1, 2  # rows of the envelope's inputs
SPEEDS = 3
CYCLING_LOSS = 0.12  # of the heat, where the machine runs for a vanishing share of the time; between the tests' values
ICE_WARMING = 1.1  # heat for melting ice and warming it from some -15 °C, over that for melting


def hourly_electricity_per_heat(model: HeatPumpModel, envelope: Envelope, weather: Weather, room: float) -> Array:
    """Electricity per heat from the heat pump in each hour.

    Parameters
    ----------
    model : HeatPumpModel
        A machine that heats.
    envelope : Envelope
    weather : Weather
    room : float
        Heating setpoint, K.

    Returns
    -------
    ndarray, shape (8760,)
        J of electricity, fans included, for one J of heat, net of defrosts; infinite below the machine's cut-off.
    """
    table = model.heating
    assert table is not None, "a heat pump heats"
    outdoor, load = weather.dry_bulb, steady_load(envelope, weather, room)
    least, greatest = (np.interp(outdoor, table.axis(0), model.heating_range[row]) for row in (0, 1))
    if model.speed_max <= model.speed_min:
        fixed = model.speed_rated if model.stages != 2 else model.speed_min
        heat, power = net_of_frost(model, weather, room, np.full(HOURS_OF_YEAR, fixed))
        heat_at, power_at = heat[None], power[None]
    else:
        shares = np.linspace(0.0, 1.0, SPEEDS)
        speeds = least + shares[:, None] * np.maximum(greatest - least, 0.0)
        pairs = [net_of_frost(model, weather, room, speed) for speed in speeds]
        heat_at, power_at = (np.array(column) for column in zip(*pairs, strict=True))
    heat, power = heat_at[0].copy(), power_at[0].copy()
    for slower in range(len(heat_at) - 1):  # the speed at which the heat is the load, between two that were solved
        rise = np.maximum(heat_at[slower + 1] - heat_at[slower], 1.0)
        share = np.clip((load - heat_at[slower]) / rise, 0.0, 1.0)
        more = load > heat_at[slower]
        heat = np.where(more, heat_at[slower] + share * (heat_at[slower + 1] - heat_at[slower]), heat)
        power = np.where(more, power_at[slower] + share * (power_at[slower + 1] - power_at[slower]), power)
    running = np.clip(load / np.maximum(heat, 1.0), 0.0, 1.0)
    heat = heat * (1.0 - CYCLING_LOSS * (1.0 - running))
    per_heat = np.where(heat > 0.0, power / np.maximum(heat, 1.0), np.inf)
    return np.where(outdoor >= model.cutoff_temperature, per_heat, np.inf)


def fuel_per_heat(furnace: FurnaceConfig) -> tuple[float, float]:
    """Return fuel and electricity, J, for one J of heat from a furnace in long runs, its blower's heat included."""
    heat = furnace.capacity + furnace.blower_power
    electricity = furnace.blower_power + furnace.inducer_power
    return furnace.capacity / furnace.efficiency / heat, electricity / heat


def steady_load(envelope: Envelope, weather: Weather, room: float) -> Array:
    """Heat that holds the room at a temperature, W, by the day's mean weather, not below zero; ducts not counted."""
    response = -(envelope.input[: AIR + 1] @ (envelope.zone_output[0] / envelope.eigenvalue))
    response += envelope.zone_feedthrough[0, : AIR + 1]
    free = response[OUTDOOR] * weather.dry_bulb + response[GROUND] * envelope.ground_temperature
    conducted = (room - free) / response[AIR]
    cold = weather.dry_bulb < room - 5.0
    typical = float(weather.dry_bulb[cold].mean()) if cold.any() else room - 5.0
    wind, pressure = float(weather.wind_speed.mean()), float(weather.pressure.mean())
    leak = zone_air_flow(envelope.leakage[0], room, typical, wind, pressure)
    fans = zip(envelope.supply, envelope.exhaust, strict=True)
    entering = np.array([combined_flow(leak, *moved) for moved in fans]) - envelope.heat_recovery
    aired = entering * DRY_AIR_SPECIFIC_HEAT * (room - weather.dry_bulb)
    gains = envelope.gain_convective + envelope.gain_radiant + envelope.solar_transmitted
    load = conducted + aired - gains
    around = np.concatenate([load[-12:], load, load[:11]])
    sums = np.concatenate([[0.0], np.cumsum(around)])
    return np.maximum((sums[24:] - sums[:-24]) / 24.0, 0.0)


def net_of_frost(model: HeatPumpModel, weather: Weather, room: float, speed: Array) -> tuple[Array, Array]:
    """Return heat to the air and electric power with fans, W, averaged over frosting and defrosts.

    Parameters
    ----------
    speed : ndarray, shape (8760,)
        Compressor speed in each hour, 1/s.
    """
    table = model.heating
    assert table is not None, "a heat pump heats"
    air, ratio, pressure = weather.dry_bulb, weather.humidity_ratio, weather.pressure
    read = kernel().read_points
    point = table.at(air, room, speed, read=read)
    effective, surface = air, point.surface_temperature
    for _ in range(3):
        approach = effective - point.surface_temperature
        spread = surface_spread(point.surface_temperature, point.evaporating_temperature)
        effective, surface, excess = wet_surface(air, ratio, pressure, approach, spread, surface, table.specific_heat)
        point = table.at(effective, room, speed, read=read)
    capacity = point.capacity + point.indoor_fan_power
    power = point.compressor_power + point.outdoor_fan_power + point.indoor_fan_power
    frost = frozen_fraction(surface, spread, air) * point.moisture_conductance * excess
    per_defrost, loss = _frost_at_defrost(model, table, surface)
    defrost = model.defrost
    interval = np.maximum(per_defrost / np.maximum(frost, 1e-9), defrost.minimum_interval)
    mass = np.minimum(frost * interval, 10.0 * per_defrost)
    from_house, work = model.melt_heat_from_house, model.melt_power
    metal = model.coil.heat_capacity * (defrost.termination_temperature - np.minimum(surface, FREEZING))
    melting = (mass * FUSION_HEAT * ICE_WARMING + metal) / (defrost.melt_efficiency * (from_house + work))
    standing = melting + defrost.reversal_pause + defrost.drip
    heat = (capacity * (1.0 - loss / 2.0) * interval - from_house * melting) / (interval + standing)
    taken = (power * interval + work * melting) / (interval + standing)
    frosts = frost > 1e-6
    return np.where(frosts, heat, capacity), np.where(frosts, taken, power)


def _frost_at_defrost(model: HeatPumpModel, table: Table, surface: Array) -> tuple[Array, float]:
    """Return the frost, kg, on which demand control acts, and the loss of capacity at that moment."""
    loss = model.defrost.demand_capacity_loss
    middle, kept = table.shape[0] // 2, table.values[..., CAPACITY_KEPT]
    thickness = table.axis(3)
    course = kept[middle, table.shape[1] // 2, table.shape[2] // 2]
    reached = float(np.interp(-(1.0 - loss), -course, thickness))
    return reached * layer_density(surface) * model.coil.area, loss
