"""Equipment of other packages and processes of a user's own: the examples, as their reader would use them."""

import importlib
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import cosim
from cosim.results import netcdf
from cosim.results.billing import lines_of, rates_of, rebill
from cosim.results.report import page
from cosim.results.steering import following
from cosim.testing import check_equipment

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
SCENARIO = """
house = "ranch-1960s"
weather = "greensboro-nc"
[prices]
electricity_usd_per_kwh = 0.13
wood_usd_per_cord = 300
[emissions]
electricity_lb_per_mwh = 700
wood_kg_per_kwh = 0.02
[[configurations]]
name = "without a stove"
heat_pump = "ccashp-3ton"
[[configurations]]
name = "with a stove"
heat_pump = "ccashp-3ton"
equipment = [{ kind = "wood-stove", power_kw = 4, below_c = 8 }]
"""


PACKAGES = ("wood-stove", "home-battery", "car-charger")


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """The example packages, installed as pip installs them, on the path while these tests run."""
    target, sources = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("source")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    copies = [str(shutil.copytree(EXAMPLES / name, sources / name)) for name in PACKAGES]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), *copies]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    sys.path.insert(0, str(target))
    importlib.invalidate_caches()
    yield target
    sys.path.remove(str(target))


def test_a_kind_of_another_package_heats_the_house(packages, tmp_path):
    path = tmp_path / "stove.toml"
    path.write_text(SCENARIO)
    results = cosim.simulate(cosim.load(path), start=0, end=72)
    without, with_it = (results.sel(configuration=f"{word} a stove") for word in ("without", "with"))
    assert float(without["external_heat"].sum()) == 0.0
    evening = with_it["external_heat"].values.reshape(3, 24)
    assert evening[:, :18].max() == 0.0
    assert evening[:, 18].max() > 3000.0
    assert float(with_it["heat_pump_heat"].sum()) < float(without["heat_pump_heat"].sum())
    assert abs(with_it["energy_residual"]).max() < 1e-3
    # 4 kW falls in sixteen quarters of an hour to nothing, on each of three evenings; 70 % of the logs' heat
    given = 3 * 4.0 * 0.25 * sum(1 - part / 16 for part in range(16))
    assert float(results["equipment_heat"].sum()) / 1e3 == pytest.approx(given)
    assert float(with_it["annual_heater_fuel"]) == pytest.approx(given / 0.7)
    logs = given / 0.7 / (20e6 * 1055.05585262 / 3.6e6) * 300
    assert float(with_it["annual_gas_cost"]) == pytest.approx(logs)
    assert float(with_it["annual_gas_emissions"]) == pytest.approx(0.02 * given / 0.7)
    parts = sum(float(with_it[f"annual_{part}_cost"]) for part in ("electricity", "gas", "fixed"))
    assert float(with_it["annual_cost"]) == pytest.approx(parts)
    # the same from the file, billed again, and on the page
    netcdf.write(results, tmp_path / "stove.nc")
    read = cosim.open_results(tmp_path / "stove.nc")
    again = rebill(read, rates_of(read))
    np.testing.assert_allclose(again["annual_cost"], results["annual_cost"], rtol=1e-12)
    text = page([read])
    assert "Other equipment, piece by piece" in text
    assert "Fuel of other heating" in text
    assert "wood: " in "\n".join(lines_of(read))


def stoves(number, tmp_path):
    """Return a scenario whose first configuration is that of the quick start with wood stoves, as many as asked for."""
    path = tmp_path / f"{number}.toml"
    pieces = ", ".join(['{ kind = "wood-stove", power_kw = 2, lit_at_h = 18, below_c = 40 }'] * number)
    path.write_text(SCENARIO.replace('{ kind = "wood-stove", power_kw = 4, below_c = 8 }', pieces))
    return cosim.load(path)


def test_two_stoves_heat_twice(packages, tmp_path):
    given = []
    for number in (1, 2):
        scenario = stoves(number, tmp_path)
        run = cosim.Simulation(scenario, scenario.configurations[1], end_hour=72).run()
        given.append(run.hourly["external_heat"].sum() / 1e3)
        assert [port.name for port in run.equipment] == ["wood-stove", "wood-stove 2"][:number]
    assert given == pytest.approx([12.75, 25.5])


def test_every_example_does_what_equipment_may(packages):
    from car_charger import CarCharger
    from time_of_use_battery import HomeBattery
    from wood_stove import WoodStove

    stove = WoodStove.model_validate({"kind": "wood-stove", "power_kw": 4, "below_c": 40})
    battery = HomeBattery.model_validate({"kind": "home-battery", "charges_below": 1.0})
    car = CarCharger.model_validate({"kind": "car-charger", "kwh_a_day": 10})
    run = check_equipment(stove, battery, car, hours=48)
    # the battery is full since the days of warm-up; of the car's nights of 10 kWh the first began before the record
    electricity = {port.name: port.electricity.sum() / 1e3 for port in run.equipment}
    assert electricity == pytest.approx({"wood-stove": 0.0, "home-battery": 0.0, "car-charger": 20.0})


