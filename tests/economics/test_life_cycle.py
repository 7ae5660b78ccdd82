"""Years of cost against numpy-financial and sums by hand; incentives by the day."""

from datetime import date

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.config.life_cycle import CostConfig, LifeCycleConfig
from cosim.economics.life_cycle import Option, Year, compare_years, paid_towards, present_value
from cosim.errors import InvalidInput
from cosim.rates.reading import RatesReader


def option(name, installed, bill, *, emissions=5000.0, incentive=0.0, **cost) -> Option:
    year = Year(bill, 0.0, 0.6 * bill, 0.0, 15000.0, emissions)
    return Option(name, CostConfig(installed_usd=installed, **cost), incentive, year)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=30), st.floats(-0.1, 0.2))
def test_present_value_is_that_of_numpy_financial(flows, rate):
    expected = numpy_financial.npv(rate, flows)
    assert present_value(np.array(flows), rate) == pytest.approx(expected, rel=1e-9, abs=1e-4)


def test_ten_years_by_hand():
    plan = LifeCycleConfig(years=10, discount_rate=0.05, electricity_escalation=0.02)
    [only] = compare_years([option("a", 8000, 1000, lifetime_years=10, maintenance_usd_per_year=50)], plan)
    expected = 8000 + sum((1000 * 1.02 ** (year - 1) + 50) / 1.05**year for year in range(1, 11))
    assert only.net_present_cost == pytest.approx(expected)
    annuity = sum(1.05**-year for year in range(1, 11))
    heating = 8000 + sum((600 * 1.02 ** (year - 1) + 50) / 1.05**year for year in range(1, 11))
    assert only.levelised_heat == pytest.approx(heating / (15000 * annuity))


def test_payback_and_carbon():
    plan = LifeCycleConfig(years=15, discount_rate=0.0)
    _, better = compare_years([option("a", 5000, 2000), option("b", 9000, 1500, emissions=3000)], plan)
    assert better.simple_payback == pytest.approx(8.0)
    assert better.discounted_payback == pytest.approx(8.0)
    assert better.abatement == pytest.approx((4000 - 15 * 500) / (15 * 2))


def test_discounting_lengthens_payback_and_may_end_it():
    for rate, pays in ((0.03, True), (0.10, False)):
        plan = LifeCycleConfig(years=15, discount_rate=rate)
        _, better = compare_years([option("a", 5000, 2000), option("b", 9000, 1500)], plan)
        assert better.simple_payback == pytest.approx(8.0)
        if pays:
            # 4000 = 500 (1 - 1.03^-n) / 0.03, within a year linear
            assert better.discounted_payback == pytest.approx(-np.log(1 - 4000 * 0.03 / 500) / np.log(1.03), abs=0.02)
        else:
            assert better.discounted_payback is None


def test_what_costs_more_and_saves_nothing_never_pays():
    _, worse = compare_years([option("a", 5000, 1500), option("b", 6000, 1600, emissions=6000)], LifeCycleConfig())
    assert worse.simple_payback is worse.discounted_payback is worse.abatement is None


def test_replacement_and_what_is_left():
    """Bought at 0 and 10 with a life of 10, seen over 15 years: half of the second is left."""
    plan = LifeCycleConfig(years=15, discount_rate=0.0)
    [only] = compare_years([option("a", 6000, 0, lifetime_years=10)], plan)
    assert only.net_present_cost == pytest.approx(6000 + 6000 - 3000)
    # what is there lasts 5 years more; the new one is then seen for all its ten
    [later] = compare_years([option("a", 6000, 0, lifetime_years=10, years_left=5)], plan)
    assert later.net_present_cost == pytest.approx(6000)
    assert later.first_cost == 0


@pytest.fixture
def reader(tmp_path):
    return RatesReader("scenario.toml", tmp_path)


@pytest.mark.parametrize(
    ("day", "equipment", "due"),
    [
        (date(2025, 12, 31), ("heat_pump",), 2000.0),
        (date(2026, 1, 1), ("heat_pump",), 0.0),
        (date(2022, 12, 31), ("heat_pump",), 0.0),
        (date(2024, 6, 1), ("furnace", "air_conditioner"), 1200.0),
    ],
)
def test_the_day_of_installation_decides(reader, day, equipment, due):
    plan = reader.plan(LifeCycleConfig(install_date=day, incentives=["federal-25c"]))
    assert paid_towards(12000, equipment, plan.incentives, plan.config) == due


def test_default_is_none_and_nobody_is_paid_more_than_it_cost(reader):
    plan = reader.plan(LifeCycleConfig())
    assert paid_towards(12000, ("heat_pump",), plan.incentives, plan.config) == 0
    both = [{"name": "hear", "amount_usd": 8000}, {"name": "my utility", "amount_usd": 900, "equipment": ["heat_pump"]}]
    plan = reader.plan(LifeCycleConfig(install_date=date(2026, 5, 1), incentives=both))
    assert paid_towards(12000, ("heat_pump",), plan.incentives, plan.config) == 8900
    assert paid_towards(5000, ("heat_pump",), plan.incentives, plan.config) == 5000
    assert paid_towards(12000, ("furnace",), plan.incentives, plan.config) == 0


def test_amounts_of_states_have_to_be_said(reader):
    plan = LifeCycleConfig(install_date=date(2026, 5, 1), incentives=["hear", "federal-25x"])
    with pytest.raises(InvalidInput) as caught:
        reader.plan(plan)
    first, second = map(str, caught.value.faults)
    assert "scenario.toml: life_cycle.incentives[0]: the amount of 'hear' is missing" in first
    assert "did you mean 'federal-25" in second
    with pytest.raises(ValueError, match="has incentives but no install_date"):
        LifeCycleConfig(incentives=["federal-25c"])
