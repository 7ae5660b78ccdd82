"""Simulate one configuration and return its record."""

import time as clock
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from cosim.config.plugins import EquipmentConfig, PortKind
from cosim.constants import DAY, HOUR
from cosim.envelope.envelope import Envelope, Fidelity, build_envelope
from cosim.equipment.build import machine_of
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.errors import CosimError, EquipmentFault, Fault, InvalidInput, SimulationFailed
from cosim.flow.house import House
from cosim.flow.observe import Readings, hourly_results
from cosim.flow.parameters import Equipment, Period
from cosim.processes.clock import HybridEnvironment
from cosim.processes.demand_response import Response
from cosim.processes.event_table import event_table
from cosim.processes.log import EventLog
from cosim.scenarios.scenario import Configuration, Scenario
from cosim.schema.events import Events
from cosim.simulation.installation import Installation
from cosim.simulation.ports import Port, PortRecord, Ports

WARM_UP = 15 * DAY  # of the weather before the first hour, for what `settled_modes` leaves out; enough for heavy walls
MONTH_ENDS = np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What one configuration did.

    Attributes
    ----------
    hourly : dict of str to ndarray, shape (hours,)
        Every variable of `cosim.schema.variables.VARIABLES`, in its units.
    quarter_hour_electricity, quarter_hour_hvac : ndarray, shape (4 * hours,)
        Mean power of the whole house and of its equipment, W.
    start_hour : int
        First hour of the year in the record.
    seconds : float
        Processor time of the simulation itself, s.
    equipment : tuple of PortRecord
        What went through the ports of equipment of other packages.
    response : Response, optional
        Result of demand response; `cosim.simulate` adds it from a second run without the events.
    rates_read : frozenset of str
        Inputs of price and carbon that a controller or a piece of equipment has read.
    """

    configuration: str
    hourly: dict[str, NDArray[np.float64]]
    quarter_hour_electricity: NDArray[np.float64]
    quarter_hour_hvac: NDArray[np.float64]
    events: Events
    start_hour: int
    compressor_starts: int
    defrosts: int
    seconds: float
    response: Response | None = None
    equipment: tuple[PortRecord, ...] = ()
    rates_read: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        hours = len(self.quarter_hour_electricity) // 4
        return f"<Run of {self.configuration!r}: {hours} hours from {when(self.start_hour * HOUR)}>"


def when(seconds: float) -> str:
    """Say a simulated time in words, ``14 January 06:30``."""
    day, rest = divmod(seconds, DAY)
    day = int(day) % 365
    month = int(np.searchsorted(MONTH_ENDS, day, side="right"))
    first = int(MONTH_ENDS[month - 1]) if month else 0
    return f"{day - first + 1} {MONTHS[month]} {int(rest // HOUR):02d}:{int(rest % HOUR // 60):02d}"


class _ProcessFailed(Exception):
    """A user's process failed. Without arguments, because SimPy makes a new exception of the same type from them."""


