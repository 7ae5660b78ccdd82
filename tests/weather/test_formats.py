"""What a format may look like and still be read, and what it becomes: files of other programs, generated here."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cosim.errors import InvalidInput
from cosim.project import bundled_root
from cosim.weather import Station, Weather, read_weather
from tests.weather.conftest import FIELDS, PVLIB_DATA, SERIES, year_labels

EPW_HEAD = 8


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_weather(path)
    return str(caught.value)


def same(ours: Weather, theirs: Weather, *leaving_out: str) -> None:
    for name in SERIES:
        if name not in leaving_out:
            np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-9, err_msg=name)


def values(row: str) -> dict[str, str]:
    fields = row.split(",")
    return {name: fields[at] for name, at in FIELDS.items()}


# against other readers


@pytest.mark.slow
@pytest.mark.parametrize("name", ["703165TY.csv", "723170TYA.CSV", "12839.tm2"])
def test_typical_years_are_read_as_pvlib_reads_them(name):
    from pvlib import iotools

    path = PVLIB_DATA / name
    if not path.is_file():
        pytest.skip(f"this pvlib does not ship {name}")
    ours = read_weather(path)
    if name.endswith(".tm2"):
        theirs, station = iotools.read_tmy2(path)
        columns = {"dry_bulb": theirs["DryBulb"] / 10 + 273.15, "dew_point": theirs["DewPoint"] / 10 + 273.15,
                   "wind_speed": theirs["Wspd"] / 10, "pressure": theirs["Pressure"] * 100,
                   "global_horizontal": theirs["GHI"], "direct_normal": theirs["DNI"],
                   "diffuse_horizontal": theirs["DHI"], "wind_direction": theirs["Wdir"]}  # fmt: skip
    else:
        theirs, station = iotools.read_tmy3(path, coerce_year=2001, map_variables=True)
        columns = {"dry_bulb": theirs["temp_air"] + 273.15, "wind_speed": theirs["wind_speed"],
                   "pressure": theirs["pressure"] * 100, "global_horizontal": theirs["ghi"],
                   "direct_normal": theirs["dni"], "diffuse_horizontal": theirs["dhi"]}  # fmt: skip
    for column, expected in columns.items():
        np.testing.assert_allclose(getattr(ours, column), np.asarray(expected, float), atol=1e-9, err_msg=column)
    assert (ours.latitude, ours.longitude) == pytest.approx((station["latitude"], station["longitude"]))
    assert (ours.elevation, ours.time_zone) == (station["altitude"], station["TZ"])


def test_an_epw_is_read_as_pvlib_reads_it(reference):
    from pvlib import iotools

    path = reference / "weather" / "USA_MN_Duluth.Intl.AP.727450_TMY3.epw"
    ours = read_weather(path)
    theirs, station = iotools.read_epw(path, coerce_year=2001)
    pairs = {
        "global_horizontal": "ghi", "direct_normal": "dni", "diffuse_horizontal": "dhi", "wind_speed": "wind_speed",
        "wind_direction": "wind_direction", "pressure": "atmospheric_pressure", "sky_infrared": "ghi_infrared",
    }  # fmt: skip
    for name, other in pairs.items():
        np.testing.assert_allclose(getattr(ours, name), theirs[other].to_numpy(float), err_msg=name)
    np.testing.assert_allclose(ours.dry_bulb - 273.15, theirs["temp_air"].to_numpy(float), atol=1e-9)
    assert (ours.latitude, ours.time_zone) == (station["latitude"], station["TZ"])


# EPW


@pytest.mark.parametrize("pad", [",,,,,,,,", ',"","",'])
def test_an_epw_that_a_spreadsheet_saved_is_read(epw, written, pad):
    plain = read_weather(written(epw))
    padded = [*(line + pad for line in epw[:EPW_HEAD]), *(row + ",," for row in epw[EPW_HEAD:]), ",,,,", ""]
    same(read_weather(written(padded, "padded.epw")), plain)


@pytest.mark.parametrize(
    ("city", "name"),
    [('"Sample, Town"', "Sample, Town, NC"), ('"Testville"', "Testville, NC"), ("A/B 'C'", "A/B 'C', NC"),
     ('"He said ""no"""', 'He said "no", NC')],
)  # fmt: skip
def test_the_city_may_be_quoted_and_hold_commas(epw, written, city, name):
    epw[0] = epw[0].replace("Testville", city)
    weather = read_weather(written(epw))
    assert (weather.name, weather.time_zone, weather.longitude) == (name, -5.0, -79.95)


