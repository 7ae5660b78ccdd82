"""Smart recovery from a setback: start early enough for the heat pump alone; lock out backup while the room gains."""

from cosim.constants import HOUR
from cosim.flow.records import Guard
from cosim.processes.calls import Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.log import EventLog
from cosim.processes.thermostat import Thermostat

LOOK = 900.0  # s between two readings of the room before a recovery
GLANCE = 300.0  # s between two readings during one
LOOKS = 3  # s, over which the gain is measured
MAY_LOSE = 0.3  # K below the start, tolerated before the gain is measured
FIRST_GUESS = 1.0 / HOUR  # K/s, initial estimate of the gain
SLOWEST, FASTEST = 0.2 / HOUR, 6.0 / HOUR  # K/s, limits of the estimate
LEARNT = 0.3  # weight of the last recovery in the estimate


class Recovery:
    """Learns how fast the room warms without backup, and starts early enough before the setpoint rises."""

    def __init__(self, env: HybridEnvironment, thermostat: Thermostat, log: EventLog) -> None:
        self.env, self.thermostat, self.log = env, thermostat, log
        self.pace = FIRST_GUESS

    def run(self) -> Process:
        """Prepare for each rise of the heating setpoint, one after the other."""
        env, thermostat = self.env, self.thermostat
        longest = thermostat.config.longest_recovery
        while True:
            target, wait = thermostat.next_period()
            if target.heating <= thermostat.scheduled().heating:
                yield env.timeout(wait + 1.0)
                continue
            edge = env.now + wait
            if wait > longest:
                yield env.timeout(wait - longest)
            while edge - env.now > self.needed(target.heating):
                yield env.timeout(min(LOOK, edge - env.now - self.needed(target.heating) + 1.0, edge - env.now))
            with self.log.during("recovery"):
                thermostat.hold(target)
                yield from self.accompany(target.heating)
            if env.now <= edge:
                yield env.timeout(edge - env.now + 1.0)

    def needed(self, target: float) -> float:
        """Return the estimated time for the room to reach `target`, s."""
        return max(target - self.env.house.air_temperature, 0.0) / self.pace

    def accompany(self, target: float) -> Process:
        """Watch the room until it reaches the setpoint; release backup if it gains too little, else learn the gain.

        Just after the compressor starts the gain is small, so in the first quarter of an hour the room only must not
        cool.
        """
        env, thermostat = self.env, self.thermostat
        house, begun, before = env.house, env.now, env.house.air_temperature
        there = env.crossing(Guard.NEARLY_WARM)
        thermostat.gaining.set(True)
        seen = [before]
        while not there.triggered and thermostat.scheduled().heating <= target:
            yield there | env.timeout(GLANCE)
            if house.controls.heating_setpoint < target - 1e-6:
                break  # lowered from elsewhere
            seen.append(house.air_temperature)
            earlier = seen[-1 - LOOKS] if len(seen) > 2 * LOOKS else before
            least = thermostat.config.min_gain * LOOKS * GLANCE / HOUR if len(seen) > 2 * LOOKS else -MAY_LOSE
            if not there.triggered and seen[-1] - earlier < least:
                thermostat.gaining.set(False)
        gained = house.air_temperature - before
        if thermostat.gaining.on and gained > 0.5 and env.now > begun:
            pace = min(max(gained / (env.now - begun), SLOWEST), FASTEST)
            self.pace += LEARNT * (pace - self.pace)
        thermostat.gaining.set(False)
