"""Faults of the equipment: each begins on its date, and ends on another where it is repaired."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from cosim.config.machine_faults import FaultConfig
from cosim.equipment.condition import SOUND, Condition
from cosim.equipment.faults import airflow_left, changes, condition_at, is_empty
from cosim.equipment.heat_pump import HeatPumpModel
from cosim.flow.records import Compressor
from cosim.processes.calls import Process
from cosim.processes.clock import HybridEnvironment
from cosim.processes.dispatch import Dispatcher
from cosim.processes.furnace import Furnace
from cosim.processes.heat_pump import HeatPump
from cosim.processes.log import EventLog
from cosim.processes.strips import Strips

SHORT_RUN_TIME = 1800.0  # s, of a board set to the wrong timer

Switch = Callable[[FaultConfig, bool], None]
"""Applies a fault, or takes it back."""


class Breakdowns:
    """All faults of one configuration: at the date of each change it sets what the fault is a fault of.

    Attributes
    ----------
    models : list of (float, HeatPumpModel)
        From which time, s, the machine had which maps, where they are not those of a sound one.
    """

    def __init__(
        self,
        env: HybridEnvironment,
        faults: Sequence[FaultConfig],
        log: EventLog,
        *,
        heat_pump: HeatPump | None = None,
        furnace: Furnace | None = None,
        strips: Strips | None = None,
        dispatcher: Dispatcher | None = None,
        build: Callable[[Condition], HeatPumpModel] | None = None,
    ) -> None:
        self.env, self.faults, self.log = env, faults, log
        self.heat_pump, self.furnace, self.strips, self.dispatcher = heat_pump, furnace, strips, dispatcher
        self.build = build
        self.condition = SOUND
        self.models: list[tuple[float, HeatPumpModel]] = []
        self.charge = heat_pump.model.charge if heat_pump is not None else 1.0
        parameters = env.house.parameters
        self._sound = {
            name: float(getattr(parameters, name)) for name in ("furnace_flow", "furnace_capacity", "fan_flow")
        }
        self._there: list[FaultConfig] = []
        self._switches = self._wired()

    def run(self) -> Process:
        """Wait for one date after the other."""
        for when in changes(self.faults, self.charge):
            if when > self.env.now:
                yield self.env.timeout(when - self.env.now)
            self.apply()

    def apply(self) -> None:
        """Set everything as it is at this instant."""
        now, env = self.env.now, self.env
        there = [fault for fault in self.faults if fault.lasts_at(now)]
        for fault in self._there:
            if fault not in there:
                self.log.note(f"fault ends: {fault.kind}")
                self._switch(fault, False)
        for fault in there:
            if fault not in self._there:
                self.log.note(f"fault: {fault.kind}")
                self._switch(fault, True)
        self._there = there
        if self.heat_pump is not None:
            self.heat_pump.safeties.is_empty = is_empty(there, now, self.charge)
            self._exchange_maps(condition_at(there, now, self.charge))
            self.heat_pump.look_again()
        left = airflow_left(there, now)
        env.house.parameters.furnace_flow = left * self._sound["furnace_flow"]
        if self.heat_pump is None:
            env.house.parameters.fan_flow = left * self._sound["fan_flow"]
        env.house.disturb()

    def _exchange_maps(self, condition: Condition) -> None:
        if condition == self.condition or self.heat_pump is None or self.build is None:
            return
        self.condition = condition
        model = self.heat_pump.model if condition.is_sound else self.build(condition)
        self.models.append((self.env.now, model))
        self.env.house.exchange_maps(model)
        self.heat_pump.safeties.present = None if condition.is_sound else model

    def _switch(self, fault: FaultConfig, on: bool) -> None:
        switch = self._switches.get(fault.kind)
        if switch is not None:
            switch(fault, on)

    def _wired(self) -> Mapping[str, Switch]:
        """Return what applies each kind of fault that is more than a condition of the refrigerant circuit."""
        switches: dict[str, Switch] = {"ducts-leaking": self._open_ducts}
        if self.heat_pump is not None:
            switches |= self._of_heat_pump(self.heat_pump)
        if self.furnace is not None:
            switches |= self._of_furnace(self.furnace)
        if self.strips is not None:
            strips = self.strips
            switches["strips-stuck-on"] = lambda _, on: strips.weld(on)
        if self.dispatcher is not None:
            dispatcher = self.dispatcher
            switches["auxiliary-heat-with-first-stage"] = lambda _, on: dispatcher.wire_backup_to_first_stage(on)
        return switches

    def _of_heat_pump(self, heat_pump: HeatPump) -> dict[str, Switch]:
        defrost, controls = heat_pump.defrost, self.env.house.controls

        def stick(fault: FaultConfig, on: bool) -> None:
            heats = fault.position == "heating"
            heat_pump.stuck_in = (Compressor.HEATING if heats else Compressor.COOLING) if on else None
            defrost.valve_stuck_in_heating = heats and on

        def count(fault: FaultConfig, on: bool) -> None:
            defrost.set_timer((SHORT_RUN_TIME if fault.run_time is None else fault.run_time) if on else None)

        return {
            "defrost-sensor-open": lambda _, on: setattr(defrost, "sensor_open", on),
            "defrost-sensor-closed": lambda _, on: defrost.close_sensor(on),
            "defrost-wrong-timer": count,
            "outdoor-fan-failed": lambda _, on: setattr(controls, "fan_failed", int(on)),
            "reversing-valve-stuck": stick,
            "thermostat-ob-wrong": lambda _, on: setattr(heat_pump, "is_crossed", on),
        }

    def _of_furnace(self, furnace: Furnace) -> dict[str, Switch]:
        def fail(part: str, _: FaultConfig, on: bool) -> None:
            (furnace.broken.add if on else furnace.broken.discard)(part)

        def soot(fault: FaultConfig, on: bool) -> None:
            left = 1.0 - (fault.share or 0.0) if on else 1.0
            self.env.house.parameters.furnace_capacity = left * self._sound["furnace_capacity"]

        parts = ("igniter-failed", "flame-sensor-dirty", "pressure-switch-open")
        return {part: partial(fail, part) for part in parts} | {"heat-exchanger-sooted": soot}

    def _open_ducts(self, fault: FaultConfig, on: bool) -> None:
        self.env.house.leak_ducts(fault.supply_leakage if on else None, fault.return_leakage if on else None)
