"""Switchover by outdoor temperature, as a dual-fuel thermostat with an outdoor sensor does it."""

from cosim.config.dual_fuel import DualFuelConfig
from cosim.house.layout import Guard
from cosim.processes.policies.lead import Lead
from cosim.processes.types import Process


def follow(lead: Lead, config: DualFuelConfig) -> Process:
    """Let the furnace lead below the switchover temperature, the heat pump above it plus the hysteresis."""
    env = lead.env
    env.house.watch(Guard.OUTDOOR_COLD, config.switchover)
    env.house.watch(Guard.OUTDOOR_MILD, config.switchover + config.hysteresis)
    while True:
        yield env.crossing(Guard.OUTDOOR_COLD)
        yield from lead.give(to_pump=False)
        yield env.crossing(Guard.OUTDOOR_MILD)
        yield from lead.give(to_pump=True)
