"""One mode of a configured machine, ready to be solved by the refrigerant cycle at any operating points."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cosim.arrays import Array
from cosim.config.equipment import CompressorMapConfig, HeatPumpConfig, OperationConfig
from cosim.constants import (
    DRY_AIR_GAS_CONSTANT,
    DRY_AIR_SPECIFIC_HEAT,
    FAN_EXPONENT,
    STANDARD_AIR_DENSITY,
    STANDARD_PRESSURE,
)
from cosim.equipment.residual import Correction, correction
from cosim.physics.air import specific_heat
from cosim.physics.frost import (
    FROSTING_FACTOR,
    MIN_DENSITY,
    airflow_fraction,
    effective_temperature,
    frost_conductivity,
    surface_spread,
)
from cosim.refrigerants.ahri540 import CompressorMap
from cosim.refrigerants.cycle import solve
from cosim.refrigerants.equations import AIR_SHARE, NotConverged
from cosim.refrigerants.model import Circuit, Compressor, Limits, Points, State
from cosim.refrigerants.properties import PropertyTable, property_table

Mode = Literal["heating", "cooling"]
MODES: tuple[Mode, Mode] = ("heating", "cooling")

# humidity at which the specific heat of each coil's air is taken, kg/kg: cold outdoors, a room in summer
EVAPORATOR_HUMIDITY = {"heating": 0.003, "cooling": 0.010}
REFERENCE_DEW = {"heating": 273.15, "cooling": 283.15}
# what a mode may have of its own instead of the compressor's
OWN_IN_MODE = (
    "efficiency", "best_pressure_ratio", "pressure_ratio_penalty", "speed_penalty", "best_speed", "drive_power"
)  # fmt: skip
# greatest, of one stage, and of two in one shell with injection between: a little beyond what makers allow (8 to 10)
PRESSURE_RATIO = {False: 12.0, True: 14.0}
KELVINS = 10.0  # of effective temperature that count as much as a change of speed by e


@dataclass(frozen=True)
class Air:
    """Flows and fan powers at operating points, arrays."""

    evaporator_flow: Array
    """Dry air on the evaporator, kg/s."""
    condenser_flow: Array
    outdoor_fan: Array
    """W."""
    indoor_fan: Array


@dataclass(frozen=True)
class Machine:
    """One mode of a machine."""

    config: HeatPumpConfig
    mode: Mode
    operation: OperationConfig
    table: PropertyTable
    compressor: Compressor
    circuit: Circuit
    limits: Limits
    frost_area: float
    """m2."""
    pressure: float
    """Air pressure of the site, Pa."""
    correction: Correction
    """The anchored residual; what `solve` returns is the cycle without it."""
    heads: int = 1
    """Indoor units that open and close by themselves; 1 where all work together, as in a laboratory."""
    indoor_share: float = 1.0
    """Of its air flow that the indoor coil gets, at the fan's usual power."""
    outdoor_share: float = 1.0
    outdoor_fan_share: float = 1.0
    """Of its power that the outdoor fan takes."""
    is_faulty: bool = False
    """Whether something is wrong with it, so that its map may end where no steady state is left."""
    unheld: float = 1.0
    """Times its greatest condensing pressure, up to which nothing slows the compressor down in its map."""
    charge: float = 0.0
    """Deviation of the charge from the right one, as a share of it."""
    rightly_charged: "Machine | None" = None
    """The same machine with the right charge, where it has a wrong one."""

    @property
    def specific_heat(self) -> float:
        """Specific heat of the evaporator's air, J/K per kg of dry air."""
        return float(specific_heat(EVAPORATOR_HUMIDITY[self.mode]))

    def points(
        self, evaporator_air: Array, condenser_air: Array, speed: Array, frost: Array | float = 0.0
    ) -> tuple[Points, Air]:
        """Return what the cycle needs to know at each point, and the air's side of it.

        Temperatures K (that on the evaporator is the effective one), speed rev/s, frost thickness m; arrays of one
        shape (points,).
        """
        config, heating = self.config, self.mode == "heating"
        fan = (speed / self.operation.rated_speed) ** config.flow_exponent
        indoor_fan, opened = self._heads(speed)
        indoor_share = indoor_fan * opened * self.indoor_share
        if heating and self.heads > 1:
            condenser_air = condenser_air + config.head_intake
        thickness = np.broadcast_to(np.asarray(frost, dtype=float), speed.shape)
        levels, index = np.unique(thickness, return_inverse=True)
        open_share = airflow_fraction(levels, config.outdoor_coil.fin_gap)[index]
        outdoor_air = evaporator_air if heating else condenser_air
        outdoor_share = fan * open_share * self.outdoor_share
        outdoor_volume = config.outdoor_coil.airflow * outdoor_share
        outdoor = outdoor_volume * self.pressure / (DRY_AIR_GAS_CONSTANT * outdoor_air)
        indoor = config.indoor_coil.airflow * indoor_share * STANDARD_AIR_DENSITY * self.pressure / STANDARD_PRESSURE
        air = Air(
            evaporator_flow=outdoor if heating else indoor,
            condenser_flow=indoor if heating else outdoor,
            outdoor_fan=config.outdoor_coil.fan_power * fan**FAN_EXPONENT * self.outdoor_fan_share,
            indoor_fan=config.indoor_coil.fan_power * indoor_fan**FAN_EXPONENT * opened,
        )
        points = Points(
            evaporator_air=evaporator_air,
            condenser_air=condenser_air,
            speed=speed,
            evaporator_capacity_rate=air.evaporator_flow * self.specific_heat,
            condenser_capacity_rate=air.condenser_flow * float(specific_heat(0.005 if heating else 0.010)),
            evaporator_flow=outdoor_share if heating else indoor_share,
            condenser_flow=indoor_share if heating else outdoor_share,
            frost_resistance=thickness / (frost_conductivity(MIN_DENSITY) * self.frost_area),
            flow_exponent=config.flow_exponent,
        )
        return points, air

    def _heads(self, speed: Array) -> tuple[Array, Array]:
        """Return the flow of an open head relative to its rated one, and the share of heads that are open.

        Heads slow down with the compressor to their own minimum. Below it rooms call one after the other: the share
        that is open falls with the speed, to one head, and the condensing temperature no longer gets milder. The
        coils' conductance follows the whole flow, so that closed heads are missed by a little less than in truth.
        """
        share = speed / self.operation.rated_speed
        if self.heads == 1:
            return share**self.config.flow_exponent, np.ones_like(share)
        least = self.config.head_minimum
        return np.maximum(share, least) ** self.config.flow_exponent, np.clip(share / least, 1.0 / self.heads, 1.0)

    def solve_moist(
        self,
        evaporator_air: Array,
        humidity_ratio: Array | float,
        condenser_air: Array,
        speed: Array,
        *,
        net_capacity: Array | None = None,
        near: tuple[Array, State] | None = None,
    ) -> tuple[State, Air, Array]:
        """Solve at the temperature and humidity of the air, coil wet or dry.

        Parameters
        ----------
        evaporator_air, humidity_ratio, condenser_air : array
            Air that enters the coils, K and kg/kg.
        speed : array
            Compressor speed, rev/s; a first guess where the capacity is given.
        net_capacity : array, optional
            Find the speed that gives the room this much, W, the indoor fan's heat counted as ratings do.
        near : tuple, optional
            Effective temperatures and states of a solution near this one, to start from.

        Returns
        -------
        state, air
            As the cycle and the fans find them.
        effective : array
            The effective temperature on the evaporator, K.
        """
        humidity = np.broadcast_to(np.asarray(humidity_ratio, dtype=float), speed.shape)
        effective, state = near or (evaporator_air.astype(float), None)
        tried: list[Array] = []
        found: list[Array] = []
        if near is not None and net_capacity is not None:
            speed = near[1].speed
        for _ in range(60):
            points, air = self.points(effective, condenser_air, speed)
            if net_capacity is None:
                state = self.solve(points, guess=state)
            else:
                fan = air.indoor_fan if self.mode == "cooling" else -air.indoor_fan
                outdoor_air = effective if self.mode == "heating" else condenser_air
                factor, _ = self.correction.factors(outdoor_air, speed)
                state = self.solve(points, (net_capacity + fan) / factor, state)
            spread = surface_spread(state.surface_temperature, state.evaporating)
            wanted = self._effective(evaporator_air, humidity, state.surface_temperature, spread)
            steeper = self._effective(evaporator_air, humidity, state.surface_temperature - 0.01, spread)
            correction = (wanted - effective) / (1.0 + (steeper - wanted) / 0.01)
            settled = bool(np.all(np.abs(wanted - effective) < 1e-6))
            if net_capacity is not None:  # the fans follow the speed that was found
                settled = settled and bool(np.all(np.abs(state.speed - speed) < 1e-6 * speed))
            if settled:
                if net_capacity is None:  # what holds the compressor back slows its fans too
                    _, air = self.points(effective, condenser_air, state.speed)
                return state, air, effective
            if net_capacity is None:
                effective = effective + correction
            else:
                tried.append(np.stack([effective / KELVINS, np.log(speed)]))
                found.append(np.stack([(effective + correction) / KELVINS, np.log(state.speed)]))
                following = _mixed(tried[-3:], found[-3:])
                effective, speed = KELVINS * following[0], np.exp(following[1])
        raise NotConverged(f"{self.config.name}: no steady state of the wet coil")

    def solve(self, points: Points, heat: Array | None = None, guess: State | None = None) -> State:
        """Solve at given points, within the machine's limits; or find the speed that gives the useful heat, W."""
        if heat is None:
            return solve(self.table, self.compressor, self.circuit, points, limits=self.limits, guess=guess)
        at_condenser, at_evaporator = (heat, None) if self.mode == "heating" else (None, heat)
        return solve(
            self.table,
            self.compressor,
            self.circuit,
            points,
            condenser_heat=at_condenser,
            evaporator_heat=at_evaporator,
            guess=guess,
        )

    def _effective(self, temperature: Array, humidity: Array, surface: Array, spread: Array) -> Array:
        specific_heat = self.specific_heat
        return np.asarray(effective_temperature(temperature, humidity, surface, spread, self.pressure, specific_heat))


