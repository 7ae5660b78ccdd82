"""The suite `homes`: what makes a house, whose order counts, and figures that come from EnergyPlus's own tables."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.hpxml import read_hpxml
from cosim.validation.home_figures import Pair, distinct, judged, ordered
from cosim.validation.home_files import home_files
from cosim.validation.home_runs import unmentioned, untrue


@pytest.fixture
def folder(reference: Path, tmp_path: Path) -> Path:
    """One published home with its row of results, to be changed at will."""
    homes, results = tmp_path / "hpxml" / "one set", tmp_path / "hpxml" / "results"
    homes.mkdir(parents=True)
    results.mkdir()
    shutil.copyfile(reference / "hpxml" / "sample_files" / "base.xml", homes / "base.xml")
    lines = (reference / "hpxml" / "results" / "loads.csv").read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if line.startswith("base.xml,"))
    (results / "loads.csv").write_text(f"{lines[0]}\n{row}\n{row.replace('base', 'other')}\n", encoding="utf-8")
    (tmp_path / "weather").symlink_to((reference / "weather").resolve())
    return tmp_path


def other(folder: Path, old: str, new: str) -> Path:
    """Write a second home that differs in one place."""
    text = (folder / "hpxml" / "one set" / "base.xml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "hpxml" / "one set" / "other.xml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def pair(house, ours, theirs, name="x"):
    return Pair("a set", house, name, ours, theirs)


@pytest.mark.slow
def test_the_load_of_the_base_home_is_near_energyplus(reference):
    """The whole way of a user: command, file as a scenario's house, year, comparison."""
    said = CliRunner().invoke(main, ["validate", "homes", "--reference", str(reference), "--only", "base", "--json"])
    figures = {(figure["case"], figure["quantity"]): figure for figure in json.loads(said.output)}
    load = figures["base", "heating_load"]
    assert load["published"] == [pytest.approx(31.043 - 13.466)] * 2  # of loads.csv, written here by hand
    assert load["value"] == pytest.approx(load["published"][0], rel=0.15)
    assert figures["all 1 files", "files_that_load_and_run"]["value"] == 1


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [("<Value>0.92</Value>", "<Value>0.78</Value>", True), ("<Value>81.0</Value>", "<Value>8.0</Value>", True),
     (">68.0<", ">70.0<", False), ("<SHGC>0.44<", "<SHGC>0.3<", False),
     ("<NumberofBedrooms>3<", "<NumberofBedrooms>4<", False), ("id='Wall1'", "id='Wall9'", True)],
)  # fmt: skip
def test_houses_differ_by_enclosure_people_and_setpoints_but_not_by_equipment_or_names(folder, old, new, same):
    other(folder, old, new)
    base, changed = home_files(folder)
    assert (base.house == changed.house) is same


def test_hours_and_sides_are_those_of_the_file(folder):
    other(folder, "<UtilityBillScenarios>", "<SimulationControl><BeginMonth>2</BeginMonth><BeginDayOfMonth>15"
          "</BeginDayOfMonth><EndMonth>3</EndMonth><EndDayOfMonth>15</EndDayOfMonth></SimulationControl>"
          "<UtilityBillScenarios>")  # fmt: skip
    base, month = home_files(folder)
    assert (base.hours.start, base.hours.stop) == (0, 8760)
    assert (month.hours.start, month.hours.stop) == (24 * 45, 24 * 74)
    assert base.has("heating")
    other(folder, "FractionHeatLoadServed>1.0<", "FractionHeatLoadServed>0.0<")
    assert not home_files(folder)[1].has("heating")


def test_a_home_without_results_and_a_pattern_without_homes_are_refused_together(folder):
    (folder / "hpxml" / "one set" / "new.xml").write_text("<HPXML/>", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        home_files(folder, ["new", "old*"])
    assert len(refused.value.faults) == 2


def test_a_leaf_that_the_account_denies_is_found(folder):
    """The account is held to the document itself: what it leaves out, and what it says that is not so."""
    path = other(folder, "</Enclosure>", "<Nonsense>1</Nonsense></Enclosure>")
    read = read_hpxml(path)
    assert not unmentioned(path, read)
    path.write_text(path.read_text(encoding="utf-8").replace("<Nonsense>", "<Nonsense/><Nonsense>"), encoding="utf-8")
    assert unmentioned(path, read) == ["Nonsense"]
    assert untrue(folder / "hpxml" / "one set" / "base.xml", read_marked(folder)) == ["ConditionedFloorArea"]


def read_marked(folder: Path):
    """Return the base home with an account that leaves its floor area aside, and nothing else."""
    read = read_hpxml(folder / "hpxml" / "one set" / "base.xml")
    for element in read.document[0].iter():
        element.asked = element.tag != "ConditionedFloorArea"
    return read


def test_each_house_counts_once_whatever_the_number_of_its_files():
    pairs = [pair("a", ours, 10.0, name) for ours, name in ((9.0, "low"), (10.0, "middle"), (20.0, "high"))]
    assert [house.name for house in distinct([*pairs, pair("b", 5.0, 5.0, "b")])] == ["middle", "b"]


def test_only_clear_differences_count_for_the_order():
    houses = [pair("a", 9.0, 10.0), pair("b", 8.0, 10.9), pair("c", 8.5, 12.0)]
    assert ordered(houses) == [False, True]  # a and b are too near; a and c are not; b and c stand in order


def test_shares_median_and_small_loads():
    pairs = [pair(str(n), ratio * 10.0, 10.0) for n, ratio in enumerate((0.7, 0.85, 0.95, 1.0, 1.05))]
    pairs.append(pair("small", 5.0, 1.0))
    found = {check.quantity: check for check in judged("heating_load", pairs)}
    assert found["heating_load_median"].value == pytest.approx(0.95)
    assert found["heating_load_within_10_percent"].value == pytest.approx(60.0)
    assert found["heating_load_within_20_percent"].value == pytest.approx(80.0)
    assert found["heating_load_within_10_percent"].passed is False
