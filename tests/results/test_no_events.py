"""A period in which nothing happens is a run like any other: written, read, compared, billed, drawn."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main

SCENARIO = """
title = "Nothing happens"
house = "tight-new"
weather = "golden-co"
prices = {{ electricity_usd_per_kwh = 0.16, gas_usd_per_therm = 1.2 }}
emissions = {{ electricity_kg_per_mwh = 400, gas_kg_per_therm = 6.1 }}

[[configurations]]
name = "quiet"
{equipment}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("equipment", "first", "last"),
    [("ideal = {}", "01-10", "01-11"), ('furnace = "furnace-96"', "07-20", "07-20")],
    ids=["ideal heating", "furnace in July"],
)
def test_a_run_without_events_is_written_and_read_by_every_command(equipment, first, last, tmp_path: Path):
    scenario, results = tmp_path / "quiet.toml", tmp_path / "quiet.nc"
    scenario.write_text(SCENARIO.format(equipment=equipment))
    commands = [
        ["run", scenario, "--from", first, "--to", last, "-o", results],
        ["compare", results, "-o", tmp_path / "quiet.png"],
        ["report", results, "-o", tmp_path / "quiet.html"],
        ["bill", results],
        ["log", results, "--from", first],
    ]
    for command in commands:
        done = CliRunner().invoke(main, [str(word) for word in command])
        assert done.exit_code == 0, f"{command[0]}: {done.output}"
    dataset = cosim.open_results(results)
    assert dataset.sizes["event"] == 0
    assert dataset["event_kind"].dtype.kind in "OU"
    assert float(abs(dataset["energy_residual"]).max()) < 1e-3
    assert (tmp_path / "quiet.png").stat().st_size > 0
