"""What stops the compressor before it harms itself: pressure switches, freeze thermostat, valve check, lockout.

Sequence and times after published boards: Lennox EL15XP1 (low-pressure switch ignored in defrosts and for 90 s after a
start; strikes counted within one thermostat demand; lockout until power is cycled) and HPXA15 (three strikes),
Carrier's fault 84 (high-pressure lockout for 4 h), Panasonic CS-F34DD2E5 service manual 9.8.8 (reversing valve).
"""

from math import log
from typing import NamedTuple

from cosim.constants import FUSION_HEAT
from cosim.equipment.heat_pump import GAUGES, HeatPumpModel
from cosim.flow.records import Compressor, Guard
from cosim.processes.calls import Call, Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.log import EventLog

VALVE_CHECK = 300.0  # s after a start at which the board reads the indoor coil's temperature
VALVE_CHECK_WARM, VALVE_CHECK_COLD = 318.15, 278.15  # K, 45 °C that is too warm in cooling, 5 °C too cold in heating
OFF_BY_HAND = 86400.0  # s until the household tries again
FREEZE_DELAY = 180.0  # s for which the indoor coil is too cold until its thermostat opens; a judgement


class Switch(NamedTuple):
    """A safety: the event of its trip, what its lockout is named after, and its delays, s."""

    trip: str
    reason: str
    after_start: float = 0.0
    """During which it is ignored, or the pressure has yet to build up."""
    delay: float = 0.0
    """For which its threshold has to be passed."""


LOW_PRESSURE = Switch("low-pressure trip", "pressure", after_start=90.0)  # ignored for 90 to 180 s
HIGH_PRESSURE = Switch("high-pressure trip", "pressure", after_start=60.0)
EMPTY = LOW_PRESSURE._replace(delay=30.0)  # with no refrigerant the low side is drawn down within seconds
DISCHARGE_DELAY = 600.0  # s in which a shell gets so hot that its thermostat opens; a judgement
HOT_DISCHARGE = Switch("discharge thermostat trip", "discharge temperature", after_start=DISCHARGE_DELAY)
NEAR_LIMIT = 1.0  # K below the limit at which a machine without liquid injection counts as too hot
FREEZING = Switch("freeze thermostat trip", "freezing", delay=FREEZE_DELAY)
VALVE = Switch("reversing valve check failed", "reversing valve")
BY_HAND = Switch("switched off: it heats instead of cooling", "")
TOO_HOT = -3
"""What a wait ends with where the discharge thermostat opens, beside the guards."""
POWER_CYCLE = "power switched off and on"
SWITCHES: dict[int, Switch] = {
    Guard.PRESSURE_LOW: LOW_PRESSURE,
    Guard.PRESSURE_HIGH: HIGH_PRESSURE,
    Guard.COIL_FREEZES: FREEZING,
    Guard.ROOM_HOT: BY_HAND,
    TOO_HOT: HOT_DISCHARGE,
}
WATCHED: dict[Compressor, tuple[Guard, ...]] = {
    Compressor.HEATING: (Guard.PRESSURE_LOW, Guard.PRESSURE_HIGH),
    Compressor.COOLING: (Guard.PRESSURE_LOW, Guard.COIL_FREEZES),
}


