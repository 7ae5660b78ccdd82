"""Energy of lighting, appliances and plugs, which rules give, beside EnergyPlus's meters."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cosim.constants import FREEZING, HOURS_OF_YEAR
from cosim.envelope.gains import course_of
from cosim.scenarios.scenario import Scenario
from cosim.schema.calendar import by_label
from cosim.units import BTU
from cosim.validation.checks import Check
from cosim.validation.home_figures import SUITE

MEGA_BTU_HOUR = 1e6 * BTU / 3600.0  # MBtu in W h
SLOPE_FROM = FREEZING + 20.0  # K
LEAP_DAY = 24 * 59  # hours of the year before 1 March
DAY_BEFORE_IT = np.arange(LEAP_DAY - 24, LEAP_DAY)
WITHIN = 1.0  # %
# EnergyPlus's end uses that are lighting, appliances and plugs; its others are simulated there, by models of its own
RULED = ("lighting interior", "lighting garage", "lighting exterior", "refrigerator", "freezer", "dishwasher",
         "clothes washer", "clothes dryer", "range/oven", "ceiling fan", "television", "plug loads")  # fmt: skip
SAME = {"second refrigerator": "refrigerator", "ceiling fans": "ceiling fan"}
"""End uses of ours that EnergyPlus counts under another name."""


def uses_of(
    scenario: Scenario, hours: slice, temperatures: NDArray[np.float64], *, leap: bool = False
) -> dict[str, float]:
    """Return the electricity and fuel of each end use of a scenario's house over some hours of the year, MBtu.

    Parameters
    ----------
    scenario : Scenario
    hours : slice
    temperatures : array, shape (hours, k)
        Of the house's zones in these hours, K, which the energy of refrigerators follows.
    leap : bool
        Whether a 29 February counts, which EnergyPlus simulates where the weather has one: as the day before it.
    """
    counted = np.arange(HOURS_OF_YEAR)[hours]
    if leap:
        counted = np.insert(counted, np.searchsorted(counted, LEAP_DAY), counted[np.isin(counted, DAY_BEFORE_IT)])
    zones = [zone.name for zone in scenario.house.zones]
    labels, weather = scenario.clock, scenario.weather
    months = by_label(labels.month, weather.dry_bulb) / np.bincount(labels.month, minlength=12)
    found: dict[str, float] = {}
    for gains in scenario.house.gains:
        around = temperatures[counted - hours.start, zones.index(gains.zone) if gains.zone else 0]
        watts = gains.electricity + gains.fuel + gains.slope * (around - SLOPE_FROM)
        energy = float((course_of(gains, labels, months)[counted] * watts).sum()) / MEGA_BTU_HOUR
        if energy:
            name = use(gains.name)
            found[name] = found.get(name, 0.0) + energy
    return found


def use(name: str) -> str:
    """Return EnergyPlus's name of an end use of ours."""
    plain = name.replace(",", "").replace(" and ", "/")
    return SAME.get(plain, plain)


Figures = Mapping[str, float]


def ruled(rows: Sequence[tuple[Figures, Figures]]) -> list[Check]:
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
            inside = sum(near_enough(ours, theirs) for ours, theirs in pairs)
            total, near = total + len(pairs), near + inside
            checks.append(_share(f"{name}, {len(pairs)} files", inside, len(pairs)))
    return [*checks, _share(f"all end uses by rule, {total}", near, total)] if total else []


def near_enough(ours: float, theirs: float) -> bool:
    """Return whether an end use is as near EnergyPlus's, which is rounded, as a rule has to be."""
    return abs(ours / theirs - 1.0) <= 0.01 * WITHIN + 0.0005 / theirs


def farther(rows: Sequence[tuple[str, Figures, Figures]]) -> list[str]:
    """Return a note on the end uses that are farther off, with their files; none where there are none."""
    far = [
        f"{file} ({name}) {100.0 * (ours.get(name, 0.0) / theirs[name] - 1.0):+.1f}"
        for file, ours, theirs in rows
        for name in RULED
        if theirs.get(name, 0.0) > 0.0 and not near_enough(ours.get(name, 0.0), theirs[name])
    ]
    return [f"end uses by rule farther than {WITHIN:.0f} %: {', '.join(far)}"] if far else []


def _share(case: str, inside: int, number: int) -> Check:
    # rounded down: a share that misses a file is never shown as 100
    return Check(SUITE, case, f"energy_within_{WITHIN:.0f}_percent", "%", float(100 * inside // number), 100.0)
