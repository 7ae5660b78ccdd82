"""Design loads of a house: at the 99 % and the 1 % temperature of its weather, component by component.

The simulated house is held at its setpoint by ideal equipment in design weather. Heating is steady state at the 99 %
temperature without sun or gains, with the mean wind and sky of hours that cold. Cooling is the sunniest of the days
whose maximum is near the 1 % temperature, shifted to it and repeated until the days are alike.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.config.house import HouseConfig, PlacedDuctsConfig, ZoneConfig
from cosim.config.thermostat import IdealConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT, HOUR, HOURS_OF_YEAR, VAPORIZATION_HEAT
from cosim.envelope.envelope import Envelope, build_envelope
from cosim.flow.duct_traits import duct_traits
from cosim.flow.house import House
from cosim.flow.observe import hourly_results, zone_temperatures
from cosim.flow.parameters import Equipment, Period
from cosim.physics.air import humidity_ratio_saturated
from cosim.physics.ducts import exchange_through
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.sizing.components import CEILINGS, FLOORS, GROUND, ROOFS, WALLS, WINDOWS, face_flows, flows, paths_of
from cosim.weather import Weather

DAY = 24
HEATING_PERCENT, COOLING_PERCENT = 99.0, 1.0  # of the year's hours are at least as warm
NEAR = 1.0  # K: hours and days this close count as being at the design temperature
SETTLING = 20 * DAY  # h of design weather; slower parts (soil) start settled
HEATING_RISE, COOLING_DROP = 20.0, 11.0  # K, temperature change of the air through the air handler at the design load
INDOOR_HUMIDITY = 0.5  # relative, while cooling
NEVER = 1e3  # K, a cooling setpoint that is never reached
INFILTRATION, GAINS = "infiltration and ventilation", "people and appliances"
SUN, STORAGE = "sun through windows", "heat stored and given off"
ORDER = (WALLS, WINDOWS, SUN, CEILINGS, ROOFS, FLOORS, GROUND, INFILTRATION, GAINS, STORAGE)


@dataclass(frozen=True, slots=True)
class Load:
    """A design load.

    Attributes
    ----------
    outdoor, indoor : float
        K.
    components : dict of str to float
        W that equipment has to add to (heating) or remove from (cooling) the room, without ducts. They sum to `room`.
        In cooling, conduction through walls, roofs and floors is the day's mean; `heat stored and given off` is the
        rest.
    room : float
        Sensible, W.
    ducts : float
        Sensible, W: load at the air handler less that in the room.
    latent : float
        W, in cooling.
    by_handbook : float
        Of heating: the same from U-values with the handbook's films and the temperatures of the air on both sides, W.
    """

    outdoor: float
    indoor: float
    components: dict[str, float]
    room: float
    ducts: float = 0.0
    latent: float = 0.0
    by_handbook: float = 0.0

    @property
    def with_ducts(self) -> float:
        """Sensible load at the air handler, W."""
        return self.room + self.ducts

    def of(self, *, ducted: bool) -> float:
        """Return the sensible load of a unit with or without ducts, W."""
        return self.with_ducts if ducted else self.room


@dataclass(frozen=True)
class Loads:
    """Heating and cooling loads of a house, at design and in every hour of the year.

    Attributes
    ----------
    heating, cooling : Load
    outdoor : array, shape (8760,)
        K, hourly means.
    heating_by_hour, cooling_by_hour : array, shape (8760,)
        Sensible, of the room held at its setpoints, W.
    """

    heating: Load
    cooling: Load
    outdoor: Array
    heating_by_hour: Array
    cooling_by_hour: Array

    @cached_property
    def no_heat_above(self) -> float:
        """Outdoor temperature, K, above which the mean day needs no heat: zero of the line through cold days."""
        days = self.outdoor.reshape(-1, DAY).mean(axis=1)
        heat = self.heating_by_hour.reshape(-1, DAY).mean(axis=1)
        cold = heat > 0.15 * max(float(heat.max()), 1.0)
        if np.count_nonzero(cold) < 2 or float(np.ptp(days[cold])) < 1.0:
            return self.heating.indoor
        slope, offset = np.polyfit(days[cold], heat[cold], 1)
        return float(min(-offset / slope, self.heating.indoor)) if slope < 0 else self.heating.indoor

    def demand_by_hour(self, *, ducted: bool) -> Array:
        """Return what the equipment has to give in each hour, W; the ducts' share is that of the design load."""
        room = self.heating.room
        return self.heating_by_hour * (self.heating.of(ducted=ducted) / room if room > 0.0 else 1.0)

    def load_line(self, outdoor: Array | float, *, ducted: bool) -> Array:
        """Return the heating load, W, at outdoor temperatures, K, by the technician's load line.

        A straight line from the design load at the design temperature to zero at `no_heat_above`.
        """
        slope = self.heating.of(ducted=ducted) / max(self.no_heat_above - self.heating.outdoor, 1.0)
        return np.maximum(slope * (self.no_heat_above - np.asarray(outdoor, dtype=float)), 0.0)


