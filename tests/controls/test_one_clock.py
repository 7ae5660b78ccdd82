"""Thermostat, gains, demand response and tariff keep one clock; weather and results keep standard time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.scenarios.scenario import Scenario

HOUR, KILOWATT_HOUR = 3600.0, 3.6e6
JULY = 181 * 24
LEAST_RUN = 180.0  # s, of single-speed-3ton

SCENARIO = """
house = "tight-new"
weather = "{weather}"
start_weekday = "monday"
{clock}
[prices]
tariff = "peak.toml"
[emissions]
electricity_kg_per_mwh = 400
[thermostat]
heating_setpoint_f = 60
cooling_setpoint_f = 75
schedule = [
    {{ days = "every day", begins_h = 0, ends_h = 15 }},
    {{ days = "every day", begins_h = 15, ends_h = 19, cooling_setpoint_f = 95 }},
    {{ days = "every day", begins_h = 19, ends_h = 24 }},
]
[[configurations]]
name = "heat pump"
heat_pump = "single-speed-3ton"
strips = {{ capacity_kw = 5 }}
demand_response = {{ begins_h = 15, ends_h = 19, days = "every day", setpoint_offset_k = 1 }}
"""
TARIFF = """
name = "peak"
{clock}
[[periods]]
name = "peak"
price_usd_per_kwh = 1.0
when = [{{ hours = [[15, 19]] }}]
[[periods]]
name = "rest"
price_usd_per_kwh = 0.0
"""


def loaded(folder: Path, *, scenario: str = "", tariff: str = "", weather: str = "tampa-fl") -> Scenario:
    (folder / "peak.toml").write_text(TARIFF.format(clock=tariff))
    (folder / "summer.toml").write_text(SCENARIO.format(clock=scenario, weather=weather))
    return cosim.load(folder / "summer.toml")


def dear(scenario: Scenario, day: int) -> list[int]:
    """Hours of standard time with the tariff's higher price."""
    price = scenario.electricity_price_by_hour.reshape(365, 24)[day] * KILOWATT_HOUR
    return np.flatnonzero(price > 0.5).tolist()


def runs(results) -> tuple[np.ndarray, np.ndarray]:
    """Seconds from the record's beginning at which the compressor started and stopped."""
    of_compressor = results["event_kind"].values == "compressor cooling"
    since = results["event_start"].values[of_compressor] - results["time"].values[0]
    began = since / np.timedelta64(1, "s") + HOUR / 2
    return began, began + results["event_duration"].values[of_compressor]


@pytest.mark.slow
@pytest.mark.parametrize("stated", ["", 'daylight_saving = "none"'])
def test_who_avoids_the_dear_hours_pays_nothing(tmp_path, stated):
    """Where thermostat and tariff had clocks of their own, 1.1 kWh a day fell into dear hours."""
    scenario = loaded(tmp_path, scenario=stated)
    results = cosim.simulate(scenario, start=JULY, end=JULY + 72)
    expected = [14, 15, 16, 17] if not stated else [15, 16, 17, 18]
    assert dear(scenario, 182) == expected
    cooling = results["hvac_electricity"].values[0].reshape(3, 24) / 1000
    began, ended = runs(results)
    for day in (1, 2):  # none begins; one that has just begun runs its least time to the end
        lasts_into = (ended > (day * 24 + expected[0]) * HOUR) & (began < (day * 24 + expected[-1] + 1) * HOUR)
        left = np.maximum(began[lasts_into] + LEAST_RUN - (day * 24 + expected[0]) * HOUR, 0.0)
        assert np.all(left <= LEAST_RUN)
        assert ended[lasts_into] - (day * 24 + expected[0]) * HOUR == pytest.approx(left, abs=1.0)
        assert cooling[day, expected].sum() < 0.05 + 3.0 * left.sum() / HOUR
    assert cooling[1:].sum(axis=1).min() > 3.0
    setpoint = results["cooling_setpoint"].values[0].reshape(3, 24)
    assert np.flatnonzero(setpoint[1] > setpoint[1].min() + 5).tolist() == expected


