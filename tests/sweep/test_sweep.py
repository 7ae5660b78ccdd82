"""Sweeps: what is priced is not simulated, the ranking flips where it should, and what cannot be varied is refused."""

import json
import re
import tomllib

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.config.scenario import ScenarioConfig
from cosim.errors import InvalidInput
from cosim.results import netcdf
from cosim.results.billing import rebill
from cosim.results.life_cycle import life_cycle
from cosim.sweep.parameters import changed, parameter, value_in
from cosim.sweep.picture import _tornado, draw
from cosim.sweep.sweep import sweep

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sweeps_share_years")]

SCENARIO = """
house = "ranch-1960s"
weather = "greensboro-nc"
prices = { electricity_usd_per_kwh = 0.12, gas_usd_per_therm = 1.4, gas_fixed_usd_per_month = 10 }
emissions = { electricity_lb_per_mwh = 679.1, gas_lb_per_mmbtu = 147.3 }
[[configurations]]
name = "furnace"
furnace = "furnace-80"
[[configurations]]
name = "heat pump"
heat_pump = "ductless-3ton"
[life_cycle]
install_date = 2025-06-01
incentives = ["federal-25c"]
[life_cycle.costs.furnace]
installed_usd = 5000
[life_cycle.costs."heat pump"]
installed_usd = 9000
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("sweep") / "two.toml"
    path.write_text(SCENARIO)
    return path


@pytest.fixture(scope="module")
def year(scenario):
    """The year's file, by the command line."""
    path = scenario.with_suffix(".nc")
    result = CliRunner().invoke(main, ["run", str(scenario), "-o", str(path), "--json"])
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture(scope="module")
def prices(scenario, year_of):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cosim.sweep.runs.simulate", year_of)
        return sweep(scenario, ["electricity_price=0.05..0.6", "gas_price=0.5..2.5"], points=4)


def test_prices_need_one_simulation(prices):
    assert prices.results.attrs["simulations"] == 1
    assert prices.results["cost"].shape == (16, 2)
    assert prices.map_values.shape[2] == 2


def test_the_ranking_flips_where_both_cost_the_same(prices, year):
    """Straight lines: found from annual figures alone."""
    rows = netcdf.open_results(year)
    energy = (rows["annual_electricity"] + rows["annual_other_electricity"]).values
    gas = rows["annual_gas"].values[0] * 3.6e6 / 105505585.262 * 1.4 + 120
    expected = gas / (energy[1] - energy[0])
    line = prices.lines[0]
    assert prices.best == "heat pump"
    [(at, before, after)] = line.flips
    assert (before, after) == ("heat pump", "furnace")
    assert at == pytest.approx(expected, rel=1e-3)
    assert line.margin[0] > 0 > line.margin[-1]
    # margins are straight between the ends
    assert np.diff(line.margin) == pytest.approx(np.full(line.margin.size - 1, np.diff(line.margin)[0]), rel=1e-6)


def test_a_price_in_another_unit(scenario, prices):
    cents = sweep(scenario, ["prices.electricity_cents_per_kwh=5..60", "gas_price=0.5..2.5"], points=4)
    assert cents.results["cost"].values == pytest.approx(prices.results["cost"].values)


def test_sobol_indices_of_what_is_nearly_additive(scenario):
    found = sweep(scenario, ["electricity_price=0.05..0.6", "gas_price=0.5..2.5"], method="sobol", points=64)
    first = {name: index for name, (index, _) in found.indices.items()}
    total = {name: index for name, (_, index) in found.indices.items()}
    assert found.results.sizes["sample"] == 64 * 4
    assert sum(first.values()) == pytest.approx(1, abs=0.1)
    assert first["electricity_price"] > first["gas_price"] > 0
    assert total["electricity_price"] == pytest.approx(first["electricity_price"], abs=0.1)


@pytest.mark.slow
def test_what_changes_the_physics_is_simulated_anew(scenario, tmp_path):
    warmer = sweep(scenario, ["thermostat.heating_setpoint_f=66..70"], points=2)
    assert warmer.results.attrs["simulations"] == 6  # five along the line, and the scenario's own 69 °F
    assert warmer.lines[0].usual == pytest.approx(69.0, abs=0.01)
    colder, usual = warmer.results["cost"].values
    assert np.all(colder < usual)
    draw(warmer, tmp_path / "one.png")
    assert (tmp_path / "one.png").stat().st_size > 10_000


