"""How heat gets from its system into the rooms in an HPXML file: ducts, pipes, or an efficiency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, log
from typing import Literal

from cosim.hpxml.elements import Element, Refused, Unsupported, number_in
from cosim.hpxml.nodes import Node
from cosim.hpxml.performance import CFM
from cosim.units import to_si

SideName = Literal["supply", "return"]

CONDITIONED = {"conditioned space", "living space", "basement - conditioned", "crawlspace - conditioned",
               "other housing unit", "other heated space", "under slab"}  # fmt: skip
OUTSIDE = "outside"
IN_OPEN_AIR = {OUTSIDE, "roof deck", "other non-freezing space", "other multifamily buffer space"}
HALFWAY = {"exterior wall"}
"""Places about halfway between rooms and outdoors: half of such a run counts as outdoors."""
SIDES: tuple[SideName, ...] = ("supply", "return")
LEAK_EXPONENT = 0.6  # of the flow through leaks of ducts over the pressure
HARMLESS = {
    "AirDistributionType", "TotalOrToOutside", "DuctLeakageTestMethod", "LeakinessObservedVisualInspection",
    "BlowerFanHeatBtuh", "TableNumber", "LookupFloorArea", "LeakageLevel", "InsulationRValue", "SupplySurfaceArea",
    "ReturnSurfaceArea", "DSF", "HydronicDistributionType", "HotWaterPipingBtuh", "ConditionedFloorAreaServed",
    "NumberofReturnRegisters",
}  # fmt: skip

# Default areas, of the floor served: ASHRAE Standard 152, as OpenStudio-HPXML takes them
SUPPLY_SHARE, RETURN_SHARE, MAX_RETURN_SHARE = 0.27, 0.05, 0.25
PRIMARY = 0.75  # of the ducts of a home of several storeys
PLACES = ("basement - conditioned", "basement - unconditioned", "crawlspace - conditioned", "crawlspace - vented",
          "crawlspace - unvented", "attic - vented", "attic - unvented", "garage", "conditioned space")  # fmt: skip
"""The first of these that the home has holds ducts without a place."""

# Resistances, h ft2 F/Btu: P. Palmiter and E. Kruse, "True R-values of round residential ductwork", ACEEE summer study
# 2006, for the diameters that OpenStudio-HPXML assumes
BARE = 1.7
DIAMETER = {"supply": 6.0, "return": 14.0}  # in
RECTANGULAR = {"supply": 0.25, "return": 1.0}  # share of the length, where the file does not say
OUTER_FILM, INNER_FILM, PER_INCH = 0.667, 0.333, 2.8
# of ducts in loose-fill insulation, constant and slope over the nominal value: NREL/TP-5500-55876, table 13
BURIED = {
    "partially buried": {"supply": (4.28, 0.65), "return": (4.62, 1.31)},
    "fully buried": {"supply": (6.22, 0.89), "return": (8.91, 1.29)},
    "deeply buried": {"supply": (13.41, 0.63), "return": (18.64, 1.0)},
}
NOT_BURIED = "not buried"


@dataclass(frozen=True)
class Surroundings:
    """What of a home its ducts depend on."""

    floor_area: float
    """ft2."""
    storeys_above_grade: float
    storeys: float
    places: frozenset[str]
    """Places that the file names."""

    @property
    def primary(self) -> tuple[str, float]:
        """Default place of ducts, and the share of them that is there; the rest is in the conditioned space."""
        place = next((place for place in PLACES if place in self.places), "conditioned space")
        return place, 1.0 if self.storeys_above_grade <= 1.0 else PRIMARY


@dataclass(frozen=True)
class Side:
    """Supply or return in one place."""

    area: float = 0.0
    """Surface, m2."""
    conductance: float = 0.0
    """Of that surface, W/K."""
    leak: float = 0.0
    """Leakage, m3/s at full flow."""
    leak_share: float = 0.0
    """The same where the file states a share of the air handler's flow."""

    @property
    def loses(self) -> bool:
        """Whether there is anything."""
        return self.conductance > 0.0 or self.leak > 0.0 or self.leak_share > 0.0


