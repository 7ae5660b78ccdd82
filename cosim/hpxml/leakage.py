"""Air leakage of the conditioned space of an HPXML home, in any unit that HPXML has."""

from math import sqrt

from cosim.hpxml.assembly import Table
from cosim.hpxml.elements import STAND_IN, Element, number_in, plain_number
from cosim.hpxml.parts import ROOM, ZONES, Parts
from cosim.units import FOOT

EXPONENT = 0.65  # of the flow over the pressure: OpenStudio-HPXML
ELA_PRESSURE = 4.0  # Pa, at which an effective leakage area is defined
AIR_DENSITY = 1.204  # kg/m3, at which it is
NATURAL_OF_50 = 1.0 / 20.0  # mean air changes over those at 50 Pa: A. Persily and J. Kronvall, as the rule of thumb
RIM, SILL = 0.5, 0.75  # ft, floor between storeys, and rim joist with sill of a basement: OpenStudio-HPXML
FLUE_SHARE = 0.2  # of the leaks, in an open flue: Walker and Wilson
# efficiency of furnaces and energy factor of water heaters from which on they do not draw air from the room; the factor
# of one with storage is this times its uniform factor, and a constant: OpenStudio-HPXML
CONDENSING, OPEN_FACTOR, UNIFORM = 0.89, 0.63, (0.9066, 0.0711)
CRAWL = "crawlspace - vented"
CRAWLSPACE_CEILING, CRAWLSPACE_FLOOR = 0.15, 0.50  # shares of leaks over a vented crawlspace: Iain Walker
SHELTER = {"well-shielded": 0.3, "normal": 0.5, "exposed": 0.9}


def infiltration(parts: Parts) -> Table:
    """Return the leakage of the conditioned space as a table of a house file.

    Flows at another pressure than 50 Pa and effective leakage areas become air changes at 50 Pa.
    """
    height = {"height_ft": height_of_leaks(parts)}
    if any(CRAWL in (floor.findtext("ExteriorAdjacentTo") or "") for floor in parts.all("Floors/Floor")):
        height |= {"ceiling_share": CRAWLSPACE_CEILING, "floor_share": CRAWLSPACE_FLOOR}
    if _open_flue(parts):
        above = max(parts.storeys, 1.0)
        height |= {"flue_share": FLUE_SHARE, "flue_top": (above + 0.5) / above}
    site = parts.details.find("BuildingSummary/Site")
    shielding = None if site is None else site.findtext("ShieldingofHome")
    if site is not None and shielding is not None:
        if shielding not in SHELTER:
            site.leave("ShieldingofHome", f"'{shielding}' is not supported yet")
        height["shelter"] = SHELTER.get(shielding, SHELTER["normal"])
    for measured in parts.all("AirInfiltration/AirInfiltrationMeasurement"):
        volume = number_in(measured, "InfiltrationVolume", parts.volume, above=0.0)
        if measured.find("InfiltrationHeight") is not None:
            height["height_ft"] = number_in(measured, "InfiltrationHeight", above=0.0)
        share = _outdoor_share(parts, measured)
        changes = _natural(measured, volume)
        if changes is not None:
            return {"air_changes": share * changes / parts.volume}
        flow = _at_50(measured, volume)
        if flow is not None:
            return {"ach50": share * flow / parts.volume, **height}
    for measured in parts.all("AirInfiltration/AirInfiltrationMeasurement"):
        _at_50(measured, parts.volume, of_no_unit=True)
    problem = "has no leakage as ACH, CFM, ACHnatural, CFMnatural or effective area"
    parts.one("Enclosure").refuse("AirInfiltration", problem)
    return {"ach50": STAND_IN, **height}


def height_of_leaks(parts: Parts) -> float:
    """Return the height from the lowest to the highest leak above grade, ft.

    Storeys with the floors between them, and what of a conditioned basement is above grade with its rim joist.
    """
    found = parts.height * parts.storeys + RIM * max(parts.storeys - 1.0, 0.0)
    walls = [wall for wall in parts.all("FoundationWalls/FoundationWall")
             if wall.findtext("InteriorAdjacentTo") == "basement - conditioned"]  # fmt: skip
    whole = parts.details.find("BuildingSummary/BuildingConstruction/NumberofConditionedFloors")
    if walls and not (whole is not None and plain_number(whole) == parts.storeys):  # a walkout basement is a storey
        found += SILL + max(max(number_in(wall, "Height") - number_in(wall, "DepthBelowGrade"), 0.0) for wall in walls)
    return found


