"""Foundation walls and slabs of an HPXML home: what borders on soil."""

from collections.abc import Mapping
from math import sqrt

from cosim.hpxml.assembly import (
    CONCRETE,
    DECK,
    HORIZONTAL,
    MIN_CORE,
    VERTICAL,
    Material,
    Table,
    in_si,
)
from cosim.hpxml.elements import Element, Refused, Unsupported, name_of, number_in, text_in
from cosim.hpxml.parts import ROOM, ZONES, Parts
from cosim.physics.ground import below_grade_floor_resistance, below_grade_wall_resistance
from cosim.units import DIMENSIONS, FOOT

SLAB_F_FACTOR = 0.73  # Btu/(h ft F), unheated and uninsulated: ASHRAE 90.1, table A6.3
# the same table: vertical insulation of the edge down to a depth in ft, and insulation below the whole slab and its
# edge, by R-value in h ft2 F/Btu
INSULATED_R = (0.0, 5.0, 7.5, 10.0, 15.0, 20.0)
VERTICAL_F = {1.0: (0.73, 0.61, 0.60, 0.58, 0.57, 0.567), 2.0: (0.73, 0.58, 0.56, 0.54, 0.52, 0.51),
              3.0: (0.73, 0.56, 0.53, 0.51, 0.49, 0.48), 4.0: (0.73, 0.54, 0.51, 0.48, 0.45, 0.43)}  # fmt: skip
UNDER_F = {2.0: (0.73, 0.70, 0.70, 0.70, 0.69, 0.69), 3.0: (0.73, 0.68, 0.67, 0.66, 0.66, 0.66),
           4.0: (0.73, 0.67, 0.65, 0.64, 0.63, 0.63)}  # fmt: skip
WHOLE_F = (0.73, 0.46, 0.41, 0.36, 0.30, 0.26)
# Btu/(h ft F): of ASHRAE Fundamentals' tables of basement losses for test houses, OpenStudio-HPXML's default for others
TEST_SOIL_CONDUCTIVITY, SOIL_CONDUCTIVITY = 0.8, 1.0
CARPET_SHARE, CARPET_R = 0.8, 2.0  # of slabs in conditioned space: OpenStudio-HPXML
DIRT = Material(4.0, 12.0, 115.0, 0.2)
# OpenStudio-HPXML: materials of foundation walls, hollow or filled
WALLS = {"solid concrete": CONCRETE, "concrete block": Material(8.0, 4.99, 119.0, 0.2),
         "concrete block foam core": Material(8.0, 1.2, 100.0, 0.2),
         "concrete block perlite core": Material(8.0, 2.0, 103.0, 0.2),
         "concrete block vermiculite core": Material(8.0, 2.0, 103.0, 0.2),
         "concrete block solid core": Material(8.0, 8.5, 130.0, 0.2),
         "double brick": Material(8.0, 5.5, 110.0, 0.19), "wood": DECK}  # fmt: skip


def foundation_wall(parts: Parts, element: Element) -> None:
    """Split a foundation wall at grade: above it borders on outdoors, below it on soil; or add one between zones."""
    name, zone, boundary = name_of(element), parts.zone(element), parts.boundary(element)
    height, depth = number_in(element, "Height"), depth_of(element)
    if height <= 0.0:
        raise Refused(f"{name}/Height", f"must be above 0, not {height:g}")
    depth = min(depth, height)
    area = number_in(element, "Area", -1.0)
    if area < 0.0:
        area = number_in(element, "Length", -1.0) * height
    if area <= 0.0:
        raise Refused(f"{name}/Area", "is missing or not above 0, and so is Length")
    if boundary not in ("ground", "outdoors"):
        parts.constructions[name] = {"layers": _wall_layers(parts, element, 0.0, height)[0]}
        parts.surface(element, area, zone=zone, boundary=boundary)
        return
    if depth < height:
        layers, _ = _wall_layers(parts, element, 0.0, height - depth)
        parts.constructions[name] = {"layers": layers, "outside_absorptance": 0.7}
        faces = parts.directions(element)
        for azimuth in faces:
            own = f"{name}, above grade" + (f", {azimuth:g}°" if len(faces) > 1 else "")
            share = (1.0 - depth / height) / len(faces)
            parts.add(name, {"name": own, "construction": name, "zone": zone, "centre_height_ft": 0.5,
                             "area_ft2": area * share, "azimuth_deg": azimuth})  # fmt: skip
    if depth > 0.0:
        layers, own_r = _wall_layers(parts, element, height - depth, height)
        soil = below_grade_wall_resistance(depth * FOOT, conductivity(_soil(parts)), in_si(VERTICAL + own_r))
        parts.constructions[f"{name}, soil"] = {"layers": [{"name": "soil", "resistance_m2k_w": soil}, *layers]}
        parts.surfaces.append({"name": f"{name}, below grade", "construction": f"{name}, soil", "zone": zone,
                               "boundary": "ground", "area_ft2": area * depth / height})  # fmt: skip