def design_temperatures(weather: Weather) -> tuple[float, float]:
    """Return the outdoor temperatures, K, that 99 % and 1 % of the year's hours exceed."""
    heating, cooling = np.percentile(weather.dry_bulb, [100.0 - HEATING_PERCENT, 100.0 - COOLING_PERCENT])
    return float(heating), float(cooling)


def house_loads(house: HouseConfig, weather: Weather, heating_setpoint: float, cooling_setpoint: float) -> Loads:
    """Return the loads of a house in a climate.

    Parameters
    ----------
    house : HouseConfig
        Its first zone is the conditioned one.
    weather : Weather
        Of the site.
    heating_setpoint, cooling_setpoint : float
        K, held day and night.

    Returns
    -------
    Loads
    """
    house = as_one_zone(house)
    envelope = build_envelope(house, weather)
    year = _held(house, weather, envelope, heating_setpoint, cooling_setpoint, 0, HOURS_OF_YEAR)
    return Loads(
        heating=heating_load(house, weather, envelope, heating_setpoint),
        cooling=cooling_load(house, weather, envelope, cooling_setpoint),
        outdoor=year.hourly["outdoor_temperature"],
        heating_by_hour=year.hourly["ideal_heat"],
        cooling_by_hour=year.hourly["cooling_sensible"],
    )


def as_one_zone(house: HouseConfig) -> HouseConfig:
    """Merge two conditioned zones into one; return any other house unchanged."""
    if not house.second_zone:
        return house
    first, second = house.zones[:2]
    names = {second.name: first.name}
    surfaces = tuple(
        surface.model_copy(
            update={
                "zone": names.get(surface.zone, surface.zone),
                "boundary": names.get(surface.boundary, surface.boundary),
            }
        )
        for surface in house.surfaces
    )
    return house.model_copy(
        update={"zones": (_joined(first, second), *house.zones[2:]), "surfaces": surfaces, "openings": ()}
    )


def _joined(first: ZoneConfig, second: ZoneConfig) -> ZoneConfig:
    """Merge two zones into one; leakage scales with volume and keeps the first zone's kind."""
    volume = first.volume + second.volume
    leakage = first.leakage
    for how in ("ach50", "air_changes"):
        own = getattr(first.leakage, how, None)
        if leakage is not None and own is not None:
            other = getattr(second.leakage, how, None)
            mean = (own * first.volume + (other or 0.0) * second.volume) / volume
            leakage = leakage.model_copy(update={how: mean})
    furniture = first.furniture or second.furniture
    if first.furniture is not None and second.furniture is not None:
        furniture = first.furniture.model_copy(
            update={
                "mass": first.furniture.mass + second.furniture.mass,
                "area": first.furniture.area + second.furniture.area,
            }
        )
    floor = (first.floor_area or 0.0) + (second.floor_area or 0.0)
    return first.model_copy(update={"volume": volume, "floor_area": floor, "leakage": leakage, "furniture": furniture})


def scenario_loads(scenario: Scenario) -> Loads:
    """Return the loads of a scenario's house at the warmest and the coolest setpoint of its first configuration."""
    return loads_by_setpoints(scenario, scenario.configurations[0], {})


def loads_by_setpoints(
    scenario: Scenario, configuration: Configuration, held: dict[tuple[float, float], Loads]
) -> Loads:
    """Return the loads at the warmest and the coolest setpoint of a configuration's week.

    Parameters
    ----------
    held : dict
        Loads by these two setpoints, K; looked up first, and filled in, for most configurations share theirs.
    """
    week = configuration.thermostat.year() or configuration.thermostat.week()
    key = max(setpoints.heating for setpoints in week), min(setpoints.cooling for setpoints in week)
    if key not in held:
        held[key] = house_loads(scenario.house, scenario.weather, *key)
    return held[key]


