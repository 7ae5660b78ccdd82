"""What a file says of its making follows what was simulated, also where a scenario was changed in Python."""

import json
import pickle
import tomllib
from dataclasses import replace

import pytest

import cosim
from cosim.project import find
from cosim.results.dataset import pack
from cosim.simulation.simulation import Simulation
from cosim.weather import read_weather


def attributes(scenario):
    run = Simulation(scenario, scenario.configurations[0], start_hour=0, end_hour=1).run()
    return pack(scenario, [run]).attrs


@pytest.fixture(scope="module")
def scenario():
    return cosim.load("quick-start")


def kinds(attrs):
    return {file["kind"]: file["path"] for file in json.loads(attrs["input_files"])}


def test_as_read_nothing_is_changed(scenario):
    attrs = attributes(scenario)
    assert attrs["scenario_text"] == scenario.text
    assert attrs["changed_after_reading"] == ""


def test_other_weather_is_the_weather_that_is_told_of(scenario):
    weather = read_weather(find("weather", "golden-co", place="test"))
    attrs = attributes(replace(scenario, weather=weather))
    assert attrs["site"] == weather.name
    assert "golden-co" in kinds(attrs)["weather"]
    assert {file["sha256"] for file in json.loads(attrs["input_files"])} >= {weather.source.sha256}
    assert "greensboro" not in attrs["input_files"]
    assert attrs["changed_after_reading"] == "weather"
    assert "weather" in attrs["history"]
    assert attrs["scenario_text"].startswith("# After this was read, Python put in other weather")
    assert tomllib.loads(attrs["scenario_text"]) == tomllib.loads(scenario.text)


def test_weather_that_was_changed_itself_is_told_as_changed(scenario):
    warmer = replace(scenario.weather, dry_bulb=scenario.weather.dry_bulb + 2.0)
    assert attributes(replace(scenario, weather=warmer))["changed_after_reading"] == "weather"


def test_another_house_and_other_equipment_are_told(scenario):
    house = cosim.load("retrofit-chicago").house.model_copy(update={"name": "mine"})
    [one] = scenario.configurations
    attrs = attributes(replace(scenario, house=house, configurations=(replace(one, frost="none"),)))
    assert attrs["changed_after_reading"] == "house, configurations"
    assert "houses" not in kinds(attrs)


@pytest.mark.slow
def test_a_choice_of_configurations_sizes_and_a_copy_are_no_change():
    scenario = cosim.load("retrofit-greensboro")
    some = replace(scenario, configurations=scenario.configurations[2:4])
    assert some.changed == ()
    assert pickle.loads(pickle.dumps(some)).changed == ()
    auto = replace(scenario.configurations[0], capacity="auto")
    read_so = replace(scenario, configurations=(auto,), loaded=scenario.loaded | {"configurations": (auto,)})
    from cosim.sizing.auto import with_sizes

    assert with_sizes(read_so).changed == ()
    assert with_sizes(replace(scenario, configurations=(auto,))).changed == ("configurations",)
