"""Every input that may be written from outside while a simulation runs, declared once.

Processes of a user's own, FMI, HELICS and Gymnasium read this table; `Simulation.write` checks against it.
"""

from dataclasses import dataclass
from enum import IntEnum
from math import isnan

from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.units import KILOWATT_HOUR


class Mode(IntEnum):
    """What the thermostat's mode switch says."""

    OFF = 0
    HEAT = 1
    COOL = 2
    AUTO = 3
    EMERGENCY_HEAT = 4


OFF_ON = ("off", "on")


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its SI units, its range, its value until it is written, and what it does.

    One with `choices` is written as one of these words or its number. One with `released` also takes that value, beyond
    its range, which returns control to the house.
    """

    name: str
    units: str
    low: float
    high: float
    default: float
    meaning: str
    choices: tuple[str, ...] = ()
    released: float | None = None

    @property
    def range(self) -> str:
        """The values it takes, in words."""
        if self.choices:
            return ", ".join(f"{number} or '{word}'" for number, word in enumerate(self.choices))
        words = f"{self.low:g} to {self.high:g} {self.units}"
        return words if self.released is None else f"{words}, or {self.released:g} to release it"

    def checked(self, value: object) -> float:
        """Return `value` as a number, or raise InvalidInput with the values that it takes."""
        if isinstance(value, str) and value.replace("_", " ") in self.choices:
            return float(self.choices.index(value.replace("_", " ")))
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            number = float("nan")
        whole = not self.choices or number.is_integer()
        if number == self.released or (not isnan(number) and whole and self.low <= number <= self.high):
            return number
        raise InvalidInput(
            [Fault(f"input {self.name}", f"{value!r} cannot be written to it", f"it takes {self.range}")]
        )


INPUTS = (
    # the thermostat
    Input("heating_setpoint", "K", 278.15, 303.15, 0.0, "Heating setpoint instead of the thermostat's schedule",
          released=0.0),
    Input("cooling_setpoint", "K", 288.15, 313.15, 0.0, "Cooling setpoint instead of the thermostat's schedule; it "
          "stays at least the deadband above the heating setpoint", released=0.0),
    Input("heating_setpoint_offset", "K", -10.0, 10.0, 0.0, "Added to the heating setpoint in force"),
    Input("cooling_setpoint_offset", "K", -10.0, 10.0, 0.0, "Added to the cooling setpoint in force"),
    Input("mode", "1", 0, 4, Mode.AUTO, "Mode switch of the thermostat; emergency heat leaves the compressor off and "
          "heats with strips or furnace", choices=("off", "heat", "cool", "auto", "emergency heat")),
    # what a utility or an aggregator switches
    Input("strip_lockout", "1", 0, 1, 0.0, "No electric strips, not even to temper the air in a defrost",
          choices=OFF_ON),
    Input("power_cap", "W", 0.0, 1e6, 1e6, "Maximum power of heating and cooling equipment: slows a modulating "
          "compressor down to its minimum speed and leaves the rest to the strips; a compressor of one speed is not "
          "affected"),
    Input("gas_switch", "1", 0, 1, 0.0, "Dual fuel heats with its furnace, whatever the weather", choices=OFF_ON),
    # what controllers read
    Input("electricity_price", "USD J-1", -5 / KILOWATT_HOUR, 20 / KILOWATT_HOUR, 0.0, "Price of electricity now; the "
          "scenario's of the hour until it is written"),
    Input("carbon_intensity", "kg J-1", 0.0, 5 / KILOWATT_HOUR, 0.0, "Emissions of electricity now; the scenario's "
          "of the hour until it is written"),
    # what surrounds the house
    Input("internal_gain", "W", 0.0, 20e3, 0.0, "Convective heat of people and appliances beyond the house file's"),
    Input("external_heat", "W", -50e3, 50e3, 0.0, "Heat of a source outside the scenario into the conditioned air"),
    Input("outdoor_temperature", "K", 213.15, 333.15, 0.0, "Outdoor temperature instead of the weather file's",
          released=0.0),
    Input("outdoor_temperature_offset", "K", -40.0, 40.0, 0.0, "Added to the outdoor temperature"),
)  # fmt: skip

BY_NAME = {entry.name: entry for entry in INPUTS}


def input_named(name: str) -> Input:
    """Return a declared input; InvalidInput names the nearest where there is none of that name."""
    if name not in BY_NAME:
        raise InvalidInput([Fault("input", f"there is no input {name[:60]!r}", did_you_mean(name[:60], BY_NAME))])
    return BY_NAME[name]
