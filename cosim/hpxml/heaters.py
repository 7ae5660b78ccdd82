"""Heaters of an HPXML home that burn a fuel or turn electricity into heat: furnaces, boilers, stoves, resistance."""

from dataclasses import dataclass, replace
from typing import Literal

from cosim.constants import HOUR
from cosim.hpxml.elements import Refused, Unsupported
from cosim.hpxml.fuels import FUELS, Source
from cosim.hpxml.nodes import Node
from cosim.hpxml.performance import (
    airflow,
    capacity,
    complete,
    fan_efficacy,
    installed_share,
    motor,
    rating,
    refuse_shared,
    share,
    size_rule,
)
from cosim.hpxml.size_rule import AS_THE_LOAD, SizeRule
from cosim.units import to_si

Kind = Literal["furnace", "boiler", "room heater", "resistance"]

KINDS: dict[str, Kind] = {
    "Furnace": "furnace", "Boiler": "boiler", "ElectricResistance": "resistance",
    **dict.fromkeys(("WallFurnace", "FloorFurnace", "Stove", "SpaceHeater", "Fireplace"), "room heater"),
}  # fmt: skip
PILOT = 500.0  # Btu/h of a pilot light, where the file says that there is one but not what it burns
AUXILIARY = {"oil": 330.0, "electricity": 170.0}  # kWh/year of a boiler's pumps, ANSI/RESNET/ICC 301; 170 otherwise
AUXILIARY_HOURS = 2080.0 * HOUR  # in which a boiler uses its auxiliary energy, by the same standard
FURNACE_AIRFLOW = to_si(240.0, "flow", "cfm") / to_si(12.0, "power", "kbtu_h")
"""Flow of a furnace's blower over its capacity, m3/s per W, where a file states none."""


@dataclass(frozen=True)
class Heater:
    """A heater without a refrigerant."""

    name: str
    kind: Kind
    fuel: Source
    capacity: float | None
    """Output, W; None where it is sized for the home."""
    efficiency: float
    """AFUE, or heat over energy."""
    share: float = 1.0
    """Of the home's heating load that it serves."""
    distribution: str = ""
    """Identifier of what distributes its heat; "" where it stands in the rooms."""
    airflow: float | None = None
    """Of a furnace's blower, m3/s; None where the file states none."""
    airflow_share: float = 1.0
    """Installed over design flow."""
    fan_efficacy: float | None = None
    """Power of a blower over its flow, W/(m3/s), where the file states it."""
    motor: str | None = None
    fan_power: float = 0.0
    """Of a room heater's fan or a boiler's pumps, W."""
    pilot: float = 0.0
    """Fuel of a pilot light, W."""
    size: SizeRule = AS_THE_LOAD
    """Where it has no capacity."""

    @property
    def flow(self) -> float | None:
        """Design flow of a furnace's blower, m3/s; None where its capacity is not known either."""
        if self.airflow is not None or self.capacity is None:
            return self.airflow
        return FURNACE_AIRFLOW * self.capacity


def heater(node: Node) -> Heater:
    """Return what an element HeatingSystem describes."""
    refuse_shared(node)
    distribution = node.reference("DistributionSystem")
    found = Heater(
        name=node.name,
        kind="resistance",
        fuel=FUELS[node.choice("HeatingSystemFuel", FUELS)],
        capacity=capacity(node, "HeatingCapacity"),
        efficiency=1.0,
        share=share(node, "FractionHeatLoadServed"),
        distribution=distribution or "",
        airflow=airflow(node, "Heating"),
        airflow_share=installed_share(node, "Airflow"),
        fan_efficacy=fan_efficacy(node),
        motor=motor(node),
        size=size_rule(node, "Heating"),
    )
    kinds = node.element.find("HeatingSystemType")
    tags = [] if kinds is None else list(kinds)
    tag = tags[0].tag if tags else ""
    if tag not in KINDS:
        problem = f"'{tag}' is not supported yet; supported: {', '.join(KINDS)}" if tag else "is missing"
        raise (Unsupported if tag else Refused)(node.place("HeatingSystemType"), problem)
    node.read.add(id(tags[0]))
    node.element.find(f"HeatingSystemType/{tag}")  # and remembers that it was asked for
    kind = KINDS[tag]
    by_afue = tag in ("Furnace", "Boiler", "WallFurnace", "FloorFurnace")
    units = {"AFUE": 1.0} if by_afue else {"Percent": 1.0, "AFUE": 1.0}
    if kind in ("furnace", "boiler") and distribution is None:
        node.refuse("DistributionSystem", "is missing: nothing connects the system with the home")
    own_fan = node.number("extension/FanPowerWatts", 0.0, above=-1e-9) if kind == "room heater" else 0.0
    found = replace(
        found,
        kind=kind,
        efficiency=rating(node, "AnnualHeatingEfficiency", units, "AFUE" if by_afue else "Percent", to=1.0),
        fan_power=_pumps(node, found.fuel) if kind == "boiler" else own_fan,
        pilot=_pilot(node, tag),
    )
    if kind == "resistance":
        node.text("HeatingSystemType/ElectricResistance/ElectricDistribution")
    complete(node)
    return found


def _pilot(node: Node, tag: str) -> float:
    """Return the fuel of a pilot light, W."""
    within = f"HeatingSystemType/{tag}"
    if node.element.find(f"{within}/PilotLight") is None or not node.true(f"{within}/PilotLight"):
        return 0.0
    return to_si(node.number(f"{within}/extension/PilotLightBtuh", PILOT, above=-1e-9), "power", "btu_h")


def _pumps(node: Node, fuel: Source) -> float:
    """Return the power of a boiler's pumps while it heats, W."""
    yearly = node.number("ElectricAuxiliaryEnergy", AUXILIARY.get(fuel, 170.0), above=-1e-9)
    return to_si(yearly, "energy", "kwh") / AUXILIARY_HOURS
