"""Calibration: it finds a machine again from its own points, and the shelf's machines meet their data sheets."""

import csv
import tomllib
from pathlib import Path

import numpy as np
import pytest

from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.fit import PublishedPoint, adjusted, compare, fit
from cosim.units import to_si

LIBRARY = Path(__file__).parents[2] / "equipment_library" / "heat_pumps"


def library(name):
    return HeatPumpConfig.model_validate(tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8")))


def neep(reference, model):
    with (reference / "heat_pump_data" / "neep_points.csv").open(encoding="utf-8") as file:
        return [
            PublishedPoint(
                mode=row["mode"],
                outdoor=to_si(float(row["outdoor_F"]), "temperature", "f"),
                level=row["level"],
                capacity=to_si(float(row["capacity_Btuh"]), "power", "btu_h"),
                power=1e3 * float(row["power_kW"]),
            )
            for row in csv.DictReader(file)
            if row["model"] == model
        ]


@pytest.mark.parametrize("name", ["mitsubishi-puz-ha36nha5", "mitsubishi-muz-fh18nah2"])
def test_library_units_meet_their_published_points(reference, name):
    result = compare(library(name), neep(reference, name.removeprefix("mitsubishi-").upper()))
    assert result.rms("capacity") < 1e-5, "the speed is found that gives the capacity"
    assert result.rms() < 0.06
    assert result.largest() < 0.12
    assert np.all((result.speed > 10) & (result.speed < 130))


def test_the_single_speed_unit_follows_its_table(reference):
    with (reference / "heat_pump_data" / "goodman_ssz140301_heating.csv").open(encoding="utf-8") as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    points = [
        PublishedPoint(
            mode="heating",
            outdoor=to_si(row["outdoor_F"], "temperature", "f"),
            level="rated",
            capacity=to_si(row["heating_kBtuh"] * 36 / 29, "power", "kbtu_h"),
            power=to_si(row["heating_kBtuh"] * 36 / 29, "power", "kbtu_h") / row["cop"],
        )
        for row in rows
        if 5 <= row["outdoor_F"] <= 60
    ]
    result = compare(library("single-speed-3ton"), points)
    assert result.rms("capacity") < 0.07
    assert result.rms() < 0.05


def test_a_machine_is_found_again_from_its_own_points():
    true = library("mini-split-r32-1.5ton")
    true = true.model_copy(update={"cooling": None})
    guesses = [(281.483, "rated", 5300.0), (281.483, "min", 1700.0), (264.82, "max", 5200.0), (258.15, "min", 1500.0),
               (258.15, "max", 4500.0), (264.82, "rated", 3800.0)]  # fmt: skip
    blank = [PublishedPoint("heating", outdoor, level, capacity, 1000.0) for outdoor, level, capacity in guesses]
    power = 1000.0 * (1.0 + compare(true, blank).power_error)
    points = [PublishedPoint("heating", p.outdoor, p.level, p.capacity, w) for p, w in zip(blank, power, strict=True)]
    start = adjusted(true, {"compressor.efficiency": 0.72, "heating.condenser_conductance": 1.3})
    assert compare(start, points).rms() > 0.03
    result = fit(start, points)
    assert result.rms() < 0.01
    assert result.config.compressor.efficiency == pytest.approx(true.compressor.efficiency, rel=0.1)


def test_a_sheet_without_rating_point_is_refused():
    with pytest.raises(ValueError, match="no published point of heating at the rating temperature"):
        compare(library("ccashp-3ton"), [PublishedPoint("heating", 258.15, "max", 9000.0, 4000.0)])
