"""A scenario stated in Python is the scenario of the same file, with the same faults, and says where it came from."""

import hashlib
import json
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cosim
from cosim.project import find

RATES = {
    "prices": {"electricity_usd_per_kwh": 0.15, "gas_usd_per_therm": 1.2},
    "emissions": {"electricity_kg_per_kwh": 0.4, "gas_kg_per_therm": 6.1},
}
PUMP = {"name": "heat pump", "heat_pump": "ccashp-3ton", "strips": {"capacity_kw": 10}}


def shelf(kind: str, name: str) -> dict:
    return tomllib.loads(find(kind, name, place="test").read_text(encoding="utf-8"))


def faults(**stated) -> str:
    with pytest.raises(cosim.InvalidInput) as caught:
        cosim.scenario(**stated)
    return str(caught.value)


def test_names_dicts_and_objects_are_the_same_scenario(tmp_path):
    named = cosim.scenario(house="tight-new", weather="chicago-il", configurations=[PUMP], **RATES)
    path = tmp_path / "the-same.toml"
    path.write_text(named.text, encoding="utf-8")
    of_file = cosim.load(path)
    tables = cosim.scenario(
        house=shelf("houses", "tight-new"),
        weather=find("weather", "chicago-il", place="test"),
        configurations=[{**PUMP, "heat_pump": shelf("heat_pumps", "ccashp-3ton")}],
        **RATES,
    )
    objects = cosim.scenario(house=named.house, weather=named.weather, configurations=named.configurations,
                             prices=named.prices, emissions=named.emissions)  # fmt: skip
    for other in (of_file, tables, objects):
        assert other.house == named.house
        assert other.configurations[0].heat_pump == named.configurations[0].heat_pump
        assert other.configurations[0].strips.capacity == pytest.approx(named.configurations[0].strips.capacity)
        np.testing.assert_allclose(other.electricity_price_by_hour, named.electricity_price_by_hour, rtol=1e-12)
        np.testing.assert_array_equal(other.weather.dry_bulb, named.weather.dry_bulb)


def test_a_house_may_be_plain_facts(tmp_path):
    facts = {"floor_area_ft2": 1800, "built": 1962, "storeys": 1, "foundation": "basement"}
    equipment = {"name": "as it is", "equipment": "as in the house"}
    stated = cosim.scenario(house=facts, weather="chicago-il", configurations=[equipment], **RATES)
    path = tmp_path / "the-same.toml"
    path.write_text(stated.text, encoding="utf-8")
    of_file = cosim.load(path)
    assert stated.house == of_file.house
    assert stated.configurations[0].furnace == of_file.configurations[0].furnace
    assert "house.bulit: unknown key" in faults(
        house={**facts, "bulit": 1962}, weather="chicago-il", configurations=[equipment], **RATES
    )


def test_faults_have_the_places_of_a_file():
    said = faults(
        house={**shelf("houses", "tight-new"), "floor_aera_m2": 3},
        weather=pd.DataFrame({"temp_air": [1.0]}),
        prices={"electricity_usd_per_kwh": -1, "gas": 3},
        emissions=RATES["emissions"],
        configurations=[
            {"name": "x", "heat_pmp": "a", "strips": {"capacity_kw": 5}},
            {"name": "x", "furnace": "furnace-97", "air_conditioner": {"name": "k"}},
        ],
    )
    for words in (
        "scenario: house: floor_aera_m2: unknown key",
        "scenario: weather: a DataFrame without latitude, longitude, elevation in its attrs",
        "scenario: prices.electricity_usd_per_kwh: must be at least 0, not -1",
        "scenario: prices.gas: needs its unit in the key",
        "scenario: configurations[0].heat_pmp: unknown key; did you mean 'heat_pump'?",
        "scenario: configurations[1].furnace: no furnace 'furnace-97'; did you mean 'furnace-96'?",
        "scenario: configurations[1].air_conditioner: compressor: is missing",
        "scenario: configurations[1].name: configurations[0] already has the name 'x'",
    ):
        assert words in said, said


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({}, "scenario: house: is missing"),
        ({"house": 3}, "scenario: house: is of the type int"),
        ({"weather": 3.5}, "scenario: weather: is of the type float"),
        ({"prices": object()}, "scenario: prices: is of the type object"),
        ({"prices": {1: 2}}, "scenario: prices.1: is a key of the type int"),
        ({"configurations": "heat pump"}, "must be a list, not of the type str"),
        ({"configurations": [3]}, "configurations[0]: is of the type int"),
        ({"title": "a\x1b[2J"}, "control character"),
        ({"prices": {"electricity_usd_per_kwh": float("nan")}}, "is nan"),
        ({"thermostat": {"heating_f": "warm"}}, "thermostat.heating_f"),
    ],
)
def test_what_python_alone_can_get_wrong(stated, words):
    usual = {"house": "tight-new", "weather": "chicago-il", "configurations": [PUMP], **RATES} if stated else {}
    said = faults(**{**usual, **stated})
    assert words in said
    assert "\x1b" not in said


def test_a_project_and_relative_paths_start_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = find("houses", "tight-new", place="test").read_text(encoding="utf-8")
    Path("my-house.toml").write_text(text.replace('name = "tight-new"', 'name = "mine"'), encoding="utf-8")
    found = cosim.scenario(house=Path("my-house.toml"), weather="chicago-il", configurations=[PUMP], **RATES)
    assert [file.path for file in found.files if file.kind == "houses"] == ["my-house.toml"]


@pytest.mark.slow
def test_results_say_what_came_from_python():
    base = cosim.load("quick-start")
    asked = cosim.scenario(house=shelf("houses", "tight-new"), weather=base.weather, configurations=[PUMP], **RATES)
    attributes = cosim.simulate(asked, start=0, end=24).attrs
    files = {file["kind"]: file for file in json.loads(attributes["input_files"])}
    assert files["scenarios"]["path"] == "Python: scenario"
    assert files["houses"]["path"] == "Python: house"
    assert files["weather"]["path"] == base.weather.source.path
    assert "stated in Python" in attributes["history"]
    assert attributes["changed_after_reading"] == ""
    text = attributes["scenario_text"]
    assert tomllib.loads(text)["house"] == "Python: house"
    said = text.split("# Python: house:\n")[1].split("\n\n# Python: ")[0]
    house = "\n".join(line.removeprefix("#").removeprefix(" ") for line in said.splitlines()) + "\n"
    assert hashlib.sha256(house.encode()).hexdigest() == files["houses"]["sha256"]
    assert tomllib.loads(house) == shelf("houses", "tight-new")
