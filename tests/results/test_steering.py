"""Controls that follow prices or carbon: other rates need another simulation, or are refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.rates.reading import RatesReader
from cosim.results import netcdf
from cosim.results.billing import rates_of, rebill
from cosim.results.life_cycle import life_cycle
from cosim.results.steering import following

pytestmark = pytest.mark.slow

SCENARIO = """
house = "ranch-1960s"
weather = "chicago-il"
start_weekday = "monday"
prices = { electricity_usd_per_kwh = 0.10, gas_usd_per_therm = 1.00 }
emissions = { electricity_kg_per_mwh = 550, gas_lb_per_mmbtu = 147.3 }
[[configurations]]
name = "droop"
heat_pump = "single-speed-3ton"
furnace = "furnace-96"
dual_fuel = { policy = "droop" }
[[configurations]]
name = "economic"
heat_pump = "single-speed-3ton"
furnace = "furnace-96"
dual_fuel = { policy = "economic" }
[[configurations]]
name = "carbon"
heat_pump = "single-speed-3ton"
furnace = "furnace-96"
dual_fuel = { policy = "carbon" }
"""
DAYS = ["--from", "03-01", "--to", "03-04"]
HOURS = {"start": 59 * 24, "end": 63 * 24}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Four days in March, simulated by the command line."""
    folder = tmp_path_factory.mktemp("steering")
    (folder / "policies.toml").write_text(SCENARIO)
    (folder / "coal.toml").write_text('name = "coal"\nfactor_kg_per_mwh = 900\n')
    result = CliRunner().invoke(main, ["run", str(folder / "policies.toml"), *DAYS, "-o", str(folder / "p.nc")])
    assert result.exit_code == 0, result.output
    return folder


def printed(*arguments: str):
    result = CliRunner().invoke(main, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        (["--prices", "massachusetts-2023"], {"economic"}),
        (["--grid", "egrid2019-rfcw"], {"carbon"}),
        (["--tariff", "example-tiers-and-demand"], {"economic"}),
        (["--prices", "massachusetts-2023", "--grid", "egrid2019-rfcw"], {"economic", "carbon"}),
    ],
)
def test_other_rates_are_refused_for_what_follows_them(folder, options, refused):
    result = CliRunner().invoke(main, ["bill", str(folder / "p.nc"), *options])
    assert result.exit_code == 2
    assert result.stdout == ""
    for name in ("droop", "economic", "carbon"):
        assert (f"configuration '{name}'" in result.stderr) == (name in refused)
    assert "--scenario NAME simulates its scenario at these" in result.stderr


@pytest.mark.parametrize(("options", "kind"), [
    (["--prices", "massachusetts-2023"], "prices"),
    (["--grid", "coal.toml"], "grid"),
])  # fmt: skip
def test_a_bill_at_other_rates_is_that_of_a_simulation_at_them(folder, options, kind):
    option, choice = options[0], str(folder / options[1]) if kind == "grid" else options[1]
    billed = printed("bill", str(folder / "p.nc"), option, choice, "--scenario", str(folder / "policies.toml"))
    scenario = cosim.load(folder / "policies.toml")
    reader = RatesReader("test", Path())
    if kind == "prices":
        prices, tariff = reader.prices(choice)
        other = replace(scenario, prices=prices, tariff=tariff)
    else:
        emissions = scenario.emissions.with_grid(choice)
        other = replace(scenario, emissions=emissions, grid=reader.grid(emissions, -6.0))
    simulated = cosim.simulate(other, **HOURS)
    for row, cost, emitted in zip(
        billed, simulated["annual_cost"].values, simulated["annual_emissions"].values, strict=True
    ):
        assert row["cost"] == pytest.approx(cost, rel=0.005)
        assert row["emissions_kg"] == pytest.approx(emitted, rel=0.005)
    before = {row["name"]: row for row in printed("bill", str(folder / "p.nc"))}
    moved = {"prices": "economic", "grid": "carbon"}[kind]
    for row in billed:
        energy, then = row["electricity_kwh"], before[row["name"]]["electricity_kwh"]
        assert (energy == pytest.approx(then, rel=1e-6)) == (row["name"] != moved)


