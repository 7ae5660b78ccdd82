"""What a technician would check on site: who runs when, in what order, and never with whom."""

import numpy as np
import pytest

from cosim.flow.records import Compressor, Fan, Guard, Meter

WINTER = {"start_hour": 0, "end_hour": 24 * 12}


def watch(sim, interval, look):
    """Look at the controls every `interval` seconds for as long as the simulation lasts."""

    def watcher():
        while True:
            yield sim.env.timeout(interval)
            for _ in range(5):  # let what belongs to this instant happen
                yield sim.env.timeout(0.0)
            look(sim.house.controls)

    sim.env.process(watcher())


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["retrofit-greensboro", "retrofit-chicago"])
def test_burner_and_compressor_heat_together_only_in_a_defrost(simulation, scenario):
    sim = simulation(scenario, "dual fuel", **WINTER)
    together, burning, pumping = [], [], []

    def look(controls):
        burning.append(controls.burner > 0)
        pumping.append(controls.compressor == Compressor.HEATING)
        together.append(burning[-1] and pumping[-1] and not controls.defrosting)

    watch(sim, 11.0, look)
    sim.run()
    assert any(burning) and any(pumping)
    assert not any(together)


@pytest.mark.slow
@pytest.mark.parametrize("word", ["furnace + AC", "dual fuel", "single-speed", "cold-climate"])
def test_nothing_heats_for_long_without_air_moving(simulation, word):
    sim = simulation("retrofit-chicago", word, **WINTER)
    still = {"now": 0.0, "longest": 0.0}

    def look(controls):
        hot = controls.burner > 0 or controls.strip_power > 0 or controls.compressor == Compressor.HEATING
        still["now"] = still["now"] + 10.0 if hot and controls.fan == Fan.OFF else 0.0
        still["longest"] = max(still["longest"], still["now"])

    watch(sim, 10.0, look)
    sim.run()
    # the furnace's blower waits 35 s, the heat pump's indoor fan 45 s after a defrost
    assert still["longest"] <= 60.0


def test_a_defrost_passes_through_its_phases_in_order(simulation):
    run = simulation("retrofit-chicago", "cold-climate", **WINTER).run()
    events = run.events
    order = ["ramp", "stop", "valve shift", "melt", "drip", "valve back"]
    order = [f"defrost: {phase}" for phase in order]
    whole = np.flatnonzero((events.kind == "defrost") & (events.time > 0.0))  # one may be under way at the beginning
    assert whole.size > 5
    for index in whole:
        begin, end = events.time[index], events.time[index] + events.duration[index]
        inside = [
            (events.time[i], events.kind[i])
            for i in range(events.time.size)
            if begin <= events.time[i] < end and str(events.kind[i]).startswith("defrost: ")
        ]
        kinds = [kind for _, kind in sorted(inside, key=lambda entry: entry[0])]
        assert kinds[:6] == order
        assert kinds[6:] in ([], ["defrost: recovery"])
        assert 60.0 < events.duration[index] < 900.0


def test_a_defrost_takes_heat_from_the_house_and_melts_what_was_there(simulation):
    run = simulation("retrofit-greensboro", "mini-split", **WINTER).run()
    events = run.events
    melts = events.kind == "defrost: melt"
    assert np.all(events.heat[melts] < 0.0)
    assert np.all(events.electricity[melts] > 0.0)
    melts &= events.frost > 0.5  # a coil that is cleared by the clock may be nearly bare
    assert melts.any()
    # compressor work and house heat suffice for the ice, and are not many times as much
    given = events.electricity[melts] - events.heat[melts]
    needed = events.frost[melts] * 333e3
    ratio = given / needed
    assert np.all(ratio > 1.0)
    assert np.median(ratio) < 3.0


def test_the_furnace_takes_over_below_the_switchover_temperature(simulation):
    sim = simulation("retrofit-chicago", "dual fuel", **WINTER)
    run = sim.run()
    switchover = sim.configuration.dual_fuel.switchover
    below = run.hourly["outdoor_temperature"] < switchover - 1.0
    above = run.hourly["outdoor_temperature"] > switchover + 3.0
    # an hour below the switchover may still hold the end of a defrost
    assert run.hourly["compressor_heating_electricity"][below].mean() < 20.0
    assert run.hourly["furnace_gas"][below].mean() > 3e3
    assert run.hourly["furnace_gas"][above].sum() < 0.1 * run.hourly["furnace_gas"].sum()
    kinds = list(run.events.kind)
    assert kinds.count("switchover to furnace") >= 1


