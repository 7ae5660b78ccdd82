"""Equipment that other packages bring: a kind is found by name in the entry-point group ``cosim.equipment``."""

from collections.abc import Generator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Self

from cosim.config.base import Config
from cosim.errors import Fault, InvalidInput, did_you_mean

GROUP = "cosim.equipment"
BUILT_IN = {"fmu": "cosim.coupling.fmu_equipment:FmuEquipment"}  # in the same form as an entry point


class EquipmentConfig(Config):
    """One piece of equipment of a kind of its own: its keys in TOML are the fields, `live` is what it does.

    It lives on the simulation's clock and reaches the house by the declared inputs: a stove waits until six o'clock
    (``yield simulation.timeout(...)``), heats (``simulation.write("external_heat", 5000.0)``), and so on.
    """

    kind: str
    """Name of the kind, as registered in the entry-point group ``cosim.equipment``."""

    def live(self, simulation: Any) -> Generator[Any, Any, Any]:
        """Return its process in a `cosim.Simulation`: a generator that yields SimPy events."""
        raise NotImplementedError

    def located(self, folder: Path) -> Self:
        """Return the same with its paths relative to `folder`, that of the scenario file; refuse what is not there."""
        return self

    def files(self) -> tuple[Path, ...]:
        """Return the files that it reads; the results record them."""
        return ()


def kind_named(name: object, place: str) -> type[EquipmentConfig]:
    """Return the model of a kind; InvalidInput, at `place`, where there is none or it cannot be used."""
    homes = BUILT_IN | {entry.name: entry.value for entry in entry_points(group=GROUP)}
    if not isinstance(name, str) or name not in homes:
        problem = f"there is no kind of equipment {name!r}" if name is not None else "has no kind"
        raise InvalidInput([Fault(f"{place}.kind", problem, did_you_mean(str(name)[:60], homes))])
    module, _, attribute = homes[name].partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise InvalidInput([Fault(f"{place}.kind", f"{homes[name]} cannot be imported: {error}")]) from error
    if not (isinstance(found, type) and issubclass(found, EquipmentConfig)):
        raise InvalidInput([Fault(f"{place}.kind", f"{homes[name]} is no cosim.EquipmentConfig")])
    return found
