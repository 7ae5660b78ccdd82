"""Smart recovery from a setback: start early enough for the heat pump alone, and keep backup out while it gains."""

from cosim.constants import HOUR
from cosim.flow.records import Guard
from cosim.processes.calls import Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.log import EventLog
from cosim.processes.thermostat import Thermostat

LOOK = 900.0  # s between two looks at the room before a recovery
GLANCE = 300.0  # s between two looks during one
LOOKS = 3  # over which the gain is judged
MAY_LOSE = 0.3  # K below where it began, before the gain is judged
FIRST_GUESS = 1.0 / HOUR  # K/s that a room gains, before anything has been learnt
SLOWEST, FASTEST = 0.2 / HOUR, 6.0 / HOUR  # K/s, bounds of what is believed
LEARNT = 0.3  # weight of the last recovery in what is known


class Recovery:
    """Learns how fast the room warms without backup, and starts before the setpoint rises by what that takes."""

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
        """Return how long the room would take to reach `target`, s."""
        return max(target - self.env.house.air_temperature, 0.0) / self.pace

    def accompany(self, target: float) -> Process:
        """Watch the room until it is there; let backup in once it gains too little, and learn from a recovery without.

        A compressor that has just started shows little yet, so the first quarter of an hour only must not lose heat.
        """
        env, thermostat = self.env, self.thermostat
        house, begun, before = env.house, env.now, env.house.air_temperature
        there = env.crossing(Guard.NEARLY_WARM)
        thermostat.gaining.set(True)
        seen = [before]
        while not there.triggered and thermostat.scheduled().heating <= target:
            yield there | env.timeout(GLANCE)
            if house.controls.heating_setpoint < target - 1e-6:
                break  # somebody else has lowered it
            seen.append(house.air_temperature)
            earlier = seen[-1 - LOOKS] if len(seen) > 2 * LOOKS else before
            least = thermostat.config.least_gain * LOOKS * GLANCE / HOUR if len(seen) > 2 * LOOKS else -MAY_LOSE
            if not there.triggered and seen[-1] - earlier < least:
                thermostat.gaining.set(False)
        gained = house.air_temperature - before
        if thermostat.gaining.on and gained > 0.5 and env.now > begun:
            pace = min(max(gained / (env.now - begun), SLOWEST), FASTEST)
            self.pace += LEARNT * (pace - self.pace)
        thermostat.gaining.set(False)
