"""Group the planes of a house: those with the same construction, orientation and neighbours are one part."""

from dataclasses import dataclass

from cosim.config.fabric import WindowConfig
from cosim.config.house import HouseConfig, SurfaceConfig


@dataclass(frozen=True)
class Member:
    """One surface without its windows, or one window of the house file."""

    surface: SurfaceConfig
    window: WindowConfig | None
    area: float  # m2
    azimuth: float  # of the outward normal, degrees from north, after turning the house


@dataclass(frozen=True)
class Part:
    """Members that share nodes and faces."""

    members: tuple[Member, ...]
    zone: int
    boundary: str
    tilt: float
    area: float
    height: float  # of the centre above ground, m

    @property
    def surface(self) -> SurfaceConfig:
        """The first member's surface; construction and films are the same for all."""
        return self.members[0].surface

    @property
    def window(self) -> WindowConfig | None:
        """The first member's window, None for an opaque part."""
        return self.members[0].window

    @property
    def azimuth(self) -> float:
        """Of the first member, degrees."""
        return self.members[0].azimuth

    @property
    def name(self) -> str:
        """Name for messages."""
        return f"{self.window.name or 'windows'} in {self.surface.name}" if self.window else self.surface.name


def parts_of(house: HouseConfig, orientation: float, *, merge_orientations: bool) -> list[Part]:
    """Return the parts of a house, turned clockwise by `orientation` degrees.

    Members with the same zone, boundary, construction and orientation become one part. The network is linear and each
    member's sun is calculated before it is added, so only the films, which use the parts' mean temperature, lose
    accuracy. With `merge_orientations`, walls and roofs of unconditioned zones without windows are one part for all
    orientations, with the wind on walls taken from the first one's side.
    """
    groups: dict[object, list[Member]] = {}
    for member in _members(house, orientation):
        groups.setdefault(_likeness(house, member, merge_orientations), []).append(member)
    zones = [zone.name for zone in house.zones]
    parts = []
    for members in groups.values():
        surface, area = members[0].surface, sum(member.area for member in members)
        height = sum(member.area * member.surface.centre_height for member in members) / area
        parts.append(Part(tuple(members), zones.index(surface.zone), surface.boundary, surface.tilt, area, height))
    return parts


def _members(house: HouseConfig, orientation: float) -> list[Member]:
    members = []
    for surface in house.surfaces:
        azimuth = ((surface.azimuth if surface.azimuth is not None else 180.0) + orientation) % 360.0
        windows = [window for window in house.windows if window.surface == surface.name]
        opaque = surface.area - sum(window.total_area for window in windows)
        if opaque > 1e-6 * surface.area:
            members.append(Member(surface, None, opaque, azimuth))
        members += [Member(surface, window, window.total_area, azimuth) for window in windows]
    return members


def _likeness(house: HouseConfig, member: Member, merge_orientations: bool) -> object:
    surface, window = member.surface, member.window
    sunlit = {other.zone for other in house.surfaces if any(window.surface == other.name for window in house.windows)}
    conditioned = [zone.name for zone in house.zones[: house.second_zone + 1]]
    facing: float | None = round(member.azimuth, 3)
    hidden = merge_orientations and surface.zone not in {*conditioned, *sunlit}
    if surface.boundary == "ground" or hidden:
        facing = None
    common = (surface.zone, surface.boundary, surface.tilt, facing)
    if window is not None:
        return (*common, window.glazing, window.interior_film, window.exterior_film)
    slab = (surface.perimeter, surface.f_factor, surface.area) if surface.f_factor else None
    return (*common, surface.construction, surface.interior_film, surface.exterior_film, slab)
