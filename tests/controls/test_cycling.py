"""A single-speed machine under an on-off thermostat: how often it starts, and what that costs."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from cosim.config.equipment import DegradationConfig
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.simulation.simulation import Run, Simulation, machine_of
from tests.controls.conftest import configuration, place, still_place, watch

WINDOW = 6  # h
DAY = 86400.0
OUTDOOR = 281.48  # K, 47 °F
TEST_STARTS, TEST_LOAD = 1.0 / 1800.0, 0.19  # 1/s and share: six minutes in thirty


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
    starts, share = windows(
        live("retrofit-greensboro", "single-speed", days=(0, 120)).run()
    )  # the cold and the mild half
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


def still(gain: float, **cycling) -> tuple[Run, HeatPumpModel, float]:
    """Simulate a single-speed machine for three days in still air at 47 °F, with changes to its cycling.

    Return its run, its model, and the mean temperature of the air that enters it while it runs, K, the first day left
    out: return ducts that leak bring it cooler air than that of the room.
    """
    scenario, envelope = still_place(OUTDOOR)
    given = configuration(scenario, "single-speed")
    unit = given.heat_pump
    unit = unit.model_copy(update={"cycling": unit.cycling.model_copy(update=cycling)})
    changed = replace(given, heat_pump=unit)
    sim = Simulation(scenario, changed, envelope=envelope, end_hour=72)
    sim.write("internal_gain", gain)
    entering: list[float] = []

    def look() -> None:
        if sim.env.now >= DAY and sim.read("compressor_speed") > 0.0:
            entering.append(sim.read("return_air_temperature"))

    watch(sim, 60.0, look)
    return sim.run(), machine_of(scenario, changed), float(np.mean(entering))


def part_load(run: Run, model: HeatPumpModel, entering: float) -> tuple[float, float]:
    """Return load factor and part-load factor, the first day left out."""
    hourly = {name: values[24:].mean() for name, values in run.hourly.items()}
    assert hourly["strip_heat"] == 0.0
    point = model.heating.at(OUTDOOR, entering, model.speed_rated)
    capacity = point.capacity + point.indoor_fan_power
    power = point.compressor_power + point.outdoor_fan_power + point.indoor_fan_power
    used = sum(hourly[f"{part}_electricity"] for part in ("compressor_heating", "outdoor_fan", "indoor_fan"))
    return hourly["heat_pump_heat"] / capacity, hourly["heat_pump_heat"] / used / (capacity / power)


# of the standard for machines that were not tested; of NREL's residential models; measured by Baxter and Moyers (1985)
@pytest.mark.slow
@pytest.mark.parametrize("coefficient", [0.25, 0.11, 0.26])
@pytest.mark.parametrize("gain", [0.0, 2000.0])
def test_the_part_load_factor_is_the_standards_at_the_rate_of_starts_of_the_house(coefficient, gain):
    """PLF = 1 - C_D (1 - load factor) holds for the test's own rate of starts; the loss goes with their number."""
    run, model, entering = still(gain, expansion="orifice", degradation=DegradationConfig(heating=coefficient))
    load, factor = part_load(run, model, entering)
    assert 0.1 < load < 0.6
    starts = np.count_nonzero(run.events.time[run.events.kind == "compressor heating"] >= DAY) / (2 * DAY)  # 1/s
    as_in_test = TEST_STARTS * load * (1.0 - load) / (TEST_LOAD * (1.0 - TEST_LOAD))
    expected = coefficient * (1.0 - load) * starts / as_in_test
    assert 0.7 < starts / as_in_test < 1.1
    assert 1.0 - factor == pytest.approx(expected, rel=0.1)


@pytest.mark.slow
def test_without_lag_and_fan_delay_cycling_costs_nothing():
    run, model, entering = still(1000.0, degradation=DegradationConfig(), start_time_constant=0.0, fan_off_delay=0.0)
    load, factor = part_load(run, model, entering)
    assert load < 0.5
    assert factor == pytest.approx(1.0, abs=2e-3)
    assert run.hourly["heating_start_loss"].sum() < 1e-3 * run.hourly["heat_pump_heat"].sum()


@pytest.mark.slow
def test_a_valve_that_shuts_loses_less_than_an_orifice_in_short_stops():
    """Where both lose the same after the long stops of the cyclic test."""
    lost = []
    for expansion in ("valve", "orifice"):
        run, model, entering = still(0.0, expansion=expansion, degradation=DegradationConfig(heating=0.2))
        lost.append(1.0 - part_load(run, model, entering)[1])
    assert lost[0] < 0.95 * lost[1]


@pytest.mark.slow
def test_the_seasons_loss_is_what_the_machine_needs_more(live):
    """The ledger's share of heat lost to starts is the rise of electricity for a unit of heat."""
    shares, needed = [], []
    unit_of_scenario = configuration(place("retrofit-greensboro")[0], "single-speed").heat_pump
    no_lag = {"start_time_constant": 0.0, "fan_off_delay": 0.0}
    for cycling in ({"degradation": DegradationConfig(heating=0.26)}, no_lag):
        unit = unit_of_scenario
        update = {"degradation": DegradationConfig(), **cycling}
        unit = unit.model_copy(update={"cycling": unit.cycling.model_copy(update=update)})
        run = live("retrofit-greensboro", "single-speed", days=(0, 30), heat_pump=unit, frost="none").run()
        hourly = {name: values.sum() for name, values in run.hourly.items()}
        shares.append(hourly["heating_start_loss"] / (hourly["heating_start_loss"] + hourly["heat_pump_heat"]))
        needed.append(hourly["heat_pump_heating_electricity"] / hourly["heat_pump_heat"])
    assert shares[1] < 1e-4
    assert shares[0] == pytest.approx(1.0 - needed[1] / needed[0], rel=0.1)
