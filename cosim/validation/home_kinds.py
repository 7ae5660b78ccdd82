"""What kind of equipment an HPXML file names, read as plain XML: which bars its figures are held to."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

PLANT = "Building/BuildingDetails/Systems/HVAC/HVACPlant"
GROUND = ("ground-to-air", "water-loop-to-air")
ELECTRIC = "electricity"


@dataclass(frozen=True)
class Kind:
    """The heating equipment of a file.

    Attributes
    ----------
    pumps : int
        Heat pumps that heat, from air.
    heaters : int
        Other systems that heat on their own, backup of a heat pump apart.
    ground : bool
        Whether a heat pump takes its heat from the ground.
    furnace : bool
        Whether warm air of a furnace heats.
    points : bool
        Whether a heat pump states measured points.
    variable : bool
        Whether a heat pump varies its speed.
    dual_fuel : bool
        Whether a heat pump is backed up by fuel.
    strips : bool
        Whether a heat pump is backed up by electricity.
    """

    pumps: int
    heaters: int
    ground: bool
    furnace: bool
    points: bool
    variable: bool
    dual_fuel: bool
    strips: bool

    @property
    def warm_air(self) -> bool:
        """Whether a heat pump or a furnace heats."""
        return self.pumps > 0 or self.furnace

    @property
    def lone_pump(self) -> bool:
        """Whether one heat pump is all that heats, its backup apart."""
        return self.pumps == 1 and self.heaters == 0 and not self.ground


def kind_of(root: ElementTree.Element) -> Kind:
    """Return the kind of equipment of a document without namespaces."""
    every = {_id(each): each for each in root.findall(f"{PLANT}/HeatingSystem")}
    pumps = [each for each in root.findall(f"{PLANT}/HeatPump") if _heats(each)]
    marks = [each.find("BackupSystem") for each in pumps]
    backups = {mark.get("idref", "") for mark in marks if mark is not None}
    heaters = [each for name, each in every.items() if name not in backups and _heats(each)]
    fuels = [each.findtext("BackupSystemFuel") for each in pumps]
    fuels += [every[name].findtext("HeatingSystemFuel") for name in backups & set(every)]
    ground = [each for each in pumps if each.findtext("HeatPumpType") in GROUND]
    air = [each for each in pumps if each not in ground]
    return Kind(
        pumps=len(air),
        heaters=len(heaters),
        ground=bool(ground),
        furnace=any(each.find("HeatingSystemType/Furnace") is not None for each in heaters),
        points=any(each.find("HeatingDetailedPerformanceData") is not None for each in air),
        variable=any(each.findtext("CompressorType") == "variable speed" for each in air),
        dual_fuel=bool(air) and any(fuel not in (None, ELECTRIC) for fuel in fuels),
        strips=bool(air) and ELECTRIC in fuels,
    )


def _heats(system: ElementTree.Element) -> bool:
    return float(system.findtext("FractionHeatLoadServed") or 1.0) > 0.0


def _id(element: ElementTree.Element) -> str:
    mark = element.find("SystemIdentifier")
    return "" if mark is None else mark.get("id", "")
