"""Homes with files of their own, as a sample of ResStock's has: one HPXML file a home, another for each upgrade of it.

A file is read twice: when the programme is read, for its faults, its place and its checksum; and when its home's batch
is simulated, for the house. Between the two only a few words are kept of it, so that a fleet may have any number of
homes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from cosim.config.house import HouseConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.errors import Fault, InvalidInput
from cosim.hpxml import HpxmlHouse, read_hpxml
from cosim.hpxml.place import HomePlace, place_of
from cosim.hpxml.sources import HomeFile
from cosim.scenarios.scenario import Configuration

IN_HOUSE = "as in the house"
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
        SHA-256 of each.
    leakage : float
        Air changes an hour at 50 Pa; 0 where the home states leakage in another way.
    refused : str
        Why it cannot be simulated; "" where it can.
    notes : tuple of str
        Sections of its files that are left aside.
    """

    files: Mapping[int, HomeFile]
    sums: Mapping[int, str] = field(default_factory=dict)
    leakage: float = 0.0
    refused: str = ""
    place: HomePlace = field(default_factory=HomePlace)
    notes: tuple[str, ...] = ()

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
        Its setpoints; None where it states none.
    existing : Configuration, optional
        What heats and cools it; None where that cannot be read.
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
    notes: dict[str, None] = {}
    place, leakage = HomePlace(), 0.0
    for upgrade, file in files.items():
        data = file.data()
        sums[upgrade] = sha256(data).hexdigest()
        try:
            read = read_hpxml(file.shown, file.building, data)
        except InvalidInput as error:
            reasons.append(reason_of(error))
            continue
        notes |= dict.fromkeys(section.removeprefix("BuildingDetails/") for section in read.unread)
        if upgrade == min(files):
            place, leakage = place_of(*read.document), _leakage(read.house)
    return Sample(files, sums, leakage, "; ".join(reasons), place, tuple(notes))


def own_of(sample: Sample) -> dict[int, Own]:
    """Return what the files of a home say, by upgrade; InvalidInput where one changed after the programme was read."""
    found = {}
    for upgrade, file in sample.files.items():
        data = file.data()
        if sha256(data).hexdigest() != sample.sums[upgrade]:
            raise InvalidInput([Fault(str(file.shown), "changed after the programme was read", "run it again")])
        found[upgrade] = _own(read_hpxml(file.shown, file.building, data))
    return found


def reason_of(error: InvalidInput) -> str:
    """Return the first faults of a file as one line, and how many more there are."""
    told = "; ".join(str(fault) for fault in error.faults[:MOST_REASONS])
    more = len(error.faults) - MOST_REASONS
    return f"{told}; and {more} more" if more > 0 else told


def _own(read: HpxmlHouse) -> Own:
    setpoints = {"heating_setpoint": read.heating_setpoint, "cooling_setpoint": read.cooling_setpoint}
    stated = {name: value for name, value in setpoints.items() if value is not None}
    thermostat = ThermostatConfig().model_copy(update=stated) if stated else None
    return Own(read.house, thermostat)


def _leakage(house: HouseConfig) -> float:
    leakage = house.zones[0].leakage
    return 0.0 if leakage is None or leakage.ach50 is None else leakage.ach50
