"""Faults in a run: what begins and ends on its day, what safeties and boards make of it, what a house feels of it."""

from dataclasses import replace

import numpy as np
import pytest

from cosim.config.machine_faults import FaultConfig
from cosim.equipment.condition import SOUND, Condition
from cosim.equipment.faults import EMPTY, changes, condition_at, is_empty, lost_mass, missing
from cosim.simulation.simulation import Run, Simulation

DAY, HOUR, FREEZING = 86400.0, 3600.0, 273.15
JANUARY, JULY = (24 * 9, 24 * 14), (24 * 190, 24 * 195)


def fault(kind: str, **stated) -> FaultConfig:
    return FaultConfig.model_validate({"kind": kind, **stated})


@pytest.fixture(scope="module")
def run(simulation):
    """Simulate some days of a bundled configuration with faults."""

    def go(word: str, hours: tuple[int, int], *faults: FaultConfig) -> Run:
        first = simulation("retrofit-greensboro", word)
        chosen = replace(first.configuration, faults=faults)
        return Simulation(first.scenario, chosen, envelope=first.envelope, start_hour=hours[0], end_hour=hours[1]).run()

    return go


def kilowatt_hours(found: Run, name: str) -> float:
    return float(found.hourly[name].sum()) / 1e3


# --- days ---------------------------------------------------------------------------------------------------------


def test_faults_add_up_and_end():
    faults = (
        fault("undercharge", share=0.2, **{"from": "03-01", "until": "05-01"}),
        fault("low-indoor-airflow", share=0.3, **{"from": "04-01"}),
        fault("filter-loading", share=0.2, over_days=50, **{"from": "04-01"}),
    )
    assert condition_at(faults, 58 * DAY, 3.0) == SOUND
    assert condition_at(faults, 59 * DAY, 3.0) == Condition(charge=-0.2)
    both = condition_at(faults, 90 * DAY, 3.0)
    assert both.charge == -0.2
    assert both.indoor_airflow == pytest.approx(0.7 * (1.0 - 0.02))  # the filter's first step at its mean
    late = condition_at(faults, 200 * DAY, 3.0)
    assert late == Condition(indoor_airflow=pytest.approx(0.7 * 0.8))
    assert [round(when / DAY) for when in changes(faults, 3.0)] == [59, 90, 100, 110, 120, 130, 140]


def test_a_leak_goes_on_until_the_low_pressure_switch_opens():
    leak = fault("refrigerant-leak", loss_kg=2.0, **{"from": "01-01"})
    shares = [missing(leak, day * DAY, 4.0) for day in range(365)]
    assert np.all(np.diff(shares) >= 0.0)
    assert shares[180] == pytest.approx(2.0 / 4.0 * 180 / 365, abs=0.03)
    empty = [day for day in range(365) if is_empty([leak], day * DAY, 4.0)]
    assert empty[0] == pytest.approx(365 * EMPTY * 4.0 / 2.0, abs=1.0)
    assert lost_mass([leak], 4.0, 0.0, 365 * DAY) == pytest.approx(2.0)
    assert lost_mass([leak], 0.5, 0.0, 365 * DAY) == pytest.approx(0.5)  # no more than there is
    assert lost_mass([fault("refrigerant-lost", **{"from": "07-01"})], 4.0, 0.0, 365 * DAY) == 4.0


@pytest.mark.slow
def test_a_repaired_machine_is_as_before(run):
    days = (24 * 9, 24 * 16)
    sound = run("single-speed", days)
    mended = run("single-speed", days, fault("undercharge", share=0.3, **{"from": "01-11", "until": "01-12"}))
    assert mended.events.count("fault: undercharge") == mended.events.count("fault ends: undercharge") == 1
    before = slice(0, 24)
    assert mended.hourly["hvac_electricity"][before] == pytest.approx(sound.hourly["hvac_electricity"][before])
    ill, well = (each.hourly["hvac_electricity"][24:48].sum() for each in (mended, sound))
    assert ill > 1.1 * well
    late = slice(4 * 24, None)
    assert mended.hourly["hvac_electricity"][late].sum() == pytest.approx(
        sound.hourly["hvac_electricity"][late].sum(), rel=0.03
    )


