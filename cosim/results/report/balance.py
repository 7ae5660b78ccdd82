"""Which equipment heats at which outdoor temperature, and where backup takes over: simulated balance points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.results.report.cases import Case, bin_names, bin_of, edges
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, Text, joined, panels_table, said
from cosim.results.report.energy import share_drawn
from cosim.results.report.quantities import bare, both, percent, quantity, units
from cosim.schema.palette import BLUE, GREEN, PURPLE, VERMILION

if TYPE_CHECKING:
    from cosim.sizing.balance import Balance

SOURCES = (
    ("Heat pump, net of defrosts", BLUE, ("heat_pump_heat",)),
    ("Strips", PURPLE, ("strip_heat",)),
    ("Furnace", VERMILION, ("furnace_heat",)),
    ("Ideal heater", GREEN, ("ideal_heat",)),
)
DESIGN = (
    "By design, without clock or thermostat: the load line of the house with its ducts, and what each machine gives "
    "net of frost. Prices and emission factors are means over the year, each hour weighted by the heat that it needs."
)
OF_NOTE = 0.05
"""Share of the heat in a bin from which backup is said to help there."""
VISIBLE = 0.005
"""Share of the most heat from which a warm bin is shown."""
FEWEST_HOURS = 3
"""A bin with fewer hours says nothing of a balance."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What backup did.

    Attributes
    ----------
    share : float
        Its share of the heat.
    from_below : float or None
        Outdoor temperature below which it gave a share of note in every bin, K; None where it did not in the coldest.
    judged : bool
        Whether any bin has hours enough to say so.
    """

    share: float
    from_below: float | None
    judged: bool


def balance(cases: Sequence[Case], designs: "Sequence[Balance]" = ()) -> Section | None:
    """Return the section on heat by outdoor temperature and on design; None where nothing was heated."""
    heated = [case for case in cases if _sources(case).sum() > 0]
    if not heated:
        return None
    text = (
        "Mean heat given to the house or its ducts in the hours of each outdoor temperature, by what gave it. The load "
        "falls as it gets warmer; where strips or furnace begin, the heat pump no longer carries it alone: because it "
        "cannot, or because its controls hand over there. Temperatures of fewer than three hours are not judged.",
    )
    if not designs:
        return Section("balance", "Balance points", text, (_chart(heated),), (("Who heats", _table(heated)),))
    from cosim.results.report.design import charts_of, tables_of

    return Section(
        "balance",
        "Balance points",
        (*text, DESIGN),
        (_chart(heated), *charts_of(designs)),
        (("Who heats", _table(heated)), *tables_of(designs)),
    )


def _sources(case: Case) -> Array:
    """Return the hourly heat of each source, W."""
    heat = np.array([case.hourly(*names) for _, _, names in SOURCES])
    heat[0] -= case.hourly("defrost_heat")
    return heat


def backup(case: Case) -> Backup | None:
    """Return what backup did; None for a configuration in which no heat pump heats, or nothing helps it."""
    heat = _sources(case)
    if heat[0].sum() <= 0:
        return None
    helped, total = heat[1] + heat[2], heat[:3].sum(axis=0)
    bins = bin_of(case.hourly("outdoor_temperature"))
    begins, judged = None, False
    for number in sorted(set(bins.tolist())):
        inside = bins == number
        if np.count_nonzero(inside) < FEWEST_HOURS or total[inside].sum() <= 0:
            continue
        judged = True
        if helped[inside].sum() < OF_NOTE * total[inside].sum():
            break
        begins = edges(number)[1]
    return Backup(float(helped.sum() / total.sum()), begins, judged)


def _chart(cases: Sequence[Case]) -> Chart:
    all_bins = [bin_of(case.hourly("outdoor_temperature")) for case in cases]
    heats = [_sources(case) for case in cases]
    numbers = list(range(min(int(bins.min()) for bins in all_bins), _warmest(all_bins, heats) + 1))
    panels = []
    for case, bins, heat in zip(cases, all_bins, heats, strict=True):
        series = tuple(
            Series(label, colour, [_mean(values[bins == number]) for number in numbers])
            for (label, colour, _), values in zip(SOURCES, heat, strict=True)
        )
        panels.append(Panel(case.label, series))
    return Chart(
        name="balance",
        form="columns",
        title="Heat by outdoor temperature, mean of the hours in each bin",
        says=joined([said("{}: {}", case.label, _in_words(case)) for case in cases]),
        kind="heat_rate",
        panels=share_drawn(panels),
        categories=[bin_names(number) for number in numbers],
        category_title="Outdoors",
        table=panels_table(
            "by outdoor temperature", [both(*bin_names(number)) for number in numbers], panels, "heat_rate"
        ),
    )


def _warmest(all_bins: Sequence[NDArray[np.int64]], heats: Sequence[Array]) -> int:
    """Return the warmest bin in which heat is given that can be seen beside the most."""
    means = {
        int(number): max(_mean(heat.sum(axis=0)[bins == number]) for bins, heat in zip(all_bins, heats, strict=True))
        for number in np.unique(np.concatenate(all_bins))
    }
    return max(number for number, mean in means.items() if mean >= VISIBLE * max(means.values()))


def _mean(values: Array) -> float:
    return float(values.mean()) if values.size else 0.0


def _in_words(case: Case) -> Text:
    found = backup(case)
    if found is None:
        return "no heat pump heats"
    if found.from_below is None:
        if found.share == 0:
            return "no backup"
        share = f"backup gives {percent(found.share, 1)} of the heat"
        return f"{share}, and less than {percent(OF_NOTE)} in the coldest hours" if found.judged else share
    return said(
        "backup gives {} of the heat, and {} or more in every bin below {}",
        percent(found.share, 1),
        percent(OF_NOTE),
        quantity(found.from_below, "temperature"),
    )


def _table(cases: Sequence[Case]) -> Table:
    rows = []
    for case in cases:
        heat = _sources(case).sum(axis=1) / 1000
        found = backup(case)
        rows.append(
            (
                case.label,
                *(bare(float(value), "energy") for value in heat[:3]),
                bare(found.share if found else None, "share"),
                bare(found.from_below if found else None, "temperature"),
                bare(case.annual("seasonal_cop_heating"), "ratio"),
                bare(case.annual("system_cop_heating"), "ratio"),
                bare(case.annual("heating_start_share"), "share"),
            )
        )
    head = (
        "Configuration",
        said("Heat pump, net, {}", units("energy")),
        said("Strips, {}", units("energy")),
        said("Furnace, {}", units("energy")),
        "Backup's share of the heat, %",
        said("Backup gives {} or more below, {}", percent(OF_NOTE), units("temperature")),
        "Seasonal COP of the heat pump",
        "COP of the system, with backup",
        "Lost by starts of the compressor, %",
    )
    return Table(head, tuple(rows))
