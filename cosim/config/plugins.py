"""Equipment of other packages, found by its kind in the entry-point group ``cosim.equipment``."""

from collections.abc import Generator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from inspect import signature
from pathlib import Path
from typing import Any, Self

from cosim.config.base import Config
from cosim.config.prices import FUELS
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.schema.end_uses import ELECTRIC

GROUP = "cosim.equipment"
BUILT_IN = {
    "fmu": "cosim.coupling.fmu_equipment:FmuEquipment",
    "share-heater": "cosim.config.share_heater:ShareHeaterConfig",
    "unserved-share": "cosim.config.unserved_share:UnservedShareConfig",
}  # in the same form as an entry point


USES = tuple(use.name for use in ELECTRIC if use.for_ports)
"""End uses that equipment with a port may count its electricity towards."""


@dataclass(frozen=True, slots=True)
class PortKind:
    """What goes through a port, beside heat.

    Attributes
    ----------
    end_use : str
        What its electricity is for: "heaters", "battery", "vehicle" or "other" (`cosim.schema.end_uses`).
    fuel : str, optional
        What it burns: "gas", "propane", "oil" or "wood".
    exports : bool
        Whether it may give electricity to the house; else its electricity cannot be negative.
    """

    end_use: str = "other"
    fuel: str | None = None
    exports: bool = False

    def faults(self, place: str) -> list[Fault]:
        """Return what is unknown in it."""
        found = []
        if self.end_use not in USES:
            problem = f"there is no end use {self.end_use!r} for equipment"
            found.append(Fault(place, problem, did_you_mean(str(self.end_use)[:60], USES)))
        if self.fuel is not None and self.fuel not in FUELS:
            remedy = did_you_mean(str(self.fuel)[:60], FUELS)
            found.append(Fault(place, f"there is no fuel {self.fuel!r}", remedy))
        return found


class EquipmentConfig(Config):
    """One piece of equipment of a kind of its own: its keys in TOML are the fields, `live` is what it does.

    It runs on the simulation's clock. What it gives to the room and draws from meters goes through its port: a stove
    waits until six o'clock (``yield simulation.timeout(...)``), burns (``port.fuel = 7000.0``), heats
    (``port.heat = 5000.0``), and so on. What it steers goes through the declared inputs (``simulation.write(...)``).
    """

    kind: str
    """Name of the kind, as registered in the entry-point group ``cosim.equipment``."""

    def port(self) -> PortKind:
        """Return what goes through its port."""
        return PortKind()

    def live(self, simulation: Any, port: Any) -> Generator[Any, Any, Any]:
        """Return its process in a `cosim.Simulation`: a generator that yields SimPy events.

        Parameters
        ----------
        simulation : cosim.Simulation
        port : cosim.simulation.ports.Port
            Its own.
        """
        raise NotImplementedError

    def located(self, folder: Path) -> Self:
        """Return a copy with paths relative to `folder`, that of the scenario file; missing files are refused."""
        return self

    def files(self) -> tuple[Path, ...]:
        """Return the files that it reads, for the record in the results."""
        return ()


def kind_named(name: object, place: str) -> type[EquipmentConfig]:
    """Return the model of a kind; InvalidInput, at `place`, if it is unknown or cannot be used."""
    homes = BUILT_IN | {entry.name: entry.value for entry in entry_points(group=GROUP)}
    if not isinstance(name, str) or name not in homes:
        problem = f"{name!r} is not a kind of equipment" if name is not None else "has no kind"
        raise InvalidInput([Fault(f"{place}.kind", problem, did_you_mean(str(name)[:60], homes))])
    module, _, attribute = homes[name].partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise InvalidInput([Fault(f"{place}.kind", f"{homes[name]} cannot be imported: {error}")]) from error
    if not (isinstance(found, type) and issubclass(found, EquipmentConfig)):
        raise InvalidInput([Fault(f"{place}.kind", f"{homes[name]} is not a cosim.EquipmentConfig")])
    if len(signature(found.live).parameters) < len(("self", "simulation", "port")):
        remedy = "def live(self, simulation, port), and let heat, electricity and fuel go through the port"
        raise InvalidInput([Fault(f"{place}.kind", f"{homes[name]}.live takes no port", remedy)])
    return found
