"""Houses drawn from facts simulate, and use what the Residential Energy Consumption Survey finds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cosim
from cosim.config.facts import FactsConfig
from cosim.facts.build import house, thermostat
from cosim.facts.plant import furnace
from cosim.facts.stock import distributions, draw
from cosim.units import THERM
from tests.facts.test_build import KNOWN, at
from tests.facts.test_facts_scenario import written

FURNACE = 35e3  # W, enough for any of them
NORMAL_YEAR = 1.08
"""Heating degree days of a normal year over those of 2020 in the Midwest, EIA Monthly Energy Review, table 1.11 (5 900
against 6 400 °F d of a typical Chicago year)."""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return cosim.load(written(tmp_path_factory.mktemp("facts")))


def simulated(scenario, stated, values, **days):
    heater = furnace(stated, values.get("furnace_efficiency", 0.0))
    own = replace(scenario.configurations[0], thermostat=thermostat(values), air_conditioner=None, capacity="as built",
                  furnace=None if heater is None else heater.model_copy(update={"capacity": FURNACE}))  # fmt: skip
    changed = replace(scenario, house=house(stated, values), configurations=(own,))
    return cosim.Simulation(changed, own, **days).run()


@pytest.mark.slow
@settings(max_examples=8)
@given(KNOWN, st.integers(0, 2**32 - 1))
def test_every_drawn_house_simulates(scenario, known, seed):
    stated = FactsConfig.model_validate(known | {"heating_fuel": "gas"})
    values = at(draw(distributions(stated, "5A"), np.random.default_rng(seed), 1), 0)
    run = simulated(scenario, stated, values, end_hour=48)
    assert np.isfinite(run.hourly["indoor_temperature"]).all()
    assert run.hourly["furnace_gas"].sum() > 0
    assert np.abs(run.hourly["energy_residual"]).max() < 1e-3


@pytest.mark.slow
def test_spread_brackets_what_the_survey_finds(scenario):
    """EIA, "Homes in the Midwest consumed 34 % more natural gas than the national average", Today in Energy, 2023.

    RECS 2020: 74.8 MMBtu of gas for heating in homes built before 1950 and 48.9 in those since 2010. Areas above ground
    are those of the survey's homes, about two thirds of what it counts with basements.
    """
    gas = {}
    for built, area, found in ((1940, 1450, 748.0), (2015, 2100, 489.0)):
        stated = FactsConfig.model_validate({"floor_area_ft2": area, "built": built})
        values = draw(distributions(stated, "5A"), np.random.default_rng(4), 6)
        runs = [simulated(scenario, stated, at(values, number)) for number in range(6)]
        gas[built] = [run.hourly["furnace_gas"].sum() * 3600 / THERM for run in runs]
        assert min(gas[built]) < found * NORMAL_YEAR < max(gas[built])
    assert np.median(gas[1940]) / 1450 > 1.5 * np.median(gas[2015]) / 2100
