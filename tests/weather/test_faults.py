"""Faults of a file are said all at once, each with its line and cause; what is not needed stops nothing."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosim.errors import InvalidInput
from cosim.project import bundled_root
from cosim.weather import Weather, read_weather
from tests.weather.conftest import FIELDS, PVLIB_DATA, SERIES
from tests.weather.test_formats import PLACE, nsrdb, resstock, tmy3

FOREIGN_WORDS = ("pandas", "numpy", "dtype", "strptime", "timedelta", "operand", "could not convert", "Traceback",
                 "object has no", "index out of", "invalid literal")  # fmt: skip


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_weather(path)
    message = str(caught.value)
    assert not [word for word in FOREIGN_WORDS if word in message]
    return message


def changed(lines: list[str], row: int, **values: str) -> None:
    """Write values into an EPW's row (from 0) by name."""
    fields = lines[8 + row].split(",")
    for name, value in values.items():
        fields[FIELDS[name]] = value
    lines[8 + row] = ",".join(fields)


# what is not needed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "value"),
    [("relative_humidity", "112"), ("relative_humidity", "moist"), ("relative_humidity", "-3"), ("opaque_cover", "44"),
     ("total_cover", "-1"), ("sky_infrared", "2000"), ("sky_infrared", "inf"), ("wind_direction", "720")],
)  # fmt: skip
def test_one_absurd_value_of_what_is_hardly_needed_is_left_out_and_counted(epw, written, column, value):
    plain = read_weather(written(epw))
    changed(epw, 100, **{column: value})
    weather = read_weather(written(epw, "absurd.epw"))
    for name in SERIES:
        np.testing.assert_allclose(getattr(weather, name), getattr(plain, name), err_msg=name)
    title = column.replace("_", " ")
    assert [note for note in weather.notes if f"{title}: 1 impossible value left out, the first on line 109" in note]


def test_many_absurd_humidities_are_one_note(epw, written):
    for row in range(500):
        changed(epw, row, relative_humidity="130")
    notes = read_weather(written(epw)).notes
    assert [note for note in notes if note.startswith("relative humidity: 500 impossible values left out")]


def test_a_humidity_that_is_needed_and_absurd_leaves_a_gap(epw, written):
    for row in range(100, 107):
        changed(epw, row, dew_point="99.9", relative_humidity="112")
    message = refusal(written(epw))
    assert "column dew point, line 109 (5 January, hour ending 05:00): 7 h in a row are missing" in message


@pytest.mark.parametrize("offset", ["-1", "-4.5"])
def test_a_pyranometer_that_reads_below_zero_at_night_is_read_with_a_note(epw, written, offset):
    plain = read_weather(written(epw))
    nights = [row for row in range(8760) if epw[8 + row].split(",")[13] == "0"]
    for row in nights:
        changed(epw, row, global_horizontal=offset, diffuse_horizontal=offset)
    weather = read_weather(written(epw, "measured.epw"))
    for name in ("global_horizontal", "diffuse_horizontal"):
        np.testing.assert_array_equal(getattr(weather, name), getattr(plain, name))
    found = (
        f"global horizontal: {len(nights)} values slightly below zero (down to {float(offset):.1f} W/m2) set to zero"
    )
    assert found in weather.notes


def test_radiation_far_below_zero_is_a_fault(epw, written):
    changed(epw, 3, global_horizontal="-40")
    assert "line 12 (1 January, hour ending 04:00): -40 W/m2 is impossible" in refusal(written(epw))


# all at once


