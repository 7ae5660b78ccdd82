"""Charges of URDB files beyond energy: adjustments, demand windows and ratchets, each billed or refused by name."""

import json

import numpy as np
import pytest

from cosim.config.emissions import EmissionsConfig
from cosim.config.prices import PricesConfig
from cosim.economics.bill import bill
from cosim.errors import InvalidInput
from cosim.rates.rates import Rates
from cosim.rates.tariff import Tariff
from cosim.rates.urdb import read_urdb
from cosim.schema.calendar import MONTH_OF_HOUR
from cosim.schema.dates import MONTH_DAYS

FLAT = [[0] * 24] * 12
ITEM = {
    "label": "sample", "utility": "Sample Utility", "name": "Sample rate", "energyratestructure": [[{"rate": 0.1}]],
    "energyweekdayschedule": FLAT, "energyweekendschedule": FLAT, "fixedchargefirstmeter": 10,
    "fixedchargeunits": "$/month",
}  # fmt: skip
DEMAND = {"flatdemandstructure": [[{"rate": 5}]], "flatdemandmonths": [0] * 12, "flatdemandunit": "kW"}
WITHOUT_EMISSIONS = EmissionsConfig(electricity_kg_per_kwh=0.0)
POWER = 500.0 + 1500.0 * np.random.default_rng(3).random(8760) + 900.0 * (MONTH_OF_HOUR == 6)
PEAK = 1.3 * POWER
HIGHEST = np.array([PEAK[month == MONTH_OF_HOUR].max() for month in range(12)])
USE = np.array([POWER[month == MONTH_OF_HOUR].sum() / 1000 for month in range(12)])


def tariff(**more) -> Tariff:
    return read_urdb(json.dumps(ITEM | more).encode(), "rate.json")


def billed(rate: Tariff, **more):
    standard = Tariff.from_data(rate.as_data() | {"daylight_saving": "none"})
    return bill(Rates(PricesConfig(tariff="-"), WITHOUT_EMISSIONS, "monday", standard), POWER, {}, **more)


def refusal(**more) -> str:
    with pytest.raises(InvalidInput) as caught:
        tariff(**more)
    return str(caught.value)


def test_fuel_adjustments_are_added_to_the_rate():
    """SAM tells its users that it leaves them out."""
    assert billed(tariff(fueladjustmentsmonthly=[0.03] * 12)).electricity == pytest.approx(0.13 * USE)
    by_month = [0.01 * month - 0.05 for month in range(12)]
    rate = tariff(fueladjustmentsmonthly=by_month)
    assert billed(rate).electricity == pytest.approx((0.1 + np.array(by_month)) * USE)
    assert rate.price_by_hour("monday")[[0, 8759]] * 3.6e6 == pytest.approx([0.05, 0.16])


@pytest.mark.usefixtures("pysam")
def test_fuel_adjustments_of_tiers():
    tiers = [[{"rate": 0.1, "max": 500}, {"rate": 0.2}]]
    plain = billed(tariff(energyratestructure=tiers)).electricity
    adjusted = billed(tariff(energyratestructure=tiers, fueladjustmentsmonthly=[0.02] * 6 + [-0.01] * 6)).electricity
    assert adjusted - plain == pytest.approx(np.repeat([0.02, -0.01], 6) * USE, abs=0.01)


@pytest.mark.usefixtures("pysam")
def test_a_ratchet_looks_back_over_the_months_before():
    rate = tariff(**DEMAND, lookbackPercent=0.8, lookbackRange=11, lookbackMonths=[False] * 12)
    expected = 5 * np.maximum(HIGHEST, 0.8 * HIGHEST.max()) / 1000
    assert billed(rate, peak=PEAK).demand == pytest.approx(expected, abs=0.01)
    short = tariff(**DEMAND, lookbackPercent=1.0, lookbackRange=2)
    expected = [5 * max(HIGHEST[month - back] for back in range(3)) / 1000 for month in range(12)]
    assert billed(short, peak=PEAK).demand == pytest.approx(expected, abs=0.01)


@pytest.mark.usefixtures("pysam")
def test_a_ratchet_looks_back_to_certain_months():
    june = [month == 5 for month in range(12)]
    rate = tariff(**DEMAND, lookbackPercent=0.9, lookbackRange=0, lookbackMonths=june)
    assert billed(rate, peak=PEAK).demand == pytest.approx(5 * np.maximum(HIGHEST, 0.9 * HIGHEST[5]) / 1000, abs=0.01)


