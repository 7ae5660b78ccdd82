"""The suite `hvac`: official limits, pairs of the folder's own file, and what distribution and ducts must do."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.validation.hvac import Bench, Pair, read_pairs, run_hvac, side_of

HEAD = "case,base_case,quantity,lower_pct,upper_pct,openstudio_hpxml_energyplus_pct\n"


@pytest.fixture
def folder(reference: Path, tmp_path: Path) -> Path:
    """A copy of the folder that a test may change."""
    shutil.copytree(reference / "resnet_hvac", tmp_path / "resnet_hvac", copy_function=shutil.copyfile)
    (tmp_path / "weather").symlink_to((reference / "weather").resolve())
    return tmp_path


def change(folder: Path, name: str, old: str, new: str, count: int = -1) -> None:
    path = folder / "resnet_hvac" / name
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, count), encoding="utf-8")


@pytest.mark.slow
def test_every_change_meets_its_official_limit(reference):
    said = CliRunner().invoke(main, ["validate", "hvac", "--reference", str(reference), "--json"])
    figures = json.loads(said.output)
    changes = {figure["case"]: figure for figure in figures if figure["quantity"].endswith("_delta")}
    assert len(changes) == 6
    assert all(figure["passed"] for figure in changes.values()), changes
    assert {figure["authority"] for figure in changes.values()} == {"RESNET Publication 002"}
    assert said.exit_code == 0
    energies = {figure["case"]: figure for figure in figures if figure["case"] not in changes}
    assert len(energies) == 11
    assert {figure["passed"] for figure in energies.values()} == {None}
    assert energies["HVAC3f"]["quantity"] == "annual_cooling_energy"
    assert energies["HVAC3b"]["quantity"] == "annual_heating_energy"


@pytest.mark.slow
def test_pairs_and_limits_are_those_of_the_folder(folder):
    """A better furnace against itself, described again: fuel goes as one over AFUE, electricity stays."""
    table = folder / "resnet_hvac" / "acceptance_limits.csv"
    table.write_text(HEAD + "HVAC2a,HVAC2b,x,1,2,\nHVAC2b,HVAC2a,x,-13.33,-12,-12.99\n", encoding="utf-8")
    change(folder, "HVAC2b.xml", "<AnnualHeatingDistributionSystemEfficiency>1.0",
           "<AnnualHeatingDistributionSystemEfficiency>0.8")  # fmt: skip
    said = CliRunner().invoke(main, ["validate", "hvac", "--reference", str(folder), "--json", "HVAC2a"])
    assert said.exit_code == 1
    figures = {(figure["case"], figure["quantity"]): figure for figure in json.loads(said.output)}
    energy = {name: figures[name, "annual_heating_energy"]["value"] for name in ("HVAC2a", "HVAC2b")}
    ratio = energy["HVAC2b"] * 0.8 / energy["HVAC2a"]
    assert 0.78 / 0.9 < ratio < 0.78 / 0.9 + 0.01  # the blower's share is the rest
    delta = figures["HVAC2a-HVAC2b", "annual_heating_energy_delta"]
    assert delta["passed"] is False
    assert delta["value"] == pytest.approx(100 * (energy["HVAC2a"] / energy["HVAC2b"] - 1))


@pytest.mark.slow
def test_a_home_that_is_not_supported_is_not_attempted_and_the_rest_is(folder):
    change(folder, "HVAC2b.xml", "<HeatingSystemFuel>natural gas", "<HeatingSystemFuel>coal")
    outcome = run_hvac(folder, ["HVAC2b"])
    by_case = {check.case: check for check in outcome.checks}
    assert by_case["HVAC2a"].value is not None
    for case in ("HVAC2b", "HVAC2b-HVAC2a"):
        assert by_case[case].value is by_case[case].passed is None
    assert "coal" in by_case["HVAC2b"].note


def test_a_pair_is_about_the_system_in_which_its_homes_differ(folder):
    bench = Bench(folder, folder / "resnet_hvac")
    sides = {("HVAC1b", "HVAC1a"): "cooling", ("HVAC2b", "HVAC2a"): "heating", ("HVAC3d", "HVAC3a"): "heating",
             ("HVAC3h", "HVAC3e"): "cooling", ("HVAC2c", "HVAC2a"): "heating"}  # fmt: skip
    for (case, base), side in sides.items():
        assert side_of(bench, Pair(case, base, -1.0, 1.0, None)) == side


def test_all_faults_of_the_acceptance_file_are_said_at_once(folder):
    table = folder / "resnet_hvac" / "acceptance_limits.csv"
    table.write_text(HEAD + "HVAC1b,,x,1,2,\nHVAC2b,HVAC2a,x,low,2,\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_pairs(table)
    assert [fault.place for fault in refused.value.faults] == [
        "acceptance_limits.csv, line 2", "acceptance_limits.csv, line 3"
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match="does not exist"):
        read_pairs(folder / "resnet_hvac" / "nothing.csv")


def test_an_unknown_case_is_refused_by_name(reference):
    said = CliRunner().invoke(main, ["validate", "hvac", "--reference", str(reference), "HVAC9z"])
    assert said.exit_code == 2
    assert "HVAC9z" in said.output
