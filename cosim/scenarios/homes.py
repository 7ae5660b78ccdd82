"""A house that a scenario takes from an HPXML file: `house = "home.xml"`, `"home.xml#id"`, or a member of a zip."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cosim.config.faults import place_in
from cosim.config.house import HouseConfig
from cosim.errors import Fault, InvalidInput
from cosim.hpxml import read_hpxml
from cosim.hpxml.sources import find_home_file, is_home_file
from cosim.project import InputFile


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
    return is_home_file(reference)


def home_in(
    table: Mapping[str, Any],
    file: str,
    folder: Path,
    project: Path,
    files: dict[Path, InputFile],
    faults: list[Fault],
) -> tuple[Home | None, Mapping[str, Any]]:
    """Return the home that a scenario's table names as its house, and the table with the weather of that home's file.

    Parameters
    ----------
    table : mapping
        Of the scenario; its own weather is kept.
    file : str
        Name of the scenario's file, for messages.
    folder, project : Path
        Folder in which relative paths start, and the user's project.
    files, faults : dict and list
        Take the record of the home's file, and what is wrong with it.
    """
    if not is_home(table.get("house")):
        return None, table
    try:
        home, source = _read(table["house"], place_in(file, "house"), folder, project)
    except InvalidInput as error:
        faults += error.faults
        return None, table
    files[home.path] = source
    if "weather" in table:
        return home, table
    found = home.weather_in(folder, project)
    if found is not None:
        return home, {**table, "weather": str(found)}
    if home.station:
        problem = f"{home.station}, which the home's file names, lies neither beside it nor on the shelf 'weather'"
        faults.append(Fault(place_in(file, "weather"), problem, "get it, or name another"))
    return home, table


def _read(reference: str, place: str, folder: Path, project: Path) -> tuple[Home, InputFile]:
    """Return the home of a reference and the record of its file."""
    file = find_home_file(reference, place=place, anchor=folder, project=project)
    data = file.data()
    read = read_hpxml(file.shown, file.building, data)
    notes: tuple[str, ...] = ()
    if read.unread:
        sections = ", ".join(section.removeprefix("BuildingDetails/") for section in read.unread)
        notes = (f"{file.shown.name}: left aside: {sections}",)
    station = read.weather.replace("\\", "/").rpartition("/")[2]
    return Home(read.house, file.path, station, notes), file.record(data, project)
