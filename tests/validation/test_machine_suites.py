"""The suites `cooling` and `points`, through the command and against physics."""

import json

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.constants import STANDARD_PRESSURE
from cosim.equipment.calibration.sheet import Contradiction, read_sheet
from cosim.physics.air import humidity_ratio_wet_bulb
from cosim.validation.cooling import RATED, curve_machine, run_cooling, wet_bulb
from cosim.validation.points import contradictory, flags_of, left_out, read_sheets
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


@pytest.mark.slow
def test_a_sound_sheet_has_limits_and_a_contradictory_one_has_none(reference):
    sheets = {sheet.name: sheet for sheet in read_sheets(reference / "heat_pump_data")}
    assert {"MUZ-GL15NAH2", "MUZ-FH18NAH2", "PUZ-HA36NHA5", "goodman_ssz140301_heating"} <= set(sheets)
    copied = sheets["MUZ-GL15NAH2"]
    assert contradictory(copied.points, flags_of(copied)) == set(copied.points)
    goodman = sheets["goodman_ssz140301_heating"]
    # the maker's straight line down to -10 °F leaves what a compressor pumps
    assert {round(point.outdoor - 249.8) for point in contradictory(goodman.points, flags_of(goodman))} == {0}
    [power, capacity] = sorted(
        left_out(goodman, "heating", 258.15), key=lambda check: check.quantity, reverse=True
    )  # fmt: skip
    assert power.passed
    assert capacity.passed
    assert capacity.upper == 15.0
    assert all(check.upper is None for check in left_out(goodman, "heating", 258.15, set(goodman.points)))


def test_a_sheet_is_contradictory_as_a_whole_where_half_of_its_rows_are(reference):
    points = tuple(read_sheet(reference / "heat_pump_data" / "neep_points.csv", "PUZ-HA36NHA5"))
    few = Contradiction("one row", (0,), alone=False)
    many = Contradiction("most rows", tuple(range(7)), alone=False)
    assert contradictory(points, [few]) == {points[0]}
    assert contradictory(points, [few, many]) == set(points)
    assert contradictory(points, [Contradiction("by itself", (0,))]) == set(points)
