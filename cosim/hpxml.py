"""HPXML files as houses of our own configuration.

One function reads one section of the file. What is not understood is either refused, where the house would be another
without it, or listed in `HpxmlHouse.unread`. Read so far: detached houses with conditioned space, conditioned basement,
vented or unvented attic, floors over outdoor air, slabs and foundation walls. Lengths in a file are feet, R-values
h ft2 F/Btu.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import atan, cos, degrees, sqrt
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cosim.config.assembly import (
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
from cosim.config.house import HouseConfig
from cosim.errors import Fault, InvalidInput
from cosim.physics.ground import below_grade_floor_resistance, below_grade_wall_resistance
from cosim.units import DIMENSIONS, FOOT, KILOWATT_HOUR, to_si

Element = ElementTree.Element
Finish = list[tuple[str, Material]]

ROOM, ATTIC = "conditioned space", "attic"
ZONES = {"conditioned space": ROOM, "living space": ROOM, "basement - conditioned": ROOM,
         "attic - vented": ATTIC, "attic - unvented": ATTIC}  # fmt: skip
SLAB_F_FACTOR = 0.73  # Btu/(h ft F), unheated and uninsulated: ASHRAE 90.1, table A6.3
SOIL_CONDUCTIVITY = 0.8  # Btu/(h ft F), of ASHRAE Fundamentals' tables of basement losses
ATTIC_VENTS = 1.0 / 300.0  # of the attic's floor, the code's requirement
# of Standard 140's houses (section 7): partitions, ft2; radiant share of gains; of all others: OpenStudio-HPXML
TEST_PARTITIONS, TEST_RADIANT, RADIANT = 1024.0, 0.7, 0.6
FURNITURE_MASS, FURNITURE_AREA = 8.0, 0.4  # lb and ft2 for each ft2 of floor
AIR_CAPACITY_FACTOR = 7.0  # of light furnishings and linings in a house that is lived in: OpenStudio-HPXML
SECTIONS = {
    "BuildingDetails": {"BuildingSummary", "ClimateandRiskZones", "Enclosure", "Systems", "MiscLoads"},
    "BuildingDetails/Enclosure": {"AirInfiltration", "Attics", "Roofs", "RimJoists", "Walls", "FoundationWalls",
                                  "Floors", "Slabs", "Windows", "Doors"},
    "BuildingDetails/Systems": {"HVAC"},
    "BuildingDetails/Systems/HVAC": {"HVACControl"},
    "BuildingDetails/MiscLoads": {"PlugLoad"},
}  # fmt: skip


@dataclass(frozen=True)
class HpxmlHouse:
    """What a file says.

    Attributes
    ----------
    house : HouseConfig
    heating_setpoint, cooling_setpoint : float or None
        K, the same all year.
    weather : str
        Name of the weather file.
    unread : tuple of str
        Sections of the file that were left aside.
    """

    house: HouseConfig
    heating_setpoint: float | None
    cooling_setpoint: float | None
    weather: str
    unread: tuple[str, ...]


class NotReadYet(InvalidInput):
    """A file that is sound, but holds something that changes the house and is not read yet."""


def read_hpxml(path: Path) -> HpxmlHouse:
    """Read an HPXML file.

    Raises
    ------
    NotReadYet
        If it holds something that changes the house and is not read yet.
    InvalidInput
        If it cannot be read, or if no house can be as it says.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except OSError as error:
        raise InvalidInput([Fault(str(path), f"cannot be read: {error.strerror}")]) from None
    except ElementTree.ParseError as error:
        raise InvalidInput([Fault(str(path), f"is not XML: {error}")]) from None
    for element in root.iter():  # the schema's version is in the namespace; names are the same in all of them
        element.tag = element.tag.rpartition("}")[2]
    details = root.find("Building/BuildingDetails")
    if root.tag != "HPXML" or details is None:
        raise InvalidInput([Fault(str(path), "is not HPXML of a building: HPXML/Building/BuildingDetails is missing")])
    test_house = root.findtext("SoftwareInfo/extension/ApplyASHRAE140Assumptions") == "true"
    try:
        building = _Building(path.stem, details, test_house)
        house = HouseConfig.model_validate(building.table())
    except _Refused as refused:
        kind = NotReadYet if isinstance(refused, _Unsupported) else InvalidInput
        raise kind([Fault(f"{path.name}: {refused.place}", refused.problem)]) from None
    except ValidationError as invalid:
        raise InvalidInput(
            Fault(f"{path.name}: {'.'.join(map(str, fault['loc'])) or 'house'}", fault["msg"])
            for fault in invalid.errors()
        ) from None
    control = "Systems/HVAC/HVACControl"
    return HpxmlHouse(
        house,
        _setpoint(details, f"{control}/SetpointTempHeatingSeason"),
        _setpoint(details, f"{control}/SetpointTempCoolingSeason"),
        details.findtext("ClimateandRiskZones/WeatherStation/extension/EPWFilePath") or "",
        tuple(_unread(details)),
    )


