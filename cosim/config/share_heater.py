"""A heater that serves a share of the load beside the equipment that follows the thermostat, such as a stove."""

from collections.abc import Generator
from math import exp
from typing import Annotated, Any, Literal

from pydantic import Field

from cosim.config.base import Power, Time
from cosim.config.plugins import EquipmentConfig, PortKind
from cosim.config.prices import Fuel


class ShareHeaterConfig(EquipmentConfig):
    """Heats the rooms in proportion to what the main equipment has just given, as far as its capacity goes."""

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
        given, mean = main_heat(simulation), 0.0
        new = 1.0 - exp(-self.interval / self.time_constant) if self.time_constant > 0.0 else 1.0
        while True:
            yield simulation.timeout(self.interval)
            before, given = given, main_heat(simulation)
            mean += new * (max(given - before, 0.0) / self.interval - mean)
            asked = self.ratio * mean
            heat = asked if self.capacity is None else min(asked, self.capacity)
            fan = self.fan_power if heat > 0.0 else 0.0
            if self.fuel is None:
                port.electricity = heat / self.efficiency + fan
            else:
                port.fuel, port.electricity = heat / self.efficiency, fan
            port.heat = heat


def main_heat(simulation: Any) -> float:
    """Return the heat that the equipment has given since the record began, less what defrosts took, J."""
    given = sum(simulation.total(name) for name in ("heat_pump_heat", "furnace_heat", "strip_heat"))
    return float(given - simulation.total("defrost_heat"))
