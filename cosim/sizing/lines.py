"""Capacity and efficiency of a heat pump over the outdoor temperature, at its least and its greatest speed."""

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


COOLING_POINTS = (293.15, 303.15, 313.15)  # K, between which least cooling is linear


@dataclass(frozen=True)
class Lines:
    """What a heat pump gives and takes in heating; arrays of one length, net of frost and defrosts.

    Attributes
    ----------
    outdoor : array
        K, rising.
    least, greatest : array
        Heat at the least and the greatest speed, W.
    cop_least, cop_greatest : array
        Heat over all electricity at these.
    cutoff : float
        Outdoor temperature, K, below which it does not heat.
    """

    outdoor: Array
    least: Array
    greatest: Array
    cop_least: Array
    cop_greatest: Array
    cutoff: float

    def capacity(self, outdoor: float, *, greatest: bool = True) -> float:
        """Return heat, W, at an outdoor temperature; nothing below the cut-off."""
        if outdoor < self.cutoff:
            return 0.0
        return float(np.interp(outdoor, self.outdoor, self.greatest if greatest else self.least))

    def cop(self, outdoor: Array, load: Array) -> Array:
        """Return the COP at the speed that a load, W, asks for; at an end of the range where it lies outside."""
        least, greatest = (np.interp(outdoor, self.outdoor, line) for line in (self.least, self.greatest))
        slow, fast = (np.interp(outdoor, self.outdoor, line) for line in (self.cop_least, self.cop_greatest))
        share = np.clip((load - least) / np.maximum(greatest - least, 1.0), 0.0, 1.0)
        return np.asarray(slow + share * (fast - slow))

    def scaled(self, factor: float) -> "Lines":
        """Return the lines of the same machine in another size."""
        return Lines(self.outdoor, factor * self.least, factor * self.greatest, self.cop_least, self.cop_greatest,
                     self.cutoff)  # fmt: skip


def heating_lines(model: HeatPumpModel, weather: Weather, indoor: float, cutoff: float | None = None) -> Lines:
    """Run a machine in the test chamber at temperatures two kelvin apart, as humid as the weather then is.

    Parameters
    ----------
    model : HeatPumpModel
        A machine that heats.
    weather : Weather
        Of the site.
    indoor : float
        K.
    cutoff : float, optional
        Below which the control locks the compressor out; the machine's own where that is higher.
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
        at_least = frosted(model, temperature, humidity, slow, indoor=indoor)
        at_most = at_least if fast <= slow else frosted(model, temperature, humidity, fast, indoor=indoor)
        rows.append((at_least.heat, at_most.heat, at_least.cop, at_most.cop))
    least, greatest, cop_least, cop_greatest = np.array(rows).T
    return Lines(outdoor, least, greatest, cop_least, cop_greatest, lowest)


def usual_humidity(weather: Weather, outdoor: float) -> float:
    """Return the mean humidity ratio, kg/kg, of the hours near an outdoor temperature, K."""
    near = np.abs(weather.dry_bulb - outdoor) <= NEAR
    saturated = humidity_ratio_saturated(outdoor, float(weather.pressure.mean()) if near.any() else STANDARD_PRESSURE)
    if np.count_nonzero(near) < FEWEST_HOURS:
        return USUAL_HUMIDITY * saturated
    return min(float(weather.humidity_ratio[near].mean()), saturated)


def is_ducted(scenario: Scenario, model: HeatPumpModel | None) -> bool:
    """Say whether a configuration's heat passes the ducts of the house."""
    return scenario.house.ducts is not None and not (model is not None and model.ductless)


def heating_capacity_at(
    model: HeatPumpModel, scenario: Scenario, outdoor: float, indoor: float, lockout: float | None
) -> float:
    """Return what a machine gives at its greatest speed, net of frost, W; nothing below its cut-off or the lockout."""
    if outdoor < max(model.cutoff_temperature, lockout or 0.0):
        return 0.0
    humidity = usual_humidity(scenario.weather, outdoor)
    return frosted(model, outdoor, humidity, heating_speeds(model, outdoor)[1], indoor=indoor).heat


def cooling_at(model: HeatPumpModel, scenario: Scenario, outdoor: float, indoor: float) -> Output:
    """Return what a machine takes out of the house at its greatest speed, the room at half of saturation."""
    return cooling(model, outdoor, cooling_speeds(model, outdoor)[1], indoor=indoor, humidity=_moist(scenario, indoor))


def least_cooling(model: HeatPumpModel, scenario: Scenario, indoor: float) -> tuple[list[float], list[float]]:
    """Return outdoor temperatures, K, and what the machine takes out of the house at its least speed there, W."""
    outdoors = list(COOLING_POINTS)
    found = [
        cooling(model, at, cooling_speeds(model, at)[0], indoor=indoor, humidity=_moist(scenario, indoor)).heat
        for at in outdoors
    ]
    return outdoors, found


def _moist(scenario: Scenario, indoor: float) -> float:
    return INDOOR_HUMIDITY * humidity_ratio_saturated(indoor, float(scenario.weather.pressure.mean()))
