"""The cyclic test of AHRI 210/240 in the test chamber: a machine that starts and stops by the clock, and what it costs.

The machine, its board and the flow are those of any run. A steady hour comes first; then the compressor goes on and off
until cycles repeat, and the last one counts. As in the standard, heat is that of the indoor air while the indoor fan
runs, its delay after the stop included, and electricity that of compressor and fans; off-mode power is tested apart.
"""

from dataclasses import dataclass, replace

from cosim.constants import HOUR, STANDARD_PRESSURE
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.equipment.machine import Mode
from cosim.equipment.start_up import CyclicConditions, indoor_air_at_rated_speed
from cosim.flow.house import House
from cosim.flow.parameters import Equipment
from cosim.flow.records import Compressor, Meter
from cosim.physics.air import humidity_ratio_wet_bulb
from cosim.physics.start_up import coefficient
from cosim.processes.clock import HybridEnvironment
from cosim.processes.heat_pump import HeatPump
from cosim.processes.log import EventLog
from cosim.simulation.test_room import ONE_SPEED, at_one_speed, furnish, still_weather

CYCLES = 4  # the fourth is like the third within 1e-4
DRY_ROOM = 0.004  # kg/kg: at 80 °F a wet bulb of 56 °F, at which the coil stays dry
BEFORE = 600.0  # s that a steadily running machine is given to settle


@dataclass(frozen=True, slots=True)
class CyclicTest:
    """What a machine gives and takes, steadily and in one cycle."""

    conditions: CyclicConditions
    capacity: float
    """Steady, of the indoor air, W."""
    power: float
    """Steady, W."""
    heat: float
    """Of one cycle, J."""
    electricity: float
    """Of one cycle, J."""

    @property
    def load_factor(self) -> float:
        """Heat of the cycle over that of steady running for as long."""
        return self.heat / (self.capacity * sum(self.conditions.interval))

    @property
    def degradation(self) -> float:
        """The degradation coefficient C_D."""
        cyclic, steady = self.heat / self.electricity, self.capacity / self.power
        return coefficient(cyclic, steady, self.load_factor)


def cyclic_test(model: HeatPumpModel, mode: Mode, conditions: CyclicConditions) -> CyclicTest:
    """Run a machine steadily and then by the clock.

    Parameters
    ----------
    model : HeatPumpModel
        The machine.
    mode : {"heating", "cooling"}
    conditions : CyclicConditions
        See `cosim.equipment.start_up.conditions`.

    Returns
    -------
    CyclicTest
    """
    on, off = conditions.interval
    held = at_one_speed(model, conditions.speed)
    times = {"minimum_on": min(model.cycling.minimum_on, on), "minimum_off": min(model.cycling.minimum_off, off)}
    held = replace(held, cycling=model.cycling.model_copy(update=times))
    heats = mode == "heating"
    equipment = Equipment(heating=held, frost="none") if heats else Equipment(cooling=held)
    humidity = float(humidity_ratio_wet_bulb(conditions.outdoor, conditions.outdoor_wet, STANDARD_PRESSURE))
    weather = still_weather(conditions.outdoor, humidity if heats else DRY_ROOM)
    house = furnish(equipment, weather, conditions.indoor, DRY_ROOM)
    # after the stop the fan runs as that of the machine itself does, at rated speed
    house.parameters.fan_power, house.parameters.fan_flow = indoor_air_at_rated_speed(model)
    env = HybridEnvironment(house)
    unit = HeatPump(env, held, EventLog(env), ONE_SPEED)
    env.process(unit.run())
    compressor = Compressor.HEATING if heats else Compressor.COOLING
    unit.request(compressor)
    env.run(until=BEFORE)
    begun = _meters(house)
    env.run(until=BEFORE + HOUR)
    capacity, power = (total / HOUR for total in _since(house, begun))
    for _ in range(CYCLES):
        unit.request(Compressor.OFF)
        env.run(until=env.now + off)
        begun = _meters(house)
        unit.request(compressor)
        env.run(until=env.now + on)
    unit.request(Compressor.OFF)
    env.run(until=env.now + off)
    return CyclicTest(conditions, capacity, power, *_since(house, begun))


def _meters(house: House) -> tuple[float, float]:
    meter = house.meter()
    return meter[Meter.PUMP_HEAT], meter[Meter.PUMP_ELECTRICITY]


def _since(house: House, begun: tuple[float, float]) -> tuple[float, float]:
    """Return heat to or from the indoor air and electricity since the meters were read, J."""
    heat, electricity = (now - then for now, then in zip(_meters(house), begun, strict=True))
    return abs(heat), electricity
