"""Every reader ends in the same year; gaps are filled or refused; what is no weather is refused with its place."""

import subprocess
import sys
import time
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosim.errors import InvalidInput
from cosim.physics.air import saturation_pressure_over_water
from cosim.project import WEATHER_READERS, bundled_root, is_path, names
from cosim.weather import Weather, read_weather, reader_for
from cosim.weather.record import Record, common_year_minutes, when
from cosim.weather.sky import cloud_cover, dew_point_from_humidity, sky_infrared, sun_height

SITES = sorted(names("weather"))
PVLIB_DATA = Path(find_spec("pvlib").origin).parent / "data"
SERIES = (
    "dry_bulb", "dew_point", "humidity_ratio", "pressure", "wind_speed", "wind_direction", "sky_infrared",
    "global_horizontal", "direct_normal", "diffuse_horizontal",
)  # fmt: skip


def shelf(site: str) -> Weather:
    return read_weather(bundled_root() / "weather" / f"{site}.csv")


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_weather(path)
    return str(caught.value)


def with_field(row: str, position: int, value: str) -> str:
    fields = row.split(",")
    fields[position] = value
    return ",".join(fields)


# the shelf


def test_the_shelf_spans_from_subarctic_to_tropical():
    assert len(SITES) == 9
    # hours below 0 °F (-17.8 °C)
    assert np.sum(shelf("northway-ak").dry_bulb < 255.34) == 2118
    assert np.mean(shelf("miami-fl").dry_bulb) > 297


@pytest.mark.parametrize("site", SITES)
def test_every_site_is_whole_and_plausible(site):
    weather = shelf(site)
    for name in SERIES:
        values = getattr(weather, name)
        assert values.shape == (8760,)
        assert values.dtype == np.float64
        assert values.flags.c_contiguous
        assert np.isfinite(values).all()
    assert (weather.dew_point <= weather.dry_bulb).all()
    assert weather.notes == ()
    # the three components of the sun agree at mid-hour: an hour or a longitude that is off would break this
    height = sun_height(weather.latitude, weather.longitude, weather.time_zone, np.arange(0.5, 8760))
    high = height > 0.3
    closed = weather.direct_normal * height + weather.diffuse_horizontal
    error = (closed - weather.global_horizontal)[high]
    assert abs(error.mean()) < 0.02 * weather.global_horizontal[high].mean()
    # colder sky than air, but never colder than space-facing records allow
    sky = (weather.sky_infrared / 5.670374e-8) ** 0.25
    assert (sky < weather.dry_bulb + 2).mean() > 0.99
    assert (weather.dry_bulb - sky).mean() < 40


@pytest.mark.parametrize(
    ("site", "original"),
    [("greensboro-nc", "723170TYA.CSV"), ("sand-point-ak", "703165TY.csv"), ("miami-fl", "12839.tm2")],
)
def test_shelf_equals_original(site, original, tmp_path):
    if not (PVLIB_DATA / original).is_file():
        pytest.skip(f"this pvlib does not ship {original}")
    source = tmp_path / original
    source.write_bytes((PVLIB_DATA / original).read_bytes())
    same_within_rounding(shelf(site), read_weather(source))


