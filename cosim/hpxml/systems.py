"""What heats and cools a home in an HPXML file: all systems, how they belong together, and what is wrong with them."""

from dataclasses import dataclass, replace

from cosim.hpxml.elements import Refused
from cosim.hpxml.heaters import Heater, heater
from cosim.hpxml.machines import AirSource, air_conditioner, heat_pump
from cosim.hpxml.nodes import Gathering, Node
from cosim.hpxml.performance import CFM, SPLIT_FAN, WATTS_PER_CFM

HEATING, COOLING, PUMPS = (f"HVACPlant/{name}" for name in ("HeatingSystem", "CoolingSystem", "HeatPump"))
GOOD_FURNACE = 0.9  # AFUE above which a furnace without a cooling system has an electronically commutated motor
ROUNDING = 0.011  # by which shares of a load may exceed one together


@dataclass(frozen=True)
class Systems:
    """All systems of a home, largest share of the load first; backup systems stand beside their heat pump.

    Attributes
    ----------
    heating : tuple of Heater or AirSource
        What serves shares of the heating load.
    cooling : tuple of AirSource
        What serves shares of the cooling load.
    backup : Heater or None
        The separate backup of the first heat pump that has one.
    grow : bool
        Whether stated capacities are larger where the design load is.
    """

    heating: tuple[Heater | AirSource, ...] = ()
    cooling: tuple[AirSource, ...] = ()
    backup: Heater | None = None
    grow: bool = False

    @property
    def main(self) -> Heater | AirSource | None:
        """What follows the thermostat in heating: the largest heat pump, else the largest heater."""
        known = [each for each in self.heating if not (isinstance(each, AirSource) and each.kind == "ground")]
        return next((each for each in known if isinstance(each, AirSource)), next(iter(known), None))

    @property
    def distributions(self) -> tuple[str, ...]:
        """Identifiers of the distribution systems, that of the main system first."""
        systems = (self.main, *self.heating, *self.cooling, self.backup)
        return tuple(dict.fromkeys(each.distribution for each in systems if each is not None and each.distribution))


def read_systems(hvac: Node, faults: Gathering) -> Systems:
    """Return the systems of `Systems/HVAC`; refused parts are left out, their faults gathered.

    Parameters
    ----------
    hvac : Node
        The element HVAC.
    faults : Gathering
        Takes what is refused.
    """
    before = len(faults.faults)
    heaters = faults.each(hvac.children(HEATING), heater)
    coolers = faults.each(hvac.children(COOLING), air_conditioner)
    fuels = {each.name: each.fuel for each in heaters}
    pumps = faults.each(hvac.children(PUMPS), lambda node: heat_pump(node, fuels))
    known = {each.name for each in [*heaters]} | {each.name for each in [*coolers, *pumps]}
    if len(faults.faults) > before:  # what was refused would be missing once more
        return Systems()
    for role in ("PrimaryHeatingSystem", "PrimaryCoolingSystem"):
        target = hvac.reference(f"HVACPlant/PrimarySystems/{role}")
        if target is not None and target not in known:
            faults.refuse(Refused(hvac.place(f"HVACPlant/PrimarySystems/{role}"), f"system '{target}' is not defined"))
    by_name = {each.name: each for each in heaters}
    backups = [pump.backup_system for pump in pumps if pump.backup_system is not None]
    for target in backups:
        if target not in by_name:
            faults.refuse(Refused(hvac.place(f"{PUMPS}/BackupSystem"), f"system '{target}' is not defined"))
    coolers, pumps = [_with_fan(each, heaters) for each in coolers], [_with_fan(each, heaters) for each in pumps]
    heaters = [_with_blower(each, coolers) for each in heaters]
    heating: list[Heater | AirSource] = [
        *(pump for pump in pumps if pump.heats),
        *(each for each in heaters if each.name not in backups and each.share > 0.0 and each.capacity != 0.0),
    ]
    cooling = [each for each in (*coolers, *pumps) if each.cools and each.cooling_capacity != 0.0]
    for what, shares in (
        ("FractionHeatLoadServed", [heating_share(each) for each in heating]),
        ("FractionCoolLoadServed", [each.cooling_share for each in cooling]),
    ):
        if sum(shares) > 1.0 + ROUNDING:
            faults.refuse(
                Refused(hvac.place(f"HVACPlant/*/{what}"), f"add up to {sum(shares):g}, and one is the whole")
            )
    heating.sort(key=lambda each: -heating_share(each))
    cooling.sort(key=lambda each: -each.cooling_share)
    used = {each.name: each for each in heaters}
    backup = next((used[name] for name in backups if name in used), None)
    return Systems(tuple(heating), tuple(cooling), backup)


def heating_share(system: Heater | AirSource) -> float:
    """Return the share of the heating load that a system serves."""
    return system.share if isinstance(system, Heater) else system.heating_share


def _with_fan(machine: AirSource, heaters: list[Heater]) -> AirSource:
    """Return a machine that knows its fan: by the furnace on the same ducts, or OpenStudio-HPXML's defaults."""
    if machine.fan_efficacy is not None or machine.kind == "room":
        return machine
    if machine.kind == "mini-split":
        return replace(machine, fan_efficacy=SPLIT_FAN[machine.ducted] / CFM)
    beside = next((each for each in heaters if each.distribution and each.distribution == machine.distribution), None)
    if beside is not None and beside.fan_efficacy is not None:
        return replace(machine, fan_efficacy=beside.fan_efficacy)
    motor = machine.motor or (beside.motor if beside is not None else None)
    motor = motor or ("PSC" if machine.speeds == "single" else "BPM")
    return replace(machine, fan_efficacy=WATTS_PER_CFM[motor] / CFM)


def _with_blower(each: Heater, coolers: list[AirSource]) -> Heater:
    """Return a furnace that knows its blower: by the air conditioner on the same ducts, or the same defaults."""
    if each.kind != "furnace" or each.fan_efficacy is not None:
        return each
    beside = next((unit for unit in coolers if unit.distribution and unit.distribution == each.distribution), None)
    if beside is not None and beside.fan_efficacy is not None and each.motor is None:
        return replace(each, fan_efficacy=beside.fan_efficacy)
    good = each.efficiency > GOOD_FURNACE if beside is None else beside.speeds != "single"
    return replace(each, fan_efficacy=WATTS_PER_CFM[each.motor or ("BPM" if good else "PSC")] / CFM)
