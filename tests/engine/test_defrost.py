"""Defrost boards, what clears the coil, and what breaks: each does what a technician would find on site."""

from dataclasses import replace

import numpy as np
import pytest

from cosim.config.machine_faults import FaultConfig
from cosim.simulation.simulation import Simulation

WINTER = {"start_hour": 0, "end_hour": 24 * 20}
HOUR = 3600.0


@pytest.fixture
def winter(simulation):
    """Live twenty days of January in Chicago with another defrost control, frost model or fault."""

    def run(word="single-speed", *, frost="physical", faults=(), **control):
        first = simulation("retrofit-chicago", word, **WINTER)
        machine = first.configuration.heat_pump
        defrost = machine.defrost.model_copy(update=control)
        configuration = replace(
            first.configuration,
            heat_pump=machine.model_copy(update={"defrost": defrost}),
            frost=frost,
            faults=tuple(FaultConfig(**fault) for fault in faults),
        )
        sim = Simulation(first.scenario, configuration, envelope=first.envelope, **WINTER)
        return sim.run()

    return run


def defrosts(run):
    return run.events.kind == "defrost"


@pytest.mark.slow
def test_each_board_says_why_it_defrosts(winter):
    for kind, reason in (("demand", "capacity loss"), ("airflow", "air flow"), ("coil-temperature", "coil temperature"),
                         ("timer", "timer"), ("adaptive", "adaptive interval")):  # fmt: skip
        run = winter(kind=kind)
        reasons = set(run.events.trigger[defrosts(run)])
        assert reason in reasons
        assert reasons <= {reason, "forced interval", "low pressure"}
        assert set(run.events.trigger[~defrosts(run)]) == {""}


@pytest.mark.slow
def test_a_shorter_timer_defrosts_more_often_and_finds_less_frost(winter):
    short, long = (winter(kind="timer", timer_run_time=minutes * 60.0) for minutes in (30, 120))
    assert short.defrosts > 2.5 * long.defrosts
    frost = [np.median(run.events.frost[defrosts(run)]) for run in (short, long)]
    assert frost[0] < 0.5 * frost[1]


def test_a_defrost_is_told_whole(winter):
    run = winter()
    events, rows = run.events, defrosts(run)
    # what went into coil and ice melts the ice, and some of it warms the metal
    needed = events.frost[rows] * 333e3
    assert np.all(events.melt_energy[rows] > 0.85 * needed)
    assert np.all(events.melt_energy[rows] < needed + 3e6)
    assert np.all(events.coil_temperature[rows] < 273.15)
    assert np.all(events.tempering_heat[rows] >= 0.0) and events.tempering_heat[rows].max() > 0.0
    supply = events.lowest_supply_temperature[rows]
    assert np.all(supply > 273.15) and np.median(supply) < 300.0
    assert np.all(np.isnan(events.melt_energy[~rows]))


@pytest.mark.slow
def test_untempered_air_blows_cold(winter, simulation):
    warm = winter()
    bare = simulation("retrofit-chicago", "single-speed", **WINTER)
    heat_pump = bare.configuration.heat_pump
    alone = replace(bare.configuration, strips=None, heat_pump=heat_pump)
    cold = Simulation(bare.scenario, alone, envelope=bare.envelope, **WINTER).run()
    assert np.median(cold.events.lowest_supply_temperature[defrosts(cold)]) < 273.15 + 16.0
    tempered = np.median(warm.events.lowest_supply_temperature[defrosts(warm)])
    assert tempered > np.median(cold.events.lowest_supply_temperature[defrosts(cold)]) + 3.0


def test_a_heater_on_the_coil_takes_nothing_from_the_house(winter):
    run = winter(method="resistance", heater_power=5000.0)
    assert run.defrosts > 10
    assert run.hourly["defrost_heat"].sum() == 0.0
    melts = run.events.kind == "defrost: melt"
    heater = 5000.0 * run.events.duration[melts]
    assert np.all(run.events.electricity[melts] > heater - 1.0)
    assert np.all(run.events.electricity[melts] < 1.1 * heater)  # strips that happen to run need their fan
    assert not (run.events.kind == "defrost: valve shift").any()


@pytest.mark.slow
def test_hot_gas_is_the_compressors_work_alone_and_takes_longer(winter):
    run, reverse = winter(method="hot-gas"), winter()
    assert run.hourly["defrost_heat"].sum() == 0.0
    longer = [np.median(r.events.duration[r.events.kind == "defrost: melt"]) for r in (run, reverse)]
    assert longer[0] > 1.3 * longer[1]


