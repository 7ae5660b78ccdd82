"""What the instruments of a technician show at a machine in steady operation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.constants import STANDARD_AIR_DENSITY, STANDARD_PRESSURE
from cosim.equipment.condition import Condition, faulty
from cosim.equipment.machine import Machine, Mode, machine
from cosim.equipment.performance import Steady, steady
from cosim.physics.air import specific_heat
from cosim.physics.frost import effective_temperature, surface_spread
from cosim.refrigerants.equations import SUCTION_DROP_EXPONENT
from cosim.service.conditions import Conditions
from cosim.service.faults import condition_of
from cosim.service.instruments import INSTRUMENTS

SOUND: Mapping[str, float] = MappingProxyType({})
SUCTION, INTO_CONDENSER = "suction line at the compressor", "vapor line into the condenser"
SUPPLY_VOLTAGE = 240.0  # V, single phase, as residential machines in North America
POWER_FACTOR = {"fixed": 0.95, "inverter": 0.98}
"""Of a motor with its run capacitor on the mains, and of an inverter with power factor correction; judgements."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What instruments show; SI, pressures absolute. A line that the machine does not have is not a number."""

    suction_pressure: float
    """At the service port of the suction line, behind the pressure drop of coil and line, Pa."""
    suction_saturation: float
    """Dew temperature at that pressure, K: superheat counts from the dew point."""
    superheat: float
    """Of the suction line at the compressor, K."""
    discharge_pressure: float
    discharge_saturation: float
    """Bubble temperature at that pressure, K: subcooling counts from the bubble point."""
    subcooling: float
    discharge_line: float
    suction_line: float
    indoor_vapor_line: float
    outdoor_vapor_line: float
    liquid_line: float
    return_air: float
    supply_air: float
    outdoor_unit_current: float
    """Of compressor and outdoor fan, A."""
    voltage: float
    """At the outdoor unit while it runs, V."""
    compressor_power: float
    capacity: float
    """Net, W."""
    cop: float
    suction_glide: float = 0.0
    """Dew less bubble temperature at suction pressure, K."""
    discharge_glide: float = 0.0
    speed: float = float("nan")
    """Of the compressor, as limits leave it, rev/s."""
    indoor_airflow: float = float("nan")
    """As standard air, m3/s."""
    total_power: float = float("nan")
    """With both fans, W."""

    def vector(self) -> np.ndarray:
        """Return the instruments' values in their order."""
        return np.array([getattr(self, name) for name in INSTRUMENTS])


class Point(NamedTuple):
    """A state of the refrigerant, by its place on the unit."""

    name: str
    pressure: float
    """Pa"""
    enthalpy: float
    """J/kg"""


@dataclass(frozen=True, slots=True)
class Gauges:
    """Readings of a machine under some conditions, and the cycle behind them."""

    config: HeatPumpConfig
    conditions: Conditions
    readings: Readings
    cycle: tuple[Point, ...]
    """From the compressor's suction round to it."""
    electricity: str
    """At which voltage and power factor the current flows, in words."""
    faults: tuple[tuple[str, float], ...] = ()
    """Kinds of faults and their shares."""

    @property
    def mode(self) -> Mode:
        """The mode of operation."""
        return self.conditions.mode


def gauges(
    config: HeatPumpConfig,
    conditions: Conditions,
    *,
    faults: Mapping[str, float] = SOUND,
    voltage: float = SUPPLY_VOLTAGE,
    power_factor: float | None = None,
) -> Gauges:
    """Return what instruments show at a machine.

    Parameters
    ----------
    config : HeatPumpConfig
        The machine.
    conditions : Conditions
        Air and speed.
    faults : mapping of str to float
        Kinds of `cosim.service.faults` and their numbers; none by default.
    voltage : float
        At the outdoor unit of a machine in order, V.
    power_factor : float, optional
        Of the outdoor unit; by default that of its kind of motor.
    """
    condition = condition_of(faults, config)
    unit = faulty(machine(config, conditions.mode), condition)
    found, cycle = read(unit, condition, [conditions], voltage, power_factor)
    there, factor = voltage * condition.voltage, power_factor or POWER_FACTOR[kind_of_motor(config)]
    said = f"at {there:.0f} V, power factor {factor:g}"
    points = tuple(Point(name, float(pressure[0]), float(h[0])) for name, (pressure, h) in cycle.items())
    return Gauges(config, conditions, found[0], points, said, tuple(faults.items()))


