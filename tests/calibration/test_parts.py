"""Parts of a calibration against what is known of them: responses, draws, days, goodness, change points."""

from contextlib import nullcontext
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

import cosim
from cosim.bills import Bill, Bills
from cosim.calibration.checks import check_fuel, check_this_house
from cosim.calibration.days import check_dates, day_of_year, weights
from cosim.calibration.emulator import fitted
from cosim.calibration.parameters import BY_NAME
from cosim.calibration.runs import BillTable, Year
from cosim.calibration.sampling import drawn, effective
from cosim.calibration.statistics import change_point, goodness
from cosim.errors import InvalidInput
from cosim.results.members import band_of, correlation, weighted_quantile
from cosim.units import THERM


def test_a_product_of_effects_is_found_from_few_runs():
    """Heat loss times (setpoint less balance) over efficiency: 30 runs for 28 coefficients."""
    random = np.random.default_rng(0)

    def response(u):
        return 100 * np.exp(0.25 * u[:, 0]) * (1 + 0.08 * u[:, 1]) / np.exp(0.06 * u[:, 2]) + 0 * u[:, 3]

    places, others = random.standard_normal((30, 6)), random.standard_normal((200, 6))
    emulator = fitted(places, response(places)[:, None])
    error = np.abs(emulator.at(others)[:, 0] / response(others) - 1)
    assert np.median(error) < 0.01
    assert 0.1 < emulator.error[0] < 10  # what it says of itself, of 100


def test_draws_are_those_of_the_posterior():
    """Two parameters whose sum is measured: the sum's posterior is known, the difference stays as before."""
    deviation = 0.1

    def misfit(places):
        return 0.5 * ((places.sum(axis=1) - 1.0) / deviation) ** 2

    draws = drawn(misfit, 2, np.random.default_rng(1), 4000)
    total = draws.sum(axis=1)
    precision = 1 / 2 + 1 / deviation**2  # the prior of the sum has a variance of 2
    assert total.mean() == pytest.approx(100 / precision, abs=0.01)
    assert total.std() == pytest.approx(precision**-0.5, rel=0.08)
    assert (draws[:, 0] - draws[:, 1]).std() == pytest.approx(2**0.5, rel=0.08)


def test_effective_number():
    assert effective(np.full(5, 0.2)) == pytest.approx(5)
    assert effective(np.array([1.0, 0.0, 0.0])) == pytest.approx(1)


def test_days_of_a_bill():
    bill = Bill("fuel", date(2023, 12, 20), date(2024, 1, 10), 1.0, "row 2")
    [typical] = weights([bill], None)
    assert typical.sum() == 21
    assert typical[353:].sum() == 12
    assert typical[:9].sum() == 9
    assert weights([bill], 2024).sum() == 9
    leap = weights([Bill("fuel", date(2024, 2, 20), date(2024, 3, 5), 1.0, "row 2")], 2024)
    assert leap.sum() == 14
    assert leap[0, day_of_year(date(2024, 2, 28))] == 2  # 29 February is as the day before


class OfYear:
    def __init__(self, year):
        self.year, self.name = year, f"year {year}"


def test_bills_outside_the_weather_are_all_named():
    bills = [Bill("fuel", date(2022, 12, 20), date(2023, 1, 10), 1.0, "bills.csv, row 2"),
             Bill("fuel", date(2023, 1, 10), date(2023, 2, 10), 1.0, "bills.csv, row 3"),
             Bill("fuel", date(2023, 12, 10), date(2024, 1, 2), 1.0, "bills.csv, row 4")]  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        check_dates(bills, [OfYear(2023)])
    assert [fault.place for fault in refused.value.faults] == ["bills.csv, row 2", "bills.csv, row 4"]
    check_dates(bills, [OfYear(2022), OfYear(2023), OfYear(2024)])
    check_dates(bills, [OfYear(None)])
    with pytest.raises(InvalidInput, match="typical year beside"):
        check_dates(bills, [OfYear(None), OfYear(2023)])


