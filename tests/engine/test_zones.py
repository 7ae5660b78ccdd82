"""Two conditioned zones: their heat balance, who warms whom, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from cosim.config.zoning import SecondZoneConfig
from cosim.envelope.envelope import build_envelope
from cosim.errors import InvalidInput
from cosim.flow.records import Compressor
from cosim.scenarios.reader import load
from cosim.simulation.simulation import Simulation

SCENARIO = "old-boiler-chicago"
JANUARY = {"start_hour": 0, "end_hour": 24 * 14}
BAND = 0.4 + 0.5  # K: half the deadband, and how far the room falls until a source has started


def bedrooms(run):
    return run.hourly["second_zone_temperature"]


@pytest.mark.parametrize("word", ["old boiler", "each for itself", "coordinated", "baseboards", "two heads"])
def test_the_heat_balance_closes_in_both_zones(simulation, word):
    run = simulation(SCENARIO, word, **JANUARY).run()
    assert np.abs(run.hourly["energy_residual"]).max() < 1e-3
    assert np.ptp(bedrooms(run) - run.hourly["indoor_temperature"]) > 0.1  # two rooms, not one twice


@pytest.mark.parametrize("word", ["coordinated", "two heads"])
def test_the_heat_balance_closes_at_every_instant_that_is_looked_at(simulation, word):
    sim = simulation(SCENARIO, word, **JANUARY)
    residuals = []
    for instant in np.arange(3600.0, 3 * 86400.0, 4321.0):
        sim.advance(instant)
        residuals.append(abs(sim.read("energy_residual")))
    assert max(residuals) < 1e-3


@pytest.mark.slow
def test_a_coordinated_pair_warms_both_rooms_and_an_uncoordinated_one_leaves_the_bedrooms_cold(simulation):
    alone = simulation(SCENARIO, "each for itself", **JANUARY).run()
    together = simulation(SCENARIO, "coordinated", **JANUARY).run()
    setpoint = together.hourly["heating_setpoint"]
    assert np.mean(bedrooms(together) > setpoint - BAND) > 0.97
    assert np.mean(together.hourly["indoor_temperature"] > setpoint - BAND) > 0.97
    # the wall thermostat sees only the living room, which the head keeps warm
    assert bedrooms(alone).mean() < bedrooms(together).mean() - 3.0
    assert alone.hourly["indoor_temperature"].mean() > setpoint.mean() - BAND


def test_each_room_follows_its_own_thermostat(simulation):
    sim = simulation(SCENARIO, "two heads", **JANUARY)
    configuration = sim.configuration
    own = configuration.thermostat
    assert configuration.second_zone is not None
    cooler = own.model_copy(update={"heating_setpoint": own.heating_setpoint - 4.0})
    zoning = configuration.second_zone.model_copy(update={"thermostat": cooler})
    changed = Simulation(
        sim.scenario, replace(configuration, second_zone=zoning), envelope=sim.envelope, **JANUARY
    ).run()
    usual = sim.run()
    assert bedrooms(changed).mean() < bedrooms(usual).mean() - 1.5
    assert changed.hourly["indoor_temperature"].mean() == pytest.approx(
        usual.hourly["indoor_temperature"].mean(), abs=0.4
    )
    assert changed.hourly["hvac_electricity"].sum() < usual.hourly["hvac_electricity"].sum()


def test_the_unit_never_heats_one_room_while_it_cools_the_other(simulation):
    """One circuit, one mode: and its heat goes nowhere but to the rooms that call."""
    sim = simulation(SCENARIO, "two heads", start_hour=24 * 110, end_hour=24 * 130)
    seen = set()

    def look():
        while True:
            yield sim.env.timeout(97.0)
            controls = sim.house.controls
            if controls.compressor != Compressor.OFF:
                seen.add((int(controls.compressor), round(float(controls.second_share), 2)))

    sim.env.process(look())
    run = sim.run()
    assert {mode for mode, _ in seen} >= {Compressor.HEATING, Compressor.COOLING}
    assert {share for _, share in seen} <= {0.0, 0.4, 1.0}
    heats, cools = run.hourly["compressor_heating_electricity"] > 0, run.hourly["compressor_cooling_electricity"] > 0
    assert heats.any() and cools.any()


@pytest.mark.slow
def test_wider_doors_bring_the_rooms_together(simulation):
    sim = simulation(SCENARIO, "each for itself", **JANUARY)
    apart = []
    for conductance in (5.0, 100.0, 1500.0):
        opening = sim.scenario.house.openings[0].model_copy(update={"conductance": conductance})
        house = sim.scenario.house.model_copy(update={"openings": (opening,)})
        envelope = build_envelope(house, sim.scenario.weather)
        run = Simulation(replace(sim.scenario, house=house), sim.configuration, envelope=envelope, **JANUARY).run()
        apart.append((run.hourly["indoor_temperature"] - bedrooms(run)).mean())
    assert apart[0] > apart[1] > apart[2] > 0.0
    assert apart[2] < 1.5


def test_two_zones_at_one_temperature_need_what_one_zone_needs(simulation):
    """The ranch divided, warmed alike, is the ranch undivided."""
    sim = simulation(SCENARIO, "old boiler", **JANUARY)
    divided = sim.run().hourly["furnace_heat"].sum()
    one = load("retrofit-chicago").house.model_copy(update={"ducts": None})
    envelope = build_envelope(one, sim.scenario.weather)
    whole = Simulation(replace(sim.scenario, house=one), sim.configuration, envelope=envelope, **JANUARY).run()
    assert divided == pytest.approx(whole.hourly["furnace_heat"].sum(), rel=0.05)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("second_zone = { valves = true }", ""), "but no second_zone"),
        (
            ("second_zone = { valves = true }", "second_zone = { head = true, baseboards_kw = 3 }"),
            "cannot be combined with a boiler",
        ),
        (
            ("second_zone = { valves = true }", "second_zone = { wall_setpoint_f = 60 }"),
            "only to a boiler in an uncoordinated pair",
        ),
        (("second_zone = { valves = true }", "second_zone = {}\ndual_fuel = {}"), "sources of one zone"),
        (("ranch-1960s-two-zones", "ranch-1960s"), "no second conditioned zone"),
        (('heat_pump = "ductless-3ton"', 'heat_pump = "ccashp-3ton"'), "has ducts to both zones"),
        (('furnace = "boiler-80"\nsecond_zone = { valves', 'furnace = "furnace-96"\nsecond_zone = { valves'), "ducts"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, change, words):
    before, after = change
    text = load(SCENARIO).text
    assert before in text
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(before, after))
    with pytest.raises(InvalidInput, match=words):
        load(path)


def test_the_default_second_zone_is_what_comes_through_the_doors():
    assert SecondZoneConfig().head is False and SecondZoneConfig().baseboards is None


def test_a_control_of_two_zones_samples_both_as_they_are_at_that_instant(simulation):
    sim = simulation(SCENARIO, "two heads", start_hour=0, end_hour=24)
    house, state, controls = sim.house, sim.house.state, sim.house.controls
    flow, errors = house.flow, []

    def watched(until, armed):
        due = state.time >= state.sample_at and controls.modulating == 1 and controls.compressor == Compressor.HEATING
        first = controls.heating_setpoint - state.sensed
        second = controls.second_heating_setpoint - state.second_air
        share, before = controls.second_share, state.time
        crossed = flow(until, armed)
        within_a_step = state.time > before and (state.time - 1e-6) // 60.0 == before // 60.0
        if due and within_a_step and 0.0 < share < 1.0:
            errors.append((state.error, first + share * (second - first)))
        return crossed

    house.flow = watched
    sim.run()
    found, expected = np.array(errors).T
    assert found.size > 20
    assert found == pytest.approx(expected, abs=1e-9)
