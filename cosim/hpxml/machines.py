"""Air conditioners and heat pumps of an HPXML home, by ratings or detailed performance, and heat pumps' backup."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from cosim.hpxml.fuels import FUELS, Source
from cosim.hpxml.heaters import Heater
from cosim.hpxml.nodes import Node
from cosim.hpxml.performance import (
    DUCTLESS,
    EER2_OF_SEER2,
    EQUIPMENT,
    Point,
    Speeds,
    airflow,
    capacity,
    complete,
    fan_efficacy,
    installed_share,
    motor,
    optional_rating,
    points,
    rating,
    refuse_shared,
    share,
    size_rule,
    speeds,
)
from cosim.hpxml.size_rule import AS_THE_LOAD, SizeRule
from cosim.units import to_si

Kind = Literal["central", "mini-split", "room", "ground"]

COOLERS: dict[str, Kind] = {
    "central air conditioner": "central", "mini-split": "mini-split", "room air conditioner": "room",
    "packaged terminal air conditioner": "room",
}  # fmt: skip
PUMPS: dict[str, Kind] = {
    "air-to-air": "central", "mini-split": "mini-split", "packaged terminal heat pump": "room",
    "room air conditioner with reverse cycle": "room", "ground-to-air": "ground",
}  # fmt: skip
CEER = 1.01  # EER over CEER of a room unit, OpenStudio-HPXML
COLD_SHARE: dict[Speeds, float] = {"single": 0.626, "two": 0.626, "variable": 0.69}
"""Heating capacity at 17 °F over that at 47 °F where the file states neither it nor points: OpenStudio-HPXML."""
MIN_COLD_SHARE = 0.3
"""That of a line that ends at 5 °F, 12/42, and a little for the fan's heat beside the coil's: machines of one or two
speeds are such lines, and real ones keep 0.5 to 0.7."""
PAN_HEATER = 150.0  # W, OpenStudio-HPXML
CRANKCASE = 10.0 / to_si(12.0, "power", "kbtu_h")  # W per W of cooling, RESNET HERS addendum 82
LOCKOUT_FOSSIL, LOCKOUT_VARIABLE, LOCKOUT = 40.0, -20.0, 0.0  # °F below which a compressor rests, OpenStudio-HPXML
BACKUP_LOCKOUT = {True: 50.0, False: 40.0}  # °F above which backup rests, fossil or not, OpenStudio-HPXML
PAN_CONTROLS = ("continuous", "heat pump mode", "defrost mode")


@dataclass(frozen=True)
class Controls:
    """At which outdoor temperatures a heat pump and its backup heat, K; None without a limit."""

    switchover: float | None = None
    compressor_below: float | None = None
    backup_above: float | None = None


@dataclass(frozen=True)
class AirSource:
    """An air conditioner or a heat pump; one from the ground is read in the same form."""

    name: str
    kind: Kind
    speeds: Speeds
    heats: bool
    cools: bool
    cooling_capacity: float | None
    """Net at 95 °F, W; None where it is sized for the home."""
    seer2: float | None
    """Btu/Wh, as the other ratings."""
    eer2: float | None
    heating_capacity: float | None = None
    """Net at 47 °F, W; None where it is sized for the home, and for an air conditioner."""
    cold_share: float | None = None
    """Heating capacity at 17 °F over that at 47 °F."""
    hspf2: float | None = None
    cop: float | None = None
    """At 47 °F, of machines without HSPF2."""
    points: tuple[Point, ...] = ()
    """Detailed performance, which goes before ratings."""
    heating_share: float = 0.0
    cooling_share: float = 1.0
    """Of the home's loads that it serves."""
    backup: Heater | None = None
    """In its air handler."""
    backup_system: str | None = None
    """Identifier of a heater that stands in when this one cannot."""
    tempers: bool = True
    """Whether its backup heats during a defrost."""
    controls: Controls = Controls()
    heating_airflow: float | None = None
    cooling_airflow: float | None = None
    """m3/s; None where the file states none."""
    airflow_share: float = 1.0
    """Installed over design flow."""
    fan_efficacy: float | None = None
    """W/(m3/s); None where the file states none."""
    motor: str | None = None
    crankcase: float | None = None
    pan_heater: float = 0.0
    """W."""
    pan_control: str = "continuous"
    charge_share: float = 1.0
    """Installed over design charge."""
    distribution: str = ""
    """Identifier of its ducts; "" of a machine without any."""
    heating_size: SizeRule = AS_THE_LOAD
    cooling_size: SizeRule = AS_THE_LOAD
    """Where it has no capacity."""

    @property
    def ducted(self) -> bool:
        """Whether ducts bring its air to the rooms."""
        return bool(self.distribution) and self.kind != "room"


