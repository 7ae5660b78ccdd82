"""What the linear network leaves out at the surfaces: balance, and independence of the base film."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.physics.faces import (
    AREA,
    BASE,
    NUSSELT_POINTS,
    UPWARD,
    FaceTable,
    Surroundings,
    effective_emittance,
    face_sources,
)

BASES = st.floats(6, 40)


def table(outer_base=20.0, inner_base=2.0, gap_base=5.0, response=0.0) -> FaceTable:
    """Two outdoor faces (a wall and a roof), three indoor ones in two zones, and a cavity between the walls' faces."""
    two, three = np.ones(2), np.ones(3)
    outer = [[20.0, 50.0], two * outer_base, [1.31, 1.52], [1.31, 0.76], two, [1.0, 1.67], [0.0, 0.0], [-1.0, 0.0],
             two * 2.5, two * 3.0, two * 0.9, [0.35, 1.0], two * response]  # fmt: skip
    inner = [[20.0, 40.0, 60.0], three * inner_base, [1.31, 1.52, 1.31], [1.31, 0.76, 1.31], [1.0, 1.0, -1.0]]
    gap = [[20.0], [gap_base], [0.006], [effective_emittance(0.84, 0.84)], [0.24], [0.0065]]
    return FaceTable(
        np.array(outer), np.array(inner), np.array([0, 0, 1]), np.array(gap), np.array([[0], [2]]),
        np.ones((1, NUSSELT_POINTS)),
    )  # fmt: skip


def sources(
    faces: FaceTable, face, zone, outdoor=273.0, wind=4.0, direction=180.0, sky=250.0, held=None,
    films=(0.0, 0.0, 0.0), response=(0.0, 0.0),
):  # fmt: skip
    outdoor_heat = np.zeros(2) if held is None else np.array(held, dtype=float)
    face_heat, zone_heat = np.empty(5), np.empty(2)
    around = Surroundings(outdoor, wind, direction, sky)
    total = face_sources(faces, np.array(face), np.array(zone), around, outdoor_heat, np.array(films),
                         np.array(response), face_heat, zone_heat)  # fmt: skip
    return total, outdoor_heat, face_heat, zone_heat


temperatures = st.lists(st.floats(250, 330), min_size=5, max_size=5)
rooms = st.lists(st.floats(270, 320), min_size=2, max_size=2)


@pytest.mark.slow
@given(temperatures, rooms, st.floats(240, 315), st.floats(0, 20), st.floats(0, 360), st.floats(120, 450))
def test_what_faces_and_rooms_get_comes_from_outdoors(face, zone, outdoor, wind, direction, sky):
    total, outdoor_heat, face_heat, zone_heat = sources(table(), face, zone, outdoor, wind, direction, sky)
    assert face_heat.sum() + zone_heat.sum() == pytest.approx(total, abs=1e-6 * np.abs(face_heat).sum() + 1e-9)
    assert outdoor_heat.sum() == pytest.approx(total)


@pytest.mark.slow
@given(temperatures, rooms, st.lists(st.floats(-500.0, 500.0), min_size=3, max_size=3))
def test_what_a_damped_film_keeps_from_the_air_its_face_keeps(face, zone, films):
    """In an attic whose air a leap of its films would overturn, as in any other: no heat is made or lost."""
    total, _, face_heat, zone_heat = sources(table(), face, zone, films=films, response=(0.1, 0.1))
    assert face_heat.sum() + zone_heat.sum() == pytest.approx(total, abs=1e-6 * np.abs(face_heat).sum() + 1e-9)


def test_of_a_leap_that_would_overturn_the_air_a_third_is_taken():
    face, zone = [273.0] * 4 + [310.0], [273.0, 273.0]
    asked = sources(table(), face, zone)[3][1]
    for response, expected in ((0.0, asked), (10.0 / asked, 100.0 + (asked - 100.0) / 3.0)):
        _, _, face_heat, zone_heat = sources(table(), face, zone, films=(0.0, 0.0, 100.0), response=(0.0, response))
        assert zone_heat[1] == pytest.approx(expected)
        assert face_heat[4] == pytest.approx(-expected)


@pytest.mark.slow
@given(temperatures, rooms, BASES, BASES, BASES)
def test_base_film_and_source_together_do_not_depend_on_the_base(face, zone, outer, inner, gap):
    exchanged = []
    for faces in (table(), table(outer, inner, gap)):
        _, _, heat, room = sources(faces, face, zone)
        heat[:2] += faces.outer[BASE] * faces.outer[AREA] * (273.0 - np.array(face[:2]))
        indoor = faces.inner[BASE] * faces.inner[AREA] * (np.array(zone)[faces.inner_zone] - np.array(face[2:]))
        heat[2:] += indoor
        np.subtract.at(room, faces.inner_zone, indoor)
        through = faces.gap[BASE, 0] * faces.gap[AREA, 0] * (face[0] - face[2])
        heat[0] -= through
        heat[2] += through
        exchanged.append(np.concatenate([heat, room]))
    np.testing.assert_allclose(*exchanged, rtol=1e-9, atol=1e-6)


def test_a_roof_under_a_cold_sky_loses_heat_even_at_air_temperature():
    _, _, heat, _ = sources(table(), [273.0] * 5, [273.0] * 2, wind=0.0, sky=200.0)
    expected = 0.9 * (200.0 - 5.670374419e-8 * 273.0**4)
    assert heat[1] / 50 == pytest.approx(expected, rel=1e-9)
    assert heat[0] / 20 == pytest.approx(0.35 * expected, rel=1e-9)


def test_wind_from_behind_meets_the_wall_in_its_lee():
    face = [283.0, 273.0, 283.0, 273.0, 273.0]
    _, _, south, _ = sources(table(), face, [273.0] * 2, wind=12.0, direction=180.0)
    _, _, north, _ = sources(table(), face, [273.0] * 2, wind=12.0, direction=0.0)
    assert south[0] < north[0]  # the warm wall, which faces south, loses more with the wind upon it
    assert south[1] == north[1]  # a roof has no lee


def test_a_warm_floor_stirs_and_a_warm_ceiling_does_not():
    face = [273.0, 273.0, 290.0, 300.0, 290.0]
    _, _, _, ceiling = sources(table(inner_base=0.0), face, [290.0, 290.0])
    turned = table(inner_base=0.0)
    turned.inner[UPWARD] = [1.0, -1.0, -1.0]
    _, _, _, floor = sources(turned, face, [290.0, 290.0])
    assert floor[0] == pytest.approx(2 * ceiling[0], rel=1e-6)


@pytest.mark.slow
@given(BASES, st.floats(0, 25))
def test_held_sources_settle_even_on_faces_without_mass(outer, wind):
    """However strong the wind against the base film, face and source come to rest where they belong."""
    faces = table(outer_base=outer, response=1 / (outer + 5.0))
    base, area = faces.outer[BASE], faces.outer[AREA]
    held, face = np.zeros(2), np.full(5, 290.0)
    for _ in range(400):
        _, held, _, _ = sources(faces, face, [290.0] * 2, wind=wind, held=held)
        # the face answers at once to what the network sees: base film outside, a wall behind
        face[:2] = (base * 273.0 + 5.0 * 290.0 + held / area) / (base + 5.0)
    _, settled, _, _ = sources(table(outer_base=outer), face, [290.0] * 2, wind=wind)
    np.testing.assert_allclose(held, settled, rtol=1e-4, atol=0.1)
