"""The coldest week hour by hour: what the equipment draws, and how warm the rooms stay."""

from collections.abc import Sequence

import numpy as np

from cosim.results.report.cases import Case
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, joined, said
from cosim.results.report.quantities import bare, quantity, units
from cosim.schema.palette import BLACK

HOURS = 7 * 24


def week(cases: Sequence[Case]) -> Section | None:
    """Return the section on the coldest week of cases at one place; None where no week was simulated."""
    outdoor = cases[0].hourly("outdoor_temperature")
    if outdoor.size < HOURS:
        return None
    daily = np.convolve(outdoor, np.ones(HOURS) / HOURS, mode="valid")[::24]
    first = 24 * int(np.argmin(daily))
    span = slice(first, first + HOURS)
    clock = np.asarray((cases[0].starts[span] - cases[0].starts[span].astype("datetime64[D]")) / np.timedelta64(1, "D"))
    days = (cases[0].days[span] + clock).tolist()
    return Section(
        "week",
        "The coldest week",
        charts=(_power(cases, span, days), _temperatures(cases, span, days)),
    )


def _power(cases: Sequence[Case], span: slice, days: list[float]) -> Chart:
    of_case = [(case, case.hourly("house_electricity")[span]) for case in cases]
    series = [Series(case.label, case.line[0], power.tolist(), "line", case.line[1]) for case, power in of_case]
    says = [said("{} draws up to {}", case.label, quantity(float(power.max()), "power")) for case, power in of_case]
    return Chart(
        name="week-power",
        form="lines",
        title="Electricity of the house in the coldest week, hourly means",
        says=joined(says),
        kind="power",
        panels=(Panel("", tuple(series)),),
        x=days,
        x_kind="day",
        table=_by_day([(case.label, power) for case, power in of_case], days, "power"),
    )


def _temperatures(cases: Sequence[Case], span: slice, days: list[float]) -> Chart:
    rooms = [(case, case.hourly("indoor_temperature")[span]) for case in cases]
    outdoor = cases[0].hourly("outdoor_temperature")[span]
    series = [Series(case.label, case.line[0], room.tolist(), "line", case.line[1]) for case, room in rooms]
    series.append(Series("Outdoors", BLACK, outdoor.tolist(), "line", "1 3"))
    says = [said("outdoors falls to {}", quantity(float(outdoor.min()), "temperature"))]
    says += [
        said("{} to {} in the room", case.label, quantity(float(room.min()), "temperature")) for case, room in rooms
    ]
    return Chart(
        name="week-temperature",
        form="lines",
        title="Temperatures in the coldest week, hourly means",
        says=joined(says),
        kind="temperature",
        panels=(Panel("", tuple(series)),),
        x=days,
        x_kind="day",
        from_zero=False,
        table=_by_day([("Outdoors", outdoor), *((case.label, room) for case, room in rooms)], days, "temperature"),
    )


def _by_day(columns: Sequence[tuple[str, "np.typing.NDArray[np.float64]"]], days: list[float], kind: str) -> Table:
    """Return the mean of each day."""
    head = ("Day since 1 January, mean", *(said("{}, {}", name, units(kind)) for name, _ in columns))
    rows = tuple(
        (str(int(days[at]) + 1), *(bare(float(values[at : at + 24].mean()), kind) for _, values in columns))
        for at in range(0, len(days), 24)
    )
    return Table(head, rows)
