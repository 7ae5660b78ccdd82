"""Tariffs: PySAM's bills against an independent calculation by hand, the clock, and tariffs of our own TOML."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from cosim.config.emissions import EmissionsConfig
from cosim.config.faults import validate
from cosim.config.prices import PricesConfig
from cosim.config.tariff import TariffConfig
from cosim.economics.bill import bill
from cosim.rates.periods import build_tariff
from cosim.rates.rates import Rates
from cosim.rates.tariff import Tariff
from cosim.rates.urdb import read_urdb
from cosim.schema.calendar import clock
from cosim.schema.dates import MONTH_DAYS

FACTORS = EmissionsConfig(electricity_kg_per_kwh=0.4)
PRICES = PricesConfig(tariff="-")
SAMPLES = (
    "Flat Rate", "Flat Rate Fixed Daily Charge", "Flat Rate Min Annual Charge", "Flat Rate Min Monthly Charge",
    "Real-Time Pricing Rate", "Real-Time Pricing Rate Min Annual Charge", "Real-Time Pricing Rate Min Monthly Charge",
    "Tiered Rate", "Tiered Rate Min Monthly Charge",
    "Tiered Time-of-Use Rate Min Annual Charge", "Tiered Time-of-Use Rate Min Monthly Charge", "Time-of-Use Rate",
    "Time-of-Use Rate Min Annual Charge", "Time-of-Use Rate Min Monthly Charge",
)  # fmt: skip
NONE = np.zeros(8760)


def load(scale: float = 1.0) -> np.ndarray:
    """A house's power, W: winter heating, a summer evening peak, some noise of its own."""
    hour = np.arange(8760)
    heating = np.clip(np.cos(2 * np.pi * (hour - 400) / 8760), 0, None) * 2500
    evening = 900 * (hour % 24 >= 17) * (hour % 24 <= 21)
    return scale * (400 + heating + evening + 300 * np.random.default_rng(7).random(8760))


def tariff_of(text: str) -> Tariff:
    return build_tariff(validate(TariffConfig, tomllib.loads(text), "tariff.toml"), None, "tariff.toml")


def due(tariff: Tariff, power: np.ndarray, start_weekday: str = "monday", **more) -> np.ndarray:
    return bill(Rates(PRICES, FACTORS, start_weekday, tariff), power, {}, **more).by_month


def by_hand(item: dict, power: np.ndarray) -> np.ndarray:
    """Bill a URDB tariff month by month in plain Python: Monday is 1 January, standard time all year.

    PySAM's rule for tiers: each period bills the whole month's use through its own tiers, and pays of that its share.
    """
    months = []
    hour = 0
    for month, days in enumerate(MONTH_DAYS):
        used: dict[int, float] = {}
        cost = 0.0
        for _ in range(24 * days):
            kilowatt_hours = power[hour] / 1000
            if "realtimepricing" in item:
                cost += kilowatt_hours * item["realtimepricing"][hour]
            else:
                weekend = hour // 24 % 7 >= 5
                schedule = item["energyweekendschedule" if weekend else "energyweekdayschedule"]
                period = schedule[month][hour % 24]
                used[period] = used.get(period, 0.0) + kilowatt_hours
            hour += 1
        whole = sum(used.values())
        for period, part in used.items():
            below, full = 0.0, 0.0
            for tier in item["energyratestructure"][period]:
                above = tier.get("max", float("inf"))
                full += tier["rate"] * max(0.0, min(whole, above) - below)
                below = above
            cost += full * part / whole
        fixed = item["fixedchargefirstmeter"] * (days if item["fixedchargeunits"] == "$/day" else 1)
        months.append(cost + fixed)
    least = item.get("mincharge", 0.0)
    if item.get("minchargeunits") == "$/month":
        months = [max(each, least) for each in months]
    elif item.get("minchargeunits") == "$/year":
        months[-1] += max(0.0, least - sum(months))
    return np.array(months)


@pytest.fixture(scope="module")
def samples(reference) -> Path:
    return reference / "energy_prices_emissions" / "urdb_sample_rates"


@pytest.mark.parametrize("scale", [1.0, 0.01], ids=["a house", "an empty house"])
@pytest.mark.parametrize("name", SAMPLES)
def test_sample_tariffs_to_the_cent(samples, name, scale, request):
    if "Tiered" in name:
        request.getfixturevalue("pysam")
    data = (samples / f"Sample {name}.json").read_bytes()
    tariff = read_urdb(data, name)
    standard = Tariff.from_data(tariff.as_data() | {"daylight_saving": "none"})
    ours = due(standard, load(scale))
    assert ours == pytest.approx(by_hand(json.loads(data)["items"][0], load(scale)), abs=0.01)
    assert tariff.is_simple == ("Tiered" not in name)


