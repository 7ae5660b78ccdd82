"""What an HPXML file's systems are in the simulation: machines, furnaces, strips, their control and size, and notes.

One heat pump or air conditioner, one furnace or boiler, and strips are simulated; where a home has more, `Plant.notes`
says in words what stands in for what.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cosim.config.backup import DualFuelConfig, FurnaceConfig, LockoutsConfig, StripsConfig
from cosim.config.equipment import HeatPumpConfig
from cosim.config.machine_faults import FaultConfig
from cosim.config.plugins import EquipmentConfig
from cosim.config.share_heater import ShareHeaterConfig
from cosim.config.unserved_share import UnservedShareConfig
from cosim.constants import STANDARD_PRESSURE
from cosim.hpxml.burners import burner
from cosim.hpxml.defects import defects
from cosim.hpxml.described import NOMINAL, described, with_cooler
from cosim.hpxml.ducts import Distribution
from cosim.hpxml.elements import Unsupported
from cosim.hpxml.heaters import Heater
from cosim.hpxml.losses import with_efficiencies
from cosim.hpxml.machines import AirSource
from cosim.hpxml.size_rule import SizeRule
from cosim.hpxml.systems import ROUNDING, Systems, heating_share

SideName = Literal["heating", "cooling"]

BTU_PER_WH = 3.412141633
HSPF2_OF_TABLES = 7.5  # of a heat pump that states points alone, where it only heats beside another system
NARROW = 0.2  # K
MOST_COOLING = 1.5
"""Cooling capacity of a heat pump over that of heating: no generic machine of usual ratings has much more."""
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
    beside : tuple of EquipmentConfig
        Heaters that serve shares of the load beside it, and the share that no system serves.
    faults : tuple of FaultConfig
        Of its installation.
    open : dict of str to SizeRule
        How pieces are sized of which the file states no capacity: "machine", "furnace", "strips".
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
    beside: tuple[EquipmentConfig, ...] = ()
    faults: tuple[FaultConfig, ...] = ()
    open: Mapping[str, SizeRule] = field(default_factory=dict)
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
    return _Assembly(with_efficiencies(systems, distributions), side, pressure).plant()


class _Assembly:
    """Puts the equipment of a home together."""

    def __init__(self, systems: Systems, side: SideName | None, pressure: float) -> None:
        self.systems, self.pressure, self.side = systems, pressure, side
        self.notes: list[str] = []
        self.open: dict[str, SizeRule] = {}
        self.heating = systems.heating if side != "cooling" else ()
        self.cooling = systems.cooling if side != "heating" else ()

    def plant(self) -> Plant:
        main = None if self.side == "cooling" else self.systems.main
        if main is None and self.heating:
            raise Unsupported(self.heating[0].name, "is a ground source heat pump, which is not simulated")
        cooler = self.cooler(main if isinstance(main, AirSource) else None)
        beside = (*self.beside(main), *self.unserved(main))
        found = self.with_pump(main, cooler) if isinstance(main, AirSource) else self.with_burner(main, cooler)
        faults, said = defects(main, cooler)
        return replace(found, beside=beside, faults=faults, open=self.open, notes=(*self.notes, *said))

    def unserved(self, main: Heater | AirSource | None) -> tuple[UnservedShareConfig, ...]:
        """Return what holds the rooms at the setpoints beside systems that serve a part of a load by the file."""
        whole = {"heating": sum(heating_share(each) for each in self.heating),
                 "cooling": sum(each.cooling_share for each in self.cooling)}  # fmt: skip
        # all that cools is one machine, what heats stands beside the main system
        served = {"heating": 0.0 if main is None else heating_share(main), "cooling": whole["cooling"]}
        ratios = {
            what: (1.0 - share) / served[what]
            for what, share in whole.items()
            if 0.0 < share < 1.0 - ROUNDING and served[what] > 0.0
        }
        for what in ratios:
            said = f"the home's systems serve {whole[what]:.2g} of the {what} load by the file"
            self.notes.append(f"{said}; the rest comes from nowhere and is on no bill, so that the setpoints are kept")
        return (UnservedShareConfig.model_validate(ratios),) if ratios else ()

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

    def with_burner(self, main: Heater | None, cooler: AirSource | None) -> Plant:
        """Return a heater and what cools."""
        machine, scale = (None, 1.0) if cooler is None else self.machine(cooler, heats=False, cools=True)
        if main is not None and cooler is None and main.flow is not None:
            main = replace(main, airflow=main.flow * main.airflow_share)
        furnace, strips = (None, None) if main is None else self.burner(main)
        return Plant(air_conditioner=machine, scale=scale, furnace=furnace, strips=strips)

    def with_pump(self, pump: AirSource, cooler: AirSource | None) -> Plant:
        """Return a heat pump with its backup; another machine that cools is left out, its capacity taken over."""
        if cooler is not None:
            if cooler.name != pump.name:
                self.notes.append(f"{pump.name} cools as well: it stands in for {cooler.name}")
            pump = self.large_enough(with_cooler(pump, cooler))
        machine, scale = self.machine(pump, heats=True, cools=cooler is not None)
        backup = pump.backup or self.systems.backup
        furnace, strips, dual_fuel, lockouts = None, None, None, self.lockouts(pump, backup)
        if backup is not None:
            furnace, strips = self.burner(backup, beside=pump if pump.backup is not None else None)
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
            heat_pump=machine, scale=scale, furnace=furnace, strips=strips, dual_fuel=dual_fuel, lockouts=lockouts
        )

    def large_enough(self, pump: AirSource) -> AirSource:
        """Return a heat pump that cools for others as large as one compressor has to be that cools so much."""
        heating, cooling = pump.heating_capacity, pump.cooling_capacity
        if heating is None or cooling is None or cooling <= MOST_COOLING * heating:
            return pump
        larger = cooling / MOST_COOLING
        said = f"{pump.name} can heat with {larger / 1e3:.1f} kW instead of {heating / 1e3:.1f} kW"
        self.notes.append(f"{said}: one compressor that cools with {cooling / 1e3:.1f} kW cannot heat with less")
        return replace(pump, heating_capacity=larger)

    def lockouts(self, pump: AirSource, backup: Heater | None) -> LockoutsConfig:
        """Return the lockout temperatures of a heat pump."""
        controls = pump.controls
        table: dict[str, float] = {"compressor_hysteresis_k": NARROW}
        fossil = backup is not None and backup.fuel != "electricity"
        if controls.switchover is not None:
            if fossil:
                return LockoutsConfig()  # the changeover sees to it
            table |= {"compressor_below_k": controls.switchover, "backup_above_k": controls.switchover + 3.0}
        if controls.compressor_below is not None:
            table["compressor_below_k"] = controls.compressor_below
        if controls.backup_above is not None and backup is not None:
            table["backup_above_k"] = max(controls.backup_above, (controls.compressor_below or 0.0) + 3.0)
        if backup is None:
            table.pop("compressor_below_k", None)  # with nothing beside it only its own cut-off rests it
        return LockoutsConfig.model_validate(table)

    def machine(self, unit: AirSource, *, heats: bool, cools: bool) -> tuple[HeatPumpConfig, float]:
        """Return a machine in nominal size, and its size over that."""
        found = described(unit, heats=heats, cools=cools)
        self.notes += found.notes
        if found.is_open:
            self.leave_open("machine", unit.name, unit.cooling_size if cools else unit.heating_size)
        elif self.systems.grow:
            self.let_grow("machine", unit.name, found.scale * NOMINAL)
        return found.config, found.scale

    def burner(
        self, heater: Heater, *, beside: AirSource | None = None
    ) -> tuple[FurnaceConfig | None, StripsConfig | None]:
        """Return a heater as a furnace or as strips; `beside` is the machine in the air handler of which it is."""
        furnace, strips, notes = burner(heater, self.pressure, beside=beside)
        self.notes += notes
        piece = "strips" if furnace is None else "furnace"
        if heater.capacity is None:
            self.leave_open(piece, heater.name, heater.size)
        elif self.systems.grow:
            self.let_grow(piece, heater.name, heater.capacity)
        return furnace, strips

    def leave_open(self, piece: str, name: str, rule: SizeRule) -> None:
        """Note that a piece has no capacity, and the rule by which it gets one."""
        self.open[piece] = rule
        times = "" if rule.factor == 1.0 else f" times {rule.factor:g}"
        most = "" if rule.limit is None else f", at most {rule.limit / 1e3:.1f} kW"
        self.notes.append(f"{name} states no capacity: it gets the design load{times}{most}; stated capacities stay")

    def let_grow(self, piece: str, name: str, capacity: float) -> None:
        """Note that a piece is larger than stated where the design load is, as the file allows."""
        self.open[piece] = SizeRule(least=capacity)
        self.notes.append(
            f"{name} has {capacity / 1e3:.1f} kW, or the design load where that is more, as the file allows"
        )
