"""From readings to the likeliest faults, by comparison with the library of simulated ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.service.conditions import Conditions
from cosim.service.instruments import INSTRUMENTS
from cosim.service.library import Library, library

FINE = 41
"""Strengths of a fault that are tried, between those that are simulated."""
MODEL_SHARE = 0.5
"""Scatter of a reading over the change that counts: half of it, for that is taken as twice the scatter."""


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
        Among single faults and none, each as likely before the readings.
    strength : float
        The number of the fault that fits best.
    misfit : float
        Root mean square of what the readings miss, in scatters.
    """

    kind: str
    probability: float
    strength: float
    misfit: float


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
    instrument. Between two strengths that are simulated, readings go linearly. A reading that was not taken, or that
    some fault does not show because the machine does not run with it, carries no evidence for or against any.
    """
    counted = np.isfinite(read) & np.isfinite(known.readings).all(axis=(0, 1))
    scatter = MODEL_SHARE * _noticed(known.readings[0, 0])
    place = np.linspace(0.0, known.strengths.shape[1] - 1.0, FINE)
    low = np.minimum(place.astype(int), known.strengths.shape[1] - 2)
    share = (place - low)[:, None, None]
    found = []
    for number, kind in enumerate(known.kinds):
        levels = known.readings[number]
        shown = levels[low] + share * (levels[low + 1] - levels[low])
        missed = (read - shown) / scatter
        chi = np.sum(np.where(counted, missed, 0.0) ** 2, axis=(1, 2))
        best = int(np.argmin(chi))
        strength = np.interp(place[best], np.arange(known.strengths.shape[1]), known.strengths[number])
        readings = max(int(np.count_nonzero(counted)), 1)
        found.append((kind, _log_mean(-0.5 * chi), float(strength), float(np.sqrt(chi[best] / readings))))
    logs = np.array([entry[1] for entry in found])
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    told = [
        Suspect(kind, float(weight), strength, misfit)
        for (kind, _, strength, misfit), weight in zip(found, weights, strict=True)
    ]
    # where the readings fit nothing, all weights but one underflow: the misfit orders the rest
    return sorted(told, key=lambda suspect: (-suspect.probability, suspect.misfit))


def _noticed(sound: Array) -> Array:
    """Return the change of each reading that counts, (conditions, instruments)."""
    changes = [each.counts(sound[:, k]) for k, each in enumerate(INSTRUMENTS.values())]
    return np.stack([np.broadcast_to(change, len(sound)) for change in changes], axis=-1)


def _log_mean(values: Array) -> float:
    top = float(values.max())
    return top + float(np.log(np.mean(np.exp(values - top))))
