"""The machine of a configuration where its scenario stands."""

from cosim.config.scenario import Configuration, Scenario
from cosim.equipment.build import build_heat_pump
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.equipment.scaling import scaled


def machine_of(scenario: Scenario, configuration: Configuration) -> HeatPumpModel | None:
    """Return the model of a configuration's heat pump or air conditioner at the site's mean air pressure."""
    config = configuration.heat_pump or configuration.air_conditioner
    if config is None:
        return None
    # a kilopascal is near enough, and lets neighbouring sites share a map
    model = build_heat_pump(config, pressure=round(float(scenario.weather.pressure.mean()), -3))
    return scaled(model, configuration.scale)
