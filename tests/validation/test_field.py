"""The suite `field`: figures of studies as their sources have them, and ours from the hours of a season, unjudged."""

import csv
import json

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.validation.field import MACHINES, STUDIES, beside, field_rows, run_field


@pytest.fixture(scope="module")
def chicago(reference):
    return run_field(reference, ["chicago"])


@pytest.mark.slow
def test_every_study_stands_beside_every_machine_without_a_verdict(chicago):
    assert {(check.case, check.quantity) for check in chicago.checks} == {
        (f"chicago, {machine}", study.quantity) for machine in MACHINES for study in STUDIES
    }
    assert {check.passed for check in chicago.checks} == {None}
    assert not chicago.missed


@pytest.mark.slow
def test_the_field_figures_are_those_of_the_folder(chicago, reference):
    folder = reference / "field_measurements"
    with (folder / "literature_figures.csv").open(encoding="utf-8") as file:
        stated = {row["id"]: row["value"] for row in csv.DictReader(file)}
    by = {study.name: next(c.published for c in chicago.checks if c.quantity == study.quantity) for study in STUDIES}
    assert by["seven studies, about 550 systems"] == (float(stated["gibb_mild"]),) * 2
    assert by["742 British homes, hydronic"] == (float(stated["eoh_median"]), float(stated["eoh_final"]) / 100)
    spread = json.loads((folder / "heatpumpmonitor_summary.json").read_text())["spf_percentiles_5_to_95"]
    assert by["294 metered systems of enthusiasts, hydronic"] == (spread[0], spread[-1])


@pytest.mark.slow
def test_ours_fall_with_the_cold_and_with_backup(chicago):
    """As every study finds: a lower COP where it is colder, and a lower one of the system where strips help."""
    for machine in MACHINES:
        own = {c.quantity: c.value for c in chicago.checks if c.case == f"chicago, {machine}"}
        assert 1 < own["COP of the heat pump below −10 °C"] < own["COP of the heat pump above −10 °C"] < 5
        assert own["system COP of the season"] <= own["COP of the heat pump of the season"]


@pytest.mark.slow
def test_distance_and_source_of_every_study_are_said(chicago):
    rows = field_rows(chicago.checks)
    for study in STUDIES:
        assert any(study.source in note for note in chicago.notes)
        assert any(study.name in row for row in rows)
        (low, high), ours, excess = beside(chicago.checks, study)
        assert low <= high
        assert (ours[0] < (low + high) / 2 < ours[1]) or (excess > 0) is (ours[1] > (low + high) / 2)
    assert sum("secondary source" in note for note in chicago.notes) == sum(study.secondary for study in STUDIES)
    assert any("could not be read" in note for note in chicago.notes)


def test_an_unknown_place_is_refused(reference):
    result = CliRunner().invoke(main, ["validate", "field", "--reference", str(reference), "--case", "chicgo"])
    assert result.exit_code == 2
    assert "chicago" in result.output
