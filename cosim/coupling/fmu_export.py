"""A house as a co-simulation FMU, by pythonfmu (FMI 2) or pythonfmu3 (FMI 3).

The FMU contains the scenario; cosim in the Python of the importing tool simulates it. Its time is zero at the first
recorded hour; where an experiment starts later, the hours before it are simulated first.
"""

import pickle
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import Element, SubElement

from cosim._version import __version__
from cosim.constants import HOUR
from cosim.coupling import needed
from cosim.errors import Fault, InvalidInput
from cosim.files import write_whole
from cosim.scenarios.fault_days import check_fault_days
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.schema.inputs import INPUTS
from cosim.schema.variables import LEDGER, VARIABLES
from cosim.simulation.simulation import Simulation
from cosim.sizing.auto import with_size

Version = Literal["2", "3"]
CONTENT = "house.pickle"
PREFIX = "set_"  # prefix of inputs, because some outputs have the same name
# One class with one base: pythonfmu 0.7 miscounts value references if the class of the script has several bases.
SCRIPT = """import pythonfmu{n}.fmi{v}slave


class House(pythonfmu{n}.fmi{v}slave.Fmi{v}Slave):
    def __init__(self, **settings):
        super().__init__(**settings)
        from cosim.coupling.fmu_export import Fmi{v}House

        self.house = Fmi{v}House(self, settings["resources"])

    def to_xml(self, model_options={{}}):
        return self.house.completed(super().to_xml(model_options))

    def setup_experiment(self, start_time, *others):
        self.house.set_start(start_time)

    def exit_initialization_mode(self):
        self.house.begin()

    def do_step(self, current_time, step_size):
        self.house.step(current_time, step_size)
        return True
"""
SAME_TIME = 1e-3  # s; a master adds up its steps
# exponents of the SI base units
TOTALS = {"W": "J", "kg s-1": "kg"}
UNITS: dict[str, dict[str, int]] = {
    "K": {"K": 1},
    "W": {"kg": 1, "m": 2, "s": -3},
    "J": {"kg": 1, "m": 2, "s": -2},
    "kg": {"kg": 1},
    "m": {"m": 1},
    "s-1": {"s": -1},
    "kg s-1": {"kg": 1, "s": -1},
    "kg J-1": {"m": -2, "s": 2},
    "1": {},
    "USD J-1": {},
}


def export(
    scenario: Scenario, configuration: Configuration, path: Path | str, *, version: Version = "2", first: int, last: int
) -> None:
    """Write a configuration as an FMU to `path`; its record covers the hours `first` to `last` of the year."""
    check_fault_days([configuration], first, last)
    scenario, configuration = with_size(scenario, configuration)
    package = "pythonfmu" if version == "2" else "pythonfmu3"
    builder = needed(f"{package}.builder", "fmi", "an FMU").FmuBuilder
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / f"cosim_house_fmi{version}.py"
        script.write_text(SCRIPT.format(v=version, n="" if version == "2" else "3"), encoding="utf-8")
        content = Path(scratch) / CONTENT
        with content.open("wb") as file:
            pickle.dump((__version__, scenario, configuration, first, last), file)
        built = Path(scratch) / "built"
        built.mkdir()
        builder.build_FMU(script, dest=built, project_files=[content])
        write_whole(path, next(built.glob("*.fmu")).read_bytes())


class _House:
    """Base of both slaves: the simulation behind the FMU's variables."""

    def __init__(self, slave: Any, resources: str) -> None:
        with (Path(resources) / CONTENT).open("rb") as file:
            version, scenario, configuration, self._first, last = pickle.load(file)
        if version != __version__:
            problem = f"was made by cosim {version}, but {__version__} is installed"
            raise InvalidInput([Fault("the FMU", problem, "export it again")])
        self._simulation = Simulation(scenario, configuration, start_hour=self._first, end_hour=last)
        self._inputs = {entry.name: self._simulation.input(entry.name) for entry in INPUTS}
        self._held = dict(self._inputs)
        self._start, self._duration = 0.0, (last - self._first) * HOUR
        slave.description = f"{scenario.title or scenario.name}: {configuration.name}"
        self._register(slave, self._duration)

    def _register(self, slave: Any, duration: float) -> None:
        raise NotImplementedError

    def _outputs(self) -> Iterator[tuple[str, str, str, Callable[[], float]]]:
        """Yield name, units, meaning and reader of every output."""
        for variable in VARIABLES:
            yield variable.name, variable.units, variable.long_name, partial(self._simulation.read, variable.name)
        for variable in LEDGER:
            if variable.units in TOTALS:
                meaning = f"Integral since the beginning of: {variable.long_name}"
                reader = partial(self._simulation.total, variable.name)
                yield f"{variable.name}_total", TOTALS[variable.units], meaning, reader

    def set_start(self, time: float) -> None:
        """Set the time, s, at which the experiment starts; 0 is the first recorded hour."""
        if not 0.0 <= time <= self._duration:
            problem = f"{time:g} s is not a start time from 0 to {self._duration:g} s, which the FMU covers"
            raise InvalidInput([Fault("the FMU", problem, "0 is the first hour of --from")])
        self._start = time

    def begin(self) -> None:
        """Simulate the warm-up, and the time before the start of the experiment with the default inputs."""
        self._simulation.advance(self._first * HOUR + self._start)
        self._write()

    def step(self, time: float, size: float) -> None:
        """Apply the inputs and advance one step."""
        here = self._simulation.time - self._first * HOUR
        if abs(time - here) > SAME_TIME:
            problem = f"is asked for a step from {time:g} s, but stands at {here:g} s"
            remedy = "steps follow each other without gaps; pythonfmu3 hands on no start time, so with FMI 3 it is 0"
            raise InvalidInput([Fault("the FMU", problem, remedy)])
        self._write()
        self._simulation.advance(self._first * HOUR + time + size)

    def _write(self) -> None:
        for name, value in self._inputs.items():
            if value != self._held[name]:
                self._simulation.write(name, value)
                self._held[name] = value


