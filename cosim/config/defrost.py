"""Defrost control of the outdoor coil."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Config, Power, Temperature, TemperatureDifference, Time
from cosim.physics.frost_models import FROST_MODELS

DefrostKind = Literal["demand", "airflow", "coil-temperature", "adaptive", "timer"]
DefrostMethod = Literal["reverse-cycle", "resistance", "hot-gas"]
if TYPE_CHECKING:
    FrostModel = str
else:
    FrostModel = Literal[tuple(FROST_MODELS)]


class DefrostConfig(Config):
    """Defrost control and sequence."""

    kind: DefrostKind = "demand"
    """What triggers a defrost: "timer" run time with a cold coil; "adaptive" an interval that learns from the last
    defrost; "demand", "airflow" and "coil-temperature" the effect of frost on capacity, air flow or coil
    temperature."""
    method: DefrostMethod = "reverse-cycle"
    """Heat that melts the ice: "reverse-cycle" from the house and the compressor, "resistance" a heater on the coil,
    "hot-gas" the compressor's discharge gas alone."""
    demand_capacity_loss: Annotated[float, Field(gt=0.02, lt=0.8)] = 0.15
    """Loss of capacity to frost that triggers "demand"; boards let a coil lose 15 to 20 %."""
    min_airflow: Annotated[float, Field(gt=0.1, lt=0.98)] = 0.6
    """Air flow relative to the clean coil that triggers "airflow"."""
    coil_drop: Annotated[TemperatureDifference, Field(gt=0.2, le=20)] = 2.5
    """Drop of the coil temperature below that of a clean coil, at the same air and speed, that triggers
    "coil-temperature"."""
    timer_run_time: Annotated[Time, Field(ge=600, le=86400)] = 5400.0
    """Compressor run time with a coil below `coil_threshold` that triggers "timer"."""
    coil_threshold: Temperature = 273.15
    """Coil temperature below which run time counts and a defrost may start."""
    minimum_interval: Annotated[Time, Field(ge=0, le=86400)] = 1800.0
    """Minimum heating time with a cold coil between two defrosts."""
    forced_interval: Annotated[Time, Field(ge=600, le=30 * 86400)] = 21600.0
    """Heating time with a cold coil after which demand controls defrost a coil that frost has begun to slow."""
    adaptive_min: Annotated[Time, Field(ge=600, le=86400)] = 1800.0
    """Shortest interval of an adaptive control; 30 min, as on Amana's boards."""
    adaptive_max: Annotated[Time, Field(ge=600, le=86400)] = 7200.0
    """Longest interval of an adaptive control. Amana's boards go up to 360 min, but after dry days damp weather closes
    the coil with ice within 3 hours."""
    adaptive_target: Annotated[Time, Field(ge=30, le=1800)] = 180.0
    """Melting time at which an adaptive control keeps its interval."""
    longest: Annotated[Time, Field(gt=30, le=3600)] = 600.0
    """Maximum length of a defrost, after which the board ends it."""
    termination_temperature: Temperature = 286.15
    """Coil temperature at which the defrost ends."""
    heat_from_house: Annotated[Power, Field(ge=0)] | None = None
    """Heat taken from the house during a reverse-cycle defrost; by default 0.45 of nominal cooling for ducted and 0.10
    for ductless units, whose indoor fan stops."""
    compressor_power: Annotated[Power, Field(ge=0)] | None = None
    """Compressor power during a defrost; by default 0.45 of that in nominal cooling for ducted units, 1.25 for ductless
    ones."""
    heater_power: Annotated[Power, Field(gt=0, le=30e3)] | None = None
    """Power of the heater on the coil, for method "resistance"."""
    melt_efficiency: Annotated[float, Field(gt=0.2, le=1)] = 0.85
    """Share of the defrost heat that reaches the frost and the coil's metal."""
    retained_fraction: Annotated[float, Field(ge=0, le=0.5)] = 0.07
    """Share of the meltwater that stays on the fins and freezes again."""
    valve: Literal["O", "B"] = "O"
    """Mode in which the reversing valve is energised: "O" in cooling and defrosts, "B" in heating."""
    valve_power: Annotated[Power, Field(ge=0, le=50)] = 6.0
    """Electric power of the reversing valve's coil."""
    ramp: Annotated[Time, Field(ge=0, le=300)] = 20.0
    """Time that a variable-speed compressor takes to slow down before it stops."""
    reversal_pause: Annotated[Time, Field(ge=0, le=300)] = 30.0
    """Time that the compressor stands before the reversing valve shifts."""
    drip: Annotated[Time, Field(ge=0, le=600)] = 20.0
    """Drip time after melting: the outdoor fan blows and the compressor stands."""
    fan_delay: Annotated[Time, Field(ge=0, le=300)] = 45.0
    """Delay of the indoor fan after a defrost, so that it blows no cold air."""

    def power_of_valve(self, *, heats: bool) -> float:
        """Return the power of the reversing valve's coil, W, while the circuit heats the house or cools it."""
        return self.valve_power if heats == (self.valve == "B") else 0.0

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problem = self.contradiction()
        if problem:
            raise ValueError(problem)
        return self

    def contradiction(self) -> str:
        """Return inconsistencies of this control."""
        if self.termination_temperature <= self.coil_threshold:
            return "termination_temperature must be above coil_threshold, or a defrost ends as it starts"
        if self.method == "resistance" and self.heater_power is None:
            return "a resistance defrost needs a heater: give heater_power_w"
        if self.adaptive_min >= self.adaptive_max:
            return "adaptive_min must be below adaptive_max"
        if self.minimum_interval >= self.forced_interval:
            return "minimum_interval must be below forced_interval"
        if self.kind == "timer" and "timer_run_time" not in self.model_fields_set:
            return "a timed defrost needs its period: give timer_run_time_min, as 30, 60, 90 or 120 on most boards"
        if self.kind == "timer" and self.longest >= self.timer_run_time:
            return "longest must be below timer_run_time, or the machine defrosts without end"
        return ""

    def overridden_by(self, other: "DefrostConfig") -> "DefrostConfig":
        """Return this control with the keys given in `other`."""
        return self.model_copy(update={name: getattr(other, name) for name in other.model_fields_set})
