"""Bins of outdoor temperature, two kelvins wide."""

import numpy as np
from numpy.typing import NDArray

from cosim.results.report.cases import Array

WIDTH = 2.0
FREEZING = 273.15


def bin_of(temperature: Array) -> NDArray[np.int64]:
    """Return the bin of each temperature (K); bin 0 begins at 0 °C."""
    return np.floor((temperature - FREEZING) / WIDTH).astype(np.int64)


def edges(number: int) -> tuple[float, float]:
    """Return where a bin begins and ends, K."""
    return FREEZING + WIDTH * number, FREEZING + WIDTH * (number + 1)


def bin_names(number: int) -> tuple[str, str]:
    """Return what a bin is called in metric and in American units."""
    low, high = (edge - FREEZING for edge in edges(number))
    cold, warm = round(low * 1.8 + 32), round(high * 1.8 + 32)  # whole numbers, of which none is minus nought
    return (
        f"{low:.0f} to {high:.0f}\u00a0°C".replace("-", "−"),
        f"{cold} to {warm}\u00a0°F".replace("-", "−"),
    )