class _Refused(Exception):
    """Something that cannot be read, and where."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place, self.problem = place, problem


class _Unsupported(_Refused):
    """Something that is understood, but that no house of ours can be."""


def _setpoint(details: Element, path: str) -> float | None:
    text = details.findtext(path)
    return None if text is None else to_si(float(text), "temperature", "f")


def _unread(details: Element) -> Iterator[str]:
    for path, known in SECTIONS.items():
        section = path.removeprefix("BuildingDetails").removeprefix("/")
        for parent in details.findall(section) if section else [details]:
            yield from (f"{path}/{child.tag}" for child in parent if child.tag not in known)


def _name(element: Element) -> str:
    mark = element.find("SystemIdentifier")
    return mark.get("id", element.tag) if mark is not None else element.tag


def _number(element: Element, path: str, default: float | None = None) -> float:
    text = element.findtext(path)
    if text is None and default is not None:
        return default
    try:
        return float(text or "")
    except ValueError:
        raise _Refused(f"{_name(element)}/{path}", "is missing" if text is None else f"'{text}' is no number") from None


@dataclass
class _Building:
    """A building while its sections are turned into the tables of a house file."""

    name: str
    details: Element
    test_house: bool
    constructions: Table = field(default_factory=dict)
    glazings: Table = field(default_factory=dict)
    surfaces: list[Table] = field(default_factory=list)
    windows: list[Table] = field(default_factory=list)
    ground: Table = field(default_factory=dict)

    def __post_init__(self) -> None:
        construction = self._one("BuildingSummary/BuildingConstruction")
        self.floor_area = _number(construction, "ConditionedFloorArea")
        self.height = _number(construction, "AverageCeilingHeight", 8.0)
        self.volume = _number(construction, "ConditionedBuildingVolume", self.floor_area * self.height)
        self.storeys = _number(construction, "NumberofConditionedFloorsAboveGrade", 1.0)

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
                read(element)
        self._partitions()
        return {
            "name": self.name,
            "source": "HPXML",
            "zones": self._zones(),
            "constructions": self.constructions,
            "glazings": self.glazings,
            "surfaces": self.surfaces,
            "windows": self.windows,
            "gains": self._gains(),
        }

    # --- helpers -----------------------------------------------------------------------------------------------------

    def _one(self, path: str) -> Element:
        found = self.details.find(path)
        if found is None:
            raise _Refused(path, "is missing")
        return found

    def _zone(self, element: Element, path: str = "InteriorAdjacentTo") -> str:
        place = element.findtext(path)
        if place is None:
            raise _Refused(f"{_name(element)}/{path}", "is missing")
        if place not in ZONES:
            raise _Unsupported(f"{_name(element)}/{path}", f"'{place}' is not read yet")
        return ZONES[place]

    def _boundary(self, element: Element) -> str:
        place = element.findtext("ExteriorAdjacentTo") or "outside"
        if place == "other housing unit":
            return "adiabatic"
        return "outdoors" if place == "outside" else self._zone(element, "ExteriorAdjacentTo")

    def _azimuth(self, element: Element) -> float:
        return _number(element, "Azimuth") % 360.0

    def _assembly(
        self, element: Element, films: float, outer: Finish, inner: Finish, kind: str, resistance: float
    ) -> None:
        """Add the construction of an assembly whose R-value, air films included, is `resistance`."""
        name = _name(element)
        try:
            layers = layers_of(resistance, films, outer, inner, kind)
        except ValueError as error:
            raise _Refused(name, str(error)) from None
        self.constructions[name] = {
            "layers": layers,
            "outside_absorptance": _number(element, "SolarAbsorptance", 0.7),
            "outside_emittance": _number(element, "Emittance", 0.9),
        }

    def _finish(self, element: Element) -> Finish:
        kind = element.findtext("InteriorFinish/Type")
        if kind in (None, "not present"):
            return []
        if kind != "gypsum board":
            raise _Unsupported(f"{_name(element)}/InteriorFinish/Type", f"'{kind}' is not read yet")
        thickness = _number(element, "InteriorFinish/Thickness", GYPSUM.thickness)
        return [("gypsum board", GYPSUM._replace(thickness=thickness))]

    def _siding(self, element: Element) -> Finish:
        siding = element.findtext("Siding") or "wood siding"
        if siding == "none":
            return []
        if siding not in SIDINGS:
            raise _Unsupported(f"{_name(element)}/Siding", f"'{siding}' is not read yet")
        return [(siding, SIDINGS[siding])]

    def _surface(self, element: Element, area: float, **others: Any) -> None:
        name = _name(element)
        self.surfaces.append({"name": name, "construction": name, "area_ft2": area, **others})

    # --- sections ----------------------------------------------------------------------------------------------------

    def _roof(self, element: Element) -> None:
        pitch = _number(element, "Pitch")
        zone = self._zone(element)
        resistance = _number(element, "Insulation/AssemblyEffectiveRValue")
        outer = [("shingles", SHINGLES), ("deck", ROOF_DECK)]
        self._assembly(element, OUTSIDE + SLOPED, outer, self._finish(element), "roof", resistance)
        tilt = degrees(atan(pitch / 12.0))
        facing = {"azimuth_deg": self._azimuth(element)} if pitch > 0 else {}
        above = self.height * self.storeys + 0.5 * self._attic_height(pitch)
        self._surface(element, _number(element, "Area"), zone=zone, tilt_deg=tilt, centre_height_ft=above, **facing)

    def _wall(self, element: Element) -> None:
        zone, boundary = self._zone(element), self._boundary(element)
        outer = OUTSIDE if boundary == "outdoors" else VERTICAL
        siding = self._siding(element) if boundary == "outdoors" else []
        resistance = _number(element, "Insulation/AssemblyEffectiveRValue")
        self._assembly(element, outer + VERTICAL, siding, self._finish(element), "wall", resistance)
        centre = self.height * self.storeys * (1.0 if zone == ATTIC else 0.5)
        self._surface(element, _number(element, "Area"), zone=zone, boundary=boundary, centre_height_ft=centre,
                      azimuth_deg=self._azimuth(element))  # fmt: skip

    def _rim_joist(self, element: Element) -> None:
        resistance = _number(element, "Insulation/AssemblyEffectiveRValue")
        self._assembly(element, OUTSIDE + VERTICAL, self._siding(element), [], "rim", resistance)
        self._surface(element, _number(element, "Area"), zone=self._zone(element), boundary=self._boundary(element),
                      centre_height_ft=0.5, azimuth_deg=self._azimuth(element))  # fmt: skip

    def _foundation_wall(self, element: Element) -> None:
        """Split a basement wall at grade: above it stands outdoors, below it leads through soil."""
        kind, name = element.findtext("Type"), _name(element)
        insulation = [_number(layer, "NominalRValue", 0.0) for layer in element.findall("Insulation/Layer")]
        if (
            kind != "solid concrete"
            or any(insulation)
            or element.find("Insulation/AssemblyEffectiveRValue") is not None
        ):
            raise _Unsupported(name, "only foundation walls of bare solid concrete are read yet")
        height, depth = _number(element, "Height"), _number(element, "DepthBelowGrade")
        area, zone = _number(element, "Area"), self._zone(element)
        concrete = CONCRETE._replace(thickness=_number(element, "Thickness", 8.0))
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
        return _number(self._one("BuildingSummary"), "Site/Soil/Conductivity", SOIL_CONDUCTIVITY)

    def _floor(self, element: Element) -> None:
        kind, boundary, zone = element.findtext("FloorOrCeiling"), self._boundary(element), self._zone(element)
        resistance, area = _number(element, "Insulation/AssemblyEffectiveRValue"), _number(element, "Area")
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
        name, zone, area = _name(element), self._zone(element), _number(element, "Area")
        for part in ("PerimeterInsulation", "UnderSlabInsulation", "ExteriorHorizontalInsulation"):
            if _number(element, f"{part}/Layer/NominalRValue", 0.0):
                raise _Unsupported(f"{name}/{part}", "insulated slabs are not read yet")
        perimeter = _number(element, "ExposedPerimeter")
        covered = _number(element, "extension/CarpetFraction", 0.0) * _number(element, "extension/CarpetRValue", 0.0)
        concrete = CONCRETE._replace(thickness=_number(element, "Thickness", CONCRETE.thickness))
        carpet = [{"name": "carpet", "resistance_h_ft2_f_btu": covered}] if covered else []
        depths = [_number(wall, "DepthBelowGrade") for wall in self._own_foundation_walls(element)]
        place: Table = {"name": name, "construction": name, "zone": zone, "boundary": "ground", "tilt_deg": 180.0,
                        "area_ft2": area}  # fmt: skip
        if depths:
            own = in_si(HORIZONTAL + concrete.r_value + covered)
            soil = below_grade_floor_resistance(
                _width(area, perimeter) * FOOT, max(depths) * FOOT, _conductivity(self._soil()), own
            )
            layers = [{"name": "soil", "resistance_m2k_w": soil}, concrete.layer("concrete"), *carpet]
        else:
            # the factor is that of a bare slab; a carpet stands in series with all of it
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
        if wall is None:
            raise _Refused(f"{_name(element)}/AttachedToWall", f"there is no wall '{name}'")
        return wall

    def _door(self, element: Element) -> None:
        wall, area = self._attached(element), _number(element, "Area")
        resistance = _number(element, "RValue", 4.4)  # with films, as the label has it
        self._assembly(element, OUTSIDE + VERTICAL, [], [("wood", DOOR)], "door", resistance)
        wall["area_ft2"] -= area
        azimuth = _number(element, "Azimuth", wall["azimuth_deg"])
        self._surface(element, area, zone=wall["zone"], azimuth_deg=azimuth, centre_height_ft=3.5)

    def _window(self, element: Element) -> None:
        wall, u_value, shgc = self._attached(element), _number(element, "UFactor"), _number(element, "SHGC")
        glazing = f"U {u_value:g}, SHGC {shgc:g}"
        self.glazings[glazing] = {"u_value_btu_h_ft2_f": u_value, "shgc": shgc}
        if abs(_number(element, "Azimuth", wall["azimuth_deg"]) - wall["azimuth_deg"]) > 1.0:
            raise _Refused(_name(element), f"faces another way than its wall '{wall['name']}'")
        window: Table = {"name": _name(element), "surface": wall["name"], "glazing": glazing,
                         "area_ft2": _number(element, "Area"), "curtain": _curtain(element, shgc)}  # fmt: skip
        overhang = element.find("Overhangs")
        if overhang is not None and _number(overhang, "Depth", 0.0) > 0:
            top, bottom = (_number(overhang, f"DistanceTo{end}OfWindow") for end in ("Top", "Bottom"))
            width = window["area_ft2"] / (bottom - top)
            # a roof's overhang runs on beside the window; HPXML does not say how far
            window |= {"height_ft": bottom - top,
                       "overhang": {"depth_ft": _number(overhang, "Depth"), "gap_ft": top,
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
        return zones

    def _infiltration(self) -> Table:
        for measured in self.details.findall("Enclosure/AirInfiltration/AirInfiltrationMeasurement"):
            unit, value = measured.findtext("BuildingAirLeakage/UnitofMeasure"), "BuildingAirLeakage/AirLeakage"
            volume = _number(measured, "InfiltrationVolume", self.volume)
            if unit == "ACHnatural":
                return {"air_changes": _number(measured, value) * volume / self.volume}
            if unit in ("ACH", "CFM") and _number(measured, "HousePressure", 50.0) == 50.0:
                changes = _number(measured, value) * (volume if unit == "ACH" else 60.0) / self.volume
                return {"ach50": changes, "height_ft": self.height * self.storeys}
        raise _Refused("Enclosure/AirInfiltration", "holds no ACHnatural, nor ACH or CFM at 50 Pa")

    def _attic_height(self, pitch: float) -> float:
        return 0.5 * _width(*self._footprint()) * pitch / 12.0

    def _footprint(self) -> tuple[float, float]:
        """Return area and perimeter of the attic's floor, from its gables where it has any, else as of a square."""
        roofs = [r for r in self.details.findall("Enclosure/Roofs/Roof") if self._zone(r) == ATTIC]
        area = sum(_number(r, "Area") * cos(atan(_number(r, "Pitch") / 12.0)) for r in roofs)
        gables = [w for w in self.details.findall("Enclosure/Walls/Wall") if w.findtext("AtticWallType") == "gable"]
        if gables and roofs:
            width = 2.0 * sqrt(_number(gables[0], "Area") / (_number(roofs[0], "Pitch") / 12.0))
            return area, 2.0 * (width + area / width)
        return area, 4.0 * sqrt(area)

    def _attic(self) -> Table:
        area, _ = self._footprint()
        pitch = max((_number(r, "Pitch") for r in self.details.findall("Enclosure/Roofs/Roof")), default=0.0)
        gables = [w for w in self.details.findall("Enclosure/Walls/Wall") if w.findtext("AtticWallType") == "gable"]
        # a prism under gables, a pyramid under a hip roof
        share, height = 0.5 if gables else 1.0 / 3.0, self._attic_height(pitch)
        attic = self.details.find("Enclosure/Attics/Attic")
        vented = attic is not None and attic.findtext("AtticType/Attic/Vented") == "true"
        leakage: Table = {"vent_area_ft2": ATTIC_VENTS * area, "height_ft": max(height, 0.5)}
        if attic is None or not vented:
            leakage = {"air_changes": 0.1}  # OpenStudio-HPXML's of an unvented attic
        elif attic.findtext("VentilationRate/UnitofMeasure") == "ACHnatural":
            leakage = {"air_changes": _number(attic, "VentilationRate/Value")}
        elif attic.findtext("VentilationRate/UnitofMeasure") == "SLA":
            leakage["vent_area_ft2"] = _number(attic, "VentilationRate/Value") * area
        return {"name": ATTIC, "volume_ft3": share * area * height, "floor_area_ft2": area, "leakage": leakage}

    def _gains(self) -> Table:
        sensible, latent, profile = 0.0, 0.0, [0.0] * 24
        for load in self.details.findall("MiscLoads/PlugLoad"):
            if load.findtext("Load/Units") != "kWh/year":
                raise _Unsupported(f"{_name(load)}/Load/Units", "only kWh/year is read yet")
            mean = _number(load, "Load/Value") * KILOWATT_HOUR / (8760 * 3600.0)
            sensible += mean * _number(load, "extension/FracSensible", 1.0)
            latent += mean * _number(load, "extension/FracLatent", 0.0)
            given = load.findtext("extension/WeekdayScheduleFractions")
            shares = [float(part) for part in given.split(",")] if given else [1.0 / 24] * 24
            profile = [old + mean * new / sum(shares) for old, new in zip(profile, shares, strict=True)]
        radiant = TEST_RADIANT if self.test_house else RADIANT
        gains: Table = {"sensible_w": sensible, "latent_w": latent, "radiant_fraction": radiant}
        return gains | ({"profile": profile, "electricity_w": sensible + latent} if any(profile) else {})


def _curtain(window: Element, shgc: float) -> float:
    shading = window.find("InteriorShading")
    if shading is not None and shading.findtext("Type") == "not present":
        return 1.0
    usual = 0.92 - 0.21 * shgc  # ANSI/RESNET/ICC 301
    if shading is None:
        return usual
    seasons = [_number(shading, f"{season}ShadingCoefficient", usual) for season in ("Summer", "Winter")]
    return sum(seasons) / 2.0


def _width(area: float, perimeter: float) -> float:
    """Return the shorter side of a rectangle, of a square where the perimeter is too short for one."""
    return perimeter / 4.0 - sqrt(max((perimeter / 4.0) ** 2 - area, 0.0))


def _conductivity(value: float) -> float:
    """Turn Btu/(h ft F) into W/(m K)."""
    return value * 12.0 * DIMENSIONS["conductivity"]["btu_in_h_ft2_f"].scale