def test_rates_that_change_no_decision_are_billed(folder):
    """All prices times two; and prices of a house whose controls follow none."""
    dataset = netcdf.open_results(folder / "p.nc")
    rates = rates_of(dataset)
    prices = rates.prices.model_copy(
        update={"electricity": 2 * (rates.prices.electricity or 0), "gas": 2 * rates.prices.gas}
    )
    twice = rebill(dataset, replace(rates, prices=prices))
    assert twice["annual_cost"].values == pytest.approx(2 * dataset["annual_cost"].values)
    alone = dataset.isel(configuration=[0])
    other = replace(rates, prices=rates.prices.model_copy(update={"gas": 3 * rates.prices.gas}))
    assert rebill(alone, other)["annual_gas_cost"].values == pytest.approx(3 * alone["annual_gas_cost"].values)
    with pytest.raises(InvalidInput, match="economic"):
        rebill(dataset, other)


def test_results_of_earlier_versions_say_it_by_their_scenario(folder):
    dataset = netcdf.open_results(folder / "p.nc")
    assert following(dataset) == {"economic": ["economic"], "carbon": ["carbon"]}
    del dataset.attrs["follows_rates"]
    assert following(dataset) == {"economic": ["economic"], "carbon": ["carbon"]}


def test_another_scenario_is_not_simulated_in_its_place(folder):
    other = ["bill", str(folder / "p.nc"), "--prices", "massachusetts-2023", "--scenario", "quick-start"]
    result = CliRunner().invoke(main, other)
    assert result.exit_code == 2
    assert "is not the scenario of these results" in result.output


def test_the_bundled_policies_at_the_prices_of_another_state(tmp_path):
    """Every cost that `bill` prints is that of a simulation at these prices, and the order of policies with it."""
    path = tmp_path / "p.nc"
    assert CliRunner().invoke(main, ["run", "dual-fuel-policies", *DAYS, "-o", str(path)]).exit_code == 0
    options = ["--prices", "massachusetts-2023", "--scenario", "dual-fuel-policies"]
    billed = {row["name"]: row["cost"] for row in printed("bill", str(path), *options)}
    scenario = cosim.load("dual-fuel-policies")
    prices, tariff = RatesReader("test", Path()).prices("massachusetts-2023")
    simulated = cosim.simulate(replace(scenario, prices=prices, tariff=tariff), **HOURS)
    for name, cost in zip(simulated["configuration"].values, simulated["annual_cost"].values, strict=True):
        assert billed[name] == pytest.approx(cost, rel=0.005)
    assert billed["economic"] <= min(billed.values()) * 1.005


@pytest.mark.slow
def test_years_of_cost_at_other_prices_are_those_of_a_simulation(tmp_path):
    costs = '[life_cycle.costs."NAME"]\ninstalled_usd = 9000\n'
    text = SCENARIO + "".join(costs.replace("NAME", name) for name in ("droop", "economic", "carbon"))
    path, results = tmp_path / "years.toml", tmp_path / "years.nc"
    path.write_text(text)
    assert CliRunner().invoke(main, ["run", str(path), "-o", str(results)]).exit_code == 0
    other = ["lifecycle", str(results), "--prices", "massachusetts-2023"]
    assert CliRunner().invoke(main, other).exit_code == 2
    rows = printed(*other, "--scenario", str(path))["rows"]
    scenario = cosim.load(path)
    prices, tariff = RatesReader("test", Path()).prices("massachusetts-2023")
    expected = life_cycle(cosim.simulate(replace(scenario, prices=prices, tariff=tariff))).rows
    for row, of_simulation in zip(rows, expected, strict=True):
        for key in ("energy", "net_present_cost", "levelised_heat"):
            assert row[key] == pytest.approx(of_simulation[key], rel=0.005)
