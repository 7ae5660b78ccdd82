"""The comparison table of the page: the lines of the printed table, in both systems of units."""

from collections.abc import Sequence

from markupsafe import Markup

from cosim.results.report.cases import Case, groups_of
from cosim.results.report.quantities import bare, units
from cosim.results.report.words import said
from cosim.results.table import Line, lines_for

COLUMNS = 6
"""More configurations than this stand in a table below, so that the page can be printed."""


def comparison_tables(cases: Sequence[Case]) -> list[dict[str, object]]:
    """Return tables of at most six configurations; savings are against the first at the same place and period."""
    lines = lines_for(len(cases))
    several = len(groups_of(cases)) > 1
    return [
        {
            "head": [case.label for case in part],
            "where": [", ".join(case.group) for case in part] if several else [],
            "rows": [
                {"section": line.section, "label": _label(line), "cells": [_cell(line, case) for case in part]}
                for line in lines
            ],
        }
        for part in (cases[first : first + COLUMNS] for first in range(0, len(cases), COLUMNS))
    ]


def _label(line: Line) -> Markup:
    named = units(line.kind)
    return said("{}, {}", line.label, named) if named else Markup("{}").format(line.label)


def _cell(line: Line, case: Case) -> Markup:
    return bare(case.row[line.key], line.kind)
