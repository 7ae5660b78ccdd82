"""From figures of single homes to those that are judged: shares of houses, medians, and the order of pairs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median

from cosim.validation.checks import Check

SUITE = "homes"
APART = 1.1  # ratio of two of EnergyPlus's loads above which their order counts


@dataclass(frozen=True)
class Pair:
    """One of our figures beside EnergyPlus's.

    Attributes
    ----------
    set, house, name : str
        Folder of the file, digest of its house, name of the file.
    ours, theirs : float
    """

    set: str
    house: str
    name: str
    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """Ours over theirs."""
        return self.ours / self.theirs


@dataclass(frozen=True)
class Bar:
    """What a quantity has to reach.

    Attributes
    ----------
    least : float
        Smallest of EnergyPlus's figures that counts, in the quantity's unit.
    shares : mapping
        Share of the houses, %, that has to lie within a distance of EnergyPlus, %.
    middle : (float, float)
        Limits of the median ratio.
    order : float
        Share of the pairs, %, that have to stand in EnergyPlus's order.
    """

    least: float
    shares: Mapping[float, float]
    middle: tuple[float, float]
    order: float = 98.0


BARS = {
    "heating_load": Bar(2.0, {10.0: 80.0, 20.0: 95.0}, (0.97, 1.03)),
    "cooling_load": Bar(5.0, {15.0: 80.0}, (0.95, 1.05)),
}
ALIKE = "_with_its_frost"
"""At the end of the names of figures with the frost model of EnergyPlus's runs."""
FROSTED = ("seasonal_cop", "strip_electricity", "tempering_electricity")
"""Figures that frost and defrosts change, told with that model, too."""
ALONE = {f"{quantity}_alone": quantity for quantity in BARS}
"""Loads of a house that has nothing of EnergyPlus's ducts and windows, told in the same terms without limits."""


def told(quantity: str, pairs: Sequence[Pair]) -> list[Check]:
    """Return what `judged` does of a quantity of `ALONE`, without limits."""
    return [replace(check, lower=None, upper=None) for check in judged(quantity, pairs)]


def judged(quantity: str, pairs: Sequence[Pair]) -> list[Check]:
    """Return the checks of a quantity for each set of distinct houses."""
    bar, checks = BARS[ALONE.get(quantity, quantity)], []
    for name in dict.fromkeys(pair.set for pair in pairs):
        houses = distinct(pair for pair in pairs if pair.set == name and pair.theirs > bar.least)
        if not houses:
            continue
        case = f"{name}, {len(houses)} houses"
        ratios = [house.ratio for house in houses]
        checks.append(Check(SUITE, case, f"{quantity}_median", "ratio", median(ratios), *bar.middle))
        for distance, share in bar.shares.items():
            inside = sum(abs(ratio - 1.0) <= 0.01 * distance for ratio in ratios)
            quantity_ = f"{quantity}_within_{distance:.0f}_percent"
            checks.append(Check(SUITE, case, quantity_, "%", 100.0 * inside / len(ratios), share))
        counted = ordered(houses)
        if counted:
            case = f"{name}, {len(counted)} pairs"
            checks.append(Check(SUITE, case, f"{quantity}_order", "%", 100.0 * sum(counted) / len(counted), bar.order))
    return checks


def distinct(pairs: Iterable[Pair]) -> list[Pair]:
    """Return one pair for each house: of its files the one in the middle by ratio, whatever their number."""
    houses: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        houses.setdefault((pair.set, pair.house), []).append(pair)
    by_ratio: Callable[[Pair], float] = lambda pair: pair.ratio  # noqa: E731
    return [sorted(files, key=by_ratio)[(len(files) - 1) // 2] for files in houses.values()]


def ordered(houses: Sequence[Pair]) -> list[bool]:
    """Return, for each pair of houses that EnergyPlus holds clearly apart, whether ours stand in the same order."""
    found = []
    for one, other in combinations(houses, 2):
        low, high = sorted((one, other), key=lambda pair: pair.theirs)
        if high.theirs > APART * low.theirs:
            found.append(high.ours > low.ours)
    return found
