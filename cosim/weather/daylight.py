"""Does the sun shine when it is up? A wrong time zone, longitude or hour label shows itself here, and nowhere else."""

from itertools import pairwise

import numpy as np

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault
from cosim.weather.record import Record
from cosim.weather.sky import sun_height

SPANS = 24  # of the year, some 15 days each: the sun's path hardly changes within one
FINE = 12  # steps an hour in which a shift is looked for
CERTAIN_SHIFT = 0.9  # h; typical years of good stations come to 0.75 h
DOUBTFUL_SHIFT = 0.6
BETTER = 0.75  # of the misfit without the shift must be left at most, or the sky is too even to tell


SEASONS_FROM = 20.0  # degrees of latitude: nearer to the equator clouds make the seasons
OTHER_HEMISPHERE = 2.0  # misfit of the seasons over that in the other hemisphere; it is 0.7 at most where all is right


def sun_faults(record: Record, place: str) -> tuple[list[Fault], list[str]]:
    """Return the fault that the sun shines at the wrong hours, or a note where that is in doubt."""
    global_horizontal = record.columns["global_horizontal"]
    shift, misfit = sunshine_shift(global_horizontal, record.latitude, record.longitude, record.time_zone)
    if abs(record.latitude) >= SEASONS_FROM:
        here, there = (
            season_misfit(global_horizontal, sign * record.latitude, record.longitude, record.time_zone)
            for sign in (1, -1)
        )
        if here > OTHER_HEMISPHERE * there:
            problem = f"sunshine follows the seasons of the other hemisphere, but latitude is {record.latitude:g}°"
            remedy = "north counts positive, and the first row belongs to 1 January"
            return [Fault(place, problem, remedy)], []
    dark = sunny_nights(global_horizontal, record)
    late = f"{_spoken(abs(shift))} too {'late' if shift > 0 else 'early'}"
    if abs(shift) >= CERTAIN_SHIFT and misfit <= BETTER:
        fits = record.time_zone + shift
        problem = f"the sun shines {late} for longitude {record.longitude:g}° and time zone {record.time_zone:+g} h" + (
            f" ({dark} hours of sunshine in the dark)" if dark else ""
        )
        utc = abs(fits) < 0.5
        zone = "of UTC" if utc else f"of about {record.time_zone + round(2 * shift) / 2:+g} h"
        remedy = f"its rows fit a time zone {zone}: correct the time zone, or move the rows to local standard time"
        return [Fault(place, problem, remedy)], []
    if dark > 10 or (abs(shift) >= DOUBTFUL_SHIFT and misfit <= BETTER):
        seems = f"seems to shine {late}" if abs(shift) >= DOUBTFUL_SHIFT else "shines"
        hours = f" in {dark} hours in which it is down" if dark else ""
        return [], [f"the sun {seems}{hours}: hour labels, time zone or longitude may be wrong"]
    return [], []


def sunshine_shift(
    global_horizontal: Array, latitude: float, longitude: float, time_zone: float
) -> tuple[float, float]:
    """Return by how much sunshine comes later than the sun.

    The mean day of each half month, an hour's step at a time, is held against the sine of the sun's elevation on its
    middle day, moved round the clock in steps of 5 minutes; the shift of the highest correlation counts. Clouds that
    favour mornings or afternoons move it by up to half an hour.

    Parameters
    ----------
    global_horizontal : array
        Mean of each hour, W/m2.
    latitude, longitude, time_zone : float
        Degrees, north and east positive, and h ahead of UTC.

    Returns
    -------
    shift : float
        h, -12 to 12.
    misfit : float
        Share of the unexplained variance that is left after the shift; 1 where there is none or the sun does not show.
    """
    edges = np.linspace(0, 365, SPANS + 1).round().astype(int)
    days = global_horizontal.reshape(-1, 24)
    found = np.stack([days[first:last].mean(axis=0) for first, last in pairwise(edges)])
    middle = (edges[:-1] + edges[1:]) // 2
    times = middle[:, None] * 24 + (np.arange(24 * FINE) + 0.5) / FINE
    height = np.maximum(sun_height(latitude, longitude, time_zone, times), 0.0)
    shone = np.repeat(found, FINE, axis=1)
    norm = np.sqrt((shone**2).sum() * (height**2).sum())
    if norm == 0:
        return 0.0, 1.0
    # correlation for every shift at once, round the clock
    product = np.fft.rfft(shone, axis=1) * np.conj(np.fft.rfft(height, axis=1))
    unexplained = 1 - (np.fft.irfft(product, n=24 * FINE, axis=1).sum(axis=0) / norm) ** 2
    best = int(unexplained.argmin())
    shift = (best + 12 * FINE) % (24 * FINE) - 12 * FINE
    return shift / FINE, float(unexplained[best] / unexplained[0])


def season_misfit(global_horizontal: Array, latitude: float, longitude: float, time_zone: float) -> float:
    """Return the share of variance that the sun's elevation leaves unexplained in daily sums of radiation, 0 to 1."""
    height = np.maximum(sun_height(latitude, longitude, time_zone, np.arange(0.5, HOURS_OF_YEAR)), 0.0)
    expected, found = (values.reshape(-1, 24).sum(axis=1) for values in (height, global_horizontal))
    norm = (expected @ expected) * (found @ found)
    return float(1 - (expected @ found) ** 2 / norm) if norm > 0 else 1.0


def sunny_nights(global_horizontal: Array, record: Record) -> int:
    """Return in how many hours there is sunshine although the sun stays more than 3 degrees below the horizon."""
    edges = sun_height(
        record.latitude, record.longitude, record.time_zone, np.arange(HOURS_OF_YEAR + 1, dtype=np.float64)
    )
    down = np.maximum(edges[:-1], edges[1:]) < -0.05  # bright twilight does not count
    return int((down & (global_horizontal > 20)).sum())


def _spoken(hours: float) -> str:
    return f"{hours:.1f} h" if abs(hours - round(hours)) > 0.13 else f"{round(hours)} h"
