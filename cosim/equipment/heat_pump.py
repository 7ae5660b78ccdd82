"""A heat pump or air conditioner as the flow needs it: performance maps and the numbers of its control."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.defrost import DefrostConfig
from cosim.config.equipment import CyclingConfig, StandbyConfig
from cosim.equipment.machine import Mode
from cosim.equipment.machine_map import COLUMNS, MachineMap, Performance, read_gauges, read_points
from cosim.equipment.residual import Correction
from cosim.equipment.speeds import REASONS
from cosim.physics.start_up import Rest

SPEED = 2  # number of the axis of speed


GAUGES = (
    "evaporating_temperature",
    "suction_pressure",
    "suction_temperature",
    "condensing_temperature",
    "discharge_pressure",
    "discharge_temperature",
)
"""Dew temperature, K, pressure, Pa, and temperature of the line, K, on the low side; the same on the high side."""


@dataclass(frozen=True)
class Grid:
    """Four axes, each uniform in its coordinate.

    The coordinate is the quantity itself, but its square root for speed: a step that is fine enough at full speed is
    too coarse at a tenth of it, where a machine's efficiency changes fastest.
    """

    start: Array
    """First coordinate of each axis, (4,)."""
    step: Array
    """Distance of the nodes in the coordinate, (4,)."""
    shape: tuple[int, int, int, int]

    @classmethod
    def between(cls, axes: tuple[tuple[float, float, int], ...]) -> "Grid":
        """Return the grid of four axes, each given by its lowest and highest value and the number of its nodes."""
        ends = [(coordinate(k, low), coordinate(k, high)) for k, (low, high, _) in enumerate(axes)]
        a, b, c, d = (nodes for _, _, nodes in axes)
        shape = (a, b, c, d)
        return cls(
            start=np.array([float(low) for low, _ in ends]),
            step=np.array([float(high - low) / max(n - 1, 1) for (low, high), n in zip(ends, shape, strict=True)]),
            shape=shape,
        )

    def axis(self, number: int) -> Array:
        """Return the values at the nodes of one axis."""
        nodes = self.start[number] + self.step[number] * np.arange(self.shape[number])
        return np.asarray(nodes**2 if number == SPEED else nodes)

    def place(self, number: int, value: Array) -> tuple[NDArray[np.intp], Array]:
        """Return the node below each value on an axis and the share of the way to the next; outside, the end counts."""
        last = self.shape[number] - 1
        if last == 0:
            return np.zeros(np.shape(value), dtype=np.intp), np.zeros(np.shape(value))
        steps = (coordinate(number, value) - self.start[number]) / self.step[number]
        place = np.clip(steps, 0.0, last)
        low = np.minimum(place.astype(np.intp), last - 1)
        return low, place - low


def coordinate(number: int, value: Array | float) -> Array:
    """Return the coordinate of values on an axis."""
    return np.asarray(np.sqrt(np.maximum(value, 0.0)) if number == SPEED else value)


@dataclass(frozen=True)
class Table:
    """Performance of a machine in one mode on a grid.

    The axes are evaporator air K (effective temperature), condenser air K, compressor speed 1/s and frost thickness m.
    Outside an axis, take its end. The quantities are those of `Performance`, of a machine that no limit of pressure
    slows down: `at` finds the speed that limits leave and reads them there.
    """

    grid: Grid
    values: Array
    """(evaporator air, condenser air, speed, frost, quantity), float32, C-contiguous; those of speed alone are
    read at the first node of the other axes."""
    specific_heat: float
    """Of the evaporator's air as the map counts it, J/K per kg of dry air: that of the effective temperature."""
    lines: Array
    """What a technician's gauges show, over the same axes; last the quantities of `GAUGES`. The flow has no use for
    them."""
    correction: Correction = field(default_factory=Correction)
    """The anchored residual, on capacity and compressor power; not in `values`, whose nodes could not follow it."""
    outdoor_axis: int = 0
    """Whether the evaporator's air is outdoors, as in heating, or, 1, the condenser's."""

    @property
    def start(self) -> Array:
        """First coordinate of each axis, (4,)."""
        return self.grid.start

    @property
    def step(self) -> Array:
        """Step of each axis in its coordinate, (4,)."""
        return self.grid.step

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Nodes of each axis."""
        return self.grid.shape

    def axis(self, number: int) -> Array:
        """Return the points of one axis."""
        return self.grid.axis(number)

    @cached_property
    def machine_map(self) -> MachineMap:
        """The table as the functions of `cosim.equipment.machine_map` take it, without the machine's own curves."""
        return MachineMap(
            values=np.ascontiguousarray(self.values, dtype=np.float32),
            start=np.array(self.start, dtype=np.float64),
            step=np.array(self.step, dtype=np.float64),
            speed_range=np.zeros((3, 1)),
            anchors=np.array(self.correction.curves, dtype=np.float64, order="C"),
            airflow_share=np.zeros(1),
        )

    def at(
        self,
        evaporator_air: Array | float,
        condenser_air: Array | float,
        speed: Array | float,
        frost: Array | float = 0.0,
        *,
        read: Callable[..., None] = read_points,
    ) -> Performance:
        """Interpolate linearly along each axis at the speed that limits leave of that asked.

        Parameters
        ----------
        evaporator_air, condenser_air : float or array
            K; effective where moist. Outside an axis the nearest point of the grid counts, here as below.
        speed : float or array
            Of the compressor, asked, 1/s.
        frost : float or array
            Thickness on each fin, m.
        read : callable
            `read_points`, or for thousands of points the compiled flow's (`cosim.flow.crossing.Kernel.read_points`).
        """
        points, shape = _as_points(evaporator_air, condenser_air, speed, frost)
        found = np.empty((len(points), COLUMNS))
        read(self.machine_map, self.outdoor_axis, points, found)
        return Performance(*np.moveaxis(found.reshape(*shape, COLUMNS), -1, 0))

    def gauges_at(
        self,
        evaporator_air: Array | float,
        condenser_air: Array | float,
        speed: Array | float,
        frost: Array | float = 0.0,
        *,
        read: Callable[..., None] = read_gauges,
    ) -> Array:
        """Interpolate what the gauges show as `at` does; return (..., 6)."""
        points, shape = _as_points(evaporator_air, condenser_air, speed, frost)
        found = np.empty((len(points), self.lines.shape[-1]))
        read(self.machine_map, np.ascontiguousarray(self.lines, dtype=np.float32), points, found)
        return found.reshape(*shape, -1)


