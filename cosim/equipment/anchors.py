"""The anchored residual: factors that take the cycle's capacity and power to what is published at published points.

A cycle of few physical parameters meets a data sheet within some percent. What is left is carried as factors on
capacity and on the compressor's power. Each level of the data sheet ("min", "rated", "max") is a curve of speed and
factor over the outdoor temperature; between the curves a factor goes linearly with speed, beyond them and beyond the
ends of a curve it is held.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cosim.config.equipment import Anchor

Array = NDArray[np.float64]

LEVELS = ("min", "rated", "max")
MEETING = 0.005  # relative distance of two levels' speeds below which they grow into one


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
        one = np.ones_like(speed)
        if not self.curves.size:
            return one, one
        temperatures = self.curves[:, 0, 0]
        at = [np.stack([np.interp(outdoor, temperatures, curve[:, k]) for k in (1, 2, 3)])
              for curve in self.curves.transpose(1, 0, 2)]  # fmt: skip
        for slow, fast in zip(at[-2::-1], at[:0:-1], strict=True):
            # curves of levels that the sheet gives at different temperatures may meet: then the faster one counts
            apart = np.clip((fast[0] - slow[0]) / (MEETING * fast[0]), 0.0, 1.0)
            slow[0] = np.minimum(slow[0], fast[0])
            slow[1:] = fast[1:] + apart * (slow[1:] - fast[1:])
        result = at[0][1:].copy()
        for slow, fast in pairwise(at):
            share = np.clip((speed - slow[0]) / np.maximum(fast[0] - slow[0], 1e-9), 0.0, 1.0)
            result += share * (fast[1:] - slow[1:])
        return np.asarray(result[0]), np.asarray(result[1])


def correction(anchors: tuple[Anchor, ...]) -> Correction:
    """Return the correction that a mode's anchors describe."""
    temperatures = np.array(sorted({anchor.outdoor for anchor in anchors}))
    curves = []
    for level in LEVELS:
        held = sorted((anchor for anchor in anchors if anchor.level == level), key=lambda anchor: anchor.outdoor)
        if held:
            own = [anchor.outdoor for anchor in held]
            columns = [np.interp(temperatures, own, [getattr(a, name) for a in held])
                       for name in ("speed", "capacity", "power")]  # fmt: skip
            curves.append(np.stack([temperatures, *columns], axis=-1))
    return Correction(np.stack(curves, axis=1)) if curves else Correction()
