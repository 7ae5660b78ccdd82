"""Bookkeeping of a step: sums of electricity, meters that count without end, and the year's minutes."""

from typing import Any

import numpy as np
from numba import njit

from cosim.flow.records import Fan, Meter

PUMP_FAN, BLOWER, STRIP_FAN = int(Fan.PUMP), int(Fan.BLOWER), int(Fan.STRIPS)
(
    HVAC_ELECTRICITY, PUMP_ELECTRICITY, STRIP_ELECTRICITY, FURNACE_ELECTRICITY, GAS, PUMP_HEAT, STRIP_HEAT,
    FURNACE_HEAT, MELT_HEAT, TEMPERING_HEAT,
) = (int(meter) for meter in Meter)  # fmt: skip


@njit
def add_to_meters(totals: np.ndarray, plant: Any, rates: Any, controls: Any, dt: float) -> None:
    """Move the meters of `cosim.flow.records.Meter` on by `dt`; the indoor fan counts to what runs it."""
    fan = rates.indoor_fan_electricity
    pump = (
        rates.compressor_heating_electricity
        + rates.compressor_cooling_electricity
        + rates.defrost_electricity
        + rates.outdoor_fan_electricity
    )
    totals[HVAC_ELECTRICITY] += rates.hvac_electricity * dt
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


@njit
def add_minute(minutes: np.ndarray, minute: int, rates: Any, share: float) -> None:
    """Add what the end uses took in `share` of a minute, in the order of `cosim.schema.variables.END_USES`."""
    minutes[0, minute] += rates.compressor_heating_electricity * share
    minutes[1, minute] += rates.compressor_cooling_electricity * share
    minutes[2, minute] += rates.defrost_electricity * share
    minutes[3, minute] += rates.strip_electricity * share
    minutes[4, minute] += (rates.indoor_fan_electricity + rates.outdoor_fan_electricity) * share
    minutes[5, minute] += (rates.furnace_electricity + rates.standby_electricity) * share
    minutes[6, minute] += rates.other_electricity * share
    minutes[7, minute] += rates.furnace_gas * share


@njit
def total_electricity(rates: Any, controls: Any) -> None:
    """Sum the electricity of the equipment, and that of the heat pump for heating."""
    pump = (
        rates.compressor_heating_electricity
        + rates.defrost_electricity
        + rates.outdoor_fan_electricity
        + rates.standby_electricity
    )
    own = rates.indoor_fan_electricity if controls.fan == PUMP_FAN else 0.0
    rates.hvac_electricity = (
        pump
        + rates.indoor_fan_electricity
        + rates.compressor_cooling_electricity
        + rates.strip_electricity
        + rates.furnace_electricity
    )
    rates.heat_pump_heating_electricity = 0.0 if controls.heating_side == 0 else pump + own
