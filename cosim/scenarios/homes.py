"""A home that a scenario takes from an HPXML file: `house = "home.xml"`, `"home.xml#id"`, or a member of a zip.

Its own equipment is that of a configuration that says `equipment = "as in the house"`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from cosim.config.faults import place_in
from cosim.config.house import HouseConfig
from cosim.config.scenario import AS_IN_THE_HOUSE, ConfigurationConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.constants import STANDARD_PRESSURE
from cosim.errors import Fault, InvalidInput
from cosim.hpxml import HpxmlHome, NotReadYet, read_home, read_hpxml
from cosim.hpxml.elements import Refused, Unsupported
from cosim.hpxml.plant import Plant, SideName, plant_of
from cosim.hpxml.sources import find_home_file, is_home_file
from cosim.project import InputFile, describe
from cosim.scenarios.checks import combination_faults
from cosim.scenarios.scenario import Configuration

if TYPE_CHECKING:
    from cosim.config.demand_response import Event
    from cosim.config.equipment import HeatPumpConfig

NO_HOME: Literal["none"] = "none"
"""In place of a home where the scenario's house is neither one from an HPXML file nor one of plain facts."""
EQUIPMENT = "BuildingDetails/Systems/HVAC"


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
    home : HpxmlHome or None
        What heats and cools it; None where that is not supported.
    beside : mapping of Path to bytes
        Schedules files that its own file names.
    own : Configuration or None
        What heats and cools a home of which plain facts are known.
    """

    house: HouseConfig
    path: Path
    station: str
    notes: tuple[str, ...]
    home: HpxmlHome | None = None
    beside: Mapping[Path, bytes] = field(default_factory=dict)
    own: Configuration | None = None

    @property
    def thermostat(self) -> ThermostatConfig | None:
        """The home's thermostat."""
        if self.own is not None:
            return self.own.thermostat
        return None if self.home is None else self.home.thermostat

    def configuration(self, name: str = AS_IN_THE_HOUSE, pressure: float = STANDARD_PRESSURE) -> Configuration:
        """Return what heats and cools the home, by its file, at the air pressure of its site, Pa."""
        assert self.home is not None, "a home whose equipment is asked for was read with it"
        return as_in_the_house(self.home, name, pressure=pressure)[0]

    def weather_in(self, folder: Path, project: Path) -> Path | None:
        """Return the weather file of the home, beside it, in a folder or on the shelf; None where none holds it."""
        if not self.station:
            return None
        for place in (self.path.parent, folder, project / "weather"):
            if (place / self.station).is_file():
                return place / self.station
        return None


def as_in_the_house(
    home: HpxmlHome,
    name: str = AS_IN_THE_HOUSE,
    *,
    side: SideName | None = None,
    pressure: float = STANDARD_PRESSURE,
) -> tuple[Configuration, tuple[str, ...]]:
    """Return the configuration of what heats and cools a home, with its thermostat, and notes on what stands in.

    Parameters
    ----------
    home : HpxmlHome
        As `cosim.hpxml.read_home` returns it; its house has the ducts.
    name : str
        Of the configuration.
    side : {"heating", "cooling"}, optional
        The only side that is installed; by default both.
    pressure : float
        Air pressure of the site, Pa.

    Raises
    ------
    NotReadYet
        If nothing of ours can stand in for a system.
    InvalidInput
        If a system has numbers that no machine has.
    """
    place = home.house.house.name
    try:
        plant = plant_of(home.systems, home.distributions, side=side, pressure=pressure)
    except ValidationError as invalid:
        raise InvalidInput(
            Fault(f"{place}: Systems/HVAC: {'.'.join(map(str, fault['loc']))}", fault["msg"])
            for fault in invalid.errors()
        ) from None
    except Unsupported as refused:
        raise NotReadYet([Fault(f"{place}: {refused.place}", refused.problem)]) from None
    except Refused as refused:
        raise InvalidInput([Fault(f"{place}: {refused.place}", refused.problem)]) from None
    return _configuration(plant, name, home.thermostat), plant.notes


def _configuration(plant: Plant, name: str, thermostat: ThermostatConfig) -> Configuration:
    return Configuration(
        name=name,
        heat_pump=plant.heat_pump,
        air_conditioner=plant.air_conditioner,
        furnace=plant.furnace,
        strips=plant.strips,
        dual_fuel=plant.dual_fuel,
        lockouts=plant.lockouts,
        thermostat=thermostat,
        capacity="auto" if plant.open else "as built",
        open_sizes=plant.open,
        faults=plant.faults,
        scale=plant.scale,
        equipment=plant.beside,
    )


