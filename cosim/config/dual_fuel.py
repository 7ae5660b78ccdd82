"""What hands over between heat pump and furnace: policies by name, all over the same equipment."""

from typing import Annotated, Literal

from pydantic import Field

from cosim.config.base import Config, Temperature, TemperatureDifference, Time

PolicyName = Literal["temperature", "capacity", "economic", "carbon", "droop", "signal"]


class DualFuelConfig(Config):
    """Hand-over between heat pump and furnace; where the heat pump cannot hold the room, the furnace always may."""

    policy: PolicyName = "temperature"
    """`temperature`: the furnace heats below the switchover. `droop`: the heat pump heats, the furnace takes over until
    the call is satisfied when backup is called. `capacity`: as droop, and the furnace keeps the lead until it is milder
    outdoors than when the heat pump failed. `economic` and `carbon`: hour by hour whatever costs or emits less for the
    same heat. `signal`: the heat pump, except in demand-response events that switch to the furnace."""
    switchover: Annotated[Temperature, Field(ge=233.15, le=293.15)] = 272.04
    """Of the policy `temperature`: below it the furnace heats; 30 °F by default."""
    hysteresis: Annotated[TemperatureDifference, Field(gt=0.1, le=10)] = 1.5
    """The heat pump resumes this far above `switchover`, or above where it failed."""
    margin: Annotated[float, Field(ge=0, le=0.5)] = 0.02
    """Of `economic` and `carbon`: the other source must be better by this share before it takes over."""
    minimum_dwell: Annotated[Time, Field(ge=0, le=24 * 3600)] = 1800.0
    """Least time with one source in the lead."""
