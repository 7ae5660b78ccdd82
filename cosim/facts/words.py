"""Facts in words: what was taken from statistics, and what in the facts is odd."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from cosim.config.facts import FactsConfig
from cosim.facts.distribution import Distribution
from cosim.facts.stock import distributions
from cosim.facts.tables import FOUNDATIONS, foundation_shares
from cosim.units import System, from_si, suffix_of, symbol

DIMENSIONS = {"W/(m2 K)": "u_value", "m2 K/W": "resistance", "K": "temperature"}
SHORT = re.compile(r" housing| table|[,;:(]")
RARE = 0.03
"""Share of homes below which a fact is doubted."""
TIGHT = 1.5  # air changes per hour at 50 Pa
LARGE = 600.0  # m2
CROWDED = 12.0  # m2 for each person


class Shown(NamedTuple):
    """A quantity in words."""

    name: str
    middle: str
    low: str
    high: str
    unit: str
    source: str
    given: bool

    @property
    def publisher(self) -> str:
        """The source's short name."""
        return SHORT.split(self.source, maxsplit=1)[0].strip()


def shown(quantities: Mapping[str, Distribution], system: System = "si") -> list[Shown]:
    """Return every quantity with its middle and the band that holds 80 % of such homes."""
    return [_shown(name, quantity, system) for name, quantity in quantities.items()]


def _shown(name: str, quantity: Distribution, system: System) -> Shown:
    if quantity.choices:
        likely = [choice for choice, share in zip(quantity.choices, quantity.shares, strict=True) if share >= RARE]
        middle = quantity.choices[round(quantity.middle)]
        return Shown(name, middle, " or ".join(likely) if len(likely) > 1 else "", "", "", quantity.source,
                     quantity.given)  # fmt: skip
    dimension = DIMENSIONS.get(quantity.unit)
    unit = quantity.unit if dimension is None else symbol(suffix_of(dimension, system))
    numbers = [quantity.middle, *(float(end) for end in quantity.quantile([0.1, 0.9]))]
    if dimension is not None:
        numbers = [from_si(number, dimension, suffix_of(dimension, system)) for number in numbers]
    middle, low, high = (f"{number:.3g}" if abs(number) < 1000 else f"{number:,.0f}" for number in numbers)
    return Shown(name, middle, *(("", "") if quantity.kind == "fixed" else (low, high)), unit, quantity.source,
                 quantity.given)  # fmt: skip


def defaults_taken(facts: FactsConfig, zone: str) -> tuple[str, ...]:
    """Say which values come from statistics, and by what: for the notes of a scenario."""
    found = [each for each in shown(distributions(facts, zone)) if not each.given]
    values = ", ".join(f"{each.name} {each.middle} {each.unit}".strip() for each in found)
    sources = dict.fromkeys(each.publisher for each in found)
    return (
        f"house: not stated, and taken from the housing stock of climate zone {zone}: {values}; "
        "`cosim house new` writes them with their sources and spreads",
        f"house: statistics of {'; '.join(sources)}",
    )


def doubts(facts: FactsConfig, zone: str) -> tuple[str, ...]:
    """Say what in the facts is possible but odd, in plain words."""
    found: list[str] = []
    if facts.foundation is not None and facts.kind == "detached":
        share = foundation_shares(zone, facts.built)[FOUNDATIONS.index(facts.foundation)]
        if share < RARE:
            rare = "hardly one" if share < 0.01 else f"{100 * share:.0f}"
            found.append(f"foundation: {rare} of 100 homes of {facts.built} in climate zone {zone} has a "
                         f"{facts.foundation}; check it")  # fmt: skip
    if facts.ach50 is not None and facts.ach50 < TIGHT and facts.built < 2000:
        found.append(f"ach50: {facts.ach50:g} is that of a passive house, but it was built in {facts.built}; check it")
    if facts.floor_area > LARGE:
        found.append(f"floor_area: {from_si(facts.floor_area, 'area', 'ft2'):,.0f} ft2 is that of three usual homes")
    if facts.occupants and facts.floor_area / facts.occupants < CROWDED:
        found.append(f"occupants: {facts.occupants:g} people have {facts.floor_area / facts.occupants:.0f} m2 each")
    efficiency, installed = facts.furnace_efficiency, facts.furnace_installed
    if efficiency is not None and efficiency < 0.78 and installed is not None and installed >= 1992:
        found.append(
            f"furnace_efficiency: {efficiency:g} is below the federal minimum, but it was installed in {installed}"
        )
    if facts.windows == "single" and facts.built >= 2010 and int(zone[0]) >= 3:
        found.append(f"windows: no code of {facts.built} allows single panes in climate zone {zone}")
    return tuple(f"house: {each}" for each in found)