def found_in(
    home: "Home | Literal['none'] | None",
    entry: Mapping[str, Any],
    file: str,
    dotted: str,
    pressure: float,
    faults: list[Fault],
    notes: list[str],
) -> dict[str, Any]:
    """Return the home's own equipment by the keys of a configuration, and under `own` the whole of it.

    Parameters
    ----------
    home : Home, "none" or None
        `NO_HOME` if the scenario's house has no equipment; None if its file or facts could not be read.
    entry : mapping
        The configuration in the scenario's table.
    file, dotted : str
        Place of the entry, for messages.
    pressure : float
        Air pressure of the site, Pa.
    faults, notes : list
        Take what is wrong, and what stands in for what.
    """
    found: dict[str, Any] = dict.fromkeys(("heat_pump", "air_conditioner", "furnace")) | {"equipment": ()}
    faults += [Fault(place_in(file, f"{dotted}{key}"), *words) for key, *words in combination_faults(entry)]
    if home == NO_HOME:
        remedy = 'name one: house = "home.xml"'
        faults.append(
            Fault(place_in(file, f"{dotted}.equipment"), "needs a house from an HPXML file or plain facts", remedy)
        )
    if isinstance(home, Home) and home.own is not None:
        return found | _by_key(replace(home.own, name=str(entry.get("name"))))
    if not isinstance(home, Home) or home.home is None:
        return found
    try:
        own, said = as_in_the_house(home.home, str(entry.get("name")), pressure=pressure)
    except InvalidInput as error:
        faults += error.faults
        return found
    notes += [f"{home.path.name}: {note}" for note in said]
    return found | _by_key(own)


def _by_key(own: Configuration) -> dict[str, Any]:
    return {"own": own, **{key: getattr(own, key) for key in ("heat_pump", "air_conditioner", "furnace")}}


def with_choices(
    own: Configuration,
    entry: ConfigurationConfig,
    heat_pump: "HeatPumpConfig | None",
    thermostat: ThermostatConfig,
    events: "tuple[Event, ...]",
) -> Configuration:
    """Return the home's own equipment with what a scenario's configuration says beside it."""
    stated = {name: getattr(entry.lockouts, name) for name in entry.lockouts.model_fields_set}
    return replace(
        own,
        name=entry.name,
        heat_pump=heat_pump,
        frost=entry.frost,
        faults=(*own.faults, *entry.faults),
        thermostat=thermostat,
        lockouts=own.lockouts.model_copy(update=stated),
        events=events,
        capacity="auto" if entry.capacity == "auto" else own.capacity,
        open_sizes={} if entry.capacity == "auto" else own.open_sizes,
    )


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
    entries = table.get("configurations")
    entries = entries if isinstance(entries, list) else []
    asked = any(isinstance(entry, Mapping) and entry.get("equipment") == AS_IN_THE_HOUSE for entry in entries)
    try:
        home, source = home_of(table["house"], place_in(file, "house"), folder, project, equipped=asked)
    except InvalidInput as error:
        faults += error.faults
        return None, table
    files[home.path] = source
    files.update({path: describe("houses", path, data, project) for path, data in home.beside.items()})
    if "weather" in table:
        return home, table
    found = home.weather_in(folder, project)
    if found is not None:
        return home, {**table, "weather": str(found)}
    problem, remedy = "is missing, and the home's file names no station", "name a weather file"
    if home.station:
        problem = f"{home.station}, which the home's file names, lies neither beside it nor on the shelf 'weather'"
        remedy = "get it, or name another"
    faults.append(Fault(place_in(file, "weather"), problem, remedy))
    return home, table


def home_of(
    reference: str, place: str, folder: Path, project: Path, *, equipped: bool = False
) -> tuple[Home, InputFile]:
    """Return the home of a reference and the record of its file.

    Parameters
    ----------
    reference : str
        Path of an HPXML file, or a member of a zip, perhaps with a building's identifier after ``#``.
    place : str
        Of the reference, for messages.
    folder, project : Path
        Folder in which relative paths start, and the user's project.
    equipped : bool
        Refuse a home whose equipment cannot be read; otherwise that is a note.
    """
    file = find_home_file(reference, place=place, anchor=folder, project=project)
    path, building, data = file.shown, file.building, file.data()
    notes: list[str] = []
    home = None
    try:
        home = read_home(path, building, data, whole=False, beside=file.beside)
        read = home.house
    except InvalidInput as error:
        if equipped:
            raise
        read = read_hpxml(path, building, data, beside=file.beside)
        notes.append(f"{path.name}: what heats and cools the home is left aside, and so are its ducts: "
                     f"{'; '.join(str(fault) for fault in error.faults)}")  # fmt: skip
    notes += [f"{path.name}: {note}" for note in read.notes]
    unread = [section for section in read.unread if home is None or not section.startswith(EQUIPMENT)]
    if unread:
        sections = ", ".join(section.removeprefix("BuildingDetails/") for section in unread)
        notes.append(f"{path.name}: left aside: {sections}")
    station = read.weather.replace("\\", "/").rpartition("/")[2]
    found = Home(read.house, file.path, station, tuple(notes), home, read.beside)
    return found, file.record(data, project)
