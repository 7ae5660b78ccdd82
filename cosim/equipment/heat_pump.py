"""A heat pump or air conditioner as the flow needs it: performance maps and the numbers of its control."""

from dataclasses import dataclass, field, fields
from typing import Literal

import numpy as np
from scipy.interpolate import CubicSpline, make_interp_spline

from cosim.config.defrost import DefrostKind, DefrostMethod
from cosim.config.equipment import HeatPumpConfig
from cosim.equipment import map_cache
from cosim.equipment.anchors import Correction, correction
from cosim.equipment.calibrate import resolved
from cosim.equipment.machine import Array, Machine, Mode, frost_area, machine
from cosim.equipment.performance import COOLING_RATED, HEATING_RATED, steady
from cosim.equipment.pinning import pin
from cosim.equipment.speeds import REASONS, fastest, slowest, speed_range
from cosim.errors import CosimError
from cosim.physics.air import STANDARD_PRESSURE
from cosim.physics.frost import airflow_fraction
from cosim.refrigerants.parts import State

QUANTITIES = (
    "capacity",
    "compressor_power",
    "outdoor_fan_power",
    "indoor_fan_power",
    "surface_temperature",
    "moisture_conductance",
    "indoor_air_flow",
    "clean_share",
    "evaporating_temperature",
    "evaporating_drop",
)
GAUGES = (
    "evaporating_temperature",
    "suction_pressure",
    "suction_temperature",
    "condensing_temperature",
    "discharge_pressure",
    "discharge_temperature",
)
"""Dew temperature, K, pressure, Pa, and temperature of the line, K, on the low side; the same on the high side."""

# axis: lowest K, highest K, points; real weather on the machine's working range stays inside
HEATING_ROOM = (283.15, 303.15, 9)
HEATING_WARMEST, HEATING_STEP, BELOW_CUTOFF = 303.15, 3.0, 3.0
COOLING_ROOM = (283.15, 323.15, 17)  # effective: a wet coil in a warm moist room counts as far warmer dry air
COOLING_OUTDOOR = (283.15, 325.15, 23)
SPEEDS, FROSTS, FROST_IN_GAP = 27, 17, 0.4
# of each axis, every so manieth node is solved: the cycle's curves are smooth, so that splines lead on between them
SOLVED: dict[Mode, tuple[int, int, int, int]] = {"heating": (1, 2, 2, 2), "cooling": (2, 2, 2, 1)}
AIRFLOWS = 57  # points of the curve of air flow over thickness, from a clean coil to a closed one
HOT_GAS_SHARE = 1.0  # of nominal power, that the compressor takes while its discharge goes to the outdoor coil
CUTOUT_BELOW_CUTOFF = 15.0  # K: in its coldest outdoor air a clean machine evaporates some 10 K below that