def test_commas_outside_of_quotes_are_named(epw, written):
    """A city with a comma, or a time zone with a decimal comma: which field is which cannot be told."""
    for old, new in (("Testville", "Test, ville"), ("-5.0", "-5,0")):
        lines = [epw[0].replace(old, new), *epw[1:]]
        assert "line 1 (LOCATION) has 11 fields instead of 10" in refusal(written(lines))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-8"])
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_encodings_and_line_ends_of_any_origin(epw, written, encoding, end):
    epw[0] = epw[0].replace("Testville", "Zürich…")
    epw[5] = 'COMMENTS 1,an odd " quote and 21 °C'
    weather = read_weather(written(end.join([*epw, ""]).encode(encoding)))
    assert weather.name == "Zürich…, NC"
    np.testing.assert_allclose(weather.dry_bulb, 283.15 + np.arange(8760) / 1000, atol=1e-3)


def often(epw: list[str], minutes: tuple[int, ...]) -> list[str]:
    """Return an EPW with a row for each of `minutes`: sunshine 0.9 and 1.1 of the hour's, 1 K colder before its end."""
    lines = [*epw[:7], epw[7].replace("1,1,Data", f"1,{len(minutes)},Data")]
    for row in epw[EPW_HEAD:]:
        fields = row.split(",")
        sun = float(fields[13])
        for i, minute in enumerate(minutes):
            last = i == len(minutes) - 1
            part = [*fields]
            part[4] = str(minute)
            part[6] = f"{float(fields[6]) - (0 if last else 1):.3f}"
            part[13] = f"{sun * (1 + 0.1 * (i - (len(minutes) - 1) / 2)):.3f}"
            lines.append(",".join(part))
    return lines


@pytest.mark.slow
@pytest.mark.parametrize("minutes", [(30, 60), (15, 30, 45, 60), (30, 0), (0, 30), (10, 20, 30, 40, 50, 60)])
def test_sub_hourly_files_become_means_and_values_at_the_hours_end(epw, written, minutes):
    plain = read_weather(written(epw))
    weather = read_weather(written(often(epw, minutes), "often.epw"))
    np.testing.assert_allclose(weather.global_horizontal, plain.global_horizontal, rtol=1e-5)
    np.testing.assert_allclose(weather.dry_bulb, plain.dry_bulb, atol=2e-3)
    assert any(f"{len(minutes)} records an hour" in note for note in weather.notes)


def test_an_impossible_value_in_a_part_of_an_hour_is_not_hidden_by_its_mean(epw, written):
    lines = often(epw, (30, 60))
    lines[8 + 20] = with_field(lines[8 + 20], 13, "2500")
    assert "line 29: 2500 W/m2 is impossible" in refusal(written(lines))


@pytest.mark.slow
@pytest.mark.parametrize(("states", "rows"), [("2", 1), ("1", 2), ("4", 2)])
def test_a_header_that_contradicts_its_rows_is_named(epw, written, states, rows):
    lines = often(epw, (30, 60)) if rows == 2 else epw
    lines[7] = f"DATA PERIODS,1,{states},Data,Sunday, 1/ 1,12/31"
    message = refusal(written(lines))
    assert f"line 8 (DATA PERIODS) states {states} record" in message
    assert f"most hours have {rows}" in message


