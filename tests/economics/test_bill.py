"""A bill is energy times price plus what is due every month; emissions are energy times factor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosim.config.emissions import EmissionsConfig
from cosim.config.prices import PricesConfig
from cosim.economics.bill import bill
from cosim.economics.emissions import emissions
from cosim.rates.rates import Rates

PRICES = PricesConfig(
    electricity_usd_per_kwh=0.15, gas_usd_per_therm=1.2, electricity_fixed_usd_per_month=12, gas_fixed_usd_per_month=10
)
FACTORS = EmissionsConfig(electricity_lb_per_mwh=1000, gas_lb_per_mmbtu=147.3)
RATES = Rates(PRICES, FACTORS)
YEAR = 8760
THERM_AN_HOUR = 29307.107  # W
JULY, OCTOBER = 181 * 24, 273 * 24


def flat(watts: float, hours: int = YEAR) -> np.ndarray:
    return np.full(hours, float(watts))


def test_a_kilowatt_through_the_year():
    due = bill(RATES, flat(1000), {})
    assert due.electricity.sum() == pytest.approx(8760 * 0.15)
    assert due.electricity_fixed.sum() == pytest.approx(144)
    assert due.fuel.sum() == due.fuel_fixed.sum() == 0
    assert due.total == pytest.approx(8760 * 0.15 + 144)
    assert due.by_month[1] == pytest.approx(28 * 24 * 0.15 + 12)


def test_gas_is_billed_by_the_therm():
    due = bill(RATES, flat(0), {"gas": flat(THERM_AN_HOUR / 10)})
    assert due.fuel.sum() == pytest.approx(876 * 1.2, rel=1e-6)
    assert due.fuel_fixed.sum() == pytest.approx(120)


def test_a_connection_costs_even_in_a_month_without_gas():
    january = flat(0, 31 * 24)
    assert bill(RATES, january, {"gas": january}).fuel_fixed.sum() == pytest.approx(10)
    assert bill(RATES, january, {}).fuel_fixed.sum() == 0


def test_a_part_of_a_month_pays_that_part_of_the_fixed_charge():
    week = flat(0, 7 * 24)
    assert bill(RATES, week, {}, start_hour=OCTOBER - 24).electricity_fixed == pytest.approx(
        [*[0] * 8, 12 / 30, 12 * 6 / 31, 0, 0]
    )


@pytest.mark.parametrize(
    ("fuel", "gallon", "carbon"),
    # USD per million Btu and lb per million Btu: EIA's heat contents, ANSI/RESNET/ICC 301's factors
    [("propane", 0.091452, 177.8), ("oil", 0.1385, 195.9)],
)
def test_fuels_by_the_gallon(fuel, gallon, carbon):
    prices = PricesConfig(
        **{"electricity_usd_per_kwh": 0.1, f"{fuel}_usd_per_gallon": 3.0, f"{fuel}_fixed_usd_per_month": 5}
    )
    factors = EmissionsConfig(**{"electricity_kg_per_kwh": 0.4, f"{fuel}_lb_per_mmbtu": carbon})
    rates = Rates(prices, factors)
    million_btu = 10 * THERM_AN_HOUR
    burnt = flat(0)
    burnt[:10] = million_btu
    assert bill(rates, flat(0), {fuel: burnt}).fuel.sum() == pytest.approx(30 / gallon, rel=1e-6)
    assert bill(rates, flat(0), {fuel: burnt}).fuel_fixed.sum() == pytest.approx(60)
    assert emissions(rates, flat(0), {fuel: burnt}).total == pytest.approx(10 * carbon * 0.45359237, rel=1e-6)


def test_gas_by_month_and_in_tiers():
    prices = PricesConfig(
        electricity_usd_per_kwh=0.1,
        gas_usd_per_therm=[0.8] * 6 + [0.5] * 6,
        gas_tiers=[
            {"up_to_therms_per_month": 20, "price_usd_per_therm": 0.6},
            {"up_to_therms_per_month": 50, "price_usd_per_therm": 0.4},
            {"price_usd_per_therm": 0.3},
        ],
    )
    burnt = flat(0)
    burnt[:100] = THERM_AN_HOUR  # January
    burnt[JULY : JULY + 30] = THERM_AN_HOUR
    due = bill(Rates(prices, FACTORS), flat(0), {"gas": burnt}).fuel
    assert due[0] == pytest.approx(100 * 0.8 + 20 * 0.6 + 30 * 0.4 + 50 * 0.3, rel=1e-6)
    assert due[6] == pytest.approx(30 * 0.5 + 20 * 0.6 + 10 * 0.4, rel=1e-6)
    marginal = Rates(prices, FACTORS).fuel_price_by_hour("gas") * 105505585.262
    assert marginal[[0, JULY]] == pytest.approx([1.1, 0.8])


def test_no_gas_needs_no_price():
    rates = Rates(PricesConfig(electricity_usd_per_kwh=0.1), EmissionsConfig(electricity_kg_per_kwh=0.4))
    assert bill(rates, flat(1000), {}).total == pytest.approx(876)
    assert emissions(rates, flat(1000), {}).total == pytest.approx(3504)


def test_emissions_in_the_units_of_their_sources():
    caused = emissions(RATES, flat(1000), {"gas": flat(THERM_AN_HOUR / 100)})
    assert caused.electricity == pytest.approx(8.760 * 1000 * 0.45359237)
    # a hundredth of 8760 h times 0.1 MMBtu an hour
    assert caused.fuel == pytest.approx(8.76 * 147.3 * 0.45359237, rel=1e-6)


@pytest.mark.parametrize(("years", "gwp"), [(20, 82.5), (100, 29.8)])
def test_leaked_methane_by_its_horizon(years, gwp):
    """Where 2 % of the gas is lost, 1 t burnt means 20.4 kg lost."""
    factors = EmissionsConfig(electricity_kg_per_kwh=0, gas_kg_per_therm=5.3, methane_leakage=0.02, gwp_years=years)
    tonne = flat(0)
    tonne[0] = 1000 * 55.5e6 / 3600
    caused = emissions(Rates(PRICES, factors), flat(0), {"gas": tonne})
    assert caused.upstream == pytest.approx(1000 * 0.02 / 0.98 * gwp)


@given(st.lists(st.floats(0, 2e4), min_size=2, max_size=48), st.integers(1, 47), st.integers(0, YEAR - 48))
def test_a_bill_of_two_parts_is_the_bill_of_the_whole(powers, cut, start):
    whole = np.array(powers)
    cut = min(cut, whole.size - 1)
    parts = [
        bill(RATES, part, {"gas": part}, at).total for part, at in ((whole[:cut], start), (whole[cut:], start + cut))
    ]
    assert sum(parts) == pytest.approx(bill(RATES, whole, {"gas": whole}, start).total, rel=1e-9, abs=1e-9)


def test_the_published_bill_of_the_hpxml_reference(reference):
    """`base-misc-bills` of OpenStudio-HPXML, Custom: 0.12 USD/kWh, 1.10 USD/therm, 12 USD a month each."""
    import csv

    def row(name):
        with (reference / "hpxml" / "results" / name).open(newline="") as file:
            return next(row for row in csv.DictReader(file) if row["HPXML"] == "base-misc-bills.xml")

    energy, published = row("energy.csv"), row("bills.csv")
    prices = PricesConfig(electricity_usd_per_kwh=0.12, gas_usd_per_therm=1.10, electricity_fixed_usd_per_month=12,
                          gas_fixed_usd_per_month=12)  # fmt: skip
    million_btu_a_year = 1055.05585262e6 / (YEAR * 3600)
    electricity, gas = (flat(float(energy[f"Fuel Use: {fuel}: Total (MBtu)"]) * million_btu_a_year)
                        for fuel in ("Electricity", "Natural Gas"))  # fmt: skip
    due = bill(Rates(prices, FACTORS), electricity, {"gas": gas})
    for ours, name in (
        (due.electricity.sum(), "Electricity: Energy"),
        (due.electricity_fixed.sum(), "Electricity: Fixed"),
        (due.fuel.sum(), "Natural Gas: Energy"),
        (due.fuel_fixed.sum(), "Natural Gas: Fixed"),
    ):
        assert ours == pytest.approx(float(published[f"Utility Bills: Custom: {name} (USD)"]), abs=0.02), name
    assert due.total == pytest.approx(float(published["Utility Bills: Custom: Total (USD)"]), abs=0.02)
