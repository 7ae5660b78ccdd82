"""One home of a table, ready to be fitted: its shape is settled, and it can be simulated at any values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from cosim.arrays import Array
from cosim.bills.bill import CARRIERS, Carrier
from cosim.calibration.adjust import parameters_of
from cosim.calibration.parameters import Parameter, with_spreads
from cosim.calibration.priors import conductance, spreads_of
from cosim.calibration.runs import Year, simulated_year
from cosim.calibration.values import ValuesConfig
from cosim.config.facts import SMALLEST_STOREY, FactsConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT, HOUR, ROOM_AIR_DENSITY
from cosim.envelope.envelope import build_envelope
from cosim.facts.stock import distributions
from cosim.facts.tables import FOUNDATIONS
from cosim.facts.zone import climate_zone
from cosim.fleet.homes import Home
from cosim.fleet.plain_homes import PlainHome, one_of_each, own_of_facts
from cosim.fleet.programme import Programme
from cosim.fleet.samples import IN_HOUSE
from cosim.fleet.sizing import design_loads
from cosim.fleet.variation import house_of, thermostat_of
from cosim.fleet.worker import installed, sun_of
from cosim.schema.dates import MONTH_DAYS
from cosim.weather import Weather

NEUTRAL: Mapping[str, float] = ValuesConfig().model_dump()
"""Values at which a house is the middle of such homes."""
NATURAL = 20.0  # air changes at 50 Pa over those of a winter: Sherman's rule
ALIKE = 1.3  # ratio of floor areas of homes whose spreads are taken for the same
YEARS_ALIKE = 5
_OF_MONTHS = np.repeat(np.eye(12), MONTH_DAYS, axis=1)


@dataclass(frozen=True, slots=True)
class Ready:
    """A home to be fitted.

    Attributes
    ----------
    home : Home
        Its facts state storeys and foundation.
    parameters : tuple of Parameter
        What its figures may tell, with the spreads of such homes.
    loss : float
        W/K of its middle house, by which it is compared with a like one.
    """

    home: Home
    parameters: tuple[Parameter, ...]
    loss: float

    @property
    def plain(self) -> PlainHome:
        """What its row states."""
        assert isinstance(self.home.sample, PlainHome), "others are not fitted"
        return self.home.sample


def ready(programme: Programme, home: Home) -> Ready:
    """Return a home with storeys and foundation settled, and with what its figures may tell."""
    assert isinstance(home.sample, PlainHome), "others are not fitted"
    weather = programme.scenarios[home.house, home.site].weather
    facts = settled(home.sample.facts, weather, programme.stock(home))
    plain = replace(home.sample, facts=facts)
    home = at_values(programme, replace(home, sample=plain), NEUTRAL)
    base = programme.base(home)
    configuration = programme.equipment(home, home.existing)
    fuel = "fuel" in plain.figures
    found = parameters_of(replace(base, configurations=(configuration,)), configuration, fuel=fuel)
    if home.existing != IN_HOUSE:  # the programme states its efficiency
        found = tuple(each for each in found if each.name != "efficiency")
    zone = facts.climate_zone or climate_zone(weather)
    rooms = base.house.zones[0]
    leakage = 0.0 if rooms.leakage is None or rooms.leakage.ach50 is None else rooms.leakage.ach50
    air = leakage / NATURAL * rooms.volume / HOUR * ROOM_AIR_DENSITY * DRY_AIR_SPECIFIC_HEAT
    return Ready(home, with_spreads(found, _spreads(_alike(facts), zone)), conductance(base.house) + air)


def settled(facts: FactsConfig, weather: Weather, random: np.random.Generator) -> FactsConfig:
    """Return facts with storeys and foundation, drawn from the housing stock where they are not stated."""
    quantities = distributions(facts, facts.climate_zone or climate_zone(weather))
    drawn = one_of_each(quantities, random)
    stated: dict[str, object] = {"foundation": FOUNDATIONS[round(drawn["foundation"])]}
    if facts.storeys is None:
        storeys = 1.0 + round(drawn["storeys"])
        stated["storeys"] = storeys if facts.floor_area / storeys >= SMALLEST_STOREY else 1.0
    return facts.model_copy(update=stated)


def at_values(programme: Programme, home: Home, values: Mapping[str, float]) -> Home:
    """Return a home as it is with values of its parameters, ready to be simulated."""
    assert isinstance(home.sample, PlainHome), "others are not fitted"
    plain = replace(home.sample, fitted={**NEUTRAL, **values})
    weather = programme.scenarios[home.house, home.site].weather
    own = own_of_facts(plain, weather, programme.stock(home))
    return replace(home, sample=plain, own=own)


def year_at(programme: Programme, home: Home, values: Mapping[str, float]) -> Year:
    """Return what a home uses in a year, by the day: as `cosim fleet` simulates it, in its first configuration."""
    home = at_values(programme, home, values)
    base, on_shelf = programme.base(home), programme.equipment(home, home.existing)
    house = house_of(base.house, home)
    envelope = build_envelope(house, base.weather, orientation=home.traits["orientation"],
                              sun=sun_of(programme, home.site), labels=base.clock)  # fmt: skip
    loads = design_loads(house, envelope, base.weather)
    configuration, machine = installed(programme, home, on_shelf, home.existing, loads)
    thermostat = thermostat_of(configuration.thermostat, home, None, home.own[0].thermostat)
    configuration = replace(configuration, thermostat=thermostat)
    scenario = replace(base, house=house, configurations=(configuration,))
    return simulated_year(scenario, machine=machine, envelope=envelope)


def by_month(days: Array) -> Array:
    """Return the sums of the months and of the year of what is by the day, shape (13,)."""
    months = _OF_MONTHS @ days
    return np.append(months, months.sum())


def equipment_of(year: Year) -> Array:
    """Return what the equipment takes: electricity by month and in the year, then fuel, shape (26,)."""
    return np.concatenate([by_month(year.equipment[carrier]) for carrier in CARRIERS])


def rest_of(year: Year, carrier: Carrier) -> Array:
    """Return what the rest of the house takes of a carrier, shape (13,)."""
    return by_month(year.rest[carrier])


def _alike(facts: FactsConfig) -> FactsConfig:
    """Return facts of a home of which the spreads are about the same, so that few of them are counted."""
    area = ALIKE ** round(np.log(facts.floor_area) / np.log(ALIKE))
    year = facts.built // YEARS_ALIKE * YEARS_ALIKE
    return facts.model_copy(update={"floor_area": area, "built": year})


_spreads = cache(spreads_of)
