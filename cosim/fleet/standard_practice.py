"""The five tests of the California Standard Practice Manual.

California Public Utilities Commission, "California Standard Practice Manual: Economic Analysis of Demand-Side Programs
and Projects", October 2001: chapters 2 (participant), 3 (ratepayer impact), 4 (total resource cost, with the societal
variant) and 5 (programme administrator). Fuel switching counts with both fuels: avoided supply of one
is a benefit, additional supply of the other a cost. The utility is taken to supply both fuels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.config.programme import AvoidedCostsConfig, EconomicsConfig
from cosim.constants import HOUR
from cosim.units import KILOWATT_HOUR

KILOWATT, TONNE = 1e3, 1e3


@dataclass(frozen=True)
class Adoption:
    """One measure in one configuration: its cost per home, USD, and the number of adopters, by weight."""

    measure: str
    homes: float
    cost: float
    incentive: float
    tax_credit: float
    administration: float
    lifetime: int


@dataclass(frozen=True)
class Change:
    """Annual change of a configuration from the first one, over all homes; USD and kg."""

    electric_supply: float
    """Marginal cost of energy, losses included."""
    capacity: float
    gas_supply: float
    electric_bills: float
    gas_bills: float
    """Fixed charges of the gas account included."""
    emissions: float
    peak: float
    """Change of the mean of the highest hours, at the customers, W."""


@dataclass(frozen=True)
class Test:
    """One test: present values of benefits and costs by name, USD."""

    name: str
    discount: float
    benefits: dict[str, float]
    costs: dict[str, float]

    @property
    def net(self) -> float:
        """Benefits less costs."""
        return sum(self.benefits.values()) - sum(self.costs.values())

    @property
    def ratio(self) -> float:
        """Benefits over costs; NaN without any."""
        costs = sum(self.costs.values())
        return sum(self.benefits.values()) / costs if costs > 0 else float("nan")


def yearly_change(
    before: Array, after: Array, gas: float, bills: tuple[float, float], emissions: float, avoided: AvoidedCostsConfig
) -> Change:
    """Price the change of a year's supply.

    Parameters
    ----------
    before, after : array, shape (8760,)
        Electric power of all homes in each hour, W.
    gas : float
        Change of the gas burnt, J.
    bills : tuple of float
        Change of all bills for electricity, and of those for gas.
    emissions : float
        Change, kg.
    avoided : AvoidedCostsConfig
    """
    course = np.tile(avoided.electricity_course, len(before) // 24)
    delivered = 1.0 / (1.0 - avoided.losses)
    energy = float(np.sum((after - before) * course)) * HOUR * avoided.electricity * delivered
    peaks = [float(np.mean(np.sort(power)[-avoided.peak_hours :])) for power in (before, after)]
    peak = peaks[1] - peaks[0]
    return Change(
        electric_supply=energy,
        capacity=peak / KILOWATT * delivered * avoided.capacity_usd_per_kw_year,
        gas_supply=gas * avoided.gas,
        electric_bills=bills[0],
        gas_bills=bills[1],
        emissions=emissions,
        peak=peak,
    )


def present_worth(discount: float, escalation: float, years: int) -> float:
    """Return the present value of a dollar a year, paid at the end of each year and rising by `escalation`."""
    year = np.arange(1, years + 1)
    return float(np.sum((1.0 + escalation) ** (year - 1) / (1.0 + discount) ** year))


def horizon_of(adoptions: Sequence[Adoption]) -> int:
    """Return the horizon, years: the life of the longest-lived measure."""
    return max((each.lifetime for each in adoptions if each.homes), default=1)


def bought(each: Adoption, horizon: int, discount: float) -> float:
    """Return the present value of a measure's cost in all homes, replacements within the horizon included.

    The last replacement counts only for the part of its life within the horizon.
    """
    total = 0.0
    for start in range(0, horizon, each.lifetime):
        share = min(horizon - start, each.lifetime) / each.lifetime
        total += each.cost * share / (1.0 + discount) ** start
    return each.homes * total


def standard_tests(
    change: Change, adoptions: Sequence[Adoption], economics: EconomicsConfig, avoided: AvoidedCostsConfig
) -> list[Test]:
    """Return the participant, ratepayer, total resource, programme administrator and societal tests.

    Free riders (1 less net-to-gross) receive incentives and administration, but their savings do not count.
    """
    years, net = horizon_of(adoptions), economics.net_to_gross
    incentives = sum(each.homes * each.incentive for each in adoptions)
    credits_ = sum(each.homes * each.tax_credit for each in adoptions)
    administration = sum(each.homes * each.administration for each in adoptions) + economics.fixed_administration_usd

    def worth(discount: float) -> float:
        return present_worth(discount, economics.escalation, years)

    def costs_of(discount: float) -> float:
        return sum(bought(each, years, discount) for each in adoptions)

    participant = _test("Participant", economics.discount_participant)
    factor = worth(participant.discount)
    _saving(participant, "bills for electricity", change.electric_bills * factor)
    _saving(participant, "bills for gas", change.gas_bills * factor)
    participant.benefits["incentives"] = incentives
    participant.benefits["tax credits"] = credits_
    participant.costs["measures"] = costs_of(participant.discount)

    utility = economics.discount_utility
    factor = worth(utility)
    supplies = {
        "electric energy": net * change.electric_supply * factor,
        "electric capacity": net * change.capacity * factor,
        "gas": net * change.gas_supply * factor,
    }
    ratepayer, resource, administrator = (
        _test(name, utility) for name in ("Ratepayer impact", "Total resource cost", "Programme administrator")
    )
    for test in (ratepayer, resource, administrator):
        for name, value in supplies.items():
            _saving(test, f"supply: {name}", value)
        test.costs["administration"] = administration
    for name, value in (("electricity", change.electric_bills), ("gas", change.gas_bills)):
        _saving(ratepayer, f"revenue from {name}", -net * value * factor)
    for test in (ratepayer, administrator):
        test.costs["incentives"] = incentives
    resource.costs["measures"] = net * costs_of(utility)
    resource.benefits["tax credits"] = net * credits_

    societal = _test("Societal", economics.discount_societal)
    factor = worth(societal.discount)
    for name, value in (("electric energy", change.electric_supply), ("electric capacity", change.capacity),
                        ("gas", change.gas_supply)):  # fmt: skip
        _saving(societal, f"supply: {name}", net * value * factor)
    _saving(societal, "social cost of emissions", net * change.emissions / TONNE * avoided.carbon_usd_per_t * factor)
    societal.costs["administration"] = administration
    societal.costs["measures"] = net * costs_of(societal.discount)
    return [participant, ratepayer, resource, administrator, societal]


def _test(name: str, discount: float) -> Test:
    return Test(name, discount, {}, {})


def _saving(test: Test, name: str, more_to_pay: float) -> None:
    """Enter a change of supply: a decrease is a benefit, an increase a cost."""
    if more_to_pay <= 0:
        test.benefits[name] = -more_to_pay
    else:
        test.costs[name] = more_to_pay


def price_per_kilowatt_hour(price: float) -> float:
    """Return a price per joule as one per kilowatt-hour."""
    return price * KILOWATT_HOUR
