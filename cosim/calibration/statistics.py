"""How well a house fits its bills, by ASHRAE Guideline 14, and a change-point view of the bills themselves.

The change-point model is that of ASHRAE's Inverse Modeling Toolkit (Kissock, Haberl and Claridge 2003): a base a day,
and slopes below a heating and above a cooling temperature. OpenEEmeter (`eemeter` 4.1.1) is for the same; it runs with
numpy 2.4 and pandas 3.1, but brings 24 packages and takes 24 CPU seconds for a first fit, and its model of bills holds
the mean use of a bill against the temperature of each of its days (documentation of OpenDSM, "Billing model"), which
flattens slopes, where ours sums degree days over the very days of each bill.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from cosim.arrays import Array

MONTHLY_CV_RMSE, MONTHLY_NMBE = 0.15, 0.05
"""ASHRAE Guideline 14-2014: what a model calibrated to months should reach."""
SEARCH = np.arange(278.15, 300.15, 0.5)  # K, of balance temperatures
FEWEST = 6


@dataclass(frozen=True, slots=True)
class Goodness:
    """CV(RMSE) and NMBE of a model with its bills, as shares of the mean bill."""

    cv_rmse: float
    nmbe: float

    @property
    def calibrated(self) -> bool:
        """Whether both are as ASHRAE Guideline 14 asks of monthly data."""
        return self.cv_rmse <= MONTHLY_CV_RMSE and abs(self.nmbe) <= MONTHLY_NMBE


def goodness(billed: Array, modelled: Array, parameters: int = 1) -> Goodness:
    """Return the two figures of ASHRAE Guideline 14-2014.

    Parameters
    ----------
    billed, modelled : array, shape (n,)
        Energy of each bill, any unit.
    parameters : int
        p of its equations; 1 for a calibrated simulation.
    """
    mean = float(billed.mean())
    free = max(len(billed) - parameters, 1)
    bias = float((billed - modelled).sum()) / (free * mean)
    return Goodness(float(np.sqrt(((billed - modelled) ** 2).sum() / free)) / mean, bias)


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """A base and what is used for each kelvin-day beyond balance temperatures.

    Attributes
    ----------
    base : float
        J/day.
    heating, cooling : float
        J/(K day); 0 where there is none.
    heating_balance, cooling_balance : float
        K.
    r_squared : float
        Share of the variance of the daily use that it explains.
    """

    base: float
    heating: float
    cooling: float
    heating_balance: float
    cooling_balance: float
    r_squared: float


def change_point(energy: Array, days: Array, weights: Array, temperature: Array, *, cools: bool) -> ChangePoint | None:
    """Return the change-point model of bills of one carrier; None where they are too few.

    Parameters
    ----------
    energy, days : array, shape (bills,)
        J and days of each bill.
    weights : array, shape (bills, d)
        How often each day is in each bill.
    temperature : array, shape (d,)
        Outdoor daily means, K.
    cools : bool
        Whether the carrier may cool.
    """
    if len(energy) < FEWEST:
        return None
    rate, share = energy / days, np.sqrt(days / days.mean())
    degree = {balance: weights @ np.maximum(balance - temperature, 0.0) / days for balance in SEARCH}
    warm = {balance: weights @ np.maximum(temperature - balance, 0.0) / days for balance in SEARCH}
    best: tuple[float, ChangePoint] | None = None
    total = float((share**2 * (rate - np.average(rate, weights=share**2)) ** 2).sum())
    for heating in SEARCH:
        for cooling in SEARCH[heating <= SEARCH] if cools else [np.inf]:
            columns = [np.ones_like(rate), degree[heating]] + ([warm[cooling]] if cools else [])
            table = np.array(columns).T * share[:, None]
            found, residual = nnls(table, rate * share)
            if best is None or residual < best[0]:
                explained = 1 - residual**2 / total if total > 0 else 0.0
                slope = float(found[2]) if cools else 0.0
                best = residual, ChangePoint(float(found[0]), float(found[1]), slope, heating, cooling, explained)
    return None if best is None else best[1]
