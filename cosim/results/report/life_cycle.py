"""Years of cost, where a scenario says what its equipment costs."""

from collections.abc import Sequence

import xarray as xr

from cosim.constants import HOURS_OF_YEAR
from cosim.results.life_cycle import LIFE_CYCLE, LINES, LifeCycle, life_cycle
from cosim.results.report.charts import Chart, Panel, Section, Series, Table, joined, said, stacked_table
from cosim.results.report.quantities import Form, number, quantity
from cosim.schema.palette import BLUE, GREEN

EQUIPMENT, RUNNING = GREEN, BLUE


def years_of_cost(results: Sequence[xr.Dataset]) -> Section | None:
    """Return the section on life cycles; None where no result has a plan of its own and a whole year to go with it."""
    found = [
        life_cycle(result) for result in results if LIFE_CYCLE in result.attrs and result.sizes["time"] == HOURS_OF_YEAR
    ]
    if not found:
        return None
    text = (
        "Equipment, its renewal and upkeep, and the energy of every year, in money of today. What was assumed stands "
        "below; other assumptions give other rankings, and cosim sweep says where they turn.",
    )
    return Section(
        "years",
        "Years of cost",
        text,
        tuple(_chart(one, at) for at, one in enumerate(found)),
        tuple((one.title, _table(one)) for one in found),
        tuple((said("What was assumed, {}", one.title), _assumptions(one)) for one in found),
    )


def _chart(found: LifeCycle, at: int) -> Chart:
    names = [row["name"] for row in found.rows]
    first = [row["first_cost"] for row in found.rows]
    later = [row["net_present_cost"] - cost for row, cost in zip(found.rows, first, strict=True)]
    series = (
        Series("To be paid on the first day, incentives taken off", EQUIPMENT, first),
        Series("Present value of all that comes later", RUNNING, later),
    )
    says = [said("{}: {}", row["name"], quantity(row["net_present_cost"], "money")) for row in found.rows]
    return Chart(
        name=f"life-cycle-{at}",
        form="bars",
        title=said("Net present cost, {}", found.title),
        says=joined(says),
        kind="money",
        panels=(Panel("", series),),
        categories=[(name, name) for name in names],
        table=stacked_table("Configuration", names, series, "money"),
    )


def _table(found: LifeCycle) -> Table:
    rows = tuple(
        (row["name"], *(number(row[key], Form("", scale, 0.0, decimals)) for _, key, scale, decimals in LINES))
        for row in found.rows
    )
    return Table(("Configuration", *(label for label, *_ in LINES)), rows)


def _assumptions(found: LifeCycle) -> tuple[str, ...]:
    return tuple(line.strip() for line in found.assumptions if line.startswith(" "))
