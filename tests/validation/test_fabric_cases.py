"""ASHRAE Standard 140 cases as houses of our own configuration."""

import copy
import json
from pathlib import Path

import pytest

from cosim.envelope.envelope import build_envelope
from cosim.errors import InvalidInput
from cosim.validation.fabric import daily_course, house_from_case, setpoints_of_case
from cosim.weather import read_weather


@pytest.fixture(scope="module")
def specs(reference: Path) -> dict:
    return json.loads((reference / "bestest_fabric" / "case_specs.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def denver(reference: Path):
    return read_weather(reference / "weather" / "725650TYCST.epw")


@pytest.mark.slow
def test_every_case_of_the_specification_becomes_a_house(specs, denver):
    for case in specs["cases"]:
        house = house_from_case(specs, case)
        envelope = build_envelope(house, denver)
        assert (envelope.eigenvalue < 0).all(), case
        transmits = specs["cases"][case].get("windows") in ("south", "east_west")
        assert bool(envelope.solar_transmitted.any()) == transmits, case


def test_a_course_over_midnight(specs):
    course = daily_course([{"from_h": 18, "to_h": 7, "value": 1703.16}], off=0.0)
    assert course[18] == course[23] == course[0] == course[6] == 1703.16
    assert course[7] == course[17] == 0.0
    specs = copy.deepcopy(specs)
    specs["cases"]["650"] = {
        "mass": "light",
        "windows": "south",
        "heating_setpoint_C": "off",
        "cooling_setpoint_C": [{"from_h": 7, "to_h": 18, "value": 27}],
        "ventilation_m3_h": [{"from_h": 18, "to_h": 7, "value": 1703.16}],
    }
    heating, cooling = setpoints_of_case(specs, "650")
    assert heating == [None] * 24
    assert cooling[6] is None
    assert cooling[7] == pytest.approx(300.15)
    (ventilation,) = house_from_case(specs, "650").ventilation
    assert ventilation.flow * ventilation.profile[0] * 3600 == pytest.approx(1703.16)
    assert ventilation.profile[12] == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mass": "feather"}, "wall_feather"),
        ({"windows": "south", "glazing": "mirror"}, "mirror"),
        ({"windows": "upwards"}, "upwards"),
    ],
)
def test_a_case_that_cannot_be_built_says_which_and_why(specs, change, words):
    specs = copy.deepcopy(specs)
    specs["cases"]["x"] = specs["cases"]["600"] | change
    with pytest.raises(InvalidInput, match="case x") as refused:
        house_from_case(specs, "x")
    assert words in str(refused.value)


def test_bad_geometry_is_refused_with_the_case(specs):
    specs = copy.deepcopy(specs)
    specs["geometry"]["windows_south_cases"]["height_m"] = 5.0
    with pytest.raises(InvalidInput, match="case 600.*larger than itself"):
        house_from_case(specs, "600")
    specs["constructions"]["roof"][0]["conductivity_W_mK"] = -0.1
    with pytest.raises(InvalidInput, match="case 600: constructions.roof"):
        house_from_case(specs, "600")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"heating_setpoint_C": [{"from_h": 7}]}, "to_h"),
        ({"heating_setpoint_C": "warm"}, "warm"),
        ({"heating_setpoint_C": [{"from_h": 6.5, "to_h": 22, "value": 20}]}, "whole hours"),
        ({"heating_setpoint_C": 28}, "heats to 28 °C but cools to 27 °C"),
    ],
)
def test_setpoints_that_make_no_sense_are_refused_with_the_case(specs, change, words):
    specs = copy.deepcopy(specs)
    specs["cases"]["x"] = specs["cases"]["600"] | change
    with pytest.raises(InvalidInput, match="case x") as refused:
        setpoints_of_case(specs, "x")
    assert words in str(refused.value)


def test_a_house_without_mass_is_refused(specs):
    specs = copy.deepcopy(specs)
    for layers in specs["constructions"].values():
        for layer in layers:
            layer["density_kg_m3"] = 0
    with pytest.raises(InvalidInput, match="case 600: house.*no layer has mass"):
        house_from_case(specs, "600")
