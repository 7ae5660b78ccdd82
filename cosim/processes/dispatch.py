"""Who heats: the thermostat's call goes to heat pump, furnace or strips, so that exactly one of them is responsible."""

from cosim.config.controls import DualFuelConfig, StripsConfig
from cosim.house.layout import Compressor, Guard
from cosim.hybrid import HybridEnvironment
from cosim.processes.calls import Call
from cosim.processes.furnace import Furnace
from cosim.processes.heat_pump import HeatPump
from cosim.processes.log import EventLog
from cosim.processes.strips import Strips
from cosim.processes.thermostat import Thermostat
from cosim.processes.types import Process

RECONSIDER_INTERVAL = 300.0  # s


class Dispatcher:
    """Shares the thermostat's calls among the equipment.

    The heat pump is first wherever it is there and allowed to run. A furnace takes over below the switchover
    temperature, where the compressor is locked out, and, until the call is satisfied, where the heat pump has fallen
    behind. Strips add to the heat pump when it falls behind, and carry the house alone where it may not run.
    """

    def __init__(
        self,
        env: HybridEnvironment,
        thermostat: Thermostat,
        log: EventLog,
        *,
        heat_pump: HeatPump | None,
        furnace: Furnace | None,
        strips: Strips | None,
        can_pump_heat: bool,
    ) -> None:
        self.env, self.thermostat, self.log = env, thermostat, log
        self.heat_pump, self.furnace, self.strips = heat_pump, furnace, strips
        self.can_pump_heat = can_pump_heat
        self.pump_can_run, self.pump_is_preferred = Call(env), Call(env)
        self.pump_can_run.set(can_pump_heat)
        self.pump_is_preferred.set(can_pump_heat)
        self._relieved = False
        for call in (thermostat.heating, thermostat.cooling, thermostat.backup):
            call.tell(self.assign)
        for call in (self.pump_can_run, self.pump_is_preferred):
            call.tell(self.assign)

    def assign(self) -> None:
        """Give each piece of equipment its call; done anew whenever something that decides about them changes."""
        heat, backup = self.thermostat.heating.on, self.thermostat.backup.on
        able = self.pump_can_run.on
        if self.furnace is not None:
            was_relieved = self._relieved
            self._relieved = heat and (self._relieved or (backup and able))
            if self._relieved and not was_relieved and self.can_pump_heat and self.pump_is_preferred.on:
                self.log.note("furnace relieves heat pump")
        pump = heat and able and self.pump_is_preferred.on and not self._relieved
        if self.heat_pump is not None:
            cool = self.thermostat.cooling.on
            self.heat_pump.request(Compressor.HEATING if pump else Compressor.COOLING if cool else Compressor.OFF)
        if self.furnace is not None:
            self.furnace.heat(heat and not pump)
        elif self.strips is not None:
            alone = heat and not pump
            assisting = backup and self._strips_allowed(self.strips.config)
            self.strips.back_up(alone or (heat and assisting))

    def _strips_allowed(self, config: StripsConfig) -> bool:
        return self.env.house.outdoor_temperature < config.lockout_above

    def reconsider_strips(self) -> Process:
        """While backup is called, look again whether it is cold enough outdoors by now to let strips help."""
        backup = self.thermostat.backup
        while True:
            yield backup.becomes(True)
            while backup.on:
                yield backup.becomes(False) | self.env.timeout(RECONSIDER_INTERVAL)
                self.assign()

    def watch_switchover(self, config: DualFuelConfig) -> Process:
        """Prefer the furnace below the switchover temperature, the heat pump above it plus the hysteresis."""
        env = self.env
        env.house.watch(Guard.OUTDOOR_COLD, config.switchover)
        env.house.watch(Guard.OUTDOOR_MILD, config.switchover + config.hysteresis)
        while True:
            yield env.crossing(Guard.OUTDOOR_COLD)
            self.pump_is_preferred.set(False)
            self.log.note("switchover to furnace")
            yield env.crossing(Guard.OUTDOOR_MILD)
            self.pump_is_preferred.set(True)
            self.log.note("switchover to heat pump")
