"""The one form in which every validation suite says what it found."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

Progress = Callable[[Literal["notice", "started", "finished", "failed"], str], None]
"""Told what goes on, in the form in which `cosim.simulate` tells its own progress."""


@dataclass(frozen=True, slots=True)
class Check:
    """One figure of ours beside what it has to lie between.

    Attributes
    ----------
    suite, case, quantity, unit : str
        What it is.
    value : float or None
        Our figure; None if it was not attempted.
    lower, upper : float or None
        Limits, themselves allowed; None for a figure that has no limit.
    published : (float, float) or None
        Lowest and highest figure of the published programs, for people to see.
    note : str
        Why something was not attempted.
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

    @property
    def passed(self) -> bool | None:
        """Whether the figure lies within its limits; None if it was not attempted or has no limit."""
        if self.value is None or (self.lower is None and self.upper is None):
            return None
        high_enough = self.lower is None or self.value >= self.lower
        return bool(high_enough and (self.upper is None or self.value <= self.upper))

    def as_dict(self) -> dict[str, Any]:
        """Return what every suite's JSON says about a figure."""
        keys = ("suite", "case", "quantity", "unit", "value", "lower", "upper", "passed")
        return {key: getattr(self, key) for key in keys}


@dataclass(frozen=True, slots=True)
class Outcome:
    """All figures of a suite.

    Attributes
    ----------
    title : str
        What was compared.
    checks : tuple of Check
    notes : tuple of str
        What a reader has to know beside them.
    peers : str
        Whose figures `Check.published` are.
    """

    title: str
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()
    peers: str = "six programs"

    @property
    def missed(self) -> tuple[Check, ...]:
        """The figures outside their limits."""
        return tuple(check for check in self.checks if check.passed is False)

    def summary(self) -> str:
        """Return how many limits were met, in one sentence."""
        limited = [check for check in self.checks if check.passed is not None]
        text = f"{len(limited) - len(self.missed)} of {len(limited)} limits met"
        idle = sum(check.value is None for check in self.checks)
        return f"{text}, {idle} figures not attempted" if idle else text

    def __str__(self) -> str:
        from cosim.validation.table import plain

        return plain(self)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[RenderableType]":
        from cosim.validation.table import rich_table

        yield rich_table(self)

    def to_json(self) -> str:
        """Return the figures as a JSON list."""
        rows = [check.as_dict() for check in self.checks]
        return json.dumps(rows, indent=2, ensure_ascii=False, allow_nan=False)


def spread(values: Iterable[float]) -> tuple[float, float] | None:
    """Return the lowest and the highest of some published values, None if there are none."""
    known = list(values)
    return (min(known), max(known)) if known else None
