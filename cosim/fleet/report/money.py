"""Money: who wins and who loses, and the tests of the Standard Practice Manual with every input."""

import json
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr

from cosim.config.programme import ProgrammeConfig
from cosim.constants import HOURS_OF_YEAR
from cosim.fleet.answers import adopters, changes, hours_of, total_power, totals, weights
from cosim.fleet.report.section import TON, Titled, line_of, number, table, tonnes
from cosim.fleet.standard_practice import (
    Adoption,
    Change,
    Test,
    horizon_of,
    present_worth,
    standard_tests,
    yearly_change,
)
from cosim.fleet.weighted import mean_of, quantiles_of, spread_of
from cosim.results.report.charts import Chart, Panel, Section, Series, Text, said
from cosim.results.report.quantities import both, units
from cosim.units import KILOWATT_HOUR, POUND, SHORT_TON, THERM

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
CHANGES: tuple[tuple[str, Text, int, float], ...] = (
    ("cost", "Bills, $", 0, 1.0),
    ("emissions", said("Emissions, {}", both("kg CO₂e", "lb CO₂e")), 0, 1 / POUND),
    ("electricity", "Electricity, kWh", 0, 1.0),
    ("peak_house_electric", "Own highest 15 minutes, W", 0, 1.0),
    ("unmet_heating", said("Unmet heating, {}", units("degree_hours")), 1, 1.8),
)
"""Figure, label, digits, and what it is multiplied by in American units."""
BINS = 30


def programme_of(fleet: xr.Dataset) -> ProgrammeConfig:
    """Return the programme that the results were made from, less what names files."""
    return ProgrammeConfig.model_construct(**_as_models(json.loads(fleet.attrs["programme"])))


def _as_models(data: dict[str, Any]) -> dict[str, Any]:
    """Return a dumped programme with its money as models again; values are in SI already, so nothing is validated."""
    from cosim.config.programme import AvoidedCostsConfig, EconomicsConfig, MeasureConfig

    found = dict(data)
    found["measures"] = tuple(MeasureConfig.model_construct(**measure) for measure in data["measures"])
    found["economics"] = EconomicsConfig.model_construct(**data["economics"])
    avoided = data["avoided_costs"]
    found["avoided_costs"] = None if avoided is None else AvoidedCostsConfig.model_construct(**avoided)
    return found


def people(fleet: xr.Dataset) -> Section | None:
    """Show how bills, emissions and comfort change in the homes that take something up: spread, winners, losers."""
    names = [str(name) for name in fleet["configuration"].values]
    text: list[Text] = []
    tables, histograms = [], []
    for place, name in enumerate(names[1:], start=1):
        count = int(adopters(fleet, place).sum())
        bills, counted = changes(fleet, "cost", place)
        if not bills.size:
            who = "No home" if not count else "No home that was simulated"
            text.append(f"{who} takes anything up in “{name}”.")
            continue
        wins, mean = mean_of((bills < 0).astype(float), counted), mean_of(bills, counted)
        standing = "" if (counted == 1.0).all() else f", which stand for {number(float(counted.sum()))}"
        text.append(
            f"{count:,} homes{standing} take something up in “{name}”: {number(100 * wins)} % of them pay less for "
            f"energy than before, {number(100 * (1 - wins))} % pay as much or more; on average "
            f"{number(abs(mean))} dollars {'less' if mean < 0 else 'more'}."
        )
        rows: list[list[Text]] = []
        for figure, label, digits, in_us in CHANGES:
            change, by = changes(fleet, figure, place)
            found = (mean_of(change, by), spread_of(change, by), *map(float, quantiles_of(change, by, QUANTILES)))
            rows.append([label, *(both(number(value, digits), number(in_us * value, digits)) for value in found)])
        head = ["Change in a home", "Mean", "Standard deviation", *(f"{100 * q:.0f} %" for q in QUANTILES)]
        tables.append(table(f"“{name}” against “{names[0]}”, homes that take something up", head, rows))
        histograms.append((place, name, bills, counted))
    if not text:
        return None
    text.append("What a home pays for the measure itself is not in its bills; the participant test below counts it.")
    charts = (_histogram(histograms),) if histograms else ()
    return Section("people", "Who wins and who loses", tuple(text), charts, tuple(tables))


