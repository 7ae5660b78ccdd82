"""Capacities, ratings and fans of a system in an HPXML file, with the defaults of OpenStudio-HPXML."""

from dataclasses import dataclass
from typing import Literal

from cosim.hpxml.nodes import Node
from cosim.hpxml.size_rule import SizeRule
from cosim.units import to_si

Speeds = Literal["single", "two", "variable"]
Level = Literal["min", "rated", "max"]
Motor = Literal["PSC", "BPM"]

CFM = to_si(1.0, "flow", "cfm")
TON = to_si(12.0, "power", "kbtu_h")
COMPRESSORS: dict[str, Speeds] = {"single stage": "single", "two stage": "two", "variable speed": "variable"}
LEVELS: dict[str, Level] = {"minimum": "min", "nominal": "rated", "maximum": "max"}
MOTORS = ("PSC", "BPM")
WATTS_PER_CFM: dict[str, float] = {"PSC": 0.5, "BPM": 0.375}
"""Of a fan on ducts by its motor."""
SPLIT_FAN = {True: 0.18, False: 0.07}
"""W/cfm of a mini-split's indoor fan, with and without ducts."""
# SEER2 over SEER, EER2 over EER and HSPF2 over HSPF of a machine on ducts, ANSI/RESNET/ICC 301-2022, addendum C
EQUIPMENT = {
    "split system": (0.95, 0.95, 0.85),
    "packaged system": (0.95, 0.95, 0.84),
    "small duct high velocity system": (1.0, 1.0, 0.85),
    "space constrained system": (0.99, 0.99, 0.85),
}
DUCTLESS = (1.0, 1.0, 0.90)
"""The same of a machine without ducts."""
# EER2 from SEER2 by speeds, slope and constant: OpenStudio-HPXML's regression of ENERGY STAR's list
EER2_OF_SEER2: dict[Speeds, tuple[float, float]] = {
    "single": (0.73, 1.47),
    "two": (0.63, 2.34),
    "variable": (0.31, 6.45),
}
HARMLESS = {
    "AttachedToZone", "UnitLocation", "YearInstalled", "ModelYear", "Manufacturer", "Model", "ModelNumber",
    "SerialNumber", "ThirdPartyCertification", "AHRIReferenceNumber", "CompressorType", "Notes", "Count", "UserNotes",
    "Manufacturerandmodel", "HVACSystemCondition", "LocationDescription", "SensibleHeatFraction",
    "CoolingSensibleHeatFraction", "PumpPowerWattsPerTon", "AttachedToGeothermalLoop",
}  # fmt: skip
"""Leaves of a system that change nothing here."""


@dataclass(frozen=True)
class Point:
    """A point of a machine's detailed performance: net capacity, W, and COP."""

    mode: Literal["heating", "cooling"]
    outdoor: float
    """K."""
    level: Level
    capacity: float
    """W; a share of the nominal capacity where the file states shares."""
    cop: float
    is_share: bool


def capacity(node: Node, path: str) -> float | None:
    """Return a capacity, W; None where the file leaves it to sizing."""
    value = node.optional(path, above=-1e-9)
    if value is None:
        node.assume(path, "sized for the home")
        return None
    return to_si(value, "power", "btu_h")


def rating(node: Node, path: str, units: dict[str, float], wanted: str, *, to: float | None = None) -> float:
    """Return the rating in one of some units, each with a factor; `wanted` says them in words."""
    found = optional_rating(node, path, units, wanted, to=to)
    if found is None and not node.is_refused(path):
        node.refuse(path, f"has no {wanted}")
    return found or 1.0


def optional_rating(
    node: Node, path: str, units: dict[str, float], wanted: str, *, to: float | None = None
) -> float | None:
    """Return the same, None where there is none."""
    found: float | None = None
    for part in node.children(path):
        unit = part.text("Units") or ""
        if unit not in units:
            continue
        value = units[unit] * part.number("Value", above=0.0, to=to)
        if part.is_refused("Value"):
            continue
        if found is not None and abs(found - value) > 1e-3 * found:
            part.refuse("", f"contradicts another {wanted} of the same system")
        found = value
    return found


