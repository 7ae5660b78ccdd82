"""Apply external inputs to the house and its controls immediately."""

from collections.abc import Callable, Mapping

import numpy as np
import simpy
from numpy.typing import NDArray

from cosim.constants import HOUR
from cosim.processes.clock import HybridEnvironment
from cosim.processes.dispatch import Dispatcher
from cosim.processes.strips import Strips
from cosim.processes.thermostat import Thermostat
from cosim.schema.inputs import BY_NAME, Mode, input_named


class Outside:
    """The inputs of one simulation, their values and the equipment that they act on."""

    def __init__(
        self,
        env: HybridEnvironment,
        thermostat: Thermostat,
        dispatcher: Dispatcher | None,
        strips: Strips | None,
        by_hour: Mapping[str, Callable[[], NDArray[np.float64]]],
    ) -> None:
        self.env = env
        self._values = {name: entry.default for name, entry in BY_NAME.items() if name not in by_hour}
        self._values["mode"] = float(thermostat.mode)
        self._by_hour, self._series = by_hour, dict[str, NDArray[np.float64]]()
        self._waiting: dict[str, simpy.Event] = {}
        controls = env.house.controls

        def control(field: str, *, weather: bool = False) -> Callable[[float], None]:
            def put(value: float) -> None:
                setattr(controls, field, value)
                if weather:
                    env.house.refresh_surroundings()

            return put

        self._apply: dict[str, Callable[[float], None]] = {
            "heating_setpoint": lambda value: thermostat.write(heating=value),
            "cooling_setpoint": lambda value: thermostat.write(cooling=value),
            "heating_setpoint_offset": lambda value: thermostat.write(heating_offset=value),
            "cooling_setpoint_offset": lambda value: thermostat.write(cooling_offset=value),
            "power_cap": control("power_cap"),
            "internal_gain": control("extra_gain"),
            "external_heat": control("external_heat"),
            "outdoor_temperature": control("outdoor_temperature", weather=True),
            "outdoor_temperature_offset": control("outdoor_offset", weather=True),
        }
        self._apply["mode"] = lambda value: self._switch(thermostat, dispatcher, Mode(int(value)))
        if strips is not None:
            self._apply["strip_lockout"] = lambda value: strips.lock(bool(value))
        if dispatcher is not None:
            self._apply["gas_switch"] = lambda value: dispatcher.switch_to_gas(bool(value))

    def write(self, name: str, value: object) -> None:
        """Apply an input, and wake the processes that wait for it."""
        number = input_named(name).checked(value)
        acts = name in self._apply and number != self._values[name]
        if acts or name in self._waiting:
            self.env.settle()
        self._values[name] = number
        if acts:
            self._apply[name](number)
        if name in self._waiting:
            self._waiting.pop(name).succeed(number)

    def value(self, name: str) -> float:
        """Return the present value of an input: as written, its default, or the series' value of this hour."""
        if name in self._values:
            return self._values[name]
        if input_named(name).name not in self._series:
            self._series[name] = self._by_hour[name]()
        return float(self._series[name][int(self.env.now // HOUR) % 8760])

    @property
    def rates_read(self) -> frozenset[str]:
        """Inputs of price and carbon whose values in the scenario a controller or equipment has read."""
        return frozenset(self._series)

    def written(self, name: str) -> simpy.Event:
        """Return an event that fires when `name` is next written, with the written value."""
        if input_named(name).name not in self._waiting:
            self._waiting[name] = self.env.event()
        return self._waiting[name]

    def _switch(self, thermostat: Thermostat, dispatcher: Dispatcher | None, mode: Mode) -> None:
        if dispatcher is not None:
            dispatcher.rest_compressor(mode is Mode.EMERGENCY_HEAT)
        thermostat.switch(mode)
