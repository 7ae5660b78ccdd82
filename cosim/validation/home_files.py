"""Homes of the suite `homes` and what EnergyPlus found for them: files of a folder, rows of its results.

Nothing of the reader that is judged is used here: files are opened as plain XML.
"""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

from cosim.errors import Fault, InvalidInput
from cosim.validation.reference import part_of, read_table

FOLDER, RESULTS, KEY = "hpxml", "results", "HPXML"
UNIT_AT_END = re.compile(r" \([^)]*\)$")
MONTH_BEGINS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
HOURS_OF_YEAR = 8760
# sections by which two files are the same house: enclosure, weather, people, gains, outdoor air and setpoints; what
# heats and cools it, ducts, panels and prices are none of them
SAME_HOUSE = (
    "BuildingSummary/Site", "BuildingSummary/BuildingOccupancy", "BuildingSummary/BuildingConstruction",
    "BuildingSummary/extension/SchedulesFilePath", "ClimateandRiskZones", "Enclosure", "Systems/HVAC/HVACControl",
    "Systems/MechanicalVentilation", "Systems/WaterHeating", "Appliances", "Lighting", "MiscLoads", "Pools",
)  # fmt: skip
SIMULATION = ("BeginMonth", "BeginDayOfMonth", "EndMonth", "EndDayOfMonth", "TemperatureCapacitanceMultiplier")

Figures = Mapping[str, float]


@dataclass(frozen=True)
class HomeFile:
    """A file of the folder, with what EnergyPlus found for it.

    Attributes
    ----------
    path : Path
    published : mapping
        EnergyPlus's figures by the name of their column, without its unit.
    """

    path: Path
    published: Figures

    @property
    def name(self) -> str:
        """Name of the file without suffix."""
        return self.path.stem

    @property
    def set(self) -> str:
        """Name of the folder that it lies in, in words."""
        return self.path.parent.name.replace("_", " ")

    @cached_property
    def root(self) -> ElementTree.Element:
        """The document, its tags without namespace."""
        root = ElementTree.fromstring(self.path.read_bytes())
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root

    @cached_property
    def station(self) -> str:
        """Name of the weather file, without folders."""
        path = "Building/BuildingDetails/ClimateandRiskZones/WeatherStation/extension/EPWFilePath"
        return (self.root.findtext(path) or "").replace("\\", "/").rpartition("/")[2]

    @cached_property
    def leaves(self) -> int:
        """Number of elements without others below them."""
        return sum(not len(element) for element in self.root.iter())

    @cached_property
    def house(self) -> str:
        """A digest of all that makes the house: files of one digest are one house with other equipment."""
        details = self.root.find("Building/BuildingDetails")
        parts = [] if details is None else [part for path in SAME_HOUSE for part in details.findall(path)]
        lines = [f"{element.tag} {(element.text or '').strip()}" for part in parts for element in part.iter()]
        lines += [self._control(name) for name in SIMULATION]
        return sha256("\n".join(lines).encode()).hexdigest()

    @cached_property
    def hours(self) -> slice:
        """Hours of the year that its run period covers."""
        months = self._control("BeginMonth") or "1", self._control("EndMonth") or "12"
        days = self._control("BeginDayOfMonth") or "1", self._control("EndDayOfMonth") or "31"
        first, last = (MONTH_BEGINS[int(month) - 1] + int(day) for month, day in zip(months, days, strict=True))
        return slice(24 * (first - 1), min(24 * last, HOURS_OF_YEAR))

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """Files that it names and that are not there: EnergyPlus's figures follow from them, and ours cannot."""
        named = self.root.findall("Building/BuildingDetails/BuildingSummary/extension/SchedulesFilePath")
        paths = [(element.text or "").strip() for element in named]
        return tuple(path for path in paths if not (self.path.parent / path).is_file())

    def has(self, side: str) -> bool:
        """Return whether something of the file heats or cools: `side` is ``heating`` or ``cooling``."""
        plant = "Building/BuildingDetails/Systems/HVAC/HVACPlant"
        share = "FractionHeatLoadServed" if side == "heating" else "FractionCoolLoadServed"
        own = "HeatingSystem" if side == "heating" else "CoolingSystem"
        systems = self.root.findall(f"{plant}/{own}") + self.root.findall(f"{plant}/HeatPump")
        return any(float(system.findtext(share) or 1.0) > 0.0 for system in systems)

    def _control(self, name: str) -> str:
        return (self.root.findtext(f"SoftwareInfo/extension/SimulationControl/{name}") or "").strip()


def home_files(root: Path, patterns: Sequence[str] = ()) -> list[HomeFile]:
    """Return the homes of the reference folder whose names fit one of some patterns; all without patterns.

    Raises
    ------
    InvalidInput
        If a pattern fits nothing, a file has no results, or there is no file at all.
    """
    folder = part_of(root, FOLDER)
    paths = sorted(path for path in folder.rglob("*.xml") if RESULTS not in path.relative_to(folder).parts)
    published = published_figures(folder / RESULTS)
    if not paths:
        raise InvalidInput([Fault(str(folder), "holds no HPXML files")])
    idle = [each for each in patterns if not any(fnmatchcase(path.stem, each) for path in paths)]
    faults = [Fault(each, "fits no home of the folder", f"names are such as {paths[0].stem}") for each in idle]
    chosen = [path for path in paths if not patterns or any(fnmatchcase(path.stem, each) for each in patterns)]
    faults += [Fault(str(path), f"has no row in {RESULTS}") for path in chosen if path.name not in published]
    if faults:
        raise InvalidInput(faults)
    return [HomeFile(path, published[path.name]) for path in chosen]


@cache
def has_leap_day(weather: Path) -> bool:
    """Return whether a weather file has a 29 February; EnergyPlus then simulates it, and cosim's year does not."""
    return re.search(rb"^\d{4},2,29,", weather.read_bytes(), re.MULTILINE) is not None


def published_figures(folder: Path) -> dict[str, dict[str, float]]:
    """Return every number of all tables of a folder that have a column for the file, by file and column."""
    if not folder.is_dir():
        raise InvalidInput([Fault(str(folder), "does not exist", "point --reference at a folder that contains it")])
    figures: dict[str, dict[str, float]] = {}
    for path in sorted(folder.glob("*.csv")):
        for row in read_table(path):
            if row.get(KEY):
                found = figures.setdefault(row[KEY], {})
                found |= {UNIT_AT_END.sub("", name): float(text) for name, text in row.items() if name != KEY and text}
    return figures
