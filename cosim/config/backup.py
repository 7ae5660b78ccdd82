"""Furnaces, electric strips and dual fuel, and the lockout temperatures of heat sources."""

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
    """Short name; the file's name on the shelf."""
    title: str = ""
    """One-line title for tables and reports."""
    source: str = ""
    """Where the numbers come from."""
    fuel: Fuel = "gas"
    """Fuel that it burns."""
    distribution: Literal["air", "radiators"] = "air"
    """How heat reaches the rooms: "air" by blower and ducts, "radiators" by water without ducts."""
    kind: Literal["single-stage", "two-stage", "modulating"] = "single-stage"
    """Burner control: "two-stage" starts low and goes to high fire by its timer or when the room falls behind;
    "modulating" follows the thermostat's error between low and high fire."""
    capacity: Annotated[Power, Field(gt=1000, le=100e3)]
    """Heat output at steady state and high fire, blower heat not included."""
    efficiency: Annotated[float, Field(gt=0.5, le=0.99)]
    """Steady-state efficiency at high fire, on the higher heating value."""
    low_fire: Annotated[float, Field(ge=0.2, le=1)] | None = None
    """Low fire as a share of the capacity; 0.65 by default for two stages, 0.40 for a modulating burner."""
    low_fire_efficiency: Annotated[float, Field(gt=0.5, le=0.99)] | None = None
    """Steady-state efficiency at low fire; by default that at high fire."""
    time_to_high_fire: Annotated[Time, Field(ge=60, le=7200)] = 720.0
    """Length of a call after which a two-stage furnace goes to high fire; 12 min is usual for boards that stage on
    their own under a single-stage thermostat."""
    temperature_rise: Annotated[TemperatureDifference, Field(gt=10, le=60)] = 30.0
    """Temperature rise of the air through the furnace; with the capacity it sets the blower's flow, which follows the
    firing rate."""
    blower_power: Annotated[Power, Field(ge=0, le=3000)]
    """Electric power of the blower at high fire, or of the circulator of a boiler."""
    inducer_power: Annotated[Power, Field(ge=0, le=500)] = 60.0
    """Electric power of the draft inducer, or of an oil burner's motor."""
    igniter_power: Annotated[Power, Field(ge=0, le=1000)] = 300.0
    """Electric power of the hot-surface igniter while it glows."""
    standby_power: Annotated[Power, Field(ge=0, le=100)] = 7.0
    """Electric power of the control board at all times."""
    pilot_power: Annotated[Power, Field(ge=0, le=600)] = 0.0
    """Fuel power of a standing pilot at all times; its heat is assumed to leave through the flue."""
    purge_time: Annotated[Time, Field(ge=0, le=300)] = 20.0
    """Time that the inducer runs before ignition."""
    ignition_time: Annotated[Time, Field(ge=0, le=300)] = 25.0
    """Time that the igniter glows before gas is lit."""
    blower_on_delay: Annotated[Time, Field(ge=0, le=300)] = 35.0
    """Time from burner on to blower on."""
    blower_off_delay: Annotated[Time, Field(ge=0, le=600)] = 135.0
    """Time from burner off to blower off."""
    exchanger_time_constant: Annotated[Time, Field(gt=1, le=600)] = 60.0
    """Time constant with which the heat exchanger warms up, and cools while the blower runs."""
    flue_share: Fraction = 0.4
    """Share of the heat left in the exchanger after the blower stops that leaves through the flue; the rest drifts into
    the ducts. 1 for natural draft, 0.4 for a stopped inducer (off-cycle draft factor of ASHRAE 103), less for a sealed
    condensing furnace."""
    minimum_off: Annotated[Time, Field(ge=0, le=1800)] = 120.0
    """Minimum time that the burner stays off."""
    minimum_on: Annotated[Time, Field(ge=0, le=1800)] = 120.0
    """Minimum time that a call keeps the burner on."""

    limit: Annotated[Temperature, Field(ge=333.15, le=393.15)] = 347.04
    """Air temperature behind the exchanger at which the limit switch opens; 165 °F by default, where 160 to 200 °F are
    usual."""
    ignition_tries: Annotated[int, Field(ge=1, le=10)] = 3
    """Failures in one call, of ignition or by the limit switch, after which the board locks the furnace out."""
    lockout_time: Annotated[Time, Field(ge=60, le=30 * 86400)] = 3600.0
    """Length of such a lockout, after which the board tries again by itself; 1 h on most boards."""

    @property
    def min_fire(self) -> float:
        """Minimum firing rate, as a share of the capacity."""
        return LOW_FIRE[self.kind] if self.low_fire is None or self.kind == "single-stage" else self.low_fire

    @property
    def modulates(self) -> bool:
        """Whether the burner follows the thermostat's error."""
        return self.kind == "modulating"

    @model_validator(mode="after")
    def _low_fire_needs_stages(self) -> Self:
        if self.kind == "single-stage" and (self.low_fire is not None or self.low_fire_efficiency is not None):
            raise ValueError("a single-stage furnace has no low fire; set kind to two-stage or modulating")
        return self