def test_a_battery_earns_its_losses_where_prices_differ(packages):
    scenario = cosim.load("time-of-use-greensboro")
    price = scenario.electricity_price_by_hour[: 24 * 4] * 3.6e6
    assert price.max() > 1.5 * price.min()
    from time_of_use_battery import HomeBattery

    battery = HomeBattery.model_validate({"kind": "home-battery", "charges_below": float(np.median(price)) + 1e-6})
    first = scenario.configurations[0]
    several = replace(scenario, configurations=(first, replace(first, name="with a battery", equipment=(battery,))))
    results = cosim.simulate(several, start=0, end=96)
    used = results["battery_electricity"].values[1]
    assert used.min() < -100.0
    low, high = used[price < np.median(price) + 1e-6], used[price >= np.median(price) + 1e-6]
    assert low.min() >= 0.0
    assert high.max() <= 1e-9
    # what goes in and does not come out again is lost, or still stored
    assert 0.0 < used.sum() / 1e3 < 0.2 * low.sum() / 1e3 + 13.5
    assert results["annual_electricity_cost"].values[1] < results["annual_electricity_cost"].values[0] + 13.5 * 0.1
    # its meter is read every five minutes: what the furnace stops drawing in between goes to the grid, and no more
    own = results["event_configuration_name"].values == "with a battery"
    stops = np.count_nonzero(results["event_kind"].values[own] == "furnace")
    given_away = -np.minimum(results["house_electricity"].values[1], 0.0).sum()
    assert given_away < stops * results["hvac_electricity"].values[1].max() * 300.0 / 3600.0
    whole = results["hvac_electricity"] + results["other_electricity"] + results["battery_electricity"]
    np.testing.assert_allclose(results["house_electricity"], whole, rtol=1e-9, atol=1e-6)
    assert "Battery" in str(cosim.compare(results))


def test_results_of_a_battery_that_reads_prices_are_not_billed_at_others(packages):
    """It would charge at other hours; the house without it is billed."""
    scenario = cosim.load("time-of-use-greensboro")
    from time_of_use_battery import HomeBattery

    battery = HomeBattery.model_validate({"kind": "home-battery", "charges_below": 0.1})
    first = scenario.configurations[0]
    several = replace(scenario, configurations=(first, replace(first, name="with a battery", equipment=(battery,))))
    results = cosim.simulate(several, start=0, end=24)
    assert following(results) == {"with a battery": ["electricity_price"]}
    dear = replace(scenario.rates, tariff=scenario.tariff.scaled(2.0))
    alone = rebill(results.isel(configuration=[0]), dear)
    assert alone["annual_electricity_cost"].values == pytest.approx(2 * results["annual_electricity_cost"].values[:1])
    with pytest.raises(cosim.InvalidInput, match="'with a battery': its equipment reads the price of electricity"):
        rebill(results, dear)


def test_a_wish_for_what_is_not_there_is_refused_at_load(packages, tmp_path):
    path = tmp_path / "stove.toml"
    path.write_text(SCENARIO.replace("wood_usd_per_cord = 300\n", ""))
    with pytest.raises(cosim.InvalidInput, match=r"has no price of wood, but configurations\[1\] burns it"):
        cosim.load(path)


def test_keys_of_a_kind_are_checked_like_our_own(packages, tmp_path):
    path = tmp_path / "stove.toml"
    path.write_text(SCENARIO.replace("power_kw = 4", "power = 4, lit_at_h = 25"))
    with pytest.raises(cosim.InvalidInput) as caught:
        cosim.load(path)
    text = str(caught.value)
    assert "configurations[1].equipment[0]" in text
    assert "power_kw" in text
    assert "lit_at_h" in text


def test_a_package_that_cannot_be_imported_is_told(tmp_path, monkeypatch):
    from cosim.config import plugins as kinds

    monkeypatch.setitem(kinds.BUILT_IN, "pellet-stove", "no_such_package:Stove")
    path = tmp_path / "stove.toml"
    path.write_text(SCENARIO.replace("wood-stove", "pellet-stove"))
    with pytest.raises(cosim.InvalidInput, match="no_such_package:Stove cannot be imported"):
        cosim.load(path)
    monkeypatch.setitem(kinds.BUILT_IN, "pellet-stove", "cosim.simulation.simulation:Simulation")
    with pytest.raises(cosim.InvalidInput, match="is not a cosim.EquipmentConfig"):
        cosim.load(path)


def test_the_battery_of_the_example_shaves_the_peak():
    sys.path.insert(0, str(EXAMPLES))
    try:
        home_battery = importlib.import_module("home_battery")
    finally:
        sys.path.remove(str(EXAMPLES))
    assert len(Path(home_battery.__file__).read_text().splitlines()) < 60
    alone, behind = home_battery.peaks(days=(15, 18))
    assert behind < alone - 1500.0