@pytest.mark.parametrize("many", ["0", "7", "x", "", "-1", "999999999999"])
def test_impossible_records_an_hour_are_named(epw, written, many):
    epw[7] = f"DATA PERIODS,1,{many},Data,Sunday, 1/ 1,12/31"
    assert f"line 8 (DATA PERIODS), field 3: {many!r:.14}" in refusal(written(epw))


def test_two_data_periods_that_make_a_year_are_read(epw, written):
    plain = read_weather(written(epw))
    epw[7] = "DATA PERIODS,2,1,Winter,Sunday, 1/ 1, 6/30,Summer,Sunday, 7/ 1,12/31"
    same(read_weather(written(epw, "two.epw")), plain)


def test_a_longer_header_is_no_fault(epw, written):
    plain = read_weather(written(epw))
    same(read_weather(written([*epw[:6], "COMMENTS 1,more", *epw[6:]], "long.epw")), plain)


# TMY3


def tmy3(epw: list[str], midnight: str = "24:00") -> list[str]:
    names = ("Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),TotCld (tenths),OpqCld (tenths),"
             "Dry-bulb (C),Dew-point (C),RHum (%),Pressure (mbar),Wdir (degrees),Wspd (m/s)")  # fmt: skip
    rows = []
    for (month, day, hour), row in zip(year_labels(), epw[EPW_HEAD:], strict=True):
        v = values(row)
        date, time = f"{month:02d}/{day:02d}", f"{hour:02d}:00"
        if hour == 24 and midnight == "00:00":
            month, day, _ = year_labels()[(len(rows) + 1) % 8760]
            date, time = f"{month:02d}/{day:02d}", "00:00"
        rows.append(
            f"{date}/1999,{time},{v['global_horizontal']},{v['direct_normal']},{v['diffuse_horizontal']},"
            f"{v['total_cover']},{v['opaque_cover']},{v['dry_bulb']},{v['dew_point']},{v['relative_humidity']},"
            f"{float(v['pressure']) / 100:g},{v['wind_direction']},{v['wind_speed']}"
        )
    return ['999999,"TESTVILLE, NORTH",NC,-5.0,36.1,-79.95,273', names, *rows]


def with_field(row: str, position: int, value: str) -> str:
    fields = row.split(",")
    fields[position] = value
    return ",".join(fields)


@pytest.mark.slow
@pytest.mark.parametrize("midnight", ["24:00", "00:00"])
@pytest.mark.parametrize("pad", ["", ",,"])
def test_midnight_has_two_names(epw, written, midnight, pad):
    plain = read_weather(written(epw))
    weather = read_weather(written([line + pad for line in tmy3(epw, midnight)], "tmy3.csv"))
    same(weather, plain, "sky_infrared")
    assert weather.name == "Testville, North, NC"


def test_hours_labelled_by_their_beginning_are_refused_in_words(epw, written):
    lines = tmy3(epw)
    shifted = [*lines[:2], *(row.replace(f",{h:02d}:00,", f",{h - 1:02d}:00,") for row, (_, _, h) in
                             zip(lines[2:], year_labels(), strict=True))]  # fmt: skip
    message = refusal(written(shifted, "begin.csv"))
    assert "line 3 is labelled 1 January 00:00, which ends the year before" in message
    assert "hours are labelled by their end" in message


def test_midnight_before_and_after_a_leap_day(epw, written):
    """00:00 of 1 March is 24:00 of 29 February in a leap year and of 28 February in another."""
    lines = tmy3(epw, "00:00")
    march = 2 + 59 * 24  # its first row is 1 March 01:00; the row before is 28 February 24:00, written 03/01 00:00
    leap = [f"02/29/1996,{h:02d}:00," + lines[march - 25 + h].split(",", 2)[2] for h in range(1, 24)]
    leap.append("03/01/1996,00:00," + lines[march - 1].split(",", 2)[2])
    lines[march - 1] = lines[march - 1].replace("03/01/1999,00:00", "02/29/1996,00:00")
    weather = read_weather(written([*lines[:march], *leap, *lines[march:]], "leap.csv"))
    same(weather, read_weather(written(epw)), "sky_infrared")
    assert any("29 February dropped (24 hours)" in note for note in weather.notes)


