"""Under which air and at which speed a technician reads the instruments."""

import re
from dataclasses import dataclass

import numpy as np

from cosim.config.equipment import HeatPumpConfig, OperationConfig
from cosim.constants import STANDARD_PRESSURE
from cosim.equipment.machine import Mode
from cosim.equipment.performance import (
    COOLING_RATED,
    COOLING_ROOM,
    HEATING_RATED,
    HEATING_ROOM,
    OUTDOOR,
    OUTDOOR_WET,
)
from cosim.equipment.speeds import max_speed, min_speed
from cosim.errors import Fault, InvalidInput
from cosim.physics.air import (
    humidity_ratio,
    humidity_ratio_wet_bulb,
    saturation_pressure_over_water,
    vapor_pressure,
)
from cosim.units import from_si

HEATING_BELOW = 291.483  # K: 65 °F, the base of degree days
INDOOR_HUMIDITY = 0.51  # that of the rating room, 80/67 °F
OUTDOOR_RANGE, INDOOR_RANGE = (233.15, 325.15), (278.15, 313.15)  # K; what machines are built for, and a little more
SPEEDS = ("min", "rated", "max")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Air on the coils and what the machine does; SI."""

    mode: Mode
    outdoor: float
    """K."""
    indoor: float
    """Return air, K."""
    humidity: float
    """Relative humidity, over water, of the air on the evaporator: outdoors in heating, indoors in cooling."""
    speed: float
    """Of the compressor, asked, rev/s."""

    @property
    def evaporator_humidity_ratio(self) -> float:
        """Of the air on the evaporator, kg of water per kg of dry air."""
        air = self.outdoor if self.mode == "heating" else self.indoor
        return float(humidity_ratio(self.humidity * saturation_pressure_over_water(air), STANDARD_PRESSURE))


def mode_of(config: HeatPumpConfig, outdoor: float) -> Mode:
    """Return the mode in which a machine runs at an outdoor temperature, K: heating below 65 °F, where it heats."""
    if config.heating is None:
        return "cooling"
    return "heating" if outdoor < HEATING_BELOW or config.cooling is None else "cooling"


def conditions(
    config: HeatPumpConfig,
    outdoor: float,
    indoor: float,
    *,
    mode: Mode | None = None,
    speed: str = "rated",
    humidity: float | None = None,
) -> Conditions:
    """Return conditions with what is left open filled in.

    Parameters
    ----------
    config : HeatPumpConfig
        The machine.
    outdoor, indoor : float
        Air temperatures, K.
    mode : {"heating", "cooling"}, optional
        By default by the outdoor temperature.
    speed : str
        "min", "rated", "max", a share of the rated speed such as "60%", or rev/s such as "45rps".
    humidity : float, optional
        Relative humidity of the air on the evaporator; by default that of the rating tests.

    Raises
    ------
    InvalidInput
        If the machine does not run so; all faults at once.
    """
    mode = mode or mode_of(config, outdoor)
    faults = [
        Fault(place, f"{_both(value)} is outside {_both(low)} to {_both(high)}", "check number and unit")
        for place, value, (low, high) in (("--outdoor", outdoor, OUTDOOR_RANGE), ("--indoor", indoor, INDOOR_RANGE))
        if not low <= value <= high
    ]
    if humidity is not None and not 0.0 < humidity <= 1.0:
        faults.append(Fault("--humidity", f"{humidity:.0%} is no relative humidity of air", "write 1% to 100%"))
    operation = config.heating if mode == "heating" else config.cooling
    if operation is None:
        faults.append(Fault("--mode", f"'{config.name}' has no {mode}", "choose the other mode, or another machine"))
        raise InvalidInput(faults)
    if not faults and mode == "heating" and outdoor < config.limits.cutoff:
        faults.append(Fault("--outdoor", f"'{config.name}' does not heat below {_both(config.limits.cutoff)}",
                            "ask for warmer air"))  # fmt: skip
    turning = _speed(operation, speed, outdoor)
    if isinstance(turning, Fault):
        faults.append(turning)
    if faults or isinstance(turning, Fault):
        raise InvalidInput(faults)
    if humidity is None:
        humidity = INDOOR_HUMIDITY if mode == "cooling" else _usual_humidity(outdoor)
    return Conditions(mode, outdoor, indoor, humidity, turning)


def rating_test(config: HeatPumpConfig, mode: Mode) -> Conditions:
    """Return the conditions of the standard's rating test: 47 and 70 °F in heating, 95 and 80 °F in cooling."""
    air = (HEATING_RATED, HEATING_ROOM) if mode == "heating" else (COOLING_RATED, COOLING_ROOM)
    return conditions(config, *air, mode=mode)


def _usual_humidity(outdoor: float) -> float:
    """Return the relative humidity of the rating tests' outdoor room at a temperature, K."""
    wet = float(np.interp(outdoor, OUTDOOR, OUTDOOR_WET))
    ratio = humidity_ratio_wet_bulb(np.array([outdoor]), np.array([min(wet, outdoor)]), STANDARD_PRESSURE)[0]
    held = float(vapor_pressure(ratio, STANDARD_PRESSURE))
    return min(held / float(saturation_pressure_over_water(outdoor)), 1.0)


def _speed(operation: OperationConfig, text: str, outdoor: float) -> float | Fault:
    """Return a speed in rev/s, or what is wrong with it."""
    at = np.array([outdoor])
    slow, fast = float(min_speed(operation, at)[0]), float(max_speed(operation, at)[0])
    named = {"min": slow, "rated": min(operation.rated_speed, fast), "max": fast}
    word = text.strip().lower()
    if word in named:
        return named[word]
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%|rps|hz)", word, re.ASCII)
    if not match:
        return Fault(
            "--speed", f"'{text[:20]}' is not a speed", f"write {', '.join(SPEEDS)}, 60% of the rated speed or 45rps"
        )
    value = float(match[1]) * (operation.rated_speed / 100.0 if match[2] == "%" else 1.0)
    if not 0.98 * slow <= value <= 1.02 * fast:
        only = f"runs at {slow:.0f} rev/s" if fast - slow < 0.5 else f"runs from {slow:.0f} to {fast:.0f} rev/s there"
        return Fault("--speed", f"{value:.0f} rev/s is not possible for this machine", f"it {only}")
    return value


def _both(kelvin: float) -> str:
    celsius, fahrenheit = (from_si(kelvin, "temperature", unit) for unit in ("c", "f"))
    return f"{fahrenheit:.0f} °F ({celsius:.0f} °C)".replace("-", "−")
