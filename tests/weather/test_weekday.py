"""Weekdays are those of the weather file's own year where the scenario says none."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from cosim.errors import InvalidInput
from cosim.fleet.reading import load_programme
from cosim.project import bundled_root
from cosim.scenarios.reader import load
from cosim.scenarios.scenario import Scenario
from cosim.units import KILOWATT_HOUR
from cosim.weather import read_weather
from tests.weather.test_formats import PLACE, nsrdb, resstock

SCENARIO = """{weekday}
house = "ranch-1960s"
weather = "{weather}"
[prices]
tariff = "peak.toml"
[emissions]
electricity_kg_per_mwh = 400
[[configurations]]
name = "heat pump"
heat_pump = "ccashp-3ton"
strips = {{ capacity_kw = 10 }}
"""
TARIFF = """name = "weekday peak"
daylight_saving = "none"
[[periods]]
name = "peak"
price_usd_per_kwh = 0.50
when = [{ days = "weekdays", hours = [[15, 20]] }]
[[periods]]
name = "rest"
price_usd_per_kwh = 0.10
"""


def of_year(epw: list[str], year: int | None, header: str) -> list[str]:
    """Return an EPW whose rows are of one year, or where `year` is None of several."""
    rows = [f"{year or 1990 + int(row.split(',')[1])},{row.split(',', 1)[1]}" for row in epw[8:]]
    return [*epw[:7], f"DATA PERIODS,1,1,Data,{header},1/1,12/31", *rows]


def loaded(written, weather: Path, weekday: str = "") -> Scenario:
    written(TARIFF.encode(), "peak.toml")
    stated = f'start_weekday = "{weekday}"' if weekday else ""
    return load(written(SCENARIO.format(weekday=stated, weather=weather.name).encode(), "year.toml"))


@pytest.mark.slow
@pytest.mark.parametrize("year", [2021, 2018, 1999])
def test_peaks_fall_on_the_weekdays_of_the_files_own_year(epw, written, year):
    """By the calendar of Python: on which days electricity costs 0.50 $/kWh from 15 to 20 o'clock."""
    first = date(year, 1, 1)
    scenario = loaded(written, written(of_year(epw, year, f"{first:%A}")))
    prices = scenario.electricity_price_by_hour.reshape(365, 24) * KILOWATT_HOUR
    weekdays = [(first + timedelta(days=day)).weekday() < 5 for day in range(365)]
    np.testing.assert_allclose(prices[:, 15:20].mean(axis=1), np.where(weekdays, 0.5, 0.1))
    said = [line for line in scenario.warnings if "weekdays are those of the weather's own year" in line]
    assert said == [f"test.epw: 1 January {year} is a {first:%A}: weekdays are those of the weather's own year"]


def test_a_scenario_that_states_a_weekday_keeps_it_and_is_told(epw, written):
    weather = written(of_year(epw, 2021, "Friday"))
    scenario = loaded(written, weather, "tuesday")
    assert scenario.start_weekday == "tuesday"
    assert any("1 January 2021 is a Friday, but the scenario states" in line for line in scenario.warnings)
    agreed = loaded(written, weather, "friday")
    assert not any("1 January" in line for line in agreed.warnings)


def test_typical_years_begin_on_a_monday(epw, written):
    """Their months are of several years, and the Sunday in their header is a form that nobody filled in."""
    scenario = loaded(written, written(of_year(epw, None, "Sunday")))
    assert scenario.start_weekday == "monday"
    assert not any("1 January" in line for line in scenario.warnings)


def test_a_header_that_contradicts_the_year_of_the_rows_is_noted(epw, written):
    scenario = loaded(written, written(of_year(epw, 2021, "Sunday")))
    assert scenario.start_weekday == "friday"
    told = "the header says that 1 January is a Sunday, but in 2021, the year of all rows, it is a Friday"
    assert any(told in line for line in scenario.warnings)


@pytest.mark.slow
def test_other_formats_tell_their_year_too(epw, written):
    assert read_weather(written(nsrdb(epw, year=2019), "a.csv")).start_weekday == "tuesday"
    assert read_weather(written([*PLACE, *resstock(epw, year=2015)], "b.csv")).start_weekday == "thursday"
    assert read_weather(bundled_root() / "weather" / "golden-co.csv").start_weekday is None


def test_the_actual_year_of_boulder(reference):
    weather = read_weather(reference / "weather" / "US_CO_Boulder_AMY_2012.epw")
    assert (weather.year, weather.start_weekday) == (2012, "sunday")


@pytest.mark.slow
def test_sites_of_different_weekdays_need_one_that_is_stated(epw, written):
    """The homes of a programme share one calendar."""
    written(of_year(epw, 2021, "Friday"), "one.epw")
    written(of_year(epw, 2019, "Tuesday"), "other.epw")
    text = (bundled_root() / "scenarios" / "programmes" / "winter-peak.toml").read_text(encoding="utf-8")
    begin, end = text.index("[sites]"), text.index("\n\n", text.index("[sites]"))
    text = f'{text[:begin]}[sites]\n"one.epw" = 0.5\n"other.epw" = 0.5{text[end:]}'
    assert load_programme(written(text.encode(), "stated.toml"), homes=2)
    with pytest.raises(InvalidInput) as caught:
        load_programme(written(text.replace("start_weekday =", "# start_weekday =").encode(), "none.toml"), homes=2)
    assert "years of weather begin on different weekdays (one.epw on a Friday, other.epw on a Tuesday)" in str(
        caught.value
    )
