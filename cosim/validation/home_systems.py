"""The figures of a home's own equipment in a year, in the terms of EnergyPlus's results."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cosim.config.thermostat import ThermostatConfig
from cosim.envelope.envelope import Envelope
from cosim.scenarios.scenario import Scenario
from cosim.schema.variables import HEATING_SOURCES
from cosim.simulation.simulation import Simulation
from cosim.sizing.auto import with_sizes
from cosim.units import BTU
from cosim.validation.home_figures import ALIKE, FROSTED

MEGA_BTU_HOUR = 1e6 * BTU / 3600.0  # MBtu in W h
THOUSAND_BTU_HOUR = 1e3 * BTU / 3600.0  # kBtu/h in W
TOLERANCE = 0.2  # K: EnergyPlus counts an hour as unmet where its mean is farther from the setpoint
# our hourly means whose sum is each of EnergyPlus's energies, MBtu
ENERGIES = {
    "delivered_heat": (*HEATING_SOURCES, "-defrost_heat"),
    "delivered_cooling": ("cooling_sensible",),
    "heating_electricity": ("heating_electricity",),
    "heating_fuel": ("furnace_gas",),
    "cooling_electricity": ("hvac_electricity", "-heating_electricity"),
    "strip_electricity": ("strip_electricity",),
    "tempering_electricity": ("tempering_electricity",),
    "heat_pump_heat": ("heat_pump_heat", "-defrost_heat"),
    "heat_pump_electricity": ("heat_pump_heating_electricity",),
    "backup_heat": ("furnace_heat", "strip_heat"),
}

# what a load is made of, each a sum of hourly means of heat into the room
COMPONENTS = {
    "leakage": ("infiltration_heat",),
    "gains": ("internal_gain",),
    "sun": ("solar_gain",),
}

PEER_FROST = "resnet"

Hourly = Mapping[str, NDArray[np.float64]]


def simulated(scenario: Scenario, name: str, hours: slice, envelope: Envelope) -> dict[str, float]:
    """Return the figures of a configuration of a scenario over some hours of the year, in the envelope of its house.

    Energies are MBtu, peaks kBtu/h and W, hours h; a ratio without a denominator is left out.
    """
    scenario = with_sizes(scenario)
    configuration = next(each for each in scenario.configurations if each.name == name)
    run = Simulation(
        scenario, configuration, start_hour=hours.start, end_hour=hours.stop, events=False, envelope=envelope
    ).run()
    figures = {quantity: total(run.hourly, terms) for quantity, terms in ENERGIES.items()}
    # heaters that serve shares of the load; the share that no system serves takes no energy
    beside = [port for port in run.equipment if port.heat.any() and (port.electricity.any() or port.fuel.any())]
    figures["delivered_heat"] += sum(float(port.heat.sum()) for port in beside) / MEGA_BTU_HOUR
    figures["heating_electricity"] += sum(float(port.electricity.sum()) for port in beside) / MEGA_BTU_HOUR
    figures["heating_fuel"] += sum(float(port.fuel.sum()) for port in beside) / MEGA_BTU_HOUR
    heat = sum(run.hourly[source] for source in HEATING_SOURCES) + sum(port.heat for port in beside)
    figures["peak_heat"] = float(np.max(heat)) / THOUSAND_BTU_HOUR
    figures["peak_cooling"] = float(np.max(run.hourly["cooling_sensible"])) / THOUSAND_BTU_HOUR
    figures |= unmet_hours(run.hourly, configuration.thermostat)
    return figures | ratios(figures)


def frosted_alike(scenario: Scenario, name: str, hours: slice, envelope: Envelope) -> dict[str, float]:
    """Return the figures of a heat pump that frost and defrosts change, with the frost model of EnergyPlus's runs.

    That is Addendum 82 of ANSI/RESNET/ICC 301, by outdoor temperature alone: it knows nothing of humidity, and has
    strips bring what defrosts take, whether the thermostat asks or not.
    """
    changed = tuple(replace(each, frost=PEER_FROST) for each in scenario.configurations)
    figures = simulated(replace(scenario, configurations=changed), name, hours, envelope)
    return {f"{quantity}{ALIKE}": figures[quantity] for quantity in FROSTED if quantity in figures}


def components(hourly: Hourly, *, heats: bool = True, cools: bool = True) -> dict[str, float]:
    """Return what the ideal plant's loads are made of, MBtu; nothing for a side that nothing serves.

    Each counts positive where it adds to the load. The hours of each side are EnergyPlus's (`sides`). The fabric is the
    rest, what it stores included.
    """
    heating = sides(hourly)
    found: dict[str, float] = {}
    for side, sign, served in (("heating", -1.0, heats), ("cooling", 1.0, cools)):
        of_side = (heating if side == "heating" else ~heating) & served
        held = {name: values[of_side] for name, values in hourly.items()}
        parts = {name: sign * total(held, terms) for name, terms in COMPONENTS.items()}
        load = total(held, ("ideal_heat",)) + total(held, ("cooling_sensible",))
        found |= {f"{side}_{name}": value for name, value in parts.items()}
        found[f"{side}_fabric"] = load - sum(parts.values())
    return found


def sides(hourly: Hourly) -> NDArray[np.bool_]:
    """Return which hours count to heating, the others to cooling, as OpenStudio-HPXML's component loads have it.

    An hour in which the plant works counts to its side, one in which windows cool to cooling, and any other to the side
    whose setpoint the room is nearer to.
    """
    middle = 0.5 * (hourly["heating_setpoint"] + hourly["cooling_setpoint"])
    cool = (hourly["airing_heat"] < 0.0) | (hourly["indoor_temperature"] > middle)
    heated, cooled = hourly["ideal_heat"] > 0.0, hourly["cooling_sensible"] > 0.0
    return np.asarray(np.where(heated | cooled, hourly["ideal_heat"] > hourly["cooling_sensible"], ~cool))


def total(hourly: Hourly, terms: tuple[str, ...]) -> float:
    """Return the energy of hourly means, MBtu; terms that begin with a minus are subtracted."""
    sums = (-hourly[term[1:]].sum() if term.startswith("-") else hourly[term].sum() for term in terms)
    return float(sum(sums)) / MEGA_BTU_HOUR


def unmet_hours(hourly: Hourly, thermostat: ThermostatConfig) -> dict[str, float]:
    """Return the hours whose mean lies outside the thermostat's band by more than EnergyPlus's tolerance.

    EnergyPlus's thermostat has no band, so that of ours is taken as met.
    """
    room, within = hourly["indoor_temperature"], TOLERANCE + 0.5 * thermostat.deadband
    return {"unmet_heating_hours": float((room < hourly["heating_setpoint"] - within).sum()),
            "unmet_cooling_hours": float((room > hourly["cooling_setpoint"] + within).sum())}  # fmt: skip


def ratios(figures: Mapping[str, float]) -> dict[str, float]:
    """Return the COP of a heat pump, fans in, backup out, and the share of backup in all heat, %."""
    found: dict[str, float] = {}
    if figures["heat_pump_electricity"] > 0.0:
        found["seasonal_cop"] = figures["heat_pump_heat"] / figures["heat_pump_electricity"]
    if figures["delivered_heat"] > 0.0:
        found["backup_share"] = 100.0 * figures["backup_heat"] / figures["delivered_heat"]
    return found
