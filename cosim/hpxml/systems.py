"""What heats and cools a home in an HPXML file: furnaces, central air conditioners and heat pumps, by their ratings.

A leaf that this module neither reads nor knows to leave the answer as it is makes the system "not supported yet".
"""

from dataclasses import dataclass
from typing import Literal, TypeVar

from cosim.hpxml.elements import Refused, Unsupported
from cosim.hpxml.nodes import Gathering, Node
from cosim.units import to_si

Speeds = Literal["single", "two", "variable"]
Fuel = Literal["gas", "propane", "oil"]

COMPRESSORS: dict[str, Speeds] = {"single stage": "single", "two stage": "two", "variable speed": "variable"}
FUELS: dict[str, Fuel] = {"natural gas": "gas", "propane": "propane", "fuel oil": "oil"}
WATTS_PER_CFM = 0.375  # of a fan in ducts, where a file states none: ANSI/RESNET/ICC 301
# speeds by SEER where a file states none: OpenStudio-HPXML
TWO_SPEEDS_ABOVE, VARIABLE_ABOVE = 15.0, 21.0
# SEER2 over SEER, EER2 over EER, HSPF2 over HSPF of split systems with ducts: ANSI/RESNET/ICC 301-2022, addendum C
SEER2, EER2, HSPF2 = 0.95, 0.95, 0.85
CFM = to_si(1.0, "flow", "cfm")
# of a furnace's blower over its capacity, m3/s per W, where a file states no flow: the default of
# extension/HeatingDesignAirflowCFM in NREL's documentation of HPXML inputs (OpenStudio-ERI, "Furnace")
FURNACE_AIRFLOW = 240.0 * CFM / to_si(12.0, "power", "kbtu_h")
HARMLESS = {
    "AttachedToZone", "UnitLocation", "YearInstalled", "ModelYear", "Manufacturer", "Model", "ModelNumber",
    "SerialNumber", "ThirdPartyCertification", "AHRIReferenceNumber", "CompressorType", "Notes", "Count", "UserNotes",
    "Manufacturerandmodel", "HVACSystemCondition", "LocationDescription",
}  # fmt: skip
"""Leaves of a system that change nothing here."""


@dataclass(frozen=True)
class Furnace:
    """A warm-air furnace."""

    name: str
    fuel: Fuel
    capacity: float
    """Output, W."""
    afue: float
    airflow: float
    """Of the blower, m3/s."""
    fan_efficacy: float
    """Power of the blower over its flow, W/(m3/s)."""
    distribution: str


@dataclass(frozen=True)
class AirConditioner:
    """A central air conditioner."""

    name: str
    speeds: Speeds
    capacity: float
    """Net at 95 °F, W."""
    seer2: float
    """Btu/Wh, as the other ratings."""
    eer2: float | None
    airflow: float | None
    """In cooling, m3/s; None where the file states none."""
    fan_efficacy: float
    """W/(m3/s)."""
    distribution: str


@dataclass(frozen=True)
class HeatPump:
    """A heat pump on ducts, with electric backup in its air handler or none."""

    name: str
    speeds: Speeds
    heating_capacity: float
    """Net at 47 °F, W."""
    heating_capacity_17f: float | None
    cooling_capacity: float
    seer2: float
    eer2: float | None
    hspf2: float
    backup_capacity: float
    """Electric, W; 0 without backup."""
    heating_airflow: float | None
    cooling_airflow: float | None
    """m3/s; None where the file states none."""
    fan_efficacy: float
    """W/(m3/s)."""
    distribution: str


System = TypeVar("System", Furnace, AirConditioner, HeatPump)


@dataclass(frozen=True)
class Systems:
    """What heats and what cools; one heat pump may do both."""

    heating: Furnace | HeatPump | None
    cooling: AirConditioner | HeatPump | None