def machine(
    config: HeatPumpConfig, mode: Mode, pressure: float = STANDARD_PRESSURE, *, in_rooms: bool = False
) -> Machine:
    """Return the machine that `config` describes, in one mode it has, at a site's air pressure, Pa.

    Its heads work together as in a laboratory, or, `in_rooms`, each for its own room.
    """
    operation = config.heating if mode == "heating" else config.cooling
    if operation is None:
        raise ValueError(f"{config.name} has no mode {mode}")
    part, limits = config.compressor, config.limits
    heating = mode == "heating"
    own = {name: value for name in OWN_IN_MODE if (value := getattr(operation, name)) is not None}
    return Machine(
        config=config,
        mode=mode,
        operation=operation,
        table=property_table(config.refrigerant),
        compressor=Compressor(**part.model_dump(exclude={"stages", "map"}) | own, map=_map(part.map)),
        circuit=Circuit(
            evaporator_conductance=operation.evaporator_conductance,
            condenser_conductance=operation.condenser_conductance,
            superheat=operation.superheat,
            subcooling=operation.subcooling,
            suction_drop=limits.suction_drop,
            # an air conditioner has no reversing valve
            valve_leak=limits.reversing_valve_leak if config.heating else 0.0,
            valve_conductance=limits.reversing_valve_conductance if config.heating else 0.0,
            rated_speed=operation.rated_speed,
            reference_dew=REFERENCE_DEW[mode],
            heats=heating,
        ),
        limits=Limits(
            condensing_pressure=limits.condensing_pressure,
            evaporating_temperature=limits.evaporating_temperature,
            pressure_ratio=limits.pressure_ratio or PRESSURE_RATIO[config.compressor.vapor_injection],
            compressor_power=limits.compressor_power or np.inf,
        ),
        frost_area=frost_area(config) if heating else 1.0,
        pressure=pressure,
        correction=correction(operation.anchors),
        heads=config.heads if in_rooms else 1,
    )