@pytest.mark.usefixtures("pysam")
def test_a_ratchet_as_sam_bills_it():
    """Utilityrate5's own billing demand, with the actual peaks considered and the year before as this one."""
    from PySAM import Utilityrate5

    module = Utilityrate5.new()
    module.Lifetime.analysis_period, module.Lifetime.inflation_rate = 1, 0
    module.Lifetime.system_use_lifetime_output = 0
    module.SystemOutput.gen, module.SystemOutput.degradation = [0.0] * 8760, [0.0]
    module.Load.load = (POWER / 1000).tolist()
    rates = module.ElectricityRates
    rates.rate_escalation = [0.0]
    for key in ("ur_en_ts_sell_rate", "ur_sell_eq_buy", "ur_nm_yearend_sell_rate", "ur_nm_credit_month",
                "ur_nm_credit_rollover", "ur_metering_option", "ur_monthly_fixed_charge", "ur_monthly_min_charge",
                "ur_annual_min_charge"):  # fmt: skip
        setattr(rates, key, 0)
    rates.ur_ec_sched_weekday = rates.ur_ec_sched_weekend = rates.ur_dc_sched_weekday = rates.ur_dc_sched_weekend = [
        [1] * 24
    ] * 12
    rates.ur_ec_tou_mat = [[1, 1, 1e38, 0, 0.1, 0]]
    rates.ur_dc_enable, rates.ur_enable_billing_demand = 1, 1
    rates.ur_dc_tou_mat = [[1, 1, 1e38, 0.0]]
    rates.ur_dc_flat_mat = [[month, 1, 1e38, 5.0] for month in range(12)]
    rates.ur_billing_demand_lookback_period = 11
    rates.ur_billing_demand_lookback_percentages = [[80.0, 1.0]] * 12
    rates.ur_billing_demand_minimum = 0
    rates.ur_dc_billing_demand_periods = [[1, 1]]
    hourly = np.array([POWER[month == MONTH_OF_HOUR].max() for month in range(12)])
    rates.ur_yearzero_usage_peaks = (hourly / 1000).tolist()
    module.execute(0)
    rate = tariff(**DEMAND, lookbackPercent=0.8, lookbackRange=11)
    assert billed(rate).demand == pytest.approx(module.Outputs.year1_monthly_dc_fixed_without_system, abs=0.01)


@pytest.mark.usefixtures("pysam")
def test_a_ratchet_bills_no_month_that_is_not_simulated():
    rate = tariff(**DEMAND, lookbackPercent=0.8, lookbackRange=11)
    rates = Rates(PricesConfig(tariff="-"), WITHOUT_EMISSIONS, "monday", rate)
    assert np.count_nonzero(bill(rates, POWER[: 24 * 31 - 1], {}).demand) == 1


@pytest.mark.parametrize("window", [15, 30, 60])
def test_the_demand_window_is_read(window):
    assert tariff(**DEMAND, demandwindow=window).demand_window == window


def test_minimum_bills_by_the_day():
    rate = tariff(energyratestructure=[[{"rate": 0.001}]], fixedchargefirstmeter=0, mincharge=0.5,
                  minchargeunits="$/day")  # fmt: skip
    assert billed(rate).by_month == pytest.approx(0.5 * np.array(MONTH_DAYS))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"surcharge": 0.02}, "surcharge: is not a known key, and may change the bill"),
        ({"energyratestructure": [[{"rate": 0.1, "surcharge": 1}]]}, "energyratestructure[0][0].surcharge: is not"),
        (DEMAND | {"demandwindow": 5}, "demandwindow: 5 minutes is not supported; choose 15, 30, 60"),
        (DEMAND | {"flatdemandunit": "kVA"}, "flatdemandunit: 'kVA' is not supported; kW"),
        (DEMAND | {"flatdemandunit": "kW daily"}, "flatdemandunit: 'kW daily' is not supported"),
        (DEMAND | {"lookbackPercent": 80, "lookbackRange": 11}, "lookbackPercent: must be a share from 0 to 1"),
        (DEMAND | {"lookbackPercent": 0.8}, "which months count"),
        ({"fueladjustmentsmonthly": [0.03] * 11}, "fueladjustmentsmonthly: must be 12 numbers"),
        ({"coincidentratestructure": [[{"rate": 3}]]}, "charges on coincident demand, which is not supported"),
        (
            {"demandratestructure": [[{"rate": 1}]], "demandweekdayschedule": FLAT, "demandweekendschedule": FLAT,
             "lookbackPercent": 0.5, "lookbackRange": 3},
            "is a ratchet on demand by time of use, which is not supported",
        ),
    ],
)  # fmt: skip
def test_what_would_change_a_bill_is_refused_by_name(more, said):
    assert said in refusal(**more)


def test_what_changes_no_bill_is_read_over():
    nothing = {
        "coincidentratestructure": [[{"rate": 0, "unit": "kW"}]], "lookbackPercent": 0, "lookbackMonths": [False] * 12,
        "demandwindow": None, "fixedchargeeaaddl": 3, "peakkwcapacitymax": 50, "unheardof": 0, "another": [],
        "energycomments": "subject to riders", "dgrules": "Net Metering", "fueladjustmentsmonthly": [0] * 12,
        "minmonthlycharge": None,
    }  # fmt: skip
    assert billed(tariff(**nothing)).by_month == pytest.approx(0.1 * USE + 10)
