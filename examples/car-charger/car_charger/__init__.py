"""A car charger with hours of its own: what is driven by day is charged again at night."""

from collections.abc import Generator
from typing import Annotated, Any, Literal

from pydantic import Field

from cosim import EquipmentConfig, Port, PortKind, Power, Simulation, Time

DAY, KILOWATT_HOUR = 86400.0, 3.6e6


class CarCharger(EquipmentConfig):
    """Its fields are the keys of the table in a scenario."""

    kind: Literal["car-charger"]
    power: Annotated[Power, Field(gt=0, le=20e3)] = 7200.0
    kwh_a_day: Annotated[float, Field(gt=0, le=150)] = 10.0
    """From the house's meter, every night."""
    begins_at: Annotated[Time, Field(ge=0, lt=DAY)] = 23 * 3600.0
    """Standard time."""
    ends_at: Annotated[Time, Field(ge=0, lt=DAY)] = 6 * 3600.0
    """The car leaves, charged or not."""

    def port(self) -> PortKind:
        """Return a port whose electricity charges a vehicle."""
        return PortKind("vehicle")

    def live(self, simulation: Simulation, port: Port) -> Generator[Any, Any, Any]:
        """Charge every night until the day's energy is back, or the car leaves."""
        needed = self.kwh_a_day * KILOWATT_HOUR / self.power
        while True:
            yield simulation.timeout((self.begins_at - simulation.time) % DAY or DAY)
            port.electricity = self.power
            yield simulation.timeout(min(needed, (self.ends_at - self.begins_at) % DAY or DAY))
            port.electricity = 0.0
