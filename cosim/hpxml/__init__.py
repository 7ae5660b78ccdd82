"""Read HPXML files as houses.

One function reads one section of the file. Unsupported elements are refused where they change the house, and otherwise
listed in `HpxmlHouse.unread`. Supported: homes with basements and crawlspaces, conditioned or not, attics and garages;
what a file leaves out follows OpenStudio-HPXML's documented defaults. Lengths in a file are feet, R-values h ft2 F/Btu.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from cosim.config.house import DuctsConfig, HouseConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.errors import InvalidInput, printable
from cosim.hpxml.account import Account, account_of
from cosim.hpxml.building import ZONES, Building
from cosim.hpxml.defects import air_left
from cosim.hpxml.document import all_faults, is_sound, lost_references, opened, refused
from cosim.hpxml.ducts import OUTSIDE, Distribution, read_distribution, surroundings_of
from cosim.hpxml.elements import Element, Refused, Unsupported
from cosim.hpxml.heaters import Heater
from cosim.hpxml.machines import AirSource
from cosim.hpxml.nodes import Gathering, Node
from cosim.hpxml.schedules import Beside, Schedules, schedules_beside
from cosim.hpxml.sources import HomeFile
from cosim.hpxml.systems import Systems, read_systems
from cosim.hpxml.thermostat import BOTH, thermostat_table, with_hours
from cosim.hpxml.ventilation import cools_the_house
from cosim.project import read_bytes
from cosim.units import to_si

SECTIONS = {
    "BuildingDetails": {"BuildingSummary", "ClimateandRiskZones", "Enclosure", "Systems", "MiscLoads", "Lighting",
                        "Appliances", "Pools", "Spas"},
    "BuildingDetails/Enclosure": {"AirInfiltration", "Attics", "Roofs", "RimJoists", "Walls", "FoundationWalls",
                                  "Floors", "Slabs", "Windows", "Doors", "Skylights", "Foundations"},
    "BuildingDetails/Systems": {"HVAC", "WaterHeating"},
    "BuildingDetails/Systems/HVAC": {"HVACControl"},
    "BuildingDetails/MiscLoads": {"PlugLoad", "FuelLoad"},
}  # fmt: skip

HVAC = "/HPXML/Building/BuildingDetails/Systems/HVAC"
FANS = "BuildingDetails/Systems/MechanicalVentilation"
GROW = "BuildingSummary/extension/HVACSizingControl/AllowIncreasedFixedCapacities"

# sections that a house leaves aside, but `read_home` reads, or that only say what other sections say
READ_HERE = {"BuildingDetails/Systems/HVAC/HVACPlant", "BuildingDetails/Systems/HVAC/HVACDistribution",
             "BuildingDetails/Enclosure/Foundations"}  # fmt: skip


@dataclass(frozen=True)
class HpxmlHouse:
    """The contents of a file.

    Attributes
    ----------
    house : HouseConfig
    heating_setpoint, cooling_setpoint : float or None
        K, the same all year.
    weather : str
        Name of the weather file.
    unread : tuple of str
        Sections of the file that were ignored.
    document : tuple of Element
        Root and building of the file, which remember what of them was read.
    schedules : Schedules
        Of the schedules files that the file names.
    notes : tuple of str
        What was not found, or is not followed.
    beside : dict of Path to bytes
        The schedules files.
    """

    house: HouseConfig
    heating_setpoint: float | None
    cooling_setpoint: float | None
    weather: str
    unread: tuple[str, ...]
    document: tuple[Element, Element] = field(repr=False, compare=False)
    schedules: Schedules = field(default_factory=Schedules, repr=False, compare=False)
    notes: tuple[str, ...] = ()
    beside: dict[Path, bytes] = field(default_factory=dict, repr=False, compare=False)

    def account(self) -> Account:
        """Return what became of each leaf of the file, of its systems as well."""
        _note_systems(*self.document)
        return account_of(*self.document)


class NotReadYet(InvalidInput):
    """A valid file with an element that changes the house and is not supported yet."""


@dataclass(frozen=True)
class HpxmlHome:
    """What heats and cools a home, and how it is controlled.

    Attributes
    ----------
    house : HpxmlHouse
        With the ducts of its most important system.
    systems : Systems
    distributions : dict of str to Distribution
        By identifier.
    thermostat : ThermostatConfig
    left_aside : tuple of str
        XPaths of leaves of Systems/HVAC that were not read, because they change nothing here.
    notes : tuple of str
        What stands in for what the file describes.
    """

    house: HpxmlHouse
    systems: Systems
    distributions: dict[str, Distribution]
    thermostat: ThermostatConfig
    left_aside: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def distribution_of(self, system: Heater | AirSource | None) -> Distribution | None:
        """Return what brings the heat of a system to the rooms."""
        return None if system is None else self.distributions.get(system.distribution)


def read_hpxml(
    path: Path | str, building: str = "", data: bytes | None = None, *, beside: Beside | None = None
) -> HpxmlHouse:
    """Read the house in an HPXML file.

    Parameters
    ----------
    path : Path or str
        Of the file.
    building : str
        Identifier of one of its buildings; needed where the file has several.
    data : bytes, optional
        Content of the file, where it has been read before.
    beside : callable, optional
        Returns path and content of a schedules file that the file names; by default one that lies beside it.

    Raises
    ------
    NotReadYet
        If it has elements that change the house and are not supported yet.
    InvalidInput
        If it cannot be read, or describes an impossible house.
    """
    path = Path(path)
    root, details = _document(path, building, data)
    faults = Gathering(lost_references(details))
    house = _house(path, root, details, faults, beside)
    _raise(path, details, faults)
    assert house is not None, "without faults there is a house"
    return house


def read_home(
    path: Path | str,
    building: str = "",
    data: bytes | None = None,
    *,
    whole: bool = True,
    beside: Beside | None = None,
) -> HpxmlHome:
    """Read an HPXML file: the house, and what heats and cools it. All faults of both are raised at once.

    Parameters
    ----------
    path, building, data, beside
        As of `read_hpxml`.
    whole : bool
        Refuse what of the house is left aside and would change the answer.

    Raises
    ------
    NotReadYet
        If it has elements that change the answer and are not supported yet.
    InvalidInput
        If it cannot be read, or describes something impossible.
    """
    path = Path(path)
    root, details = _document(path, building, data)
    faults = Gathering(lost_references(details))
    house = _house(path, root, details, faults, beside)
    element = details.find("Systems/HVAC")
    if element is None and whole:
        faults.refuse(Refused(HVAC, "is missing: nothing heats or cools the home"))
        _raise(path, details, faults)
    hvac = Node(Element("HVAC") if element is None else element, HVAC)
    before = len(faults.faults)
    if house is not None and whole:
        for section in house.unread:
            if section not in READ_HERE:
                faults.refuse(Unsupported(section, "is not supported yet"))
    home = faults.one(lambda: surroundings_of(details))
    systems = replace(read_systems(hvac, faults), grow=details.findtext(GROW) in ("true", "1"))
    found = [] if home is None else hvac.children("HVACDistribution")
    distributions = {
        read.name: read
        for read in faults.each(found, lambda node: read_distribution(node, home))  # type: ignore[arg-type]
    }
    schedules = Schedules() if house is None else house.schedules
    sides = (("Heating", systems.heating), ("Cooling", systems.cooling))
    serves = frozenset(name for name, served in sides if served)
    found_control = faults.of(hvac, lambda node: _thermostat(node, root, schedules, serves))
    if len(faults.faults) == before:  # else what was refused would be missing once more
        for system in (*systems.heating, *systems.cooling, *([systems.backup] if systems.backup else [])):
            if system.distribution and system.distribution not in distributions:
                problem = f"'{system.distribution}', which {system.name} is connected to, is not defined"
                faults.refuse(Refused(hvac.place("HVACDistribution"), problem))
    ducts = None
    if house is not None and len(faults.faults) == before:
        config = house.house
        ducts = faults.one(lambda: _ducts(systems, distributions, config))
    _raise(path, details, faults)
    assert house is not None, "without faults there is a house"
    assert found_control is not None, "without faults there is a thermostat"
    thermostat, said = found_control
    house = replace(house, notes=(*house.notes, *said))
    if ducts is not None:
        house = replace(house, house=house.house.model_copy(update={"ducts": ducts}))
    return HpxmlHome(house, systems, distributions, thermostat, tuple(hvac.unread()))


def _note_systems(root: Element, details: Element) -> None:
    """Read what heats and cools a home, so that its leaves know that they are read; what is refused is left."""
    element, unread = details.find("Systems/HVAC"), Gathering()
    home = unread.one(lambda: surroundings_of(details))
    if element is None or home is None:
        return
    hvac = Node(element, "Systems/HVAC")
    read_systems(hvac, unread)
    details.find(GROW)
    unread.each(hvac.children("HVACDistribution"), lambda node: read_distribution(node, home))
    unread.of(hvac, lambda node: _thermostat(node, root, Schedules(), BOTH))


def _thermostat(
    hvac: Node, root: Element, schedules: Schedules, serves: frozenset[str]
) -> tuple[ThermostatConfig, tuple[str, ...]]:
    """Return the thermostat of a home, and notes; `serves` says what it controls."""
    controls = hvac.children("HVACControl")
    if len(controls) > 1:
        raise Unsupported(controls[1].path, "a second thermostat is not supported yet")
    document = Node(root, "/HPXML", hvac.read, hvac.faults)
    table, notes = thermostat_table(controls[0] if controls else None, document, serves)
    table, by_hour = with_hours(table, schedules, serves)
    try:
        return ThermostatConfig.model_validate(table), by_hour or notes
    except ValidationError as invalid:
        said = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in invalid.errors())
        raise Refused(hvac.place("HVACControl"), said) from None


def _ducts(systems: Systems, distributions: dict[str, Distribution], house: HouseConfig) -> DuctsConfig | None:
    """Return the ducts of the most important system that has any."""
    for name in systems.distributions:
        tables = distributions[name].ducts(duct_zone_names(), air_left(systems))
        known = [*(zone.name for zone in house.zones), "outdoors"]
        for place in distributions[name].runs:
            if duct_zone_names().get(place, place) not in known:
                raise Refused(name, f"ducts are in '{place}', which the home does not have")
        if tables:
            return DuctsConfig.model_validate({**tables[0], "elsewhere": tables[1:]})
    return None


def duct_zone_names() -> dict[str, str]:
    """Return the zone of a house, or `outdoors`, by HPXML's word for a place."""
    return {**ZONES, OUTSIDE: "outdoors"}


