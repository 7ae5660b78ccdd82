"""A machine that is not as it should be: what each fault changes in its circuit, coils and fans.

One entry, `faulty`, serves maps and gauges alike: it takes a sound machine and returns the one with its faults, which
is solved, mapped and read like any other. What the cycle cannot know by itself, how much capacity a wrong charge or a
starved evaporator costs, comes from published correlations at the rating point; from there on the cycle says what
happens to pressures, superheat and temperatures of the lines.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cosim.arrays import Array
from cosim.constants import FAN_EXPONENT
from cosim.equipment.machine import Machine
from cosim.equipment.performance import (
    COOLING_RATED,
    COOLING_ROOM_WET,
    HEATING_RATED,
    Steady,
    room_air,
    steady,
)
from cosim.equipment.speeds import fastest, slowest
from cosim.physics.faulty_charge import charge_factor, restricted_factor
from cosim.refrigerants.model import Limits, State

ATMOSPHERE = 101325.0  # Pa
GAS_SPACE = 2.5
"""Volume of a circuit over that of the space in which its condenser gathers other gases. A judgement; with it the
power in cooling is within the scatter of Cheung and Braun's correlation."""
STARVED_SUPERHEAT, STARVED_SUBCOOLING = 40.0, 20.0
"""K by which superheat and subcooling rise with each unit of restriction: the refrigerant that the evaporator lacks
stands in the condenser. Judgements."""
LOST_SUBCOOLING = 0.2
"""Share of the charge without which no liquid is left in the condenser: all subcooling is lost. A judgement."""
DRY_SUPERHEAT, DRY_FROM = 40.0, 0.1
"""K by which superheat rises with each unit of charge that is missing beyond `DRY_FROM`, when the valve is wide open.
Judgements."""
FLOODED_SUBCOOLING = 30.0
"""K by which subcooling rises with each unit of charge too many, which stands in the condenser. A judgement."""
WIDE_SUPERHEAT, WIDE_SUBCOOLING = 20.0, 15.0
"""K by which superheat and subcooling fall with each unit by which an expansion valve is open too wide."""
HUNTING_AREA = 0.02
"""Share of the evaporator that lies dry on average for each kelvin by which superheat swings. A judgement."""
SLIP, COPPER_SHARE = 0.035, 0.08
"""Of an induction motor at its rated voltage: slip, and copper losses as a share of its power. Typical of compressors
of 2 to 5 tons."""
MIN_ACTIVE = 0.02
DISCHARGE_CUTOUT = 408.15
"""K at which the discharge thermostat of a compressor of fixed speed opens: 275 °F, the limit of Copeland's scrolls."""
UNHELD = 1.3
"""Times the pressure that holds back a sound machine's map, up to which a faulty one of fixed speed runs on: beyond any
high-pressure switch, which then opens. Only the map goes there, from what is solved below: so near the critical point
no cycle is solved, and gauges end at the pressure itself, as `cosim.service.gauges_text` says."""
NO_LIMITS = Limits(condensing_pressure=np.inf, evaporating_temperature=0.0)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What is wrong with a machine; the defaults are those of a sound one."""

    charge: float = 0.0
    """Deviation of the charge, as a share of the right one: -0.3 for 30 % too little."""
    indoor_airflow: float = 1.0
    """Share of the indoor coil's air flow that is left by resistance: the fan's power stays as it is."""
    outdoor_airflow: float = 1.0
    outdoor_fan_speed: float = 1.0
    """Share of its speed that the outdoor fan reaches."""
    indoor_coil: float = 1.0
    """Share of its conductance that the indoor coil keeps."""
    noncondensables: float = 0.0
    """Air in the circuit: as a share of what it holds at atmospheric pressure, if it is not evacuated at all."""
    restriction: float = 0.0
    """By which the pressure difference from the condenser's outlet to the evaporator's inlet is larger, as a share."""
    heating_valve: float = 1.0
    """Opening at which the expansion valve of heating is stuck, relative to that at the rating point."""
    cooling_valve: float = 1.0
    superheat_swing: float = 0.0
    """K by which a hunting expansion valve lets superheat swing."""
    compressor_leak: float = 0.0
    """Share of the discharge gas that the compressor's valves let back."""
    reversing_leak: float = 0.0
    """Share of the discharge gas that the reversing valve lets back; the machine's own share is the least."""
    voltage: float = 1.0
    """Of the rated one."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return self == SOUND


SOUND = Condition()


def faulty(unit: Machine, condition: Condition) -> Machine:
    """Return `unit` with what is wrong with it.

    Parameters
    ----------
    unit : Machine
        A sound machine in one mode.
    condition : Condition
        What is wrong, several things at once.

    Returns
    -------
    Machine
        Solve and read it like any other; with a wrong charge, `cosim.equipment.performance.steady` gives its capacity
        and power, and its `state` the gauges.
    """
    if condition.is_sound:
        return unit
    heating = unit.mode == "heating"
    circuit, compressor = unit.circuit, unit.compressor
    leak = max(circuit.valve_leak, condition.reversing_leak if unit.config.heating else 0.0)
    coil = {"condenser_conductance" if heating else "evaporator_conductance": condition.indoor_coil}
    circuit = replace(
        circuit,
        valve_leak=1.0 - (1.0 - leak) * (1.0 - condition.compressor_leak),
        noncondensable=GAS_SPACE * ATMOSPHERE * condition.noncondensables,
        **{name: share * getattr(circuit, name) for name, share in coil.items()},
    )
    if condition.voltage < 1.0 and unit.config.compressor.drive_loss == 0.0:
        squared = condition.voltage**2
        compressor = replace(
            compressor,
            displacement=compressor.displacement * (1.0 - SLIP / squared) / (1.0 - SLIP),
            efficiency=compressor.efficiency / (1.0 + COPPER_SHARE * (1.0 / squared - 1.0)),
        )
    unheld = 1.0
    if unit.config.compressor.stages == 2 or slowest(unit.operation) == fastest(unit.operation):
        # nothing slows it down: it runs on until a switch opens
        unheld = UNHELD
        compressor = replace(compressor, discharge_limit=DISCHARGE_CUTOUT)
    found = replace(
        unit,
        circuit=circuit,
        compressor=compressor,
        unheld=unheld,
        indoor_share=condition.indoor_airflow,
        outdoor_share=condition.outdoor_airflow * condition.outdoor_fan_speed,
        outdoor_fan_share=condition.outdoor_fan_speed**FAN_EXPONENT,
        is_faulty=True,
    )
    opening = condition.heating_valve if heating else condition.cooling_valve
    if condition.restriction > 0.0:
        found = _restricted(found, condition.restriction)
    if opening < 1.0:
        found = _throttled(found, opening)
    elif opening > 1.0:
        found = _moved(
            found, superheat=-WIDE_SUPERHEAT * (opening - 1.0), subcooling=-WIDE_SUBCOOLING * (opening - 1.0)
        )
    if condition.superheat_swing > 0.0:
        found = _moved(found, superheat=condition.superheat_swing)
        found = _with_evaporator(found, 1.0 - HUNTING_AREA * condition.superheat_swing)
    if condition.charge != 0.0:
        wrong = (
            _undercharged(found, condition.charge) if condition.charge < 0.0 else _overcharged(found, condition.charge)
        )
        found = replace(wrong, charge=condition.charge, rightly_charged=found)
    return found


def _restricted(unit: Machine, restriction: float) -> Machine:
    """Starve the evaporator until it loses what the correlation says; as much in heating, for which there is none."""
    left = restricted_factor("capacity", restriction, COOLING_ROOM_WET, COOLING_RATED)
    starved = _moved(unit, superheat=STARVED_SUPERHEAT * restriction, subcooling=STARVED_SUBCOOLING * restriction)
    free = _rated(unit).gross[0]
    return _active(starved, _with_evaporator, lambda now: float(now.gross[0] / free - left))


def _throttled(unit: Machine, opening: float) -> Machine:
    """Starve the evaporator until the compressor draws no more than the valve passes, by the root of the pressure."""
    sound = _rated(unit).state
    closed = 1.0 - opening
    starved = _moved(unit, superheat=STARVED_SUPERHEAT * closed, subcooling=STARVED_SUBCOOLING * closed)

    def excess(now: Steady) -> float:
        passes = opening * float(np.sqrt(_difference(unit, now.state) / _difference(unit, sound))[0])
        return float(now.state.mass_flow[0] / sound.mass_flow[0]) - passes

    return _active(starved, _with_evaporator, excess)


def _undercharged(unit: Machine, deviation: float) -> Machine:
    """Take the liquid from the condenser, and starve the evaporator until the cycle agrees with the correlation."""
    missing = -deviation
    starved = replace(
        unit,
        circuit=replace(
            unit.circuit,
            superheat=unit.circuit.superheat + DRY_SUPERHEAT * max(missing - DRY_FROM, 0.0),
            subcooling=unit.circuit.subcooling * max(1.0 - missing / LOST_SUBCOOLING, 0.0),
        ),
    )
    left = float(charge_factor(unit.mode, "capacity", deviation, *_rating_air(unit))[0])
    right = _rated(unit).gross[0]
    return _active(starved, _with_evaporator, lambda now: float(now.gross[0] / right - left))


def _overcharged(unit: Machine, deviation: float) -> Machine:
    """Flood the condenser until the cycle takes the power that the correlation says."""
    flooded = _moved(unit, subcooling=FLOODED_SUBCOOLING * deviation)
    more = float(charge_factor(unit.mode, "power", deviation, *_rating_air(unit))[0])

    right = _rated(unit).state.compressor_power[0]

    def short(now: Steady) -> float:
        return more - float(now.state.compressor_power[0] / right)

    return _active(flooded, _with_condenser, short)


def _active(unit: Machine, cover: Callable[[Machine, float], Machine], excess: Callable[[Steady], float]) -> Machine:
    """Return `unit` with the share of a coil that makes `excess` at the rating point zero; all of it if none does."""
    from scipy.optimize import brentq  # takes long to import

    near: Steady | None = None

    def left(share: float) -> float:
        nonlocal near
        near = _rated(cover(unit, share), near)
        return excess(near)

    if left(1.0) <= 0.0:
        return unit
    low = 0.5
    while low > MIN_ACTIVE and left(low) > 0.0:
        low *= 0.5
    return cover(unit, float(brentq(left, low, 1.0, xtol=1e-3)) if low > MIN_ACTIVE else low)


def _with_evaporator(unit: Machine, share: float) -> Machine:
    return replace(
        unit, circuit=replace(unit.circuit, evaporator_conductance=share * unit.circuit.evaporator_conductance)
    )


def _with_condenser(unit: Machine, share: float) -> Machine:
    return replace(
        unit, circuit=replace(unit.circuit, condenser_conductance=share * unit.circuit.condenser_conductance)
    )


def _moved(unit: Machine, *, superheat: float = 0.0, subcooling: float = 0.0) -> Machine:
    circuit = unit.circuit
    return replace(
        unit,
        circuit=replace(
            circuit,
            superheat=max(circuit.superheat + superheat, 0.0),
            subcooling=max(circuit.subcooling + subcooling, 0.0),
        ),
    )


def _rated(unit: Machine, near: Steady | None = None) -> Steady:
    """Return what a machine does at its rating point at rated speed, no limit of pressure in its way."""
    outdoor = np.array([HEATING_RATED if unit.mode == "heating" else COOLING_RATED])
    return steady(replace(unit, limits=NO_LIMITS), outdoor, np.array([unit.operation.rated_speed]), near=near)


def _rating_air(unit: Machine) -> tuple[Array, Array]:
    """Return dry bulb of the room and outdoors at the rating point, K."""
    outdoor = np.array([HEATING_RATED if unit.mode == "heating" else COOLING_RATED])
    evaporator, _, condenser = room_air(unit.mode, outdoor)
    return (condenser, outdoor) if unit.mode == "heating" else (evaporator, outdoor)


def _difference(unit: Machine, state: State) -> Array:
    """Return the pressure difference over the expansion valve, Pa."""
    return np.asarray(state.condensing_pressure - np.exp(unit.table.log_pressure_dew(state.evaporating)))
