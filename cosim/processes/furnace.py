"""A furnace: inducer, igniter, burner and blower in their sequence of operation."""

from cosim.config.backup import FurnaceConfig
from cosim.flow.records import Fan
from cosim.processes.calls import Call, Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.heat_pump import HeatPump
from cosim.processes.log import EventLog


class Furnace:
    """A single-stage, two-stage or modulating furnace; it heats together with the compressor only in a defrost."""

    def __init__(self, env: HybridEnvironment, config: FurnaceConfig, log: EventLog) -> None:
        self.env, self.config, self.log = env, config, log
        self.call = Call(env)
        self.behind, self.resting = Call(env), Call(env)
        self.resting.set(True)
        self.compressor: HeatPump | None = None
        self._backup = self._tempering = False
        self._out_since = -float("inf")

    def heat(self, on: bool, *, high: bool = False) -> None:
        """Call or release the furnace to heat the house; `high` if the room has fallen behind."""
        self._backup = on
        self.behind.set(on and high)
        self.call.set(self._backup or self._tempering)

    def temper(self, on: bool) -> None:
        """Call or release the furnace to temper the air during a defrost."""
        self._tempering = on
        self.call.set(self._backup or self._tempering)

    def run(self) -> Process:
        """Serve one call after the other."""
        env, config, controls = self.env, self.config, self.env.house.controls
        while True:
            yield self.call.becomes(True)
            rest = self._out_since + config.minimum_off - env.now
            if rest > 0:
                yield self.call.becomes(False, within=rest)
            if self.call.on and self.compressor is not None and not self._tempering:
                yield self.compressor.idle.becomes(True)
            if not self.call.on:
                continue
            self.resting.set(False)
            with self.log.during("furnace"):
                yield from self.light()
                if controls.burner:
                    yield from self.burn()
                    yield from self.cool_down()
            self.resting.set(True)

    def light(self) -> Process:
        """Purge, glow, light; a call that ends before the gas is on ends the attempt."""
        env, config, controls = self.env, self.config, self.env.house.controls
        controls.furnace_power = config.inducer_power
        yield env.timeout(config.purge_time)
        controls.furnace_power = config.inducer_power + config.igniter_power
        yield env.timeout(config.ignition_time)
        controls.furnace_power = config.inducer_power if self.call.on else 0.0
        if self.call.on:
            env.house.light(config.min_fire, modulates=config.kind == "modulating" and not self._tempering)

    def burn(self) -> Process:
        """Warm the heat exchanger, start the blower, burn until the call ends."""
        env, config, controls = self.env, self.config, self.env.house.controls
        lit = env.now
        yield self.call.becomes(False, within=config.blower_on_delay)
        if config.distribution == "radiators":
            controls.circulating = 1
        elif self.compressor is None or self.compressor.idle.on:
            controls.fan = Fan.BLOWER
        if config.kind == "two-stage" and self.call.on:
            wait = lit + config.time_to_high_fire - env.now
            yield self.behind.becomes(True) | self.call.becomes(False, within=wait)
            if self.call.on:
                with self.log.during("high fire"):
                    env.house.light(1.0)
                    yield self.call.becomes(False)
        yield self.call.becomes(False)
        short = lit + config.minimum_on - env.now
        compressor_heats = self.compressor is not None and not self.compressor.idle.on
        if short > 0 and not compressor_heats:
            yield env.timeout(short)

    def cool_down(self) -> Process:
        """Shut off the burner and let the blower deliver the heat left in the exchanger."""
        env, config, controls = self.env, self.config, self.env.house.controls
        controls.burner = controls.furnace_power = 0.0
        self._out_since = env.now
        if controls.fan == Fan.BLOWER or controls.circulating:
            yield env.timeout(config.blower_off_delay)
        controls.circulating = 0
        if controls.fan == Fan.BLOWER:
            self.env.house.release_fan()
