"""What an emission factor counts: a sum of two is right only where both count the same."""

from typing import Literal

FactorKind = Literal["average", "short-run marginal", "long-run marginal"]
"""Which plants a factor of electricity is of: all of them; those that follow the load today; or those that are built
and retired as demand changes for years."""
ElectricityBoundary = Literal["combustion", "combustion with losses", "upstream", "upstream with losses"]
"""What a factor of electricity counts: what leaves the plants' stacks, or the supply of their fuel, too; for a kWh at
the plants, or for one at the house, the grid's losses included."""
FuelBoundary = Literal["combustion", "upstream"]
"""What a factor of fuel counts: what leaves the flue, or the supply of the fuel, too."""
