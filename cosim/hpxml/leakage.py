"""Air leakage of the conditioned space of an HPXML home, in any unit that HPXML has."""

from math import sqrt

from cosim.hpxml.assembly import Table
from cosim.hpxml.elements import Element, Refused, Unsupported, number_in
from cosim.hpxml.parts import Parts
from cosim.units import FOOT

EXPONENT = 0.65  # of the flow over the pressure: OpenStudio-HPXML
ELA_PRESSURE = 4.0  # Pa, at which an effective leakage area is defined
AIR_DENSITY = 1.204  # kg/m3, at which it is
NATURAL_OF_50 = 1.0 / 20.0  # mean air changes over those at 50 Pa: A. Persily and J. Kronvall, as the rule of thumb
SHELTER = {"well-shielded": 0.3, "normal": 0.5, "exposed": 0.9}


def infiltration(parts: Parts) -> Table:
    """Return the leakage of the conditioned space as a table of a house file.

    Flows at another pressure than 50 Pa and effective leakage areas become air changes at 50 Pa.
    """
    height = {"height_ft": parts.height * parts.storeys}
    shielding = parts.details.findtext("BuildingSummary/Site/ShieldingofHome")
    if shielding is not None:
        if shielding not in SHELTER:
            raise Unsupported("BuildingSummary/Site/ShieldingofHome", f"'{shielding}' is not supported yet")
        height["shelter"] = SHELTER[shielding]
    for measured in parts.all("AirInfiltration/AirInfiltrationMeasurement"):
        volume = number_in(measured, "InfiltrationVolume", parts.volume)
        if measured.find("InfiltrationHeight") is not None:
            height["height_ft"] = number_in(measured, "InfiltrationHeight")
        changes = _natural(measured, volume)
        if changes is not None:
            return {"air_changes": changes / parts.volume}
        flow = _at_50(measured, volume)
        if flow is not None:
            return {"ach50": flow / parts.volume, **height}
    raise Refused("Enclosure/AirInfiltration", "has no leakage as ACH, CFM, ACHnatural, CFMnatural or effective area")


def natural_changes(leakage: Table) -> float:
    """Return the mean air changes an hour of a leakage."""
    return float(leakage["air_changes"] if "air_changes" in leakage else leakage["ach50"] * NATURAL_OF_50)


def _natural(measured: Element, volume: float) -> float | None:
    """Return the mean flow, ft3/h, where it is stated as such."""
    unit, value = measured.findtext("BuildingAirLeakage/UnitofMeasure"), "BuildingAirLeakage/AirLeakage"
    if unit not in ("ACHnatural", "CFMnatural"):
        return None
    return number_in(measured, value) * (volume if unit == "ACHnatural" else 60.0)


def _at_50(measured: Element, volume: float) -> float | None:
    """Return the flow at 50 Pa, ft3/h; None where neither a flow at a pressure nor an area is stated."""
    unit, value = measured.findtext("BuildingAirLeakage/UnitofMeasure"), "BuildingAirLeakage/AirLeakage"
    if unit in ("ACH", "CFM"):
        pressure = number_in(measured, "HousePressure", 50.0)
        if pressure <= 0.0:
            raise Refused("Enclosure/AirInfiltration/HousePressure", f"must be above 0, not {pressure:g}")
        return number_in(measured, value) * (volume if unit == "ACH" else 60.0) * (50.0 / pressure) ** EXPONENT
    if measured.find("EffectiveLeakageArea") is None:
        return None
    area = number_in(measured, "EffectiveLeakageArea") / 144.0 * FOOT**2  # m2, from square inches
    flow = area * sqrt(2.0 * ELA_PRESSURE / AIR_DENSITY) * 3600.0 / FOOT**3
    return flow * (50.0 / ELA_PRESSURE) ** EXPONENT