def _histogram(of_each: list[tuple[int, str, Any, Any]]) -> Chart:
    """Return homes by how much their bills change, one panel a configuration."""
    edges = np.histogram_bin_edges(np.concatenate([bills for _, _, bills, _ in of_each]), bins=BINS)
    named = [f"{number(low)} to {number(high)}" for low, high in pairwise(edges)]
    panels, columns = [], []
    for place, name, bills, counted in of_each:
        homes = np.histogram(bills, edges, weights=counted)[0]
        panels.append(Panel(name, (Series("Homes", line_of(place)[0], homes.tolist()),)))
        columns.append(homes)
    rows = [[label, *(number(float(homes[k])) for homes in columns)] for k, label in enumerate(named)]
    return Chart(
        name="bills",
        form="columns",
        title="Homes by the change of their bills, $ a year",
        says="Homes by how much their bills change; those below zero win.",
        kind="count",
        panels=tuple(panels),
        categories=[(label, label) for label in named],
        category_title="Change of the bills, $",
        table=table("", ["Change of the bills, $", *(name for _, name, _, _ in of_each)], rows)[1],
    )


def tests(fleet: xr.Dataset) -> Section | None:
    """Work out the five tests for each configuration, and show every number that goes in."""
    programme = programme_of(fleet)
    avoided, economics = programme.avoided_costs, programme.economics
    names = [str(name) for name in fleet["configuration"].values]
    if avoided is None or len(names) < 2:
        return None
    title = "California Standard Practice tests"
    if fleet.sizes["hour"] != HOURS_OF_YEAR:
        return Section("tests", title, ("The tests need a whole year; these results cover part of one.",))
    tables = []
    for place, name in enumerate(names[1:], start=1):
        adoptions = adoptions_of(fleet, programme, place)
        if not any(each.homes for each in adoptions):
            continue
        change = change_of(fleet, programme, place)
        found = standard_tests(change, adoptions, economics, avoided)
        rows = []
        for test in found:
            sums = (sum(test.benefits.values()), sum(test.costs.values()), test.net)
            shown = [number(value) for value in sums]
            rows.append([test.name, number(100 * test.discount, 1), *shown, number(test.ratio, 2)])
        head = ["Test", "Discount, %", "Benefits", "Costs", "Net", "Benefit–cost ratio"]
        tables.append(table(f"“{name}”: present values, $", head, rows))
        tables.append(_parts(name, found))
        tables.append(_inputs(name, change, adoptions, programme, fleet))
    if not tables:
        return None
    text = (
        "By the California Standard Practice Manual (CPUC, October 2001), each configuration against the first, all "
        "homes together. Supply of both fuels counts: what is no longer needed is a benefit, what is needed more a "
        "cost. Measures that wear out before the horizon are bought again."
    )
    return Section("tests", title, (text,), tables=tuple(tables))


def adoptions_of(fleet: xr.Dataset, programme: ProgrammeConfig, place: int) -> list[Adoption]:
    """Return what was taken up in a configuration, measure by measure, over what the first one has."""
    table = fleet["home_measures"].values
    counted = weights(fleet) * ~np.isnan(fleet["annual_cost"].values[:, place])
    found = []
    for measure in programme.measures:
        now, before = (
            np.array([measure.name in str(taken).split("; ") for taken in table[:, each]]) for each in (place, 0)
        )
        found.append(
            Adoption(measure.name, float(counted[now & ~before].sum()), measure.cost_usd, measure.incentive_usd,
                     measure.tax_credit_usd, measure.administration_usd, measure.lifetime_years)
        )  # fmt: skip
    return found


