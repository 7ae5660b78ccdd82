"""The room thermostat: setpoints, schedule and control of equipment."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cosim.config.base import Config, Power, Quantity, TemperatureDifference, Time
from cosim.config.schedule import (
    WEEK,
    CoolingSetpoint,
    HeatingSetpoint,
    PeriodConfig,
    SeasonConfig,
    Setpoints,
    coverage_faults,
    span,
    week_of,
)
from cosim.constants import DAY, HOUR, HOURS_OF_YEAR

HeatingHours = Annotated[
    tuple[Annotated[float, Field(ge=278.15, le=303.15)], ...],
    Field(min_length=HOURS_OF_YEAR, max_length=HOURS_OF_YEAR),
]
CoolingHours = Annotated[
    tuple[Annotated[float, Field(ge=288.15, le=313.15)], ...],
    Field(min_length=HOURS_OF_YEAR, max_length=HOURS_OF_YEAR),
]
SpeedStep = Annotated[float, Quantity("speed")]


class ModulationConfig(Config):
    """Control of a modulating compressor or burner by a communicating thermostat.

    Sampled proportional-integral control on the error of the room temperature; the integral is frozen while the demand
    exceeds the range of the machine and the error would drive it further (anti-windup).
    """

    band: Annotated[TemperatureDifference, Field(ge=0.2, le=5)] = 1.0
    """Error of the room temperature that asks for the full range of speed."""
    integral_time: Annotated[Time, Field(ge=300, le=86400)] = 1800.0
    """Integral time of the controller."""
    sample: Annotated[Time, Field(ge=30, le=600)] = 60.0
    """Time between two decisions of the controller."""
    speed_step: Annotated[SpeedStep, Field(ge=0, le=20)] = 4.0
    """Steps of speed above the minimum; the compressor changes step when the demand is three quarters of a step away. 0
    for a continuous drive."""
    slew: Annotated[SpeedStep, Field(gt=0, le=10)] = 1.0
    """Maximum change of speed per second."""
    soft_start: Annotated[Time, Field(ge=0, le=600)] = 90.0
    """Time after a start during which the speed is fixed."""
    soft_start_speed: Annotated[SpeedStep, Field(ge=3, le=100)] = 35.0
    """Speed after a start, or the minimum speed if that is higher; it keeps oil in the compressor."""


class ThermostatConfig(Config):
    """A thermostat for heat pump, furnace, backup and cooling."""

    name: str = "thermostat"
    """Short name; the file's name on the shelf."""
    title: str = ""
    """One-line title for tables and reports."""
    source: str = ""
    """Where the numbers come from."""
    kind: Literal["matched", "single-stage", "two-stage", "communicating"] = "matched"
    """Control of compressor and burner: on and off, two stages, or modulating. `matched` suits the machine:
    communicating for an inverter, two stages for two speeds, else on and off. A machine follows as far as it can."""
    mode: Literal["auto", "heat", "cool", "emergency heat"] = "auto"
    """Mode of operation; `emergency heat` locks the compressor out of heating, and backup heats alone."""
    heating_setpoint: HeatingSetpoint = 293.71
    """Daytime heating setpoint; 69 °F by default."""
    cooling_setpoint: CoolingSetpoint = 297.59
    """Daytime cooling setpoint; 76 °F by default."""
    night_heating_setpoint: HeatingSetpoint | None = None
    """Heating setpoint from `night_begins` to `night_ends` every day, the short form of a schedule; by default that of
    the day."""
    night_cooling_setpoint: CoolingSetpoint | None = None
    """Cooling setpoint from `night_begins` to `night_ends` every day; by default that of the day."""
    night_begins: Annotated[Time, Field(ge=0, lt=86400)] = 22 * 3600.0
    """Clock time at which the night begins, for example `night_begins_h = 22`."""
    night_ends: Annotated[Time, Field(ge=0, lt=86400)] = 6 * 3600.0
    """Clock time at which the night ends."""
    schedule: tuple[PeriodConfig, ...] = ()
    """Periods that cover the week, each hour once."""
    heating_by_hour: Annotated[HeatingHours | None, Quantity("temperature", lists=True)] = None
    """Heating setpoint in each hour of the year, standard time, instead of periods or nights."""
    cooling_by_hour: Annotated[CoolingHours | None, Quantity("temperature", lists=True)] = None
    """Cooling setpoint in each hour of the year; given together with `heating_by_hour`."""
    heating_season: SeasonConfig | None = None
    """Part of the year in which it heats; by default all of it."""
    cooling_season: SeasonConfig | None = None
    """Part of the year in which it cools; by default all of it."""
    deadband: Annotated[TemperatureDifference, Field(gt=0.1, le=3)] = 0.8
    """Width of the on-off band, half above and half below the setpoint."""
    min_gap: Annotated[TemperatureDifference, Field(ge=0, le=5)] = 0.0
    """Minimum distance between heating and cooling setpoint; never less than the deadband."""
    sensor_offset: Annotated[TemperatureDifference, Field(ge=-3, le=3)] = 0.0
    """Error of the sensor above the room's mean air temperature: near a ceiling or on a cold wall."""
    sensor_time_constant: Annotated[Time, Field(ge=0, le=1800)] = 0.0
    """Time constant of the sensor's lag behind the air."""
    second_stage_droop: Annotated[TemperatureDifference, Field(ge=0, le=5)] | None = None
    """Distance outside the band at which a two-stage thermostat calls its second stage; by default the machine's
    own."""
    second_stage_delay: Annotated[Time, Field(ge=60, le=7200)] | None = None
    """Run time of the first stage after which a two-stage thermostat calls its second; by default the machine's own."""
    backup_droop: Annotated[TemperatureDifference, Field(gt=0, le=5)] = 0.7
    """Distance below the setpoint at which backup heat is called."""
    backup_delay: Annotated[Time, Field(ge=0, le=7200)] = 300.0
    """Time that the room has to be below `backup_droop` before backup heat is called."""
    recovery: Literal["none", "smart"] = "none"
    """Recovery from a setback: "smart" starts early, by what it has learned of the room, and keeps backup heat locked
    out while the room gains temperature."""
    longest_recovery: Annotated[Time, Field(ge=0, le=12 * 3600)] = 4 * 3600.0
    """Maximum time by which smart recovery starts before the setpoint rises."""
    min_gain: Annotated[TemperatureDifference, Field(gt=0, le=5)] = 0.5
    """Temperature gain in an hour below which backup heat helps a recovery."""
    modulation: ModulationConfig = ModulationConfig()
    """Controller of a modulating machine."""

    def year(self) -> tuple[Setpoints, ...]:
        """Return the setpoints of a year in order, each from when it begins, s in standard time; none without hours."""
        if self.heating_by_hour is None or self.cooling_by_hour is None:
            return ()
        kept: list[Setpoints] = []
        for hour, pair in enumerate(zip(self.heating_by_hour, self.cooling_by_hour, strict=True)):
            if not kept or kept[-1][1:] != pair:
                kept.append(Setpoints(hour * HOUR, *pair))
        return tuple(kept)

    def week(self) -> tuple[Setpoints, ...]:
        """Return the setpoints of a week in order; the last holds until the first begins."""
        if self.schedule:
            return week_of(self.schedule, self.heating_setpoint, self.cooling_setpoint)
        day = Setpoints(0.0, self.heating_setpoint, self.cooling_setpoint)
        if self.night_heating_setpoint is None and self.night_cooling_setpoint is None:
            return (day,)
        night = self.night_heating_setpoint or day.heating, self.night_cooling_setpoint or day.cooling
        ends = [Setpoints(number * DAY + self.night_ends, *day[1:]) for number in range(7)]
        begins = [Setpoints(number * DAY + self.night_begins, *night) for number in range(7)]
        return tuple(sorted(ends + begins))

    @model_validator(mode="after")
    def _hours_fit(self) -> Self:
        if (self.heating_by_hour is None) != (self.cooling_by_hour is None):
            raise ValueError("heating_by_hour and cooling_by_hour go together")
        if self.heating_by_hour is not None and (self.schedule or self.night_heating_setpoint is not None
                                                 or self.night_cooling_setpoint is not None):  # fmt: skip
            raise ValueError("setpoints by the hour replace schedule and nights; give one or the other")
        gap = max(self.deadband, self.min_gap)
        for begins, heating, cooling in self.year():
            if self._too_close((heating, cooling)):
                raise ValueError(_closeness(gap, heating, cooling, f"in hour {round(begins / HOUR)} of the year"))
        return self

    @model_validator(mode="after")
    def _schedule_fits(self) -> Self:
        has_night = self.night_heating_setpoint is not None or self.night_cooling_setpoint is not None
        if self.schedule:
            faults = coverage_faults(self.schedule)
            if has_night:
                faults.append("a schedule and night setpoints contradict each other; put the nights into the schedule")
            if faults:
                raise ValueError("; ".join(faults))
        elif has_night and self.night_begins == self.night_ends:
            raise ValueError("the night begins when it ends; remove the night setpoints")
        return self

    @model_validator(mode="after")
    def _setpoints_leave_room(self) -> Self:
        gap = max(self.deadband, self.min_gap)
        if not self.schedule and self._too_close(day := (self.heating_setpoint, self.cooling_setpoint)):
            raise ValueError(_closeness(gap, *day, "by day"))
        if self.schedule and coverage_faults(self.schedule):
            return self  # reported by the previous validator
        week = self.week()
        for number, (begins, heating, cooling) in enumerate(week):
            if self._too_close((heating, cooling)):
                when = "at night"
                if self.schedule:
                    end = week[number + 1].begins if number + 1 < len(week) else WEEK
                    when = f"on {span(begins, end)}"
                raise ValueError(_closeness(gap, heating, cooling, when))
        return self

    def _too_close(self, pair: tuple[float, float]) -> bool:
        return pair[1] - pair[0] < max(self.deadband, self.min_gap) - 1e-9


def _closeness(gap: float, heating: float, cooling: float, when: str) -> str:
    return (
        f"the cooling setpoint must be at least {gap:g} K (the deadband, or min_gap) above the heating "
        f"setpoint {when}, but is {cooling - 273.15:.1f} °C against {heating - 273.15:.1f} °C"
    )


class IdealConfig(Config):
    """Ideal heating and cooling: the room is held exactly at its setpoints, the heat is purely convective."""

    heating: bool = True
    """Whether it heats."""
    cooling: bool = True
    """Whether it cools."""
    heating_capacity: Annotated[Power, Field(gt=0)] | None = None
    """Maximum heating; unlimited by default."""
    cooling_capacity: Annotated[Power, Field(gt=0)] | None = None
    """Maximum sensible cooling; unlimited by default."""
