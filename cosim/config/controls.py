"""Thermostat, furnace, strips and dual fuel as a scenario or the equipment library describes them."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from cosim.config.base import Config, Power, Temperature, TemperatureDifference, Time
from cosim.config.prices import Fuel

Fraction = Annotated[float, Field(ge=0, le=1)]


class ThermostatConfig(Config):
    """A heat/cool thermostat with optional night setback."""

    name: str = "thermostat"
    title: str = ""
    source: str = ""
    heating_setpoint: Annotated[Temperature, Field(ge=278.15, le=303.15)] = 293.71
    """Daytime heating setpoint; 69 °F by default."""
    cooling_setpoint: Annotated[Temperature, Field(ge=288.15, le=313.15)] = 297.59
    """Cooling setpoint; 76 °F by default."""
    night_heating_setpoint: Annotated[Temperature, Field(ge=278.15, le=303.15)] | None = None
    """Heating setpoint between `night_begins` and `night_ends`; the daytime one by default."""
    night_cooling_setpoint: Annotated[Temperature, Field(ge=288.15, le=313.15)] | None = None
    night_begins: Annotated[Time, Field(ge=0, lt=86400)] = 22 * 3600.0
    """Clock time, e.g. `night_begins_h = 22`."""
    night_ends: Annotated[Time, Field(ge=0, lt=86400)] = 6 * 3600.0
    deadband: Annotated[TemperatureDifference, Field(gt=0.1, le=3)] = 0.8
    """Width of the on-off band, half above and half below the setpoint."""
    backup_droop: Annotated[TemperatureDifference, Field(gt=0, le=5)] = 0.7
    """Backup heat is called when the room is this far below the setpoint ..."""
    backup_delay: Annotated[Time, Field(ge=0, le=7200)] = 300.0
    """... and has been so for this long."""

    @model_validator(mode="after")
    def _setpoints_leave_room(self) -> Self:
        pairs = [
            (self.heating_setpoint, self.cooling_setpoint, "by day"),
            (
                self.night_heating_setpoint or self.heating_setpoint,
                self.night_cooling_setpoint or self.cooling_setpoint,
                "at night",
            ),
        ]
        for heating, cooling, when in pairs:
            if cooling - heating < self.deadband:
                raise ValueError(
                    f"the cooling setpoint must lie at least the deadband ({self.deadband:g} K) above the heating "
                    f"setpoint {when}, but it is {cooling - 273.15:.1f} °C against {heating - 273.15:.1f} °C"
                )
        return self


class FurnaceConfig(Config):
    """A warm-air furnace with a single-stage burner."""

    name: str
    title: str = ""
    source: str = ""
    fuel: Fuel = "gas"
    capacity: Annotated[Power, Field(gt=1000, le=100e3)]
    """Heat delivered at steady state, W, blower heat not counted."""
    efficiency: Annotated[float, Field(gt=0.5, le=0.99)]
    """Steady-state efficiency on the higher heating value."""
    temperature_rise: Annotated[TemperatureDifference, Field(gt=10, le=60)] = 30.0
    """Of the air through the furnace; with the capacity it gives the blower's flow."""
    blower_power: Annotated[Power, Field(ge=0, le=3000)]
    inducer_power: Annotated[Power, Field(ge=0, le=500)] = 60.0
    igniter_power: Annotated[Power, Field(ge=0, le=1000)] = 300.0
    standby_power: Annotated[Power, Field(ge=0, le=100)] = 7.0
    purge_time: Annotated[Time, Field(ge=0, le=300)] = 20.0
    """Inducer alone, before ignition."""
    ignition_time: Annotated[Time, Field(ge=0, le=300)] = 25.0
    """Igniter glows, gas not yet lit."""
    blower_on_delay: Annotated[Time, Field(ge=0, le=300)] = 35.0
    """Burner alone, before the blower starts."""
    blower_off_delay: Annotated[Time, Field(ge=0, le=600)] = 100.0
    """Blower alone, after the burner went out."""
    exchanger_time_constant: Annotated[Time, Field(gt=1, le=600)] = 75.0
    """Time constant with which the heat exchanger warms and gives up its heat while the blower runs."""
    minimum_off: Annotated[Time, Field(ge=0, le=1800)] = 120.0
    minimum_on: Annotated[Time, Field(ge=0, le=1800)] = 120.0


class StripsConfig(Config):
    """Electric resistance heat in the indoor unit."""

    capacity: Annotated[Power, Field(gt=0, le=60e3)]
    stage: Annotated[Power, Field(gt=0, le=20e3)] = 5000.0
    """Size of one stage; the last one takes the rest."""
    sequencer_delay: Annotated[Time, Field(ge=0, le=600)] = 30.0
    """Between one stage and the next."""
    lockout_above: Temperature = 277.59
    """No strips above this outdoor temperature except in a defrost or when the compressor cannot run; 40 °F."""


class DualFuelConfig(Config):
    """Hand-over between heat pump and furnace by outdoor temperature."""

    switchover: Annotated[Temperature, Field(ge=233.15, le=293.15)] = 272.04
    """Below it the furnace heats; 30 °F by default."""
    hysteresis: Annotated[TemperatureDifference, Field(gt=0.1, le=10)] = 1.5
    """The heat pump resumes this far above `switchover`."""


class IdealConfig(Config):
    """Ideal heating and cooling: the room is held exactly at its setpoints, the heat is purely convective."""

    heating: bool = True
    cooling: bool = True
    heating_capacity: Annotated[Power, Field(gt=0)] | None = None
    cooling_capacity: Annotated[Power, Field(gt=0)] | None = None
