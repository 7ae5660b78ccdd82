"""What a machine gives and takes in steady state at the air of a test room: the one place that rates and charts ask."""

from dataclasses import dataclass, replace

import numpy as np

from cosim.arrays import Array
from cosim.constants import STANDARD_PRESSURE
from cosim.equipment.machine import Machine, Mode
from cosim.equipment.residual import Correction
from cosim.physics.air import humidity_ratio_wet_bulb
from cosim.physics.faulty_charge import charge_factor
from cosim.refrigerants.model import State

# wet bulb of the outdoor room by its dry bulb, K (AHRI 210/240: 62/56.5, 47/43, 35/33, 17/15, 5/3 °F)
OUTDOOR = np.array([233.15, 258.15, 264.817, 274.817, 281.483, 289.817])
OUTDOOR_WET = np.array([232.6, 257.04, 263.706, 273.706, 279.261, 286.76])
HEATING_RATED, COOLING_RATED = 281.483, 308.15  # K: 47 and 95 °F
HEATING_ROOM, COOLING_ROOM, COOLING_ROOM_WET = 294.261, 299.817, 292.594  # K: 70; 80/67 °F


@dataclass(frozen=True)
class Steady:
    """Steady operation at some points, arrays."""

    capacity: Array
    """Net, W: with the indoor fan's heat in heating, less it in cooling."""
    power: Array
    """Compressor and both fans, W."""
    speed: Array
    """Compressor, rev/s, after limits."""
    outdoor_air: Array
    """On the outdoor coil, K; in heating the effective temperature."""
    state: State
    """The cycle, before the anchored residual."""
    gross: Array
    """Capacity of the cycle before the anchored residual and without the indoor fan, W."""
    indoor_fan: Array
    outdoor_fan: Array
    compressor_power: Array
    """Before the anchored residual, W."""

    @property
    def cop(self) -> Array:
        """Net capacity over power."""
        return self.capacity / self.power


def room_air(
    mode: Mode,
    outdoor: Array,
    room: Array | float | None = None,
    outdoor_wet: Array | None = None,
    room_wet: float = COOLING_ROOM_WET,
) -> tuple[Array, Array, Array]:
    """Return air on the evaporator K, its humidity ratio, and air on the condenser K in a test at `outdoor` K."""
    usual = HEATING_ROOM if mode == "heating" else COOLING_ROOM
    rooms = np.broadcast_to(np.asarray(usual if room is None else room, dtype=float), outdoor.shape)
    if mode == "heating":
        wet = np.interp(outdoor, OUTDOOR, OUTDOOR_WET) if outdoor_wet is None else outdoor_wet
        return outdoor, humidity_ratio_wet_bulb(outdoor, wet, STANDARD_PRESSURE), rooms
    return rooms, humidity_ratio_wet_bulb(rooms, np.minimum(room_wet, rooms), STANDARD_PRESSURE), outdoor


def steady(
    unit: Machine,
    outdoor: Array,
    speed: Array,
    *,
    net_capacity: Array | None = None,
    air: tuple[Array, Array, Array] | None = None,
    near: Steady | None = None,
) -> Steady:
    """Solve at outdoor temperatures, K, and compressor speeds, rev/s, or at the speeds that give `net_capacity`, W.

    `air` is what `room_air` returns, where it is not the usual test's; `near` a solution at nearly the same points.
    Where `net_capacity` is given, the machine has to be charged rightly.
    """
    evaporator, humidity, condenser = air or room_air(unit.mode, outdoor)
    start = None
    if near is not None:
        start = (near.outdoor_air if unit.mode == "heating" else evaporator, near.state)
    state, flows, effective = unit.solve_moist(
        evaporator, humidity, condenser, speed, net_capacity=net_capacity, near=start
    )
    heating = unit.mode == "heating"
    outdoor_air = effective if heating else condenser
    gross = state.condenser_heat if heating else state.evaporator_heat
    found = Steady(
        capacity=gross,
        power=state.compressor_power,
        speed=state.speed,
        outdoor_air=outdoor_air,
        state=state,
        gross=gross,
        indoor_fan=flows.indoor_fan,
        outdoor_fan=flows.outdoor_fan,
        compressor_power=state.compressor_power,
    )
    if unit.rightly_charged is not None and net_capacity is None:
        # a correlation says what a wrong charge does to capacity and power, the cycle what it does to the gauges
        right = steady(unit.rightly_charged, outdoor, speed, air=air)
        room = condenser if heating else evaporator
        found = replace(
            found,
            gross=right.gross * charge_factor(unit.mode, "capacity", unit.charge, room, outdoor),
            compressor_power=right.state.compressor_power
            * charge_factor(unit.mode, "power", unit.charge, room, outdoor),
        )
    asked = state.speed if net_capacity is not None else speed
    return corrected(found, unit.mode, unit.correction, asked)


def corrected(found: Steady, mode: Mode, residual: Correction, speed: Array) -> Steady:
    """Return steady operation with another anchored residual; `speed` is that asked, rev/s."""
    capacity_factor, power_factor = residual.factors(found.outdoor_air, speed)
    fan = found.indoor_fan if mode == "heating" else -found.indoor_fan
    return replace(
        found,
        capacity=found.gross * capacity_factor + fan,
        power=found.compressor_power * power_factor + found.outdoor_fan + found.indoor_fan,
    )