def kind_of_motor(config: HeatPumpConfig) -> str:
    """Return "inverter" for a compressor of any speed, else "fixed"."""
    return "inverter" if config.compressor.drive_power > 0.0 or config.compressor.drive_loss > 0.0 else "fixed"


def read(
    unit: Machine,
    condition: Condition,
    at: Sequence[Conditions],
    voltage: float = SUPPLY_VOLTAGE,
    power_factor: float | None = None,
) -> tuple[list[Readings], dict[str, tuple[Array, Array]]]:
    """Read a machine under many conditions of one mode at once.

    Parameters
    ----------
    unit : Machine
        With its faults.
    condition : Condition
        What they are.
    at : sequence of Conditions
        Of the machine's mode.
    voltage, power_factor : float
        As of `gauges`.

    Returns
    -------
    readings : list of Readings
        For each of the conditions.
    cycle : dict of str to arrays
        Pressures, Pa, and enthalpies, J/kg, of the refrigerant by place.
    """
    air = _air(at)
    found = steady(
        unit, np.array([each.outdoor for each in at]), np.array([each.speed for each in at]),
        air=(air.evaporator, air.humidity, air.condenser),
    )  # fmt: skip
    cycle = _cycle(unit, found, condition)
    factor = power_factor or POWER_FACTOR[kind_of_motor(unit.config)]
    columns = _columns(unit, found, air, cycle, voltage * condition.voltage, factor)
    rows = [
        Readings(**{name: float(np.broadcast_to(value, len(at))[k]) for name, value in columns.items()})
        for k in range(len(at))
    ]
    return rows, cycle


class _Air(NamedTuple):
    """Air on the coils under many conditions, arrays."""

    evaporator: Array
    humidity: Array
    condenser: Array
    indoor: Array


def _air(at: Sequence[Conditions]) -> _Air:
    outdoor, indoor = np.array([each.outdoor for each in at]), np.array([each.indoor for each in at])
    humidity = np.array([each.evaporator_humidity_ratio for each in at])
    heats = at[0].mode == "heating"
    return _Air(outdoor if heats else indoor, humidity, indoor if heats else outdoor, indoor)


def _cycle(unit: Machine, found: Steady, condition: Condition) -> dict[str, tuple[Array, Array]]:
    """Return pressure and enthalpy of the refrigerant round the circuit, by what a technician calls the places.

    What a compressor's own valves let back mixes inside its shell, behind the suction line; what the reversing valve
    lets back comes through that line. Air in the condenser adds its pressure to that at which the refrigerant
    condenses, so the liquid is colder than the gauge says.
    """
    table, circuit, state = unit.table, unit.circuit, found.state
    low, high = table.log_pressure_dew(state.evaporating), np.log(state.condensing_pressure)
    drop = circuit.suction_drop * (state.speed / circuit.rated_speed) ** SUCTION_DROP_EXPONENT
    suction = low + np.log(1.0 - drop)
    discharge = table.vapor_enthalpy(high, state.discharge_temperature - table.saturation(high).dew)
    through_valve = circuit.valve_conductance * (
        state.discharge_temperature - table.dew(suction) - state.suction_superheat
    )
    shell = unit.compressor.shell_conductance * (
        state.discharge_temperature - (state.evaporating if circuit.heats else state.condensing)
    )
    after_valve = discharge - (through_valve + shell) / state.mass_flow
    liquid = table.liquid_enthalpy(table.log_pressure_dew(state.condensing), circuit.subcooling)
    outlet = table.vapor_enthalpy(low, np.full_like(low, circuit.superheat))
    kept = 1.0 - condition.compressor_leak  # of the discharge gas, the share that leaves the shell
    leak = 1.0 - (1.0 - circuit.valve_leak) / kept
    suction_enthalpy = (1.0 - leak) * outlet + leak * discharge + through_valve / (kept * state.mass_flow)
    return {
        SUCTION: (np.exp(suction), suction_enthalpy),
        "discharge line": (np.exp(high), discharge),
        INTO_CONDENSER: (np.exp(high), after_valve),
        "liquid line": (np.exp(high), liquid),
        "behind the expansion valve": (np.exp(low), liquid),
        "evaporator outlet": (np.exp(low), outlet),
    }


