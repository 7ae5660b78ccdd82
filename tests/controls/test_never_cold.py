"""Never cold by control: whatever is locked out and whoever leads, who may heat and can carry the load does."""

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cosim.config.backup import DualFuelConfig, LockoutsConfig, StripsConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.scenarios.checks import reach_faults
from cosim.simulation.simulation import Simulation
from tests.controls.conftest import DAY, both_heat, configuration, place, watch

FALL = (
    1.2  # K that this light-built house loses below the threshold of backup in 10 min of declared delay, and a little
)
CARRIES = 271.0  # K outdoors, down to which the cold-climate machine holds the house in Chicago alone

temperatures = st.none() | st.floats(248.0, 285.0)


@settings(max_examples=14, suppress_health_check=[HealthCheck.too_slow])
@given(
    compressor_below=temperatures,
    backup_above=st.none() | st.floats(CARRIES + 1.0, 285.0),
    policy=st.none() | st.sampled_from(["temperature", "capacity", "economic", "carbon", "droop"]),
    switchover=st.floats(250.0, 285.0),
    dwell=st.floats(0.0, 6.0),
    kind=st.sampled_from(["matched", "single-stage", "two-stage"]),
    droop=st.floats(0.5, 1.5),
    delay=st.floats(0.0, 600.0),
    emergency=st.booleans(),
    begin=st.sampled_from([3, 20, 33, 65]),
)
def test_the_room_stays_in_its_band_whatever_is_locked_out(
    compressor_below, backup_above, policy, switchover, dwell, kind, droop, delay, emergency, begin
):
    scenario, envelope = place("retrofit-chicago")
    lockouts = LockoutsConfig.model_construct(compressor_below=compressor_below, backup_above=backup_above)
    thermostat = ThermostatConfig(kind=kind, backup_droop_k=droop, backup_delay_s=delay,
                                  mode="emergency heat" if emergency else "auto")  # fmt: skip
    dual_fuel = (
        None if policy is None else DualFuelConfig(policy=policy, switchover_k=switchover, minimum_dwell_h=dwell)
    )
    pump = configuration(scenario, "cold-climate").heat_pump
    cutoff = pump.limits.cutoff
    assume(not reach_faults(lockouts, thermostat, dual_fuel, cutoff=cutoff, has_backup=True))
    furnace = configuration(scenario, "dual fuel").furnace
    chosen = replace(
        configuration(scenario, "cold-climate"),
        strips=StripsConfig(capacity_kw=25) if dual_fuel is None else None,
        furnace=None if dual_fuel is None else furnace,
        dual_fuel=dual_fuel,
        lockouts=lockouts,
        thermostat=thermostat,
    )
    sim = Simulation(scenario, chosen, envelope=envelope, start_hour=begin * DAY, end_hour=(begin + 4) * DAY)
    together = []
    watch(sim, 301.0, lambda: together.append(both_heat(sim)))
    hourly = sim.run().hourly
    assert not any(together)
    below = hourly["heating_setpoint"] - hourly["indoor_temperature"]
    assert below.max() < max(droop, thermostat.deadband / 2) + FALL
    # and the whole time is spent in the band, not just near its edge
    assert below.mean() < droop + 0.3
