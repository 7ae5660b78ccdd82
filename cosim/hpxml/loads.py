"""Plugs, fuel loads, pools and spas of an HPXML home: as stated, or by rules of its size and people."""

from collections.abc import Callable
from functools import partial

from cosim.hpxml.appliances import A_THERM
from cosim.hpxml.elements import Element, Unsupported, name_of, number_in
from cosim.hpxml.fuels import BOUGHT
from cosim.hpxml.household import Household
from cosim.hpxml.parts import Parts
from cosim.hpxml.uses import ELSEWHERE, RADIANT, Use, multiplier

TEST_RADIANT = 0.7  # of Standard 140's houses (section 7)
VEHICLE = 4500.0 * 0.3 / (0.9 * 0.9)  # kWh: miles a year, kWh a mile, efficiencies of charger and battery
# column of schedules files, shares of the energy that warm and wet the room, name
PLUGS = {
    "other": ("plug_loads_other", 0.855, 0.045, "plug loads"),
    "TV other": ("plug_loads_tv", 1.0, 0.0, "television"),
    "well pump": ("plug_loads_well_pump", 0.0, 0.0, "well pump"),
    "electric vehicle charging": ("plug_loads_vehicle", 0.0, 0.0, "vehicle charging"),
}
FUELS = {
    "grill": ("fuel_loads_grill", 0.0, 0.0, "grill"),
    "fireplace": ("fuel_loads_fireplace", 0.5, 0.1, "fireplace"),
    "lighting": ("fuel_loads_lighting", 0.0, 0.0, "fuel lamps"),
}
# therms a year of a home of usual size: Building America's protocols of 2010
THERMS = {"grill": 0.87 / 0.029, "fireplace": 1.95 / 0.032, "lighting": 0.22 / 0.012}
WELL_PUMP = 50.8 / 0.127
# pump kWh, heater therms and kWh of resistance, a year, by the same
POOLS = {"Pool": (158.6 / 0.070, 3.0 / 0.014, 8.3 / 0.004, "pool"),
         "PermanentSpa": (59.5 / 0.059, 0.87 / 0.011, 49.0 / 0.048, "permanent_spa")}  # fmt: skip
HEAT_PUMP_COP = 5.0  # of pool heaters, over a season
NONE = (None, "none", "not present")


def loads(parts: Parts, household: Household) -> list[tuple[Element, Callable[[], Use]]]:
    """Return plugs, fuel loads, pools and spas, each with what reads it."""
    plugs = parts.details.findall("MiscLoads/PlugLoad")
    if not plugs and not parts.test_house:
        parts.details.assumed["MiscLoads/PlugLoad"] = "television and all else that plugs in"
        plugs = [_plug(kind) for kind in ("other", "TV other")]
    found: list[tuple[Element, Callable[[], Use]]] = [(e, partial(_plug_load, parts, household, e)) for e in plugs]
    fuels = parts.details.findall("MiscLoads/FuelLoad")
    found += [(element, partial(_fuel_load, household, element)) for element in fuels]
    for path in ("Pools/Pool", "Spas/PermanentSpa"):
        for element in parts.details.findall(path):
            if element.findtext("Type") in NONE:
                continue
            pumps = element.findall("Pumps/Pump")
            found += [(pump, partial(_pool_pump, household, element.tag, pump)) for pump in pumps]
            heaters = element.findall("Heater")
            found += [(heater, partial(_pool_heater, household, element.tag, heater)) for heater in heaters]
    return found


def _plug(kind: str) -> Element:
    element, word = Element("PlugLoad"), Element("PlugLoadType")
    word.text = kind
    element.append(word)
    return element


