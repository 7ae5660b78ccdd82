"""A heater that serves a share of the load, and a thermostat that heats in its season only."""

from dataclasses import replace

import numpy as np
import pytest

import cosim
from cosim.config.share_heater import ShareHeaterConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.config.unserved_share import UnservedShareConfig

DAYS = 3


@pytest.fixture(scope="module")
def furnace():
    scenario = cosim.load("retrofit-greensboro")
    return scenario, next(each for each in scenario.configurations if "gas furnace" in each.name)


def run(furnace, **changes):
    scenario, configuration = furnace
    return cosim.Simulation(scenario, replace(configuration, **changes), end_hour=24 * DAYS).run()


def to_rooms(found):
    """Heat that comes out of the ducts, W h; below zero while cooling."""
    given = found.hourly["furnace_heat"] - found.hourly["cooling_sensible"] - found.hourly["duct_loss"]
    return given.sum()


@pytest.mark.slow
def test_a_quarter_of_the_load_is_its_own(furnace):
    stove = ShareHeaterConfig.model_validate({"ratio": 1.0 / 3.0, "efficiency": 0.8, "fuel": "gas"})
    alone, both = run(furnace), run(furnace, equipment=(stove,))
    [port] = both.equipment
    given, main = port.heat.sum(), to_rooms(both)
    assert given == pytest.approx(main / 3.0, rel=0.03)
    assert given + main == pytest.approx(to_rooms(alone), rel=0.02)
    assert port.fuel.sum() == pytest.approx(given / 0.8)
    assert port.electricity.sum() == 0.0


@pytest.mark.slow
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


def test_what_no_system_serves_is_on_no_bill_and_leaves_the_systems_their_share(furnace):
    """Furnace and air conditioner that serve a half of the loads give a half, and the rooms are as warm as without."""
    scenario, configuration = furnace
    rest = UnservedShareConfig.model_validate({"heating": 1.0, "cooling": 1.0})
    for begins, sign in ((0, 1.0), (24 * 196, -1.0)):
        hours = {"start_hour": begins, "end_hour": begins + 24 * DAYS}
        alone = cosim.Simulation(scenario, configuration, **hours).run()
        half = cosim.Simulation(scenario, replace(configuration, equipment=(rest,)), **hours).run()
        [port] = half.equipment
        given, whole = sign * to_rooms(half), sign * to_rooms(alone)
        assert whole > 20e3  # W h
        assert given == pytest.approx(0.5 * whole, rel=0.04)
        assert sign * port.heat.sum() == pytest.approx(given, rel=0.04)
        assert not port.electricity.any()
        warmth = [run.hourly["indoor_temperature"].mean() for run in (alone, half)]
        assert warmth[1] == pytest.approx(warmth[0], abs=0.15)
        assert np.abs(half.hourly["energy_residual"]).max() < 1e-3


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
