"""Fleets of plain facts: a row that states a home is that home, with its identity, weight and other columns."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.errors import InvalidInput
from cosim.fleet.answers import left_out, represented
from cosim.fleet.fit.home import equipment_of, ready, rest_of, year_at
from cosim.fleet.fit.posterior import burns_other
from cosim.fleet.fit.run import fit_homes, summary, table_of
from cosim.fleet.reading import load_programme
from cosim.fleet.report import page
from cosim.fleet.results import read_results
from cosim.fleet.run import run_fleet
from cosim.fleet.table import plain_home
from cosim.fleet.tables import by_group, by_home
from cosim.fleet.worker import Period
from cosim.units import KILOWATT_HOUR, THERM

COLD_DAYS = Period(24 * 13, 24 * 14, 3600.0)
PROGRAMME = """
title = "A town"
homes_csv = "homes.csv"
group_by = ["district"]
start_weekday = "monday"

[prices]
electricity_usd_per_kwh = 0.13
gas_usd_per_therm = 1.2

[emissions]
electricity_kg_per_kwh = 0.4
gas_lb_per_mmbtu = 147.3

[[configurations]]
name = "today"
"""
HOME = {"id": "a1", "weight": "120", "site": "chicago-il", "floor_area_ft2": "1800", "built": "1962",
        "heating_fuel": "gas", "foundation": "slab", "district": "north", "electricity_kwh": "8200",
        "gas_therms": "900"}  # fmt: skip


def written(folder: Path, *rows: dict[str, str]) -> Path:
    with (folder / "homes.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)), restval="")
        table.writeheader()
        table.writerows(rows)
    path = folder / "town.toml"
    path.write_text(PROGRAMME, encoding="utf-8")
    return path


def faults(folder: Path, *rows: dict[str, str]) -> str:
    with pytest.raises(InvalidInput) as error:
        load_programme(written(folder, *rows))
    return "\n".join(map(str, error.value.faults))


@pytest.mark.slow
def test_a_row_is_a_home_and_its_columns_come_back(tmp_path):
    path = written(tmp_path, HOME, HOME | {"id": "b 2", "weight": "30", "district": "south", "built": "2015"})
    programme = load_programme(path)
    assert any("fleet-fit" in warning for warning in programme.warnings)
    run_fleet(programme, tmp_path / "out", period=COLD_DAYS, workers=0)
    fleet = read_results(tmp_path / "out")
    assert represented(fleet) == 150
    first, second = by_home(fleet)
    assert (first["id"], first["weight"], first["district"], first["built"]) == ("a1", 120, "north", "1962")
    assert second["gas_kwh"] < 0.8 * first["gas_kwh"], "a new home needs less"
    groups = {row["district"]: row for row in by_group(fleet, "district")}
    assert groups["south"]["homes_represented"] == 30


def test_what_is_not_stated_is_drawn_and_stays_with_its_home(tmp_path):
    rows = [HOME | {"id": str(number), "foundation": ""} for number in range(12)]
    programme = load_programme(written(tmp_path, *rows))
    homes = [programme.ready(number) for number in range(12)]
    leaks = [home.own[0].house.zones[0].leakage.ach50 for home in homes]
    assert len(set(leaks)) == 12
    assert len({home.own[0].house.title for home in homes}) > 1, "foundations differ"
    assert programme.ready(7).own[0] == homes[7].own[0]
    again = load_programme(written(tmp_path, *rows[:8])).ready(7)
    assert again.own[0] == homes[7].own[0]
    assert programme.leakage(programme.home(3)) == pytest.approx(leaks[3])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"electricity_kwh": "-5"}, "row 3, column 'electricity_kwh': -5 is negative"),
        ({"gas_therms": "many"}, "row 3, column 'gas_therms': 'many' is not a number"),
        ({"gas_therms_01": "12"}, "has the year's sum and months of fuel"),
        ({"gas_therms": "", "gas_therms_01": "12"}, "has 1 months of fuel, not 12"),
        ({"id": "a1"}, "row 3: home a1 already exists, in"),
        ({"id": ""}, "row 3, column 'id': is empty"),
        ({"built": "2962"}, "row 3: built"),
        ({"built": "inf"}, "row 3: built"),
        ({"storeys": "nan"}, "row 3: storeys"),
        ({"fit.heat_loss": "nan"}, "row 3: fit: heat_loss"),
        ({"storeys": "3", "floor_area_ft2": "600"}, "storeys: 3 storeys leave"),
        ({"foundation": "cellar"}, "foundation"),
        ({"weight": "0"}, "weight"),
        ({"floor_area_ft2": ""}, "names neither a house nor a file"),
    ],
)
def test_faults_name_their_row(tmp_path, change, said):
    assert said in faults(tmp_path, HOME, HOME | {"id": "b"} | change)


def test_a_misspelled_column_is_asked_about(tmp_path):
    programme = load_programme(written(tmp_path, HOME | {"foundaton": "slab"}))
    assert any("foundaton" in warning and "'foundation'" in warning for warning in programme.warnings)


def test_the_command_says_what_is_left_out(tmp_path):
    """By its facts nothing in the home burns gas, so that nothing needs to be simulated to refuse it."""
    path = written(tmp_path, HOME | {"heating_fuel": "electricity", "gas_therms": "30"})
    table = tmp_path / "fitted.csv"
    done = CliRunner().invoke(main, ["fleet-fit", str(path), "-o", str(table)])
    assert done.exit_code == 0, done.output
    assert "row 2 (a1): 30 therms of gas a year, but by its facts" in done.output
    assert "0 homes fitted, 1 left out, 0 without figures" in done.output
    again = CliRunner().invoke(main, ["fleet-fit", str(path), "-o", str(table)])
    assert again.exit_code == 2, "the table exists"
    data = CliRunner().invoke(main, ["fleet-fit", str(path), "-o", str(table), "--force", "--json"])
    assert json.loads(data.stdout)["fitted"] == 0
    [row] = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    assert row["district"] == "north"
    assert row["fit.refused"].startswith("30 therms")
    (tmp_path / "homes.csv").write_bytes(table.read_bytes())
    with pytest.raises(InvalidInput, match="row 2: 30 therms"):  # where all are left out there is no fleet
        load_programme(path)


@pytest.mark.parametrize("row", [HOME | {"electricity_kwh": "", "gas_therms": ""}, HOME | {"floor_area_ft2": "",
                                 "house": "ranch-1960s", "existing": "furnace"}])  # fmt: skip
def test_tables_without_facts_or_figures_are_not_fitted(tmp_path, row):
    path = written(tmp_path, row)
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text}\n[[equipment]]\nname = "furnace"\nfurnace = "furnace-80"\n', encoding="utf-8")
    done = CliRunner().invoke(main, ["fleet-fit", str(path), "-o", str(tmp_path / "fitted.csv")])
    assert done.exit_code == 2
    assert "plain facts" in done.output


@pytest.mark.parametrize(
    ("facts", "column", "told"),
    [
        (
            {"heating_fuel": "oil", "hot_water": "gas"},
            "gas_therms",
            "of gas a year, but by its facts oil heats it",
        ),
        ({"heating_fuel": "gas"}, "propane_mmbtu", "of propane a year, but by its facts gas heats it"),
        ({"heating_fuel": "electricity"}, "gas_therms", "neither heating nor hot water burns any"),
        ({"heating_fuel": "electricity", "hot_water": "gas"}, "oil_mmbtu", "of oil a year, but by its facts hot water"),
        ({"heating_fuel": "oil", "hot_water": "gas"}, "oil_mmbtu", ""),
        ({"heating_fuel": "gas"}, "gas_therms", ""),
    ],
)
def test_figures_of_a_fuel_that_does_not_heat_are_refused(facts, column, told):
    amount = "900" if column == "gas_therms" else "90"
    home, faults = plain_home({"floor_area_ft2": "1800", "built": "1962", **facts, column: amount}, "row 2")
    assert not faults
    found = burns_other(home)
    assert told in found
    assert bool(told) == bool(found)


@pytest.mark.slow
def test_fitted_homes_meet_their_figures(tmp_path):
    """A home is simulated with all that the table leaves open drawn, and fitted to what it took; so are three others.

    One has ten times the gas of such a home, one burns gas that by its facts nothing burns, one more than hot water.
    """
    programme = load_programme(written(tmp_path, HOME))
    home = ready(programme, programme.home(0)).home
    true = year_at(programme, home, {"heat_loss": 1.3, "appliances": 0.7, "heating_setpoint": -1.0})
    gas = equipment_of(true)[25] + rest_of(true, "fuel")[12]
    power = equipment_of(true)[12] + rest_of(true, "electricity")[12]
    own = HOME | {"electricity_kwh": str(power / KILOWATT_HOUR), "gas_therms": str(gas / THERM)}
    path = written(
        tmp_path,
        own,
        HOME | {"id": "much", "gas_therms": "15000"},
        HOME | {"id": "electric", "heating_fuel": "electricity", "electricity_kwh": "20000", "gas_therms": "30"},
        HOME | {"id": "water", "heating_fuel": "electricity", "hot_water": "gas", "gas_therms": "900"},
        HOME | {"id": "unknown", "electricity_kwh": "", "gas_therms": "", "foundation": ""},
    )
    programme = load_programme(path)
    fitted = fit_homes(programme)
    found = summary(fitted)
    assert (found["fitted"], found["without_figures"]) == (1, 1)
    assert "row 3 (much)" in found["left_out"][0]
    assert "times what such a home takes" in found["left_out"][0]
    assert "neither heating nor hot water burns any" in found["left_out"][1]
    assert "row 5 (water): 900 therms of gas a year are more than hot water" in found["left_out"][2]
    (tmp_path / "homes.csv").write_bytes(table_of(fitted))
    programme = load_programme(path)
    assert not any("fleet-fit" in warning for warning in programme.warnings)
    year = year_at(programme, programme.ready(0), programme.home(0).sample.fitted)
    assert equipment_of(year)[25] + rest_of(year, "fuel")[12] == pytest.approx(gas, rel=0.2)
    assert equipment_of(year)[12] + rest_of(year, "electricity")[12] == pytest.approx(power, rel=0.15)
    run_fleet(programme, tmp_path / "out", period=COLD_DAYS, workers=0)
    fleet = read_results(tmp_path / "out")
    assert left_out(fleet) == pytest.approx(3 / 5)
    text = page(fleet)
    assert "60.0 % of all homes are left out" in text
    assert "times what such a home takes" in text
