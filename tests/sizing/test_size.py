"""Sizes: what equipment covers of the load, and equipment that is sized for its house."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.sizing.auto import with_sizes
from cosim.sizing.size import size
from cosim.sizing.sold import STRIPS

AUTO = "strips = { capacity_kw = 5 }", 'strips = {}\ncapacity = "auto"'
SINGLE = "strips = { capacity_kw = 10 }", 'strips = {}\ncapacity = "auto"'
GAS = 'air_conditioner = "ac-3ton"', 'air_conditioner = "ac-3ton"\ncapacity = "auto"'
DUAL = "dual_fuel = { switchover_f = 30 }", 'dual_fuel = { switchover_f = 30 }\ncapacity = "auto"'


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="cosim")


@pytest.mark.slow
def test_what_a_heat_pump_leaves_is_what_backup_has_to_give(greensboro):
    found = size(greensboro)
    for fit in found.fits:
        assert fit.backup_needed == pytest.approx(max(fit.heating_load - (fit.pump_capacity or 0.0), 0.0))
        assert 0 <= (fit.beyond_pump or 0) <= fit.heating_hours
        assert (fit.below_min_heating or 0) <= fit.heating_hours
    by = {fit.configuration: fit for fit in found.fits}
    assert by["gas furnace + AC"].furnace_capacity == pytest.approx(19.35e3, rel=0.02)
    assert by["ductless mini-split"].heating_load == found.loads.heating.room
    assert by["single-speed heat pump"].beyond_pump > by["cold-climate heat pump"].beyond_pump
    assert by["single-speed heat pump"].below_min_heating is None


@pytest.mark.slow
def test_baseboards_of_a_second_zone_count():
    found = size(cosim.load("old-boiler-chicago"))
    by = {fit.configuration: fit for fit in found.fits}
    assert by["one head, baseboards"].strip_capacity == pytest.approx(14e3)
    assert by["old boiler"].strip_capacity is None
    assert not any(fit.ducted for fit in found.fits)


@pytest.mark.slow
def test_sized_equipment_meets_the_design_load(rewritten):
    found = size(cosim.load(rewritten("retrofit-greensboro", AUTO, SINGLE, GAS, DUAL)))
    by = {fit.configuration: fit for fit in found.fits}
    for name in ("gas furnace + AC", "dual fuel"):  # the next size that is sold, not a size that nobody sells
        assert 0.95 <= by[name].heating_ratio < 1.43
        assert 0.95 <= by[name].cooling_ratio < 1.25
    for name in ("single-speed heat pump", "cold-climate heat pump"):
        fit = by[name]
        assert 0.95 <= fit.pump_capacity / fit.heating_load < 1.25
        assert fit.pump_capacity + fit.strip_capacity >= fit.heating_load
        assert fit.strip_capacity in STRIPS
        assert (3.0 * fit.scale) % 0.5 == pytest.approx(0.0)  # tons, by the half
    assert by["ductless mini-split"].scale == 1.0  # it did not ask


@pytest.mark.slow
def test_a_sized_configuration_is_what_is_simulated(rewritten):
    scenario = cosim.load(rewritten("retrofit-greensboro", GAS))
    gas = replace(scenario, configurations=scenario.configurations[:1])
    told: list[str] = []
    results = cosim.simulate(gas, start=0, end=24, progress=lambda kind, text: told.append(text))
    [notice] = [text for text in told if "sized to" in text]
    assert "ac-3ton times" in notice
    assert "furnace" in notice
    [sized] = with_sizes(gas).configurations
    assert sized.scale < 1.0
    assert sized.furnace.capacity < gas.configurations[0].furnace.capacity
    burnt = float(results["furnace_gas"].max())
    assert burnt <= sized.furnace.capacity / sized.furnace.efficiency * 1.001


@pytest.mark.slow
def test_a_machine_far_from_what_is_needed_is_refused_with_the_factor(greensboro):
    tiny = replace(greensboro.configurations[2], scale=0.05, capacity="auto")
    with pytest.raises(InvalidInput, match="times as large"):
        with_sizes(replace(greensboro, configurations=(tiny,)))


def test_strips_that_state_a_capacity_are_not_sized(rewritten):
    path = rewritten("retrofit-greensboro", (AUTO[0], AUTO[0] + '\ncapacity = "auto"'))
    for command in ("size", "balance", "check"):
        said = run(command, path)
        assert said.exit_code == 2
        assert "capacity_kw" in said.output
        assert "configurations[2]" in said.output


def test_another_word_for_the_capacity_is_refused(rewritten):
    said = run("size", rewritten("retrofit-greensboro", (AUTO[0], AUTO[0] + '\ncapacity = "large"')))
    assert said.exit_code == 2
    assert "configurations[2].capacity" in said.output


@pytest.mark.slow
def test_the_command_prints_components_in_both_systems_and_json():
    said = run("size", "quick-start")
    assert said.exit_code == 0, said.output
    for words in ("windows", "infiltration", "ducts", "people and appliances", "kBtu/h", "°F"):
        assert words in said.output
    figures = json.loads(run("size", "quick-start", "--json").output)
    heating = figures["heating"]
    assert sum(heating["components_w"].values()) == pytest.approx(heating["room_w"])
    assert figures["configurations"][0]["heat_pump_w"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("command", ["size", "balance"])
@pytest.mark.parametrize("width", [80, 120])
def test_tables_fit_the_terminal_whatever_they_hold(command, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    said = run(command, "retrofit-greensboro")
    assert said.exit_code == 0, said.output
    assert max(map(len, said.output.splitlines())) <= width
    assert "°C" in said.output
    assert "°F" in said.output


@pytest.mark.slow
def test_each_system_of_units_stands_alone_for_those_who_ask():
    for command in ("size", "balance"):
        us, si = (run(command, "quick-start", "--units", units).output for units in ("us", "si"))
        assert "°C" not in us
        assert "°F" not in si
        assert "kBtu/h" in us
        assert "kBtu/h)" not in si
    [load] = re.findall(
        r"at an air handler with ducts +([\d.]+) kBtu/h", run("size", "quick-start", "--units", "us").output
    )
    watts = json.loads(run("size", "quick-start", "--json").output)["heating"]
    assert float(load) == pytest.approx((watts["room_w"] + watts["ducts_w"]) * 3.412142e-3, abs=0.06)