@pytest.mark.slow
def test_a_peers_frost_has_no_events_and_no_ice(winter):
    clean = winter(frost="none")
    for model in ("energyplus-timed", "energyplus-on-demand", "resnet", "ahri", "carrier", "wetter-afjei"):
        run = winter(frost=model)
        assert run.defrosts == 0
        assert run.hourly["frost_mass"].max() == 0.0
        assert run.hourly["hvac_electricity"].sum() > 1.003 * clean.hourly["hvac_electricity"].sum()
    assert clean.hourly["defrosting"].max() == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("model", ["energyplus-timed", "energyplus-on-demand"])
def test_a_peers_defrost_takes_heat_from_the_house_or_from_a_heater(winter, model):
    reverse, heater = winter(frost=model), winter(frost=model, method="resistance", heater_power=5000.0)
    assert reverse.hourly["defrost_heat"].sum() > 0.0
    assert heater.hourly["defrost_heat"].sum() == 0.0
    # EnergyPlus Engineering Reference: the heater's power, for the share of running time that a defrost takes
    share = heater.hourly["defrosting"]
    assert heater.hourly["defrost_electricity"] == pytest.approx(5000.0 * share, rel=1e-9)


@pytest.mark.slow
def test_strips_bring_what_the_resnet_model_takes(winter, simulation):
    """Addendum 82 as OpenStudio-HPXML counts it: what defrosts take, as far as strips can bring it in their time.

    The house is cooled by what they take beyond their time: 0.8 of their time's share of the heat, beside the 1.8.
    """
    run = winter(frost="resnet")
    cold = run.hourly["defrost_heat"]
    assert cold.sum() > 0.0
    assert cold == pytest.approx(run.hourly["frost_capacity_loss"] * 0.8 / 1.8, rel=1e-6)
    assert np.abs(run.hourly["energy_residual"]).max() < 1e-3
    taken, tempered = run.hourly["frost_capacity_loss"], run.hourly["tempering_electricity"]
    backup = run.hourly["strip_electricity"] - tempered
    strips = simulation("retrofit-chicago", "single-speed", **WINTER).configuration.strips.capacity
    alone = (backup < 1.0) & (taken > 0.0)
    assert alone.any()
    most = np.minimum(taken, run.hourly["defrosting"] * strips)
    # within an hour now the one, now the other may be less
    assert tempered[alone] == pytest.approx(most[alone], rel=1e-2)
    assert np.all(tempered <= most + 1.0)
    assert winter(frost="energyplus-timed").hourly["tempering_electricity"].sum() == 0.0


@pytest.mark.slow
def test_an_open_sensor_makes_a_block_of_ice(winter):
    well, ill = winter(), winter(faults=[{"kind": "defrost-sensor-open", "since": "01-03"}])
    day = 24 * 2
    assert ill.hourly["hvac_electricity"][:day] == pytest.approx(well.hourly["hvac_electricity"][:day])
    late = ill.events.time[defrosts(ill)]
    assert late.size == 0 or late.max() < day * HOUR
    assert ill.events.count("fault: defrost-sensor-open") == 1
    assert ill.events.count("low-pressure trip") > 3
    assert ill.events.count("heat pump locked out by pressure") >= 1
    assert ill.hourly["outdoor_airflow_share"].min() < 0.02
    assert ill.hourly["strip_electricity"].sum() > 1.3 * well.hourly["strip_electricity"].sum()
    # no more ice than fits between the fins, and no more frost than came
    assert 5.0 < ill.hourly["frost_mass"].max() < 40.0


def test_a_closed_sensor_defrosts_for_as_long_as_it_may_with_or_without_frost(winter):
    run = winter(kind="timer", faults=[{"kind": "defrost-sensor-closed"}])
    rows = defrosts(run) & (run.events.time > 0.0)  # one may be under way as the sensor fails
    assert set(run.events.trigger[rows]) == {"sensor stuck closed"}
    melts = run.events.kind == "defrost: melt"
    over = melts & (run.events.time + run.events.duration < run.hourly["defrosting"].size * HOUR)
    assert over.sum() > 100
    assert np.all(run.events.duration[over] == pytest.approx(600.0, abs=1.0))


