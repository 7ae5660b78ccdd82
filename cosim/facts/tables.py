"""Compact tables of the housing stock, each derived from a published one; how stands beside it.

ResStock: E. Wilson et al., "Energy Efficiency Potential in the U.S. Single-Family Housing Stock", NREL/TP-5500-68670,
2017, and the tables of the national housing characteristics that NREL keeps with it (BSD 3-clause, as of 2024). They
give the shares of homes by region, decade and kind; here are means over regions of like climate, rounded to a percent.
"""

from typing import NamedTuple

RESSTOCK = "NREL ResStock housing characteristics (NREL/TP-5500-68670, 2017; tables as of 2024)"

Decade = int  # first year; 1930 stands for all before 1940
DECADES: tuple[Decade, ...] = (1930, 1940, 1950, 1960, 1970, 1980, 1990, 2000, 2010)


def decade_of(year: int) -> Decade:
    """Return the row of a table for a year of construction."""
    return max(DECADES[0], min(DECADES[-1], year // 10 * 10))


def climate_of(zone: str) -> str:
    """Return "warm" (zones 0 to 3), "middle" (4 and 5) or "cold" (6 to 8)."""
    number = int(zone[0])
    return "warm" if number <= 3 else "middle" if number <= 5 else "cold"


def _until(*parts: tuple[Decade, tuple[float, ...]]) -> dict[Decade, tuple[float, ...]]:
    """Return a row for each decade from rows that hold up to a decade."""
    return {decade: next(row for last, row in parts if decade <= last) for decade in DECADES}


# Shares of homes whose stud walls have the nominal R-values in h ft2 F/Btu. "Insulation Wall": warm is its region CR09,
# middle the mean of CR04, CR07 and CR08, cold CR02 (the only one from audits; the others are assumptions of the table,
# which leave all walls before 1970 empty). Judgement: since then 60 % (warm: 15 %) of these were filled to R-11. Of
# homes of the Midwest built before 1970 only 27 % say that they have poor or no insulation (RECS 2020, EIA's Today in
# Energy of 2 August 2023), and with fewer filled walls they use more gas than the same survey finds.
# 2010s: 2012 IECC, R-20 in zones 3 to 8, met by most.
WALL_R = (0.0, 7.0, 11.0, 15.0, 19.0)
WALLS = {
    "warm": _until((1960, (0.85, 0, 0.15, 0, 0)), (1970, (0.50, 0.50, 0, 0, 0)), (1980, (0.04, 0.01, 0.90, 0, 0.05)),
                   (1990, (0, 0, 0.55, 0.27, 0.18)), (2000, (0, 0, 0.67, 0.15, 0.18)),
                   (2010, (0, 0, 0.40, 0.25, 0.35))),
    "middle": _until((1960, (0.40, 0, 0.60, 0, 0)), (1970, (0.17, 0.83, 0, 0, 0)), (1980, (0.02, 0, 0.83, 0, 0.15)),
                     (1990, (0, 0, 0.49, 0.29, 0.22)), (2000, (0, 0, 0.45, 0.19, 0.36)),
                     (2010, (0, 0, 0.15, 0.20, 0.65))),
    "cold": _until((1940, (0.31, 0.17, 0.31, 0.14, 0.07)), (1950, (0.09, 0.32, 0.46, 0.13, 0)),
                   (1960, (0.06, 0.15, 0.43, 0.24, 0.12)), (1970, (0, 0.07, 0.71, 0.12, 0.10)),
                   (1980, (0, 0.01, 0.27, 0.10, 0.62)), (1990, (0, 0, 0.06, 0.07, 0.87)), (2010, (0, 0, 0, 0, 1))),
}  # fmt: skip

# The same of ceilings below attics. "Insulation Ceiling": CR09, CR04 and CR02.
CEILING_R = (0.0, 7.0, 13.0, 19.0, 30.0, 38.0, 49.0)
CEILINGS = {
    "warm": _until((1940, (0.18, 0.16, 0.28, 0.13, 0.22, 0.03, 0)), (1950, (0.11, 0.14, 0.23, 0.15, 0.28, 0.09, 0)),
                   (1960, (0.04, 0.16, 0.36, 0.09, 0.26, 0.09, 0)), (1970, (0.08, 0.12, 0.22, 0.19, 0.31, 0.08, 0)),
                   (1980, (0.01, 0.08, 0.27, 0.40, 0.22, 0.02, 0)), (1990, (0, 0, 0, 0.27, 0.64, 0.08, 0.01)),
                   (2010, (0, 0, 0, 0.13, 0.70, 0.16, 0.01))),
    "middle": _until((1940, (0.04, 0.14, 0.16, 0.28, 0.13, 0.21, 0.04)),
                     (1950, (0.03, 0.08, 0.14, 0.23, 0.15, 0.29, 0.08)),
                     (1960, (0.01, 0.04, 0.16, 0.36, 0.09, 0.26, 0.08)),
                     (1970, (0.01, 0.07, 0.12, 0.22, 0.19, 0.31, 0.08)),
                     (1980, (0, 0.01, 0.08, 0.27, 0.40, 0.22, 0.02)),
                     (1990, (0, 0, 0, 0.02, 0.48, 0.33, 0.17)), (2010, (0, 0, 0, 0.02, 0.34, 0.33, 0.31))),
    "cold": _until((1940, (0, 0.04, 0.14, 0.16, 0.28, 0.13, 0.25)), (1950, (0, 0.03, 0.08, 0.14, 0.23, 0.15, 0.37)),
                   (1960, (0, 0.01, 0.04, 0.16, 0.36, 0.09, 0.34)), (1970, (0, 0.01, 0.07, 0.12, 0.22, 0.19, 0.39)),
                   (1980, (0, 0, 0.01, 0.08, 0.27, 0.40, 0.24)), (2010, (0, 0, 0, 0.01, 0.20, 0.26, 0.53))),
}  # fmt: skip

# The same of floors over crawlspaces and unheated basements. "Insulation Floor": mean over regions before 2000; then
# what the code asks for in each climate.
FLOOR_R = (0.0, 13.0, 19.0, 30.0)
FLOORS = {
    "warm": _until((1970, (1, 0, 0, 0)), (1990, (0.50, 0.23, 0.27, 0)), (2010, (0, 0.60, 0.40, 0))),
    "middle": _until((1970, (1, 0, 0, 0)), (1990, (0.45, 0.20, 0.35, 0)), (2010, (0, 0, 0.50, 0.50))),
    "cold": _until((1970, (1, 0, 0, 0)), (1990, (0.43, 0.15, 0.42, 0)), (2010, (0, 0, 0, 1))),
}


class Glass(NamedTuple):
    """A kind of window, frame included."""

    name: str
    """As the facts call it."""
    u: float
    """Btu/(h ft2 F)."""
    shgc: float


# ASHRAE Fundamentals 2017, chapter 15, tables 4 and 10, operable, rounded: clear glass in metal and other frames, with
# a storm window, with a coating of medium gain, three panes of low gain
GLASS = (
    Glass("double", 0.76, 0.67), Glass("double", 0.55, 0.58), Glass("double", 0.49, 0.56), Glass("double", 0.34, 0.49),
    Glass("double low-e", 0.37, 0.44), Glass("single", 1.16, 0.76), Glass("single with storms", 0.67, 0.64),
    Glass("single", 0.84, 0.63), Glass("single with storms", 0.49, 0.56), Glass("triple", 0.29, 0.26),
)  # fmt: skip
# Shares of single-family homes in the order of `GLASS`. "Windows": zones 1 and 2 (its 2A), 3 (3A), 4 and colder (4A)
WINDOWS = {
    "hot": _until((1950, (0.08, 0, 0.08, 0.01, 0.08, 0.28, 0.01, 0.44, 0.02, 0)),
                  (1970, (0.16, 0.01, 0.08, 0.01, 0.08, 0.44, 0.02, 0.19, 0.01, 0)),
                  (1990, (0.23, 0.01, 0.10, 0.01, 0.07, 0.40, 0.02, 0.14, 0.01, 0.01)),
                  (2010, (0.28, 0.01, 0.08, 0.01, 0.19, 0.27, 0.01, 0.14, 0.01, 0))),
    "warm": _until((1950, (0.10, 0.01, 0.18, 0.02, 0.18, 0.14, 0.01, 0.34, 0.02, 0)),
                   (1970, (0.18, 0.01, 0.14, 0.02, 0.14, 0.28, 0.02, 0.20, 0.01, 0)),
                   (1990, (0.29, 0.02, 0.15, 0.02, 0.11, 0.23, 0.02, 0.14, 0.01, 0.01)),
                   (2000, (0.41, 0.03, 0.17, 0.04, 0.34, 0, 0, 0, 0, 0.01)),
                   (2010, (0, 0, 0, 0, 0.98, 0, 0, 0, 0, 0.02))),
    "cold": _until((1950, (0.12, 0.01, 0.22, 0.03, 0.22, 0.08, 0.01, 0.27, 0.02, 0.02)),
                   (1970, (0.08, 0.01, 0.27, 0.04, 0.27, 0.11, 0.01, 0.18, 0.01, 0.02)),
                   (1990, (0.14, 0.01, 0.33, 0.04, 0.24, 0.07, 0.01, 0.13, 0.01, 0.02)),
                   (2000, (0.17, 0.01, 0.24, 0.06, 0.50, 0, 0, 0, 0, 0.02)),
                   (2010, (0, 0, 0, 0, 0.96, 0, 0, 0, 0, 0.04))),
}  # fmt: skip


def window_shares(zone: str, year: int) -> tuple[float, ...]:
    """Return the shares of kinds of windows, in the order of `GLASS`."""
    number = int(zone[0])
    return WINDOWS["hot" if number <= 2 else "warm" if number == 3 else "cold"][decade_of(year)]


# Shares of detached homes on a crawlspace, a heated basement, a slab and an unheated basement. "Geometry Foundation
# Type"; both kinds of crawlspaces in one, and homes on piers counted with them. Columns: to 1939, 1940 to 1959, 1960 to
# 1979, 1980 to 1999, later.
FOUNDATIONS = ("crawlspace", "conditioned basement", "slab", "basement")
FOUNDATION_SHARES = {
    "2": ((0.77, 0, 0.20, 0.03), (0.53, 0, 0.47, 0), (0.20, 0, 0.80, 0), (0.18, 0, 0.82, 0), (0.13, 0, 0.86, 0.01)),
    "3A": ((0.74, 0, 0.23, 0.03), (0.62, 0.01, 0.33, 0.04), (0.50, 0.02, 0.45, 0.03), (0.37, 0.04, 0.56, 0.03),
           (0.28, 0.01, 0.66, 0.05)),
    "3": ((0.52, 0.06, 0.19, 0.23), (0.54, 0.02, 0.42, 0.02), (0.36, 0.01, 0.61, 0.02), (0.28, 0, 0.71, 0.01),
          (0.15, 0, 0.84, 0.01)),
    "4A": ((0.26, 0.18, 0.11, 0.45), (0.32, 0.27, 0.20, 0.21), (0.33, 0.25, 0.27, 0.15), (0.32, 0.29, 0.28, 0.11),
           (0.26, 0.21, 0.41, 0.12)),
    "4": ((0.55, 0.15, 0.17, 0.13), (0.39, 0.30, 0.29, 0.02), (0.66, 0.06, 0.28, 0), (0.71, 0.02, 0.25, 0.02),
          (0.72, 0.03, 0.25, 0)),
    "5A": ((0.18, 0.27, 0.07, 0.48), (0.17, 0.37, 0.18, 0.28), (0.18, 0.35, 0.24, 0.23), (0.21, 0.33, 0.22, 0.24),
           (0.06, 0.43, 0.32, 0.19)),
    "5": ((0.41, 0.17, 0.16, 0.26), (0.29, 0.34, 0.29, 0.08), (0.37, 0.26, 0.32, 0.05), (0.33, 0.30, 0.30, 0.07),
          (0.24, 0.10, 0.49, 0.17)),
    "6": ((0.23, 0.29, 0.07, 0.41), (0.21, 0.48, 0.11, 0.20), (0.11, 0.55, 0.16, 0.18), (0.23, 0.41, 0.18, 0.18),
          (0.20, 0.37, 0.19, 0.24)),
}  # fmt: skip
FOUNDATION_UNTIL = (1939, 1959, 1979, 1999)


def foundation_shares(zone: str, year: int) -> tuple[float, ...]:
    """Return the shares of foundations, in the order of `FOUNDATIONS`."""
    number = min(max(int(zone[0]), 2), 6)
    rows = FOUNDATION_SHARES.get(f"{number}{zone[1:]}") or FOUNDATION_SHARES[str(number)]
    return rows[sum(year > last for last in FOUNDATION_UNTIL)]


SETBACK = 1.2
"""°F by which the mean of day and night is below the usual setpoint: in zone 5A 52 % of detached homes set it back, by
4.5 °F in the mean ("Heating Setpoint Has Offset" and "Offset Magnitude", RECS 2009), here for half of the day."""
# Setpoints of owners with ducts, °F: mean and standard deviation over the shares of "Heating Setpoint" (RECS 2009) in
# zone 2A (0 to 3) and 5A, less the setback
HEATING_SETPOINT = {"warm": (71.1 - SETBACK, 3.5), "middle": (69.1 - SETBACK, 2.9), "cold": (69.1 - SETBACK, 2.9)}