# NSRDB


def nsrdb(
    epw: list[str], *, year: int = 2021, zone: float = -5, minutes: tuple[int, ...] = (30,), spelling: str = "nsrdb"
) -> list[str]:
    """Return a year as NSRDB hands it out: dry bulb rises by 0.001 K an hour, the sun shines as in the EPW."""
    hours = len(year_labels())
    base = [values(row) for row in epw[EPW_HEAD:]]
    spelled = {
        "nsrdb": "GHI,DNI,DHI,Temperature,Dew Point,Pressure,Wind Speed,Wind Direction",
        "sam": "GHI,DNI,DHI,Tdry,Tdew,Pres,Wspd,Wdir",
    }[spelling]
    rows = []
    for h in range(hours):
        local = (h + round(-5 - zone)) % hours
        month, day, hour = year_labels()[h]
        v = base[local]
        for minute in minutes:
            dry = 10 + (local + minute / 60 - 1) / 1000
            rows.append(
                f"{year},{month},{day},{hour - 1},{minute},{v['global_horizontal']},{v['direct_normal']},"
                f"{v['diffuse_horizontal']},{dry:.5f},{v['dew_point']},{float(v['pressure']) / 100:g},"
                f"{v['wind_speed']},{v['wind_direction']}"
            )
    return [
        "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone,Version",
        f"NSRDB,1234,-,-,-,36.1,-79.95,{zone:g},273,-5,v0",
        f"Year,Month,Day,Hour,Minute,{spelled}",
        *rows,
    ]


@pytest.mark.parametrize("spelling", ["nsrdb", "sam"])
def test_a_year_of_nsrdb_is_read(epw, written, spelling):
    weather = read_weather(written(nsrdb(epw, spelling=spelling), "nsrdb.csv"))
    plain = read_weather(written(epw))
    # the instant in the middle of an hour stands for its mean; temperatures are interpolated to its end
    np.testing.assert_allclose(weather.global_horizontal, plain.global_horizontal)
    np.testing.assert_allclose(weather.dry_bulb[:-1], plain.dry_bulb[:-1], atol=1e-4)
    np.testing.assert_allclose(weather.pressure, plain.pressure)
    assert (weather.time_zone, weather.elevation, weather.name) == (-5.0, 273.0, "NSRDB 1234")
    assert (weather.year, weather.start_weekday) == (2021, "friday")


@pytest.mark.slow
def test_nsrdb_in_utc_becomes_local_time(epw, written):
    local = read_weather(written(nsrdb(epw), "local.csv"))
    utc = read_weather(written(nsrdb(epw, zone=0), "utc.csv"))
    same(utc, local)
    assert any("rows in UTC moved by -5 h to local standard time" in note for note in utc.notes)


def test_nsrdb_that_says_local_but_runs_in_utc_is_refused(epw, written):
    lines = nsrdb(epw, zone=0)
    lines[1] = lines[1].replace(",0,273,-5", ",-5,273,-5")
    message = refusal(written(lines, "lies.csv"))
    assert "the sun shines 4.7 h too late" in message  # the sun of the made-up file is 0.3 h early by itself
    assert "its rows fit a time zone of UTC" in message


