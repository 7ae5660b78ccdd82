"""A communicating control of an inverter: sampled, in steps, soft after a start; and the sensor that it reads."""

import numpy as np
import pytest

from cosim.config.thermostat import ModulationConfig, ThermostatConfig
from cosim.flow.records import Compressor
from cosim.simulation.simulation import Simulation
from tests.controls.conftest import watch

DAYS = (10, 14)


def speeds(sim) -> list[tuple[float, float]]:
    """Run, and return the times and speeds at which the compressor was found heating."""
    seen = []

    def look():
        if sim.house.controls.compressor == Compressor.HEATING and not sim.house.controls.defrosting:
            seen.append((sim.time, float(sim.house.state.target_speed)))

    watch(sim, 60.0, look)
    sim.run()
    return seen


@pytest.mark.slow
def test_speeds_are_steps_above_the_least_one(live):
    sim = live("retrofit-greensboro", "cold-climate", days=(70, 80))  # mild, so that the range does not end it
    step = sim.configuration.thermostat.modulation.speed_step
    found = np.array([speed for time, speed in speeds(sim) if time > 70 * 86400.0])
    usual, counts = np.unique(found.round(3), return_counts=True)
    often = usual[counts > 0.005 * found.size]
    above = (often[often != 35.0] - sim.house.speed_min(Compressor.HEATING)) / step  # 35: the soft start
    assert often.size > 4
    assert above == pytest.approx(above.round())
    assert counts[counts > 0.005 * found.size].sum() > 0.9 * found.size


@pytest.mark.slow
def test_a_continuous_drive_and_one_in_steps_use_nearly_the_same(live):
    def used(step):
        thermostat = ThermostatConfig(modulation=ModulationConfig(speed_step_rps=step))
        run = live("retrofit-greensboro", "cold-climate", days=(0, 30), thermostat=thermostat).run()
        return run.hourly["hvac_electricity"].sum()

    assert used(4.0) == pytest.approx(used(0.0), rel=0.02)


def test_the_integral_does_not_wind_up(live):
    sim = live("retrofit-chicago", "mini-split", days=(4, 8), strips=None)  # out of reach for days
    found = []
    watch(sim, 600.0, lambda: found.append(float(sim.house.state.modulation)))
    sim.run()
    assert min(found) >= 0.0 and max(found) <= 1.0


@pytest.mark.slow
def test_an_inverter_under_an_on_off_thermostat_runs_at_its_rated_speed_or_not_at_all(live):
    thermostat = ThermostatConfig(kind="single-stage")
    sim = live("retrofit-greensboro", "cold-climate", days=DAYS, thermostat=thermostat)
    found = set()
    watch(sim, 60.0, lambda: found.add((int(sim.house.controls.modulating), round(float(sim.house.state.speed)))))
    modulated = live("retrofit-greensboro", "cold-climate", days=DAYS).run()
    on_off = sim.run()
    assert len({speed for _, speed in found if speed > 0}) <= 2 and {kind for kind, _ in found} == {0}
    assert on_off.compressor_starts > 1.5 * modulated.compressor_starts
    assert on_off.hourly["hvac_electricity"].sum() > modulated.hourly["hvac_electricity"].sum()


@pytest.mark.slow
def test_a_two_stage_thermostat_gives_an_inverter_two_speeds(live):
    thermostat = ThermostatConfig(kind="two-stage")
    sim = live("retrofit-chicago", "cold-climate", days=DAYS, thermostat=thermostat)
    found = set()
    watch(sim, 60.0, lambda: found.add(round(float(sim.house.controls.speed), 2)))
    run = sim.run()
    assert run.events.count("second stage") > 0
    assert found - {0.0} == {36.0, 60.0}  # 60 and 100 % of the rated speed


def test_a_sensor_that_reads_too_much_keeps_the_room_that_much_colder(live):
    def room(offset):
        thermostat = ThermostatConfig(sensor_offset_k=offset)
        hourly = live("retrofit-greensboro", "furnace", days=DAYS, thermostat=thermostat).run().hourly
        heats = hourly["furnace_gas"] > 0.0
        return hourly["indoor_temperature"][heats].mean()

    assert room(0.0) - room(1.0) == pytest.approx(1.0, abs=0.1)


def test_a_sluggish_sensor_lets_the_room_swing_more_slowly(live):
    def starts(lag):
        thermostat = ThermostatConfig(sensor_time_constant_s=lag)
        return live("retrofit-greensboro", "furnace", days=DAYS, thermostat=thermostat).run().events.count("furnace")

    assert starts(600.0) < 0.8 * starts(0.0)


@pytest.mark.slow
def test_the_internal_step_is_no_control_interval(live):
    sim = live("retrofit-greensboro", "cold-climate", days=(0, 30))
    coarse = sim.run().hourly["hvac_electricity"].sum()
    fine = Simulation(
        sim.scenario, sim.configuration, envelope=sim.envelope, start_hour=0, end_hour=30 * 24, step=30.0
    ).run()
    assert fine.hourly["hvac_electricity"].sum() == pytest.approx(coarse, rel=0.004)
