"""The coldest week hour by hour: what the equipment draws, and how warm the rooms stay."""

from collections.abc import Sequence

import numpy as np

from cosim.results.report.cases import Case
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, Text, joined, said
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
    says = [said("{} draws up to {}", case.label, quantity(float(power.max()), "power")) for case, power in of_case]
    return _hours("power", "Electricity of the house", [_line(*each) for each in of_case], says, days)


def _temperatures(cases: Sequence[Case], span: slice, days: list[float]) -> Chart:
    rooms = [(case, case.hourly("indoor_temperature")[span]) for case in cases]
    outdoor = cases[0].hourly("outdoor_temperature")[span]
    says = [said("outdoors falls to {}", quantity(float(outdoor.min()), "temperature"))]
    says += [
        said("{} to {} in the room", case.label, quantity(float(room.min()), "temperature")) for case, room in rooms
    ]
    lines = [*(_line(*each) for each in rooms), Series("Outdoors", BLACK, outdoor.tolist(), "line", "1 3")]
    return _hours("temperature", "Temperatures", lines, says, days)


def _line(case: Case, values: "np.typing.NDArray[np.float64]") -> Series:
    return Series(case.label, case.line[0], values.tolist(), "line", case.line[1])


def _hours(kind: str, what: str, lines: Sequence[Series], says: Sequence[Text], days: list[float]) -> Chart:
    """Return a chart of the hours of the week, with a table of its days."""
    return Chart(
        name=f"week-{kind}",
        form="lines",
        title=f"{what} in the coldest week, hourly means",
        says=joined(says),
        kind=kind,
        panels=(Panel("", tuple(lines)),),
        x=days,
        x_kind="day",
        from_zero=kind == "power",
        table=_by_day(lines, days, kind),
    )


def _by_day(lines: Sequence[Series], days: list[float], kind: str) -> Table:
    """Return the mean of each day."""
    head = ("Day since 1 January, mean", *(said("{}, {}", line.label, units(kind)) for line in lines))
    rows = tuple(
        (str(int(days[at]) + 1), *(bare(float(np.mean(line.values[at : at + 24])), kind) for line in lines))
        for at in range(0, len(days), 24)
    )
    return Table(head, rows)
