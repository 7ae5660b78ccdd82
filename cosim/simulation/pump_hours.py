"""Hours in which a dual-fuel control that knows prices or carbon lets the heat pump lead."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.processes.policies import with_margin
from cosim.processes.policies.forecast import fuel_per_heat, hourly_electricity_per_heat

if TYPE_CHECKING:
    from cosim.envelope.envelope import Envelope
    from cosim.equipment.heat_pump import HeatPumpModel
    from cosim.scenarios.scenario import Configuration, Scenario


def outlook_of(
    scenario: "Scenario", configuration: "Configuration", model: "HeatPumpModel", envelope: "Envelope"
) -> Array:
    """Return the electricity per heat that the control expects of the heat pump in each hour of the year, J/J.

    Parameters
    ----------
    scenario : Scenario
        Gives the weather.
    configuration : Configuration
        Gives the setpoint.
    model : HeatPumpModel
        Its machine.
    envelope : Envelope
        Of the scenario's house.
    """
    return hourly_electricity_per_heat(model, envelope, scenario.weather, configuration.thermostat.heating_setpoint)


def hours_for_the_pump(scenario: "Scenario", configuration: "Configuration", outlook: Array) -> NDArray[np.bool_]:
    """Return for each hour of the year whether heat from the heat pump costs or emits less than the furnace's.

    Parameters
    ----------
    scenario : Scenario
        Its prices count, or its emission factors.
    configuration : Configuration
        With a furnace and dual fuel of policy "economic" or "carbon".
    outlook : array, shape (8760,)
        From `outlook_of`.
    """
    furnace, dual_fuel = configuration.furnace, configuration.dual_fuel
    assert furnace is not None, "dual fuel has a furnace: checked at load"
    assert dual_fuel is not None, "asked for a policy only"
    if dual_fuel.policy == "economic":
        electricity, fuel = scenario.electricity_price_by_hour, scenario.fuel_price_by_hour(furnace.fuel)
    else:
        electricity = scenario.electricity_emissions_by_hour
        fuel = np.full_like(electricity, scenario.fuel_emissions(furnace.fuel))
    burnt, fan = fuel_per_heat(furnace)
    return with_margin(electricity * outlook, fuel * burnt + electricity * fan, dual_fuel.margin)
