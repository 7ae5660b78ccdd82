"""Air leakage of a house by its age, size, climate and foundation, as blower doors found it.

W. R. Chan, J. Joh and M. H. Sherman, "Analysis of air leakage measurements of US houses", Energy and Buildings 66,
2013: a regression over 134,000 homes of the Residential Diagnostics Database; with foundations and ducts as the Home
Energy Score takes it.
"""

from math import exp, log, sqrt

from cosim.constants import HOUR

PER_AREA, PER_HEIGHT = -0.002078, 0.06375  # 1/m2 and 1/m
UNTIL = ((1959, -0.2498), (1969, -0.4327), (1979, -0.4521), (1989, -0.6536), (1999, -0.9152))
SINCE_2000 = -1.058
CLIMATES = {"1A": 0.4727, "2A": 0.4727, "3A": 0.2529, "4A": 0.3261, "5A": 0.1118, "6A": 0.0, "2B": -0.03755,
            "3B": -0.03755, "4B": -0.008774, "5B": -0.008774, "6B": 0.01944, "3C": 0.04827, "4C": 0.2584, "7": 0.0,
            "8": -0.5119}  # fmt: skip
FOUNDATIONS = {"slab": -0.036992, "conditioned basement": 0.108713, "basement": 0.180352, "crawlspace": 0.180352}
DUCTS = {"conditioned space": -0.12381, "none": -0.12381, "attic": 0.07126, "basement": 0.07126,
         "crawlspace": 0.18072}  # fmt: skip
SPREAD = 0.48
"""Standard deviation of the logarithm among homes alike in all this: slope of the shares of ResStock's table
"Infiltration", which is made from the same measurements, from 10 to 40 air changes (homes of the 1940s in zone 5A)."""
ABOVE_GRADE = 0.5  # m, of the lowest floor
LEAKAGE_PRESSURE, TEST_PRESSURE, EXPONENT, DENSITY = 4.0, 50.0, 0.65, 1.2


def leakage(area: float, storey: float, storeys: float, built: int, zone: str, foundation: str, ducts: str) -> float:
    """Return the air changes per hour at 50 Pa that half of such homes exceed.

    Parameters
    ----------
    area : float
        Floor area, m2.
    storey, storeys : float
        Height of one, m, and their number.
    built : int
        Year; homes since 2000 are alike, which are the newest measured.
    zone : str
        Climate zone, "5A".
    foundation, ducts : str
        As the facts call them.
    """
    return exp(log_leakage(area, storey, storeys, built, zone) + FOUNDATIONS[foundation] + DUCTS[ducts])


def log_leakage(area: float, storey: float, storeys: float, built: int, zone: str) -> float:
    """Return the logarithm of `leakage` but for foundation and ducts."""
    height = storey * storeys + ABOVE_GRADE
    age = next((constant for last, constant in UNTIL if built <= last), SINCE_2000)
    climate = CLIMATES.get(zone) if zone in CLIMATES else CLIMATES.get(_neighbour(zone), 0.0)
    normalized = PER_AREA * area + PER_HEIGHT * height + age + (climate or 0.0)
    # normalized leakage is 1000 x effective area over floor area x storeys^0.3 (ASHRAE 119); flows by the power law
    flow = sqrt(2.0 * LEAKAGE_PRESSURE / DENSITY) * (TEST_PRESSURE / LEAKAGE_PRESSURE) ** EXPONENT
    return normalized + log(flow * HOUR / (1000.0 * storeys**0.3 * storey))


def _neighbour(zone: str) -> str:
    """Return a measured zone like one that is not: 0 like 1, 5C like 4C, 1B like 2B, 6C and without a letter like A."""
    number, letter = min(max(int(zone[0]), 1), 8), zone[1:] or "A"
    if number >= 7:
        return str(number)
    if letter == "B":
        return f"{max(number, 2)}B"
    return {"C": "4C" if number >= 4 else "3C"}.get(letter, f"{number}A")
