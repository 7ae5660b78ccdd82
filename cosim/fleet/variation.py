"""Apply a home's traits to its house type, thermostat and household."""

from dataclasses import replace
from math import isnan
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.house import HouseConfig, PlacedDuctsConfig, SurfaceConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.constants import DAY, MINUTE
from cosim.envelope.envelope import Envelope
from cosim.fleet.homes import AS_STATED, COURSE, MIN_BAND, Home, stream

Placed = TypeVar("Placed", bound=PlacedDuctsConfig)

STEEP, OVERHANGING = 60.0, 120.0  # degrees: between them a surface is a wall
MOST_DUCT_LEAKAGE = 0.4
DAYS = 365
SETPOINTS = ("heating_setpoint", "cooling_setpoint", "night_heating_setpoint", "night_cooling_setpoint", "night_begins",
             "night_ends", "schedule")  # fmt: skip
GAINS = ("size", "gains", "gains_shift", "gains_daily_spread", "gains_hourly_spread")


def house_of(house: HouseConfig, home: Home, *, leakage_factor: float = 1.0) -> HouseConfig:
    """Return the house of one home: its type scaled in plan with unchanged storey heights, and its leakage.

    Floors, ceilings, roofs and soil grow with the floor area, walls and windows with its root.
    """
    traits = home.traits
    if leakage_factor == 1.0 and all(traits[name] == 1.0 for name in ("size", "leakage", "duct_leakage")):
        return house
    area = traits["size"]
    length = area**0.5
    zones = []
    for number, zone in enumerate(house.zones):
        leakage = zone.leakage
        if leakage is not None and leakage.vent_area is not None:
            leakage = leakage.model_copy(update={"vent_area": leakage.vent_area * area})
        elif leakage is not None and (number == 0 or leakage.ach50 is not None):
            name = "ach50" if leakage.ach50 is not None else "air_changes"
            leaking = getattr(leakage, name) * traits["leakage"] * leakage_factor
            leakage = leakage.model_copy(update={name: leaking})
        furniture = zone.furniture
        if furniture is not None:
            furniture = furniture.model_copy(update={"mass": furniture.mass * area, "area": furniture.area * area})
        floor = None if zone.floor_area is None else zone.floor_area * area
        zones.append(
            zone.model_copy(
                update={"volume": zone.volume * area, "floor_area": floor, "leakage": leakage, "furniture": furniture}
            )
        )
    surfaces = [_stretched(surface, area, length) for surface in house.surfaces]
    windows = []
    for window in house.windows:
        grown = {"area": window.area * length} if window.area is not None else {"width": (window.width or 0.0) * length}
        windows.append(window.model_copy(update=grown))
    ducts = house.ducts
    if ducts is not None:
        worse = traits["duct_leakage"]
        elsewhere = tuple(_stretched_ducts(place, area, worse) for place in ducts.elsewhere)
        ducts = _stretched_ducts(ducts, area, worse).model_copy(update={"elsewhere": elsewhere})
    ventilation = tuple(
        fan.model_copy(update={"flow": fan.flow * area, "fan_power": fan.fan_power * area}) for fan in house.ventilation
    )
    airing = house.natural_ventilation
    if airing is not None:
        grown = {name: getattr(airing, name) * area for name in ("area", "fan_flow", "fan_power")}
        airing = airing.model_copy(update=grown)
    return house.model_copy(
        update={
            "zones": tuple(zones), "surfaces": tuple(surfaces), "windows": tuple(windows), "ducts": ducts,
            "ventilation": ventilation, "natural_ventilation": airing,
        }
    )  # fmt: skip


def _worse(leakage: float, factor: float) -> float:
    """Return the leakage of ducts times a factor, at most the worst that is drawn; a file may state more."""
    return min(leakage * factor, max(leakage, MOST_DUCT_LEAKAGE))


def _stretched_ducts(ducts: Placed, area: float, worse: float) -> Placed:
    """Return ducts of a larger house that leak more."""
    return ducts.model_copy(
        update={
            "supply_area": ducts.supply_area * area,
            "return_area": ducts.return_area * area,
            "supply_leakage": _worse(ducts.supply_leakage, worse),
            "return_leakage": _worse(ducts.return_leakage, worse),
            "supply_leakage_flow": ducts.supply_leakage_flow * area * worse,
            "return_leakage_flow": ducts.return_leakage_flow * area * worse,
        }
    )


def _stretched(surface: SurfaceConfig, area: float, length: float) -> SurfaceConfig:
    upright = STEEP <= surface.tilt <= OVERHANGING
    # partitions are walls, but their number grows with that of the rooms
    factor = length if upright and surface.boundary not in ("adiabatic", surface.zone) else area
    grown = {
        "area": surface.area * factor,
        "width": None if surface.width is None else surface.width * length,
        "perimeter": None if surface.perimeter is None else surface.perimeter * length,
    }
    return surface.model_copy(update=grown)


