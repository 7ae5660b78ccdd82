"""One configuration, built and lived through: scenario in, ledger out."""

import time as clock
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from cosim.config.defrost import FaultConfig
from cosim.config.dual_fuel import DualFuelConfig
from cosim.config.scenario import Configuration, Scenario
from cosim.config.schedule import WEEKDAYS
from cosim.equipment.at_site import machine_of
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.equipment.outlook import fuel_per_heat, heating_outlook
from cosim.errors import CosimError, Fault, InvalidInput, SimulationFailed
from cosim.events import Events
from cosim.house.balance import hourly_results
from cosim.house.envelope import Envelope, Fidelity, build_envelope
from cosim.house.house import House
from cosim.house.reading import Readings
from cosim.hybrid import HybridEnvironment
from cosim.processes.breakdowns import break_down, leaking_share
from cosim.processes.demand_response import Response, follow_events
from cosim.processes.dispatch import Dispatcher
from cosim.processes.furnace import Furnace
from cosim.processes.heat_pump import HeatPump, staging
from cosim.processes.log import EventLog
from cosim.processes.outside import Outside
from cosim.processes.policies import POLICIES
from cosim.processes.policies.hourly import with_margin
from cosim.processes.policies.lead import Lead
from cosim.processes.recovery import Recovery
from cosim.processes.speed import bring_back_oil, stage, watch_limits
from cosim.processes.strips import Strips
from cosim.processes.thermostat import SECOND_ROOM, Thermostat
from cosim.processes.zones import Baseboards, TwoZoneDispatcher, WallThermostat

