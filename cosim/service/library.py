"""The library of simulated faults: what instruments would show under each, in several strengths, at some conditions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.config.machine_faults import FaultConfig
from cosim.equipment.condition import SOUND, Condition, faulty
from cosim.equipment.machine import MODES, Machine, Mode, machine
from cosim.service.conditions import Conditions
from cosim.service.faults import KINDS, Kind, applies
from cosim.service.gauges import read

NOTHING = "nothing"
"""The name of a machine in order among the faults."""
LEVELS = 4
"""Strengths at which a fault is simulated, over its usual range and down to half of its weakest."""


@dataclass(frozen=True)
class Library:
    """Readings of one machine with each fault, at some conditions."""

    kinds: tuple[str, ...]
    """Of faults, after `NOTHING`."""
    strengths: Array
    """(kinds, levels): the numbers of each kind; zeros for a machine in order."""
    readings: Array
    """(kinds, levels, conditions, instruments), SI; not a number where the machine does not run."""
    pairs: tuple[tuple[int, int], ...] = ()
    """Kinds, by their places, of which a machine may have two at once."""

    def at(self, part: slice) -> "Library":
        """Return what is known of some of the conditions."""
        return replace(self, readings=self.readings[:, :, part])


def library(config: HeatPumpConfig, at: Sequence[Conditions]) -> Library:
    """Simulate a machine with each fault at some conditions.

    Parameters
    ----------
    config : HeatPumpConfig
        The machine.
    at : sequence of Conditions
        Of either mode.
    """
    kinds = [kind for kind in KINDS.values() if applies(kind, config)]
    strengths = np.zeros((1 + len(kinds), LEVELS))
    rows = [[read_all(config, SOUND, at)] * LEVELS]
    for number, kind in enumerate(kinds, start=1):
        strengths[number] = levels(kind)
        rows.append([read_all(config, kind.condition(float(value)), at) for value in strengths[number]])
    pairs = tuple(
        (one, other)
        for one, other in combinations(range(1, 1 + len(kinds)), 2)
        if not _worst(kinds[one - 1]).excludes(_worst(kinds[other - 1]))
    )
    return Library((NOTHING, *(kind.name for kind in kinds)), strengths, np.array(rows), pairs)


def _worst(kind: Kind) -> FaultConfig:
    return kind.stated(kind.usual[1])


def levels(kind: Kind) -> Array:
    """Return the strengths at which a kind is simulated."""
    weakest, strongest = (number - kind.sound for number in kind.usual)
    return np.clip(kind.sound + np.linspace(0.5 * weakest, 1.1 * strongest, LEVELS), *kind.limits)


def read_all(config: HeatPumpConfig, condition: Condition, at: Sequence[Conditions]) -> Array:
    """Return readings (conditions, instruments) of a machine in some condition."""
    found: list[Array | None] = [None] * len(at)
    for mode in MODES:
        own = [k for k, each in enumerate(at) if each.mode == mode]
        if own:
            readings, _ = read(_unit(config, mode, condition), condition, [at[k] for k in own])
            for k, each in zip(own, readings, strict=True):
                found[k] = each.vector()
    return np.array(found)


@lru_cache(maxsize=512)
def _unit(config: HeatPumpConfig, mode: Mode, condition: Condition) -> Machine:
    """Return a machine with a fault; to find how far a coil starves takes some solutions, so it is kept."""
    return faulty(machine(config, mode), condition)
