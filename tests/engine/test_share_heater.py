"""A heater that serves a share of the load, and a thermostat that heats in its season only."""

from dataclasses import replace

import pytest

import cosim
from cosim.config.share_heater import ShareHeaterConfig
from cosim.config.thermostat import ThermostatConfig

DAYS = 3


@pytest.fixture(scope="module")
def furnace():
    scenario = cosim.load("retrofit-greensboro")
    return scenario, next(each for each in scenario.configurations if "gas furnace" in each.name)


def run(furnace, **changes):
    scenario, configuration = furnace
    return cosim.Simulation(scenario, replace(configuration, **changes), end_hour=24 * DAYS).run()


def test_a_quarter_of_the_load_is_its_own(furnace):
    stove = ShareHeaterConfig.model_validate({"ratio": 1.0 / 3.0, "efficiency": 0.8, "fuel": "gas"})
    alone, both = run(furnace), run(furnace, equipment=(stove,))
    [port] = both.equipment
    given, main = port.heat.sum(), both.hourly["furnace_heat"].sum()
    assert given == pytest.approx(main / 3.0, rel=0.03)
    assert given + main == pytest.approx(alone.hourly["furnace_heat"].sum(), rel=0.06)
    assert port.fuel.sum() == pytest.approx(given / 0.8)
    assert port.electricity.sum() == 0.0


def test_one_that_follows_slowly_overheats_the_rooms_less(furnace):
    """It gives six times the heat of a furnace that runs for minutes."""
    alone = run(furnace).hourly["indoor_temperature"].max()
    over = []
    for time_constant in (0.0, 3600.0):
        other = ShareHeaterConfig.model_validate({"ratio": 6.0, "time_constant_s": time_constant})
        over.append(run(furnace, equipment=(other,)).hourly["indoor_temperature"].max() - alone)
    assert over[1] < 0.75 * over[0]


def test_it_gives_no_more_than_it_can(furnace):
    small = ShareHeaterConfig.model_validate({"ratio": 5.0, "capacity_w": 500.0})
    [port] = run(furnace, equipment=(small,)).equipment
    assert 400.0 < port.heat.max() <= 500.0 + 1e-6
    assert port.electricity.sum() == pytest.approx(port.heat.sum())


def test_out_of_season_nothing_heats(furnace):
    season = {"begins": "01-02", "ends": "01-02"}
    thermostat = ThermostatConfig.model_validate({"heating_season": season})
    heat = run(furnace, thermostat=thermostat).hourly["furnace_heat"].reshape(DAYS, 24).sum(axis=1)
    assert heat[0] < 0.05 * heat[1]
    assert heat[2] < 0.05 * heat[1]  # what is left in the exchanger
    assert heat[1] > 0.0


@pytest.mark.parametrize(("begins", "heats"), [("01-01", False), ("01-03", True)])
def test_between_its_beginning_and_end_a_season_leaves_the_switch_to_whoever_turns_it(furnace, begins, heats):
    """Heat is turned off on the second day: it stays off until a season begins, whatever midnights pass."""
    thermostat = ThermostatConfig.model_validate({"heating_season": {"begins": begins, "ends": "01-20"}})
    scenario, configuration = furnace
    turned = cosim.Simulation(scenario, replace(configuration, thermostat=thermostat), end_hour=24 * DAYS)
    turned.advance(30 * 3600.0)
    turned.write("mode", "off")
    turned.advance(47 * 3600.0)
    given = turned.total("furnace_heat")
    turned.advance(60 * 3600.0)
    assert (turned.total("furnace_heat") > given + 1e6) == heats
