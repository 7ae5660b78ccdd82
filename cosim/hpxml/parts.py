"""The parts of a house while an HPXML building is turned into them, and what all its sections share."""

from dataclasses import dataclass, field
from typing import Any

from cosim.hpxml.assembly import INNER_FINISHES, MASSIVE, SIDINGS, Material, Table, layers_of
from cosim.hpxml.elements import STAND_IN, Element, Refused, name_of, number_in, share_in, text_in
from cosim.hpxml.orientation import direction_of, sides_of
from cosim.hpxml.schedules import Schedules

Finish = list[tuple[str, Material]]

ROOM, ATTIC, BASEMENT, CRAWLSPACE, GARAGE = "conditioned space", "attic", "basement", "crawlspace", "garage"
ZONES = {"conditioned space": ROOM, "living space": ROOM, "basement - conditioned": ROOM,
         "crawlspace - conditioned": ROOM, "basement - unconditioned": BASEMENT, "attic - vented": ATTIC,
         "attic - unvented": ATTIC, "crawlspace - vented": CRAWLSPACE, "crawlspace - unvented": CRAWLSPACE,
         "garage": GARAGE}  # fmt: skip
NEIGHBOURS = {"other housing unit", "other heated space"}  # as warm as the home
# solar absorptance by color and kind of roof, and of walls: OpenStudio-HPXML's documentation of inputs, "HPXML Roofs",
# "HPXML Walls"
SHINGLED = {"dark": 0.92, "medium dark": 0.89, "medium": 0.85, "light": 0.75, "reflective": 0.50}
SMOOTH = {"dark": 0.90, "medium dark": 0.83, "medium": 0.75, "light": 0.60, "reflective": 0.30}
ROOF_COLORS = {
    "asphalt or fiberglass shingles": SHINGLED, "wood shingles or shakes": SHINGLED, "shingles": SHINGLED,
    "expanded polystyrene sheathing": SHINGLED, "slate or tile shingles": SMOOTH, "metal surfacing": SMOOTH,
    "plastic/rubber/synthetic sheeting": SMOOTH, "concrete": SMOOTH | {"light": 0.65, "reflective": 0.50},
    "cool roof": dict.fromkeys(SMOOTH, 0.30),
}  # fmt: skip
WALL_COLORS = {"dark": 0.95, "medium dark": 0.85, "medium": 0.70, "medium light": 0.60, "light": 0.50,
               "reflective": 0.30}  # fmt: skip
TEST_ABSORPTANCE = 0.7  # of test houses that state none
# solar absorptance indoors: Standard 140; of boards, concrete and carpet: OpenStudio-HPXML
TEST_INSIDE_ABSORPTANCE, INSIDE_ABSORPTANCE, CARPET_ABSORPTANCE = 0.6, 0.7, 0.9
ASSEMBLY = "Insulation/AssemblyEffectiveRValue"
RADIANT_BARRIER = {"roof": 0.05, "floor": 0.5}  # emittance; dusty on a floor: OpenStudio-HPXML


