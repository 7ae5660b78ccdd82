"""`cosim validate defrost`: the parts of the suite that need no whole years of several sites."""

import json

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.validation.defrost import run_defrost
from cosim.validation.energyplus_coil import hourly_errors, variants


@pytest.mark.slow
def test_frost_grows_and_defrosts_clear_as_published(reference):
    outcome = run_defrost(reference, ["energyplus", "growth", "chamber", "balance"])
    # the misses that the page names: both machines of variable speed melt faster than the unit that was measured
    assert {(check.case, check.quantity) for check in outcome.missed} == {
        ("growth, cold-climate", "melting of 0.14 kg per kW"),
        ("growth, ductless", "melting of 0.14 kg per kW"),
    }
    assert len(outcome.checks) > 25


def test_variants_come_from_the_folder_and_its_specification(reference, tmp_path):
    folder = tmp_path / "frost_defrost"
    folder.mkdir()
    for path in (reference / "frost_defrost").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    spec = json.loads((folder / "energyplus_coil_spec.json").read_text(encoding="utf-8"))
    spec["variants"]["on_demand_reverse_cycle"] = {}
    (folder / "energyplus_coil_spec.json").write_text(json.dumps(spec), encoding="utf-8")
    run = folder / "energyplus_coil_timed_reverse_cycle.csv"
    (folder / "energyplus_coil_timed_resistive.csv").write_bytes(run.read_bytes())
    reasons = variants(folder, spec)
    assert [name for name, reason in reasons.items() if not reason] == [
        "on_demand_resistive", "timed_reverse_cycle", "timed_reverse_cycle_wide"
    ]  # fmt: skip
    assert "does not exist" in reasons["on_demand_reverse_cycle"]
    assert "specification" in reasons["timed_resistive"]
    outcome = run_defrost(tmp_path, ["energyplus"])
    idle = [check for check in outcome.checks if check.value is None]
    assert {check.case for check in idle} == {"on demand reverse cycle", "timed resistive"}


@pytest.mark.parametrize("control", ["timed", "on_demand"])
def test_a_coil_that_differs_only_in_its_heat_differs_only_in_defrost_energy(reference, tmp_path, control):
    # EnergyPlus's factors go with the control alone: what its heater or its reversed circuit takes comes beside them
    spec = json.loads((reference / "frost_defrost" / "energyplus_coil_spec.json").read_text(encoding="utf-8"))
    known = {"timed": "timed_reverse_cycle", "on_demand": "on_demand_resistive"}[control]
    other = {"timed": "timed_resistive", "on_demand": "on_demand_reverse_cycle"}[control]
    run = (reference / "frost_defrost" / f"energyplus_coil_{known}.csv").read_bytes()
    for name in (known, other):
        (tmp_path / f"energyplus_coil_{name}.csv").write_bytes(run)
    spec["variants"][other], spec["season_totals"][other] = {}, spec["season_totals"][known]
    (rate, power, defrost), (other_rate, other_power, other_defrost) = (
        hourly_errors(tmp_path, name, spec) for name in (known, other)
    )
    assert (rate, power) == (other_rate, other_power)
    # EnergyPlus's own run reports 1923.7 W of reverse-cycle defrost at full running time, a sixth of which is defrost
    heaters = {"reverse_cycle": 1923.7 / spec["defrost_time_period_fraction_timed"],
               "resistive": spec["resistive_defrost_heater_W"]}  # fmt: skip
    wanted = heaters[other.removeprefix(control + "_")] / heaters[known.removeprefix(control + "_")]
    assert (100.0 + other_defrost) / (100.0 + defrost) == pytest.approx(wanted, rel=1e-3)


def test_the_command_prints_json_and_refuses_an_unknown_case(reference):
    result = CliRunner().invoke(main, ["validate", "defrost", "--reference", str(reference), "--json", "energyplus"])
    assert result.exit_code == 0, result.output
    assert all(row["passed"] for row in json.loads(result.stdout))
    wrong = CliRunner().invoke(main, ["validate", "defrost", "--reference", str(reference), "sleet"])
    assert wrong.exit_code == 2
