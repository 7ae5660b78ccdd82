"""`cosim validate defrost`: the parts of the suite that need no whole years of several sites."""

import json

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.validation.defrost import run_defrost


@pytest.mark.slow
def test_frost_grows_and_defrosts_clear_as_published(reference):
    outcome = run_defrost(reference, ["energyplus", "growth", "chamber", "balance"])
    assert not outcome.missed
    assert len(outcome.checks) > 25


def test_the_command_prints_json_and_refuses_an_unknown_case(reference):
    result = CliRunner().invoke(main, ["validate", "defrost", "--reference", str(reference), "--json", "energyplus"])
    assert result.exit_code == 0, result.output
    assert all(row["passed"] for row in json.loads(result.stdout))
    wrong = CliRunner().invoke(main, ["validate", "defrost", "--reference", str(reference), "sleet"])
    assert wrong.exit_code == 2
