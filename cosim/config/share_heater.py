"""A heater that serves a share of the load beside the equipment that follows the thermostat, such as a stove."""

from collections.abc import Callable, Generator
from math import exp
from typing import Annotated, Any, Literal

from pydantic import Field

from cosim.config.base import Power, Time
from cosim.config.plugins import EquipmentConfig, PortKind
from cosim.config.prices import Fuel


class ShareHeaterConfig(EquipmentConfig):
    """Heats the rooms in proportion to what the main equipment has just brought to them, up to its capacity."""

    kind: Literal["share-heater"] = "share-heater"
    """Kind of equipment."""
    ratio: Annotated[float, Field(gt=0, le=100)]
    """Its heat over that of the main equipment: 1/3 where it serves a quarter of the load."""
    capacity: Annotated[Power, Field(gt=0, le=100e3)] | None = None
    """Its greatest heat; by default as much as the ratio asks for."""
    efficiency: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Heat over energy; above 1 for a heat pump of which only its seasonal performance is known."""
    fuel: Fuel | None = None
    """Fuel that it burns; electricity by default."""
    fan_power: Annotated[Power, Field(ge=0, le=2000)] = 0.0
    """Power of its fan or pumps while it heats."""
    interval: Annotated[Time, Field(ge=60, le=3600)] = 900.0
    """Time over which the main equipment's heat is watched, and after which this one follows."""
    time_constant: Annotated[Time, Field(ge=0, le=86400)] = 3600.0
    """Time constant with which it follows: one that gives several times the heat of a machine that cycles would else
    overheat the rooms after each of its runs."""

    def port(self) -> PortKind:
        """Return what goes through its port."""
        return PortKind("heaters", fuel=self.fuel)

    def live(self, simulation: Any, port: Any) -> Generator[Any, Any, Any]:
        """Follow the main equipment, interval by interval."""
        main = Follower(heat_to_rooms, self.interval, self.time_constant)
        while True:
            yield simulation.timeout(self.interval)
            asked = self.ratio * main.mean(simulation)
            heat = asked if self.capacity is None else min(asked, self.capacity)
            fan = self.fan_power if heat > 0.0 else 0.0
            if self.fuel is None:
                port.electricity = heat / self.efficiency + fan
            else:
                port.fuel, port.electricity = heat / self.efficiency, fan
            port.heat = heat


class Follower:
    """The power behind a running total of a simulation, as one that follows with a time constant has it.

    Parameters
    ----------
    total : callable
        Returns the total of a simulation, J.
    interval : float
        Between two readings, s.
    time_constant : float
        s; 0 for one that follows at once.
    """

    def __init__(self, total: Callable[[Any], float], interval: float, time_constant: float) -> None:
        self.total, self.interval = total, interval
        self.new = 1.0 - exp(-interval / time_constant) if time_constant > 0.0 else 1.0
        self.before = self.power = 0.0

    def mean(self, simulation: Any) -> float:
        """Return the power an interval after the last reading, W; the record begins with a total of zero."""
        before, self.before = self.before, self.total(simulation)
        self.power += self.new * (max(self.before - before, 0.0) / self.interval - self.power)
        return self.power


def heat_to_rooms(simulation: Any) -> float:
    """Return the heat that the equipment has brought to the rooms since the record began, J: what passes its ducts.

    Defrosts and cooling count against it.
    """
    given = sum(simulation.total(name) for name in ("heat_pump_heat", "furnace_heat", "strip_heat"))
    taken = sum(simulation.total(name) for name in ("defrost_heat", "cooling_sensible", "duct_loss"))
    return float(given - taken)
