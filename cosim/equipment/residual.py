"""The anchored residual: factors that take the cycle's capacity and power to what is published at published points.

A cycle of few physical parameters meets a data sheet within some percent. What is left is carried as factors on
capacity and on the compressor's power. Each level of the data sheet ("min", "rated", "max") is a curve of speed and
factor over the outdoor temperature; between the curves a factor goes linearly with speed, beyond them it is held.
Beyond the coldest and the warmest point of a sheet the factors are held for some kelvins, then fade away: on 16 sheets
of the NEEP list a residual that is carried 7 K halves the error of the prediction, carried 17 K it adds a third to it.
"""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import Anchor

LEVELS = ("min", "rated", "max")
HELD, FADED = 8.0, 16.0  # K beyond the ends of a sheet: to where its residual is held, and where none is left
MEETING = 5e-4  # relative distance of two levels' speeds below which they grow into one: less than an anchor's digits


def anchored(anchors: np.ndarray, outdoor: float, speed: float) -> tuple[float, float]:
    """Return the factors of capacity and of compressor power that the anchored residual puts on a machine's map.

    Parameters
    ----------
    anchors : ndarray, shape (temperatures, levels, 4)
        `Correction.curves`: outdoor temperature K, compressor speed 1/s and the two factors, of each level from slow
        to fast; at least one temperature.
    outdoor : float
        Air on the outdoor coil, K; in heating the effective temperature.
    speed : float
        Compressor speed asked, 1/s.

    Notes
    -----
    Curves of levels that the sheet gives at different temperatures may meet; `correction` says which counts.
    """
    temperatures, levels = anchors.shape[0], anchors.shape[1]
    low = 0
    while low < temperatures - 2 and outdoor > anchors[low + 1, 0, 0]:
        low += 1
    high = min(low + 1, temperatures - 1)
    span = anchors[high, 0, 0] - anchors[low, 0, 0]
    share = min(max((outdoor - anchors[low, 0, 0]) / span, 0.0), 1.0) if span > 0.0 else 0.0
    last = levels - 1
    fast = anchors[low, last, 1] + share * (anchors[high, last, 1] - anchors[low, last, 1])
    capacity = anchors[low, last, 2] + share * (anchors[high, last, 2] - anchors[low, last, 2])
    power = anchors[low, last, 3] + share * (anchors[high, last, 3] - anchors[low, last, 3])
    for below in range(1, levels):
        if speed >= fast:
            break
        level = last - below
        slow = min(anchors[low, level, 1] + share * (anchors[high, level, 1] - anchors[low, level, 1]), fast)
        apart = min((fast - slow) / (MEETING * fast), 1.0)
        slow_capacity = anchors[low, level, 2] + share * (anchors[high, level, 2] - anchors[low, level, 2])
        slow_power = anchors[low, level, 3] + share * (anchors[high, level, 3] - anchors[low, level, 3])
        slow_capacity = capacity + apart * (slow_capacity - capacity)
        slow_power = power + apart * (slow_power - power)
        if speed > slow:
            part = (speed - slow) / (fast - slow)
            return slow_capacity + part * (capacity - slow_capacity), slow_power + part * (power - slow_power)
        fast, capacity, power = slow, slow_capacity, slow_power
    return capacity, power


def _none() -> Array:
    return np.zeros((0, 0, 4))


@dataclass(frozen=True)
class Correction:
    """Factors of one mode over outdoor temperature and compressor speed."""

    curves: Array = field(default_factory=_none)
    """(temperatures, levels from slow to fast, 4): outdoor temperature K, the same for all levels; speed; factors
    of capacity and of power. Linear between temperatures, held beyond them."""

    def factors(self, outdoor: Array, speed: Array) -> tuple[Array, Array]:
        """Return the factors of gross capacity and of compressor power.

        Parameters
        ----------
        outdoor : array
            Air on the outdoor coil, K; in heating the effective temperature.
        speed : array
            Compressor speed, rev/s, of the same shape.
        """
        if not self.curves.size:
            return np.ones_like(speed), np.ones_like(speed)
        pairs = zip(np.ravel(outdoor).tolist(), np.ravel(speed).tolist(), strict=True)
        found = np.array([anchored(self.curves, *pair) for pair in pairs])
        return found[:, 0].reshape(np.shape(speed)), found[:, 1].reshape(np.shape(speed))


def correction(anchors: tuple[Anchor, ...]) -> Correction:
    """Return the correction that a mode's anchors describe: every anchor is met exactly.

    Where levels meet at one speed, the one that has an anchor at that temperature counts, not the one that is carried
    there from other temperatures.
    """
    temperatures = np.array(sorted({anchor.outdoor for anchor in anchors}))
    curves, published = [], []
    for level in LEVELS:
        held = sorted((anchor for anchor in anchors if anchor.level == level), key=lambda anchor: anchor.outdoor)
        if held:
            own = [anchor.outdoor for anchor in held]
            columns = [np.interp(temperatures, own, [getattr(a, name) for a in held])
                       for name in ("speed", "capacity", "power")]  # fmt: skip
            curves.append(np.stack([temperatures, *columns], axis=-1))
            published.append(np.isin(temperatures, own))
    if not curves:
        return Correction()
    levels = np.stack(curves, axis=1)
    for slow, fast in combinations(range(len(curves)), 2):
        meets = levels[:, fast, 1] < (1.0 + MEETING) * levels[:, slow, 1]
        yields = meets & published[slow] & ~published[fast]
        levels[yields, fast, 1] = np.maximum(levels[yields, fast, 1], levels[yields, slow, 1])
        levels[yields, fast, 2:] = levels[yields, slow, 2:]
    return Correction(_fading(levels))


def _fading(curves: Array) -> Array:
    """Return curves that go on beyond their ends, held at first and then down to factors of 1."""
    ends = []
    for end, sign in ((curves[0], -1.0), (curves[-1], 1.0)):
        held, faded = end.copy(), end.copy()
        held[:, 0] += sign * HELD
        faded[:, 0] += sign * FADED
        faded[:, 2:] = 1.0
        ends += [held, faded]
    held_cold, faded_cold, held_warm, faded_warm = ends
    return np.concatenate([[faded_cold, held_cold], curves, [held_warm, faded_warm]])
