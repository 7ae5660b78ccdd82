"""Charts and tables as data: what the page draws, and the same numbers for those who read rather than look."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from cosim.results.report.quantities import bare, units

Text = str | Markup

MOST_PANELS = 12


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text: head, and rows whose first cell is their heading."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a panel: a stacked part, a line, or a band from `low` to `values`.

    Attributes
    ----------
    values : sequence of float
        One a category, or one an `x`; in the units of a Dataset. NaN leaves a gap.
    """

    label: str
    colour: str
    values: Sequence[float]
    style: Literal["part", "line", "band"] = "part"
    dash: str = ""
    hatch: bool = False
    low: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot of a chart."""

    name: str
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure of the page.

    Attributes
    ----------
    form : str
        "bars" lie, one a category, in one panel; "columns" stand; "lines" run over `x`; "areas" do, and are stacked.
    title, says : str
        What it shows, and what is to be seen in it, for everybody and above all for who cannot see it.
    kind : str
        Kind of quantity of all values.
    categories : sequence of (metric, us)
        What stands under each column or above each bar, in both systems.
    x, x_kind : sequence of float, str
        Of lines and areas: "hours", "day" (days since 1 January), "clock" (hours of a day), "share" (% of the time),
        "homes" (on a logarithmic scale) or "temperature".
    table : Table
        The same numbers to read.
    """

    name: str
    form: Literal["bars", "columns", "lines", "areas"]
    title: Text
    says: Text
    kind: str
    panels: tuple[Panel, ...]
    table: Table
    categories: Sequence[tuple[str, str]] = ()
    category_title: str = ""
    x: Sequence[float] = ()
    x_kind: str = ""
    from_zero: bool = True

    @property
    def left_out(self) -> int:
        """How many panels are too many to draw; their numbers are in the table."""
        return max(0, len(self.panels) - MOST_PANELS)

    def as_data(self) -> dict[str, Any]:
        """Return it for the page's own drawing."""
        return {
            "name": self.name,
            "form": self.form,
            "kind": self.kind,
            "categories": [list(pair) for pair in self.categories],
            "categoryTitle": self.category_title,
            "x": _plain(self.x),
            "xKind": self.x_kind,
            "fromZero": self.from_zero,
            "panels": [
                {
                    "name": panel.name,
                    "series": [
                        {
                            "label": series.label,
                            "colour": series.colour,
                            "style": series.style,
                            "dash": series.dash,
                            "hatch": series.hatch,
                            "values": _plain(series.values),
                            "low": _plain(series.low),
                        }
                        for series in panel.series
                    ],
                }
                for panel in self.panels[:MOST_PANELS]
            ],
        }


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the page, under a heading of the second level; `notes` are lists of lines, each with a heading."""

    name: str
    title: str
    text: tuple[Text, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[tuple[Text, Table], ...] = ()
    notes: tuple[tuple[Text, tuple[Text, ...]], ...] = ()


def _plain(values: Sequence[float]) -> list[float | None]:
    """Return numbers short enough to send: seven digits add up to totals that agree with the tables."""
    return [None if math.isnan(value) else float(f"{value:.7g}") for value in map(float, values)]


def stacked_table(first: str, categories: Sequence[Text], series: Sequence[Series], kind: str) -> Table:
    """Return the table of one stack a category, with the total of each."""
    shown = [one for one in series if any(value for value in one.values)]
    head = (first, *(_headed(one.label, kind) for one in shown), _headed("Total", kind))
    rows = tuple(
        (
            category,
            *(bare(float(one.values[index]), kind) for one in shown),
            bare(float(sum(one.values[index] for one in shown)), kind),
        )
        for index, category in enumerate(categories)
    )
    return Table(head, rows)


def panels_table(first: str, categories: Sequence[Text], panels: Sequence[Panel], kind: str) -> Table:
    """Return one table of several panels over the same categories: a row for each panel's series that is not nought."""
    head = ("Configuration", "Of which", *categories)
    rows = tuple(
        (panel.name, _headed(series.label, kind), *(bare(float(value), kind) for value in series.values))
        for panel in panels
        for series in panel.series
        if any(series.values)
    )
    return Table((head[0], Markup("{}, {}").format("Of which", first), *categories), rows)


def _headed(label: str, kind: str) -> Markup:
    named = units(kind)
    return Markup("{}, {}").format(label, named) if named else Markup("{}").format(label)


def said(text: str, *parts: Text) -> Markup:
    """Return `text` with its braces filled; what is not marked up already is escaped."""
    return Markup(text).format(*parts)


def joined(sentences: Sequence[Text], between: str = "; ", end: str = ".") -> Markup:
    """Return sentences one after the other, ended by a full stop."""
    return Markup(between).join(sentences) + end if sentences else Markup("")


def listed(names: Sequence[Text]) -> Markup:
    """Return names as English lists them: a, b and c."""
    escaped = [Markup("{}").format(name) for name in names]
    if len(escaped) < 2:
        return escaped[0] if escaped else Markup("")
    return Markup(", ").join(escaped[:-1]) + " and " + escaped[-1]


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: 1 defrost, 2 defrosts."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
