"""Gains by hour, day and month, in every zone, and windows that people open: figures that can be worked out by hand."""

import numpy as np
import pytest

from cosim.config.house import HouseConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT
from cosim.envelope.envelope import build_envelope
from cosim.envelope.seasons import cooling_months
from cosim.errors import InvalidInput
from cosim.scenarios.reader import read_config
from cosim.schema.calendar import MONTH_OF_HOUR, clock

ROOM = 293.15  # K
HOURS = np.arange(8760)
MONTHLY = [1.2, 1.1, 1.0, 0.9, 0.8, 0.8, 0.8, 0.9, 1.0, 1.1, 1.2, 1.2]


@pytest.fixture
def built(box, site):
    """Build the envelope of the box with some of its parts changed."""

    def build(labels=None, **parts):
        house = HouseConfig.model_validate({**box, **parts})
        labels = clock("monday", "none") if labels is None else labels
        return house, build_envelope(house, site("golden-co"), labels=labels)

    return build


def test_profiles_and_months_shape_the_figures_but_leave_the_year_as_it_is(built):
    weekend = [0.0] * 12 + [2.0] * 12
    gains = {"electricity_w": 300, "fuel_w": 40, "latent_w": 20, "weekend_profile": weekend, "monthly": MONTHLY}
    _, envelope = built(gains=[gains, {"sensible_w": -50}])
    for series, mean in ((envelope.other_electricity, 300), (envelope.other_fuel, 40), (envelope.gain_latent, 20)):
        assert series.mean() == pytest.approx(mean, rel=1e-9)
    assert envelope.gain_convective == pytest.approx(np.full(8760, -50 * 0.4))
    monday, saturday = envelope.other_electricity[:24], envelope.other_electricity[120:144]
    assert np.ptp(monday) == 0.0
    assert saturday[0] == 0.0
    assert saturday[23] == pytest.approx(2 * monday[0])
    january, june = (envelope.other_electricity[month == MONTH_OF_HOUR].mean() for month in (0, 5))
    assert january / june == pytest.approx(1.5, rel=0.02)  # months have different numbers of weekends


def test_weights_of_every_hour_replace_profiles(built):
    hourly = [0.0] * 8760
    hourly[100], hourly[5000] = 1.0, 3.0
    _, envelope = built(gains={"electricity_w": 10, "hourly": hourly})
    assert envelope.other_electricity[[100, 5000]] == pytest.approx([0.25 * 87600, 0.75 * 87600])
    assert np.count_nonzero(envelope.other_electricity) == 2


def test_hot_water_follows_the_mains(built, site):
    """They are 6 °F above the year's mean of the air in the mean, and coldest some weeks after the air."""
    _, envelope = built(gains=[{"fuel_w": 100, "burns": "oil", "mains_to_c": 50}, {"fuel_w": 5}])
    air = site("golden-co").dry_bulb
    assert set(envelope.other_fuels) == {"oil", "gas"}
    mean_rise = 323.15 - (air.mean() + 6.0 / 1.8)
    assert envelope.other_fuels["oil"].mean() == pytest.approx(100 * mean_rise / 40, rel=0.002)
    months = np.array([envelope.other_fuels["oil"][month == MONTH_OF_HOUR].mean() for month in range(12)])
    assert months.argmax() in (0, 1, 2)
    assert months.argmin() in (6, 7, 8)
    assert envelope.other_fuel.mean() == pytest.approx(100 * mean_rise / 40 + 5, rel=0.002)


def test_ceiling_fans_run_in_warm_months(built, site):
    _, envelope = built(gains={"electricity_w": 30, "months_above_c": 16})
    air = site("golden-co").dry_bulb
    warm = np.array([air[month == MONTH_OF_HOUR].mean() > 289.15 for month in range(12)])
    assert 0 < warm.sum() < 12
    assert envelope.other_electricity == pytest.approx(30.0 * warm[MONTH_OF_HOUR])


def test_a_clock_that_is_set_forward_moves_the_household(built):
    profile = [0.0] * 24
    profile[7] = 1.0
    _, envelope = built(clock("monday", "us"), gains={"electricity_w": 10, "profile": profile})
    on = HOURS[envelope.other_electricity > 0.0] % 24
    assert set(on[:50]) == {7}
    assert set(on[100:250]) == {6}


@pytest.mark.slow
def test_a_refrigerator_takes_more_in_a_warm_room(built, site, live):
    _, envelope = built(gains={"electricity_w": 70, "sensible_w": 70, "slope_w_k": 2})
    for kelvin in (0.0, 4.0):
        year = live(envelope, site("golden-co"), 100.0, ROOM + kelvin, ROOM + kelvin)
        assert year.hourly["other_electricity"] == pytest.approx(np.full(8760, 70 + 2 * kelvin), rel=1e-6)
        assert year.hourly["internal_gain"].mean() == pytest.approx(70 + 2 * kelvin, rel=1e-6)
        assert np.abs(year.hourly["energy_residual"]).max() < 1e-3