HOUR = 3600.0
DAY = 86400.0
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
        Every variable of `cosim.variables.VARIABLES`, in its units.
    quarter_hour_electricity, quarter_hour_hvac : ndarray, shape (4 * hours,)
        Mean power of the whole house and of its equipment, W.
    start_hour : int
        First hour of the year in the record.
    seconds : float
        Processor time of the simulation itself, s.
    response : Response, optional
        What demand response came to; `cosim.simulate` adds it from a second run without the events.
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

    `advance` lives on, `read` and `total` look, `write` acts, `process` lets a generator of the user's live along, and
    `result` is the record so far. Time is in seconds since 1 January 00:00; the ten days of warm-up lie before the
    first hour of the record.

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
        announce: Callable[[str], None] | None = None,
    ) -> None:
        self.scenario, self.configuration = scenario, configuration
        self.start_hour, self.end_hour = start_hour, end_hour
        self.envelope = envelope or build_envelope(scenario.house, scenario.weather, fidelity=fidelity)
        model = machine or machine_of(scenario, configuration)
        pumps_heat = model is not None and model.heating is not None
        self.house = House(
            self.envelope,
            scenario.weather,
            heating=model if pumps_heat else None,
            cooling=model if model is not None and model.cooling is not None else None,
            furnace=configuration.furnace,
            strips=configuration.strips,
            ideal=configuration.ideal,
            thermostat=configuration.thermostat,
            ducts=scenario.house.ducts,
            volume=scenario.house.conditioned_volume,
            step=step,
            begin=start_hour * HOUR - WARM_UP,
            first_hour=start_hour,
            hours=end_hour - start_hour,
            minutes=minutes,
            frost=configuration.frost,
            announce=announce,
        )
        self.env = HybridEnvironment(self.house)
        self.log = EventLog(self.env)
        self.readings = Readings(self.house, self.envelope)
        self._recording = False
        self._failure: SimulationFailed | None = None
        self._start_processes(model, pumps_heat)
        for piece in configuration.equipment:
            self.process(piece.live(self), name=piece.kind)

    def _start_processes(self, model: HeatPumpModel | None, pumps_heat: bool) -> None:
        env, configuration = self.env, self.configuration
        heat_pump = None
        if model is not None:
            heat_pump = HeatPump(env, model, self.log, staging(model, configuration.thermostat))
        furnace = Furnace(env, configuration.furnace, self.log) if configuration.furnace is not None else None
        strips = None
        if configuration.strips is not None:
            taken = model.defrost.heat_from_house if pumps_heat and model is not None else 0.0
            strips = Strips(env, configuration.strips, self.log, tempering_heat=taken)
        can_heat = pumps_heat or furnace is not None or strips is not None
        thermostat = Thermostat(
            env,
            configuration.thermostat,
            can_heat=can_heat or (configuration.ideal is not None and configuration.ideal.heating),
            can_cool=(model is not None and model.cooling is not None)
            or (configuration.ideal is not None and configuration.ideal.cooling),
            weekday=WEEKDAYS.index(self.scenario.start_weekday),
            ideal=configuration.ideal is not None,
        )
        env.process(thermostat.follow_schedule())
        if configuration.ideal is not None:
            self.outside = self._outside(thermostat, None, None)
            return
        dual_fuel = configuration.dual_fuel
        lead = Lead(env, self.log, dual_fuel.minimum_dwell if dual_fuel is not None else 0.0)
        dispatcher_of = Dispatcher if configuration.second_zone is None else self._two_zones(can_heat, thermostat)
        dispatcher = dispatcher_of(
            env,
            thermostat,
            self.log,
            lead=lead,
            lockouts=configuration.lockouts,
            heat_pump=heat_pump,
            furnace=furnace,
            strips=strips,
            can_pump_heat=pumps_heat,
        )
        self.outside = self._outside(thermostat, dispatcher, strips)
        if heat_pump is not None and model is not None:
            env.process(heat_pump.run())
            if heat_pump.how.two_stages:
                env.process(stage(heat_pump))
            if model.oil_return.below > 0.0:
                env.process(bring_back_oil(heat_pump))
            if model.heating_range[2].any() or model.cooling_range[2].any():
                env.process(watch_limits(heat_pump))
            if furnace is not None and furnace.config.distribution == "air":
                heat_pump.interlock, furnace.compressor = furnace, heat_pump
            if pumps_heat:
                heat_pump.permit = dispatcher.pump_can_run
                heat_pump.defrost.happens = configuration.frost == "physical"
                env.process(heat_pump.watch_cutoff(configuration.lockouts.compressor_below))
                in_rooms = (strips and strips.in_rooms) or (furnace and furnace.config.distribution == "radiators")
                if not in_rooms:  # what heats in the rooms does not warm the unit's air
                    heat_pump.defrost.temper = _tempering(furnace, strips)
            for fault in configuration.faults:
                env.process(break_down(env, fault, heat_pump, self.log, self._broken_machine))
        if furnace is not None:
            env.process(furnace.run())
        if strips is not None:
            env.process(strips.run())
        if dispatcher.backup_lockout is not None:
            env.process(dispatcher.watch_backup_lockout())
        if dual_fuel is not None and model is not None:
            if dual_fuel.policy in ("economic", "carbon"):
                lead.pump_is_better = self._pump_is_better(model, dual_fuel)
            env.process(POLICIES[dual_fuel.policy](lead, dual_fuel))
        env.process(thermostat.run())
        if can_heat:
            env.process(thermostat.call_backup())
        if configuration.events:
            env.process(follow_events(env, configuration.events, thermostat, dispatcher, self.log))
        if configuration.thermostat.recovery == "smart" and len(thermostat.week) > 1:
            env.process(Recovery(env, thermostat, self.log).run())

    def _two_zones(self, can_heat: bool, first: Thermostat) -> Callable[..., Dispatcher]:
        """Start the second zone's thermostat and equipment, and return what makes the dispatcher for both zones."""
        env, configuration = self.env, self.configuration
        zoning = configuration.second_zone
        assert zoning is not None, "asked for only then"
        self.house.heat_zones_apart()
        second = Thermostat(
            env,
            zoning.thermostat or configuration.thermostat,
            can_heat=(can_heat and (zoning.head or configuration.furnace is not None)) or zoning.baseboards is not None,
            can_cool=first.can_cool and zoning.head,
            weekday=WEEKDAYS.index(self.scenario.start_weekday),
            room=SECOND_ROOM,
        )
        baseboards = wall = None
        if zoning.baseboards is not None:
            baseboards = Baseboards(env, zoning.baseboards, self.log)
            env.process(baseboards.run())
        if zoning.pair == "uncoordinated" and configuration.furnace is not None:
            own = configuration.thermostat
            wall = WallThermostat(env, zoning.wall_setpoint or own.heating_setpoint, own.deadband)
            env.process(wall.run())
        for process in (second.follow_schedule(), second.run(), second.call_backup()):
            env.process(process)
        return partial(
            TwoZoneDispatcher,
            second=second,
            zoning=zoning,
            floor_share=self.envelope.second_floor_share,
            baseboards=baseboards,
            wall=wall,
        )

    def _pump_is_better(self, model: HeatPumpModel, dual_fuel: DualFuelConfig) -> NDArray[np.bool_]:
        """Return for each hour of the year whether heat from the heat pump costs or emits less than the furnace's."""
        scenario, furnace = self.scenario, self.configuration.furnace
        assert furnace is not None, "dual fuel has a furnace: checked at load"
        outlook = heating_outlook(
            model, self.envelope, scenario.weather, self.configuration.thermostat.heating_setpoint
        )
        if dual_fuel.policy == "economic":
            electricity, fuel = scenario.electricity_price_by_hour, scenario.fuel_price_by_hour(furnace.fuel)
        else:
            electricity = scenario.electricity_emissions_by_hour
            fuel = np.full_like(electricity, scenario.fuel_emissions(furnace.fuel))
        burnt, fan = fuel_per_heat(furnace)
        return with_margin(electricity * outlook, fuel * burnt + electricity * fan, dual_fuel.margin)

    def _outside(self, thermostat: Thermostat, dispatcher: Dispatcher | None, strips: Strips | None) -> Outside:
        """Return the inputs; price and carbon intensity are the scenario's of the hour until they are written."""
        by_hour = {
            "electricity_price": lambda: self.scenario.electricity_price_by_hour,
            "carbon_intensity": lambda: self.scenario.electricity_emissions_by_hour,
        }
        return Outside(self.env, thermostat, dispatcher, strips, by_hour)

    @property
    def time(self) -> float:
        """Seconds since 1 January 00:00."""
        return float(self.env.now)

    def _broken_machine(self, fault: FaultConfig) -> HeatPumpModel:
        """Return the machine with what `fault` does to its performance."""
        config = self.configuration.heat_pump
        assert config is not None  # the loader has seen to it
        limits = config.limits.model_copy(update={"reversing_valve_leak": leaking_share(fault)})
        configuration = replace(self.configuration, heat_pump=config.model_copy(update={"limits": limits}))
        broken = machine_of(self.scenario, configuration)
        assert broken is not None
        return broken

    def advance(self, until: float) -> None:
        """Live until `until`, s; what is due at that very instant happens when the simulation goes on.

        How often one stops on the way, and where, does not change the course by a bit.

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
        """Return a declared variable (`cosim.variables.VARIABLES`) at this instant, in its units.

        Temperatures, setpoints, humidity and frost are those of this very instant; a rate is that of the flow's step,
        of at most a minute, that leads up to it.
        """
        return self.readings.now(variable)

    def total(self, variable: str) -> float:
        """Return the integral of a variable over the record so far: J for a power in W, kg for a flow in kg/s."""
        return self.readings.total(variable)

    def write(self, name: str, value: object) -> None:
        """Put a declared input (`cosim.inputs.INPUTS`) into force at this very instant."""
        self.outside.write(name, value)

    def input(self, name: str) -> float:
        """Return what an input holds now: what was written, else its default or the scenario's value of the hour."""
        return self.outside.value(name)

    def written(self, name: str) -> simpy.Event:
        """Return an event that fires when an input is written next; a process of the user's yields it."""
        return self.outside.written(name)

    def process(self, generator: Generator[simpy.Event, Any, Any], name: str | None = None) -> simpy.Process:
        """Let a generator of the user's live along: it yields `timeout`, `crossing` and whatever SimPy offers.

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
        except Exception as error:
            trace = error.__traceback__.tb_next if error.__traceback__ is not None else None  # the user's own frames
            told = "".join(traceback.format_exception(type(error), error, trace)).rstrip()
            self._failure = SimulationFailed(
                self.configuration.name, when(self.env.now), f"process '{name}' raised an exception\n{told}"
            )
            self._failure.__cause__ = error
            raise _ProcessFailed from error

    def run(self) -> Run:
        """Live to the end and return the record."""
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
        hvac = self.house.arrays["quarters"][: 4 * complete].copy()
        house = hvac + np.repeat(hourly["other_electricity"], 4)
        hourly["peak_electricity"] = house.reshape(-1, 4).max(axis=1)
        return Run(
            configuration=self.configuration.name,
            hourly=hourly,
            quarter_hour_electricity=house,
            quarter_hour_hvac=hvac,
            events=Events.from_rows(self.log.rows()),
            start_hour=self.start_hour,
            compressor_starts=self.log.begun("compressor heating") + self.log.begun("compressor cooling"),
            defrosts=self.log.begun("defrost"),
            seconds=seconds,
        )


def _tempering(furnace: Furnace | None, strips: Strips | None) -> Callable[[bool], None]:
    """Return what warms the air during a defrost: the furnace where there is one, else the strips, else nothing."""
    if furnace is not None:
        return furnace.temper
    if strips is not None:
        return strips.temper
    return lambda on: None
