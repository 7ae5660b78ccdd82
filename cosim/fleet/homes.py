"""Sobol sampling of homes: home 17 is the same in a fleet of 20 or 20,000."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import nan

import numpy as np
from numpy.typing import NDArray

from cosim.config.programme import MOST_MEASURES
from cosim.fleet.plain_homes import PlainHome
from cosim.fleet.samples import Own, Sample
from cosim.fleet.traits import TRAITS, USUAL, Spread

BLOCK = 1024  # points generated at a time, a power of two
SHARES = 3  # of populations, of sites, of existing equipment
WIDTH = SHARES + len(TRAITS) + MOST_MEASURES  # fixed, because one more measure must not change the other samples


WORDS = ("population", "house", "site", "existing")
PHASES = ("thermostat_phase", "defrost_phase")  # the last of `TRAITS`: what nobody is, but everybody happens to be in
MIN_BAND = 2.0  # K, minimum distance of a drawn cooling setpoint above the heating setpoint
DRAWS, COURSE, STOCK = range(3)  # streams of a home's randomness
# what neither plain facts nor bills say of a household, nor change in a year's sum
DRAWN_BESIDE_FACTS = ("deadband", "gains_shift", "gains_daily_spread", "gains_hourly_spread")
# a home with a file of its own is what the file says; these traits then change nothing, unless somebody asks for them
AS_STATED = {
    "size": 1.0, "leakage": 1.0, "duct_leakage": 1.0, "orientation": 0.0, "heating_setpoint": nan,
    "cooling_setpoint": nan, "setback": nan, "night_begins": nan, "night_ends": nan, "deadband": nan, "gains": 1.0,
    "gains_shift": 0.0, "gains_daily_spread": 0.0, "gains_hourly_spread": 0.0, "sizing_error": 1.0,
}  # fmt: skip


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
        Value of each of `cosim.fleet.traits.TRAITS`, SI; NaN where the home's own file says it.
    weight : float
        Homes for which it stands.
    labels : dict of str to str
        What else its row of a CSV file says of it.
    sample : Sample or PlainHome, optional
        Its own files, by upgrade; or plain facts, in place of a house type.
    own : dict of int to Own
        What these hold, by upgrade; only while it is simulated.
    """

    number: int
    population: str
    house: str
    site: str
    existing: str
    traits: Mapping[str, float]
    weight: float = 1.0
    labels: Mapping[str, str] = field(default_factory=dict)
    sample: Sample | PlainHome | None = None
    own: Mapping[int, Own] = field(default_factory=dict)


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
    """One home of a CSV file: its stated values; the others are drawn, or those of its own file."""

    words: Mapping[str, str]
    traits: Mapping[str, float]
    weight: float = 1.0
    labels: Mapping[str, str] = field(default_factory=dict)
    sample: Sample | PlainHome | None = None


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
    if row is not None and row.sample is not None:
        asked = {*given, *population.spreads}
        if isinstance(row.sample, PlainHome):
            asked |= set(DRAWN_BESIDE_FACTS)
        traits |= {name: value for name, value in AS_STATED.items() if name not in asked}
    if "cooling_setpoint" not in given:  # a household does not cool below its heating setpoint
        traits["cooling_setpoint"] = max(traits["cooling_setpoint"], traits["heating_setpoint"] + MIN_BAND)
    name, house, site, existing = (words[word] for word in WORDS)
    home = Home(number, name, house, site, existing, traits)
    return home if row is None else replace(home, weight=row.weight, labels=row.labels, sample=row.sample)


def _choice(quantile: float, shares: Sequence[float]) -> int:
    return min(int(np.searchsorted(np.cumsum(shares), quantile, side="right")), len(shares) - 1)
