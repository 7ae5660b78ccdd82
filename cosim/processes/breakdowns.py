"""Faults of a heat pump: each occurs on its date and lasts."""

from collections.abc import Callable

from cosim.config.defrost import FaultConfig
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.flow.records import Compressor
from cosim.processes.calls import Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.heat_pump import HeatPump
from cosim.processes.log import EventLog

SHORT_RUN_TIME = 1800.0  # s, of a board set to the wrong timer
LARGE_LEAK = 0.1  # of the discharge gas, through a valve that does not seat


def leaking_share(fault: FaultConfig) -> float:
    """Share of the discharge gas that a leaking reversing valve passes back to suction."""
    return LARGE_LEAK if fault.leak is None else fault.leak


def break_down(
    env: HybridEnvironment,
    fault: FaultConfig,
    heat_pump: HeatPump,
    log: EventLog,
    build: Callable[[FaultConfig], HeatPumpModel],
) -> Process:
    """Wait for the date of `fault`, then apply it.

    `build` returns the model of the broken machine, for a fault that changes its performance.
    """
    if fault.begins > env.now:
        yield env.timeout(fault.begins - env.now)
    log.note(f"fault: {fault.kind}")
    defrost, controls = heat_pump.defrost, env.house.controls
    if fault.kind == "defrost-sensor-open":
        defrost.sensor_open = True
    elif fault.kind == "defrost-sensor-closed":
        defrost.close_sensor()
    elif fault.kind == "defrost-wrong-timer":
        defrost.set_timer(SHORT_RUN_TIME if fault.run_time is None else fault.run_time)
    elif fault.kind == "outdoor-fan-failed":
        controls.fan_failed = 1
    elif fault.kind == "reversing-valve-stuck":
        heat_pump.stuck_in = Compressor.HEATING if fault.position == "heating" else Compressor.COOLING
        defrost.valve_stuck_in_heating = fault.position == "heating"
    elif fault.kind == "reversing-valve-leaking":
        env.house.exchange_maps(build(fault))
