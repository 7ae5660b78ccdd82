"""Safeties: what a technician finds at a machine that has stopped itself, and that none roasts or freezes a room."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cosim.config.machine_faults import FaultConfig
from cosim.envelope.envelope import build_envelope
from cosim.scenarios.reader import load
from cosim.simulation.simulation import Simulation

HOUR, WEEK, FREEZING = 3600.0, 168, 273.15
SCENARIOS = sorted(path.stem for path in (Path(__file__).parents[2] / "scenarios").glob("*.toml"))
FAULTS = (
    {"kind": "reversing-valve-stuck", "position": "heating"},
    {"kind": "reversing-valve-stuck", "position": "cooling"},
    {"kind": "defrost-sensor-open"},
    {"kind": "defrost-sensor-closed"},
    {"kind": "defrost-wrong-timer"},
    {"kind": "outdoor-fan-failed"},
    {"kind": "reversing-valve-leaking", "leak": 0.3},
)
TRIPS = ("low-pressure trip", "high-pressure trip", "freeze thermostat trip", "reversing valve check failed")


@pytest.fixture(scope="module")
def broken(simulation):
    """Simulate some hours of a bundled configuration with a fault, and other limits and lockouts."""

    def run(fault, hours, word="single-speed", *, name="retrofit-greensboro", lockouts=None, **limits):
        first = simulation(name, word)
        machine = first.configuration.heat_pump
        configuration = replace(
            first.configuration,
            heat_pump=machine.model_copy(update={"limits": machine.limits.model_copy(update=limits)}),
            faults=(FaultConfig(**begins(fault, hours)),) if fault else (),
            lockouts=first.configuration.lockouts.model_copy(update=lockouts or {}),
        )
        window = {"start_hour": hours[0], "end_hour": hours[1]}
        return Simulation(first.scenario, configuration, envelope=first.envelope, **window).run()

    return run


def begins(fault, hours):
    """Return a fault that occurs within the hours, rather than in the warm-up before them."""
    day = np.datetime64("2001-01-01") + np.timedelta64(hours[0] // 24 + 1, "D")
    return fault | {"since": str(day)[5:]}


def week_around(weather, pick):
    """Return the first and last hour of the week around the hour that `pick` (argmin, argmax) finds."""
    first = int(np.clip(pick(weather.dry_bulb) - WEEK // 2, 0, 8760 - WEEK))
    return first, first + WEEK


@pytest.fixture(scope="module")
def weeks():
    """The coldest and the hottest week of Greensboro."""
    weather = load("retrofit-greensboro").weather
    return week_around(weather, np.argmin), week_around(weather, np.argmax)


def count(run):
    return {kind: run.events.count(kind) for kind in TRIPS if run.events.count(kind)}


@pytest.mark.slow
@pytest.mark.parametrize("word", ["single-speed", "cold-climate"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(str(part) for part in fault.values()))
def test_no_fault_roasts_or_freezes_a_room(broken, weeks, fault, word):
    for hours in weeks:
        room = broken(fault, hours, word).hourly["indoor_temperature"] - FREEZING
        assert room.min() > 0.0
        assert room.max() < 40.0


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_sound_machine_never_trips(name):
    scenario = load(name)
    envelope = build_envelope(scenario.house, scenario.weather)
    sunny = 24 * 60, 24 * 67  # cool air and sun through the windows, in March
    for configuration in scenario.configurations:
        if (configuration.heat_pump or configuration.air_conditioner) is None or configuration.faults:
            continue
        for hours in (week_around(scenario.weather, np.argmin), week_around(scenario.weather, np.argmax), sunny):
            run = Simulation(scenario, configuration, envelope=envelope, start_hour=hours[0], end_hour=hours[1]).run()
            assert count(run) == {}


def test_a_valve_stuck_in_heating_opens_the_high_pressure_switch_in_hot_weather(broken, weeks):
    fault = {"kind": "reversing-valve-stuck", "position": "heating"}
    run = broken(fault, weeks[1], lockouts={"switched_off_above": 330.0})
    events = run.events
    trips = events.kind == "high-pressure trip"
    assert trips.sum() >= 3
    # what the gauges show as it opens: near 610 psig, 43.1 bar absolute, in air that the map does not reach
    assert np.median(events.discharge_pressure[trips]) == pytest.approx(43.1e5, rel=0.06)
    assert np.all(events.indoor_temperature[trips] > 300.0)
    # three in one call, then four hours of rest
    first = events.time[events.kind == "heat pump locked out by pressure"][0]
    assert np.sum(trips & (events.time <= first)) == 3
    assert events.time[events.kind == "heat pump released"][0] == pytest.approx(first + 4 * HOUR)
    resting = (events.kind == "compressor cooling") & (events.time > first) & (events.time < first + 4 * HOUR)
    assert not resting.any()


def test_somebody_switches_off_what_heats_a_hot_room(broken, weeks):
    fault = {"kind": "reversing-valve-stuck", "position": "heating"}
    events = broken(fault, weeks[1], lockouts={"switched_off_above": 303.15}).events
    off = events.time[events.kind == "switched off: it heats instead of cooling"]
    assert off.size >= 2
    assert np.all(np.diff(off) >= 24 * HOUR)


def test_a_valve_stuck_in_cooling_opens_the_freeze_thermostat_and_backup_carries_the_house(broken, weeks):
    fault = {"kind": "reversing-valve-stuck", "position": "cooling"}
    sound, run = broken(None, weeks[0]), broken(fault, weeks[0])
    assert count(sound) == {}
    assert count(run).keys() == {"freeze thermostat trip"}
    trips = run.events.kind == "freeze thermostat trip"
    assert np.all(run.events.evaporating_temperature[trips] < 270.93 + 0.6)  # 28 °F, as the gauge shows it
    locked = run.events.time[run.events.kind == "heat pump locked out by freezing"]
    strips, ended = run.events.kind == "strips", run.events.time + run.events.duration
    assert np.any(strips & (ended >= locked[0]) & (run.events.time <= locked[0] + HOUR))
    assert run.hourly["strip_heat"].sum() > 2.0 * sound.hourly["strip_heat"].sum()
    # what the machine takes away between its trips is a tenth of what strips bring
    assert run.hourly["cooling_sensible"].sum() < 0.1 * run.hourly["strip_heat"].sum()


@pytest.mark.slow
def test_a_lockout_until_power_is_cycled_lasts_until_somebody_does(broken, weeks):
    fault = {"kind": "reversing-valve-stuck", "position": "cooling"}
    for_good = broken(fault, weeks[0], lockout_reset="power").events
    assert for_good.count("heat pump locked out by freezing") == 1
    assert for_good.count("freeze thermostat trip") == 3
    locked = for_good.time[for_good.kind == "heat pump locked out by freezing"][0]
    assert not np.any(for_good.kind[for_good.time > locked] == "compressor heating")
    served = broken(fault, weeks[0], lockout_reset="power", lockouts={"power_cycle_after": 48 * HOUR}).events
    cycled = served.time[served.kind == "power switched off and on"]
    assert cycled[0] == pytest.approx(locked + 48 * HOUR)
    assert np.any(served.kind[served.time > cycled[0]] == "freeze thermostat trip")


@pytest.mark.slow
def test_boards_count_to_their_own_number(broken, weeks):
    fault = {"kind": "reversing-valve-stuck", "position": "cooling"}
    events = broken(fault, weeks[0], trips_to_lockout=5, lockout_reset="power").events
    assert events.count("freeze thermostat trip") == 5


def test_an_inverter_finds_a_stuck_valve_by_the_indoor_coil(broken, weeks):
    for position, hours, mode in (("heating", weeks[1], "cooling"), ("cooling", weeks[0], "heating")):
        events = broken({"kind": "reversing-valve-stuck", "position": position}, hours, "cold-climate").events
        failed = events.time[events.kind == "reversing valve check failed"]
        locked = events.time[events.kind == "heat pump locked out by reversing valve"][0]
        assert np.sum(failed <= locked) == 3
        runs = events.kind == f"compressor {mode}"
        starts = events.time[runs & (events.time < locked)]
        assert failed[0] - starts[starts < failed[0]][-1] == pytest.approx(300.0, abs=1.0)


def test_a_defrost_that_nothing_ends_opens_the_high_pressure_switch_in_mild_weather(broken):
    events = broken({"kind": "defrost-sensor-closed"}, (24 * 90, 24 * 150)).events
    trips = events.kind == "high-pressure trip"
    assert trips.any()
    # a coil over which no fan blows comes some 50 K above the outdoor air, and the switch opens at 65 °C
    assert events.outdoor_temperature[trips].min() > FREEZING + 10.0
    melts = events.kind == "defrost: melt"
    over = melts & (events.time + events.duration < 24 * 150 * HOUR)
    tripped = over & np.isin(np.round(events.time + events.duration), np.round(events.time[trips]))
    assert tripped.sum() == trips.sum()
    assert np.all(events.duration[tripped] < 600.0)
    assert np.all(events.duration[over & ~tripped] == pytest.approx(600.0, abs=1.0))


@pytest.mark.slow
def test_low_airflow_freezes_the_indoor_coil(simulation, weeks):
    first = simulation("retrofit-greensboro", "single-speed")
    machine = first.configuration.heat_pump
    coil = machine.indoor_coil.model_copy(update={"airflow": 0.25 * machine.indoor_coil.airflow})
    starved = replace(first.configuration, heat_pump=machine.model_copy(update={"indoor_coil": coil}))
    hours = {"start_hour": weeks[1][0], "end_hour": weeks[1][1]}
    run = Simulation(first.scenario, starved, envelope=first.envelope, **hours).run()
    assert count(run).keys() == {"freeze thermostat trip"}
