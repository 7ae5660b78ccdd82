"""Gains of people and appliances, and air that fans and opened windows move, in each hour of the year."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.gains import MAINS_RISE, GainsConfig
from cosim.config.house import HouseConfig
from cosim.config.prices import Fuel
from cosim.config.schedule import weekdays_of
from cosim.config.ventilation import NaturalVentilationConfig
from cosim.constants import HOUR, HOURS_OF_YEAR
from cosim.envelope.seasons import cooling_months
from cosim.physics import infiltration
from cosim.physics.infiltration import COEFFICIENT, STACK, WIND
from cosim.physics.mains import mains_temperature
from cosim.schema.calendar import MONTH_OF_HOUR, Labels, by_label, clock
from cosim.weather import Weather

STANDARD_TIME = clock("monday", "none")
"""Labels of the hours where nobody says which clock hangs in the house."""


def _hours() -> Array:
    return np.zeros(HOURS_OF_YEAR)


@dataclass
class HourlyGains:
    """What people and appliances give and take, hourly means in W; arrays of shape (8760,).

    Attributes
    ----------
    convective, radiant, latent : array
        Into the conditioned zones.
    electricity : array
    fuels : dict of str to array
        By what is burnt.
    slope : array
        W/K by which electricity and convective heat exceed these for each kelvin of room temperature above 20 °C.
    zones, zone_slopes : array, shape (8760, k)
        Into the air of the zones that are not conditioned, and the same of their temperature.
    """

    zones: Array
    zone_slopes: Array
    convective: Array = field(default_factory=_hours)
    radiant: Array = field(default_factory=_hours)
    latent: Array = field(default_factory=_hours)
    electricity: Array = field(default_factory=_hours)
    fuels: dict[Fuel, Array] = field(default_factory=dict)
    slope: Array = field(default_factory=_hours)


def hourly_gains(house: HouseConfig, weather: Weather, labels: Labels) -> HourlyGains:
    """Return the gains of a house in each hour of the year."""
    names = [zone.name for zone in house.zones]
    found = HourlyGains(*np.zeros((2, HOURS_OF_YEAR, len(names))))
    months = by_label(labels.month, weather.dry_bulb) / np.bincount(labels.month, minlength=12)
    mains = np.repeat(mains_temperature(weather.dry_bulb, weather.latitude), 24)
    for gains in house.gains:
        course = course_of(gains, labels, months)
        if gains.mains_to is not None:
            course = course * (gains.mains_to - mains) / MAINS_RISE
        found.electricity += course * gains.electricity
        if gains.fuel > 0.0:
            found.fuels[gains.burns] = found.fuels.get(gains.burns, 0.0) + course * gains.fuel
        if gains.zone:
            found.zones[:, names.index(gains.zone)] += course * gains.sensible
            found.zone_slopes[:, names.index(gains.zone)] += course * gains.slope
            continue
        found.convective += course * gains.sensible * (1.0 - gains.radiant_fraction)
        found.radiant += course * gains.sensible * gains.radiant_fraction
        found.latent += course * gains.latent
        found.slope += course * gains.slope
    for fan in house.ventilation:
        found.electricity += fan.fan_power * np.array(fan.profile)[labels.hour]
    return found


def course_of(gains: GainsConfig, labels: Labels, month_temperatures: Array) -> Array:
    """Return what multiplies the means of `gains` in each hour of the year, shape (8760,).

    Parameters
    ----------
    gains : GainsConfig
    labels : Labels
        What the house's clock says in each hour.
    month_temperatures : array, shape (12,)
        Mean outdoor temperature of each month, K.
    """
    if gains.hourly is not None:
        course: Array = np.array(gains.hourly)
    else:
        course = np.array(gains.profile)[labels.hour]
        if gains.weekend_profile is not None:
            course = np.where(labels.weekend, np.array(gains.weekend_profile)[labels.hour], course)
        if gains.monthly is not None:
            course = course * np.array(gains.monthly)[labels.month]
    if gains.months_above is None:
        # clocks that change give two days another length, which says nothing of the household
        plain = gains.weekend_profile is None and gains.monthly is None and gains.hourly is None
        return course / (np.mean(gains.profile) if plain else course.mean())
    counts = (month_temperatures > gains.months_above)[labels.month]
    within = course[counts].mean() if counts.any() else 1.0
    return np.where(counts, course / within, 0.0) if within > 0.0 else np.zeros(HOURS_OF_YEAR)


@dataclass(frozen=True)
class FanAir:
    """Air that fans move, kg/s in each hour, shape (8760,)."""

    supply: Array
    """Into the conditioned zone."""
    exhaust: Array
    """Out of it."""
    heat_recovery: Array
    """Part of `supply` that enters as warm as the room."""
    moisture_recovery: Array
    """Part of `supply` that enters as moist as the room."""


def fan_air(house: HouseConfig, density: float, hour_of_day: NDArray[np.int64]) -> FanAir:
    """Return what the fans of a house move; `density` is that of the site's air, kg/m3."""
    supply, exhaust, heat_recovery, moisture_recovery = np.zeros((4, HOURS_OF_YEAR))
    for fan in house.ventilation:
        flow = fan.flow * density * np.array(fan.profile)[hour_of_day]
        supply += flow * (fan.kind != "exhaust")
        exhaust += flow * (fan.kind != "supply")
        heat_recovery += flow * (fan.sensible_recovery or 0.0)
        moisture_recovery += flow * (fan.latent_recovery or 0.0)
    return FanAir(supply, exhaust, heat_recovery, moisture_recovery)


@dataclass(frozen=True)
class Airing:
    """Windows that people open and a fan that they switch on to cool with outdoor air; nothing where all is zero.

    Attributes
    ----------
    area, stack, wind : float
        Volume flow through the windows is ``area * sqrt(stack * |dT| + wind * v**2)``, m3/s.
    max_flow : float
        m3/s.
    max_humidity : float
        Of the outdoor air, kg/kg.
    fan_flow, fan_power : float
        m3/s and W.
    """

    area: float = 0.0
    stack: float = 0.0
    wind: float = 0.0
    max_flow: float = 0.0
    max_humidity: float = 0.0
    fan_flow: float = 0.0
    fan_power: float = 0.0


def airing_of(house: HouseConfig) -> Airing:
    """Return how a house is aired through windows: Sherman and Grimsrud's flow through openings in its walls."""
    config = house.natural_ventilation
    if config is None:
        return Airing()
    leaks = house.zones[0].leakage
    height = config.height or (leaks.height if leaks is not None else 2.5)
    top = leaks.top if leaks is not None and leaks.top is not None else height
    shelter = leaks.shelter if leaks is not None else 0.5
    row = infiltration.vent_leakage(config.area, height, infiltration.vent_wind(top, house.terrain, shelter), level=0.0)
    return Airing(
        area=float(row[COEFFICIENT]),
        stack=float(row[STACK]),
        wind=float(row[WIND]),
        max_flow=config.max_air_changes * house.conditioned_volume / HOUR,
        max_humidity=config.max_humidity_ratio,
        fan_flow=config.fan_flow,
        fan_power=config.fan_power,
    )


def airing_hours(config: NaturalVentilationConfig | None, labels: Labels, weather: Weather) -> Array:
    """Return 1 in the hours of days on which windows are opened, else 0, shape (8760,)."""
    if config is None:
        return _hours()
    opened = np.isin(labels.weekday, weekdays_of(config.days))
    if config.season == "cooling":
        opened &= cooling_months(weather.dry_bulb, southern=weather.latitude < 0.0)[MONTH_OF_HOUR]
    return opened.astype(np.float64)
