"""Foundation walls and slabs of an HPXML home: their layers, and what of the walls is above grade or within."""

from math import sqrt
from typing import NamedTuple

from cosim.hpxml.assembly import CONCRETE, DECK, MIN_CORE, VERTICAL, Material, Table
from cosim.hpxml.elements import STAND_IN, Element, name_of, number_in, share_in, text_in
from cosim.hpxml.parts import ASSEMBLY, ROOM, ZONES, Finish, Parts
from cosim.units import DIMENSIONS

CARPET_SHARE, CARPET_R = 0.8, 2.0  # of slabs in conditioned space: OpenStudio-HPXML
DIRT = Material(0.5, 12.0, 115.0, 0.1)  # of a floor without slab
# materials of foundation walls, hollow or filled, each as thick as it is stated: OpenStudio-HPXML
WALLS = {"solid concrete": CONCRETE, "concrete block": Material(8.0, 5.0, 45.0, 0.2),
         "concrete block foam core": Material(8.0, 1.8, 67.0, 0.2),
         "concrete block perlite core": Material(8.0, 2.0, 67.0, 0.2),
         "concrete block vermiculite core": Material(8.0, 2.1, 67.0, 0.2),
         "concrete block solid core": Material(8.0, 8.5, 115.0, 0.2),
         "double brick": Material(8.0, 5.5, 110.0, 0.19)}  # fmt: skip
WOOD = DECK._replace(thickness=0.5)  # of a wooden one, whatever thickness its cavities have
Band = tuple[float, float, float]  # from, to, ft below the wall's top, and R-value


class Body(NamedTuple):
    """What a foundation wall is made of; heights in ft."""

    name: str
    wall: Material
    finish: Finish
    outer: list[Band]
    inner: list[Band]

    def insulation(self, bands: list[Band], top: float, bottom: float) -> float:
        """Return the R-value of insulation between two depths; a covered share counts in parallel with the bare."""
        bare, total = VERTICAL + self.wall.r_value, 0.0
        for begin, end, r_value in bands:
            covered = max(min(end, bottom) - max(begin, top), 0.0) / (bottom - top)
            total += 1.0 / (covered / (bare + r_value) + (1.0 - covered) / bare) - bare
        return total

    def layers(self, top: float, bottom: float) -> list[Table]:
        """Return the layers between two depths below the wall's top."""
        outside, inside = (self.insulation(bands, top, bottom) for bands in (self.outer, self.inner))
        return [
            *([{"name": "insulation", "resistance_h_ft2_f_btu": outside}] if outside > MIN_CORE else []),
            self.wall.layer(self.name),
            *([{"name": "insulation", "resistance_h_ft2_f_btu": inside}] if inside > MIN_CORE else []),
            *(material.layer(name) for name, material in self.finish),
        ]


def foundation_wall(parts: Parts, element: Element) -> None:
    """Add what of a foundation wall borders on outdoors or another zone; `soil.ground` adds what borders on soil."""
    name, zone, boundary = name_of(element), parts.zone(element), parts.boundary(element)
    height, depth, area = height_of(element), depth_of(element), area_of(element)
    body = body_of(parts, element)
    if boundary not in ("ground", "outdoors"):
        _between_zones(parts, element, body, boundary)
        return
    if depth >= height:
        return
    parts.constructions[name] = {"layers": body.layers(0.0, height - depth), "outside_absorptance": 0.7}
    faces = parts.directions(element)
    for azimuth in faces:
        own = f"{name}, above grade" + (f", {azimuth:g}°" if len(faces) > 1 else "")
        share = (1.0 - depth / height) / len(faces)
        parts.add(name, {"name": own, "construction": name, "zone": zone, "centre_height_ft": 0.5,
                         "area_ft2": area * share, "azimuth_deg": azimuth})  # fmt: skip


def _between_zones(parts: Parts, element: Element, body: Body, boundary: str) -> None:
    """Add a wall between two zones: what is above grade borders on the other one, what is below on soil under it.

    That soil is as warm as the wall, so that nothing passes.
    """
    name, height, zone, area = name_of(element), height_of(element), parts.zone(element), area_of(element)
    below = depth_of(element) / height
    parts.constructions[name] = {"layers": body.layers(0.0, height)}
    if below < 1.0:
        parts.surface(element, area * (1.0 - below), zone=zone, boundary=boundary)
    if below > 0.0:
        parts.surfaces.append({"name": f"{name}, below grade", "construction": name, "zone": zone,
                               "boundary": "adiabatic", "area_ft2": area * below})  # fmt: skip


