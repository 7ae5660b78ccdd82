"""Sobol sampling of homes: home 17 is the same in a fleet of 20 or 20,000."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cosim.config.programme import MOST_MEASURES
from cosim.errors import Fault, did_you_mean
from cosim.fleet.traits import BY_KEY, TRAITS, USUAL, Spread
from cosim.units import to_si

BLOCK = 1024  # points generated at a time, a power of two
SHARES = 3  # of populations, of sites, of existing equipment
WIDTH = SHARES + len(TRAITS) + MOST_MEASURES  # fixed, because one more measure must not change the other samples


WORDS = ("population", "house", "site", "existing")
PHASES = ("thermostat_phase", "defrost_phase")  # the last of `TRAITS`: what nobody is, but everybody happens to be in
MIN_BAND = 2.0  # K, minimum distance of a drawn cooling setpoint above the heating setpoint
DRAWS, COURSE = range(2)  # streams of a home's randomness


def places_in_shares(seed: int, number: int) -> NDArray[np.float64]:
    """Return the sample of home `number` for population, site and existing equipment, each from 0 to 1."""
    return _point(seed, number)[:SHARES].copy()


def places_in_spreads(seed: int, number: int) -> NDArray[np.float64]:
    """Return its quantile of each of `cosim.fleet.traits.TRAITS`, from 0 to 1."""
    return _point(seed, number)[SHARES : SHARES + len(TRAITS)].copy()


def place_in_adoption(seed: int, number: int, measure: int) -> float:
    """Return the adoption share above which it takes up a measure, given by its index in the programme."""
    return float(_point(seed, number)[SHARES + len(TRAITS) + measure])


def _point(seed: int, number: int) -> NDArray[np.float64]:
    return np.asarray(_block(seed, number // BLOCK)[number % BLOCK])


@lru_cache(maxsize=4)
def _block(seed: int, block: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    points = qmc.Sobol(WIDTH, scramble=True, seed=np.random.default_rng(seed))
    if block:  # it does not go forward by nothing
        points.fast_forward(block * BLOCK)
    return np.asarray(points.random(BLOCK))


@dataclass(frozen=True, slots=True)
class Home:
    """A home as plain values: type, site, equipment and traits.

    Attributes
    ----------
    traits : dict of str to float
        Value of each of `cosim.fleet.traits.TRAITS`, SI.
    """

    number: int
    population: str
    house: str
    site: str
    existing: str
    traits: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Population:
    """Distribution of homes of one type; shares in the order of the names."""

    name: str
    share: float
    house: str
    sites: Mapping[str, float]
    existing: Mapping[str, float]
    spreads: Mapping[str, Spread]


@dataclass(frozen=True, slots=True)
class Row:
    """One home of a CSV file: its stated values; the others are drawn."""

    words: Mapping[str, str]
    traits: Mapping[str, float]


def stream(seed: int, number: int, purpose: int, *more: int) -> np.random.Generator:
    """Return the random numbers of one home for one purpose.

    They are those of the `number`-th child of ``SeedSequence(seed).spawn`` and its own children, independent of the
    number of homes and of the order of simulation.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(number, purpose, *more))))


def draw(seed: int, number: int, populations: Sequence[Population], row: Row | None = None) -> Home:
    """Return home `number`; its traits are sampled independently of each other."""
    shares, quantiles = places_in_shares(seed, number), places_in_spreads(seed, number)
    quantiles[-len(PHASES) :] = stream(seed, number, DRAWS).random(len(PHASES))
    if row is None:
        population = populations[_choice(shares[0], [each.share for each in populations])]
        words = {"population": population.name, "house": population.house}
        given: Mapping[str, float] = {}
    else:
        population = populations[0]
        words = {"population": population.name, **row.words}
        given = row.traits
    for word, place, kinds in (("site", shares[1], population.sites), ("existing", shares[2], population.existing)):
        if word not in words:
            words[word] = list(kinds)[_choice(place, list(kinds.values()))]
    traits = {
        trait.name: given.get(trait.name, population.spreads.get(trait.name, USUAL[trait.name]).at(quantile))
        for trait, quantile in zip(TRAITS, quantiles.tolist(), strict=True)
    }
    if "cooling_setpoint" not in given:  # a household does not cool below its heating setpoint
        traits["cooling_setpoint"] = max(traits["cooling_setpoint"], traits["heating_setpoint"] + MIN_BAND)
    return Home(number, traits=traits, **{word: words[word] for word in WORDS})


