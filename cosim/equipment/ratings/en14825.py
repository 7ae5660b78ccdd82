"""Seasonal coefficient of performance of EN 14825 [1]_ for air-to-air heat pumps. Temperatures °C, power W, time h.

.. [1] EN 14825:2018, "Testing and rating at part load conditions and calculation of seasonal performance": climates
   and bins of annex B, hours of the modes of annex C.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

BALANCE = 16.0  # °C outdoors, above which there is no load
CYCLIC = 0.25


class Climate(NamedTuple):
    """A reference heating season."""

    design: float
    bivalent: float
    """Usual declaration; the machine alone meets the load down to it."""
    first: int
    hours: tuple[int, ...]
    """Of each bin of 1 K from `first` upwards."""
    equivalent: float
    """Hours of full load."""
    thermostat_off: float
    crankcase: float
    off: float


CLIMATES = {
    "average": Climate(-10, -7, -10, (1, 25, 23, 24, 27, 68, 91, 89, 165, 173, 240, 280, 320, 357, 356, 303, 330, 326,
                                      348, 335, 315, 215, 169, 151, 105, 74), 2066, 179, 3851, 3672),
    "colder": Climate(-22, -15, -22, (1, 6, 13, 17, 19, 26, 39, 41, 35, 52, 37, 41, 43, 54, 90, 125, 169, 195, 278,
                                      306, 454, 385, 490, 533, 380, 228, 261, 279, 229, 269, 233, 230, 243, 191, 146,
                                      150, 97, 61), 2465, 131, 2944, 2189),
    "warmer": Climate(2, 7, 2, (3, 22, 63, 63, 175, 162, 259, 360, 428, 430, 503, 444, 384, 294), 1336, 755, 4476,
                      4345),
}  # fmt: skip


@dataclass(frozen=True)
class PartLoad:
    """The machine at one outdoor temperature and the load there."""

    outdoor: float
    capacity: float
    """The least it can give that meets the load; all it gives where that does not."""
    cop: float
    """At that capacity."""


def load_share(climate: Climate, outdoor: float) -> float:
    """Return the share of the design load at an outdoor temperature."""
    return (outdoor - BALANCE) / (climate.design - BALANCE)


def scop(climate: Climate, design_load: float, tests: list[PartLoad], standby: tuple[float, float, float]) -> float:
    """Return SCOP.

    Parameters
    ----------
    climate : Climate
        The reference season.
    design_load : float
        At the climate's design temperature, W.
    tests : list of PartLoad
        From cold to warm; between them COP and capacity are interpolated, beyond them held. Below the coldest the
        machine does not work.
    standby : (float, float, float)
        Power with the thermostat off, of the crankcase heater, and switched off, W.
    """
    delivered = used = 0.0
    for number, hours in enumerate(climate.hours):
        outdoor = climate.first + number
        load = design_load * load_share(climate, outdoor)
        capacity, cop = _between(tests, outdoor, design_load, climate)
        by_machine = min(load, capacity)
        delivered += hours * load
        used += hours * (by_machine / cop + load - by_machine)
    heat = design_load * climate.equivalent
    extra = climate.thermostat_off * standby[0] + climate.crankcase * standby[1] + climate.off * standby[2]
    return heat / (heat / (delivered / used) + extra)


def _between(tests: list[PartLoad], outdoor: float, design_load: float, climate: Climate) -> tuple[float, float]:
    """Return what the machine can give, W, and its COP, cycling counted, at an outdoor temperature."""
    if outdoor < tests[0].outdoor - 1e-6:
        return 0.0, 1.0
    rows = []
    for test in tests:
        share = min(design_load * load_share(climate, test.outdoor) / test.capacity, 1.0)
        rows.append((test.outdoor, test.capacity, test.cop * (1.0 - CYCLIC * (1.0 - share))))
    for cold, warm in pairwise(rows):
        if outdoor <= warm[0]:
            share = (outdoor - cold[0]) / (warm[0] - cold[0])
            return cold[1] + share * (warm[1] - cold[1]), cold[2] + share * (warm[2] - cold[2])
    return rows[-1][1], rows[-1][2]