def air_conditioner(node: Node) -> AirSource:
    """Return what an element CoolingSystem describes."""
    node.choice("CoolingSystemFuel", ("electricity",), "electricity")
    found = _of_any_kind(node)
    kind = COOLERS[node.deciding("CoolingSystemType", COOLERS)]
    if node.text("IntegratedHeatingSystemFuel") is not None:
        node.leave("IntegratedHeatingSystemFuel", "heaters in a room unit are not supported yet")
    distribution = _distribution(node, kind)
    ducted = bool(distribution) and kind != "room"
    chosen = _speeds(node, kind)
    seer2, eer2 = _cooling_ratings(node, kind, chosen, ducted, given=bool(found.points))
    complete(node)
    return replace(found, kind=kind, speeds=chosen, seer2=seer2, eer2=eer2, distribution=distribution)


def heat_pump(node: Node, fuels: Mapping[str, Source] = MappingProxyType({})) -> AirSource:
    """Return what an element HeatPump describes; `fuels` are those of the heaters by identifier."""
    node.choice("HeatPumpFuel", ("electricity",), "electricity")
    found = _of_any_kind(node)
    detailed, cooling = found.points, found.cooling_capacity
    heating = _of_points(node, "HeatingCapacity", detailed, "heating")
    heating_share = share(node, "FractionHeatLoadServed")
    heating_airflow, heating_size = airflow(node, "Heating"), size_rule(node, "Heating")
    backup = _integrated(node)
    separate = _reference(node) if node.text("BackupType") == "separate" else None
    kind = PUMPS[node.deciding("HeatPumpType", PUMPS)]
    distribution = _distribution(node, kind)
    ducted = bool(distribution) and kind != "room"
    chosen = _speeds(node, kind)
    seer2, eer2 = _cooling_ratings(node, kind, chosen, ducted, given=bool(detailed))
    hspf2, cop = _heating_ratings(node, kind, ducted, given=bool(detailed))
    found = replace(
        found,
        kind=kind,
        speeds=chosen,
        heats=heating != 0.0 and heating_share > 0.0,
        cools=cooling != 0.0 and found.cooling_share > 0.0,
        cooling_capacity=cooling or None,
        seer2=seer2,
        eer2=eer2,
        heating_capacity=heating or None,
        cold_share=None if detailed or kind == "ground" else _cold_share(node, heating, chosen),
        hspf2=hspf2,
        cop=cop,
        heating_share=heating_share,
        backup=backup,
        backup_system=separate,
        tempers=node.true("extension/BackupHeatingActiveDuringDefrost", kind != "room" and bool(distribution))
        if backup is not None
        else False,
        controls=_controls(node, chosen, backup.fuel if backup is not None else fuels.get(separate or "")),
        heating_airflow=heating_airflow,
        pan_heater=0.0
        if kind in ("room", "ground")
        else node.number("extension/PanHeaterPowerWatts", PAN_HEATER, above=-1e-9),
        pan_control=node.choice("extension/PanHeaterControlType", PAN_CONTROLS, "continuous"),
        distribution=distribution,
        heating_size=heating_size,
    )
    complete(node, judged_by="BackupType")
    return found


def _of_any_kind(node: Node) -> AirSource:
    """Return what machines of all kinds state alike, as a central one that cools."""
    refuse_shared(node)
    detailed = points(node)
    return AirSource(
        name=node.name,
        kind="central",
        speeds="single",
        heats=False,
        cools=True,
        cooling_capacity=_of_points(node, "CoolingCapacity", detailed, "cooling"),
        seer2=None,
        eer2=None,
        points=detailed,
        cooling_share=share(node, "FractionCoolLoadServed"),
        cooling_airflow=airflow(node, "Cooling"),
        airflow_share=installed_share(node, "Airflow"),
        fan_efficacy=fan_efficacy(node),
        motor=motor(node),
        crankcase=node.optional("extension/CrankcaseHeaterPowerWatts", above=-1e-9),
        charge_share=installed_share(node, "Charge"),
        cooling_size=size_rule(node, "Cooling"),
    )


def _speeds(node: Node, kind: Kind) -> Speeds:
    if kind == "room":
        return "single"
    if kind == "mini-split" and node.element.find("CompressorType") is None:
        node.assume("CompressorType", "variable speed")
        return "variable"
    return speeds(node)


def _cooling_ratings(
    node: Node, kind: Kind, chosen: Speeds, ducted: bool, *, given: bool
) -> tuple[float | None, float | None]:
    """Return SEER2 and EER2; `given` where points go before ratings."""
    path = "AnnualCoolingEfficiency"
    if kind in ("room", "ground"):
        return None, rating(node, path, {"EER": 1.0, "CEER": CEER}, "EER or CEER")
    seer_share, eer_share, _ = _shares(node, ducted)
    units = {"SEER2": 1.0, "SEER": seer_share}
    seer2 = optional_rating(node, path, units, "SEER2 or SEER") if given else rating(node, path, units, "SEER2 or SEER")
    eer2 = optional_rating(node, path, {"EER2": 1.0, "EER": eer_share}, "EER2 or EER")
    if eer2 is None and seer2 is not None and not given:
        slope, constant = EER2_OF_SEER2[chosen]
        eer2 = min(slope * seer2 + constant, seer2)
        node.assume(f"{path}[Units='EER2']/Value", eer2)
    return seer2, eer2


