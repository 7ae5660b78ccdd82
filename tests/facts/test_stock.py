"""The stock's statistics: what published tables say that nothing here was fitted to, and the shape of distributions."""

import numpy as np
import pytest

from cosim.config.facts import FactsConfig
from cosim.facts import leaks
from cosim.facts.assemblies import ceiling_u, wall_u
from cosim.facts.distribution import Distribution
from cosim.facts.stock import distributions, draw
from cosim.facts.tables import FOUNDATIONS, foundation_shares
from cosim.facts.zone import climate_zone
from cosim.project import names
from cosim.units import from_si, to_si
from cosim.weather import read_weather

FT2 = to_si(1.0, "area", "ft2")
ZONES = ("1A", "2A", "2B", "3A", "3B", "3C", "4A", "4B", "4C", "5A", "5B", "6A", "6B", "7", "8")


def facts(**more):
    return FactsConfig.model_validate({"floor_area_ft2": 1800, "built": 1962} | more)


def test_leakage_is_that_of_resstocks_homes():
    """ResStock's table "Infiltration", homes of 1500 to 1999 ft2 of the 1940s in zone 5A: shares up to a leakage.

    Its bins end at the values that name them; its areas count a heated basement, which ours do not.
    """
    shares = {10: 0.137, 15: 0.402, 20: 0.638, 25: 0.794, 30: 0.885, 40: 0.965}
    homes = {below: facts(floor_area_ft2=875 if below == "conditioned basement" else 1750, built=1945,
                          foundation=below, storeys=1) for below in FOUNDATIONS}  # fmt: skip
    leakage = [distributions(home, "5A")["ach50"] for home in homes.values()]
    for ach50, share in shares.items():
        logarithms = np.log([float(each.quantile(share)) for each in leakage])
        found = np.exp(np.average(logarithms, weights=foundation_shares("5A", 1945)))
        assert found == pytest.approx(ach50, rel=0.12)


def test_new_homes_are_tight_and_humid_climates_leaky():
    by_year = [distributions(facts(built=year), "5A")["ach50"].middle for year in (1950, 1965, 1985, 1995, 2005, 2015)]
    assert by_year == sorted(by_year, reverse=True)
    assert leaks.leakage(150, 2.44, 1, 1965, "2A", "slab", "attic") > leaks.leakage(
        150, 2.44, 1, 1965, "2B", "slab", "attic"
    )


@pytest.mark.parametrize(("label", "u"), [(0.0, 0.24), (11.0, 0.089), (13.0, 0.082), (19.0, 0.060)])
def test_walls_have_the_u_values_of_the_standard(label, u):
    """ASHRAE 90.1-2016, table A3.4.3.1: steel apart, walls of wood studs at 16 in, 25 % framing; bare about 0.29."""
    assert from_si(wall_u("wood frame", label), "u_value", "btu_h_ft2_f") == pytest.approx(u, rel=0.18)


@pytest.mark.parametrize(("label", "u"), [(13.0, 0.081), (19.0, 0.053), (30.0, 0.034), (38.0, 0.027), (49.0, 0.021)])
def test_ceilings_have_the_u_values_of_the_standard(label, u):
    """ASHRAE 90.1-2016, table A2.4.2: attics with wood joists."""
    assert from_si(ceiling_u(label), "u_value", "btu_h_ft2_f") == pytest.approx(u, rel=0.18)


@pytest.mark.parametrize(
    ("station", "zone"),
    [("chicago-il", "5A"), ("golden-co", "5B"), ("greensboro-nc", "4A"), ("miami-fl", "1A"), ("tampa-fl", "2A"),
     ("san-francisco-ca", "3C"), ("sterling-va", "4A"), ("northway-ak", "8")],
)  # fmt: skip
def test_zones_are_those_of_the_counties(station, zone):
    """As the 2012 IECC, table R301.1, lists the counties."""
    assert climate_zone(read_weather(names("weather")[station])) == zone


@pytest.mark.parametrize("zone", ZONES)
def test_every_climate_and_age_has_every_quantity(zone):
    always = {"wall_u", "attic_u", "window_u", "window_shgc", "ach50", "heating_setpoint", "cooling_setpoint", "gains",
              "base_electricity", "furnace_efficiency", "shading", "hot_water_gas"}  # fmt: skip
    for year in range(1900, 2026, 5):
        found = distributions(facts(built=year), zone)
        assert always <= set(found)
        for name, quantity in found.items():
            assert quantity.lowest <= quantity.middle <= quantity.highest, name
            assert quantity.source, name
            assert quantity.meaning, name


def test_what_is_stated_is_nearly_fixed():
    stated = facts(ach50=7, wall_insulation_h_ft2_f_btu=13, heating_setpoint_f=68, furnace_efficiency=0.92)
    found, usual = distributions(stated, "5A"), distributions(facts(), "5A")
    assert found["ach50"].middle == pytest.approx(7.0)
    assert found["furnace_efficiency"].middle == pytest.approx(0.92)
    for name in ("ach50", "wall_u", "heating_setpoint", "furnace_efficiency"):
        assert found[name].given
        assert not usual[name].given
        band, before = (np.ptp(each[name].quantile([0.1, 0.9])) for each in (found, usual))
        assert band < 0.5 * before, name


@pytest.mark.parametrize("kind", ["normal", "lognormal"])
def test_draws_have_the_moments_and_limits(kind):
    narrow = Distribution(kind, 2.0, 0.3, 1.9, 2.3, "", "").draw(np.random.default_rng(0), 1000)
    assert 1.9 <= narrow.min() < 1.91
    assert 2.29 < narrow.max() <= 2.3
    drawn = Distribution(kind, 2.0, 0.3, 0.5, 8.0, "", "").draw(np.random.default_rng(0), 40_000)
    score = np.log(drawn / 2.0) if kind == "lognormal" else drawn - 2.0
    assert score.mean() == pytest.approx(0.0, abs=0.005)
    assert score.std() == pytest.approx(0.3, rel=0.03)


def test_density_falls_off_from_the_middle_and_ends_at_the_limits():
    quantity = Distribution("lognormal", 2.0, 0.5, 1.0, 4.0, "", "")
    density = quantity.log_density([0.9, 1.2, 2.0, 3.5, 4.1])
    assert density[2] == density.max()
    assert np.isneginf(density[[0, 4]]).all()
    assert quantity.log_density(2.0 * np.exp(0.5)) == pytest.approx(-0.5)


def test_categories_come_as_often_as_they_are():
    quantity = Distribution("categorical", 1.0, 0.0, 0.0, 2.0, "", "", choices=("a", "b", "c"), shares=(0.2, 0.8, 0.0))
    drawn = quantity.draw(np.random.default_rng(0), 20_000)
    assert set(drawn) == {0.0, 1.0}
    assert drawn.mean() == pytest.approx(0.8, abs=0.01)


def test_draws_can_be_repeated():
    quantities = distributions(facts(), "5A")
    first, second = (draw(quantities, np.random.default_rng(3), 5) for _ in range(2))
    assert all((first[name] == second[name]).all() for name in quantities)
