"""Fleets from samples: each home is what its own file says, counts by its weight, and keeps its labels."""

import csv
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.fleet.answers import left_out, main_figures, represented, totals, weights
from cosim.fleet.programme import Programme
from cosim.fleet.reading import load_programme
from cosim.fleet.report import page
from cosim.fleet.results import read_results
from cosim.fleet.run import run_fleet
from cosim.fleet.tables import by_group, by_home
from cosim.fleet.worker import Period
from cosim.units import to_si
from tests.fleet.resstock import BUILDINGS, MODELS, Building, in_xml, schedules, write_sample, zipped

COLD_DAYS = Period(24 * 9, 24 * 11, 3600.0)
PROGRAMME = f"""
title = "A sample"
homes_csv = ["baseline.csv", "upgrade04.csv"]
homes_xml = "{MODELS}"
weather_folder = "weather"
group_by = ["in.county"]
start_weekday = "monday"
batch = 2

[prices]
electricity_usd_per_kwh = 0.13
gas_usd_per_therm = 1.2

[emissions]
electricity_kg_per_kwh = 0.4
gas_lb_per_mmbtu = 147.3

[[equipment]]
name = "cold-climate heat pump"
heat_pump = "ccashp-3ton"
strips = {{ capacity_kw = 10 }}
sized_for = "larger"

[[measures]]
name = "heat pump"
equipment = "cold-climate heat pump"
only = {{ "in.heating_fuel" = ["Natural Gas"] }}

[[configurations]]
name = "today"

[[configurations]]
name = "upgrade 4"
upgrade = 4

[[configurations]]
name = "cold climate"
measures = ["heat pump"]
"""
BROKEN = Building(9, "G1700310", weight=50.0)


def written(folder: Path, *changes: tuple[str, str], buildings: tuple[Building, ...] = BUILDINGS) -> Path:
    write_sample(folder, buildings)
    text = PROGRAMME
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "sample.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def sample(tmp_path):
    return lambda *changes, **more: written(tmp_path, *changes, **more)


