"""The clock on the wall through a year of standard time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cosim.schema.calendar import by_month, clock, share_of_months

YEARS = {2001: "monday", 2013: "tuesday", 2014: "wednesday", 2009: "thursday", 2010: "friday", 2011: "saturday",
         2006: "sunday"}  # fmt: skip


@pytest.mark.parametrize("year", [2009, 2010, 2011, 2013, 2014])
@pytest.mark.parametrize(("rule", "zone"), [("us", "America/New_York"), ("eu", "Europe/Berlin")])
def test_labels_are_those_of_the_time_zone_database(year, rule, zone):
    labels = clock(YEARS[year], rule)
    begin = datetime(year, 1, 1, tzinfo=ZoneInfo(zone))
    standard = begin.utcoffset()
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
