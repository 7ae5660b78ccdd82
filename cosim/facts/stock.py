"""What the housing stock says of a house: every quantity that a house is built from, with its spread and its source."""

from collections.abc import Callable, Mapping, Sequence
from math import exp, log, sqrt

import numpy as np

from cosim.arrays import Array
from cosim.config.facts import FactsConfig
from cosim.facts import leaks
from cosim.facts.assemblies import ceiling_u, floor_u, wall_u
from cosim.facts.distribution import Distribution
from cosim.facts.tables import (
    CEILING_R,
    CEILINGS,
    FLOOR_R,
    FLOORS,
    FOUNDATIONS,
    GLASS,
    HEATING_SETPOINT,
    RESSTOCK,
    WALL_R,
    WALLS,
    climate_of,
    decade_of,
    foundation_shares,
    window_shares,
)
from cosim.units import FOOT, from_si, to_si

WORKMANSHIP = 0.10
"""Standard deviation of the logarithm of a U-value among homes with the same insulation: framing, gaps, settling. A
judgement, about what audits find between label and assembly."""
KNOWN = 0.05
"""The same of a U-value whose insulation the facts state."""
U_UNIT = "W/(m2 K)"
LIMITS = {"wood frame": (0.1, 1.9), "brick veneer": (0.1, 1.3), "masonry": (0.1, 1.9), "vented attic": (0.06, 2.4),
          "cathedral": (0.06, 2.0)}  # fmt: skip
"""Of U-values, W/(m2 K): from better than passive houses to what bare layers let through."""
STOREY = 8 * FOOT  # m
STATED = "stated"
JUDGED = "judgement"


def distributions(facts: FactsConfig, climate_zone: str) -> dict[str, Distribution]:
    """Return every quantity of a house by name: fixed or nearly so where the facts state it, else as in the stock.

    Parameters
    ----------
    facts : FactsConfig
    climate_zone : str
        Such as "5A": `cosim.facts.zone.climate_zone` of the weather.

    Returns
    -------
    dict of str to Distribution
        Values in SI, energies of a year in kWh: ``storeys`` and ``foundation`` (numbers of choices),
        ``wall_u``, ``attic_u``, ``floor_u``, ``foundation_u`` and ``slab_f`` (for the foundations that may be),
        ``window_u``, ``window_shgc``, ``window_share``, ``shading``, ``ach50``, ``heating_setpoint``,
        ``cooling_setpoint``, ``occupants``, ``base_electricity``, ``gains``, ``hot_water_gas`` or
        ``hot_water_electricity``, ``duct_loss``, ``duct_resistance`` and ``furnace_efficiency``.
    """
    zone = facts.climate_zone or climate_zone
    found: dict[str, Distribution] = {}
    for part in (_shape, _envelope, _glass, _leaks, _people, _plant):
        found |= part(facts, zone, found)
    return found


def draw(
    quantities: Mapping[str, Distribution], rng: np.random.Generator, number: int
) -> dict[str, Array]:  # fmt: skip
    """Return draws of every quantity, each of shape (number,): independent but for what the foundation says of them."""
    found = {name: quantity.draw(rng, number) for name, quantity in quantities.items()}
    return {name: quantities[name].on(found["foundation"], values) for name, values in found.items()}


def middles(quantities: Mapping[str, Distribution]) -> dict[str, float]:
    """Return the middle of every quantity."""
    return {name: quantity.middle for name, quantity in quantities.items()}


def _shape(facts: FactsConfig, zone: str, found: Mapping[str, Distribution]) -> dict[str, Distribution]:
    mobile = facts.kind == "mobile home"
    storeys, shares, source = _storeys(facts)
    below: Sequence[float]
    if facts.foundation is not None:
        below, source_below = [float(name == facts.foundation) for name in FOUNDATIONS], STATED
    elif mobile:
        below, source_below = (1.0, 0.0, 0.0, 0.0), "mobile homes stand on piers"
    else:
        below, source_below = foundation_shares(zone, facts.built), f"{RESSTOCK}, Geometry Foundation Type"
        if facts.ducts in ("basement", "crawlspace"):
            below = [float(name == facts.ducts) for name in FOUNDATIONS]
    return {
        "storeys": _choice("storeys above ground", storeys, shares, source, facts.storeys is not None),
        "foundation": _choice("what is below", FOUNDATIONS, below, source_below, facts.foundation is not None),
    }


