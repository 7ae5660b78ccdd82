"""The defrost season: how many, at what temperature outdoors, at what price."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from cosim.results.report.cases import Case, bin_names, bin_of
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, counted, joined, panels_table, said
from cosim.results.report.quantities import bare, both, units
from cosim.schema.palette import ORANGE

DEFROST = ORANGE


def frost(cases: Sequence[Case]) -> Section | None:
    """Return the section on defrosts; None where there are none."""
    frosted = [case for case in cases if case.annual("defrosts") > 0 and case.events("defrost").sizes["event"]]
    if not frosted:
        return None
    text = (
        "A defrost runs the machine backwards to melt the frost on its outdoor coil: it takes heat out of the house "
        "and gives none meanwhile. Its electricity is that of compressor and fans; strips that warm the air during "
        "defrosts are given apart, and are part of the strips in the comparison.",
    )
    return Section("frost", "Defrost season", text, (_by_temperature(frosted),), (("Defrosts", _table(frosted)),))


def _by_temperature(cases: Sequence[Case]) -> Chart:
    bins = [bin_of(case.events("defrost")["event_outdoor_temperature"].values) for case in cases]
    numbers = list(range(min(int(one.min()) for one in bins), max(int(one.max()) for one in bins) + 1))
    panels = [
        Panel(
            case.label, (Series("Defrosts", DEFROST, [float(np.count_nonzero(one == number)) for number in numbers]),)
        )
        for case, one in zip(cases, bins, strict=True)
    ]
    says = []
    for panel in panels:
        counts = panel.series[0].values
        most = int(np.argmax(counts))
        says.append(
            said(
                "{}: {}, most often at {}",
                panel.name,
                counted(int(sum(counts)), "defrost"),
                both(*bin_names(numbers[most])),
            )
            if sum(counts) > 1
            else said("{}: one defrost, at {}", panel.name, both(*bin_names(numbers[most])))
        )
    return Chart(
        name="defrosts",
        form="columns",
        title="Defrosts by outdoor temperature at their beginning",
        says=joined(says),
        kind="count",
        panels=tuple(panels),
        categories=[bin_names(number) for number in numbers],
        category_title="Outdoors",
        table=panels_table("by outdoor temperature", [both(*bin_names(number)) for number in numbers], panels, "count"),
    )


def _reasons(events: xr.Dataset) -> str:
    """Return what made the board begin a defrost, the most frequent first, with how often where there are several."""
    reasons, counts = np.unique(events["event_trigger"].values.astype(str), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    if len(order) == 1:
        return str(reasons[0]) or "–"
    return ", ".join(f"{reasons[at] or 'other'} {counts[at]:,}" for at in order)


def _table(cases: Sequence[Case]) -> Table:
    rows = []
    for case in cases:
        events = case.events("defrost")
        coldest = events["event_lowest_supply_temperature"].values
        count = case.annual("defrosts")
        used, tempering = case.annual("defrost"), case.annual("tempering")
        electricity = case.annual("electricity")
        rows.append(
            (
                case.label,
                bare(count, "count"),
                bare(float(events["event_duration"].mean()), "minutes"),
                bare(float(events["event_frost"].mean()), "frost"),
                bare(used, "electricity"),
                bare(used / electricity if electricity > 0 else None, "share"),
                bare(case.annual("defrost_heat"), "energy"),
                bare(tempering, "electricity"),
                bare(float(np.nanmin(coldest)) if np.isfinite(coldest).any() else None, "temperature"),
                _reasons(events),
            )
        )
    head = (
        "Configuration",
        "Defrosts",
        "Mean length, min",
        said("Mean frost at start, {}", units("frost")),
        "Electricity, kWh",
        "Share of the equipment's electricity, %",
        said("Heat taken from the house, {}", units("energy")),
        "Strips meanwhile, kWh",
        said("Coldest supply air, {}", units("temperature")),
        "What began them",
    )
    return Table(head, tuple(rows))
