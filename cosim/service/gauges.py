"""What the instruments of a technician show at a machine in steady operation."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cosim.config.equipment import HeatPumpConfig
from cosim.constants import STANDARD_PRESSURE
from cosim.equipment.machine import Machine, Mode, machine
from cosim.equipment.performance import Steady, steady
from cosim.physics.air import specific_heat
from cosim.physics.frost import effective_temperature, surface_spread
from cosim.refrigerants.equations import SUCTION_DROP_EXPONENT
from cosim.service.conditions import Conditions
from cosim.service.instruments import INSTRUMENTS

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
    voltage: float = SUPPLY_VOLTAGE,
    power_factor: float | None = None,
) -> Gauges:
    """Return what instruments show at a machine in order.

    Parameters
    ----------
    config : HeatPumpConfig
        The machine.
    conditions : Conditions
        Air and speed.
    voltage : float
        At the outdoor unit, V.
    power_factor : float, optional
        Of the outdoor unit; by default that of its kind of motor.
    """
    unit = machine(config, conditions.mode)
    found = steady(unit, np.array([conditions.outdoor]), np.array([conditions.speed]), air=conditions.air)
    factor = POWER_FACTOR[kind_of_motor(config)] if power_factor is None else power_factor
    cycle = _cycle(unit, found)
    readings = _readings(unit, found, conditions, cycle, voltage * factor)
    return Gauges(config, conditions, readings, tuple(cycle.values()), f"at {voltage:g} V, power factor {factor:g}")


def kind_of_motor(config: HeatPumpConfig) -> str:
    """Return "inverter" for a compressor of any speed, else "fixed"."""
    return "inverter" if config.compressor.drive_power > 0.0 or config.compressor.drive_loss > 0.0 else "fixed"


def _cycle(unit: Machine, found: Steady) -> dict[str, Point]:
    """Return the states of the refrigerant round the circuit, by what a technician calls the places."""
    table, circuit, state = unit.table, unit.circuit, found.state
    low, high = table.log_pressure_dew(state.evaporating), np.log(state.condensing_pressure)
    drop = circuit.suction_drop * (state.speed / circuit.rated_speed) ** SUCTION_DROP_EXPONENT
    suction = low + np.log(1.0 - drop)
    dome = table.saturation(high)
    suction_enthalpy = table.vapor_enthalpy(suction, state.suction_superheat)
    discharge = table.vapor_enthalpy(high, state.discharge_temperature - dome.dew)
    through_valve = circuit.valve_conductance * (
        state.discharge_temperature - table.dew(suction) - state.suction_superheat
    )
    shell = unit.compressor.shell_conductance * (
        state.discharge_temperature - (state.evaporating if circuit.heats else state.condensing)
    )
    after_valve = discharge - (through_valve + shell) / state.mass_flow
    liquid = table.liquid_enthalpy(high, circuit.subcooling)
    outlet = table.vapor_enthalpy(low, np.full_like(low, circuit.superheat))
    places = {
        "suction line at the compressor": (suction, suction_enthalpy),
        "discharge line": (high, discharge),
        "vapor line into the condenser": (high, after_valve),
        "liquid line": (high, liquid),
        "behind the expansion valve": (low, liquid),
        "evaporator outlet": (low, outlet),
    }
    return {name: Point(name, float(np.exp(p[0])), float(h[0])) for name, (p, h) in places.items()}


def _readings(
    unit: Machine, found: Steady, conditions: Conditions, cycle: dict[str, Point], volt_ampere_share: float
) -> Readings:
    table, state = unit.table, found.state
    suction, discharge = cycle["suction line at the compressor"], cycle["discharge line"]
    low = table.saturation(np.log(np.array([suction.pressure])))
    high = table.saturation(np.log(np.array([discharge.pressure])))
    into_condenser = cycle["vapor line into the condenser"]
    hot = high.dew + table.superheat(np.log(np.array([discharge.pressure])), np.array([into_condenser.enthalpy]), high)
    cold = state.evaporating + unit.circuit.superheat
    heating, reverses = (
        conditions.mode == "heating",
        unit.config.heating is not None and unit.config.cooling is not None,
    )
    supply, flow = _supply(unit, found, conditions)
    power = float(found.power[0])
    compressor = power - float(found.outdoor_fan[0] + found.indoor_fan[0])
    indoor, outdoor = (hot, cold) if heating else (cold, hot)
    return Readings(
        suction_pressure=suction.pressure,
        suction_saturation=float(low.dew[0]),
        superheat=float(state.suction_superheat[0]),
        discharge_pressure=discharge.pressure,
        discharge_saturation=float(high.bubble[0]),
        subcooling=unit.circuit.subcooling,
        discharge_line=float(state.discharge_temperature[0]),
        suction_line=float(low.dew[0] + state.suction_superheat[0]),
        indoor_vapor_line=float(indoor[0]),
        outdoor_vapor_line=float(outdoor[0]) if reverses else float("nan"),
        liquid_line=float(high.bubble[0]) - unit.circuit.subcooling,
        return_air=conditions.indoor,
        supply_air=supply,
        outdoor_unit_current=(compressor + float(found.outdoor_fan[0])) / volt_ampere_share,
        compressor_power=compressor,
        capacity=float(found.capacity[0]),
        cop=float(found.cop[0]),
        suction_glide=float(low.dew[0] - low.bubble[0]),
        discharge_glide=float(high.dew[0] - high.bubble[0]),
        speed=float(found.speed[0]),
        indoor_airflow=flow / 1.2,
        total_power=power,
    )


def _supply(unit: Machine, found: Steady, conditions: Conditions) -> tuple[float, float]:
    """Return supply air, K, and the flow of dry air, kg/s, behind coil and fan.

    Of a wet coil's heat the share that cools the air is that of the dry-bulb difference in the difference of effective
    temperature and surface (`effective_temperature`).
    """
    state, fan = found.state, float(found.indoor_fan[0])
    heating = conditions.mode == "heating"
    evaporator_air, _, condenser_air = conditions.air
    _, air = unit.points(evaporator_air, condenser_air, found.speed)  # flows at the speed that limits leave
    flow = float((air.condenser_flow if heating else air.evaporator_flow)[0])
    # capacity is net: with the indoor fan's heat in heating, less it in cooling
    net = float(found.capacity[0])
    if heating:
        return conditions.indoor + net / (flow * float(specific_heat(0.005))), flow
    humidity = conditions.evaporator_humidity_ratio
    spread = surface_spread(state.surface_temperature, state.evaporating)
    effective = effective_temperature(
        np.array([conditions.indoor]), np.array([humidity]), state.surface_temperature, spread, STANDARD_PRESSURE,
        unit.specific_heat,
    )  # fmt: skip
    sensible = float(((conditions.indoor - state.surface_temperature) / (effective - state.surface_temperature))[0])
    return conditions.indoor - (sensible * (net + fan) - fan) / (flow * float(specific_heat(humidity))), flow
