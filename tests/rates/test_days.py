"""Kinds of day in a tariff: weekdays, Saturdays, Sundays and holidays."""

import tomllib
from datetime import date

import numpy as np
import pytest

from cosim.config.faults import validate
from cosim.config.tariff import TariffConfig
from cosim.errors import InvalidInput
from cosim.rates.periods import build_tariff
from cosim.schema.calendar import WEEKDAYS
from cosim.schema.holidays import holidays

WEEK = """
name = "week"
{holidays}
daylight_saving = "none"
[[periods]]
name = "Saturday"
price_usd_per_kwh = 0.2
when = [{{ days = "saturdays" }}]
[[periods]]
name = "Sunday"
price_usd_per_kwh = 0.1
when = [{{ days = "{sundays}" }}]
[[periods]]
name = "other days"
price_usd_per_kwh = 0.4
"""


def price(text: str, start_weekday: str = "monday") -> np.ndarray:
    tariff = build_tariff(validate(TariffConfig, tomllib.loads(text), "week.toml"), None, "week.toml")
    return tariff.price_by_hour(start_weekday).reshape(365, 24)[:, 12] * 3.6e6


def refusal(text: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        price(text)
    return str(caught.value)


def test_saturdays_and_sundays_have_prices_of_their_own():
    assert price(WEEK.format(holidays="", sundays="sundays"))[:7] == pytest.approx([0.4] * 5 + [0.2, 0.1])


def test_a_holiday_counts_as_a_sunday_or_as_itself():
    """4 July of a year that begins on a Monday is a Wednesday."""
    july_4 = 31 + 28 + 31 + 30 + 31 + 30 + 3
    assert price(WEEK.format(holidays='holidays = "us"', sundays="sundays"))[july_4] == pytest.approx(0.1)
    assert price(WEEK.format(holidays='holidays = ["12-24"]', sundays="sundays"))[july_4] == pytest.approx(0.4)
    own = WEEK.format(holidays='holidays = ["07-04"]', sundays="sundays").replace('"other days"', '"x"') + (
        '[[periods]]\nname = "holiday"\nprice_usd_per_kwh = 0.7\nwhen = [{ days = ["holidays"] }]\n'
    )
    found = price(own)
    assert found[july_4] == pytest.approx(0.7)
    assert found[6] == pytest.approx(0.1)


def test_weekdays_and_weekends_with_holidays():
    text = """
name = "two"
holidays = "us"
[[periods]]
name = "on"
price_usd_per_kwh = 0.3
when = [{ days = "weekdays" }]
[[periods]]
name = "off"
price_usd_per_kwh = 0.1
"""
    found = price(text, "thursday")  # as in 2026: New Year is a Thursday, Christmas a Friday
    assert found[[0, 1, 2, 358]] == pytest.approx([0.1, 0.3, 0.1, 0.1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WEEK.format(holidays='holidays = ["02-30"]', sundays="sundays"), "month 2 has no day 30"),
        (WEEK.format(holidays="", sundays="holidays"), "has prices of holidays, but no holidays"),
        (WEEK.format(holidays="", sundays="weekends"), "a Saturday in January from 0:00 to 1:00 has more than one"),
    ],
)
def test_faults_of_days(text, said):
    assert said in refusal(text)


@pytest.mark.parametrize(("year", "expected"), [
    (2026, ("01-01", "05-25", "07-04", "09-07", "11-26", "12-25")),
    (2023, ("01-02", "05-29", "07-04", "09-04", "11-23", "12-25")),  # New Year on a Sunday
    (2021, ("01-01", "05-31", "07-05", "09-06", "11-25", "12-25")),  # 4 July on a Sunday
])  # fmt: skip
def test_six_holidays_of_the_united_states(year, expected):
    """Days that NERC publishes as off-peak days: of these on a Sunday, the Monday after."""
    days = [(date.fromisoformat(f"{year}-{day}") - date(year, 1, 1)).days for day in expected]
    assert holidays("us", date(year, 1, 1).weekday()) == days


def test_eleven_federal_holidays():
    """Those of 2025 as the US Office of Personnel Management lists them."""
    listed = ("01-01", "01-20", "02-17", "05-26", "06-19", "07-04", "09-01", "10-13", "11-11", "11-27", "12-25")
    days = [(date.fromisoformat(f"2025-{day}") - date(2025, 1, 1)).days for day in listed]
    assert WEEKDAYS[date(2025, 1, 1).weekday()] == "wednesday"
    assert holidays("us-federal", 2) == days
