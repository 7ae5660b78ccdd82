"""Snapshots of a house for its event log: what the event table reads of an instant, kept by compiled code."""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from cosim.flow.groups import Integers, Noted
from cosim.flow.lending import lent_moments
from cosim.flow.marks import in_kernel
from cosim.flow.records import BLOCK, RATES, STATE, Meter

OF_STATE = (
    "time", "air", "outdoor", "frost_mass", "frost_thickness", "surface_temperature", "approach", "evaporating",
    "coil_temperature", "lowest_supply",
)  # fmt: skip
OF_RATES = (
    "supply_air_temperature", "return_air_temperature", "outdoor_temperature", "compressor_speed",
    "compressor_heating_electricity", "compressor_cooling_electricity", "defrost_electricity",
)  # fmt: skip
MOMENT = np.dtype([("totals", "f8", len(Meter)), *((name, "f8") for name in (*OF_STATE, *OF_RATES))])
"""A snapshot: readings of every meter, and some of the state and of the rates, by their names there."""
FULL = -1
ROOM = 4096
"""Snapshots for which there is room at first."""


class Moments(NamedTuple):
    """What crosses into `keep_moment`; numbers by their bits, so that one that is undefined equals itself."""

    present: Integers
    """The memory of meters, state and rates, as `cosim.flow.records.BLOCK`."""
    places: Integers
    """Where in it the parts of a snapshot stand."""
    filled: Integers
    """(1,): how many are kept."""
    kept: Annotated[NDArray[np.int64], 2]
    """(room, parts): snapshots, of which the first `filled` count."""


def parts_of_moment() -> NDArray[np.int64]:
    """Return where in `BLOCK` the parts of `MOMENT` stand, in words."""
    assert BLOCK.fields is not None and STATE.fields is not None and RATES.fields is not None
    start = {name: offset for name, (_, offset, *_) in BLOCK.fields.items()}
    found = [start["totals"] // 8 + meter for meter in Meter]
    found += [(start["state"] + STATE.fields[name][1]) // 8 for name in OF_STATE]
    found += [(start["rates"] + RATES.fields[name][1]) // 8 for name in OF_RATES]
    return np.array(found, dtype=np.int64)


@in_kernel
def keep_moment(moments: Moments) -> int:
    """Keep a snapshot unless the last one is equal, since several events may begin or end at one instant.

    Returns its number, or `FULL` if there is no room for it.
    """
    present, places, kept, count = moments.present, moments.places, moments.kept, moments.filled[0]
    last = count - 1
    if last >= 0:
        same = True
        for part in range(places.size):
            same = same and kept[last, part] == present[places[part]]
        if same:
            return last
    if count == kept.shape[0]:
        return FULL
    for part in range(places.size):
        kept[count, part] = present[places[part]]
    moments.filled[0] = count + 1
    return count


@in_kernel
def note_moment(noted: Noted) -> None:
    """Note a snapshot of the present."""
    for part in range(noted.places.size):
        noted.parts[part] = noted.present[noted.places[part]]


def enter_moments(arrays: Any, _: float, __: int) -> int:
    """Do as `keep_moment`, called as the flow is: by an address, a real number and a whole one."""
    return keep_moment(lent_moments(arrays))


class Keeper(Protocol):
    """The part of `cosim.flow.crossing.Kernel` that keeps snapshots."""

    def moments(self, moments: Moments) -> tuple[Callable[[float, int], int], object]:
        """Return `keep_moment` over arrays, called with any two numbers, and what must live as long."""


class Snapshots:
    """The snapshots of one house."""

    def __init__(self, kernel: Keeper, noted: Noted) -> None:
        self._kernel, self._noted = kernel, noted
        self._filled = np.zeros(1, np.int64)
        self._make_room(np.empty((ROOM, MOMENT.itemsize // 8), np.int64))

    def _make_room(self, kept: NDArray[np.int64]) -> None:
        present, places, parts = self._noted
        self._kept, every = kept, np.arange(parts.size, dtype=np.int64)
        self._keep, self._lent = self._kernel.moments(Moments(present, places, self._filled, kept))
        self._keep_noted, self._lent_noted = self._kernel.moments(Moments(parts, every, self._filled, kept))

    def take(self) -> int:
        """Take a snapshot and return its number."""
        number = self._keep(0.0, 0)
        return number if number != FULL else self._with_more_room().take()

    def take_noted(self) -> int:
        """Take the snapshot that the flow has noted, and return its number."""
        number = self._keep_noted(0.0, 0)
        return number if number != FULL else self._with_more_room().take_noted()

    def _with_more_room(self) -> Self:
        self._make_room(np.concatenate([self._kept, np.empty_like(self._kept)]))
        return self

    def clear(self) -> None:
        """Forget all of them."""
        self._filled[0] = 0

    def read(self) -> NDArray[np.void]:
        """Return them as `MOMENT`, in the order of their numbers."""
        return self._kept[: self._filled[0]].view(MOMENT)[:, 0]
