"""What became of every leaf of an HPXML file: read, replaced by a default, or left aside with what it would change."""

from collections.abc import Iterator
from dataclasses import dataclass

from cosim.hpxml.elements import Element

OS_HPXML = "OpenStudio-HPXML's documented default"
STANDARD = "ANSI/RESNET/ICC 301"
# the rule of a default, by the last part of its path; others are OpenStudio-HPXML's
RULES = {
    "Azimuth": "equal parts on four sides, the first that of the largest area with a direction",
    "InteriorShadingCoefficient": f"0.92 - 0.21 SHGC, {OS_HPXML}",
    "SummerShadingCoefficient": f"0.92 - 0.21 SHGC inside, 1 outside, {OS_HPXML}",
    "WinterShadingCoefficient": "as in summer",
    "UFactor": "panes, frame, coating and gas, OpenStudio-HPXML's table",
    "SHGC": "panes, frame, coating and gas, OpenStudio-HPXML's table",
    "Load": f"energy by floor, bedrooms and people, {STANDARD}",
    "Appliances": f"appliances of the reference home, {STANDARD}",
    "PlugLoad": f"energy by floor, bedrooms and people, {STANDARD}",
    "WeekdayScheduleFractions": f"usual hours, {STANDARD}",
    "RatedAnnualkWh": f"a machine of 2006, {STANDARD}",
    "CombinedEnergyFactor": f"a machine of 2006, {STANDARD}",
    "InfiltrationVolume": "the conditioned volume",
    "NumberofResidents": "one for each bedroom",
    "ConditionedBuildingVolume": "floor area times ceiling height",
    "FractionofUnitsInLocation": f"usual shares of efficient lamps, {STANDARD}",
}
# where a leaf lies, by the beginning of its path, and what it would change; the first that fits
ASIDE = (
    ("Systems/HVAC/HVACControl", "nothing: setpoints say it"),
    ("Systems/HVAC/HVACDistribution", "nothing: runs, leaks and areas say it"),
    ("Systems/HVAC", "nothing of heat or energy: which make and model it is, and where it stands"),
    ("Systems/MechanicalVentilation", "heat of outdoor air that this fan brings in, where it ventilates at all"),
    ("Systems/WaterHeating", "nothing: its rating, its setpoint and people say what it takes"),
    ("Systems", "energy that the bill holds; not simulated"),
    ("Appliances", "nothing: labels, people and bedrooms say what it takes"),
    ("Lighting", "nothing: lamps of a place that the home does not have, or what other figures say"),
    ("MiscLoads", "nothing: the load is stated, or follows from floor and people"),
    ("Pools", "nothing: the pool has no such part, or its load is stated"),
    ("Spas", "nothing: the spa has no such part, or its load is stated"),
    ("Enclosure/Skylights/Skylight/extension/Shaft", "heat through the shaft of a skylight"),
    ("Enclosure/Attics", "nothing: surfaces say what they border on"),
    ("Enclosure/Foundations", "nothing: surfaces say what they border on"),
    ("Enclosure/extension", "mass of furniture and partitions"),
    ("Enclosure", "heat through this part of the enclosure"),
    ("ClimateandRiskZones", "nothing: the weather file says it"),
    ("BuildingSummary/Site", "nothing but the surroundings' shade and wind"),
    ("BuildingSummary/BuildingOccupancy", "hours at which people are at home"),
    ("BuildingSummary/extension", "schedules and sizing"),
    ("BuildingSummary", "nothing: the enclosure says it"),
)
# the same by the last part of a path, where that says more
STATED_GLASS, STATED_MASS = "nothing: U and SHGC are stated", "mass of a frame"
LEAVES = {
    **dict.fromkeys(("GlassLayers", "GlassType", "GasFill", "ThermalBreak", "Vinyl", "Wood", "Metal", "Aluminum",
                     "Fiberglass"), STATED_GLASS),
    **dict.fromkeys(("WoodFrame", "OptimumValueEngineering", "SteelFrame"), STATED_MASS),
    "Orientation": "nothing: the azimuth is stated, or the part is within the building",
    "Azimuth": "nothing: the part is level or within the building",
    "Length": "nothing: the area is stated",
}  # fmt: skip
# the same of systems that heat and cool
OF_SYSTEMS = {
    **dict.fromkeys(("SensibleHeatFraction", "CoolingSensibleHeatFraction"),
                    "moisture that a coil takes; it follows from the machine's cycle"),
    **dict.fromkeys(("PumpPowerWattsPerTon", "AttachedToGeothermalLoop"), "energy of a ground loop; not simulated"),
}  # fmt: skip
OUTSIDE = "nothing of the building's physics: it says who wrote the file, when, where and how it was to be simulated"
ABSENCES = "SoftwareInfo/extension/UnavailablePeriods"
NOT_ABSENT = "energy and gains while nobody is at home or the power is off, or when windows may be open"
IDENTIFIER = "nothing: the name of a part"
OTHER_BUILDING = "another building of the file"


