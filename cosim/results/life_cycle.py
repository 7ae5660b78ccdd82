"""Years of cost of the configurations in a Dataset, with every assumption beside the result."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import xarray as xr
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cosim.config.life_cycle import CostConfig, LifeCycleConfig
from cosim.constants import HOUR, HOURS_OF_YEAR
from cosim.economics.emissions import refrigerant_emissions
from cosim.economics.life_cycle import Option, Outcome, Year, compare_years, is_due, paid_towards
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.rates.rates import Rates
from cosim.rates.reading import Plan
from cosim.results.billing import (
    KINDS_OF_EQUIPMENT,
    House,
    bill_of,
    emissions_of,
    houses_of,
    rate_lines,
    rates_of,
)
from cosim.results.steering import check_steering
from cosim.schema.variables import HEATING_SOURCES
from cosim.units import KILOWATT_HOUR, SHORT_TON, THERM, System

LIFE_CYCLE = "life_cycle"
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Measured:
    """What of a Dataset years of cost are made from: read once, priced often.

    Attributes
    ----------
    houses : list of House
    heating : list of array
        Share of the equipment's electricity that goes to heating in each hour, times that electricity, W.
    heat : list of float
        Heat delivered, kWh.
    equipment : list of tuple of str
    """

    names: list[str]
    houses: list[House]
    heating: list[Any]
    heat: list[float]
    equipment: list[tuple[str, ...]]

    @classmethod
    def of(cls, dataset: xr.Dataset) -> "Measured":
        """Return what a Dataset tells; it has to hold a whole year."""
        hours = dataset.sizes["time"]
        if hours != HOURS_OF_YEAR:
            problem = f"holds {hours} hours, and years of cost need a whole one"
            raise InvalidInput([Fault(_name(dataset), problem, "run it without --from and --to")])
        sources = [dataset[name].values for name in HEATING_SOURCES]
        warm = np.clip(np.sum(sources, axis=0) - dataset["defrost_heat"].values, 0, None)
        cold = np.clip(dataset["cooling_sensible"].values + dataset["cooling_latent"].values, 0, None)
        both = warm + cold
        share = np.divide(warm, both, out=np.ones_like(both), where=both > 0)
        return cls(
            names=[str(name) for name in dataset["configuration"].values],
            houses=houses_of(dataset),
            heating=list(share * dataset["hvac_electricity"].values),
            heat=[float(heat) for heat in dataset["annual_heating"].values],
            equipment=[tuple(str(kinds).split()) for kinds in dataset[KINDS_OF_EQUIPMENT].values],
        )

    def with_one(self, number: int, other: "Measured") -> "Measured":
        """Return it with the only configuration of `other` in place of one of its own."""
        parts = {
            part.name: [*own[:number], *getattr(other, part.name), *own[number + 1 :]]
            for part in fields(self)
            for own in [getattr(self, part.name)]
        }
        return Measured(**parts)

    def years(self, rates: Rates) -> list[Year]:
        """Return what each configuration costs and emits in a year at given rates."""
        price = rates.electricity_price_by_hour()
        years = []
        for house, heating, heat in zip(self.houses, self.heating, self.heat, strict=True):
            due = bill_of(rates, house)
            caused = emissions_of(rates, house)
            factors = rates.emissions
            leaked = refrigerant_emissions(factors.refrigerant, house.refrigerant, house.charge, factors.gwp_years)
            of_fuel = float((due.fuel + due.fuel_fixed).sum())
            years.append(Year(
                electricity=float(due.of_electricity.sum()),
                fuel=of_fuel,
                heating_electricity=float(np.dot(heating, price)) * HOUR,
                heating_fuel=of_fuel,
                heat=heat,
                emissions=caused.total + leaked,
            ))  # fmt: skip
        return years

    def outcomes(self, rates: Rates, plan: Plan) -> list[Outcome]:
        """Return what years of each configuration come to."""
        costs = [self._cost(name, plan.config) for name in self.names]
        options = [
            Option(name, cost, paid_towards(cost.installed, equipment, plan.incentives, plan.config), year)
            for name, cost, equipment, year in zip(self.names, costs, self.equipment, self.years(rates), strict=True)
        ]
        return compare_years(options, plan.config)

    def _cost(self, name: str, config: LifeCycleConfig) -> CostConfig:
        if name not in config.costs:
            place = f'life_cycle.costs."{name}"'
            raise InvalidInput([Fault(place, "is missing", did_you_mean(name, config.costs) if config.costs else
                                      f'write [life_cycle.costs."{name}"] with installed_usd')])  # fmt: skip
        return config.costs[name]


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """Outcomes with what they rest on.

    Attributes
    ----------
    rows : tuple of dict
        One a configuration: the fields of `cosim.economics.life_cycle.Outcome`.
    assumptions : tuple of str
        Everything that was assumed, a line each.
    units : {"si", "us"}
        Of the printed table; the rows always have $/kWh of heat and $/t of CO₂e.
    """

    title: str
    rows: tuple[dict[str, Any], ...]
    assumptions: tuple[str, ...]
    units: System = "si"

    def to_json(self) -> str:
        """Return rows and assumptions as JSON."""
        return json.dumps({"rows": self.rows, "assumptions": self.assumptions}, indent=2, ensure_ascii=False)

    def __str__(self) -> str:
        file = io.StringIO()
        console = Console(file=file, width=max(80, 40 + 18 * len(self.rows)), color_system=None)
        console.print(Text(self.title, style="bold"))
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1))
        table.add_column("", no_wrap=True)
        for row in self.rows:
            table.add_column(Text(row["name"]), justify="right", vertical="bottom", max_width=16)
        for label, key, scale, decimals in LINES + SPECIFIC[self.units]:
            table.add_row(label, *(shown(row[key], scale, decimals) for row in self.rows))
        console.print(table)
        for line in self.assumptions:
            console.print(Text(line), soft_wrap=True)
        return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


LINES = (
    ("Installed, $", "installed", 1.0, 0),
    ("Incentives, $", "incentive", 1.0, 0),
    ("First cost, $", "first_cost", 1.0, 0),
    ("Energy in the first year, $", "energy", 1.0, 0),
    ("Net present cost, $", "net_present_cost", 1.0, 0),
    ("Simple payback, years", "simple_payback", 1.0, 1),
    ("Discounted payback, years", "discounted_payback", 1.0, 1),
)
SPECIFIC: dict[System, tuple[tuple[str, str, float, int], ...]] = {
    "si": (
        ("Levelised cost of heat, ¢/kWh", "levelised_heat", 100.0, 1),
        ("Cost of abated CO₂e, $/t", "abatement", 1.0, 0),
    ),
    "us": (
        ("Levelised cost of heat, $/MMBtu", "levelised_heat", 10 * THERM / KILOWATT_HOUR, 2),
        ("Cost of abated CO₂e, $/short ton", "abatement", SHORT_TON / 1000.0, 0),
    ),
}


def shown(value: float | None, scale: float, decimals: int) -> str:
    """Return a number as tables have it; a dash where there is none."""
    if value is None:
        return NOTHING
    text = f"{scale * value:,.{decimals}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else "0"


def life_cycle(
    dataset: xr.Dataset, plan: Plan | None = None, rates: Rates | None = None, units: System = "si"
) -> LifeCycle:
    """Return years of cost of the configurations in a Dataset.

    Parameters
    ----------
    dataset : xarray.Dataset
        A whole year, from `cosim.simulate` or read from its file.
    plan : Plan, optional
        Costs and rates; by default those of the scenario.
    rates : Rates, optional
        Prices and emission factors; by default those that the Dataset was billed with.
    units : {"si", "us"}
        Of the printed table and of the prices among the assumptions.

    Raises
    ------
    InvalidInput
        If a control follows prices or carbon, and would have run otherwise at these.
    """
    plan = plan or plan_of(dataset)
    if rates is not None:
        check_steering(dataset, rates_of(dataset), rates)
    rates = rates or rates_of(dataset)
    measured = Measured.of(dataset)
    outcomes = measured.outcomes(rates, plan)
    return LifeCycle(
        f"{dataset.attrs['title']}: {plan.config.years} years",
        tuple(asdict(outcome) for outcome in outcomes),
        tuple(_assumptions(measured, plan, rates, units)),
        units,
    )


def plan_of(dataset: xr.Dataset) -> Plan:
    """Return the costs and rates that the scenario of a Dataset states."""
    if LIFE_CYCLE not in dataset.attrs:
        problem = "its scenario has no table life_cycle, which says what the equipment costs"
        raise InvalidInput([Fault(_name(dataset), problem, "add one, or name a file: --plan FILE.toml")])
    return Plan.from_data(json.loads(dataset.attrs[LIFE_CYCLE]))


def plan_attribute(plan: Plan | None) -> dict[str, str]:
    """Return a plan as an attribute of a Dataset; nothing without one."""
    return {} if plan is None else {LIFE_CYCLE: json.dumps(plan.as_data(), ensure_ascii=False)}


def doubtful_costs(names: Sequence[str], config: LifeCycleConfig) -> list[str]:
    """Say of which configurations the plan renews equipment that costs nothing."""
    free = [(name, config.costs[name]) for name in names if config.costs[name].installed == 0]
    return [
        f"{name}: installed_usd = 0, so that it is bought again for nothing after {due} years; state what it will cost"
        for name, cost in free
        if (due := cost.years_left or cost.lifetime_years) < config.years
    ]


def _assumptions(measured: Measured, plan: Plan, rates: Rates, units: System) -> list[str]:
    config = plan.config
    fuels = sorted({house.fuel for house in measured.houses} - {""})
    lines = [
        "Assumptions",
        f"  money of today, real rates; {config.years} years; discount rate {100 * config.discount_rate:g} % a year",
        f"  prices rise by {100 * config.electricity_escalation:g} % (electricity) and "
        f"{100 * config.fuel_escalation:g} % (fuel) a year",
        "  every year has the weather and the emission factors of the first",
        "  equipment is bought again when its life is over; what is left at the end is credited by its years",
    ]
    for name in measured.names:
        cost = config.costs[name]
        when = f", due in {cost.years_left} years" if cost.years_left else ""
        lines.append(f"  {name}: {cost.installed:,.0f} $ installed{when}, lasts {cost.lifetime_years} years, "
                     f"maintenance {cost.maintenance:,.0f} $ a year")  # fmt: skip
    lines += [f"  warning: {words}" for words in doubtful_costs(measured.names, config)]
    if not plan.incentives:
        lines.append("  no incentives")
    for incentive in plan.incentives:
        state = "counted" if is_due(incentive, config) else f"not paid for what is installed on {config.install_date}"
        lines.append(f"  incentive {incentive.title or incentive.name}: {state}")
    return [
        *lines,
        *(f"  {line}" for line in rate_lines(rates, fuels, units)),
    ]


def _name(dataset: xr.Dataset) -> str:
    return str(dataset.attrs.get("scenario", "results"))