def test_goodness_of_fit():
    """By hand: errors of 10 and -10 about a mean of 100, with one parameter and three bills."""
    found = goodness(np.array([110.0, 90.0, 100.0]), np.array([100.0, 100.0, 100.0]))
    assert found.cv_rmse == pytest.approx((200 / 2) ** 0.5 / 100)
    assert found.nmbe == pytest.approx(0.0)
    assert found.calibrated
    assert not goodness(np.array([110.0, 110.0]), np.array([100.0, 100.0])).calibrated


def test_change_points_are_found():
    day = np.arange(365)
    temperature = 285.15 - 14 * np.cos(2 * np.pi * (day - 15) / 365) + np.random.default_rng(0).normal(0, 4, 365)
    use = 5.0 + 2.0 * np.maximum(289.15 - temperature, 0) + 0.8 * np.maximum(temperature - 294.15, 0)
    edges = np.array([0, 29, 62, 93, 121, 154, 185, 216, 246, 277, 307, 338, 365])
    table = np.array([(day >= low) & (day < high) for low, high in pairwise(edges.tolist())], float)
    found = change_point(table @ use, np.diff(edges).astype(float), table, temperature, cools=True)
    assert found is not None
    assert (found.base, found.heating, found.cooling) == pytest.approx((5.0, 2.0, 0.8), rel=0.02)
    assert (found.heating_balance, found.cooling_balance) == pytest.approx((289.15, 294.15), abs=0.5)
    assert found.r_squared > 0.999
    assert change_point(np.ones(3), np.ones(3), table[:3], temperature, cools=True) is None


def test_weighted_quantiles():
    values, shares = np.array([3.0, 1.0, 2.0]), np.array([0.25, 0.25, 0.5])
    assert weighted_quantile(values, shares, 0.5) == pytest.approx(2.0)
    low, high = band_of(values, shares)
    assert 1.0 <= low < 2.0 < high <= 3.0
    assert correlation(values, 2 * values, shares) == pytest.approx(1.0)
    assert correlation(values, np.ones(3), shares) == 0.0


def test_values_of_parameters():
    loss = BY_NAME["heat_loss"]
    assert loss.value(np.array([0.0, 1.0])) == pytest.approx([1.0, np.exp(loss.spread)])
    assert BY_NAME["heating_setpoint"].in_words(-1.26) == "−1.3 K"


def of_gas(therms: float, fuel=None) -> list[Bill]:
    """Return twelve bills of a year, all alike."""
    first = date(2023, 1, 1).toordinal()
    return [Bill("fuel", date.fromordinal(first + 30 * month), date.fromordinal(first + 30 * month + 30),
                 therms * THERM / 12, f"bills.csv, row {month + 2}", fuel=fuel) for month in range(12)]  # fmt: skip


def test_bills_of_another_fuel_are_refused():
    scenario = cosim.load("retrofit-chicago")
    furnace = next(each for each in scenario.configurations if each.furnace is not None)
    with pytest.raises(InvalidInput) as refused:
        check_fuel(Bills(tuple(of_gas(900, "propane"))), scenario, furnace)
    assert len(refused.value.faults) == 12
    assert refused.value.faults[0].place == "bills.csv, row 2"
    assert "is of propane, but" in str(refused.value)
    check_fuel(Bills(tuple(of_gas(900, "gas"))), scenario, furnace)
    check_fuel(Bills(tuple(of_gas(900))), scenario, furnace)


@pytest.mark.parametrize(("therms", "heats", "fits"), [(300, False, True), (900, False, False), (700, True, True)])
def test_an_electric_home_burns_no_more_gas_than_hot_water_and_cooking(therms, heats, fits):
    none = np.zeros(365)
    year = Year({"electricity": none, "fuel": none}, {"electricity": none, "fuel": none}, {})
    bills = of_gas(therms)
    table = BillTable(tuple(bills), [weights(bills, None)])
    with nullcontext() if fits else pytest.raises(InvalidInput, match="nothing heats with it"):
        check_this_house(table, [year], (BY_NAME["added_fuel"],), heats=heats)
