"""Temperature of cold water from the mains through the year."""

import numpy as np

from cosim.arrays import Array
from cosim.schema.calendar import MONTH_OF_HOUR, by_label
from cosim.schema.dates import MONTH_DAYS

ZERO_F = 459.67 / 1.8  # K
DAYS = 365


def mains_temperature(dry_bulb: Array, latitude: float) -> Array:
    """Return the temperature of mains water on each day of the year, K [1]_.

    Parameters
    ----------
    dry_bulb : array, shape (8760,)
        Outdoor air, K.
    latitude : float
        Degrees; south of the equator the year is shifted by half.

    Returns
    -------
    array, shape (365,)

    References
    ----------
    .. [1] J. Burch and C. Christensen, "Towards development of an algorithm for mains water temperature", Proc. ASES
       2007: within 2 K of measurements in eight climates.
    """
    fahrenheit = (dry_bulb - ZERO_F) * 1.8
    months = by_label(MONTH_OF_HOUR, fahrenheit) / (24.0 * np.array(MONTH_DAYS))
    mean = float(fahrenheit.mean())
    ratio, lag = 0.4 + 0.01 * (mean - 44.0), 35.0 - (mean - 44.0)
    swing = ratio * (months.max() - months.min()) / 2.0
    sign = -1.0 if latitude < 0.0 else 1.0
    angle = np.radians(0.986 * (np.arange(1, DAYS + 1) - 15.0 - lag) - sign * 90.0)
    return np.asarray((mean + 6.0 + swing * np.sin(angle)) / 1.8 + ZERO_F)