def _choice(quantile: float, shares: Sequence[float]) -> int:
    return min(int(np.searchsorted(np.cumsum(shares), quantile, side="right")), len(shares) - 1)


def read_rows(data: bytes, file: str, names: Mapping[str, Sequence[str]]) -> tuple[list[Row], list[Fault]]:
    """Return the homes of a CSV file and all its faults, with row and column.

    Parameters
    ----------
    data : bytes
        Of the file.
    file : str
        Its name in messages.
    names : dict of str to sequence of str
        Valid values of the text columns: `existing` and, where they are fixed, the others.
    """
    try:
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        return [], [Fault(file, f"is not UTF-8 CSV: {error}")]
    if not table or len(table) < 2:
        return [], [Fault(file, "has no homes", "write a row of column names, then one row a home")]
    header = [column.strip() for column in table[0]]
    faults = [
        Fault(f"{file}: column '{column}'", "unknown column", did_you_mean(column, [*WORDS, *BY_KEY]))
        for column in header
        if column not in WORDS and column not in BY_KEY
    ]
    traits = [BY_KEY[column][0].name for column in header if column in BY_KEY]
    faults += [
        Fault(f"{file}: {name}", "has more than one column", "keep one")
        for name in dict.fromkeys([*_twice(header), *_twice(traits)])
    ]
    if "house" not in header:
        faults.append(Fault(file, "has no column 'house'", "name a house type in each row"))
    if faults:
        return [], faults
    rows = []
    for line, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(Fault(f"{file}: row {line}", f"has {len(cells)} cells, but there are {len(header)} columns"))
            continue
        named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        row, wrong = _row(named, f"{file}: row {line}", names)
        rows.append(row)
        faults += wrong
    return rows, faults


def _row(cells: Mapping[str, str], place: str, names: Mapping[str, Sequence[str]]) -> tuple[Row, list[Fault]]:
    words: dict[str, str] = {}
    traits: dict[str, float] = {}
    faults = []
    for column, text in cells.items():
        where = f"{place}, column '{column}'"
        if column in WORDS:
            if not text:
                faults.append(Fault(where, "is empty"))
            elif column in names and text not in names[column]:
                faults.append(Fault(where, f"there is no '{text[:60]}'", did_you_mean(text, names[column])))
            words[column] = text
            continue
        trait, unit = BY_KEY[column]
        try:
            number = float(text)
        except ValueError:
            faults.append(Fault(where, f"'{text[:60]}' is not a number"))
            continue
        value = number if trait.dimension is None else to_si(number, trait.dimension, unit)
        if not trait.minimum <= value <= trait.maximum:  # not a number is refused as well
            ends = " to ".join(f"{trait.in_unit(end, unit):.6g}" for end in (trait.minimum, trait.maximum))
            faults.append(Fault(where, f"{text} is not valid", f"choose {ends}"))
        traits[trait.name] = value
    if {"heating_setpoint", "cooling_setpoint"} <= set(traits):
        gap = traits["cooling_setpoint"] - traits["heating_setpoint"]
        if gap < MIN_BAND:
            faults.append(Fault(place, f"the cooling setpoint is {gap:.2g} K above the heating setpoint",
                                f"leave at least {MIN_BAND:g} K"))  # fmt: skip
    return Row(words, traits), faults


def _twice(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
