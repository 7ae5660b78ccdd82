"""People of a house, what they use and the water that they heat."""

from cosim.config.facts import FactsConfig
from cosim.facts.distribution import Distribution
from cosim.units import BTU, KILOWATT_HOUR, from_si

DAYS = 365.0
SURVEY = "American Community Survey 2005, table S1101"
HOUSEHOLD = 2.6  # people
BULBS = 0.6
"""Energy of lighting over that of ANSI/RESNET/ICC 301-2014, whose lamps are mostly incandescent: RECS 2020, nearly half
of households light with LEDs alone. A judgement."""
# °F, mean air temperature of the year by the number of the zone, as its limits of degree days imply
MEAN_AIR = (80.0, 77.0, 70.0, 63.0, 56.0, 50.0, 45.0, 39.0, 28.0)
MAINS_ABOVE_AIR, TAP = 6.0, 125.0  # °F: J. Burch and C. Christensen, NREL 2007; ANSI/RESNET/ICC 301
HEAT_OF_WATER = 8.34 * BTU  # J per US gallon and °F
FACTORS = {"gas": 0.59, "propane": 0.59, "oil": 0.57, "electricity": 0.92}
"""Energy factors of usual tanks: federal minimum from 2004 to 2015."""


def people(facts: FactsConfig, zone: str) -> dict[str, Distribution]:
    """Return the quantities of people, appliances and hot water; energies in kWh a year."""
    occupants = facts.occupants if facts.occupants is not None else HOUSEHOLD
    found = {
        "occupants": Distribution("fixed", occupants, 0.0, 0.0, 30.0, "stated", "people", given=True)
        if facts.occupants is not None
        else Distribution("lognormal", occupants, 0.45, 1.0, 8.0, f"{SURVEY}: 2.6 in a household", "people"),
        "base_electricity": Distribution(
            "lognormal", rest_of_the_house(from_si(facts.floor_area, "area", "ft2"), occupants), 0.40, 600.0, 40000.0,
            "ANSI/RESNET/ICC 301-2014 table 4.2.2.5(1), lighting for LEDs; spread after RECS 2020, a judgement",
            "electricity of lights and appliances, without heating, cooling and hot water", "kWh/a",
        ),
        "gains": Distribution(
            "normal", 0.78, 0.10, 0.4, 1.0,
            "ANSI/RESNET/ICC 301-2014: the rest leaves with vapor, dryer air and outdoor lights; spread a judgement",
            "share of that electricity that stays indoors as heat",
        ),
    }  # fmt: skip
    fuel = facts.hot_water or ("electricity" if facts.heating_fuel == "electricity" else facts.heating_fuel)
    if fuel != "none":
        name = "hot_water_electricity" if fuel == "electricity" else "hot_water_gas"
        found[name] = Distribution(
            "lognormal", hot_water(occupants, zone, fuel), 0.35, 200.0, 30000.0,
            "ANSI/RESNET/ICC 301-2014, 30 gallons a day and 10 for each bedroom; spread after RECS 2020, a judgement",
            f"{fuel} of the water heater", "kWh/a",
        )  # fmt: skip
    return found


def rest_of_the_house(area: float, occupants: float) -> float:
    """Return the electricity of lights and appliances, kWh a year.

    Sum of the reference home's end uses in ANSI/RESNET/ICC 301-2014, table 4.2.2.5(1): residual loads, television,
    lighting indoors and outdoors, refrigerator, range, dryer, dishwasher, washer. People stand for bedrooms.

    Parameters
    ----------
    area : float
        ft2.
    occupants : float
    """
    lighting = BULBS * (455.0 + 0.80 * area + 100.0 + 0.05 * area)
    appliances = 637.0 + 331.0 + 524.0 + 78.0 + 38.0 + 413.0 + (18.0 + 39.0 + 149.0 + 31.0 + 10.0 + 69.0) * occupants
    return 0.91 * area + lighting + appliances


def hot_water(occupants: float, zone: str, fuel: str) -> float:
    """Return the energy of a water heater with a usual tank, kWh a year."""
    gallons = 30.0 + 10.0 * occupants
    rise = TAP - (MEAN_AIR[int(zone[0])] + MAINS_ABOVE_AIR)
    return gallons * DAYS * HEAT_OF_WATER * rise / FACTORS[fuel] / KILOWATT_HOUR