class Simulation:
    """One configuration of a scenario on its way through time: the surface that everything else drives it by.

    `advance` moves time, `read` and `total` look, `write` and `port` act, `process` runs a generator of the user's on
    the same clock, and `result` is the record so far. Time is in seconds since 1 January 00:00; the days of warm-up
    lie before the first hour of the record. Without `events` the run's event table stays empty, which saves time and
    memory.

    Examples
    --------
    >>> import cosim
    >>> scenario = cosim.load("quick-start")
    >>> simulation = cosim.Simulation(scenario, scenario.configurations[0])
    >>> simulation.advance(6 * 3600)
    >>> simulation.write("heating_setpoint_offset", -2.0)
    >>> simulation.advance(9 * 3600)
    >>> simulation.total("hvac_electricity") > 0.0
    True
    """

    def __init__(
        self,
        scenario: Scenario,
        configuration: Configuration,
        *,
        step: float = 60.0,
        start_hour: int = 0,
        end_hour: int = 8760,
        fidelity: Fidelity = "reduced",
        envelope: Envelope | None = None,
        minutes: NDArray[np.float64] | None = None,
        machine: HeatPumpModel | None = None,
        events: bool = True,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        if configuration.capacity == "auto":
            place, remedy = f"configuration '{configuration.name}': capacity", "cosim.sizing.auto.with_sizes does it"
            raise InvalidInput([Fault(place, "is still to be sized for the house", remedy)])
        self.scenario, self.configuration = scenario, configuration
        self.start_hour, self.end_hour = start_hour, end_hour
        self.envelope = envelope or build_envelope(
            scenario.house, scenario.weather, fidelity=fidelity, labels=scenario.clock
        )
        self.machine = model = machine or machine_of(scenario, configuration)
        pumps_heat = model is not None and model.heating is not None
        self.house = House(
            self.envelope,
            scenario.weather,
            Equipment(
                heating=model if pumps_heat else None,
                cooling=model if model is not None and model.cooling is not None else None,
                furnace=configuration.furnace,
                strips=configuration.strips,
                ideal=configuration.ideal,
                thermostat=configuration.thermostat,
                ducts=scenario.house.ducts_outside,
                frost=configuration.frost,
            ),
            Period(start_hour * HOUR - WARM_UP, start_hour, end_hour - start_hour, step, minutes),
            volume=scenario.house.conditioned_volume,
            announce=announce,
        )
        self.env = HybridEnvironment(self.house)
        self.log = EventLog(self.env, moments=events)
        self.readings = Readings(self.house, self.envelope)
        self._recording = False
        self._failure: CosimError | None = None
        installation = Installation(self.env, self.log, scenario, configuration, self.envelope, model)
        self.outside, self._breakdowns = installation.outside, installation.breakdowns
        self.ports = Ports(self.env, scenario.rates, start_hour, end_hour - start_hour)
        self._pieces: dict[simpy.Process, str] = {}
        self._writers: dict[str, str] = {}
        for piece in configuration.equipment:
            self._install(piece)

    def __repr__(self) -> str:
        return f"<Simulation of {self.configuration.name!r} at {when(self.time)}>"

    def _install(self, piece: EquipmentConfig) -> None:
        """Start a piece of equipment of another package, with its port."""
        name = self.ports.free_name(piece.kind)
        port = self.ports.open(name, piece.port())
        self._pieces[self.process(piece.live(self, port), name=name)] = name

    @property
    def time(self) -> float:
        """Seconds since 1 January 00:00."""
        return float(self.env.now)

    def advance(self, until: float) -> None:
        """Simulate up to `until`, s; what is due at that very instant happens when the simulation goes on.

        Where and how often a caller pauses never changes the result.

        Raises
        ------
        InvalidInput
            Where `until` lies in the past or beyond the end of the record.
        SimulationFailed
            Where the simulation cannot go on, or a user's process raised an exception.
        """
        end = self.end_hour * HOUR
        if not self.env.now <= until <= end:
            raise InvalidInput([self._misplaced(until)])
        try:
            if not self._recording and until >= self.start_hour * HOUR:
                self.env.advance(self.start_hour * HOUR)
                self._begin_record()
            self.env.advance(until)
        except _ProcessFailed:
            assert self._failure is not None, "it was set before this was raised"
            raise self._failure from self._failure.__cause__
        except CosimError as error:
            raise SimulationFailed(self.configuration.name, when(self.house.time), str(error)) from error
        except RuntimeError as error:  # SimPy's, where a process yields what is no event
            if "Invalid yield value" not in str(error):
                raise
            raise SimulationFailed(self.configuration.name, when(self.house.time), f"a process: {error}") from error

    def _misplaced(self, until: float) -> Fault:
        now, end = self.env.now, self.end_hour * HOUR
        if until < now:
            return Fault(
                "advance", f"{until:g} s lies before {now:g} s, where the simulation is", "time goes forward only"
            )
        return Fault("advance", f"{until:g} s is not a time up to {end:g} s, where the record ends")

    def _begin_record(self) -> None:
        self.env.settle()
        self.house.clear_coil()  # so that the record's frost balance is complete in itself
        self.log.begin_record()
        self._recording = True

    def read(self, variable: str) -> float:
        """Return a declared variable (`cosim.schema.variables.VARIABLES`) at this instant, in its units.

        Temperatures, setpoints, humidity and frost are those of this very instant; a rate is that of the flow's step,
        of at most a minute, or five where nothing runs, that leads up to it.
        """
        return self.readings.now(variable)

    def total(self, variable: str) -> float:
        """Return the integral of a variable over the record so far: J for a power in W, kg for a flow in kg/s."""
        return self.readings.total(variable)

    def write(self, name: str, value: object) -> None:
        """Put a declared input (`cosim.schema.inputs.INPUTS`) into force at this very instant.

        Raises
        ------
        EquipmentFault
            Where a piece of equipment writes an input that another one has written: both act on the house, and only
            one of them would count.
        """
        active = self.env.active_process
        piece = self._pieces.get(active) if active is not None else None
        if piece is not None and self._writers.setdefault(name, piece) != piece:
            problem = f"writes the input {name}, which {self._writers[name]!r} writes already"
            remedy = "heat, electricity and fuel of several pieces add up through their ports"
            raise EquipmentFault([Fault(f"equipment {piece!r}", problem, remedy)])
        self.outside.write(name, value)

    def port(self, name: str, end_use: str = "other", fuel: str | None = None, *, exports: bool = False) -> Port:
        """Return a new port, by which a process of the user's gives heat to the room and draws electricity and fuel.

        Parameters
        ----------
        name : str
            In results; each port has its own.
        end_use : str
            What its electricity is for: "heaters", "battery", "vehicle" or "other".
        fuel : str, optional
            What it burns: "gas", "propane", "oil" or "wood", which the scenario's prices and emissions have to hold.
        exports : bool
            Whether its electricity may be negative.

        Raises
        ------
        EquipmentFault
            Where the name is taken, or the end use or fuel is not known or not priced.

        Examples
        --------
        >>> import cosim
        >>> scenario = cosim.load("quick-start")
        >>> simulation = cosim.Simulation(scenario, scenario.configurations[0], end_hour=24)
        >>> lamp = simulation.port("heat lamp", end_use="heaters")
        >>> lamp.electricity = lamp.heat = 250.0
        >>> round(simulation.run().equipment[0].heat.sum())  # Wh in 24 h
        6000
        """
        return self.ports.open(name, PortKind(end_use, fuel, exports))

    def input(self, name: str) -> float:
        """Return what an input holds now: what was written, else its default or the scenario's value of the hour."""
        return self.outside.value(name)

    def written(self, name: str) -> simpy.Event:
        """Return an event that fires when an input is written next; a process of the user's yields it."""
        return self.outside.written(name)

    def process(self, generator: Generator[simpy.Event, Any, Any], name: str | None = None) -> simpy.Process:
        """Run a generator of the user's on the simulation's clock: it yields `timeout` and whatever SimPy offers.

        An exception in it stops the simulation: `advance` raises SimulationFailed with the process's name, the
        simulated time and the traceback.
        """
        if not isinstance(generator, Generator):
            raise InvalidInput([Fault("process", f"{generator!r} is no generator", "call the function that yields")])
        return self.env.process(self._watched(generator, str(name or getattr(generator, "__name__", "of the user"))))

    def timeout(self, seconds: float) -> simpy.Event:
        """Return an event that fires after `seconds`; a process of the user's yields it."""
        return self.env.timeout(seconds)

    def _watched(self, generator: Generator[simpy.Event, Any, Any], name: str) -> Generator[simpy.Event, Any, Any]:
        try:
            return (yield from generator)
        except _ProcessFailed:
            raise
        except (EquipmentFault, SimulationFailed) as error:  # complete as they are
            self._failure = error
            raise _ProcessFailed from error
        except Exception as error:
            trace = error.__traceback__.tb_next if error.__traceback__ is not None else None  # the user's own frames
            told = "".join(traceback.format_exception(type(error), error, trace)).rstrip()
            self._failure = SimulationFailed(
                self.configuration.name, when(self.env.now), f"process '{name}' raised an exception\n{told}"
            )
            self._failure.__cause__ = error
            raise _ProcessFailed from error

    def run(self) -> Run:
        """Simulate to the end and return the record."""
        begun = clock.process_time()
        self.advance(self.end_hour * HOUR)
        return self.result(clock.process_time() - begun)

    def result(self, seconds: float = 0.0) -> Run:
        """Return the record so far: the hours that are complete."""
        complete = max(min(int(self.time // HOUR), self.end_hour) - self.start_hour, 0)
        hourly = {name: values[:complete] for name, values in hourly_results(self.house, self.envelope).items()}
        for name, values in hourly.items():
            if not np.all(np.isfinite(values)):
                hour = int(np.argmin(np.isfinite(values))) + self.start_hour
                raise SimulationFailed(self.configuration.name, when(hour * HOUR), f"{name} is not a number")
        hvac, house = self.house.arrays.ledger.quarters[:, : 4 * complete].copy()
        hourly["peak_electricity"] = house.reshape(-1, 4).max(axis=1)
        return Run(
            configuration=self.configuration.name,
            hourly=hourly,
            quarter_hour_electricity=house,
            quarter_hour_hvac=hvac,
            events=event_table(
                self.log.snapshots,
                self.log.entries(),
                self.machine,
                self._breakdowns.models if self._breakdowns else (),
            ),
            start_hour=self.start_hour,
            compressor_starts=self.log.begun("compressor heating") + self.log.begun("compressor cooling"),
            defrosts=self.log.begun("defrost"),
            seconds=seconds,
            rates_read=self.outside.rates_read,
            equipment=(*self.ports.records(complete), *self._household(complete)),
        )

    def _household(self, complete: int) -> "list[PortRecord]":
        """Return what people burn, a record for each fuel, so that it is billed as what is burnt through ports."""
        hours, nothing = slice(self.start_hour, self.start_hour + complete), np.zeros(complete)
        return [
            PortRecord(f"household {fuel}", PortKind("other", fuel), nothing, nothing, power[hours])
            for fuel, power in self.envelope.other_fuels.items()
            if power.any()
        ]
