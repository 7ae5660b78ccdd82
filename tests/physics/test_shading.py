"""Boards against plane trigonometry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.physics.shading import POINTS, boards, diffuse_share, lit_share

LONG = 500.0


def beam(profile_angle: float, sideways: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    direction = np.array([np.tan(sideways), np.tan(profile_angle), 1.0])
    direction /= np.linalg.norm(direction)
    return tuple(np.array([part]) for part in direction)


@given(
    angle=st.floats(-1.4, 1.4), depth=st.floats(0.1, 3), gap=st.floats(0, 2), height=st.floats(0.5, 3),
    sideways=st.floats(-1.0, 1.0),
)  # fmt: skip
def test_the_shadow_of_a_long_overhang_is_its_depth_times_the_profile_angle(angle, depth, gap, height, sideways):
    around = boards(2.0, height, (depth, gap, LONG, LONG), None)
    shadow = np.clip(depth * np.tan(angle) - gap, 0, height)
    lit = lit_share(2.0, height, around, *beam(angle, sideways))[0]
    assert lit == pytest.approx(1 - shadow / height, abs=0.51 / POINTS)


def test_fins_shade_from_the_side_and_not_from_the_front():
    around = boards(3.0, 2.0, None, (1.0, 0.0, LONG, LONG))
    assert lit_share(3.0, 2.0, around, *beam(0.0))[0] == 1.0
    shadow = np.tan(np.radians(60))
    assert lit_share(3.0, 2.0, around, *beam(0.0, np.radians(60)))[0] == pytest.approx(1 - shadow / 3, abs=0.04)


def test_a_sun_behind_the_window_lights_nothing():
    around = boards(1.0, 1.0, (1.0, 0.0, 0.0, 0.0), None)
    assert lit_share(1.0, 1.0, around, np.array([0.0]), np.array([0.5]), np.array([-0.8]))[0] == 0.0


def test_diffuse_light_below_a_long_overhang_is_what_crossed_strings_say():
    """View factor between window (height h) and a board (depth d) along their common edge, by crossed strings."""
    height, depth = 1.5, 1.0
    sky, ground = diffuse_share(1.0, height, boards(1.0, height, (depth, 0.0, LONG, LONG), None), 90.0)
    hidden = (height + depth - np.hypot(height, depth)) / (2 * height)
    assert sky == pytest.approx(1 - hidden / 0.5, abs=0.02)  # a wall sees half a hemisphere of sky
    assert ground == 1.0


def test_fins_hide_sky_and_ground_alike():
    sky, ground = diffuse_share(1.0, 2.0, boards(1.0, 2.0, None, (1.0, 0.0, LONG, LONG)), 90.0)
    assert sky == pytest.approx(ground, abs=0.01)
    assert sky < 0.75
