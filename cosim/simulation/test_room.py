"""A test chamber for heat pumps: what a machine gives and takes at one outdoor state, defrosts included.

The chamber is a house of our own flow, so large that its air hardly warms within a day, in weather that stands still.
Whatever the simulation does with a machine it does here: frost grows, the defrost control clears the coil, the house
gives heat for it. Means run from one defrost's end to another's.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from cosim.arrays import Array
from cosim.config.house import HouseConfig
from cosim.constants import FREEZING, HOUR, HOURS_OF_YEAR, STANDARD_PRESSURE, STEFAN_BOLTZMANN
from cosim.envelope.envelope import Envelope, build_envelope
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.flow.house import House
from cosim.flow.parameters import Equipment, Period
from cosim.flow.records import Compressor, Meter
from cosim.physics.air import humidity_ratio_saturated
from cosim.processes.clock import HybridEnvironment
from cosim.processes.heat_pump import HeatPump, Staging
from cosim.processes.log import EventLog
from cosim.project import InputFile
from cosim.weather import Weather

SETTLING = 3600.0  # s before anything is counted: the machine's heat is in its coils by then
LONGEST, CYCLES = 24 * HOUR, 5
ONE_SPEED = Staging(modulates=False, two_stages=False, second_stage_delay=0.0, second_stage_droop=0.0)


@dataclass(frozen=True, slots=True)
class Output:
    """A machine's mean heat and electricity at one outdoor state; W, into or out of the indoor air."""

    outdoor: float
    """K"""
    speed: float
    """1/s"""
    heat: float
    """Positive, whether it heats or cools; of cooling, moisture included. Net of the indoor fan's heat and of what
    defrosts take from the house."""
    power: float
    """Compressor, fans, defrosts, standby."""
    defrost_share: float = 0.0
    """Of the time."""

    @property
    def cop(self) -> float:
        """Heat over electricity."""
        return self.heat / self.power


def frosted(model: HeatPumpModel, outdoor: float, humidity: float, speed: float, *, indoor: float) -> Output:
    """Run a machine in heating until its defrosts repeat, or for a day.

    Parameters
    ----------
    model : HeatPumpModel
        The machine; its own defrost control works.
    outdoor, indoor : float
        Air temperatures, K.
    humidity : float
        Humidity ratio outdoors, kg/kg.
    speed : float
        Of the compressor, held, 1/s.

    Returns
    -------
    Output
    """
    return _measured(model, Compressor.HEATING, outdoor, humidity, speed, indoor, 0.006)


def cooling(model: HeatPumpModel, outdoor: float, speed: float, *, indoor: float, humidity: float) -> Output:
    """Run a machine in cooling; `humidity` is that of the room, kg/kg."""
    return _measured(model, Compressor.COOLING, outdoor, 0.010, speed, indoor, humidity)


def heating_speeds(model: HeatPumpModel, outdoor: float) -> tuple[float, float]:
    """Return the least and the greatest speed in heating at an outdoor temperature, 1/s."""
    assert model.heating is not None
    return _ends(model.heating.axis(0), model.heating_range, outdoor)


def cooling_speeds(model: HeatPumpModel, outdoor: float) -> tuple[float, float]:
    """Return the least and the greatest speed in cooling at an outdoor temperature, 1/s."""
    assert model.cooling is not None
    return _ends(model.cooling.axis(1), model.cooling_range, outdoor)


def _ends(outdoors: Array, speeds: Array, outdoor: float) -> tuple[float, float]:
    least, greatest = (float(np.interp(outdoor, outdoors, row)) for row in speeds[:2])
    return min(least, greatest), greatest