@dataclass(frozen=True)
class Distribution:
    """What brings heat from a system to the rooms.

    Attributes
    ----------
    name : str
    kind : str
        "air", "water" or "efficiency".
    runs : dict
        Supply and return by place outside the conditioned space, as the file calls it.
    heating_efficiency, cooling_efficiency : float
        Of a distribution that is known by its efficiency alone; 1 where ducts are described.
    """

    name: str
    kind: Literal["air", "water", "efficiency"] = "air"
    runs: Mapping[str, Mapping[SideName, Side]] = field(default_factory=dict)
    heating_efficiency: float = 1.0
    cooling_efficiency: float = 1.0

    def ducts(self, zones: Mapping[str, str], air_left: float = 1.0) -> list[dict[str, object]]:
        """Return tables `ducts` of a house file, one a zone; none for ducts that lose nothing.

        Parameters
        ----------
        zones : mapping of str to str
            Zone of the house by the file's word for a place.
        air_left : float
            Share of the fan's flow that a fault leaves. Leaks go with the flow in the simulation, but what a file
            states was measured in the home as it is.
        """
        tables: dict[str, dict[str, object]] = {}
        for place, sides in self.runs.items():
            zone = zones.get(place, place)
            conductance = sum(side.conductance for side in sides.values())
            area = sum(side.area for side in sides.values())
            u_value = conductance / area if conductance > 0.0 else 1.0
            table = tables[zone] = {"zone": zone, "resistance_m2k_w": 1.0 / u_value}
            for name, side in sides.items():
                table[f"{name}_area_m2"] = side.conductance / u_value
                table[f"{name}_leakage"] = side.leak_share
                table[f"{name}_leakage_flow_m3_s"] = side.leak / air_left
        return list(tables.values())


def surroundings_of(details: Element) -> Surroundings:
    """Return what of a building its ducts depend on."""
    construction = details.find("BuildingSummary/BuildingConstruction")
    if construction is None:
        raise Refused("BuildingSummary/BuildingConstruction", "is missing")
    area = number_in(construction, "ConditionedFloorArea")
    above = number_in(construction, "NumberofConditionedFloorsAboveGrade", 1.0)
    whole = number_in(construction, "NumberofConditionedFloors", above)
    enclosure = details.find("Enclosure")
    places = set()
    for element in () if enclosure is None else enclosure.iter():
        if element.tag in ("InteriorAdjacentTo", "ExteriorAdjacentTo"):
            places.add((element.text or "").strip())
    return Surroundings(area, above, whole, frozenset(places))


def read_distribution(node: Node, home: Surroundings) -> Distribution:
    """Return what an element HVACDistribution describes."""
    kind = node.child("DistributionSystemType")
    if kind is None:
        raise Refused(node.place("DistributionSystemType"), "is missing")
    air = kind.child("AirDistribution")
    if kind.element.find("Other") is not None:
        kind.deciding("Other", ("DSE",))
        found = Distribution(
            node.name,
            "efficiency",
            heating_efficiency=node.number("AnnualHeatingDistributionSystemEfficiency", above=0.0, to=1.0),
            cooling_efficiency=node.number("AnnualCoolingDistributionSystemEfficiency", above=0.0, to=1.0),
        )
    elif kind.element.find("HydronicDistribution") is not None:
        node.read.add(id(kind.element.find("HydronicDistribution")))
        kind.text("HydronicDistribution/HydronicDistributionType")
        found = Distribution(node.name, "water")
    elif air is None:
        tags = ", ".join(child.tag for child in kind.element) or "nothing"
        supported = "AirDistribution, HydronicDistribution, Other: DSE"
        raise Unsupported(kind.path, f"'{tags}' is not supported yet; supported: {supported}")
    else:
        found = Distribution(node.name, "air", _air(node, air, home))
    node.refuse_unread(HARMLESS)
    return found


def _air(node: Node, air: Node, home: Surroundings) -> dict[str, dict[SideName, Side]]:
    """Return supply and return by place, leaks shared out by area; in the open where no duct is outside the rooms."""
    served = node.optional("ConditionedFloorAreaServed", above=0.0)
    runs: list[tuple[SideName, str, float, float]] = []
    for side in SIDES:
        of_side = [run for run in air.children("Ducts") if run.choice("DuctType", SIDES) == side]
        whole = _usual_area(air, side, served, home) if of_side else 0.0
        for run in of_side:
            resistance = _resistance(run, side)
            runs += [(side, place, area, resistance) for place, area in _places(run, whole, len(of_side), home)]
    found: dict[str, dict[SideName, Side]] = {}
    for side in SIDES:
        leak, share = _leak(air, side)
        outside = [run for run in runs if run[0] == side and run[1] not in CONDITIONED and run[2] > 0.0]
        whole = sum(run[2] for run in outside)
        for _, place, area, resistance in outside:
            part, held = area / whole, found.setdefault(place, dict.fromkeys(SIDES, Side()))[side]
            conductance = area / to_si(resistance, "resistance", "h_ft2_f_btu")
            found[place][side] = Side(held.area + area, held.conductance + conductance,
                                      held.leak + part * leak, held.leak_share + part * share)  # fmt: skip
        if not outside and leak + share > 0.0:
            found.setdefault(OUTSIDE, dict.fromkeys(SIDES, Side()))[side] = Side(leak=leak, leak_share=share)
    return {place: sides for place, sides in found.items() if any(side.loses for side in sides.values())}


