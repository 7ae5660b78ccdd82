"""What the cycle is solved for: compressor, circuit, limits, operating points, and the state found."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.refrigerants.ahri540 import CompressorMap


@dataclass(frozen=True, kw_only=True)
class Compressor:
    """A compressor with its motor and drive, in SI."""

    displacement: float
    """Swept volume, m3 per revolution."""
    volumetric_peak: float = 0.98
    volumetric_slope: float = 0.03
    volumetric_leak: float = 0.1
    """Of swept volume lost per unit of pressure ratio above 1, 1/s: a fixed gap leaks more at low speed."""
    efficiency: float
    """Best isentropic efficiency, motor included."""
    best_pressure_ratio: float = 2.7
    pressure_ratio_penalty: float = 0.2
    best_speed: float
    """Speed at which the efficiency is best, rev/s."""
    speed_penalty: float = 0.1
    shell_loss: float = 0.05
    """Share of the work that leaves the shell as heat."""
    shell_conductance: float = 0.0
    """Between the discharge gas, in shell and line, and the air of the outdoor unit, W/K."""
    drive_loss: float = 0.03
    """Share of the work lost in the inverter."""
    drive_power: float = 20.0
    """Load-independent consumption of the inverter, W."""
    vapor_injection: bool = False
    """Whether vapor from a flash tank is added between two stages of compression."""
    discharge_limit: float = 383.15
    """Discharge temperature that is held by liquid let into the compressor or its suction, K. Slowing down would not
    do: at low speed the gas gets hotter."""
    map: CompressorMap | None = None
    """By AHRI 540; then it stands for the volumetric and isentropic efficiencies."""


@dataclass(frozen=True, kw_only=True)
class Circuit:
    """Everything else that the refrigerant passes, in one mode of operation, in SI."""

    evaporator_conductance: float
    """Clean coil at rated air flow, air to refrigerant, W/K."""
    condenser_conductance: float
    superheat: float = 5.0
    subcooling: float = 5.0
    suction_drop: float = 0.02
    """Pressure lost between evaporator and compressor at rated speed, share of the evaporator's."""
    valve_leak: float = 0.004
    """Share of the discharge gas that the reversing valve lets back to suction."""
    valve_conductance: float = 1.0
    """Heat leak of the reversing valve from discharge to suction gas, W/K."""
    rated_speed: float
    reference_dew: float
    """Dew temperature of the suction at which refrigerant-side conductances are rated, K."""
    heats: bool = True
    """Whether the evaporator, rather than the condenser, is outdoors, beside the compressor."""
    noncondensable: float = 0.0
    """Partial pressure of air and nitrogen in the condenser, Pa: it adds to that at which the refrigerant condenses."""


DERATING = 0.1
"""Relative distance from a limit (of pressure, or in 10 K of temperature) at which the compressor starts to slow."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the machine protects itself from by slowing down."""

    condensing_pressure: float
    """Greatest, Pa."""
    evaporating_temperature: float
    """Least dew temperature, K."""
    pressure_ratio: float = float("inf")
    """Greatest, of discharge to suction."""
    compressor_power: float = float("inf")
    """Greatest, W: what the greatest current comes to."""


@dataclass(frozen=True, kw_only=True)
class Points:
    """Operating points: arrays of one shape (points,), in SI."""

    evaporator_air: Array
    """Air (effective) temperature on the evaporator, K."""
    condenser_air: Array
    speed: Array
    evaporator_capacity_rate: Array
    """Heat capacity rate of the air, W/K."""
    condenser_capacity_rate: Array
    evaporator_flow: Array
    """Air flow relative to rated."""
    condenser_flow: Array
    frost_resistance: Array
    """Between fins and air, K/W."""
    heat: Array | float = 0.0
    """Heat asked for, W, where it is that which is given."""
    flow_exponent: float = 0.0
    """Of the fans' flows over the compressor's speed: the flows above are those at `speed`, and where a limit holds the
    compressor back or a heat is asked, fans follow it."""

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> "Points":
        """Return the points at `index`."""
        taken: dict[str, Any] = {k: v[index] for k, v in vars(self).items() if isinstance(v, np.ndarray)}
        return replace(self, **taken)

    def at_speed(self, speed: Array) -> "Points":
        """Return these points with the flows that fans have when the compressor runs at another speed, rev/s."""
        if self.flow_exponent == 0.0:
            return self
        share = (speed / self.speed) ** self.flow_exponent
        return replace(
            self,
            evaporator_capacity_rate=self.evaporator_capacity_rate * share,
            condenser_capacity_rate=self.condenser_capacity_rate * share,
            evaporator_flow=self.evaporator_flow * share,
            condenser_flow=self.condenser_flow * share,
        )


@dataclass(frozen=True, kw_only=True)
class State:
    """Steady state at each point; arrays of one shape, in SI."""

    evaporating: Array
    """Dew temperature in the evaporator, K."""
    condensing: Array
    """Dew temperature in the condenser, K; of the refrigerant's own pressure where there are other gases."""
    suction_superheat: Array
    speed: Array
    """Compressor speed after limits, rev/s."""
    mass_flow: Array
    """Refrigerant through the compressor's suction, kg/s."""
    evaporator_heat: Array
    condenser_heat: Array
    work: Array
    """Shaft and motor work put into the compressor, W."""
    shell_heat: Array
    compressor_power: Array
    """Electricity of compressor and inverter, W."""
    pressure_ratio: Array
    """Discharge over suction pressure."""
    efficiency: Array
    """Isentropic, of compressor and motor."""
    discharge_temperature: Array
    condensing_pressure: Array
    """Of all gases, Pa: that of the gauge."""
    wall_temperature: Array
    """Of the evaporator, between refrigerant and what is on the fins, K."""
    surface_temperature: Array
    """Air-side surface of the evaporator (or of its frost), K."""
    effectiveness: Array
    """Of the evaporator between air and its surface; also that of mass transfer (Lewis number 1)."""
    reach: Array
    """Of the property table's span of superheat, the greatest share used inside the compressor."""
    equations: Array
    """What remains of the three equations, (3, points), K."""

    @property
    def residual(self) -> Array:
        """Largest remainder at each point, K."""
        return np.asarray(np.max(np.abs(self.equations), axis=0))

    def take(self, index: NDArray[np.intp]) -> "State":
        """Return the states at `index`."""
        return State(**{name: value[..., index] for name, value in vars(self).items()})
