"""Lamps and ceiling fans of an HPXML home, by ANSI/RESNET/ICC 301.

Where a home has no lamps at all, its file does not describe them, and usual shares of efficient ones are taken. Where
it has some, those of a place without any do not exist.
"""

from collections.abc import Callable
from functools import partial

from cosim.hpxml.elements import Element, Refused, Unsupported, name_of, number_in
from cosim.hpxml.household import Household
from cosim.hpxml.parts import GARAGE, ROOM, Parts
from cosim.hpxml.uses import ELSEWHERE, Use, multiplier, zones_of

# power of efficient lamps over that of usual ones, by kind, and usual shares of them: ANSI/RESNET/ICC 301-2019,
# section 4.2.2.5.2.2, and OpenStudio-HPXML
LAMPS = {
    "CompactFluorescent": (15.0 / 60.0, 0.4),
    "FluorescentTube": (15.0 / 60.0, 0.1),
    "LightEmittingDiode": (15.0 / 90.0, 0.25),
}
PLACES = ("interior", "exterior", "garage")
# kWh a year of usual lamps: a constant and for each ft2 of floor
INSIDE, OUTSIDE, IN_GARAGE = (455.0, 0.8), (100.0, 0.05), (100.0, 0.0)
QUALIFYING = 0.9 / 0.925  # of the lighting in lamps that may be efficient, over the reference's share of usual lamps
PLUGGED = 0.1  # of the lighting in lamps that plug in
FAN_POWER, FAN_HOURS = 42.6, 10.5  # W of one ceiling fan by its label, and hours a day: ANSI/RESNET/ICC 301-2022
FAN_AIRFLOW = 3000.0  # cfm at medium speed, where a fan states what it moves for each watt
FANS_ABOVE = 63.0  # °F, mean of the months in which they run


def lamps(parts: Parts, household: Household) -> list[tuple[Element, Callable[[], Use]]]:
    """Return the lighting of each place, with what reads it."""
    section = parts.details.find("Lighting")
    groups = [] if section is None else section.findall("LightingGroup")
    if not groups:
        parts.details.assumed["Lighting/LightingGroup/FractionofUnitsInLocation"] = ", ".join(
            f"{share:g} {kind}" for kind, (_, share) in LAMPS.items()
        )
    holder = Element("Lighting") if section is None else section
    found = [(holder, partial(_lighting, parts, household, holder, groups, place)) for place in PLACES]
    fans = [] if section is None else section.findall("CeilingFan")
    return [*found, *((fan, partial(_ceiling_fans, household, fan)) for fan in fans)]


def _lighting(parts: Parts, household: Household, section: Element, groups: list[Element], place: str) -> Use:
    own = [group for group in groups if group.findtext("Location") == place]
    present = place != "garage" or GARAGE in zones_of(parts)
    kwh = 0.0
    if present and (own or not groups):
        kwh = _kilowatt_hours(household, own, place)
    kwh *= multiplier(section, f"extension/{place.capitalize()}UsageMultiplier")
    timing = household.timing(section, f"lighting_{place}", place.capitalize())
    zone = {"interior": ROOM, "garage": GARAGE}.get(place, ELSEWHERE)
    return Use(f"lighting, {place}", timing, kwh, sensible=1.0, zone=zone)


def _kilowatt_hours(household: Household, groups: list[Element], place: str) -> float:
    stated = [number_in(group, "Load/Value") for group in groups if group.find("Load") is not None]
    if stated:
        for group in groups:
            if group.findtext("Load/Units") not in (None, "kWh/year"):
                raise Unsupported(f"{name_of(group)}/Load/Units", "only kWh/year is supported")
        return sum(stated)
    relative = _relative_power(groups, place)
    if place == "interior":
        return (INSIDE[0] + INSIDE[1] * household.area) * (QUALIFYING * relative + PLUGGED)
    constant, by_area = OUTSIDE if place == "exterior" else IN_GARAGE
    return (constant + by_area * household.area) * relative


def _relative_power(groups: list[Element], place: str) -> float:
    """Return the power of a place's lamps over that of usual ones."""
    shares = {kind: 0.0 if groups else usual for kind, (_, usual) in LAMPS.items()}
    for group in groups:
        group.find("LightingType/Incandescent")  # what is left
        for kind in LAMPS:
            if group.find(f"LightingType/{kind}") is not None:
                shares[kind] += number_in(group, "FractionofUnitsInLocation", 0.0)
    if not 0.0 <= sum(shares.values()) <= 1.0 + 1e-9 or min(shares.values()) < 0.0:
        raise Refused("Lighting/LightingGroup/FractionofUnitsInLocation", f"shares of lamps in '{place}' must lie "
                      "between 0 and 1 together")  # fmt: skip
    return 1.0 - sum(shares.values()) + sum(shares[kind] * power for kind, (power, _) in LAMPS.items())


def _ceiling_fans(household: Household, fan: Element) -> Use:
    count = number_in(fan, "Count", household.bedrooms + 1.0)
    medium = (flow for flow in fan.findall("Airflow") if flow.findtext("FanSpeed") == "medium")
    efficiency = next((number_in(flow, "Efficiency") for flow in medium if flow.find("Efficiency") is not None), None)
    if efficiency is not None and efficiency <= 0.0:
        raise Refused(f"{name_of(fan)}/Airflow/Efficiency", f"must be above 0, not {efficiency:g}")
    watts = number_in(fan, "LabelEnergyUse", FAN_POWER if efficiency is None else FAN_AIRFLOW / efficiency)
    kwh = count * watts * FAN_HOURS * 365.0 / 1000.0
    timing = household.timing(fan, "ceiling_fan")
    stated = timing.stated and "monthly" in timing.table
    return Use("ceiling fans", timing, kwh, sensible=1.0, months_above=None if stated else FANS_ABOVE)