def body_of(parts: Parts, element: Element) -> Body:
    """Return what a foundation wall is made of.

    An assembly's R-value contains the inner film; its insulation lies outside. Where the R-value is too small for the
    finish, there is none, and where it is too small for the wall, the wall is thinned.
    """
    kind, wall = text_in(element, "Type", "solid concrete"), WOOD
    if kind != "wood":
        wall = WALLS.get(kind, CONCRETE)._replace(thickness=number_in(element, "Thickness", 8.0, above=0.0))
        if kind not in WALLS:
            element.leave("Type", f"'{kind}' is not supported yet")
    height = height_of(element)
    finish = parts.finish(element, usual=element.findtext("InteriorAdjacentTo") == "basement - conditioned")
    if element.find(ASSEMBLY) is not None:
        bare = number_in(element, ASSEMBLY) - VERTICAL
        if bare <= MIN_CORE:
            element.refuse(ASSEMBLY, "does not exceed that of its film")
            return Body(kind, wall, finish, [], [])
        rest = bare - wall.r_value - sum(material.r_value for _, material in finish)
        if rest < MIN_CORE:
            finish, rest = [], bare - wall.r_value
        if rest < MIN_CORE:
            wall, rest = wall._replace(thickness=wall.thickness * bare / wall.r_value), 0.0
        return Body(kind, wall, finish, [(0.0, height, rest)], [])
    outer: list[Band] = []
    inner: list[Band] = []
    for layer in element.findall("Insulation/Layer"):
        begin = number_in(layer, "DistanceToTopOfInsulation", 0.0)
        end = number_in(layer, "DistanceToBottomOfInsulation", height)
        r_value = number_in(layer, "NominalRValue", 0.0, least=0.0)
        if r_value > MIN_CORE and end > begin:
            place = text_in(layer, "InstallationType", "continuous - interior")
            (outer if place == "continuous - exterior" else inner).append((begin, min(end, height), r_value))
        else:
            layer.find("InstallationType")
    if not inner and element.find("InteriorFinish/Type") is None:
        finish = []  # a bare wall
    return Body(kind, wall, finish, outer, inner)


class SlabBody(NamedTuple):
    """Layers of a slab or floor of soil, and its R-values."""

    layers: list[Table]
    concrete: Material
    covering: float  # R-value of carpet
    under: float  # R-value of insulation below all of it


def slab_of(parts: Parts, element: Element) -> SlabBody:
    """Return what a slab is made of; insulation of its edge and of a strip below it belongs to its soil."""
    place = element.findtext("InteriorAdjacentTo") or ""
    indoors = ZONES.get(place) == ROOM and not parts.test_house
    carpeted = share_in(element, "extension/CarpetFraction", CARPET_SHARE if indoors else 0.0)
    covering = carpeted * number_in(element, "extension/CarpetRValue", CARPET_R if indoors else 0.0)
    thickness = number_in(element, "Thickness", 0.0 if "crawlspace" in place else CONCRETE.thickness)
    name, floor = ("concrete", CONCRETE._replace(thickness=thickness)) if thickness > 0.0 else ("soil", DIRT)
    whole = element.findtext("UnderSlabInsulation/Layer/InsulationSpansEntireSlab") in ("true", "1")
    under = insulation_in(element, "UnderSlabInsulation") if whole else 0.0
    layers = [
        *([{"name": "insulation", "resistance_h_ft2_f_btu": under}] if under > MIN_CORE else []),
        floor.layer(name),
        *([{"name": "carpet", "resistance_h_ft2_f_btu": covering}] if covering > MIN_CORE else []),
    ]
    return SlabBody(layers, floor, covering if covering > MIN_CORE else 0.0, under if under > MIN_CORE else 0.0)


def insulation_in(element: Element, place: str) -> float:
    """Return the R-value of a slab's insulation at a place."""
    return number_in(element, f"{place}/Layer/NominalRValue", 0.0, least=0.0)


def area_of(wall: Element) -> float:
    """Return the area of a foundation wall, ft2: stated, or its length times its height."""
    area = number_in(wall, "Area") if wall.find("Area") is not None else -1.0
    if area < 0.0 and wall.find("Length") is not None:
        area = number_in(wall, "Length") * height_of(wall)
        wall.assumed["Area"] = f"{area:g}"
    if area <= 0.0:
        wall.refuse("Area", "is missing or not above 0, and so is Length")
        return STAND_IN
    return area


def height_of(wall: Element) -> float:
    """Return the height of a foundation wall, ft."""
    return number_in(wall, "Height", above=0.0)


def depth_of(wall: Element) -> float:
    """Return how deep a foundation wall reaches below grade, ft, at most its height."""
    return min(number_in(wall, "DepthBelowGrade", least=0.0), height_of(wall))


def width_of(area: float, perimeter: float) -> float:
    """Return the shorter side of a rectangle; of a square if the perimeter is too short."""
    return perimeter / 4.0 - sqrt(max((perimeter / 4.0) ** 2 - area, 0.0)) if perimeter > 0.0 else sqrt(area)


def conductivity(value: float) -> float:
    """Turn Btu/(h ft F) into W/(m K)."""
    return value * 12.0 * DIMENSIONS["conductivity"]["btu_in_h_ft2_f"].scale
