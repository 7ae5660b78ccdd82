"""Common form of the results of all validation suites."""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

Progress = Callable[[Literal["notice", "started", "finished", "failed"], str], None]
"""Called with a kind and a text, as `cosim.simulate` calls its `progress`."""


NOTHING = "–"
DECIMALS = {
    "percent": 2,
    "count": 0,
    "kg": 1,
    "min": 1,
    "MWh": 3,
    "kW": 3,
    "degC": 1,
    "kWh/m2": 0,
    "%": 0,
    "MBtu": 2,
    "1": 3,
    "ratio": 2,
    "kg/kg": 5,
    "m3/s": 7,
    "GJ": 2,
    "°C": 2,
    "kWh": 1,
}
UNITS = {"percent": "%", "count": "", "degC": "°C", "kWh/m2": "kWh/m²", "m3/s": "m³/s", "1": "", "ratio": ""}
WIDE_ENOUGH = 400  # characters; no table here comes near it


@dataclass(frozen=True, slots=True)
class Check:
    """One figure with its limits.

    Attributes
    ----------
    suite, case, quantity, unit : str
        Identification of the figure.
    value : float or None
        Our figure; None if it was not attempted.
    lower, upper : float or None
        Limits, inclusive; None for a figure without a limit.
    published : (float, float) or None
        Lowest and highest figure of the published programs, for information.
    note : str
        Reason why something was not attempted.
    authority : str
        Who set the limits, such as "ASHRAE Standard 140"; empty where they are this project's own.
    doubt : str
        What is wrong with the published figure itself, by name; a miss counts as one all the same.
    """

    suite: str
    case: str
    quantity: str
    unit: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    published: tuple[float, float] | None = None
    note: str = ""
    authority: str = ""
    doubt: str = ""

    @property
    def limited(self) -> bool:
        """Whether there is a limit."""
        return self.lower is not None or self.upper is not None

    @property
    def outside(self) -> bool:
        """Whether the figure lies outside the range of several published ones, with or without a limit."""
        if self.value is None or self.published is None:
            return False
        low, high = self.published
        return low < high and not low <= self.value <= high

    @property
    def passed(self) -> bool | None:
        """Whether the figure lies within its limits; None if it was not attempted or has no limit."""
        if self.value is None or not self.limited:
            return None
        high_enough = self.lower is None or self.value >= self.lower
        return bool(high_enough and (self.upper is None or self.value <= self.upper))

    def as_dict(self) -> dict[str, Any]:
        """Return a figure as JSON data."""
        keys = (
            "suite",
            "case",
            "quantity",
            "unit",
            "value",
            "lower",
            "upper",
            "published",
            "passed",
            "authority",
            "outside",
            "doubt",
        )
        return {key: getattr(self, key) for key in keys}


