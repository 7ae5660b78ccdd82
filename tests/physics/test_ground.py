"""Soil: temperatures at depth, and what basements lose through it."""

import numpy as np
import pytest
from scipy.integrate import quad

from cosim.physics.ground import below_grade_floor_resistance, below_grade_wall_resistance, soil_temperature

SOIL = 1.4  # W/(m K)


def test_the_year_is_damped_and_late_at_depth():
    hours = np.arange(8760)
    air = 283.15 - 12.0 * np.cos(2 * np.pi * hours / 8760)
    shallow, deep = soil_temperature(air, 0.5, 5.8e-7), soil_temperature(air, 5.0, 5.8e-7)
    assert np.ptp(deep) < 0.4 * np.ptp(shallow) < 0.4 * np.ptp(air)
    assert 0 < (shallow.argmin() - air.argmin()) < 30 * 24
    assert deep.mean() == pytest.approx(air.mean())


@pytest.mark.parametrize("depth", [0.5, 2.0])
def test_a_wall_loses_along_quarter_circles(depth):
    own = 0.2
    loss = quad(lambda z: 1.0 / (own + np.pi * z / 2 / SOIL), 0.0, depth)[0]
    assert depth / (own + below_grade_wall_resistance(depth, SOIL, own)) == pytest.approx(loss)


def test_a_floor_loses_along_half_circles_from_its_edges():
    own, width, depth = 0.25, 8.0, 2.0
    loss = 2 * quad(lambda x: 1.0 / (own + np.pi * (x + depth / 2) / SOIL), 0.0, width / 2)[0]
    assert width / (own + below_grade_floor_resistance(width, depth, SOIL, own)) == pytest.approx(loss)


def test_deeper_basements_lose_less_per_area():
    walls = [below_grade_wall_resistance(depth, SOIL, 0.2) for depth in (0.5, 1.0, 2.0)]
    assert walls == sorted(walls)
