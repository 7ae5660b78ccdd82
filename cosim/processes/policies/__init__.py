"""Who has the lead in a dual-fuel house: one module a policy, chosen by name.

A policy is a process that tells a `Lead` which source it prefers. What the equipment may do at all (lockouts, the
furnace's relief of a heat pump that falls behind, the rule that burner and compressor never heat one plenum) is the
dispatcher's, the same under every policy.
"""

from collections.abc import Callable

from cosim.config.dual_fuel import DualFuelConfig, PolicyName
from cosim.processes.policies import capacity, hourly, temperature
from cosim.processes.policies.lead import Lead
from cosim.processes.types import Process

Policy = Callable[[Lead, DualFuelConfig], Process]


def _heat_pump_leads(lead: Lead, config: DualFuelConfig) -> Process:
    """Leave the lead with the heat pump: `droop` and `signal`, whose furnace is called by others."""
    yield from ()


POLICIES: dict[PolicyName, Policy] = {
    "temperature": temperature.follow,
    "capacity": capacity.follow,
    "economic": hourly.follow,
    "carbon": hourly.follow,
    "droop": _heat_pump_leads,
    "signal": _heat_pump_leads,
}
