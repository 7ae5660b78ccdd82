"""The shape of a house of a given size: its storeys, walls and roof, as plain as most are."""

from dataclasses import dataclass
from math import atan, cos, degrees, sqrt

from cosim.units import FOOT

ASPECT = 1.5
"""Length over width: between a square and the 1.8 of ResStock's homes. A judgement."""
STOREY, BETWEEN = 8 * FOOT, 0.3  # m: a room's height, and a floor between two
PITCH = 4.0 / 12.0  # of the roof, the flattest that shingles bear without more
LONG_SIDES, NARROW_SIDES = (0.0, 180.0), (90.0, 270.0)  # °, directions that they face


@dataclass(frozen=True)
class Shape:
    """A box with a gable roof; the long sides face north and south.

    Attributes
    ----------
    footprint : float
        Area of one storey, m2.
    storeys : float
    """

    footprint: float
    storeys: float

    @property
    def length(self) -> float:
        """Of the long sides, m."""
        return sqrt(ASPECT * self.footprint)

    @property
    def width(self) -> float:
        """Of the narrow sides, m."""
        return self.footprint / self.length

    @property
    def perimeter(self) -> float:
        """Around one storey, m."""
        return 2.0 * (self.length + self.width)

    @property
    def height(self) -> float:
        """From the lowest floor to the uppermost ceiling, m."""
        return STOREY * self.storeys + BETWEEN * (self.storeys - 1.0)

    @property
    def rise(self) -> float:
        """From the uppermost ceiling to the ridge, m."""
        return PITCH * self.width / 2.0

    @property
    def slope(self) -> float:
        """Tilt of the roof, degrees."""
        return degrees(atan(PITCH))

    @property
    def roof(self) -> float:
        """Area of one of both planes of the roof, m2."""
        return self.footprint / 2.0 / cos(atan(PITCH))

    @property
    def gable(self) -> float:
        """Area of one of both gables, m2."""
        return self.width * self.rise / 2.0

    def side(self, azimuth: float) -> float:
        """Length of the side that faces a direction, m."""
        return self.length if azimuth in LONG_SIDES else self.width
