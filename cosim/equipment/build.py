"""From a machine's configuration to its model: the maps solved or taken from the cache, what is left open filled in."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cosim import array_cache
from cosim.arrays import Array
from cosim.config.equipment import HeatPumpConfig
from cosim.constants import STANDARD_PRESSURE
from cosim.equipment import map_cache
from cosim.equipment.condition import DISCHARGE_CUTOUT, SOUND, Condition, faulty
from cosim.equipment.heat_pump import GAUGES, FrostCoil, Grid, HeatPumpModel, OilReturn, Safeties, StartUp, Table
from cosim.equipment.machine import MODES, Machine, Mode, frost_area, machine
from cosim.equipment.machine_map import QUANTITIES
from cosim.equipment.map import charge, map_grid, pin, solve_map
from cosim.equipment.performance import COOLING_RATED, COOLING_ROOM, HEATING_RATED, steady
from cosim.equipment.rated import as_cycle
from cosim.equipment.residual import Correction, correction
from cosim.equipment.speeds import fastest, slowest, speed_range
from cosim.equipment.start_up import REST, start_up
from cosim.errors import CosimError
from cosim.physics.frost import airflow_fraction
from cosim.scenarios.scenario import Configuration, Scenario

AIRFLOWS = 57  # points of the curve of air flow over thickness, from a clean coil to a closed one
HOT_GAS_SHARE = 1.0  # of nominal power, that the compressor takes while its discharge goes to the outdoor coil
HIGH_PRESSURE_CUTOUT = 338.48  # K, dew temperature of R-410A at 610 psig
ABOVE_LIMIT = 1.5  # K by which the switch opens above the pressure that the control holds
CUTOUT_BELOW_CUTOFF = 15.0  # K: in its coldest outdoor air a clean machine evaporates some 10 K below that
EXTENSIVE = tuple(
    QUANTITIES.index(name)
    for name in ("capacity", "compressor_power", "outdoor_fan_power", "indoor_fan_power", "moisture_conductance",
                 "indoor_air_flow")
)  # fmt: skip


def build_heat_pump(
    config: HeatPumpConfig,
    cache: bool = True,
    *,
    pressure: float = STANDARD_PRESSURE,
    condition: Condition = SOUND,
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
    condition : Condition
        What is wrong with it. Ratings and sizes in the model are those of a sound machine.

    Returns
    -------
    HeatPumpModel
    """
    config = as_cycle(config)
    key = map_cache.key(config, pressure, condition)
    maps = array_cache.read(key) if cache else None
    if maps is None:
        try:
            maps = _solve_maps(config, pressure, condition)
        except ArithmeticError as error:
            raise CosimError(f"no map of '{config.name}' can be built: {error}") from error
        if cache:
            array_cache.write(key, maps)
    return _model(config, maps)


def _solve_maps(config: HeatPumpConfig, pressure: float, condition: Condition) -> dict[str, Array]:
    """Return everything that takes solving, as named arrays that a file can hold."""
    maps: dict[str, Array] = {}
    for mode in MODES:
        if getattr(config, mode) is None:
            continue
        unit = faulty(machine(config, mode, pressure, in_rooms=True), condition)
        grid = map_grid(unit)
        values, lines = solve_map(unit, grid)
        if unit.rightly_charged is None:
            pin(unit, grid, values)
        else:
            right, _ = solve_map(unit.rightly_charged, grid)
            pin(unit.rightly_charged, grid, right)
            charge(unit, grid, right, values)
        outdoor = 0 if mode == "heating" else 1
        maps |= {
            f"{mode}_start": grid.start,
            f"{mode}_step": grid.step,
            f"{mode}_values": np.ascontiguousarray(values, dtype=np.float32),
            f"{mode}_lines": lines,
            f"{mode}_range": speed_range(unit, grid.axis(outdoor)),
            f"{mode}_nominal": _nominal(machine(config, mode)),
            f"{mode}_specific_heat": np.array([unit.specific_heat]),
        }
    return maps


def _nominal(unit: Machine) -> Array:
    """Return the bare cycle at the rating point, W: heat, compressor and both fans; last the effective air, K."""
    rated = np.array([HEATING_RATED if unit.mode == "heating" else COOLING_RATED])
    found = steady(unit, rated, np.array([unit.operation.rated_speed]))
    parts = found.gross, found.compressor_power, found.outdoor_fan, found.indoor_fan, found.outdoor_air
    return np.concatenate(parts)


def _anchored(nominal: Array, residual: Correction, mode: Mode, speed: float) -> tuple[float, float]:
    """Return net capacity and total power at the rating point, W."""
    gross, compressor, outdoor_fan, indoor_fan, air = nominal.tolist()
    capacity, power = (float(factor[0]) for factor in residual.factors(np.array([air]), np.array([speed])))
    fan = indoor_fan if mode == "heating" else -indoor_fan
    return gross * capacity + fan, compressor * power + outdoor_fan + indoor_fan