def test_chicago_equals_the_reference_file(reference):
    original = read_weather(reference / "weather" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw")
    same_within_rounding(shelf("chicago-il"), original)


def same_within_rounding(ours: Weather, original: Weather) -> None:
    rounding = {"dry_bulb": 0.051, "dew_point": 0.051, "wind_speed": 0.051, "humidity_ratio": 2e-4}
    for name in SERIES:
        np.testing.assert_allclose(getattr(ours, name), getattr(original, name), atol=rounding.get(name, 0.51), rtol=0)
    for name in ("latitude", "longitude", "elevation", "time_zone"):
        assert getattr(ours, name) == pytest.approx(getattr(original, name), abs=1e-3)


def test_the_shelf_is_read_fast_and_without_pandas():
    path = bundled_root() / "weather" / f"{SITES[0]}.csv"
    code = (
        "import sys; from cosim.weather import read_weather; "
        f"read_weather({str(path)!r}); sys.exit(bool({{'pandas', 'pvlib', 'scipy', 'numba'}} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    began = time.process_time()
    read_weather(path)
    assert time.process_time() - began < 0.1


# one place for the formats


@pytest.mark.parametrize("suffix", sorted(WEATHER_READERS))
def test_every_format_has_its_reader_and_its_suffix_names_a_file(suffix):
    assert callable(reader_for(Path(f"site{suffix}"), "a file"))
    assert is_path(f"site{suffix.upper()}")


def test_a_reader_gets_bytes_so_that_a_format_may_be_binary(monkeypatch, tmp_path):
    """A format of one's own, numpy's, whose files hold null bytes."""
    own = ModuleType("cosim.weather.binary")

    def read(data: bytes, path: Path, place: str) -> Record:
        with np.load(BytesIO(data)) as arrays:
            columns = {name: arrays[name] for name in arrays.files}
        return Record("here", 40.0, -90.0, 100.0, -6.0, columns, common_year_minutes(), np.arange(8760))

    own.read = read
    monkeypatch.setitem(sys.modules, "cosim.weather.binary", own)
    monkeypatch.setitem(WEATHER_READERS, ".npz", "binary.read")
    known = shelf("chicago-il")
    columns = {name: getattr(known, name) for name in SERIES if name != "humidity_ratio"}
    columns |= {name: known_celsius - 273.15 for name in ("dry_bulb", "dew_point") for known_celsius in [columns[name]]}
    np.savez(tmp_path / "site.npz", **columns)
    np.testing.assert_allclose(read_weather(tmp_path / "site.npz").dry_bulb, known.dry_bulb)


# one convention for the hours


def test_labels_count_a_common_year():
    minutes = common_year_minutes()
    assert minutes.size == 8760
    assert (minutes[0], minutes[-1]) == (60, 365 * 1440)
    assert when(8759) == "31 December, hour ending 24:00"
    assert when(0) == "1 January, hour ending 01:00"
    assert when(59 * 24 + 13) == "1 March, hour ending 14:00"


def test_row_h_ends_at_hour_h_plus_1_in_every_format(epw, written):
    """EPW and TMY2 call the first hour 1, TMY3 01:00: all three mean the hour that ends then."""
    weather = read_weather(written(epw))
    np.testing.assert_allclose(weather.dry_bulb, 283.15 + np.arange(8760) / 1000, atol=1e-3)
    # TMY3 and EPW of the same station year: same rows
    shown = (PVLIB_DATA / "723170TYA.CSV").read_text().splitlines()
    assert float(shown[2].split(",")[31]) == pytest.approx(shelf("greensboro-nc").dry_bulb[0] - 273.15)
    tmy2 = (PVLIB_DATA / "12839.tm2").read_text().splitlines()
    assert int(tmy2[1][67:71]) / 10 == pytest.approx(shelf("miami-fl").dry_bulb[0] - 273.15)


def test_noon_is_when_the_sun_is_highest(epw):
    for site in SITES:
        weather = shelf(site)
        profile = weather.global_horizontal.reshape(365, 24).mean(axis=0)
        centre = np.sum(profile * np.arange(0.5, 24)) / profile.sum()  # solar noon by the clock, from hour means
        assert centre == pytest.approx(12 + weather.time_zone - weather.longitude / 15, abs=0.75)


# repairs, counted


def test_gaps_up_to_six_hours_are_interpolated_and_counted(epw, written):
    for row in range(100, 106):
        epw[8 + row] = with_field(epw[8 + row], 6, "99.9")
    epw[8 + 200] = with_field(epw[8 + 200], 9, "999999")
    weather = read_weather(written(epw))
    np.testing.assert_allclose(weather.dry_bulb[100:106], 283.15 + np.arange(100, 106) / 1000, atol=2e-3)
    assert "dry bulb: 6 missing values in 1 gap interpolated" in weather.notes
    assert "pressure: 1 missing value in 1 gap interpolated" in weather.notes


def test_a_gap_of_seven_hours_is_refused_with_its_place(epw, written):
    for row in range(100, 107):
        epw[8 + row] = with_field(epw[8 + row], 6, "99.9")
    message = refusal(written(epw))
    assert "column dry bulb, line 109" in message
    assert "7 h in a row" in message


def test_an_absurd_dew_point_is_left_out_and_counted(epw, written):
    """39 °C at a dry bulb of 10 °C, and 85 °C, which no air on Earth has: one hour does not stop a year."""
    for row in epw[8:]:
        assert row.split(",")[7] == "5"
    epw[8 + 100] = with_field(with_field(epw[8 + 100], 7, "39.0"), 8, "999")
    epw[8 + 300] = with_field(with_field(epw[8 + 300], 7, "85"), 8, "999")
    weather = read_weather(written(epw))
    assert weather.dew_point[[100, 300]] == pytest.approx(278.15)  # as its neighbours
    notes = "\n".join(weather.notes)
    assert "dew point: 1 impossible value far above the dry bulb left out" in notes
    assert "39 °C at a dry bulb of 10.1 °C on line 109" in notes
    assert (
        "dew point: 1 impossible value left out, the first on line 309 (13 January, hour ending 13:00): 85 °C" in notes
    )
    assert "dew point: 2 missing values in 2 gaps interpolated" in notes


def test_a_dew_point_that_is_often_far_above_the_dry_bulb_is_refused_with_its_place(epw, written):
    for row in range(1000, 1100):
        epw[8 + row] = with_field(epw[8 + row], 7, "39.0")
    message = refusal(written(epw))
    assert "dew point: 100 values lie far above the dry bulb" in message
    assert "39 °C at a dry bulb of 11 °C on line 1009" in message


@pytest.mark.slow
def test_a_station_without_elevation_is_refused_by_name(epw, written):
    epw[0] = with_field(epw[0], 9, "")
    assert "line 1, field 10: the elevation is '', not a number" in refusal(written(epw))


def test_a_gap_over_new_year_counts_as_one(epw, written):
    for row in [*range(4), *range(8756, 8760)]:
        epw[8 + row] = with_field(epw[8 + row], 21, "999")
    assert "8 h in a row" in refusal(written(epw))


def test_wind_direction_is_interpolated_round_the_compass(epw, written):
    epw[8 + 50] = with_field(epw[8 + 50], 20, "999")
    epw[8 + 51] = with_field(epw[8 + 51], 20, "10")
    weather = read_weather(written(epw))
    assert min(weather.wind_direction[50], 360 - weather.wind_direction[50]) < 1e-6


def test_a_leap_day_is_dropped_with_a_note(epw, written):
    march = 8 + 59 * 24
    leap = [with_field(with_field(row, 2, "29"), 1, "2") for row in epw[march : march + 24]]
    weather = read_weather(written([*epw[:march], *leap, *epw[march:]]))
    np.testing.assert_allclose(weather.dry_bulb, 283.15 + np.arange(8760) / 1000, atol=1e-3)
    assert any("29 February dropped (24 hours)" in note for note in weather.notes)


def test_dew_point_comes_from_relative_humidity_where_it_is_missing(epw, written):
    rows = [with_field(row, 7, "99.9") for row in epw[8:]]
    weather = read_weather(written([*epw[:8], *rows]))
    expected = dew_point_from_humidity(weather.dry_bulb, np.full(8760, 0.71))
    np.testing.assert_allclose(weather.dew_point, expected, atol=1e-6)


@pytest.mark.slow
def test_the_sky_is_computed_where_the_file_has_none(reference, tmp_path):
    """EPW files of TMY3 stations hold Clark and Allen's values: ours must come out the same."""
    original = reference / "weather" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw"
    lines = original.read_text().splitlines()
    bare = tmp_path / "bare.epw"
    bare.write_text("\n".join([*lines[:8], *(with_field(row, 12, "9999") for row in lines[8:])]))
    given_sky, computed = read_weather(original).sky_infrared, read_weather(bare).sky_infrared
    assert np.abs(computed - given_sky).mean() < 1.0
    cloudless = tmp_path / "cloudless.epw"
    rows = (with_field(with_field(with_field(row, 12, "9999"), 22, "99"), 23, "99") for row in lines[8:])
    cloudless.write_text("\n".join([*lines[:8], *rows]))
    weather = read_weather(cloudless)
    assert any("estimated from sunshine" in note for note in weather.notes)
    assert abs(weather.sky_infrared.mean() - given_sky.mean()) < 10


# refusals


@pytest.mark.parametrize(
    ("name", "position", "value", "words"),
    [
        ("dry bulb", 6, "85", "85 °C is impossible"),
        ("dry bulb", 6, "warm", "not a number"),
        ("pressure", 9, "980", "980 Pa is impossible"),
        ("wind speed", 21, "-1", "-1 m/s is impossible"),
        ("global horizontal", 13, "5000", "5000 W/m2 is impossible"),
    ],
)
def test_impossible_values_are_refused_with_column_and_line(epw, written, name, position, value, words):
    epw[8 + 1000] = with_field(epw[8 + 1000], position, value)
    message = refusal(written(epw))
    assert f"column {name}, line 1009 (11 February, hour ending 17:00)" in message
    assert words in message


def test_all_columns_at_fault_are_listed_at_once(epw, written):
    epw[20] = with_field(with_field(epw[20], 6, "85"), 21, "-1")
    message = refusal(written(epw))
    assert "dry bulb" in message
    assert "wind speed" in message


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 4000, 8767])
def test_short_files_are_refused(epw, written, length):
    assert refusal(written(epw[:length]))


