"""Turn an HPXML building into the table of a house file: roofs, walls and floors; other sections have own files."""

from collections.abc import Callable
from math import atan, degrees
from typing import Any

from cosim.hpxml.assembly import (
    CARPET,
    DECK,
    HORIZONTAL,
    OUTSIDE,
    ROOF_DECK,
    SHINGLES,
    SLOPED,
    STILL,
    VERTICAL,
    Table,
    between_storeys,
    partition,
)
from cosim.hpxml.elements import Element, Impossible, Refused, doubled, name_of, number_in
from cosim.hpxml.foundation import foundation_wall
from cosim.hpxml.gains import gains
from cosim.hpxml.household import household_of
from cosim.hpxml.openings import SUMMER, Openings, summer
from cosim.hpxml.parts import ASSEMBLY, ATTIC, ROOM, ZONES, Parts, wall_kind
from cosim.hpxml.schedules import Schedules
from cosim.hpxml.soil import Ground
from cosim.hpxml.spaces import AIR_CAPACITY_FACTOR, attic_height, zones
from cosim.hpxml.ventilation import dryers, natural_ventilation, ventilation

TEST_PARTITIONS = 1024.0  # ft2, of Standard 140's houses (section 7)


class Building:
    """A building whose sections are turned into the tables of a house file, with all faults gathered."""

    def __init__(self, name: str, details: Element, test_house: bool, schedules: Schedules | None = None) -> None:
        self.parts = Parts(name, details, test_house, schedules=schedules or Schedules())
        self.faults: list[Refused] = []
        """What `table` could not read; where there are any, the table is not complete."""
        self.fans = 0
        """Ventilation fans that `table` read."""

    def table(self) -> Table:
        """Return the house as a table that `HouseConfig` validates."""
        parts = self.parts
        self.faults += doubled(parts.details)
        self._each("Roofs/Roof", self._roof)
        self._each("Walls/Wall", self._wall)
        self._each("RimJoists/RimJoist", self._rim_joist)
        self._each("FoundationWalls/FoundationWall", lambda element: foundation_wall(parts, element))
        self._each("Floors/Floor", self._floor)
        ground = self._gather(lambda: self._ground(), "Enclosure/Slabs")
        openings = Openings(parts)
        self._each("Doors/Door", openings.door)
        self._each("Windows/Window", openings.window)
        self._each("Skylights/Skylight", openings.window)
        for name in openings.total:
            self._gather(lambda name=name: openings.cut_out(name), name)  # type: ignore[misc]
        self._gather(self._partitions, "Enclosure")
        fans = self._gather(lambda: ventilation(parts), "Systems/MechanicalVentilation") or []
        self.fans = len(fans)
        blown = [] if parts.test_house else self._gather(lambda: dryers(parts, household_of(parts)), "Appliances")
        return {
            "name": parts.name,
            "source": "HPXML",
            "zones": self._gather(lambda: zones(parts), "Enclosure"),
            "constructions": parts.constructions,
            "glazings": parts.glazings,
            "surfaces": parts.surfaces,
            "windows": parts.windows,
            "ventilation": [*fans, *(blown or [])],
            "natural_ventilation": self._gather(self._airing, "BuildingSummary/extension"),
            "gains": self._gather(self._gains, "MiscLoads"),
            "summer": self._gather(lambda: summer(parts), SUMMER),
            "ground": ground,
        }

    def place(self, table: Table, loc: tuple[int | str, ...]) -> str:
        """Return the part of the file from which something in the table comes; its place there where none is known."""
        section, key = (*loc, "", "")[:2]
        if section == "constructions" and key in table[section]:
            return str(key)
        if section == "glazings":
            return next((str(window["name"]) for window in table["windows"] if window["glazing"] == key), str(key))
        if section in ("surfaces", "windows") and isinstance(key, int):
            entry = table[section][key]
            return str(entry["construction"] if section == "surfaces" else entry["name"])
        return ".".join(map(str, loc)) or "house"

    def _gains(self) -> list[Table]:
        tables, faults = gains(self.parts)
        self.faults += faults
        return tables

    def _airing(self) -> Table | None:
        return natural_ventilation(self.parts, household_of(self.parts))

    def _ground(self) -> Table:
        """Add what borders on soil, place by place."""
        found = Ground(self.parts)
        slabs: dict[str, list[Element]] = {}
        for slab in self.parts.all("Slabs/Slab"):
            self.parts.zone(slab)
            slabs.setdefault(slab.findtext("InteriorAdjacentTo") or "", []).append(slab)
        for wall in self.parts.all("FoundationWalls/FoundationWall"):
            slabs.setdefault(wall.findtext("InteriorAdjacentTo") or "", [])
        for place, members in slabs.items():
            self._gather(lambda place=place, members=members: found.add(place, members), "Enclosure/Slabs")  # type: ignore[misc]
        return found.table()

    def _each(self, path: str, read: Callable[[Element], None]) -> None:
        for element in self.parts.all(path):
            self._gather(lambda element=element: read(element), name_of(element))  # type: ignore[misc]

    def _gather(self, read: Callable[[], Any], place: str) -> Any:
        """Return what a section is turned into; a fault in it is kept, so that all of a file are said at once."""
        try:
            return read()
        except Refused as refused:
            self.faults.append(refused)
        except (ArithmeticError, ValueError):
            self.faults.append(Impossible(place))
        return None

    def _roof(self, element: Element) -> None:
        parts, pitch, zone = self.parts, number_in(element, "Pitch", least=0.0), self.parts.zone(element)
        resistance = number_in(element, ASSEMBLY)
        outer = [("shingles", SHINGLES), ("deck", ROOF_DECK)]
        inner = parts.finish(element, usual=zone == ROOM)
        parts.assembly(element, OUTSIDE + SLOPED, outer, inner, "roof", resistance, parts.absorptance(element),
                       parts.emittance(element, "roof"))  # fmt: skip
        tilt = degrees(atan(pitch / 12.0))
        azimuths = parts.directions(element) if pitch > 0 else None
        above = parts.height * parts.storeys + 0.5 * attic_height(parts, pitch)
        parts.surface(element, parts.area(element), azimuths, zone=zone, tilt_deg=tilt, centre_height_ft=above)

    def _wall(self, element: Element) -> None:
        parts, zone, boundary = self.parts, self.parts.zone(element), self.parts.boundary(element)
        outdoors = boundary == "outdoors"
        siding = parts.siding(element) if outdoors else []
        resistance = number_in(element, ASSEMBLY)
        outer = OUTSIDE if outdoors else VERTICAL
        inner = parts.finish(element, usual=zone == ROOM)
        parts.assembly(element, outer + VERTICAL, siding, inner, wall_kind(element), resistance,
                       parts.absorptance(element), parts.emittance(element, "roof"))  # fmt: skip
        centre = parts.height * parts.storeys * (1.0 if zone == ATTIC else 0.5)
        azimuths = parts.directions(element) if outdoors else None
        parts.surface(element, parts.area(element), azimuths, zone=zone, boundary=boundary,
                      centre_height_ft=centre)  # fmt: skip

    def _rim_joist(self, element: Element) -> None:
        parts, boundary = self.parts, self.parts.boundary(element)
        outdoors = boundary == "outdoors"
        resistance = number_in(element, ASSEMBLY)
        siding = parts.siding(element) if outdoors else []
        outer = OUTSIDE if outdoors else VERTICAL
        parts.assembly(element, outer + VERTICAL, siding, [], "rim", resistance, parts.absorptance(element))
        azimuths = parts.directions(element) if outdoors else None
        parts.surface(element, parts.area(element), azimuths, zone=parts.zone(element), boundary=boundary,
                      centre_height_ft=0.5)  # fmt: skip

    def _floor(self, element: Element) -> None:
        parts, boundary, zone = self.parts, self.parts.boundary(element), self.parts.zone(element)
        kind = self._kind(element)
        resistance, area = number_in(element, ASSEMBLY), parts.area(element)
        emittance = parts.emittance(element, "floor")
        if kind == "ceiling":
            inner = parts.finish(element, usual=zone == ROOM)
            parts.assembly(element, 2.0 * HORIZONTAL, [], inner, "ceiling", resistance)
            parts.constructions[name_of(element)]["outside_emittance"] = emittance
            parts.surface(element, area, zone=zone, boundary=boundary, tilt_deg=0.0)
            return
        deck, carpet = ("deck", DECK), ("carpet", CARPET)
        if boundary == "outdoors":
            parts.assembly(element, STILL + HORIZONTAL, [], [deck, carpet], "floor", resistance)
            parts.surface(element, area, zone=zone, boundary="raised floor", tilt_deg=180.0,
                          exterior_film_btu_h_ft2_f=1.0 / STILL)  # fmt: skip
        else:
            parts.assembly(element, 2.0 * HORIZONTAL, [], [deck, carpet], "floor", resistance)
            parts.surface(element, area, zone=zone, boundary=boundary, tilt_deg=180.0)

    def _partitions(self) -> None:
        """Add walls between rooms, and what floor the home has beyond its slabs and floors: between storeys."""
        parts = self.parts
        path = "extension/PartitionWallMass/AreaFraction"
        share = number_in(parts.one("Enclosure"), path, 1.0, least=0.0)  # of both sides
        area = TEST_PARTITIONS if parts.test_house else 0.5 * share * parts.floor_area
        if area > 0.0:
            self._inner("partitions", "partition", partition(), area)
        if not parts.test_house and (between := parts.floor_area - self._stated_floor()) > 1.0:
            layers = between_storeys()
            self._inner("floors between storeys", "floor between storeys", layers, between, tilt_deg=180.0)

    def _inner(self, name: str, construction: str, layers: list[Table], area: float, **others: float) -> None:
        """Add a surface with the conditioned space at both sides."""
        self.parts.constructions[construction] = {"layers": layers,
                                                  "inside_absorptance": self.parts.inside_absorptance()}  # fmt: skip
        self.parts.surfaces.append({"name": name, "zone": ROOM, "boundary": ROOM, "construction": construction,
                                    "area_ft2": area, **others})  # fmt: skip

    def _stated_floor(self) -> float:
        """Return the area of slabs and floors of the conditioned space, ft2."""

        def indoors(element: Element) -> bool:
            return any(ZONES.get(element.findtext(side) or "") == ROOM for side in
                       ("InteriorAdjacentTo", "ExteriorAdjacentTo"))  # fmt: skip

        floors = [floor for floor in self.parts.all("Floors/Floor") if indoors(floor) and self._kind(floor) == "floor"]
        return sum(number_in(part, "Area", 0.0) for part in [*floors, *filter(indoors, self.parts.all("Slabs/Slab"))])

    def _kind(self, floor: Element) -> str:
        """Return whether a level part is a floor or a ceiling: stated, or a ceiling where an attic lies above it."""
        stated = floor.findtext("FloorOrCeiling")
        if stated is not None:
            return stated
        kind = "ceiling" if self.parts.boundary(floor) == ATTIC else "floor"
        floor.assumed["FloorOrCeiling"] = kind
        return kind


__all__ = ["AIR_CAPACITY_FACTOR", "ZONES", "Building"]