def _measured(
    model: HeatPumpModel, mode: Compressor, outdoor: float, humidity: float, speed: float, indoor: float, moist: float
) -> Output:
    held = at_one_speed(model, speed)
    equipment = Equipment(heating=held) if mode is Compressor.HEATING else Equipment(cooling=held)
    house = furnish(equipment, still_weather(outdoor, humidity), indoor, moist)
    env = HybridEnvironment(house)
    heat_pump = HeatPump(env, held, EventLog(env), ONE_SPEED)
    env.process(heat_pump.run())
    heat_pump.request(mode)
    env.run(until=SETTLING)
    marks = [_mark(house)]
    melted, begun = [0.0], SETTLING  # s of defrosts up to each mark
    day = env.timeout(LONGEST - SETTLING)
    while not day.processed and len(marks) <= CYCLES:
        before = bool(house.controls.defrosting)
        env.step()
        after = bool(house.controls.defrosting)
        if after and not before:
            begun = env.now
        elif before and not after:
            marks.append(_mark(house))
            melted.append(melted[-1] + env.now - begun)
    if len(marks) > 2:  # whole periods of frost, from the end of the first defrost on
        del marks[0], melted[0]
    else:  # no defrost, or one in a day: the day itself
        marks[1:], melted[1:] = [_mark(house)], [melted[-1]]
    time, heat, power = (last - first for first, last in zip(marks[0], marks[-1], strict=True))
    sign = 1.0 if mode is Compressor.HEATING else -1.0
    return Output(outdoor, speed, sign * heat / time, power / time, (melted[-1] - melted[0]) / time)


def at_one_speed(model: HeatPumpModel, speed: float) -> HeatPumpModel:
    """Return a machine that runs at one speed alone, 1/s."""
    return replace(
        model, stages=1,
        heating_range=_only(model.heating_range, speed), cooling_range=_only(model.cooling_range, speed),
        speed_min=speed, speed_rated=speed, speed_max=speed,
        cooling_speed_min=speed, cooling_speed_rated=speed, cooling_speed_max=speed,
    )  # fmt: skip


def furnish(equipment: Equipment, weather: Weather, indoor: float, moist: float) -> House:
    """Return the chamber with equipment in it, at a temperature, K, and a humidity ratio, kg/kg."""
    house = House(_chamber(), weather, equipment, Period(hours=1), volume=_ROOM.zones[0].volume)
    _settle(house, indoor, moist)
    return house


def _only(speeds: Array, speed: float) -> Array:
    """Return a range of speeds that holds one alone."""
    held = speeds.copy()
    held[:2] = speed
    return held


def _mark(house: House) -> tuple[float, float, float]:
    meter = house.meter()
    return house.time, meter[Meter.PUMP_HEAT], meter[Meter.HVAC_ELECTRICITY]


def _settle(house: House, indoor: float, moist: float) -> None:
    """Bring the chamber to its temperature and humidity."""
    arrays, envelope = house.arrays, house.envelope
    arrays.modes.amplitude[:] = -(envelope.input[0] + envelope.input[1]) * indoor / envelope.eigenvalue
    arrays.zones.temperature[:] = arrays.faces.temperature[:] = indoor

    state = house.state
    state.air = state.second_air = indoor
    state.humidity = moist


_ROOM = HouseConfig.model_validate({
    "name": "test chamber",
    "zones": [{"name": "chamber", "volume_m3": 1e5, "floor_area_m2": 1.0, "air_capacity_factor": 30.0}],
    "constructions": {"panel": {"layers": [
        {"resistance_m2k_w": 100.0, "thickness_m": 0.1, "density_kg_m3": 10.0, "specific_heat_j_kgk": 1000.0}]}},
    "surfaces": [{"name": "panel", "zone": "chamber", "construction": "panel", "area_m2": 0.1, "tilt_deg": 0.0,
                  "interior_film_w_m2k": 8.0, "exterior_film_w_m2k": 20.0}],
})  # fmt: skip


@lru_cache(maxsize=1)
def _chamber() -> Envelope:
    return build_envelope(_ROOM, still_weather(293.15, 0.006), fidelity="full")


def still_weather(outdoor: float, humidity: float) -> Weather:
    """Return weather without sun or wind in which nothing changes."""
    none = np.zeros(HOURS_OF_YEAR)

    def always(value: float) -> Array:
        return np.full(HOURS_OF_YEAR, value)

    moist = min(humidity, humidity_ratio_saturated(outdoor, STANDARD_PRESSURE))
    return Weather(
        name="test chamber", latitude=45.0, longitude=0.0, elevation=0.0, time_zone=0.0, dry_bulb=always(outdoor),
        dew_point=always(FREEZING - 10.0), humidity_ratio=always(moist), pressure=always(STANDARD_PRESSURE),
        wind_speed=none, wind_direction=none, sky_infrared=always(STEFAN_BOLTZMANN * outdoor**4),
        global_horizontal=none, direct_normal=none, diffuse_horizontal=none,
        source=InputFile("weather", "test chamber", ""),
    )  # fmt: skip
