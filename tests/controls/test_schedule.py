"""Schedules: each hour of the week has its setpoints once, and what is not so is refused with day and time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.config.demand_response import seconds_of
from cosim.config.faults import validate
from cosim.config.schedule import WEEK, WEEKDAYS
from cosim.config.thermostat import ThermostatConfig
from cosim.constants import DAY
from cosim.errors import InvalidInput

HOME = {"days": "every day", "begins_h": 6, "ends_h": 22}
NIGHT = {"days": "every day", "begins_h": 22, "ends_h": 6, "heating_setpoint_f": 60}


def thermostat(**keys) -> ThermostatConfig:
    return validate(ThermostatConfig, keys, "home.toml")


def faults(**keys) -> str:
    with pytest.raises(InvalidInput) as refused:
        thermostat(**keys)
    return str(refused.value)


@pytest.mark.slow
@given(
    cuts=st.lists(st.integers(min_value=1, max_value=95), min_size=1, max_size=6, unique=True).map(sorted),
    heats=st.lists(st.integers(min_value=10, max_value=20), min_size=7, max_size=7),
)
def test_any_partition_of_the_day_gives_each_moment_its_own_period(cuts, heats):
    edges = [0, *cuts, 96]
    periods = [
        {"begins_min": 15 * a, "ends_min": 15 * b, "heating_setpoint_c": heat}
        for a, b, heat in zip(edges, edges[1:], heats, strict=False)
    ]
    week = thermostat(schedule=periods, cooling_setpoint_c=26).week()
    for day in range(7):
        for a, b, heat in zip(edges, edges[1:], heats, strict=False):
            moment = day * DAY + 900.0 * (a + b) / 2
            in_force = [entry for entry in week if entry.begins <= moment][-1]
            assert in_force.heating == pytest.approx(heat + 273.15)


def test_a_night_over_midnight_belongs_to_the_day_on_which_it_begins():
    week = thermostat(schedule=[
        {"days": "friday", "begins_h": 22, "ends_h": 9, "heating_setpoint_c": 15},
        {"days": "saturday", "begins_h": 9, "ends_h": 24},
        {"days": ["sunday", "monday", "tuesday", "wednesday", "thursday"], "begins_h": 0, "ends_h": 24},
        {"days": "friday", "begins_h": 0, "ends_h": 22},
    ]).week()  # fmt: skip
    cold = [entry for entry in week if entry.heating == pytest.approx(288.15)]
    assert [entry.begins for entry in cold] == [4 * DAY + 22 * 3600]
    after = week[(week.index(cold[0]) + 1) % len(week)]
    assert after.begins == 5 * DAY + 9 * 3600


def test_sunday_night_lasts_into_monday():
    week = thermostat(schedule=[HOME, NIGHT]).week()
    assert week[0].begins == 0.0 and week[0].heating < week[1].heating
    assert all(0.0 <= entry.begins < WEEK for entry in week)


def test_the_short_form_of_a_night_is_the_same_week():
    short = thermostat(night_heating_setpoint_f=60).week()
    long = thermostat(schedule=[HOME, NIGHT]).week()
    assert list(short) == list(long)[1:] or {e[1:] for e in short} == {e[1:] for e in long}


def test_a_missing_hour_is_named_with_its_day():
    text = faults(schedule=[{"days": "weekdays", "begins_h": 0, "ends_h": 24},
                            {"days": "weekend", "begins_h": 0, "ends_h": 16.5},
                            {"days": "weekend", "begins_h": 17, "ends_h": 24}])  # fmt: skip
    assert "no period covers saturday 16:30 to 17:00" in text
    assert "sunday 16:30 to 17:00" in text
    assert "monday" not in text


def test_overlapping_periods_are_named():
    text = faults(schedule=[{"days": "every day", "begins_h": 6, "ends_h": 23}, NIGHT])
    assert "schedule[0] and schedule[1] overlap on monday 22:00 to 23:00" in text
    assert all(day in text for day in WEEKDAYS)


def test_heating_above_cooling_is_named_with_its_time():
    text = faults(schedule=[HOME, NIGHT | {"heating_setpoint_f": 80}])
    assert "on monday 00:00 to 06:00" in text and "26.7 °C" in text
    assert "by day" in faults(heating_setpoint_f=76, cooling_setpoint_f=75)
    assert "at night" in faults(night_heating_setpoint_f=78)
    assert "least 2 K" in faults(heating_setpoint_c=20, cooling_setpoint_c=21.5, min_gap_k=2)


def test_contradictions_are_refused():
    assert "the night begins when it ends" in faults(night_heating_setpoint_f=60, night_begins_h=5, night_ends_h=5)
    assert "contradict" in faults(schedule=[HOME, NIGHT], night_heating_setpoint_f=60)
    assert "begins and ends at the same time" in faults(schedule=[HOME | {"ends_h": 6}])
    assert "did you mean 'tuesday'" in faults(schedule=[HOME | {"days": ["tusday"]}])


def test_moments_of_a_year():
    assert seconds_of("01-01 00:00") == 0.0
    assert seconds_of("2024-03-01 12:30") == (31 + 28) * DAY + 12.5 * 3600
    for wrong in ("02-29 10:00", "13-01 10:00", "01-01", "soon", "01-01 10:75", "01-01 25:00"):
        with pytest.raises(ValueError, match="moment|minute"):
            seconds_of(wrong)
