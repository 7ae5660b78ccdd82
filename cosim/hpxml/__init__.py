"""Read HPXML files as houses.

One function reads one section of the file. Unsupported elements are refused where they change the house, and otherwise
listed in `HpxmlHouse.unread`. Supported: detached houses with conditioned space, conditioned basement,
vented or unvented attic, floors over outdoor air, slabs and foundation walls. Lengths in a file are feet, R-values
h ft2 F/Btu.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from cosim.config.house import HouseConfig
from cosim.errors import Fault, InvalidInput
from cosim.hpxml.building import Building
from cosim.hpxml.elements import Element, Refused, Unsupported
from cosim.units import to_si

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
    """

    house: HouseConfig
    heating_setpoint: float | None
    cooling_setpoint: float | None
    weather: str
    unread: tuple[str, ...]


class NotReadYet(InvalidInput):
    """A valid file with an element that changes the house and is not supported yet."""


def read_hpxml(path: Path) -> HpxmlHouse:
    """Read an HPXML file.

    Raises
    ------
    NotReadYet
        If it has an element that changes the house and is not supported yet.
    InvalidInput
        If it cannot be read, or describes an impossible house.
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
        building = Building(path.stem, details, test_house)
        house = HouseConfig.model_validate(building.table())
    except Refused as refused:
        kind = NotReadYet if isinstance(refused, Unsupported) else InvalidInput
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


def _setpoint(details: Element, path: str) -> float | None:
    text = details.findtext(path)
    return None if text is None else to_si(float(text), "temperature", "f")


def _unread(details: Element) -> Iterator[str]:
    for path, known in SECTIONS.items():
        section = path.removeprefix("BuildingDetails").removeprefix("/")
        for parent in details.findall(section) if section else [details]:
            yield from (f"{path}/{child.tag}" for child in parent if child.tag not in known)
