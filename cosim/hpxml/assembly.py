"""Layers of framed assemblies that are known by their R-value.

R-values are in h ft2 F/Btu and thicknesses in inches, as in the sources; layers are tables of a house file.
"""

from typing import Any, NamedTuple

from cosim.units import to_si

Table = dict[str, Any]

# air films that an assembly's R-value contains: ASHRAE Fundamentals 2005, chapter 25, table 1 (horizontal and sloped:
# means of heat flowing up and down); below a floor in still outdoor air: ASHRAE Standard 140, section 7
OUTSIDE, VERTICAL, HORIZONTAL, SLOPED, STILL = 0.17, 0.68, 0.765, 0.75, 0.455
MIN_RESISTANCE, MIN_CORE = 0.05, 0.01  # an assembly's R-value without films; a core's, below which it is left out


class Material(NamedTuple):
    """A sheet of material, as in OpenStudio-HPXML 1.9 (materials.rb), from ASHRAE Fundamentals."""

    thickness: float  # in
    conductivity: float  # Btu in/(h ft2 F)
    density: float  # lb/ft3
    specific_heat: float  # Btu/(lb F)

    @property
    def r_value(self) -> float:
        """Thermal resistance, h ft2 F/Btu."""
        return self.thickness / self.conductivity

    def layer(self, name: str) -> Table:
        """Return the layer as a table of a house file."""
        return {"name": name, "thickness_in": self.thickness, "conductivity_btu_in_h_ft2_f": self.conductivity,
                "density_lb_ft3": self.density, "specific_heat_btu_lb_f": self.specific_heat}  # fmt: skip


GYPSUM = Material(0.5, 1.1112, 50.0, 0.2)
DECK = Material(0.75, 0.8004, 32.0, 0.29)
DOOR = Material(1.75, *DECK[1:])
CONCRETE = Material(4.0, 12.5, 140.0, 0.2)
CARPET = Material(0.5, 0.5 / 2.08, 3.4, 0.32)
SHINGLES = Material(0.25, 1.128, 70.0, 0.35)
ROOF_DECK = Material(0.5, *DECK[1:])
SIDINGS = {
    "wood siding": Material(0.75, 0.71, 34.0, 0.28),
    "masonite siding": Material(0.5, 0.69, 46.8, 0.39),
    "vinyl siding": Material(0.375, 0.62, 11.1, 0.25),
    "aluminum siding": Material(0.375, 0.62, 11.1, 0.25),
    "fiber cement siding": Material(0.375, 1.79, 21.7, 0.24),
    "stucco": Material(1.0, 4.5, 80.0, 0.21),
    "brick veneer": Material(4.0, 5.5, 110.0, 0.19),
}
SIDINGS |= {
    "asbestos siding": Material(0.25, 4.2, 118.6, 0.24),
    "composite shingle siding": SHINGLES,
    "synthetic stucco": Material(1.0, 0.204, 2.0, 0.29),  # foam under a thin coat
    "masonry veneer": SIDINGS["brick veneer"],
    "other": SIDINGS["wood siding"],
    "stone veneer": Material(1.0, 12.5, 140.0, 0.2),
}
INNER_FINISHES = {
    "gypsum board": GYPSUM,
    "gypsum composite board": GYPSUM,
    "plaster": Material(0.5, 5.6, 105.0, 0.2),
    "wood": Material(0.5, *DECK[1:]),
    "other": GYPSUM,
}
# walls whose core has the mass of what they are made of: thickness, in, density, lb/ft3, specific heat, Btu/(lb F), of
# usual ones, from ASHRAE Fundamentals' table of materials; their R-value is the stated one
MASSIVE = {
    "ConcreteMasonryUnit": (6.0, 119.0, 0.2),
    "SolidConcrete": (4.0, 140.0, 0.2),
    "InsulatedConcreteForms": (4.0, 140.0, 0.2),
    "StructuralBrick": (8.0, 110.0, 0.19),
    "Stone": (6.0, 140.0, 0.2),
    "LogWall": (6.0, 32.0, 0.39),
    "Adobe": (10.0, 110.0, 0.2),
    "StrawBale": (23.0, 11.2, 0.3),
}
# share of wood and its depth, in: ANSI/RESNET/ICC 301, default framing fractions; of partitions: OpenStudio-HPXML
FRAMING = {"wall": (0.23, 3.5), "partition": (0.16, 3.5), "floor": (0.13, 5.5), "ceiling": (0.11, 5.5)}
# in, lb/ft3, Btu/(lb F), loose fill: density and heat are those of OpenStudio-HPXML 1.9 (materials.rb), the depth is
# that of R-43 at its R-3 an inch (constructions.rb)
ON_JOISTS = 14.4, 1.0, 0.25
FILL = 2.85, 0.25  # lb/ft3, Btu/(lb F), insulation densely packed between studs: OpenStudio-HPXML (materials.rb)


