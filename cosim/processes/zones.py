"""Two zones: dispatch of heating and cooling between heads of one outdoor unit and older equipment."""

from typing import Any

from cosim.config.zoning import SecondZoneConfig
from cosim.flow.records import Compressor, Guard
from cosim.processes.calls import Call, Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.dispatch import Dispatcher
from cosim.processes.log import EventLog
from cosim.processes.thermostat import Thermostat


class Baseboards:
    """Electric baseboards in the second zone, switched as a whole."""

    def __init__(self, env: HybridEnvironment, power: float, log: EventLog) -> None:
        self.env, self.power, self.log = env, power, log
        self.call = Call(env)

    def run(self) -> Process:
        """Heat as long as the call lasts."""
        controls = self.env.house.controls
        while True:
            yield self.call.becomes(True)
            with self.log.during("strips in the second zone"):
                controls.baseboard_power = self.power
                yield self.call.becomes(False)
                controls.baseboard_power = 0.0


class WallThermostat:
    """A boiler's old thermostat in the first zone, independent of other heat."""

    def __init__(self, env: HybridEnvironment, setpoint: float, deadband: float) -> None:
        self.env, self.heating = env, Call(env)
        env.house.watch(Guard.WALL_TOO_COLD, setpoint - deadband / 2)
        env.house.watch(Guard.WALL_WARM_ENOUGH, setpoint + deadband / 2)

    def run(self) -> Process:
        """Call for heat when it is too cold, until it is warm enough."""
        while True:
            yield self.env.crossing(Guard.WALL_TOO_COLD)
            self.heating.set(True)
            yield self.env.crossing(Guard.WALL_WARM_ENOUGH)
            self.heating.set(False)


class TwoZoneDispatcher(Dispatcher):
    """Assigns the calls of two thermostats to heads, a boiler and baseboards.

    The outdoor unit runs for a room that calls and has a head; where both call, its heat is shared by floor area. If
    one room calls for heat and the other for cooling, heat has priority. A boiler heats both rooms by floor area, or
    with valves those that call.
    """

    def __init__(
        self,
        *args: Any,
        second: Thermostat,
        zoning: SecondZoneConfig,
        floor_share: float,
        baseboards: Baseboards | None,
        wall: WallThermostat | None,
        **others: Any,
    ) -> None:
        self.second, self.zoning, self.floor_share = second, zoning, floor_share
        self.baseboards, self.wall = baseboards, wall
        super().__init__(*args, **others)
        for call in (second.heating, second.cooling, second.backup, *([wall.heating] if wall is not None else [])):
            call.on_change(self.assign)

    def assign(self) -> None:
        """Assign a call to each piece of equipment; repeated whenever a condition changes."""
        first, second, head = self.thermostat, self.second, self.zoning.head
        able = self.pump_can_run.on
        together = self.zoning.pair == "coordinated"
        heat, second_heat = first.heating.on and able, second.heating.on and head and able
        cool, second_cool = first.cooling.on, second.cooling.on and head
        if self.heat_pump is not None:
            if heat or second_heat:
                mode, here, there = Compressor.HEATING, heat, second_heat
            elif cool or second_cool:
                mode, here, there = Compressor.COOLING, cool, second_cool
            else:
                mode, here, there = Compressor.OFF, True, False
            if mode is not Compressor.OFF:
                self.env.house.controls.second_share = (self.floor_share if here else 1.0) if there else 0.0
            self.heat_pump.request(mode)
        # rooms without a head, or whose head is not permitted or has fallen behind
        short = first.heating.on and (first.backup.on or not able)
        second_short = second.heating.on and (second.backup.on or not able or not head)
        if self.furnace is not None:
            wanted = (short or second_short) if self.wall is None else self.wall.heating.on
            if self.zoning.valves and wanted:
                share = (self.floor_share if short else 1.0) if second_short else 0.0
                self.env.house.controls.second_central_share = share
            self.furnace.heat(wanted and self.backup_is_released.on, high=first.backup.on or second.backup.on)
        elif self.strips is not None:
            self.strips.back_up(short and self.backup_is_released.on)
        if self.baseboards is not None:
            boiler = self.furnace is not None and self.wall is None
            on = second_short and not boiler if together else second.heating.on
            self.baseboards.call.set(on)
