"""Frost in the test chamber: in what air it forms, on every heat pump of the library, and when it does not."""

import pytest

from cosim.equipment.build import build_heat_pump
from cosim.equipment.library import read_machine
from cosim.equipment.machine_map import EVAPORATING
from cosim.flow.records import Compressor, Guard
from cosim.project import names
from cosim.simulation.laboratory import SETTLING, Chamber

FREEZING, HOUR = 273.15, 3600.0
HEAT_PUMPS = sorted(names("heat_pumps"))


@pytest.fixture(scope="module")
def laboratory():
    return Chamber()


@pytest.fixture(scope="module")
def build():
    built = {}

    def of(name):
        if name not in built:
            built[name] = build_heat_pump(read_machine(name))
        return built[name]

    return of


def hour_of_heating(laboratory, model, celsius, humidity):
    """Return evaporating temperature, °C, as the hour begins, and the frost it leaves, kg."""
    house = laboratory.house(model, celsius, humidity, "physical", 60.0)
    env = laboratory.start(house, model, defrosts=False)
    env.run(until=SETTLING)
    evaporating, before = float(house.arrays.reading.point[EVAPORATING]) - FREEZING, house.frost_mass
    env.run(until=SETTLING + HOUR)
    return evaporating, house.frost_mass - before


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAT_PUMPS)
def test_damp_air_above_freezing_frosts_a_coil_that_is_below_it(laboratory, build, name):
    # AHRI 210/240 and 10 CFR 430 appendix M1 count frost from 17 to 45 °F, RESNET below 40 °F (4.4 °C)
    for celsius in (2.0, 4.0):
        evaporating, frost = hour_of_heating(laboratory, build(name), celsius, 0.95)
        if evaporating < -2.0:
            assert frost > 0.2, celsius
    # above 45 °F (7.2 °C) by a margin no coil is below 0 °C
    evaporating, frost = hour_of_heating(laboratory, build(name), 10.0, 0.95)
    assert evaporating > 0.0
    assert frost == 0.0


@pytest.mark.parametrize("celsius", [-7.0, 2.0, 4.0])
def test_dry_air_leaves_the_coil_bare(laboratory, build, celsius):
    evaporating, frost = hour_of_heating(laboratory, build("single-speed-3ton"), celsius, 0.4)
    assert evaporating < 0.0
    assert frost == 0.0


def test_frost_of_mild_air_is_gone_after_a_pause_and_that_of_cold_air_is_not(laboratory, build):
    model = build("single-speed-3ton")
    for celsius, left in ((4.0, 0.0), (-3.0, 1.0)):
        house = laboratory.house(model, celsius, 0.95, "physical", 60.0)
        env = laboratory.start(house, model, defrosts=False)
        env.run(until=SETTLING + 600.0)
        frost = house.frost_mass
        house.controls.compressor = Compressor.OFF
        env.run(until=env.now + 1800.0)
        assert frost > 0.1
        assert house.frost_mass == pytest.approx(left * frost)


def test_the_boards_clock_runs_where_the_tube_is_below_freezing_though_the_fins_are_not(laboratory, build):
    # Bard 2100-443: with lower 40s °F outdoors or colder the sensor at the coil is at 32 °F or below
    model = build("single-speed-3ton")
    house = laboratory.house(model, 5.0, 0.8, "physical", 60.0)  # 41 °F
    env = laboratory.start(house, model, defrosts=False)
    env.run(until=SETTLING)
    assert house.state.surface_temperature > FREEZING
    house.watch(Guard.DEFROST_TIMER, house.state.cold_run_time + 600.0)
    env.run(until=env.crossing(Guard.DEFROST_TIMER, within=HOUR))
    assert env.now == pytest.approx(SETTLING + 600.0, abs=1.0)
