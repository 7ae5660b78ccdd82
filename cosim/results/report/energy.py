"""Energy by end use, over the whole period and month by month."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from cosim.results.billing import FUEL_NAME, PIECE, PIECE_NAME
from cosim.results.comparison import period
from cosim.results.report.cases import Case, fuel_name
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, joined, panels_table, said, stacked_table
from cosim.results.report.quantities import bare, quantity, units
from cosim.schema.end_uses import GAS, HVAC, EndUse

QUANTITIES = ("Heat", "Electricity", "Fuel")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def energy(cases: Sequence[Case]) -> Section:
    """Return the section on energy for heating and cooling."""
    charts = [_annual(cases)]
    if any(len(_months(case)) > 1 for case in cases):
        charts.append(_monthly(cases))
    text = (
        "Heating and cooling equipment alone: compressor, fans, defrosts, strips, furnace and standby. A fuel counts "
        "by its higher heating value, as it is billed; a kilowatt-hour of fuel and one of electricity are not worth "
        "the same."
    )
    pieces = _pieces(cases)
    tables = ((Markup("Other equipment, piece by piece"), pieces),) if pieces.rows else ()
    return Section("energy", "Energy by end use", (text,), tuple(charts), tables)


def _pieces(cases: Sequence[Case]) -> Table:
    """Return what each piece of equipment with a port of its own gave and used."""
    head = ("Configuration", "Equipment", *(said("{}, {}", word, units("energy")) for word in QUANTITIES), "Fuel burnt")
    rows = tuple(
        (
            case.label,
            str(piece[PIECE_NAME].item()),
            *(bare(float(piece[PIECE + word.lower()].sum()) / 1000, "energy") for word in QUANTITIES),
            str(piece[FUEL_NAME].item()) or "–",
        )
        for case in cases
        for piece in case.pieces
    )
    return Table(head, rows)


def _annual(cases: Sequence[Case]) -> Chart:
    series = tuple(Series(_label(use, cases), use.colour, [case.annual(*use.annual) for case in cases]) for use in HVAC)
    totals = [(case.annual(*(name for use in HVAC for name in use.annual)), case.label) for case in cases]
    says = joined([said("{}: {}", label, quantity(total, "energy")) for total, label in totals])
    periods = dict.fromkeys(period(case.data) for case in cases)
    return Chart(
        name="annual-energy",
        form="bars",
        title=f"Energy for heating and cooling, {' and '.join(periods)}",
        says=says,
        kind="energy",
        panels=(Panel("", drawn(series)),),
        categories=[(case.label, case.label) for case in cases],
        table=stacked_table("Configuration", [case.label for case in cases], series, "energy"),
    )


def _months(case: Case) -> list[int]:
    """Return the months of the period in their order."""
    return list(dict.fromkeys(case.months.tolist()))


def _monthly(cases: Sequence[Case]) -> Chart:
    months = sorted({month for case in cases for month in _months(case)})
    panels = []
    for case in cases:
        of_month = case.months
        series = tuple(
            Series(_label(use, cases), use.colour, [float(power[of_month == month].sum()) / 1000 for month in months])
            for use in HVAC
            for power in [case.used(use)]
        )
        panels.append(Panel(case.label, series))
    names = [MONTHS[month - 1] for month in months]
    peaks = []
    for panel in panels:
        totals = np.sum([one.values for one in panel.series], axis=0)
        most = int(np.argmax(totals))
        peaks.append(said("{} uses most in {}, {}", panel.name, names[most], quantity(float(totals[most]), "energy")))
    return Chart(
        name="monthly-energy",
        form="columns",
        title="Energy for heating and cooling by month",
        says=joined(peaks),
        kind="energy",
        panels=share_drawn(panels),
        categories=[(name, name) for name in names],
        category_title="Month",
        table=panels_table("by month", names, panels, "energy"),
    )


def drawn(series: Sequence[Series]) -> tuple[Series, ...]:
    """Return the series that have anything to draw."""
    return tuple(one for one in series if any(one.values))


def share_drawn(panels: Sequence[Panel]) -> tuple[Panel, ...]:
    """Return the panels without the series that are nought in every one of them."""
    kept = [any(any(panel.series[index].values) for panel in panels) for index in range(len(panels[0].series))]
    return tuple(
        Panel(panel.name, tuple(one for one, keep in zip(panel.series, kept, strict=True) if keep)) for panel in panels
    )


def _label(use: EndUse, cases: Sequence[Case]) -> str:
    return fuel_name(cases, furnaces=True) if use is GAS else use.label