def _storeys(facts: FactsConfig) -> tuple[tuple[str, ...], tuple[float, ...], str]:
    """Return storeys that the house may have, their shares, and by what."""
    if facts.storeys is not None:
        return (f"{facts.storeys:g}",), (1.0,), STATED
    if facts.kind == "mobile home":
        return ("1",), (1.0,), "mobile homes have one storey"
    large = from_si(facts.floor_area, "area", "ft2")
    two = 0.15 if large < 1500 else 0.40 if large < 2500 else 0.70
    two = two if facts.built >= 1980 or large >= 1500 else two / 2
    return ("1", "2"), (1.0 - two, two), f"{JUDGED} after RECS 2020: large and new homes have two"


def _envelope(facts: FactsConfig, zone: str, found: Mapping[str, Distribution]) -> dict[str, Distribution]:
    climate, decade = climate_of(zone), decade_of(facts.built)
    attic = facts.attic or "vented attic"
    wall = facts.wall or "wood frame"
    table = f"{RESSTOCK}, Insulation"
    parts = {
        "wall_u": _assembly("U-value of walls, films included", lambda r: wall_u(wall, r), WALL_R,
                            WALLS[climate][decade], facts.wall_insulation, f"{table} Wall", LIMITS[wall]),
        "attic_u": _assembly("U-value of ceiling or roof, films included", ceiling_u, CEILING_R,
                             CEILINGS[climate][decade], facts.attic_insulation, f"{table} Ceiling", LIMITS[attic]),
    }  # fmt: skip
    below = _possible(found["foundation"])
    if {"basement", "crawlspace"} & set(below):
        parts["floor_u"] = _assembly("U-value of the floor over what is not heated, films included", floor_u, FLOOR_R,
                                     FLOORS[climate][decade], None, f"{table} Floor", (0.12, 1.4))  # fmt: skip
    if "conditioned basement" in below:
        bare, insulated = 3.3, 0.45
        share = 0.0 if facts.built < 1980 else 0.4 if facts.built < 2000 else 0.8
        share = share if climate != "warm" else share / 2
        parts["foundation_u"] = _spread_over("U-value of basement walls without soil", [bare, insulated, 1.0],
                                             [0.8 * (1 - share), share, 0.2 * (1 - share)],
                                             f"{JUDGED}: bare concrete, some finished, until codes asked for R-10",
                                             (0.2, 3.6))  # fmt: skip
    if "slab" in below:
        bare, insulated = (to_si(f, "u_value", "btu_h_ft2_f") * FOOT for f in (0.73, 0.54))
        share = 0.0 if facts.built < 1990 or climate == "warm" else 0.5 if facts.built < 2005 else 0.9
        parts["slab_f"] = _spread_over("heat loss of the slab's edge", [bare, insulated], [1 - share, share],
                                       "ASHRAE 90.1-2016 table A6.3, bare and with R-10; shares a judgement",
                                       (0.5, 2.2), unit="W/(m K)")  # fmt: skip
    return parts


def _glass(facts: FactsConfig, zone: str, found: Mapping[str, Distribution]) -> dict[str, Distribution]:
    shares = window_shares(zone, facts.built)
    given = facts.windows is not None
    kinds = [(glass, share) for glass, share in zip(GLASS, shares, strict=True) if facts.windows in (None, glass.name)]
    if not any(share for _, share in kinds):  # the facts state what is rare in such homes
        kinds = [(glass, 1.0) for glass, _ in kinds]
    total = sum(share for _, share in kinds)
    source = (f"{STATED}; " if given else "") + f"{RESSTOCK}, Windows; ASHRAE Fundamentals 2017, chapter 15"
    u_values = [to_si(glass.u, "u_value", "btu_h_ft2_f") for glass, _ in kinds]
    weights = [share / total for _, share in kinds]
    mean = sum(glass.shgc * weight for (glass, _), weight in zip(kinds, weights, strict=True))
    scatter = sum(weight * (glass.shgc - mean) ** 2 for (glass, _), weight in zip(kinds, weights, strict=True))
    return {
        "window_u": _spread_over("U-value of windows, frames included", u_values, weights, source, (1.0, 6.8), given),
        "window_shgc": Distribution("normal", mean, sqrt(scatter + 0.04**2), 0.15, 0.85, source,
                                    "solar heat gain coefficient of windows, frames included", given=given),
        "window_share": Distribution("lognormal", 0.12, 0.36, 0.04, 0.40, f"{RESSTOCK}, Window Areas (RBSA II, 2017)",
                                     "share of windows in the walls"),
        "shading": Distribution("normal", 0.75, 0.12, 0.30, 1.0,
                                f"{JUDGED}: curtains, screens and trees",
                                "share of the sun at the windows that trees, screens and curtains let pass"),
    }  # fmt: skip


