"""Air that fans and open windows of an HPXML home move: whole-house, local and cooling fans, by OpenStudio-HPXML."""

from collections.abc import Callable

import numpy as np

from cosim.hpxml.assembly import Table
from cosim.hpxml.elements import Element, number_in, share_in, text_in
from cosim.hpxml.household import Household
from cosim.hpxml.parts import ROOM, Parts
from cosim.hpxml.timing import Timing
from cosim.hpxml.uses import multiplier, zone_of

KINDS = {"exhaust only": "exhaust", "supply only": "supply", "balanced": "balanced",
         "heat recovery ventilator": "hrv", "energy recovery ventilator": "erv",
         "central fan integrated supply": "supply"}  # fmt: skip
CENTRAL = "central fan integrated supply"
FLOWS = ("TestedFlowRate", "RatedFlowRate", "CalculatedFlowRate", "DeliveredVentilation")
SENSIBLE = ("AdjustedSensibleRecoveryEfficiency", "SensibleRecoveryEfficiency")
TOTAL = ("AdjustedTotalRecoveryEfficiency", "TotalRecoveryEfficiency")
# share of the difference in enthalpy that is sensible at the summer point of CSA 439, at which total recovery is rated:
# 35 °C outdoors and 24 °C indoors, both at half of saturation
SENSIBLE_SHARE = 0.34
MAX_RECOVERY = 0.99
# W/cfm of fans that state no power: ANSI/RESNET/ICC 301-2019, table 4.2.2(1), footnote
EFFICACY = {"exhaust only": 0.35, "supply only": 0.35, "balanced": 0.70, "heat recovery ventilator": 1.00,
            "energy recovery ventilator": 1.00, CENTRAL: 0.50}  # fmt: skip
CENTRAL_HOURS = 8.0  # a day
CENTRAL_EXTRA = 0.5  # of them in which nothing heats or cools, so that the air handler's fan runs for ventilation alone
# local fans: cfm, hour of the day at which they begin to run, for 1 h; W/cfm. OpenStudio-HPXML, after the Building
# America protocols of 2010
LOCAL = {"kitchen": (100.0, 18.0), "bath": (50.0, 7.0)}
LOCAL_EFFICACY = 0.3
# cfm that a dryer blows out for an hour a day, by the same
DRYER = 100.0
# share of the area of windows that can be opened, free opening of such a window, and how much of it people open;
# discharge coefficient: OpenStudio-HPXML
OPERABLE, FREE, OPENED, DISCHARGE = 0.67, 0.5, 0.2, 0.6
# days of the week in the order in which more of them are added
OPENING_DAYS = ("monday", "wednesday", "friday", "saturday", "tuesday", "thursday", "sunday")
USUAL_DAYS = 3.0


def ventilation(parts: Parts) -> list[Table]:
    """Return the fans that ventilate the home or a room and have a flow; hours below 24 become a mean flow."""
    tables = []
    for fan in _fans(parts):
        if _is(fan, "UsedForWholeBuildingVentilation"):
            tables.append(_whole_house(fan))
        elif _is(fan, "UsedForLocalVentilation"):
            tables.append(_local(parts, fan))
    return [table for table in tables if table is not None]


def dryers(parts: Parts, household: Household) -> list[Table]:
    """Return the air that vented dryers of the conditioned space blow outdoors: for an hour a day, in their hours.

    Their fan's power is in the energy of the dryer.
    """
    tables: list[Table] = []
    for dryer in () if household.empty else parts.details.findall("Appliances/ClothesDryer"):
        if text_in(dryer, "Vented", "true") not in ("true", "1") or zone_of(parts, dryer) != ROOM:
            continue
        timing = household.timing(dryer, "clothes_dryer")
        flow = number_in(dryer, "VentedFlowRate", DRYER, least=0.0) * multiplier(dryer) * timing.kept
        if flow > 0.0:
            tables.append({"kind": "exhaust", "flow_cfm": flow, "profile": _shares_of_day(timing)})
    return tables


def _shares_of_day(timing: Timing) -> list[float]:
    """Return the share of a mean day's use in each of its hours."""
    table = timing.table
    if "hourly" in table:
        hours = np.reshape(table["hourly"], (-1, 24)).sum(axis=0)
    else:
        weekday = np.array(table.get("profile", [1.0] * 24))
        hours = 5.0 * weekday + 2.0 * np.array(table.get("weekend_profile", weekday))
    return [float(share) for share in hours / hours.sum()]


