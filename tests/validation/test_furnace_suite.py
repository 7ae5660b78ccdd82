"""The suite `furnace`: through the command, and against heat balances of cases that have no published answer."""

import json
import shutil
from itertools import product

import numpy as np
import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.validation.furnace import ANALYTICAL, FANS, INPUT, LOAD, LOWEST, MEAN, run_furnace, simulate_case
from cosim.validation.furnace_balance import balanced
from cosim.validation.furnace_plant import plant_of
from cosim.validation.reference import read_specs

DAYS = 20
SECONDS = DAYS * 86400.0
FULL = 200.0 * 50.0 * SECONDS / 1e9  # GJ, roof of 200 W/K from -30 to 20 °C


@pytest.fixture
def folder(reference):
    return reference / "bestest_furnace"


@pytest.fixture
def few_days(monkeypatch):
    """Of cases that are the same every day; the published ones last for 90."""
    monkeypatch.setattr("cosim.validation.furnace.HOURS", DAYS * 24)


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
@pytest.mark.usefixtures("few_days")
def test_a_furnace_half_as_large_as_needed_lets_the_room_cool_to_where_its_heat_is_enough(specs, folder):
    found = simulate_case(with_case(specs, capacity_output_W=5000.0), "made", folder)
    assert found[LOAD] == pytest.approx(FULL / 2, rel=1e-3)
    assert found[LOWEST] == pytest.approx(-30.0 + 5000.0 / 200.0, abs=0.01)


@pytest.mark.slow
@pytest.mark.usefixtures("few_days")
def test_a_night_setback_saves_what_the_cooler_room_does_not_lose(specs, folder):
    course = [{"from_h": 6, "to_h": 22, "value": 20}, {"from_h": 22, "to_h": 6, "value": 15}]
    changes = {"outdoor_C": 0.0, "heating_setpoint_C": course, "capacity_output_W": 20e3}
    found = simulate_case(with_case(specs, **changes), "made", folder)
    assert found[LOAD] == pytest.approx(200.0 * found[MEAN] * SECONDS / 1e9, rel=2e-3)
    assert found[LOWEST] == pytest.approx(15.0, abs=0.05)  # the burner is set once a minute


@pytest.mark.slow
@pytest.mark.usefixtures("few_days")
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


def fan(power, mode, heats):
    return {"power_W": power, "mode": mode, "heat_to_air": heats}


def closed_form(case):
    """Return load, input and fan energy in J/s and the room's temperature of a case of constant weather."""
    a, b, c, d = 1.005519483, 0.182253228, -0.527668, 0.339946081
    fans = [case[key] for key in ("circulating_fan", "draft_fan") if case.get(key)]
    capacity, loss = case["capacity_output_W"], 200.0 * (20.0 - case["outdoor_C"])

    def all_of(share):
        burning = share / (a + b * share + c * share**2 + d * share**3)
        powers = [(f["power_W"] * (1.0 if f["mode"] == "continuous" else burning), f["heat_to_air"]) for f in fans]
        return burning, sum(p for p, _ in powers), sum(p for p, heats in powers if heats)

    low, high = 0.0, 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        enough = capacity * middle + all_of(middle)[2] >= loss
        low, high = (low, middle) if enough else (middle, high)
    share = 0.0 if all_of(0.0)[2] >= loss else high
    burning, power, warm = all_of(share)
    load = capacity * share
    return load, capacity / 0.8 * burning, power, case["outdoor_C"] + (load + warm) / 200.0


MODES = ("continuous", "cycles with burner")


