"""The event table accounts for what was used: nothing lost at the record's ends, each energy with its own cause."""

import gc
import weakref

import numpy as np
import pytest

from cosim.flow.crossing import kernel
from cosim.flow.moments import OF_RATES, OF_STATE, ROOM, Moments
from cosim.flow.records import Meter
from cosim.processes.event_table import event_table

HOUR = 3600.0


@pytest.mark.parametrize("start", [0, 19])
def test_events_hold_all_energy_of_strips_and_furnace(simulation, start):
    hours = 24 * 6 + start
    for word in ("single-speed", "dual fuel"):
        run = simulation("retrofit-chicago", word, start_hour=start, end_hour=hours).run()
        strips, furnace = run.events.kind == "strips", run.events.kind == "furnace"
        gas = run.hourly["furnace_gas"].sum() * HOUR
        assert strips.any() if word == "single-speed" else furnace.any()
        assert run.events.gas[furnace].sum() == pytest.approx(gas, rel=1e-9, abs=1e-3)
        strip_energy = run.hourly["strip_electricity"].sum() * HOUR
        # a fan that moves air for the strips alone counts to them
        assert strip_energy <= run.events.electricity[strips].sum() * (1 + 1e-9) + 1e-3
        assert run.events.electricity[strips].sum() <= strip_energy * 1.15 + 1e-3
        compressor = np.isin(run.events.kind, ("compressor heating", "compressor cooling"))
        needed = sum(
            run.hourly[f"{end_use}_electricity"].sum() * HOUR
            for end_use in ("compressor_heating", "compressor_cooling", "defrost", "outdoor_fan")
        )
        fan = run.hourly["indoor_fan_electricity"].sum() * HOUR
        assert needed * (1 - 1e-9) <= run.events.electricity[compressor].sum() <= needed + fan


def test_an_event_that_goes_on_is_told_up_to_now_and_counts_once(simulation):
    sim = simulation("retrofit-chicago", "cold-climate", start_hour=0, end_hour=48)
    sim.advance(0.0)
    sim.log.begin_record()
    begun = sim.log.begun("compressor heating")
    for _ in range(48):
        sim.advance(sim.house.time + HOUR)
        times, durations, electricity = runs_so_far(sim)
        if times.size and times[-1] + durations[-1] == sim.house.time:
            break
    assert times.size
    assert times[-1] + durations[-1] == sim.house.time  # it runs
    assert begun == 0
    before = sim.log.begun("compressor heating")
    sim.advance(sim.house.time + 10.0)
    _, later, used = runs_so_far(sim)
    assert later[-1] == durations[-1] + 10.0
    assert used[-1] > electricity[-1]
    assert sim.log.begun("compressor heating") == before


def runs_so_far(sim):
    events = event_table(sim.log.snapshots, sim.log.entries(), sim.machine)
    runs = events.kind == "compressor heating"
    return events.time[runs], events.duration[runs], events.electricity[runs]


def test_every_snapshot_is_kept_as_it_was_however_many_there_are(simulation):
    sim = simulation("retrofit-chicago", "cold-climate", start_hour=0, end_hour=1)
    snapshots, state, totals = sim.house.snapshots(), sim.house.state, sim.house.arrays.ledger.totals
    for number in range(ROOM + 2):
        state.frost_mass = float(number)
        totals[Meter.GAS] = number * 2.0
        assert snapshots.take() == number
        assert snapshots.take() == number  # the same instant is kept once
    kept = snapshots.read()
    assert kept["frost_mass"].tolist() == list(range(ROOM + 2))
    assert kept["totals"][:, Meter.GAS].tolist() == [2.0 * number for number in range(ROOM + 2)]
    assert (kept["time"] == sim.house.time).all()
    state.evaporating = float("nan")
    assert snapshots.take() == snapshots.take() == ROOM + 2
    snapshots.clear()
    assert snapshots.take() == 0


@pytest.mark.parametrize("part", [*OF_STATE, *OF_RATES])
def test_a_snapshot_reads_each_part_from_where_it_is(simulation, part):
    sim = simulation("retrofit-chicago", "cold-climate", start_hour=0, end_hour=1)
    record = sim.house.arrays.state if part in OF_STATE else sim.house.arrays.rates
    record[part] = 12.25
    snapshots = sim.house.snapshots()
    snapshots.take()
    assert snapshots.read()[part] == 12.25


def test_what_the_flow_notes_is_what_a_process_sees_at_that_instant(simulation):
    sim = simulation("retrofit-chicago", "gas furnace", start_hour=0, end_hour=24)
    seen = []

    def look():
        while True:
            yield sim.env.timeout(1.0)
            if 0.0 < sim.env.now == sim.house.controls.blower_stops_at:
                seen.append((sim.env.now, sim.house.meter()))

    sim.advance(0.0)
    sim.process(look())
    sim.advance(24 * HOUR)
    log = sim.log
    ended = [(log.snapshots.read()[end], kind) for kind, _, _, end, _ in log.entries() if kind == "furnace"]
    noted = {moment["time"]: moment["totals"].tolist() for moment, _ in ended}
    assert len(seen) > 10
    assert [noted[time] for time, _ in seen[:-1]] == [meters for _, meters in seen[:-1]]


def test_an_event_that_goes_on_beside_another_ends_by_a_timer(simulation):
    sim = simulation("retrofit-chicago", "cold-climate", start_hour=0, end_hour=2)
    sim.advance(HOUR)

    def cause():
        for kind, after in (("first", 100.0), ("second", 30.0)):
            with sim.log.during(kind) as event:
                yield sim.env.timeout(1.0)
                event.goes_on(after)

    sim.process(cause())
    sim.advance(1.5 * HOUR)
    events = event_table(sim.log.snapshots, sim.log.entries(), sim.machine)
    lasted = dict(zip(events.kind, events.duration, strict=True))
    assert lasted["first"] == 101.0
    assert lasted["second"] == 31.0


def test_arrays_that_are_lent_live_as_long_as_whatever_they_are_lent_to():
    places, present = np.arange(3), np.array([7, 8, 9])
    alive = weakref.ref(places), weakref.ref(present)
    kept, filled = np.zeros((4, 3), np.int64), np.zeros(1, np.int64)
    take, lent = kernel().moments(Moments(present, places, filled, kept))
    del places, present
    gc.collect()
    assert all(each() is not None for each in alive)
    assert take(0.0, 0) == 0
    assert kept[0].tolist() == [7, 8, 9]
    del take, lent
    gc.collect()
    assert all(each() is None for each in alive)
