"""Calibration: it finds a machine again from its own points, and the shelf's machines meet their data sheets."""

import csv
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.build import build_heat_pump
from cosim.equipment.calibration.calibrate import anchored, sheet_of
from cosim.equipment.calibration.fit import PublishedPoint, adjusted, compare, fit, frosted, has_fixed_speeds
from cosim.equipment.library import from_sheet, read_machine, start_of
from cosim.equipment.machine import machine
from cosim.equipment.performance import HEATING_ROOM, room_air
from cosim.equipment.speeds import max_speed, min_speed
from cosim.units import from_si, to_si

SHELVES = Path(__file__).parents[2] / "equipment_library"
LIBRARY = SHELVES / "heat_pumps"


def library(name):
    return HeatPumpConfig.model_validate(tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8")))


def without_anchors(unit):
    modes = {mode: getattr(unit, mode) for mode in ("heating", "cooling")}
    return unit.model_copy(update={m: o and o.model_copy(update={"anchors": ()}) for m, o in modes.items()})


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


def goodman(reference):
    with (reference / "heat_pump_data" / "goodman_ssz140301_heating.csv").open(encoding="utf-8") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


@pytest.mark.parametrize("name", ["mitsubishi-puz-ha36nha5", "mitsubishi-muz-fh18nah2"])
def test_library_units_meet_their_published_points(reference, name):
    unit, sheet = library(name), neep(reference, name.removeprefix("mitsubishi-").upper())
    exact = compare(unit, sheet)
    assert exact.largest("capacity") < 1e-5, "the speed is found that gives the capacity"
    assert exact.largest() < 1e-4
    assert np.all((exact.speed > 10) & (exact.speed < 130))
    cycle = compare(without_anchors(unit), sheet)
    assert cycle.rms() < 0.06
    assert cycle.largest() < 0.12
    for carried, published in zip(sheet_of(unit), sheet, strict=True):
        assert carried.capacity == pytest.approx(published.capacity, rel=1e-6)
        assert carried.power == pytest.approx(published.power, rel=1e-6)


WITH_SHEETS = (
    "ac-1990s-3ton", "ac-3ton", "fujitsu-aou15rls3", "goodman-ssz140301", "inverter-3ton", "mitsubishi-muz-fh18nah2",
    "mitsubishi-muz-gl15nah2", "mitsubishi-puz-ha36nha5", "single-speed-3ton", "two-speed-3ton",
)  # fmt: skip


@pytest.mark.slow
def test_every_machine_of_the_shelves_meets_its_own_sheet():
    shelves = [SHELVES / shelf for shelf in ("heat_pumps", "air_conditioners")]
    units = [read_machine(path.stem) for shelf in shelves for path in sorted(shelf.glob("*.toml"))]
    with_sheets = [unit for unit in units if unit.published]
    assert {unit.name for unit in with_sheets} == set(WITH_SHEETS)
    for unit in with_sheets:
        found = compare(unit, sheet_of(unit))
        assert found.largest("capacity") < 1e-4, unit.name
        assert found.largest() < 1e-4, unit.name
        if not has_fixed_speeds(unit):  # the control lets it run at the speeds that the sheet needs
            for point, speed in zip(unit.published, found.speed.tolist(), strict=True):
                operation, outdoor = getattr(unit, point.mode), np.array([point.outdoor])
                assert min_speed(operation, outdoor) - 0.1 <= speed <= max_speed(operation, outdoor) + 0.1, unit.name


def test_the_single_speed_unit_meets_the_table_that_it_is_scaled_from(reference):
    table = {row["outdoor_F"]: row for row in goodman(reference)}
    unit, scale = library("single-speed-3ton"), 36 / 29
    heating = [point for point in unit.published if point.mode == "heating"]
    assert len(heating) == 4
    for point in heating:
        row = table[round(from_si(point.outdoor, "temperature", "f"))]
        assert point.capacity == pytest.approx(to_si(row["heating_kBtuh"] * scale, "power", "kbtu_h"), rel=1e-3)
        assert point.capacity / point.power == pytest.approx(row["cop"], rel=0.002)


@pytest.mark.parametrize("name", ["mitsubishi-puz-ha36nha5", "mitsubishi-muz-fh18nah2"])
def test_maps_hold_the_published_points(name):
    unit = library(name)
    model = build_heat_pump(unit)
    room, humidity, _ = room_air("cooling", np.array([308.15]))
    for mode in ("heating", "cooling"):
        table, least = getattr(model, mode), getattr(unit, mode).min_speed
        published = [point for point in unit.published if point.mode == mode]
        for anchor, point in zip(getattr(unit, mode).anchors, published, strict=True):
            if anchor.speed < least:
                continue  # the machine goes so slowly in the cold only
            if mode == "heating":
                got = table.at(anchor.outdoor, HEATING_ROOM, anchor.speed)
            else:
                _, _, wet = machine(unit, mode).solve_moist(
                    room, humidity, np.array([anchor.outdoor]), np.array([anchor.speed])
                )
                got = table.at(wet[0], anchor.outdoor, anchor.speed)
            fan = got.indoor_fan_power if mode == "heating" else -got.indoor_fan_power
            assert got.capacity + fan == pytest.approx(point.capacity, rel=0.002)
            power = got.compressor_power + got.outdoor_fan_power + got.indoor_fan_power
            assert power == pytest.approx(point.power, rel=0.002)


def test_the_single_speed_unit_follows_its_table(reference):
    rows = goodman(reference)
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


def test_a_published_point_at_35_f_holds_frost_as_the_us_procedure_has_it():
    fahrenheit = (62, 47, 35, 26, 17, 5)
    points = [PublishedPoint("heating", to_si(t, "temperature", "f"), "rated", 9e3, 3e3) for t in fahrenheit]
    capacity, power = frosted(points)
    # 10 CFR 430, subpart B, appendix M1: Q(35) = 0.90 (Q(17) + 0.6 (Q(47) - Q(17))), P(35) = 0.985 (...)
    assert capacity == pytest.approx([1.0, 1.0, 0.90, 0.95, 1.0, 1.0], abs=1e-4)
    assert power == pytest.approx([1.0, 1.0, 0.985, 0.9925, 1.0, 1.0], abs=1e-4)
    cooling = frosted([PublishedPoint("cooling", to_si(35, "temperature", "f"), "rated", 9e3, 3e3)])
    assert [float(share[0]) for share in cooling] == [1.0, 1.0]


def test_anchors_of_a_frosted_point_are_those_of_the_dry_machine():
    """The simulation adds frost itself; a sheet's row at 35 °F must not count it twice."""
    unit = library("single-speed-3ton")
    dry = list(sheet_of(unit))
    middle = compare(unit, [replace(dry[1], outdoor=to_si(35, "temperature", "f"))])
    steady_capacity = (1.0 + middle.capacity_error[0]) * dry[1].capacity
    steady_power = (1.0 + middle.power_error[0]) * dry[1].power
    row = replace(dry[1], outdoor=to_si(35, "temperature", "f"), capacity=steady_capacity, power=steady_power)
    with_row = anchored(without_anchors(unit), [*dry, row])
    assert compare(with_row, [row]).largest("capacity") < 1e-4
    assert len(with_row.heating.anchors) == 5


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_sheet_of_two_levels_is_a_machine_of_two_speeds():
    """From the points of a machine of two speeds comes one of two: two speeds for all temperatures, as it has."""
    true = without_anchors(library("two-speed-3ton"))
    points = [
        PublishedPoint(mode, to_si(outdoor, "temperature", "f"), level, 1.0, 1.0)
        for mode, temperatures in (("heating", (47, 17, 5)), ("cooling", (95, 82)))
        for outdoor in temperatures
        for level in ("min", "rated")
    ]
    there = compare(true, points)
    sheet = [
        replace(point, capacity=1.0 + capacity, power=1.0 + power)
        for point, capacity, power in zip(points, there.capacity_error, there.power_error, strict=True)
    ]
    assert start_of(sheet) == "two-speed-3ton"
    found = from_sheet(sheet, "mine")
    machine_found = found.config
    assert machine_found.compressor.stages == 2
    assert machine_found.heating.min_speed == machine_found.cooling.min_speed
    assert machine_found.heating.rated_speed == machine_found.cooling.rated_speed
    share = true.heating.min_speed / true.heating.rated_speed
    assert machine_found.heating.min_speed / machine_found.heating.rated_speed == pytest.approx(share, abs=0.03)
    assert found.fit.rms() < 0.02
    assert found.fit.rms("capacity") < 0.02
    assert compare(machine_found, sheet).largest() < 1e-4
    assert compare(machine_found, sheet).largest("capacity") < 1e-4