@pytest.mark.parametrize(("version", "factor"), [("v3.2.2", 1.25), ("4.0.0", 1.25), ("v2.0.1", 1.0), ("", 1.0)])
def test_the_wind_of_nsrdb_stands_at_2_m_since_version_3(epw, written, version, factor):
    """1.25: the ratio of 10 to 2 m over open country, by the table of the ASHRAE handbook."""
    lines = nsrdb(epw)
    lines[1] = lines[1].replace(",v0", f",{version}")
    weather = read_weather(written(lines, "nsrdb.csv"))
    assert weather.wind_speed == pytest.approx(3 * factor, rel=0.005)
    assert any("wind speed: of 2 m above ground" in note for note in weather.notes) == (factor > 1)


@pytest.mark.slow
@pytest.mark.parametrize("minutes", [(0, 30), (15, 45), (0, 15, 30, 45)])
def test_half_hours_of_nsrdb_become_hours(epw, written, minutes):
    weather = read_weather(written(nsrdb(epw, minutes=minutes), "half.csv"))
    plain = read_weather(written(epw))
    assert weather.global_horizontal.sum() == pytest.approx(plain.global_horizontal.sum())
    # instants at an hour's edge count half to it: an hour at the edge of a bright spell takes a part of it
    step = 60 / len(minutes)
    part = 0.5 / len(minutes) if minutes[0] == 0 else 0.0
    day = weather.global_horizontal[:24]
    np.testing.assert_allclose(day[[7, 8, 12, 15, 16]], np.array([part, 1, 1, 1 - part, 0]) * 400)
    assert step > 0
    np.testing.assert_allclose(weather.dry_bulb[:-1], plain.dry_bulb[:-1], atol=1e-4)


@pytest.mark.slow
def test_nsrdb_is_read_as_pvlib_reads_it(epw, written):
    from pvlib import iotools

    path = written(nsrdb(epw), "nsrdb.csv")
    theirs, station = iotools.read_nsrdb_psm4(path, map_variables=True)
    ours = read_weather(path)
    np.testing.assert_allclose(ours.global_horizontal, theirs["ghi"].to_numpy(float))
    np.testing.assert_allclose(ours.direct_normal, theirs["dni"].to_numpy(float))
    np.testing.assert_allclose(ours.pressure, theirs["pressure"].to_numpy(float) * 100)
    # at an hour's end lies the mean of the two half hours beside it
    middle = theirs["temp_air"].to_numpy(float)
    np.testing.assert_allclose(ours.dry_bulb - 273.15, (middle + np.roll(middle, -1)) / 2, atol=1e-9)
    assert ours.elevation == station["altitude"]


@pytest.mark.slow
def test_a_leap_day_of_nsrdb_is_dropped(epw, written):
    lines = nsrdb(epw, year=2020)
    march = 3 + 59 * 24
    leap = [with_field(with_field(row, 2, "29"), 1, "2") for row in lines[march - 24 : march]]
    weather = read_weather(written([*lines[:march], *leap, *lines[march:]], "leap.csv"))
    assert weather.start_weekday == "wednesday"
    assert any("29 February dropped (24 hours)" in note for note in weather.notes)
    plain = read_weather(written(epw))
    np.testing.assert_allclose(weather.global_horizontal, plain.global_horizontal)


# ResStock, and the shelf's format with time stamps


def resstock(epw: list[str], *, year: int = 2018, form: str = "iso") -> list[str]:
    rows = []
    for h, row in enumerate(epw[EPW_HEAD:]):
        v = values(row)
        stamp = np.datetime64(f"{year}-01-01T00:00", "m") + np.timedelta64(60 * (h + 1), "m")
        time = stamp.astype(object)
        text = str(time) if form == "iso" else f"{time.month}/{time.day}/{time.year} {time.hour}:00"
        rows.append(f"{text},{v['dry_bulb']},{v['relative_humidity']},{v['wind_speed']},{v['wind_direction']},"
                    f"{v['global_horizontal']},{v['direct_normal']},{v['diffuse_horizontal']}")  # fmt: skip
    return [
        "date_time,Dry Bulb Temperature [°C],Relative Humidity [%],Wind Speed [m/s],Wind Direction [Deg],"
        "Global Horizontal Radiation [W/m2],Direct Normal Radiation [W/m2],Diffuse Horizontal Radiation [W/m2]",
        *rows,
    ]