def thermostat_of(
    thermostat: ThermostatConfig,
    home: Home,
    events: tuple[float, float, float] | None,
    stated: ThermostatConfig | None = None,
) -> ThermostatConfig:
    """Return the thermostat with this household's settings.

    Parameters
    ----------
    thermostat : ThermostatConfig
        The programme's thermostat, for settings that do not vary.
    home : Home
    events : tuple of float, optional
        A programme's daily setback instead of the home's own: K, and clock times of its begin and end, s.
    stated : ThermostatConfig, optional
        Setpoints of the home's own file; traits that somebody asks for go before them.
    """
    if home.sample is not None:
        return _as_stated(thermostat, home, events, stated)
    traits = home.traits
    setback, begins, ends = events or (traits["setback"], traits["night_begins"], traits["night_ends"])
    night = traits["heating_setpoint"] - setback if setback > 0 else None
    return thermostat.model_copy(
        update={
            "heating_setpoint": traits["heating_setpoint"],
            "cooling_setpoint": traits["cooling_setpoint"],
            "night_heating_setpoint": night,
            "night_cooling_setpoint": None,
            "night_begins": round(begins / MINUTE) * MINUTE % DAY,  # thermostats are programmed to the minute
            "night_ends": round(ends / MINUTE) * MINUTE % DAY,
            "deadband": traits["deadband"],
            "schedule": (),  # the household's own replaces it
            "heating_by_hour": None,
            "cooling_by_hour": None,
        }
    )


def _as_stated(
    thermostat: ThermostatConfig,
    home: Home,
    events: tuple[float, float, float] | None,
    stated: ThermostatConfig | None,
) -> ThermostatConfig:
    """Return the thermostat with the setpoints that a home's own file states, and with traits that are asked for."""
    asked = {name: value for name, value in home.traits.items() if not isnan(value)}
    update: dict[str, Any] = {} if stated is None else {name: getattr(stated, name) for name in SETPOINTS}
    drawn: dict[str, Any] = {
        name: asked[name] for name in ("heating_setpoint", "cooling_setpoint", "deadband") if name in asked
    }
    if events is not None or {"heating_setpoint", "cooling_setpoint", "setback"} & set(asked):
        # a household's own hours, or a programme's, take the place of those in the file
        update |= {"schedule": (), "night_heating_setpoint": None, "night_cooling_setpoint": None}
    update |= drawn
    found = thermostat.model_copy(update=update)
    setback, begins, ends = events or (asked.get("setback", 0.0), asked.get("night_begins", found.night_begins),
                                       asked.get("night_ends", found.night_ends))  # fmt: skip
    more: dict[str, Any] = {}
    if setback > 0:
        more |= {
            "night_heating_setpoint": found.heating_setpoint - setback,
            "night_begins": round(begins / MINUTE) * MINUTE % DAY,
            "night_ends": round(ends / MINUTE) * MINUTE % DAY,
        }
    if drawn:
        more["cooling_setpoint"] = max(found.cooling_setpoint, found.heating_setpoint + MIN_BAND)
    return found.model_copy(update=more)


def lived_in(envelope: Envelope, home: Home, seed: int, hour_of_day: NDArray[np.int64] | None = None) -> Envelope:
    """Return the envelope with this household's gains: their size, timing and day-to-day variation.

    `hour_of_day` is what the clock shows in each hour of the year, shape (8760,); by default standard time.
    """
    shown = np.arange(24 * DAYS) % 24 if hour_of_day is None else hour_of_day
    traits = home.traits
    if home.sample is not None and all(traits[name] == AS_STATED[name] for name in GAINS):
        return envelope
    course = household_course(home, seed)
    shift = traits["gains_shift"] / 3600.0

    def own(series: Array) -> Array:
        day = np.zeros(24)
        day[shown[:48]] = series[:48]  # the house type's day
        if not np.array_equal(day[shown], series):  # it is not the same all year
            hours = np.arange(24.0 * DAYS)
            return np.asarray(np.interp(hours - shift, hours, series, period=24.0 * DAYS) * course)
        hours = (np.arange(24) - shift) % 24.0
        shifted = np.interp(hours, np.arange(25), np.append(day, day[0]))
        shifted *= day.sum() / shifted.sum() if shifted.sum() > 0 else 1.0
        return np.asarray(shifted[shown] * course)

    return replace(
        envelope,
        gain_convective=own(envelope.gain_convective),
        gain_radiant=own(envelope.gain_radiant),
        gain_latent=own(envelope.gain_latent),
        gain_slope=own(envelope.gain_slope),
        other_electricity=own(envelope.other_electricity),
        other_fuels={fuel: own(power) for fuel, power in envelope.other_fuels.items()},
    )


def household_course(home: Home, seed: int) -> Array:
    """Return the factor on a household's gains in each hour of the year; its expectation is the trait `gains`."""
    traits = home.traits
    random = stream(seed, home.number, COURSE)
    by_day, by_hour = traits["gains_daily_spread"], traits["gains_hourly_spread"]
    days = np.repeat(np.exp(by_day * random.standard_normal(DAYS) - 0.5 * by_day**2), 24)
    hours = np.exp(by_hour * random.standard_normal(24 * DAYS) - 0.5 * by_hour**2)
    return np.asarray(traits["gains"] * traits["size"] * days * hours)
