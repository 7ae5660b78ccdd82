"""A test chamber: outdoor air held at one temperature and humidity, a room held at 21 °C, a heat pump that runs on.

The machine, its defrost board and the flow are those of any simulation; only house and weather are a laboratory's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cosim.config.defrost import FrostModel
from cosim.config.thermostat import IdealConfig, ThermostatConfig
from cosim.constants import FREEZING, HOUR, STANDARD_PRESSURE
from cosim.envelope.envelope import Envelope, build_envelope
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.flow.house import House
from cosim.flow.parameters import Equipment, Period
from cosim.flow.records import Compressor, Guard, Meter
from cosim.physics.air import humidity_ratio, saturation_pressure
from cosim.physics.frost import MIN_DENSITY
from cosim.processes.clock import HybridEnvironment
from cosim.processes.defrost import VALVE_SHIFT
from cosim.processes.heat_pump import HeatPump, staging
from cosim.processes.log import EventLog
from cosim.scenarios.reader import load
from cosim.schema.variables import LEDGER
from cosim.weather import Weather

ROOM = 294.26  # K
SETTLING = 600.0  # s after which a clean machine runs steadily
SAMPLE = 120.0  # s between two looks at a growing layer
GIVEN, TAKEN = ([variable.name for variable in LEDGER].index(name) for name in ("heat_pump_heat", "defrost_heat"))
LONGEST = 24 * HOUR
LABORATORY = "quick-start"  # a house and a sky; what they give to the room the chamber takes away again
ANY_SPEED = ThermostatConfig(kind="single-stage")  # runs a machine of any speed at its rated one


@dataclass(frozen=True)
class Cycle:
    """Running at constant conditions, from the end of one defrost to that of the next."""

    capacity: float
    """Mean heat to the room, that taken in the defrost deducted, W."""
    power: float
    """Mean power, W."""
    defrosts: int
    frost: float
    """On the coil as a defrost began, kg."""
    interval: float
    """s"""

    @property
    def cop(self) -> float:
        """Mean heat over mean power."""
        return self.capacity / self.power


@dataclass(frozen=True)
class Growth:
    """A layer that grows undisturbed: arrays of one shape."""

    time: NDArray[np.float64]
    """s"""
    mass: NDArray[np.float64]
    """kg"""

    @property
    def rate(self) -> float:
        """Mean rate at which the layer grew, kg/s."""
        return float((self.mass[-1] - self.mass[0]) / (self.time[-1] - self.time[0]))


class Chamber:
    """A laboratory that any machine can be put into."""

    def __init__(self) -> None:
        scenario = load(LABORATORY)
        self.weather: Weather = scenario.weather
        self.volume = scenario.house.zones[0].volume
        self.envelope: Envelope = build_envelope(scenario.house, scenario.weather)

    def house(self, model: HeatPumpModel, celsius: float, humidity: float, frost: FrostModel, step: float) -> House:
        """Return the room and the machine in it, at outdoor °C and relative humidity (0 to 1, below 0 °C over ice)."""
        outdoor = celsius + FREEZING
        equipment = Equipment(heating=model, ideal=IdealConfig(), frost=frost)
        period = Period(hours=int(LONGEST / HOUR), step=step)
        house = House(self.envelope, self.weather, equipment, period, volume=self.volume)
        house.arrays.site.weather[:, 0] = outdoor
        house.arrays.site.weather[:, 1] = humidity_ratio(humidity * saturation_pressure(outdoor), STANDARD_PRESSURE)
        house.arrays.site.weather[:, 5] = STANDARD_PRESSURE
        controls = house.controls
        controls.heating_setpoint, controls.cooling_setpoint = ROOM, ROOM
        return house

    def start(self, house: House, model: HeatPumpModel, *, defrosts: bool) -> HybridEnvironment:
        """Switch the machine on."""
        env = HybridEnvironment(house)
        pump = HeatPump(env, model, EventLog(env), staging(model, ANY_SPEED))
        pump.defrost.happens = defrosts
        env.process(pump.run())
        pump.request(Compressor.HEATING)
        return env

    def steady(self, model: HeatPumpModel, celsius: float, humidity: float) -> Cycle:
        """Run the machine as if frost had no consequence."""
        house = self.house(model, celsius, humidity, "none", 60.0)
        env = self.start(house, model, defrosts=False)
        env.run(until=SETTLING)
        before = _given_and_taken(house)
        env.run(until=SETTLING + HOUR)
        return _mean(before, _given_and_taken(house), HOUR, 0, 0.0, 0.0)

    def cycle(self, model: HeatPumpModel, celsius: float, humidity: float, *, step: float = 60.0) -> Cycle:
        """Run until the third defrost is over, and tell of what lies between the first and the third."""
        house = self.house(model, celsius, humidity, "physical", step)
        env = self.start(house, model, defrosts=True)
        env.run(until=SETTLING)
        ends = [(env.now, _given_and_taken(house))]
        frost, was = 0.0, 0
        env.timeout(LONGEST - env.now)  # so that there always is something to wait for
        while env.now < LONGEST and len(ends) < 4:
            env.step()
            now = int(house.controls.defrosting)
            if now and not was:
                frost = house.frost_mass
            elif was and not now:
                ends.append((env.now, _given_and_taken(house)))
            was = now
        if len(ends) < 3:  # hardly any frost, or none
            ends.append((LONGEST, _given_and_taken(house)))
            return _mean(ends[0][1], ends[-1][1], ends[-1][0] - ends[0][0], len(ends) - 2, frost, LONGEST)
        (begin, before), (end, after) = ends[1], ends[-1]
        count = len(ends) - 2
        return _mean(before, after, end - begin, count, frost, (end - begin) / count)

    def melting(self, model: HeatPumpModel, celsius: float, humidity: float, frost: float) -> float:
        """Return the time, s, from the valve's shift until `frost`, kg, is melted and the coil warm enough."""
        house = self.house(model, celsius, humidity, "physical", 60.0)
        env = self.start(house, model, defrosts=False)
        env.run(until=SETTLING)
        house.state.frost_mass = frost
        house.state.frost_thickness = frost / (MIN_DENSITY * model.coil.area)
        house.controls.compressor = Compressor.OFF
        env.run(until=SETTLING + model.defrost.reversal_pause)
        house.start_melting()
        env.run(until=env.crossing(Guard.COIL_CLEAR, within=HOUR))
        return VALVE_SHIFT + float(env.now) - SETTLING - model.defrost.reversal_pause

    def growth(self, model: HeatPumpModel, celsius: float, humidity: float, lasting: float) -> Growth:
        """Let frost grow for `lasting` seconds without a defrost."""
        house = self.house(model, celsius, humidity, "physical", 60.0)
        env = self.start(house, model, defrosts=False)
        env.run(until=SETTLING)
        house.clear_coil()
        rows = [(env.now, house.frost_mass)]
        while env.now < SETTLING + lasting:
            env.run(until=env.now + SAMPLE)
            rows.append((env.now, house.frost_mass))
        return Growth(*(np.array(column) for column in zip(*rows, strict=True)))


def _given_and_taken(house: House) -> tuple[float, float]:
    """Return the heat that the machine gave to the room and the electricity that it took so far, J."""
    arrays = house.arrays
    heat = sum(
        sign * (float(arrays.ledger.hourly[:, number].sum()) * HOUR + float(arrays.ledger.accumulated[number]))
        for number, sign in ((GIVEN, 1.0), (TAKEN, -1.0))
    )
    return heat, house.meter()[Meter.PUMP_ELECTRICITY]


def _mean(
    before: tuple[float, float],
    after: tuple[float, float],
    seconds: float,
    defrosts: int,
    frost: float,
    interval: float,
) -> Cycle:
    heat, electricity = ((late - early) / seconds for early, late in zip(before, after, strict=True))
    return Cycle(heat, electricity, defrosts, frost, interval)
