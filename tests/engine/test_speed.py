"""What sets a compressor's speed beside the thermostat: limits, the least speed in the cold, and its oil."""

import numpy as np
import pytest

from cosim.config.equipment import SpeedAt
from cosim.equipment.library import read_machine
from cosim.simulation.simulation import machine_of

WEEK = {"start_hour": 24 * 2, "end_hour": 24 * 9}
COLD = 244.26  # K, -20 °F


def changed(unit, part, **values):
    return unit.model_copy(update={part: getattr(unit, part).model_copy(update=values)})


def hold_outdoor(sim, kelvin):
    """Let it be as cold outdoors all the time."""
    sim.house.arrays.site.weather[:, 0] = kelvin
    sim.house.arrays.site.weather[:, 1] = 2e-4


@pytest.fixture(scope="module")
def in_deep_cold(simulation):
    """Run three days at -20 °F."""

    def run(unit):
        sim = simulation("retrofit-chicago", "cold-climate", heat_pump=unit, start_hour=24 * 3, end_hour=24 * 6)
        hold_outdoor(sim, COLD)
        return sim, sim.run()

    return run


def held(run):
    return [str(kind) for kind in run.events.kind if str(kind).startswith("speed held down")]


def test_a_cold_climate_unit_heats_at_minus_20_fahrenheit_as_its_map_says(in_deep_cold):
    sim, run = in_deep_cold(read_machine("ccashp-3ton"))
    defrosts = run.hourly["defrost_electricity"] > 0.0
    steady = ~defrosts & ~np.roll(defrosts, 1) & (run.hourly["compressor_heating_electricity"] > 500.0)
    assert steady.sum() > 30
    heat, speed, entering = (
        run.hourly[name][steady] for name in ("heat_pump_heat", "compressor_speed", "return_air_temperature")
    )
    model = machine_of(sim.scenario, sim.configuration)
    expected = model.heating.at(np.array(COLD), entering, speed)
    # the map is that of a clean coil, and a little frost lies on this one
    assert heat == pytest.approx(expected.capacity + expected.indoor_fan_power, rel=0.04)
    assert np.mean(heat) > 6000.0
    assert held(run) == []  # nothing holds it: it runs at the greatest speed it has


@pytest.mark.slow
def test_the_event_table_says_when_low_pressure_held_the_speed_down(in_deep_cold):
    unit = read_machine("ccashp-3ton")
    _, free = in_deep_cold(unit)
    _, slowed = in_deep_cold(changed(unit, "limits", evaporating_temperature=244.0))
    assert 0 < len(held(slowed)) < 200
    assert set(held(slowed)) == {"speed held down: low pressure"}
    assert slowed.hourly["compressor_speed"].max() < 0.9 * free.hourly["compressor_speed"].max()
    assert slowed.hourly["heat_pump_heat"].sum() < free.hourly["heat_pump_heat"].sum()


@pytest.mark.slow
def test_the_event_table_says_when_the_control_allows_less_in_the_cold(in_deep_cold):
    unit = read_machine("ccashp-3ton")
    fastest = unit.heating.max_speed
    slower = (SpeedAt.model_construct(outdoor=COLD, speed=0.6 * fastest[0].speed), *fastest)
    _, run = in_deep_cold(changed(unit, "heating", max_speed=slower))
    assert set(held(run)) == {"speed held down: outdoor temperature"}
    # the map's grid of 3 K rounds the corner off
    assert run.hourly["compressor_speed"].max() == pytest.approx(0.6 * fastest[0].speed, rel=0.05)


@pytest.mark.slow
def test_the_least_speed_goes_with_the_outdoor_temperature(simulation):
    unit = read_machine("ductless-3ton")
    raised = (SpeedAt.model_construct(outdoor=270.0, speed=40.0), SpeedAt.model_construct(outdoor=285.0, speed=25.0))

    def run(machine):
        sim = simulation("retrofit-greensboro", "mini-split", heat_pump=machine, **WEEK)
        seen = []

        def watcher():
            while True:
                yield sim.env.timeout(60.0)
                if sim.house.controls.compressor == 1 and not sim.house.controls.defrosting:
                    seen.append((sim.house.outdoor_temperature, float(sim.house.state.speed)))

        sim.env.process(watcher())
        sim.run()
        return np.array(seen)

    assert run(unit)[:, 1].min() < 20.0
    outdoor, speed = run(changed(unit, "heating", min_speed_at=raised)).T
    # the map's grid of 3 K rounds the corners off, and a compressor that starts comes up from below
    slow = speed < np.interp(outdoor, [270.0, 285.0], [40.0, 25.0]) - 1.5
    assert np.mean(slow) < 0.01
    assert np.median(speed[speed < 1.02 * np.percentile(speed, 5)]) > 30.0


@pytest.mark.slow
def test_slow_running_is_followed_by_a_fast_run_that_brings_the_oil_back(simulation):
    unit = changed(read_machine("ductless-3ton"), "oil_return", after=3600.0)
    sim = simulation("retrofit-greensboro", "mini-split", heat_pump=unit, start_hour=24 * 60, end_hour=24 * 70)
    fast, lasted = [], 0.0

    def watcher():
        nonlocal lasted
        while True:
            yield sim.env.timeout(30.0)
            floor, speed = float(sim.house.controls.speed_floor), float(sim.house.state.speed)
            running = sim.house.controls.compressor and not sim.house.controls.defrosting
            lasted = lasted + 30.0 if floor > 0.0 and running else 0.0
            if lasted > 90.0:  # what is seen between two steps is of the step before
                fast.append((speed, floor))

    sim.env.process(watcher())
    run = sim.run()
    oil = run.events.kind == "oil return"
    assert 10 < oil.sum() < 240
    assert run.events.duration[oil].max() == pytest.approx(300.0, abs=1.0)
    speeds = np.array(fast)
    assert np.mean(speeds[:, 0] > 0.999 * np.minimum(speeds[:, 1], unit.heating.rated_speed)) > 0.99
    begins = np.sort(run.events.time[oil])
    assert np.all(np.diff(begins) > 3600.0)


@pytest.mark.slow
def test_a_machine_that_needs_no_oil_return_has_none(simulation):
    unit = changed(read_machine("ductless-3ton"), "oil_return", below=0.0)
    run = simulation("retrofit-greensboro", "mini-split", heat_pump=unit, **WEEK).run()
    assert run.events.count("oil return") == 0
