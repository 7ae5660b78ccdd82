"""Energy of lighting, appliances and plugs, which rules give, beside EnergyPlus's meters."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cosim.constants import FREEZING
from cosim.envelope.gains import course_of
from cosim.scenarios.scenario import Scenario
from cosim.schema.calendar import by_label
from cosim.units import BTU
from cosim.validation.checks import Check
from cosim.validation.home_figures import SUITE

MEGA_BTU_HOUR = 1e6 * BTU / 3600.0  # MBtu in W h
SLOPE_FROM = FREEZING + 20.0  # K
WITHIN = 1.0  # %
# EnergyPlus's end uses that are lighting, appliances and plugs; its others are simulated there, by models of its own
RULED = ("lighting interior", "lighting garage", "lighting exterior", "refrigerator", "freezer", "dishwasher",
         "clothes washer", "clothes dryer", "range/oven", "ceiling fan", "television", "plug loads")  # fmt: skip
SAME = {"second refrigerator": "refrigerator", "ceiling fans": "ceiling fan"}
"""End uses of ours that EnergyPlus counts under another name."""


def uses_of(scenario: Scenario, hours: slice, indoor: NDArray[np.float64]) -> dict[str, float]:
    """Return the electricity and fuel of each end use of a scenario's house over some hours of the year, MBtu.

    Parameters
    ----------
    scenario : Scenario
    hours : slice
    indoor : array
        Temperature of the rooms in these hours, K, which the energy of refrigerators follows.
    """
    labels, weather = scenario.clock, scenario.weather
    months = by_label(labels.month, weather.dry_bulb) / np.bincount(labels.month, minlength=12)
    found: dict[str, float] = {}
    for gains in scenario.house.gains:
        watts = gains.electricity + gains.fuel + gains.slope * (indoor - SLOPE_FROM)
        energy = float((course_of(gains, labels, months)[hours] * watts).sum()) / MEGA_BTU_HOUR
        if energy:
            name = use(gains.name)
            found[name] = found.get(name, 0.0) + energy
    return found


def use(name: str) -> str:
    """Return EnergyPlus's name of an end use of ours."""
    plain = name.replace(",", "").replace(" and ", "/")
    return SAME.get(plain, plain)


def ruled(rows: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> list[Check]:
    """Return, for each end use, the share of files in which ours is as near EnergyPlus's as a rule has to be.

    Parameters
    ----------
    rows : sequence of (mapping, mapping)
        For each file our end uses and EnergyPlus's; one that ours lacks is as far off as it can be.
    """
    checks, total, near = [], 0, 0
    for name in RULED:
        pairs = [(ours.get(name, 0.0), theirs[name]) for ours, theirs in rows if theirs.get(name, 0.0) > 0.0]
        if pairs:
            inside = sum(abs(ours / theirs - 1.0) <= 0.01 * WITHIN + 0.0005 / theirs for ours, theirs in pairs)
            total, near = total + len(pairs), near + inside
            checks.append(_share(f"{name}, {len(pairs)} files", inside, len(pairs)))
    return [*checks, _share(f"all end uses by rule, {total}", near, total)] if total else []


def _share(case: str, inside: int, number: int) -> Check:
    return Check(SUITE, case, f"energy_within_{WITHIN:.0f}_percent", "%", 100.0 * inside / number, 100.0)
