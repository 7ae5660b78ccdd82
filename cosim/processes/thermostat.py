"""The room thermostat: it calls for heat and for cooling, and for backup when the room falls behind."""

from cosim.config.controls import ThermostatConfig
from cosim.house.layout import Guard
from cosim.hybrid import HybridEnvironment
from cosim.processes.calls import Call
from cosim.processes.types import Process

DAY = 86400.0


class Thermostat:
    """A heat/cool/auto thermostat with a deadband and a night schedule."""

    def __init__(self, env: HybridEnvironment, config: ThermostatConfig, *, can_heat: bool, can_cool: bool) -> None:
        self.env, self.config = env, config
        self.can_heat, self.can_cool = can_heat, can_cool
        self.heating, self.cooling, self.backup = Call(env), Call(env), Call(env)
        self.set_for_the_hour()

    def run(self) -> Process:
        """Wait until the room leaves the band, call, and wait until it is comfortable again."""
        env = self.env
        leaving = [Guard.TOO_COLD] * self.can_heat + [Guard.TOO_WARM] * self.can_cool
        while True:
            left = yield env.crossing(*leaving)
            if left == Guard.TOO_COLD:
                self.heating.set(True)
                yield env.crossing(Guard.WARM_ENOUGH)
                self.heating.set(False)
            else:
                self.cooling.set(True)
                yield env.crossing(Guard.COOL_ENOUGH)
                self.cooling.set(False)

    def call_backup(self) -> Process:
        """Call for backup heat when the room has been far too cold for a while, until it is warm."""
        env = self.env
        while True:
            yield env.crossing(Guard.FAR_TOO_COLD)
            recovered = env.crossing(Guard.NEARLY_WARM)
            yield recovered | env.timeout(self.config.backup_delay)
            if not recovered.triggered:
                self.backup.set(True)
                yield env.crossing(Guard.NEARLY_WARM)
                self.backup.set(False)

    def follow_schedule(self) -> Process:
        """Move the setpoints when the night begins and when it ends."""
        config = self.config
        if config.night_heating_setpoint is None and config.night_cooling_setpoint is None:
            return
        while True:
            clock = self.env.now % DAY
            ahead = [(edge - clock) % DAY or DAY for edge in (config.night_begins, config.night_ends)]
            yield self.env.timeout(min(ahead))
            self.set_for_the_hour()

    def is_night(self) -> bool:
        """Say whether the night setpoints hold now."""
        clock, begins, ends = self.env.now % DAY, self.config.night_begins, self.config.night_ends
        return begins <= clock < ends if begins < ends else clock >= begins or clock < ends

    def set_for_the_hour(self) -> None:
        """Put the setpoints of this moment, and the thresholds that follow from them, into force."""
        config, night = self.config, self.is_night()
        heating = (night and config.night_heating_setpoint) or config.heating_setpoint
        cooling = (night and config.night_cooling_setpoint) or config.cooling_setpoint
        half = config.deadband / 2
        house = self.env.house
        house.controls["heating_setpoint"], house.controls["cooling_setpoint"] = heating, cooling
        house.controls["heating_limit"] = heating - half
        house.controls["cooling_limit"] = cooling + half
        house.watch(Guard.TOO_COLD, heating - half)
        house.watch(Guard.WARM_ENOUGH, heating + half)
        house.watch(Guard.TOO_WARM, cooling + half)
        house.watch(Guard.COOL_ENOUGH, cooling - half)
        house.watch(Guard.FAR_TOO_COLD, heating - config.backup_droop)
        house.watch(Guard.NEARLY_WARM, heating)