@pytest.mark.usefixtures("pysam")
@pytest.mark.parametrize(
    "name", ["Tiered Time-of-Use Rate Min Annual Charge", "Real-Time Pricing Rate Min Monthly Charge"]
)
def test_pysam_bills_the_whole_of_it_alike(samples, name):
    """PySAM's own fixed and minimum charges and its metering of real-time prices, which we do not leave to it."""
    from PySAM import Utilityrate5

    item = json.loads((samples / f"Sample {name}.json").read_bytes())["items"][0]
    module = Utilityrate5.new()
    module.Lifetime.analysis_period, module.Lifetime.inflation_rate = 1, 0
    module.Lifetime.system_use_lifetime_output = 0
    module.SystemOutput.gen, module.SystemOutput.degradation = [0.0] * 8760, [0.0]
    module.Load.load = (load(0.01) / 1000).tolist()
    rates = module.ElectricityRates
    rates.rate_escalation = [0.0]
    for key in ("ur_en_ts_sell_rate", "ur_sell_eq_buy", "ur_nm_yearend_sell_rate", "ur_nm_credit_month",
                "ur_nm_credit_rollover", "ur_enable_billing_demand", "ur_dc_enable", "ur_metering_option"):  # fmt: skip
        setattr(rates, key, 0)
    rates.ur_monthly_fixed_charge = item["fixedchargefirstmeter"]
    yearly = item["minchargeunits"] == "$/year"
    rates.ur_annual_min_charge, rates.ur_monthly_min_charge = (
        (item["mincharge"], 0) if yearly else (0, item["mincharge"])
    )
    if "realtimepricing" in item:
        rates.ur_metering_option, rates.ur_en_ts_buy_rate = 4, 1
        rates.ur_ts_buy_rate = item["realtimepricing"]
        rates.ur_ec_sched_weekday = rates.ur_ec_sched_weekend = [[1] * 24] * 12
        rates.ur_ec_tou_mat = [[1, 1, 1e38, 0, 0.0, 0]]
    else:
        rates.ur_ec_sched_weekday = [[period + 1 for period in row] for row in item["energyweekdayschedule"]]
        rates.ur_ec_sched_weekend = [[period + 1 for period in row] for row in item["energyweekendschedule"]]
        rates.ur_ec_tou_mat = [[1, 1, 150, 0, 0.06, 0], [1, 2, 300, 0, 0.08, 0], [1, 3, 1e38, 0, 0.08, 0],
                               [2, 1, 150, 0, 0.09, 0], [2, 2, 300, 0, 0.11, 0], [2, 3, 1e38, 0, 0.13, 0]]  # fmt: skip
    module.execute(0)
    theirs = module.Outputs.year1_monthly_utility_bill_wo_sys
    tariff = read_urdb(json.dumps(item).encode(), name)
    ours = due(Tariff.from_data(tariff.as_data() | {"daylight_saving": "none"}), load(0.01))
    assert ours == pytest.approx(theirs, abs=0.01)


EVENING = """
name = "evening"
fixed_usd_per_month = 10
[[periods]]
name = "on-peak"
price_usd_per_kwh = 0.30
when = [{ days = "weekdays", hours = [[17, 18]] }]
[[periods]]
name = "off-peak"
price_usd_per_kwh = 0.10
"""


def test_a_tariff_keeps_the_clock_on_the_wall():
    """A kilowatt from 17 to 18 o'clock standard time is dear in winter; in summer the clock then shows 18 to 19."""
    at_17 = 1000.0 * (np.arange(8760) % 24 == 17)
    at_16 = np.roll(at_17, -1)
    tariff = tariff_of(EVENING)
    weekdays = [sum((sum(MONTH_DAYS[:month]) + day) % 7 < 5 for day in range(MONTH_DAYS[month])) for month in range(12)]
    off = np.array(MONTH_DAYS) * 0.10 + 10
    on = off + 0.20 * np.array(weekdays)
    winter, summer = [0, 1, 11], [3, 4, 5, 6, 7, 8, 9]
    assert due(tariff, at_17)[winter] == pytest.approx(on[winter])
    assert due(tariff, at_17)[summer] == pytest.approx(off[summer])
    assert due(tariff, at_16)[summer] == pytest.approx(on[summer])
    assert due(tariff, at_16)[winter] == pytest.approx(off[winter])
    # 11 March and 4 November 2001 are Sundays: weekdays before and after
    assert due(tariff, at_17)[2] == pytest.approx(off[2] + 0.20 * 7)
    standard = tariff_of('daylight_saving = "none"\n' + EVENING)
    assert due(standard, at_17) == pytest.approx(on)


