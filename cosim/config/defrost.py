"""When and how the outdoor coil is cleared, and what may break in it."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Config, Power, Temperature, TemperatureDifference, Time
from cosim.constants import DAY

DefrostKind = Literal["demand", "airflow", "coil-temperature", "adaptive", "timer"]
DefrostMethod = Literal["reverse-cycle", "resistance", "hot-gas"]
FrostModel = Literal[
    "physical", "none", "energyplus-timed", "energyplus-on-demand", "resnet", "ahri", "carrier", "wetter-afjei"
]
FaultKind = Literal[
    "defrost-sensor-open",
    "defrost-sensor-closed",
    "defrost-wrong-timer",
    "outdoor-fan-failed",
    "reversing-valve-stuck",
    "reversing-valve-leaking",
]
DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class DefrostConfig(Config):
    """When and how the outdoor coil is cleared."""

    kind: DefrostKind = "demand"
    """What asks for a defrost: "timer" run time with a cold coil; "adaptive" an interval that learns from the last
    defrost; "demand", "airflow", "coil-temperature" what frost has done to capacity, air and coil by then."""
    method: DefrostMethod = "reverse-cycle"
    """What melts the ice: heat from the house and the compressor's work, a heater on the coil, or the compressor's
    discharge gas alone."""
    demand_capacity_loss: Annotated[float, Field(gt=0.02, lt=0.8)] = 0.10
    """Loss of capacity to frost at which "demand" acts; in Chicago and Greensboro less energy is used so than at 15 or
    20 %, for which boards are made that measure it less well."""
    least_airflow: Annotated[float, Field(gt=0.1, lt=0.98)] = 0.6
    """Air flow, of the clean coil's, at which "airflow" acts."""
    coil_drop: Annotated[TemperatureDifference, Field(gt=0.2, le=20)] = 2.5
    """How much lower than with a clean coil, at the same air and speed, the coil is when "coil-temperature" acts."""
    timer_run_time: Annotated[Time, Field(ge=600, le=86400)] = 5400.0
    """Compressor run time below the coil threshold after which a timer acts."""
    coil_threshold: Temperature = 273.15
    """Run time counts and a defrost may start only while the coil is colder."""
    minimum_interval: Annotated[Time, Field(ge=0, le=86400)] = 1800.0
    """Least heating time with a cold coil between two defrosts."""
    forced_interval: Annotated[Time, Field(ge=600, le=30 * 86400)] = 21600.0
    """Heating time with a cold coil after which demand controls clear a coil that frost has begun to slow."""
    adaptive_least: Annotated[Time, Field(ge=600, le=86400)] = 1800.0
    """Shortest interval of an adaptive control, as on Amana's boards, which go up to 360 minutes ..."""
    adaptive_greatest: Annotated[Time, Field(ge=600, le=86400)] = 7200.0
    """... but after dry days a coil in damp weather is closed with ice before 3 hours are over."""
    adaptive_target: Annotated[Time, Field(ge=30, le=1800)] = 180.0
    """Length of melting at which an adaptive control leaves its interval as it is."""
    longest: Annotated[Time, Field(gt=30, le=3600)] = 600.0
    termination_temperature: Temperature = 286.15
    """Coil temperature at which the defrost ends."""
    heat_from_house: Annotated[Power, Field(ge=0)] | None = None
    """By default 0.45 of nominal cooling for ducted and 0.10 for ductless units, whose indoor fan stops."""
    compressor_power: Annotated[Power, Field(ge=0)] | None = None
    """By default 0.45 of the power of nominal cooling for ducted units, 1.25 for ductless ones."""
    heater_power: Annotated[Power, Field(gt=0, le=30e3)] | None = None
    """Of the heater on the coil, for the method "resistance"."""
    melt_efficiency: Annotated[float, Field(gt=0.2, le=1)] = 0.85
    """Share of that heat and power which reaches the frost and the coil's metal."""
    retained_fraction: Annotated[float, Field(ge=0, le=0.5)] = 0.07
    """Share of the water that stays on the fins and freezes again."""
    valve: Literal["O", "B"] = "O"
    """Which mode energises the reversing valve: "O" cooling and defrosts, "B" heating."""
    valve_power: Annotated[Power, Field(ge=0, le=50)] = 6.0
    """Of its coil."""
    ramp: Annotated[Time, Field(ge=0, le=300)] = 20.0
    """A compressor of any speed slows down this long before it stops."""
    reversal_pause: Annotated[Time, Field(ge=0, le=300)] = 30.0
    """The compressor stands this long before the reversing valve shifts."""
    drip: Annotated[Time, Field(ge=0, le=600)] = 20.0
    """Water drips off while the outdoor fan blows and the compressor stands."""
    fan_delay: Annotated[Time, Field(ge=0, le=300)] = 45.0
    """The indoor fan waits this long after a defrost, so that no cold air is blown."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problem = self.contradiction()
        if problem:
            raise ValueError(problem)
        return self

    def contradiction(self) -> str:
        """Return what does not fit together in this control; nothing if all does."""
        if self.termination_temperature <= self.coil_threshold:
            return "termination_temperature must be above coil_threshold, or a defrost ends as it starts"
        if self.method == "resistance" and self.heater_power is None:
            return "a resistance defrost needs a heater: state heater_power_w"
        if self.adaptive_least >= self.adaptive_greatest:
            return "adaptive_least must be below adaptive_greatest"
        if self.minimum_interval >= self.forced_interval:
            return "minimum_interval must be below forced_interval"
        if self.kind == "timer" and self.longest >= self.timer_run_time:
            return "longest must be below timer_run_time, or the machine defrosts without end"
        return ""

    def overridden_by(self, other: "DefrostConfig") -> "DefrostConfig":
        """Return this control with what `other` states in its place."""
        return self.model_copy(update={name: getattr(other, name) for name in other.model_fields_set})


class FaultConfig(Config):
    """Something that breaks on a day of the year and stays broken."""

    kind: FaultKind
    since: str = "01-01"
    """Month and day, as in "01-10"; it breaks at midnight."""
    run_time: Annotated[Time, Field(ge=600, le=86400)] | None = None
    """Of "defrost-wrong-timer": the run time that the board now counts; 30 minutes by default."""
    position: Literal["heating", "cooling"] | None = None
    """Of "reversing-valve-stuck": the side on which it stays."""
    leak: Annotated[float, Field(gt=0, le=0.3)] | None = None
    """Of "reversing-valve-leaking": share of the discharge gas that goes back to suction; 0.1 by default."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        found = re.fullmatch(r"(\d\d)-(\d\d)", self.since)
        if not found or not 1 <= int(found[1]) <= 12 or not 1 <= int(found[2]) <= DAYS_IN_MONTH[int(found[1]) - 1]:
            raise ValueError('since must be a month and a day of a year of 365 days, as in "01-10"')
        owners = {"run_time": "defrost-wrong-timer", "position": "reversing-valve-stuck",
                  "leak": "reversing-valve-leaking"}  # fmt: skip
        for name, owner in owners.items():
            if getattr(self, name) is not None and self.kind != owner:
                raise ValueError(f"{name} belongs to a fault of the kind {owner!r}")
        if self.kind == "reversing-valve-stuck" and self.position is None:
            raise ValueError('a stuck reversing valve needs its position: "heating" or "cooling"')
        return self

    @property
    def begins(self) -> float:
        """Seconds since 1 January 00:00 at which it breaks."""
        month, day = (int(part) for part in self.since.split("-"))
        return (sum(DAYS_IN_MONTH[: month - 1]) + day - 1) * DAY
