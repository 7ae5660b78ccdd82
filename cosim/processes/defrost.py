"""Defrost of the outdoor coil: the board with its sensor, and the sequence of a defrost."""

from collections.abc import Callable

import simpy

from cosim.equipment.heat_pump import HeatPumpModel
from cosim.flow.records import Compressor, Fan, Guard
from cosim.processes.calls import Call, Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.defrost_controls import Timer, control_of
from cosim.processes.log import EventLog
from cosim.processes.safeties import HIGH_PRESSURE, Safeties

VALVE_SHIFT = 5.0  # s for the reversing valve and the pressures to change sides
MIN_FROST = 0.1  # kg, below which low pressure is not caused by frost
ALWAYS_COLD = 1000.0  # K, above any coil


class Defrost:
    """The defrost of one heat pump."""

    def __init__(self, env: HybridEnvironment, model: HeatPumpModel, log: EventLog, safeties: Safeties) -> None:
        self.env, self.model, self.log, self.safeties = env, model, log, safeties
        self.settings = model.defrost
        self.temper: Callable[[bool], None] = lambda on: None
        self.happens = True
        """False without frost, or where frost is only a factor on capacity, as in other programs."""
        self.sensor_open = self.sensor_closed = self.valve_stuck_in_heating = False
        self.trigger = ""
        self.overheated = False
        """Whether the high-pressure switch ended the last defrost."""
        env.house.watch(Guard.COIL_CLEAR, self.settings.termination_temperature)
        self.control = control_of(env, self.settings)
        self.control.begin()

    def due(self, *others: Guard) -> simpy.Event:
        """Return the event that the board waits for while the compressor heats, or one of `others`.

        A board with an open sensor treats the coil as warm, so that its clock stops.
        """
        if self.happens and not self.sensor_open:
            return self.control.due(*others)
        return self.env.crossing(*others)

    def is_confirmed(self, guard: Guard) -> bool:
        """Return whether a defrost is due, rather than the end of an interval with a bare coil."""
        if self.sensor_open:
            return False
        if self.sensor_closed and guard == Guard.DEFROST_TIMER:
            self.trigger = "sensor stuck closed"
            return True
        self.trigger = self.control.judge(guard)
        return bool(self.trigger)

    def is_forced(self) -> bool:
        """Return whether the board defrosts a frosted coil instead of locking out the machine by low pressure."""
        fan_failed = self.env.house.controls.fan_failed
        if not self.happens or self.sensor_open or fan_failed or self.env.house.frost_mass < MIN_FROST:
            return False
        self.trigger = "low pressure"
        return True

    def close_sensor(self, on: bool) -> None:
        """Let the coil's sensor always read cold, or not: run time counts in any weather, and no defrost ends by it."""
        self.sensor_closed = on
        self.env.house.parameters.cold_coil_below = ALWAYS_COLD if on else self.settings.coil_threshold

    def set_timer(self, run_time: float | None) -> None:
        """Set another run time on the board, whatever its control; None sets its control again."""
        self.control = control_of(self.env, self.settings)
        if run_time is not None:
            self.control = timer = Timer(self.env, self.settings)
            timer.interval = run_time
        self.control.begin()

    def run(self, call: Call) -> Process:
        """Defrost the coil and, if `call` lasts, resume heating."""
        env, house, controls = self.env, self.env.house, self.env.house.controls
        house.state.lowest_supply = float("inf")
        modulating = controls.modulating
        with self.log.during("defrost", self.trigger):
            controls.defrosting = 1
            if self.settings.method == "reverse-cycle":
                yield from self.reverse()
            else:
                yield from self.heat_coil()
            with self.log.during("defrost: drip"):
                controls.outdoor_fan = 1
                yield env.timeout(self.settings.drip)
                controls.outdoor_fan = 0
            if self.settings.method == "reverse-cycle":
                with self.log.during("defrost: valve back"):
                    controls.valve_power = self.settings.power_of_valve(heats=True)
                    yield env.timeout(VALVE_SHIFT)
            controls.modulating = modulating
            if call.on and not self.overheated:
                yield from self.recover()
            self.temper(False)
            controls.defrosting = 0
        house.begin_frosting()
        self.control.begin()

    def reverse(self) -> Process:
        """Slow down, stop, shift the valve and melt with heat from the house, which backup tempers."""
        env, controls, settings = self.env, self.env.house.controls, self.settings
        if controls.modulating and settings.ramp > 0.0:
            with self.log.during("defrost: ramp"):
                controls.modulating, controls.speed = 0, env.house.speed_min(Compressor.HEATING)
                yield env.timeout(settings.ramp)
        with self.log.during("defrost: stop"):
            controls.compressor = Compressor.OFF
            if self.model.ductless:
                controls.fan = Fan.OFF
            yield env.timeout(settings.reversal_pause)
        with self.log.during("defrost: valve shift"):
            self.temper(True)
            controls.valve_power = self.settings.power_of_valve(heats=False)
            yield env.timeout(VALVE_SHIFT)
        yield from self.melt()

    def heat_coil(self) -> Process:
        """Melt with the coil's heater, or with all discharge gas; the indoor side of the circuit is off."""
        with self.log.during("defrost: stop"):
            self.env.house.controls.compressor = Compressor.OFF
            self.env.house.release_fan()
            yield self.env.timeout(self.settings.reversal_pause)
        yield from self.melt()

    def melt(self) -> Process:
        """Heat the coil until it is warm or the maximum length of a defrost is reached."""
        env, house, controls = self.env, self.env.house, self.env.house.controls
        began, self.overheated = env.now, False
        with self.log.during("defrost: melt"):
            longest = self.settings.longest
            if self.valve_stuck_in_heating and self.settings.method == "reverse-cycle":
                # the compressor continues to heat the house with its outdoor fan off; no heat reaches the coil
                fan_failed, controls.fan_failed = controls.fan_failed, 1
                house.start_compressor(Compressor.HEATING, resume=True)
                self.overheated = (yield env.crossing(Guard.PRESSURE_HIGH, within=longest)) is not None
                controls.fan_failed = fan_failed
            else:
                house.start_melting()
                seen = () if self.sensor_closed else (Guard.COIL_CLEAR,)
                may_melt = self.safeties.defrost_stays_below()
                ended_by = yield env.crossing(*seen, within=min(longest, may_melt))
                self.overheated = ended_by is None and may_melt < longest
            controls.compressor = Compressor.OFF
            if self.overheated:
                self.log.note(HIGH_PRESSURE.trip)
        self.control.learn(env.now - began)

    def recover(self) -> Process:
        """Heat the indoor coil before its fan blows over it, unless strips or a furnace need the fan meanwhile."""
        house, controls = self.env.house, self.env.house.controls
        with self.log.during("defrost: recovery"):
            house.start_compressor(Compressor.HEATING, resume=True)
            if not controls.tempering and not house.backup_heats_air:
                controls.fan = Fan.OFF
            yield self.env.timeout(self.settings.fan_delay)
            controls.fan = Fan.PUMP
