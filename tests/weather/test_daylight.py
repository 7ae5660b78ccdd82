"""The sun of a file has to shine when it is up: files in UTC and shifted hours are refused, good ones never."""

from pathlib import Path

import numpy as np
import pytest

from cosim.errors import InvalidInput
from cosim.project import bundled_root, names
from cosim.weather import read_weather
from cosim.weather.daylight import CERTAIN_SHIFT, sunshine_shift
from cosim.weather.sky import sun_height

SITES = sorted(names("weather"))


def turned(lines: list[str], hours: int) -> list[str]:
    """Return a shelf file whose rows come `hours` later; what leaves the year comes in at its start."""
    first = next(i for i, line in enumerate(lines) if not line.startswith("#")) + 1
    rows = lines[first:]
    return [*lines[:first], *rows[-hours:], *rows[:-hours]] if hours else lines


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("hours", [5, -7, 1, -1])
def test_rows_that_are_shifted_against_the_sun_are_refused_with_the_shift(site, hours, written):
    lines = (bundled_root() / "weather" / f"{site}.csv").read_text().splitlines()
    zone = float(next(line for line in lines if "time_zone_h" in line).partition(":")[2])
    moved = written(turned(lines, hours), "moved.csv")
    if abs(sunshine_shift_of(bundled_root() / "weather" / f"{site}.csv") + hours) < CERTAIN_SHIFT:
        pytest.skip("what the station itself is off by cancels the hour")
    with pytest.raises(InvalidInput) as caught:
        read_weather(moved)
    message = str(caught.value)
    way = "too late" if hours > 0 else "too early"
    assert way in message
    fits = message.partition("its rows fit a time zone of ")[2]
    fits = 0.0 if fits.startswith("UTC") else float(fits.removeprefix("about ").split(" h")[0])
    assert fits == pytest.approx(zone + hours, abs=0.5)


def test_a_file_that_says_utc_is_told_what_to_do(shelf_lines, written):
    honest = ["# time_zone_h: 0" if line.startswith("# time_zone_h") else line for line in shelf_lines]
    with pytest.raises(InvalidInput, match="rows in UTC have to be moved to local standard time"):
        read_weather(written(honest, "utc.csv"))


def test_a_wrong_time_zone_is_refused(shelf_lines, written):
    moved = ["# time_zone_h: -8" if line.startswith("# time_zone_h") else line for line in shelf_lines]
    with pytest.raises(InvalidInput) as caught:
        read_weather(written(moved, "moved.csv"))
    message = str(caught.value)
    assert "3 h too late" in message
    assert "756 hours of sunshine in the dark" in message
    assert "its rows fit a time zone of about -5 h" in message


@pytest.mark.parametrize("site", SITES)
def test_seasons_of_the_other_hemisphere_are_refused(site, written):
    """A latitude of the wrong sign, and a file whose first row is of July."""
    lines = (bundled_root() / "weather" / f"{site}.csv").read_text().splitlines()
    south = [line.replace("latitude_deg: ", "latitude_deg: -") for line in lines]
    for wrong in (south, turned(lines, 4344)):
        with pytest.raises(InvalidInput, match="sunshine follows the seasons of the other hemisphere"):
            read_weather(written(wrong, "south.csv"))


def test_a_year_of_the_south_is_read(written):
    """Chicago's year turned by half a year, at its mirror's latitude."""
    lines = (bundled_root() / "weather" / "chicago-il.csv").read_text().splitlines()
    south = [line.replace("latitude_deg: ", "latitude_deg: -") for line in turned(lines, 4368)]
    assert not [note for note in read_weather(written(south, "south.csv")).notes if "sun " in note]


def sunshine_shift_of(path: Path) -> float:
    weather = read_weather(path)
    return sunshine_shift(weather.global_horizontal, weather.latitude, weather.longitude, weather.time_zone)[0]


@pytest.mark.slow
def test_good_files_are_never_refused(reference):
    """Honolulu's sunshine comes 45 minutes early, which is known of this typical year: a note, no more."""
    files = sorted((reference / "weather").glob("*.epw"))
    shifts = {path.name: sunshine_shift_of(path) for path in files}
    shifts |= {site: sunshine_shift_of(bundled_root() / "weather" / f"{site}.csv") for site in SITES}
    honolulu = shifts.pop("USA_HI_Honolulu.Intl.AP.911820_TMY3.epw")
    assert honolulu == pytest.approx(-0.75, abs=0.1)
    assert max(map(abs, shifts.values())) < 0.3
    noted = read_weather(reference / "weather" / "USA_HI_Honolulu.Intl.AP.911820_TMY3.epw").notes
    assert any("seems to shine 0.8 h too early" in note for note in noted)


@pytest.mark.parametrize(
    ("latitude", "longitude", "time_zone"),
    [(40.0, -75.0, -5.0), (-34.0, 151.0, 10.0), (70.0, 25.0, 1.0), (0.0, 100.0, 7.0), (28.6, 77.2, 5.5),
     (-44.0, -176.5, 12.75)],
)  # fmt: skip
def test_the_shift_is_found_anywhere_under_clouds(latitude, longitude, time_zone):
    """Sun by pvlib, clouds by chance: what is found does not follow from what looks for it."""
    import pandas as pd
    from pvlib.clearsky import haurwitz
    from pvlib.solarposition import get_solarposition

    times = pd.date_range("2001-01-01 00:30", periods=8760, freq="h", tz="UTC") - pd.Timedelta(hours=time_zone)
    zenith = get_solarposition(times, latitude, longitude)["apparent_zenith"]
    clouds = np.random.default_rng(1).uniform(0.1, 1.0, 2920)
    sunshine = np.asarray(haurwitz(zenith)["ghi"], float) * np.repeat(clouds, 3)
    for hours in (0, 1, -3, 6, 11):
        shift, misfit = sunshine_shift(np.roll(sunshine, hours), latitude, longitude, time_zone)
        assert shift == pytest.approx(hours, abs=0.3)
        assert misfit < (0.75 if hours else 1.001)


def test_a_sky_that_is_the_same_all_day_cannot_be_shifted():
    """At the pole the sun goes round the horizon at one height: no shift is certain there."""
    height = np.maximum(sun_height(-90.0, 0.0, 0.0, np.arange(0.5, 8760)), 0)
    _, misfit = sunshine_shift(800 * height, -90.0, 0.0, 0.0)
    assert misfit > 0.9
    assert sunshine_shift(np.zeros(8760), 40.0, -75.0, -5.0) == (0.0, 1.0)
