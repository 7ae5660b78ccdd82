"""Ideal heating and cooling, for comparison with published cases."""

from typing import Annotated

from pydantic import Field

from cosim.config.base import Config, Power


class IdealConfig(Config):
    """Ideal heating and cooling: the room is held exactly at its setpoints, the heat is purely convective."""

    heating: bool = True
    cooling: bool = True
    heating_capacity: Annotated[Power, Field(gt=0)] | None = None
    cooling_capacity: Annotated[Power, Field(gt=0)] | None = None
