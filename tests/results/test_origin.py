"""The scenario behind results is found again, if it is still what was simulated."""

import json
from dataclasses import asdict

import pytest
import xarray as xr

import cosim
from cosim.results.origin import scenario_behind

QUICK = cosim.project.bundled_root() / "scenarios" / "quick-start.toml"


def results(scenario, **attributes):
    """Return what `scenario_behind` looks at."""
    files = json.dumps([asdict(file) for file in scenario.files])
    return xr.Dataset(attrs={"scenario": scenario.name, "changed_after_reading": "", "input_files": files} | attributes)


def test_a_bundled_scenario_is_found_by_its_name(tmp_path):
    scenario = cosim.load("quick-start")
    assert scenario_behind(results(scenario), tmp_path / "x.nc").text == scenario.text


def test_ones_own_is_found_beside_the_results_until_it_changes(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(QUICK.read_text())
    scenario = cosim.load(path)
    found = results(scenario)
    assert scenario_behind(found, tmp_path / "x.nc").text == scenario.text
    path.write_text(QUICK.read_text() + "# another word")
    with pytest.raises(cosim.InvalidInput, match="mine.toml: has changed since these results were simulated"):
        scenario_behind(found, tmp_path / "x.nc")
    path.unlink()
    with pytest.raises(cosim.InvalidInput, match="is not found from here; add --project, or name its scenario"):
        scenario_behind(found, tmp_path / "x.nc")


def test_what_python_put_in_stands_in_no_file(tmp_path):
    found = results(cosim.load("quick-start"), changed_after_reading="weather")
    with pytest.raises(cosim.InvalidInput, match="other weather, put in by Python"):
        scenario_behind(found, tmp_path / "x.nc")
