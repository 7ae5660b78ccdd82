"""The soil below and beside an HPXML home: what borders on it, and how its temperature follows the seasons.

Each slab and the foundation walls around it are one cross-section (`cosim.physics.foundation`). A slab with several
kinds of walls has its share of each; a wall around several slabs likewise.
"""

from cmath import phase
from collections import defaultdict
from itertools import pairwise
from math import pi
from typing import NamedTuple

from cosim.constants import YEAR
from cosim.hpxml.assembly import CONCRETE, HORIZONTAL, VERTICAL, Material, Table, in_si
from cosim.hpxml.elements import Element, name_of, number_in, text_in
from cosim.hpxml.foundation import (
    Band,
    Body,
    SlabBody,
    area_of,
    body_of,
    conductivity,
    depth_of,
    height_of,
    insulation_in,
    slab_of,
)
from cosim.hpxml.parts import ZONES, Parts
from cosim.physics.constructions import Layer
from cosim.physics.foundation import Path, Section, chain_of, paths
from cosim.units import FOOT, to_si

# Btu/(h ft F): of ASHRAE Fundamentals' tables of basement losses for test houses, OpenStudio-HPXML's default for others
TEST_CONDUCTIVITY, CONDUCTIVITY = 0.8, 1.0
SOIL = Material(0.0, 12.0 * CONDUCTIVITY, 115.0, 0.1)  # dry: OpenStudio-HPXML 1.9 (materials.rb)
# the same by kind and moisture (dry, mixed, wet): OpenStudio-HPXML, after N. Hamdhan and B. Clarke, 2010
KINDS = {"sand": (0.2311, 0.8088, 1.3865), "silt": (0.2889, 0.6355, 0.9821), "clay": (0.2889, 0.6355, 0.9821),
         "loam": (1.2132,) * 3, "gravel": (0.2311, 0.6355, 1.0399), "unknown": (CONDUCTIVITY,) * 3,
         "other": (CONDUCTIVITY,) * 3}  # fmt: skip
MOISTURE = {"dry": 0, "mixed": 1, "wet": 2}
# judgements, where no file says it: thickness of the wall around a slab on grade, usual of poured ones (ft); a floor
# that lies less deep is on grade (ft); depth of level insulation that states none (ft); half the width of a floor
# between walls that state no slab (ft), of a home 24 ft deep
FOOTING, SHALLOW, LEVEL = 8.0 / 12.0, 0.1, 0.2
HALF_WIDTH, BARE = 12.0, SlabBody([], CONCRETE, 0.0, 0.0)


class Around(NamedTuple):
    """A foundation wall that borders on soil; lengths ft."""

    element: Element
    body: Body
    depth: float
    length: float


