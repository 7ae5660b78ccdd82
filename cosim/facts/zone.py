"""Climate zone of a place by its weather: thresholds of degree days as ASHRAE Standard 169 has them."""

import numpy as np

from cosim.arrays import Array
from cosim.constants import FREEZING
from cosim.physics.air import saturation_pressure_over_water
from cosim.schema.dates import MONTH_DAYS
from cosim.weather import Weather

HEATING_BASE, COOLING_BASE = 18.0, 10.0  # °C
# zone -> most heating degree days to 18 °C, K d; the warm ones by their cooling degree days to 10 °C. Taken from public
# programs that apply Standard 169-2013, not from the standard's print
COLD = ((3, 2000.0), (4, 3000.0), (5, 4000.0), (6, 5000.0), (7, 7000.0))
WARM = ((0, 6000.0), (1, 5000.0), (2, 3500.0))
DRY = 0.60
"""Mean relative humidity below which a place is dry. The standard asks for the year's rain, which weather files do not
hold; with this limit Denver, Salt Lake City, Albuquerque, Phoenix and El Paso are dry, Chicago, Atlanta and Houston are
moist. A judgement; `climate_zone` states another."""


def climate_zone(weather: Weather) -> str:
    """Return the climate zone, "5A", of a year of weather.

    Zones 0 to 8 by degree days, letters A (moist), B (dry) and C (marine) by temperatures and humidity, after ASHRAE
    Standard 169-2013, "Climatic Data for Building Design Standards", which was not at hand; 7 and 8 have no letter.
    """
    daily = weather.dry_bulb.reshape(365, 24).mean(axis=1) - FREEZING
    number = _number(daily)
    if number >= 7:
        return str(number)
    months = np.array([part.mean() for part in np.split(daily, np.cumsum(MONTH_DAYS)[:-1])])
    humidity = saturation_pressure_over_water(weather.dew_point) / saturation_pressure_over_water(weather.dry_bulb)
    if float(humidity.mean()) < DRY:
        return f"{number}B"
    marine = -3.0 < months.min() < 18.0 and months.max() < 22.0 and int((months > 10.0).sum()) >= 4
    return f"{number}C" if marine and 3 <= number <= 5 else f"{number}A"


def _number(daily: Array) -> int:
    heating = float(np.clip(HEATING_BASE - daily, 0.0, None).sum())
    cooling = float(np.clip(daily - COOLING_BASE, 0.0, None).sum())
    for zone, least in WARM:
        if cooling > least:
            return zone
    for zone, most in COLD:
        if heating <= most:
            return zone
    return 8