def test_a_missing_hour_is_named(epw, written):
    del epw[8 + 500]
    message = refusal(written(epw))
    assert "line 509" in message
    assert "21 January, hour ending 21:00" in message


def test_station_data_must_make_sense(epw, written):
    epw[0] = epw[0].replace("36.1,-79.95", "136.1,79.95")
    assert "latitude 136.1 is not between" in refusal(written(epw))
    epw[0] = epw[0].replace("136.1", "36.1")
    assert "do not belong together" in refusal(written(epw))


def test_faults_of_a_shelf_file_are_named(shelf_lines, written):
    header = next(i for i, line in enumerate(shelf_lines) if not line.startswith("#"))
    renamed = [line.replace("dry_bulb_c", "drybulb_c") for line in shelf_lines]
    assert "did you mean 'dry_bulb_c'?" in refusal(written(renamed, "a.csv"))
    unplaced = [line for line in shelf_lines if not line.startswith("# latitude")]
    assert "# latitude_deg" in refusal(written(unplaced, "b.csv"))
    ragged = [*shelf_lines]
    ragged[header + 5] += ",1"
    assert f"line {header + 6} has 10 fields instead of 9" in refusal(written(ragged, "c.csv"))
    gap = [*shelf_lines]
    gap[header + 5] = "," + gap[header + 5].split(",", 1)[1]
    assert read_weather(written(gap, "d.csv")).notes == ("dry bulb: 1 missing value in 1 gap interpolated",)
    assert "8761 hours" in refusal(written([*shelf_lines, shelf_lines[-1]], "e.csv"))


