"""How peaks fall with the number of homes: of single homes, of groups of them, and of all together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import HOUR, HOURS_OF_YEAR
from cosim.fleet.declaration import SEASON_NAMES
from cosim.fleet.seasons import NORTHERN
from cosim.fleet.worker import Period
from cosim.schema.calendar import MONTH_OF_HOUR

if TYPE_CHECKING:
    from cosim.fleet.store import Store

SEASONS = len(SEASON_NAMES)


def peaks_of_groups(
    weights: Array, configurations: int, period: Period, store: "Store", months: tuple[int, ...]
) -> dict[str, NDArray[Any]]:
    """Return peaks of groups of 1, 2, 4 ... homes and of the whole fleet; homes are read batch by batch.

    Parameters
    ----------
    weights : array, shape (homes,)
        Homes for which each stands.
    months : tuple of int
        Of winter.
    """
    everything, hvac = Groups(period, months), Groups(period, months)
    for number, equipment, rest in courses_of_homes(period, store):
        hvac.add(equipment, weights[number])
        everything.add(equipment + rest, weights[number])
    sizes, count, demand = everything.result(configurations)
    return {"size": sizes, "count": count, "demand": demand, "hvac_demand": hvac.result(configurations)[2]}


def courses_of_homes(period: Period, store: "Store") -> Iterator[tuple[int, Array, Array]]:
    """Return of each home that was simulated its number, and the power by interval, W, of equipment and all else.

    That of the equipment is by configuration.
    """
    per_hour = round(HOUR / period.interval)
    number = 0
    for batch in range(store.progress.batches):
        power, rest_of_houses = store.homes_of(batch)
        other = np.repeat(rest_of_houses.astype(float), per_hour, axis=1)
        for home, rest in zip(power.astype(float), other, strict=True):
            if not np.isnan(rest[0]):
                yield number, home, rest
            number += 1


def winter(period: Period, months: tuple[int, ...]) -> NDArray[np.bool_]:
    """Say of each interval of a period whether it lies in the months of winter, 1 for January."""
    hour = period.start_hour + (np.arange(period.intervals) + 0.5) * period.interval / 3600.0
    return np.isin(MONTH_OF_HOUR[(hour % HOURS_OF_YEAR).astype(int)] + 1, months)


class Groups:
    """Peaks of disjoint groups of 1, 2, 4 ... homes, formed in the order in which homes come, and of all together.

    Two groups of one size make one of the next, as digits carry in a binary counter: however many homes there are, only
    one open group of each size is held. A home counts by its weight, in its group and its group among the others.
    """

    def __init__(self, period: Period, months: tuple[int, ...] = NORTHERN) -> None:
        season = winter(period, months)
        self._seasons = [np.flatnonzero(season), np.flatnonzero(~season)]
        self._open: list[tuple[Array, float] | None] = []
        self._peaks: list[list[tuple[Array, float]]] = []
        self._all: Array | None = None
        self._homes, self._weight = 0, 0.0

    def add(self, home: Array, weight: float = 1.0) -> None:
        """Add a home's courses, shape (configurations, intervals), which stand for those of `weight` homes."""
        home = home * weight
        self._homes += 1
        self._weight += weight
        self._all = home.copy() if self._all is None else self._all + home
        group, level = home, 0
        while True:
            if level == len(self._open):
                self._open.append(None)
                self._peaks.append([])
            self._peaks[level].append((self._peak(group), weight))
            other = self._open[level]
            if other is None:
                self._open[level] = group, weight
                return
            self._open[level] = None
            group, weight, level = other[0] + group, other[1] + weight, level + 1

    def _peak(self, group: Array) -> Array:
        """Return the peak in each season, shape (configurations, seasons); NaN for a season not in the period."""
        return np.stack(
            [group[:, place].max(axis=1) if place.size else np.full(len(group), np.nan) for place in self._seasons],
            axis=1,
        )

    def result(self, configurations: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
        """Return group sizes, their number, and the mean peak for each home, shape (configurations, seasons, sizes)."""
        if self._all is None:
            return np.ones(1, np.int64), np.zeros(1, np.int64), np.full((configurations, SEASONS, 1), np.nan)
        sizes = [2**level for level in range(len(self._peaks))]
        counts = [len(peaks) for peaks in self._peaks]
        means = [
            np.mean([peak for peak, _ in peaks], axis=0) / np.mean([weight for _, weight in peaks])
            for peaks in self._peaks
        ]
        if sizes[-1] != self._homes:
            sizes.append(self._homes)
            counts.append(1)
            means.append(self._peak(self._all) / self._weight)
        return np.array(sizes), np.array(counts), np.stack(means, axis=2)
