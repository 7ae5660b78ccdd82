"""The compressor's control board: it starts, runs under the thermostat's call, defrosts and stops."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import simpy

from cosim.config.backup import LockoutsConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.flow.records import Compressor, Fan, Guard
from cosim.processes.calls import Call, Process
from cosim.processes.clock import NEVER, HybridEnvironment
from cosim.processes.defrost import Defrost
from cosim.processes.log import EventLog
from cosim.processes.safeties import (
    DISCHARGE_DELAY,
    EMPTY,
    HIGH_PRESSURE,
    SWITCHES,
    TOO_HOT,
    VALVE,
    VALVE_CHECK,
    Safeties,
)

OFF, HEATING, COOLING = Compressor.OFF, Compressor.HEATING, Compressor.COOLING  # read in every cycle
FAN_OF_PUMP, LOW = Fan.PUMP, Guard.PRESSURE_LOW
CHANGED = -4  # what a wait ends with where a fault begins or ends
RUNS = {Compressor.HEATING: "compressor heating", Compressor.COOLING: "compressor cooling"}


HELD, FREE = 0.99, 0.90  # ratios of permitted to requested speed at which a limit begins and ends to count


class Interlock(Protocol):
    """Another heat source that must rest before this one may start."""

    resting: Call


FIRST_STAGE_SHARE = 0.6  # of the rated speed: first stage of an inverter under a two-stage thermostat


@dataclass(frozen=True)
class Staging:
    """Control of the compressor by thermostat and machine together."""

    modulates: bool
    two_stages: bool
    second_stage_delay: float
    second_stage_droop: float


def staging(model: HeatPumpModel, thermostat: ThermostatConfig) -> Staging:
    """Return the staging of a machine under a thermostat, as far as the machine supports it."""
    kind, two_speeds = thermostat.kind, model.stages == 2
    inverter = not two_speeds and (
        model.speed_max > model.speed_min or model.cooling_speed_max > model.cooling_speed_min
    )
    delay, droop = thermostat.second_stage_delay, thermostat.second_stage_droop
    return Staging(
        modulates=inverter and kind in ("matched", "communicating"),
        two_stages=(two_speeds and kind != "single-stage") or (inverter and kind == "two-stage"),
        second_stage_delay=model.cycling.second_stage_delay if delay is None else delay,
        second_stage_droop=model.cycling.second_stage_droop if droop is None else droop,
    )


class ModeSettings(NamedTuple):
    """What the board sets where the circuit starts in one of its modes."""

    first_speed: float
    """Of the first of two stages, 1/s."""
    speed: float
    """Of the only stage, or the second."""
    modulates: bool
    valve_power: float
    """Of the reversing valve's coil, W."""


def mode_settings(model: HeatPumpModel, staging: Staging, mode: Compressor) -> ModeSettings:
    """Return what a machine's board sets in a mode."""
    heats = mode is HEATING
    least = model.speed_min if heats else model.cooling_speed_min
    rated = model.speed_rated if heats else model.cooling_speed_rated
    greatest = model.speed_max if heats else model.cooling_speed_max
    return ModeSettings(
        first_speed=least if model.stages == 2 else max(least, FIRST_STAGE_SHARE * rated),
        speed=rated,
        modulates=staging.modulates and greatest > least,
        valve_power=model.defrost.power_of_valve(heats=heats) if model.heating is not None else 0.0,
    )


