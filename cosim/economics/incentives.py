"""What is paid towards equipment, by the day on which it is installed."""

from collections.abc import Collection

from cosim.config.life_cycle import IncentiveConfig, LifeCycleConfig


def is_due(incentive: IncentiveConfig, plan: LifeCycleConfig) -> bool:
    """Tell whether what is installed on the plan's day gets an incentive."""
    day = plan.install_date
    if day is None:
        return False
    begun = incentive.installed_from is None or day >= incentive.installed_from
    return begun and (incentive.installed_until is None or day <= incentive.installed_until)


def paid_towards(
    installed: float, equipment: Collection[str], incentives: Collection[IncentiveConfig], plan: LifeCycleConfig
) -> float:
    """Return what all incentives together pay towards an installed cost, USD; never more than the cost.

    Parameters
    ----------
    installed : float
        Installed cost, USD.
    equipment : collection of str
        What is installed: heat_pump, air_conditioner, furnace.
    incentives : collection of IncentiveConfig
    plan : LifeCycleConfig
        Knows the day.
    """
    total = 0.0
    for incentive in incentives:
        if not is_due(incentive, plan):
            continue
        for rule in incentive.rules:
            if rule.equipment in equipment:
                share = rule.share * installed
                total += share if rule.most is None else min(share, rule.most)
        if incentive.amount is not None and set(incentive.equipment) & set(equipment):
            total += incentive.amount
    return min(total, installed)