def share(node: Node, path: str) -> float:
    """Return the share of a load that a system serves, all of it where the file does not say."""
    stated = node.optional(path, above=-1e-9, to=1.0)
    return 1.0 if stated is None else stated


def fan_efficacy(node: Node) -> float | None:
    """Return the power of a fan over its flow, W/(m3/s), where the file states it."""
    value = node.optional("extension/FanPowerWattsPerCFM", above=-1e-9)
    return None if value is None else value / CFM


def motor(node: Node) -> str | None:
    """Return the kind of a fan's motor where the file states it."""
    return node.choice("extension/FanMotorType", MOTORS, "") or None


def airflow(node: Node, mode: str) -> float | None:
    """Return the design flow of a fan in one mode, m3/s, None where none is stated."""
    value = node.optional(f"extension/{mode}DesignAirflowCFM", above=0.0)
    if value is None:
        value = node.optional(f"extension/{mode}AirflowCFM", above=0.0)
    return None if value is None else value * CFM


def installed_share(node: Node, what: str) -> float:
    """Return installed over design air flow or charge, by what the file calls a defect ratio of it."""
    return 1.0 + (node.optional(f"extension/{what}DefectRatio", above=-0.9 - 1e-9, to=9.0) or 0.0)


def speeds(node: Node) -> Speeds:
    """Return the speeds of a compressor, by its SEER where the file does not say."""
    if node.element.find("CompressorType") is not None:
        return COMPRESSORS[node.choice("CompressorType", COMPRESSORS)]
    path, units = "AnnualCoolingEfficiency", {"SEER": 1.0, "SEER2": 1.0 / 0.95}
    seer = optional_rating(node, path, units, "SEER") or 0.0
    found = "variable speed" if seer > 21.0 else "two stage" if seer > 15.0 else "single stage"
    node.assume("CompressorType", found)
    return COMPRESSORS[found]


def points(node: Node) -> tuple[Point, ...]:
    """Return the detailed performance of a machine, none where the file gives none."""
    found = []
    for mode in ("heating", "cooling"):
        for part in node.children(f"{mode.capitalize()}DetailedPerformanceData/PerformanceDataPoint"):
            stated = part.optional("Capacity", above=-1e-9)
            shared = part.optional("CapacityFractionOfNominal", above=-1e-9)
            if stated is None and shared is None and not part.is_refused("Capacity"):
                part.refuse("Capacity", "is missing")
            value = to_si(stated, "power", "btu_h") if stated is not None else shared or 1.0
            found.append(
                Point(
                    "heating" if mode == "heating" else "cooling",
                    to_si(part.number("OutdoorTemperature", above=-80.0, to=150.0), "temperature", "f"),
                    LEVELS[part.choice("CapacityDescription", LEVELS)],
                    value,
                    rating(part, "Efficiency", {"COP": 1.0}, "COP"),
                    stated is None,
                )
            )
    return tuple(found)


def refuse_shared(node: Node) -> None:
    """Refuse a system that several homes share."""
    if node.text("IsSharedSystem") in ("true", "1"):
        node.leave("IsSharedSystem", "systems that several homes share are not supported yet")


def size_rule(node: Node, what: str) -> SizeRule:
    """Return how a capacity that the file leaves open follows from the load; `what` as HPXML names it."""
    factor = node.optional(f"extension/{what}AutosizingFactor", above=0.0, to=10.0)
    limit = node.optional(f"extension/{what}AutosizingLimit", above=0.0)
    return SizeRule(1.0 if factor is None else factor, None if limit is None else to_si(limit, "power", "btu_h"))


def complete(node: Node, judged_by: str = "") -> None:
    """Refuse all of a system that counts and was not read, unless what is read depends on a leaf that is refused."""
    if not (judged_by and node.is_refused(judged_by)):
        node.refuse_unread(HARMLESS)