class HeatPump:
    """A heat pump or, without heating, an air conditioner."""

    def __init__(self, env: HybridEnvironment, model: HeatPumpModel, log: EventLog, staging: Staging) -> None:
        self.env, self.model, self.log, self.staging = env, model, log, staging
        self._settings = {mode: mode_settings(model, staging, mode) for mode in (HEATING, COOLING)}
        self._fan_off_delay = min(model.cycling.fan_off_delay, model.cycling.minimum_off)
        self.call, self.mode = Call(env), OFF
        self.idle = Call(env)
        self.idle.set(True)
        self.interlock: Interlock | None = None
        self.second_stage = Call(env)
        """Second stage of a two-speed compressor, set by the staging process at any time."""
        self.second_stage.on_change(self.set_speed)
        self.safeties = Safeties(env, model, log)
        self.defrost = Defrost(env, model, log, self.safeties)
        self.safeties.locked.on_change(self._lock_out)
        self.permit: Call | None = None
        """Whether the heat pump may heat, for the dispatcher."""
        self.stuck_in: Compressor | None = None
        """The mode in which a stuck reversing valve stays."""
        self.is_crossed = False
        """Whether O and B are exchanged, so that the valve shifts the wrong way."""
        self._waits_for: simpy.Event = env.event()
        self._barred: set[str] = set()
        self._may_start_at = self._began = self._heats_up = -float("inf")

    def request(self, mode: Compressor) -> None:
        """Call for heating or cooling, or for neither."""
        on = mode is not OFF
        if on:
            self.mode = mode
        if on != self.call.on:
            self.call.set(on)

    def side_of(self, asked: Compressor) -> Compressor:
        """Return the mode in which the circuit runs when the thermostat asks for one."""
        if self.is_crossed:
            return COOLING if asked is HEATING else HEATING
        return self.stuck_in or asked

    def run(self) -> Process:
        """Serve calls for heating and cooling, one run of the compressor after the other."""
        while True:
            if not self.call.on:
                self.safeties.trips = 0
            yield self.call.becomes(True)
            rest = self._may_start_at - self.env.now
            if rest > 0.0:
                yield self.env.timeout(rest)
            if self.safeties.locked.on:
                yield self.safeties.locked.becomes(False)
            if self.mode is HEATING and self.interlock is not None and not self.interlock.resting.on:
                yield self.interlock.resting.becomes(True)
            if not self.call.on:
                continue
            self.idle.set(False)
            with self.log.during(RUNS[self.mode]):
                yield from self.run_compressor(self.side_of(self.mode))
            self.idle.set(True)
            self.stop_fan_later()

    def run_compressor(self, mode: Compressor) -> Process:
        """Run until the call ends, with defrosts as its control requests."""
        env, controls, call, safeties = self.env, self.env.house.controls, self.call, self.safeties
        started, served = env.now, self.mode
        self._began = started
        settings = self._settings[mode]
        controls.heating_side, controls.modulating = int(mode is HEATING), int(settings.modulates)
        controls.fan, controls.fan_stops_at = FAN_OF_PUMP, NEVER
        self.set_speed()
        if self.stuck_in or self.is_crossed:
            controls.modulating = 0  # the thermostat calls for the other mode
        controls.valve_power = settings.valve_power
        env.house.start_compressor(mode)
        while call.on and self.mode is served and self.side_of(served) is mode and controls.compressor:
            if safeties.may_get_too_hot and self._heats_up != started:
                self._heats_up = started
                env.process(self.heat_up(mode, started))
            if safeties.is_empty:
                yield from safeties.trip(EMPTY, started, call)
                continue
            if mode is COOLING and controls.fan_failed:
                yield from safeties.trip(HIGH_PRESSURE, started, call)
                continue
            self._waits_for = call.also_wakes(self.until_disturbed(mode, served, started))
            woken_by = yield self._waits_for
            if woken_by is call or woken_by == CHANGED or not call.on:
                continue
            if woken_by is None:
                if safeties.valve_is_wrong(served):
                    yield from safeties.trip(VALVE, started, call)
            elif woken_by == LOW and safeties.is_last and mode is served and self.defrost.is_forced():
                yield from self.clear_coil(call)
            elif woken_by in SWITCHES:
                yield from safeties.trip(SWITCHES[woken_by], started, call)
            elif self.defrost.is_confirmed(woken_by):
                yield from self.clear_coil(call)
        short = started + self.model.cycling.minimum_on - env.now
        if short > 0 and controls.compressor and (self.interlock is None or self.interlock.resting.on):
            yield env.timeout(short)
        controls.compressor, controls.valve_power = OFF, 0.0
        self._may_start_at = env.now + self.model.cycling.minimum_off  # until then the pressures equalise

    def until_disturbed(self, mode: Compressor, served: Compressor, started: float) -> simpy.Event:
        """Return an event: a safety or, in heating, the defrost control acts; None if it is time to check the valve."""
        if mode is HEATING and served is mode:
            return self.defrost.due(*self.safeties.watched(mode))
        if served is mode:
            return self.env.crossing(*self.safeties.watched(mode))
        left = started + VALVE_CHECK - self.env.now
        room = (Guard.ROOM_HOT,) if mode is HEATING else ()
        within = left if self.safeties.settings.checks_valve and left > 0.0 else None
        return self.env.crossing(*self.safeties.watched(mode), *room, within=within)

    def look_again(self) -> None:
        """Let a running machine feel at once what a fault has changed."""
        if not self.idle.on and self._waits_for.callbacks is not None and not self._waits_for.triggered:
            self._waits_for.succeed(CHANGED)

    def heat_up(self, mode: Compressor, started: float) -> Process:
        """Let the discharge thermostat open in this run once the shell has had the time to get hot."""
        yield self.env.timeout(DISCHARGE_DELAY)
        while self._began == started and not self.idle.on and self.safeties.may_get_too_hot:
            runs = self.env.house.controls.compressor == mode and not self._waits_for.triggered
            if runs and self.safeties.gets_too_hot(mode):
                self._waits_for.succeed(TOO_HOT)
            yield self.env.timeout(DISCHARGE_DELAY)
        if self._heats_up == started:
            self._heats_up = -float("inf")

    def clear_coil(self, call: Call) -> Process:
        """Defrost; a high-pressure switch that opens meanwhile counts like any other trip."""
        yield from self.defrost.run(call)
        if self.defrost.overheated:
            self.safeties.count(HIGH_PRESSURE)

    def _lock_out(self) -> None:
        """Let backup heat while the safeties lock the machine out."""
        if self.safeties.locked.on:
            self.bar("safeties")
        else:
            self.release("safeties")

    def bar(self, reason: str) -> None:
        """Add a reason to lock out heating."""
        self._barred.add(reason)
        if self.permit is not None:
            self.permit.set(False)

    def release(self, reason: str) -> None:
        """Remove a reason; without any the machine may heat."""
        self._barred.discard(reason)
        if not self._barred:
            if self.permit is not None:
                self.permit.set(True)
            self.log.note("heat pump released")

    def set_speed(self) -> None:
        """Set the speed of a single-speed or two-speed compressor."""
        controls = self.env.house.controls
        settings = self._settings[HEATING if controls.heating_side else COOLING]
        first = self.staging.two_stages and not self.second_stage.on
        controls.speed = settings.first_speed if first else settings.speed

    def stop_fan_later(self) -> None:
        """Let the indoor fan deliver the heat left in the coil, unless another process takes it over."""
        self.env.house.controls.fan_stops_at = self.env.now + self._fan_off_delay

    def watch_cutoff(self, lockouts: LockoutsConfig) -> Process:
        """Lock out heating while it is colder outdoors than the cut-off or the lockout, with hysteresis."""
        env, cutoff = self.env, max(self.model.cutoff_temperature, lockouts.compressor_below or 0.0)
        env.house.watch(Guard.PUMP_TOO_COLD, cutoff)
        env.house.watch(Guard.PUMP_MILD, cutoff + lockouts.compressor_hysteresis)
        while True:
            yield env.crossing(Guard.PUMP_TOO_COLD)
            self.log.note("heat pump locked out by cold")
            self.bar("cold")
            yield env.crossing(Guard.PUMP_MILD)
            self.release("cold")


