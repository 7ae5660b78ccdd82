"""Heat, electricity and fuel of people, appliances, lamps and loads in an HPXML home, each end use a table of gains."""

from collections.abc import Callable

from cosim.hpxml.appliances import appliances
from cosim.hpxml.assembly import Table
from cosim.hpxml.elements import Element, Refused, name_of
from cosim.hpxml.household import Household, household_of
from cosim.hpxml.lamps import lamps
from cosim.hpxml.loads import loads
from cosim.hpxml.parts import Parts
from cosim.hpxml.uses import Use, metered, multiplier
from cosim.hpxml.water import hot_water
from cosim.units import BTU, KILOWATT_HOUR

A_DAY = 365.0 * BTU / KILOWATT_HOUR  # kWh a year for each Btu a day
# Btu a day: of one person at home for 16.5 h, sensible and latent, and of water on basins, bodies and floors, which
# cools what it wets, a constant and for each bedroom: ANSI/RESNET/ICC 301, internal gains of the reference home
PERSON = 3716.0, 2884.0
AT_HOME = 16.5  # h
WATER = (-1227.0, -409.0), (1245.0, 415.0)
PERSON_RADIANT = 0.558  # OpenStudio-HPXML

Reading = tuple[Element, Callable[[], Use]]


def gains(parts: Parts) -> tuple[list[Table], list[Refused]]:
    """Return the gains of a home, and what of them could not be read."""
    uses, faults = uses_of(parts)
    return metered(uses), faults


def uses_of(parts: Parts) -> tuple[list[Use], list[Refused]]:
    """Return every end use of a home but heating, cooling, ventilation and hot water; and what could not be read.

    Houses of Standard 140 have the loads that their files state, and nobody in them.
    """
    household = household_of(parts)
    found: list[Reading] = loads(parts, household)
    if not parts.test_house and not _loads_are_all(parts):
        summary = parts.one("BuildingSummary")
        found += [*appliances(parts, household), *lamps(parts, household), *hot_water(parts, household)]
        found.append((summary, lambda: _people(parts, household)))
        found += [(summary, lambda kind=kind: _water(parts, household, kind)) for kind in (0, 1)]  # type: ignore[misc]
    uses, faults = [], []
    for element, read in found:
        try:
            uses.append(read())
        except Refused as refused:
            faults.append(refused)
        except ArithmeticError:
            faults.append(Refused(name_of(element), "its figures are impossible: zero, negative, or at odds"))
    return [] if household.empty and not parts.test_house else uses, faults


def _loads_are_all(parts: Parts) -> bool:
    """Return whether loads with stated energy stand for all gains, as in houses of tests: nothing else is described."""
    described = ("Appliances/*", "Lighting/LightingGroup", "BuildingSummary/BuildingOccupancy/NumberofResidents")
    plugs = parts.details.findall("MiscLoads/PlugLoad")
    stated = bool(plugs) and all(plug.find("Load") is not None for plug in plugs)
    return stated and not any(parts.details.findall(path) for path in described)


def _people(parts: Parts, household: Household) -> Use:
    """Return the heat of people: 400 Btu/h each while all are at home, as OpenStudio-HPXML has it."""
    timing = household.timing(parts.details.find("BuildingSummary/BuildingOccupancy"), "occupants")
    whole = sum(PERSON)
    heat = household.people * whole * A_DAY * timing.hours_at_peak() / AT_HOME
    sensible, latent = (part / whole for part in PERSON)
    return Use("people", timing, heat=heat, sensible=sensible, latent=latent, radiant=PERSON_RADIANT)


def _water(parts: Parts, household: Household, kind: int) -> Use:
    """Return the sensible (0) or latent (1) heat of water that wets rooms and people."""
    occupancy = parts.details.find("BuildingSummary/BuildingOccupancy")
    timing = household.timing(occupancy, "general_water_use", "GeneralWaterUse")
    factor = 1.0 if occupancy is None else multiplier(occupancy, "extension/GeneralWaterUseUsageMultiplier")
    constant, each = WATER[kind]
    heat = factor * (constant + each * household.equal_bedrooms) * A_DAY
    name = "water use, evaporation" if kind else "water use, cooling"
    return Use(name, timing, heat=heat, sensible=1.0 - kind, latent=float(kind))
