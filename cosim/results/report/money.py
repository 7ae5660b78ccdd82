"""What a house pays and emits, and the prices and factors that it was reckoned with."""

import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

import xarray as xr

from cosim.results.end_uses import FIXED, GAS
from cosim.results.report.cases import Case
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, stacked_table
from cosim.results.report.energy import _drawn
from cosim.results.report.quantities import quantity
from cosim.results.report.words import joined, said

ELECTRICITY = "#0072B2"
ASSUMED = ("prices", "emissions", "incentives", "life_cycle", "economics")
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
    cost = _parts(
        cases,
        (
            ("Electricity", ELECTRICITY, "electricity_cost", False),
            ("Gas", GAS.colour, "gas_cost", False),
            ("Fixed charges", FIXED.colour, "fixed_cost", True),
        ),
    )
    emitted = _parts(
        cases,
        (("Electricity", ELECTRICITY, "electricity_emissions", False), ("Gas", GAS.colour, "gas_emissions", False)),
    )
    text = (
        "All energy of the house, lights and appliances included, since that is what is billed. Equipment, its "
        "installation and its upkeep are not in these figures.",
    )
    charts = (
        _bars("cost", "Cost of all energy of the house", "money", cases, cost, [case.annual("cost") for case in cases]),
        _bars(
            "emissions",
            "Emissions of all energy of the house, CO₂ equivalent",
            "mass",
            cases,
            emitted,
            [case.annual("emissions") for case in cases],
        ),
    )
    tables = tuple(
        (said("Assumptions of {}", str(result.attrs["title"])), Table(("Assumption", "Value", "Units"), rows))
        for result in _different(results)
        if (rows := tuple(_assumptions(result)))
    )
    return Section("cost", "Cost and emissions", text, charts, tables)


def _parts(cases: Sequence[Case], parts: Sequence[tuple[str, str, str, bool]]) -> tuple[Series, ...]:
    return tuple(
        Series(label, colour, [case.annual(figure) for case in cases], hatch=hatch)
        for label, colour, figure, hatch in parts
    )


def _bars(
    name: str, title: str, kind: str, cases: Sequence[Case], series: tuple[Series, ...], totals: Sequence[float]
) -> Chart:
    labels = [case.label for case in cases]
    return Chart(
        name=name,
        form="bars",
        title=title,
        says=joined(
            [said("{}: {}", label, quantity(total, kind)) for label, total in zip(labels, totals, strict=True)]
        ),
        kind=kind,
        panels=(Panel("", _drawn(series)),),
        categories=[(label, label) for label in labels],
        table=stacked_table("Configuration", labels, series, kind),
    )


def _different(results: Sequence[xr.Dataset]) -> list[xr.Dataset]:
    """Return results whose scenarios differ in what they assume."""
    kept: dict[str, xr.Dataset] = {}
    for result in results:
        kept.setdefault(repr(list(_assumptions(result))), result)
    return list(kept.values())


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
