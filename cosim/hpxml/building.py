"""Turn the sections of an HPXML building into tables of a house file, one function per section."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import atan, cos, degrees, sqrt
from typing import Any

from cosim.hpxml.assembly import (
    CARPET,
    CONCRETE,
    DECK,
    DOOR,
    GYPSUM,
    HORIZONTAL,
    OUTSIDE,
    ROOF_DECK,
    SHINGLES,
    SIDINGS,
    SLOPED,
    STILL,
    VERTICAL,
    Material,
    Table,
    in_si,
    layers_of,
    partition,
)
from cosim.hpxml.elements import Element, Refused, Unsupported, name_of, number_in
from cosim.physics.ground import below_grade_floor_resistance, below_grade_wall_resistance
from cosim.units import DIMENSIONS, FOOT, KILOWATT_HOUR

Finish = list[tuple[str, Material]]

ROOM, ATTIC, BASEMENT = "conditioned space", "attic", "basement"
ZONES = {"conditioned space": ROOM, "living space": ROOM, "basement - conditioned": ROOM,
         "basement - unconditioned": BASEMENT, "attic - vented": ATTIC, "attic - unvented": ATTIC}  # fmt: skip
SLAB_F_FACTOR = 0.73  # Btu/(h ft F), unheated and uninsulated: ASHRAE 90.1, table A6.3
SOIL_CONDUCTIVITY = 0.8  # Btu/(h ft F), of ASHRAE Fundamentals' tables of basement losses
CLOSED_LEAKAGE = 0.1  # air changes an hour of an unvented attic or an unconditioned basement: OpenStudio-HPXML
ATTIC_VENTS = 1.0 / 300.0  # of the attic's floor, the code's requirement
ATTIC_FLAT_VENTS = 0.75  # share of the vents in soffits and ridge: OpenStudio-HPXML
# of Standard 140's houses (section 7): partitions, ft2; radiant share of gains; of all others: OpenStudio-HPXML
TEST_PARTITIONS, TEST_RADIANT, RADIANT = 1024.0, 0.7, 0.6
FURNITURE_MASS, FURNITURE_AREA = 8.0, 0.4  # lb and ft2 for each ft2 of floor
AIR_CAPACITY_FACTOR = 7.0  # of light furnishings and linings in an occupied house: OpenStudio-HPXML


@dataclass
class Building:
    """A building while its sections are turned into the tables of a house file."""

    name: str
    details: Element
    test_house: bool
    constructions: Table = field(default_factory=dict)
    glazings: Table = field(default_factory=dict)
    surfaces: list[Table] = field(default_factory=list)
    windows: list[Table] = field(default_factory=list)
    ground: Table = field(default_factory=dict)
    faults: list[Refused] = field(default_factory=list)
    """What `table` could not read; where there are any, the table is not complete."""

    def __post_init__(self) -> None:
        construction = self._one("BuildingSummary/BuildingConstruction")
        self.floor_area = number_in(construction, "ConditionedFloorArea")
        self.height = number_in(construction, "AverageCeilingHeight", 8.0)
        self.volume = number_in(construction, "ConditionedBuildingVolume", self.floor_area * self.height)
        self.storeys = number_in(construction, "NumberofConditionedFloorsAboveGrade", 1.0)

    def table(self) -> Table:
        """Return the house as a table that `HouseConfig` validates."""
        parts: tuple[tuple[str, Callable[[Element], None]], ...] = (
            ("Roofs/Roof", self._roof),
            ("Walls/Wall", self._wall),
            ("RimJoists/RimJoist", self._rim_joist),
            ("FoundationWalls/FoundationWall", self._foundation_wall),
            ("Floors/Floor", self._floor),
            ("Slabs/Slab", self._slab),
            ("Doors/Door", self._door),
            ("Windows/Window", self._window),
        )
        for path, read in parts:
            for element in self.details.findall(f"Enclosure/{path}"):
                self._gather(lambda read=read, element=element: read(element), name_of(element))  # type: ignore[misc]
        self._partitions()
        return {
            "name": self.name,
            "source": "HPXML",
            "zones": self._gather(self._zones, "Enclosure"),
            "constructions": self.constructions,
            "glazings": self.glazings,
            "surfaces": self.surfaces,
            "windows": self.windows,
            "gains": self._gather(self._gains, "MiscLoads"),
        }

    def _gather(self, read: Callable[[], Any], place: str) -> Any:
        """Return what a section is turned into; a fault in it is kept, so that all of a file are said at once."""
        try:
            return read()
        except Refused as refused:
            self.faults.append(refused)
        except (ArithmeticError, ValueError):
            self.faults.append(Refused(place, "its measures are impossible: zero, negative, or at odds"))
        return None

    # --- helpers -----------------------------------------------------------------------------------------------------

    def _one(self, path: str) -> Element:
        found = self.details.find(path)
        if found is None:
            raise Refused(path, "is missing")
        return found

    def _zone(self, element: Element, path: str = "InteriorAdjacentTo") -> str:
        place = element.findtext(path)
        if place is None:
            raise Refused(f"{name_of(element)}/{path}", "is missing")
        if place not in ZONES:
            raise Unsupported(f"{name_of(element)}/{path}", f"'{place}' is not supported yet")
        return ZONES[place]

    def _boundary(self, element: Element) -> str:
        place = element.findtext("ExteriorAdjacentTo") or "outside"
        if place == "other housing unit":
            return "adiabatic"
        return "outdoors" if place == "outside" else self._zone(element, "ExteriorAdjacentTo")

    def _azimuth(self, element: Element) -> float:
        return number_in(element, "Azimuth") % 360.0

    def _assembly(
        self, element: Element, films: float, outer: Finish, inner: Finish, kind: str, resistance: float
    ) -> None:
        """Add the construction of an assembly whose R-value, air films included, is `resistance`."""
        name = name_of(element)
        try:
            layers = layers_of(resistance, films, outer, inner, kind)
        except ValueError as error:
            raise Refused(name, str(error)) from None
        self.constructions[name] = {
            "layers": layers,
            "outside_absorptance": number_in(element, "SolarAbsorptance", 0.7),
            "outside_emittance": number_in(element, "Emittance", 0.9),
        }

    def _finish(self, element: Element) -> Finish:
        kind = element.findtext("InteriorFinish/Type")
        if kind in (None, "not present"):
            return []
        if kind != "gypsum board":
            raise Unsupported(f"{name_of(element)}/InteriorFinish/Type", f"'{kind}' is not supported yet")
        thickness = number_in(element, "InteriorFinish/Thickness", GYPSUM.thickness)
        return [("gypsum board", GYPSUM._replace(thickness=thickness))]

    def _siding(self, element: Element) -> Finish:
        siding = element.findtext("Siding") or "wood siding"
        if siding == "none":
            return []
        if siding not in SIDINGS:
            raise Unsupported(f"{name_of(element)}/Siding", f"'{siding}' is not supported yet")
        return [(siding, SIDINGS[siding])]

    def _surface(self, element: Element, area: float, **others: Any) -> None:
        name = name_of(element)
        self.surfaces.append({"name": name, "construction": name, "area_ft2": area, **others})

    # --- sections ----------------------------------------------------------------------------------------------------

    def _roof(self, element: Element) -> None:
        pitch = number_in(element, "Pitch")
        zone = self._zone(element)
        resistance = number_in(element, "Insulation/AssemblyEffectiveRValue")
        outer = [("shingles", SHINGLES), ("deck", ROOF_DECK)]
        self._assembly(element, OUTSIDE + SLOPED, outer, self._finish(element), "roof", resistance)
        tilt = degrees(atan(pitch / 12.0))
        facing = {"azimuth_deg": self._azimuth(element)} if pitch > 0 else {}
        above = self.height * self.storeys + 0.5 * self._attic_height(pitch)
        self._surface(element, number_in(element, "Area"), zone=zone, tilt_deg=tilt, centre_height_ft=above, **facing)

    def _wall(self, element: Element) -> None:
        zone, boundary = self._zone(element), self._boundary(element)
        outer = OUTSIDE if boundary == "outdoors" else VERTICAL
        siding = self._siding(element) if boundary == "outdoors" else []
        resistance = number_in(element, "Insulation/AssemblyEffectiveRValue")
        self._assembly(element, outer + VERTICAL, siding, self._finish(element), "wall", resistance)
        centre = self.height * self.storeys * (1.0 if zone == ATTIC else 0.5)
        self._surface(element, number_in(element, "Area"), zone=zone, boundary=boundary, centre_height_ft=centre,
                      azimuth_deg=self._azimuth(element))  # fmt: skip

    def _rim_joist(self, element: Element) -> None:
        resistance = number_in(element, "Insulation/AssemblyEffectiveRValue")
        self._assembly(element, OUTSIDE + VERTICAL, self._siding(element), [], "rim", resistance)
        self._surface(element, number_in(element, "Area"), zone=self._zone(element), boundary=self._boundary(element),
                      centre_height_ft=0.5, azimuth_deg=self._azimuth(element))  # fmt: skip

    def _foundation_wall(self, element: Element) -> None:
        """Split a basement wall at grade: above it borders on outdoors, below it on soil."""
        kind, name = element.findtext("Type"), name_of(element)
        insulation = [number_in(layer, "NominalRValue", 0.0) for layer in element.findall("Insulation/Layer")]
        if (
            kind != "solid concrete"
            or any(insulation)
            or element.find("Insulation/AssemblyEffectiveRValue") is not None
        ):
            raise Unsupported(name, "only foundation walls of bare solid concrete are supported")
        height, depth = number_in(element, "Height"), _depth(element)
        area, zone = number_in(element, "Area"), self._zone(element)
        concrete = CONCRETE._replace(thickness=number_in(element, "Thickness", 8.0))
        self.constructions[name] = {"layers": [concrete.layer("concrete")], "outside_absorptance": 0.7}
        if depth < height:
            self.surfaces.append(
                {"name": f"{name}, above grade", "construction": name, "zone": zone, "centre_height_ft": 0.5,
                 "area_ft2": area * (1.0 - depth / height), "azimuth_deg": self._azimuth(element)}
            )  # fmt: skip
        if depth > 0:
            soil = below_grade_wall_resistance(
                depth * FOOT, _conductivity(self._soil()), in_si(VERTICAL + concrete.r_value)
            )
            self.constructions[f"{name}, soil"] = {
                "layers": [{"name": "soil", "resistance_m2k_w": soil}, concrete.layer("concrete")]
            }
            self.surfaces.append(
                {"name": f"{name}, below grade", "construction": f"{name}, soil", "zone": zone, "boundary": "ground",
                 "area_ft2": area * depth / height}
            )  # fmt: skip

    def _soil(self) -> float:
        return number_in(self._one("BuildingSummary"), "Site/Soil/Conductivity", SOIL_CONDUCTIVITY)

    def _floor(self, element: Element) -> None:
        kind, boundary, zone = element.findtext("FloorOrCeiling"), self._boundary(element), self._zone(element)
        resistance, area = number_in(element, "Insulation/AssemblyEffectiveRValue"), number_in(element, "Area")
        if kind == "ceiling":
            self._assembly(element, 2.0 * HORIZONTAL, [], self._finish(element), "ceiling", resistance)
            self._surface(element, area, zone=zone, boundary=boundary, tilt_deg=0.0)
            return
        deck, carpet = ("deck", DECK), ("carpet", CARPET)
        if boundary == "outdoors":
            self._assembly(element, STILL + HORIZONTAL, [deck], [carpet], "floor", resistance)
            self._surface(element, area, zone=zone, boundary="raised floor", tilt_deg=180.0,
                          exterior_film_btu_h_ft2_f=1.0 / STILL)  # fmt: skip
        else:
            self._assembly(element, 2.0 * HORIZONTAL, [deck], [carpet], "floor", resistance)
            self._surface(element, area, zone=zone, boundary=boundary, tilt_deg=180.0)

    def _slab(self, element: Element) -> None:
        name, zone, area = name_of(element), self._zone(element), number_in(element, "Area")
        for part in ("PerimeterInsulation", "UnderSlabInsulation", "ExteriorHorizontalInsulation"):
            if number_in(element, f"{part}/Layer/NominalRValue", 0.0):
                raise Unsupported(f"{name}/{part}", "insulated slabs are not supported yet")
        perimeter = number_in(element, "ExposedPerimeter")
        covered = number_in(element, "extension/CarpetFraction", 0.0) * number_in(
            element, "extension/CarpetRValue", 0.0
        )
        concrete = CONCRETE._replace(thickness=number_in(element, "Thickness", CONCRETE.thickness))
        carpet = [{"name": "carpet", "resistance_h_ft2_f_btu": covered}] if covered else []
        depths = [_depth(wall) for wall in self._own_foundation_walls(element)]
        place: Table = {"name": name, "construction": name, "zone": zone, "boundary": "ground", "tilt_deg": 180.0,
                        "area_ft2": area}  # fmt: skip
        if depths:
            own = in_si(HORIZONTAL + concrete.r_value + covered)
            soil = below_grade_floor_resistance(
                _width(area, perimeter) * FOOT, max(depths) * FOOT, _conductivity(self._soil()), own
            )
            layers = [{"name": "soil", "resistance_m2k_w": soil}, concrete.layer("concrete"), *carpet]
        else:
            # the factor is that of a bare slab; a carpet is in series with it
            factor = 1.0 / (1.0 / SLAB_F_FACTOR + covered * perimeter / area)
            place |= {"perimeter_ft": perimeter, "f_factor_w_mk": _conductivity(factor)}
            layers = [concrete.layer("concrete"), *carpet]
        self.constructions[name] = {"layers": layers}
        self.surfaces.append(place)

    def _own_foundation_walls(self, slab: Element) -> list[Element]:
        place = slab.findtext("InteriorAdjacentTo")
        walls = self.details.findall("Enclosure/FoundationWalls/FoundationWall")
        return [wall for wall in walls if wall.findtext("InteriorAdjacentTo") == place]

    def _attached(self, element: Element) -> Table:
        """Return the wall that a door or window is in."""
        mark = element.find("AttachedToWall")
        name = mark.get("idref", "") if mark is not None else ""
        wall = next((surface for surface in self.surfaces if surface["name"] == name), None)
        walls = [*self.details.findall("Enclosure/Walls/Wall"), *self.details.findall("Enclosure/Roofs/Roof")]
        if wall is None and name in map(name_of, walls):
            raise Unsupported(f"{name_of(element)}/AttachedToWall", f"'{name}' could not be read")
        if wall is None:
            raise Refused(f"{name_of(element)}/AttachedToWall", f"wall '{name}' is not defined")
        return wall

    def _door(self, element: Element) -> None:
        wall, area = self._attached(element), number_in(element, "Area")
        resistance = number_in(element, "RValue", 4.4)  # with films, as the label has it
        self._assembly(element, OUTSIDE + VERTICAL, [], [("wood", DOOR)], "door", resistance)
        wall["area_ft2"] -= area
        azimuth = number_in(element, "Azimuth", wall["azimuth_deg"])
        self._surface(element, area, zone=wall["zone"], azimuth_deg=azimuth, centre_height_ft=3.5)

    def _window(self, element: Element) -> None:
        wall, u_value, shgc = self._attached(element), number_in(element, "UFactor"), number_in(element, "SHGC")
        glazing = f"U {u_value:g}, SHGC {shgc:g}"
        self.glazings[glazing] = {"u_value_btu_h_ft2_f": u_value, "shgc": shgc}
        if abs(number_in(element, "Azimuth", wall["azimuth_deg"]) - wall["azimuth_deg"]) > 1.0:
            raise Refused(name_of(element), f"faces a different direction than its wall '{wall['name']}'")
        window: Table = {"name": name_of(element), "surface": wall["name"], "glazing": glazing,
                         "area_ft2": number_in(element, "Area"), "curtain": _curtain(element, shgc)}  # fmt: skip
        overhang = element.find("Overhangs")
        if overhang is not None and number_in(overhang, "Depth", 0.0) > 0:
            top, bottom = (number_in(overhang, f"DistanceTo{end}OfWindow") for end in ("Top", "Bottom"))
            width = window["area_ft2"] / (bottom - top)
            # a roof's overhang extends beside the window; HPXML does not state how far
            window |= {"height_ft": bottom - top,
                       "overhang": {"depth_ft": number_in(overhang, "Depth"), "gap_ft": top,
                                    "left_ft": width, "right_ft": width}}  # fmt: skip
        self.windows.append(window)

    def _partitions(self) -> None:
        self.constructions["partition"] = {"layers": partition()}
        area = TEST_PARTITIONS if self.test_house else 0.5 * self.floor_area
        self.surfaces.append(
            {"name": "partitions", "zone": ROOM, "boundary": ROOM, "construction": "partition", "area_ft2": area}
        )

    def _zones(self) -> list[Table]:
        room: Table = {"name": ROOM, "volume_ft3": self.volume, "floor_area_ft2": self.floor_area}
        room |= {"leakage": self._infiltration()}
        if not self.test_house:
            room["air_capacity_factor"] = AIR_CAPACITY_FACTOR
            room["furniture"] = {"mass_lb": FURNITURE_MASS * self.floor_area,
                                 "area_ft2": FURNITURE_AREA * self.floor_area}  # fmt: skip
        zones = [room]
        if any(ATTIC in (surface["zone"], surface.get("boundary")) for surface in self.surfaces):
            zones.append(self._attic())
        if any(BASEMENT in (surface["zone"], surface.get("boundary")) for surface in self.surfaces):
            zones.append(self._basement())
        return zones

    def _basement(self) -> Table:
        """Return an unconditioned basement: as large as its slabs, as high as its highest wall."""

        def below(path: str) -> list[Element]:
            return [e for e in self.details.findall(f"Enclosure/{path}") if self._zone(e) == BASEMENT]

        area = sum(number_in(slab, "Area") for slab in below("Slabs/Slab"))
        heights = [number_in(wall, "Height") for wall in below("FoundationWalls/FoundationWall")]
        if not area or not heights:
            raise Unsupported("Enclosure/Slabs", "a basement without a slab and a foundation wall is not supported yet")
        return {"name": BASEMENT, "volume_ft3": area * max(heights), "floor_area_ft2": area,
                "leakage": {"air_changes": CLOSED_LEAKAGE}}  # fmt: skip

    def _infiltration(self) -> Table:
        for measured in self.details.findall("Enclosure/AirInfiltration/AirInfiltrationMeasurement"):
            unit, value = measured.findtext("BuildingAirLeakage/UnitofMeasure"), "BuildingAirLeakage/AirLeakage"
            volume = number_in(measured, "InfiltrationVolume", self.volume)
            if unit == "ACHnatural":
                return {"air_changes": number_in(measured, value) * volume / self.volume}
            if unit in ("ACH", "CFM") and number_in(measured, "HousePressure", 50.0) == 50.0:
                changes = number_in(measured, value) * (volume if unit == "ACH" else 60.0) / self.volume
                return {"ach50": changes, "height_ft": self.height * self.storeys}
        raise Refused("Enclosure/AirInfiltration", "has neither ACHnatural nor ACH or CFM at 50 Pa")

    def _attic_height(self, pitch: float) -> float:
        return 0.5 * _width(*self._footprint()) * pitch / 12.0

    def _footprint(self) -> tuple[float, float]:
        """Return area and perimeter of the attic's floor, from its gables where it has any, else as of a square."""
        roofs = [r for r in self.details.findall("Enclosure/Roofs/Roof") if self._zone(r) == ATTIC]
        area = sum(number_in(r, "Area") * cos(atan(number_in(r, "Pitch") / 12.0)) for r in roofs)
        gables = [w for w in self.details.findall("Enclosure/Walls/Wall") if w.findtext("AtticWallType") == "gable"]
        if gables and roofs:
            width = 2.0 * sqrt(number_in(gables[0], "Area") / (number_in(roofs[0], "Pitch") / 12.0))
            return area, 2.0 * (width + area / width)
        return area, 4.0 * sqrt(area)

    def _attic(self) -> Table:
        area, _ = self._footprint()
        pitch = max((number_in(r, "Pitch") for r in self.details.findall("Enclosure/Roofs/Roof")), default=0.0)
        gables = [w for w in self.details.findall("Enclosure/Walls/Wall") if w.findtext("AtticWallType") == "gable"]
        # a prism under gables, a pyramid under a hip roof
        share, height = 0.5 if gables else 1.0 / 3.0, self._attic_height(pitch)
        attic = self.details.find("Enclosure/Attics/Attic")
        vented = attic is not None and attic.findtext("AtticType/Attic/Vented") == "true"
        rise = max(height, 0.5)
        leakage: Table = {"vent_area_ft2": ATTIC_VENTS * area, "height_ft": rise, "ceiling_share": ATTIC_FLAT_VENTS,
                          "floor_share": 0.0, "top_ft": self.height * self.storeys + rise}  # fmt: skip
        if attic is None or not vented:
            leakage = {"air_changes": CLOSED_LEAKAGE}
        elif attic.findtext("VentilationRate/UnitofMeasure") == "ACHnatural":
            leakage = {"air_changes": number_in(attic, "VentilationRate/Value")}
        elif attic.findtext("VentilationRate/UnitofMeasure") == "SLA":
            leakage["vent_area_ft2"] = number_in(attic, "VentilationRate/Value") * area
        return {"name": ATTIC, "volume_ft3": share * area * height, "floor_area_ft2": area, "leakage": leakage}

    def _gains(self) -> Table:
        sensible, latent, profile = 0.0, 0.0, [0.0] * 24
        for load in self.details.findall("MiscLoads/PlugLoad"):
            if load.findtext("Load/Units") != "kWh/year":
                raise Unsupported(f"{name_of(load)}/Load/Units", "only kWh/year is supported")
            mean = number_in(load, "Load/Value") * KILOWATT_HOUR / (8760 * 3600.0)
            sensible += mean * number_in(load, "extension/FracSensible", 1.0)
            latent += mean * number_in(load, "extension/FracLatent", 0.0)
            shares = _shares(load)
            profile = [old + mean * new / sum(shares) for old, new in zip(profile, shares, strict=True)]
        radiant = TEST_RADIANT if self.test_house else RADIANT
        gains: Table = {"sensible_w": sensible, "latent_w": latent, "radiant_fraction": radiant}
        return gains | ({"profile": profile, "electricity_w": sensible + latent} if any(profile) else {})