@pytest.mark.parametrize("name", ["junk.epw", "junk.csv", "junk.tm2", "junk.txt", "junk"])
@pytest.mark.parametrize("junk", [b"", b"\0\1\2", b"\xff\xfe" * 500, b"\n" * 9000, b",,,\n" * 9000, b"LOCATION," * 99])
def test_junk_is_refused(written, name, junk):
    assert refusal(written(junk, name))


def test_missing_files_and_folders_are_refused(tmp_path):
    assert "does not exist" in refusal(tmp_path / "none.epw")
    (tmp_path / "folder.epw").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.epw")


SOURCES = {"shelf.csv": bundled_root() / "weather" / "golden-co.csv", "tmy3.csv": PVLIB_DATA / "703165TY.csv",
           "tmy2.tm2": PVLIB_DATA / "12839.tm2"}  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40)
@given(data=st.data(), name=st.sampled_from([*SOURCES, "made.epw"]))
def test_damaged_files_are_read_or_refused_but_never_break(data, name, tmp_path_factory, epw_lines):
    """A few edits to a real file, in header or rows: either a plausible year or an InvalidInput."""
    lines = list(epw_lines) if name == "made.epw" else SOURCES[name].read_text().split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.one_of(st.integers(0, 12), st.integers(0, len(lines) - 1)))
        kind = data.draw(st.sampled_from(["delete", "repeat", "truncate", "replace", "insert"]))
        line = lines[at]
        cut = data.draw(st.integers(0, max(len(line) - 1, 0)))
        junk = data.draw(
            st.text(max_size=8) | st.sampled_from(["nan", "1e999", "-9900", "9999", ",", "\0", '"', "24:00"])
        )
        edits = {
            "delete": [],
            "repeat": [line, line],
            "truncate": [line[:cut]],
            "insert": [line[:cut] + junk + line[cut:]],
            "replace": [line[:cut] + junk + line[cut + len(junk) :]],
        }
        lines[at : at + 1] = edits[kind]
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    try:
        weather = read_weather(path)
    except InvalidInput:
        return
    assert all(np.isfinite(getattr(weather, series)).all() for series in SERIES)