class Frame(NamedTuple):
    """Studs, joists or masonry of an assembly, with sheathing and continuous insulation outside of them.

    On joists that insulation has the mass of deep loose fill whatever its depth: a lighter face to an attic, below a
    radiant barrier, would follow its changing film too quickly. Elsewhere it has none: foam weighs little.
    """

    continuous: float  # R-value
    depth: float  # in
    wood: float  # share of the area
    sheathing: float = 0.0  # in

    def layers(self, resistance: float, others: float, kind: str) -> list[Table]:
        """Return the layers from outside to inside; none where this frame has no room for insulation.

        Parameters
        ----------
        resistance, others : float
            R-value of the whole assembly, and of its films and finishes.
        kind : str
            Key of `FRAMES`.
        """
        board = DECK._replace(thickness=self.sheathing)
        outside = others + self.continuous + board.r_value
        if kind in MASSIVE:
            own, body = resistance - outside, core(resistance - outside, kind)
        else:
            own, body = self._cavity(resistance, outside), self._studs(resistance - outside)
        if own <= 0.0:
            return []
        insulation: Table = {"name": "insulation", "resistance_h_ft2_f_btu": self.continuous}
        if kind in ("floor", "ceiling"):
            thickness, density, heat = ON_JOISTS
            insulation |= {"thickness_in": thickness, "density_lb_ft3": density, "specific_heat_btu_lb_f": heat}
        return [*([insulation] if self.continuous else []),
                *([board.layer("sheathing")] if self.sheathing else []), body]  # fmt: skip

    def _cavity(self, resistance: float, outside: float) -> float:
        """Return the R-value of what fills the cavities beside wood, so that both paths have that of the assembly."""
        rest = 1.0 / resistance - self.wood / (self.depth / DECK.conductivity + outside)
        return (1.0 - self.wood) / rest - outside if rest > 0.0 else 0.0

    def _studs(self, resistance: float) -> Table:
        """Return studs and what lies between them as one layer."""
        density, heat = FILL
        wood, fill = self.wood * DECK.density, (1.0 - self.wood) * density
        heats = wood * DECK.specific_heat + fill * heat
        return {"name": "studs", "resistance_h_ft2_f_btu": resistance, "thickness_in": self.depth,
                "density_lb_ft3": wood + fill, "specific_heat_btu_lb_f": heats / (wood + fill)}  # fmt: skip


