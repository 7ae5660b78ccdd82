"""The months in which a home may need cooling, by its climate, and the days on which its shades are those of summer."""

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.schedule import SeasonConfig
from cosim.constants import FREEZING
from cosim.schema.calendar import MONTH_OF_HOUR, by_label
from cosim.schema.dates import MONTH_DAYS

WARM = FREEZING + (66.0 - 32.0) / 1.8  # K, mean of a month from which on it is one of cooling
COLD = FREEZING + (59.0 - 32.0) / 1.8  # K, of the coldest hours, below which the darkest months are of heating, too
DAYS_OF_YEAR = 365
COLDEST = 1.0  # % of the hours
MIDSUMMER, MIDWINTER = (6, 7), (11, 0)  # July and August, December and January


def summer_hours(summer: SeasonConfig | None, dry_bulb: Array, *, southern: bool = False) -> NDArray[np.bool_]:
    """Return in which hours of the year shades are those of summer: on stated days, or in `cooling_months`.

    Parameters
    ----------
    summer : SeasonConfig or None
    dry_bulb, southern
        As of `cooling_months`.

    Returns
    -------
    array of bool, shape (8760,)
    """
    if summer is None:
        return np.asarray(cooling_months(dry_bulb, southern=southern)[MONTH_OF_HOUR])
    return np.repeat([summer.holds(day) for day in range(DAYS_OF_YEAR)], 24)


def cooling_months(dry_bulb: Array, *, southern: bool = False) -> NDArray[np.bool_]:
    """Return which months belong to the season of cooling [1]_.

    Parameters
    ----------
    dry_bulb : array, shape (8760,)
        Outdoor air, K.
    southern : bool
        South of the equator.

    Returns
    -------
    array of bool, shape (12,)
        Months warmer than 66 °F in the mean and the two of midsummer, the first month of heating that follows them, and
        the month before them.

    References
    ----------
    .. [1] R. Hendron and C. Engebrecht, "Building America House Simulation Protocols", NREL/TP-550-49246, 2010.
    """
    means = by_label(MONTH_OF_HOUR, dry_bulb) / (24.0 * np.array(MONTH_DAYS))
    cools = means >= WARM
    heats = ~cools
    summer, winter = (MIDWINTER, MIDSUMMER) if southern else (MIDSUMMER, MIDWINTER)
    cools[list(summer)] = True
    if np.percentile(dry_bulb, COLDEST) < COLD:
        heats[list(winter)] = True
    season = cools | (heats & ~np.roll(heats, 1))
    begins = np.flatnonzero(season & ~np.roll(season, 1))
    season[begins - 1] = True
    return np.asarray(season)
