"""Typical homes: one for each kind of homes of a table, and how its energy answers to what figures may tell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, qmc

from cosim.arrays import Array
from cosim.calibration.emulator import Emulator, fitted
from cosim.calibration.parameters import LINEAR, Parameter, values_at, with_spreads
from cosim.fleet.fit.home import Ready, equipment_of, year_at
from cosim.fleet.programme import Programme

RUNS = 24
"""Simulations of a typical home; the answers of others differ from its own by more than more runs would mend."""
FEWEST_RUNS = 8
"""Of a kind of few homes, which gets two for each."""
FEW = 12
"""Homes below which those of two ages are one kind."""
MODERN = 1980
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Typical:
    """A typical home's answer.

    Attributes
    ----------
    parameters : tuple of Parameter
        In whose standard normal space the emulator is, those that are simulated alone.
    emulator : Emulator
        Of electricity and fuel of the equipment, by month and in the year, shape (26,).
    loss : float
        W/K of the home.
    """

    parameters: tuple[Parameter, ...]
    emulator: Emulator
    loss: float


def kinds(homes: Iterable[Ready]) -> list[list[Ready]]:
    """Return homes by their kind: site, foundation, equipment, what figures may tell, and age."""
    aged: dict[Key, dict[bool, list[Ready]]] = defaultdict(lambda: defaultdict(list))
    for each in homes:
        aged[_key(each)][each.plain.facts.built >= MODERN].append(each)
    found: list[list[Ready]] = []
    for parts in aged.values():
        if min(len(part) for part in parts.values()) < FEW:
            found.append([each for part in parts.values() for each in part])
        else:
            found += parts.values()
    return found


def _key(ready: Ready) -> Key:
    facts = ready.plain.facts
    names = tuple(each.name for each in ready.parameters)
    return ready.home.site, ready.home.existing, facts.foundation, facts.heating_fuel, facts.cooling, names


def design(homes: Sequence[Ready]) -> tuple[Ready, tuple[Parameter, ...], Array]:
    """Return the middle one of homes of a kind, its parameters as wide as those of any, and places to simulate it at.

    Places have a column for each parameter.
    """
    middle = sorted(homes, key=lambda each: each.loss)[len(homes) // 2]
    own = tuple(each for each in middle.parameters if each.name not in LINEAR)
    widest = {each.name: max(other.spread for home in homes for other in home.parameters if other.name == each.name)
              for each in own}  # fmt: skip
    wide = with_spreads(own, {each.name: (each.median, widest[each.name]) for each in own})
    runs = min(RUNS, max(FEWEST_RUNS, 2 * len(homes)))
    quantiles = qmc.Sobol(len(own), seed=1).random_base2(int(np.ceil(np.log2(runs))))[:runs]
    return middle, wide, np.asarray(norm.ppf(np.clip(quantiles, 1e-3, 1 - 1e-3)))


def typical(programme: Programme, homes: Sequence[Ready]) -> Typical:
    """Simulate the typical one of homes of a kind, and return its answer."""
    middle, parameters, places = design(homes)
    outputs = [equipment_of(year_at(programme, middle.home, values_at(parameters, place))) for place in places]
    return Typical(parameters, fitted(places, np.array(outputs)), middle.loss)