@dataclass(frozen=True)
class Table:
    """Performance of a machine in one mode on a uniform grid.

    The axes are evaporator air K (effective temperature), condenser air K, compressor speed 1/s and frost thickness
    m, each with two points or more. Outside an axis, take its end. The quantities are

    0. capacity, W: heat that the condenser gives to the indoor air, or that the evaporator takes from it, latent
       included; the indoor fan's heat not counted
    1. compressor power, W, inverter included
    2. outdoor fan, W
    3. indoor fan, W
    4. air-side surface temperature of the evaporator, K; that of the frost where there is some
    5. moisture conductance, kg/s: water on the coil is this times (humidity ratio of the air - saturated at 4)
    6. flow of dry air indoors, kg/s
    7. capacity relative to a clean coil at the same point
    8. evaporating temperature (dew), K
    9. how much lower that is than with a clean coil at the same point, K
    """

    start: Array
    """First point of each axis, (4,)."""
    step: Array
    """(4,)"""
    shape: tuple[int, int, int, int]
    values: Array
    """(evaporator air, condenser air, speed, frost, quantity), C-contiguous."""
    specific_heat: float
    """Of the evaporator's air as the map counts it, J/K per kg of dry air: that of the effective temperature."""
    lines: Array
    """What a technician's gauges show, over the same axes; last the quantities of `GAUGES`. The flow has no use for
    them."""
    correction: Correction = field(default_factory=Correction)
    """The anchored residual, on capacity and compressor power; not in `values`, whose nodes could not follow it."""
    outdoor_axis: int = 0
    """Whether the evaporator's air is outdoors, as in heating, or, 1, the condenser's."""

    def axis(self, number: int) -> Array:
        """Return the points of one axis."""
        return np.asarray(self.start[number] + self.step[number] * np.arange(self.shape[number]))

    def at(self, evaporator_air: Array, condenser_air: Array, speed: Array, frost: Array | float = 0.0) -> Array:
        """Interpolate linearly along each axis; return (..., 10). Outside, the nearest point of the grid counts."""
        given = tuple(np.broadcast_arrays(evaporator_air, condenser_air, speed, frost))
        result = self._interpolated(self.values, given)
        more, costlier = self.correction.factors(given[self.outdoor_axis], given[2])
        result[..., 0] *= more
        result[..., 1] *= costlier
        return result

    def gauges_at(self, evaporator_air: Array, condenser_air: Array, speed: Array, frost: Array | float = 0.0) -> Array:
        """Interpolate what the gauges show as `at` does; return (..., 6)."""
        return self._interpolated(self.lines, tuple(np.broadcast_arrays(evaporator_air, condenser_air, speed, frost)))

    def _interpolated(self, values: Array, given: tuple[Array, ...]) -> Array:
        result = np.zeros((*given[0].shape, values.shape[-1]))
        places = []
        for value, start, step, size in zip(given, self.start, self.step, self.shape, strict=True):
            place = np.clip((value - start) / step, 0.0, size - 1.0)
            low = np.minimum(place.astype(int), size - 2)
            places.append((low, place - low))
        for corner in range(16):
            weight, index = np.ones(given[0].shape), []
            for k, (low, share) in enumerate(places):
                high = corner >> k & 1
                weight = weight * (share if high else 1.0 - share)
                index.append(low + high)
            result += weight[..., None] * values[tuple(index)]
        return result


@dataclass(frozen=True)
class FrostCoil:
    """The outdoor coil as frost sees it, SI."""

    area: float
    """Air-side area that carries frost, m2."""
    fin_gap: float
    """m"""
    deposition: float
    """Multiplies the rate at which frost forms."""
    heat_capacity: float
    """Metal, J/K."""
    fan_power: float
    """Of the outdoor fan at its rated flow, W."""
    off_conductance: float
    """From outdoor air to the coil while the fan stands, W/K; melts frost in mild off-cycles."""


@dataclass(frozen=True)
class Defrost:
    """The defrost control and what a defrost takes, SI."""

    kind: DefrostKind
    method: DefrostMethod
    demand_capacity_loss: float
    least_airflow: float
    coil_drop: float
    """K"""
    timer_run_time: float
    coil_threshold: float
    minimum_interval: float
    forced_interval: float
    adaptive_least: float
    adaptive_greatest: float
    adaptive_target: float
    longest: float
    termination_temperature: float
    heat_from_house: float
    """W"""
    compressor_power: float
    """W; the heater's where resistance clears the coil."""
    valve: Literal["O", "B"]
    valve_power: float
    ramp: float
    fan_delay: float
    melt_efficiency: float
    retained_fraction: float
    reversal_pause: float
    drip: float


@dataclass(frozen=True)
class OilReturn:
    """When and how a compressor of any speed brings its oil back, SI."""

    after: float
    below: float
    """rev/s"""
    lasts: float
    speed: float
    """rev/s"""
    forgotten_after: float


