"""Air that leaks into a zone by wind and buoyancy.

One kernel serves three models. AIM-2 (Walker and Wilson) for a house with a blower-door test, Sherman and Grimsrud's
for vented attics and crawlspaces, and constant air changes all take the form

    mass flow = constant + density * coefficient * (stack |dT| + wind v^2 + cross v sqrt|dT|) ** exponent
"""

from math import sqrt

import numpy as np

from cosim.arrays import Array
from cosim.constants import DRY_AIR_GAS_CONSTANT, GRAVITY, ROOM_AIR_DENSITY

INDOOR = 293.15  # K
INTERACTION = -1.0 / 3.0  # of wind and stack, AIM-2
STATION_HEIGHT = 10.0  # m, of the weather station's anemometer
# Sherman and Grimsrud's classes of terrain, multiplier and exponent of the wind profile: III rural, IV urban or
# suburban, V city; the weather station stands in class II
WIND_PROFILE = {"open": (0.85, 0.20), "suburban": (0.67, 0.25), "city": (0.47, 0.35)}
# classes of local shielding from "very heavy" to "none": the shelter coefficient of AIM-2 (Walker and Wilson, table 2)
# and the coefficient C' of Sherman and Grimsrud, about a third of it
SHELTER = (0.30, 0.50, 0.70, 0.90, 1.00)
SHIELDING = (0.102, 0.185, 0.240, 0.285, 0.324)
# columns of a zone's row of leakage
CONSTANT, COEFFICIENT, STACK, WIND, CROSS, EXPONENT, BASE = range(7)
COLUMNS = 7
SMALLEST_FLOW = 1e-12  # below which leaks beside balanced fans are none


def constant_flow(mass_flow: float) -> Array:
    """Row of leakage for a constant flow of outdoor air, kg/s."""
    row = np.zeros(COLUMNS)
    row[CONSTANT], row[EXPONENT] = mass_flow, 1.0
    return row


def house_leakage(
    flow_at_50: float,
    exponent: float,
    height: float,
    ceiling: float,
    floor: float,
    local_wind: float,
    flue: tuple[float, float] = (0.0, 1.0),
) -> Array:
    """Row of leakage of a house by AIM-2 [1]_.

    Parameters
    ----------
    flow_at_50 : float
        Flow of a blower door at 50 Pa, m3/s.
    exponent : float
        Of the flow's dependence on pressure, 0.5 to 1, typically 0.65.
    height : float
        From the lowest to the highest leak, m.
    ceiling, floor : float
        Shares of the leaks in ceiling and floor; the rest is in walls and flue.
    local_wind : float
        Wind speed at the eaves, sheltered by what stands around, over that at the weather station.
    flue : (float, float)
        Share of the leaks in an open flue, and height of its top over that of the highest leak.

    Returns
    -------
    array, shape (7,)

    References
    ----------
    .. [1] I. S. Walker and D. J. Wilson, "Field validation of algebraic equations for stack and wind driven air
       infiltration calculations", HVAC&R Research 4(2), 1998: within 19 % of measured flows on average.
    """
    n = exponent
    share, top = flue
    level, lopsided = ceiling + floor, ceiling - floor  # R and X of the paper, with the flue's share Y
    coefficient = flow_at_50 / 50.0**n
    uneven = min((lopsided + (2.0 * n + 1.0) * share) ** 2 / (2.0 - level), 1.0)  # M, equations 10 and 11
    stack_factor = (1.0 + n * level) / (n + 1.0) * (0.5 - 0.5 * uneven**1.2) ** (n + 1.0)
    wind_factor = 0.19 * (2.0 - n) * (1.0 - ((lopsided + level) / 2.0) ** (1.5 - share))
    if share > 0.0:  # equations 12 and 13, and the flue's part of the wind's factor
        neutral = level + 2.0 * (1.0 - level - share) / (n + 1.0) - 2.0 * share * (top - 1.0) ** n
        far = 3.0 * (neutral - lopsided) ** 2 * level ** (1.0 - n) / (2.0 * (top + 1.0))
        stack_factor += n * share * (top - 1.0) ** ((3.0 * n - 1.0) / 3.0) * (1.0 - far)
        both = (lopsided + level + 2.0 * share) / 2.0
        wind_factor -= share / 4.0 * (both - 2.0 * share * both**4)
    stack = stack_factor * (ROOM_AIR_DENSITY * GRAVITY * height / INDOOR) ** n
    wind = wind_factor * (ROOM_AIR_DENSITY / 2.0) ** n
    row = np.zeros(COLUMNS)
    row[COEFFICIENT], row[EXPONENT] = coefficient, n
    row[STACK] = stack ** (1.0 / n)
    row[WIND] = wind ** (1.0 / n) * local_wind**2
    row[CROSS] = INTERACTION * sqrt(row[STACK] * row[WIND])
    return row