def natural_ventilation(parts: Parts, household: Household) -> Table | None:
    """Return how windows and whole-house fans are used to cool; nobody opens those of an empty home."""
    if parts.test_house or household.empty:
        return None
    table: Table = {}
    windows = parts.all("Windows/Window")
    operable = sum(number_in(window, "Area") * _share(window) for window in windows)
    extension = parts.details.find("BuildingSummary/extension")
    holder = parts.one("BuildingSummary") if extension is None else extension
    path = "NaturalVentilationAvailabilityDaysperWeek"
    days = number_in(holder, path, USUAL_DAYS)
    if not 0.0 <= days <= 7.0:
        holder.refuse(path, f"must be between 0 and 7, not {days:g}")
    if operable > 0.0 and days >= 1.0:
        table = {"area_ft2": operable * FREE * OPENED * DISCHARGE, "days": list(OPENING_DAYS[: int(days)])}
    cooling = [fan for fan in _fans(parts) if cools_the_house(fan)]
    flows = [_first(fan, FLOWS) for fan in cooling]
    if flow := sum(flow for flow in flows if flow is not None):
        table["fan_flow_cfm"] = flow
        table["fan_power_w"] = sum(number_in(fan, "FanPower", 0.1 * (_first(fan, FLOWS) or 0.0)) for fan in cooling)
    return {**table, "season": "cooling"} if table else None


def cools_the_house(fan: Element) -> bool:
    """Return whether a fan has a flow with which it cools the whole house on cool evenings."""
    return _is(fan, "UsedForSeasonalCoolingLoadReduction") and _first(fan, FLOWS) is not None


def _fans(parts: Parts) -> list[Element]:
    return parts.details.findall("Systems/MechanicalVentilation/VentilationFans/VentilationFan")


def _is(fan: Element, use: str) -> bool:
    return fan.findtext(use) in ("true", "1")


def _share(window: Element) -> float:
    return share_in(window, "FractionOperable", OPERABLE)


def _whole_house(fan: Element) -> Table | None:
    """Return a fan, None where it is of a kind that is not simulated or states no flow."""
    flow, word = _first(fan, FLOWS), fan.findtext("FanType") or ""
    if flow is None or word not in KINDS:
        return None
    kind, share = KINDS[word], _hours(fan, CENTRAL_HOURS if word == CENTRAL else 24.0) / 24.0
    if flow * share <= 0.0:
        return None
    power = number_in(fan, "FanPower", EFFICACY[word] * flow) * (CENTRAL_EXTRA if word == CENTRAL else 1.0)
    table: Table = {"kind": kind, "flow_cfm": flow * share, "fan_power_w": share * power}
    if kind in ("hrv", "erv"):
        sensible = _first(fan, SENSIBLE, share_in)
        if sensible is None:
            fan.refuse("SensibleRecoveryEfficiency", "is missing")
            sensible = 0.0
        table["sensible_recovery"] = min(sensible, MAX_RECOVERY)
        if kind == "erv":
            total = _first(fan, TOTAL, share_in)
            if total is None:
                fan.refuse("TotalRecoveryEfficiency", "is missing")
                total = 0.0
            latent = (total - SENSIBLE_SHARE * sensible) / (1.0 - SENSIBLE_SHARE)
            table["latent_recovery"] = min(max(latent, 0.0), MAX_RECOVERY)
    return table


def _local(parts: Parts, fan: Element) -> Table | None:
    """Return the fans of a kitchen or of all bathrooms, which run at the same hours each day."""
    place = text_in(fan, "FanLocation", "bath")
    usual, begins = LOCAL.get(place, LOCAL["bath"])
    count = number_in(fan, "Count", bathrooms(parts) if place == "bath" else 1.0)
    flow = _first(fan, FLOWS)
    if flow is None:
        flow = number_in(fan, "RatedFlowRate", usual)
    hours, begins = _hours(fan, 1.0), number_in(fan, "extension/StartHour", begins)
    if not 0.0 <= begins < 24.0:
        fan.refuse("extension/StartHour", f"must be between 0 and 23, not {begins:g}")
        begins = 0.0
    if flow * count * hours <= 0.0:
        return None
    profile = [0.0] * 24
    for number in range(24):
        profile[int(begins + number) % 24] = min(max(hours - number, 0.0), 1.0)
    power = number_in(fan, "FanPower", LOCAL_EFFICACY * flow)
    return {"kind": "exhaust", "flow_cfm": flow * count, "profile": profile, "fan_power_w": power * count}


def bathrooms(parts: Parts) -> float:
    """Return the number of bathrooms: stated, or one for two bedrooms and one more."""
    construction = parts.one("BuildingSummary/BuildingConstruction")
    return number_in(construction, "NumberofBathrooms", float(int(parts.bedrooms / 2.0 + 0.5)))


def _hours(fan: Element, usual: float) -> float:
    hours = number_in(fan, "HoursInOperation", usual)
    if not 0.0 <= hours <= 24.0:
        fan.refuse("HoursInOperation", "must be between 0 and 24")
        return usual
    return hours


def _first(fan: Element, names: tuple[str, ...], read: Callable[[Element, str], float] = number_in) -> float | None:
    """Return the first of some numbers that a fan states."""
    return next((read(fan, name) for name in names if fan.find(name) is not None), None)