def test_events_and_gains_keep_the_same_clock(tmp_path):
    scenario = loaded(tmp_path)
    events = {int(event.begins // 86400): event for event in scenario.configurations[0].events}
    assert (events[10].begins % 86400, events[10].ends % 86400) == (15 * HOUR, 19 * HOUR)
    assert (events[190].begins % 86400, events[190].ends % 86400) == (14 * HOUR, 18 * HOUR)
    simulation = cosim.Simulation(scenario, scenario.configurations[0], start_hour=0, end_hour=1)
    gains = simulation.envelope.gain_convective.reshape(365, 24)
    assert gains[190] == pytest.approx(np.roll(gains[10], -1))
    assert gains.sum(axis=1) == pytest.approx(gains[0].sum(), rel=0.05)


@pytest.mark.parametrize(("weather", "january", "july"), [
    ({}, [15, 16, 17, 18], [14, 15, 16, 17]),  # Tampa
    ({"latitude": -34.0, "longitude": 151.0, "time_zone": 10.0}, [14, 15, 16, 17], [15, 16, 17, 18]),  # Sydney
    ({"latitude": 52.5, "longitude": 13.4, "time_zone": 1.0}, [15, 16, 17, 18], [14, 15, 16, 17]),  # Berlin
    ({"latitude": 33.4, "longitude": -112.0, "time_zone": -7.0}, [15, 16, 17, 18], [15, 16, 17, 18]),  # Phoenix
])  # fmt: skip
def test_the_clock_of_a_place_holds_where_none_is_stated(tmp_path, weather, january, july):
    scenario = loaded(tmp_path)
    there = replace(scenario, weather=replace(scenario.weather, **weather))
    assert dear(there, 10) == january
    assert dear(there, 190) == july


def test_a_rule_of_the_south_can_be_stated(tmp_path):
    scenario = loaded(tmp_path, scenario='daylight_saving = "au"')
    assert dear(scenario, 10) == [14, 15, 16, 17]
    assert dear(scenario, 190) == [15, 16, 17, 18]


def test_the_clock_is_stated_once_and_shown(tmp_path):
    of_tariff = loaded(tmp_path, tariff='daylight_saving = "none"')
    assert dear(of_tariff, 190) == [15, 16, 17, 18]
    assert "stated by its prices or tariff" in of_tariff.clock_in_words
    both = loaded(tmp_path, scenario='daylight_saving = "us"', tariff='daylight_saving = "none"')
    assert dear(both, 190) == [14, 15, 16, 17]
    assert any('the scenario states "us", which counts' in note for note in both.warnings)
    result = CliRunner().invoke(main, ["check", str(tmp_path / "summer.toml")])
    assert result.exit_code == 0
    assert "daylight saving by the rule of the United States and Canada" in result.stderr
    with pytest.warns(cosim.CosimWarning, match='the scenario states "us", which counts'):
        results = cosim.simulate(both, start=0, end=1)
    assert results.attrs["daylight_saving"] == "us"
    assert "stated by the scenario" in results.attrs["clock"]


def test_prices_without_a_tariff_state_the_clock_too(tmp_path):
    loaded(tmp_path)
    text = (tmp_path / "summer.toml").read_text()
    flat = text.replace('tariff = "peak.toml"', 'electricity_usd_per_kwh = 0.1\ndaylight_saving = "none"')
    (tmp_path / "flat.toml").write_text(flat)
    assert cosim.load(tmp_path / "flat.toml").clock_rule == "none"


def test_the_climate_of_a_place_says_its_clock():
    result = CliRunner().invoke(main, ["show", "weather/chicago-il"])
    assert "clocks: the rule of the United States and Canada" in result.output


def test_the_night_the_clock_is_set(tmp_path):
    """In the night of 11 March the hour after 1 o'clock standard time shows 3: a setback until 6 ends an hour early."""
    text = SCENARIO.replace("begins_h = 0, ends_h = 15 }", "begins_h = 6, ends_h = 15 }").replace(
        "begins_h = 19, ends_h = 24 }", "begins_h = 19, ends_h = 6, heating_setpoint_f = 55 }"
    )
    (tmp_path / "peak.toml").write_text(TARIFF.format(clock=""))
    (tmp_path / "march.toml").write_text(text.format(clock="", weather="chicago-il"))
    scenario = cosim.load(tmp_path / "march.toml")
    first = 68 * 24
    results = cosim.simulate(scenario, start=first, end=first + 72)
    setpoint = results["heating_setpoint"].values[0].reshape(3, 24)
    ends = [int(np.flatnonzero(day > day.min() + 1e-6)[0]) for day in setpoint]
    assert ends == [6, 5, 5]
