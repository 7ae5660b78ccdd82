"""A wood stove: lit on cold evenings, it heats the room as its logs burn down, and the logs are on the bill."""

from collections.abc import Generator
from typing import Annotated, Any, Literal

from pydantic import Field

from cosim import EquipmentConfig, Port, PortKind, Power, Simulation, Temperature, Time

DAY = 86400.0


class WoodStove(EquipmentConfig):
    """Its fields are the keys of the table in a scenario; a quantity has its unit in the key: `power_kw = 6`."""

    kind: Literal["wood-stove"]
    power: Annotated[Power, Field(gt=0, le=20e3)] = 6000.0
    """Heat to the room just after it is lit."""
    efficiency: Annotated[float, Field(gt=0.1, le=1)] = 0.7
    """Heat to the room over the higher heating value of the logs."""
    lit_at: Annotated[Time, Field(ge=0, lt=DAY)] = 18 * 3600.0
    """Clock time."""
    burns: Annotated[Time, Field(ge=900, le=DAY / 2)] = 4 * 3600.0
    below: Temperature = 278.15
    """It is not lit when it is warmer outdoors."""

    def port(self) -> PortKind:
        """Return what it burns; its heat is for heating."""
        return PortKind("heaters", fuel="wood")

    def live(self, simulation: Simulation, port: Port) -> Generator[Any, Any, Any]:
        """Light it every cold evening; its heat falls quarter hour by quarter hour."""
        while True:
            yield simulation.timeout((self.lit_at - simulation.time) % DAY or DAY)
            if simulation.read("outdoor_temperature") > self.below:
                continue
            parts = int(self.burns // 900.0)
            for part in range(parts):
                port.heat = self.power * (1.0 - part / parts)
                port.fuel = port.heat / self.efficiency
                yield simulation.timeout(900.0)
            port.heat = port.fuel = 0.0