@dataclass(frozen=True)
class Account:
    """Every leaf of a file, once.

    Attributes
    ----------
    read : tuple of (str, str)
        Path and text.
    defaulted : tuple of (str, str, str)
        Path, value and rule of what the file does not state.
    aside : tuple of (str, str, str)
        Path, text, and what it would change.
    """

    read: tuple[tuple[str, str], ...]
    defaulted: tuple[tuple[str, str, str], ...]
    aside: tuple[tuple[str, str, str], ...]


def account_of(root: Element, details: Element) -> Account:
    """Return what became of each leaf of a document whose `details` were read as a house.

    Leaves have no elements below them; the text of one without text is its attributes'.
    """
    read, defaulted, aside = [], [], []
    within = {id(each) for each in details.iter()}
    for element, path, above in _walk(root, root.tag, ""):
        defaulted += [(f"{path}/{below}", value, RULES.get(below.rpartition("/")[2], OS_HPXML))
                      for below, value in element.assumed.items()]  # fmt: skip
        if len(element):
            continue
        text = (element.text or "").strip() or " ".join(f"{key}={value}" for key, value in element.items())
        if element.asked:
            read.append((path, text))
        elif element.tag == "SystemIdentifier":
            aside.append((path, text, IDENTIFIER))
        else:
            aside.append((path, text, _would_change(above, id(element) in within)))
    return Account(tuple(read), tuple(defaulted), tuple(aside))


def in_words(account: Account) -> str:
    """Return the three lists as text, a line for each leaf."""
    lines = [f"read ({len(account.read)})"]
    lines += [f"  {path}: {text}" for path, text in account.read]
    lines.append(f"defaulted, because the file does not state it ({len(account.defaulted)})")
    lines += [f"  {path}: {value}  ({rule})" for path, value, rule in account.defaulted]
    lines.append(f"left aside, with what it would change ({len(account.aside)})")
    lines += [f"  {path}: {text}  ({changes})" for path, text, changes in account.aside]
    return "\n".join(lines) + "\n"


def _walk(element: Element, path: str, plain: str) -> Iterator[tuple[Element, str, str]]:
    """Return all elements, each with its path, and its path without identifiers below BuildingDetails."""
    yield element, path, plain
    seen: dict[str, int] = {}
    for child in element:
        assert isinstance(child, Element)
        seen[child.tag] = seen.get(child.tag, 0) + 1
        mark = next((part.get("id") for part in child if part.tag in ("SystemIdentifier", "BuildingID")), None)
        many = seen[child.tag] > 1 or sum(other.tag == child.tag for other in element) > 1
        key = f"[{mark}]" if mark else f"[{seen[child.tag]}]" if many else ""
        below = "" if child.tag == "BuildingDetails" else f"{plain}/{child.tag}".lstrip("/")
        yield from _walk(child, f"{path}/{child.was or child.tag}{key}", below)


def _would_change(plain: str, within: bool) -> str:
    if plain.startswith(ABSENCES):
        return NOT_ABSENT
    if not within:
        return OTHER_BUILDING if plain.startswith(tuple(begin for begin, _ in ASIDE)) else OUTSIDE
    leaf = plain.rpartition("/")[2]
    if plain.startswith("Systems/HVAC") and leaf in OF_SYSTEMS:
        return OF_SYSTEMS[leaf]
    if plain.startswith("Enclosure") and leaf in LEAVES:
        return LEAVES[leaf]
    return next((changes for begin, changes in ASIDE if plain.startswith(begin)), "is not known here")
