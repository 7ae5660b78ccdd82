"""`cosim keys`: what it says is what files may hold, judged by the bundled files and by what a wrong file meets."""

import importlib.util
import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from cosim.cli import main
from cosim.cli.keys import FILES, TABLES, model_of
from cosim.config.base import Config
from cosim.config.keys import keys_of, schema_of, tables_of

ROOT = Path(__file__).parents[1]
SHELF_OF = {
    "scenario": "scenarios", "house": "equipment_library/houses", "heat-pump": "equipment_library/heat_pumps",
    "furnace": "equipment_library/furnaces", "thermostat": "equipment_library/thermostats",
    "prices": "equipment_library/prices", "tariff": "equipment_library/tariffs", "grid": "equipment_library/grids",
    "incentive": "equipment_library/incentives", "programme": "scenarios/programmes",
}  # fmt: skip


def keys(*arguments):
    return CliRunner().invoke(main, ["keys", *arguments], prog_name="cosim", env={"COLUMNS": "200"})


def bundled(kind):
    return [
        (path.name, tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / SHELF_OF[kind]).glob("*.toml"))
    ]


@pytest.mark.parametrize("kind", SHELF_OF)
def test_every_bundled_file_fits_the_schema(kind):
    schema = jsonschema.Draft202012Validator(schema_of(model_of(kind)))
    files = bundled(kind)
    assert files
    if kind == "programme":  # its configurations name homes' equipment by rules that stand outside the model
        files = [
            (name, {key: table[key] for key in table if key not in ("equipment", "configurations")})
            for name, table in files
        ]
        schema = jsonschema.Draft202012Validator({"properties": schema_of(model_of(kind))["properties"]})
    for name, table in files:
        faults = [f"{fault.json_path}: {fault.message[:200]}" for fault in schema.iter_errors(_as_json(table))]
        assert not faults, f"{name}: {faults}"


def _as_json(table):
    return json.loads(json.dumps(table, default=str))


@pytest.mark.parametrize("kind", SHELF_OF)
def test_the_schema_refuses_what_cosim_refuses(kind):
    schema = jsonschema.Draft202012Validator(schema_of(model_of(kind)))
    _, table = bundled(kind)[0]
    assert not schema.is_valid(_as_json(table) | {"no_such_key": 1})


def test_ranges_hold_in_the_unit_of_the_key():
    """41 °F is the lowest heating setpoint that a thermostat's file takes, 5 °C the same."""
    schema = jsonschema.Draft202012Validator(schema_of(model_of("thermostat")))
    assert schema.is_valid({"heating_setpoint_f": 41})
    assert not schema.is_valid({"heating_setpoint_f": 40.9})
    assert schema.is_valid({"heating_setpoint_c": 5})
    assert not schema.is_valid({"heating_setpoint_c": 4.9})


@pytest.mark.parametrize("kind", FILES)
def test_every_key_has_a_meaning_and_says_what_it_takes(kind):
    for path, table in tables_of(model_of(kind), kind):
        assert issubclass(table, Config)
        for key in keys_of(table):
            assert key.meaning.endswith("."), f"{path}.{key.field}: {key.meaning}"
            assert key.values(), f"{path}.{key.field}"


def test_a_table_and_a_key_are_printed_with_range_default_and_unit():
    said = keys("thermostat.heating_setpoint").output
    assert "heating_setpoint_c, heating_setpoint_f" in said
    assert "5 to 30 °C" in said
    assert "41 to 86 °F" in keys("thermostat.heating_setpoint_c", "--units", "us").output
    assert "required" in keys("scenario.configurations.strips").output


def test_without_a_path_kinds_of_files_are_listed():
    assert [line.split()[0] for line in keys().output.splitlines()] == [*FILES, *TABLES]


@pytest.mark.parametrize(("path", "meant"), [("huose", "house"), ("house.windos", "windows")])
def test_a_path_that_is_none_is_refused_with_what_may_be_meant(path, meant):
    said = keys(path)
    assert said.exit_code == 2
    assert meant in said.output
    assert "Traceback" not in said.output


def test_pages_are_those_that_make_reference_writes():
    specification = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    made = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(made)
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "keys").glob("*.md")}
    assert written == made.pages(), "run `make reference`"


def test_columns_of_tables_are_those_that_are_read():
    from cosim.config.facts import FactsConfig
    from cosim.fleet.traits import TRAITS
    from cosim.weather.shelf import MEANINGS, SHELF_COLUMNS, TIME

    assert set(MEANINGS) == {*SHELF_COLUMNS, TIME}
    weather = keys("weather-csv")
    assert weather.exit_code == 0
    assert all(column in weather.output for column in (*SHELF_COLUMNS, TIME, "# latitude_deg"))
    homes = keys("homes-csv").output
    assert all(key in homes for key in FactsConfig.toml_keys() if key != "name")
    assert all(trait.name in homes for trait in TRAITS)
    assert "did you mean 'weather-csv'" in keys("weather-cvs").output
