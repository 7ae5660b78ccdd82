"""A furnace: inducer, igniter, burner and blower in their sequence of operation."""

from math import log

from cosim.config.backup import FurnaceConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT
from cosim.flow.records import Fan
from cosim.processes.calls import Call, Process
from cosim.processes.clock import NEVER, HybridEnvironment
from cosim.processes.heat_pump import HeatPump
from cosim.processes.log import EventLog

BLOWER = Fan.BLOWER  # read in every cycle
FLAME_PROOF = 5.0  # s after which a board closes the gas valve if it sees no flame
DRAFT_PROOF = 60.0  # s for which it waits for the pressure switch


class Furnace:
    """A single-stage, two-stage or modulating furnace; it heats together with the compressor only in a defrost."""

    def __init__(self, env: HybridEnvironment, config: FurnaceConfig, log: EventLog) -> None:
        self.env, self.config, self.log = env, config, log
        self.call = Call(env)
        self.behind, self.resting = Call(env), Call(env)
        self.resting.set(True)
        self.compressor: HeatPump | None = None
        self._backup = self._tempering = False
        self._out_since = self._blows_until = -NEVER
        self.broken: set[str] = set()
        """Parts that have failed, by the kinds of `cosim.config.machine_faults`."""
        self.failures = 0
        """In the present call, of ignition or by the limit switch."""

    def heat(self, on: bool, *, high: bool = False) -> None:
        """Call or release the furnace to heat the house; `high` if the room has fallen behind."""
        if self.behind.on != (on and high):
            self.behind.set(on and high)
        if on != self._backup:
            self._backup = on
            self.call.set(on or self._tempering)

    def temper(self, on: bool) -> None:
        """Call or release the furnace to temper the air during a defrost."""
        self._tempering = on
        self.call.set(self._backup or self._tempering)

    def run(self) -> Process:
        """Serve one call after the other."""
        env, config, controls = self.env, self.config, self.env.house.controls
        while True:
            if not self.call.on:
                self.failures = 0
            yield self.call.becomes(True)
            rest = max(self._out_since + config.minimum_off, self._blows_until) - env.now
            if rest > 0:
                yield self.call.becomes(False, within=rest)
            if self.call.on and self.compressor is not None and not self._tempering and not self.compressor.idle.on:
                yield self.compressor.idle.becomes(True)
            if not self.call.on:
                continue
            self.resting.set(False)
            with self.log.during("furnace") as event:
                if self.runs_by_itself():
                    yield from self.light_and_burn()
                else:
                    yield from self.light()
                    if controls.burner:
                        yield from self.burn()
                if controls.burner:
                    blows = self.cool_down()
                    if blows and self.is_beside_a_heat_pump:  # which waits for it
                        yield env.timeout(blows)
                    else:
                        event.goes_on(blows)
            self.resting.set(True)
            if self.failures >= config.ignition_tries:
                self.log.note("furnace locked out")
                yield env.timeout(config.lockout_time)
                self.failures = 0

    def runs_by_itself(self) -> bool:
        """Return whether nothing but the call's end can happen in this run: one stage, all sound, no defrost."""
        alone = not self._tempering and (self.compressor is None or self.compressor.idle.on)
        one_stage = self.config.kind != "two-stage"
        return alone and one_stage and not self.broken and self.limit_opens_after() == NEVER

    def light_and_burn(self) -> Process:
        """Do as `light` and `burn`, with all that happens at a known time left to the flow."""
        env, config, controls = self.env, self.config, self.env.house.controls
        lights_at = env.now + (config.purge_time + config.ignition_time)
        controls.furnace_power = config.inducer_power
        controls.igniter_at = env.now + config.purge_time
        controls.lights_at, controls.blower_starts_at = lights_at, lights_at + config.blower_on_delay
        yield self.call.becomes(False)
        if env.now < lights_at:  # the board ends its sequence, and then opens the gas valve if it is called again
            controls.lights_at = controls.blower_starts_at = NEVER
            yield env.timeout(lights_at - env.now)
            yield from self.open_valve()
            if controls.burner:
                yield from self.burn()
            return
        if controls.lights_at < NEVER:  # due at this very instant
            env.house.light(modulates=config.modulates)
        if controls.blower_starts_at < NEVER:
            self.move_heat()
        yield from self.burn_on(lights_at)

    def light(self) -> Process:
        """Purge, glow, light; a call that ends before the gas is on ends the attempt."""
        env, config, controls = self.env, self.config, self.env.house.controls
        controls.furnace_power = config.inducer_power
        if "pressure-switch-open" in self.broken:
            yield env.timeout(config.purge_time)
            yield self.call.becomes(False, within=DRAFT_PROOF)
            self.fail("pressure switch stays open")
            return
        controls.igniter_at = env.now + config.purge_time
        yield env.timeout(config.purge_time + config.ignition_time)
        yield from self.open_valve()

    def open_valve(self) -> Process:
        """Light, if the furnace is still called; without a flame the valve closes again."""
        env, config, controls = self.env, self.config, self.env.house.controls
        controls.furnace_power = config.inducer_power if self.call.on else 0.0
        if self.call.on and "igniter-failed" in self.broken:
            yield env.timeout(FLAME_PROOF)
            self.fail("ignition failed")
        elif self.call.on:
            env.house.light(modulates=config.modulates and not self._tempering)
            if "flame-sensor-dirty" in self.broken:
                yield env.timeout(FLAME_PROOF)
                controls.burner = 0.0
                self.fail("flame not proved")

    def fail(self, what: str) -> None:
        """End an attempt, and count it."""
        self.env.house.controls.furnace_power = 0.0
        self._out_since = self.env.now
        self.failures += 1
        self.log.note(f"furnace: {what}")

    def limit_opens_after(self) -> float:
        """Return after which time of burning the limit switch opens, s; infinite where the blower's air is enough.

        The exchanger warms up exponentially to a rise of the air that the blower's flow leaves, at any fire: the blower
        follows it.
        """
        house, config = self.env.house, self.config
        parameters = house.parameters
        if config.distribution == "radiators" or not parameters.furnace_flow:
            return NEVER
        rise = parameters.furnace_capacity / (DRY_AIR_SPECIFIC_HEAT * parameters.furnace_flow)
        allowed = config.limit - house.air_temperature
        if rise <= allowed:
            return NEVER
        return config.blower_on_delay - config.exchanger_time_constant * log(1.0 - allowed / rise)

    def burn(self) -> Process:
        """Warm the heat exchanger, start the blower, burn until the call ends or the limit switch opens."""
        env, config, lit = self.env, self.config, self.env.now
        yield self.call.becomes(False, within=config.blower_on_delay)
        self.move_heat()
        if config.kind == "two-stage" and self.call.on:
            wait = lit + config.time_to_high_fire - env.now
            yield self.behind.becomes(True) | self.call.becomes(False, within=wait)
            if self.call.on:
                with self.log.during("high fire"):
                    env.house.fire_high()
                    yield self.call.becomes(False)
        opens_after = self.limit_opens_after()
        if opens_after < NEVER:
            yield self.call.becomes(False, within=max(lit + opens_after - env.now, 0.0))
            if self.call.on:
                self.failures += 1
                self.log.note("furnace: limit switch opens")
                return
        yield self.call.becomes(False)
        yield from self.burn_on(lit)

    def burn_on(self, lit: float) -> Process:
        """Burn for the minimum time since `lit`, unless the compressor heats."""
        short = lit + self.config.minimum_on - self.env.now
        compressor_heats = self.compressor is not None and not self.compressor.idle.on
        if short > 0 and not compressor_heats:
            yield self.env.timeout(short)

    def move_heat(self) -> None:
        """Start the blower, or a boiler's pump; in a defrost the heat pump's fan moves the air."""
        controls = self.env.house.controls
        controls.blower_starts_at = NEVER
        if self.config.distribution == "radiators":
            controls.circulating = 1
        elif self.compressor is None or self.compressor.idle.on:
            controls.fan = BLOWER

    @property
    def is_beside_a_heat_pump(self) -> bool:
        """Whether the compressor heats, too."""
        return self.compressor is not None and self.compressor.model.heating is not None

    def cool_down(self) -> float:
        """Shut off the burner; return how long the blower delivers the heat left in the exchanger, s."""
        env, controls = self.env, self.env.house.controls
        controls.burner = controls.furnace_power = 0.0
        self._out_since = env.now
        blows = self.config.blower_off_delay if controls.fan == BLOWER or controls.circulating else 0.0
        if blows:
            controls.blower_stops_at = self._blows_until = env.now + blows
        return blows
