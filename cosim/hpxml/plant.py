"""What an HPXML file's systems are in the simulation: machines, furnaces, strips, their control and size, and notes.

One heat pump or air conditioner, one furnace or boiler, and strips are simulated; where a home has more, `Plant.notes`
says in words what stands in for what.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cosim.config.backup import DualFuelConfig, FurnaceConfig, LockoutsConfig, StripsConfig
from cosim.config.equipment import HeatPumpConfig
from cosim.config.share_heater import ShareHeaterConfig
from cosim.constants import DRY_AIR_SPECIFIC_HEAT, STANDARD_AIR_DENSITY, STANDARD_PRESSURE
from cosim.hpxml.ducts import Distribution
from cosim.hpxml.elements import Unsupported
from cosim.hpxml.heaters import FURNACE_AIRFLOW, Heater
from cosim.hpxml.machines import CRANKCASE, AirSource
from cosim.hpxml.performance import CFM, TON
from cosim.hpxml.systems import Systems, heating_share
from cosim.units import to_si

SideName = Literal["heating", "cooling"]

AIRFLOW = 360.0 * CFM / TON
"""Flow of a machine on ducts over its capacity, m3/s per W, where a file states none."""
NOMINAL = 3.0 * TON  # W: machines are described in this size, so that one map serves for all sizes of a line
WEAKEST, STRONGEST = 0.51, 0.989  # efficiency of a furnace that is simulated as burning fuel
SMALLEST_RISE = 10.1  # K of the air through a furnace
UNSIZED = 10e3  # W of a piece that is sized before it is simulated
PAN_HEATER_BELOW = to_si(32.0, "temperature", "f")
BTU_PER_WH = 3.412141633
HSPF2_OF_TABLES = 7.5  # of a heat pump that states points alone, where it only heats beside another system
NARROW = 0.2  # K
DROOP, HANDOVER = "droop", "temperature"


@dataclass(frozen=True)
class Plant:
    """The equipment of a home, as configurations hold it.

    Attributes
    ----------
    heat_pump, air_conditioner : HeatPumpConfig or None
        In nominal size; `scale` is what it is over that.
    furnace, strips, dual_fuel, lockouts
        Beside it.
    sized : bool
        False where the file leaves a capacity to sizing.
    notes : tuple of str
        What of the file's systems something else stands in for.
    """

    heat_pump: HeatPumpConfig | None = None
    air_conditioner: HeatPumpConfig | None = None
    scale: float = 1.0
    furnace: FurnaceConfig | None = None
    strips: StripsConfig | None = None
    dual_fuel: DualFuelConfig | None = None
    lockouts: LockoutsConfig = field(default_factory=LockoutsConfig)
    beside: tuple[ShareHeaterConfig, ...] = ()
    """Heaters that serve shares of the load beside it."""
    sized: bool = True
    notes: tuple[str, ...] = ()


def plant_of(
    systems: Systems,
    distributions: Mapping[str, Distribution],
    *,
    side: SideName | None = None,
    pressure: float = STANDARD_PRESSURE,
) -> Plant:
    """Return the equipment that systems are.

    Parameters
    ----------
    systems : Systems
        As read.
    distributions : mapping of str to Distribution
        By identifier; one that is known by its efficiency takes it from its system's.
    side : {"heating", "cooling"}, optional
        The only side that is installed; by default both.
    pressure : float
        Air pressure of the site, Pa: a blower moves a volume, thin air carries less heat.

    Raises
    ------
    Unsupported
        If nothing of ours can stand in for a system.
    ValidationError
        If a number is outside what is simulated.
    """
    return _Assembly(_with_efficiencies(systems, distributions), side, pressure).plant()


def _with_efficiencies(systems: Systems, distributions: Mapping[str, Distribution]) -> Systems:
    """Return systems that are less efficient by what an efficiency of their distribution takes."""

    def lessened(system: Heater | AirSource) -> Heater | AirSource:
        known = distributions.get(system.distribution)
        if known is None or known.kind != "efficiency":
            return system
        heating, cooling = known.heating_efficiency, known.cooling_efficiency
        if isinstance(system, Heater):
            # the fan's heat is lost on the way, too: all of it is in the rooms here, so less of the burner's is
            power = system.fan_power + (system.fan_efficacy or 0.0) * (system.flow or 0.0)
            reaching = heating - (1.0 - heating) * power / (system.capacity or 1e9)
            return replace(system, efficiency=system.efficiency * reaching, fan_power=system.fan_power / reaching,
                           fan_efficacy=_scaled(system.fan_efficacy, 1.0 / reaching))  # fmt: skip
        points = tuple(replace(p, cop=p.cop * (heating if p.mode == "heating" else cooling)) for p in system.points)
        return replace(system, seer2=_scaled(system.seer2, cooling), eer2=_scaled(system.eer2, cooling),
                       hspf2=_scaled(system.hspf2, heating), cop=_scaled(system.cop, heating), points=points,
                       fan_efficacy=_scaled(system.fan_efficacy, 1.0 / min(heating, cooling)))  # fmt: skip

    return Systems(
        tuple(lessened(system) for system in systems.heating),
        tuple(system for system in map(lessened, systems.cooling) if isinstance(system, AirSource)),
        systems.backup,
    )


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


class _Assembly:
    """Puts the equipment of a home together."""

    def __init__(self, systems: Systems, side: SideName | None, pressure: float) -> None:
        self.systems, self.pressure, self.side = systems, pressure, side
        self.notes: list[str] = []
        self.sized = True
        self.heating = systems.heating if side != "cooling" else ()
        self.cooling = systems.cooling if side != "heating" else ()

    def plant(self) -> Plant:
        pumps = [each for each in self.heating if isinstance(each, AirSource) and each.kind != "ground"]
        heaters = [each for each in self.heating if isinstance(each, Heater)]
        ground = [each for each in self.heating if isinstance(each, AirSource) and each.kind == "ground"]
        if ground and not pumps and not heaters:
            raise Unsupported(ground[0].name, "is a ground source heat pump, which is not simulated")
        main = (pumps or heaters or [None])[0]
        cooler = self.cooler(main if isinstance(main, AirSource) else None)
        beside = self.beside(main)
        if isinstance(main, AirSource):
            return replace(self.with_pump(main, cooler), beside=beside, notes=tuple(self.notes))
        machine, scale = (None, 1.0) if cooler is None else self.machine(cooler, heats=False, cools=True)
        furnace, strips = (None, None) if main is None else self.burner(main)
        return Plant(
            air_conditioner=machine,
            scale=scale,
            furnace=furnace,
            strips=strips,
            beside=beside,
            sized=self.sized,
            notes=tuple(self.notes),
        )

    def cooler(self, pump: AirSource | None) -> AirSource | None:
        """Return what cools, several machines as one; the heat pump itself where it is one of them."""
        machines = [each for each in self.cooling if each.kind != "ground"]
        if not machines:
            if self.cooling:
                self.notes.append(
                    f"{self.cooling[0].name} cools from the ground, which is not simulated: nothing cools"
                )
            return None
        first = next((each for each in machines if pump is not None and each.name == pump.name), machines[0])
        others = [each for each in self.cooling if each.name != first.name]
        if others:
            names = ", ".join(each.name for each in others)
            self.notes.append(f"{first.name} cools alone, with the capacity of all: it stands in for {names}")
            capacities = [each.cooling_capacity for each in self.cooling]
            whole = None if None in capacities else sum(capacity or 0.0 for capacity in capacities)
            first = replace(first, cooling_capacity=whole)
        return first

    def beside(self, main: Heater | AirSource | None) -> tuple[ShareHeaterConfig, ...]:
        """Return the systems that serve shares of the heating load beside the main one."""
        found = []
        for each in self.heating:
            if main is None or each.name == main.name:
                continue
            ratio = heating_share(each) / heating_share(main)
            if isinstance(each, Heater):
                electric, efficiency, fan = each.fuel == "electricity", each.efficiency, each.fan_power
                capacity, fuel = each.capacity, None if electric else each.fuel
            else:
                # a seasonal mean: HSPF2 is Btu/Wh
                efficiency = each.cop or (each.hspf2 or HSPF2_OF_TABLES) / BTU_PER_WH
                capacity, fuel, fan = each.heating_capacity, None, 0.0
                self.notes.append(f"{each.name} heats beside {main.name} with its rated efficiency at all temperatures")
            self.notes.append(f"{each.name} heats the rooms without ducts, {ratio:.2g} times what {main.name} gives")
            table = {"ratio": ratio, "efficiency": efficiency, "fuel": fuel, "fan_power_w": fan}
            if capacity is not None:
                table["capacity_w"] = capacity
            found.append(ShareHeaterConfig.model_validate({k: v for k, v in table.items() if v is not None}))
        return tuple(found)

    def with_pump(self, pump: AirSource, cooler: AirSource | None) -> Plant:
        """Return a heat pump with its backup; another machine that cools is left out, its capacity taken over."""
        cools = cooler is not None
        if cooler is not None and cooler.name != pump.name:
            self.notes.append(f"{pump.name} cools as well: it stands in for {cooler.name}")
            pump = replace(pump, cooling_capacity=cooler.cooling_capacity, seer2=cooler.seer2, eer2=cooler.eer2,
                           points=())  # fmt: skip
        machine, scale = self.machine(pump, heats=True, cools=cools)
        backup = pump.backup or self.systems.backup
        furnace, strips, dual_fuel, lockouts = None, None, None, self.lockouts(pump, backup)
        if backup is not None:
            integrated = pump.backup is not None
            furnace, strips = self.burner(backup, beside=pump if integrated else None)
        if furnace is not None:
            switchover = pump.controls.switchover
            table: dict[str, Any] = {"policy": DROOP}
            if switchover is not None:
                # one temperature is stated, so that it changes both ways there as nearly as controls do
                table = {
                    "policy": HANDOVER,
                    "switchover_k": switchover,
                    "hysteresis_k": NARROW,
                    "minimum_dwell_s": 300.0,
                }
            dual_fuel = DualFuelConfig.model_validate(table)
        return Plant(
            heat_pump=machine,
            scale=scale,
            furnace=furnace,
            strips=strips,
            dual_fuel=dual_fuel,
            lockouts=lockouts,
            sized=self.sized,
            notes=tuple(self.notes),
        )

    def lockouts(self, pump: AirSource, backup: Heater | None) -> LockoutsConfig:
        """Return the lockout temperatures of a heat pump."""
        controls, table = pump.controls, {}
        fossil = backup is not None and backup.fuel != "electricity"
        if controls.switchover is not None:
            if fossil:
                return LockoutsConfig()  # the changeover sees to it
            table = {"compressor_below_k": controls.switchover, "backup_above_k": controls.switchover + 3.0}
        if controls.compressor_below is not None:
            table["compressor_below_k"] = controls.compressor_below
        if controls.backup_above is not None and backup is not None:
            table["backup_above_k"] = max(controls.backup_above, (controls.compressor_below or 0.0) + 3.0)
        if backup is None:
            table.pop("compressor_below_k", None)  # with nothing beside it only its own cut-off rests it
        return LockoutsConfig.model_validate(table)

    def machine(self, unit: AirSource, *, heats: bool, cools: bool) -> tuple[HeatPumpConfig, float]:
        """Return a machine in nominal size, and its size over that."""
        if unit.points:
            return self.by_points(unit, heats=heats, cools=cools)
        capacities = {"cooling": unit.cooling_capacity if cools or not heats else None,
                      "heating": unit.heating_capacity if heats else None}  # fmt: skip
        asked = [mode for mode, wanted in (("cooling", cools), ("heating", heats)) if wanted]
        if any(capacities[mode] is None for mode in asked):
            self.sized = False
        known = next((capacity for capacity in (capacities["cooling"], capacities["heating"]) if capacity), None)
        for mode in asked:
            capacities[mode] = capacities[mode] or known or UNSIZED
        size = (capacities["cooling"] or capacities["heating"] or UNSIZED) / NOMINAL
        table: dict[str, Any] = {"speeds": unit.speeds}
        if cools:
            table |= _stated(cooling_capacity_w=_round((capacities["cooling"] or 0.0) / size), seer2=unit.seer2,
                             eer2=unit.eer2)  # fmt: skip
        if heats:
            heating = _round((capacities["heating"] or 0.0) / size)
            cold = None if unit.cold_share is None else _round(unit.cold_share * heating)
            table |= _stated(heating_capacity_w=heating, heating_capacity_17f_w=cold, hspf2=unit.hspf2,
                             cop_47f=unit.cop)  # fmt: skip
        table |= self.indoor_air(unit, size, heats=heats)
        return self.described(unit, {"ratings": table}, size, heats=heats), size

    def indoor_air(self, unit: AirSource, size: float, *, heats: bool) -> dict[str, float]:
        """Return flow and power of the fan in the house, of a machine in nominal size; nothing for a room unit."""
        if unit.fan_efficacy is None:
            return {}
        flow = unit.heating_airflow if heats else unit.cooling_airflow
        flow = flow or unit.cooling_airflow or unit.heating_airflow
        nominal = AIRFLOW * NOMINAL * unit.airflow_share if flow is None else flow / size
        return {"airflow_m3_s": _round(nominal), "fan_power_w": _round(unit.fan_efficacy * nominal)}

    def by_points(self, unit: AirSource, *, heats: bool, cools: bool) -> tuple[HeatPumpConfig, float]:
        """Return a machine that does what its detailed performance says, in nominal size."""
        wanted = [point for point in unit.points if (heats and point.mode == "heating")
                  or (cools and point.mode == "cooling")]  # fmt: skip
        rated = {mode: _rated(unit, mode) for mode in ("cooling", "heating")}
        if any(rated[point.mode] is None for point in wanted if point.is_share):
            self.sized = False
        size = (rated["cooling"] or rated["heating"] or UNSIZED) / NOMINAL
        rows = []
        for point in wanted:
            nominal = rated[point.mode] or rated["cooling"] or rated["heating"] or UNSIZED
            watts = (point.capacity * nominal if point.is_share else point.capacity) / size
            if watts > 0.0 and point.cop > 1.0:
                rows.append({"mode": point.mode, "outdoor_k": point.outdoor, "level": point.level,
                             "capacity_w": _round(watts), "power_w": _round(watts / point.cop)})  # fmt: skip
        if len(rows) < len(wanted):
            said = f"{len(wanted) - len(rows)} of its {len(wanted)} points give less heat than they take power"
            self.notes.append(f"{unit.name}: {said}; they are left out")
        table: dict[str, Any] = {"table": True, "refrigerant": "R-410A", "published": rows}
        if unit.speeds == "two":
            table["compressor"] = {"stages": 2}
        air = self.indoor_air(unit, size, heats=heats)
        if air:
            table["indoor_coil"] = air
        return self.described(unit, table, size, heats=heats), size

    def described(self, unit: AirSource, table: dict[str, Any], size: float, *, heats: bool) -> HeatPumpConfig:
        """Return a machine with what the file says beside its performance."""
        crankcase = unit.crankcase
        if crankcase is None:
            capacity = unit.cooling_capacity or unit.heating_capacity or UNSIZED
            crankcase = 0.0 if unit.kind == "room" else CRANKCASE * capacity
        standby: dict[str, Any] = {"power_w": 0.0, "crankcase_power_w": _round(crankcase)}
        if heats and unit.pan_heater:
            standby |= {"pan_heater_power_w": unit.pan_heater, "pan_heater_below_k": PAN_HEATER_BELOW}
        cutoff = unit.controls.compressor_below or unit.controls.switchover
        limits = {} if cutoff is None or not heats else {"limits": {"cutoff_k": max(cutoff, 228.15)}}
        return HeatPumpConfig.model_validate(
            {"name": unit.name, "ductless": not unit.ducted, "standby": standby, **limits, **table}
        )

    def burner(
        self, heater: Heater, *, beside: AirSource | None = None
    ) -> tuple[FurnaceConfig | None, StripsConfig | None]:
        """Return a heater as a furnace or as strips; `beside` is the machine in the air handler of which it is."""
        if heater.capacity is None:
            self.sized = False
        capacity = heater.capacity or UNSIZED
        if heater.fuel == "electricity" or heater.efficiency > STRONGEST:
            if heater.fuel != "electricity":
                self.notes.append(f"{heater.name} turns all of its fuel into heat: electric strips stand in for it")
            in_ducts = heater.kind == "furnace" or (beside is not None and beside.ducted)
            table: dict[str, Any] = {"capacity_w": capacity, "kind": "duct" if in_ducts else "baseboards"}
            if in_ducts and beside is None:
                flow = heater.flow or FURNACE_AIRFLOW * capacity
                table |= {"temperature_rise_k": self.rise(capacity, flow),
                          "blower_power_w": (heater.fan_efficacy or 0.0) * flow}  # fmt: skip
            return None, StripsConfig.model_validate(table)
        return self.furnace(heater, capacity, beside), None

    def furnace(self, heater: Heater, capacity: float, beside: AirSource | None) -> FurnaceConfig:
        """Return a heater that burns a fuel.

        AFUE is a mean over a season and counts what leaves by the flue while the burner is off, so that nothing of the
        heat in the exchanger is lost once more. Electricity of the board counts in no rating and is stated nowhere.
        """
        efficiency = max(heater.efficiency, WEAKEST)
        if efficiency != heater.efficiency:
            self.notes.append(f"{heater.name}: an efficiency of {heater.efficiency:g} is taken as {efficiency:g}")
        if heater.fuel == "wood":
            raise Unsupported(heater.name, "burns wood, which is not supported yet as the home's own heating")
        in_ducts = heater.kind == "furnace" and (beside is None or beside.ducted)
        table: dict[str, Any] = {
            "name": heater.name, "fuel": heater.fuel, "capacity_w": capacity, "efficiency": efficiency,
            "flue_share": 0.0, "standby_power_w": 0.0, "pilot_power_w": min(heater.pilot, 600.0),
        }  # fmt: skip
        if heater.kind != "furnace":  # its auxiliary energy or fan is all of its electricity
            table |= {"inducer_power_w": 0.0, "igniter_power_w": 0.0}
        if in_ducts:
            efficacy = heater.fan_efficacy if beside is None else beside.fan_efficacy
            flow = heater.flow or FURNACE_AIRFLOW * capacity
            if beside is not None:  # the heat pump's fan moves its air
                flow = beside.heating_airflow or AIRFLOW * (beside.heating_capacity or capacity) * beside.airflow_share
                flow = min(flow, capacity / self.heat_of(SMALLEST_RISE))
            table |= {"temperature_rise_k": self.rise(capacity, flow), "blower_power_w": (efficacy or 0.0) * flow}
        else:
            table |= {"distribution": "radiators", "blower_power_w": heater.fan_power}
        return FurnaceConfig.model_validate(table)

    def rise(self, capacity: float, flow: float) -> float:
        """Return by how much a flow of air, m3/s, is warmed, K."""
        return capacity / (self.heat_of(1.0) * flow)

    def heat_of(self, rise: float) -> float:
        """Return the heat that warms air by `rise`, K, over the flow of that air, W/(m3/s)."""
        return DRY_AIR_SPECIFIC_HEAT * STANDARD_AIR_DENSITY * self.pressure / STANDARD_PRESSURE * rise


def _rated(unit: AirSource, mode: str) -> float | None:
    """Return the capacity of a mode, by its nominal point where the file states none."""
    stated = unit.cooling_capacity if mode == "cooling" else unit.heating_capacity
    at = to_si(95.0 if mode == "cooling" else 47.0, "temperature", "f")
    nominal = [p for p in unit.points if p.mode == mode and p.level == "rated" and not p.is_share]
    return stated or next((p.capacity for p in nominal if abs(p.outdoor - at) < 0.1), None)


def _stated(**values: float | None) -> dict[str, float]:
    return {key: value for key, value in values.items() if value is not None}


def _round(value: float) -> float:
    """Return a number of four digits, so that like machines of unlike homes are the same."""
    return float(f"{value:.4g}")
