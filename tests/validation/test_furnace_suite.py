"""The suite `furnace`: through the command, and against heat balances of cases that have no published answer."""

import json

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.validation.furnace import ANALYTICAL, FANS, INPUT, LOAD, LOWEST, MEAN, plant_of, run_furnace, simulate_case
from cosim.validation.reference import read_specs

SECONDS = 90 * 86400.0
FULL = 200.0 * 50.0 * SECONDS / 1e9  # GJ, roof of 200 W/K from -30 to 20 °C


@pytest.fixture
def folder(reference):
    return reference / "bestest_furnace"


@pytest.fixture
def specs(folder):
    return read_specs(folder / "case_specs.json")


def with_case(specs, **changes):
    return specs | {"cases": {"made": {"outdoor_C": -30.0, "efficiency_pct": 80.0} | changes}}


@pytest.mark.slow
def test_every_furnace_case_meets_its_limits(reference):
    said = CliRunner().invoke(main, ["validate", "furnace", "--reference", str(reference), "--json"])
    assert said.exit_code == 0, said.output
    figures = json.loads(said.output)
    assert {figure["case"] for figure in figures} == {"HE100", "HE110", "HE120", "HE130", "HE140", "HE170", "HE210"}
    assert len(figures) == 26
    assert all(figure["passed"] for figure in figures)


@pytest.mark.slow
def test_analytical_answers_have_half_a_percent_and_programs_three(reference):
    outcome = run_furnace(reference, ["HE120"])
    load = next(check for check in outcome.checks if check.quantity == LOAD)
    assert (load.lower, load.upper) == pytest.approx((31.1 * 0.995, 31.1 * 1.005))
    assert ANALYTICAL in outcome.peers


@pytest.mark.slow
def test_a_furnace_half_as_large_as_needed_lets_the_room_cool_to_where_its_heat_is_enough(specs, folder):
    found = simulate_case(with_case(specs, capacity_output_W=5000.0), "made", folder)
    assert found[LOAD] == pytest.approx(FULL / 2, rel=1e-3)
    assert found[LOWEST] == pytest.approx(-30.0 + 5000.0 / 200.0, abs=0.01)


@pytest.mark.slow
def test_a_night_setback_saves_what_the_cooler_room_does_not_lose(specs, folder):
    course = [{"from_h": 6, "to_h": 22, "value": 20}, {"from_h": 22, "to_h": 6, "value": 15}]
    changes = {"outdoor_C": 0.0, "heating_setpoint_C": course, "capacity_output_W": 20e3}
    found = simulate_case(with_case(specs, **changes), "made", folder)
    assert found[LOAD] == pytest.approx(200.0 * found[MEAN] * SECONDS / 1e9, rel=2e-3)
    assert found[LOWEST] == pytest.approx(15.0, abs=0.05)  # the burner is set once a minute


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["continuous", "cycles with burner"])
def test_what_the_fan_gives_the_furnace_need_not(specs, folder, mode):
    fan = {"power_W": 400.0, "mode": mode, "heat_to_air": True}
    found = simulate_case(with_case(specs, outdoor_C=0.0, circulating_fan=fan), "made", folder)
    heat = found[LOAD] + found[FANS] * 3.6e-3
    assert heat == pytest.approx(200.0 * 20.0 * SECONDS / 1e9, rel=1e-3)
    full_fan = 400.0 * SECONDS / 3.6e6
    running = 1.0 if mode == "continuous" else found[INPUT] / (10e3 / 0.8 * SECONDS / 1e9)
    assert found[FANS] == pytest.approx(full_fan * running, rel=1e-6)


def test_at_full_and_at_no_load_the_curve_gives_its_ends(specs):
    plant = plant_of(specs["furnace"], "made", {"efficiency_pct": 80.0})
    assert plant.burning(0.0) == 0.0
    assert plant.burning(1.0) == pytest.approx(1.0, abs=1e-3)
    assert plant.burning(0.4) == pytest.approx(38.266 / 97.2, rel=2e-3)  # HE120, analytical


def test_a_slip_in_the_specification_is_named(specs, folder):
    furnace = {key: value for key, value in specs["furnace"].items() if key != "capacity_output_W"}
    with pytest.raises(InvalidInput, match="capacity_output_W"):
        simulate_case(specs | {"furnace": furnace}, "HE100", folder)
    with pytest.raises(InvalidInput, match="does not exist"):
        simulate_case(with_case(specs, outdoor_C={"file": "nowhere.csv"}), "made", folder)
    with pytest.raises(InvalidInput, match="cycles with burner"):
        simulate_case(with_case(specs, draft_fan={"power_W": 1, "mode": "x", "heat_to_air": False}), "made", folder)
