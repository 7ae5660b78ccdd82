"""Temperatures outdoors and indoors, and how well the thermostat was obeyed."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from cosim.arrays import Array
from cosim.results.report.cases import Case, groups_of
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, joined, said
from cosim.results.report.quantities import bare, quantity, units
from cosim.schema.palette import BLACK, BLUE, VERMILION

OUTDOORS, INDOORS, SETPOINT = BLUE, VERMILION, BLACK


def comfort(cases: Sequence[Case]) -> Section:
    """Return the section on temperatures and comfort."""
    charts: list[Chart] = []
    for number, group in enumerate(groups_of(cases)):
        charts += [_outdoors(group[0], number), _indoors(group, number)]
    text = (
        said(
            "A configuration is held to its own thermostat: what counts as unmet is the time the room spent more than "
            "{} beyond the edge of the thermostat's band, weighted by how far. A cheap configuration with much of it "
            "is not cheap but cold, or hot.",
            quantity(0.5, "difference"),
        ),
    )
    return Section("comfort", "Temperature and comfort", text, tuple(charts), (("Comfort", _table(cases)),))


def _by_day(case: Case, values: Array, take: Callable[[Array], Any]) -> list[float]:
    days = case.days
    edges = np.flatnonzero(np.diff(days)) + 1
    return [float(take(part)) for part in np.split(values, edges)]


def _days(case: Case) -> list[float]:
    return [float(day) for day in dict.fromkeys(case.days.tolist())]


def _outdoors(case: Case, number: int) -> Chart:
    outdoor = case.hourly("outdoor_temperature")
    low, high = _by_day(case, outdoor, np.min), _by_day(case, outdoor, np.max)
    return Chart(
        name=f"outdoors-{number}",
        form="lines",
        title=f"Outdoor temperature at {case.group[0]}, day by day",
        says=said(
            "From {} to {}, {} on average.",
            *(quantity(float(value), "temperature") for value in (outdoor.min(), outdoor.max(), outdoor.mean())),
        ),
        kind="temperature",
        panels=(
            Panel(
                "",
                (
                    Series("Coldest to warmest hour of the day", OUTDOORS, high, "band", low=low),
                    Series("Mean of the day", SETPOINT, _by_day(case, outdoor, np.mean), "line"),
                ),
            ),
        ),
        x=_days(case),
        x_kind="day",
        from_zero=False,
        table=_monthly_table(case, "Outdoors", outdoor),
    )


def _indoors(cases: Sequence[Case], number: int) -> Chart:
    panels, rows = [], []
    says = []
    for case in cases:
        indoor = case.hourly("indoor_temperature")
        series = [
            Series(
                "Indoors, coldest to warmest hour of the day",
                INDOORS,
                _by_day(case, indoor, np.max),
                "band",
                low=_by_day(case, indoor, np.min),
            )
        ]
        for name, label, dash in (
            ("heating_setpoint", "Heating setpoint, mean", "6 3"),
            ("cooling_setpoint", "Cooling setpoint, mean", "2 3"),
        ):
            setpoint = case.hourly(name)
            if np.isfinite(setpoint).all():
                series.append(Series(label, SETPOINT, _by_day(case, setpoint, np.mean), "line", dash))
        panels.append(Panel(case.label, tuple(series)))
        rows += [(case.label, *row[1:]) for row in _monthly_table(case, "", indoor).rows]
        says.append(
            said(
                "{} from {} to {}",
                case.label,
                quantity(float(indoor.min()), "temperature"),
                quantity(float(indoor.max()), "temperature"),
            )
        )
    head = _monthly_table(cases[0], "", cases[0].hourly("indoor_temperature")).head
    return Chart(
        name=f"indoors-{number}",
        form="lines",
        title=f"Indoor temperature at {cases[0].group[0]}, day by day",
        says=joined(says),
        kind="temperature",
        panels=tuple(panels),
        x=_days(cases[0]),
        x_kind="day",
        from_zero=False,
        table=Table(("Configuration", *head[1:]), tuple(rows)),
    )


def _monthly_table(case: Case, name: str, values: Array) -> Table:
    from cosim.results.report.energy import MONTHS

    of_month = case.months
    temperature = units("temperature")
    rows = tuple(
        (
            name,
            MONTHS[month - 1],
            *(bare(float(take(values[of_month == month])), "temperature") for take in (np.min, np.mean, np.max)),
        )
        for month in dict.fromkeys(of_month.tolist())
    )
    head = ("Where", "Month", *(said("{}, {}", word, temperature) for word in ("Lowest hour", "Mean", "Highest hour")))
    return Table(head, rows)


def _table(cases: Sequence[Case]) -> Table:
    rows = []
    for case in cases:
        indoor = case.hourly("indoor_temperature")
        cold, hot = case.hourly("unmet_heating"), case.hourly("unmet_cooling")
        rows.append(
            (
                case.label,
                bare(float(indoor.min()), "temperature"),
                bare(float(indoor.max()), "temperature"),
                bare(float(np.count_nonzero(cold > 0)), "hours"),
                bare(float(cold.sum()), "degree_hours"),
                bare(float(np.count_nonzero(hot > 0)), "hours"),
                bare(float(hot.sum()), "degree_hours"),
            )
        )
    head = (
        "Configuration",
        said("Coldest hour indoors, {}", units("temperature")),
        said("Warmest hour indoors, {}", units("temperature")),
        "Hours with unmet heating",
        said("Unmet heating, {}", units("degree_hours")),
        "Hours with unmet cooling",
        said("Unmet cooling, {}", units("degree_hours")),
    )
    return Table(head, tuple(rows))
