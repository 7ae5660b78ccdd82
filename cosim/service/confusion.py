"""How often the diagnosis finds a hidden fault: cases drawn at random, and the confusion matrix."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment.condition import SOUND
from cosim.service.conditions import HEATING_BELOW, Conditions, conditions
from cosim.service.diagnosis import suspects
from cosim.service.faults import KINDS, applies, condition_of
from cosim.service.library import NOTHING, library, read_all

HEATING_AIR, COOLING_AIR = (263.15, 285.15), (296.15, 311.15)  # K, outdoors
HEATED_ROOM, COOLED_ROOM = (291.15, 295.15), (295.15, 300.15)  # K, return air


@dataclass(frozen=True)
class Case:
    """A machine with a hidden fault and what was read at it."""

    kind: str
    strength: float
    conditions: tuple[Conditions, ...]
    readings: Array
    """(conditions, instruments), SI."""


def hidden_cases(config: HeatPumpConfig, cases: int, seed: int, visits: int) -> tuple[tuple[str, ...], list[Case]]:
    """Return kinds, and `cases` of each with conditions and strengths drawn at random, and their clean readings.

    Of the conditions of a case at least one is in either mode, where the machine has both.
    """
    random = np.random.default_rng(seed)
    kinds = (NOTHING, *(kind.name for kind in KINDS.values() if applies(kind, config)))
    drawn = []
    for kind in kinds:
        for _ in range(cases):
            at = tuple(random_conditions(config, random, k) for k in range(visits))
            low, high = (0.0, 0.0) if kind == NOTHING else sorted(KINDS[kind].usual)
            strength = float(random.uniform(low, high))
            condition = SOUND if kind == NOTHING else KINDS[kind].condition(strength)
            drawn.append(Case(kind, strength, at, read_all(config, condition, at)))
    return kinds, drawn


def random_conditions(config: HeatPumpConfig, random: np.random.Generator, number: int) -> Conditions:
    """Return conditions drawn at random: heating and cooling in turns, or the one mode that there is."""
    heats = config.cooling is None or (config.heating is not None and number % 2 == 0)
    outdoor = float(random.uniform(*(HEATING_AIR if heats else COOLING_AIR)))
    indoor = float(random.uniform(*(HEATED_ROOM if heats else COOLED_ROOM)))
    humidity = float(random.uniform(0.5, 0.9) if heats else random.uniform(0.35, 0.6))
    if heats:
        outdoor = min(max(outdoor, config.limits.cutoff + 1.0), HEATING_BELOW)
    return conditions(config, outdoor, indoor, mode="heating" if heats else "cooling", humidity=humidity)


def confusion(
    config: HeatPumpConfig, cases: int, seed: int, *, visits: int = 3
) -> tuple[tuple[str, ...], NDArray[np.int64], float, float]:
    """Diagnose machines with one hidden fault each from clean readings.

    Parameters
    ----------
    config : HeatPumpConfig
        The machine.
    cases : int
        How many of each kind, "nothing" among them.
    seed : int
        Of conditions and strengths.
    visits : int
        Conditions at which each is read.

    Returns
    -------
    kinds : tuple of str
        Names of rows and columns.
    matrix : array of int
        Faults hidden (rows) and put first (columns); the last column is for two at once.
    first, first_two : float
        Shares of cases in which the hidden fault comes first, and first or second.
    """
    kinds, drawn = hidden_cases(config, cases, seed, visits)
    known = library(config, [each for case in drawn for each in case.conditions])
    matrix = np.zeros((len(kinds), len(kinds) + 1), dtype=np.int64)
    second = 0
    for number, case in enumerate(drawn):
        part = slice(number * visits, (number + 1) * visits)
        order = suspects(known.at(part), case.readings)
        place = len(kinds) if order[0].beside else kinds.index(order[0].kind)
        matrix[kinds.index(case.kind), place] += 1
        second += order[1].kinds == {case.kind}
    first = int(np.trace(matrix))
    return kinds, matrix, first / len(drawn), (first + second) / len(drawn)


def pairs_found(config: HeatPumpConfig, cases: int, seed: int, *, visits: int = 3) -> float:
    """Return in which share of machines with two faults at once both are put first, from clean readings.

    Parameters
    ----------
    config : HeatPumpConfig
        The machine.
    cases : int
        How many, of pairs and strengths drawn at random.
    seed, visits : int
        As of `confusion`.
    """
    random = np.random.default_rng(seed)
    at = tuple(random_conditions(config, random, k) for k in range(visits))
    known = library(config, at)
    found = 0
    for pair in random.choice(len(known.pairs), cases):
        names = [known.kinds[place] for place in known.pairs[pair]]
        hidden = {name: float(random.uniform(min(KINDS[name].usual), max(KINDS[name].usual))) for name in names}
        found += suspects(known, read_all(config, condition_of(hidden, config), at))[0].kinds == set(names)
    return found / cases