def _depth(wall: Element) -> float:
    depth = number_in(wall, "DepthBelowGrade")
    if depth < 0.0:
        raise Refused(f"{name_of(wall)}/DepthBelowGrade", f"must not be negative, not {depth:g}")
    return depth


def _shares(load: Element) -> list[float]:
    """Return the weight of each hour of the day in a load."""
    path = "extension/WeekdayScheduleFractions"
    given = load.findtext(path)
    if given is None:
        return [1.0 / 24] * 24
    try:
        shares = [float(part) for part in given.split(",")]
    except ValueError:
        raise Refused(f"{name_of(load)}/{path}", "holds something that is not a number") from None
    if len(shares) != 24 or not sum(shares) > 0.0 or min(shares) < 0.0:
        raise Refused(f"{name_of(load)}/{path}", "needs 24 numbers, none negative, not all zero")
    return shares


def _curtain(window: Element, shgc: float) -> float:
    shading = window.find("InteriorShading")
    if shading is not None and shading.findtext("Type") == "not present":
        return 1.0
    usual = 0.92 - 0.21 * shgc  # ANSI/RESNET/ICC 301
    if shading is None:
        return usual
    seasons = [number_in(shading, f"{season}ShadingCoefficient", usual) for season in ("Summer", "Winter")]
    return sum(seasons) / 2.0


def _width(area: float, perimeter: float) -> float:
    """Return the shorter side of a rectangle; of a square if the perimeter is too short."""
    return perimeter / 4.0 - sqrt(max((perimeter / 4.0) ** 2 - area, 0.0))


def _conductivity(value: float) -> float:
    """Turn Btu/(h ft F) into W/(m K)."""
    return value * 12.0 * DIMENSIONS["conductivity"]["btu_in_h_ft2_f"].scale