def test_the_last_hour_of_march_is_of_april_on_a_clock_in_summer_time():
    last = np.zeros(8760)
    last[90 * 24 - 1] = 1000.0
    assert due(tariff_of(EVENING), last)[[2, 3]] == pytest.approx([10.0, 10.1])


@pytest.mark.usefixtures("pysam")
@pytest.mark.parametrize("start_weekday", ["monday", "wednesday", "saturday", "sunday"])
@pytest.mark.parametrize("rule", ["us", "none"])
def test_pysam_bills_any_year_as_we_bill_simple_tariffs(start_weekday, rule):
    """A second tier of the same price sends a tariff to PySAM, whose calendar knows neither weekday nor summer time."""
    tariff = tariff_of(f'daylight_saving = "{rule}"\n' + EVENING)
    two = "tiers = [{ up_to_kwh_per_month = 300, price_usd_per_kwh = 0.10 }, { price_usd_per_kwh = 0.10 }]"
    text = EVENING.replace("price_usd_per_kwh = 0.10", two)
    tiered = tariff_of(f'daylight_saving = "{rule}"\n' + text)
    assert tariff.is_simple
    assert not tiered.is_simple
    assert due(tiered, load(), start_weekday) == pytest.approx(due(tariff, load(), start_weekday), abs=0.001)


DEMAND = (
    EVENING
    + """
[[demand]]
name = "any time"
price_usd_per_kw = 2.0
[[demand]]
name = "winter mornings"
price_usd_per_kw = 5.0
when = [{ months = [1, 2, 12], days = "weekdays", hours = [[6, 9]] }]
"""
)


@pytest.mark.usefixtures("pysam")
@pytest.mark.parametrize("start_weekday", ["monday", "thursday", "sunday"])
def test_demand_charges_by_hand(start_weekday):
    power = load()
    quarter_hours = power * 1.25
    labels = clock(start_weekday, "us")
    expected = np.array([2.0 * quarter_hours[labels.month == month].max() / 1000 for month in range(12)])
    for month in (0, 1, 11):
        mornings = (labels.month == month) & ~labels.weekend & (labels.hour >= 6) & (labels.hour < 9)
        expected[month] += 5.0 * quarter_hours[mornings].max() / 1000
    rates = Rates(PRICES, FACTORS, start_weekday, tariff_of(DEMAND))
    billed = bill(rates, power, {}, peak=quarter_hours)
    assert billed.demand == pytest.approx(expected, abs=0.01)
    without = Rates(PRICES, FACTORS, start_weekday, tariff_of(EVENING))
    assert billed.electricity == pytest.approx(bill(without, power, {}).electricity, abs=0.01)


@pytest.mark.usefixtures("pysam")
def test_a_part_of_the_year():
    tariff = tariff_of(DEMAND)
    power = load()[240:360]
    billed = bill(Rates(PRICES, FACTORS, "monday", tariff), power, {}, 240)
    assert billed.electricity_fixed[0] == pytest.approx(10 * 5 / 31)
    assert billed.demand[0] > 0
    assert np.all(billed.by_month[1:] == 0)


def test_the_marginal_price_is_that_of_the_hour():
    price = tariff_of(EVENING).price_by_hour("monday") * 3.6e6
    assert price[[16, 17, 18]] == pytest.approx([0.1, 0.3, 0.1])
    assert price[5 * 24 + 17] == pytest.approx(0.1)  # Saturday
    july = 190 * 24  # a Tuesday
    assert price[[july + 16, july + 17]] == pytest.approx([0.3, 0.1])


@pytest.mark.usefixtures("pysam")
def test_a_tariff_survives_json():
    tariff = tariff_of(DEMAND)
    again = Tariff.from_data(json.loads(json.dumps(tariff.as_data())))
    assert due(again, load()) == pytest.approx(due(tariff, load()), rel=1e-12)
