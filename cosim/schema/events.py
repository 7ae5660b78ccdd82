"""The event table of a run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
"""What a technician's instruments show at an event; not a number while the compressor is off."""
READING = "reading"
"""Kind of an event at which nothing happens but that the instruments are read."""


@dataclass(frozen=True)
class Events:
    """The event table, column by column; SI units, `heat` positive into the house.

    `time` is the start of an event, s since 1 January. Fields up to `heat` are totals over the event, later ones
    conditions at its start. Fields from `trigger` to `lowest_supply_temperature` are filled for defrosts only.
    """

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

    def count(self, kind: str) -> int:
        """Return how many events of `kind` there are."""
        return int(np.count_nonzero(self.kind == kind))
