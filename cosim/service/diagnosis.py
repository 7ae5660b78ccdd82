"""From readings to the likeliest faults, by comparison with the library of simulated ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.service.conditions import Conditions
from cosim.service.instruments import INSTRUMENTS
from cosim.service.library import Library, library

FINE, COARSE = 41, 11
"""Strengths of a fault that are tried, between those that are simulated: of one alone, and of each of two."""
MODEL_SHARE = 0.5
"""Scatter of a reading over the change that counts: half of it, for that is taken as twice the scatter."""
TWO_AT_ONCE = 0.1
"""How likely a machine with a fault has a second one, before the readings. A judgement."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What was read under some conditions, by the names of instruments; SI."""

    conditions: Conditions
    readings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A fault with its probability.

    Attributes
    ----------
    kind : str
        Of `cosim.service.faults`, or `cosim.service.library.NOTHING`.
    probability : float
        Among none, single faults, each as likely before the readings, and two at once (`TWO_AT_ONCE`).
    strength : float
        The number of the fault that fits best.
    misfit : float
        Root mean square of what the readings miss, in scatters.
    beside : tuple of str and float, optional
        A second fault with its number.
    """

    kind: str
    probability: float
    strength: float
    misfit: float
    beside: tuple[str, float] | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """One kind, or two."""
        return frozenset((self.kind,) if self.beside is None else (self.kind, self.beside[0]))


def diagnose(config: HeatPumpConfig, visits: Sequence[Visit], known: Library | None = None) -> list[Suspect]:
    """Return what may be wrong with a machine, the likeliest first.

    Parameters
    ----------
    config : HeatPumpConfig
        The machine as it should be.
    visits : sequence of Visit
        Readings under one or several conditions; the more they differ, the better they tell faults apart.
    known : Library, optional
        Of these conditions, where they have been simulated before.
    """
    known = known or library(config, [visit.conditions for visit in visits])
    read = np.array([[visit.readings.get(name, np.nan) for name in INSTRUMENTS] for visit in visits])
    return suspects(known, read)


def suspects(known: Library, read: Array) -> list[Suspect]:
    """Return faults by probability from readings (conditions, instruments); NaN where nothing was read.

    The likelihood of a fault is the mean over its strengths of exp(-chi^2 / 2), with independent scatter of each
    instrument. Between two strengths that are simulated, readings go linearly, and two faults at once change them by
    the sum of what each changes alone. A reading that was not taken, or that some fault does not show because the
    machine does not run with it, carries no evidence for or against any.
    """
    counted = np.isfinite(read) & np.isfinite(known.readings).all(axis=(0, 1))
    sound = known.readings[0, 0]
    scatter = (MODEL_SHARE * _noticed(sound))[counted]
    seen = (read - sound)[counted] / scatter
    number = max(seen.size, 1)

    def changes(kind: int, strengths: int) -> tuple[Array, Array]:
        """Return numbers of a fault, and how they change the readings, in scatters."""
        place = np.linspace(0.0, known.strengths.shape[1] - 1.0, strengths)
        low = np.minimum(place.astype(int), known.strengths.shape[1] - 2)
        levels = (known.readings[kind] - sound)[:, counted] / scatter
        shown = levels[low] + (place - low)[:, None] * (levels[low + 1] - levels[low])
        return np.interp(place, np.arange(known.strengths.shape[1]), known.strengths[kind]), shown

    found: list[tuple[float, Suspect]] = []
    for kind, name in enumerate(known.kinds):
        strengths, shown = changes(kind, FINE)
        chi = np.sum((seen - shown) ** 2, axis=-1)
        best = int(np.argmin(chi))
        suspect = Suspect(name, 0.0, float(strengths[best]), float(np.sqrt(chi[best] / number)))
        found.append((_log_mean(-0.5 * chi), suspect))
    coarse = [changes(kind, COARSE) for kind in range(len(known.kinds))]
    prior = np.log(TWO_AT_ONCE * (len(known.kinds) - 1) / max(len(known.pairs), 1))
    for one, other in known.pairs:
        chi = np.sum((seen - coarse[one][1][:, None] - coarse[other][1][None, :]) ** 2, axis=-1)
        first, second = np.unravel_index(int(np.argmin(chi)), chi.shape)
        beside = known.kinds[other], float(coarse[other][0][second])
        misfit = float(np.sqrt(chi[first, second] / number))
        found.append((prior + _log_mean(-0.5 * chi),
                      Suspect(known.kinds[one], 0.0, float(coarse[one][0][first]), misfit, beside)))  # fmt: skip
    logs = np.array([log for log, _ in found])
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    told = [replace(suspect, probability=float(weight)) for (_, suspect), weight in zip(found, weights, strict=True)]
    # where the readings fit nothing, all weights but one underflow: the misfit orders the rest
    return sorted(told, key=lambda suspect: (-suspect.probability, suspect.misfit))


def _noticed(sound: Array) -> Array:
    """Return the change of each reading that counts, (conditions, instruments)."""
    changes = [each.counts(sound[:, k]) for k, each in enumerate(INSTRUMENTS.values())]
    return np.stack([np.broadcast_to(change, len(sound)) for change in changes], axis=-1)


def _log_mean(values: Array) -> float:
    top = float(values.max())
    return top + float(np.log(np.mean(np.exp(values - top))))