class StripsConfig(Config):
    """Electric resistance heat, in the air handler or as baseboards."""

    kind: Literal["duct", "baseboards"] | None = None
    """Where the strips are: "duct" strips in the air handler share its fan and ducts (alone they are an electric
    furnace); "baseboards" stand in the rooms. By default "duct", but "baseboards" beside a ductless unit."""
    capacity: Annotated[Power, Field(gt=0, le=60e3)]
    """Heat output of all stages together."""
    stage: Annotated[Power, Field(gt=0, le=20e3)] = 5000.0
    """Heat output of one stage; the last stage is the remainder."""
    sequencer_delay: Annotated[Time, Field(ge=0, le=600)] = 30.0
    """Delay between one stage and the next."""
    efficiency: Annotated[float, Field(ge=0.1, le=1)] = 1.0
    """Heat over electricity: below 1 where all that is known of their distribution is its efficiency."""
    tempers: bool = True
    """Whether they heat the air that a heat pump cools in a defrost."""
    temperature_rise: Annotated[TemperatureDifference, Field(gt=5, le=60)] = 22.0
    """Temperature rise of the air through strips without a heat pump; with the capacity it sets the fan's flow."""
    blower_power: Annotated[Power, Field(ge=0, le=3000)] | None = None
    """Fan power of strips without a heat pump; 0.375 W/cfm by default (ANSI/RESNET/ICC 301)."""


class LockoutsConfig(Config):
    """What locks a heat source out, and who ends a lockout. The two temperatures are independent."""

    compressor_below: Temperature | None = None
    """Outdoor temperature below which the compressor does not heat; by default the machine's own cut-off."""
    compressor_hysteresis: Annotated[TemperatureDifference, Field(gt=0.1, le=10)] = 2.5
    """Rise of the outdoor temperature above that at which the compressor is released."""
    backup_above: Temperature | None = None
    """Outdoor temperature above which furnace or strips do not heat, except in a defrost. By default 40 °F for strips
    beside a heat pump (as in OpenStudio-HPXML) while the compressor may run, and none for a furnace."""
    power_cycle_after: Annotated[Time, Field(ge=60, le=365 * 86400)] | None = None
    """Time after which somebody switches a machine that its safeties have locked out off and on; by default nobody
    does."""
    switched_off_above: Annotated[Temperature, Field(ge=298.15, le=333.15)] = 308.15
    """Room temperature at which somebody switches off, for a day, a machine that heats although cooling is called. 35
    °C by default, a judgement: in mild weather no safety acts, at 20 °C outdoors a high-pressure switch of 610 psig
    opens in a room of 42 °C."""


class DualFuelConfig(Config):
    """Changeover between heat pump and furnace; the furnace always helps where the heat pump cannot hold the room."""

    policy: PolicyName = "temperature"
    """When the furnace takes over. `temperature`: below `switchover`. `droop`: when backup heat is called, until that
    call is satisfied. `capacity`: as droop, then until it is milder outdoors than when the heat pump failed. `economic`
    and `carbon`: in hours in which its heat costs or emits less. `signal`: in demand-response events that switch to the
    furnace."""
    switchover: Annotated[Temperature, Field(ge=233.15, le=293.15)] = 272.04
    """Outdoor temperature below which policy `temperature` heats with the furnace; 30 °F by default."""
    hysteresis: Annotated[TemperatureDifference, Field(gt=0.1, le=10)] = 1.5
    """Rise of the outdoor temperature above `switchover`, or above the point of failure, at which the heat pump
    resumes."""
    margin: Annotated[float, Field(ge=0, le=0.5)] = 0.02
    """Relative advantage in cost or emissions that makes policies `economic` and `carbon` change the source."""
    minimum_dwell: Annotated[Time, Field(ge=0, le=24 * 3600)] = 1800.0
    """Minimum time with one source in the lead."""

    @property
    def follows_rates(self) -> bool:
        """Whether prices or emission factors decide which source leads."""
        return self.policy in ("economic", "carbon")