class Ground:
    """Adds what borders on soil to the parts of a home."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.conductivity = conductivity(conductivity_of(parts))
        density, heat = (
            to_si(SOIL.density, "density", "lb_ft3"),
            to_si(SOIL.specific_heat, "specific_heat", "btu_lb_f"),
        )
        self.capacity = density * heat
        self.driven = self.answer = 0j  # W/K: heat by the swing of the soil's surface, and by that of one temperature
        self.steady = self.deep = 0.0  # W/K: all heat, and what of it goes far below

    def table(self) -> Table:
        """Return how the temperature that bounds all these surfaces follows the soil's surface.

        One temperature drives them all; its swing is that which brings the home as much heat as they get.
        """
        surface = "air temperature" if self.parts.test_house else "EnergyPlus"
        table: Table = {"surface": surface}
        if self.answer:
            swing = self.driven / self.answer
            table |= {"swing": abs(swing), "lag_s": -phase(swing) % (2.0 * pi) / (2.0 * pi) * YEAR,
                      "deep_share": self.deep / self.steady}  # fmt: skip
        return table

    def add(self, place: str, slabs: list[Element]) -> None:
        """Add the slabs of one place and the parts below grade of the walls around them."""
        walls = self._around(place) if place in ZONES else []
        perimeters = {id(slab): max(number_in(slab, "ExposedPerimeter"), 0.0) for slab in slabs}
        whole, length = sum(perimeters.values()), sum(wall.length for wall in walls)
        found: dict[int, list[tuple[float, Path]]] = defaultdict(list)
        read = [self._read(slab, perimeters[id(slab)], walls, length) for slab in slabs]
        if any(element.is_refused() for element in (*slabs, *(wall.element for wall in walls))):
            return
        for slab, body, area, sections in read:
            floors = []
            for share, section, wall in sections:
                floor, side = paths(section)
                floors.append((share, floor))
                if wall is not None:
                    found[id(wall.element)].append((perimeters[id(slab)] / whole, side))
            self._level(slab, body, area, _mean(floors) if floors else None)
        for wall in walls:
            sides = found[id(wall.element)] or [(1.0, paths(self._section(None, BARE, HALF_WIDTH, wall))[1])]
            self._upright(wall, _mean(sides))

    def _read(
        self, slab: Element, perimeter: float, walls: list[Around], length: float
    ) -> tuple[Element, SlabBody, float, list[tuple[float, Section, Around | None]]]:
        """Return a slab with its body, area, and cross-sections by their share of it, each with its wall.

        There are none without an exposed perimeter; `length` is that of all walls.
        """
        body, area = slab_of(self.parts, slab), number_in(slab, "Area", above=0.0)
        if perimeter <= 0.0:
            return slab, body, area, []
        half = area / perimeter
        sections: list[tuple[float, Section, Around | None]] = [
            (min(wall.length / length, wall.length / perimeter), self._section(slab, body, half, wall), wall)
            for wall in walls
        ]
        rest = 1.0 - sum(share for share, _, _ in sections)
        if rest > 1e-6:
            sections.append((rest, self._section(slab, body, half, None), None))
        return slab, body, area, sections

    def _around(self, place: str) -> list[Around]:
        walls = [wall for wall in self.parts.all("FoundationWalls/FoundationWall")
                 if wall.findtext("InteriorAdjacentTo") == place]  # fmt: skip
        around = []
        for wall in walls:
            if self.parts.boundary(wall) in ("ground", "outdoors") and depth_of(wall) > SHALLOW:
                body = body_of(self.parts, wall)
                around.append(Around(wall, body, depth_of(wall), area_of(wall) / height_of(wall)))
        return around

    def _section(self, slab: Element | None, body: SlabBody, half: float, wall: Around | None) -> Section:
        """Return the cross-section of a slab and a wall, of a slab on grade, or of a wall whose slab is not stated."""
        thickness = body.concrete.thickness / 12.0
        bands: list[Band] = []
        outer: list[Band] = []
        side, inside = CONCRETE._replace(thickness=12.0 * FOOTING), in_si(VERTICAL)
        depth = 0.0 if wall is None else wall.depth
        apron, strip, under, gap = (0.0, 0.0, 0.0), 0.0, 0.0, 0.0
        if slab is not None:
            strip, under = number_in(slab, "UnderSlabInsulation/Layer/InsulationWidth", 0.0), body.under
            under = under or insulation_in(slab, "UnderSlabInsulation")
            apron, gap = _apron(slab), number_in(slab, "extension/GapInsulationRValue", 0.0)
        if wall is None and slab is not None:
            reach = number_in(slab, "PerimeterInsulation/Layer/InsulationDepth", 0.0)
            outer = [(-thickness, reach, insulation_in(slab, "PerimeterInsulation"))]
        if wall is not None:
            side, above = wall.body.wall, height_of(wall.element) - wall.depth
            inside += in_si(sum(material.r_value for _, material in wall.body.finish))
            bands = [(begin - above, end - above, r_value) for begin, end, r_value in wall.body.inner]
            outer = [(begin - above, end - above, r_value) for begin, end, r_value in wall.body.outer]
        reach = half if body.under else min(strip, half)
        return Section(
            half_width=half * FOOT,
            depth=depth * FOOT,
            slab=thickness * FOOT,
            wall=side.thickness / 12.0 * FOOT,
            floor_film=in_si(HORIZONTAL + body.covering),
            wall_film=_profile(bands, depth, inside),
            outer=tuple(
                (begin * FOOT, min(end, max(depth, end)) * FOOT, in_si(r)) for begin, end, r in outer if r > 0.0
            ),
            under=((0.0, reach * FOOT, in_si(under)),) if reach > 0.0 and under > 0.0 else (),
            gap=in_si(gap),
            apron=apron,
            conductivity=self.conductivity,
            capacity=self.capacity,
            wall_conductivity=conductivity(side.conductivity / 12.0),
        )

    def _level(self, slab: Element, body: SlabBody, area: float, path: Path | None) -> None:
        """Add a slab; without an exposed perimeter it is within the building on all sides."""
        name = name_of(slab)
        surface: Table = {"name": name, "construction": name, "zone": self.parts.zone(slab), "boundary": "ground",
                          "tilt_deg": 180.0, "area_ft2": area}  # fmt: skip
        layers = body.layers
        if path is None:
            surface["boundary"] = "adiabatic"
        else:
            layers = [self._soil(path, HORIZONTAL, layers, area), *layers]
        light = self.parts.inside_absorptance(carpet=body.covering > 0.0)
        self.parts.constructions[name] = {"layers": layers, "inside_absorptance": light}
        self.parts.surfaces.append(surface)

    def _upright(self, wall: Around, path: Path) -> None:
        """Add the part of a wall that is below grade."""
        name = name_of(wall.element)
        height, area = height_of(wall.element), wall.length * wall.depth
        layers = wall.body.layers(height - wall.depth, height)
        self.parts.constructions[f"{name}, soil"] = {"layers": [self._soil(path, VERTICAL, layers, area), *layers]}
        self.parts.surfaces.append({"name": f"{name}, below grade", "construction": f"{name}, soil",
                                    "zone": self.parts.zone(wall.element), "boundary": "ground",
                                    "area_ft2": area})  # fmt: skip

    def _soil(self, path: Path, film: float, layers: list[Table], area: float) -> Table:
        """Return the layer of soil outside others, and count its part of the common temperature's swing."""
        own = [_layer(layer) for layer in layers]
        chain = chain_of(path, [*own, Layer(in_si(film), 0.0, 0.0)], self.conductivity, self.capacity)
        self.driven += area * FOOT**2 * path.surface
        self.answer += area * FOOT**2 * chain.weight
        self.steady += area * FOOT**2 * path.steady
        self.deep += area * FOOT**2 * path.deep
        return {"name": "soil", "thickness_m": chain.thickness, "conductivity_w_mk": self.conductivity,
                "density_lb_ft3": SOIL.density, "specific_heat_btu_lb_f": SOIL.specific_heat}  # fmt: skip


