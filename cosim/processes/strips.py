"""Electric strips: stages that a sequencer brings in one after the other."""

from cosim.config.controls import StripsConfig
from cosim.house.layout import Fan
from cosim.hybrid import HybridEnvironment
from cosim.processes.calls import Call
from cosim.processes.log import EventLog
from cosim.processes.types import Process


class Strips:
    """Resistance heat, called as backup by the dispatcher or to temper the air in a defrost."""

    def __init__(self, env: HybridEnvironment, config: StripsConfig, log: EventLog) -> None:
        self.env, self.config, self.log = env, config, log
        self.call = Call(env)
        self._backup = self._tempering = False

    def back_up(self, on: bool) -> None:
        """Call or release the strips as backup heat."""
        if on != self._backup:
            self._backup = on
            self._update()

    def temper(self, on: bool) -> None:
        """Call or release the strips to temper the air during a defrost."""
        if on != self._tempering:
            self._tempering = on
            self._update()

    def _update(self) -> None:
        self.env.house.controls["tempering"] = float(self._tempering and not self._backup)
        self.call.set(self._backup or self._tempering)

    def run(self) -> Process:
        """Bring the stages in while the call lasts, then let all of them go."""
        controls = self.env.house.controls
        while True:
            yield self.call.becomes(True)
            with self.log.during("strips"):
                while self.call.on:
                    power = min(controls["strip_power"] + self.config.stage, self.config.capacity)
                    controls["strip_power"] = power
                    if controls["fan"] == Fan.OFF:
                        controls["fan"] = Fan.STRIPS
                    dropped = self.call.becomes(False)
                    if power < self.config.capacity:
                        yield dropped | self.env.timeout(self.config.sequencer_delay)
                    else:
                        yield dropped
                controls["strip_power"] = 0.0
            if controls["fan"] == Fan.STRIPS:
                self.env.house.release_fan()
