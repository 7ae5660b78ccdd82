"""Balance points: what crosses there, and which way they move with prices."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.sizing.balance import STRIPS, balance, highest_zero
from cosim.sizing.tables import balance_table, plain


@pytest.fixture(scope="module")
def found(greensboro):
    return balance(greensboro)


def crossing(found, configuration, by, against):
    point = next(p for p in found.points if p.configuration == configuration)
    return next(c for c in point.crossings if c.by == by and against in c.against)


@pytest.mark.slow
def test_at_the_thermal_balance_point_capacity_is_the_load(found):
    for point in found.points:
        load = found.loads.load_line(point.thermal, ducted=point.ducted)
        assert point.lines.capacity(point.thermal) == pytest.approx(float(load), rel=0.01)
        colder = found.loads.load_line(point.thermal - 3.0, ducted=point.ducted)
        assert point.lines.capacity(point.thermal - 3.0) < colder
        if point.min_speed is not None:
            assert point.min_speed > point.thermal


def test_the_carbon_balance_point_counts_both_sides_alike(found):
    assert found.as_dict()["emissions_boundary"].endswith("electricity and gas with upstream and grid losses.")
    assert " ".join(plain(balance_table(found)).split()).endswith(found.boundary[0])


def test_a_cold_climate_machine_carries_the_house_farther_down(found):
    by = {point.configuration: point.thermal for point in found.points}
    assert by["cold-climate heat pump"] < by["single-speed heat pump"]
    assert by["dual fuel"] == by["single-speed heat pump"]  # the same machine


def test_at_the_economic_balance_point_both_cost_the_same(found):
    at = crossing(found, "cold-climate heat pump", "cost", "furnace")
    point = next(p for p in found.points if p.configuration == "cold-climate heat pump")
    furnace = next(s for s in found.sources if s.name == at.against)
    assert at.better == "both"
    assert np.interp(at.outdoor, point.outdoor, point.cost) == pytest.approx(furnace.cost, rel=0.01)


def test_heat_from_a_heat_pump_is_never_dearer_than_resistance(found):
    for point in found.points:
        for by in ("cost", "emissions"):
            assert crossing(found, point.configuration, by, STRIPS).better == "heat pump"


@pytest.mark.slow
def test_dearer_electricity_raises_the_economic_balance_point(greensboro):
    base, points = greensboro.prices.electricity, []
    few = tuple(c for c in greensboro.configurations if c.name in ("gas furnace + AC", "cold-climate heat pump"))
    for factor in (0.2, 1.0, 1.3, 1.8, 10.0):
        prices = greensboro.prices.model_copy(update={"electricity": factor * base})
        points.append(crossing(balance(replace(greensboro, prices=prices, configurations=few)),
                               "cold-climate heat pump", "cost", "furnace"))  # fmt: skip
    assert points[0].better == "heat pump"
    assert points[-1].better == "other"
    assert points[1].outdoor < points[2].outdoor < points[3].outdoor


def test_the_highest_crossing_counts():
    outdoor = np.array([0.0, 1.0, 2.0, 3.0])
    assert highest_zero(outdoor, np.array([3.0, 1.0, -1.0, -2.0])) == pytest.approx(1.5)
    assert highest_zero(outdoor, np.array([1.0, -1.0, 1.0, -1.0])) == pytest.approx(2.5)
    assert highest_zero(outdoor, np.array([-1.0, -1.0, -1.0, -1.0])) is None


@pytest.mark.slow
def test_the_command_prints_both_systems_of_units_and_json(tmp_path):
    said = CliRunner().invoke(main, ["balance", "quick-start"], prog_name="cosim")
    assert said.exit_code == 0, said.output
    assert "°C (" in said.output
    assert "°F)" in said.output
    figures = json.loads(CliRunner().invoke(main, ["balance", "quick-start", "--json"], prog_name="cosim").output)
    [configuration] = figures["configurations"]
    assert 240 < configuration["thermal_balance_k"] < 290
    assert len(configuration["lines"]["outdoor_k"]) == len(configuration["lines"]["max_speed_w"])


def test_a_picture_that_cannot_be_drawn_is_refused_before_anything_is_reckoned(tmp_path):
    said = CliRunner().invoke(main, ["balance", "quick-start", "-o", str(tmp_path / "picture.doc")], prog_name="cosim")
    assert said.exit_code == 2
    assert "picture.doc" in said.output


@pytest.mark.slow
def test_without_a_heat_pump_there_is_nothing_to_draw(greensboro, tmp_path):
    from cosim.errors import InvalidInput
    from cosim.sizing.plots import draw_balance
    from cosim.sizing.tables import balance_table, plain

    none = balance(replace(greensboro, configurations=greensboro.configurations[:1]))
    assert none.points == ()
    assert "no configuration has a heat pump" in plain(balance_table(none))
    with pytest.raises(InvalidInput, match="no balance points to draw"):
        draw_balance(none, tmp_path / "picture.png")


@pytest.mark.slow
def test_in_the_dearest_hour_the_furnace_takes_over_sooner():
    import cosim

    scenario = cosim.load("time-of-use-greensboro")
    steep = scenario.prices.model_copy(update={"gas": 0.6 * scenario.prices.gas})
    found = balance(replace(scenario, prices=steep))
    crossings = {c.when: c for c in found.points[0].crossings if c.by == "cost" and "furnace" in c.against}
    coldest, warmest = 0.0, 400.0

    def place(when):
        crossing = crossings[when]
        return crossing.outdoor or (coldest if crossing.better == "heat pump" else warmest)

    assert place("cheapest hour") <= place("on average") <= place("dearest hour")
    assert place("cheapest hour") < place("dearest hour")


@pytest.mark.slow
def test_machines_alike_share_a_panel(tmp_path):
    """Seven policies for one dual fuel: the same balance points, drawn once, with all the names."""
    import cosim
    from cosim.sizing.plots import draw_balance

    found = balance(cosim.load("dual-fuel-policies"))
    draw_balance(found, tmp_path / "balance.svg")
    text = (tmp_path / "balance.svg").read_text(encoding="utf-8")
    assert text.count("<!-- Outdoor temperature, °C -->") == 1
    for point in found.points:
        assert point.configuration in text