def test_fuel_is_metered(built, site, live):
    _, envelope = built(gains={"fuel_w": 55})
    assert live(envelope, site("golden-co"), 100.0, ROOM, None).hourly["other_fuel"] == pytest.approx(np.full(8760, 55))


@pytest.mark.slow
def test_what_stands_in_a_garage_warms_the_garage(box, built, site, live):
    """By its gain over its conductance to outdoors and to the room, which is held at one temperature."""
    garage = {"name": "garage", "volume_m3": 50, "leakage": {"air_changes": 0.0}}
    door = {"name": "door", "zone": "garage", "construction": "wall", "area_m2": 10, "azimuth_deg": 180,
            "interior_film_w_m2k": 8.0, "exterior_film_w_m2k": 20.0}  # fmt: skip
    parts = {"zones": [*box["zones"], garage], "surfaces": [*box["surfaces"], door],
             "openings": [{"between": ["room", "garage"], "conductance_w_k": 30}]}  # fmt: skip
    gain = {"sensible_w": 120, "electricity_w": 120}
    years = {}
    for zone in ("garage", None):
        _, envelope = built(**parts, gains=gain | ({"zone": zone} if zone else {"sensible_w": 0}))
        years[zone] = live(envelope, site("golden-co"), 100.0, ROOM, ROOM)
        assert np.abs(years[zone].hourly["energy_residual"]).max() < 1e-3
    resistance = 1 / 8 + 0.1 / 0.04 + 0.05 + 1 / 20
    rise = (years["garage"].zones[:, 1] - years[None].zones[:, 1])[1000:]
    assert rise.mean() == pytest.approx(120 / (30 + 10 / resistance), rel=0.02)
    hourly = years["garage"].hourly
    assert hourly["internal_gain"].mean() == pytest.approx(120)
    assert hourly["fabric_heat"].mean() + hourly["ideal_heat"].mean() - hourly["cooling_sensible"].mean() == (
        pytest.approx(-120, abs=1.0)
    )


def test_a_refrigerator_in_a_garage_takes_what_the_garage_s_temperature_makes_it_take(box, built, site, live):
    garage = {"name": "garage", "volume_m3": 50, "leakage": {"air_changes": 0.3, "height_m": 3.0, "shelter": 1.0}}
    door = {"name": "door", "zone": "garage", "construction": "wall", "area_m2": 10, "azimuth_deg": 180}
    _, envelope = built(
        zones=[*box["zones"], garage],
        surfaces=[*box["surfaces"], door],
        gains={"zone": "garage", "electricity_w": 70, "sensible_w": 70, "slope_w_k": 2},
    )
    year = live(envelope, site("golden-co"), 100.0, ROOM, ROOM)
    expected = 70 + 2 * (year.zones[:, 1] - 293.15)
    assert expected.min() < 40.0 < 90.0 < expected.max()
    assert year.hourly["other_electricity"] == pytest.approx(expected, abs=1.5)  # held for a quarter of an hour
    assert year.hourly["other_electricity"].mean() == pytest.approx(expected.mean(), rel=1e-3)
    assert year.hourly["internal_gain"] == pytest.approx(year.hourly["other_electricity"])
    assert np.abs(year.hourly["energy_residual"]).max() < 1e-3


LEAKS = {"air_changes": 0.0, "height_m": 3.0, "shelter": 1.0}


def aired(box, site, live, heating=292.15, cooling=298.15, **airing):
    """A year of the box with strong gains and windows; its setpoints' middle is 22 °C."""
    zone = {"name": "room", "volume_m3": 100, "floor_area_m2": 25, "leakage": LEAKS, "air_capacity_factor": 7}
    ventilation = {"natural_ventilation": airing} if airing else {}
    house = HouseConfig.model_validate(
        {**box, "zones": [zone], "gains": {"sensible_w": 1200, "latent_w": 30}, "terrain": "open", **ventilation}
    )
    return live(build_envelope(house, site("golden-co")), site("golden-co"), 100.0, heating, cooling)


@pytest.mark.slow
def test_open_windows_cool_and_do_not_make_heating_work(box, site, live):
    closed = aired(box, site, live)
    opened = aired(box, site, live, area_m2=0.5, days="every day", max_humidity_ratio=0.05)
    some = aired(box, site, live, area_m2=0.5, max_humidity_ratio=0.05)
    cooling = [year.hourly["cooling_sensible"].sum() for year in (closed, some, opened)]
    assert cooling[2] < 0.3 * cooling[0]
    saved = (cooling[0] - cooling[1]) / (cooling[0] - cooling[2])
    assert 0.3 < saved < 0.65  # on three days of seven
    more_heat = opened.hourly["ideal_heat"].sum() - closed.hourly["ideal_heat"].sum()
    assert 0.0 <= more_heat < 0.01 * (cooling[0] - cooling[2])
    air = opened.hourly["airing_heat"]
    assert air.max() == 0.0
    assert np.all(air[opened.hourly["indoor_temperature"] < 295.1] > -20.0)
    for year in (closed, opened, some):
        assert np.abs(year.hourly["energy_residual"]).max() < 1e-3