def faults_of(path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        load_programme(path)
    return str(refused.value)


def with_cells(path: Path, **cells: tuple[int, str]) -> None:
    """Change cells of a table: a row, from 0, and what it holds, by column."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column, (row, text) in cells.items():
        rows[row][column.replace("__", ".")] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


# --- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_home_is_what_its_own_file_says(sample):
    programme = load_programme(sample())
    assert programme.homes == len(BUILDINGS)
    home = programme.ready(2)
    assert (home.weight, home.site, home.existing) == (242.13, "G1700310_2018", "as in the house")
    assert home.labels["bldg_id"] == "4001"
    assert home.labels["in.vintage"] == "<1940"
    own = home.own[0]
    assert own.house.zones[0].leakage.ach50 == 15.0
    assert own.thermostat.heating_setpoint == pytest.approx(to_si(71.0, "temperature", "f"))
    assert own.existing.furnace.capacity == pytest.approx(to_si(40_000, "power", "btu_h"))
    assert home.own[4].existing.heat_pump is not None
    weather = programme.scenarios["", home.site].weather
    assert (weather.latitude, weather.time_zone) == (41.98, -6.0)


def test_upgrades_are_those_of_the_same_building_and_rules_look_at_labels(sample):
    programme = load_programme(sample())
    taken = [[programme.changes_of(programme.home(number), place) for place in range(3)] for number in (0, 1)]
    assert taken == [[(), ("upgrade 4",), ("heat pump",)], [(), (), ()]]  # a gas home, and an electric one


@pytest.mark.slow
def test_a_configuration_may_be_for_some_homes_alone(sample):
    path = sample(('name = "upgrade 4"\n', 'name = "upgrade 4"\nonly = { in.county = "G0800590" }\n'))
    programme = load_programme(path)
    counties = {programme.home(number).labels["in.county"] for number in range(programme.homes)
                if programme.changes_of(programme.home(number), 1)}  # fmt: skip
    assert counties == {"G0800590"}


@pytest.mark.slow
def test_traits_change_such_a_home_only_where_somebody_asks(sample):
    plain = load_programme(sample()).home(0)
    assert np.isnan(plain.traits["heating_setpoint"])
    assert {plain.traits[name] for name in ("size", "leakage", "duct_leakage", "gains", "sizing_error")} == {1.0}
    asked = "[variation]\nheating_setpoint_f = 60\nleakage = { min = 0.4, max = 0.5 }\n\n[prices]"
    home = load_programme(sample(("[prices]", asked))).home(0)
    assert home.traits["heating_setpoint"] == pytest.approx(to_si(60.0, "temperature", "f"))
    assert 0.4 <= home.traits["leakage"] <= 0.5


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"in.heating_fuel" =', '"in.heating_fule" =', "only.in.heating_fule: is no column of homes_csv; did you mean"),
        (
            '["in.county"]',
            '["in.country"]',
            "group_by: 'in.country' is no column of homes_csv; did you mean 'in.county",
        ),
        ("{bldg_id:07}", "{bldgid:07}", "has no column 'bldgid', which homes_xml names; did you mean 'bldg_id'?"),
        ('"weather"', '"climate"', "weather_folder: there is no folder"),
        ("gas_usd_per_therm = 1.2\n", "", "prices: has no price of gas, but 3 homes burn it"),
    ],
)
def test_what_a_programme_names_wrongly_is_said(sample, old, new, told):
    assert told in faults_of(sample((old, new)))


@pytest.mark.slow
def test_a_value_that_no_home_has_is_a_note(sample):
    programme = load_programme(sample(('["Natural Gas"]', '["Natural gas"]')))
    [told] = [note for note in programme.warnings if "no home has" in note]
    assert told == "measures[0].only: no home has 'Natural gas' in 'in.heating_fuel'; did you mean 'Natural Gas'?"


def test_all_faults_of_a_table_are_said_at_once_by_row(sample, tmp_path):
    path = sample()
    with_cells(tmp_path / "baseline.csv", weight=(0, "-3"), bldg_id=(3, "17"))
    with_cells(tmp_path / "upgrade04.csv", weight=(0, "nan"), upgrade=(2, "four"))
    told = faults_of(path)
    for words in ("baseline.csv: row 2, column 'weight': -3 is not valid", "row 2, column 'weight': nan is not valid",
                  "upgrade04.csv: row 4, column 'upgrade': 'four' is not a number"):  # fmt: skip
        assert words in told


def test_labels_that_no_file_could_hold_are_refused(sample, tmp_path):
    path = sample()
    with_cells(tmp_path / "baseline.csv", **{"in.vintage": (1, "19\x0780s"), "in.sqft": (2, "x" * 2000)})
    told = faults_of(path)
    assert "row 3, column 'in.vintage': holds a control character" in told
    assert "row 4, column 'in.sqft': holds a control character, or more text" in told
    text = (tmp_path / "upgrade04.csv").read_text("utf-8")
    (tmp_path / "upgrade04.csv").write_text(text.replace("in.sqft", "in.\x1bsqft", 1), encoding="utf-8")
    assert "is no name of a column" in faults_of(path)


def test_buildings_that_are_there_twice_or_without_their_file_are_named(sample, tmp_path):
    path = sample()
    with_cells(tmp_path / "baseline.csv", bldg_id=(3, "17"))
    told = faults_of(path)
    assert "baseline.csv: row 5: home 17 already exists, in" in told
    assert "home 52117 has an upgrade, but no row of the home as it is" in told
    path = sample()
    for number in (17, 230):
        (tmp_path / MODELS.format(upgrade=0, bldg_id=number)).unlink()
    told = faults_of(path)
    assert re.search(r"row 2, column 'xml': file '.*bldg0000017-up00.zip' does not exist", told)
    assert re.search(r"row 3, column 'xml': file '.*bldg0000230-up00.zip' does not exist", told)


@pytest.mark.slow
def test_counties_without_weather_are_named_with_their_rows(sample, tmp_path):
    path = sample()
    (tmp_path / "weather" / "G0800590_2018.csv").unlink()
    assert "rows 2, 3: no weather of G0800590.epw or G0800590 lies in weather, beside the home" in faults_of(path)
    (tmp_path / "weather" / "denver.csv").write_text("x")
    mapped = sample(("group_by", 'site_files = { G0800590 = "golden-co" }\ngroup_by'))
    (tmp_path / "weather" / "G0800590_2018.csv").unlink()
    assert load_programme(mapped).home(0).site == "golden-co"


@pytest.mark.slow
def test_a_column_may_name_the_county_and_two_files_of_one_are_refused(sample, tmp_path):
    programme = load_programme(sample(("group_by", 'site_column = "in.county"\ngroup_by')))
    assert programme.home(4).site == "G1700310_2018"
    (tmp_path / "weather" / "G1700310_2012.csv").write_bytes((tmp_path / "weather" / "G1700310_2018.csv").read_bytes())
    assert "holds 2 files of G1700310: G1700310_2012.csv and G1700310_2018.csv" in faults_of(tmp_path / "sample.toml")


@pytest.mark.slow
def test_a_home_that_cannot_be_simulated_is_kept_with_its_reason(sample, tmp_path):
    path = sample(buildings=(*BUILDINGS, BROKEN))
    text = in_xml(BROKEN).replace("<Area>1120</Area>", "<Area>much</Area>")
    zipped(tmp_path, BROKEN, 0, text)
    programme = load_programme(path)
    assert programme.homes == len(BUILDINGS) + 1
    [(number, reason)] = programme.refused().items()
    assert number == len(BUILDINGS)
    assert "'much' is not a number" in reason
    assert any("1 of 6 homes cannot be simulated" in note for note in programme.warnings)
    for each in BUILDINGS:
        zipped(tmp_path, each, 0, text)
    told = faults_of(path)
    assert told.count("'much' is not a number") == 6


@pytest.mark.slow
def test_a_zip_that_unpacks_to_a_hundred_times_its_size_costs_no_memory(sample, tmp_path):
    path = sample()
    with zipfile.ZipFile(tmp_path / MODELS.format(upgrade=0, bldg_id=17), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in.xml", b" " * 40_000_000)
    assert "in.xml: is too large: 32 MB are the most" in faults_of(path)


# --- what is simulated -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def programme(tmp_path_factory) -> Programme:
    folder = tmp_path_factory.mktemp("sample")
    path = written(folder, buildings=(*BUILDINGS, BROKEN))
    zipped(folder, BROKEN, 0, in_xml(BROKEN).replace("<Area>1120</Area>", "<Area>much</Area>"))
    return load_programme(path)


@pytest.fixture(scope="module")
def finished(programme, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fleet") / "out"
    run_fleet(programme, folder, period=COLD_DAYS, workers=0)
    return folder


@pytest.fixture(scope="module")
def fleet(finished):
    return read_results(finished)


@pytest.mark.slow
def test_sums_count_each_home_by_its_weight(fleet):
    counted = np.array([each.weight for each in (*BUILDINGS, BROKEN)])
    np.testing.assert_array_equal(weights(fleet), counted)
    assert represented(fleet) == pytest.approx(counted[:-1].sum())
    for place in range(3):
        by_use = fleet["power"].isel(configuration=place).sum("time") / 1e3  # kWh: intervals are hours
        year = fleet["annual_electricity"].values[:-1, place] + fleet["annual_other_electricity"].values[:-1, place]
        fuels = float(by_use.sel(end_use="gas"))
        assert float(by_use.sum()) - fuels == pytest.approx(counted[:-1] @ year, rel=1e-5)
        assert fuels == pytest.approx(counted[:-1] @ fleet["annual_gas"].values[:-1, place], rel=1e-5)
        assert totals(fleet, "cost", place) == pytest.approx(counted[:-1] @ fleet["annual_cost"].values[:-1, place])
    warm = fleet["indoor_temperature"].isel(configuration=0).mean()
    assert 291.0 < float(warm) < 296.0


@pytest.mark.slow
def test_the_share_left_out_is_said_first(fleet, finished):
    share = 50.0 / (sum(each.weight for each in BUILDINGS) + 50.0)
    assert left_out(fleet) == pytest.approx(share)
    figures = main_figures(fleet)[0]
    assert figures["share_left_out"] == pytest.approx(share)
    assert figures["homes"] == 5
    text = page(fleet)
    first = text[text.index("<main") : text.index("</section>")]
    assert f"{100 * share:.1f} % of all homes are left out: 1 of 6, which stand for 50" in first
    assert "&#39;much&#39; is not a number" in first
    shown = CliRunner().invoke(main, ["fleet-table", str(finished), "--json"])
    last = json.loads(shown.stdout)[-1]
    assert "/Wall[SystemIdentifier/@id='Wall']/Area: 'much' is not a number" in last["left_out"]
    assert last["cost"] is None


@pytest.mark.slow
def test_homes_keep_their_own_furnace_until_an_upgrade(fleet):
    furnace = fleet["home_furnace_size"].values
    np.testing.assert_allclose(furnace[[0, 2, 3], 0], to_si(40_000, "power", "btu_h"))
    assert (furnace[[0, 2, 3], 1:] == 0.0).all()
    assert list(fleet["home_measures"].values[0]) == ["", "upgrade 4", "heat pump"]
    pumped = fleet["annual_heat_pump_heating"].values
    assert (pumped[[0, 2, 3], 0] == 0.0).all()
    assert (pumped[[0, 2, 3], 1] > 0.0).all()
    np.testing.assert_array_equal(pumped[[1, 4], 0], pumped[[1, 4], 1])  # electric before, and simulated once


@pytest.mark.slow
def test_peaks_by_county_come_from_their_homes(fleet, finished, tmp_path):
    rows = by_group(fleet, "in.county")
    assert [(row["in.county"], row["homes"]) for row in rows[::3]] == [("G0800590", 2), ("G1700310", 3)]
    today = [row for row in rows if row["configuration"] == "today"]
    assert sum(row["electricity_kwh"] for row in today) == pytest.approx(totals(fleet, "electricity", 0))
    peak = main_figures(fleet)[0]["winter_peak_kw"]
    assert max(row["winter_peak_kw"] for row in today) < peak <= sum(row["winter_peak_kw"] for row in today) * 1.00001
    assert today[1]["share_left_out"] == pytest.approx(50.0 / (242.13 * 2 + 310.0 + 50.0))
    for name in ("counties.csv", "counties.json"):
        path = tmp_path / name
        done = CliRunner().invoke(main, ["fleet-table", str(finished), "--by", "in.county", "-o", str(path)])
        assert done.exit_code == 0, done.output
    read = list(csv.DictReader((tmp_path / "counties.csv").read_text("utf-8").splitlines()))
    assert [float(row["winter_peak_kw"]) for row in read] == [row["winter_peak_kw"] for row in rows]
    assert json.loads((tmp_path / "counties.json").read_text("utf-8")) == rows
    refused = CliRunner().invoke(main, ["fleet-table", str(finished), "--by", "in.county_name"])
    assert refused.exit_code == 2
    assert "homes have no label 'in.county_name'; did you mean 'in.county'?" in refused.output


@pytest.mark.slow
def test_labels_come_back_with_every_home(fleet):
    rows = by_home(fleet)
    assert len(rows) == 18
    assert (rows[6]["bldg_id"], rows[6]["in.vintage"], rows[6]["weight"]) == ("4001", "<1940", 242.13)
    assert list(fleet["label_in.county"].values) == [each.county for each in (*BUILDINGS, BROKEN)]
    assert fleet["home_file"].values[0] == "bldg0000017-up00.zip:in.xml"


@pytest.mark.slow
def test_dask_makes_the_same_bytes(programme, finished, tmp_path):
    pytest.importorskip("distributed")
    run_fleet(programme, tmp_path / "dask", period=COLD_DAYS, workers=1)
    assert (tmp_path / "dask" / "fleet.nc").read_bytes() == (finished / "fleet.nc").read_bytes()


@pytest.mark.slow
def test_a_home_whose_file_changed_is_left_out_with_that_reason(sample, tmp_path):
    programme = load_programme(sample(buildings=BUILDINGS[:2]))
    zipped(tmp_path, BUILDINGS[1], 0, in_xml(BUILDINGS[0]))
    out = run_fleet(programme, tmp_path / "out", period=Period(216, 240, 3600.0), workers=0)
    assert list(out.failures) == [1]
    assert "changed after the programme was read" in out.failures[1]


@pytest.mark.slow
def test_schedules_that_changed_make_another_run_and_leave_a_home_out(sample, tmp_path):
    """They say when people do what: their bytes count as those of the home's file."""
    home, period = BUILDINGS[1], Period(216, 240, 3600.0)
    path = sample(buildings=BUILDINGS[:2])
    programme = load_programme(path)
    run_fleet(programme, tmp_path / "out", period=period, workers=0)
    assert not any("schedules file" in note for note in programme.warnings)
    zipped(tmp_path, home, 0, in_xml(home), hours=schedules(evening=3.0))
    with pytest.raises(InvalidInput, match="results of another run: files differs"):
        run_fleet(load_programme(path), tmp_path / "out", period=period, workers=0, resume=True)
    out = run_fleet(programme, tmp_path / "again", period=period, workers=0)
    assert "changed after the programme was read" in out.failures[1]
    zipped(tmp_path, home, 0, in_xml(home), hours="occupants,plug_loads_other\n1,1\n")
    refused = load_programme(path)
    assert "schedules.csv" in refused.refused()[1]
    zipped(tmp_path, home, 0, in_xml(home), hours="occupants\n1\n")
    assert load_programme(path).identity() != refused.identity()