def test_the_command(scenario, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments = ["sweep", str(scenario), "--vary", "electricity_price_factor=0.5..3", "--vary", "discount_rate=0..0.1",
                 "--quantity", "npc", "--points", "3"]  # fmt: skip
    shown = CliRunner().invoke(main, [*arguments, "-o", "sweep.png", "--save", "sweep.nc"])
    assert shown.exit_code == 0, shown.output
    assert "becomes better than" in shown.output
    assert "Share of 9 points at which each is best" in shown.output
    assert (tmp_path / "sweep.png").is_file()
    assert (tmp_path / "sweep.nc").is_file()


MONTHLY = SCENARIO.replace("gas_usd_per_therm = 1.4", "gas_usd_per_therm = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3]")


def test_the_users_own_value_is_the_base(year, tmp_path):
    """Whether it is a list, beyond the range, or a default: base values cost what a run of the scenario costs."""
    path = tmp_path / "own.toml"
    path.write_text(MONTHLY)
    vary = ["gas_price=0.7..1.8", "prices.electricity_cents_per_kwh=30..60", "methane_leakage=0.01..0.02",
            "discount_rate=0.05..0.1"]  # fmt: skip
    found = sweep(path, vary, points=2)
    expected = rebill(netcdf.open_results(year), cosim.load(path).rates)["annual_cost"].values
    assert found.base == pytest.approx(expected, rel=1e-9)
    assert [line.stated for line in found.lines] == ["12 values, 1 to 3", "12", "0", "0.03"]
    assert found.as_data()["at_base_values"] == dict(zip(found.names, found.base.tolist(), strict=True))
    for line in found.lines:  # all others at base values
        assert line.costs[0, 0] == pytest.approx(expected[0]) or "economic" in line.parameter.steers


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("thermostat", "heating_setpoint_f"), 69.008),
        (("configurations", 1, "name"), None),
        (("configurations", 7, "dual_fuel"), None),
        (("life_cycle", "costs", "heat pump", "installed_usd"), 9000.0),
        (("prices", "gas_usd_per_therm"), 1.4),
    ],
)
def test_values_of_a_scenario(path, value):
    found = value_in(ScenarioConfig.model_validate(tomllib.loads(SCENARIO)), path)
    assert found is None if value is None else found == pytest.approx(value)


def test_costs_of_each_configuration_with_bands(prices):
    """Evenly spaced points: bands from lowest to highest, ends of each line as at these points."""
    costs = prices.results["cost"].values
    for number, name in enumerate(prices.names):
        low, middle, high = prices.bands()[name]
        assert (low, high) == (costs[:, number].min(), costs[:, number].max())
        assert low < middle < high
    data = prices.as_data()["parameters"][1]
    assert data["label"] == "Gas price, $/therm"
    furnace, pump = (data["at_ends"][name] for name in prices.names)
    assert furnace[1] > furnace[0]
    assert pump[1] == pytest.approx(pump[0])


def test_a_tornado_tells_both_sides_apart(prices, tmp_path):
    """The best is overtaken at one end only, and both bars go to where the margin is at their end."""
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    _tornado(axes, prices, "$ a year")
    bars = {round(bar.get_y() + bar.get_height() / 2, 2): bar for bar in axes.patches}
    assert len(bars) == 4  # no two lie in one lane
    rows = sorted(prices.lines, key=lambda line: np.ptp(line.margin))
    for row, line in enumerate(rows):
        for side, end in ((0.19, 0), (-0.19, -1)):
            bar = bars[round(row + side, 2)]
            ends = {round(bar.get_x(), 6), round(bar.get_x() + bar.get_width(), 6)}
            assert ends == {round(prices.base_margin, 6), round(float(line.margin[end]), 6)}
    assert [text.get_text() for text in axes.get_yticklabels()] == [line.parameter.label for line in rows]
    draw(prices, tmp_path / "two.png")
    assert (tmp_path / "two.png").stat().st_size > 20_000


