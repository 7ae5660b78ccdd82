"""How heat gets from its system into the rooms in an HPXML file: ducts with place, size and leaks, or an efficiency."""

from dataclasses import dataclass

from cosim.hpxml.elements import Refused, Unsupported
from cosim.hpxml.nodes import Node
from cosim.units import to_si

CONDITIONED = {"conditioned space", "living space", "basement - conditioned"}
OUTDOORS = "outside"
SIDES = "supply", "return"
LEAK_EXPONENT = 0.6  # of the flow through leaks of ducts over the pressure
CFM = to_si(1.0, "flow", "cfm")
HARMLESS = {"AirDistributionType", "NumberofReturnRegisters", "ConditionedFloorAreaServed", "TotalOrToOutside"}
# effective R-value of round ducts, air films included, over the nominal one, h ft2 F/Btu, and of bare ones: P. Palmiter
# and E. Kruse, "True R-values of round residential ductwork", ACEEE summer study 2006, as OpenStudio-HPXML fits them
EFFECTIVE = {"supply": (2.2438, 0.5619), "return": (2.0388, 0.7053)}
BARE = 1.7


@dataclass(frozen=True)
class Side:
    """Supply or return."""

    area: float = 0.0
    """Surface outside the conditioned space, m2."""
    conductance: float = 0.0
    """Of that surface, W/K."""
    leak: float = 0.0
    """Leakage to outside the conditioned space, m3/s at the working pressure."""
    leak_share: float = 0.0
    """The same where the file states a share of the air handler's flow."""


@dataclass(frozen=True)
class Distribution:
    """The ducts of an air handler.

    Attributes
    ----------
    name : str
    place : str
        Where the ducts outside the conditioned space are, as the file calls it; "" where there are none.
    supply, return_ : Side
    heating_efficiency, cooling_efficiency : float
        Of a distribution that is known by its efficiency alone; 1 where ducts are described.
    """

    name: str
    place: str = ""
    supply: Side = Side()
    return_: Side = Side()
    heating_efficiency: float = 1.0
    cooling_efficiency: float = 1.0

    def ducts(self, flow: float, zones: dict[str, str]) -> dict[str, object] | None:
        """Return the table `ducts` of a house file, None for ducts that lose nothing.

        Parameters
        ----------
        flow : float
            Of the air handler, m3/s: the file states leaks as a flow, a house file as a share.
        zones : dict of str to str
            Zone of the house by the file's word for a place.
        """
        if not self.place:
            return None
        sides = {"supply": self.supply, "return": self.return_}
        conductance = max((side.conductance / side.area for side in sides.values() if side.area > 0.0), default=1.0)
        table: dict[str, object] = {"zone": zones.get(self.place, self.place), "resistance_m2k_w": 1.0 / conductance}
        for name, side in sides.items():
            table[f"{name}_area_m2"] = side.conductance / conductance
            table[f"{name}_leakage"] = side.leak_share + side.leak / flow
        return table


def read_distribution(node: Node) -> Distribution:
    """Return what an element HVACDistribution describes."""
    kind = node.child("DistributionSystemType")
    if kind is None:
        raise Refused(node.place("DistributionSystemType"), "is missing")
    if kind.element.find("Other") is not None:
        kind.choice("Other", ("DSE",))
        found = Distribution(
            node.name,
            heating_efficiency=node.number("AnnualHeatingDistributionSystemEfficiency", above=0.0, to=1.0),
            cooling_efficiency=node.number("AnnualCoolingDistributionSystemEfficiency", above=0.0, to=1.0),
        )
    else:
        air = kind.child("AirDistribution")
        if air is None:
            tags = ", ".join(child.tag for child in kind.element) or "nothing"
            raise Unsupported(kind.path, f"'{tags}' is not supported yet; supported: AirDistribution, Other: DSE")
        found = _air(node, air)
    for place in node.unread():
        if place.rpartition("/")[2] not in HARMLESS:
            raise Unsupported(place, "is not supported yet")
    return found


def _air(node: Node, air: Node) -> Distribution:
    places: set[str] = set()
    areas, conductances = dict.fromkeys(SIDES, 0.0), dict.fromkeys(SIDES, 0.0)
    for run in air.children("Ducts"):
        side = run.choice("DuctType", SIDES)
        location = run.text("DuctLocation")
        if location is None:
            raise Unsupported(run.place("DuctLocation"), "is missing, and default places are not supported yet")
        area = run.optional("DuctSurfaceArea", above=-1e-9)
        if area is None:
            raise Unsupported(run.place("DuctSurfaceArea"), "is missing, and default areas are not supported yet")
        resistance = _resistance(run, side)
        if location in CONDITIONED or area == 0.0:
            continue
        places.add(location)
        areas[side] += to_si(area, "area", "ft2")
        conductances[side] += to_si(area, "area", "ft2") / to_si(resistance, "resistance", "h_ft2_f_btu")
    if len(places) > 1:
        raise Unsupported(air.place("Ducts"), f"ducts in several places ({', '.join(sorted(places))}) are not "
                          "supported yet")  # fmt: skip
    leaks = {side: _leak(air, side) for side in SIDES}
    if not places and any(any(leak) for leak in leaks.values()):
        raise Unsupported(air.place("DuctLeakageMeasurement"), "leaks to outside of ducts that are all in conditioned "
                          "space are not supported yet")  # fmt: skip
    supply, return_ = (Side(areas[side], conductances[side], *leaks[side]) for side in SIDES)
    return Distribution(node.name, next(iter(places), ""), supply, return_)


def _resistance(run: Node, side: str) -> float:
    """Return the effective R-value of a run, h ft2 F/Btu."""
    effective = run.optional("DuctEffectiveRValue", above=0.0)
    nominal = run.optional("DuctInsulationRValue", above=-1e-9)
    if effective is not None:
        return effective
    if nominal is None:
        raise Refused(run.place("DuctEffectiveRValue"), "is missing, and so is DuctInsulationRValue")
    constant, slope = EFFECTIVE[side]
    return constant + slope * nominal if nominal > 0.0 else BARE


def _leak(air: Node, side: str) -> tuple[float, float]:
    """Return leakage of a side as a flow, m3/s, and as a share of the air handler's flow."""
    flow = share = 0.0
    for measured in air.children("DuctLeakageMeasurement"):
        if measured.choice("DuctType", SIDES) != side:
            continue
        measured.choice("DuctLeakage/TotalOrToOutside", ("to outside",))
        unit = measured.choice("DuctLeakage/Units", ("CFM25", "CFM50", "Percent"))
        if unit == "Percent":
            share += measured.number("DuctLeakage/Value", above=-1e-9, to=1.0)
        else:
            at_25 = (25.0 / 50.0) ** LEAK_EXPONENT if unit == "CFM50" else 1.0
            flow += measured.number("DuctLeakage/Value", above=-1e-9) * at_25 * CFM
    return flow, share
