"""Sun on planes against the example programs of ASHRAE 140 and against itself."""

import csv
from pathlib import Path

import numpy as np
import pytest

from cosim.physics.sun import Sun, normal, sun_on_plane, sun_through_the_year
from cosim.weather import read_weather

FACES = {"Horizontal": (0, 180), "North": (90, 0), "East": (90, 90), "South": (90, 180), "West": (90, 270)}


@pytest.fixture(scope="module")
def denver(reference: Path):
    return read_weather(reference / "weather" / "725650TYCST.epw")


@pytest.fixture(scope="module")
def sun(denver) -> Sun:
    return sun_through_the_year(
        denver.latitude,
        denver.longitude,
        denver.time_zone,
        denver.direct_normal,
        denver.diffuse_horizontal,
        denver.global_horizontal,
    )


@pytest.fixture(scope="module")
def programs(reference: Path) -> dict[tuple[str, str], list[float]]:
    found: dict[tuple[str, str], list[float]] = {}
    with (reference / "bestest_fabric" / "solar_2020.csv").open() as file:
        for row in csv.DictReader(file):
            found.setdefault((row["quantity"], row["surface"]), []).append(float(row["value"]))
    return found


def test_beam_and_diffuse_make_up_the_measured_global(denver, sun):
    made = (sun.beam * sun.up + sun.diffuse).sum()
    assert made == pytest.approx(denver.global_horizontal.sum(), rel=2e-3)


def test_no_beam_is_lost_around_sunrise(denver, sun):
    assert sun.beam.sum() == pytest.approx(denver.direct_normal.sum(), rel=1e-3)


@pytest.mark.parametrize("face", FACES)
def test_incident_sun_lies_within_the_six_programs(face, sun, programs):
    plane = sun_on_plane(sun, *FACES[face], 0.2)
    yearly = plane.total.sum() / 1000
    values = programs["annual_incident_solar_kWh_per_m2", face]
    margin = 0.002 * np.mean(values)
    assert min(values) - margin <= yearly <= max(values) + margin


def test_a_mirrored_afternoon_is_a_morning(sun):
    """East of a sun whose eastward component is turned round is west."""
    mirrored = Sun(-sun.east, sun.north, sun.up, sun.beam, sun.diffuse, sun.horizontal, sun.extraterrestrial)
    east, west = sun_on_plane(sun, 90, 90, 0.2), sun_on_plane(mirrored, 90, 270, 0.2)
    np.testing.assert_allclose(east.direct + east.circumsolar, west.direct + west.circumsolar, atol=1e-9)
    np.testing.assert_allclose(east.sky, west.sky, atol=1e-9)


def test_noon_sun_of_the_equinox_stands_at_colatitude(sun, denver):
    noon = 79 * 24 + 12
    steepest = np.degrees(np.arcsin(sun.up[noon - 2 : noon + 2].max()))
    assert steepest == pytest.approx(90 - denver.latitude, abs=1.0)


def test_normals_are_unit_vectors():
    assert normal(0, 123) == pytest.approx([0, 0, 1])
    assert normal(90, 90) == pytest.approx([1, 0, 0])
    assert normal(180, 0) == pytest.approx([0, 0, -1])


@pytest.mark.parametrize(("tilt", "azimuth"), [(0.0, 180.0), (90.0, 123.4), (26.6, 33.0), (180.0, 0.0)])
def test_the_diffuse_sky_is_that_of_pvlib(sun, tilt, azimuth):
    from pvlib import atmosphere, irradiance

    zenith = np.degrees(np.arccos(np.maximum(sun.up, np.cos(np.radians(89.9)))))
    position, air_mass = np.degrees(np.arctan2(sun.east, sun.north)), atmosphere.get_relative_airmass(zenith)
    theirs = irradiance.perez(
        tilt, azimuth, sun.diffuse, sun.beam, sun.extraterrestrial, zenith, position, air_mass
    )  # fmt: skip
    plane = sun_on_plane(sun, tilt, azimuth, 0.2)
    np.testing.assert_allclose(plane.circumsolar + plane.sky, np.nan_to_num(theirs), rtol=1e-9, atol=1e-9)


def test_hours_of_daylight_are_all_that_shine(sun):
    hours, daylight = sun.daylight
    whole, part = sun_on_plane(sun, 90, 200, 0.2).total, sun_on_plane(daylight, 90, 200, 0.2).total
    np.testing.assert_array_equal(whole[hours], part)
    assert whole.sum() == pytest.approx(part.sum(), rel=1e-12)
    assert 4000 < hours.size < 5000
