"""The zones of an HPXML home: volumes, air leakage, vents and furniture of what is heated and what is not."""

from math import atan, cos, sqrt

from cosim.hpxml.assembly import Table
from cosim.hpxml.elements import STAND_IN, Consequence, Element, Unsupported, name_of, number_in, text_in
from cosim.hpxml.foundation import depth_of, width_of
from cosim.hpxml.leakage import infiltration, natural_changes
from cosim.hpxml.parts import ATTIC, BASEMENT, CRAWLSPACE, GARAGE, ROOM, ZONES, Parts

CLOSED_LEAKAGE = 0.1  # air changes an hour of an unvented attic, crawlspace or basement: OpenStudio-HPXML
ATTIC_VENTS = 1.0 / 300.0  # of the attic's floor, the code's requirement
CRAWLSPACE_VENTS = 1.0 / 150.0  # of the crawlspace's floor: ANSI/RESNET/ICC 301-2019
ATTIC_FLAT_VENTS = 0.75  # share of the vents in soffits and ridge: OpenStudio-HPXML
GARAGE_HEIGHT = 8.0  # ft
# lb for each ft2 of floor by kind, and area over that of the floor: OpenStudio-HPXML
FURNITURE_MASS, FURNITURE_AREA = {"light-weight": 8.0, "heavy-weight": 16.0}, 0.4
BOUNDS = ("Roofs/Roof", "Walls/Wall", "FoundationWalls/FoundationWall", "Floors/Floor", "Slabs/Slab")
AIR_CAPACITY_FACTOR = 7.0  # of light furnishings and linings in an occupied house: OpenStudio-HPXML


def zones(parts: Parts) -> list[Table]:
    """Return the zones that the surfaces of a house border on; the conditioned one is the first."""
    room: Table = {"name": ROOM, "volume_ft3": parts.volume, "floor_area_ft2": parts.floor_area}
    room |= {"leakage": infiltration(parts)}
    if not parts.test_house:
        room["air_capacity_factor"] = AIR_CAPACITY_FACTOR
        table = _furniture(parts)
        if table:
            room["furniture"] = table
    found = [room]
    others = ((ATTIC, _attic), (BASEMENT, _basement), (CRAWLSPACE, _crawlspace), (GARAGE, _garage))
    for name, read in others:
        if any(name in (surface["zone"], surface.get("boundary")) for surface in parts.surfaces):
            found.append(read(parts))
    return found


def _furniture(parts: Parts) -> Table | None:
    """Return the furniture of the conditioned space: light, or as heavy and wide as the file states."""
    enclosure = parts.one("Enclosure")
    kind = text_in(enclosure, "extension/FurnitureMass/Type", "light-weight")
    if kind not in FURNITURE_MASS:
        enclosure.leave("extension/FurnitureMass/Type", f"'{kind}' is not supported yet")
    share = number_in(enclosure, "extension/FurnitureMass/AreaFraction", FURNITURE_AREA, least=0.0)
    area = share * parts.floor_area
    if area == 0.0:
        return None
    return {"mass_lb": FURNITURE_MASS.get(kind, STAND_IN) * parts.floor_area, "area_ft2": area}


def _within(parts: Parts, path: str, zone: str) -> list[Element]:
    """Return the elements at a path that lie in a zone."""
    return [e for e in parts.all(path) if ZONES.get(e.findtext("InteriorAdjacentTo") or "") == zone]


def _lacking(parts: Parts, section: str, problem: str, bounds: list[Element]) -> None:
    """Keep as a fault what a zone lacks, which is no more than a consequence where one of its bounds is refused."""
    astray = [each for path in BOUNDS for each in parts.all(path) if each.is_refused("InteriorAdjacentTo")]
    wrong = [each for each in [*bounds, *astray] if each.is_refused()]
    fault = Consequence(section, name_of(wrong[0]), problem) if wrong else None
    parts.one("Enclosure").keep(fault or Unsupported(section, problem))


def _floor_below(parts: Parts, zone: str) -> float:
    """Return the area of the slabs of a zone, or else of the floors that border on it, ft2."""
    area = sum(number_in(slab, "Area") for slab in _within(parts, "Slabs/Slab", zone))
    if area > 0.0:
        return area
    floors = parts.all("Floors/Floor")
    return sum(number_in(f, "Area") for f in floors if ZONES.get(f.findtext("ExteriorAdjacentTo") or "") == zone)


def _below_grade(parts: Parts, zone: str) -> Table:
    """Return name and size of a zone: as large as its slabs, as high as its highest foundation wall."""
    walls = _within(parts, "FoundationWalls/FoundationWall", zone)
    area, heights = _floor_below(parts, zone), [number_in(wall, "Height") for wall in walls]
    perimeter = sum(number_in(slab, "ExposedPerimeter") for slab in _within(parts, "Slabs/Slab", zone))
    if not heights and perimeter > 0.0:  # walls above grade enclose it
        walls = _within(parts, "Walls/Wall", zone)
        heights = [sum(number_in(wall, "Area") for wall in walls) / perimeter] if walls else []
    if not area or not heights or max(heights) <= 0.0:
        bounds = [*_within(parts, "Slabs/Slab", zone), *walls, *parts.all("Floors/Floor")]
        _lacking(parts, "Slabs", f"a {zone} without a slab and walls is not supported yet", bounds)
        area, heights = STAND_IN, [STAND_IN]
    return {"name": zone, "volume_ft3": area * max(heights), "floor_area_ft2": area}