@dataclass(frozen=True, slots=True)
class Outcome:
    """All figures of a suite.

    Attributes
    ----------
    title : str
        Subject of the comparison.
    checks : tuple of Check
    notes : tuple of str
        Remarks for the reader.
    peers : str
        Source of `Check.published`.
    """

    title: str
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()
    peers: str = "six programs"

    @property
    def missed(self) -> tuple[Check, ...]:
        """The figures outside their limits."""
        return tuple(check for check in self.checks if check.passed is False)

    @property
    def outside(self) -> tuple[Check, ...]:
        """The figures outside the range of all published programs."""
        return tuple(check for check in self.checks if check.outside)

    def summary(self) -> str:
        """Return how many limits were met and whose they are, and what no limit covers, in one sentence."""
        judged = [check for check in self.checks if check.passed is not None]
        whose = [*sorted({check.authority for check in judged if check.authority}), ""]
        parts = [self._met([check for check in judged if check.authority == name], name) for name in whose]
        parts = [part for part in parts if part]
        idle = sum(check.value is None for check in self.checks)
        free = sum(check.value is not None and not check.limited for check in self.checks)
        if not parts:
            parts = ["0 of 0 limits met" if idle else "no figure has a limit"]
        elif free:
            parts.append(f"{free} figures without a limit")
        if self.outside:
            held = sum(check.limited for check in self.outside)
            parts.append(
                f"{len(self.outside)} figures outside the whole published range "
                f"({held} with a limit, {len(self.outside) - held} without)"
            )
        if idle:
            parts.append(f"{idle} figures not attempted")
        return "; ".join(parts)

    @staticmethod
    def _met(checks: Sequence[Check], authority: str) -> str:
        """Return how many limits of one authority are met, also without the figures in doubt; nothing for none."""
        if not checks:
            return ""
        met = sum(bool(check.passed) for check in checks)
        text = f"{met} of {len(checks)} limits of {authority or 'our own'} met"
        sound = [check for check in checks if not check.doubt]
        if len(sound) == len(checks):
            return text
        return (
            f"{text} (without the {len(checks) - len(sound)} figures whose source contradicts itself "
            f"{sum(bool(check.passed) for check in sound)} of {len(sound)})"
        )

    def __str__(self) -> str:

        return plain(self)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[RenderableType]":

        yield rich_table(self)

    def to_json(self) -> str:
        """Return the figures as a JSON list."""
        rows = [check.as_dict() for check in self.checks]
        return json.dumps(rows, indent=2, ensure_ascii=False, allow_nan=False)


def spread(values: Iterable[float]) -> tuple[float, float] | None:
    """Return the lowest and the highest of some published values, None if there are none."""
    known = list(values)
    return (min(known), max(known)) if known else None


def rich_table(outcome: Outcome) -> RenderableType:
    """Return title, table, notes and summary."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("case", "quantity", "unit"):
        table.add_column(name, no_wrap=True)
    for name in ("cosim", outcome.peers, "limits"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("whose", ""):
        table.add_column(name, no_wrap=True)
    last = ""
    for check in outcome.checks:
        table.add_row(check.case if check.case != last else "", *cells(check))
        last = check.case
    notes = [Text(f"note: {note}") for note in outcome.notes]
    return Group(Text(outcome.title, style="bold"), table, *notes, Text(outcome.summary(), style="bold"))


def cells(check: Check) -> list[Text | str]:
    """Return quantity, unit, our figure, the programs' range, the limits, who set them, and the verdict."""
    style = {True: "green", False: "bold red", None: ""}[check.passed]
    return [
        check.quantity.replace("_", " "),
        UNITS.get(check.unit, check.unit),
        number(check.value, check.unit),
        between(check.published, check.unit),
        between((check.lower, check.upper), check.unit),
        whose(check),
        Text(verdict(check), style=style),
    ]


def verdict(check: Check) -> str:
    """Return the verdict of a figure in a word."""
    if check.value is None:
        return f"not attempted: {check.note}" if check.note else "not attempted"
    said = {True: "pass", False: "MISS", None: "no limit"}[check.passed]
    if check.doubt:
        said = f"{said}, source in doubt"
    return f"{said}, outside" if check.outside and check.passed is not False else said


def whose(check: Check) -> str:
    """Return who set the limits of a figure."""
    return (check.authority or "ours") if check.limited else ""


def number(value: float | None, unit: str) -> str:
    """Format a figure with the decimals of its unit."""
    if value is None:
        return NOTHING
    text = f"{value:.{DECIMALS.get(unit, 3)}f}"
    return text.replace("-", "−") if float(text) else text.removeprefix("-")


def between(ends: tuple[float | None, float | None] | None, unit: str) -> str:
    """Format a range, one end of it, or a dash for none."""
    if ends is None or ends == (None, None):
        return NOTHING
    low, high = (number(end, unit) for end in ends)
    return low if low == high else f"{low} … {high}"


def plain(outcome: Outcome) -> str:
    """Return the table as plain text, as wide as it needs to be."""
    file = io.StringIO()
    Console(file=file, width=WIDE_ENOUGH, color_system=None).print(rich_table(outcome))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip() + "\n"