def _document(path: Path, building: str = "", data: bytes | None = None) -> tuple[Element, Element]:
    """Return the root of a file and the details of its building, or of the one that has an identifier."""
    return opened(path, read_bytes(path) if data is None else data, building)


def _house(path: Path, root: Element, details: Element, faults: Gathering, beside: Beside | None) -> HpxmlHouse | None:
    """Return the house of a file; None where something of it is refused."""
    test_house = root.findtext("SoftwareInfo/extension/ApplyASHRAE140Assumptions") == "true"
    found = schedules_beside(details, beside or HomeFile(path).beside)
    faults.faults += found.faults
    building = faults.one(lambda: Building(printable(path.stem), details, test_house, found.schedules))
    heating, cooling = (_setpoint(details, season, faults) for season in ("Heating", "Cooling"))
    if building is None:
        return None
    table = building.table()
    faults.faults += building.faults
    if building.faults or not is_sound(details):
        return None
    try:
        house = HouseConfig.model_validate(table)
    except ValidationError as invalid:
        faults.faults += [Refused(building.place(table, fault["loc"]), fault["msg"]) for fault in invalid.errors()]
        return None
    return HpxmlHouse(
        house,
        heating,
        cooling,
        details.findtext("ClimateandRiskZones/WeatherStation/extension/EPWFilePath") or "",
        tuple(
            section for section in _unread(details) if section != FANS or not _all_fans(details, house, building.fans)
        ),
        (root, details),
        found.schedules,
        tuple(found.notes),
        found.files,
    )