def _places(run: Node, whole: float, count: int, home: Surroundings) -> list[tuple[str, float]]:
    """Return where a run is, with its area there, m2."""
    location = run.text("DuctLocation")
    stated, part = run.optional("DuctSurfaceArea", above=-1e-9), run.optional("FractionDuctArea", above=-1e-9, to=1.0)
    larger = run.optional("extension/DuctSurfaceAreaMultiplier", above=-1e-9)
    factor = 1.0 if larger is None else larger
    if stated is not None:
        area = to_si(stated, "area", "ft2") * factor
    else:
        area = whole * (1.0 / count if part is None else part) * factor
        run.assume("DuctSurfaceArea", area / to_si(1.0, "area", "ft2"))
    if location is None:
        place, primary = home.primary
        run.assume("DuctLocation", place)
        return [(place, primary * area), ("conditioned space", (1.0 - primary) * area)]
    if location in HALFWAY:
        return [(OUTSIDE, 0.5 * area), ("conditioned space", 0.5 * area)]
    return [(OUTSIDE if location in IN_OPEN_AIR else location, area)]


def _usual_area(air: Node, side: SideName, served: float | None, home: Surroundings) -> float:
    """Return the area of all ducts of a side where the file states none, m2."""
    floor = home.floor_area if served is None else served
    if side == "supply":
        return to_si(SUPPLY_SHARE * floor, "area", "ft2")
    registers = air.optional("NumberofReturnRegisters", above=-1e-9)
    if registers is None:
        registers = float(max(1, ceil(home.storeys)))
        air.assume("NumberofReturnRegisters", registers)
    return to_si(min(RETURN_SHARE * registers, MAX_RETURN_SHARE) * floor, "area", "ft2")


def _resistance(run: Node, side: SideName) -> float:
    """Return the effective R-value of a run, h ft2 F/Btu."""
    effective = run.optional("DuctEffectiveRValue", above=0.0)
    nominal = run.optional("DuctInsulationRValue", above=-1e-9)
    buried = run.choice("DuctBuriedInsulationLevel", (NOT_BURIED, *BURIED), "") or NOT_BURIED
    part = run.optional("DuctFractionRectangular", above=-1e-9, to=1.0)
    shape = run.text("DuctShape")
    if effective is not None:
        return effective
    if nominal is None:
        if not run.is_refused("DuctEffectiveRValue", "DuctInsulationRValue"):
            run.refuse("DuctEffectiveRValue", "is missing, and so is DuctInsulationRValue")
        return BARE
    if buried != NOT_BURIED:
        constant, slope = BURIED[buried][side]
        return constant + slope * nominal
    if part is None:
        part = {"rectangular": 1.0, "round": 0.0, "oval": 0.0}.get(shape or "", RECTANGULAR[side])
    return effective_resistance(nominal, DIAMETER[side], part)


def effective_resistance(nominal: float, diameter: float, rectangular: float) -> float:
    """Return the resistance from the air in ducts to the air around them, h ft2 F/Btu.

    Parameters
    ----------
    nominal : float
        Of flat insulation alone, h ft2 F/Btu.
    diameter : float
        Of round ducts, in.
    rectangular : float
        Share of the length that is not round.
    """
    if nominal <= 0.0:
        return BARE
    thickness = nominal / PER_INCH
    wider = 1.0 + 2.0 * thickness / diameter
    round_ = 0.3429 * diameter**0.1974 + PER_INCH * 0.5 * diameter * log(wider) + OUTER_FILM / wider
    flat = INNER_FILM + nominal + OUTER_FILM
    return 1.0 / (rectangular / flat + (1.0 - rectangular) / round_)


def _leak(air: Node, side: SideName) -> tuple[float, float]:
    """Return leakage of a side as a flow, m3/s, and as a share of the air handler's flow."""
    flow = share = 0.0
    for measured in air.children("DuctLeakageMeasurement"):
        kind, reach = measured.choice("DuctType", SIDES, ""), measured.text("DuctLeakage/TotalOrToOutside")
        for about in ("Units", "Value"):
            measured.text(f"DuctLeakage/{about}")
        if kind != side or reach is None:  # of both sides, or of no known reach, beside one of each side to outside
            continue
        measured.choice("DuctLeakage/TotalOrToOutside", ("to outside",))
        unit = measured.choice("DuctLeakage/Units", ("CFM25", "CFM50", "Percent"))
        stated = measured.number("DuctLeakage/Value", above=-1e-9, to=1.0 if unit == "Percent" else None)
        if unit == "Percent":
            share += stated
        else:
            flow += stated * ((25.0 / 50.0) ** LEAK_EXPONENT if unit == "CFM50" else 1.0) * CFM
    return flow, share