@pytest.mark.slow
def test_the_log_shows_the_gauges_of_the_faulty_machine(run):
    found = run("single-speed", (24 * 9, 24 * 13), fault("overcharge", share=0.3, **{"from": "01-12"}))
    runs = (found.events.kind == "call for heat") & np.isfinite(found.events.discharge_pressure)
    late = found.events.time > 11 * DAY
    before, after = (
        np.median(found.events.condensing_temperature[runs & when] - found.events.indoor_temperature[runs & when])
        for when in (~late, late)
    )
    assert after > before + 3.0  # liquid stands in the condenser


@pytest.mark.slow
def test_refrigerant_that_leaks_counts_in_emissions():
    import cosim

    scenario = cosim.load("quick-start")
    leak = fault("refrigerant-leak", loss_kg=1.0)
    chosen = next(each for each in scenario.configurations if each.heat_pump is not None)
    results = [
        cosim.simulate(replace(scenario, configurations=(replace(chosen, faults=faults),)), start=0, end=48)
        for faults in ((), (leak,))
    ]
    well, ill = (float(result["annual_refrigerant_emissions"].item()) for result in results)
    potential = {"R-410A": 2256.0, "R-32": 771.0, "R-454B": 531.0}  # AR6, over 100 years
    assert ill - well == pytest.approx(potential[chosen.heat_pump.refrigerant] * 48 / 8760, rel=0.01)
    assert float(results[1]["refrigerant_lost"].item()) == pytest.approx(48 / 8760)


@pytest.mark.slow
def test_a_year_ranks_the_faults_as_nist_does(simulation):
    """Abstract of TN 1848: leaky ducts, undercharge, low indoor air flow and overcharge cost most, up to some 30 %."""
    first = simulation("retrofit-greensboro", "single-speed")

    def year(*faults: FaultConfig) -> float:
        chosen = replace(first.configuration, faults=faults)
        return kilowatt_hours(Simulation(first.scenario, chosen, envelope=first.envelope).run(), "hvac_electricity")

    sound = year()
    cost = {
        each.kind: year(each) / sound - 1.0
        for each in (fault("undercharge", share=0.3), fault("low-indoor-airflow", share=0.36),
                     fault("overcharge", share=0.3), fault("non-condensables", share=0.2),
                     fault("ducts-leaking", supply_leakage=0.4, return_leakage=0.4))
    }  # fmt: skip
    ranked = sorted(cost, key=lambda kind: -cost[kind])
    assert ranked == ["ducts-leaking", "undercharge", "low-indoor-airflow", "overcharge", "non-condensables"]
    assert 0.15 < cost["undercharge"] < 0.35
    assert cost["non-condensables"] < 0.05


# --- safeties -----------------------------------------------------------------------------------------------------


def test_a_machine_without_refrigerant_locks_itself_out_and_backup_carries_the_house(run):
    found = run("single-speed", JANUARY, fault("refrigerant-lost", **{"from": "01-11"}))
    events = found.events
    trips = events.time[events.kind == "low-pressure trip"]
    locked = events.time[events.kind == "heat pump locked out by pressure"]
    assert trips.size >= 3 and locked.size >= 1
    starts = events.time[(events.kind == "compressor heating") & (events.time > 10 * DAY)]
    assert trips[1] - starts[starts < trips[1]][-1] == pytest.approx(90.0, abs=1.0)  # the switch is ignored so long
    assert found.hourly["indoor_temperature"].min() > FREEZING + 17.0
    assert found.hourly["strip_electricity"][48:].mean() > 3.0 * found.hourly["strip_electricity"][:24].mean()


@pytest.mark.slow
def test_a_starved_condenser_opens_the_high_pressure_switch_in_summer(run):
    sound = run("single-speed", JULY)
    starved = run("single-speed", JULY, fault("fouled-outdoor-coil", share=0.5), fault("outdoor-fan-slow", share=0.6))
    assert sound.events.count("high-pressure trip") == 0
    assert starved.events.count("high-pressure trip") > 3
    assert starved.events.count("heat pump locked out by pressure") > 0


