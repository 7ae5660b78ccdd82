"""How far a house is from its bills: noise of each bill, what the model cannot know, and the emulator's own error."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cosim.arrays import Array
from cosim.calibration.emulator import Emulator
from cosim.calibration.parameters import LINEAR, Parameter
from cosim.calibration.runs import BillTable, Year
from cosim.constants import DAY

FLOOR = 0.005  # of the mean bill of a carrier: rounding, days of reading
NOISE = 0.03
"""Relative error of a bill: its meter, the hour of reading, and what a household does otherwise in a month."""
DISCREPANCY = 0.03
"""Relative error of the equipment's part of a bill where the weather is that of its days: the model's own."""
OTHER_YEAR = 0.12
"""The same where a typical year stands for the bill's: standard deviation of a winter month's heating degree days from
year to year, by the 80 % bands of New England's December to February (NOAA Climate Prediction Center, "Monthly total
degree day forecast", September 2002: 1077 to 1451 about 1240 °F d in January)."""


@dataclass(frozen=True)
class Uncertainty:
    """Standard deviation of each bill about the true house, J, shape (bills,)."""

    deviation: Array

    @classmethod
    def of(cls, table: BillTable, noise: float, discrepancy: float) -> "Uncertainty":
        """Return that of bills; what is above the smallest bill a day counts as the equipment's."""
        energy = table.energy
        days = np.array([bill.days for bill in table.bills], float)
        equipment, floor = np.zeros_like(energy), np.zeros_like(energy)
        for kind in (0.0, 1.0):
            own = table.is_fuel == kind
            if own.any():
                equipment[own] = energy[own] - (energy[own] / days[own]).min() * days[own]
                floor[own] = FLOOR * energy[own].mean()
        return cls(np.sqrt((noise * energy) ** 2 + (discrepancy * equipment) ** 2 + floor**2))


@dataclass(frozen=True)
class Rest:
    """What the rest of the house uses within each bill, J: a sum for each unit of the parameter that scales it.

    Attributes
    ----------
    fixed : array, shape (bills,)
        What nothing scales.
    scaled : dict of str to array, shape (bills,)
        By the name of a parameter.
    """

    fixed: Array
    scaled: dict[str, Array]

    @classmethod
    def of(cls, table: BillTable, central: Sequence[Year], parameters: Sequence[Parameter]) -> "Rest":
        """Return it from a run with every factor at one and no added fuel."""
        rest = table.sums(central, lambda year: year.rest)
        names = {each.name for each in parameters}
        electricity, fuel = rest * (1.0 - table.is_fuel), rest * table.is_fuel
        fixed, scaled = np.zeros_like(rest), {}
        if "appliances" in names:
            scaled["appliances"] = electricity
        else:
            fixed = fixed + electricity
        if "other_fuel" in names:
            scaled["other_fuel"] = fuel
        else:
            fixed = fixed + fuel
        if "added_fuel" in names:
            days = np.array([bill.days for bill in table.bills], float)
            scaled["added_fuel"] = days * DAY * table.is_fuel
        return cls(fixed, scaled)

    def at(self, parameters: Sequence[Parameter], places: Array) -> Array:
        """Return the rest at many places, shape (n, bills)."""
        total = np.repeat(self.fixed[None, :], len(places), axis=0)
        for number, each in enumerate(parameters):
            if each.name in self.scaled:
                total += each.value(places[:, number])[:, None] * self.scaled[each.name]
        return total


@dataclass(frozen=True)
class Model:
    """Bills as a function of the parameters' places, by emulator.

    Attributes
    ----------
    parameters : tuple of Parameter
    emulator : Emulator
        Of the equipment's part of each bill, then of further figures.
    """

    parameters: tuple[Parameter, ...]
    table: BillTable
    rest: Rest
    uncertainty: Uncertainty
    emulator: Emulator

    @property
    def simulated(self) -> list[int]:
        """Numbers of the parameters that the emulator takes."""
        return [number for number, each in enumerate(self.parameters) if each.name not in LINEAR]

    def predicted(self, places: Array) -> Array:
        """Return the bills at many places, J, shape (n, bills)."""
        equipment = self.emulator.at(places[:, self.simulated])[:, : len(self.table.bills)]
        return equipment + self.rest.at(self.parameters, places)

    def figures(self, places: Array) -> Array:
        """Return the further figures at many places, shape (n, figures)."""
        return self.emulator.at(places[:, self.simulated])[:, len(self.table.bills) :]

    def misfit(self, places: Array) -> Array:
        """Return minus the logarithm of the likelihood at many places."""
        error = self.emulator.error[: len(self.table.bills)]
        return misfit(self.table.energy, self.predicted(places), np.sqrt(self.uncertainty.deviation**2 + error**2))


def misfit(billed: Array, predicted: Array, deviation: Array) -> Array:
    """Return minus the logarithm of a normal likelihood, but for its constant, shape (n,)."""
    return np.asarray(0.5 * (((predicted - billed) / deviation) ** 2).sum(axis=1))