def change_of(fleet: xr.Dataset, programme: ProgrammeConfig, place: int) -> Change:
    """Return what a configuration changes in a year from the first one, priced."""
    assert programme.avoided_costs is not None
    per_hour = round(1.0 / hours_of(fleet))
    hourly = total_power(fleet).values.reshape(fleet.sizes["configuration"], -1, per_hour).mean(axis=2)

    def delta(figure: str) -> float:
        return totals(fleet, figure, place) - totals(fleet, figure, 0)

    electric = delta("electricity_cost")
    return yearly_change(
        hourly[0],
        hourly[place],
        delta("gas") * KILOWATT_HOUR,
        (electric, delta("cost") - electric),
        delta("emissions"),
        programme.avoided_costs,
    )


def _parts(name: str, found: list[Test]) -> Titled:
    rows = []
    for test in found:
        rows += [[test.name, "benefit", part, number(value)] for part, value in test.benefits.items() if value]
        rows += [[test.name, "cost", part, number(value)] for part, value in test.costs.items() if value]
    return table(f"“{name}”: what benefits and costs are made of, present values, $", ["Test", "", "Part", "$"], rows)


def _inputs(
    name: str,
    change: Change,
    adoptions: list[Adoption],
    programme: ProgrammeConfig,
    fleet: xr.Dataset,
) -> Titled:
    avoided, economics = programme.avoided_costs, programme.economics
    assert avoided is not None
    years = horizon_of(adoptions)
    course = "the same all day" if len(set(avoided.electricity_course)) == 1 else ", ".join(
        f"{value:g}" for value in avoided.electricity_course)  # fmt: skip
    rows: list[list[Text]] = [
        ["Horizon, years", str(years)],
        *([f"Worth of $1 a year, {who}", number(present_worth(rate, economics.escalation, years), 3)]
          for who, rate in (("participant", economics.discount_participant), ("utility", economics.discount_utility),
                            ("society", economics.discount_societal))),
        ["Escalation, % a year", number(100 * economics.escalation, 1)],
        ["Net-to-gross ratio", number(economics.net_to_gross, 2)],
        ["Fixed administration, $", number(economics.fixed_administration_usd)],
        ["Avoided electric energy, $/kWh generated", number(avoided.electricity * KILOWATT_HOUR, 4)],
        ["  factor by hour of the day", course],
        ["Avoided capacity, $/(kW·year)", number(avoided.capacity_usd_per_kw_year, 2)],
        ["  hours that make the peak", str(avoided.peak_hours)],
        ["Losses of the grid, %", number(100 * avoided.losses, 1)],
        ["Avoided gas, $/therm", number(avoided.gas * THERM, 3)],
        [said("Damage of emissions, $/{}", TON), both(number(avoided.carbon_usd_per_t, 1),
                                                      number(avoided.carbon_usd_per_t * SHORT_TON / 1000.0, 1))],
        ["Change of the mean of those hours, kW", number(change.peak / 1e3, 1)],
        ["Change of supply in a year, electric energy, $", number(change.electric_supply)],
        ["Change of supply in a year, capacity, $", number(change.capacity)],
        ["Change of supply in a year, gas, $", number(change.gas_supply)],
        ["Change of bills in a year, electricity, $", number(change.electric_bills)],
        ["Change of bills in a year, gas with its fixed charges and those of electricity, $", number(change.gas_bills)],
        [said("Change of emissions in a year, {}", TON), tonnes(change.emissions)],
    ]  # fmt: skip
    for each in adoptions:
        if each.homes:
            rows += [
                [f"“{each.measure}”: homes", number(each.homes)],
                ["  cost over what would have been bought, $ a home", number(each.cost)],
                ["  incentive, $ a home", number(each.incentive)],
                ["  tax credit, $ a home", number(each.tax_credit)],
                ["  administration, $ a home", number(each.administration)],
                ["  life, years", str(each.lifetime)],
            ]
    rates = json.loads(fleet.attrs["rates"])
    for part in ("prices", "emissions"):
        rows += [[f"{part.capitalize()}: {key}", f"{value:.6g}" if isinstance(value, float) else str(value)[:200]]
                 for key, value in rates[part].items()
                 if value not in (None, "", 0.0, [], ())]  # fmt: skip
    return table(f"“{name}”: every input", ["Input", "Value"], rows)