def _map(given: CompressorMapConfig | None) -> CompressorMap | None:
    if given is None:
        return None
    return CompressorMap(
        mass_flow=given.mass_flow,
        power=given.power,
        speed=given.speed,
        superheat=given.superheat,
        evaporating=(given.evaporating_min, given.evaporating_max),
        condensing=(given.condensing_min, given.condensing_max),
    )


def _mixed(tried: list[Array], found: list[Array]) -> Array:
    """Return the next trial of two values that are to be found as they were tried: Anderson's mixing, by point.

    Arrays (2, points) of up to three trials and of what each of them found. Two differences of trials span the plane,
    so that this is Broyden's method, without the cost of a derivative.
    """
    left = [after - before for before, after in zip(tried, found, strict=True)]
    if len(left) < 2:
        return found[-1]
    changes = np.stack([left[-1] - other for other in left[:-1]], axis=-1).transpose(1, 0, 2)  # (points, 2, trials)
    squares = np.einsum("pik,pil->pkl", changes, changes)
    # a coil that stays dry moves in one direction only
    squares = squares + (1e-9 * np.trace(squares, axis1=1, axis2=2) + 1e-30)[:, None, None] * np.eye(len(left) - 1)
    weights = np.linalg.solve(squares, np.einsum("pik,ip->pk", changes, left[-1])[..., None])[..., 0]
    weights = np.clip(weights, -3.0, 3.0)
    moves = np.stack([found[-1] - other for other in found[:-1]], axis=-1)  # (2, points, trials)
    return np.asarray(found[-1] - np.einsum("ipk,pk->ip", moves, weights))


def frost_area(config: HeatPumpConfig) -> float:
    """Air-side area of the outdoor coil on which frost is counted, m2.

    Heat and mass transfer are tied by the Lewis number, so the area is what a calibration on the measured frosting
    factor can move: where the configuration leaves it open, it is such that the clean coil's transfer coefficient is
    that factor. For the machines of the library that gives 2.5 to 4 m2 per kW of rated capacity, which is the
    geometric area of such coils (4 to 5 m2) times the efficiency of their fins.
    """
    coil = config.outdoor_coil
    if coil.frost_area is not None or config.heating is None:
        return coil.frost_area or 1.0
    return config.heating.evaporator_conductance / AIR_SHARE / (DRY_AIR_SPECIFIC_HEAT * FROSTING_FACTOR)