def test_faults_of_header_labels_rows_and_values_are_said_together(epw, written):
    epw[0] = "LOCATION,Testville,NC,USA,TMY3,999999,north,-79.95,GMT-5,273.0"
    changed(epw, 10, dry_bulb="85")
    changed(epw, 20, wind_speed="-3")
    epw[8 + 30] = epw[8 + 30].replace("1999,1,2,7", "1999,13,2,7")
    epw[8 + 40] += ",1"
    message = refusal(written(epw))
    for words in (
        "line 1, field 7: the latitude is 'north', not a number",
        "line 1, field 9: the time zone is 'GMT-5', not a number",
        "column dry bulb, line 19 (1 January, hour ending 11:00): 85 °C is impossible",
        "column wind speed, line 29 (1 January, hour ending 21:00): -3 m/s is impossible",
        "line 39 is labelled '13/2 hour 7', which is no time of a year",
        "line 49 has 36 fields instead of 22 to 35",
    ):
        assert words in message


def test_a_long_list_is_cut_and_the_rest_is_counted(epw, written):
    for row in range(200):
        epw[8 + row] = "1999,1," + epw[8 + row].split(",", 2)[2].replace(",", ";")
    message = refusal(written(epw))
    assert message.count("fields instead of 22 to 35") == 5
    assert "195 more lines have as wrong a number of fields" in message
    assert len(message.splitlines()) < 20


def test_repeated_and_missing_hours_are_each_named(epw, written):
    lines = [*epw]
    lines[8 + 7000] = lines[8 + 6999]
    del lines[8 + 500 : 8 + 503]
    message = refusal(written(lines))
    absent = "there are no rows (3) for 21 January, hour ending 21:00 to 21 January, hour ending 23:00"
    assert f"before line 509: {absent}" in message
    # line numbers are those of the file as it is
    assert "line 7006: 19 October, hour ending 16:00 stands on line 7005 already" in message
    assert "there is no row for 19 October, hour ending 17:00" in message


def test_rows_that_go_back_in_time_are_named(epw, written):
    epw[8 + 100], epw[8 + 101] = epw[8 + 101], epw[8 + 100]
    message = refusal(written(epw))
    assert "line 110: 5 January, hour ending 05:00 comes after 5 January, hour ending 06:00" in message
    july = [*epw[:8], *epw[8 + 4344 :], *epw[8 : 8 + 4344]]
    message = refusal(written(july, "july.epw"))
    assert "1 January, hour ending 01:00 comes after 31 December, hour ending 24:00" in message


@pytest.mark.parametrize(("rows", "words"), [
    (24, "holds 24 hours instead of 8760, from 1 January, hour ending 01:00 to 1 January, hour ending 24:00"),
    (744, "holds 744 hours instead of 8760"),
    (8759, "after line 8767: there is no row for 31 December, hour ending 24:00"),
])  # fmt: skip
def test_a_part_of_a_year_is_named(epw, written, rows, words):
    assert words in refusal(written(epw[: 8 + rows]))


def test_two_years_are_named(epw, written):
    message = refusal(written([*epw, *epw[8:]]))
    assert "line 8 (DATA PERIODS) states 1 record an hour, but most hours have 2" in message


def test_a_year_in_an_actual_leap_year_without_its_last_day_is_named(epw, written):
    """As some programs cut a leap year down to 8760 hours."""
    leap = [",".join(["2020", "2", "29", *row.split(",")[3:]]) for row in epw[8 + 58 * 24 : 8 + 59 * 24]]
    lines = [*epw[: 8 + 59 * 24], *leap, *epw[8 + 59 * 24 : -24]]
    message = refusal(written(lines))
    assert "there are no rows (24) for 31 December, hour ending 01:00 to 31 December, hour ending 24:00" in message


@pytest.mark.parametrize("value", ["inf", "-inf", "1e999", "#REF!", "12,5", "--5"])
def test_a_cell_that_is_no_number_is_named(shelf_lines, written, value):
    first = next(i for i, line in enumerate(shelf_lines) if not line.startswith("#"))
    row = shelf_lines[first + 11].split(",")
    shelf_lines[first + 11] = ",".join([value, *row[1:]])
    message = refusal(written(shelf_lines, "cell.csv"))
    assert f"line {first + 12}" in message
    assert "not a number" in message or "fields instead of" in message