@pytest.mark.slow
def test_a_board_on_the_wrong_timer_defrosts_too_often(winter):
    well, ill = winter(), winter(faults=[{"kind": "defrost-wrong-timer"}])
    assert ill.defrosts > 3 * well.defrosts
    assert ill.hourly["hvac_electricity"].sum() > well.hourly["hvac_electricity"].sum()


def test_a_failed_outdoor_fan_starves_the_coil(winter):
    ill = winter(faults=[{"kind": "outdoor-fan-failed"}])
    assert ill.hourly["outdoor_fan_electricity"].sum() == 0.0
    running = ill.hourly["compressor_heating_electricity"] > 500.0
    assert ill.hourly["outdoor_airflow_share"][running].max() < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("position", ["heating", "cooling"])
def test_a_stuck_valve_works_on_one_side_only(winter, position):
    ill = winter(faults=[{"kind": "reversing-valve-stuck", "position": position}])
    if position == "cooling":
        assert ill.hourly["heat_pump_heat"][48:].sum() == 0.0
        assert ill.hourly["cooling_sensible"].sum() > 0.0
        assert ill.hourly["strip_electricity"].sum() > 0.0
    else:
        # the valve may have been on its way when it got stuck
        melts = (ill.events.kind == "defrost: melt") & (ill.events.time > ill.events.time[0] + 3600.0)
        assert np.all(ill.events.heat[melts] > 0.0)  # it goes on to heat, and the ice stays
        after = (ill.events.kind == "defrost: drip") & (ill.events.time > ill.events.time[0] + 3600.0)
        assert np.all(ill.events.frost[after] >= ill.events.frost[melts][: after.sum()])


@pytest.mark.slow
def test_a_leaking_valve_costs_capacity(winter):
    well, ill = winter(frost="none"), winter(frost="none", faults=[{"kind": "reversing-valve-leaking", "leak": 0.2}])
    assert ill.hourly["heat_pump_heat"].sum() < 0.98 * well.hourly["heat_pump_heat"].sum()


def test_the_pan_is_heated_only_while_the_machine_heats(simulation):
    run = simulation("retrofit-chicago", "mini-split", **WINTER).run()
    stands = (run.hourly["compressor_speed"] == 0.0) & (run.hourly["outdoor_temperature"] < 270.0)
    stands &= run.hourly["defrosting"] == 0.0
    assert np.all(run.hourly["standby_electricity"][stands] < 30.0)
    assert run.hourly["standby_electricity"].max() > 100.0


@pytest.fixture(scope="module")
def two_days(simulation):
    """Live two days of January in Chicago with other strips or another pan heater; 60 W of it where nothing is said."""
    first = simulation("retrofit-chicago", "single-speed", start_hour=0, end_hour=48)
    machine = first.configuration.heat_pump

    def run(strips=(), **standby):
        table = {"pan_heater_power": 60.0, "pan_heater_below": 300.0} | standby
        heat_pump = machine.model_copy(update={"standby": machine.standby.model_copy(update=table)})
        changed = first.configuration.strips.model_copy(update=dict(strips))
        configuration = replace(first.configuration, heat_pump=heat_pump, strips=changed)
        return Simulation(first.scenario, configuration, envelope=first.envelope, start_hour=0, end_hour=48).run()

    return run


@pytest.mark.slow
def test_a_pan_heater_runs_always_while_the_machine_heats_or_in_defrosts_alone(two_days):
    without, *others = (
        two_days(pan_heater_power=power, pan_heater_runs=runs).hourly["standby_electricity"]
        for power, runs in ((0.0, "while heating"), (60.0, "continuously"), (60.0, "while heating"),
                            (60.0, "in defrosts"))
    )  # fmt: skip
    always, heating, defrosting = (other - without for other in others)
    assert always == pytest.approx(60.0, abs=1.0)
    assert 0.1 * always.sum() < heating.sum() < 0.95 * always.sum()
    assert 0.0 < defrosting.sum() < 0.3 * heating.sum()


def test_strips_that_do_not_temper_leave_a_defrost_cold_and_losses_of_their_distribution_are_paid_for(two_days):
    usual, cold, lossy = (two_days(strips).hourly for strips in ({}, {"tempers": False}, {"efficiency": 0.8}))
    assert usual["tempering_electricity"].sum() > 0.0
    assert cold["tempering_electricity"].sum() == 0.0
    for hourly, efficiency in ((usual, 1.0), (lossy, 0.8)):
        assert hourly["strip_heat"].sum() == pytest.approx(efficiency * hourly["strip_electricity"].sum())