def _plug_load(parts: Parts, household: Household, element: Element) -> Use:
    kind = element.findtext("PlugLoadType") or "other"
    if kind not in PLUGS and element.find("Load") is None:
        raise Unsupported(f"{name_of(element)}/PlugLoadType", f"'{kind}' has no usual energy; state its Load")
    column, sensible, latent, name = PLUGS.get(kind, (*PLUGS["other"][:3], kind))
    if parts.test_house:
        sensible, latent = 1.0, 0.0
    usual = {"TV other": household.television, "well pump": lambda: WELL_PUMP * household.scale(),
             "electric vehicle charging": lambda: VEHICLE}.get(kind, household.plugs)  # fmt: skip
    kwh = _load(element, {"kWh/year": 1.0}, usual) * multiplier(element)
    sensible, latent = _shares(element, sensible, latent)
    radiant = TEST_RADIANT if parts.test_house else RADIANT
    return Use(name, household.timing(element, column), kwh, sensible=sensible, latent=latent, radiant=radiant)


def _fuel_load(household: Household, element: Element) -> Use:
    kind = element.findtext("FuelLoadType") or ""
    if kind not in FUELS:
        known = ", ".join(FUELS)
        raise Unsupported(f"{name_of(element)}/FuelLoadType", f"'{kind}' is not supported yet; supported: {known}")
    column, sensible, latent, name = FUELS[kind]
    usual = THERMS[kind] * A_THERM * household.scale()
    kwh = _load(element, {"therm/year": A_THERM, "kWh/year": 1.0}, lambda: usual) * multiplier(element)
    sensible, latent = _shares(element, sensible, latent)
    fuel = element.findtext("FuelType") or "natural gas"
    if fuel not in BOUGHT or fuel == "electricity":
        raise Unsupported(f"{name_of(element)}/FuelType", f"'{fuel}' is not supported yet")
    return Use(name, household.timing(element, column), fuel=kwh, sensible=sensible, latent=latent, burns=BOUGHT[fuel])


def _pool_pump(household: Household, tag: str, pump: Element) -> Use:
    usual, _, _, column = POOLS[tag]
    if pump.findtext("Type") in NONE:
        return Use(f"{column.replace('_', ' ')} pump")
    kwh = _load(pump, {"kWh/year": 1.0}, lambda: usual * household.scale()) * multiplier(pump)
    return Use(f"{column.replace('_', ' ')} pump", household.timing(pump, f"{column}_pump"), kwh, zone=ELSEWHERE)


def _pool_heater(household: Household, tag: str, heater: Element) -> Use:
    _, therms, resistance, column = POOLS[tag]
    name, kind = f"{column.replace('_', ' ')} heater", heater.findtext("Type")
    if kind in NONE:
        return Use(name)
    usual = {"gas fired": therms * A_THERM, "electric resistance": resistance,
             "heat pump": resistance / HEAT_PUMP_COP}  # fmt: skip
    if kind not in usual:
        raise Unsupported(f"{name_of(heater)}/Type", f"'{kind}' is not supported yet; supported: {', '.join(usual)}")
    units = {"therm/year": A_THERM, "kWh/year": 1.0}
    kwh = _load(heater, units, lambda: usual[kind] * household.scale()) * multiplier(heater)
    timing, burns = household.timing(heater, f"{column}_heater"), kind == "gas fired"
    return Use(name, timing, 0.0 if burns else kwh, kwh if burns else 0.0, zone=ELSEWHERE)


def _load(element: Element, units: dict[str, float], usual: Callable[[], float]) -> float:
    """Return the energy of a year that an element states, kWh, or the usual one."""
    if element.find("Load") is None:
        kwh = usual()
        element.assumed["Load"] = f"{kwh:.4g} kWh a year"
        return kwh
    unit = element.findtext("Load/Units")
    if unit not in units:
        element.leave("Load/Units", f"only {' and '.join(units)} is supported")
    return number_in(element, "Load/Value", least=0.0) * units.get(unit or "", 1.0)


def _shares(element: Element, sensible: float, latent: float) -> tuple[float, float]:
    """Return the shares of the energy that become sensible and latent heat of the room."""
    found = number_in(element, "extension/FracSensible", sensible), number_in(element, "extension/FracLatent", latent)
    if min(found) < 0.0 or sum(found) > 1.0 + 1e-9:
        element.refuse("extension/FracSensible", "with FracLatent must be between 0 and 1")
    return found
