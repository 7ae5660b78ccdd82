"""Heads of a multi-split: rated together, but in a house each room opens and closes its own."""

import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.build import build_heat_pump
from cosim.equipment.heat_pump import GAUGES
from cosim.equipment.library import read_machine
from cosim.equipment.ratings.rating import rate
from cosim.results.comparison import compare
from cosim.scenarios.reader import load
from cosim.study import simulate

DUCTED = Path(__file__).parents[2] / "equipment_library" / "heat_pumps" / "ccashp-3ton.toml"
MILD, ROOM = 281.48, 294.26  # K; 47 and 70 °F


def with_heads(heads, **update):
    return read_machine("ductless-3ton").model_copy(update={"heads": heads} | update)


@pytest.fixture(scope="module")
def units():
    return {heads: build_heat_pump(with_heads(heads)) for heads in (1, 2, 4)}


def cop(unit, speed):
    point = unit.heating.at(MILD, ROOM, speed)
    power = point.compressor_power + point.outdoor_fan_power + point.indoor_fan_power
    return float((point.capacity + point.indoor_fan_power) / power)


def condensing(unit, speed):
    return float(unit.heating.gauges_at(MILD, ROOM, speed)[GAUGES.index("condensing_temperature")])


@pytest.mark.slow
def test_ratings_are_those_of_all_heads_together():
    assert rate(with_heads(4)) == rate(with_heads(1))


def test_heads_that_open_one_by_one_condense_warmer_at_low_speed(units):
    slow, full = units[1].speed_min, units[1].speed_rated
    # all of them open: the air at the intakes is 2 K warmer, and that is all
    assert condensing(units[4], full) - condensing(units[1], full) == pytest.approx(2.0, abs=0.3)
    assert cop(units[4], full) > 0.94 * cop(units[1], full)
    # a quarter of the speed: two heads have half of the coil open, four have 41 %
    warmer = [condensing(units[heads], slow) - condensing(units[1], slow) for heads in (2, 4)]
    assert 2.5 < warmer[0] < warmer[1] < 10.0
    assert cop(units[1], slow) > cop(units[2], slow) > cop(units[4], slow) > 0.7 * cop(units[1], slow)


def test_heads_that_follow_the_compressor_and_stand_in_mixed_air_are_one(units):
    together = build_heat_pump(with_heads(4, head_minimum=0.05, head_intake=0.0))
    np.testing.assert_allclose(together.heating.values, units[1].heating.values, rtol=1e-5, atol=1e-5)


def test_a_ducted_unit_has_no_heads():
    with pytest.raises(ValueError, match="4 heads need ductless"):
        HeatPumpConfig.model_validate(tomllib.loads(DUCTED.read_text(encoding="utf-8")) | {"heads": 4})


@pytest.mark.slow
def test_a_winter_with_several_heads_takes_more_and_the_table_says_what_it_assumes():
    scenario = load("retrofit-greensboro")
    unit = next(entry for entry in scenario.configurations if entry.heat_pump and entry.heat_pump.heads > 1)
    one = replace(unit, name="one head", heat_pump=unit.heat_pump.model_copy(update={"heads": 1}))
    result = simulate(replace(scenario, configurations=(unit, one)), start=0, end=24 * 31)
    cops = [row["seasonal_cop_heating"] for row in compare(result).rows]
    # a multi-zone 18RLXFZ has 0.65 of the HSPF of a single-zone 9RLS3 by Fujitsu's ratings, of several assumptions
    assert 0.65 < cops[0] / cops[1] < 0.97
    notes = [note for note in compare(result).notes if "4 heads" in note]
    assert len(notes) == 1
    assert notes[0].startswith("ductless mini-split: assumes 4 heads")
