"""Soil: temperatures at depth, and what basements lose through it."""

import csv

import numpy as np
import pytest
from scipy.integrate import quad

from cosim.physics.ground import (
    bare_soil_surface,
    below_grade_floor_resistance,
    below_grade_wall_resistance,
    soil_temperature,
)
from cosim.units import to_si
from cosim.weather import read_weather

SOIL = 1.4  # W/(m K)
FOOT, MBTU, HOUR = 0.3048, 1.055056e9, 3600.0
US_CONDUCTIVITY = 1.730735  # W/(m K) for 1 Btu/(h ft F), OpenStudio-HPXML's soil


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


def test_bare_soil_balances_sun_sky_and_air():
    """Nothing to absorb and a sky as warm as the air: the air's temperature. Still air and sun: much warmer."""
    air = np.full(24, 293.15)
    black, none = 5.670374419e-8 * air**4, np.zeros(24)
    assert bare_soil_surface(air, none, black, none + 3.0, "open") == pytest.approx(air)
    noon = bare_soil_surface(air, none + 900.0, black, none + 3.0, "open") - air
    calm = bare_soil_surface(air, none + 900.0, black, none, "open") - air
    assert 15.0 < noon[0] < calm[0] < 70.0
    # what is absorbed is what leaves: radiation, and convection of 1.52 dT^(1/3) in still air
    warm = air[0] + calm[0]
    left = 0.9 * 5.670374419e-8 * (warm**4 - air[0] ** 4) + 1.52 * calm[0] ** (4 / 3)
    assert left == pytest.approx(0.9 * 900.0, rel=1e-3)
    clear_night = bare_soil_surface(air, none, black - 100.0, none + 1.0, "open")
    assert (clear_night < air).all()


@pytest.fixture(scope="module")
def published(reference):
    """EnergyPlus's components of heating and cooling load, MBtu, by file and component."""
    with (reference / "hpxml" / "results" / "loads.csv").open() as table:
        rows = {row["HPXML"]: row for row in csv.DictReader(table)}

    def component(file: str, name: str) -> tuple[float, float]:
        both = (float(rows[file][f"Component Load: {season}: {name} (MBtu)"]) for season in ("Heating", "Cooling"))
        heating, cooling = both
        return heating, cooling

    return component


@pytest.fixture
def station(reference):
    return lambda name: read_weather(reference / "weather" / f"USA_{name}_TMY3.epw")


# F-factor of a slab on R-5 all over, Btu/(h ft F): ASHRAE 90.1, table A6.3; with of carpet in series, 150 ft long
SLAB = 150.0 / (1.0 / 0.46 + 2.5 * 150.0 / 1350.0) * 0.527527  # W/K
COOLING = to_si(78.0, "temperature", "f")


@pytest.mark.parametrize(
    ("place", "name"), [("miami-fl", "FL_Miami.Intl.AP.722020"), ("phoenix-az", "AZ_Phoenix-Sky.Harbor.Intl.AP.722780")]
)
def test_bare_soil_warms_slabs_in_hot_places_as_energyplus_has_it(published, station, place, name):
    """Slabs there give heat to rooms of 78 °F all year round; against soil after the air they would take it."""
    weather = station(name)
    heating, cooling = published(f"base-location-{place}.xml", "Slabs")
    bare = bare_soil_surface(
        weather.dry_bulb, weather.global_horizontal, weather.sky_infrared, weather.wind_speed, "suburban"
    )
    given = SLAB * (bare.mean() - COOLING) * 8760 * HOUR / MBTU
    assert given == pytest.approx(cooling - heating, rel=0.15)
    assert weather.dry_bulb.mean() < COOLING


def test_soil_after_the_air_has_a_basement_s_seasons_half_a_metre_down(published, station):
    """EnergyPlus's conditioned basement in Denver: walls of R-10 to 7 ft below ground, a bare slab.

    Heated on days below 11 °C, cooled on days above 17 °C; at 1 m the cooling season takes 40 % too much.
    """
    weather = station("CO_Denver.Intl.AP.725650")
    own, floor = to_si(0.68 + 8.0 / 12.5 + 10.0, "resistance", "h_ft2_f_btu"), 0.19
    depth, area = 7.0 * FOOT, FOOT**2
    wall = 1050 * area / (own + below_grade_wall_resistance(depth, US_CONDUCTIVITY, own))
    slab = 1350 * area / (floor + below_grade_floor_resistance(30.0 * FOOT, depth, US_CONDUCTIVITY, floor))
    above = 150 * area / own
    day = np.convolve(np.concatenate([weather.dry_bulb[-12:], weather.dry_bulb, weather.dry_bulb[:11]]),
                      np.ones(24) / 24, "valid")  # fmt: skip
    components = [published("base.xml", name) for name in ("Foundation Walls", "Slabs")]
    heating, cooling = (sum(parts) for parts in zip(*components, strict=True))

    def lost(depth: float, room: float, hours: np.ndarray) -> float:
        soil = soil_temperature(weather.dry_bulb, depth, 5.8e-7)
        heat = (wall + slab) * (room - soil) + above * (room - weather.dry_bulb)
        return float(heat[hours].sum() * HOUR / MBTU)

    assert lost(0.5, 293.15, day < 284.15) == pytest.approx(heating, rel=0.1)
    assert lost(0.5, COOLING, day > 290.15) == pytest.approx(-cooling, rel=0.2)
    assert lost(1.0, COOLING, day > 290.15) > -1.3 * cooling
