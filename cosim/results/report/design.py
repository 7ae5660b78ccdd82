"""Balance points of the machines as they are designed: capacity net of frost against the load line of the house."""

from collections.abc import Sequence

from cosim.results.report.charts import Chart, Panel, Series, Table, Text, joined, said
from cosim.results.report.quantities import bare, quantity, units
from cosim.schema.palette import BLACK, BLUE, VERMILION
from cosim.sizing.balance import Balance, BalancePoints, Crossing

LOAD, MAX_SPEED, MIN_SPEED = BLACK, BLUE, VERMILION
DRAWN = 80
BY = {"cost": "Cheaper than {} above, {}", "emissions": "Cleaner than {} above, {}"}


def charts_of(balances: Sequence[Balance]) -> tuple[Chart, ...]:
    """Return the picture that technicians draw, one a scenario; none for one without a heat pump."""
    return tuple(_chart(balance, number) for number, balance in enumerate(balances) if balance.points)


def tables_of(balances: Sequence[Balance]) -> tuple[tuple[Text, Table], ...]:
    """Return thermal, economic and carbon balance points."""
    return tuple(
        (said("Balance points by design, {}", balance.scenario), _table(balance))
        for balance in balances
        if balance.points
    )


def _chart(balance: Balance, number: int) -> Chart:
    import numpy as np

    low = min(float(point.outdoor[0]) for point in balance.points)
    high = max(float(point.outdoor[-1]) for point in balance.points)
    outdoor = np.linspace(low, high, DRAWN)
    panels, rows = [], []
    for point in balance.points:
        load = np.interp(outdoor, point.outdoor, point.load, left=np.nan, right=np.nan)
        lines = point.lines
        at_max, at_min = (
            np.interp(outdoor, lines.outdoor, line, left=np.nan, right=np.nan) for line in (lines.at_max, lines.at_min)
        )
        series = [
            Series("Load of the house", LOAD, load.tolist(), "line", "2 3"),
            Series("Capacity at maximum speed, net of frost", MAX_SPEED, at_max.tolist(), "line"),
        ]
        if point.min_speed is not None or not np.allclose(lines.at_min, lines.at_max):
            series.append(Series("Capacity at minimum speed", MIN_SPEED, at_min.tolist(), "line", "7 3"))
        panels.append(Panel(point.configuration, tuple(series)))
        rows += [
            (point.configuration, bare(float(outdoor[at]), "temperature"),
             *(bare(float(line[at]), "heat_rate") for line in (load, at_max, at_min)))
            for at in range(0, DRAWN, 8)
        ]  # fmt: skip
    rate = units("heat_rate")
    return Chart(
        name=f"design-{number}",
        form="lines",
        title=said("Capacity and load by design, {}", balance.scenario),
        says=joined([_in_words(point) for point in balance.points]),
        kind="heat_rate",
        panels=tuple(panels),
        x=outdoor.tolist(),
        x_kind="temperature",
        table=Table(
            ("Configuration", said("Outdoors, {}", units("temperature")), said("Load, {}", rate),
             said("Capacity at maximum speed, {}", rate), said("Capacity at minimum speed, {}", rate)),
            tuple(rows),
        ),
    )  # fmt: skip


def _in_words(point: BalancePoints) -> Text:
    if point.thermal is None:
        return said("{} carries the load down to {}", point.configuration, quantity(point.cutoff, "temperature"))
    return said("{} carries the load alone above {}", point.configuration, quantity(point.thermal, "temperature"))


def _table(balance: Balance) -> Table:
    first = balance.points[0]
    head: list[Text] = [
        "Configuration",
        said("Carries the load alone above, {}", units("temperature")),
        said("Cycles at its minimum speed above, {}", units("temperature")),
        said("Compressor heats down to, {}", units("temperature")),
        *(said(_head(crossing), crossing.against, units("temperature")) for crossing in first.crossings),
    ]
    rows = tuple(
        (
            point.configuration,
            bare(point.thermal, "temperature") if point.thermal is not None else "all",
            bare(point.min_speed, "temperature"),
            bare(point.cutoff, "temperature"),
            *(_crossed(crossing) for crossing in point.crossings),
        )
        for point in balance.points
    )
    return Table(tuple(head), rows)


def _head(crossing: Crossing) -> str:
    """Return the head of a crossing's column; where prices vary, each hour's says which it is."""
    hour = "" if crossing.when == "on average" else f" in the {crossing.when}"
    return BY[crossing.by].replace(" above", f" above{hour}")


def _crossed(crossing: Crossing) -> Text:
    if crossing.outdoor is not None:
        return bare(crossing.outdoor, "temperature")
    return "everywhere" if crossing.better == "heat pump" else "nowhere"
