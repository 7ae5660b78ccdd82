"""A year of hours in a DataFrame: the same year as in its file, and the same faults with rows for places."""

import numpy as np
import pandas as pd
import pytest

import cosim
from cosim.constants import FREEZING
from cosim.project import find
from cosim.weather import read_weather

QUANTITIES = ("dry_bulb", "dew_point", "humidity_ratio", "pressure", "wind_speed", "wind_direction", "sky_infrared",
              "global_horizontal", "direct_normal", "diffuse_horizontal")  # fmt: skip
STANDARD = "Etc/GMT+6"


@pytest.fixture(scope="module")
def chicago():
    return read_weather(find("weather", "chicago-il", place="test"))


@pytest.fixture(scope="module")
def place(chicago):
    return {"latitude": chicago.latitude, "longitude": chicago.longitude, "elevation": chicago.elevation}


@pytest.fixture
def frame(chicago):
    ends = pd.date_range("2023-01-01 01:00", periods=8760, freq="h", tz=STANDARD)
    return pd.DataFrame(
        {
            "temp_air": chicago.dry_bulb - FREEZING,
            "temp_dew": chicago.dew_point - FREEZING,
            "wind_speed": chicago.wind_speed,
            "wind_direction": chicago.wind_direction,
            "ghi": chicago.global_horizontal,
            "dni": chicago.direct_normal,
            "dhi": chicago.diffuse_horizontal,
            "pressure": chicago.pressure,
            "sky_infrared_w_m2": chicago.sky_infrared,
        },
        ends,
    )


def faults(frame, **how):
    with pytest.raises(cosim.InvalidInput) as caught:
        cosim.Weather.from_dataframe(frame, **how)
    return str(caught.value)


@pytest.mark.parametrize("zone", [STANDARD, "America/Chicago"])
def test_it_is_the_year_of_the_file(frame, chicago, place, zone):
    """Also where the index keeps daylight saving time: weather is of standard time."""
    weather = cosim.Weather.from_dataframe(frame.tz_convert(zone), **place, name="O'Hare 2023")
    assert weather.time_zone == chicago.time_zone
    assert (weather.year, weather.start_weekday) == (2023, "sunday")
    for name in QUANTITIES:
        np.testing.assert_allclose(getattr(weather, name), getattr(chicago, name), rtol=1e-12, atol=1e-9, err_msg=name)


def test_hours_may_be_labelled_by_their_start(frame, chicago, place):
    frame.index = frame.index - pd.Timedelta(hours=1)
    assert "which ends the year before" in faults(frame, **place)
    weather = cosim.Weather.from_dataframe(frame, **place, label="start")
    np.testing.assert_allclose(weather.dry_bulb, chicago.dry_bulb)


@pytest.mark.slow
def test_quarters_of_an_hour_become_hours(frame, chicago, place):
    quarters = frame.reindex(pd.date_range("2023-01-01 00:15", periods=4 * 8760, freq="15min", tz=STANDARD)).bfill()
    weather = cosim.Weather.from_dataframe(quarters, **place)
    np.testing.assert_allclose(weather.global_horizontal, chicago.global_horizontal, atol=1e-9)


def test_a_leap_year_drops_its_29_february(frame, place):
    ends = pd.date_range("2024-01-01 01:00", periods=8784, freq="h", tz=STANDARD)
    leap = pd.concat([frame, frame.iloc[:24]]).set_axis(ends)
    weather = cosim.Weather.from_dataframe(leap, **place)
    assert weather.dry_bulb.shape == (8760,)
    assert any("29 February dropped" in note for note in weather.notes)


def test_all_faults_at_once(frame, place):
    """A gap in the rows, a missing, an unknown and a doubled column, a value that cannot be, and no time zone."""
    bad = frame.drop(columns="wind_speed").assign(rh=50.0, dry_bulb_c=0.0).tz_localize(None)
    bad.iloc[5, 0] = 400.0
    said = faults(bad.drop(bad.index[100:140]), **place)
    for words in (
        "unknown column 'rh'",
        "columns 'temp_air' and 'dry_bulb_c' are one quantity",
        "have no time zone; frame.tz_localize('Etc/GMT+6')",
        "row 6 (1 January, hour ending 06:00): 400 °C is impossible",
        "before row 101: there are no rows (40) for 5 January",
        "no values in column 'wind_speed_m_s'",
    ):
        assert words in said, said


def test_a_gap_in_a_column_is_filled_or_told(frame, place):
    frame.iloc[300:304, 0] = np.nan
    weather = cosim.Weather.from_dataframe(frame, **place)
    assert any("4 missing values in 1 gap interpolated" in note for note in weather.notes)
    frame.iloc[200:220, 0] = np.nan
    assert "row 201 (9 January, hour ending 09:00): 20 h in a row are missing" in faults(frame, **place)


def test_a_wrong_time_zone_is_seen_by_the_sun_and_the_longitude(frame, place):
    assert "too late for longitude" in faults(frame.tz_localize(None).tz_localize("Etc/GMT+9"), **place)
    assert "longitude -87.92° and time zone +0 h do not belong together" in faults(frame.tz_convert("UTC"), **place)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda frame: frame.reset_index(drop=True), "its index holds int64, not times"),
        (lambda frame: frame.iloc[:0], "holds no rows of weather"),
        (lambda frame: frame.assign(temp_air="cold"), "not a number"),
        (lambda frame: frame.assign(temp_air=frame.temp_air + FREEZING), "look like kelvin"),
        (lambda frame: frame.to_numpy(), "ndarray is no DataFrame"),
    ],
    ids=["no times", "no rows", "words", "kelvin", "no frame"],
)
def test_what_is_no_year_of_weather(frame, place, change, words):
    assert words in faults(change(frame), **place)


@pytest.mark.slow
def test_its_digest_tells_one_frame_from_another(frame, place):
    """What results record of it."""
    first = cosim.Weather.from_dataframe(frame, **place, name="here").source
    again = cosim.Weather.from_dataframe(frame.copy(), **place, name="here").source
    frame.iloc[0, 0] += 0.1
    other = cosim.Weather.from_dataframe(frame, **place, name="here").source
    assert first == again
    assert first.path == "Python: here"
    assert other.sha256 != first.sha256