def _wall_layers(parts: Parts, element: Element, top: float, bottom: float) -> tuple[list[Table], float]:
    """Return the layers between two depths below the wall's top, ft, and their R-value without films.

    An assembly's R-value contains the inner film. Insulation that covers a share of the height counts in parallel with
    the bare rest.
    """
    kind = text_in(element, "Type", "solid concrete")
    if kind not in WALLS:
        raise Unsupported(f"{name_of(element)}/Type", f"'{kind}' is not supported yet")
    wall = WALLS[kind]._replace(thickness=number_in(element, "Thickness", 8.0))
    board = parts.finish(element, usual=element.findtext("InteriorAdjacentTo") == "basement - conditioned")
    if element.find("Insulation/AssemblyEffectiveRValue") is not None:
        bare = number_in(element, "Insulation/AssemblyEffectiveRValue") - VERTICAL
        if bare <= MIN_CORE:
            raise Refused(f"{name_of(element)}/Insulation/AssemblyEffectiveRValue", "does not exceed that of its film")
        outside, inside = 0.0, bare - wall.r_value - sum(material.r_value for _, material in board)
        if inside < MIN_CORE:  # the finish and, where that is not enough, the wall are thinned
            board, inside = [], bare - wall.r_value
        if inside < MIN_CORE:
            wall, inside = wall._replace(thickness=wall.thickness * bare / wall.r_value), 0.0
    else:
        bare = VERTICAL + wall.r_value
        shares = {"continuous - exterior": 0.0, "continuous - interior": 0.0}
        for layer in element.findall("Insulation/Layer"):
            place = layer.findtext("InstallationType") or "continuous - interior"
            place = place if place in shares else "continuous - interior"
            begin = number_in(layer, "DistanceToTopOfInsulation", 0.0)
            end = number_in(layer, "DistanceToBottomOfInsulation", bottom)
            covered = max(min(end, bottom) - max(begin, top), 0.0) / (bottom - top)
            r_value = number_in(layer, "NominalRValue", 0.0)
            if r_value < 0.0:
                raise Refused(f"{name_of(element)}/Insulation/Layer/NominalRValue", "must not be negative")
            shares[place] += 1.0 / (covered / (bare + r_value) + (1.0 - covered) / bare) - bare
        outside, inside = shares["continuous - exterior"], shares["continuous - interior"]
        if not inside and element.find("InteriorFinish/Type") is None:
            board = []  # a bare wall
    layers = [
        *([{"name": "insulation", "resistance_h_ft2_f_btu": outside}] if outside > MIN_CORE else []),
        wall.layer(kind),
        *([{"name": "insulation", "resistance_h_ft2_f_btu": inside}] if inside > MIN_CORE else []),
        *(material.layer(name) for name, material in board),
    ]
    return layers, outside + wall.r_value + max(inside, 0.0) + sum(material.r_value for _, material in board)


def slab(parts: Parts, element: Element) -> None:
    """Add a slab: on grade by the loss of its edge, at the foot of foundation walls by its soil."""
    name, zone, area = name_of(element), parts.zone(element), number_in(element, "Area")
    if area <= 0.0:
        raise Refused(f"{name}/Area", f"must be above 0, not {area:g}")
    indoors = ZONES[element.findtext("InteriorAdjacentTo") or ""] == ROOM and not parts.test_house
    carpeted = number_in(element, "extension/CarpetFraction", CARPET_SHARE if indoors else 0.0)
    covered = carpeted * number_in(element, "extension/CarpetRValue", CARPET_R if indoors else 0.0)
    dirt = "crawlspace" in (element.findtext("InteriorAdjacentTo") or "")
    thickness = number_in(element, "Thickness", 0.0 if dirt else CONCRETE.thickness)
    floor = ("concrete", CONCRETE._replace(thickness=thickness)) if thickness > 0.0 else ("soil", DIRT)
    carpet = [{"name": "carpet", "resistance_h_ft2_f_btu": covered}] if covered > MIN_CORE else []
    perimeter = number_in(element, "ExposedPerimeter")
    under, width = _under(element, area, perimeter)
    place: Table = {"name": name, "construction": name, "zone": zone, "boundary": "ground", "tilt_deg": 180.0,
                    "area_ft2": area}  # fmt: skip
    depths = [depth_of(wall) for wall in _own_walls(parts, element)]
    layers = [floor[1].layer(floor[0]), *carpet]
    if depths and max(depths) > 0.0:
        insulation = under * width
        if insulation > MIN_CORE:
            layers = [{"name": "insulation", "resistance_h_ft2_f_btu": insulation}, *layers]
        own = in_si(HORIZONTAL + floor[1].r_value + covered + insulation)
        soil = below_grade_floor_resistance(
            width_of(area, perimeter) * FOOT, max(depths) * FOOT, conductivity(_soil(parts)), own
        )
        layers = [{"name": "soil", "resistance_m2k_w": soil}, *layers]
    elif perimeter <= 0.0:
        place["boundary"] = "adiabatic"  # within the building on all sides
    else:
        # the factor is that of a bare slab; a carpet is in series with it
        factor = 1.0 / (1.0 / edge_factor(element, under, width) + covered * perimeter / area)
        place |= {"perimeter_ft": perimeter, "f_factor_w_mk": conductivity(factor)}
    parts.constructions[name] = {"layers": layers}
    parts.surfaces.append(place)


