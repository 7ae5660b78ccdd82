"""What the emission factors behind a sum count, in words: kind of electricity, supply of fuels, losses of the grid.

A sum over electricity and fuel is right where both are counted within one boundary: both with their supply and the
grid's losses, or both as they leave stack and flue. A saving between two boundaries may have the wrong sign.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cosim.config.prices import Fuel
from cosim.rates.rates import Rates

OF_ELECTRICITY = {
    "combustion": "without upstream and grid losses",
    "combustion with losses": "without upstream, with grid losses",
    "upstream": "with upstream, without grid losses",
    "upstream with losses": "with upstream and grid losses",
}
OF_FUEL = {"combustion": "without upstream", "upstream": "with upstream"}
NOT_STATED = "of no stated boundary"
NOTHING_STATED = "CO₂e: the scenario does not state kind and boundary of its factors (docs/bills.md)."
MIXED = (
    "CO₂e is counted within two boundaries: a saving between electricity and {} may have the wrong sign. "
    "Count both with upstream and grid losses, or both without (docs/bills.md)."
)


@dataclass(frozen=True, slots=True)
class Boundary:
    """What the factors of a sum count.

    Attributes
    ----------
    kind : str
        Kind of the factor of electricity, as in `cosim.config.boundary.FactorKind`; empty where it is not stated.
    electricity : str
        As in `cosim.config.boundary.ElectricityBoundary`, losses that cosim adds included; empty where not stated.
    fuels : tuple of (str, str)
        Each fuel that is burnt, and its boundary as in `cosim.config.boundary.FuelBoundary`; empty where not stated.
    """

    kind: str
    electricity: str
    fuels: tuple[tuple[Fuel, str], ...] = ()

    @property
    def is_one(self) -> bool | None:
        """Whether electricity and every fuel are counted alike; None where one of them does not say what it counts."""
        counted = {boundary for _, boundary in self.fuels}
        if not self.electricity or "" in counted:
            return None
        if not counted:
            return True
        if self.electricity == "upstream with losses":
            return counted == {"upstream"}
        return self.electricity.startswith("combustion") and counted == {"combustion"}

    def lines(self) -> list[str]:
        """Return it in words, and a warning where there are two boundaries."""
        if not self.kind and not self.electricity and not any(boundary for _, boundary in self.fuels):
            return [NOTHING_STATED]
        kind = f"{self.kind} electricity" if self.kind else "electricity of no stated kind"
        if self.is_one and self.electricity == "upstream with losses":
            both = " and ".join(["electricity", *(fuel for fuel, _ in self.fuels)])
            words = f"{both} {OF_ELECTRICITY[self.electricity]}" if self.fuels else OF_ELECTRICITY[self.electricity]
            return [f"CO₂e: {kind}{';' if self.fuels else ''} {words}."]
        parts = [f"{kind} {OF_ELECTRICITY.get(self.electricity, NOT_STATED)}"]
        parts += [f"{fuel} {OF_FUEL.get(boundary, NOT_STATED)}" for fuel, boundary in self.fuels]
        said = f"CO₂e: {'; '.join(parts)}."
        return [said] if self.is_one is not False else [said, MIXED.format(" or ".join(fuel for fuel, _ in self.fuels))]


def boundary_of(rates: Rates, fuels: Sequence[Fuel]) -> Boundary:
    """Return what the factors of electricity, and of the fuels that are burnt, count."""
    factors = rates.emissions
    if rates.grid is not None:
        kind, electricity = rates.grid.kind, rates.grid.boundary
    else:
        kind, electricity = factors.electricity_kind or "", factors.electricity_boundary or ""
    counted = tuple((fuel, "upstream" if rates.fuel_upstream(fuel) else factors.fuel_boundary or "") for fuel in fuels)
    return Boundary(kind, electricity, counted)


def mixed_boundaries(rates: Rates, fuels: Sequence[Fuel]) -> list[str]:
    """Return a warning where electricity and a fuel that is burnt are counted within two boundaries, else nothing."""
    boundary = boundary_of(rates, fuels)
    return boundary.lines()[1:] if boundary.is_one is False else []
