"""Heat through the soil around a foundation: limits that are known, published figures, and its chain of layers."""

from math import log, pi

import numpy as np
import pytest

from cosim.constants import HOUR, HOURS_OF_YEAR
from cosim.physics import foundation
from cosim.physics.constructions import Layer
from cosim.physics.foundation import DEEP, Section, chain_of, paths
from cosim.physics.ground import below_grade_wall_resistance, season

SOIL = 1.73, 1842.0 * 419.0  # W/(m K), J/(m3 K)
SLAB = Section(2.74, 0.0, 0.1, 0.2, 0.16, (), (), (), 0.0, (0.0, 0.0, 0.0), *SOIL)
BASEMENT = SLAB._replace(depth=2.13, wall_film=((0.0, 2.13, 0.12),))
R10 = 1.761


def test_in_the_middle_of_a_very_wide_floor_heat_goes_straight_down():
    wide, wider = (paths(SLAB._replace(half_width=width))[0] for width in (400.0, 800.0))
    edge_apart = 2.0 * wider.steady - wide.steady
    assert edge_apart == pytest.approx(1.0 / (0.16 + 0.1 / 1.8 + DEEP / SOIL[0]), rel=0.01)
    assert wider.deep / wider.steady > 0.95


def test_a_wall_loses_about_what_latta_and_boileau_have():
    wall = paths(BASEMENT)[1]
    own = 0.12 + 0.2 / 1.8
    assert wall.steady == pytest.approx(1.0 / (own + below_grade_wall_resistance(2.13, SOIL[0], own)), rel=0.15)


def test_slab_and_basement_lose_about_what_the_standard_has():
    """EN ISO 13370, equations for a slab on ground and a basement's floor; here the slab's edge is in the air, too."""
    width, depth = 2.0 * 2.74, 2.13
    own = 0.2 + SOIL[0] * (0.16 + 0.05 + 0.1 / 1.8)
    slab = 2.0 * SOIL[0] / (pi * width + own) * log(pi * width / own + 1.0)
    floor = 2.0 * SOIL[0] / (pi * width + own + 0.5 * depth) * log(pi * width / (own + 0.5 * depth) + 1.0)
    assert 1.0 < paths(SLAB)[0].steady / slab < 1.25
    assert paths(BASEMENT)[0].steady == pytest.approx(floor, rel=0.15)


def test_twice_as_fine_cells_change_little(monkeypatch):
    usual = [paths(SLAB)[0], *paths(BASEMENT)]
    monkeypatch.setattr(foundation, "CELL", 0.02)
    monkeypatch.setattr(foundation, "GROWTH", 1.3)
    paths.cache_clear()
    fine = [paths(SLAB)[0], *paths(BASEMENT)]
    paths.cache_clear()
    for coarse, finer in zip(usual, fine, strict=True):
        assert coarse.steady == pytest.approx(finer.steady, rel=0.03)
        assert coarse.surface == pytest.approx(finer.surface, rel=0.03)


def test_insulation_lessens_what_it_covers():
    walls = [paths(BASEMENT._replace(outer=((0.0, deep, R10),)))[1].steady for deep in (0.5, 1.0, 2.13)]
    assert paths(BASEMENT)[1].steady > walls[0] > walls[1] > walls[2]
    strips = [paths(SLAB._replace(under=((0.0, wide, R10),), gap=R10))[0].steady for wide in (0.5, 1.0, 2.74)]
    assert paths(SLAB)[0].steady > strips[0] > strips[1] > strips[2]


def test_seasons_reach_a_deep_floor_later_and_weaker_than_a_slab():
    def lag(path):
        return -np.angle(path.surface)

    floor, wall = paths(BASEMENT)
    slab = paths(SLAB)[0]
    assert abs(floor.surface) / floor.steady < abs(slab.surface) / slab.steady < 1.0
    assert lag(floor) > lag(slab) > 0.0
    assert lag(floor) > lag(wall)
    assert floor.deep / floor.steady > slab.deep / slab.steady


def test_the_chain_of_layers_has_the_loss_of_the_path():
    own = [Layer(0.1 / 1.8, 0.1 * 1.88e6, 0.1), Layer(0.16, 0.0, 0.0)]
    for path in (paths(SLAB)[0], paths(BASEMENT)[0]):
        chain = chain_of(path, own, *SOIL)
        assert sum(layer.resistance for layer in own) + chain.thickness / SOIL[0] == pytest.approx(1.0 / path.steady)
        assert abs(chain.weight) < path.steady


def test_a_season_has_the_stated_swing_lag_and_mean():
    hours = (np.arange(HOURS_OF_YEAR) + 0.5) / HOURS_OF_YEAR
    surface = 290.0 - 10.0 * np.cos(2.0 * np.pi * hours)
    air = surface - 6.0
    course = season(surface, 0.5, 30 * 24 * HOUR, air, 0.25)
    assert course.mean() == pytest.approx(290.0 - 0.25 * 6.0)
    assert np.ptp(course) == pytest.approx(10.0, rel=1e-4)
    assert np.argmin(course) == pytest.approx(30 * 24, abs=1)
