"""A home battery against time-of-use prices: it charges at low prices and carries the house at high ones."""

from collections.abc import Generator
from typing import Annotated, Any, Literal

from pydantic import Field

from cosim import EquipmentConfig, Port, PortKind, Power, Simulation, Time

KILOWATT_HOUR = 3.6e6


class HomeBattery(EquipmentConfig):
    """Its fields are the keys of the table in a scenario."""

    kind: Literal["home-battery"]
    capacity_in_kwh: Annotated[float, Field(gt=0, le=100)] = 13.5
    power: Annotated[Power, Field(gt=0, le=20e3)] = 5000.0
    """Highest, into the battery and out of it."""
    efficiency: Annotated[float, Field(gt=0.5, le=1)] = 0.9
    """Of a whole cycle; the losses are in charging."""
    charges_below: Annotated[float, Field(gt=0, le=2)]
    """Price of electricity, USD/kWh, below which it charges; at this price or more it carries the house."""
    step: Annotated[Time, Field(ge=60, le=3600)] = 300.0
    """Between two readings of the meter."""

    def port(self) -> PortKind:
        """Return a port that may give electricity to the house."""
        return PortKind("battery", exports=True)

    def live(self, simulation: Simulation, port: Port) -> Generator[Any, Any, Any]:
        """Follow price and meter step by step; it gives no more than the house draws as it reads the meter."""
        stored, full = 0.0, self.capacity_in_kwh * KILOWATT_HOUR
        while True:
            price = simulation.input("electricity_price") * KILOWATT_HOUR
            house = simulation.read("house_electricity") - simulation.read("battery_electricity")
            if price < self.charges_below:
                port.electricity = min(self.power, (full - stored) / self.efficiency / self.step)
            else:
                port.electricity = -min(self.power, max(house, 0.0), stored / self.step)
            flow = port.electricity
            yield simulation.timeout(self.step)
            stored = min(max(stored + flow * self.step * (self.efficiency if flow > 0 else 1.0), 0.0), full)
