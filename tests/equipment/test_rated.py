"""Machines of which only capacities and ratings are known: they rate back, and their fan moves to its house."""

import numpy as np
import pytest

from cosim.equipment import map_cache
from cosim.equipment.calibration.calibrate import resolved
from cosim.equipment.machine import Machine, machine
from cosim.equipment.performance import steady
from cosim.equipment.rated import Label, eer2_of, hspf2_of, installed, rated_machine, seer2_of
from cosim.equipment.ratings.rating import kind_of, rate
from cosim.errors import InvalidInput

TON = 3516.85
BTU_PER_WH = 3.412141633
COOLING_RATED, HEATING_RATED = 308.15, 281.483


def at(config, mode, outdoor):
    unit = machine(resolved(config), mode)
    found = steady(unit, np.array([outdoor]), np.array([unit.operation.rated_speed]))
    return float(found.capacity[0]), float(found.power[0])


def test_an_air_conditioner_of_one_speed_has_the_efficiency_at_82_f_that_its_seer2_means():
    """AHRI 210/240: SEER2 of one speed is EER at 82 °F, less half of the degradation coefficient of 0.2."""
    config = rated_machine(Label("single", 3 * TON, 9.5))
    capacity, power = at(config, "cooling", 300.928)
    assert BTU_PER_WH * capacity / power * 0.9 == pytest.approx(9.5, rel=5e-3)
    assert at(config, "cooling", COOLING_RATED)[0] == pytest.approx(3 * TON, rel=5e-3)
    assert config.heating is None


LABELS = [
    Label("single", 3.2 * TON, 12.4),
    Label("single", 3.0 * TON, 14.3, eer2=12.0),
    Label("single", 4.7 * TON, 9.5, heating_capacity=4.7 * TON, hspf2=5.8),
    Label("single", 2.0 * TON, 14.3, heating_capacity=1.8 * TON, hspf2=7.5, heating_capacity_17f=1.2 * TON),
    Label("two", 3.0 * TON, 16.5, eer2=12.5, heating_capacity=3.0 * TON, hspf2=8.5),
    Label("variable", 3.0 * TON, 18.0, eer2=11.0, heating_capacity=3.0 * TON, hspf2=9.5),
]


@pytest.mark.slow
@pytest.mark.parametrize("label", LABELS, ids=lambda label: f"{label.speeds} {label.seer2} {label.hspf2}")
def test_a_machine_known_by_its_ratings_rates_back_to_them(label):
    config = rated_machine(label)
    found = rate(resolved(config))
    assert kind_of(resolved(config)) == label.speeds
    assert found.seer2 == pytest.approx(label.seer2, rel=0.03)
    if label.eer2 is not None:
        assert found.eer2 == pytest.approx(label.eer2, rel=0.03)
    assert at(config, "cooling", COOLING_RATED)[0] == pytest.approx(label.cooling_capacity, rel=0.01)
    if label.heating_capacity is not None:
        assert found.hspf2["IV"] == pytest.approx(label.hspf2, rel=0.03)
        assert at(config, "heating", HEATING_RATED)[0] == pytest.approx(label.heating_capacity, rel=0.01)
    if label.heating_capacity_17f is not None:
        assert at(config, "heating", 264.817)[0] == pytest.approx(label.heating_capacity_17f, rel=0.01)


# HSPF2, capacity at 17 °F over that at 47 °F, COP at 47 °F: RESNET's MINHERS addendum 82, two nodes of each table
TABLES = [
    ("single", 8.0, 0.6, 3.622),
    ("single", 6.5, 0.7333, 2.589),
    ("two", 8.0, 0.6, 3.270),
    ("two", 9.5, 0.7333, 3.691),
    ("variable", 9.25, 0.62, 3.627),
    ("variable", 11.5, 0.78, 4.167),
]


@pytest.mark.parametrize(("speeds", "hspf2", "cold", "cop"), TABLES, ids=lambda value: str(value))
def test_the_cop_behind_an_hspf2_is_that_of_the_published_tables(speeds, hspf2, cold, cop):
    """The tables were made with the procedure of AHRI 210/240; how they count defrost controls is not told."""
    label = Label(speeds, 3 * TON, 15.0, heating_capacity=3 * TON, hspf2=hspf2, heating_capacity_17f=cold * 3 * TON)
    capacity, power = at(rated_machine(label), "heating", HEATING_RATED)
    assert capacity / power == pytest.approx(cop, rel=0.06)


def test_machines_of_like_capacities_share_their_cycle_and_their_maps(monkeypatch):
    one = rated_machine(Label("two", 3 * TON, 15.0, heating_capacity=3.02 * TON, hspf2=8.0))
    monkeypatch.setattr(Machine, "solve", lambda *_, **__: pytest.fail("a cycle is solved"))
    other = rated_machine(Label("two", 3 * TON, 17.0, heating_capacity=2.96 * TON, hspf2=9.0))
    assert map_cache.key(one, 101325.0) == map_cache.key(other, 101325.0)
    assert one.heating.anchors != other.heating.anchors


def test_a_fan_that_works_harder_in_its_house_takes_capacity_and_adds_power():
    config = rated_machine(Label("single", 3 * TON, 9.5))
    rated_fan = config.indoor_coil.fan_power
    there = installed(config, (rated_fan + 200.0) / config.indoor_coil.airflow)
    before, after = at(config, "cooling", COOLING_RATED), at(there, "cooling", COOLING_RATED)
    assert after[0] - before[0] == pytest.approx(-200.0, abs=2.0)
    assert after[1] - before[1] == pytest.approx(200.0, abs=2.0)


def test_more_air_over_the_coil_gives_more_cooling():
    config = rated_machine(Label("single", 3 * TON, 9.5))
    flow = config.indoor_coil.airflow
    usual, more = (at(installed(config, 0.0, share * flow), "cooling", COOLING_RATED)[0] for share in (1.0, 1.25))
    assert 1.0 < more / usual < 1.1


def test_the_older_ratings_are_above_the_newer_ones():
    assert seer2_of(14.0) == pytest.approx(13.3)
    assert eer2_of(12.0) == pytest.approx(11.4)
    assert hspf2_of(8.2) == pytest.approx(6.97)
    assert (seer2_of(20.0, ducts=False), hspf2_of(10.0, ducts=False)) == pytest.approx((20.0, 9.0))


@pytest.mark.parametrize("seer2", [1.0, 60.0])
def test_ratings_that_no_machine_has_are_refused(seer2):
    with pytest.raises(InvalidInput, match="'mine'"):
        rated_machine(Label("single", 3 * TON, seer2), "mine")


def test_capacities_that_no_machine_has_are_refused_by_its_name():
    label = Label("single", 3 * TON, 14.0, heating_capacity=3 * TON, hspf2=7.0, heating_capacity_17f=0.2 * 3 * TON)
    with pytest.raises(InvalidInput, match="'mine'.* keeps 0.2 .* 17 °F"):
        rated_machine(label, "mine")
