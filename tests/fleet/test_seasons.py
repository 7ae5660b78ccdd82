"""Seasons of a fleet follow the temperature of its place, and a summer peak says whether it is one of cooling."""

from dataclasses import fields, replace

import numpy as np
import pytest

from cosim.fleet.answers import main_figures, peak
from cosim.fleet.reading import load_programme
from cosim.fleet.report.power import peaks
from cosim.fleet.results import read_results
from cosim.fleet.run import run_fleet
from cosim.fleet.seasons import NORTHERN, kind_of_peak, winter_in_words, winter_months
from cosim.fleet.worker import Period
from cosim.project import find
from cosim.weather import Weather, read_weather


def at(name: str) -> Weather:
    return read_weather(find("weather", name, place=name))


def on_the_other_side(weather: Weather) -> Weather:
    """Return the climate half a year later, as if on the other side of the equator."""
    rolled = {
        each.name: np.roll(getattr(weather, each.name), 182 * 24)
        for each in fields(weather)
        if isinstance(getattr(weather, each.name), np.ndarray)
    }
    source = replace(weather.source, sha256=f"south of {weather.source.sha256}")  # a year of its own
    return replace(weather, latitude=-weather.latitude, source=source, **rolled)


@pytest.mark.parametrize("name", ["chicago-il", "golden-co", "greensboro-nc"])
def test_winter_is_where_it_is_cold(name):
    assert winter_months(at(name).dry_bulb) == NORTHERN
    assert winter_in_words(NORTHERN) == "October to April"
    assert winter_months(on_the_other_side(at(name)).dry_bulb) == (4, 5, 6, 7, 8, 9, 10)


def test_a_warm_place_has_its_coolest_months():
    months = winter_months(at("tampa-fl").dry_bulb)
    assert {12, 1, 2} <= set(months)
    assert not {6, 7, 8} & set(months)


def test_what_a_peak_is_made_of():
    assert kind_of_peak({"compressor_heating": 900.0, "strips": 300.0, "compressor_cooling": 1000.0}) == "heating"
    assert kind_of_peak({"strips": 300.0, "compressor_cooling": 1000.0}) == "cooling"
    assert kind_of_peak({"other": 500.0, "compressor_cooling": 5.0}) == "other"


@pytest.mark.slow
def test_a_town_in_the_south_has_its_winter_in_july(programme_file, tmp_path):
    programme = load_programme(programme_file(), homes=2, seed=7)
    scenarios = {
        key: replace(scenario, weather=on_the_other_side(scenario.weather))
        for key, scenario in programme.scenarios.items()
    }
    there = replace(programme, scenarios=scenarios)
    july = Period(24 * 195, 24 * 196)
    run_fleet(there, tmp_path / "town", period=july, workers=0)
    fleet = read_results(tmp_path / "town")
    figures = main_figures(fleet)[0]
    assert figures["winter_peak_time"].startswith("07-")
    assert figures["winter_peak_kind"] == "heating"
    assert figures["summer_peak_time"] is None
    assert "standard time all year" in fleet.attrs["clock"]  # at the coordinates of no country
    assert np.isfinite(fleet["group_demand"].sel(season="winter").values).all()
    assert "winter is April to October" in " ".join(str(line) for line in peaks(fleet).text)


@pytest.mark.slow
def test_a_summer_peak_of_heating_is_said_to_be_one(finished):
    """Two cold days, and a calendar that calls them summer."""
    fleet = read_results(finished)
    assert peak(fleet, 0, winter=True)["kind"] == "heating"
    fleet.attrs["winter_months"] = "4 5 6 7 8 9 10"
    figures = main_figures(fleet)[1]
    assert figures["summer_peak_kind"] == "heating"
    assert figures["winter_peak_kind"] is None
    said = " ".join(str(line) for line in peaks(fleet).text)
    assert "is one of heating in cold weather, not of cooling" in said
