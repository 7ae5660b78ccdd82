"""How the peaks of groups of homes fall, for each home, as groups grow: demand after diversity, coincidence."""

import numpy as np
from numpy.typing import NDArray

from cosim.fleet.worker import Period

Array = NDArray[np.float64]

WINTER_ENDS, WINTER_BEGINS = 24 * 120, 24 * 273  # hours of the year: 1 May and 1 October
SEASONS = 2


def winter(period: Period) -> NDArray[np.bool_]:
    """Say of each interval of a period whether it lies in winter: October to April."""
    hour = period.start_hour + (np.arange(period.intervals) + 0.5) * period.interval / 3600.0
    return (hour % 8760 < WINTER_ENDS) | (hour % 8760 >= WINTER_BEGINS)


class Groups:
    """Peaks of disjoint groups of 1, 2, 4 ... homes, formed in the order in which homes come, and of all together.

    Two groups of one size make one of the next, as digits carry in a binary counter: however many homes there are, only
    one open group of each size is held.
    """

    def __init__(self, period: Period) -> None:
        season = winter(period)
        self._seasons = [np.flatnonzero(season), np.flatnonzero(~season)]
        self._open: list[Array | None] = []
        self._peaks: list[list[Array]] = []
        self._all: Array | None = None
        self._homes = 0

    def add(self, home: Array) -> None:
        """Add a home's courses, shape (configurations, intervals)."""
        self._homes += 1
        self._all = home.copy() if self._all is None else self._all + home
        group, level = home, 0
        while True:
            if level == len(self._open):
                self._open.append(None)
                self._peaks.append([])
            self._peaks[level].append(self._peak(group))
            other = self._open[level]
            if other is None:
                self._open[level] = group
                return
            self._open[level] = None
            group, level = other + group, level + 1

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
        means = [np.mean(peaks, axis=0) / size for peaks, size in zip(self._peaks, sizes, strict=True)]
        if sizes[-1] != self._homes:
            sizes.append(self._homes)
            counts.append(1)
            means.append(self._peak(self._all) / self._homes)
        return np.array(sizes), np.array(counts), np.stack(means, axis=2)