def vent_wind(top: float, terrain: str, shelter: float) -> float:
    """Wind that presses on vents over the wind at the weather station, by Sherman and Grimsrud.

    Parameters
    ----------
    top : float
        Height of the highest opening above the ground, m.
    terrain : {"open", "suburban", "city"}
        Around the house.
    shelter : float
        Shelter coefficient of AIM-2, 0.3 to 1: 0.9 exposed, 0.5 among houses, 0.3 well shielded. Sherman and Grimsrud
        describe the same five classes of surroundings by C', which is interpolated between them.

    Returns
    -------
    float
        C' times the ratio of wind speeds.
    """
    multiplier, exponent = WIND_PROFILE[terrain]
    shielding = np.interp(shelter, SHELTER, SHIELDING) * min(shelter / SHELTER[0], 1.0)
    return float(shielding * multiplier * (top / STATION_HEIGHT) ** exponent)


def vent_leakage(area: float, height: float, wind: float, level: float) -> Array:
    """Row of leakage of a vented attic or crawlspace by Sherman and Grimsrud [1]_.

    The stack factor is 2/3 (1 + R/2) sqrt(2 b (1 - b)) / (sqrt(b) + sqrt(1 - b)) with the neutral level b at
    mid-height, where the last fraction is 1/2; the wind factor is (1 - R)^(1/3) times `wind`.

    Parameters
    ----------
    area : float
        Effective leakage area, m2.
    height : float
        From the lowest to the highest opening, m.
    wind : float
        From `vent_wind`.
    level : float
        R, share of the openings in floor and ceiling, 0 to 1.

    Returns
    -------
    array, shape (7,)

    References
    ----------
    .. [1] M. H. Sherman and D. T. Grimsrud, "Infiltration-pressurization correlation: simplified physical modeling",
       ASHRAE Trans. 86(2), 1980 (LBL-10163); within about 20 % of flows measured over a week in houses.
    """
    stack = (2.0 / 3.0) * (1.0 + level / 2.0) * 0.5
    row = np.zeros(COLUMNS)
    row[COEFFICIENT], row[EXPONENT] = area, 0.5
    row[STACK] = stack**2 * GRAVITY * height / INDOOR
    row[WIND] = ((1.0 - level) ** (1.0 / 3.0) * wind) ** 2
    return row


def combined_flow(leakage: float, supply: float, exhaust: float) -> float:
    """Air that passes through a zone by leaks and fans together [1]_.

    Parameters
    ----------
    leakage : float
        What would leak in without fans.
    supply, exhaust : float
        What fans bring in and take out, in the same unit, 0 or more.

    Returns
    -------
    float
        What the stronger side of the fans moves, and what of the leakage their imbalance leaves: all of it beside
        balanced fans, less the more they push or draw.

    References
    ----------
    .. [1] ANSI/RESNET/ICC 301-2022, as OpenStudio-HPXML has it: Qtot = Qfan + Qinf^2 / (Qinf + Qimb); after N. Hurel,
       M. H. Sherman and I. S. Walker, "Sub-additivity in combining infiltration with mechanical ventilation for single
       zone buildings", Building and Environment 98, 2016.
    """
    left = leakage + abs(supply - exhaust)
    return max(supply, exhaust) + leakage * leakage / max(left, SMALLEST_FLOW)


def zone_air_flow(
    leakage: Array, zone_temperature: float, outdoor_temperature: float, wind_speed: float, pressure: float
) -> float:
    """Outdoor air that enters a zone through its leaks, kg of dry air a second.

    Parameters
    ----------
    leakage : array, shape (7,)
        From `house_leakage`, `vent_leakage` or `constant_flow`.
    zone_temperature, outdoor_temperature : float
        K.
    wind_speed : float
        At the weather station, m/s.
    pressure : float
        Of the atmosphere, Pa.

    Returns
    -------
    float
    """
    coefficient = leakage[COEFFICIENT]
    if coefficient == 0.0:
        return leakage[CONSTANT]
    difference = abs(zone_temperature - outdoor_temperature)
    drive = leakage[STACK] * difference + leakage[WIND] * wind_speed * wind_speed
    drive += leakage[CROSS] * wind_speed * sqrt(difference)
    if leakage[EXPONENT] == 0.5:
        volume_flow = coefficient * sqrt(drive)
    else:
        volume_flow = coefficient * drive ** leakage[EXPONENT]
    return leakage[CONSTANT] + volume_flow * pressure / (DRY_AIR_GAS_CONSTANT * outdoor_temperature)
