"""Capacity and efficiency of a heat pump over the outdoor temperature, at its minimum and maximum speed."""

from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.constants import STANDARD_PRESSURE
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.physics.air import humidity_ratio_saturated
from cosim.scenarios.scenario import Scenario
from cosim.simulation.test_room import Output, cooling, cooling_speeds, frosted, heating_speeds
from cosim.sizing.loads import INDOOR_HUMIDITY
from cosim.weather import Weather

SPACING, NEAR = 2.0, 1.5  # K between points; of the hours that count as being at a temperature
FEWEST_HOURS = 10
USUAL_HUMIDITY = 0.8  # relative, at temperatures that the weather hardly has


COOLING_POINTS = (293.15, 303.15, 313.15)  # K; cooling at minimum speed is linear between them


@dataclass(frozen=True)
class Lines:
    """Heating capacity and efficiency of a heat pump; arrays of one length, net of frost and defrosts.

    Attributes
    ----------
    outdoor : array
        K, rising.
    at_min, at_max : array
        Heat at the minimum and the maximum speed, W.
    cop_at_min, cop_at_max : array
        Heat over all electricity at these speeds.
    cutoff : float
        Outdoor temperature, K, below which it is off.
    """

    outdoor: Array
    at_min: Array
    at_max: Array
    cop_at_min: Array
    cop_at_max: Array
    cutoff: float

    def capacity(self, outdoor: float, *, max_speed: bool = True) -> float:
        """Return heat, W, at an outdoor temperature; zero below the cut-off."""
        if outdoor < self.cutoff:
            return 0.0
        return float(np.interp(outdoor, self.outdoor, self.at_max if max_speed else self.at_min))

    def cop(self, outdoor: Array, load: Array) -> Array:
        """Return the COP at the speed that meets a load, W, limited to the range of speeds."""
        at_min, at_max = (np.interp(outdoor, self.outdoor, line) for line in (self.at_min, self.at_max))
        slow, fast = (np.interp(outdoor, self.outdoor, line) for line in (self.cop_at_min, self.cop_at_max))
        share = np.clip((load - at_min) / np.maximum(at_max - at_min, 1.0), 0.0, 1.0)
        return np.asarray(slow + share * (fast - slow))

    def scaled(self, factor: float) -> "Lines":
        """Return the lines of the same machine in another size."""
        return Lines(self.outdoor, factor * self.at_min, factor * self.at_max, self.cop_at_min, self.cop_at_max,
                     self.cutoff)  # fmt: skip


def heating_lines(model: HeatPumpModel, weather: Weather, indoor: float, cutoff: float | None = None) -> Lines:
    """Run a machine in the test chamber at temperatures two kelvin apart, at the humidity of the weather.

    Parameters
    ----------
    model : HeatPumpModel
        A machine that heats.
    weather : Weather
        Of the site.
    indoor : float
        K.
    cutoff : float, optional
        K; the control locks the compressor out below it. The machine's own cut-off applies where it is higher.
    """
    lowest = max(model.cutoff_temperature, -np.inf if cutoff is None else cutoff)
    coldest = max(lowest, float(weather.dry_bulb.min()) - SPACING)
    # where no hour is cold, the machine is still known near the room's temperature
    begin = min(coldest, max(indoor - 1.0 - 2.0 * SPACING, lowest))
    outdoor = np.arange(begin, max(indoor - 1.0, begin + 1.0), SPACING)
    rows = []
    for temperature in outdoor.tolist():
        humidity = usual_humidity(weather, temperature)
        slow, fast = heating_speeds(model, temperature)
        slowest = frosted(model, temperature, humidity, slow, indoor=indoor)
        fastest = slowest if fast <= slow else frosted(model, temperature, humidity, fast, indoor=indoor)
        rows.append((slowest.heat, fastest.heat, slowest.cop, fastest.cop))
    at_min, at_max, cop_at_min, cop_at_max = np.array(rows).T
    return Lines(outdoor, at_min, at_max, cop_at_min, cop_at_max, lowest)


def usual_humidity(weather: Weather, outdoor: float) -> float:
    """Return the mean humidity ratio, kg/kg, of the hours near an outdoor temperature, K."""
    near = np.abs(weather.dry_bulb - outdoor) <= NEAR
    saturated = humidity_ratio_saturated(outdoor, float(weather.pressure.mean()) if near.any() else STANDARD_PRESSURE)
    if np.count_nonzero(near) < FEWEST_HOURS:
        return USUAL_HUMIDITY * saturated
    return min(float(weather.humidity_ratio[near].mean()), saturated)


def is_ducted(scenario: Scenario, model: HeatPumpModel | None) -> bool:
    """Return whether a configuration's heat passes through the ducts of the house."""
    return bool(scenario.house.ducts_outside) and not (model is not None and model.ductless)


def heating_capacity_at(
    model: HeatPumpModel, scenario: Scenario, outdoor: float, indoor: float, lockout: float | None
) -> float:
    """Return heating capacity at maximum speed, net of frost, W; zero below the machine's cut-off or the lockout."""
    if outdoor < max(model.cutoff_temperature, lockout or 0.0):
        return 0.0
    humidity = usual_humidity(scenario.weather, outdoor)
    return frosted(model, outdoor, humidity, heating_speeds(model, outdoor)[1], indoor=indoor).heat


def cooling_at(model: HeatPumpModel, scenario: Scenario, outdoor: float, indoor: float) -> Output:
    """Return cooling capacity at maximum speed, with the room at 50 % relative humidity."""
    return cooling(model, outdoor, cooling_speeds(model, outdoor)[1], indoor=indoor, humidity=_moist(scenario, indoor))


def min_speed_cooling(model: HeatPumpModel, scenario: Scenario, indoor: float) -> tuple[list[float], list[float]]:
    """Return outdoor temperatures, K, and the cooling capacity at minimum speed there, W."""
    outdoors = list(COOLING_POINTS)
    found = [
        cooling(model, at, cooling_speeds(model, at)[0], indoor=indoor, humidity=_moist(scenario, indoor)).heat
        for at in outdoors
    ]
    return outdoors, found


def _moist(scenario: Scenario, indoor: float) -> float:
    return INDOOR_HUMIDITY * humidity_ratio_saturated(indoor, float(scenario.weather.pressure.mean()))