@dataclass(frozen=True)
class HeatPumpModel:
    """A machine: maps, limits of speed, scalars; SI."""

    name: str
    refrigerant: str
    charge: float
    ductless: bool
    stages: int
    """2 for a compressor of two speeds: the least and the rated one of each mode; 0 for one or any speed."""
    second_stage_delay: float
    second_stage_droop: float
    heating: Table | None
    cooling: Table | None
    speed_min: float
    """Least, rated and greatest speed in heating; in cooling for a machine that only cools."""
    speed_rated: float
    speed_max: float
    cooling_speed_min: float
    cooling_speed_rated: float
    cooling_speed_max_scalar: float
    airflow_share: Array
    """Outdoor air flow, of the clean coil's, at evenly spaced thicknesses from 0 to half the gap between fins."""
    heating_range: Array
    """At each point of the heating map's evaporator-air axis (the outdoor air): see `speeds.speed_range`."""
    cooling_range: Array
    """At each point of the cooling map's condenser-air axis (the outdoor air)."""
    nominal_heating: float
    """W to the room, indoor fan heat included: 47 °F dry bulb, 43 °F wet bulb, 70 °F indoors, rated speed."""
    nominal_heating_power: float
    """W, fans included."""
    nominal_cooling: float
    """W from the room, less the indoor fan's heat: 95 °F outdoors, 80/67 °F indoors, rated speed."""
    nominal_cooling_power: float
    start_time_constant: float
    minimum_on: float
    minimum_off: float
    standby_power: float
    crankcase_power: float
    crankcase_below: float
    pan_heater_power: float
    pan_heater_below: float
    cutoff_temperature: float
    low_pressure_cutout: float
    """Evaporating temperature below which the low-pressure switch opens, K."""
    flow_exponent: float
    oil_return: OilReturn
    coil: FrostCoil
    defrost: Defrost

    def held_by(self, mode: Mode, outdoor: float) -> str:
        """Say what keeps the compressor below its greatest speed at an outdoor temperature, K; empty if nothing."""
        table, axis = (self.heating, 0) if mode == "heating" else (self.cooling, 1)
        reasons = (self.heating_range if mode == "heating" else self.cooling_range)[2]
        assert table is not None
        return REASONS[int(reasons[np.argmin(np.abs(table.axis(axis) - outdoor))])]


def build_heat_pump(
    config: HeatPumpConfig, cache: bool = True, *, pressure: float = STANDARD_PRESSURE
) -> HeatPumpModel:
    """Build the model of a machine: solve its cycle over the whole map, or take the maps from the user's cache.

    Parameters
    ----------
    config : HeatPumpConfig
        The machine.
    cache : bool
        Look for the maps in the cache, and leave them there.
    pressure : float
        Air pressure of the site, Pa; thin air carries less heat.

    Returns
    -------
    HeatPumpModel
    """
    config = resolved(config)
    key = map_cache.key(config, pressure)
    maps = map_cache.read(key) if cache else None
    if maps is None:
        try:
            maps = _solve_maps(config, pressure)
        except ArithmeticError as error:
            raise CosimError(f"no map of '{config.name}' can be built: {error}") from error
        if cache:
            map_cache.write(key, maps)
    return _model(config, maps)


def _solve_maps(config: HeatPumpConfig, pressure: float) -> dict[str, Array]:
    """Return everything that takes solving, as named arrays that a file can hold."""
    maps: dict[str, Array] = {}
    modes: tuple[Mode, Mode] = ("heating", "cooling")
    for mode in modes:
        if getattr(config, mode) is None:
            continue
        unit = machine(config, mode, pressure)
        start, step, shape = _axes(unit)
        solved = _solve_grid(unit, start, step, shape)
        values, lines = (np.ascontiguousarray(part) for part in np.split(solved, [len(QUANTITIES)], axis=-1))
        pin(unit, start, step, values)
        outdoor = 0 if mode == "heating" else 1
        maps |= {
            f"{mode}_start": start,
            f"{mode}_step": step,
            f"{mode}_values": values,
            f"{mode}_lines": lines,
            f"{mode}_range": speed_range(unit, start[outdoor] + step[outdoor] * np.arange(shape[outdoor])),
            f"{mode}_nominal": _nominal(machine(config, mode)),
            f"{mode}_specific_heat": np.array([unit.specific_heat]),
        }
    return maps


def _axes(unit: Machine) -> tuple[Array, Array, tuple[int, int, int, int]]:
    operation, config = unit.operation, unit.config
    least, greatest = slowest(operation), fastest(operation)
    if greatest > least:
        # of two speeds none lies between
        speeds = (least, greatest, 2 if config.compressor.stages == 2 else SPEEDS)
    else:  # two points that differ, because an axis needs a step
        speeds = (least, least * 1.01, 2)
    if unit.mode == "heating":
        coldest = config.limits.cutoff - BELOW_CUTOFF
        evaporator = (coldest, HEATING_WARMEST, 1 + int(np.ceil((HEATING_WARMEST - coldest) / HEATING_STEP)))
        frost = (0.0, FROST_IN_GAP * config.outdoor_coil.fin_gap, FROSTS)
        axes = (evaporator, HEATING_ROOM, speeds, frost)
    else:
        axes = (COOLING_ROOM, COOLING_OUTDOOR, speeds, (0.0, 1e-3, 2))
    start = np.array([low for low, _, _ in axes])
    step = np.array([(high - low) / (points - 1) for low, high, points in axes])
    shape = (axes[0][2], axes[1][2], axes[2][2], axes[3][2])
    return start, step, shape