@pytest.mark.parametrize("value", ["", "nan", "NaN", "N/A", "-999", "-9999"])
def test_a_cell_that_says_missing_is_a_gap(shelf_lines, written, value):
    first = next(i for i, line in enumerate(shelf_lines) if not line.startswith("#"))
    row = shelf_lines[first + 11].split(",")
    shelf_lines[first + 11] = ",".join([value, *row[1:]])
    weather = read_weather(written(shelf_lines, "gap.csv"))
    assert weather.notes == ("dry bulb: 1 missing value in 1 gap interpolated",)


def test_daylight_saving_in_the_rows_is_suspected(epw, written):
    """A logger that follows the wall's clock leaves an hour out in March and writes one twice in November."""
    lines = [*epw]
    spring, autumn = 8 + 72 * 24 + 2, 8 + 307 * 24 + 1
    lines[autumn + 1 : autumn + 1] = [lines[autumn]]
    del lines[spring]
    message = refusal(written(lines))
    assert "an hour is missing and another one is there twice; if the file keeps daylight saving time" in message
    assert "before line 1739: there is no row for 14 March, hour ending 03:00" in message


# what would be silently wrong


def test_humidity_as_a_fraction_is_refused(epw, written):
    for row in range(8760):
        changed(epw, row, dew_point="99.9", relative_humidity="0.71")
    message = refusal(written(epw))
    assert "column relative humidity: never above 0.71 %; if it is a fraction, multiply it by 100" in message


@pytest.mark.parametrize(("column", "value", "words"), [
    ("dry_bulb", "283.15", "-90 to 60 °C; these look like kelvin"),
    ("dry_bulb", "86", "-90 to 60 °C; these look like °F"),
    ("pressure", "980", "45000 to 110000 Pa; these look like hPa"),
])  # fmt: skip
def test_values_in_another_unit_are_told_which(epw, written, column, value, words):
    for row in range(8760):
        changed(epw, row, **{column: value})
    assert words in refusal(written(epw))


def test_a_year_without_sun_is_refused(epw, written):
    for row in range(8760):
        changed(epw, row, global_horizontal="0", direct_normal="0", diffuse_horizontal="0")
    assert "zero in every row: a year without sun" in refusal(written(epw))


def test_zeros_that_mean_missing_are_computed(epw, written):
    """As files have them that know global radiation only."""
    for row in range(8760):
        changed(epw, row, direct_normal="0", diffuse_horizontal="0")
    weather = read_weather(written(epw))
    assert "direct normal: zero in every row, taken for missing" in weather.notes
    assert weather.direct_normal.sum() > 0.2 * weather.global_horizontal.sum()
    assert (weather.diffuse_horizontal <= weather.global_horizontal).all()


def test_swapped_components_of_the_sun_are_noted(shelf_lines, written):
    names = "direct_normal_w_m2", "diffuse_horizontal_w_m2"
    first = next(i for i, line in enumerate(shelf_lines) if not line.startswith("#"))
    swapped = shelf_lines[first].replace(names[0], "x").replace(names[1], names[0]).replace("x", names[1])
    shelf_lines[first] = swapped
    notes = read_weather(written(shelf_lines, "swapped.csv")).notes
    assert any("of global: columns or units may be wrong" in note for note in notes)


# words of our own for every format


