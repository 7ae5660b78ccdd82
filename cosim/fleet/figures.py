"""What a utility counted at each home: columns such as `electricity_kwh`, or `gas_therms_01` to `gas_therms_12`."""

import re
from collections.abc import Iterator, Mapping
from math import isfinite

from cosim.bills.bill import UNITS, Carrier
from cosim.errors import Fault

MONTHS = 12
_COLUMN = re.compile(
    r"(electricity|gas|propane|oil)_(kwh|mwh|therms?|dth|mmbtu|ccf|mcf|mj|gj)(?:_(0?[1-9]|1[0-2]))?", re.IGNORECASE
)
MOST = 1e15  # J, of a year: ten thousand homes
Figures = Mapping[Carrier, tuple[float, ...]]
"""Energies of a home by carrier, J, fuel by its higher heating value: of a year, or of January to December."""


def figures_of(cells: Mapping[str, str], place: str) -> tuple[Figures, list[Fault]]:
    """Return the figures of a row, and what is wrong with them; an empty cell is none."""
    found: dict[Carrier, dict[int, float]] = {"electricity": {}, "fuel": {}}
    columns: dict[Carrier, list[str]] = {"electricity": [], "fuel": []}
    faults: list[Fault] = []
    for column, text in cells.items():
        parts = _COLUMN.fullmatch(column)
        if parts is None or not text:
            continue
        where = f"{place}, column '{column}'"
        fuel, unit = parts[1].lower(), parts[2].lower().rstrip("s")
        carrier: Carrier = "electricity" if fuel == "electricity" else "fuel"
        try:
            number = float(text.replace(",", ""))
        except ValueError:
            faults.append(Fault(where, f"'{text[:60]}' is not a number"))
            continue
        if not isfinite(number) or number < 0 or number * UNITS[unit] > MOST:
            problem = "is negative" if number < 0 else "is no home's"
            remedy = "give what the home took from the grid" if carrier == "electricity" else "leave the cell empty"
            faults.append(Fault(where, f"{text[:60]} {problem}", remedy))
            continue
        month = int(parts[3] or 0)
        columns[carrier].append(column)
        if month in found[carrier]:
            faults.append(Fault(where, f"is given beside '{columns[carrier][0]}'", "keep one"))
            continue
        found[carrier][month] = number * UNITS[unit]
    faults += _incomplete(found, columns, place)
    figures: Figures = {
        carrier: tuple(given[month] for month in sorted(given)) for carrier, given in found.items() if given
    }
    return figures, faults


def fuel_counted(cells: Mapping[str, str]) -> str:
    """Return the fuel that the figures of a row are of: gas, propane or oil; "" where it has none."""
    named = (parts[1].lower() for column, text in cells.items() if text and (parts := _COLUMN.fullmatch(column)))
    return next((fuel for fuel in named if fuel != "electricity"), "")


def _incomplete(
    found: Mapping[Carrier, Mapping[int, float]], columns: Mapping[Carrier, list[str]], place: str
) -> Iterator[Fault]:
    for carrier, given in found.items():
        if 0 in given and len(given) > 1:
            yield Fault(place, f"has the year's sum and months of {carrier}: {columns[carrier][0]}", "keep one of them")
        elif given and 0 not in given and len(given) != MONTHS:
            yield Fault(place, f"has {len(given)} months of {carrier}, not 12", "give all, or the year's sum alone")