def read_systems(hvac: Node, faults: Gathering) -> Systems:
    """Return the heating and the cooling system of `Systems/HVAC`; refused parts are left out, their faults gathered.

    Parameters
    ----------
    hvac : Node
        The element HVAC.
    faults : Gathering
        Takes what is refused.
    """
    furnaces = faults.each(hvac.children("HVACPlant/HeatingSystem"), _furnace)
    conditioners = faults.each(hvac.children("HVACPlant/CoolingSystem"), _air_conditioner)
    pumps = faults.each(hvac.children("HVACPlant/HeatPump"), _heat_pump)
    for path in ("HVACPlant/HeatingSystem", "HVACPlant/CoolingSystem", "HVACPlant/HeatPump"):
        _single(hvac, path, faults)
    if pumps and furnaces:
        faults.refuse(Unsupported(hvac.place("HVACPlant"), "a furnace beside a heat pump is not supported yet"))
    if pumps and conditioners:
        faults.refuse(
            Unsupported(hvac.place("HVACPlant"), "an air conditioner beside a heat pump is not supported yet")
        )
    for role in ("PrimaryHeatingSystem", "PrimaryCoolingSystem"):
        known = {furnace.name for furnace in furnaces} | {unit.name for unit in conditioners} | {p.name for p in pumps}
        target = hvac.reference(f"HVACPlant/PrimarySystems/{role}")
        if target is not None and target not in known and not faults.faults:
            faults.refuse(Refused(hvac.place(f"HVACPlant/PrimarySystems/{role}"), f"system '{target}' is not defined"))
    pump = pumps[0] if pumps else None
    return Systems(furnaces[0] if furnaces else pump, conditioners[0] if conditioners else pump)


def _single(hvac: Node, path: str, faults: Gathering) -> None:
    found = hvac.children(path)
    if len(found) > 1:
        faults.refuse(Unsupported(found[1].path, "a second system of the kind is not supported yet"))


def _furnace(node: Node) -> Furnace:
    kinds = list(node.element.find("HeatingSystemType") or ())
    kind = kinds[0].tag if kinds else ""
    if kind != "Furnace":
        problem = f"'{kind}' is not supported yet; supported: Furnace" if kind else "is missing"
        raise (Unsupported if kind else Refused)(node.place("HeatingSystemType"), problem)
    node.read.add(id(kinds[0]))
    furnace = Furnace(
        name=node.name,
        fuel=FUELS[node.choice("HeatingSystemFuel", FUELS)],
        capacity=_capacity(node, "HeatingCapacity"),
        airflow=_airflow(node, "Heating") or FURNACE_AIRFLOW * _capacity(node, "HeatingCapacity"),
        afue=_rating(node, "AnnualHeatingEfficiency", {"AFUE": 1.0}, "AFUE", to=1.0),
        fan_efficacy=_fan(node),
        distribution=_distribution(node),
    )
    _whole(node, "FractionHeatLoadServed")
    return _complete(node, furnace)


def _air_conditioner(node: Node) -> AirConditioner:
    node.choice("CoolingSystemType", ("central air conditioner",))
    node.choice("CoolingSystemFuel", ("electricity",), "electricity")
    seer2 = _rating(node, "AnnualCoolingEfficiency", {"SEER2": 1.0, "SEER": SEER2}, "SEER2 or SEER")
    found = AirConditioner(
        name=node.name,
        speeds=_speeds(node, seer2),
        capacity=_capacity(node, "CoolingCapacity"),
        seer2=seer2,
        eer2=_eer2(node),
        airflow=_airflow(node, "Cooling"),
        fan_efficacy=_fan(node),
        distribution=_distribution(node),
    )
    _whole(node, "FractionCoolLoadServed")
    _usual_sensible_share(node)
    return _complete(node, found)


def _heat_pump(node: Node) -> HeatPump:
    node.choice("HeatPumpType", ("air-to-air",))
    node.choice("HeatPumpFuel", ("electricity",), "electricity")
    seer2 = _rating(node, "AnnualCoolingEfficiency", {"SEER2": 1.0, "SEER": SEER2}, "SEER2 or SEER")
    at_17 = node.optional("HeatingCapacity17F", above=0.0)
    found = HeatPump(
        name=node.name,
        speeds=_speeds(node, seer2),
        heating_capacity=_capacity(node, "HeatingCapacity"),
        heating_capacity_17f=None if at_17 is None else to_si(at_17, "power", "btu_h"),
        cooling_capacity=_capacity(node, "CoolingCapacity"),
        seer2=seer2,
        eer2=_eer2(node),
        hspf2=_rating(node, "AnnualHeatingEfficiency", {"HSPF2": 1.0, "HSPF": HSPF2}, "HSPF2 or HSPF"),
        backup_capacity=_backup(node),
        heating_airflow=_airflow(node, "Heating"),
        cooling_airflow=_airflow(node, "Cooling"),
        fan_efficacy=_fan(node),
        distribution=_distribution(node),
    )
    _whole(node, "FractionHeatLoadServed")
    _whole(node, "FractionCoolLoadServed")
    _usual_sensible_share(node)
    return _complete(node, found)


