"""Homes with files of their own, as a sample of ResStock's has: one HPXML file a home, another for each upgrade of it.

A file is read twice: when the programme is read, for its faults, its place and its checksum; and when its home's batch
is simulated, for the house. Between the two only a few words are kept of it, so that a fleet may have any number of
homes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cosim.config.house import HouseConfig
from cosim.config.scenario import AS_IN_THE_HOUSE
from cosim.config.thermostat import ThermostatConfig
from cosim.constants import STANDARD_PRESSURE
from cosim.errors import Fault, InvalidInput
from cosim.hpxml import HpxmlHome, HpxmlHouse, read_home, read_hpxml
from cosim.hpxml.place import HomePlace, place_of
from cosim.hpxml.sources import HomeFile
from cosim.scenarios.homes import EQUIPMENT, as_in_the_house
from cosim.scenarios.scenario import Configuration

IN_HOUSE = AS_IN_THE_HOUSE
"""Name of the equipment that a home's own file states."""
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """Files of one home.

    Attributes
    ----------
    files : dict of int to HomeFile
        By upgrade; 0 is the home as it is.
    sums : dict of int to str
        SHA-256 of each, with the schedules files that it names.
    leakage : float
        Air changes an hour at 50 Pa; 0 where the home states leakage in another way.
    refused : str
        Why it cannot be simulated; "" where it can.
    equipped : bool
        Whether what heats and cools it is that of its files.
    fuels : frozenset of str
        What that burns.
    aside, stand_ins : tuple of str
        Sections of its files that are left aside, and what stands in for what they describe.
    """

    files: Mapping[int, HomeFile]
    sums: Mapping[int, str] = field(default_factory=dict)
    leakage: float = 0.0
    refused: str = ""
    place: HomePlace = field(default_factory=HomePlace)
    equipped: bool = True
    fuels: frozenset[str] = frozenset()
    aside: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()

    @property
    def upgrades(self) -> tuple[int, ...]:
        """Numbers of its files; 0 is the home as it is."""
        return tuple(self.files)

    @property
    def reference(self) -> str:
        """The home as it is, as a scenario names it."""
        file = self.files[min(self.files)]
        return f"{file.shown}#{file.building}" if file.building else str(file.shown)


@dataclass(frozen=True, slots=True)
class Own:
    """What a home's file says of it.

    Attributes
    ----------
    house : HouseConfig
    thermostat : ThermostatConfig, optional
        Its setpoints; None where they cannot be read.
    existing : Configuration, optional
        What heats and cools it; None where that is not asked for.
    """

    house: HouseConfig
    thermostat: ThermostatConfig | None = None
    existing: Configuration | None = None


def examined(files: Mapping[int, HomeFile], *, equipment: bool) -> Sample:
    """Return what a programme keeps of a home's files; one that cannot be simulated comes with its reason.

    Parameters
    ----------
    files : dict of int to HomeFile
        By upgrade.
    equipment : bool
        Whether what heats and cools the home is that of its files.

    Raises
    ------
    InvalidInput
        Where a file cannot be read from the disk at all.
    """
    sums: dict[int, str] = {}
    reasons: list[str] = []
    aside: dict[str, None] = {}
    stand_ins: dict[str, None] = {}
    place, leakage, fuels = HomePlace(), 0.0, set()
    for upgrade, file in files.items():
        bytes_read = Read(file)
        try:
            house, home = _read(bytes_read, equipment=equipment)
            stand_ins |= dict.fromkeys(house.notes)
            if equipment and home is not None:
                existing, notes = as_in_the_house(home, IN_HOUSE)
                stand_ins |= dict.fromkeys(notes)
                fuels |= {existing.furnace.fuel} if existing.furnace is not None else set()
        except InvalidInput as error:
            upgraded = f"upgrade {upgrade}: " if upgrade else ""
            reasons.append(upgraded + reason_of(error, file))
            continue
        finally:
            sums[upgrade] = bytes_read.sum()
        left = [section for section in house.unread if home is None or not section.startswith(EQUIPMENT)]
        aside |= dict.fromkeys(section.removeprefix("BuildingDetails/") for section in left)
        if upgrade == min(files):
            place, leakage = place_of(*house.document), _leakage(house.house)
    return Sample(files, sums, leakage, "; ".join(reasons), place, equipment, frozenset(fuels), tuple(aside),
                  tuple(stand_ins))  # fmt: skip


def own_of(sample: Sample, pressure: float = STANDARD_PRESSURE) -> dict[int, Own]:
    """Return what the files of a home say, by upgrade, at the air pressure of its site, Pa.

    Raises
    ------
    InvalidInput
        Where a file changed after the programme was read.
    """
    found = {}
    for upgrade, file in sample.files.items():
        bytes_read = Read(file)
        try:
            house, home = _read(bytes_read, equipment=sample.equipped)
        finally:
            if bytes_read.sum() != sample.sums[upgrade]:
                raise InvalidInput([Fault(file.shown.name, "changed after the programme was read", "run it again")])
        existing = (
            as_in_the_house(home, IN_HOUSE, pressure=pressure)[0] if home is not None and sample.equipped else None
        )
        found[upgrade] = Own(house.house, None if home is None else home.thermostat, existing)
    return found


class Read:
    """The bytes of a home's file and of the schedules files that it names, as they were read."""

    def __init__(self, file: HomeFile) -> None:
        self.file, self.data = file, file.data()
        self._beside: dict[str, tuple[Path, bytes] | None] = {}

    def beside(self, name: str) -> tuple[Path, bytes] | None:
        """Return a file that this one names, as of `HomeFile`."""
        if name not in self._beside:
            self._beside[name] = self.file.beside(name)
        return self._beside[name]

    def sum(self) -> str:
        """Return the SHA-256 of all of them; that of the file where it names none."""
        whole = sha256(self.data)
        for name in sorted(self._beside):
            found = self._beside[name]
            whole.update(f"{name} {'is missing' if found is None else sha256(found[1]).hexdigest()}".encode())
        return whole.hexdigest()


def _read(read: Read, *, equipment: bool) -> tuple[HpxmlHouse, HpxmlHome | None]:
    """Return the house in a file, and it with its equipment; None for that where it cannot be read and need not be."""
    place, building = read.file.shown, read.file.building
    try:
        home = read_home(place, building, read.data, whole=False, beside=read.beside)
    except InvalidInput:
        if equipment:
            raise
        return read_hpxml(place, building, read.data, beside=read.beside), None
    return home.house, home


def reason_of(error: InvalidInput, file: HomeFile) -> str:
    """Return the first faults of a home's file as one line without its name, and how many more there are."""
    names = (f"{file.shown.name}: ", f"{file.shown.stem}: ")  # of the file, and of the home
    shown = [str(fault) for fault in error.faults[:MOST_REASONS]]
    told = "; ".join(text.removeprefix(names[0]).removeprefix(names[1]) for text in shown)
    more = len(error.faults) - MOST_REASONS
    return f"{told}; and {more} more" if more > 0 else told


def _leakage(house: HouseConfig) -> float:
    leakage = house.zones[0].leakage
    return 0.0 if leakage is None or leakage.ach50 is None else leakage.ach50
