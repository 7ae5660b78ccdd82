"""An FMU as a piece of equipment: a heat source or controller modeled in another tool, run by FMPy.

At every step the FMU receives its inputs, advances to the end of the step, and its outputs are written.
"""

import math
from collections.abc import Generator
from contextlib import chdir, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from weakref import finalize
from zipfile import ZipFile

from pydantic import Field

from cosim.config.base import Time
from cosim.config.plugins import EquipmentConfig, PortKind
from cosim.coupling import needed
from cosim.errors import CosimError, Fault, InvalidInput, SimulationFailed, did_you_mean
from cosim.schema.inputs import BY_NAME
from cosim.schema.variables import VARIABLES

if TYPE_CHECKING:
    from cosim.simulation.ports import Port
    from cosim.simulation.simulation import Simulation

PORT = ("heat", "electricity", "fuel")
WRITABLE = (*PORT, *BY_NAME)
READABLE = (*(variable.name for variable in VARIABLES), *BY_NAME)
MEGABYTE = 1_000_000
MOST_FILES = 20_000
MOST_UNPACKED = 2_000 * MEGABYTE
MOST_RATIO = 100  # libraries shrink to a third, tables of text to a twentieth, zeros to a thousandth
ANY_RATIO_BELOW = 50 * MEGABYTE


class FmuEquipment(EquipmentConfig):
    """The FMU and its wiring."""

    kind: Literal["fmu"]
    """Kind of equipment, "fmu"."""
    file: str
    """Path of the FMU, relative to the scenario file."""
    step: Annotated[Time, Field(ge=1, le=86400)] = 60.0
    """Time between two exchanges of values."""
    inputs: dict[str, str] = Field(default_factory=dict)
    """Wiring of the FMU's inputs: input of the FMU = our variable or input."""
    outputs: Annotated[dict[str, str], Field(min_length=1)]
    """Wiring of the FMU's outputs: our input, or heat, electricity or fuel (W) of its port = output of the FMU."""
    end_use: str = "other"
    """End use of its electricity: "heaters", "battery", "vehicle" or "other"."""
    fuel: str | None = None
    """Fuel that it burns."""
    exports: bool = False
    """Whether its electricity may be negative."""
    parameters: dict[str, float] = Field(default_factory=dict)
    """Start values of the FMU's parameters, and of inputs that are not wired."""

    def located(self, folder: Path) -> Self:
        path = (folder / self.file).resolve()
        faults = _faults(self, path)
        if faults:
            raise InvalidInput(faults)
        return self.model_copy(update={"file": str(path)})

    def files(self) -> tuple[Path, ...]:
        return (Path(self.file),)

    def port(self) -> PortKind:
        return PortKind(self.end_use, self.fuel, self.exports)

    def live(self, simulation: "Simulation", port: "Port") -> Generator[Any, Any, Any]:
        from cosim.simulation.simulation import when

        yield simulation.timeout(max(simulation.start_hour * 3600.0 - simulation.time, 0.0))
        try:
            folder = mkdtemp(prefix="cosim-fmu-")
            remove = finalize(FmuEquipment, rmtree, folder, ignore_errors=True)  # at the latest when the program ends
            try:
                yield from self._coupled(simulation, port, folder)
            finally:
                remove()
        except CosimError as error:
            name = simulation.configuration.name
            raise SimulationFailed(name, when(simulation.time), f"{Path(self.file).name}: {error}") from error

    def _coupled(self, simulation: "Simulation", port: "Port", folder: str) -> Generator[Any, Any, Any]:
        fmpy = needed("fmpy", "fmi", "an FMU")
        description, slave = self._started(folder)
        references = {variable.name: variable.valueReference for variable in description.modelVariables}
        version_3 = description.fmiVersion.startswith("3")
        put = slave.setFloat64 if version_3 else slave.setReal
        get = slave.getFloat64 if version_3 else slave.getReal
        shown = [(references[name], ours) for name, ours in self.inputs.items()]
        variables = {variable.name for variable in VARIABLES}

        def show() -> None:
            for reference, ours in shown:
                value = simulation.read(ours) if ours in variables else simulation.input(ours)
                put([reference], [value])

        sound = True
        try:
            if version_3:
                slave.enterInitializationMode(startTime=simulation.time)
            else:
                slave.setupExperiment(startTime=simulation.time)
                slave.enterInitializationMode()
            for name, value in self.parameters.items():
                put([references[name]], [value])
            show()
            slave.exitInitializationMode()
            while True:
                for ours, theirs in self.outputs.items():
                    value = get([references[theirs]])[0]
                    if not math.isfinite(value):
                        raise CosimError(f"the FMU's output {theirs!r} is {value}")
                    if ours in PORT:
                        setattr(port, ours, value)
                    elif value != simulation.input(ours):
                        simulation.write(ours, value)
                show()
                slave.doStep(currentCommunicationPoint=simulation.time, communicationStepSize=self.step)
                yield simulation.timeout(self.step)
        except (fmpy.fmi1.FMICallException, OSError) as error:  # OSError: how ctypes tells of a fault in memory
            sound = False
            raise CosimError(f"the FMU failed: {error}") from error
        finally:
            # after an error the FMI standard forbids to terminate an instance, after a fatal one to free it, too: who
            # does so all the same runs into what the error left behind. The instance is left to the end of the process.
            if sound:
                with suppress(fmpy.fmi1.FMICallException):
                    slave.terminate()
                    slave.freeInstance()

    def _started(self, folder: str) -> tuple[Any, Any]:
        """Return the description and an instance of the FMU, unpacked in `folder`."""
        fmpy = needed("fmpy", "fmi", "an FMU")
        try:
            faults = _oversize(self.file, Path(self.file))  # it may be another file by now
            if faults:
                raise InvalidInput(faults)
            description = fmpy.read_model_description(self.file)
            fmpy.extract(self.file, folder)
            with chdir(Path.cwd()):  # FMPy stays in the library's folder where it cannot load it
                slave = fmpy.instantiate_fmu(folder, description, fmi_type="CoSimulation", debug_logging=False)
        except CosimError:
            raise
        except Exception as error:  # a damaged zip or XML, a library of another system, an FMU that refuses
            raise CosimError(f"the FMU cannot be started: {error}") from error
        return description, slave