def test_sobol_indices_have_intervals_of_confidence(scenario):
    few, many = (
        sweep(scenario, ["electricity_price=0.05..0.6", "gas_price=0.5..2.5"], method="sobol", points=points)
        for points in (8, 64)
    )
    for name in ("electricity_price", "gas_price"):
        for place in (0, 1):
            assert 0 < many.confidence[name][place] < few.confidence[name][place]
    assert many.band_in_words == ("5 %", "95 %")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("electricity_price=1..2", "Electricity price, $/kWh"),
        ("prices.gas_usd_per_kwh=1..2", "prices: gas, $/kWh"),
        ("configurations[2].dual_fuel.switchover_f=5..45", "configurations[2].dual fuel: switchover, °F"),
        ('life_cycle.costs."heat pump".installed_usd=1..2', "life cycle.costs.heat pump: installed, $"),
    ],
)
def test_labels_have_units(name, label):
    assert parameter(name).label == label


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("electricity_price=0.3..0.1", "is not KEY=LOW..HIGH with LOW below HIGH"),
        ("electricity_price=a..b", "is not KEY=LOW..HIGH"),
        ("electricity_price", "is not KEY=LOW..HIGH"),
        ("electricity_price=0.1..900", "electricity_usd_per_kwh: must be at most 5, not 900.0"),
        ("prices.electricty_usd_per_kwh=0.1..0.2", "unknown key"),
        ("thermostat.heating_setpoint_f=60..190", "heating_setpoint_f: must be at most 86"),
        ("configurations[7].dual_fuel.switchover_f=10..40", "the scenario has no '7' at this place"),
        ("prices..=1..2", "is not the dotted name of a key"),
    ],
)
def test_what_cannot_be_varied(scenario, vary, said):
    with pytest.raises(InvalidInput) as caught:
        sweep(scenario, [vary])
    assert said in str(caught.value)


def test_paths_into_a_scenario():
    each = parameter('life_cycle.costs."heat pump".installed_usd=1..2')
    assert each.path == ("life_cycle", "costs", "heat pump", "installed_usd")
    assert not each.reruns
    assert parameter("configurations[1].dual_fuel.switchover_f=10..40").path == (
        "configurations",
        1,
        "dual_fuel",
        "switchover_f",
    )
    table = {"prices": {"gas_usd_per_therm": 1.0}}
    assert changed(table, ("prices", "gas_usd_per_kwh"), 0.05, "x") == {"prices": {"gas_usd_per_kwh": 0.05}}
    assert table == {"prices": {"gas_usd_per_therm": 1.0}}


def test_life_cycle_of_a_file(year):
    result = life_cycle(netcdf.open_results(year))
    furnace, pump = result.rows
    assert (furnace["incentive"], pump["incentive"]) == (600, 2000)
    assert pump["first_cost"] == 7000
    assert pump["simple_payback"] == pytest.approx((7000 - 4400) / (furnace["energy"] - pump["energy"]))
    text = str(result)
    for word in ("discount rate 3 %", "5,000 $ installed", "26 USC 25C: ended with 2025: counted", "0.1200 $/kWh"):
        assert word in text
    assert json.loads(result.to_json())["rows"][0]["simple_payback"] is None


def test_what_is_renewed_for_nothing_is_warned_of(year, tmp_path):
    """A furnace that is there for four more years, whose successor costs nothing, would win every comparison."""
    plan = tmp_path / "plan.toml"
    plan.write_text("""
[life_cycle.costs.furnace]
installed_usd = 0
years_left = 4
lifetime_years = 18
[life_cycle.costs."heat pump"]
installed_usd = 9000
""")
    result = CliRunner().invoke(main, ["lifecycle", str(year), "--plan", str(plan)])
    assert result.exit_code == 0, result.output
    for output in (result.stdout, result.stderr):
        assert "warning: furnace: installed_usd = 0, so that it is bought again for nothing after 4 years" in output
        assert "heat pump: installed_usd" not in output
    plan.write_text(plan.read_text().replace("installed_usd = 0", "installed_usd = 5000"))
    assert "warning" not in CliRunner().invoke(main, ["lifecycle", str(year), "--plan", str(plan)]).output


