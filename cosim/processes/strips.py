"""Electric strips: stages that a sequencer brings in one after the other."""

from math import ceil

from cosim.config.backup import StripsConfig
from cosim.flow.records import Fan
from cosim.processes.calls import Call, Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.log import EventLog


class Strips:
    """Resistance heat, called as backup by the dispatcher or to temper the air in a defrost."""

    def __init__(
        self, env: HybridEnvironment, config: StripsConfig, log: EventLog, *, tempering_heat: float = float("inf")
    ) -> None:
        self.env, self.config, self.log = env, config, log
        self.call, self.backing = Call(env), Call(env)
        self.in_rooms = bool(env.house.parameters.strips_in_rooms)
        self._tempering = self._locked = self._welded = False
        # whole stages that replace the heat a defrost takes from the air; more would overheat it
        self._tempering_power = min(config.stage * ceil(min(tempering_heat, 1e6) / config.stage), config.capacity)

    def back_up(self, on: bool) -> None:
        """Call or release the strips as backup heat; a control that says the same again changes nothing."""
        if on != self.backing.on:
            self.backing.set(on)
            self._update()

    def temper(self, on: bool) -> None:
        """Call or release the strips to temper the air during a defrost."""
        self._tempering = on and self.config.tempers
        self._update()

    def weld(self, on: bool) -> None:
        """Let the relay of the first stage stay closed, whatever is called; or repair it."""
        self._welded = on
        self._update()

    def lock(self, on: bool) -> None:
        """Lock the strips out, or release them."""
        self._locked = on
        self._update()

    def _update(self) -> None:
        self.env.house.controls.tempering = float(self._tempering and not self.backing.on)
        self.call.set(self._welded or ((self.backing.on or self._tempering) and not self._locked))

    def run(self) -> Process:
        """Energise the stages while the call lasts, then release all of them."""
        controls = self.env.house.controls
        while True:
            yield self.call.becomes(True)
            with self.log.during("strips"):
                while self.call.on:
                    yield from self.approach(self.wanted())
                controls.strip_power = 0.0
            if controls.fan == Fan.STRIPS:
                self.env.house.release_fan()

    def wanted(self) -> float:
        """Return the power to come to, W."""
        if self.backing.on and not self._locked:
            return self.config.capacity
        if self._tempering and not self._locked:
            return self._tempering_power
        return min(self.config.stage, self.config.capacity) if self._welded else self._tempering_power

    def approach(self, wanted: float) -> Process:
        """Energise one more stage, or release those that are too many, and wait."""
        controls = self.env.house.controls
        power = min(controls.strip_power + self.config.stage, wanted)
        controls.strip_power = power
        if controls.fan == Fan.OFF and not self.in_rooms:
            controls.fan = Fan.STRIPS
        if power < wanted:
            yield self.call.becomes(False, within=self.config.sequencer_delay)
        else:
            changed = self.call.also_wakes(self.env.event())
            yield self.backing.also_wakes(changed) if self.call.on else self.env.past