def _basement(parts: Parts) -> Table:
    return {**_below_grade(parts, BASEMENT), "leakage": {"air_changes": CLOSED_LEAKAGE}}


def _crawlspace(parts: Parts) -> Table:
    """Return a crawlspace; its vents are in the walls, above grade."""
    space = _below_grade(parts, CRAWLSPACE)
    used = {element.findtext(side) for path in ("Slabs/Slab", "Floors/Floor", "FoundationWalls/FoundationWall")
            for element in parts.all(path) for side in ("InteriorAdjacentTo", "ExteriorAdjacentTo")}  # fmt: skip
    if "crawlspace - vented" not in used:
        return {**space, "leakage": {"air_changes": CLOSED_LEAKAGE}}
    share = CRAWLSPACE_VENTS
    for foundation in parts.all("Foundations/Foundation"):
        if foundation.find("FoundationType/Crawlspace") is not None:
            unit = foundation.findtext("VentilationRate/UnitofMeasure")
            if unit not in (None, "SLA"):
                foundation.leave("VentilationRate", f"'{unit}' is not supported yet")
            share = number_in(foundation, "VentilationRate/Value", share, least=0.0)
    walls = _within(parts, "FoundationWalls/FoundationWall", CRAWLSPACE)
    heights = [number_in(wall, "Height") - depth_of(wall) for wall in walls]
    above = max(*heights, 1.0) if heights else space["volume_ft3"] / space["floor_area_ft2"]
    leakage = {"vent_area_ft2": share * space["floor_area_ft2"], "height_ft": above, "ceiling_share": 0.0,
               "floor_share": 0.0}  # fmt: skip
    return {**space, "leakage": leakage}


def _garage(parts: Parts) -> Table:
    """Return a garage, which leaks for its volume as the house does."""
    area = _floor_below(parts, GARAGE)
    if not area:
        bounds = [*_within(parts, "Slabs/Slab", GARAGE), *parts.all("Floors/Floor")]
        _lacking(parts, "Slabs", "a garage without a slab is not supported yet", bounds)
        area = STAND_IN
    return {"name": GARAGE, "volume_ft3": area * GARAGE_HEIGHT, "floor_area_ft2": area,
            "leakage": {"air_changes": natural_changes(infiltration(parts))}}  # fmt: skip


def attic_height(parts: Parts, pitch: float) -> float:
    """Return the height of the attic's ridge above its floor, ft."""
    return 0.5 * width_of(*_footprint(parts)) * pitch / 12.0


def _gables(parts: Parts) -> list[Element]:
    return [w for w in parts.all("Walls/Wall") if w.findtext("AtticWallType") == "gable"]


def _footprint(parts: Parts) -> tuple[float, float]:
    """Return area and perimeter of the attic's floor, from its gables where it has any, else as of a square."""
    roofs = _within(parts, "Roofs/Roof", ATTIC)
    area = sum(max(number_in(r, "Area"), 0.0) * cos(atan(number_in(r, "Pitch") / 12.0)) for r in roofs)
    gable = max(number_in(_gables(parts)[0], "Area"), 0.0) if _gables(parts) else 0.0
    if gable and roofs and number_in(roofs[0], "Pitch") > 0.0:
        width = 2.0 * sqrt(gable / (number_in(roofs[0], "Pitch") / 12.0))
        return area, 2.0 * (width + area / width)
    return area, 4.0 * sqrt(area)


def _attic(parts: Parts) -> Table:
    roofs = _within(parts, "Roofs/Roof", ATTIC)
    area, _ = _footprint(parts)
    if area <= 0.0:
        _lacking(parts, "Attics", "an attic without a roof is not supported yet", roofs)
        area = STAND_IN
    pitch = max((number_in(r, "Pitch") for r in parts.all("Roofs/Roof")), default=0.0)
    # a prism under gables, a pyramid under a hip roof
    share, height = 0.5 if _gables(parts) else 1.0 / 3.0, attic_height(parts, pitch)
    described = [a for a in parts.all("Attics/Attic") if a.find("AtticType/Attic/Vented") is not None]
    attic = next((a for a in described if a.findtext("AtticType/Attic/Vented") == "true"), None)
    if attic is None and not described and parts.test_house is False:
        attic = next(iter(_within(parts, "Roofs/Roof", ATTIC)), None)
        vented = attic is not None and attic.findtext("InteriorAdjacentTo") == "attic - vented"
        attic = attic if vented else None
    rise = max(height, 0.5)
    leakage: Table = {"vent_area_ft2": ATTIC_VENTS * area, "height_ft": rise, "ceiling_share": ATTIC_FLAT_VENTS,
                      "floor_share": 0.0, "top_ft": parts.height * parts.storeys + rise}  # fmt: skip
    if attic is None:
        leakage = {"air_changes": CLOSED_LEAKAGE}
    elif attic.findtext("VentilationRate/UnitofMeasure") == "ACHnatural":
        leakage = {"air_changes": number_in(attic, "VentilationRate/Value", least=0.0)}
    elif attic.findtext("VentilationRate/UnitofMeasure") == "SLA":
        leakage["vent_area_ft2"] = number_in(attic, "VentilationRate/Value", least=0.0) * area
    if height <= 0.0:
        others = [*roofs, *_gables(parts)] if pitch > 0.0 else [each for each in roofs if each.is_refused("Pitch")]
        _lacking(parts, "Roofs", "an attic under a flat roof has no volume", others)
    return {"name": ATTIC, "volume_ft3": share * area * height, "floor_area_ft2": area, "leakage": leakage}
