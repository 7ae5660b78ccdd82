"""Layers of walls, roofs and floors that have a wanted U-value: what every one has, and a core that makes up the rest.

Material properties from ASHRAE Fundamentals 2017, chapter 26; films by its table 10, in winter. The flow replaces the
films by its own models, so the wanted U-value is that of a rated assembly, as labels and codes count. Soil around a
foundation resists as long as heat goes through it from floor and walls to the surface, by Latta and Boileau.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cosim.errors import Fault, InvalidInput

Table = dict[str, Any]
INSIDE, OUTSIDE, UPWARD, DOWNWARD = 0.12, 0.03, 0.107, 0.162  # m2 K/W


class Material(NamedTuple):
    """A layer of fixed thickness; m, W/(m K), kg/m3, J/(kg K)."""

    name: str
    thickness: float
    conductivity: float
    density: float
    specific_heat: float

    @property
    def resistance(self) -> float:
        """m2 K/W."""
        return self.thickness / self.conductivity

    def layer(self) -> Table:
        """Return the layer of a house file."""
        return {"name": self.name, "thickness_m": self.thickness, "conductivity_w_mk": self.conductivity,
                "density_kg_m3": self.density, "specific_heat_j_kgk": self.specific_heat}  # fmt: skip


class Core(NamedTuple):
    """Studs or joists and what is between them: thickness and mass of the whole, m, kg/m3, J/(kg K)."""

    name: str
    thickness: float
    density: float
    specific_heat: float


SIDING = Material("siding", 0.012, 0.09, 540, 1200)
SHEATHING = Material("oriented strand board", 0.011, 0.12, 650, 1880)
GYPSUM = Material("gypsum board", 0.0127, 0.16, 800, 1090)
BRICK = Material("brick veneer", 0.09, 0.9, 1920, 790)
AIR = Material("air space", 0.025, 0.147, 1.2, 1000)
BOARD = Material("fibreboard sheathing", 0.013, 0.055, 290, 1300)
BLOCK = Material("bricks or blocks", 0.2, 0.9, 1400, 880)
SHINGLES = Material("asphalt shingles", 0.006, 0.08, 1120, 1260)
DECK = Material("deck", 0.016, 0.12, 540, 1630)
GABLE = Material("sheathing and siding", 0.016, 0.12, 600, 1700)
SUBFLOOR = Material("subfloor", 0.019, 0.12, 540, 1630)
COVERING = Material("floor covering", 0.012, 0.12, 500, 1500)
JOISTS = Material("joist space", 0.2, 0.8, 30, 1200)
CONCRETE = Material("concrete", 0.2, 1.7, 2240, 840)
SLAB = Material("concrete", 0.1, 1.7, 2240, 840)
SOIL = Material("soil", 1.0, 1.3, 1800, 1250)

STUDS = Core("studs and what is between them", 0.089, 130, 1500)
FURRING = Core("furring and insulation", 0.05, 80, 1300)
LOFT = Core("joists and insulation", 0.2, 40, 1100)
RAFTERS = Core("rafters and insulation", 0.2, 60, 1300)
FLOOR_JOISTS = Core("joists and insulation", 0.2, 60, 1400)
LINING = Core("lining", 0.04, 40, 1200)

# outer layers, core, inner layers, and the films of both sides together
WALLS = {
    "wood frame": ([SIDING, SHEATHING], STUDS, [GYPSUM]),
    "brick veneer": ([BRICK, AIR, BOARD], STUDS, [GYPSUM]),
    "masonry": ([BLOCK], FURRING, [GYPSUM]),
}
DARK = {"outside_absorptance": 0.9, "outside_emittance": 0.91}


def constructions_of(
    wall: str, below: str, values: Mapping[str, float], *, vented: bool, width: float, depth: float
) -> dict[str, Table]:
    """Return every construction of a house by its name.

    Parameters
    ----------
    wall : {"wood frame", "brick veneer", "masonry"}
    below : str
        Foundation.
    values : mapping of str to float
        With the U-values ``wall_u``, ``attic_u``, ``floor_u`` and ``foundation_u``, where there are such.
    vented : bool
        Whether there is an attic.
    width, depth : float
        Of the foundation: its narrow side, and how far its floor is below grade, m.

    Raises
    ------
    InvalidInput
        If a U-value is higher than that of the layers without insulation.
    """
    from cosim.physics.ground import below_grade_floor_resistance, below_grade_wall_resistance  # takes long to import

    outer, core, inner = WALLS[wall]
    found: dict[str, Table] = {
        "wall": _assembly("wall_u", values, outer, core, inner, INSIDE + OUTSIDE) | {"outside_absorptance": 0.65},
        "gable": {"layers": [GABLE.layer()], "outside_absorptance": 0.65},
        "partition side": {"layers": [GYPSUM.layer()]},
        "inner floor": {"layers": [each.layer() for each in (GYPSUM, JOISTS, SUBFLOOR, COVERING)]},
    }
    if vented:
        found["ceiling"] = _assembly("attic_u", values, [], LOFT, [GYPSUM], 2 * UPWARD)
        found["roof"] = {"layers": [SHINGLES.layer(), DECK.layer()]} | DARK
    else:
        found["roof"] = _assembly("attic_u", values, [SHINGLES, DECK], RAFTERS, [GYPSUM], UPWARD + OUTSIDE) | DARK
    if below == "slab":
        return found | {"slab": {"layers": [SLAB.layer(), COVERING.layer()]}}
    if below == "conditioned basement":
        found["foundation wall"] = _assembly("foundation_u", values, [CONCRETE], LINING, [], INSIDE + OUTSIDE)
        own = 1.0 / values["foundation_u"] - OUTSIDE
    else:
        found["floor"] = _assembly("floor_u", values, [], FLOOR_JOISTS, [SUBFLOOR, COVERING], 2 * DOWNWARD)
        found["foundation wall"] = {"layers": [CONCRETE.layer()]}
        own = CONCRETE.resistance + INSIDE
    beside = below_grade_wall_resistance(depth, SOIL.conductivity, own)
    under = below_grade_floor_resistance(width, depth, SOIL.conductivity, SLAB.resistance + DOWNWARD)
    found["foundation wall in soil"] = {"layers": [_soil(beside), *found["foundation wall"]["layers"]]}
    found["foundation floor"] = {"layers": [_soil(under), SLAB.layer()]}
    return found


def _soil(resistance: float) -> Table:
    """Return a metre of soil that resists as much as that of the whole way to the surface, m2 K/W."""
    return SOIL._replace(conductivity=SOIL.thickness / resistance).layer()


def _assembly(
    name: str, values: Mapping[str, float], outer: list[Material], core: Core, inner: list[Material], films: float
) -> Table:
    rest = 1.0 / values[name] - films - sum(layer.resistance for layer in (*outer, *inner))
    if rest <= 0.0:
        highest = 1.0 / (1.0 / values[name] - rest)
        raise InvalidInput([Fault(name, f"{values[name]:.3g} W/(m2 K) is more than the bare layers let through",
                                  f"it is below {highest:.3g}")])  # fmt: skip
    filling = {"name": core.name, "thickness_m": core.thickness, "conductivity_w_mk": core.thickness / rest,
               "density_kg_m3": core.density, "specific_heat_j_kgk": core.specific_heat}  # fmt: skip
    return {"layers": [*(each.layer() for each in outer), filling, *(each.layer() for each in inner)]}
