"""What the page shows of an answer: what changed, money, year and week, drawn as a report draws them."""

from collections.abc import Mapping, Sequence
from typing import Any

import xarray as xr
from markupsafe import Markup

from cosim.results.report import System, rendered
from cosim.results.report.cases import Case, cases_of
from cosim.results.report.charts import Section, Table, said
from cosim.results.report.energy import energy
from cosim.results.report.money import money
from cosim.results.report.quantities import bare, units
from cosim.results.report.week import week

LINES = (
    ("Cost", "cost", "money"),
    ("Electricity", "electricity_kwh", "electricity"),
    ("Fuel", "gas_kwh", "gas"),
    ("CO₂e", "emissions_kg", "mass"),
    ("Unmet heating", "unmet_heating_kh", "degree_hours"),
)
"""Label, key of the annual figure, and its kind of quantity."""


def view(results: Sequence[xr.Dataset], first: Mapping[str, Mapping[str, Any]], *, system: System = "metric") -> str:
    """Return the answer as a page.

    Parameters
    ----------
    results : sequence of xarray.Dataset
        A year of each configuration.
    first : mapping
        By the name of a configuration, its annual figures before anything was changed.
    system : "metric" or "us"
        Units in which it opens.
    """
    cases = cases_of(results)
    sections = [section for section in (money(cases, results), energy(cases), week(cases)) if section is not None]
    title = str(results[0].attrs["title"])
    return rendered(title, cases, results, sections, system=system, opening=[_change(cases, first)])


def _change(cases: Sequence[Case], first: Mapping[str, Mapping[str, Any]]) -> Section:
    """Return the figures now and by how much they have changed."""
    head = ("Configuration", *(said("{}, {}", label, units(kind)) for label, _, kind in LINES))
    rows = []
    for case in cases:
        was = first[str(case.row["name"])]
        rows.append((case.label, *(_cell(case.row[key], was[key], kind) for _, key, kind in LINES)))
    table = Table(head, tuple(rows))
    return Section("change", "Against the scenario as it stands", tables=((Markup("Now, and the change"), table),))


def _cell(now: Any, was: Any, kind: str) -> Markup:
    """Return a figure with its change in brackets, or alone where it has none."""
    difference = (now or 0.0) - (was or 0.0)
    if abs(difference) < 0.5:
        return bare(now, kind)
    sign = "+" if difference > 0 else ""
    return Markup("{} ({}{})").format(bare(now, kind), sign, bare(difference, kind))
