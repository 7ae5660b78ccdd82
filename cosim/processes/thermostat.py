"""The room thermostat: it calls for heat and for cooling, and for backup when the room falls behind."""

from bisect import bisect_right
from typing import NamedTuple

import simpy

from cosim.config.schedule import Setpoints
from cosim.config.thermostat import ThermostatConfig
from cosim.constants import DAY, YEAR
from cosim.flow.records import Guard
from cosim.processes.calls import Call, Process
from cosim.processes.clock import HybridEnvironment
from cosim.schema.inputs import Mode
from cosim.schema.wall_clock import WallClock

SWITCHED = -1  # value of a wait for a guard if the mode switch is turned meanwhile


class Room(NamedTuple):
    """Guards of a thermostat, and the prefix of the names of its controls."""

    too_cold: Guard
    warm_enough: Guard
    too_warm: Guard
    cool_enough: Guard
    far_too_cold: Guard
    nearly_warm: Guard
    controls: str


FIRST_ROOM = Room(
    Guard.TOO_COLD, Guard.WARM_ENOUGH, Guard.TOO_WARM, Guard.COOL_ENOUGH, Guard.FAR_TOO_COLD, Guard.NEARLY_WARM, ""
)
SECOND_ROOM = Room(
    Guard.SECOND_TOO_COLD,
    Guard.SECOND_WARM_ENOUGH,
    Guard.SECOND_TOO_WARM,
    Guard.SECOND_COOL_ENOUGH,
    Guard.SECOND_FAR_TOO_COLD,
    Guard.SECOND_NEARLY_WARM,
    "second_",
)


