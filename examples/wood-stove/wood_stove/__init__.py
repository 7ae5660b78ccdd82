"""A wood stove: somebody lights it on cold evenings, and it gives its heat to the room as the logs burn down."""

from collections.abc import Generator
from typing import Annotated, Any, Literal

from pydantic import Field

from cosim import EquipmentConfig, Simulation
from cosim.config.base import Power, Temperature, Time

DAY = 86400.0


class WoodStove(EquipmentConfig):
    """Its fields are the keys of the table in a scenario; a quantity has its unit in the key: `power_kw = 6`."""

    kind: Literal["wood-stove"]
    power: Annotated[Power, Field(gt=0, le=20e3)] = 6000.0
    """Just after it was lit."""
    lit_at: Annotated[Time, Field(ge=0, lt=DAY)] = 18 * 3600.0
    """Clock time."""
    burns: Annotated[Time, Field(ge=900, le=DAY / 2)] = 4 * 3600.0
    below: Temperature = 278.15
    """Nobody lights it when it is warmer outdoors."""

    def live(self, simulation: Simulation) -> Generator[Any, Any, Any]:
        """Light it every cold evening; its heat falls quarter hour by quarter hour."""
        while True:
            yield simulation.timeout((self.lit_at - simulation.time) % DAY or DAY)
            if simulation.read("outdoor_temperature") > self.below:
                continue
            parts = int(self.burns // 900.0)
            for part in range(parts):
                simulation.write("external_heat", self.power * (1.0 - part / parts))
                yield simulation.timeout(900.0)
            simulation.write("external_heat", 0.0)
