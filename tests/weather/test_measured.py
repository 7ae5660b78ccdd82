"""An actual year of which only temperatures are known."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.project import find
from cosim.weather import read_weather
from cosim.weather.measured import completed, read_measured


@pytest.fixture(scope="module")
def typical():
    return read_weather(find("weather", "chicago-il", place="test"))


def hourly(values, year: int, head: str = "time,temperature_c") -> str:
    times = [datetime(year, 1, 1) + timedelta(hours=number + 1) for number in range(len(values))]
    return (
        head + "\n" + "".join(f"{time:%Y-%m-%d %H:%M},{value:.2f}\n" for time, value in zip(times, values, strict=True))
    )


@pytest.mark.slow
def test_the_typical_year_itself_comes_back(typical, tmp_path):
    path = tmp_path / "measured.csv"
    path.write_text(hourly(typical.dry_bulb - 273.15, 2023))
    year = tmp_path / "2023.csv"
    year.write_text(completed(typical, read_measured(path, typical.time_zone), "test"))
    found = read_weather(year)
    assert found.year == 2023
    assert found.start_weekday == "sunday"
    assert found.dry_bulb == pytest.approx(typical.dry_bulb, abs=0.06)
    assert found.dew_point == pytest.approx(typical.dew_point, abs=0.3)
    assert found.sky_infrared == pytest.approx(typical.sky_infrared, abs=1.0)
    assert found.global_horizontal == pytest.approx(typical.global_horizontal, abs=0.6)


@pytest.mark.slow
def test_a_warmer_leap_year_in_fahrenheit(typical, tmp_path):
    """Three kelvin more all year: as moist relatively, and the sky radiates more by the fourth power."""
    path = tmp_path / "measured.csv"
    at_end = np.insert(typical.dry_bulb + 3.0, 59 * 24, np.full(24, 280.0))  # with a 29 February
    path.write_text(hourly(at_end * 1.8 - 459.67, 2024, "time,temperature_f"))
    year = tmp_path / "2024.csv"
    year.write_text(completed(typical, read_measured(path, typical.time_zone), "test"))
    found = read_weather(year)
    assert found.year == 2024
    assert found.dry_bulb - typical.dry_bulb == pytest.approx(np.full(8760, 3.0), abs=0.07)
    assert (found.sky_infrared / typical.sky_infrared).mean() == pytest.approx((1 + 3 / 283) ** 4, rel=0.01)
    assert found.humidity_ratio.mean() > 1.1 * typical.humidity_ratio.mean()


def test_daily_means_keep_the_course_of_the_day(typical, tmp_path):
    path = tmp_path / "measured.csv"
    days = typical.dry_bulb.reshape(365, 24).mean(axis=1) - 275.15
    rows = [
        f"{datetime(2023, 1, 1) + timedelta(days=number):%Y-%m-%d},{value:.3f}\n" for number, value in enumerate(days)
    ]
    path.write_text("date,tavg_c\n" + "".join(rows))
    measured = read_measured(path, typical.time_zone)
    assert measured.daily
    year = tmp_path / "2023.csv"
    year.write_text(completed(typical, measured, "test"))
    assert read_weather(year).dry_bulb == pytest.approx(typical.dry_bulb - 2.0, abs=0.06)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n", "no columns of time and temperature"),
        ("time,temperature_c\n", "has no row"),
        ("time,temperature_c\nyesterday,1\n", "is no date and time"),
        ("time,temperature_c\n2023-01-01 01:00,warm\n", "is not a temperature"),
        ("date,tavg_c\n2023-01-01,1\n2023-12-31,2\n", "363 days are missing"),
    ],
)
def test_refused(typical, tmp_path, text, told):
    path = tmp_path / "measured.csv"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=told):
        read_measured(path, typical.time_zone)


def test_another_unit_is_noticed(typical, tmp_path):
    path = tmp_path / "measured.csv"
    path.write_text(hourly((typical.dry_bulb * 1.8 - 459.67).clip(-80, 59), 2023))
    with pytest.raises(InvalidInput, match="is the unit right"):
        completed(typical, read_measured(path, typical.time_zone), "measured.csv")


def test_command(typical, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "measured.csv").write_text(hourly(typical.dry_bulb - 272.15, 2023))
    result = CliRunner().invoke(main, ["weather", "chicago-il", "--measured", "measured.csv", "-o", "2023.csv"])
    assert result.exit_code == 0, result.output
    assert "2023" in result.output
    again = CliRunner().invoke(main, ["weather", "chicago-il", "--measured", "measured.csv", "-o", "2023.csv"])
    assert again.exit_code == 2
