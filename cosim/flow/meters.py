"""Bookkeeping of a step: sums of electricity, meters that count without end, and the year's minutes.

What is summed follows from the declarations in `cosim.schema.variables`.
"""

from math import floor
from typing import Any

import numpy as np

from cosim.constants import MINUTE
from cosim.flow.marks import in_kernel
from cosim.flow.records import Fan, Meter
from cosim.schema.end_uses import NUMBER
from cosim.schema.variables import metered, rows

PUMP_FAN, BLOWER, STRIP_FAN = int(Fan.PUMP), int(Fan.BLOWER), int(Fan.STRIPS)
(
    HVAC_ELECTRICITY, PUMP_ELECTRICITY, STRIP_ELECTRICITY, FURNACE_ELECTRICITY, GAS, PUMP_HEAT, STRIP_HEAT,
    FURNACE_HEAT, MELT_HEAT, TEMPERING_HEAT, HOUSE_ELECTRICITY,
) = (int(meter) for meter in Meter)  # fmt: skip
# rows of the ledger, as the compiled code reads them; it need not ask whether an unsigned one counts from the end
HVAC_ROWS = np.array(rows(metered("electricity", hvac=True)), dtype=np.uint64)
REST_ROWS = np.array(rows(metered("electricity", hvac=False)), dtype=np.uint64)
METERED = (*metered("electricity"), *metered("fuel"))
METERED_ROWS = np.array(rows(METERED), dtype=np.uint64)
END_USE_OF_ROW = np.array([NUMBER[variable.end_use] for variable in METERED], dtype=np.uint64)


@in_kernel
def add_to_meters(totals: np.ndarray, plant: Any, rates: Any, controls: Any, dt: float) -> None:
    """Advance the meters of `cosim.flow.records.Meter` by `dt`; the indoor fan counts to what runs it."""
    fan = rates.indoor_fan_electricity
    pump = (
        rates.compressor_heating_electricity
        + rates.compressor_cooling_electricity
        + rates.defrost_electricity
        + rates.outdoor_fan_electricity
    )
    totals[HVAC_ELECTRICITY] += rates.hvac_electricity * dt
    totals[HOUSE_ELECTRICITY] += rates.house_electricity * dt
    totals[PUMP_ELECTRICITY] += (pump + (fan if controls.fan == PUMP_FAN else 0.0)) * dt
    totals[STRIP_ELECTRICITY] += (rates.strip_electricity + (fan if controls.fan == STRIP_FAN else 0.0)) * dt
    totals[FURNACE_ELECTRICITY] += (rates.furnace_electricity + (fan if controls.fan == BLOWER else 0.0)) * dt
    totals[GAS] += rates.furnace_gas * dt
    removed = rates.defrost_heat + rates.cooling_sensible + rates.cooling_latent
    totals[PUMP_HEAT] += (rates.heat_pump_heat - removed) * dt
    totals[STRIP_HEAT] += rates.strip_heat * dt
    totals[FURNACE_HEAT] += rates.furnace_heat * dt
    if controls.defrosting == 1:
        totals[MELT_HEAT] += plant.coil_rate * dt
        totals[TEMPERING_HEAT] += (rates.tempering_electricity + rates.furnace_heat) * dt


@in_kernel
def add_minutes(minutes: np.ndarray, first: float, rate_vector: np.ndarray, begin: float, end: float) -> None:
    """Add what the end uses take from `begin` to `end`, s, to the means of the year's minutes, W.

    Parameters
    ----------
    minutes : array, shape (end uses, minutes)
        In the order of `cosim.schema.end_uses.END_USES`.
    first : float
        Number of the minute with which they begin, from 1 January 00:00; steps before or after them are not kept.
    rate_vector : array
        The rates, W.
    begin, end : float
        Of a step, s since 1 January 00:00; it lies as a whole within these minutes or outside, for both end at hours.
    """
    began_in, ends_in = floor(begin / MINUTE + 1e-9), floor(end / MINUTE - 1e-9)
    place, last = int(began_in - first), int(ends_in - first)
    ends_first = min((began_in + 1.0) * MINUTE, end)
    share_of_first, share_of_last = (ends_first - begin) / MINUTE, (end - ends_in * MINUTE) / MINUTE
    if place < 0 or last >= minutes.shape[1]:
        return
    for row in range(METERED_ROWS.size):
        power, use = rate_vector[METERED_ROWS[row]], END_USE_OF_ROW[row]
        if power == 0.0:  # most are: their minutes are left alone, and are not brought into the cache
            continue
        minutes[use, place] += power * share_of_first
        for minute in range(place + 1, last):
            minutes[use, minute] += power
        if last > place:
            minutes[use, last] += power * share_of_last


@in_kernel
def equipment_electricity(rate_vector: np.ndarray) -> float:
    """Return the electricity of heating, cooling and ventilation equipment, W."""
    total = 0.0
    for place in range(HVAC_ROWS.size):
        total += rate_vector[HVAC_ROWS[place]]
    return total


@in_kernel
def total_electricity(rates: Any, rate_vector: np.ndarray, controls: Any) -> None:
    """Sum the electricity of the equipment, of the house, of the heat pump for heating, and of all heating."""
    rates.hvac_electricity = house = equipment_electricity(rate_vector)
    for place in range(REST_ROWS.size):
        house += rate_vector[REST_ROWS[place]]
    rates.house_electricity = house
    pump = (
        rates.compressor_heating_electricity
        + rates.defrost_electricity
        + rates.outdoor_fan_electricity
        + rates.standby_electricity
    )
    own = rates.indoor_fan_electricity if controls.fan == PUMP_FAN else 0.0
    rates.heat_pump_heating_electricity = 0.0 if controls.heating_side == 0 else pump + own
    blown = rates.indoor_fan_electricity if controls.fan == BLOWER or controls.fan == STRIP_FAN else 0.0
    backup = rates.strip_electricity + rates.furnace_electricity + blown
    rates.heating_electricity = rates.heat_pump_heating_electricity + backup
