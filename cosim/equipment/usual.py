"""What machines usually do beside their rating points, by the number of their speeds.

Ratios of capacity and of input over the outdoor temperature and the speed are means of what is sold, as ANSI/RESNET/ICC
301-2022 counts them by addendum 82 of RESNET's MINHERS (OpenStudio-HPXML 1.11, `defaults.rb`, holds the same figures).
What is left open is one efficiency in heating and two in cooling, which ratings tell.
"""

from typing import Literal, NamedTuple

from cosim.equipment.calibration.fit import PublishedPoint
from cosim.equipment.machine import Mode
from cosim.units import to_si

Speeds = Literal["single", "two", "variable"]

COLD: dict[str, float] = {"single": 0.626, "two": 0.626, "variable": 0.69}
"""Full capacity at 17 °F over that at 47 °F, where nobody states it."""
COOLER = 0.936  # full capacity at 95 °F over that at 82 °F, of a fixed speed
COOLER_INPUT = 1.244  # input over capacity of a stage at 95 °F over that at 82 °F
COLDER_INPUT = {"single": 1.356, "two": 1.356, "variable": 1.351}  # at 17 °F over that at 47 °F, full
LOW_COOLING, LOW_HEATING, LOW_HEATING_INPUT = 0.728, 0.712, 0.850  # the first of two stages over the second

# variable speed, cooling: capacity over the greatest, capacity at 95 over that at 82 °F, and the same of inputs
FULL_95, MAX_KEPT, MIN_KEPT = 0.934, 0.940, 0.948
FULL_95_INPUT, MAX_INPUT, MIN_INPUT = 0.928, 1.326, 1.315
MIN_95 = 0.25
"""Least capacity over the full one at 95 °F, by the same source for the usual SEER2 of 18 with an EER2 of 11."""
# variable speed, heating: capacity and input over those of the greatest speed, by outdoor temperature, °F
VARIABLE_HEATING = {47: (0.908, 0.272, 0.939, 0.730), 17: (0.817, 0.341, 0.902, 0.798), 5: (0.988, 0.321, 1.000, 0.866)}
"""Full and least capacity, full and least input per heat."""
MAX_5, MAX_5_INPUT = 0.866, 1.164  # greatest at 5 °F over that at 17 °F
COLDEST_COP = 1.02  # at 5 °F at least, where a straight line would end lower


Share = tuple[float, str, float, float]
"""Outdoor temperature °F, level, capacity over the rated one, COP."""


class Efficiency(NamedTuple):
    """The COPs that ratings tell, fans in."""

    full_cooling: float
    """At 95 °F, full speed."""
    mild_cooling: float
    """At 82 °F, at the lowest speed there is."""
    heating: float
    """At 47 °F, full speed."""


class Capacities(NamedTuple):
    """Net capacities, W, and the ratio of two."""

    cooling: float
    """At 95 °F."""
    heating: float | None
    """At 47 °F; None of a machine that only cools."""
    cold: float
    """At 17 °F over that at 47 °F."""


def usual_points(speeds: Speeds, capacities: Capacities, cops: Efficiency) -> list[PublishedPoint]:
    """Return the data sheet of the usual machine of some capacities and efficiencies.

    Parameters
    ----------
    speeds : {"single", "two", "variable"}
    capacities : Capacities
    cops : Efficiency

    Returns
    -------
    list of PublishedPoint
        Those of cooling, then those of heating.

    Raises
    ------
    ValueError
        If so little heat is left at 17 °F that there would be none at 5 °F.
    """
    found = _points("cooling", capacities.cooling, COOLING[speeds](cops))
    if capacities.heating is not None:
        found += _points("heating", capacities.heating, _heating(speeds, capacities.cold, cops.heating))
    return found


def _points(mode: Mode, capacity: float, shares: list[Share]) -> list[PublishedPoint]:
    return [
        PublishedPoint(mode, to_si(at, "temperature", "f"), level, share * capacity, share * capacity / cop)
        for at, level, share, cop in shares
    ]


def _one_speed(cops: Efficiency) -> list[Share]:
    return [(95, "rated", 1.0, cops.full_cooling), (82, "rated", 1.0 / COOLER, cops.mild_cooling)]


def _two_speeds(cops: Efficiency) -> list[Share]:
    return [
        (95, "rated", 1.0, cops.full_cooling),
        (95, "min", LOW_COOLING, cops.mild_cooling / COOLER_INPUT),
        (82, "rated", 1.0 / COOLER, cops.full_cooling * COOLER_INPUT),
        (82, "min", LOW_COOLING / COOLER, cops.mild_cooling),
    ]


def _any_speed(cops: Efficiency) -> list[Share]:
    most, least = 1.0 / FULL_95, MIN_95
    cop_max, cop_min = cops.full_cooling * FULL_95_INPUT, cops.mild_cooling / MIN_INPUT
    mild_max, mild_min = most / MAX_KEPT, least / MIN_KEPT
    share = (1.0 - least) / (most - least)
    return [
        (95, "rated", 1.0, cops.full_cooling),
        (95, "max", most, cop_max),
        (95, "min", least, cop_min),
        (82, "rated", mild_min + share * (mild_max - mild_min), cops.full_cooling * MAX_INPUT),
        (82, "max", mild_max, cop_max * MAX_INPUT),
        (82, "min", mild_min, cops.mild_cooling),
    ]


COOLING = {"single": _one_speed, "two": _two_speeds, "variable": _any_speed}
"""What gives the shares of cooling, by speeds."""


def _heating(speeds: Speeds, cold: float, cop: float) -> list[Share]:
    at_17 = cop / COLDER_INPUT[speeds]
    if speeds != "variable":
        # straight lines of capacity and of power through 47 and 17 °F
        capacity = cold - 0.4 * (1.0 - cold)
        power = cold / at_17 - 0.4 * (1.0 / cop - cold / at_17)
        if capacity <= 0.0:
            raise ValueError(f"it keeps {cold:.2g} of its heating capacity at 17 °F, which leaves none at 5 °F")
        at_5 = max(capacity / power, COLDEST_COP)
        full = [(47.0, 1.0, cop), (17.0, cold, at_17), (5.0, capacity, at_5)]
        rows = [(at, "rated", share, found) for at, share, found in full]
        if speeds == "two":
            rows += [(at, "min", LOW_HEATING * share, found / LOW_HEATING_INPUT) for at, share, found in full]
        return rows
    most = {47: 1.0 / VARIABLE_HEATING[47][0], 17: cold / VARIABLE_HEATING[17][0]}
    cop_max = {47: cop * VARIABLE_HEATING[47][2], 17: at_17 * VARIABLE_HEATING[17][2]}
    most[5], cop_max[5] = most[17] * MAX_5, max(cop_max[17] / MAX_5_INPUT, COLDEST_COP)
    rows = []
    for at, (full_share, min_share, full_input, min_input) in VARIABLE_HEATING.items():
        rows += [
            (at, "rated", most[at] * full_share, cop_max[at] / full_input),
            (at, "max", most[at], cop_max[at]),
            (at, "min", most[at] * min_share, cop_max[at] / min_input),
        ]
    return rows
