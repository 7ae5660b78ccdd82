"""A twin: a house whose truth is known is found again from its bills, and bills of another house are refused."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.bills.bill import Bill, Bills
from cosim.calibration.fit import QUICK, calibrate, prepared
from cosim.calibration.house_set import read_house_set
from cosim.calibration.misfit import warnings_of
from cosim.calibration.runs import BillTable
from cosim.cli import main
from cosim.config.house import HouseConfig
from cosim.errors import InvalidInput
from cosim.scenarios.reader import read_config

TRUTH = {"heat_loss": 1.2, "leakage": 1.15, "solar": 0.9, "heating_setpoint": -0.6, "cooling_setpoint": 0.5,
         "appliances": 1.25, "gains": 1.1, "efficiency": 0.97, "duct_leakage": 1.3, "added_fuel": 420.0}  # fmt: skip

pytestmark = [pytest.mark.slow, pytest.mark.long]  # docs/my-house.md is calibrated by the tests of the documentation


@pytest.fixture(scope="module")
def twin():
    """Return a scenario, the true year of its house, and its bills with 3 % noise at odd dates."""
    scenario = cosim.load("retrofit-chicago")
    runner, _ = prepared(scenario, None, (), fuel=True)
    years = runner.years_of(TRUTH)
    days = [date(2022, 12, 29)]
    for length in (31, 29, 33, 30, 28, 32, 30, 29, 33, 31, 30, 29):
        days.append(days[-1] + timedelta(days=length))
    random = np.random.default_rng(3)
    blank = [
        Bill(carrier, begins, ends, 0.0, f"row {number}")
        for carrier in ("electricity", "fuel")
        for number, (begins, ends) in enumerate(pairwise(days), start=2)
    ]
    table = BillTable.of(blank, runner.years)
    energy = table.sums(years, lambda year: year.equipment) + table.sums(years, lambda year: year.rest)
    energy *= 1 + 0.03 * random.standard_normal(len(energy))
    bills = tuple(replace(bill, energy=float(value)) for bill, value in zip(blank, energy, strict=True))
    return scenario, years[0], Bills(bills)


@pytest.fixture(scope="module")
def found(twin):
    scenario, _, bills = twin
    return calibrate(scenario, bills, settings=replace(QUICK, discrepancy=0.03))


def test_the_twin_is_found(twin, found):
    _, truth, _ = twin
    heating = truth.figures["heating"]
    assert found.best.figures["heating"] == pytest.approx(heating, rel=0.10)
    low, high = found.band("gas", 0.98)
    assert low < truth.figures["gas"] < high
    before, after = np.diff(found.band_before("gas"))[0], np.diff(found.band("gas"))[0]
    assert after < before / 2
    assert found.best.values["appliances"] == pytest.approx(TRUTH["appliances"], rel=0.05)
    assert found.best.values["added_fuel"] == pytest.approx(TRUTH["added_fuel"], rel=0.25)
    assert found.has_band
    assert found.simulations == 1 + QUICK.design + sum(QUICK.refinements) + 1


def test_a_wood_stove_is_noticed(twin, found):
    """A third of the gas of the three coldest bills comes from wood."""
    scenario, _, _ = twin
    table = found.table
    energy = table.energy.copy()
    coldest = np.argsort(energy * table.is_fuel)[-3:]
    energy[coldest] *= 0.7
    less = replace(table, bills=tuple(replace(bill, energy=float(value))
                                      for bill, value in zip(table.bills, energy, strict=True)))  # fmt: skip
    told = " ".join(warnings_of(replace(found, table=less), (scenario.weather,)))
    assert "is there a wood stove" in told
    assert "wood stove" not in " ".join(warnings_of(found, (scenario.weather,)))


def test_command_and_bills_of_another_house(twin, tmp_path, monkeypatch):
    _, _, bills = twin
    monkeypatch.chdir(tmp_path)
    rows = {}
    for bill in bills.bills:
        rows.setdefault((bill.begins, bill.ends), {})[bill.carrier] = bill.energy

    def write(name, factor):
        lines = [f"{begins},{ends},{each['electricity'] / 3.6e6:.0f},{factor * each['fuel'] / 105505585.262:.2f}"
                 for (begins, ends), each in rows.items()]  # fmt: skip
        (tmp_path / name).write_text("start,end,electricity_kwh,gas_therms\n" + "\n".join(lines) + "\n")

    write("bills.csv", 1.0)
    write("other.csv", 40.0)
    arguments = ["calibrate", "retrofit-chicago", "--quick", "--bills", "bills.csv", "--picture", "bills.png", "--json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    outcome = json.loads(result.stdout)
    assert outcome["parameters"]["appliances"]["verdict"] == "determined"
    assert outcome["fit"]["gas"]["cv_rmse"] < 0.15
    best = read_config(HouseConfig, tmp_path / "house.toml")
    houses, _ = read_house_set(tmp_path / "house-set.toml")
    assert len(houses.members) == QUICK.members
    assert best.gains[-1].fuel == pytest.approx(houses.best.added_fuel, rel=1e-3)
    assert (tmp_path / "bills.png").stat().st_size > 10_000
    other = CliRunner().invoke(
        main, ["calibrate", "retrofit-chicago", "--quick", "--bills", "other.csv", "-o", "x.toml"]
    )
    assert other.exit_code == 2
    assert "times what this house would use" in other.output
    assert not (tmp_path / "x.toml").exists()


def test_too_few_bills_are_refused(twin):
    scenario, _, bills = twin
    with pytest.raises(InvalidInput, match="say nothing of summer and winter"):
        calibrate(scenario, Bills(bills.bills[:3]), settings=QUICK)