class Fmi2House(_House):
    """The house of an FMI 2 slave."""

    def _register(self, slave: Any, duration: float) -> None:
        variables, enums = needed("pythonfmu.variables", "fmi", "an FMU"), needed("pythonfmu.enums", "fmi", "an FMU")
        experiment = needed("pythonfmu.default_experiment", "fmi", "an FMU").DefaultExperiment
        causality, variability = enums.Fmi2Causality, enums.Fmi2Variability
        slave.default_experiment = experiment(start_time=0.0, stop_time=duration, step_size=900.0)
        self._units: dict[str, str] = {}
        for entry in INPUTS:
            name, held = entry.name, self._inputs
            self._units[PREFIX + name] = entry.units
            real = variables.Real(
                PREFIX + name, causality=causality.input, variability=variability.discrete,
                description=f"{entry.meaning}; {entry.range}",
                getter=partial(held.__getitem__, name), setter=partial(held.__setitem__, name),
            )  # fmt: skip
            slave.register_variable(real)
        for name, units, meaning, reader in self._outputs():
            self._units[name] = units
            slave.register_variable(
                variables.Real(name, causality=causality.output, description=meaning, getter=reader)
            )

    def completed(self, root: Element) -> Element:
        """Add what pythonfmu leaves out: units, and outputs without an initial value."""
        definitions = Element("UnitDefinitions")
        for units, exponents in UNITS.items():
            unit = SubElement(definitions, "Unit", name=units)
            if exponents:
                SubElement(unit, "BaseUnit", {base: str(power) for base, power in exponents.items()})
        root.insert(1, definitions)
        for variable in root.iter("ScalarVariable"):
            variable[0].set("unit", self._units[variable.get("name", "")])
        structure = root.find("ModelStructure")
        assert structure is not None, "pythonfmu writes one"
        unknowns = SubElement(structure, "InitialUnknowns")
        for output in structure.findall("Outputs/Unknown"):
            SubElement(unknowns, "Unknown", index=output.get("index", ""))
        return root


class Fmi3House(_House):
    """The house of an FMI 3 slave."""

    def _register(self, slave: Any, duration: float) -> None:
        variables, enums = needed("pythonfmu3.variables", "fmi", "an FMU"), needed("pythonfmu3.enums", "fmi", "an FMU")
        experiment = needed("pythonfmu3.default_experiment", "fmi", "an FMU").DefaultExperiment
        unit = needed("pythonfmu3.unit", "fmi", "an FMU").Unit
        causality, variability = enums.Fmi3Causality, enums.Fmi3Variability
        slave.default_experiment = experiment(start_time=0.0, stop_time=duration, step_size=900.0)
        slave.register_units([unit(name, **exponents) for name, exponents in UNITS.items()])
        clock = variables.Float64(
            "time", causality=causality.independent, variability=variability.continuous,
            getter=lambda: self._simulation.time - self._first * HOUR,
        )  # fmt: skip
        slave.register_variable(clock)
        for entry in INPUTS:
            name, held = entry.name, self._inputs
            number = variables.Float64(
                PREFIX + name, unit=entry.units, causality=causality.input, variability=variability.discrete,
                description=f"{entry.meaning}; {entry.range}",
                getter=partial(held.__getitem__, name), setter=partial(held.__setitem__, name),
            )  # fmt: skip
            slave.register_variable(number)
        for name, units, meaning, reader in self._outputs():
            number = variables.Float64(name, unit=units, causality=causality.output, description=meaning, getter=reader)
            slave.register_variable(number)

    def completed(self, root: Element) -> Element:
        """Return the description as pythonfmu3 writes it, with units."""
        return root
