"""What heats beside or instead of a heat pump: furnace and strips, and the temperatures that lock sources out."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Config, Power, Temperature, TemperatureDifference, Time
from cosim.config.prices import Fuel

Fraction = Annotated[float, Field(ge=0, le=1)]

LOW_FIRE = {"single-stage": 1.0, "two-stage": 0.65, "modulating": 0.4}


PolicyName = Literal["temperature", "capacity", "economic", "carbon", "droop", "signal"]


class FurnaceConfig(Config):
    """A warm-air furnace, or a boiler with radiators."""

    name: str
    title: str = ""
    source: str = ""
    fuel: Fuel = "gas"
    distribution: Literal["air", "radiators"] = "air"
    """Through the blower and the house's ducts, or through water to radiators in every room, without ducts."""
    kind: Literal["single-stage", "two-stage", "modulating"] = "single-stage"
    """A two-stage furnace starts low and goes to high fire by its timer or when the room has fallen behind; a
    modulating one follows the thermostat's error between low and high fire."""
    capacity: Annotated[Power, Field(gt=1000, le=100e3)]
    """Heat delivered at steady state and high fire, W, blower heat not counted."""
    efficiency: Annotated[float, Field(gt=0.5, le=0.99)]
    """Steady-state efficiency on the higher heating value, at high fire."""
    low_fire: Annotated[float, Field(ge=0.2, le=1)] | None = None
    """Least share of the capacity; 0.65 by default for two stages, 0.40 for a modulating burner."""
    low_fire_efficiency: Annotated[float, Field(gt=0.5, le=0.99)] | None = None
    """The same as at high fire by default."""
    time_to_high_fire: Annotated[Time, Field(ge=60, le=7200)] = 720.0
    """A two-stage furnace goes to high fire when a call has lasted this long; 12 min is usual for a control board
    that stages by itself under a single-stage thermostat."""
    temperature_rise: Annotated[TemperatureDifference, Field(gt=10, le=60)] = 30.0
    """Of the air through the furnace; with the capacity it gives the blower's flow, which follows the fire."""
    blower_power: Annotated[Power, Field(ge=0, le=3000)]
    """At high fire; of the circulator where water carries the heat."""
    inducer_power: Annotated[Power, Field(ge=0, le=500)] = 60.0
    """Draft inducer, or an oil burner's motor."""
    igniter_power: Annotated[Power, Field(ge=0, le=1000)] = 300.0
    standby_power: Annotated[Power, Field(ge=0, le=100)] = 7.0
    pilot_power: Annotated[Power, Field(ge=0, le=600)] = 0.0
    """Fuel that a standing pilot burns at all times; its heat is taken to go up the flue."""
    purge_time: Annotated[Time, Field(ge=0, le=300)] = 20.0
    """Inducer alone, before ignition."""
    ignition_time: Annotated[Time, Field(ge=0, le=300)] = 25.0
    """Igniter glows, gas not yet lit."""
    blower_on_delay: Annotated[Time, Field(ge=0, le=300)] = 35.0
    """Burner alone, before the blower starts."""
    blower_off_delay: Annotated[Time, Field(ge=0, le=600)] = 135.0
    """Blower alone, after the burner went out."""
    exchanger_time_constant: Annotated[Time, Field(gt=1, le=600)] = 60.0
    """Time constant with which the heat exchanger warms and gives up its heat while the blower runs."""
    flue_share: Fraction = 0.4
    """Of the heat that the blower leaves in the exchanger, what goes up the flue; the rest drifts into the ducts. 1
    for a natural draught, 0.4 for an inducer that stands (the off-cycle draft factor of ASHRAE 103), less for a
    sealed condensing furnace."""
    minimum_off: Annotated[Time, Field(ge=0, le=1800)] = 120.0
    minimum_on: Annotated[Time, Field(ge=0, le=1800)] = 120.0

    @property
    def least_fire(self) -> float:
        """Least share of the capacity."""
        return LOW_FIRE[self.kind] if self.low_fire is None or self.kind == "single-stage" else self.low_fire

    @model_validator(mode="after")
    def _low_fire_needs_stages(self) -> Self:
        if self.kind == "single-stage" and (self.low_fire is not None or self.low_fire_efficiency is not None):
            raise ValueError("a single-stage furnace has no low fire; set kind to two-stage or modulating")
        return self


class StripsConfig(Config):
    """Electric resistance heat, in the air handler or as baseboards."""

    kind: Literal["duct", "baseboards"] | None = None
    """Strips in the air handler share its fan and ducts (alone they are an electric furnace); baseboards stand in the
    rooms and need neither. By default in the air handler, but baseboards beside a ductless unit."""
    capacity: Annotated[Power, Field(gt=0, le=60e3)]
    stage: Annotated[Power, Field(gt=0, le=20e3)] = 5000.0
    """Size of one stage; the last one takes the rest."""
    sequencer_delay: Annotated[Time, Field(ge=0, le=600)] = 30.0
    """Between one stage and the next."""
    temperature_rise: Annotated[TemperatureDifference, Field(gt=5, le=60)] = 22.0
    """Of the air through strips that have no heat pump beside them; with the capacity it gives the fan's flow."""
    blower_power: Annotated[Power, Field(ge=0, le=3000)] | None = None
    """Of the fan of strips that have no heat pump beside them; 0.375 W/cfm by default (ANSI/RESNET/ICC 301)."""


class LockoutsConfig(Config):
    """Outdoor temperatures that keep a source from heating; the two are independent of each other."""

    compressor_below: Temperature | None = None
    """The compressor does not heat below; its own cut-off by default."""
    backup_above: Temperature | None = None
    """Furnace or strips do not heat above, except in a defrost. By default 40 °F for strips beside a heat pump (as in
    OpenStudio-HPXML) as long as the compressor may run, and none for a furnace."""


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
