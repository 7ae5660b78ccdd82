"""Gauges read over time: they change nothing, follow the coil through a defrost, and are drawn."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.equipment.build import build_heat_pump
from cosim.equipment.defrost_gauges import EFFICIENCY, SUPERHEAT, defrost_gauges, solved_gauges
from cosim.equipment.heat_pump import GAUGES
from cosim.equipment.library import read_machine
from cosim.results.netcdf import write
from cosim.schema.events import READING
from cosim.study import read_gauges

HOUR, DAY = 3600.0, 86400.0
FIRST = 10 * DAY + HOUR  # 11 January, 01:00: a damp night with defrosts


def run(*arguments):
    return CliRunner().invoke(main, ["log", *map(str, arguments)], prog_name="cosim")


@pytest.fixture(scope="module")
def night():
    """One hour with a defrost, read every 5 s."""
    scenario = cosim.load("failed-defrost-sensor-chicago")
    return read_gauges(scenario, scenario.configurations[0], FIRST, FIRST + HOUR, 5.0)


@pytest.fixture(scope="module")
def readings(night):
    own = night["event_kind"].values == READING
    return {name: night[f"event_{name}"].values[own] for name in (*GAUGES, "frost", "compressor_speed")}


@pytest.mark.slow
def test_to_read_changes_nothing(night):
    scenario = cosim.load("failed-defrost-sensor-chicago")
    usual = cosim.simulate(replace(scenario, configurations=scenario.configurations[:1]), start=240, end=264)
    for name in ("indoor_temperature", "compressor_heating_electricity", "frost_mass"):
        assert (night[name].values[0] == usual[name].values[0]).all(), name


def test_it_reads_while_the_compressor_runs_and_in_the_defrost(night, readings):
    from CoolProp.CoolProp import PropsSI

    assert 400 < readings["frost"].size <= 720
    [defrost] = np.flatnonzero(night["event_kind"].values == "defrost: melt")[:1]
    begun = night["event_start"].values[defrost]
    lasted = night["event_duration"].values[defrost]
    times = night["event_start"].values[night["event_kind"].values == READING]
    seconds = (times - begun) / np.timedelta64(1, "s")
    within = (seconds > 1) & (seconds < lasted - 1)
    assert np.count_nonzero(within) == pytest.approx(lasted / 5, abs=2)
    melting = {name: values[within] for name, values in readings.items()}
    # most of the time the ice holds the coil at 0 °C, and the condensing temperature a few kelvins above
    assert 273.15 < np.median(melting["condensing_temperature"]) < 278.0
    assert melting["discharge_pressure"][-1] > 1.3 * np.median(melting["discharge_pressure"])  # ice is gone, coil warms
    assert (melting["suction_pressure"] < melting["discharge_pressure"]).all()
    assert np.median(melting["discharge_pressure"]) < 0.6 * np.median(readings["discharge_pressure"][seconds < -60])
    for name, temperature in (("suction", "evaporating"), ("discharge", "condensing")):
        saturated = [PropsSI("P", "T", kelvin, "Q", 1, "R410A") for kelvin in melting[f"{temperature}_temperature"]]
        assert melting[f"{name}_pressure"] == pytest.approx(saturated, rel=0.02)


@pytest.mark.parametrize("name", ["single-speed-3ton", "ccashp-r32-3ton"])
def test_a_defrosts_gauges_carry_the_heats_that_are_simulated(name):
    """Heat from the house over the evaporator's enthalpies gives a mass flow; the work on it is the compressor's."""
    from CoolProp.CoolProp import PropsSI

    model = build_heat_pump(read_machine(name))
    fluid = {"R-410A": "R410A", "R-32": "R32"}[model.refrigerant]
    shown = dict(zip(GAUGES, defrost_gauges(model, np.array([273.15]))[0], strict=True))
    low, high = shown["suction_pressure"], shown["discharge_pressure"]
    suction = shown["suction_temperature"]
    assert suction == pytest.approx(shown["evaporating_temperature"] + SUPERHEAT)
    enthalpy = PropsSI("H", "P", low, "T", suction, fluid)
    liquid = PropsSI("H", "P", high, "Q", 0, fluid)
    ideal = PropsSI("H", "P", high, "S", PropsSI("S", "P", low, "T", suction, fluid), fluid) - enthalpy
    flow = model.melt_heat_from_house / (enthalpy - liquid)
    assert flow * ideal / EFFICIENCY == pytest.approx(model.melt_power, rel=0.03)
    leaving = PropsSI("T", "P", high, "H", enthalpy + ideal / EFFICIENCY, fluid)
    assert shown["discharge_temperature"] == pytest.approx(leaving, abs=1.0)


def test_kept_lines_are_what_the_splines_say():
    model = build_heat_pump(read_machine("single-speed-3ton"))
    coil = np.random.default_rng(4).uniform(200.0, 360.0, 300)
    lines, solved = defrost_gauges(model, coil), solved_gauges(model, coil)
    for name, line, value in zip(GAUGES, lines.T, solved.T, strict=True):
        assert line == pytest.approx(value, **({"rel": 1e-4} if "pressure" in name else {"abs": 0.02})), name


@pytest.mark.slow
def test_the_command_prints_readings_and_draws_them(tmp_path):
    path = tmp_path / "defrost.svg"
    hour = ["failed-defrost-sensor-chicago", "--from", "01-11T01:00", "--to", "01-11T02:00", "--gauges", "30s"]
    said = run(*hour, "-o", path)
    assert said.exit_code == 0, said.output
    assert said.output.count("  gauges") > 80
    assert path.stat().st_size > 15_000
    assert run(*hour, "-o", path).exit_code == 2  # it exists
    told = json.loads(run(*hour, "--json").output)
    assert any(line["said"].startswith("  gauges") and line["frost"] for line in told)


@pytest.mark.slow
def test_what_cannot_be_read_is_refused(tmp_path, night):
    file = tmp_path / "night.nc"
    write(night, file)
    assert run(file, "--gauges", "1h").exit_code == 0  # from its scenario, which is what it was
    assert run(file).exit_code == 0  # its events are there as in any result
    cases = [
        (["--gauges", "10min"], "needs to know from when"),
        (["--gauges", "10", "--from", "01-11"], "is not an interval"),
        (["--gauges", "1s", "--from", "01-11", "--to", "01-20"], "are the most"),
        (["--gauges", "1h", "--from", "01-11", "-c", "inorder"], "did you mean 'in order'"),
        (["--from", "01-11", "-o", tmp_path / "x.png"], "add --gauges 1s"),
    ]
    for arguments, words in cases:
        said = run("failed-defrost-sensor-chicago", *arguments)
        assert said.exit_code == 2, said.output
        assert words in said.output