@pytest.mark.slow
@pytest.mark.usefixtures("few_days")
@pytest.mark.parametrize(
    ("outdoor", "capacity", "circulating", "draft"),
    [
        (-30.0, 5000.0, fan(600.0, "continuous", True), None),  # half as large as needed
        (-30.0, 5000.0, fan(600.0, "cycles with burner", True), fan(80.0, "continuous", False)),
        (-30.0, 9000.0, fan(1000.0, "continuous", True), fan(80.0, "cycles with burner", True)),  # the fan makes up
        (0.0, 10000.0, fan(600.0, "continuous", False), fan(80.0, "continuous", True)),
        (0.0, 10000.0, fan(600.0, "cycles with burner", False), fan(80.0, "cycles with burner", False)),
        (17.0, 10000.0, fan(800.0, "continuous", True), None),  # the fan alone is more than the load
    ],
)
def test_fans_of_every_mode_and_furnaces_of_every_size_follow_the_balance(
    specs, folder, outdoor, capacity, circulating, draft
):
    changes = {"outdoor_C": outdoor, "capacity_output_W": capacity, "circulating_fan": circulating, "draft_fan": draft}
    made = with_case(specs, **changes)
    found = simulate_case(made, "made", folder)
    load, fuel, power, temperature = closed_form(made["cases"]["made"])
    assert found[LOAD] == pytest.approx(load * SECONDS / 1e9, rel=1e-3, abs=2e-3)
    assert found[INPUT] == pytest.approx(fuel * SECONDS / 1e9, rel=2e-3, abs=2e-3)
    assert found[FANS] == pytest.approx(power * SECONDS / 3.6e6, rel=2e-3)
    assert found[MEAN] == pytest.approx(temperature, abs=0.02)


@pytest.mark.slow
def test_the_balance_of_a_case_is_the_closed_form_in_every_combination(specs):
    settings = [None, *(fan(500.0, mode, heats) for mode, heats in product(MODES, (True, False)))]
    for outdoor, capacity, first, second in product((-30.0, 19.0), (4000.0, 12000.0), settings, settings):
        case = {"outdoor_C": outdoor, "efficiency_pct": 80.0, "capacity_output_W": capacity,
                "circulating_fan": first, "draft_fan": second}  # fmt: skip
        plant = plant_of(specs["furnace"], "made", case)
        hours = 8  # the room's time constant is a quarter of an hour
        answer = balanced(specs["building"], plant, np.full(8760, outdoor), [20.0] * 24, hours)
        load, fuel, power, temperature = closed_form(case)
        settled = balanced(specs["building"], plant, np.full(8760, outdoor), [20.0] * 24, hours - 2)
        last = [now - before for now, before in zip(answer[:3], settled[:3], strict=True)]
        assert last == pytest.approx([rate * 2 * 3600.0 for rate in (load, fuel, power)], rel=1e-5, abs=10.0)
        assert min(abs(answer.lowest - temperature), abs(answer.highest - temperature)) < 1e-3


@pytest.mark.slow
def test_cases_of_a_folder_without_published_answers_are_judged_by_their_balance(reference, tmp_path):
    shutil.copytree(reference / "bestest_furnace", tmp_path / "bestest_furnace", copy_function=shutil.copyfile)
    path = tmp_path / "bestest_furnace" / "case_specs.json"
    specs = json.loads(path.read_text(encoding="utf-8"))
    specs["building"] |= {"internal_gains_W": 500.0, "infiltration_ach": 0.5}
    course = [{"from_h": 6, "to_h": 22, "value": 20}, {"from_h": 22, "to_h": 6, "value": 15}]
    specs["cases"] = {
        "set back": {"outdoor_C": {"file": "weather_HE210.csv"}, "efficiency_pct": 80.0, "capacity_output_W": 7000.0,
                     "heating_setpoint_C": course, "circulating_fan": fan(300.0, "continuous", True),
                     "draft_fan": fan(50.0, "cycles with burner", False), "colour": "blue"},
    }  # fmt: skip
    path.write_text(json.dumps(specs), encoding="utf-8")
    outcome = run_furnace(tmp_path)
    assert len(outcome.checks) == 7
    assert not outcome.missed
    assert all(check.passed and check.published is None for check in outcome.checks)
    assert any("our own" in note and "set back" in note for note in outcome.notes)
    assert any("'colour' is not read" in note for note in outcome.notes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"circulating_fan": {"power_W": 1, "mode": "continuous", "heat_to_air": "false"}}, "true or false"),
        ({"draft_fan": {"power_W": -1, "mode": "continuous", "heat_to_air": True}}, "must not be negative"),
        ({"draft_fan": {"mode": "continuous", "heat_to_air": True}}, "power_W"),
        ({"capacity_output_W": 0}, "capacity_output_W"),
        ({"efficiency_pct": 120}, "efficiency_pct"),
    ],
)
def test_impossible_fans_and_furnaces_are_refused(specs, folder, changes, words):
    with pytest.raises(InvalidInput, match=words):
        simulate_case(with_case(specs, **changes), "made", folder)
