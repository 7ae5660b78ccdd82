"""Errors that cosim raises deliberately.

CosimError
├── InvalidInput       the user's files or arguments have faults; all of them are listed at once
│   └── EquipmentFault equipment of another package asks a simulation for what it does not offer
└── SimulationFailed   one configuration could not be simulated to its end
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

# control characters but for line ends and tabs, and those that turn the direction of text
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return text from files and users as a terminal may show it: control characters by their numbers."""
    return CONTROLS.sub(lambda found: ascii(found[0])[1:-1], text)


MOST_TOLD = 200
"""Faults that a message tells one by one."""


class CosimWarning(UserWarning):
    """Something that a user wants to know of what was made; commands show it as a note."""


class CosimError(Exception):
    """Base of all errors that cosim raises deliberately."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input: where, what, and a remedy.

    Attributes
    ----------
    place : str
        Dotted place in a file (``retrofit.toml: configurations[2].heat_pump``) or a file name.
    problem : str
        What is wrong there, in plain words.
    remedy : str
        How to fix it; empty where the problem makes that clear.
    """

    place: str
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.problem}"
        return printable(f"{text}; {self.remedy}" if self.remedy else text)


class InvalidInput(CosimError):
    """Input that cannot be used, with all its faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults[:MOST_TOLD]]
        if len(self.faults) > MOST_TOLD:
            lines.append(f"and {len(self.faults) - MOST_TOLD:,} more")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type["InvalidInput"], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class EquipmentFault(InvalidInput):
    """Equipment that asks a simulation for what it does not offer; it stops the run, for its results mean nothing."""


class SimulationFailed(CosimError):
    """A configuration whose simulation stopped before its end."""

    def __init__(self, configuration: str, time: str, reason: str) -> None:
        self.configuration, self.time, self.reason = configuration, time, reason
        super().__init__(printable(f"configuration '{configuration}' failed at {time}: {reason}"))

    def __reduce__(self) -> tuple[type["SimulationFailed"], tuple[str, str, str]]:
        return type(self), (self.configuration, self.time, self.reason)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "did you mean 'x'?", or the valid choices, for a misspelled `name`."""
    choices = sorted(known)
    near = get_close_matches(name, choices, n=1, cutoff=0.5)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"choose {', '.join(choices)}" if choices else "none is defined"