def _leaks(facts: FactsConfig, zone: str, found: Mapping[str, Distribution]) -> dict[str, Distribution]:
    if facts.ach50 is not None:
        air = Distribution("lognormal", facts.ach50, 0.08, 0.1, 60.0, f"{STATED}; tests repeat within 8 %",
                           "air changes per hour at 50 Pa", "1/h", True)  # fmt: skip
        return {"ach50": air}
    storeys = sum(float(n) * share for n, share in zip(found["storeys"].choices, found["storeys"].shares, strict=True))
    below = found["foundation"]
    by_foundation = [_log_leakage(facts, zone, storeys, name) for name in below.choices]
    middle = by_foundation[int(below.middle)]
    factors = tuple(exp(each - middle) for each in by_foundation)
    spread, told = (
        leaks.SPREAD,
        "Chan et al. (Energy and Buildings 66, 2013; Residential Diagnostics Database)",
    )
    if facts.built >= 2012:  # the code limits it since: 5 or 3 air changes, of which not all are tested
        limit = log(5.0 if int(zone[0]) <= 2 else 3.0)
        middle, spread = 0.5 * (middle + limit), 0.40
        told += "; and the limit of the 2012 IECC, half and half, a judgement"
    air = Distribution("lognormal", exp(middle), spread, 0.3, 55.0, told, "air changes per hour at 50 Pa", "1/h",
                       by_foundation=factors)  # fmt: skip
    return {"ach50": air}


def _log_leakage(facts: FactsConfig, zone: str, storeys: float, foundation: str) -> float:
    """Return the logarithm of the air changes at 50 Pa of a home on a foundation."""
    # a heated basement counts as floor area
    heated = facts.floor_area / storeys if foundation == "conditioned basement" else 0.0
    terms = leaks.FOUNDATIONS[foundation] + leaks.DUCTS[place_of_ducts(facts, foundation)] + leaks.PER_AREA * heated
    return leaks.log_leakage(facts.floor_area, STOREY, storeys, facts.built, zone) + terms


def place_of_ducts(facts: FactsConfig, foundation: str) -> str:
    """Return where most of the ducts are, as the facts call it: where they state it, else by what is below.

    ResStock's table "Duct Location", simplified: below the house where there is room, else in the attic.
    """
    if facts.ducts is not None:
        return facts.ducts
    if foundation == "slab" and facts.attic != "cathedral":
        return "attic"
    return foundation if foundation in ("basement", "crawlspace") else "conditioned space"


def ducts_of(facts: FactsConfig, foundation: Distribution) -> dict[str, float]:
    """Return the places where the ducts may be, with the share of each."""
    shares: dict[str, float] = {}
    for name, share in zip(foundation.choices, foundation.shares, strict=True):
        place = place_of_ducts(facts, name)
        shares[place] = shares.get(place, 0.0) + share
    return shares


def _people(facts: FactsConfig, zone: str, found: Mapping[str, Distribution]) -> dict[str, Distribution]:
    from cosim.facts.people import people

    return people(facts, zone)


def _plant(facts: FactsConfig, zone: str, found: Mapping[str, Distribution]) -> dict[str, Distribution]:
    parts: dict[str, Distribution] = {}
    mean, spread = HEATING_SETPOINT[climate_of(zone)]
    parts["heating_setpoint"] = _setpoint(facts.heating_setpoint, mean, spread, (58.0, 78.0),
                                          f"{RESSTOCK}, Heating Setpoint (RECS 2009)", "winter")  # fmt: skip
    parts["cooling_setpoint"] = _setpoint(facts.cooling_setpoint, 74.5, 3.0, (66.0, 86.0),
                                          f"{JUDGED} after RECS 2009 and 2020", "summer")  # fmt: skip
    new, late = facts.built >= 2000, facts.built >= 2012
    ducts = ducts_of(facts, found["foundation"])
    outside = 1.0 - ducts.get("conditioned space", 0.0) - ducts.get("none", 0.0)
    if outside > 0.0:
        parts["duct_loss"] = Distribution(
            "normal", 0.10 if late else 0.20, 0.05 if late else 0.073, 0.01, 0.45,
            f"{JUDGED}: half of earlier homes, since the 2012 IECC limits it" if late else
            f"{RESSTOCK}, Duct Leakage and Insulation (Lucas and Cole, 2009)",
            "share of the fan's flow that leaks from ducts outside the rooms, half supply and half return",
        )  # fmt: skip
        attic = ducts.get("attic", 0.0) / outside
        label = (8.0 if new else 4.2) * attic + (5.3 if new else 1.7) * (1.0 - attic)
        parts["duct_resistance"] = Distribution(
            "lognormal", to_si(label, "resistance", "h_ft2_f_btu"), 0.25, 0.15, 2.5,
            f"{RESSTOCK}, Duct Leakage and Insulation; true R-values after Palmiter and Kruse, 2006",
            "thermal resistance of ducts, films included", "m2 K/W",
        )  # fmt: skip
    if facts.heating_fuel != "electricity":
        parts["furnace_efficiency"] = _efficiency(facts, zone)
    return parts


