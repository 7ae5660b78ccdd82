"""Cost and emissions of a house, and the prices and factors behind them."""

import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

import xarray as xr

from cosim.results.billing import boundary_lines_of, fuels_of, rate_lines, rates_of
from cosim.results.report.cases import Case, fuel_name
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, joined, panels_table, said, stacked_table
from cosim.results.report.energy import MONTHS, drawn, share_drawn
from cosim.results.report.quantities import quantity
from cosim.schema.end_uses import FIXED, GAS
from cosim.schema.palette import BLUE, GREEN, ORANGE

ELECTRICITY, DEMAND, REFRIGERANT = BLUE, ORANGE, GREEN
ASSUMED = ("prices", "emissions")
SUFFIXES = (
    ("_usd_per_kwh", "$/kWh"),
    ("_cents_per_kwh", "¢/kWh"),
    ("_usd_per_therm", "$/therm"),
    ("_usd_per_mmbtu", "$/MMBtu"),
    ("_usd_per_gj", "$/GJ"),
    ("_usd_per_gallon", "$/gallon"),
    ("_usd_per_month", "$ a month"),
    ("_kg_per_kwh", "kg CO₂e/kWh"),
    ("_kg_per_mwh", "kg CO₂e/MWh"),
    ("_lb_per_mwh", "lb CO₂e/MWh"),
    ("_kg_per_therm", "kg CO₂e/therm"),
    ("_lb_per_mmbtu", "lb CO₂e/MMBtu"),
)


def money(cases: Sequence[Case], results: Sequence[xr.Dataset]) -> Section:
    """Return the section on cost and emissions."""
    text = (
        "All energy of the house, lights and appliances included, since that is what is billed. Equipment, its "
        "installation and its upkeep are not in these figures.",
        *dict.fromkeys(line for result in results for line in boundary_lines_of(result)),
    )
    charts = [_bars("cost", "Cost of all energy of the house", "money", cases, _cost(cases), "cost")]
    if any(len(set(case.months.tolist())) > 1 for case in cases):
        charts.append(_monthly(cases))
    of_what = "all energy of the house and of lost refrigerant" if _leaks(cases) else "all energy of the house"
    charts.append(
        _bars("emissions", f"Emissions of {of_what}, CO₂ equivalent", "mass", cases, _emissions(cases), "emissions")
    )
    tables = tuple(
        table
        for result in _different(results)
        for table in (
            (said("Billed with, {}", str(result.attrs["title"])), Table(("What", "At what"), _billed_with(result))),
            (
                said("As the scenario {} states it", str(result.attrs.get("scenario", ""))),
                Table(("Assumption", "Value", "Units"), tuple(_assumptions(result))),
            ),
        )
        if table[1].rows
    )
    return Section("cost", "Cost and emissions", text, tuple(charts), tables)


def _leaks(cases: Sequence[Case]) -> bool:
    return any(case.annual("refrigerant_emissions") > 0 for case in cases)


def _cost(cases: Sequence[Case]) -> tuple[Series, ...]:
    demand = [case.annual("demand_cost") for case in cases]
    electricity = [case.annual("electricity_cost") - part for case, part in zip(cases, demand, strict=True)]
    return (
        Series("Electricity", ELECTRICITY, electricity),
        Series("Demand charges", DEMAND, demand),
        Series(fuel_name(cases), GAS.colour, [case.annual("gas_cost") for case in cases]),
        Series("Fixed charges", FIXED.colour, [case.annual("fixed_cost") for case in cases], hatch=True),
    )


def _emissions(cases: Sequence[Case]) -> tuple[Series, ...]:
    upstream = [case.annual("upstream_emissions") for case in cases]
    burnt = [case.annual("gas_emissions") - part for case, part in zip(cases, upstream, strict=True)]
    fuel = fuel_name(cases)
    return (
        Series("Electricity", ELECTRICITY, [case.annual("electricity_emissions") for case in cases]),
        Series(f"{fuel}, burnt" if any(upstream) else fuel, GAS.colour, burnt),
        Series(f"{fuel}, supply", DEMAND, upstream),
        Series("Refrigerant lost", REFRIGERANT, [case.annual("refrigerant_emissions") for case in cases]),
    )


def _monthly(cases: Sequence[Case]) -> Chart:
    """Return the bills month by month."""
    months = sorted({month for case in cases for month in case.months.tolist()})
    parts = (
        ("Electricity", ELECTRICITY, "monthly_electricity_cost", False),
        (fuel_name(cases), GAS.colour, "monthly_fuel_cost", False),
        ("Fixed charges", FIXED.colour, "monthly_fixed_cost", True),
    )
    panels = [
        Panel(
            case.label,
            tuple(
                Series(label, colour, [float(case.data[variable].values[month - 1]) for month in months], hatch=hatch)
                for label, colour, variable, hatch in parts
            ),
        )
        for case in cases
    ]
    names = [MONTHS[month - 1] for month in months]
    dearest = []
    for panel in panels:
        totals = [sum(one) for one in zip(*(series.values for series in panel.series), strict=True)]
        most = max(range(len(totals)), key=totals.__getitem__)
        dearest.append(said("{} pays most in {}, {}", panel.name, names[most], quantity(totals[most], "money")))
    return Chart(
        name="monthly-cost",
        form="columns",
        title="Bills of the house by month",
        says=joined(dearest),
        kind="money",
        panels=share_drawn(panels),
        categories=[(name, name) for name in names],
        category_title="Month",
        table=panels_table("by month", names, panels, "money"),
    )


def _bars(name: str, title: str, kind: str, cases: Sequence[Case], series: tuple[Series, ...], figure: str) -> Chart:
    labels = [case.label for case in cases]
    totals = [case.annual(figure) for case in cases]
    return Chart(
        name=name,
        form="bars",
        title=title,
        says=joined(
            [said("{}: {}", label, quantity(total, kind)) for label, total in zip(labels, totals, strict=True)]
        ),
        kind=kind,
        panels=(Panel("", drawn(series)),),
        categories=[(label, label) for label in labels],
        table=stacked_table("Configuration", labels, series, kind),
    )


def _different(results: Sequence[xr.Dataset]) -> list[xr.Dataset]:
    """Return results whose scenarios differ in what they assume."""
    kept: dict[str, xr.Dataset] = {}
    for result in results:
        kept.setdefault(repr((_billed_with(result), list(_assumptions(result)))), result)
    return list(kept.values())


def _billed_with(result: xr.Dataset) -> tuple[tuple[str, ...], ...]:
    """Return the prices and factors of the bills: those of a scenario, or others that it was billed with."""
    fuels = fuels_of(result)
    lines = rate_lines(rates_of(result), fuels)
    parts = (line.partition(": ") if ": " in line else ("also", "", line) for line in lines)
    return tuple((what[:1].upper() + what[1:], how) for what, _, how in parts)


def _assumptions(result: xr.Dataset) -> Iterator[tuple[str, str, str]]:
    """Yield what the scenario says of prices and factors, as it says it."""
    try:
        scenario = tomllib.loads(str(result.attrs.get("scenario_text", "")))
    except tomllib.TOMLDecodeError:
        return
    for table in ASSUMED:
        yield from _lines(table, scenario.get(table))


def _lines(name: str, value: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lines(f"{name} {key}", inner)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value, start=1):
            yield from _lines(f"{name} {number}", inner)
    elif value is not None:
        units = next(((suffix, unit) for suffix, unit in SUFFIXES if name.endswith(suffix)), ("", ""))
        words = name.removesuffix(units[0]).replace("_", " ")
        yield words[:1].upper() + words[1:], _said(value), units[1]


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