def _as_points(*axes: Array | float) -> tuple[Array, tuple[int, ...]]:
    """Return what broadcasts along four axes as rows of float64, and the shape that they have together."""
    given = np.broadcast_arrays(*axes)
    return np.stack([np.ravel(part) for part in given], axis=-1).astype(np.float64), given[0].shape


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
class Safeties:
    """What stops a machine before it harms itself, and what its board makes of that; SI."""

    low_pressure: float
    """Evaporating temperature below which the low-pressure switch opens, K."""
    high_pressure: float
    """Condensing temperature above which the high-pressure switch opens, K."""
    freezing: float
    """Evaporating temperature of the indoor coil below which its freeze thermostat opens, K."""
    trips: int
    """Trips within one call that lock the machine out."""
    lockout: float
    """Time after which a lockout ends by itself, s; infinite where only a break of power ends it."""
    checks_valve: bool
    """Whether the board compares the indoor coil's temperature with the mode that it has set."""
    condenser_lift: float = 0.0
    """Condensing temperature above the room's air, over heat per mass of indoor air: K over J/kg."""
    rejection_lift: float = 0.0
    """Condensing temperature above the outdoor air in cooling, over the heat given to it, K/W."""
    hottest_discharge: float = float("inf")
    """Discharge temperature at which the compressor's thermostat opens, K; infinite where liquid injection holds it."""
    starving: float = 1.0
    """K by which the evaporating temperature falls with each of outdoor air that is too cold to cool with; 0 for
    machines that keep up their condensing pressure with a slower fan."""


@dataclass(frozen=True)
class StartUp:
    """How capacity comes after a start, and goes while the compressor stands; s."""

    heating_lag: float
    """Time constant with which capacity builds up."""
    cooling_lag: float
    rest: Rest


@dataclass(frozen=True)
class HeatPumpModel:
    """A machine: maps, limits of speed, scalars; SI."""

    name: str
    refrigerant: str
    charge: float
    ductless: bool
    stages: int
    """2 for a compressor of two speeds: the least and the rated one of each mode; 0 for one or any speed."""
    heating: Table | None
    cooling: Table | None
    speed_min: float
    """Least, rated and greatest speed in heating; in cooling for a machine that only cools."""
    speed_rated: float
    speed_max: float
    cooling_speed_min: float
    cooling_speed_rated: float
    cooling_speed_max: float
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
    cycling: CyclingConfig
    start: StartUp
    standby: StandbyConfig
    cutoff_temperature: float
    safeties: Safeties
    flow_exponent: float
    oil_return: OilReturn
    coil: FrostCoil
    defrost: DefrostConfig
    """The control of defrosts and their times; what melts the ice stands below, with what the configuration leaves
    open filled in."""
    melt_heat_from_house: float
    """Heat that a defrost takes from the indoor air, W."""
    melt_power: float
    """Of the compressor in a defrost, W; the heater's where resistance clears the coil."""

    def held_by(self, mode: Mode, outdoor: float) -> str:
        """Say what keeps the compressor below its greatest speed at an outdoor temperature, K; empty if nothing."""
        table, axis = (self.heating, 0) if mode == "heating" else (self.cooling, 1)
        reasons = (self.heating_range if mode == "heating" else self.cooling_range)[2]
        assert table is not None
        return REASONS[int(reasons[np.argmin(np.abs(table.axis(axis) - outdoor))])]