# physics of the sky


def test_vapor_pressure_at_known_points():
    # WMO table of saturation over water
    np.testing.assert_allclose(
        saturation_pressure_over_water(np.array([253.15, 273.15, 303.15])), [125.4, 611.2, 4243.0], rtol=4e-3
    )


@given(st.floats(243, 313), st.floats(0.05, 1.0))
def test_dew_point_inverts_vapor_pressure(dry_bulb, humidity):
    air = np.array([dry_bulb])
    dew_point = dew_point_from_humidity(air, np.array([humidity]))
    assert dew_point[0] <= dry_bulb + 1e-9
    expected = humidity * saturation_pressure_over_water(air)[0]
    assert saturation_pressure_over_water(dew_point)[0] == pytest.approx(expected, rel=1e-9)


@given(st.floats(243, 308), st.floats(0, 25), st.floats(0, 1))
def test_a_sky_is_warmer_under_cloud_and_never_warmer_than_the_air(dry_bulb, depression, cover):
    air, dew = np.array([dry_bulb]), np.array([dry_bulb - depression])
    clear, cloudy = (sky_infrared(air, dew, np.array([share]))[0] for share in (0.0, cover))
    assert clear <= cloudy + 1e-9
    assert clear < 5.670374e-8 * dry_bulb**4


def test_the_sun_stands_where_pvlib_says(tmp_path):
    import pandas as pd
    from pvlib.solarposition import get_solarposition

    times = pd.date_range("2001-01-01 00:30", periods=8760, freq="h", tz="Etc/GMT+6")
    theirs = np.sin(np.radians(get_solarposition(times, 41.98, -87.92)["elevation"].to_numpy()))
    ours = sun_height(41.98, -87.92, -6, np.arange(0.5, 8760))
    assert np.abs(ours - theirs).max() < 0.01


def test_cloud_cover_of_clear_and_dark_days():
    height = sun_height(40, -90, -6, np.arange(0.5, 8760))
    clear = np.where(height > 0, 1098 * height * np.exp(-0.059 / np.maximum(height, 1e-3)), 0.0)
    assert cloud_cover(clear, height).max() < 1e-6
    assert cloud_cover(0.2 * clear, height).min() > 0.99


def test_humidity_agrees_with_the_flow():
    """The flow computes moist air with compiled scalars of its own; both must mean the same water."""
    air = pytest.importorskip("cosim.physics.air")
    weather = shelf("tampa-fl")
    for h in range(0, 8760, 977):
        vapor = weather.humidity_ratio[h] * weather.pressure[h] / (0.621945 + weather.humidity_ratio[h])
        theirs = air.humidity_ratio(vapor, weather.pressure[h])
        assert theirs == pytest.approx(weather.humidity_ratio[h], rel=2e-3)
