"""When the outdoor coil is cleared, and how: defrost control and the reverse-cycle sequence."""

from collections.abc import Callable

import simpy

from cosim.equipment.heat_pump import HeatPumpModel
from cosim.house.layout import Compressor, Fan, Guard
from cosim.hybrid import HybridEnvironment
from cosim.processes.calls import Call
from cosim.processes.log import EventLog
from cosim.processes.types import Process

VALVE_SHIFT = 5.0  # s for the reversing valve and the pressures to change sides
FORCED_INTERVAL = 6 * 3600.0  # s of run time with a cold coil after which demand control clears it anyway
LEAST_FROST = 0.1  # kg below which demand control leaves the coil alone
INDOOR_FAN_DELAY = 45.0  # s without indoor fan after a defrost, so that no cold air is blown


class Defrost:
    """Demand or timed defrost of one heat pump."""

    def __init__(self, env: HybridEnvironment, model: HeatPumpModel, log: EventLog) -> None:
        self.env, self.model, self.log = env, model, log
        self.temper: Callable[[bool], None] = lambda on: None
        self._may_start = False
        env.house.watch(Guard.COIL_FROSTED, 1.0 - model.defrost.demand_capacity_loss)
        env.house.watch(Guard.COIL_CLEAR, model.defrost.termination_temperature)
        self._begin_interval()

    def _begin_interval(self) -> None:
        first = (
            self.model.defrost.timer_run_time
            if self.model.defrost.kind == "timer"
            else self.model.defrost.minimum_interval
        )
        self._may_start = self.model.defrost.kind == "timer"
        self.env.house.watch(Guard.DEFROST_TIMER, first)

    def due(self) -> simpy.Event:
        """Return what the control board waits for while the compressor heats.

        A timer waits for run time with a cold coil. Demand control first waits for the shortest interval, then for
        a frosted coil or, at the latest, for the interval after which it clears the coil anyway.
        """
        if self.model.defrost.kind == "timer" or not self._may_start:
            return self.env.crossing(Guard.DEFROST_TIMER)
        return self.env.crossing(Guard.DEFROST_TIMER, Guard.COIL_FROSTED)

    def is_confirmed(self) -> bool:
        """Say whether what was due is a defrost, and not just the end of an interval with a bare coil."""
        if self._may_start and (self.model.defrost.kind == "timer" or self.env.house.frost_mass > LEAST_FROST):
            return True
        if self._may_start:
            self.env.house.end_defrost()  # nothing to clear: the interval begins anew
        self._may_start = True
        self.env.house.watch(Guard.DEFROST_TIMER, FORCED_INTERVAL)
        return False

    def run(self, call: Call) -> Process:
        """Clear the coil: stop, shift the valve, melt, let it drip, shift back and, if `call` lasts, heat again."""
        env, house, controls, model = self.env, self.env.house, self.env.house.controls, self.model
        with self.log.during("defrost"):
            controls["defrosting"] = 1
            with self.log.during("defrost: stop"):
                controls["compressor"] = Compressor.OFF
                if model.ductless:
                    controls["fan"] = Fan.OFF
                yield env.timeout(model.defrost.reversal_pause)
            with self.log.during("defrost: valve shift"):
                self.temper(True)
                yield env.timeout(VALVE_SHIFT)
            with self.log.during("defrost: melt"):
                house.start_melting()
                clear = env.crossing(Guard.COIL_CLEAR)
                yield clear | env.timeout(model.defrost.longest)
                controls["compressor"] = Compressor.OFF
            with self.log.during("defrost: drip"):
                yield env.timeout(model.defrost.drip)
            with self.log.during("defrost: valve back"):
                yield env.timeout(VALVE_SHIFT)
            if call.on:
                yield from self.recover()
            self.temper(False)
            controls["defrosting"] = 0
        house.end_defrost()
        self._begin_interval()

    def recover(self) -> Process:
        """Heat the indoor coil before its fan blows over it, unless tempered air needs the fan."""
        controls = self.env.house.controls
        with self.log.during("defrost: recovery"):
            self.env.house.start_compressor(Compressor.HEATING, resume=True)
            if not controls["tempering"] and not controls["burner"]:
                controls["fan"] = Fan.OFF
            yield self.env.timeout(INDOOR_FAN_DELAY)
            controls["fan"] = Fan.PUMP
