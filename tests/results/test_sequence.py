"""The sequence-of-operation log: against the event table and the refrigerant's saturation curve, and by the command."""

import json
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from click.testing import CliRunner

import cosim
from cosim.cli import main
from cosim.config.backup import StripsConfig
from cosim.errors import InvalidInput
from cosim.results import netcdf
from cosim.results.sequence import sequence
from cosim.scenarios.scenario import Configuration

STEPS = [
    "compressor stops before the valve shifts",
    "reversing valve to cooling",
    "compressor runs, outdoor coil melts",
    "compressor stops, coil drips",
    "reversing valve to heating",
]
PUMP, GAS = "single-speed heat pump", "gas furnace + AC"


@pytest.fixture(scope="module")
def days():
    """Two cold days of a single-speed heat pump and of a furnace."""
    scenario = cosim.load("retrofit-chicago")
    few = tuple(c for c in scenario.configurations if c.name in (PUMP, GAS))
    return cosim.simulate(replace(scenario, configurations=few), start=24 * 8, end=24 * 11)


@pytest.fixture(scope="module")
def file(days, tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "days.nc"
    netcdf.write(days, path)
    return path


@pytest.fixture(scope="module")
def log(days):
    year = str(days["time"].values[0])[:4]
    return sequence(days, np.datetime64(f"{year}-01-09"), np.datetime64(f"{year}-01-12"), PUMP)


def run(*arguments):
    return CliRunner().invoke(main, ["log", *map(str, arguments)], prog_name="cosim")


@pytest.mark.slow
def test_lines_stand_in_the_order_of_time_and_calls_before_what_serves_them(log):
    times = [line.time for line in log.lines]
    assert times == sorted(times)
    for line, following in pairwise(log.lines):
        if line.said == "strips on":
            assert following.said != "thermostat calls for backup heat" or following.time > line.time
        if line.said == "strips off":
            assert following.said != "backup heat no longer called" or following.time > line.time


def test_a_defrost_is_told_step_by_step_and_as_long_as_it_took(log):
    said = [line.said.strip() for line in log.lines]
    begin = next(k for k, words in enumerate(said) if words.startswith("defrost begins"))
    end = next(k for k in range(begin, len(said)) if said[k] == "defrost ends")
    steps = [words for words in said[begin:end] if words in STEPS]
    assert steps[: len(STEPS)] == STEPS
    lasted = np.datetime64(log.lines[end].time) - np.datetime64(log.lines[begin].time)
    assert log.lines[end].lasted == pytest.approx(lasted / np.timedelta64(1, "s"), abs=2)


def test_pressures_are_those_of_saturation_and_lines_lie_around_them(log):
    from CoolProp.CoolProp import PropsSI

    running = [line for line in log.lines if line.suction_pressure is not None]
    assert len(running) > 10
    for line in running:
        dew = PropsSI("P", "T", line.evaporating_temperature, "Q", 1, "R410A")
        assert line.suction_pressure == pytest.approx(dew, rel=0.01)
        assert line.discharge_pressure == pytest.approx(
            PropsSI("P", "T", line.condensing_temperature, "Q", 1, "R410A"), rel=0.02
        )
        assert line.evaporating_temperature < line.suction_temperature < line.condensing_temperature
        assert line.discharge_temperature > line.condensing_temperature
        if line.outdoor_temperature is not None:
            assert line.evaporating_temperature < line.outdoor_temperature
        # strips may help; in a defrost the condenser is the icy coil outdoors, and they warm what comes from the rooms
        warmed = 294.0 if line.condensing_temperature < 285.0 else line.condensing_temperature
        assert line.supply_temperature < warmed + 25.0


def test_frost_lowers_the_suction_pressure(days):
    own = days["event_configuration_name"].values == PUMP
    kind, frost = (days[f"event_{name}"].values[own] for name in ("kind", "frost"))
    evaporating, outdoor = (days[f"event_{name}_temperature"].values[own] for name in ("evaporating", "outdoor"))
    runs = np.isfinite(evaporating)
    frosted = runs & (kind == "defrost") & (frost > 0.5)
    bare = runs & (frost < 0.1)
    assert frosted.any()
    assert bare.any()
    assert np.mean((outdoor - evaporating)[frosted]) > np.mean((outdoor - evaporating)[bare]) + 1.0


def test_where_no_compressor_runs_no_pressure_is_told(days):
    own = days["event_configuration_name"].values == GAS
    assert np.isnan(days["event_suction_pressure"].values[own]).all()  # in January
    calls = own & (days["event_kind"].values == "call for heat")
    satisfied = days["event_supply_temperature"].values[calls]
    assert np.nanmedian(satisfied) > 310.0  # as a call ends the furnace's air is warm


def test_every_call_is_told_with_its_end(days):
    own = days["event_configuration_name"].values == GAS
    kind, start, duration = (days[f"event_{name}"].values[own] for name in ("kind", "start", "duration"))
    calls, furnaces = kind == "call for heat", kind == "furnace"
    assert np.count_nonzero(calls) == pytest.approx(np.count_nonzero(furnaces), abs=1)
    gaps = np.diff(start[calls]).astype("timedelta64[ms]").astype(float) / 1e3 - duration[calls][:-1]
    assert (gaps > 0).all()  # one call ends before the next begins


@pytest.mark.slow
def test_the_command_prints_a_table_in_either_system_and_json(file):
    si = run(file, "-c", PUMP, "--from", "01-09", "--to", "01-09T06:00")
    assert si.exit_code == 0, si.output
    assert "bar g" in si.output
    us = run(file, "-c", PUMP, "--from", "01-09", "--to", "01-09T06:00", "--units", "us")
    assert "psig" in us.output
    lines = json.loads(run(file, "-c", PUMP, "--from", "01-09", "--to", "01-09T06:00", "--json").output)
    assert 0 < len(lines) < len(json.loads(run(file, "-c", PUMP, "--from", "01-09", "--json").output))
    coldest = run(file)
    assert coldest.exit_code == 0, coldest.output
    assert GAS in coldest.output


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 80, 100, 120, 200])
def test_the_table_fits_the_terminal_and_says_the_same(file, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run(file, "-c", PUMP, "--from", "01-09", "--to", "01-09T06:00").output.splitlines()
    assert max(map(len, lines)) <= max(columns, 80)  # eleven readings and the clock need that much
    monkeypatch.setenv("COLUMNS", "400")
    wide = run(file, "-c", PUMP, "--from", "01-09", "--to", "01-09T06:00").output

    def readings(text: str) -> list[str]:
        return re.findall(r"(?<= )−?\d+\.\d(?= |$)", text.split("─\n")[-1], re.MULTILINE)

    assert readings("\n".join(lines)) == readings(wide)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "13-01"], "no month 13"),
        (["--from", "01-09T25:00"], "not a time of the day"),
        (["--from", "01-10", "--to", "01-09"], "before the first"),
        (["--from", "06-01"], "this result holds"),
        (["-c", "single speed heatpump"], "single-speed heat pump"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(file, arguments, words):
    said = run(file, *arguments)
    assert said.exit_code == 2
    assert words in " ".join(said.output.replace("│", " ").split())


def test_a_result_without_gauges_says_what_would_do(days):
    bare = days.drop_vars("event_suction_pressure")
    moments = np.datetime64("2001-01-09"), np.datetime64("2001-01-10")
    with pytest.raises(InvalidInput, match="simulate its scenario again"):
        sequence(bare, *moments)


@pytest.mark.parametrize("place", range(2))
def test_nothing_is_logged_of_equipment_that_is_not_there(place):
    """A furnace alone, and strips alone, in a cold week: neither is backup, and there is no compressor."""
    scenario = cosim.load("retrofit-chicago")
    alone = Configuration("strips", strips=StripsConfig.model_construct(capacity=8e3))
    weak = scenario.configurations[0].furnace.model_copy(update={"capacity": 8e3})
    chosen = (Configuration("furnace", furnace=weak), alone)[place]
    results = cosim.simulate(replace(scenario, configurations=(chosen,)), start=24, end=96)
    kinds = set(results["event_kind"].values.tolist())
    assert "call for heat" in kinds
    assert not {kind for kind in kinds if "backup" in kind or "compressor" in kind or "pump" in kind}
    assert float(results["annual_unmet_heating"][0]) > 0.0  # it fell behind, which is what would call for backup


@pytest.mark.slow
def test_frost_and_long_times_are_in_units_that_people_read(file):
    texts = {}
    for units in ("si", "us"):
        asked = ["log", str(file), "--configuration", PUMP, "--from", "01-09", "--to", "01-11", "--units", units]
        said = CliRunner().invoke(main, asked, prog_name="cosim", env={"COLUMNS": "160"})
        assert said.exit_code == 0, said.output
        texts[units] = said.output
    kilograms, pounds = (
        [float(found) for found in re.findall(rf"([\d.]+) {unit} of frost", texts[units])]
        for units, unit in (("si", "kg"), ("us", "lb"))
    )
    assert kilograms
    assert pounds == pytest.approx([mass / 0.45359237 for mass in kilograms], abs=0.02)
    assert "kg of frost" not in texts["us"]
    assert not re.search(r" \d{4,}\.\d$", texts["si"], re.MULTILINE)  # more than 999 minutes
