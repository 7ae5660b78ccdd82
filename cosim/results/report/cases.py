"""The configurations that a report is about, each with a label of its own, whichever files they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import FREEZING
from cosim.results.billing import FUEL_NAME, pieces_of
from cosim.results.comparison import Row, compare, period
from cosim.schema.end_uses import EndUse
from cosim.schema.palette import BLACK, BLUE, VERMILION

# dark enough on white for a line, and different in grey as much as five can be; dashes tell them apart as well, and a
# colour that comes again has other dashes
COLOURS = (BLUE, VERMILION, BLACK, "#00805C", "#9A4F7F")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 3", "4 2", "1 2", "6 2 2 2 2 2")
LINES = tuple((COLOURS[place % 5], DASHES[place % 8]) for place in range(40))


WIDTH = 2.0


@dataclass(frozen=True, slots=True)
class Case:
    """One configuration in one result.

    Attributes
    ----------
    label : str
        Its name, with as much of its result as tells it from another of that name.
    row : dict
        Its annual figures, as `cosim.results.comparison` has them.
    data : xarray.Dataset
        Its result, with this configuration alone.
    """

    label: str
    row: Row
    data: xr.Dataset
    number: int

    @property
    def group(self) -> tuple[str, str]:
        """Where and when: only cases that share both are held against one another."""
        return str(self.data.attrs["site"]), period(self.data)

    @property
    def line(self) -> tuple[str, str]:
        """Colour and dashes of its lines."""
        return LINES[self.number % len(LINES)]

    @property
    def starts(self) -> Any:
        """When each hour begins."""
        return self.data["time_bounds"].values[:, 0]

    @property
    def months(self) -> NDArray[np.int64]:
        """Month of each hour, January 1."""
        return np.asarray(self.starts.astype("datetime64[M]").astype(np.int64) % 12 + 1, dtype=np.int64)

    @property
    def days(self) -> NDArray[np.int64]:
        """Days since 1 January of each hour."""
        start = self.starts.astype("datetime64[D]")
        return np.asarray((start - start.astype("datetime64[Y]")).astype(np.int64), dtype=np.int64)

    def hourly(self, *names: str) -> Array:
        """Return the sum of hourly variables."""
        return np.asarray(sum(self.data[name].values for name in names), dtype=np.float64)

    def used(self, use: EndUse) -> Array:
        """Return the hourly power of an end use, W."""
        return self.hourly(*use.hourly)

    def annual(self, *names: str) -> float:
        """Return the sum of annual figures."""
        return float(sum(float(self.data[f"annual_{name}"].values) for name in names))

    @property
    def pieces(self) -> list[xr.Dataset]:
        """What went through the ports of its equipment, piece by piece."""
        return pieces_of(self.data, self.row["name"])

    def events(self, kind: str) -> xr.Dataset:
        """Return the events of one kind of this configuration."""
        fields = [str(name) for name in self.data.data_vars if str(name).startswith("event_")]
        table = self.data[fields]
        mine = (table["event_configuration_name"].values == self.row["name"]) & (table["event_kind"].values == kind)
        return table.isel(event=np.flatnonzero(mine))


def fuel_name(cases: Sequence[Case], *, furnaces: bool = False) -> str:
    """Return what all cases burn, or their furnaces alone: one fuel by its name, several as fuel."""
    fuels = {str(case.data["fuel"].item()) for case in cases} - {""}
    if not furnaces:
        fuels |= {str(piece[FUEL_NAME].item()) for case in cases for piece in case.pieces} - {""}
    return fuels.pop().capitalize() if len(fuels) == 1 else "Fuel" if fuels else "Gas"


def cases_of(results: Sequence[xr.Dataset]) -> list[Case]:
    """Return every configuration of all results."""
    rows = compare(*results).rows
    ones = [
        (str(name), result, result.isel(configuration=index))
        for result in results
        for index, name in enumerate(result["configuration"].values)
    ]
    labels = _labels([(name, result) for name, result, _ in ones])
    return [
        Case(label, row, data, number)
        for number, (label, row, (_, _, data)) in enumerate(zip(labels, rows, ones, strict=True))
    ]


def groups_of(cases: Sequence[Case]) -> list[list[Case]]:
    """Return the cases of each place and period together."""
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        groups.setdefault(case.group, []).append(case)
    return list(groups.values())


def _labels(named: Sequence[tuple[str, xr.Dataset]]) -> list[str]:
    """Return a label for each configuration that no other has."""
    names = [name for name, _ in named]
    if len(set(names)) == len(names):
        return names
    tellers = [
        [str(result.attrs["site"]) for _, result in named],
        [period(result) for _, result in named],
        [str(result.attrs["title"]) for _, result in named],
        [str(result.attrs.get("scenario", "")) for _, result in named],
    ]
    used = list(names)
    for teller in tellers:
        if len(set(teller)) > 1:
            used = [f"{label}, {told}" for label, told in zip(used, teller, strict=True)]
        if len(set(used)) == len(used):
            return used
    # nothing that is said of the results tells them apart: their order does
    seen: dict[str, int] = {}
    numbered = []
    for label in used:
        seen[label] = seen.get(label, 0) + 1
        numbered.append(f"{label} ({seen[label]})" if used.count(label) > 1 else label)
    return numbered


def bin_of(temperature: Array) -> NDArray[np.int64]:
    """Return the bin of each temperature (K); bin 0 begins at 0 °C."""
    return np.floor((temperature - FREEZING) / WIDTH).astype(np.int64)


def edges(number: int) -> tuple[float, float]:
    """Return where a bin begins and ends, K."""
    return FREEZING + WIDTH * number, FREEZING + WIDTH * (number + 1)


def bin_names(number: int) -> tuple[str, str]:
    """Return what a bin is called in metric and in American units."""
    low, high = (edge - FREEZING for edge in edges(number))
    cold, warm = round(low * 1.8 + 32), round(high * 1.8 + 32)  # whole numbers, of which none is minus nought
    return (
        f"{low:.0f} to {high:.0f}\u00a0°C".replace("-", "−"),
        f"{cold} to {warm}\u00a0°F".replace("-", "−"),
    )