class Thermostat:
    """A heat/cool/auto thermostat with a deadband and a weekly schedule."""

    def __init__(
        self,
        env: HybridEnvironment,
        config: ThermostatConfig,
        *,
        can_heat: bool,
        can_cool: bool,
        ideal: bool = False,
        clock: WallClock | None = None,
        room: Room = FIRST_ROOM,
    ) -> None:
        self.env, self.config, self.room = env, config, room
        self.can_heat, self.can_cool, self.ideal = can_heat, can_cool, ideal
        self._set(Mode[config.mode.upper().replace(" ", "_")])
        self._awaited: simpy.Event = env.event()
        self.heating, self.cooling, self.backup = Call(env), Call(env), Call(env)
        self.gaining = Call(env)
        """On during a smart recovery while the room gains enough: backup is not called."""
        self.week = config.year() or config.week()
        self._by_year = bool(config.year())
        self._begins = [entry.begins for entry in self.week]
        self._clock = clock or WallClock()
        self._shift = 0.0, 0.0
        self._written = {"heating": 0.0, "cooling": 0.0, "heating_offset": 0.0, "cooling_offset": 0.0}
        self.in_force = self.scheduled()
        self._apply()

    def run(self) -> Process:
        """Wait until the room leaves the band, call, and wait until it is comfortable again."""
        while True:
            self._awaited = self.env.crossing(*self._edges)
            left = yield self._awaited
            if left == self.room.too_cold:
                self.heating.set(True)
                while self.heats and (yield self._wait_for(self.room.warm_enough)) == SWITCHED:
                    pass
                self.heating.set(False)
            elif left == self.room.too_warm:
                self.cooling.set(True)
                while self.cools and (yield self._wait_for(self.room.cool_enough)) == SWITCHED:
                    pass
                self.cooling.set(False)

    def _set(self, mode: Mode) -> None:
        """Set the mode, and with it the permitted calls."""
        self.mode = mode
        self.heats = self.can_heat and mode in (Mode.HEAT, Mode.AUTO, Mode.EMERGENCY_HEAT)
        self.cools = self.can_cool and mode in (Mode.COOL, Mode.AUTO)
        self._edges = (self.room.too_cold,) * self.heats + (self.room.too_warm,) * self.cools

    def switch(self, mode: Mode) -> None:
        """Turn the mode switch; a call that it no longer allows ends now."""
        self._set(mode)
        if self.ideal:
            self.env.house.allow_ideal(heating=self.heats, cooling=self.cools)
        elif not self._awaited.triggered:
            self._awaited.succeed(SWITCHED)

    def _wait_for(self, *guards: Guard) -> simpy.Event:
        """Return an event that fires when one of the guards is crossed or the mode switch is turned."""
        self._awaited = self.env.crossing(*guards)
        return self._awaited

    def call_backup(self) -> Process:
        """Call for backup heat when the room has been too cold for `backup_delay`, until it is warm."""
        env = self.env
        while self.can_heat:
            yield env.crossing(self.room.far_too_cold)
            recovered = env.crossing(self.room.nearly_warm)
            yield recovered | env.timeout(self.config.backup_delay)
            while self.gaining.on and not recovered.triggered:
                yield recovered | self.gaining.becomes(False)
            if not recovered.triggered:
                self.backup.set(True)
                yield recovered
                self.backup.set(False)

    # --- setpoints -------------------------------------------------------------------------------------------------

    def follow_schedule(self) -> Process:
        """Move the setpoints when a period of the week or an hour of the year ends, or the clock is set."""
        while len(self.week) > 1:
            _, wait = self.next_period()
            yield self.env.timeout(min(wait, self._clock.until_change(self.env.now)))
            self.hold(self.scheduled())

    def follow_seasons(self) -> Process:
        """Turn the mode switch at midnight where a season begins or ends; whoever turns it meanwhile goes first."""
        heating, cooling = self.config.heating_season, self.config.cooling_season
        usual = turned = self.mode
        while (heating is not None or cooling is not None) and usual is not Mode.OFF:
            day = int((self.env.now + 1.0) // DAY) % 365
            heats = usual is not Mode.COOL and (heating is None or heating.holds(day))
            cools = usual in (Mode.COOL, Mode.AUTO) and (cooling is None or cooling.holds(day))
            wanted: Mode = Mode.OFF
            if heats and (cools or usual is not Mode.AUTO):
                wanted = usual
            elif heats or cools:
                wanted = Mode.HEAT if heats else Mode.COOL
            if wanted is not turned:
                turned = wanted
                self.switch(wanted)
            yield self.env.timeout(DAY - (self.env.now + 1.0) % DAY + 1.0)

    def scheduled(self) -> Setpoints:
        """Return the scheduled setpoints of this moment."""
        return self.week[bisect_right(self._begins, self._shown(self.env.now + 1e-6)) - 1]

    def _shown(self, time: float) -> float:
        """Return the second of the week on the clock, or of the year where every hour has its setpoints."""
        return time % YEAR if self._by_year else self._clock.second_of_week(time)

    def next_period(self) -> tuple[Setpoints, float]:
        """Return the period after the present one, and the seconds until it begins."""
        now = self.env.now + 1e-6
        number = bisect_right(self._begins, self._shown(now)) % len(self.week)
        entry = self.week[number]
        wait = (entry.begins - now) % YEAR if self._by_year else self._clock.wait_until(entry.begins, now)
        return entry, wait + 1e-6

    def hold(self, setpoints: Setpoints) -> None:
        """Apply setpoints until the schedule or another process changes them."""
        self.in_force = setpoints
        self._apply()

    def shift(self, heating: float, cooling: float) -> None:
        """Shift both scheduled setpoints by a number of kelvin; zero ends it."""
        self._shift = heating, cooling
        self._apply()

    def write(self, **written: float) -> None:
        """Apply external setpoints (`heating`, `cooling`, K; 0 releases) or offsets (`heating_offset` ..., K)."""
        self._written |= written
        self._apply()

    def _apply(self) -> None:
        """Write the setpoints, and the thresholds that follow from them."""
        config = self.config
        written = self._written
        heating = (written["heating"] or self.in_force.heating) + self._shift[0] + written["heating_offset"]
        cooling = (written["cooling"] or self.in_force.cooling) + self._shift[1] + written["cooling_offset"]
        # too close together: the heating setpoint shifts the other, as in real thermostats
        if any(written.values()) or any(self._shift):
            cooling = max(cooling, heating + max(config.deadband, config.min_gap))
        half = config.deadband / 2
        house, prefix = self.env.house, self.room.controls
        limits = {"heating_setpoint": heating, "cooling_setpoint": cooling}
        early = max(
            self.in_force.heating - self.scheduled().heating, 0.0
        )  # preheating does not raise the threshold of discomfort
        # nor do external setpoints: discomfort refers to the schedule
        limits["heating_limit"] = self.in_force.heating + self._shift[0] - early - half
        limits["cooling_limit"] = self.in_force.cooling + self._shift[1] + half
        for name, limit in limits.items():
            setattr(house.controls, prefix + name, limit)
        house.watch(self.room.too_cold, heating - half)
        house.watch(self.room.warm_enough, heating + half)
        house.watch(self.room.too_warm, cooling + half)
        house.watch(self.room.cool_enough, cooling - half)
        house.watch(self.room.far_too_cold, heating - config.backup_droop)
        house.watch(self.room.nearly_warm, heating)
