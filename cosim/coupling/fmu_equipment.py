"""An FMU as a piece of equipment: a heat source or controller modeled in another tool, run by FMPy.

At every step the FMU receives its inputs, advances to the end of the step, and its outputs are written.
"""

import math
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field

from cosim.config.base import Time
from cosim.config.plugins import EquipmentConfig, PortKind
from cosim.coupling import needed
from cosim.errors import CosimError, Fault, InvalidInput, did_you_mean
from cosim.schema.inputs import BY_NAME
from cosim.schema.variables import VARIABLES

if TYPE_CHECKING:
    from cosim.simulation.ports import Port
    from cosim.simulation.simulation import Simulation

PORT = ("heat", "electricity", "fuel")
WRITABLE = (*PORT, *BY_NAME)
READABLE = (*(variable.name for variable in VARIABLES), *BY_NAME)


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
        fmpy = needed("fmpy", "fmi", "an FMU")
        yield simulation.timeout(max(simulation.start_hour * 3600.0 - simulation.time, 0.0))
        description = fmpy.read_model_description(self.file)
        folder = fmpy.extract(self.file)
        slave = fmpy.instantiate_fmu(folder, description, fmi_type="CoSimulation", debug_logging=False)
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
        finally:
            slave.terminate()
            slave.freeInstance()
            shutil.rmtree(folder, ignore_errors=True)


def _faults(config: FmuEquipment, path: Path) -> list[Fault]:
    """Return faults of the file and its wiring."""
    fmpy = needed("fmpy", "fmi", "an FMU")
    if not path.is_file():
        return [Fault(config.file, "file does not exist")]
    try:
        description = fmpy.read_model_description(str(path))
        platforms = fmpy.supported_platforms(str(path))
    except Exception as error:  # a damaged zip, XML or schema
        return [Fault(config.file, f"cannot be read as an FMU: {error}")]
    faults = []
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