def _model(config: HeatPumpConfig, maps: dict[str, Array]) -> HeatPumpModel:
    tables: dict[Mode, Table | None] = {"heating": None, "cooling": None}
    for mode in MODES:
        if f"{mode}_values" in maps:
            values = maps[f"{mode}_values"]
            a, b, c, d = values.shape[:4]
            tables[mode] = Table(
                grid=Grid(maps[f"{mode}_start"], maps[f"{mode}_step"], (a, b, c, d)),
                values=values,
                specific_heat=float(maps[f"{mode}_specific_heat"][0]),
                lines=maps[f"{mode}_lines"],
                # at the speed asked: where a limit holds the machine back, the data sheet's own was held back as well
                correction=correction(getattr(config, mode).anchors),
                outdoor_axis=int(mode == "cooling"),
            )
    heats, cools = config.modes()
    nominal = dict.fromkeys(MODES, (0.0, 0.0))
    for mode, speed in (("heating", heats.rated_speed), ("cooling", cools.rated_speed)):
        if (table := tables[mode]) is not None:
            nominal[mode] = _anchored(maps[f"{mode}_nominal"], table.correction, mode, speed)
    (nominal_heating, heating_power), (nominal_cooling, cooling_power) = nominal["heating"], nominal["cooling"]
    melt_heat, melt_power = _melting(config, nominal_cooling or nominal_heating, cooling_power or heating_power)
    model = HeatPumpModel(
        name=config.name,
        refrigerant=config.refrigerant,
        charge=config.charge,
        ductless=config.ductless,
        stages=config.compressor.stages,
        heating=tables["heating"],
        cooling=tables["cooling"],
        speed_min=heats.min_speed,
        speed_rated=heats.rated_speed,
        speed_max=fastest(heats),
        cooling_speed_min=cools.min_speed,
        cooling_speed_rated=cools.rated_speed,
        cooling_speed_max=fastest(cools),
        airflow_share=_airflow(config.outdoor_coil.fin_gap),
        heating_range=maps.get("heating_range", np.zeros((3, 0))),
        cooling_range=maps.get("cooling_range", np.zeros((3, 0))),
        nominal_heating=nominal_heating,
        nominal_heating_power=heating_power,
        nominal_cooling=nominal_cooling,
        nominal_cooling_power=cooling_power,
        cycling=config.cycling,
        start=StartUp(0.0, 0.0, REST[config.cycling.expansion]),
        standby=config.standby,
        cutoff_temperature=config.limits.cutoff,
        safeties=_safeties(config, tables),
        flow_exponent=config.flow_exponent,
        oil_return=_oil_return(config, heats.rated_speed),
        coil=_coil(config, nominal_heating),
        defrost=config.defrost,
        melt_heat_from_house=melt_heat,
        melt_power=melt_power,
    )
    return replace(model, start=start_up(config, model))


def _modulates(config: HeatPumpConfig) -> bool:
    return config.compressor.stages == 0 and any(slowest(m) < fastest(m) for m in config.modes())


def _oil_return(config: HeatPumpConfig, rated: float) -> OilReturn:
    given, modulates = config.oil_return, _modulates(config)
    return OilReturn(
        after=given.after,
        below=given.below * rated if modulates else 0.0,
        lasts=given.lasts,
        speed=given.speed * rated,
        forgotten_after=given.forgotten_after,
    )


def _airflow(gap: float) -> Array:
    return np.asarray(airflow_fraction(np.linspace(0.0, 0.5 * gap, AIRFLOWS), gap))


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


def _melting(config: HeatPumpConfig, nominal: float, nominal_power: float) -> tuple[float, float]:
    """Return what a defrost takes, W: heat from the house, and power of the compressor or of a heater.

    What the configuration leaves open are the shares of OpenStudio-HPXML's advanced model (NREL measurements).
    """
    heat_share, power_share = (0.10, 1.25) if config.ductless else (0.45, 0.45)
    given = config.defrost
    heat = heat_share * nominal if given.heat_from_house is None else given.heat_from_house
    power = power_share * nominal_power if given.compressor_power is None else given.compressor_power
    if given.method == "reverse-cycle":
        return heat, power
    # the house's side of the circuit takes no part
    if given.method == "resistance":
        return 0.0, given.heater_power or 0.0
    return 0.0, HOT_GAS_SHARE * nominal_power if given.compressor_power is None else given.compressor_power


