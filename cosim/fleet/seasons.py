"""Winter and summer of a fleet: by the temperatures of its places, on either side of the equator."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.schema.calendar import MONTH_OF_HOUR, MONTHS

MONTHS_OF_WINTER = 7
WINTER_MONTHS = "winter_months"
"""Attribute of a fleet's file: numbers of the months of winter, 1 is January, in the order in which they come."""
SMALL_PART = 0.1
NORTHERN = (10, 11, 12, 1, 2, 3, 4)
"""Where a file of an earlier version does not say."""


def winter_months(dry_bulb: Array) -> tuple[int, ...]:
    """Return the seven months in a row with the lowest mean temperature, 1 for January.

    Parameters
    ----------
    dry_bulb : array, shape (8760,)
        Outdoor temperature, K.
    """
    monthly = [float(dry_bulb[month == MONTH_OF_HOUR].mean()) for month in range(12)]
    means = [sum(monthly[(first + month) % 12] for month in range(MONTHS_OF_WINTER)) for first in range(12)]
    begin = int(np.argmin(means))
    return tuple((begin + month) % 12 + 1 for month in range(MONTHS_OF_WINTER))


def months_of(fleet: xr.Dataset) -> tuple[int, ...]:
    """Return the months of winter of a fleet's file."""
    stated = str(fleet.attrs.get(WINTER_MONTHS, "")).split()
    return tuple(int(month) for month in stated) or NORTHERN


def in_winter(fleet: xr.Dataset, dimension: str) -> NDArray[np.bool_]:
    """Say of each time along a dimension of a fleet's file whether it lies in winter."""
    return np.isin(fleet[dimension].dt.month.values, months_of(fleet))


def winter_in_words(months: tuple[int, ...]) -> str:
    """Return the first and the last month of winter."""
    return f"{MONTHS[months[0] - 1]} to {MONTHS[months[-1] - 1]}"


def kind_of_peak(uses: dict[str, float]) -> str:
    """Return what makes a peak, by power of end uses, W: "heating", "cooling", or "other" where both are small."""
    heating = sum(uses.get(name, 0.0) for name in ("compressor_heating", "defrost", "strips"))
    cooling = uses.get("compressor_cooling", 0.0)
    if max(heating, cooling) <= SMALL_PART * sum(uses.values()):
        return "other"
    return "cooling" if cooling > heating else "heating"