def _all_fans(details: Element, house: HouseConfig, read: int) -> bool:
    """Return whether a house has each fan of its file: those `read` that ventilate, and those that cool by night."""
    fans = details.findall("Systems/MechanicalVentilation/VentilationFans/*")
    airing = house.natural_ventilation
    cooling = [fan for fan in fans if cools_the_house(fan)] if airing is not None and airing.fan_flow else []
    return 0 < len(fans) == read + len(cooling)


def _raise(path: Path, details: Element, faults: Gathering) -> None:
    """Raise what was refused, all at once; as not supported yet where nothing is wrong with the file."""
    if not faults.faults and is_sound(details):
        return
    found = all_faults(details, faults.faults)
    kind = NotReadYet if all(isinstance(each, Unsupported) for _, each in found) else InvalidInput
    raise kind(refused(path, found))


def _setpoint(details: Element, season: str, faults: Gathering) -> float | None:
    element = details.find("Systems/HVAC")
    controls = [] if element is None else Node(element, HVAC).children("HVACControl")
    if not controls:
        return None
    stated = faults.of(controls[0], lambda node: node.optional(f"SetpointTemp{season}Season"))
    return None if stated is None else to_si(stated, "temperature", "f")


def _unread(details: Element) -> Iterator[str]:
    for path, known in SECTIONS.items():
        section = path.removeprefix("BuildingDetails").removeprefix("/")
        for parent in details.findall(section) if section else [details]:
            yield from (f"{path}/{child.tag}" for child in parent if child.tag not in known)
