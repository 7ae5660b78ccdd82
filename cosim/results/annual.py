"""Annual figures of one configuration, from the hourly means of its run."""

from typing import TYPE_CHECKING

import numpy as np

from cosim.constants import HOUR
from cosim.schema.variables import HEATING_SOURCES, VARIABLES
from cosim.units import KILOWATT_HOUR

if TYPE_CHECKING:
    from cosim.scenarios.scenario import Configuration
    from cosim.simulation.simulation import Run


_DECLARED = tuple(dict.fromkeys(variable.figure for variable in VARIABLES if variable.figure))
ENERGIES: dict[str, tuple[str, ...]] = {
    figure: tuple(variable.name for variable in VARIABLES if variable.figure == figure) for figure in _DECLARED
} | {
    "heating": (*HEATING_SOURCES, "-defrost_heat"),
    "cooling": ("cooling_sensible", "cooling_latent"),
    "heat_pump_heating": ("heat_pump_heat", "-defrost_heat"),
}
"""Annual energy -> the hourly means (W) whose sum it is; a minus subtracts."""


def annual_figures(configuration: "Configuration", run: "Run") -> dict[str, float]:
    """Return the figures of `cosim.schema.figures` by name, in the units declared there, but money and emissions.

    A figure that has no meaning, such as the COP of a house without a heat pump, is NaN.
    """
    hourly = run.hourly
    figures = {name: _kilowatt_hours(hourly, terms) for name, terms in ENERGIES.items()}
    figures["seasonal_cop_heating"] = (
        _ratio(figures["heat_pump_heating"], _kilowatt_hours(hourly, ("heat_pump_heating_electricity",)))
        if configuration.heat_pump is not None
        else float("nan")
    )
    figures["system_cop_heating"] = system_cop(figures["heating"], figures["heating_electricity"], figures["gas"])
    for mode, given in (("heating", ("heat_pump_heat",)), ("cooling", ENERGIES["cooling"])):
        lost = figures[f"{mode}_start_loss"]
        figures[f"{mode}_start_share"] = _ratio(lost, lost + _kilowatt_hours(hourly, given))
    figures["defrosts"] = run.defrosts
    figures["compressor_starts"] = run.compressor_starts
    figures["peak_electric"] = float(np.max(run.quarter_hour_hvac))
    figures["peak_house_electric"] = float(np.max(run.quarter_hour_electricity))
    # the hourly means are of the excess alone, so their sum is in kelvin-hours
    figures["unmet_heating"] = float(np.sum(hourly["unmet_heating"]))
    figures["unmet_cooling"] = float(np.sum(hourly["unmet_cooling"]))
    return figures | _response(run)


def system_cop(heat: float, electricity: float, fuel: float) -> float:
    """Return the COP of a whole heating system at the site; NaN where nothing heats.

    Parameters
    ----------
    heat : float
        Heat delivered to the house or its ducts by heat pump, strips and furnace, net of defrosts, in any unit.
    electricity, fuel : float
        What they take for it, backup and standby included, in the same unit; fuel by its higher heating value.

    Notes
    -----
    A joule of fuel counts as a joule of electricity, at the house's meters: so a furnace alone has about its AFUE, and
    dual fuel lies between that and a heat pump. It is a ratio of energies at the site, not of cost or emissions.
    """
    return _ratio(heat, electricity + fuel)


def _response(run: "Run") -> dict[str, float]:
    """Return the figures of demand response, NaN where there were no events."""
    response, none = run.response, float("nan")
    return {
        "response_events": response.events if response else none,
        "response_shed": response.shed if response else none,
        "response_rebound": response.rebound if response else none,
        "response_lowest": response.lowest_indoor if response else none,
        "response_highest": response.highest_indoor if response else none,
    }


def _kilowatt_hours(hourly: dict[str, np.ndarray], terms: tuple[str, ...]) -> float:
    """Return the energy of hourly mean powers (W), kWh; terms that begin with a minus are subtracted."""
    watt_hours = sum(-np.sum(hourly[term[1:]]) if term.startswith("-") else np.sum(hourly[term]) for term in terms)
    return float(watt_hours) * HOUR / KILOWATT_HOUR


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator > 0 and numerator != 0 else float("nan")