@dataclass(frozen=True)
class _Record:
    hourly: dict[str, Array]
    zones: Array
    faces: Array
    """Of the record's last day, hour by hour, K, shape (24, faces)."""


def _held(
    house: HouseConfig, weather: Weather, envelope: Envelope, heating: float, cooling: float, first: int, hours: int
) -> _Record:
    """Hold the room between two setpoints by ideal equipment, starting `SETTLING` hours before the recorded hours."""
    period = Period((first - SETTLING) * HOUR, first, hours)
    room = House(envelope, weather, Equipment(ideal=IdealConfig()), period, volume=house.zones[0].volume)
    room.controls.heating_setpoint, room.controls.cooling_setpoint = heating, cooling
    faces = np.zeros((DAY, len(envelope.face_names)))
    for hour in range(DAY):
        room.flow((first + hours - DAY + hour + 1) * HOUR, 0)
        faces[hour] = room.arrays.faces.temperature
    return _Record(hourly_results(room, envelope), zone_temperatures(room, envelope), faces)


def heating_load(house: HouseConfig, weather: Weather, envelope: Envelope, setpoint: float) -> Load:
    """Return the design heating load; `envelope` is that of the house in its own weather."""
    outdoor = design_temperatures(weather)[0]
    cold = np.abs(weather.dry_bulb - outdoor) <= NEAR
    dark = cold & (weather.global_horizontal < 1.0)
    sky = float(weather.sky_infrared[dark if dark.any() else cold].mean())
    ground = float(envelope.ground_temperature[cold].mean())
    still = _constant(weather, outdoor, float(weather.humidity_ratio[cold].mean()),
                      float(weather.wind_speed[cold].mean()), sky)  # fmt: skip
    built = replace(
        build_envelope(house, still),
        ground_temperature=np.full(HOURS_OF_YEAR, ground),
        gain_convective=np.zeros(HOURS_OF_YEAR),
        gain_radiant=np.zeros(HOURS_OF_YEAR),
        gain_latent=np.zeros(HOURS_OF_YEAR),
    )  # fmt: skip
    record = _held(house, still, built, setpoint, NEVER, 0, DAY)
    room = float(record.hourly["ideal_heat"].mean())
    beyond = _beyond(built, record.zones.mean(axis=0), outdoor, ground)
    components = face_flows(house, record.faces[-1], setpoint, outdoor, ground)
    components[INFILTRATION] = -float(record.hourly["infiltration_heat"].mean())
    by_handbook = sum(flows(paths_of(house), setpoint, beyond).values()) + components[INFILTRATION]
    components[STORAGE] = room - sum(components.values())
    plenum = at_air_handler(house.ducts_outside, room, HEATING_RISE, setpoint, beyond, outdoor)
    return Load(outdoor, setpoint, _ordered(components), room, plenum - room, by_handbook=by_handbook)


def cooling_load(house: HouseConfig, weather: Weather, envelope: Envelope, setpoint: float) -> Load:
    """Return the design cooling load: that of the design day's peak hour."""
    outdoor = design_temperatures(weather)[1]
    day = _design_day(weather, outdoor)
    repeated = _repeated(weather, day, outdoor)
    built = replace(build_envelope(house, repeated), ground_temperature=envelope.ground_temperature)
    record = _held(house, repeated, built, 0.0, setpoint, day * DAY, DAY)
    hour = int(np.argmax(record.hourly["cooling_sensible"]))
    then = {name: float(values[hour]) for name, values in record.hourly.items()}
    warm = then["outdoor_temperature"]
    ground = float(envelope.ground_temperature[day * DAY])
    beyond = _beyond(built, record.zones[hour], warm, ground)
    mean = float(record.hourly["outdoor_temperature"].mean())
    through = face_flows(house, record.faces.mean(axis=0), setpoint, mean, ground)
    if WINDOWS in through:  # glass stores no heat
        through[WINDOWS] = face_flows(house, record.faces[hour], setpoint, warm, ground)[WINDOWS]
    components = {name: -heat for name, heat in through.items()}
    components |= {INFILTRATION: then["infiltration_heat"], GAINS: then["internal_gain"], SUN: then["solar_gain"]}
    room = then["cooling_sensible"]
    components[STORAGE] = room - sum(components.values())
    plenum = at_air_handler(house.ducts_outside, -room, COOLING_DROP, setpoint, beyond, warm)
    at = int(np.argmin(np.abs(weather.dry_bulb - outdoor)))
    pressure = float(weather.pressure[at])
    inside = INDOOR_HUMIDITY * humidity_ratio_saturated(setpoint, pressure)
    hot = np.abs(weather.dry_bulb - outdoor) <= NEAR
    air = then["infiltration_heat"] / DRY_AIR_SPECIFIC_HEAT / (warm - setpoint) if warm > setpoint else 0.0
    moisture = air * (float(weather.humidity_ratio[hot].mean()) - inside) * VAPORIZATION_HEAT
    latent = max(float(built.gain_latent[day * DAY + hour]) + moisture, 0.0) if room > 0.0 else 0.0
    return Load(outdoor, setpoint, _ordered(components), room, -plenum - room, latent)