def _efficiency(facts: FactsConfig, zone: str) -> Distribution:
    meaning = "annual efficiency of furnace or boiler on the higher heating value"
    if facts.furnace_efficiency is not None:
        return Distribution("normal", facts.furnace_efficiency, 0.02, 0.51, 0.985,
                            f"{STATED}; dirt and part load shift it by some 2 %", meaning, given=True)  # fmt: skip
    if facts.furnace_installed is None:
        # of ducted gas furnaces in 2009 1 % have 60 %, 9 % have 76 %, 61 % have 80 % and 29 % have 92.5 %. Half of them
        # were renewed since, where winters are cold mostly by condensing ones, of which there are 55 %: a judgement
        warm = climate_of(zone) == "warm"
        source = f"{RESSTOCK}, HVAC Heating Efficiency (RECS 2009)"
        return Distribution(
            "normal", 0.831 if warm else 0.865, 0.065, 0.55, 0.98,
            source if warm else f"{source}, and {JUDGED} of those renewed since, mostly by condensing ones",
            meaning,
        )  # fmt: skip
    if facts.furnace_installed < 1992:
        return Distribution("normal", 0.72, 0.06, 0.55, 0.92, f"{JUDGED}: before the federal minimum of 78 % of 1992, "
                            "most had natural draft", meaning)  # fmt: skip
    return Distribution("normal", 0.84, 0.06, 0.74, 0.98, f"{JUDGED}: at least 78 to 80 % by federal rule, "
                        "condensing ones over 90 %", meaning)  # fmt: skip


def _setpoint(
    given: float | None, mean: float, spread: float, limits: tuple[float, float], source: str, season: str
) -> Distribution:
    meaning = f"room temperature in {season}, day and night together"
    low, high = (to_si(limit, "temperature", "f") for limit in limits)
    if given is not None:
        return Distribution("normal", given, 0.6, given - 3.0, given + 3.0,
                            f"{STATED}; thermostats and habits differ by about 1 °F", meaning, "K", True)  # fmt: skip
    return Distribution("normal", to_si(mean, "temperature", "f"), spread * 5 / 9, low, high, source, meaning, "K")


def _assembly(
    meaning: str,
    u_of: Callable[[float], float],
    labels: Sequence[float],
    shares: Sequence[float],
    given: float | None,
    source: str,
    limits: tuple[float, float],
) -> Distribution:
    if given is not None:
        label = from_si(given, "resistance", "h_ft2_f_btu")
        return Distribution("lognormal", u_of(label), KNOWN, *limits, f"{STATED}: R-{label:.0f}, with framing", meaning,
                            U_UNIT, True)  # fmt: skip
    values = [u_of(label) for label in labels]
    return _spread_over(meaning, values, shares, f"{source}; framing by ASHRAE Fundamentals 2017, chapter 26", limits)


def _spread_over(
    meaning: str,
    values: Sequence[float],
    shares: Sequence[float],
    source: str,
    limits: tuple[float, float],
    given: bool = False,
    unit: str = U_UNIT,
) -> Distribution:
    """Return the lognormal distribution with the mean and variance of the logarithms of kinds, and workmanship."""
    total = sum(shares)
    mean = sum(share * log(value) for value, share in zip(values, shares, strict=True)) / total
    scatter = sum(share * (log(value) - mean) ** 2 for value, share in zip(values, shares, strict=True)) / total
    return Distribution("lognormal", exp(mean), sqrt(scatter + WORKMANSHIP**2), *limits, source, meaning, unit, given)


def _choice(
    meaning: str, choices: Sequence[str], shares: Sequence[float], source: str, given: bool
) -> Distribution:  # fmt: skip
    best = float(max(range(len(choices)), key=lambda number: shares[number]))
    kind = "fixed" if max(shares) >= sum(shares) * (1 - 1e-9) else "categorical"
    return Distribution("fixed" if kind == "fixed" else "categorical", best, 0.0, 0.0, len(choices) - 1.0, source,
                        meaning, "", given, tuple(choices), tuple(float(share) for share in shares))  # fmt: skip


def _possible(choice: Distribution) -> list[str]:
    return [name for name, share in zip(choice.choices, choice.shares, strict=True) if share > 0]
