"""The event table of a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class EventRow(NamedTuple):
    """One event: when it began (s since 1 January), how long it lasted, what it used, what it found at its start.

    What comes after the indoor temperature, but for `moment`, is told of defrosts only.
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
    moment: bytes = b""
    """What the machine did then, as `cosim.house.house.House.moment` holds it; read after the run."""


TEXTS = ("kind", "trigger")
GAUGES = {
    "supply_temperature": "K",
    "compressor_speed": "s-1",
    "evaporating_temperature": "K",
    "suction_pressure": "Pa",
    "suction_temperature": "K",
    "condensing_temperature": "K",
    "discharge_pressure": "Pa",
    "discharge_temperature": "K",
}
"""What a technician's instruments show at an event; not a number where the compressor stands or changes sides."""


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
    supply_temperature: NDArray[np.float64]
    compressor_speed: NDArray[np.float64]
    evaporating_temperature: NDArray[np.float64]
    suction_pressure: NDArray[np.float64]
    suction_temperature: NDArray[np.float64]
    condensing_temperature: NDArray[np.float64]
    discharge_pressure: NDArray[np.float64]
    discharge_temperature: NDArray[np.float64]

    @classmethod
    def from_rows(cls, rows: Sequence[EventRow], gauges: Mapping[str, NDArray[np.float64]] | None = None) -> "Events":
        """Build the table from its rows, and from what the gauges show at each of them."""
        columns = zip(*rows, strict=True) if rows else ([] for _ in EventRow._fields)
        table: dict[str, Any] = {
            name: np.array(column, dtype=object if name in TEXTS else np.float64)
            for name, column in zip(EventRow._fields, columns, strict=True)
            if name != "moment"
        }
        shown = gauges or {name: np.full(len(rows), np.nan) for name in GAUGES}
        return cls(**table | {name: shown[name] for name in GAUGES})

    def count(self, kind: str) -> int:
        """Return how many events of `kind` there are."""
        return int(np.count_nonzero(self.kind == kind))
