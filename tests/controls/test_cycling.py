"""A single-speed machine under an on-off thermostat: how often it starts, and what that costs."""

from itertools import pairwise

import numpy as np
import pytest

from cosim.simulation.simulation import machine_of

WINDOW = 6  # h


def windows(run) -> tuple[np.ndarray, np.ndarray]:
    """Return starts an hour and share of time running, in windows in which strips did not help."""
    events = run.events
    heats = events.kind == "compressor heating"
    hours = run.hourly["strip_heat"].size
    edges = np.arange(0, hours + 1, WINDOW) * 3600.0
    starts, _ = np.histogram(events.time[heats], edges)
    begin, end = events.time[heats], events.time[heats] + events.duration[heats]
    running = [np.clip(np.minimum(end, b) - np.maximum(begin, a), 0.0, None).sum() for a, b in pairwise(edges)]
    alone = run.hourly["strip_heat"].reshape(-1, WINDOW).sum(axis=1) == 0.0
    share = np.array(running) / (WINDOW * 3600.0)
    return starts[alone] / WINDOW, share[alone]


def test_starts_follow_the_parabola_of_the_load(live):
    starts, share = windows(live("retrofit-greensboro", "single-speed", days=(0, 60)).run())
    part = (share > 0.1) & (share < 0.9)
    starts, form = starts[part], 4.0 * share[part] * (1.0 - share[part])
    most = float(starts @ form / (form @ form))  # least squares of N = 4 N_max x (1 - x)
    assert 2.0 < most < 3.5  # starts an hour; NEMA DC 3 counts 3 for a furnace, field heat pumps 2 to 3
    for low in np.arange(0.1, 0.9, 0.2):
        within = (share[part] >= low) & (share[part] < low + 0.2)
        assert within.sum() > 5
        assert starts[within].mean() == pytest.approx(most * form[within].mean(), rel=0.25)
    residual = starts - most * form
    assert 1.0 - residual.var() / starts.var() > 0.7


@pytest.mark.parametrize("gain", [0.0, 2000.0])
def test_the_degradation_coefficient_follows_from_the_sequence(steady, gain):
    sim = steady("single-speed", 281.48)  # 47 °F, dry
    sim.write("internal_gain", gain)
    run = sim.run()
    hourly = {name: values[24:].mean() for name, values in run.hourly.items()}
    assert hourly["strip_heat"] == 0.0
    model = machine_of(sim.scenario, sim.configuration)
    point = model.heating.at(281.48, hourly["indoor_temperature"], model.speed_rated)
    capacity = point.capacity + point.indoor_fan_power
    power = point.compressor_power + point.outdoor_fan_power + point.indoor_fan_power + model.standby.power
    used = hourly["heat_pump_heating_electricity"]
    load = hourly["heat_pump_heat"] / capacity
    assert 0.1 < load < 0.6
    part_load_factor = hourly["heat_pump_heat"] / used / (capacity / power)
    assert 0.07 < (1.0 - part_load_factor) / (1.0 - load) < 0.26