def conductivity_of(parts: Parts) -> float:
    """Return the conductivity of the soil, Btu/(h ft F): stated, or by its kind and moisture."""
    site = parts.one("BuildingSummary").find("Site")
    if parts.test_house or site is None:
        usual = TEST_CONDUCTIVITY if parts.test_house else CONDUCTIVITY
        return number_in(parts.one("BuildingSummary"), "Site/Soil/Conductivity", usual)
    if site.find("Soil/Conductivity") is not None:
        return number_in(site, "Soil/Conductivity", above=0.0)
    kind, moisture = text_in(site, "Soil/SoilType", "unknown"), text_in(site, "Soil/MoistureType", "mixed")
    for place, found, known in (("SoilType", kind, KINDS), ("MoistureType", moisture, MOISTURE)):
        if found not in known:
            site.leave(f"Soil/{place}", f"'{found}' is not supported yet")
    return KINDS.get(kind, KINDS["unknown"])[MOISTURE.get(moisture, 1)]


def _apron(slab: Element) -> tuple[float, float, float]:
    """Return width, depth and resistance of level insulation in the soil, m and m2 K/W; zeros where there is none."""
    place = "ExteriorHorizontalInsulation"
    width, r_value = number_in(slab, f"{place}/Layer/InsulationWidth", 0.0), insulation_in(slab, place)
    depth = max(number_in(slab, f"{place}/Layer/InsulationDepthBelowGrade", LEVEL), LEVEL)
    return (width * FOOT, depth * FOOT, in_si(r_value)) if width > 0.0 and r_value > 0.0 else (0.0, 0.0, 0.0)


def _mean(found: list[tuple[float, Path]]) -> Path:
    """Return the mean of several paths by their shares."""
    whole = sum(share for share, _ in found)
    shares = [(share / whole, path) for share, path in found]
    return Path(
        steady=sum(share * path.steady for share, path in shares),
        deep=sum(share * path.deep for share, path in shares),
        room=sum(share * path.room for share, path in shares),
        surface=sum(share * path.surface for share, path in shares),
    )


def _profile(bands: list[Band], depth: float, film: float) -> tuple[Band, ...]:
    """Return the resistance inside a wall from grade to its foot, m and m2 K/W, by the bands of its insulation, ft."""
    if depth <= 0.0:
        return ()
    ends = sorted({0.0, depth, *(min(max(end, 0.0), depth) for band in bands for end in band[:2])})

    def within(begin: float, end: float) -> float:
        return film + in_si(sum(r_value for top, foot, r_value in bands if top <= begin and foot >= end))

    return tuple((begin * FOOT, end * FOOT, within(begin, end)) for begin, end in pairwise(ends))


def _layer(table: Table) -> Layer:
    """Return a layer of a house file as physics has it."""
    if "resistance_h_ft2_f_btu" in table:
        return Layer(in_si(table["resistance_h_ft2_f_btu"]), 0.0, 0.0)
    thickness = to_si(table["thickness_in"], "length", "in")
    resistance = thickness / to_si(table["conductivity_btu_in_h_ft2_f"], "conductivity", "btu_in_h_ft2_f")
    by_volume = _heat_per_volume(table["density_lb_ft3"], table["specific_heat_btu_lb_f"])
    return Layer(resistance, thickness * by_volume, thickness)


def _heat_per_volume(density: float, specific_heat: float) -> float:
    """Turn lb/ft3 and Btu/(lb F) into J/(m3 K)."""
    return to_si(density, "density", "lb_ft3") * to_si(specific_heat, "specific_heat", "btu_lb_f")
