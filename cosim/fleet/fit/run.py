"""Fit all homes of a programme's table to their figures, and write the table with what was found."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, TypeVar

from cosim.calibration.parameters import BY_NAME
from cosim.errors import CosimError, Fault, InvalidInput
from cosim.fleet.fit.home import Ready, ready
from cosim.fleet.fit.posterior import Fit, burns_other, fit
from cosim.fleet.fit.typical import Typical, kinds, typical
from cosim.fleet.homes import Home
from cosim.fleet.plain_homes import PlainHome
from cosim.fleet.programme import Programme
from cosim.fleet.table import BUILDING, FIT, NOTE, REFUSED
from cosim.workers import side_by_side

CHUNK = 10  # homes of a task
Tell = Callable[[str], None]
Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Fitted:
    """A home and what its figures told.

    Attributes
    ----------
    home : Home
        With storeys and foundation in its facts.
    fit : Fit, optional
        None where it has no figures.
    """

    home: Home
    fit: Fit | None


@dataclass(frozen=True)
class _Kind:
    """A task: simulate the typical one of homes of a kind."""

    programme: Programme
    homes: list[Ready]


@dataclass(frozen=True)
class _Homes:
    """A task: fit some homes of a kind."""

    programme: Programme
    homes: list[Ready]
    typical: Typical


def fit_homes(programme: Programme, *, jobs: int = 1, tell: Tell = lambda text: None) -> list[Fitted]:
    """Return every home of a programme's table, those with figures with a house that explains them.

    Parameters
    ----------
    programme : Programme
        Its homes are of `homes_csv`, with plain facts.
    jobs : int
        Processes.
    tell : callable
        Takes what is being done.

    Raises
    ------
    InvalidInput
        Where no home has facts and figures.
    """
    homes = [programme.home(number) for number in range(programme.homes)]
    others = sum(not isinstance(home.sample, PlainHome) for home in homes)
    if others:
        problem = f"{others:,} of {len(homes):,} homes are of a house type or have a file of their own"
        raise InvalidInput([Fault("homes_csv", problem, "fit a table of plain facts alone")])
    counted = [home for home in homes if isinstance(home.sample, PlainHome) and home.sample.figures]
    if not counted:
        problem = "no home has both plain facts and figures"
        remedy = "add columns floor_area_ft2, built, electricity_kwh, gas_therms"
        raise InvalidInput([Fault("homes_csv", problem, remedy)])
    fits: dict[int, Fitted] = {}
    for home in counted:
        if isinstance(home.sample, PlainHome) and (reason := burns_other(home.sample)):
            fits[home.number] = Fitted(home, Fit(None, reason))
    prepared = [ready(programme, home) for home in counted if home.number not in fits]
    groups = kinds(prepared)
    tell(f"{len(counted):,} homes with figures, of {len(groups)} kinds; the typical one of each is simulated first")
    found = list(_each(_typical, [_Kind(_for(programme, group), group) for group in groups], jobs))
    tasks = [
        _Homes(_for(programme, group), group[first : first + CHUNK], each)
        for group, each in zip(groups, found, strict=True)
        for first in range(0, len(group), CHUNK)
    ]
    for task, done in zip(tasks, _each(_fits, tasks, jobs), strict=True):
        fits |= {each.home.number: Fitted(each.home, one) for each, one in zip(task.homes, done, strict=True)}
        tell(f"{len(fits):,} of {len(counted):,} homes fitted")
    return [fits.get(home.number, Fitted(home, None)) for home in homes]


def _for(programme: Programme, homes: Sequence[Ready]) -> Programme:
    return programme.for_workers(each.home for each in homes)


def _each(function: Callable[[Task], Outcome], tasks: Sequence[Task], jobs: int) -> Iterable[Outcome]:
    return side_by_side(function, tasks, jobs) if jobs > 1 else map(function, tasks)


def _typical(task: _Kind) -> Typical:
    return typical(task.programme, task.homes)


def _fits(task: _Homes) -> list[Fit]:
    return [_fit(task, each) for each in task.homes]


def _fit(task: _Homes, each: Ready) -> Fit:
    try:
        return fit(task.programme, each, task.typical)
    except CosimError as error:
        return Fit(None, str(error))


def summary(fitted: Sequence[Fitted]) -> dict[str, Any]:
    """Return how many homes were fitted, and which were not or are odd, each with its reason."""
    fits = [(each.home, each.fit) for each in fitted if each.fit is not None]
    return {
        "fitted": sum(fit.values is not None for _, fit in fits),
        "without_figures": len(fitted) - len(fits),
        "simulations": sum(fit.simulations for _, fit in fits),
        "left_out": [f"{_named(home)}: {fit.reason}" for home, fit in fits if fit.values is None],
        "odd": [f"{_named(home)}: {fit.note}" for home, fit in fits if fit.note],
    }


def _named(home: Home) -> str:
    """Return where a home stands in its table, and its identity."""
    assert isinstance(home.sample, PlainHome), "tables of plain facts alone are fitted"
    identity = home.sample.cells.get("id") or home.sample.cells.get(BUILDING, "")
    return f"{home.sample.row} ({identity})" if identity else home.sample.row


def table_of(fitted: Sequence[Fitted]) -> bytes:
    """Return the homes' own table with what was found, as CSV: `homes_csv` of a programme reads it.

    All columns of a home stay as they are; `fit.` columns hold the values, `fit.refused` why there are none.
    """
    rows, columns = [], dict[str, None]()
    for each in fitted:
        row = _row(each)
        rows.append(row)
        columns |= dict.fromkeys(row)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _row(each: Fitted) -> dict[str, str]:
    plain = each.home.sample
    assert isinstance(plain, PlainHome), "tables of plain facts alone are fitted"
    row = dict(plain.cells)
    row.pop(REFUSED, None)
    if not row.get("site"):
        row["site"] = each.home.site
    if each.fit is None:
        return row
    facts = plain.facts
    if facts.storeys is not None and facts.foundation is not None:
        row |= {"storeys": f"{facts.storeys:g}", "foundation": facts.foundation}
    if each.fit.values is not None:
        row |= {f"{FIT}{BY_NAME[name].key}": f"{value:.5g}"
                for name, value in each.fit.values.items() if not isnan(value)}  # fmt: skip
    return row | {REFUSED: each.fit.reason, NOTE: each.fit.note}
