"""Films, longwave exchange, light in a room, soil, air leakage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from cosim.constants import STEFAN_BOLTZMANN
from cosim.physics.enclosure import absorbed_shares, view_factors
from cosim.physics.films import WINDWARD, cube_root, natural_coefficients, outdoor_film, wind_ratio
from cosim.physics.ground import slab_resistance, soil_temperature
from cosim.physics.infiltration import constant_flow, house_leakage, vent_leakage, vent_wind, zone_air_flow
from cosim.physics.longwave import sky_share, star_conductance, star_factors

areas = st.lists(st.floats(0.5, 100), min_size=3, max_size=12)


@given(st.floats(1e-3, 100))
def test_cube_root(x):
    assert cube_root(x) == pytest.approx(x ** (1 / 3), rel=1e-5)


def test_cube_root_of_nothing_is_nothing():
    assert cube_root(0.0) == pytest.approx(0.0, abs=1e-4)


def test_natural_convection_is_that_of_tarp():
    assert natural_coefficients(90) == pytest.approx((1.310, 1.310), abs=0.001)
    assert natural_coefficients(0) == pytest.approx((1.520, 0.760), abs=0.001)
    assert natural_coefficients(180) == pytest.approx(natural_coefficients(0))


def test_outdoor_film_is_natural_in_calm_and_forced_in_wind():
    assert outdoor_film(2.0, 0.0, 1.67) == pytest.approx(2.0)
    assert outdoor_film(0.0, 20.0, 1.0) == pytest.approx(20.0)
    assert outdoor_film(2.0, WINDWARD * 5**0.89, 1.67) > outdoor_film(2.0, WINDWARD * 5**0.89, 1.0)


def test_wind_at_the_station_is_the_stations_wind():
    assert wind_ratio(10.0, "open") == pytest.approx(1.0)
    assert wind_ratio(1.35, "open") == pytest.approx(0.76, abs=0.005)
    assert wind_ratio(3.0, "city") < wind_ratio(3.0, "suburban") < wind_ratio(3.0, "open")


def test_the_star_of_two_parallel_plates_is_exact():
    area, emittance = np.array([10.0, 10.0]), np.array([0.9, 0.3])
    conductance = star_conductance(area, emittance, star_factors(area, ["up", "down"]))
    through = 1 / (1 / conductance).sum()
    linear = 4 * STEFAN_BOLTZMANN * 293.0**3
    assert through == pytest.approx(10 * linear / (1 / 0.9 + 1 / 0.3 - 1), rel=1e-6)


def test_the_star_of_a_cube_is_exact():
    assert_allclose(star_factors(np.full(6, 4.0), list("abcdef")), 1.2, rtol=1e-6)


def test_splitting_a_wall_does_not_change_the_star():
    whole = star_factors(np.array([10.0, 20, 30, 15, 15]), list("abcde"))
    split = star_factors(np.array([6.0, 4, 20, 30, 15, 15]), list("aabcde"))
    assert_allclose(split[1:], whole, rtol=1e-9)


def test_a_roof_sees_most_of_the_sky_and_a_wall_a_third():
    assert sky_share(0) == 1.0
    assert sky_share(90) == pytest.approx(0.5**1.5)
    assert sky_share(180) == pytest.approx(0.0, abs=1e-12)


def test_view_factors_of_a_cube_are_a_fifth():
    view = view_factors(np.full(6, 2.0), list("abcdef"))
    assert_allclose(view, (1 - np.eye(6)) / 5, atol=1e-5)


@given(areas, st.integers(0, 10**6))
def test_light_in_a_room_is_all_absorbed_or_let_out(area, seed):
    draw = np.random.default_rng(seed)
    area = np.array(area)
    reflectance = draw.uniform(0.05, 0.9, area.size)
    view = view_factors(area, list(range(area.size - 1)) + [None])
    assert_allclose(view.sum(axis=1), 1.0, rtol=1e-9)
    first = draw.dirichlet(np.ones(area.size))
    incident = absorbed_shares(view, reflectance, first)
    assert (incident >= first - 1e-12).all()
    assert ((1 - reflectance) * incident).sum() == pytest.approx(1.0, rel=1e-9)


def test_view_factors_are_reciprocal_where_no_plane_outweighs_the_rest():
    area = np.array([48.0, 48, 21.6, 21.6, 16.2, 16.2])
    view = view_factors(area, list("abcdef"))
    assert_allclose(area[:, None] * view, (area[:, None] * view).T, rtol=1e-4, atol=1e-4)


def test_soil_follows_the_air_later_and_less():
    hours = np.arange(8760)
    air = 285 - 12 * np.cos(2 * np.pi * (hours - 500) / 8760)
    shallow, deep = soil_temperature(air, 0.0, 5.8e-7), soil_temperature(air, 4.0, 5.8e-7)
    assert_allclose(shallow, air, atol=0.01)
    assert deep.mean() == pytest.approx(285, abs=0.01)
    damping = 4.0 * np.sqrt(np.pi / (365 * 86400 * 5.8e-7))
    assert np.ptp(deep) / np.ptp(air) == pytest.approx(np.exp(-damping), rel=0.01)
    assert (deep.argmin() - air.argmin()) / 8760 * 2 * np.pi == pytest.approx(damping, rel=0.01)


def test_a_slab_loses_its_f_factor_at_the_edge():
    resistance = slab_resistance(186.0, 55.0, 0.935, 0.14)
    assert 186.0 / (resistance + 0.14 + 0.16) == pytest.approx(0.935 * 55.0)


def test_leakage_is_walkers_and_wilsons_equation():
    """The kernel folds the published equations into one power; here they are as printed."""
    n, c, speed, difference = 0.67, 0.12, 5.0, 25.0
    row = house_leakage(c * 50**n, n, 5.0, 0.3, 0.2, 0.4)
    r, x = 0.5, 0.1
    f_s = (1 + n * r) / (n + 1) * (0.5 - 0.5 * (x**2 / (2 - r)) ** 1.2) ** (n + 1)
    f_w = 0.19 * (2 - n) * (1 - ((x + r) / 2) ** 1.5)
    stack = c * f_s * (1.204 * 9.80665 * 5.0 * difference / 293.15) ** n
    wind = c * f_w * (1.204 * (0.4 * speed) ** 2 / 2) ** n
    flow = (stack ** (1 / n) + wind ** (1 / n) - (stack * wind) ** (0.5 / n) / 3) ** n
    density = 95e3 / (287.042 * 268.15)
    assert zone_air_flow(row, 293.15, 268.15, speed, 95e3) == pytest.approx(flow * density, rel=1e-9)


@pytest.mark.parametrize(
    ("area", "height", "top", "level", "kelvin", "speed", "cfm"),
    [(9.0, 4.0, 4.0, 0.0, 10.0, 0.0, 375.1), (9.0, 4.0, 4.0, 0.0, 0.0, 5.0, 584.5),
     (9.0, 4.0, 4.0, 0.0, 10.0, 5.0, 694.5), (4.5, 8.7, 16.7, 0.75, 10.0, 5.0, 462.5)],
)  # fmt: skip
def test_vents_are_those_of_openstudio_hpxml(area, height, top, level, kelvin, speed, cfm):
    """Worked by hand in its units from calc_wind_stack_coeffs of its airflow.rb, with a third of AIM-2's 0.5.

    Suburban terrain 0.67 (H / 32.8 ft)^0.25; f_s = 2/3 (1 + R/2) sqrt(2 b (1 - b)) / (sqrt(b) + sqrt(1 - b)), b = 0.5;
    c_s = f_s^2 * 32.174 * H / 533.5 °R; c_w = f_w^2; flow = area * sqrt(c_s dT + c_w v^2); ft, s and °R.
    """
    foot = 0.3048
    f_t = 0.67 * (top / 32.8) ** 0.25
    f_s = 2 / 3 * (1 + level / 2) * (2 * 0.5 * 0.5) ** 0.5 / (0.5**0.5 + 0.5**0.5)
    f_w = 0.5 / 3 * (1 - level) ** (1 / 3) * f_t
    c_s, c_w = f_s**2 * 32.174 * height / (73.5 + 460), f_w**2
    worked = area * (c_s * kelvin * 1.8 + c_w * (speed / foot) ** 2) ** 0.5 * 60
    assert worked == pytest.approx(cfm, rel=1e-3)
    row = vent_leakage(area * foot**2, height * foot, 0.5 / 3 * f_t, level)
    flow = zone_air_flow(row, 270.0 + kelvin, 270.0, speed, 1e5) * 287.042 * 270.0 / 1e5
    assert flow / foot**3 * 60 == pytest.approx(worked, rel=0.007)  # 73.5 °F indoors there, 20 °C here


def test_the_wind_on_vents_is_sherman_and_grimsrud_s():
    """Their classes of shielding, where AIM-2 has its classes of shelter: about a third, as OpenStudio-HPXML says."""
    assert [vent_wind(10.0, "open", shelter) / 0.85 for shelter in (0.3, 0.5, 0.7, 0.9, 1.0)] == pytest.approx(
        [0.102, 0.185, 0.240, 0.285, 0.324]
    )
    for shelter in (0.1, 0.3, 0.4, 0.5, 0.6, 0.8, 0.95):
        assert vent_wind(10.0, "open", shelter) / 0.85 == pytest.approx(shelter / 3, rel=0.12)
    assert vent_wind(5.0, "suburban", 0.5) == pytest.approx(0.185 * 0.67 * 0.5**0.25)
    assert vent_wind(5.0, "city", 0.5) == pytest.approx(0.185 * 0.47 * 0.5**0.35)


def test_a_leaky_house_breathes_about_a_twentieth_of_its_blower_door():
    """Kronvall and Persily's rule of thumb, and Sherman's range for climate, height and shelter: 1/10 to 1/30."""
    row = house_leakage(10 * 340 / 3600, 0.65, 2.5, 0.25, 0.25, 0.5 * wind_ratio(2.5, "suburban"))
    changes = zone_air_flow(row, 293.15, 268.15, 5.0, 101325.0) / 1.31 * 3600 / 340
    assert 10 / 30 < changes < 10 / 10


@given(speed=st.floats(0, 20), difference=st.floats(-30, 30))
def test_leakage_grows_with_wind_or_cold_alone(speed, difference):
    for row in (house_leakage(1.0, 0.65, 5.0, 0.25, 0.25, 0.4), vent_leakage(0.5, 2.0, 0.4, 0.75)):
        wind = zone_air_flow(row, 280.0, 280.0, speed, 1e5)
        stack = zone_air_flow(row, 280.0, 280.0 - difference, 0.0, 1e5)
        assert zone_air_flow(row, 280.0, 280.0, speed + 1, 1e5) > wind >= 0
        assert zone_air_flow(row, 280.0, 278.0 - abs(difference), 0.0, 1e5) > stack * 0.999


def test_constant_air_changes_are_constant():
    row = constant_flow(0.0178)
    assert zone_air_flow(row, 300.0, 250.0, 12.0, 83e3) == 0.0178