@pytest.mark.slow
@pytest.mark.parametrize("value", ["1e300", "-1e6", "400", "30"])
@pytest.mark.parametrize("position", range(4))
def test_a_station_beyond_the_earth_is_refused_in_every_format(originals, written, position, value):
    """Latitude, longitude, elevation and time zone, in this order."""
    nsrdb_lines, stock = [*originals["nsrdb.csv"]], [*originals["resstock.csv"]]
    fields = nsrdb_lines[1].split(",")
    fields[(5, 6, 8, 7)[position]] = value
    nsrdb_lines[1] = ",".join(fields)
    stock[position] = stock[position].partition(":")[0] + ": " + value
    epw_lines = [*originals["whole.epw"]]
    fields = epw_lines[0].split(",")
    fields[(6, 7, 9, 8)[position]] = value
    epw_lines[0] = ",".join(fields)
    for lines, name in ((nsrdb_lines, "n.csv"), (stock, "s.csv"), (epw_lines, "e.epw")):
        weather = read_or_refused(written(lines, name))
        within = (position, value) in ((2, "400"), (2, "30"), (0, "30"))
        assert (weather is not None) == within, (name, value)


@pytest.mark.parametrize("position", range(6, 10))
@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1e999", "٣٦"])
def test_every_field_of_a_station_has_its_words(epw, written, position, text):
    head = epw[0].split(",")
    head[position] = text
    epw[0] = ",".join(head)
    if text == "٣٦":  # digits of another script are numbers to Python; the place is wrong or right, never a traceback
        read_or_refused(written(epw))
    else:
        assert f"line 1, field {position + 1}: the " in refusal(written(epw))


@pytest.mark.slow
def test_faults_of_tmy3_have_lines(epw, written):
    lines = tmy3(epw)
    lines[0] = "999999,TESTVILLE,NC,,36.1,-79.95,high"
    lines[10] = lines[10].replace("01/01/1999", "01-01-1999")
    lines[11] = lines[11].replace("10:00", "25:00")
    lines[12] = "1,2"
    message = refusal(written(lines, "tmy3.csv"))
    for words in (
        "line 1, field 4: the time zone is '', not a number",
        "line 1, field 7: the elevation is 'high', not a number",
        "line 11 is labelled '01-01-1999 09:00', which is no time of a year",
        "line 12 is labelled '01/01/1999 25:00', which is no time of a year",
        "line 13 has 2 fields instead of 13",
    ):
        assert words in message
    lines = tmy3(epw)
    lines[1] = lines[1].replace("Time (HH:MM)", "Time")
    assert "line 2 names no column 'Time (HH:MM)'" in refusal(written(lines, "time.csv"))


def test_faults_of_tmy2_have_lines(written):
    lines = (PVLIB_DATA / "12839.tm2").read_text().splitlines()
    lines[0] = lines[0].replace(" 80 16 ", " xx 16 ")
    lines[5] = lines[5][:60]
    lines[6] = lines[6][:5] + "31" + lines[6][7:]
    lines[7] = lines[7][:3] + "02" + "30" + lines[7][7:]
    message = refusal(written(lines, "broken.tm2"))
    assert "line 1: the longitude is 'xx', not a number" in message
    assert "line 6 has 60 characters" in message
    assert "line 8 is labelled '02/30 hour 07', which is no time of a year" in message


def test_faults_of_nsrdb_have_lines(epw, written):
    lines = nsrdb(epw)
    lines[1] = lines[1].replace("36.1", "N36")
    lines[20] = lines[20].replace("2021,1,1,", "2021,1,32,")
    lines[30] = lines[30].rsplit(",", 3)[0]
    message = refusal(written(lines, "nsrdb.csv"))
    for words in ("line 2: the Latitude is 'N36', not a number", "line 21 is labelled '2021 1 32 17'",
                  "line 31 has 10 fields instead of 13"):  # fmt: skip
        assert words in message


def test_faults_of_time_stamps_have_lines(epw, written):
    lines = [*PLACE, *resstock(epw)]
    lines[10] = lines[10].replace("2018-01-01 06:00:00", "tomorrow")
    lines[20] = lines[20].replace("2018-", "2016-")
    message = refusal(written(lines, "resstock.csv"))
    assert "line 11: 'tomorrow' is no date and time" in message
    assert "line 21: '2016-01-01 16:00:00' is not of the year 2018, as most rows are" in message


