"""Sizes that are sold: equipment comes in steps, and a load between two of them takes the larger one.

Sources
-------
Heat pumps and air conditioners: the nominal cooling capacities of the AHRI directory and of most lines of products,
1.5 to 5 tons by half a ton; below that the compact units of ductless lines, of 9, 12 and 15 kBtu/h. A house that needs
more than the largest gets two of one size. Furnaces and boilers: inputs by 20 kBtu/h from 40 on, as most makers list
them. Strips: the heater kits that air handlers are listed with; baseboards by 500 W.
"""

from dataclasses import dataclass
from math import ceil

from cosim.units import BTU, TON_OF_REFRIGERATION

SINGLE_UNITS = (0.75, 1.0, 1.25, *(0.5 * half for half in range(3, 11)))  # tons
UNITS = (*SINGLE_UNITS, *(2.0 * tons for tons in SINGLE_UNITS if 2.0 * tons > SINGLE_UNITS[-1]))  # tons
STRIPS = tuple(1e3 * kilowatts for kilowatts in (3, 5, 8, 10, 15, 20, 25, 30))  # W
MORE_STRIPS = 5e3  # W, by which two kits in a row are larger than the largest one
BASEBOARD = 500.0  # W
FURNACE_INPUT = 20e3 * BTU / 3600.0  # W, of fuel
SMALLEST_FURNACE = 2  # of these steps
TOLERANCE = 0.95  # of what is needed is enough: a judgement, within the 90 % that ACCA Manual S allows


@dataclass(frozen=True, slots=True)
class Unit:
    """A heat pump or air conditioner as it is sold."""

    tons: float
    """Together, where there are two."""

    @property
    def number(self) -> int:
        """How many of them: two of one size where a single one would be larger than any that is sold."""
        return 1 if self.tons <= SINGLE_UNITS[-1] else 2

    def __str__(self) -> str:
        each = self.tons / self.number
        name = f"{each:g} ton" if each == 1.0 else f"{each:g} tons"
        return name if self.number == 1 else f"{self.number} units of {name}"


def nominal_tons(capacity: float) -> float:
    """Return the size under which a machine of this rated capacity, W, is sold: the nearest one."""
    return min(UNITS, key=lambda tons: abs(tons - capacity / TON_OF_REFRIGERATION))


def unit_for(tons: float) -> Unit:
    """Return the smallest unit that is enough for a need in nominal tons, or the largest one."""
    return Unit(next((size for size in UNITS if size >= TOLERANCE * tons), UNITS[-1]))


def strips_for(needed: float) -> float:
    """Return the capacity, W, of the smallest heater kit that is enough."""
    enough = TOLERANCE * needed
    return next((size for size in STRIPS if size >= enough), MORE_STRIPS * ceil(enough / MORE_STRIPS - 1e-9))


def baseboards_for(needed: float) -> float:
    """Return the capacity, W, of baseboards that are enough."""
    return BASEBOARD * max(ceil(TOLERANCE * needed / BASEBOARD - 1e-9), 1)


def furnace_for(needed: float, efficiency: float) -> float:
    """Return the heat, W, of the smallest furnace of an efficiency that is enough."""
    steps = ceil(TOLERANCE * needed / efficiency / FURNACE_INPUT - 1e-9)
    return FURNACE_INPUT * max(steps, SMALLEST_FURNACE) * efficiency