def _columns(
    unit: Machine, found: Steady, air: _Air, cycle: dict[str, tuple[Array, Array]], voltage: float, factor: float
) -> dict[str, Array | float]:
    """Return readings by name, arrays over the conditions."""
    table, state, config = unit.table, found.state, unit.config
    log_suction, log_discharge = np.log(cycle[SUCTION][0]), np.log(state.condensing_pressure)
    low, high = table.saturation(log_suction), table.saturation(log_discharge)
    hot = high.dew + table.superheat(log_discharge, cycle[INTO_CONDENSER][1], high)
    superheat = table.superheat(log_suction, cycle[SUCTION][1], low)
    own = table.saturation(table.log_pressure_dew(state.condensing))  # without the pressure of other gases
    liquid = own.bubble - unit.circuit.subcooling
    cold = state.evaporating + unit.circuit.superheat
    indoor, outdoor = (hot, cold) if unit.mode == "heating" else (cold, hot)
    reverses = config.heating is not None and config.cooling is not None
    supply, flow = _supply(unit, found, air)
    compressor = found.power - found.outdoor_fan - found.indoor_fan
    return {
        "suction_pressure": cycle[SUCTION][0],
        "suction_saturation": low.dew,
        "superheat": superheat,
        "discharge_pressure": state.condensing_pressure,
        "discharge_saturation": high.bubble,
        "subcooling": high.bubble - liquid,
        "discharge_line": state.discharge_temperature,
        "suction_line": low.dew + superheat,
        "indoor_vapor_line": indoor,
        "outdoor_vapor_line": outdoor if reverses else float("nan"),
        "liquid_line": liquid,
        "return_air": air.indoor,
        "supply_air": supply,
        "outdoor_unit_current": (compressor + found.outdoor_fan) / (voltage * factor),
        "voltage": voltage,
        "compressor_power": compressor,
        "capacity": found.capacity,
        "cop": found.cop,
        "suction_glide": low.dew - low.bubble,
        "discharge_glide": high.dew - high.bubble,
        "speed": found.speed,
        "indoor_airflow": flow / STANDARD_AIR_DENSITY,
        "total_power": found.power,
    }


def _supply(unit: Machine, found: Steady, air: _Air) -> tuple[Array, Array]:
    """Return supply air, K, and the flow of dry air, kg/s, behind coil and fan.

    Of a wet coil's heat the share that cools the air is that of the dry-bulb difference in the difference of effective
    temperature and surface (`effective_temperature`).
    """
    state, fan = found.state, found.indoor_fan
    _, flows = unit.points(air.evaporator, air.condenser, found.speed)  # at the speed that limits leave
    if unit.mode == "heating":
        flow = flows.condenser_flow
        return air.indoor + found.capacity / (flow * float(specific_heat(0.005))), flow
    flow = flows.evaporator_flow
    spread = surface_spread(state.surface_temperature, state.evaporating)
    effective = effective_temperature(
        air.indoor, air.humidity, state.surface_temperature, spread, STANDARD_PRESSURE, unit.specific_heat
    )
    sensible = (air.indoor - state.surface_temperature) / (effective - state.surface_temperature)
    # capacity is net of the indoor fan's heat
    cooled = sensible * (found.capacity + fan) - fan
    return air.indoor - cooled / (flow * specific_heat(air.humidity)), flow