PLACE = ["# latitude_deg: 36.1", "# longitude_deg: -79.95", "# elevation_m: 273", "# time_zone_h: -5"]


@pytest.mark.parametrize("form", ["iso", "spreadsheet"])
def test_weather_of_resstock_is_read_where_its_place_is_written_above(epw, written, form):
    weather = read_weather(written([*PLACE, *resstock(epw, form=form)], "resstock.csv"))
    plain = read_weather(written(epw))
    same(weather, plain, "dew_point", "humidity_ratio", "pressure", "sky_infrared")
    assert (weather.year, weather.start_weekday) == (2018, "monday")
    notes = "\n".join(weather.notes)
    assert "dew point: 8760 values computed from relative humidity" in notes
    assert "pressure: 8760 missing values computed from the elevation, 273 m" in notes
    assert weather.pressure == pytest.approx(98087, abs=5)  # US Standard Atmosphere at 273 m


@pytest.mark.slow
def test_a_place_that_is_known_elsewhere_does_for_resstock(epw, written):
    stated = read_weather(written([*PLACE, *resstock(epw)], "stated.csv"))
    place = Station(stated.latitude, stated.longitude, stated.time_zone, stated.elevation)
    plain = written(resstock(epw), "G1700310_2018.csv")
    weather = read_weather(plain, station=place)
    assert (weather.latitude, weather.elevation) == (stated.latitude, stated.elevation)
    np.testing.assert_array_equal(weather.pressure, stated.pressure)
    at_sea = read_weather(plain, station=replace(place, elevation=None))
    assert at_sea.elevation == 0.0
    assert any("nobody states the elevation" in note for note in at_sea.notes)
    far = replace(place, latitude=10.0)  # what the file states itself counts
    assert read_weather(written([*PLACE, *resstock(epw)], "own.csv"), station=far).latitude == stated.latitude


def test_resstock_without_its_place_is_told_what_would_do(epw, written):
    message = refusal(written(resstock(epw), "resstock.csv"))
    assert "has no line '# latitude_deg: ...' at its top; write lines such as" in message
    assert all(key in message for key in ("longitude_deg", "elevation_m", "time_zone_h"))


@pytest.mark.slow
def test_a_shelf_file_may_have_time_stamps(written):
    lines = (bundled_root() / "weather" / "golden-co.csv").read_text().splitlines()
    first = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    hours = np.datetime64("2024-01-01T00:00", "s") + np.arange(1, 8785) * np.timedelta64(3600, "s")
    rows = lines[first + 1 :]
    rows = [*rows[: 59 * 24], *rows[58 * 24 : 59 * 24], *rows[59 * 24 :]]  # 2024 has a 29 February
    stamped = [f"{hour},{row}" for hour, row in zip(hours, rows, strict=True)]
    path = written([*lines[:first], "time," + lines[first], *stamped], "stamped.csv")
    weather = read_weather(path)
    same(weather, read_weather(bundled_root() / "weather" / "golden-co.csv"))
    assert (weather.year, weather.start_weekday) == (2024, "monday")
    # the same hours with an offset from UTC
    zulu = [f"{hour + np.timedelta64(7 * 3600, 's')}Z,{row}" for hour, row in zip(hours, rows, strict=True)]
    same(read_weather(written([*lines[:first], "time," + lines[first], *zulu], "zulu.csv")), weather)