def _safeties(config: HeatPumpConfig, tables: Mapping[Mode, Table | None]) -> Safeties:
    """Return switches and lockout, with what the configuration leaves open filled in."""
    limits, inverter = config.limits, _modulates(config)
    heating, cooling = tables["heating"], tables["cooling"]
    low, high = limits.low_pressure_cutout, limits.high_pressure_cutout
    if low is None:
        low = max(limits.cutoff - CUTOUT_BELOW_CUTOFF, limits.evaporating_temperature - 2.0)
    if high is None:
        high = max(HIGH_PRESSURE_CUTOUT, _condensing_at(limits.condensing_pressure, tables) + ABOVE_LIMIT)
    return Safeties(
        low_pressure=low,
        high_pressure=high,
        freezing=limits.freeze_thermostat,
        trips=limits.trips_to_lockout,
        lockout=limits.lockout_time if limits.lockout_reset == "time" else np.inf,
        checks_valve=inverter,
        condenser_lift=0.0 if heating is None else _condenser_lift(heating, config.modes()[0].rated_speed),
        rejection_lift=0.0 if cooling is None else _rejection_lift(cooling, config.modes()[1].rated_speed),
        hottest_discharge=np.inf if inverter else DISCHARGE_CUTOUT,
        starving=0.0 if inverter else 1.0,
    )


def _condensing_at(pressure: float, tables: Mapping[Mode, Table | None]) -> float:
    """Return the condensing temperature, K, at a pressure, Pa, from what a machine's own gauges show."""
    lines = [table.lines[::4, ::4, ::4, 0].reshape(-1, len(GAUGES)) for table in tables.values() if table is not None]
    shown, temperature = (
        np.concatenate(lines)[:, GAUGES.index(name)] for name in ("discharge_pressure", "condensing_temperature")
    )
    return float(np.polynomial.Polynomial.fit(np.log(shown), temperature, 3)(np.log(pressure)))


def _condenser_lift(heating: Table, rated_speed: float) -> float:
    """Return condensing temperature above the room's air over heat per mass of air, at the map's warmest corner."""
    outdoor, room = heating.axis(0)[-1], heating.axis(1)[-1]
    point = heating.at(outdoor, room, rated_speed)
    condensing = heating.gauges_at(outdoor, room, rated_speed)[GAUGES.index("condensing_temperature")]
    return float((condensing - room) * point.indoor_air_flow / point.capacity)


def _rejection_lift(cooling: Table, rated_speed: float) -> float:
    """Return condensing temperature above the outdoor air over the heat given to it, at the rating temperature, K/W."""
    room, outdoor = COOLING_ROOM, COOLING_RATED
    point = cooling.at(room, outdoor, rated_speed)
    condensing = cooling.gauges_at(room, outdoor, rated_speed)[GAUGES.index("condensing_temperature")]
    return float((condensing - outdoor) / (point.capacity + point.compressor_power))


def machine_of(scenario: Scenario, configuration: Configuration, condition: Condition = SOUND) -> HeatPumpModel | None:
    """Return the model of a configuration's heat pump or air conditioner at the site's mean air pressure."""
    config = configuration.heat_pump or configuration.air_conditioner
    if config is None:
        return None
    if configuration.second_zone is not None:  # each of two zones has one head, if any
        config = config.model_copy(update={"heads": 2 if configuration.second_zone.head else 1})
    # a kilopascal is near enough, and lets neighbouring sites share a map
    model = build_heat_pump(config, pressure=round(float(scenario.weather.pressure.mean()), -3), condition=condition)
    return scaled(model, configuration.scale)


def scaled(model: HeatPumpModel, factor: float) -> HeatPumpModel:
    """Return a machine of `factor` times the capacity at the same efficiency.

    Displacement, coils, flows, fans and charge in proportion leave the cycle's pressures and temperatures as they
    are, so that the map of one machine serves for all sizes of its line. Electronics and heaters of the crankcase keep
    their power.

    Parameters
    ----------
    model : HeatPumpModel
        The machine as built.
    factor : float
        Above 0; a line of products spans about 0.5 to 1.7 of a 3-ton unit.
    """
    if factor == 1.0:
        return model
    return replace(
        model,
        charge=model.charge * factor,
        heating=_scaled(model.heating, factor),
        cooling=_scaled(model.cooling, factor),
        nominal_heating=model.nominal_heating * factor,
        nominal_heating_power=model.nominal_heating_power * factor,
        nominal_cooling=model.nominal_cooling * factor,
        nominal_cooling_power=model.nominal_cooling_power * factor,
        safeties=replace(model.safeties, rejection_lift=model.safeties.rejection_lift / factor),
        coil=replace(
            model.coil,
            area=model.coil.area * factor,
            heat_capacity=model.coil.heat_capacity * factor,
            off_conductance=model.coil.off_conductance * factor,
            fan_power=model.coil.fan_power * factor,
        ),
        melt_heat_from_house=model.melt_heat_from_house * factor,
        melt_power=model.melt_power * factor,
    )


def _scaled(table: Table | None, factor: float) -> Table | None:
    if table is None:
        return None
    growing = np.ones(len(QUANTITIES), np.float32)
    growing[list(EXTENSIVE)] = factor
    rows = table.values.reshape(len(table.values), -1)  # long rows: numpy takes as long for one of twenty numbers
    grown = rows * np.tile(growing, rows.shape[1] // growing.size)
    return replace(table, values=grown.reshape(table.values.shape))