def edge_factor(element: Element, under: float, share: float) -> float:
    """Return the loss of a slab on grade at its edge, Btu/(h ft F), by ASHRAE 90.1, table A6.3, between its rows.

    Of several insulations that of the smallest loss counts.
    """
    upright = max(number_in(element, "PerimeterInsulation/Layer/NominalRValue", 0.0), 0.0)
    depth = number_in(element, "PerimeterInsulation/Layer/InsulationDepth", 0.0)
    apron = max(number_in(element, "ExteriorHorizontalInsulation/Layer/NominalRValue", 0.0), 0.0)
    reach = number_in(element, "ExteriorHorizontalInsulation/Layer/InsulationWidth", 0.0)
    width = number_in(element, "UnderSlabInsulation/Layer/InsulationWidth", 0.0)
    candidates = [SLAB_F_FACTOR, _by_reach(VERTICAL_F, upright, depth), _by_reach(UNDER_F, apron, reach)]
    candidates.append(_by_r(WHOLE_F, under) if share >= 1.0 else _by_reach(UNDER_F, under, width))
    return min(candidates)


def _by_reach(table: Mapping[float, tuple[float, ...]], r_value: float, reach: float) -> float:
    """Return the factor of insulation that reaches some ft: between the rows of the table, at most to its last."""
    import numpy as np

    rows = {0.0: (SLAB_F_FACTOR,) * len(INSULATED_R), **table}
    return float(np.interp(reach, list(rows), [_by_r(row, r_value) for row in rows.values()]))


def _by_r(row: tuple[float, ...], r_value: float) -> float:
    import numpy as np

    return float(np.interp(r_value, INSULATED_R, row))


def _under(element: Element, area: float, perimeter: float) -> tuple[float, float]:
    """Return the R-value of insulation under a slab, and the share of the slab that it covers."""
    r_value = number_in(element, "UnderSlabInsulation/Layer/NominalRValue", 0.0)
    if r_value < 0.0:
        raise Refused(f"{name_of(element)}/UnderSlabInsulation/Layer/NominalRValue", "must not be negative")
    if element.findtext("UnderSlabInsulation/Layer/InsulationSpansEntireSlab") == "true":
        return r_value, 1.0
    width = number_in(element, "UnderSlabInsulation/Layer/InsulationWidth", 0.0)
    return r_value, min(width * perimeter / area, 1.0)


def depth_of(wall: Element) -> float:
    """Return how deep a foundation wall reaches below grade, ft."""
    depth = number_in(wall, "DepthBelowGrade")
    if depth < 0.0:
        raise Refused(f"{name_of(wall)}/DepthBelowGrade", f"must not be negative, not {depth:g}")
    return depth


def width_of(area: float, perimeter: float) -> float:
    """Return the shorter side of a rectangle; of a square if the perimeter is too short."""
    return perimeter / 4.0 - sqrt(max((perimeter / 4.0) ** 2 - area, 0.0)) if perimeter > 0.0 else sqrt(area)


def conductivity(value: float) -> float:
    """Turn Btu/(h ft F) into W/(m K)."""
    return value * 12.0 * DIMENSIONS["conductivity"]["btu_in_h_ft2_f"].scale


def _soil(parts: Parts) -> float:
    usual = TEST_SOIL_CONDUCTIVITY if parts.test_house else SOIL_CONDUCTIVITY
    return number_in(parts.one("BuildingSummary"), "Site/Soil/Conductivity", usual)


def _own_walls(parts: Parts, slab: Element) -> list[Element]:
    place = slab.findtext("InteriorAdjacentTo")
    walls = parts.all("FoundationWalls/FoundationWall")
    return [wall for wall in walls if wall.findtext("InteriorAdjacentTo") == place]
