"""Setback and recovery with a heat pump and strips."""

import numpy as np
import pytest

from cosim.config.thermostat import ThermostatConfig

USUAL = {"heating_setpoint_f": 69, "cooling_setpoint_f": 76}
DEEP = USUAL | {"night_heating_setpoint_f": 59}
JANUARY = (0, 31)


@pytest.fixture(scope="module")
def january(live):
    """Run the single-speed machine through Chicago's January in a tight house: flat, set back, recovering smartly."""

    def run(**thermostat):
        sim = live("retrofit-chicago", "single-speed", days=JANUARY, house="tight-new",
                   thermostat=ThermostatConfig(**thermostat))  # fmt: skip
        return sim.run()

    return {"flat": run(**USUAL), "setback": run(**DEEP), "smart": run(**DEEP, recovery="smart")}


@pytest.mark.slow
def test_a_deep_setback_costs_more_than_none_and_smart_recovery_takes_most_of_it_back(january):
    energy = {name: run.hourly["hvac_electricity"].sum() / 1e3 for name, run in january.items()}
    strips = {name: run.hourly["strip_electricity"].sum() / 1e3 for name, run in january.items()}
    penalty = energy["setback"] - energy["flat"]
    assert penalty > 0.02 * energy["flat"]
    assert strips["setback"] > 3 * strips["flat"]
    assert energy["setback"] - energy["smart"] > 0.5 * penalty
    assert strips["smart"] < 0.6 * strips["setback"]


def test_smart_recovery_is_warm_in_time(january):
    def at_seven(run):
        return run.hourly["indoor_temperature"].reshape(-1, 24)[7:, 6].mean()

    assert at_seven(january["smart"]) > at_seven(january["setback"]) + 0.5
    assert at_seven(january["smart"]) > 292.7  # within a kelvin of 69 °F in the first hour of the day
    assert january["smart"].hourly["unmet_heating"].sum() < 0.5 * january["setback"].hourly["unmet_heating"].sum()


def test_nobody_is_colder_than_the_setback_for_the_sake_of_recovery(live):
    # a leaky house in the cold: the heat pump alone loses ground, so backup must come in during the recovery
    sim = live("retrofit-chicago", "single-speed", days=(0, 12), thermostat=ThermostatConfig(**DEEP, recovery="smart"))
    run = sim.run()
    assert run.hourly["indoor_temperature"].min() > 288.15 - 1.5
    assert run.events.count("recovery") >= 12


def test_recovery_starts_earlier_on_colder_mornings(january):
    events = january["smart"].events
    mine = events.kind == "recovery"
    lead = 6 * 3600.0 - events.time[mine] % 86400.0
    cold = events.outdoor_temperature[mine] < np.median(events.outdoor_temperature[mine])
    learnt = np.arange(lead.size) >= 7
    assert lead[learnt & cold].mean() > lead[learnt & ~cold].mean()
    assert lead.min() > 0.0 and lead.max() <= 4 * 3600.0 + 1.0