def stage(unit: HeatPump) -> Process:
    """Switch to the second stage by run time or room temperature, until the compressor stops."""
    while True:
        yield unit.idle.becomes(False)
        yield unit.idle.also_wakes(_falls_behind(unit, within=unit.staging.second_stage_delay))
        if not unit.idle.on:
            with unit.log.during("second stage"):
                unit.second_stage.set(True)
                yield unit.idle.becomes(True)
            unit.second_stage.set(False)


def _falls_behind(unit: HeatPump, *, within: float) -> simpy.Event:
    """Return an event: the room is too far outside the band on the first stage, or `within` s have passed."""
    house, droop = unit.env.house, unit.staging.second_stage_droop
    if house.controls.heating_side:
        house.watch(Guard.FIRST_STAGE_COLD, house.threshold(Guard.TOO_COLD) - droop)
        return unit.env.crossing(Guard.FIRST_STAGE_COLD, within=within)
    house.watch(Guard.FIRST_STAGE_WARM, house.threshold(Guard.TOO_WARM) + droop)
    return unit.env.crossing(Guard.FIRST_STAGE_WARM, within=within)


def bring_back_oil(unit: HeatPump) -> Process:
    """Run faster for some minutes after long slow running, to return oil to the compressor."""
    env, plan = unit.env, unit.model.oil_return
    env.house.watch(Guard.OIL_AWAY, plan.after)
    while True:
        yield env.crossing(Guard.OIL_AWAY)
        with unit.log.during("oil return"):
            env.house.controls.speed_floor = plan.speed
            yield unit.idle.becomes(True, within=plan.lasts)
            env.house.controls.speed_floor = 0.0
        env.house.oil_is_back()  # a stop ends it too, and it is not resumed


def watch_limits(unit: HeatPump) -> Process:
    """Log periods in which cold or a pressure limit holds the speed below the requested one."""
    env = unit.env
    env.house.watch(Guard.SPEED_HELD, HELD)
    env.house.watch(Guard.SPEED_FREE, FREE)
    while True:
        yield env.crossing(Guard.SPEED_HELD)
        heats = env.house.controls.compressor == HEATING
        reason = unit.model.held_by("heating" if heats else "cooling", env.house.outdoor_temperature)
        with unit.log.during(f"speed held down: {reason}"):
            yield env.crossing(Guard.SPEED_FREE)