def test_a_leap_year_whose_file_leaves_29_february_out_is_read(epw, written):
    """As programs write it that know years of 365 days only."""
    lines = resstock(epw, year=2023)
    moved = [line.replace("2023-", "2024-").replace("2024-01-01 00", "2025-01-01 00") if i < 8760 else line
             for i, line in enumerate(lines)]  # fmt: skip
    moved = [line.replace("2024-03-01 00:00", "2024-02-29 00:00") for line in moved]
    weather = read_weather(written([*PLACE, *moved], "short.csv"))
    np.testing.assert_allclose(weather.dry_bulb, 283.15 + np.arange(8760) / 1000, atol=1e-3)
    assert (weather.year, weather.start_weekday) == (2024, "monday")


# what is not there


def without(lines: list[str], *columns: str) -> list[str]:
    first = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    gone = [lines[first].split(",").index(name) for name in columns]
    return [*lines[:first],
            *(",".join(v for i, v in enumerate(row.split(",")) if i not in gone) for row in lines[first:])]  # fmt: skip


def test_columns_that_physics_can_supply_may_be_absent(shelf_lines, written):
    whole = read_weather(written(shelf_lines, "whole.csv"))
    bare = read_weather(
        written(without(shelf_lines, "pressure_pa", "wind_direction_deg", "sky_infrared_w_m2"), "b.csv")
    )
    assert bare.pressure.mean() == pytest.approx(whole.pressure.mean(), rel=0.01)
    assert (bare.wind_direction == 180).all()
    assert bare.sky_infrared.mean() == pytest.approx(whole.sky_infrared.mean(), abs=15)
    same(bare, whole, "pressure", "wind_direction", "sky_infrared", "humidity_ratio")
    assert len(bare.notes) == 3


def test_global_radiation_alone_is_split(shelf_lines, written):
    """By the correlation of Erbs; a year's direct radiation comes out within a tenth of what the station has."""
    whole = read_weather(written(shelf_lines, "whole.csv"))
    split = read_weather(written(without(shelf_lines, "direct_normal_w_m2", "diffuse_horizontal_w_m2"), "ghi.csv"))
    assert split.direct_normal.sum() == pytest.approx(whole.direct_normal.sum(), rel=0.1)
    assert split.diffuse_horizontal.sum() == pytest.approx(whole.diffuse_horizontal.sum(), rel=0.15)
    assert np.corrcoef(split.direct_normal, whole.direct_normal)[0, 1] > 0.9
    assert (split.diffuse_horizontal >= -1e-9).all()
    assert any("8760 values computed from global by the correlation of Erbs" in note for note in split.notes)


def test_global_radiation_follows_from_direct_and_diffuse(shelf_lines, written):
    whole = read_weather(written(shelf_lines, "whole.csv"))
    joined = read_weather(written(without(shelf_lines, "global_horizontal_w_m2"), "parts.csv"))
    assert joined.global_horizontal.sum() == pytest.approx(whole.global_horizontal.sum(), rel=0.02)


@pytest.mark.parametrize(("column", "words"), [
    ("dry_bulb_c", "no values in column 'dry_bulb_c'"),
    ("dew_point_c", "no values in column 'dew_point_c' (dew point); relative humidity would do as well"),
    ("wind_speed_m_s", "no values in column 'wind_speed_m_s'"),
])  # fmt: skip
def test_what_nothing_supplies_is_named_as_the_file_names_it(shelf_lines, written, column, words):
    assert words in refusal(written(without(shelf_lines, column), "c.csv"))


def test_an_epw_whose_wind_direction_and_pressure_are_missing_is_read(epw, written):
    rows = [with_field(with_field(row, 20, "999"), 9, "999999") for row in epw[EPW_HEAD:]]
    weather = read_weather(written([*epw[:EPW_HEAD], *rows]))
    assert "wind direction: 8760 missing values taken as 180° (south)" in weather.notes
    assert weather.pressure == pytest.approx(98087, abs=5)


def test_an_elevation_that_contradicts_the_pressure_is_noted(epw, written):
    epw[0] = epw[0].replace("273.0", "2200")
    assert any("one of the two is wrong" in note for note in read_weather(written(epw)).notes)