class Safeties:
    """The safeties of one machine, and its board's count of their trips."""

    def __init__(self, env: HybridEnvironment, model: HeatPumpModel, log: EventLog) -> None:
        self.env, self.model, self.log = env, model, log
        self.settings = model.safeties
        self.present: HeatPumpModel | None = None
        """The machine with its faults, where it has any that change its maps."""
        self.is_empty = False
        """Whether the refrigerant is lost."""
        self.trips = 0
        """Trips in the present call."""
        self.locked = Call(env)
        """On from the last trip that the board allows until its lockout ends."""
        self.power_cycle_after = float("inf")
        """Time after which somebody switches a locked machine off and on, s."""
        house = env.house
        house.watch(Guard.PRESSURE_LOW, self.settings.low_pressure)
        house.watch(Guard.COIL_FREEZES, self.settings.freezing)
        house.watch(Guard.PRESSURE_HIGH, self.settings.high_pressure)

    def watched(self, mode: Compressor) -> tuple[Guard, ...]:
        """Return the switches to watch in a mode.

        In cooling, the map holds a sound machine below the high-pressure switch; a faulty one of one speed is not held.
        """
        may_rise = self.present is not None and mode is Compressor.COOLING
        return (*WATCHED[mode], Guard.PRESSURE_HIGH) if may_rise else WATCHED[mode]

    @property
    def may_get_too_hot(self) -> bool:
        """Whether there is a fault, and a discharge thermostat that it may open."""
        return self.present is not None and self.settings.hottest_discharge < float("inf")

    def gets_too_hot(self, mode: Compressor) -> bool:
        """Return whether a faulty machine without liquid injection reaches its discharge thermostat in this air."""
        model, house = self.present, self.env.house
        table = None if model is None else model.heating if mode is Compressor.HEATING else model.cooling
        if table is None:
            return False
        outdoor, room = house.outdoor_temperature, house.air_temperature
        air = (outdoor, room) if mode is Compressor.HEATING else (room, outdoor)
        shown = table.gauges_at(*air, max(house.controls.speed, 1.0))
        return bool(shown[..., GAUGES.index("discharge_temperature")] > self.settings.hottest_discharge - NEAR_LIMIT)

    @property
    def is_last(self) -> bool:
        """Whether the next trip locks the machine out."""
        return self.trips == self.settings.trips - 1

    def valve_is_wrong(self, asked: Compressor) -> bool:
        """Return whether the indoor coil's temperature contradicts the mode that the board has set."""
        state = self.env.house.state
        if asked is Compressor.HEATING:
            return bool(state.evaporating < VALVE_CHECK_COLD)
        return bool(state.condensing > VALVE_CHECK_WARM)

    def defrost_stays_below(self) -> float:
        """Return how long a defrost may melt until the high-pressure switch opens, s; infinite where it does not.

        A bare coil warms up until natural draught takes what the compressor brings, some 50 K above the outdoor air.
        """
        house, coil, heat = self.env.house, self.model.coil, self.model.melt_heat_from_house + self.model.melt_power
        share = (self.settings.high_pressure - house.outdoor_temperature) * coil.off_conductance / heat
        if share >= 1.0:
            return float("inf")
        bare = -coil.heat_capacity / coil.off_conductance * log(1.0 - share)
        return FUSION_HEAT * house.frost_mass / (self.model.defrost.melt_efficiency * heat) + bare

    def trip(self, switch: Switch, started: float, call: Call) -> Process:
        """Open a switch of a compressor that started at `started`, unless call or cause end within its delays."""
        env, house = self.env, self.env.house
        wait = max(started + switch.after_start - env.now, switch.delay)
        if wait > 0.0:
            yield call.becomes(False, within=wait)
            thawed = switch is FREEZING and house.state.evaporating >= self.settings.freezing
            if not call.on or thawed:
                return
        house.controls.compressor = Compressor.OFF
        self.log.note(switch.trip)
        self.count(switch)

    def count(self, switch: Switch) -> None:
        """Count a trip; the last one allowed in a call locks the machine out."""
        self.trips += 1
        if switch is BY_HAND:
            self.lock_out(OFF_BY_HAND, "")
        elif self.trips >= self.settings.trips:
            self.log.note(f"heat pump locked out by {switch.reason}")
            by_hand = self.power_cycle_after < self.settings.lockout
            self.lock_out(min(self.settings.lockout, self.power_cycle_after), POWER_CYCLE if by_hand else "")

    def lock_out(self, lasts: float, ended_by: str) -> None:
        """Lock the machine out for a time, s; it ends with the event `ended_by`."""
        self.trips = 0
        self.locked.set(True)
        if lasts < float("inf"):
            self.env.process(self._unlock(lasts, ended_by))

    def _unlock(self, after: float, ended_by: str) -> Process:
        yield self.env.timeout(after)
        if ended_by:
            self.log.note(ended_by)
        self.locked.set(False)
