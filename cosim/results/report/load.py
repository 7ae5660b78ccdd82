"""Electric power of the house: how often how much, and the winter day of its highest peak."""

from collections.abc import Sequence

import numpy as np

from cosim.arrays import Array
from cosim.results.report.cases import Case, groups_of
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, joined, listed, said
from cosim.results.report.energy import share_drawn
from cosim.results.report.quantities import bare, quantity, units
from cosim.schema.end_uses import ELECTRIC, FUEL
from cosim.schema.variables import HEATING_SOURCES

# share of the hours, at which the table reads the curve
SHARES = (0.0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0)
MOST_POINTS = 400


def load(cases: Sequence[Case]) -> Section:
    """Return the section on electric load."""
    charts = [_duration(cases)]
    for number, group in enumerate(groups_of(cases)):
        day = _peak_day(group, number)
        if day:
            charts.append(day)
    text = (
        "All electricity of the house, as its meter sees it: hourly means. The peak in the comparison table is of the "
        "equipment alone and of a quarter of an hour, so it is not the same number.",
    )
    return Section("load", "Electric load and the winter peak", text, tuple(charts))


def _house(case: Case) -> Array:
    return case.hourly("house_electricity")


def _duration(cases: Sequence[Case]) -> Chart:
    longest = max(case.data.sizes["time"] for case in cases)
    hours = _points(longest)
    series, rows = [], []
    for case in cases:
        power = np.sort(_house(case))[::-1]
        colour, dash = case.line
        inside = hours < power.size
        values = np.where(inside, power[np.minimum(hours, power.size - 1)], np.nan)
        series.append(Series(case.label, colour, values.tolist(), "line", dash))
        at = [min(int(share * power.size), power.size - 1) for share in SHARES]
        rows.append((case.label, *(bare(float(power[index]), "power") for index in at)))
    says = joined([said("{} reaches {}", case.label, quantity(float(_house(case).max()), "power")) for case in cases])
    return Chart(
        name="load-duration",
        form="lines",
        title="Load duration: how many hours the house takes more than a given power",
        says=says,
        kind="power",
        panels=(Panel("", tuple(series)),),
        x=hours.tolist(),
        x_kind="hours",
        table=Table(
            (
                said("Power exceeded in, {}", units("power")),
                *(f"{share:.1%}".replace(".0%", "%") + " of hours" if share else "Highest hour" for share in SHARES),
            ),
            tuple(rows),
        ),
    )


def _points(hours: int) -> "np.typing.NDArray[np.int64]":
    """Return the hours to draw: close together at the steep beginning and end, where the curve bends."""
    if hours <= MOST_POINTS:
        return np.arange(hours)
    u = np.linspace(0, 1, MOST_POINTS)
    spread = 0.5 * (1 - np.cos(np.pi * u)) * 0.7 + u * 0.3
    return np.unique(np.round(spread * (hours - 1)).astype(np.int64))


def _peak_day(cases: Sequence[Case], number: int) -> Chart | None:
    """Return the day on which a house takes most in an hour in which it is heated; None where nothing is heated."""
    best: tuple[float, int, Case] | None = None
    for case in cases:
        heating = case.hourly(*HEATING_SOURCES) > 0
        power = np.where(heating, _house(case), -1.0)
        hour = int(np.argmax(power))
        if power[hour] > 0 and (best is None or power[hour] > best[0]):
            best = float(power[hour]), hour, case
    if best is None:
        return None
    top, hour, of_case = best
    day = of_case.days[hour]
    chosen = of_case.days == day
    clock = (
        (of_case.starts[chosen] - of_case.starts[chosen].astype("datetime64[D]")) // np.timedelta64(1, "h")
    ).tolist()
    panels = [
        Panel(case.label, tuple(Series(use.label, use.colour, case.used(use)[chosen].tolist()) for use in ELECTRIC))
        for case in cases
    ]
    outdoor = of_case.hourly("outdoor_temperature")[chosen]
    stamp = _date(of_case, hour)
    site = of_case.group[0]
    tops = [float(_house(case)[chosen].max()) for case in cases]
    says = said(
        "On {}, outdoors from {} to {}, {} takes {} in the hour from {}:00: more than any takes in another hour in "
        "which it heats. ",
        stamp,
        quantity(float(outdoor.min()), "temperature"),
        quantity(float(outdoor.max()), "temperature"),
        of_case.label,
        quantity(top, "power"),
        str(clock[int(np.flatnonzero(np.flatnonzero(chosen) == hour)[0])]),
    ) + said(
        "Highest hours of that day: {}.",
        listed([said("{} {}", case.label, quantity(high, "power")) for case, high in zip(cases, tops, strict=True)]),
    )
    names = [f"{int(one)}:00" for one in clock]
    if any(case.used(use)[chosen].any() for case in cases for use in FUEL):
        says += " Fuel that is burnt besides is not shown."
    return Chart(
        name=f"peak-day-{number}",
        form="columns",
        title=said("Winter peak day at {}: {}", site, stamp),
        says=says,
        kind="power",
        panels=share_drawn(panels),
        categories=[(name, name) for name in names],
        category_title="Hour that begins at",
        table=_hours_table(names, panels, outdoor),
    )


def _date(case: Case, hour: int) -> str:
    import pandas

    stamp = pandas.Timestamp(case.starts[hour])
    return f"{stamp.day_name()}, {stamp.day} {stamp.month_name()}"


def _hours_table(names: Sequence[str], panels: Sequence[Panel], outdoor: Array) -> Table:
    rows = tuple(
        (
            name,
            bare(float(outdoor[index]), "temperature"),
            *(bare(float(sum(one.values[index] for one in panel.series)), "power") for panel in panels),
        )
        for index, name in enumerate(names)
    )
    head = (
        "Hour that begins at",
        said("Outdoors, {}", units("temperature")),
        *(said("{}, {}", panel.name, units("power")) for panel in panels),
    )
    return Table(head, rows)