def test_windows_stay_shut_in_humid_air_and_on_other_days(box, site, live):
    moist = site("golden-co").humidity_ratio
    year = aired(box, site, live, area_m2=0.5, days=["tuesday"], max_humidity_ratio=0.006)
    through = year.hourly["airing_heat"] < 0.0
    assert through.any()
    assert set(HOURS[through] // 24 % 7) == {1}
    assert moist[through].min() < 0.006
    assert not through[1:][(moist[1:] > 0.006) & (moist[:-1] > 0.006)].any()


def test_a_large_window_passes_no_more_than_the_permitted_air_changes(box, site, live):
    """2 an hour of 100 m3 carry at most their heat at the difference of temperatures."""
    year = aired(box, site, live, 292.15, 292.65, area_m2=5.0, days="every day", max_air_changes=2.0)
    difference = year.hourly["indoor_temperature"] - year.hourly["outdoor_temperature"]
    apart = difference > 4.0
    flow = -year.hourly["airing_heat"][apart] / (DRY_AIR_SPECIFIC_HEAT * difference[apart])
    assert 0.2 * 2 * 100 / 3600 < flow.max() < 2 * 100 / 3600 * 1.25


def test_a_whole_house_fan_runs_as_far_as_it_is_needed(box, site, live):
    year = aired(box, site, live, fan_flow_m3_s=0.4, fan_power_w=200, max_humidity_ratio=0.05)
    power = year.hourly["other_electricity"]
    assert 0.0 < power.mean() < 100.0
    assert power.max() <= 200.0
    running = power > 100.0
    assert year.hourly["airing_heat"][running].max() < 0.0


def test_light_air_does_not_swing_by_open_windows(box, site, live):
    """In a room of bare air a strong draught acts within minutes; the temperature glides to the middle."""
    zone = {"name": "room", "volume_m3": 100, "floor_area_m2": 25, "leakage": LEAKS}
    house = HouseConfig.model_validate({**box, "zones": [zone], "gains": {"sensible_w": 1200},
                                        "natural_ventilation": {"area_m2": 3.0, "days": "every day"}})  # fmt: skip
    year = live(build_envelope(house, site("golden-co")), site("golden-co"), 100.0, None, None)
    assert np.isfinite(year.hourly["indoor_temperature"]).all()
    assert np.abs(year.hourly["energy_residual"]).max() < 1e-3


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("[gains]\nprofile = [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]", "at least one hour above zero"),
        ("[gains]\nmonthly = [1, 2]", "needs 12 values"),
        ('[[gains]]\nzone = "room"\nsensible_w = 5', "'room' is not a zone without conditioning"),
        ("[natural_ventilation]\nmax_air_changes = 5", "needs an area of windows or the flow of a fan"),
        ("[natural_ventilation]\narea_m2 = 1\nfan_power_w = 5", "fan_power belongs to a fan"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, lines, words):
    text = """name = "box"
zones = [{ name = "room", volume_m3 = 50, floor_area_m2 = 20 }]
surfaces = [{ name = "wall", zone = "room", construction = "wall", area_m2 = 20, azimuth_deg = 0 }]
constructions.wall.layers = [{ thickness_mm = 100, conductivity_w_mk = 0.5, density_kg_m3 = 900, \
specific_heat_j_kgk = 900 }]
"""
    (tmp_path / "box.toml").write_text(text + lines, encoding="utf-8")
    with pytest.raises(InvalidInput, match=words):
        read_config(HouseConfig, tmp_path / "box.toml")


def test_curtains_of_winter_hang_outside_summer(box, site):
    """In months that are not of cooling, or on other days than are stated, what the windows pass doubles."""
    glass = {"glazings": {"clear": {"u_value_w_m2k": 2.0, "shgc": 0.6}}}
    window = {"surface": "south", "glazing": "clear", "area_m2": 4, "curtain": 0.4}

    def passed(*, stated=None, **winter):
        house = HouseConfig.model_validate({**box, **glass, "windows": [window | winter], "summer": stated})
        return build_envelope(house, site("golden-co")).solar_transmitted

    warm = cooling_months(site("golden-co").dry_bulb)[MONTH_OF_HOUR]
    assert 0 < warm.sum() < 8760
    assert passed(winter_curtain=0.8) == pytest.approx(passed() * np.where(warm, 1.0, 2.0))
    stated = (HOURS >= 24 * 120) & (HOURS < 24 * 273)  # May to September
    summer = {"begins": "05-01", "ends": "09-30"}
    assert passed(winter_curtain=0.8, stated=summer) == pytest.approx(passed() * np.where(stated, 1.0, 2.0))
