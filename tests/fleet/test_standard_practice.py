"""The tests of the California Standard Practice Manual, against sums done by hand."""

import numpy as np
import pytest

from cosim.config.programme import AvoidedCostsConfig, EconomicsConfig
from cosim.fleet.standard_practice import Adoption, Change, bought, present_worth, standard_tests, yearly_change
from cosim.units import KILOWATT_HOUR

AVOIDED = AvoidedCostsConfig.model_validate(
    {"electricity_usd_per_kwh": 0.05, "gas_usd_per_therm": 0.6, "capacity_usd_per_kw_year": 100.0, "peak_hours": 10,
     "losses": 0.2, "carbon_usd_per_t": 100.0}
)  # fmt: skip
FLAT = EconomicsConfig(discount_participant=0.0, discount_utility=0.0, discount_societal=0.0, net_to_gross=0.8)
# per year: electricity costs 100 more to supply and 50 in capacity, gas 80 less; bills rise by 130 and fall by 200
CHANGE = Change(100.0, 50.0, -80.0, 130.0, -200.0, -1000.0, 500.0)
TEN_HOMES = Adoption("heat pump", 10, 60.0, 20.0, 5.0, 3.0, 10)


def named():
    return {test.name: test for test in standard_tests(CHANGE, [TEN_HOMES], FLAT, AVOIDED)}


def test_participant_counts_bills_and_incentives():
    test = named()["Participant"]
    assert test.benefits == {"bills for gas": 2000.0, "incentives": 200.0, "tax credits": 50.0}
    assert test.costs == {"bills for electricity": 1300.0, "measures": 600.0}
    assert test.ratio == pytest.approx(2250 / 1900)


def test_ratepayers_gain_revenue_and_pay_for_supply_and_programme():
    test = named()["Ratepayer impact"]
    assert test.net == pytest.approx(0.8 * 10 * (80 + 130 - 100 - 50 - 200) - 200 - 30)


def test_total_resource_cost_leaves_transfers_out():
    test = named()["Total resource cost"]
    assert test.net == pytest.approx(0.8 * (10 * (80 - 100 - 50) + 50 - 600) - 30)
    assert not any("bill" in name or "incentive" in name or "revenue" in name for name in test.benefits | test.costs)


def test_administrator_pays_what_it_spends():
    assert named()["Programme administrator"].net == pytest.approx(0.8 * 10 * (80 - 150) - 230)


def test_society_counts_damage_and_no_tax_credit():
    """A tonne saved each year at 100 dollars; credits are paid by somebody else in it."""
    test = named()["Societal"]
    assert test.net == pytest.approx(0.8 * (10 * (80 - 150 + 100) - 600) - 30)


def test_all_transfers_cancel_over_participants_and_ratepayers():
    """Without free riders, tax credits and different discounts, TRC is the sum of the two (Manual, chapter 4)."""
    economics = EconomicsConfig(discount_participant=0.05, discount_utility=0.05, net_to_gross=1.0)
    adoption = Adoption("x", 10, 60.0, 20.0, 0.0, 3.0, 12)
    tests = {test.name: test.net for test in standard_tests(CHANGE, [adoption], economics, AVOIDED)}
    assert tests["Participant"] + tests["Ratepayer impact"] == pytest.approx(tests["Total resource cost"])


def test_present_worth_is_the_annuity_factor():
    assert present_worth(0.07, 0.0, 15) == pytest.approx((1 - 1.07**-15) / 0.07)
    assert present_worth(0.05, 0.05, 8) == pytest.approx(8 / 1.05)


def test_what_wears_out_early_is_bought_again():
    assert bought(Adoption("x", 2, 100.0, 0, 0, 0, 10), 15, 0.0) == pytest.approx(2 * 150.0)
    assert bought(Adoption("x", 2, 100.0, 0, 0, 0, 10), 20, 0.05) == pytest.approx(2 * 100.0 * (1 + 1.05**-10))


def test_supply_is_priced_with_losses_and_at_the_highest_hours():
    before = np.full(8760, 1e6)
    after = before.copy()
    after[:10] += 1e5  # 100 kW more in ten hours
    change = yearly_change(before, after, -3.6e9, (1.0, -2.0), -5.0, AVOIDED)
    assert change.electric_supply == pytest.approx(1000 * 0.05 / 0.8)
    assert change.capacity == pytest.approx(100 * 100 / 0.8)
    assert change.gas_supply == pytest.approx(-1000 * KILOWATT_HOUR * AVOIDED.gas)