def _backup(node: Node) -> float:
    """Return the capacity of electric strips in the air handler, W; 0 without any."""
    kind = node.text("BackupType")
    if kind is None:
        return 0.0
    node.choice("BackupType", ("integrated",))
    node.choice("BackupSystemFuel", ("electricity",))
    efficiency = _rating(node, "BackupAnnualHeatingEfficiency", {"Percent": 1.0, "AFUE": 1.0}, "Percent", to=1.0)
    if efficiency != 1.0:
        place = node.place("BackupAnnualHeatingEfficiency/Value")
        raise Unsupported(place, f"strips of an efficiency of {efficiency:g} are not supported; theirs is 1")
    return _capacity(node, "BackupHeatingCapacity")


def _capacity(node: Node, path: str) -> float:
    value = node.optional(path, above=0.0)
    if value is None:
        raise Unsupported(node.place(path), "is missing, and sizing is not supported yet")
    return to_si(value, "power", "btu_h")


def _rating(node: Node, path: str, units: dict[str, float], wanted: str, *, to: float | None = None) -> float:
    """Return the rating in one of some units, each with a factor; `wanted` says them in words."""
    found: float | None = None
    for part in node.children(path):
        unit = part.text("Units") or ""
        if unit not in units:
            continue
        value = units[unit] * part.number("Value", above=0.0, to=to)
        if found is not None and abs(found - value) > 1e-3 * found:
            raise Refused(part.path, f"contradicts another {wanted} of the same system")
        found = value
    if found is None:
        raise Refused(node.place(path), f"has no {wanted}")
    return found


def _eer2(node: Node) -> float | None:
    path, units = "AnnualCoolingEfficiency", {"EER2": 1.0, "EER": EER2}
    stated = {part.element.findtext("Units") for part in node.children(path)}
    return _rating(node, path, units, "EER2 or EER") if stated & set(units) else None


def _speeds(node: Node, seer2: float) -> Speeds:
    if node.element.find("CompressorType") is None:
        seer = seer2 / SEER2
        return "variable" if seer > VARIABLE_ABOVE else "two" if seer > TWO_SPEEDS_ABOVE else "single"
    return COMPRESSORS[node.choice("CompressorType", COMPRESSORS)]


def _fan(node: Node) -> float:
    return node.number("extension/FanPowerWattsPerCFM", WATTS_PER_CFM, above=-1e-9) / CFM


def _airflow(node: Node, mode: str) -> float | None:
    value = node.optional(f"extension/{mode}AirflowCFM", above=0.0)
    return None if value is None else value * CFM


def _distribution(node: Node) -> str:
    target = node.reference("DistributionSystem")
    if target is None:
        raise Refused(node.place("DistributionSystem"), "is missing: nothing connects the system with the home")
    return target


def _whole(node: Node, path: str) -> None:
    share = node.number(path, 1.0, to=1.0)
    if share < 1.0:
        raise Unsupported(node.place(path), f"systems that serve a share of the load ({share:g}) are not supported yet")


def _usual_sensible_share(node: Node) -> None:
    for path in ("SensibleHeatFraction", "CoolingSensibleHeatFraction"):
        if node.text(path) is not None:
            raise Unsupported(node.place(path), "is not supported yet: the coil's share follows from its cycle")


def _complete(node: Node, system: System) -> System:
    """Return a system of which everything that counts was read."""
    for place in node.unread():
        if place.rpartition("/")[2] not in HARMLESS:
            raise Unsupported(place, "is not supported yet")
    return system
