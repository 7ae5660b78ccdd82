"""What the suites must reach: every limit, in the full setting."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from cosim.config.scenario import EmissionsConfig, PricesConfig
from cosim.config.thermostat import IdealConfig, ThermostatConfig
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.simulation.simulation import Simulation
from cosim.validation.fabric import house_from_case, setpoints_of_case
from cosim.validation.fabric_suite import run_fabric
from cosim.validation.hers import run_hers
from cosim.validation.ideal import live
from cosim.validation.reference import read_specs
from cosim.validation.solar import run_solar
from cosim.weather import read_weather

LIGHT = ["600", "610", "620", "630", "660", "680", "685", "695"]
HEAVY = ["900", "910", "930", "960", "980", "995"]
FLOATING = ["600FF", "900FF", "680FF", "980FF"]
IN_DEPTH = ["195", "200", "210", "215", "220", "240", "250", "270", "280", "310"]
IN_DEPTH += ["395", "410", "420", "440", "450", "460", "470", "810"]
HOUSES = ["L100", "L110", "L120", "L130", "L140", "L150", "L170", "L200"]
GROUND_COUPLED = ["L302XC", "L322XC"]


@pytest.fixture(scope="module")
def specs(reference: Path) -> dict:
    return read_specs(reference / "bestest_fabric" / "case_specs.json")


def test_all_cases_of_the_folder_are_among_those_tested(specs):
    assert set(specs["cases"]) == {*LIGHT, *HEAVY, *FLOATING, *IN_DEPTH}


@pytest.mark.slow
@pytest.mark.parametrize("cases", [LIGHT, HEAVY, FLOATING, IN_DEPTH], ids=["light", "heavy", "floating", "in depth"])
def test_fabric_limits_are_met(reference, cases):
    outcome = run_fabric(reference, cases)
    assert not outcome.missed
    judged = {check.quantity for check in outcome.checks if check.passed}
    if cases in (LIGHT, HEAVY):
        assert {"annual_heating", "annual_cooling", "peak_heating_hourly"} <= judged
        assert sum(check.passed is not None for check in outcome.checks if "annual" in check.quantity) == 2 * len(cases)
    else:
        assert judged


@pytest.mark.slow
def test_solar_limits_are_met(reference):
    outcome = run_solar(reference)
    assert not outcome.missed
    assert {check.passed for check in outcome.checks} == {True}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("houses", "base"),
    [([f"{name}AC" for name in HOUSES] + GROUND_COUPLED, "L100AC"), ([f"{name}AL" for name in HOUSES], "L100AL")],
    ids=["heating", "cooling"],
)
def test_house_limits_and_their_differences_are_met(reference, houses, base):
    outcome = run_hers(reference, houses)
    assert not outcome.missed
    assert {check.passed for check in outcome.checks} == {True}
    assert sum(check.case.endswith(f"-{base}") for check in outcome.checks) == len(houses) - 1


@pytest.fixture(scope="module")
def denver(reference: Path):
    return read_weather(reference / "weather" / "725650TYCST.epw")


@pytest.mark.slow
def test_the_suite_lives_as_every_user_does(specs, denver):
    """The same house in a scenario with an ideal plant and a thermostat gives the very same hours."""
    house = house_from_case(specs, "900")
    year = live(house, denver, *setpoints_of_case(specs, "900"))
    scenario = Scenario("900", "", "", house, denver, PricesConfig(electricity_usd_per_kwh=0.1),
                        EmissionsConfig(electricity_kg_per_kwh=0.4), "monday", ())  # fmt: skip
    thermostat = ThermostatConfig(heating_setpoint_c=20, cooling_setpoint_c=27)
    run = Simulation(
        scenario, Configuration("ideal", thermostat=thermostat, ideal=IdealConfig()), fidelity="full"
    ).run()
    for name in ("ideal_heat", "cooling_sensible", "indoor_temperature"):
        np.testing.assert_array_equal(run.hourly[name], year.hourly[name])


@pytest.mark.slow
def test_the_balance_of_every_hour_closes_in_two_zones(specs, denver):
    year = live(house_from_case(specs, "960"), denver, *setpoints_of_case(specs, "960"))
    assert np.abs(year.hourly["energy_residual"]).max() < 1e-6
    np.testing.assert_allclose(year.zones[:, 0], year.hourly["indoor_temperature"], atol=0.02)


@pytest.mark.slow
def test_setback_and_night_ventilation_follow_their_hours(specs, denver, respecify, copied):
    night = [{"from_h": 18, "to_h": 7, "value": 1703.16}]
    respecify({
        "640": {"mass": "light", "windows": "south",
                "heating_setpoint_C": [{"from_h": 7, "to_h": 23, "value": 20}, {"from_h": 23, "to_h": 7, "value": 10}]},
        "650": {"mass": "light", "windows": "south", "heating_setpoint_C": "off", "ventilation_m3_h": night,
                "cooling_setpoint_C": [{"from_h": 7, "to_h": 18, "value": 27}]},
    })  # fmt: skip
    specs = read_specs(copied / "bestest_fabric" / "case_specs.json")
    january = slice(0, 31 * 24)
    setback = live(house_from_case(specs, "640"), denver, *setpoints_of_case(specs, "640"))
    by_hour = setback.zones[january, 0].reshape(-1, 24) - 273.15
    assert by_hour[1:, 8:22].min() > 19.99  # held again an hour after the setback ends
    assert by_hour[1:, :6].min() == pytest.approx(10.0, abs=0.01)
    purged = live(house_from_case(specs, "650"), denver, *setpoints_of_case(specs, "650"))
    assert purged.hourly["ideal_heat"].max() == 0
    cooling = purged.hourly["cooling_sensible"].reshape(-1, 24)
    assert cooling[:, :7].max() == cooling[:, 18:].max() == 0
    assert cooling[:, 7:18].max() > 1e3
    outdoors = denver.dry_bulb.reshape(-1, 24)[181:212, :6]
    assert np.abs(purged.zones[:, 0].reshape(-1, 24)[181:212, :6] - outdoors).mean() < 4.0


@pytest.mark.slow
def test_a_difference_without_its_base_is_left_out(reference):
    outcome = run_fabric(reference, ["620"])
    assert {check.case for check in outcome.checks} == {"620"}


@pytest.mark.slow
def test_other_sets_of_cases_work_without_published_figures(copied, respecify):
    respecify({"600": {"mass": "light", "windows": "south"}, "new": {"mass": "heavy", "windows": "none"}})
    for table in copied.glob("bestest_fabric/*.csv"):
        table.unlink()
    outcome = run_fabric(copied)
    assert {check.case for check in outcome.checks} == {"600", "new"}
    assert {check.passed for check in outcome.checks} == {None}
    assert len(outcome.notes) == 3


@pytest.mark.slow
def test_a_case_that_repeats_another_is_not_judged(copied, respecify):
    base = {"mass": "light", "windows": "none"}
    respecify({"195": base | {"title": "conduction"}, "200": base | {"title": "convection"}})
    outcome = run_fabric(copied)
    assert {check.case for check in outcome.checks if check.passed is None and "delta" not in check.quantity
            and "peak" in check.quantity} == {"200"}  # fmt: skip
    assert any("case 200" in note for note in outcome.notes)


@pytest.mark.slow
def test_a_house_that_cannot_be_read_yet_is_not_attempted(reference, tmp_path):
    shutil.copytree(reference / "hers_bestest", tmp_path / "hers_bestest", copy_function=shutil.copyfile)
    (tmp_path / "weather").symlink_to((reference / "weather").resolve())
    house = tmp_path / "hers_bestest" / "L302XC.xml"
    text = house.read_text(encoding="utf-8")
    assert "<InteriorAdjacentTo>conditioned space" in text
    belly = text.replace("<InteriorAdjacentTo>conditioned space", "<InteriorAdjacentTo>manufactured home belly", 1)
    house.write_text(belly, encoding="utf-8")
    outcome = run_hers(tmp_path, ["L100AC", "L302XC"])
    by_case = {check.case: check for check in outcome.checks}
    assert by_case["L100AC"].passed
    for case in ("L302XC", "L302XC-L100AC"):
        assert by_case[case].value is by_case[case].passed is None
    assert "manufactured home belly" in by_case["L302XC"].note
