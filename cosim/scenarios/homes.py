"""A house that a scenario takes from an HPXML file: `house = "home.xml"`, or `"home.xml#id"` of several buildings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cosim.config.house import HouseConfig
from cosim.hpxml import read_hpxml
from cosim.project import InputFile, describe, find, read_bytes

SUFFIX = ".xml"


@dataclass(frozen=True)
class Home:
    """A home in an HPXML file.

    Attributes
    ----------
    house : HouseConfig
    path : Path
        Of the file.
    station : str
        Name of the weather file that it names, without folders; "" where it names none.
    notes : tuple of str
        What of the file the simulation leaves aside.
    """

    house: HouseConfig
    path: Path
    station: str
    notes: tuple[str, ...]

    def weather_in(self, folder: Path, project: Path) -> Path | None:
        """Return the weather file of the home, beside it, in a folder or on the shelf; None where none holds it."""
        if not self.station:
            return None
        for place in (self.path.parent, folder, project / "weather"):
            if (place / self.station).is_file():
                return place / self.station
        return None


def is_home(reference: Any) -> bool:
    """Return whether a value refers to an HPXML file, perhaps with a building's identifier after ``#``."""
    return isinstance(reference, str) and reference.partition("#")[0].lower().endswith(SUFFIX)


def read_home_of(reference: str, place: str, anchor: Path, project: Path | None) -> tuple[Home, InputFile]:
    """Return the home of a reference and the record of its file.

    Parameters
    ----------
    reference : str
        Path of the file, with ``#`` and an identifier where it has several buildings.
    place : str
        Location of the reference, for messages.
    anchor, project : Path
        Folder in which relative paths start, and the user's project.

    Raises
    ------
    InvalidInput
        With all faults of the file.
    """
    name, _, building = reference.partition("#")
    path = find("houses", name, place=place, anchor=anchor, project=project)
    data = read_bytes(path)
    read = read_hpxml(path, building, data)
    notes = ()
    if read.unread:
        sections = ", ".join(section.removeprefix("BuildingDetails/") for section in read.unread)
        notes = (f"{path.name}: left aside: {sections}",)
    station = read.weather.replace("\\", "/").rpartition("/")[2]
    return Home(read.house, path, station, notes), describe("houses", path, data, project)
