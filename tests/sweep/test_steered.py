"""Sweeps of configurations whose control follows prices or carbon: every number is that of a simulation."""

from dataclasses import replace

import pytest

import cosim
from cosim.sweep.sweep import Sweep, sweep

SCENARIO = """
house = "ranch-1960s"
weather = "chicago-il"
start_weekday = "monday"
prices = { electricity_usd_per_kwh = 0.10, gas_usd_per_therm = 1.00 }
emissions = { electricity_kg_per_mwh = 550, gas_lb_per_mmbtu = 147.3 }
[[configurations]]
name = "furnace"
furnace = "furnace-96"
air_conditioner = "ac-3ton"
[[configurations]]
name = "follows"
heat_pump = "single-speed-3ton"
furnace = "furnace-96"
dual_fuel = { policy = "POLICY" }
"""


def simulated(path, *, figure: str, **rates: dict) -> list[float]:
    """Return the figure of each configuration of a scenario, simulated with other prices or factors."""
    scenario = cosim.load(path)
    own = {"prices": scenario.prices, "emissions": scenario.emissions}
    changed = {name: type(own[name]).model_validate(own[name].as_toml() | more) for name, more in rates.items()}
    return cosim.simulate(replace(scenario, **changed))[figure].values.tolist()


def line_at(found: Sweep, end: int) -> list[float]:
    return found.lines[0].costs[end].tolist()


@pytest.mark.slow
def test_costs_of_an_economic_control_are_simulated(tmp_path):
    path = tmp_path / "economic.toml"
    path.write_text(SCENARIO.replace("POLICY", "economic"))
    found = sweep(path, ["gas_price=0.7..1.5"], points=2)
    for end, price in ((0, 0.7), (-1, 1.5)):
        expected = simulated(path, figure="annual_cost", prices={"gas_usd_per_therm": price})
        assert line_at(found, end) == pytest.approx(expected, rel=0.005)
        assert found.results["cost"].values[end] == pytest.approx(expected, rel=0.005)
    assert found.base.tolist() == pytest.approx(simulated(path, figure="annual_cost"), rel=1e-9)
    for at, before, after in found.lines[0].flips:
        costs = dict(zip(found.names, simulated(path, figure="annual_cost", prices={"gas_usd_per_therm": at}),
                         strict=True))  # fmt: skip
        assert costs[before] == pytest.approx(costs[after], rel=0.005)
    assert 1 < found.results.attrs["simulations"] < 12


@pytest.mark.slow
@pytest.mark.long
def test_emissions_of_a_carbon_control_are_simulated(tmp_path):
    path = tmp_path / "carbon.toml"
    path.write_text(SCENARIO.replace("POLICY", "carbon"))
    told: list[str] = []
    found = sweep(path, ["electricity_emissions=0.3..0.9"], points=2, quantity="emissions", tell=told.append)
    assert any(text.startswith("CO₂e: ") for text in told)  # what the factors count
    for end, factor in ((0, 300), (-1, 900)):
        expected = simulated(
            path, figure="annual_emissions", emissions={"electricity_kg_per_kwh": factor / 1000}
        )  # fmt: skip
        assert line_at(found, end) == pytest.approx(expected, rel=0.005)


@pytest.mark.slow
def test_prices_that_change_no_choice_need_no_simulation(tmp_path):
    """A carbon control does not look at prices."""
    path = tmp_path / "carbon.toml"
    path.write_text(SCENARIO.replace("POLICY", "carbon"))
    found = sweep(path, ["gas_price=0.7..1.5", "electricity_price=0.05..0.3"])
    assert found.results.attrs["simulations"] == 1
    assert found.results.sizes["sample"] == 121
