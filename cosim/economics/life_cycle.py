"""Life-cycle costs: net present cost, payback, levelised cost of heat, cost of abated carbon.

Amounts are in today's dollars and rates are real. Equipment is paid for at the beginning of a year, energy and
maintenance at the end; the first year's energy cost is the simulated one, later years follow the escalation of prices.
Equipment is replaced at the end of its life; at the end of the plan the last one's remaining years are credited in
proportion.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.config.life_cycle import CostConfig, IncentiveConfig, LifeCycleConfig

TONNE = 1000.0


@dataclass(frozen=True, slots=True)
class Year:
    """Energy costs, heat and emissions of one configuration in the simulated year.

    Attributes
    ----------
    electricity, fuel : float
        The whole house's bills, USD.
    heating : float
        Share of these bills that is for heating, USD.
    heat : float
        Heat delivered, kWh.
    emissions : float
        kg of CO2 equivalent.
    """

    electricity: float
    fuel: float
    heating_electricity: float
    heating_fuel: float
    heat: float
    emissions: float


@dataclass(frozen=True, slots=True)
class Option:
    """One configuration with its costs and incentives."""

    name: str
    cost: CostConfig
    incentive: float
    year: Year


@dataclass(frozen=True, slots=True)
class Outcome:
    """Life-cycle result of one configuration; None where a figure does not apply.

    Attributes
    ----------
    first_cost : float
        Payment on the first day, net of incentives, USD.
    net_present_cost : float
        USD.
    simple_payback, discounted_payback : float, optional
        Years against the first option; zero where it costs no more up front, None where it never pays back.
    levelised_heat : float, optional
        USD/kWh: present value of equipment and of energy for heating, over that of the heat.
    abatement : float, optional
        USD per tonne of avoided emissions against the first option; None where it avoids none.
    """

    name: str
    installed: float
    incentive: float
    first_cost: float
    energy: float
    net_present_cost: float
    simple_payback: float | None
    discounted_payback: float | None
    levelised_heat: float | None
    abatement: float | None


def compare_years(options: Sequence[Option], plan: LifeCycleConfig) -> list[Outcome]:
    """Return the outcome of each option; the first is the baseline of the others."""
    flows = [_equipment(option, plan) + _energy(option.year.electricity, option.year.fuel, plan) for option in options]
    return [_outcome(option, flow, options[0], flows[0], plan) for option, flow in zip(options, flows, strict=True)]


def present_value(flows: Array, rate: float) -> float:
    """Return the present value of payments at the ends of years 0, 1, 2 ..."""
    return float(np.sum(flows / (1 + rate) ** np.arange(flows.size)))


def _equipment(option: Option, plan: LifeCycleConfig) -> Array:
    """Return payments for equipment and maintenance at the end of each year; index 0 is today."""
    cost = option.cost
    flows = np.zeros(plan.years + 1)
    flows[1:] = cost.maintenance
    bought = None
    for year in range(cost.years_left, plan.years, cost.lifetime_years):
        flows[year] += cost.installed
        bought = year
    if cost.years_left == 0:
        flows[0] -= option.incentive
    if bought is not None:
        left = bought + cost.lifetime_years - plan.years
        flows[-1] -= cost.installed * max(left, 0) / cost.lifetime_years
    return flows


def _energy(electricity: float, fuel: float, plan: LifeCycleConfig) -> Array:
    years = np.arange(plan.years)
    flows = np.zeros(plan.years + 1)
    flows[1:] = electricity * (1 + plan.electricity_escalation) ** years + fuel * (1 + plan.fuel_escalation) ** years
    return flows


def _outcome(option: Option, flow: Array, first: Option, first_flow: Array, plan: LifeCycleConfig) -> Outcome:
    itself = option is first
    extra = flow[0] - first_flow[0]
    saved = (first.year.electricity + first.year.fuel + first.cost.maintenance) - (
        option.year.electricity + option.year.fuel + option.cost.maintenance
    )
    net = present_value(flow, plan.discount_rate)
    abated = (first.year.emissions - option.year.emissions) * plan.years / TONNE
    more = net - present_value(first_flow, plan.discount_rate)
    heat = present_value(np.concatenate([[0.0], np.full(plan.years, option.year.heat)]), plan.discount_rate)
    heating = _equipment(option, plan) + _energy(option.year.heating_electricity, option.year.heating_fuel, plan)
    return Outcome(
        name=option.name,
        installed=option.cost.installed,
        incentive=option.incentive if option.cost.years_left == 0 else 0.0,
        first_cost=float(flow[0]),
        energy=option.year.electricity + option.year.fuel,
        net_present_cost=net,
        simple_payback=None if itself else _simple(extra, saved),
        discounted_payback=None if itself else _discounted(first_flow - flow, plan.discount_rate),
        levelised_heat=present_value(heating, plan.discount_rate) / heat if heat > 0 else None,
        abatement=None if itself or abated <= 0 else more / abated,
    )


def _simple(extra: float, saved: float) -> float | None:
    if extra <= 0:
        return 0.0 if saved >= 0 else None
    return extra / saved if saved > 0 else None


def _discounted(gains: Array, rate: float) -> float | None:
    """Return the years after which discounted savings cover the extra first cost and still do at the end."""
    balance = np.cumsum(gains / (1 + rate) ** np.arange(gains.size))
    if balance[-1] < 0:
        return None
    below = np.flatnonzero(balance < 0)
    if below.size == 0:
        return 0.0
    last = int(below[-1])
    return last + float(-balance[last] / (balance[last + 1] - balance[last]))


def is_due(incentive: IncentiveConfig, plan: LifeCycleConfig) -> bool:
    """Return whether equipment installed on the plan's date qualifies for an incentive."""
    day = plan.install_date
    if day is None:
        return False
    begun = incentive.installed_from is None or day >= incentive.installed_from
    return begun and (incentive.installed_until is None or day <= incentive.installed_until)


def paid_towards(
    installed: float, equipment: Collection[str], incentives: Collection[IncentiveConfig], plan: LifeCycleConfig
) -> float:
    """Return the sum of all incentives towards an installed cost, USD; never more than the cost.

    Parameters
    ----------
    installed : float
        Installed cost, USD.
    equipment : collection of str
        Installed equipment: heat_pump, air_conditioner, furnace.
    incentives : collection of IncentiveConfig
    plan : LifeCycleConfig
        Gives the installation date.
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
