"""A compressor of two speeds runs at one or the other, and takes the second when the first is not enough."""

import numpy as np
import pytest

from cosim.equipment.library import read_machine
from cosim.flow.records import Compressor

FORTNIGHT = {"start_hour": 0, "end_hour": 24 * 14}
JULY = {"start_hour": 4700, "end_hour": 5000}


@pytest.fixture(scope="module")
def simulate(simulation):
    """Simulate the two-speed machine in the place of a bundled scenario's single-speed one."""

    def run(scenario, look=None, *, delay=1200.0, **settings):
        unit = read_machine("two-speed-3ton")
        unit = unit.model_copy(update={"cycling": unit.cycling.model_copy(update={"second_stage_delay": delay})})
        sim = simulation(scenario, "single-speed", heat_pump=unit, **settings)

        def watcher():
            while True:
                yield sim.env.timeout(17.0)
                look(sim)

        if look is not None:
            sim.env.process(watcher())
        return sim, sim.run()

    return run


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "times", "running"),
    [("retrofit-chicago", FORTNIGHT, Compressor.HEATING), ("retrofit-greensboro", JULY, Compressor.COOLING)],
)
def test_it_runs_at_its_two_speeds_only(simulate, scenario, times, running):
    speeds = set()

    def look(sim):
        if sim.house.controls.compressor == running:
            speeds.add(round(float(sim.house.state.speed), 6))

    sim, run = simulate(scenario, look, **times)
    unit = sim.configuration.heat_pump
    mode = unit.heating if running is Compressor.HEATING else unit.cooling
    assert speeds == {mode.min_speed, mode.rated_speed}
    assert run.events.count("second stage") > 3


def test_the_second_stage_comes_after_the_first_and_goes_with_it(simulate):
    _, run = simulate("retrofit-chicago", **FORTNIGHT)
    events = run.events
    runs = np.flatnonzero(events.kind == "compressor heating")
    begins, ends = events.time[runs], events.time[runs] + events.duration[runs]
    for k in np.flatnonzero(events.kind == "second stage"):
        within = np.flatnonzero((begins <= events.time[k]) & (events.time[k] <= ends))
        assert within.size == 1
        assert events.time[k] + events.duration[k] == pytest.approx(ends[within[0]])
        assert events.time[k] - begins[within[0]] <= 1200.0 + 1e-6


def test_it_is_the_first_stage_that_carries_mild_weather(simulate):
    _, cold = simulate("retrofit-chicago", **FORTNIGHT)
    _, mild = simulate("retrofit-greensboro", start_hour=24 * 90, end_hour=24 * 104)

    def share(run):
        second = run.events.duration[run.events.kind == "second stage"].sum()
        return second / run.events.duration[run.events.kind == "compressor heating"].sum()

    assert share(mild) < 0.2 < share(cold)


def test_a_machine_that_waits_longer_runs_less_at_its_second_stage(simulate):
    durations = []
    for delay in (300.0, 3600.0):
        _, run = simulate("retrofit-greensboro", delay=delay, **FORTNIGHT)
        durations.append(run.events.duration[run.events.kind == "second stage"].sum())
    assert durations[0] > durations[1] > 0.0