@pytest.mark.parametrize(("text", "words"), [
    ("Latitude (decimal degrees): 45.0\nLongitude (decimal degrees): 8.0\n", "is a CSV of PVGIS"),
    ("a;b;c\n1;2;3\n", "separated by semicolons"),
    ("a,b,c\n1,2,3\n", "is no weather file of a known kind; it can be TMY3"),
])  # fmt: skip
def test_other_kinds_are_told_the_way_out(written, text, words):
    assert words in refusal(written(text.encode(), "other.csv"))


def test_an_epw_with_semicolons_is_told_so(epw, written):
    assert "line 1 is separated by semicolons" in refusal(written([line.replace(",", ";") for line in epw]))


def test_an_epw_by_another_name_is_read(epw, written):
    same = read_weather(written(epw, "mine.csv"))
    assert same.name == "Testville, NC"


# whatever happens to a file


def read_or_refused(path: Path) -> Weather | None:
    """Return a plausible year, or None where the file is refused in words of our own; anything else fails the test."""
    refused = None
    try:
        weather = read_weather(path)
    except InvalidInput as error:
        refused = error
    if refused is not None:
        assert refused.faults
        assert not [word for word in FOREIGN_WORDS if word in str(refused)]
        assert len(refused.faults) < 60
        return None
    assert all(np.isfinite(getattr(weather, series)).all() for series in SERIES)
    assert all(getattr(weather, series).shape == (8760,) for series in SERIES)
    return weather


JUNK = [
    "", "nan", "1e999", "-9900", "9999", ",", ";", '"', "24:00", "00:00", "-1", "1/0/0", "0", "1_000", "٣", "\0", "é",
    "99999999999999999999", "1.5", "-0", "1e308", "-1e308",
]  # fmt: skip


@pytest.fixture(scope="module")
def originals(epw_lines) -> dict[str, list[str]]:
    """One whole file of every format."""
    epw = list(epw_lines)
    return {
        "whole.epw": epw,
        "shelf.csv": (bundled_root() / "weather" / "tampa-fl.csv").read_text().splitlines(),
        "tmy3.csv": tmy3(epw),
        "nsrdb.csv": nsrdb(epw),
        "resstock.csv": [*PLACE, *resstock(epw)],
        "tmy2.tm2": (PVLIB_DATA / "12839.tm2").read_text().splitlines(),
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_mutated_file_is_read_or_refused_and_never_breaks(data, tmp_path_factory, originals):
    """Cells, lines and columns changed, moved, doubled and lost, mostly near the header, in any format and encoding."""
    name = data.draw(st.sampled_from(sorted(originals)))
    lines = [*originals[name]]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.one_of(st.integers(0, 10), st.integers(0, len(lines) - 1)))
        at = min(at, len(lines) - 1)
        kind = data.draw(st.sampled_from(["cell", "delete", "repeat", "swap", "column", "cut", "pad", "tail"]))
        junk = data.draw(st.sampled_from(JUNK) | st.text(max_size=6))
        cells = lines[at].split(",")
        column = data.draw(st.integers(0, len(cells) - 1))
        if kind == "cell":
            lines[at] = ",".join([*cells[:column], junk, *cells[column + 1 :]])
        elif kind == "delete":
            del lines[at : at + data.draw(st.integers(1, 30))]
        elif kind == "repeat":
            lines[at:at] = lines[at : at + data.draw(st.integers(1, 30))]
        elif kind == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "column":
            first = min(at, 8)
            lines[first:] = [",".join([*(row := line.split(","))[:column], junk, *row[column + 1 :]])
                             for line in lines[first:]]  # fmt: skip
        elif kind == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, 80))]
        elif kind == "pad":
            lines = [line + ",," for line in lines]
        else:
            lines = lines[: max(at, 1)]
        lines = lines or [""]
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
    path = tmp_path_factory.mktemp("mutated") / name
    path.write_bytes(end.join(lines).encode(encoding, "replace"))
    read_or_refused(path)