def _solve_grid(unit: Machine, start: Array, step: Array, shape: tuple[int, int, int, int]) -> Array:
    """Return the map's values, and behind them what the gauges show.

    The cycle is solved at some of the map's nodes; cubic splines through them give the others.

    A limit bends the curves, so that around it every node is solved.
    """
    heating = unit.mode == "heating"
    fine = [start[k] + step[k] * np.arange(shape[k]) for k in range(4)]
    axes = [axis if axis.size == 2 else axis[::every] for axis, every in zip(fine, SOLVED[unit.mode], strict=True)]
    if not heating:
        fine[3] = axes[3] = fine[3][:1]
    grid = np.meshgrid(*axes, indexing="ij")
    flat = [axis.ravel() for axis in grid]
    clean = unit.solve(unit.points(*flat)[0].take(flat[3] == 0.0))
    # frost moves the state a little, so this saves steps
    values, held = _performance(unit, flat, clean.repeated(axes[3].size))
    values, held = values.reshape(*grid[0].shape, -1), held.reshape(grid[0].shape)
    near: Array = held
    for k in range(4):
        if 2 < axes[k].size < fine[k].size:
            values = CubicSpline(axes[k], values, axis=k)(fine[k])
            near = make_interp_spline(axes[k], near, k=1, axis=k)(fine[k])
    bent = near > 1e-9
    if bent.any() and bent.shape != held.shape:
        values[bent], _ = _performance(unit, [axis[bent] for axis in np.meshgrid(*fine, indexing="ij")])
    values[..., 7] = values[..., 0] / values[..., :1, 0]
    values[..., 9] = values[..., :1, 8] - values[..., 8]
    if not heating:
        values = np.repeat(values, shape[3], axis=3)
    return np.ascontiguousarray(values)


def _performance(unit: Machine, at: list[Array], guess: State | None = None) -> tuple[Array, Array]:
    """Return what a table holds of points on its four axes, with the gauges, and 1 where a limit holds back."""
    points, air = unit.points(*at)
    state = unit.solve(points, guess=guess)
    heating = unit.mode == "heating"
    capacity = state.condenser_heat if heating else state.evaporator_heat
    columns = [
        capacity,
        state.compressor_power,
        air.outdoor_fan,
        air.indoor_fan,
        state.surface_temperature,
        state.effectiveness * air.evaporator_flow * (unit.config.outdoor_coil.deposition if heating else 1.0),
        air.condenser_flow if heating else air.evaporator_flow,
        np.ones_like(capacity),
        state.evaporating,
        np.zeros_like(capacity),
        # the gauges
        state.evaporating,
        np.exp(unit.table.log_pressure_dew(state.evaporating)),
        state.evaporating + state.suction_superheat,
        state.condensing,
        state.condensing_pressure,
        state.discharge_temperature,
    ]
    return np.stack(columns, axis=-1), (state.speed < 0.97 * points.speed).astype(float)


def _nominal(unit: Machine) -> Array:
    """Net capacity and total power at the rating point, W."""
    rated = np.array([HEATING_RATED if unit.mode == "heating" else COOLING_RATED])
    found = steady(unit, rated, np.array([unit.operation.rated_speed]))
    return np.array([found.capacity[0], found.power[0]])


