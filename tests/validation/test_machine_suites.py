"""The suites `cooling` and `points`, through the command and against physics."""

import json

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.constants import STANDARD_PRESSURE
from cosim.physics.air import humidity_ratio_wet_bulb
from cosim.validation.checks import Check
from cosim.validation.cooling import RATED, curve_machine, run_cooling, wet_bulb
from cosim.validation.points import doubts_of, left_out, read_sheets, spread_of
from cosim.validation.reference import read_specs


def cosim(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="cosim")


@pytest.fixture
def unit(reference):
    return curve_machine(read_specs(reference / "bestest_cooling" / "case_specs.json")["equipment_energyplus_fit"])


def test_every_cooling_case_is_near_an_analytical_solution(reference):
    said = cosim("validate", "cooling", "--reference", reference, "--json")
    assert said.exit_code == 0, said.output
    figures = json.loads(said.output)
    assert len({figure["case"] for figure in figures}) == 9
    assert all(figure["passed"] for figure in figures)


def test_a_cases_energies_balance(reference):
    outcome = run_cooling(reference, ["CE150"])
    by = {check.quantity: check.value for check in outcome.checks}
    parts = by["compressor_energy"] + by["supply_fan_energy"] + by["condenser_fan_energy"]
    assert by["total_energy"] == pytest.approx(parts)
    assert by["coil_load_total"] == pytest.approx(by["coil_load_sensible"] + by["coil_load_latent"])
    zone = by["mean_cop"] * by["total_energy"]
    assert by["coil_load_total"] == pytest.approx(zone + by["supply_fan_energy"])


def test_the_coil_has_its_rated_sensible_share_at_rating(unit):
    humidity = humidity_ratio_wet_bulb(*RATED, STANDARD_PRESSURE)
    total, share, wet = unit.coil(RATED[0], humidity, 308.15)
    assert share == pytest.approx(0.7774, abs=0.002)
    assert total == pytest.approx(8181, rel=0.005)
    assert wet == pytest.approx(RATED[1], abs=1e-6)
    assert wet_bulb(RATED[0], humidity) == pytest.approx(wet)


def test_a_drier_room_gives_a_drier_coil(unit):
    shares = [unit.coil(300.0, humidity, 308.15)[1] for humidity in (0.014, 0.011, 0.008, 0.005)]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.slow
def test_points_predicts_what_was_left_out(reference):
    said = cosim("validate", "points", "daikin_ftxm20r_heating", "--reference", reference, "--json")
    assert said.exit_code == 0, said.output
    figures = json.loads(said.output)
    assert len(figures) == 24
    assert all(abs(figure["value"]) < 20 for figure in figures)


def test_rows_are_doubted_for_what_the_sheet_itself_says(reference):
    sheets = {sheet.name: sheet for sheet in read_sheets(reference / "heat_pump_data")}
    assert {"MUZ-GL15NAH2", "MUZ-FH18NAH2", "PUZ-HA36NHA5", "goodman_ssz140301_heating"} <= set(sheets)
    assert not doubts_of(sheets["goodman_ssz140301_heating"].points), "a line down to -10 °F contradicts no other row"
    assert not doubts_of(sheets["MUZ-FH18NAH2"].points)
    copied = {p for p in sheets["MUZ-GL15NAH2"].points if p.mode == "heating" and p.outdoor > 260.0}
    doubts = doubts_of(sheets["MUZ-GL15NAH2"].points)
    assert copied <= set(doubts)
    assert not any(point.mode == "cooling" for point in doubts)
    [worse] = [name for name in sheets if "var-speed" in name and "heat-pump" in name]
    assert any("less heat than it takes power" in words for words in doubts_of(sheets[worse].points).values())


@pytest.mark.slow
def test_every_row_has_a_limit_also_one_in_doubt(reference):
    sheets = {sheet.name: sheet for sheet in read_sheets(reference / "heat_pump_data")}
    goodman = sheets["goodman_ssz140301_heating"]
    [power, capacity] = sorted(
        left_out(goodman, "heating", 258.15), key=lambda check: check.quantity, reverse=True
    )  # fmt: skip
    assert power.passed
    assert capacity.passed
    assert capacity.upper == 15.0
    doubted = list(left_out(goodman, "heating", 258.15, dict.fromkeys(goodman.points, "copied")))
    assert [check.doubt for check in doubted] == ["copied", "copied"]
    assert [check.upper for check in doubted] == [15.0, 15.0]
    assert [check.value for check in doubted] == [capacity.value, power.value]


def test_the_spread_counts_every_row_that_was_computed():
    checks = [Check("points", "unit", "power", "%", error, -15.0, 15.0) for error in (3.0, -4.0, None)]
    assert spread_of(checks) == ["all 2 rows: 3.5 % rms, 4 % at most"]
