"""`cosim validate cycling`: cyclic tests and what starts cost in a season, beside measured figures."""

import json
import shutil

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.validation.cycling import measured, run_cycling


def test_every_machine_gives_the_coefficient_that_it_states(reference):
    said = CliRunner().invoke(main, ["validate", "cycling", "--reference", str(reference), "--json", "test"])
    assert said.exit_code == 0, said.output
    rows = json.loads(said.stdout)
    assert len(rows) == 7
    assert all(row["passed"] for row in rows)
    [as_measured] = [row for row in rows if row["case"] == "as measured"]
    table = measured(reference / "frost_defrost" / "literature_figures.csv")
    assert as_measured["value"] == pytest.approx(table.coefficient, abs=0.005)


@pytest.mark.slow
def test_a_machine_with_the_measured_coefficient_loses_about_what_was_measured_in_a_season(reference):
    """8.5 % in an empty house in Tennessee; in Greensboro a house with people, and another thermostat."""
    outcome = run_cycling(reference, ["season"])
    found = {(check.case, check.quantity): check for check in outcome.checks}
    lost = found["as measured", "heating season lost by starts"]
    assert lost.published == (8.5, 8.5)
    assert lost.value == pytest.approx(8.5, rel=0.25)
    assert found["single-speed", "heating season lost by starts"].value < 0.5 * lost.value
    assert any("not the published figure" in note for note in outcome.notes)


def test_a_table_without_the_figures_is_refused(reference, tmp_path):
    shutil.copytree(reference / "frost_defrost", tmp_path / "frost_defrost")
    table = tmp_path / "frost_defrost" / "literature_figures.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(line for line in lines if not line.startswith("orl85_cd_heat")), encoding="utf-8")
    with pytest.raises(InvalidInput, match="orl85_cd_heat"):
        run_cycling(tmp_path, ["test"])
