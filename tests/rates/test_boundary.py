"""What emission factors count: stated on every shelf, one boundary in every bundled question, two are warned of."""

import json

import pytest
from pydantic import ValidationError

import cosim
from cosim.config.emissions import EmissionsConfig
from cosim.config.prices import PricesConfig
from cosim.config.tariff import GridConfig
from cosim.errors import InvalidInput
from cosim.fleet.reading import load_programme
from cosim.project import bundled_root, names
from cosim.rates.boundary import Boundary, boundary_of
from cosim.rates.rates import Rates
from cosim.rates.reading import RatesReader

GAS_BURNT = 117.0  # lb/MMBtu, 53.06 kg of CO2 by 40 CFR 98, table C-1
MIXED = "two boundaries"


def rates(tmp_path, **factors) -> Rates:
    emissions = EmissionsConfig(**factors)
    grid = RatesReader("-", tmp_path).grid(emissions, -5.0)
    return Rates(PricesConfig(electricity_usd_per_kwh=0.1, gas_usd_per_therm=1), emissions, grid=grid)


@pytest.mark.parametrize(
    ("electricity", "gas", "one"),
    [
        ("upstream with losses", "upstream", True),
        ("combustion", "combustion", True),
        ("combustion with losses", "combustion", True),
        ("combustion", "upstream", False),  # gas bears its wells and pipes, electricity does not
        ("combustion with losses", "upstream", False),
        ("upstream with losses", "combustion", False),
        ("upstream", "upstream", False),  # what is lost on the way is missing on one side
        ("", "upstream", None),
        ("upstream with losses", "", None),
    ],
)
def test_a_sum_is_right_within_one_boundary(electricity, gas, one):
    boundary = Boundary("average", electricity, (("gas", gas),))
    assert boundary.is_one is one
    assert any(MIXED in line for line in boundary.lines()) is (one is False)
    assert boundary.lines()[0].startswith("CO₂e: average electricity")
    assert ("of no stated boundary" in boundary.lines()[0]) is (one is None)


def test_electricity_alone_has_one_boundary_and_says_which():
    line = Boundary("short-run marginal", "combustion with losses").lines()
    assert line == ["CO₂e: short-run marginal electricity without upstream, with grid losses."]
    assert Boundary("", "").lines() == [
        "CO₂e: the scenario does not state kind and boundary of its factors (docs/bills.md)."
    ]


@pytest.mark.parametrize("name", names("grids"))
def test_every_grid_on_the_shelf_says_what_it_counts(name, tmp_path):
    boundary = boundary_of(rates(tmp_path, grid=name), [])
    if name.startswith("cambium"):
        assert (boundary.kind, boundary.electricity) == ("long-run marginal", "upstream with losses")
    else:
        assert (boundary.kind, boundary.electricity) == ("average", "combustion with losses")


@pytest.mark.parametrize("name", names("scenarios"))
def test_every_bundled_scenario_has_one_boundary(name):
    scenario = cosim.load(name)
    fuels = sorted({each.furnace.fuel for each in scenario.configurations if each.furnace is not None})
    boundary = boundary_of(scenario.rates, fuels)
    assert boundary.is_one
    assert boundary.electricity == "upstream with losses"
    # who leads in an hour is a question of that hour; what to install is one of the plants that will be built
    assert boundary.kind == ("short-run marginal" if name == "dual-fuel-policies" else "long-run marginal")
    assert not any(MIXED in warning for warning in scenario.warnings)


@pytest.mark.parametrize("name", names("programmes"))
def test_every_bundled_programme_has_one_boundary(name):
    for scenario in load_programme(name, homes=1).scenarios.values():
        boundary = boundary_of(scenario.rates, ["gas"])
        assert boundary.is_one
        assert (boundary.kind, boundary.electricity) == ("long-run marginal", "upstream with losses")


def test_the_bundled_factor_of_gas_is_the_published_one_with_its_supply(reference):
    data = json.loads((reference / "energy_prices_emissions" / "emission_factors.json").read_text())
    published = data["fuel_emissions_lb_per_mmbtu"]
    assert "pre-combustion" in published["source"]
    stated = cosim.load("retrofit-chicago").emissions
    assert stated.fuel_boundary == "upstream"
    assert stated.gas * 1055.056e6 / 0.45359237 == pytest.approx(published["natural_gas"]["CO2e"], rel=1e-6)
    assert published["natural_gas"]["CO2e"] > 1.2 * GAS_BURNT
    # the leak that time-of-use-greensboro counts beside combustion comes to as much
    leaking = cosim.load("time-of-use-greensboro").rates.fuel_emissions("gas")
    assert leaking == pytest.approx(stated.gas, rel=0.02)
    cambium = data["cambium"]["source"]
    assert "LRMER" in cambium
    assert "end-use" in cambium
    assert "combined" in cambium  # combustion and pre-combustion


@pytest.mark.parametrize(
    ("factors", "told"),
    [
        ({"grid": "x", "electricity_kind": "average"}, "has a grid, which states kind and boundary itself"),
        ({"electricity_kg_per_kwh": 0.4, "fuel_boundary": "upstream", "methane_leakage": 0.02}, "supply of fuel twice"),
        ({"electricity_kg_per_kwh": 0.4, "fuel_boundary": "upstream", "oil_kg_per_mmbtu": 74,
          "oil_upstream_kg_per_mmbtu": 9}, "leave out oil_upstream"),
        ({"electricity_kg_per_kwh": 0.4, "electricity_kind": "marginal"}, "long-run marginal"),
        ({"electricity_kg_per_kwh": 0.4, "electricity_boundary": "losses"}, "upstream with losses"),
        ({"electricity_kg_per_kwh": 0.4, "fuel_boundary": "upstream with losses"}, "upstream"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(factors, told):
    with pytest.raises(ValidationError, match=told):
        EmissionsConfig(**factors)


def test_losses_are_not_counted_twice():
    with pytest.raises(ValidationError, match="counts losses twice"):
        GridConfig(factor_kg_per_mwh=400, losses=0.05, boundary="combustion with losses")


def test_a_scenario_with_two_boundaries_is_warned_of_and_a_bad_word_refused(tmp_path):
    text = (bundled_root() / "scenarios" / "retrofit-chicago.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("cambium2021-rfcw", "egrid2019-rfcw"), encoding="utf-8")
    assert any(MIXED in warning for warning in cosim.load(path).warnings)
    path.write_text(text.replace('fuel_boundary = "upstream"', 'fuel_boundary = "well to flue"'), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        cosim.load(path)
    assert "emissions.fuel_boundary" in str(caught.value)
