"""Check that the parts of a configuration are consistent."""

from collections.abc import Iterable, Mapping
from typing import Any

from cosim.config.backup import DualFuelConfig, FurnaceConfig, LockoutsConfig, StripsConfig
from cosim.config.equipment import HeatPumpConfig
from cosim.config.house import HouseConfig
from cosim.config.machine_faults import LEAKS, Need, fault_problems
from cosim.config.scenario import AS_IN_THE_HOUSE, ConfigurationConfig
from cosim.config.thermostat import ThermostatConfig
from cosim.physics.frost_models import FROST_MODELS, grows_layer
from cosim.units import from_si

OF_THE_HOUSE = {"heat_pump", "air_conditioner", "furnace", "strips", "dual_fuel", "ideal", "second_zone"}
"""Keys of a configuration that the equipment of the house replaces."""
HEAT_SOURCES = ("heat_pump", "furnace", "strips")
MACHINES = ("heat_pump", "air_conditioner", "furnace")
WITHOUT_DEFROSTS = tuple(name for name in FROST_MODELS if not grows_layer(name))

Words = tuple[str, str] | tuple[str, str, str]


BACKUP_HYSTERESIS = 0.5  # K below its lockout at which backup is released again


def combination_faults(entry: Mapping[str, Any]) -> list[Words]:
    """Check which parts a configuration names: (place below it, problem, remedy)."""
    has = {key for key in ConfigurationConfig.model_fields if entry.get(key) is not None}
    faults: list[Words] = []
    if entry.get("equipment") == AS_IN_THE_HOUSE:
        return [(f".{key}", "cannot be combined with the equipment of the house", "remove one of them")
                for key in sorted(has & OF_THE_HOUSE)]  # fmt: skip
    equipment = sorted(has & {"heat_pump", "air_conditioner", "furnace", "strips", "dual_fuel"})
    if "ideal" in has:
        if equipment:
            faults.append((".ideal", f"cannot be combined with {', '.join(equipment)}", "keep one or the other"))
        return faults
    if not has & set(HEAT_SOURCES):
        faults.append(("", "has no heat source", f"name {', '.join(HEAT_SOURCES[:-1])} or {HEAT_SOURCES[-1]}"))
    if "dual_fuel" in has:
        faults += [
            (".dual_fuel", f"needs a {part}", f"name one: {part} = ...")
            for part in ("heat_pump", "furnace")
            if part not in has
        ]
    elif {"heat_pump", "furnace"} <= has and "second_zone" not in has:
        problem = "has a heat pump and a furnace, but no control of the changeover"
        faults.append(("", problem, "add a table dual_fuel (an empty one takes the defaults)"))
    if {"heat_pump", "air_conditioner"} <= has:
        remedy = "choose a heat pump that cools, and remove this"
        faults.append((".air_conditioner", "cannot be combined with a heat pump", remedy))
    if "heat_pump" not in has:
        faults += [
            (f".{key}", "applies only to a heat pump", "name one: heat_pump = ...")
            for key in ("frost", "defrost")
            if key in has
        ]
    elif entry.get("frost") in WITHOUT_DEFROSTS and "defrost" in has and not _tells_the_heat(entry):
        faults.append((".defrost", f"has no effect with frost = {entry['frost']!r}", "remove one of the two"))
    if {"furnace", "strips"} <= has:
        faults.append((".strips", "cannot be combined with a furnace, which is the backup", "remove one of them"))
    return faults


def machine_faults(found: Mapping[str, Any], entry: Mapping[str, Any]) -> list[Words]:
    """Check machines by the contents of their files: (place below the configuration, problem, remedy)."""
    heat_pump: HeatPumpConfig | None = found["heat_pump"]
    air_conditioner: HeatPumpConfig | None = found["air_conditioner"]
    faults: list[Words] = []
    if heat_pump is not None:
        if heat_pump.heating is None:
            faults.append((".heat_pump", f"{heat_pump.name!r} does not heat", "name it as air_conditioner"))
        strips = entry.get("strips")
        if heat_pump.ductless and isinstance(strips, dict) and strips.get("kind") == "duct":
            faults.append((".strips.kind", "needs ducts, but the heat pump is ductless", 'write "baseboards"'))
    if air_conditioner is not None and air_conditioner.cooling is None:
        faults.append((".air_conditioner", f"{air_conditioner.name!r} does not cool"))
    return faults


