"""Seasonal ratings of AHRI 210/240-2023 [1]_ (the same as 10 CFR 430, subpart B, appendix M1): HSPF2 and SEER2.

Pure functions of what a machine does at the standard's test points. Temperatures here are °F and ratings Btu/Wh, for
that is how the standard is written; capacity and power are watts.

.. [1] AHRI Standard 210/240-2023 (2020), "Performance rating of unitary air-conditioning and air-source heat pump
   equipment", sections 11.2.1 (SEER2) and 11.2.2 (HSPF2), tables of bins and of regions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

BTU_PER_WH = 3.412141633
CYCLIC_VARIABLE, CYCLIC_SINGLE = 0.25, 0.20  # default degradation coefficients
COOLING_CYCLIC = {"variable": 0.25, "two": 0.25, "single": 0.20}
COOLING_BINS = (67, 72, 77, 82, 87, 92, 97, 102)
COOLING_HOURS = (0.214, 0.231, 0.216, 0.161, 0.104, 0.052, 0.018, 0.004)
FROST_CAPACITY, FROST_POWER = 0.90, 0.985  # default of the 35 °F test from those at 17 and 47 °F
LONGEST_DEFROST_INTERVAL, SHORTEST = 720.0, 90.0  # minutes


class Region(NamedTuple):
    """A climate: design temperature, zero-load temperature, load slopes, first bin and shares of hours downwards."""

    design: float
    zero_load: float
    slope: float
    slope_variable: float
    first: int
    shares: tuple[float, ...]


REGIONS = {
    "I": Region(37, 58, 1.10, 1.03, 57, (0.239, 0.194, 0.129, 0.081, 0.041, 0.019, 0.005, 0.001)),
    "II": Region(27, 57, 1.06, 0.99, 52, (0.163, 0.143, 0.112, 0.088, 0.056, 0.024, 0.008, 0.002)),
    "III": Region(17, 56, 1.30, 1.21, 52,
                  (0.138, 0.137, 0.135, 0.118, 0.092, 0.047, 0.021, 0.009, 0.005, 0.002, 0.001)),
    "IV": Region(5, 55, 1.15, 1.07, 52,
                 (0.103, 0.093, 0.100, 0.109, 0.126, 0.087, 0.055, 0.036, 0.026, 0.013, 0.006, 0.002, 0.001)),
    "V": Region(-10, 55, 1.16, 1.08, 52,
                (0.086, 0.076, 0.078, 0.087, 0.102, 0.094, 0.074, 0.055, 0.047, 0.038, 0.029, 0.018, 0.010, 0.005,
                 0.002, 0.001)),
    "VI": Region(30, 57, 1.11, 1.03, 52, (0.215, 0.204, 0.141, 0.076, 0.034, 0.008, 0.003)),
}  # fmt: skip


class Point(NamedTuple):
    """Net capacity and total power at a test, W."""

    capacity: float
    power: float

    def scaled(self, capacity: float, power: float) -> "Point":
        """Return this point with both parts multiplied."""
        return Point(self.capacity * capacity, self.power * power)


Curve = Callable[[float], Point]


@dataclass(frozen=True)
class HeatingTests:
    """What a heat pump does in the heating tests; low-speed and intermediate ones only if it has those speeds."""

    h1: Point
    """47 °F, full speed."""
    h3: Point
    """17 °F, full speed."""
    h2: Point | None = None
    """35 °F, full speed, frosting; by default from `h1` and `h3`."""
    h4: Point | None = None
    """5 °F, the greatest speed."""
    h0_low: Point | None = None
    """62 °F, low speed."""
    h1_low: Point | None = None
    h2_intermediate: Point | None = None
    """35 °F, at a third of the way from low to full speed."""
    h3_low: Point | None = None
    """17 °F, low speed of a two-speed machine."""

    @property
    def frosting(self) -> Point:
        """The point at 35 °F."""
        return self.h2 or default_frosting(self.h1, self.h3)


@dataclass(frozen=True)
class CoolingTests:
    """What a machine does in the cooling tests: 95 and 82 °F full, 82 and 67 °F low, 87 °F intermediate."""

    a_full: Point
    b_full: Point
    b_low: Point | None = None
    f_low: Point | None = None
    e_intermediate: Point | None = None


def default_frosting(warm: Point, cold: Point) -> Point:
    """Return the default of the 35 °F test from those at 47 and 17 °F."""
    mild = Point(*(c + 0.6 * (w - c) for w, c in zip(warm, cold, strict=True)))
    return mild.scaled(FROST_CAPACITY, FROST_POWER)


def rating_degradation(mode: str, kind: str) -> float:
    """Return the degradation coefficient with which a machine whose cyclic test is not run is rated."""
    return CYCLIC_VARIABLE if mode == "heating" else COOLING_CYCLIC[kind]


def line(at: float, here: Point, other_at: float, there: Point) -> Curve:
    """Return the straight line of capacity and power through two tests."""

    def curve(temperature: float) -> Point:
        share = (temperature - at) / (other_at - at)
        return Point(*(a + share * (b - a) for a, b in zip(here, there, strict=True)))

    return curve


def demand_defrost_credit(shortest_interval: float) -> float:
    """Return the credit of a demand defrost whose shortest interval is so many minutes."""
    interval = min(max(shortest_interval, SHORTEST), LONGEST_DEFROST_INTERVAL)
    return 1.0 + 0.03 * (1.0 - (interval - SHORTEST) / (LONGEST_DEFROST_INTERVAL - SHORTEST))


def full_heating(tests: HeatingTests) -> Curve:
    """Return what the machine gives at full speed over the outdoor temperature."""
    mild, frosting = line(17, tests.h3, 47, tests.h1), line(17, tests.h3, 35, tests.frosting)
    cold = mild if tests.h4 is None else line(5, tests.h4, 17, tests.h3)
    return lambda t: cold(t) if t < 17 else frosting(t) if t < 45 else mild(t)


def hspf2(
    tests: HeatingTests,
    design_capacity: float,
    region: str = "IV",
    *,
    kind: str = "variable",
    cyclic: float = CYCLIC_VARIABLE,
    cutoff: tuple[float, float] = (-999.0, -999.0),
    credit: float = 1.0,
) -> float:
    """Return HSPF2, Btu/Wh.

    Parameters
    ----------
    tests : HeatingTests
        The tests.
    design_capacity : float
        Cooling capacity at 95 °F, to which the standard ties the heating load, W.
    region : str
        I to VI.
    kind : str
        "variable", "two" or "single" speed.
    cyclic : float
        Degradation coefficient of cycling.
    cutoff : (float, float)
        Outdoor temperatures, °F, at which the machine stops and starts again.
    credit : float
        Of a demand defrost.
    """
    climate, full = REGIONS[region], full_heating(tests)
    slope = climate.slope_variable if kind == "variable" else climate.slope
    low = _low_heating(tests, kind)
    middle = _middle(35, tests.h2_intermediate, low, line(17, tests.h3, 35, tests.frosting))
    delivered = used = 0.0
    for step, share in enumerate(climate.shares):
        outdoor = climate.first - 5 * step
        load = (climate.zero_load - outdoor) / (climate.zero_load - climate.design) * slope * design_capacity
        at_full = full(outdoor)
        works = 0.0 if outdoor <= cutoff[0] or at_full.capacity < at_full.power else 1.0
        works = 0.5 * works if cutoff[0] < outdoor <= cutoff[1] else works
        power, left = running(load, outdoor, full, low, middle if kind == "variable" else None, cyclic)
        delivered += share * load
        used += share * (works * power + works * left + (1.0 - works) * load)
    return BTU_PER_WH * delivered / used * credit


def seer2(tests: CoolingTests, *, kind: str = "variable", cyclic: float | None = None, heats: bool = True) -> float:
    """Return SEER2, Btu/Wh; of a single speed from the one test at 82 °F.

    `heats` tells a heat pump: a variable-speed one is sized to 0.93 of the load of other machines.
    """
    cyclic = COOLING_CYCLIC[kind] if cyclic is None else cyclic
    if kind == "single":
        return BTU_PER_WH * tests.b_full.capacity / tests.b_full.power * (1.0 - 0.5 * cyclic)
    full = line(82, tests.b_full, 95, tests.a_full)
    assert tests.b_low is not None, "a machine of several speeds has a low one"
    assert tests.f_low is not None
    low = line(67, tests.f_low, 82, tests.b_low)
    middle = _middle(87, tests.e_intermediate, low, full)
    sizing = 0.93 if kind == "variable" and heats else 1.0
    delivered = used = 0.0
    for outdoor, share in zip(COOLING_BINS, COOLING_HOURS, strict=True):
        load = (outdoor - 65) / 30 * tests.a_full.capacity / 1.1 * sizing
        power, left = running(load, outdoor, full, low, middle if kind == "variable" else None, cyclic)
        delivered += share * (load - left)
        used += share * power
    return BTU_PER_WH * delivered / used


def running(
    load: float, outdoor: float, full: Curve, low: Curve | None, middle: Curve | None, cyclic: float
) -> tuple[float, float]:
    """Return mean power, W, at a load, and what of the load is not met, W."""
    most = full(outdoor)
    if load >= most.capacity:
        return most.power, load - most.capacity
    least = most if low is None else low(outdoor)
    if load <= least.capacity or low is None:
        share = load / least.capacity
        return share * least.power / (1.0 - cyclic * (1.0 - share)), 0.0
    if middle is None:  # two speeds take turns
        share = (most.capacity - load) / (most.capacity - least.capacity)
        return share * least.power + (1.0 - share) * most.power, 0.0
    between = middle(outdoor)
    if not least.capacity < between.capacity < most.capacity:
        pair = (least, most)
    else:
        pair = (least, between) if load <= between.capacity else (between, most)
    share = (load - pair[0].capacity) / (pair[1].capacity - pair[0].capacity)
    ratio = [point.capacity / point.power for point in pair]
    return load / (ratio[0] + share * (ratio[1] - ratio[0])), 0.0


def _low_heating(tests: HeatingTests, kind: str) -> Curve | None:
    if kind == "single" or tests.h1_low is None:
        return None
    if kind == "two" and tests.h3_low is not None:
        mild = line(17, tests.h3_low, 47, tests.h1_low)
        frosting = line(17, tests.h3_low, 35, default_frosting(tests.h1_low, tests.h3_low))
        warm = mild if tests.h0_low is None else line(47, tests.h1_low, 62, tests.h0_low)
        return lambda t: warm(t) if t >= 40 else frosting(t) if t > 17 else mild(t)
    assert tests.h0_low is not None, "a variable-speed machine is tested at 62 °F, too"
    return line(47, tests.h1_low, 62, tests.h0_low)


def _middle(at: float, test: Point | None, low: Curve | None, full: Curve) -> Curve | None:
    """Return the intermediate speed's line: through its test, with a slope between those of low and full speed."""
    if test is None or low is None:
        return None
    slopes = []
    for part in (0, 1):
        lower, upper = low(at)[part], full(at)[part]
        share = (test[part] - lower) / (upper - lower)
        slopes.append((1.0 - share) * (low(at + 1)[part] - lower) + share * (full(at + 1)[part] - upper))
    return lambda t: Point(test[0] + slopes[0] * (t - at), test[1] + slopes[1] * (t - at))