def at_air_handler(
    ducts: tuple[PlacedDuctsConfig, ...],
    room: float,
    change: float,
    setpoint: float,
    beyond: dict[str, float],
    outdoor: float,
) -> float:
    """Return the heat, W, that an air handler has to deliver for `room` to arrive; both are negative in cooling.

    Parameters
    ----------
    ducts : tuple of PlacedDuctsConfig
        Outside the conditioned zone.
    room : float
        W.
    change : float
        Temperature change of the air at the air handler, K, which sets its air flow.
    setpoint : float
        Of the room, K.
    beyond : dict of str to float
        Temperatures around the room, K; see `cosim.sizing.components.flows`.
    outdoor : float
        K.
    """
    if not ducts or room == 0.0:
        return room
    flow = abs(room) / (DRY_AIR_SPECIFIC_HEAT * change)
    around = np.array([beyond[place.zone] for place in ducts])
    traits = duct_traits(ducts, flow)

    def missing(heat: float) -> float:
        arrived, _ = exchange_through(heat, flow, setpoint, outdoor, traits, around, np.zeros(around.size))
        return float(arrived) - room

    # heat that arrives is linear in heat that is sent
    nothing, all_of_it = missing(0.0), missing(room)
    return room * nothing / (nothing - all_of_it)


def _beyond(envelope: Envelope, zones: Array, outdoor: float, ground: float) -> dict[str, float]:
    return {"outdoors": outdoor, "ground": ground} | dict(zip(envelope.zone_names, zones.tolist(), strict=True))


def _ordered(components: dict[str, float]) -> dict[str, float]:
    return {name: components[name] for name in ORDER if name in components}


def _constant(weather: Weather, outdoor: float, humidity: float, wind: float, sky: float) -> Weather:
    none = np.zeros(HOURS_OF_YEAR)
    return replace(
        weather,
        dry_bulb=np.full(HOURS_OF_YEAR, outdoor),
        humidity_ratio=np.full(HOURS_OF_YEAR, humidity),
        pressure=np.full(HOURS_OF_YEAR, float(weather.pressure.mean())),
        wind_speed=np.full(HOURS_OF_YEAR, wind),
        sky_infrared=np.full(HOURS_OF_YEAR, sky),
        global_horizontal=none,
        direct_normal=none,
        diffuse_horizontal=none,
    )


def _design_day(weather: Weather, outdoor: float) -> int:
    """Return the sunniest of the days whose maximum is near a temperature, or else the closest day."""
    highest = weather.dry_bulb.reshape(-1, DAY).max(axis=1)
    sun = weather.global_horizontal.reshape(-1, DAY).sum(axis=1)
    near = np.abs(highest - outdoor) <= NEAR
    if not near.any():
        return int(np.argmin(np.abs(highest - outdoor)))
    return int(np.argmax(np.where(near, sun, -1.0)))


def _repeated(weather: Weather, day: int, outdoor: float) -> Weather:
    """Return a year that repeats one day, shifted so that its maximum is `outdoor`."""
    hours = slice(day * DAY, (day + 1) * DAY)
    columns = ("dry_bulb", "dew_point", "humidity_ratio", "pressure", "wind_speed", "wind_direction", "sky_infrared",
               "global_horizontal", "direct_normal", "diffuse_horizontal")  # fmt: skip
    repeated: dict[str, Any] = {name: np.tile(getattr(weather, name)[hours], HOURS_OF_YEAR // DAY) for name in columns}
    repeated["dry_bulb"] = repeated["dry_bulb"] + outdoor - float(repeated["dry_bulb"].max())
    return replace(weather, **repeated)