def _open_flue(parts: Parts) -> bool:
    """Return whether a flue or chimney opens into the conditioned space: stated, or of a burner."""
    stated = parts.details.findtext("Enclosure/AirInfiltration/extension/HasFlueOrChimneyInConditionedSpace")
    if stated is not None:
        return stated in ("true", "1")
    heaters = [*parts.details.findall("Systems/HVAC/HVACPlant/HeatingSystem"),
               *parts.details.findall("Systems/WaterHeating/WaterHeatingSystem")]  # fmt: skip
    return any(_draws_room_air(heater) for heater in heaters)


def _draws_room_air(heater: Element) -> bool:
    """Return whether a burner in the conditioned space has an open flue, by its efficiency."""
    water = heater.tag == "WaterHeatingSystem"
    fuel = heater.findtext("FuelType" if water else "HeatingSystemFuel") or "electricity"
    place = heater.findtext("Location" if water else "UnitLocation") or ""
    if fuel == "electricity" or ZONES.get(place) != ROOM:
        return False
    if not water:
        kind = next((found.tag for found in heater.findall("HeatingSystemType/*")), "")
        stated = heater.find("AnnualHeatingEfficiency/Value")
        return kind == "Fireplace" or stated is None or (plain_number(stated) or 1.0) < CONDENSING
    if "boiler" in (heater.findtext("WaterHeaterType") or ""):
        return False
    factor = heater.find("EnergyFactor")
    uniform = heater.find("UniformEnergyFactor")
    if factor is not None or uniform is None:
        return factor is None or (plain_number(factor) or 1.0) < OPEN_FACTOR
    slope, constant = UNIFORM if "storage" in (heater.findtext("WaterHeaterType") or "") else (1.0, 0.0)
    return slope * (plain_number(uniform) or 1.0) + constant < OPEN_FACTOR


def _outdoor_share(parts: Parts, measured: Element) -> float:
    """Return the share of a measured leakage that is to outdoors: all, unless a unit's total holds its neighbours'."""
    if measured.findtext("TypeOfInfiltrationLeakage") != "unit total":
        return 1.0
    share = number_in(measured, "extension/Aext", 1.0)
    if not 0.0 < share <= 1.0:
        measured.refuse("extension/Aext", f"must be above 0 and at most 1, not {share:g}")
        return STAND_IN
    return share


def natural_changes(leakage: Table) -> float:
    """Return the mean air changes an hour of a leakage."""
    return float(leakage["air_changes"] if "air_changes" in leakage else leakage["ach50"] * NATURAL_OF_50)


def _natural(measured: Element, volume: float) -> float | None:
    """Return the mean flow, ft3/h, where it is stated as such."""
    unit, value = measured.findtext("BuildingAirLeakage/UnitofMeasure"), "BuildingAirLeakage/AirLeakage"
    if unit not in ("ACHnatural", "CFMnatural"):
        return None
    return number_in(measured, value, least=0.0) * (volume if unit == "ACHnatural" else 60.0)


def _at_50(measured: Element, volume: float, *, of_no_unit: bool = False) -> float | None:
    """Return the flow at 50 Pa, ft3/h; None where neither a flow at a pressure nor an area is stated."""
    unit, value = measured.findtext("BuildingAirLeakage/UnitofMeasure"), "BuildingAirLeakage/AirLeakage"
    if unit in ("ACH", "CFM") or (of_no_unit and measured.find(value) is not None):
        pressure = number_in(measured, "HousePressure", 50.0, above=0.0)
        flow = number_in(measured, value, above=0.0) * (volume if unit == "ACH" else 60.0)
        return flow * (50.0 / pressure) ** EXPONENT
    if measured.find("EffectiveLeakageArea") is None:
        return None
    area = number_in(measured, "EffectiveLeakageArea", above=0.0) / 144.0 * FOOT**2  # m2, from square inches
    flow = area * sqrt(2.0 * ELA_PRESSURE / AIR_DENSITY) * 3600.0 / FOOT**3
    return flow * (50.0 / ELA_PRESSURE) ** EXPONENT
