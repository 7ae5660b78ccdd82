"""U-values of framed walls, ceilings and floors by their insulation's label: studs in parallel with what fills them.

Resistances in h ft2 F/Btu from ASHRAE Fundamentals 2017, chapter 26 (materials, films); results in W/(m2 K).
"""

from typing import NamedTuple

from cosim.units import to_si

WOOD = 1.0 / 0.8  # per inch, softwood
EMPTY = 1.0  # cavity between studs
DEEP = 14.0  # nominal R-value from which a wall needs studs of 2x6


class Frame(NamedTuple):
    """What does not depend on the insulation: sheathing, finishes and films, and what the studs are."""

    fixed: float
    """Resistance of everything but studs and insulation, both films included."""
    studs: float
    """Share of the area."""
    depth: float
    """Of the studs, in."""


# siding, sheathing, gypsum board; outer film in winter, inner film
WALL = Frame(0.8 + 0.6 + 0.45 + 0.17 + 0.68, 0.25, 3.5)
BRICK = Frame(0.44 + 0.97 + 1.3 + 0.45 + 0.17 + 0.68, 0.25, 3.5)  # with the air space behind and board of fibres
# of bricks or blocks that carry, 8 in, with furring
MASONRY = Frame(1.6 + 0.45 + 0.17 + 0.68 + 0.9, 0.15, 1.5)
# insulation lies between joists of 2x6 and, where it is thicker, over them
CEILING = Frame(0.45 + 0.61 + 0.61, 0.07, 5.5)
# joists, plywood, a floor covering; heat flows down
FLOOR = Frame(0.94 + 1.2 + 0.92 + 0.92, 0.12, 9.25)
FRAMES = {"wood frame": WALL, "brick veneer": BRICK, "masonry": MASONRY}


def wall_u(kind: str, insulation: float) -> float:
    """Return the U-value of a wall, W/(m2 K); `insulation` is its nominal R-value, h ft2 F/Btu, 0 for none."""
    frame = FRAMES[kind]
    if insulation > DEEP and kind != "masonry":
        frame = frame._replace(depth=5.5)
    return _parallel(frame, insulation or EMPTY)


def ceiling_u(insulation: float) -> float:
    """Return the U-value of a ceiling below an attic, W/(m2 K), from the room to the attic's air."""
    frame = CEILING
    over = max(insulation - 3.2 * frame.depth, 0.0)  # covers the joists as well
    return _parallel(frame._replace(fixed=frame.fixed + over), max(insulation - over, EMPTY))


def floor_u(insulation: float) -> float:
    """Return the U-value of a floor over a basement or crawlspace, W/(m2 K), from the room to the air below."""
    return _parallel(FLOOR, insulation or EMPTY)


def _parallel(frame: Frame, filling: float) -> float:
    conductance = frame.studs / (frame.fixed + WOOD * frame.depth)
    conductance += (1.0 - frame.studs) / (frame.fixed + filling)
    return to_si(conductance, "u_value", "btu_h_ft2_f")
