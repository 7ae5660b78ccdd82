"""Whoever calls a function may give a path as text."""

from pathlib import Path

import pytest

import cosim
from cosim.equipment.calibration.sheet import read_sheet
from cosim.equipment.library import read_machine
from cosim.errors import InvalidInput
from cosim.files import check_destination, write_whole
from cosim.fleet.reading import load_programme
from cosim.fleet.results import read_results
from cosim.fleet.run import run_fleet
from cosim.hpxml import read_home, read_hpxml
from cosim.pictures import save
from cosim.project import bundled_root, find, names, project_of, read_bytes
from cosim.rates.reading import read_plan
from cosim.results import netcdf
from cosim.results.plots.comparison import draw
from cosim.results.report import write_report
from cosim.template import create
from cosim.validation.reference import reference_folder
from cosim.weather import read_weather

PLAN = "[life_cycle]\nyears = 15\ndiscount_rate = 0.03\n[life_cycle.costs.new]\ninstalled_usd = 12000\n"
POINTS = "mode,outdoor_f,level,capacity_btu_h,power_kw\nheating,47,rated,36000,2.9\n"
POINTS += "heating,17,rated,24000,2.7\ncooling,95,rated,34000,2.8\n"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    create(str(tmp_path / "mine"))
    return str(tmp_path / "mine")


@pytest.mark.slow
def test_what_is_read(folder):
    write_whole(f"{folder}/plan.toml", PLAN.encode())
    write_whole(f"{folder}/points.csv", POINTS.encode())
    assert read_bytes(f"{folder}/plan.toml") == PLAN.encode()
    assert "new" in read_plan(f"{folder}/plan.toml", folder).config.costs
    assert len(read_sheet(f"{folder}/points.csv")) == 3
    assert read_machine(f"{folder}/equipment_library/heat_pumps/my-heat-pump.toml", folder).name == "my-heat-pump"
    assert read_weather(f"{folder}/weather/my-town.csv", project=folder).source.path == "weather/my-town.csv"
    assert cosim.load(f"{folder}/scenarios/my-question.toml", folder).weather.source.path == "weather/my-town.csv"
    assert "my-question" in names("scenarios", folder)
    assert find("heat_pumps", "my-heat-pump", place="x", project=folder).is_file()
    assert project_of(f"{folder}/scenarios/my-question.toml") == Path(folder)
    programme = bundled_root() / "scenarios" / "programmes" / "winter-peak.toml"
    assert load_programme(str(programme), str(bundled_root()), homes=2).homes == 2
    assert reference_folder(folder) == Path(folder)


@pytest.mark.slow
def test_what_is_written(folder):
    scenario = cosim.load("quick-start")
    simulated = cosim.simulate(scenario, start=0, end=24)
    netcdf.write(simulated, f"{folder}/day.nc")
    with pytest.raises(InvalidInput, match="exists already"):
        netcdf.write(simulated, f"{folder}/day.nc")
    netcdf.write_flat(simulated, f"{folder}/flat.nc")
    read = cosim.open_results(f"{folder}/day.nc")
    assert float(read["annual_cost"][0]) == float(simulated["annual_cost"][0])
    draw([read], f"{folder}/day.png")
    write_report([read], f"{folder}/day.html")
    assert {path.name for path in Path(folder).iterdir() if path.is_file()} == {
        "day.nc",
        "flat.nc",
        "day.png",
        "day.html",
    }


@pytest.mark.slow
def test_what_is_refused(folder):
    for refused in (lambda: check_destination(folder), lambda: save(None, folder), lambda: read_results(folder),
                    lambda: read_hpxml(f"{folder}/x.xml"), lambda: read_home(f"{folder}/x.xml"),
                    lambda: cosim.open_results(f"{folder}/x.nc"), lambda: write_whole(f"{folder}/{'x' * 300}", b""),
                    lambda: run_fleet(load_programme("winter-peak", homes=1), folder)):  # fmt: skip
        with pytest.raises(InvalidInput):
            refused()