def equipment_faults(
    entry: ConfigurationConfig, found: Mapping[str, Any], house: HouseConfig | None
) -> list[tuple[str, str, str]]:
    """Check that what fails is there and can fail so: (place below the configuration, problem, remedy)."""
    unread = entry.equipment == AS_IN_THE_HOUSE and "own" not in found
    if not entry.faults or unread or any(getattr(entry, key) and found[key] is None for key in MACHINES):
        return []  # of a file that cannot be read nothing is known
    pump: HeatPumpConfig | None = found["heat_pump"]
    machine: HeatPumpConfig | None = pump or found["air_conditioner"]
    furnace: FurnaceConfig | None = found["furnace"]
    own = found.get("own")  # what the house has, where the configuration takes that
    strips: StripsConfig | None = entry.strips if own is None else own.strips
    blows = furnace is not None and furnace.distribution == "air"
    leads_out = house is None or bool(house.ducts_outside)
    has: dict[Need, bool] = {
        "machine": machine is not None,
        "heat pump": pump is not None,
        "reversible": pump is not None and pump.cooling is not None,
        "furnace": furnace is not None,
        "air": machine is not None or blows or (strips is not None and strips.kind != "baseboards"),
        "strips": strips is not None,
        "backup strips": strips is not None and pump is not None,
        "ducts": leads_out and not (machine is not None and machine.ductless and furnace is None),
    }
    faults = fault_problems(entry.faults, has)
    for number, fault in enumerate(entry.faults):
        if machine is not None and fault.mode is not None and getattr(machine, fault.mode) is None:
            problem = f"is that of {fault.mode}, which '{machine.name}' does not do"
            faults.append((f".faults[{number}].mode", problem, "remove it"))
        if machine is not None and fault.kind == "low-voltage" and machine.compressor.drive_loss > 0.0:
            problem = f"has no effect: the inverter of '{machine.name}' makes up for it"
            faults.append((f".faults[{number}].kind", problem, "remove it"))
    return faults


def refrigerant_leaks(configurations: Iterable[ConfigurationConfig]) -> bool:
    """Return whether a fault lets refrigerant out anywhere."""
    return any(fault.kind in LEAKS for each in configurations for fault in each.faults)


def reach_faults(
    lockouts: LockoutsConfig,
    thermostat: ThermostatConfig,
    dual_fuel: DualFuelConfig | None,
    *,
    cutoff: float | None,
    has_backup: bool,
) -> list[Words]:
    """Return conditions in which no source is permitted to heat: (place below the configuration, problem, remedy).

    Parameters
    ----------
    cutoff : float, optional
        Outdoor temperature below which the heat pump cannot heat, K; None without a heat pump. A cut-off without backup
        is a limit of the equipment, not of its control, and is not a fault here.
    has_backup : bool
        Whether there is a furnace or strips.
    """
    faults: list[Words] = []
    backup_until, compressor_below = lockouts.backup_above, lockouts.compressor_below
    emergency = thermostat.mode == "emergency heat"
    if emergency and not has_backup:
        faults.append((".thermostat", "is set to emergency heat, but there is no backup", "add strips or a furnace"))
    if backup_until is not None and not has_backup:
        faults.append((".lockouts.backup_above", "locks out backup, but there is none", "remove it"))
    elif backup_until is not None and (cutoff is None or emergency):
        nobody = "the compressor is locked out by emergency heat" if emergency else "there is no heat pump"
        problem = f"locks out all heating above {_shown(backup_until)}: {nobody}"
        faults.append((".lockouts.backup_above", problem, "remove it"))
    if compressor_below is None and backup_until is None:
        return faults
    if compressor_below is not None and cutoff is None:
        faults.append((".lockouts.compressor_below", "locks out the heat pump, but there is none", "remove it"))
        return faults
    if cutoff is None:
        return faults
    if not has_backup:
        if compressor_below is not None and compressor_below > cutoff:
            problem = f"locks out all heating below {_shown(compressor_below)}: there is no backup"
            faults.append((".lockouts.compressor_below", problem, "lower it or add strips or a furnace"))
        return faults
    if backup_until is None or emergency:
        return faults
    if dual_fuel is not None and dual_fuel.policy == "temperature" and dual_fuel.switchover > backup_until:
        problem = f"{_shown(dual_fuel.switchover)} lies above the lockout of backup, {_shown(backup_until)}"
        faults.append((".dual_fuel.switchover", problem, "lower the switchover or raise backup_above"))
    pump_from = max(cutoff, compressor_below or 0.0)
    low, high = backup_until - BACKUP_HYSTERESIS, pump_from + lockouts.compressor_hysteresis
    if low < high:
        problem = (
            f"between {_shown(low)} and {_shown(high)} nothing may heat: backup is locked out above "
            f"{_shown(backup_until)} (released at {_shown(low)}), the compressor below {_shown(pump_from)} "
            f"(released at {_shown(high)})"
        )
        faults.append((".lockouts", problem, "lower compressor_below or raise backup_above"))
    return faults


def _tells_the_heat(entry: Mapping[str, Any]) -> bool:
    """Whether a table `defrost` only says by what heat a coil defrosts, which the factors of EnergyPlus depend on."""
    table = entry["defrost"]
    keys = set(table) if isinstance(table, Mapping) else table.model_fields_set
    given = table.get("method") if isinstance(table, Mapping) else table.method
    only = all(key == "method" or key.startswith("heater_power") for key in keys)
    return entry["frost"].startswith("energyplus-") and only and given in ("resistance", "reverse-cycle")


def _shown(temperature: float) -> str:
    celsius, fahrenheit = (from_si(temperature, "temperature", unit) for unit in ("c", "f"))
    return f"{celsius:.1f} °C ({fahrenheit:.0f} °F)".replace("-", "−")
