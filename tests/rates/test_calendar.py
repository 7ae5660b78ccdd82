"""The clock on the wall through a year of standard time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cosim.schema.calendar import by_month, clock, share_of_months
from cosim.schema.daylight_saving import rule_of_place
from cosim.schema.wall_clock import WallClock

YEARS = {2001: "monday", 2013: "tuesday", 2014: "wednesday", 2009: "thursday", 2010: "friday", 2011: "saturday",
         2006: "sunday"}  # fmt: skip


@pytest.mark.parametrize("year", [2009, 2010, 2011, 2013, 2014])
@pytest.mark.parametrize(("rule", "zone"), [
    ("us", "America/New_York"), ("eu", "Europe/Berlin"), ("au", "Australia/Sydney"), ("nz", "Pacific/Auckland"),
    ("none", "America/Phoenix"),
])  # fmt: skip
def test_labels_are_those_of_the_time_zone_database(year, rule, zone):
    labels = clock(YEARS[year], rule)
    standard = min(datetime(year, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7))
    for hour in range(0, 8760, 1):
        moment = datetime(year, 1, 1) + timedelta(hours=hour) - standard
        local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
        assert (labels.month[hour], labels.hour[hour]) == (local.month - 1, local.hour)
        assert labels.weekend[hour] == (local.weekday() >= 5)


def test_standard_time_all_year():
    labels = clock("monday", "none")
    assert np.array_equal(labels.hour, np.arange(8760) % 24)
    assert not labels.weekend[: 5 * 24].any()
    assert labels.weekend[5 * 24 : 7 * 24].all()


def test_daylight_saving_skips_one_label_and_gives_one_twice():
    labels = clock("monday", "us")
    bearers = np.zeros((365, 24), int)
    np.add.at(bearers, (labels.day, labels.hour), 1)
    assert np.argwhere(bearers == 0).tolist() == [[69, 2]]  # 11 March, 02:00
    assert np.argwhere(bearers == 2).tolist() == [[307, 1]]  # 4 November, 01:00
    assert bearers.sum() == 8760


def test_months_add_up_to_the_year():
    values = np.arange(8760.0)
    assert by_month(values).sum() == values.sum()
    assert by_month(values[:744])[0] == values[:744].sum()
    assert share_of_months(0, 8760) == pytest.approx(np.ones(12))


@pytest.mark.parametrize(("year", "weekday"), [(2023, "sunday"), (2025, "wednesday")])
def test_clocks_of_chile(year, weekday):
    """Its rule is of 2022."""
    zone, labels = ZoneInfo("America/Santiago"), clock(weekday, "cl")
    for hour in range(8760):
        moment = datetime(year, 1, 1, 4, tzinfo=UTC) + timedelta(hours=hour)
        assert labels.hour[hour] == moment.astimezone(zone).hour


@pytest.mark.parametrize(("rule", "place"), [
    ("us", (41.98, -87.92, -6)), ("us", (25.8, -80.3, -5)), ("us", (61.2, -150.0, -9)), ("us", (43.7, -79.4, -5)),
    ("us", (32.7, -117.2, -8)), ("us", (25.9, -97.4, -6)), ("none", (33.45, -112.0, -7)), ("none", (21.3, -157.9, -10)),
    ("none", (50.4, -104.7, -6)), ("none", (19.4, -99.1, -6)), ("none", (25.7, -100.3, -6)),
    ("none", (18.4, -66.0, -4)),
    ("eu", (52.5, 13.4, 1)), ("eu", (51.5, -0.1, 0)), ("eu", (38.7, -9.1, 0)), ("eu", (28.5, -16.3, 0)),
    ("eu", (35.3, 25.1, 2)), ("eu", (36.7, -4.5, 1)), ("eu", (37.1, 15.3, 1)), ("none", (64.1, -21.9, 0)),
    ("none", (36.7, 3.2, 1)), ("none", (39.9, 32.9, 2)), ("none", (30.1, 31.4, 2)), ("none", (35.7, 139.8, 9)),
    ("au", (-33.9, 151.2, 10)), ("au", (-42.9, 147.3, 10)), ("au", (-34.9, 138.6, 9.5)), ("none", (-27.5, 153.0, 10)),
    ("none", (-12.4, 130.9, 9.5)), ("none", (-31.9, 115.9, 8)), ("nz", (-36.8, 174.8, 12)), ("cl", (-33.4, -70.7, -4)),
    ("none", (-34.6, -58.4, -3)), ("none", (-23.5, -46.6, -3)), ("none", (-16.5, -68.2, -4)),
    ("none", (28.6, 77.2, 5.5)),
])  # fmt: skip
def test_the_rule_of_a_place(rule, place):
    assert rule_of_place(*place) == rule


def test_the_rule_of_a_place_is_that_of_the_time_zone_database():
    """Cities of every kind: the time zone's offsets of January and July 2025 tell whether clocks are set."""
    cities = {
        "America/Denver": (39.7, -105.0), "America/Halifax": (44.6, -63.6), "America/Bogota": (4.7, -74.1),
        "America/Lima": (-12.0, -77.0), "Europe/Helsinki": (60.2, 24.9), "Europe/Warsaw": (52.2, 21.0),
        "Africa/Johannesburg": (-26.2, 28.0), "Africa/Lagos": (6.5, 3.4), "Asia/Singapore": (1.4, 103.9),
        "Australia/Melbourne": (-37.8, 145.0), "Pacific/Auckland": (-41.3, 174.8), "Atlantic/Madeira": (32.7, -16.9),
    }  # fmt: skip
    for name, (latitude, longitude) in cities.items():
        offsets = [datetime(2025, month, 1, tzinfo=ZoneInfo(name)).utcoffset() for month in (1, 7)]
        rule = rule_of_place(latitude, longitude, min(offsets).total_seconds() / 3600)
        assert (rule != "none") == (offsets[0] != offsets[1]), name


def test_the_wait_for_what_the_clock_shows():
    """A year that begins on a Monday: clocks are set on Sunday 11 March and Sunday 4 November."""
    wall, hour, day = WallClock.of("monday", "us"), 3600.0, 86400.0
    march, november = 69 * day, 307 * day
    sunday = 6 * day
    assert wall.wait_until(sunday + 6 * hour, march) == 5 * hour
    assert wall.wait_until(sunday + 2.5 * hour, march) == 2 * hour  # skipped: as the clock is set
    assert wall.wait_until(sunday + 6 * hour, november) == 6 * hour  # from 01:00 on the wall, which comes again
    assert wall.wait_until(sunday + 6 * hour, november - hour) == 7 * hour
    assert wall.standard(march + 17 * hour) == march + 16 * hour
    assert wall.standard(march - day + 17 * hour) == march - day + 17 * hour
    assert wall.until_change(march) == 2 * hour
    assert WallClock().until_change(0.0) == float("inf")
