"""The test chamber: against the machine's own map where nothing frosts, and against an estimate of what frost takes."""

import numpy as np
import pytest

from cosim.equipment.build import machine_of, scaled
from cosim.physics.air import humidity_ratio_saturated
from cosim.processes.policies.forecast import net_of_frost
from cosim.simulation.test_room import cooling, cooling_speeds, frosted, heating_speeds, still_weather

ROOM = 294.15
DRY = 1e-4


@pytest.fixture(scope="module")
def unit(greensboro):
    return machine_of(greensboro, greensboro.configurations[2])


@pytest.mark.parametrize("outdoor", [258.15, 272.15, 281.15])
def test_in_dry_air_the_chamber_gives_what_the_map_says(unit, outdoor):
    for speed in heating_speeds(unit, outdoor):
        found = frosted(unit, outdoor, DRY, speed, indoor=ROOM)
        point = unit.heating.at(np.array(outdoor), np.array(ROOM), np.array(speed))
        assert found.heat == pytest.approx(point.capacity + point.indoor_fan_power, rel=0.01)
        power = point.compressor_power + point.outdoor_fan_power + point.indoor_fan_power
        assert found.power == pytest.approx(power + unit.standby.power, rel=0.02)
        assert found.defrost_share == 0.0


def test_damp_air_near_freezing_costs_capacity_and_efficiency(unit):
    speed = heating_speeds(unit, 273.15)[1]
    dry = frosted(unit, 273.15, DRY, speed, indoor=ROOM)
    damp = frosted(unit, 273.15, 0.95 * humidity_ratio_saturated(273.15, 101325.0), speed, indoor=ROOM)
    assert damp.defrost_share > 0.01
    assert 0.75 * dry.heat < damp.heat < dry.heat
    assert damp.cop < dry.cop


@pytest.mark.parametrize("outdoor", [262.15, 268.15, 273.15, 276.15])
def test_frost_takes_about_what_the_hourly_outlook_reckons(unit, outdoor):
    humidity = 0.85 * humidity_ratio_saturated(outdoor, 101325.0)
    for speed in heating_speeds(unit, outdoor):
        found = frosted(unit, outdoor, humidity, speed, indoor=ROOM)
        heat, power = net_of_frost(unit, still_weather(outdoor, humidity), ROOM, np.full(8760, speed))
        assert found.heat == pytest.approx(heat[0], rel=0.08)
        assert found.cop == pytest.approx(heat[0] / power[0], rel=0.08)


def test_a_machine_twice_as_large_gives_twice_as_much(unit):
    speed = heating_speeds(unit, 273.15)[1]
    one, two = (frosted(scaled(unit, factor), 273.15, 0.0035, speed, indoor=ROOM) for factor in (1.0, 2.0))
    assert two.heat == pytest.approx(2 * one.heat, rel=0.01)
    assert two.cop == pytest.approx(one.cop, rel=0.03)  # electronics stay as they are


def test_a_damp_room_is_cooled_less_in_temperature_but_more_in_all(unit):
    speed = cooling_speeds(unit, 308.15)[1]
    dry, damp = (cooling(unit, 308.15, speed, indoor=297.15, humidity=w).heat for w in (0.004, 0.012))
    assert damp > 1.03 * dry
