"""The event table of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class EventRow(NamedTuple):
    """One event: when it began (s since 1 January), how long it lasted, what it used, what it found at its start.

    What comes after the indoor temperature is told of defrosts only.
    """

    time: float
    duration: float
    kind: str
    electricity: float
    gas: float
    heat: float
    frost: float
    outdoor_temperature: float
    indoor_temperature: float
    trigger: str = ""
    melt_energy: float = float("nan")
    tempering_heat: float = float("nan")
    coil_temperature: float = float("nan")
    lowest_supply_temperature: float = float("nan")


TEXTS = ("kind", "trigger")


@dataclass(frozen=True)
class Events:
    """The event table, column by column; SI units, `heat` positive into the house."""

    time: NDArray[np.float64]
    duration: NDArray[np.float64]
    kind: NDArray[np.object_]
    electricity: NDArray[np.float64]
    gas: NDArray[np.float64]
    heat: NDArray[np.float64]
    frost: NDArray[np.float64]
    outdoor_temperature: NDArray[np.float64]
    indoor_temperature: NDArray[np.float64]
    trigger: NDArray[np.object_]
    melt_energy: NDArray[np.float64]
    tempering_heat: NDArray[np.float64]
    coil_temperature: NDArray[np.float64]
    lowest_supply_temperature: NDArray[np.float64]

    @classmethod
    def from_rows(cls, rows: Sequence[EventRow]) -> "Events":
        """Build the table from its rows."""
        columns = zip(*rows, strict=True) if rows else ([] for _ in EventRow._fields)
        return cls(**{
            name: np.array(column, dtype=object if name in TEXTS else np.float64)
            for name, column in zip(EventRow._fields, columns, strict=True)
        })  # fmt: skip

    def count(self, kind: str) -> int:
        """Return how many events of `kind` there are."""
        return int(np.count_nonzero(self.kind == kind))
