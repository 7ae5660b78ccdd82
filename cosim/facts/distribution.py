"""How a quantity is distributed in the housing stock: its middle, its spread, its limits and where they come from."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from cosim.arrays import Array

Kind = Literal["fixed", "normal", "lognormal", "categorical"]


@dataclass(frozen=True)
class Distribution:
    """A quantity of a house that is not known exactly.

    Attributes
    ----------
    kind : {"fixed", "normal", "lognormal", "categorical"}
        Normal and lognormal are cut off at `lowest` and `highest`.
    middle : float
        Median before the cut, in SI or the unit that `unit` names; of a category the most frequent.
    spread : float
        Standard deviation: of the quantity, or of its natural logarithm where that is normal.
    lowest, highest : float
        Limits.
    source : str
        Publication and year, or that it is a judgement.
    meaning : str
        One phrase.
    unit : str
        Symbol of the unit; empty for ratios.
    given : bool
        Whether the facts state it; its spread is then that of what people know wrongly.
    choices : tuple of str
        Of a category: a value is the number of a choice.
    shares : tuple of float
        Of the choices.
    by_foundation : tuple of float
        Factor for each choice of the foundation, relative to the most frequent one, which the rest of this speaks of;
        empty where the foundation says nothing of the quantity.
    """

    kind: Kind
    middle: float
    spread: float
    lowest: float
    highest: float
    source: str
    meaning: str
    unit: str = ""
    given: bool = False
    choices: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    by_foundation: tuple[float, ...] = ()

    def quantile(self, probability: ArrayLike) -> Array:
        """Return the values below which the given shares of the stock lie."""
        from scipy.special import ndtr, ndtri  # takes long to import

        share = np.asarray(probability, float)
        if self.kind == "fixed":
            return np.full_like(share, self.middle)
        if self.kind == "categorical":
            number = np.searchsorted(np.cumsum(self.shares), share * sum(self.shares), side="right")
            return np.minimum(number, len(self.shares) - 1).astype(float)
        low, high = ndtr(self._score(self.lowest)), ndtr(self._score(self.highest))
        score = self.spread * ndtri(low + share * (high - low))
        found = self.middle * np.exp(score) if self.kind == "lognormal" else self.middle + score
        return np.clip(found, self.lowest, self.highest)

    def log_density(self, value: ArrayLike) -> Array:
        """Return the logarithm of the density up to a constant; minus infinity beyond the limits.

        Of a lognormal quantity it is the density of its logarithm.
        """
        value = np.asarray(value, float)
        if self.kind == "categorical":
            number = np.clip(value.astype(int), 0, len(self.shares) - 1)
            with np.errstate(divide="ignore"):
                return np.log(np.asarray(self.shares, float)[number] / sum(self.shares))
        inside = (value >= self.lowest) & (value <= self.highest)
        if self.kind == "fixed":
            return np.where(inside, 0.0, -np.inf)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(inside, -0.5 * self._score(value) ** 2, -np.inf)

    def draw(self, rng: np.random.Generator, number: int) -> Array:
        """Return independent values, shape (number,)."""
        return self.quantile(rng.random(number))

    def on(self, foundation: ArrayLike, value: ArrayLike) -> Array:
        """Return values of homes with the most frequent foundation as they are in homes with others, by number."""
        if not self.by_foundation:
            return np.asarray(value, float)
        return np.asarray(value, float) * np.asarray(self.by_foundation)[np.asarray(foundation).astype(int)]

    def _score(self, value: ArrayLike) -> Array:
        value = np.asarray(value, float)
        with np.errstate(divide="ignore"):
            distance = np.log(value / self.middle) if self.kind == "lognormal" else value - self.middle
        return np.asarray(distance / self.spread)
