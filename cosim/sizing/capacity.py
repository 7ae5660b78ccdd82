"""What a configuration's machine gives at design conditions."""

from cosim.config.scenario import Scenario
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.physics.air import humidity_ratio_saturated
from cosim.sizing.chamber import Output, cooling, cooling_speeds, frosted, heating_speeds
from cosim.sizing.lines import usual_humidity
from cosim.sizing.loads import INDOOR_HUMIDITY

COOLING_POINTS = (293.15, 303.15, 313.15)  # K, between which least cooling is linear


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
