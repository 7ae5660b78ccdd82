"""Middle houses of plain facts against what the Residential Energy Consumption Survey counted, by region and era."""

from dataclasses import replace

import pytest

import cosim
from cosim.calibration.runs import simulated_year
from cosim.config.facts import FactsConfig
from cosim.facts.build import house, thermostat
from cosim.facts.plant import furnace
from cosim.facts.stock import distributions, middles
from cosim.facts.zone import climate_zone
from cosim.units import KILOWATT_HOUR, THERM
from tests.facts.test_facts_scenario import written

NORMAL_YEAR = 1.08
"""Heating degree days of a normal year over those of 2020 in the Midwest, EIA Monthly Energy Review, table 1.11."""
FURNACE = 35e3  # W, enough for any of them
FREQUENT = 0.15  # share of homes from which a foundation counts
# judgements, near the medians of new houses of their years: 1,525 ft2 in 1973 and 2,467 ft2 in 2015; of the years
# between none was at hand (U.S. Census Bureau, "Characteristics of New Housing", as M. Perry quotes it, AEI, 2016)
AREAS = {1940: 1450, 1960: 1450, 1975: 1530, 1990: 1750, 2005: 2200, 2015: 2450}  # ft2
PLACES = {"chicago-il": (0.30, 0.30, 0.11, 0.19, 0.10), "golden-co": (0.14, 0.15, 0.20, 0.36, 0.14),
          "sterling-va": (0.17, 0.24, 0.14, 0.30, 0.15)}  # fmt: skip
"""Shares of detached homes built before 1950, in the 1950s and 1960s, the 1970s, the 1980s and 1990s, and the 2000s,
in Illinois, Indiana, Michigan and Ohio; Colorado, Idaho, Montana, Utah and Wyoming; from Kansas and Nebraska to
Maryland and Tennessee: RECS 2009."""
COUNTED = {"chicago-il": 1072.0, "golden-co": 921.0, "sterling-va": 852.0}
"""Therms a year of detached homes that gas heats in these states, for a normal year: RECS 2009, as NREL took it apart
for ResStock (data/recs/outputs, "Natural Gas Consumption Location Region Heating Fuel", 2018)."""


def middle_gas(scenario, built: int) -> tuple[float, float]:
    """Return therms for heating and for hot water: the mean of middle houses on the foundations that are frequent."""
    zone = climate_zone(scenario.weather)
    known = FactsConfig.model_validate({"floor_area_ft2": AREAS[built], "built": built})
    below = distributions(known, zone)["foundation"]
    total = heating = water = 0.0
    for name, share in zip(below.choices, below.shares, strict=True):
        if share < FREQUENT:
            continue
        stated = known.model_copy(update={"foundation": name})
        values = middles(distributions(stated, zone))
        heater = furnace(stated, values["furnace_efficiency"]).model_copy(update={"capacity": FURNACE})
        own = replace(scenario.configurations[0], thermostat=thermostat(values), air_conditioner=None,
                      capacity="as built", furnace=heater)  # fmt: skip
        year = simulated_year(replace(scenario, house=house(stated, values), configurations=(own,)))
        heating += share * year.figures["gas"] * KILOWATT_HOUR / THERM
        water += share * values["hot_water_gas"] * KILOWATT_HOUR / THERM
        total += share
    return heating / total, water / total


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return lambda weather: cosim.load(written(tmp_path_factory.mktemp("facts"), weather=weather))


@pytest.mark.slow
@pytest.mark.parametrize(("built", "found", "most"), [(1940, 748.0, 0.25), (2015, 489.0, 0.15)])
def test_middle_houses_of_the_midwest_heat_with_what_homes_of_their_age_do(scenario, built, found, most):
    """EIA, "Homes in the Midwest consumed 34 % more natural gas than the national average", Today in Energy, 2023.

    RECS 2020: 74.8 MMBtu of gas for heating in homes built before 1950 and 48.9 in those since 2010. The old ones are
    apartments in part, which heat with less than the detached homes that the facts mean.
    """
    heating, _ = middle_gas(scenario("chicago-il"), built)
    assert heating == pytest.approx(found * NORMAL_YEAR, rel=most)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_middle_houses_of_a_region_burn_what_its_homes_do(scenario, place):
    """The mean over eras of what heats rooms and water; ranges and dryers, which many homes have, are not counted."""
    loaded = scenario(place)
    shares = PLACES[place]
    gas = sum(share * sum(middle_gas(loaded, built)) for share, built in zip(shares, AREAS, strict=False))
    assert gas / sum(shares) == pytest.approx(COUNTED[place], rel=0.20)
