"""The home of a scenario that states plain facts as its house: `house = { floor_area_ft2 = 1800, built = 1962 }`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cosim.config.equipment import HeatPumpConfig
from cosim.config.facts import FactsConfig
from cosim.facts.build import house, thermostat
from cosim.facts.plant import cools, doubts_on_sizes, furnace, size_of_cooling, sized, strips
from cosim.facts.stock import distributions, middles
from cosim.facts.words import defaults_taken, doubts
from cosim.facts.zone import climate_zone
from cosim.scenarios.homes import Home
from cosim.scenarios.scenario import Configuration
from cosim.units import to_si
from cosim.weather import Weather

COOLER, RATED = "ac-3ton", to_si(3.0, "power", "tons")
"""Air conditioner of the shelf that stands for one of which only the size is known."""


def home_of_facts(
    facts: FactsConfig, weather: Weather, path: Path, machine: Callable[..., Any]
) -> Home:  # fmt: skip
    """Return the home of facts in a climate, every quantity at its middle.

    Parameters
    ----------
    facts : FactsConfig
    weather : Weather
        Tells the climate zone, unless the facts do.
    path : Path
        Of the scenario.
    machine : callable
        Reads a machine of the shelf: ``machine("air_conditioners", HeatPumpConfig, "ac-3ton", place)``.
    """
    zone = facts.climate_zone or climate_zone(weather)
    values = middles(distributions(facts, zone))
    cooler = machine("air_conditioners", HeatPumpConfig, COOLER, "house.cooling") if cools(facts, zone) else None
    own = equipment_of_facts(facts, values, zone, cooler)
    notes = (*doubts(facts, zone), *doubts_on_sizes(facts, zone), *defaults_taken(facts, zone))
    return Home(house(facts, values), path, "", notes, own=own)


def equipment_of_facts(
    facts: FactsConfig, values: Mapping[str, float], zone: str, cooler: HeatPumpConfig | None
) -> Configuration:
    """Return what heats and cools the home of one draw.

    Parameters
    ----------
    facts : FactsConfig
    values : mapping of str to float
        One value of every quantity of `cosim.facts.stock.distributions`.
    zone : str
        Climate zone.
    cooler : HeatPumpConfig, optional
        Air conditioner that stands for one of which only the size is known; left out where such homes have none.
    """
    cooler = cooler if cools(facts, zone) else None
    return Configuration(
        name="as in the house",
        furnace=furnace(facts, values.get("furnace_efficiency", 0.0)),
        strips=strips(facts),
        air_conditioner=cooler,
        thermostat=thermostat(values),
        capacity="as built" if sized(facts, zone) else "auto",
        scale=size_of_cooling(facts, RATED) if sized(facts, zone) and cooler is not None else 1.0,
    )
