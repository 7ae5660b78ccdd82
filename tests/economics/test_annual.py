"""A bill is energy times price plus what is due every month; emissions are energy times factor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.config.scenario import EmissionsConfig, PricesConfig
from cosim.economics.annual import bill, emissions

PRICES = PricesConfig(
    electricity_usd_per_kwh=0.15, gas_usd_per_therm=1.2, electricity_fixed_usd_per_month=12, gas_fixed_usd_per_month=10
)
FACTORS = EmissionsConfig(electricity_lb_per_mwh=1000, gas_lb_per_mmbtu=147.3)
YEAR = 8760


def flat(watts: float, hours: int = YEAR) -> np.ndarray:
    return np.full(hours, float(watts))


def test_a_kilowatt_through_the_year():
    due = bill(PRICES, flat(1000), flat(0))
    assert due.electricity == pytest.approx(8760 * 0.15)
    assert due.electricity_fixed == pytest.approx(144)
    assert due.gas == due.gas_fixed == 0
    assert due.total == pytest.approx(8760 * 0.15 + 144)


def test_gas_is_billed_by_the_therm():
    # one therm is 29.3 kWh
    due = bill(PRICES, flat(0), flat(29307.107 / 10))
    assert due.gas == pytest.approx(876 * 1.2, rel=1e-6)
    assert due.gas_fixed == pytest.approx(120)


def test_a_connection_costs_even_in_a_month_without_gas():
    assert bill(PRICES, flat(0, 730), flat(0, 730), burns_gas=True).gas_fixed == pytest.approx(10)
    assert bill(PRICES, flat(0, 730), flat(0, 730)).gas_fixed == 0


def test_no_gas_needs_no_price():
    prices, factors = PricesConfig(electricity_usd_per_kwh=0.1), EmissionsConfig(electricity_kg_per_kwh=0.4)
    assert bill(prices, flat(1000), flat(0)).total == pytest.approx(876)
    assert emissions(factors, flat(1000), flat(0)).total == pytest.approx(3504)


def test_emissions_in_the_units_of_their_sources():
    caused = emissions(FACTORS, flat(1000), flat(29307.107 / 100))
    assert caused.electricity == pytest.approx(8.760 * 1000 * 0.45359237)
    # a hundredth of 8760 h times 0.1 MMBtu an hour
    assert caused.gas == pytest.approx(8.76 * 147.3 * 0.45359237, rel=1e-6)


@given(st.lists(st.floats(0, 2e4), min_size=2, max_size=48), st.integers(1, 47))
def test_a_bill_of_two_parts_is_the_bill_of_the_whole(powers, cut):
    whole = np.array(powers)
    cut = min(cut, whole.size - 1)
    parts = [bill(PRICES, part, part, burns_gas=True).total for part in (whole[:cut], whole[cut:])]
    assert sum(parts) == pytest.approx(bill(PRICES, whole, whole, burns_gas=True).total, rel=1e-9, abs=1e-9)
