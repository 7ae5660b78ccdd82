"""Furnace only when the heat pump cannot hold the room: the balance point is found, not entered."""

from cosim.config.dual_fuel import DualFuelConfig
from cosim.house.layout import Guard
from cosim.processes.policies.lead import Lead
from cosim.processes.types import Process


def follow(lead: Lead, config: DualFuelConfig) -> Process:
    """Let the furnace that had to relieve the heat pump lead until it is milder outdoors than it was then."""
    env = lead.env
    while True:
        yield lead.relieved.becomes(True)
        env.house.watch(Guard.OUTDOOR_MILD, env.house.outdoor_temperature + config.hysteresis)
        yield from lead.give(to_pump=False)
        yield env.crossing(Guard.OUTDOOR_MILD)
        yield from lead.give(to_pump=True)