@pytest.mark.slow
def test_the_discharge_thermostat_opens_in_a_run_in_which_the_fault_begins(run):
    """Not only at its start: the shell is looked at as long as a machine runs."""
    starving = {"kind": "expansion-valve-stuck", "opening": 0.6}
    starved = run(
        "single-speed", JULY,
        FaultConfig.model_validate(starving | {"from": "07-12"}),
        fault("fouled-outdoor-coil", share=0.5, **{"from": "07-12"}),
        fault("compressor-valves-leaking", share=0.3, **{"from": "07-12"}),
    )  # fmt: skip
    events = starved.events
    trips = events.time[events.kind == "discharge thermostat trip"]
    starts = events.time[events.kind == "compressor cooling"]
    assert trips.size > 0
    ran = np.array([trip - starts[starts < trip][-1] for trip in trips])
    assert np.all(ran >= 600.0 - 1.0)


# --- wiring -------------------------------------------------------------------------------------------------------


def test_a_machine_wired_the_other_way_round_heats_when_it_should_cool(run):
    found = run("single-speed", JULY, fault("thermostat-ob-wrong", **{"from": "07-11"}))
    assert found.hourly["heat_pump_heat"][:24].sum() == 0.0
    assert found.hourly["heat_pump_heat"][48:].sum() > 0.0
    warmer = found.hourly["indoor_temperature"][48:].mean() - found.hourly["indoor_temperature"][:24].mean()
    assert warmer > 2.0
    assert found.hourly["indoor_temperature"].max() < FREEZING + 40.0


def test_auxiliary_heat_with_the_first_stage_heats_with_every_call(run):
    sound = run("single-speed", JANUARY)
    wired = run("single-speed", JANUARY, fault("auxiliary-heat-with-first-stage"))
    assert kilowatt_hours(wired, "strip_electricity") > 2.0 * kilowatt_hours(sound, "strip_electricity")
    assert kilowatt_hours(wired, "hvac_electricity") > 1.3 * kilowatt_hours(sound, "hvac_electricity")


def test_a_welded_relay_heats_until_it_is_repaired(run):
    found = run("single-speed", JULY, fault("strips-stuck-on", **{"from": "07-11", "until": "07-12"}))
    strips = found.hourly["strip_electricity"]
    assert strips[:24].max() == 0.0
    assert strips[25:48] == pytest.approx(5000.0)
    assert strips[49:].max() == 0.0
    assert found.hourly["cooling_sensible"][25:48].sum() > found.hourly["cooling_sensible"][49:72].sum()


def test_ducts_leak_from_their_day(run):
    sound = run("single-speed", JANUARY)
    leaky = run("single-speed", JANUARY, fault("ducts-leaking", supply_leakage=0.4, return_leakage=0.3))
    assert kilowatt_hours(leaky, "hvac_electricity") > 1.15 * kilowatt_hours(sound, "hvac_electricity")


# --- furnaces -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "event", "gas"),
    [("igniter-failed", "furnace: ignition failed", False), ("flame-sensor-dirty", "furnace: flame not proved", True),
     ("pressure-switch-open", "furnace: pressure switch stays open", False)],
)  # fmt: skip
def test_a_board_tries_three_times_and_locks_out_for_an_hour(run, kind, event, gas):
    found = run("gas furnace", JANUARY, fault(kind, **{"from": "01-11"}))
    events = found.events
    tries, locked = events.time[events.kind == event], events.time[events.kind == "furnace locked out"]
    assert np.sum(tries <= locked[0]) == 3
    assert locked[1] - locked[0] > 3600.0
    assert tries[tries > locked[0]][0] - locked[0] > 3600.0
    burnt = found.hourly["furnace_gas"][48:].sum()
    assert burnt < 0.02 * found.hourly["furnace_gas"][:24].sum() * 3.0
    assert (burnt > 0.0) == gas
    assert found.hourly["indoor_temperature"][-1] < found.hourly["indoor_temperature"][23] - 3.0


@pytest.mark.slow
def test_a_loaded_filter_opens_the_limit_switch_of_a_furnace(run):
    found = run("gas furnace", JANUARY, fault("low-indoor-airflow", share=0.5))
    assert found.events.count("furnace: limit switch opens") > 3
    assert run("gas furnace", JANUARY, fault("low-indoor-airflow", share=0.2)).events.count(
        "furnace: limit switch opens"
    ) == 0  # fmt: skip


def test_soot_costs_gas(run):
    sound = run("gas furnace", JANUARY)
    sooted = run("gas furnace", JANUARY, fault("heat-exchanger-sooted", share=0.1))
    ratio = kilowatt_hours(sooted, "furnace_gas") / kilowatt_hours(sound, "furnace_gas")
    assert ratio == pytest.approx(1.0 / 0.9, rel=0.02)