def _model(config: HeatPumpConfig, maps: dict[str, Array]) -> HeatPumpModel:
    tables: dict[str, Table | None] = {"heating": None, "cooling": None}
    for mode in tables:
        if f"{mode}_values" in maps:
            values = maps[f"{mode}_values"]
            a, b, c, d = values.shape[:4]
            tables[mode] = Table(
                start=maps[f"{mode}_start"],
                step=maps[f"{mode}_step"],
                shape=(a, b, c, d),
                values=values,
                specific_heat=float(maps[f"{mode}_specific_heat"][0]),
                lines=maps[f"{mode}_lines"],
                # at the speed asked: where a limit holds the machine back, the data sheet's own was held back as well
                correction=correction(getattr(config, mode).anchors),
                outdoor_axis=int(mode == "cooling"),
            )
    heats, cools = config.modes()
    nominal_heating, heating_power = maps.get("heating_nominal", np.zeros(2)).tolist()
    nominal_cooling, cooling_power = maps.get("cooling_nominal", np.zeros(2)).tolist()
    standby, cycling = config.standby, config.cycling
    return HeatPumpModel(
        name=config.name,
        refrigerant=config.refrigerant,
        charge=config.charge,
        ductless=config.ductless,
        stages=config.compressor.stages,
        second_stage_delay=config.cycling.second_stage_delay,
        second_stage_droop=config.cycling.second_stage_droop,
        heating=tables["heating"],
        cooling=tables["cooling"],
        speed_min=heats.least_speed,
        speed_rated=heats.rated_speed,
        speed_max=fastest(heats),
        cooling_speed_min=cools.least_speed,
        cooling_speed_rated=cools.rated_speed,
        cooling_speed_max_scalar=fastest(cools),
        airflow_share=_airflow(config.outdoor_coil.fin_gap),
        heating_range=maps.get("heating_range", np.zeros((3, 0))),
        cooling_range=maps.get("cooling_range", np.zeros((3, 0))),
        nominal_heating=nominal_heating,
        nominal_heating_power=heating_power,
        nominal_cooling=nominal_cooling,
        nominal_cooling_power=cooling_power,
        start_time_constant=cycling.start_time_constant,
        minimum_on=cycling.minimum_on,
        minimum_off=cycling.minimum_off,
        standby_power=standby.power,
        crankcase_power=standby.crankcase_power,
        crankcase_below=standby.crankcase_below,
        pan_heater_power=standby.pan_heater_power,
        pan_heater_below=standby.pan_heater_below,
        cutoff_temperature=config.limits.cutoff,
        low_pressure_cutout=_cutout(config),
        flow_exponent=config.flow_exponent,
        oil_return=_oil_return(config, heats.rated_speed),
        coil=_coil(config, nominal_heating),
        defrost=_defrost(config, nominal_cooling or nominal_heating, cooling_power or heating_power),
    )


def _oil_return(config: HeatPumpConfig, rated: float) -> OilReturn:
    given = config.oil_return
    modulates = config.compressor.stages == 0 and any(slowest(m) < fastest(m) for m in config.modes())
    return OilReturn(
        after=given.after,
        below=given.below * rated if modulates else 0.0,
        lasts=given.lasts,
        speed=given.speed * rated,
        forgotten_after=given.forgotten_after,
    )


def _airflow(gap: float) -> Array:
    return np.array([airflow_fraction(thickness, gap) for thickness in np.linspace(0.0, 0.5 * gap, AIRFLOWS).tolist()])


def _coil(config: HeatPumpConfig, nominal_heating: float) -> FrostCoil:
    coil = config.outdoor_coil
    conductance = config.heating.evaporator_conductance if config.heating else 0.0
    return FrostCoil(
        area=frost_area(config),
        fin_gap=coil.fin_gap,
        deposition=coil.deposition,
        heat_capacity=1.5 * nominal_heating if coil.heat_capacity is None else coil.heat_capacity,
        fan_power=coil.fan_power,
        # natural draught through the standing fan: a tenth of the coil's conductance, a judgement
        off_conductance=0.1 * conductance,
    )


def _defrost(config: HeatPumpConfig, nominal: float, nominal_power: float) -> Defrost:
    """Fill in what a defrost takes; the shares are those of OpenStudio-HPXML's advanced model (NREL measurements)."""
    heat_share, power_share = (0.10, 1.25) if config.ductless else (0.45, 0.45)
    given = config.defrost
    values = {field.name: getattr(given, field.name) for field in fields(Defrost)}
    if given.heat_from_house is None:
        values["heat_from_house"] = heat_share * nominal
    if given.compressor_power is None:
        values["compressor_power"] = power_share * nominal_power
    if given.method != "reverse-cycle":  # the house's side of the circuit takes no part
        values["heat_from_house"] = 0.0
    if given.method == "resistance":
        values["compressor_power"] = given.heater_power or 0.0
    elif given.method == "hot-gas" and given.compressor_power is None:
        values["compressor_power"] = HOT_GAS_SHARE * nominal_power
    return Defrost(**values)


def _cutout(config: HeatPumpConfig) -> float:
    """Return the evaporating temperature at which the low-pressure switch opens, K."""
    limits = config.limits
    usual = max(limits.cutoff - CUTOUT_BELOW_CUTOFF, limits.evaporating_temperature - 2.0)
    return usual if limits.low_pressure_cutout is None else limits.low_pressure_cutout
