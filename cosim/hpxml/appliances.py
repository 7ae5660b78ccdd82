"""Appliances of an HPXML home by ANSI/RESNET/ICC 301: what they take by their labels, and the heat that they leave.

Where a home has no appliances at all, its file does not describe them: those of the standard's reference home are
taken, electric. One that is missing among others does not exist.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from cosim.hpxml.elements import Element, Refused, Unsupported, name_of, number_in, text_in
from cosim.hpxml.fuels import BOUGHT
from cosim.hpxml.household import Household
from cosim.hpxml.parts import Parts
from cosim.hpxml.shapes import COLD_BY_TEMPERATURE, COLD_CONSTANT
from cosim.hpxml.timing import Timing, coefficients
from cosim.hpxml.uses import KELVIN, Use, cool_place, multiplier, zone_of
from cosim.units import KILOWATT_HOUR, THERM

USUAL = ("Refrigerator", "CookingRange", "ClothesWasher", "ClothesDryer", "Dishwasher")
AT_20_C = 68.0  # °F
A_THERM = THERM / KILOWATT_HOUR  # kWh
# gallons of a washer's cycle that a therm, and a kWh, a year of its label heat: ANSI/RESNET/ICC 301-2019, addendum A
WASHER_GAS, WASHER_ELECTRICITY = 0.3914, 0.0178
DISHWASHER_GAS, DISHWASHER_ELECTRICITY = 0.5497, 0.02504
WEEKS = 52.0
# machines of 2006, by the same: label kWh a year, USD for a kWh, a therm and a year of gas, cycles a week, size
WASHER = {"RatedAnnualkWh": 400.0, "LabelElectricRate": 0.12, "LabelGasRate": 1.09, "LabelAnnualGasCost": 27.0,
          "LabelUsage": 6.0, "Capacity": 3.0}  # fmt: skip
DISHWASHER = {"RatedAnnualkWh": 467.0, "LabelElectricRate": 0.12, "LabelGasRate": 1.09, "LabelAnnualGasCost": 33.12,
              "LabelUsage": 4.0, "PlaceSettingCapacity": 12.0}  # fmt: skip
# cycles a year: a constant and for each person; Parker and others, FSEC-PF-464-15, equations 1 and 3
LAUNDRY = 123.0, 61.0
DISHES = 91.0, 30.0
# share of the energy that stays in the home, and of that the sensible part
STAYS = {"range": 0.80, "dishwasher": 0.60, "washer": 0.30, "dryer": 0.15}
SENSIBLE = {"electric range": 0.90, "range": 0.80, "dishwasher": 0.50, "washer": 0.90, "dryer": 0.90}


def appliances(parts: Parts, household: Household) -> list[tuple[Element, Callable[[], Use]]]:
    """Return the appliances, each with what reads it."""
    section = parts.details.find("Appliances")
    found = [] if section is None else [child for child in section if isinstance(child, Element)]
    if not found:
        parts.details.assumed["Appliances"] = "refrigerator, range, washer, dryer and dishwasher, electric"
        found = [Element(tag) for tag in USUAL]
    readers = {"Refrigerator": _refrigerator, "Freezer": _freezer, "CookingRange": _range, "Dishwasher": _dishwasher,
               "ClothesWasher": _washer, "ClothesDryer": _dryer}  # fmt: skip
    others = {element.tag: element for element in reversed(found)}
    known = [element for element in found if element.tag in readers]
    return [(element, partial(readers[element.tag], parts, household, element, others)) for element in known]


Others = dict[str, Element]


def _refrigerator(parts: Parts, household: Household, element: Element, others: Others) -> Use:
    second = element.findtext("PrimaryIndicator") in ("false", "0")
    rated = number_in(element, "RatedAnnualkWh", 637.0 + 18.0 * household.bedrooms)
    zone = zone_of(parts, element, cool_place(parts) if second else "conditioned space")
    name, column = ("second refrigerator", "extra_refrigerator") if second else ("refrigerator", "refrigerator")
    return _cold(element, name, rated, zone, household.timing(element, column), by_temperature=True)


def _freezer(parts: Parts, household: Household, element: Element, others: Others) -> Use:
    rated = number_in(element, "RatedAnnualkWh", 319.8)
    zone = zone_of(parts, element, cool_place(parts))
    stated = element.find("extension/ConstantScheduleCoefficients") is not None
    return _cold(element, "freezer", rated, zone, household.timing(element, "freezer"), by_temperature=stated)


def _cold(element: Element, name: str, rated: float, zone: str, timing: Timing, *, by_temperature: bool) -> Use:
    """Return a refrigerator or freezer, whose power follows the temperature of the air around it where it can."""
    rated *= multiplier(element)
    if timing.stated or not by_temperature:
        return Use(name, timing, electricity=rated, sensible=1.0, zone=zone)
    constant = coefficients(element, "ConstantScheduleCoefficients", COLD_CONSTANT)
    rise = coefficients(element, "TemperatureScheduleCoefficients", COLD_BY_TEMPERATURE)
    shape = [max(a + b * AT_20_C, 0.0) for a, b in zip(constant, rise, strict=True)]
    if not sum(shape) > 0.0:
        raise Refused(f"{name_of(element)}/extension", "its coefficients leave no power at 20 °C")
    kwh = rated * sum(shape) / 24.0
    slope = rated * sum(rise) / 24.0 * KELVIN
    return Use(name, Timing({"profile": shape}), electricity=kwh, sensible=1.0, zone=zone, slope=max(slope, 0.0))


def _range(parts: Parts, household: Household, element: Element, others: Others) -> Use:
    fuel, oven = _fuel(element), others.get("Oven", Element("Oven"))
    beds, factor = household.equal_bedrooms, multiplier(element)
    fan_oven = 0.95 if text_in(oven, "IsConvection", "false") in ("true", "1") else 1.0
    induction = 0.91 if text_in(element, "IsInduction", "false") in ("true", "1") else 1.0
    zone, timing = zone_of(parts, element), household.timing(element, "cooking_range")
    stays = STAYS["range"]
    if fuel == "electricity":
        sensible, kwh, burnt = SENSIBLE["electric range"], induction * fan_oven * (331.0 + 39.0 * beds), 0.0
    else:
        sensible, kwh = SENSIBLE["range"], 22.6 + 2.7 * beds
        burnt = fan_oven * (22.6 + 2.7 * beds) * A_THERM
    use = Use("range and oven", timing, kwh * factor, burnt * factor, zone=zone, burns=BOUGHT[fuel])
    return replace(use, sensible=stays * sensible, latent=stays * (1.0 - sensible))


def _dishwasher(parts: Parts, household: Household, element: Element, others: Others) -> Use:
    kwh = _dishwashing(household, element)[0]
    return _wet("dishwasher", parts, household, element, kwh, "dishwasher")


def dishwasher_water(household: Household, element: Element) -> float:
    """Return the hot water of a dishwasher, gallons a day."""
    return _dishwashing(household, element)[1]


def _dishwashing(household: Household, element: Element) -> tuple[float, float]:
    """Return what a dishwasher itself takes, kWh a year, and its hot water, gallons a day."""
    label = _label(element, DISHWASHER)
    if element.find("EnergyFactor") is not None and element.find("RatedAnnualkWh") is None:
        label["RatedAnnualkWh"] = 215.0 / _positive(element, "EnergyFactor")
    cycles = household.cycles(*DISHES) * 12.0 / label["PlaceSettingCapacity"]
    machine, factor = _machine(label, DISHWASHER_GAS, DISHWASHER_ELECTRICITY), multiplier(element)
    kwh = machine / (label["LabelUsage"] * WEEKS) * cycles
    water = (label["RatedAnnualkWh"] - machine) * DISHWASHER_ELECTRICITY * cycles / 365.0
    return max(kwh, 0.0) * factor, max(water, 0.0) * factor


def _washer(parts: Parts, household: Household, element: Element, others: Others) -> Use:
    kwh = _washing(household, element)[0]
    for name in ("IntegratedModifiedEnergyFactor", "ModifiedEnergyFactor"):
        element.find(name)  # the dryer's
    return _wet("clothes washer", parts, household, element, kwh, "washer", "clothes_washer")


def washer_water(household: Household, element: Element) -> float:
    """Return the hot water of a washer, gallons a day."""
    return _washing(household, element)[1]


def _washing(household: Household, element: Element) -> tuple[float, float]:
    """Return what a washer itself takes, kWh a year, and its hot water, gallons a day."""
    label = _label(element, WASHER)
    machine, factor = _machine(label, WASHER_GAS, WASHER_ELECTRICITY), multiplier(element)
    cycles = _laundry(household, label["Capacity"])
    kwh = machine / (label["LabelUsage"] * WEEKS) * cycles
    water = (label["RatedAnnualkWh"] - machine) * WASHER_ELECTRICITY * cycles / 365.0
    return max(kwh, 0.0) * factor, max(water, 0.0) * factor


def _dryer(parts: Parts, household: Household, element: Element, others: Others) -> Use:
    """Return a dryer, which takes what the washer leaves in the clothes."""
    washer = others.get("ClothesWasher", Element("ClothesWasher"))
    label = _label(washer, WASHER)
    if element.find("EnergyFactor") is not None and element.find("CombinedEnergyFactor") is None:
        efficiency = _positive(element, "EnergyFactor") / 1.15
    else:
        efficiency = _positive(element, "CombinedEnergyFactor", 3.01)
    if washer.find("ModifiedEnergyFactor") is not None and washer.find("IntegratedModifiedEnergyFactor") is None:
        integrated = (_positive(washer, "ModifiedEnergyFactor") - 0.503) / 0.95
    else:
        integrated = _positive(washer, "IntegratedModifiedEnergyFactor", 1.0)
    if integrated <= 0.0:
        raise Refused(f"{name_of(washer)}/ModifiedEnergyFactor", "is below that of any washer")
    volume = label["Capacity"]
    # water left for each pound of clothes, beyond the 4 % that stay
    moisture = 0.97 * volume / integrated - label["RatedAnnualkWh"] / 312.0
    moisture /= (2.0104 * volume + 1.4242) * 0.455
    kwh = max(moisture * 100.0 / 55.5 * 8.45 / efficiency * _laundry(household, volume), 0.0) * multiplier(element)
    fuel, burnt = _fuel(element), 0.0
    if fuel != "electricity":
        burnt, kwh = kwh * 0.93 * 3.73 / 3.30 * 3412.0 / 1e5 * A_THERM, kwh * 0.07 * 3.73 / 3.30
    vented = text_in(element, "Vented", "true") in ("true", "1")
    stays = STAYS["dryer"] if vented else 1.0
    use = Use("clothes dryer", household.timing(element, "clothes_dryer"), kwh, burnt, zone=zone_of(parts, element))
    use = replace(use, burns=BOUGHT[fuel])
    return replace(use, sensible=stays * SENSIBLE["dryer"], latent=stays * (1.0 - SENSIBLE["dryer"]))


def _wet(
    name: str, parts: Parts, household: Household, element: Element, kwh: float, kind: str, column: str = ""
) -> Use:
    stays, sensible = STAYS[kind], SENSIBLE[kind]
    timing, zone = household.timing(element, column or kind), zone_of(parts, element)
    return Use(name, timing, kwh, sensible=stays * sensible, latent=stays * (1.0 - sensible), zone=zone)


def _laundry(household: Household, volume: float) -> float:
    """Return cycles a year of a washer whose drum holds `volume`, ft3; the standard's holds 3."""
    return household.cycles(*LAUNDRY) * (3.0 * 2.08 + 1.59) / (volume * 2.08 + 1.59)


def _machine(label: dict[str, float], by_gas: float, by_electricity: float) -> float:
    """Return what the machine itself takes of a label's kWh a year, the rest being for hot water."""
    gas = label["LabelAnnualGasCost"] * by_gas / label["LabelGasRate"]
    ratio = label["LabelElectricRate"] * by_gas / label["LabelGasRate"]
    if ratio == by_electricity:
        raise ZeroDivisionError
    return (gas - label["RatedAnnualkWh"] * by_electricity) / (ratio - by_electricity)


def _label(element: Element, usual: dict[str, float]) -> dict[str, float]:
    return {name: _positive(element, name, default) for name, default in usual.items()}


def _positive(element: Element, name: str, usual: float | None = None) -> float:
    value = number_in(element, name, usual)
    if value <= 0.0:
        raise Refused(f"{name_of(element)}/{name}", f"must be above 0, not {value:g}")
    return value


def _fuel(element: Element) -> str:
    fuel = text_in(element, "FuelType", "electricity")
    if fuel not in BOUGHT:
        raise Unsupported(f"{name_of(element)}/FuelType", f"'{fuel}' is not supported yet")
    return fuel