def _heating_ratings(node: Node, kind: Kind, ducted: bool, *, given: bool) -> tuple[float | None, float | None]:
    """Return HSPF2 and COP."""
    path = "AnnualHeatingEfficiency"
    if kind in ("room", "ground"):
        return None, rating(node, path, {"COP": 1.0}, "COP")
    units = {"HSPF2": 1.0, "HSPF": _shares(node, ducted)[2]}
    wanted = "HSPF2 or HSPF"
    return (optional_rating(node, path, units, wanted) if given else rating(node, path, units, wanted)), None


def _shares(node: Node, ducted: bool) -> tuple[float, float, float]:
    """Return what newer ratings are of older ones: SEER2, EER2 and HSPF2."""
    kind = node.choice("extension/EquipmentType", EQUIPMENT, "")
    return EQUIPMENT[kind or "split system"] if ducted else DUCTLESS


def _cold_share(node: Node, heating: float | None, chosen: Speeds) -> float:
    place, at_17 = "extension/HeatingCapacityFraction17F", node.optional("HeatingCapacity17F", above=0.0)
    found = node.optional(place, above=0.0, to=1.0)
    if at_17 is not None and heating:
        place, found = "HeatingCapacity17F", to_si(at_17, "power", "btu_h") / heating
        if found > 1.0:
            node.refuse(place, "exceeds the capacity at 47 °F")
    usual = COLD_SHARE[chosen]
    if found is None:
        node.assume(place, usual)
        return usual
    if chosen != "variable" and found <= MIN_COLD_SHARE and not node.is_refused("CompressorType"):
        problem = f"leaves {found:.2g} of the heating capacity at 47 °F: on a line through the two, nothing at 5 °F"
        node.refuse(place, problem, f"check it; without it the usual {usual:g} is taken")
    return found


def _of_points(node: Node, path: str, detailed: tuple[Point, ...], mode: str) -> float | None:
    """Return a capacity; that of the nominal point of a mode where the file states it there alone."""
    rated = 95.0 if mode == "cooling" else 47.0
    at = to_si(rated, "temperature", "f")
    nominal = next((p for p in detailed if p.mode == mode and p.level == "rated" and abs(p.outdoor - at) < 0.1), None)
    if node.element.find(path) is None and nominal is not None and not nominal.is_share:
        return nominal.capacity
    return capacity(node, path)


def _integrated(node: Node) -> Heater | None:
    """Return the backup in the air handler."""
    if not node.choice("BackupType", ("integrated", "separate"), "") or node.text("BackupType") != "integrated":
        return None
    fuel = FUELS[node.choice("BackupSystemFuel", FUELS)]
    efficiency = rating(node, "BackupAnnualHeatingEfficiency", {"Percent": 1.0, "AFUE": 1.0}, "Percent or AFUE", to=1.0)
    return Heater(
        name=f"{node.name} backup",
        kind="resistance" if fuel == "electricity" else "furnace",
        fuel=fuel,
        capacity=capacity(node, "BackupHeatingCapacity"),
        efficiency=efficiency,
        size=size_rule(node, "BackupHeating"),
    )


def _controls(node: Node, chosen: Speeds, backup_fuel: Source | None) -> Controls:
    """Return switchover or lockouts, those of OpenStudio-HPXML where the file states none."""
    kelvin = {
        name: None if value is None else to_si(value, "temperature", "f")
        for name in ("BackupHeatingSwitchoverTemperature", "CompressorLockoutTemperature",
                     "BackupHeatingLockoutTemperature")
        for value in [node.optional(name, above=-80.0, to=80.0)]
    }  # fmt: skip
    switchover, compressor, above = kelvin.values()
    if switchover is not None and (compressor is not None or above is not None):
        node.refuse("BackupHeatingSwitchoverTemperature", "contradicts a lockout temperature: state one")
    if switchover is not None:
        return Controls(switchover=switchover)
    fossil = backup_fuel not in (None, "electricity")
    if compressor is None:
        usual = LOCKOUT_FOSSIL if fossil else LOCKOUT_VARIABLE if chosen == "variable" else LOCKOUT
        node.assume("CompressorLockoutTemperature", usual)
        compressor = to_si(usual, "temperature", "f")
    if above is None and node.text("BackupType") is not None:
        node.assume("BackupHeatingLockoutTemperature", BACKUP_LOCKOUT[fossil])
        above = to_si(BACKUP_LOCKOUT[fossil], "temperature", "f")
    if above is not None and above < compressor and not node.is_refused(*kelvin):
        node.refuse("BackupHeatingLockoutTemperature", "lies below the compressor's lockout")
    return Controls(None, compressor, above)


def _reference(node: Node) -> str:
    target = node.reference("BackupSystem")
    if target is None:
        node.refuse("BackupSystem", "is missing: which system is the backup?")
    return target or ""


def _distribution(node: Node, kind: Kind) -> str:
    target = node.reference("DistributionSystem")
    if target is None and kind in ("central", "ground"):
        node.refuse("DistributionSystem", "is missing: nothing connects the system with the home")
    return target or ""