# what OpenStudio-HPXML takes an assembly to be that is known by its R-value: the first that leaves room for insulation
# between its studs (constructions.rb, "construction sets")
WALLS = (*(Frame(r_value, 5.5, 0.20, 0.5) for r_value in (20.0, 10.0, 0.0)), Frame(0.0, 3.5, 0.23, 0.5))
LEVEL = (*(Frame(r_value, 5.5, 0.10) for r_value in (50.0, 40.0, 30.0, 20.0, 10.0, 0.0)), Frame(0.0, 3.5, 0.13))
FRAMES = {
    "wall": WALLS, "floor": LEVEL, "ceiling": LEVEL,
    "rim": tuple(Frame(r_value, 1.5, 0.17, 2.0) for r_value in (20.0, 10.0, 0.0)),
    "roof": (*(Frame(r_value, 7.25, 0.07) for r_value in (20.0, 10.0, 0.0)), Frame(0.0, 5.5, 0.07)),
    **dict.fromkeys(MASSIVE, (Frame(10.0, 0.0, 0.0, 0.5), Frame(0.0, 0.0, 0.0, 0.5))),
}  # fmt: skip
BARE_ROOF = 1.0  # R-value beside shingles and deck of a roof without finish, up to which both are thickened instead
PARTITION_GAP = 0.9  # between its two boards
FLOOR_GAP = 1.0  # between joists, boards below and above


def layers_of(
    resistance: float, films: float, outer: list[tuple[str, Material]], inner: list[tuple[str, Material]], kind: str
) -> list[Table]:
    """Return the layers of an assembly, from outside to inside.

    Between films and finishes are the first of the frames of its kind that leave room for insulation. Where none does,
    one core has the R-value that they leave and the mass of framing or masonry, and where they leave none, all finishes
    are thinned in proportion, so that the assembly has the stated R-value.

    Parameters
    ----------
    resistance : float
        Of the whole assembly, air films included.
    films : float
        Of both air films.
    outer, inner : list of (str, Material)
        Finishes, with their names.
    kind : str
        A key of `FRAMES`, or anything else for no framing.

    Raises
    ------
    ValueError
        If the R-value does not exceed that of the films.
    """
    bare = resistance - films
    if bare <= MIN_RESISTANCE:
        raise ValueError(f"the R-value {resistance:g} of the assembly does not exceed that of its air films")
    finishes = sum(material.r_value for _, material in [*outer, *inner])
    open_roof = kind == "roof" and not inner
    for frame in () if open_roof else FRAMES.get(kind, ()):
        between = frame.layers(resistance, films + finishes, kind)
        if between:
            return [*(sheet.layer(name) for name, sheet in outer), *between,
                    *(sheet.layer(name) for name, sheet in inner)]  # fmt: skip
    share = min(bare / finishes, 1.0) if finishes else 1.0
    if open_roof and bare - finishes < BARE_ROOF:
        share = bare / finishes

    def thinned(sheets: list[tuple[str, Material]]) -> list[Table]:
        return [material._replace(thickness=share * material.thickness).layer(name) for name, material in sheets]

    remainder = bare - share * finishes
    middle = [core(remainder, kind)] if remainder > MIN_CORE else []
    return [*thinned(outer), *middle, *thinned(inner)]


def core(resistance: float, kind: str) -> Table:
    """Return the layer between the finishes of an assembly, with the mass of its framing."""
    layer: Table = {"name": "core", "resistance_h_ft2_f_btu": resistance}
    if kind in FRAMING:
        wood, depth = FRAMING[kind]
        layer |= {"thickness_in": depth, "density_lb_ft3": wood * DECK.density,
                  "specific_heat_btu_lb_f": DECK.specific_heat}  # fmt: skip
    elif kind in MASSIVE:
        depth, density, specific_heat = MASSIVE[kind]
        layer |= {"thickness_in": depth, "density_lb_ft3": density, "specific_heat_btu_lb_f": specific_heat}
    return layer


def partition() -> list[Table]:
    """Return the layers of a wall between rooms."""
    board = GYPSUM.layer("gypsum board")
    return [board, core(PARTITION_GAP, "partition"), board]


def between_storeys() -> list[Table]:
    """Return the layers of a floor between storeys, from below."""
    return [GYPSUM.layer("gypsum board"), core(FLOOR_GAP, "floor"), DECK.layer("deck"), CARPET.layer("carpet")]


def in_si(r_value: float) -> float:
    """Turn an R-value into m2 K/W."""
    return to_si(r_value, "resistance", "h_ft2_f_btu")