def test_bills_at_other_rates_by_the_command(year, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plain = CliRunner().invoke(main, ["bill", str(year), "--json"])
    assert plain.exit_code == 0, plain.output
    dear = ["bill", str(year), "--tariff", "example-tiers-and-demand", "--grid", "cambium2021-srvc", "-o", "dear.nc"]
    shown = CliRunner().invoke(main, dear)
    assert shown.exit_code == 0, shown.output
    assert "January" in shown.output
    assert "tariff Example, of no utility" in shown.output
    billed = netcdf.open_results(tmp_path / "dear.nc")
    files = {file["kind"]: file for file in json.loads(billed.attrs["input_files"])}
    assert files["tariffs"]["path"] == "bundled:equipment_library/tariffs/example-tiers-and-demand.toml"
    assert len(files["grids"]["sha256"]) == 64
    assert "billed again with" in billed.attrs["history"]
    again = json.loads(CliRunner().invoke(main, ["bill", "dear.nc", "--json"]).output)
    before = json.loads(plain.output)
    assert again[0]["demand_cost"] > 0 == before[0]["demand_cost"]
    assert again[0]["electricity_kwh"] == before[0]["electricity_kwh"]
    lifecycle = CliRunner().invoke(main, ["lifecycle", "dear.nc", "--prices", "alaska-2023"])
    assert lifecycle.exit_code == 0, lifecycle.output
    assert "0.2208 $/kWh" in lifecycle.output


def test_bills_and_years_of_cost_in_either_system(year):
    """By the definitions: 1 therm is 1e5 Btu (IT, 1055.05585262 J), 1 lb 0.45359237 kg, 1 short ton 2000 lb."""

    def said(command, units):
        done = CliRunner().invoke(main, [command, str(year), "--units", units])
        assert done.exit_code == 0, done.output
        return done.output

    def number(pattern, text):
        return float(re.search(pattern, text)[1].replace(",", "").replace("−", "-"))

    therm = 1e5 * 1055.05585262 / 3.6e6  # kWh
    for command in ("bill", "lifecycle"):
        si, us = said(command, "si"), said(command, "us")
        # as the scenario states them
        assert number(r"gas: ([\d.]+) \$/therm", us) == 1.4
        assert number(r"electricity emits: ([\d.]+) lb/MWh", us) == 679.1
        assert number(r"emits ([\d.]+) lb/MMBtu", us) == 147.3
        assert number(r"gas: ([\d.]+) \$/kWh", si) == pytest.approx(1.4 / therm, abs=5.1e-5)
        assert number(r"emits ([\d.]+) kg/kWh", si) == pytest.approx(147.3 * 0.45359237 / (10 * therm), abs=5.1e-4)
        assert "0.1200 $/kWh" in us  # electricity, as it is billed
        assert "kg" not in us
    rows = json.loads(CliRunner().invoke(main, ["bill", str(year), "--json", "--units", "us"]).output)
    assert number(r"CO₂e, lb +([\d,]+)", said("bill", "us")) == pytest.approx(
        rows[0]["emissions_kg"] / 0.45359237, abs=0.51
    )
    heat = json.loads(CliRunner().invoke(main, ["lifecycle", str(year), "--json"]).output)["rows"]
    shown = said("lifecycle", "us")
    assert number(r"Levelised cost of heat, \$/MMBtu +([\d.]+)", shown) == pytest.approx(
        heat[0]["levelised_heat"] * 10 * therm, abs=0.0051
    )
    assert number(r"Cost of abated CO₂e, \$/short ton +– +(−?[\d,]+)", shown) == pytest.approx(
        heat[1]["abatement"] * 0.90718474, abs=0.51
    )


@pytest.mark.parametrize("option", ["--tariff", "--prices", "--grid"])
def test_names_that_are_on_no_shelf(year, option):
    result = CliRunner().invoke(main, ["bill", str(year), option, "north-carolina-2033"])
    assert result.exit_code == 2
    assert option in result.output
    assert "north-carolina-2033" in result.output