@pytest.mark.slow
def test_strips_come_in_stages(simulation):
    sim = simulation("retrofit-chicago", "single-speed", **WINTER)
    powers = set()
    watch(sim, 15.0, lambda controls: powers.add(float(controls.strip_power)))
    sim.run()
    config = sim.configuration.strips
    stages = int(config.capacity / config.stage)
    assert powers == {config.stage * number for number in range(stages)} | {config.capacity}


def test_a_guard_stops_the_flow_within_a_second_of_its_crossing(simulation):
    def fresh():
        # short steps: what a step takes for steady may otherwise differ by more than a second's cooling
        return simulation("retrofit-greensboro", "furnace + AC", start_hour=0, end_hour=48, step=10.0).house

    house = fresh()
    threshold = house.air_temperature - 0.5
    house.watch(Guard.TOO_COLD, threshold)
    crossed = house.flow(house.time + 86400.0, 1 << Guard.TOO_COLD)
    assert crossed == Guard.TOO_COLD
    assert house.air_temperature <= threshold
    instant = house.time
    before = fresh()
    before.flow(instant - 1.0, 0)
    assert before.air_temperature > threshold


def test_whoever_drives_the_flow_in_pieces_gets_the_same_temperatures(simulation):
    whole = simulation("retrofit-greensboro", "furnace + AC", start_hour=0, end_hour=48).house
    pieces = simulation("retrofit-greensboro", "furnace + AC", start_hour=0, end_hour=48).house
    begin = whole.time
    whole.flow(begin + 86400.0, 0)
    for hour in range(1, 25):
        pieces.flow(begin + 3600.0 * hour, 0)
    assert pieces.air_temperature == pytest.approx(whole.air_temperature, abs=1e-9)


def begins_to_purge(simulation):
    """Return a furnace's simulation at the second after its inducer has started, and that time."""
    sim = simulation("retrofit-greensboro", "furnace + AC", **WINTER)
    inducer = sim.configuration.furnace.inducer_power
    time = 0.0
    while sim.house.controls.furnace_power != inducer or sim.house.controls.burner or sim.house.controls.fan:
        time += 1.0
        sim.advance(time)
    return sim, time - 1.0


@pytest.mark.parametrize("returns", [False, True])
def test_a_call_that_ends_before_ignition_opens_no_gas_unless_it_returns(simulation, returns):
    sim, began = begins_to_purge(simulation)
    config, controls = sim.configuration.furnace, sim.house.controls
    lights = began + config.purge_time + config.ignition_time
    sim.write("heating_setpoint_offset", -5.0)
    sim.advance(began + config.purge_time + 1.0)
    assert controls.furnace_power == config.inducer_power + config.igniter_power  # the board ends its sequence
    if returns:
        sim.write("heating_setpoint_offset", 0.0)
    before = sim.house.meter()[Meter.GAS]
    sim.advance(lights - 1.0)
    assert sim.house.meter()[Meter.GAS] == before
    sim.advance(lights + 10.0)
    assert (sim.house.meter()[Meter.GAS] > before) is returns
    assert controls.furnace_power == (config.inducer_power if returns else 0.0)
    sim.advance(lights + config.blower_on_delay + 10.0)
    assert controls.fan == (Fan.BLOWER if returns else Fan.OFF)


def test_a_furnace_lights_and_blows_at_the_seconds_of_its_board(simulation):
    sim, began = begins_to_purge(simulation)
    config, controls = sim.configuration.furnace, sim.house.controls
    lights = began + config.purge_time + config.ignition_time
    seen = []
    for second in range(int(config.purge_time + config.ignition_time + config.blower_on_delay) + 2):
        sim.advance(began + second + 1.0)
        seen.append((controls.furnace_power, controls.burner, int(controls.fan)))
    glows, lit, blows = (
        next(second for second, state in enumerate(seen) if reached(state))
        for reached in (
            lambda state: state[0] > config.inducer_power,
            lambda state: state[1] > 0.0,
            lambda state: state[2] == Fan.BLOWER,
        )
    )
    assert [glows, lit, blows] == [config.purge_time, lights - began, lights - began + config.blower_on_delay]
    assert seen[-1][0] == config.inducer_power