def _oversize(name: str, path: Path) -> list[Fault]:
    """Return faults of what an FMU unpacks to, by its table of contents; no entry unpacks to more than that says."""
    with ZipFile(path) as archive:
        sizes = [entry.file_size for entry in archive.infolist()]
    if len(sizes) > MOST_FILES:
        return [Fault(name, f"holds {len(sizes):,} files", f"{MOST_FILES:,} are the most that are unpacked")]
    whole, packed = sum(sizes), max(path.stat().st_size, 1)
    if whole > MOST_UNPACKED or whole > max(MOST_RATIO * packed, ANY_RATIO_BELOW):
        problem = f"unpacks from {packed / MEGABYTE:,.1f} to {whole / MEGABYTE:,.0f} MB"
        remedy = f"{MOST_UNPACKED / MEGABYTE:,.0f} MB and {MOST_RATIO} times its size are the most that is unpacked"
        return [Fault(name, problem, remedy)]
    return []


def _faults(config: FmuEquipment, path: Path) -> list[Fault]:
    """Return faults of the file and its wiring."""
    fmpy = needed("fmpy", "fmi", "an FMU")
    if not path.is_file():
        return [Fault(config.file, "file does not exist")]
    try:
        if faults := _oversize(config.file, path):
            return faults
        description = fmpy.read_model_description(str(path))
        platforms = fmpy.supported_platforms(str(path))
    except Exception as error:  # a damaged zip, XML or schema
        return [Fault(config.file, f"cannot be read as an FMU: {error}")]
    own = {fmpy.platform, fmpy.platform_tuple}
    if description.coSimulation is None:
        faults.append(Fault(config.file, "is for model exchange only", "export it for co-simulation"))
    if not own & set(platforms):
        remedy = f"this machine is {fmpy.platform}"
        faults.append(Fault(config.file, f"has binaries for {', '.join(platforms) or 'no platform'}", remedy))
    by_causality: dict[str, set[str]] = {"input": set(), "output": set(), "parameter": set()}
    for variable in description.modelVariables:
        if variable.causality in by_causality:
            by_causality[variable.causality].add(variable.name)
    settable = by_causality["parameter"] | by_causality["input"]
    for place, names, known in (
        ("inputs", config.inputs, by_causality["input"]),
        ("outputs", config.outputs.values(), by_causality["output"]),
        ("parameters", config.parameters, settable),
        ("inputs", config.inputs.values(), READABLE),
        ("outputs", config.outputs, WRITABLE),
    ):
        owner = "cosim" if known in (READABLE, WRITABLE) else "the FMU"
        faults += [
            Fault(f"{config.file}: {place}", f"{owner} has no {name!r}", did_you_mean(name, known))
            for name in names
            if name not in known
        ]
    for name in sorted(by_causality["input"] - set(config.inputs) - set(config.parameters)):
        remedy = "wire it under inputs, or give it a value under parameters"
        faults.append(Fault(f"{config.file}: inputs", f"nothing is wired to the FMU's {name!r}", remedy))
    return faults
