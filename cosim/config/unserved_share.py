"""The share of a load that none of a home's systems serves, where its rooms are held at the setpoints all the same."""

from collections.abc import Generator
from typing import Annotated, Any, Literal

from pydantic import Field

from cosim.config.base import Time
from cosim.config.plugins import EquipmentConfig
from cosim.config.share_heater import Follower, heat_to_rooms

Ratio = Annotated[float, Field(ge=0, le=100)]


class UnservedShareConfig(EquipmentConfig):
    """Heat and cold in proportion to what the equipment has just given, of no system of the home and on no bill.

    So do an "ideal air system" of OpenStudio-HPXML and the residual loads of ANSI/RESNET/ICC 301: where a file says
    that the systems serve a share of a load, they serve that share of what the setpoints ask for, and no more.
    """

    kind: Literal["unserved-share"] = "unserved-share"
    """Kind of equipment."""
    heating: Ratio = 0.0
    """Heat over that of the main equipment: 1/3 where the systems serve three quarters of the load."""
    cooling: Ratio = 0.0
    """The same of cooling."""
    interval: Annotated[Time, Field(ge=60, le=3600)] = 900.0
    """Time over which the equipment is watched, and after which this share follows."""
    time_constant: Annotated[Time, Field(ge=0, le=86400)] = 3600.0
    """Time constant with which it follows."""

    def live(self, simulation: Any, port: Any) -> Generator[Any, Any, Any]:
        """Follow the equipment, interval by interval."""
        heat = Follower(heat_to_rooms, self.interval, self.time_constant)
        cold = Follower(cold_to_rooms, self.interval, self.time_constant)
        while True:
            yield simulation.timeout(self.interval)
            port.heat = self.heating * heat.mean(simulation) - self.cooling * cold.mean(simulation)


def cold_to_rooms(simulation: Any) -> float:
    """Return the sensible heat that the equipment has taken from the rooms since the record began, J."""
    return -heat_to_rooms(simulation)