@dataclass
class Parts:
    """The parts of a house, and the numbers of its building that many sections need."""

    name: str
    details: Element
    test_house: bool
    constructions: Table = field(default_factory=dict)
    glazings: Table = field(default_factory=dict)
    surfaces: list[Table] = field(default_factory=list)
    windows: list[Table] = field(default_factory=list)
    pieces: dict[str, list[Table]] = field(default_factory=dict)
    """Surfaces that an element became, by its name: one for each direction that it faces."""
    schedules: Schedules = field(default_factory=Schedules)

    def __post_init__(self) -> None:
        construction = self.one("BuildingSummary/BuildingConstruction")
        self.floor_area = number_in(construction, "ConditionedFloorArea", above=0.0)
        self.height = number_in(construction, "AverageCeilingHeight", 8.0, above=0.0)
        self.volume = number_in(construction, "ConditionedBuildingVolume", self.floor_area * self.height, above=0.0)
        self.storeys = number_in(construction, "NumberofConditionedFloorsAboveGrade", 1.0)
        self.bedrooms = number_in(construction, "NumberofBedrooms", 3.0, least=0.0)
        self.sides = sides_of(self.details)

    def one(self, path: str) -> Element:
        """Return the first element at a path."""
        found = self.details.find(path)
        if found is None:
            raise Refused(path, "is missing")
        return found

    def all(self, path: str) -> list[Element]:
        """Return the elements of the enclosure at a path."""
        return self.details.findall(f"Enclosure/{path}")

    def zone(self, element: Element, path: str = "InteriorAdjacentTo") -> str:
        """Return the zone of the place that an element borders on."""
        place = element.findtext(path)
        if place is None:
            element.refuse(path, "is missing")
        elif place not in ZONES:
            element.leave(path, f"'{place}' is not supported yet")
        return ZONES.get(place or "", ROOM)

    def boundary(self, element: Element) -> str:
        """Return the boundary at the other side of an element."""
        place = element.findtext("ExteriorAdjacentTo") or "outside"
        if place in NEIGHBOURS:
            return "adiabatic"
        if place in ("outside", "ground"):
            return "outdoors" if place == "outside" else "ground"
        zone = self.zone(element, "ExteriorAdjacentTo")
        if element.is_refused("ExteriorAdjacentTo"):
            return "outdoors"  # where most of an element is read
        same = zone == self.zone(element) and zone != ROOM
        return "adiabatic" if same else zone  # the neighbour's crawlspace is as cold as one's own

    def directions(self, element: Element) -> list[float]:
        """Return the azimuths that an element faces: its own, or the four sides of the house in equal parts."""
        own = direction_of(element)
        if own is not None:
            return [own]
        element.assumed["Azimuth"] = ", ".join(f"{side:g}" for side in self.sides)
        return self.sides

    def assembly(
        self,
        element: Element,
        films: float,
        outer: Finish,
        inner: Finish,
        kind: str,
        resistance: float,
        absorptance: float = TEST_ABSORPTANCE,
        inside_emittance: float = 0.9,
        stated: str = ASSEMBLY,
    ) -> None:
        """Add the construction of an assembly whose R-value, air films included, is `resistance`, as at `stated`."""
        name, layers = name_of(element), []
        try:
            layers = layers_of(resistance, films, outer, inner, kind)
        except ValueError as error:
            element.refuse(stated, str(error))
        self.constructions[name] = {
            "layers": layers,
            "outside_absorptance": absorptance,
            "outside_emittance": share_in(element, "Emittance", 0.9),
            "inside_emittance": inside_emittance,
            "inside_absorptance": self.inside_absorptance(carpet=any(name == "carpet" for name, _ in inner)),
        }

    def inside_absorptance(self, *, carpet: bool = False) -> float:
        """Return the solar absorptance of a room's boards, or of its carpet."""
        if self.test_house:
            return TEST_INSIDE_ABSORPTANCE
        return CARPET_ABSORPTANCE if carpet else INSIDE_ABSORPTANCE

    def absorptance(self, element: Element) -> float:
        """Return the solar absorptance of a roof or wall: stated, or by its color and kind."""
        if element.find("SolarAbsorptance") is not None:
            return share_in(element, "SolarAbsorptance")
        if self.test_house:
            return TEST_ABSORPTANCE
        colors, color = WALL_COLORS, ""
        if element.tag != "Roof":
            color = text_in(element, "Color", "medium")
        else:
            kind, color = text_in(element, "RoofType", "shingles"), text_in(element, "RoofColor", "medium")
            if kind not in ROOF_COLORS:
                element.leave("RoofType", f"'{kind}' is not supported yet")
            colors = ROOF_COLORS.get(kind, SHINGLED)
        if color not in colors:
            element.leave("RoofColor" if element.tag == "Roof" else "Color", f"'{color}' is not supported yet")
        return colors.get(color, TEST_ABSORPTANCE)

    def finish(self, element: Element, *, usual: bool) -> Finish:
        """Return the inner finish of an element; where none is stated, gypsum board if that is usual there."""
        kind = element.findtext("InteriorFinish/Type")
        if kind is None:
            kind = "gypsum board" if usual and not self.test_house else "none"
            element.assumed["InteriorFinish/Type"] = kind
        if kind in ("none", "not present"):
            return []
        if kind not in INNER_FINISHES:
            element.leave("InteriorFinish/Type", f"'{kind}' is not supported yet")
        material = INNER_FINISHES.get(kind, INNER_FINISHES["other"])
        thickness = number_in(element, "InteriorFinish/Thickness", material.thickness)
        return [(kind, material._replace(thickness=thickness))] if thickness > 0.0 else []

    def siding(self, element: Element) -> Finish:
        """Return the siding of an element; wood where none is stated."""
        siding = text_in(element, "Siding", "wood siding")
        if siding in ("none", "not present"):
            return []
        if siding not in SIDINGS:
            element.leave("Siding", f"'{siding}' is not supported yet")
            return []
        return [(siding, SIDINGS[siding])]

    def emittance(self, element: Element, kind: str) -> float:
        """Return the longwave emittance of the inner side: low with a radiant barrier."""
        barrier = element.findtext("RadiantBarrier") in ("true", "1")
        return RADIANT_BARRIER[kind] if barrier else 0.9

    def area(self, element: Element) -> float:
        """Return the area of an element, ft2."""
        area = number_in(element, "Area")
        if area <= 0.0:
            element.refuse("Area", f"an area must be above 0, not {area:g}")
        return area if area > 0.0 else STAND_IN

    def surface(self, element: Element, area: float, azimuths: list[float] | None = None, **others: Any) -> None:
        """Add the surfaces of an element: one, or equal ones in several directions."""
        name = name_of(element)
        faces: list[float | None] = [None] if azimuths is None else [*azimuths]
        for azimuth in faces:
            own = name if len(faces) == 1 else f"{name}, {azimuth:g}°"
            table = {"name": own, "construction": name, "area_ft2": area / len(faces), **others}
            if azimuth is not None:
                table["azimuth_deg"] = azimuth
            self.add(name, table)

    def add(self, name: str, table: Table) -> None:
        """Add a surface of the element `name`."""
        self.surfaces.append(table)
        self.pieces.setdefault(name, []).append(table)


def wall_kind(element: Element) -> str:
    """Return what a wall's core is made of, as `assembly.core` knows it."""
    kind = next((child.tag for child in element.findall("WallType/*")), "WoodStud")
    return kind if kind in MASSIVE else "wall"
