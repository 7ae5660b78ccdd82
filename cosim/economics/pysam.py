"""Tiers and demand charges by NREL-PySAM's Utilityrate5, the established billing model for US tariffs.

Utilityrate5 [1]_ has one calendar: standard time all year, 1 January a Monday. A run starts on a weekday of its own,
and its tariff may observe daylight saving. A month's bill depends only on the use and the peak in each kind of hour
(weekday or weekend, by hour of the day), so each day is mapped to a day of the same month and kind in that calendar.
Two load profiles result: one with the right sums, for energy, and one with the right maxima, for demand.

Utilityrate5 prorates a month's tiers over its periods: each period pays its own tiers' price of the whole month's use,
times its share of that use.

.. [1] National Renewable Energy Laboratory, System Advisor Model, module utilityrate5; NREL-PySAM.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import HOURS_OF_YEAR
from cosim.rates.tariff import Charge, Tariff, Tier, Tiers
from cosim.schema.calendar import Labels, clock
from cosim.units import KILOWATT_HOUR

KILOWATT = 1e3
WITHOUT_LIMIT = 1e38
FLAT = np.zeros((12, 24), dtype=np.int64)


def charges(tariff: Tariff, labels: Labels, hours: slice, electricity: Array, peak: Array) -> tuple[Array, Array]:
    """Return energy and demand charges of each month, USD, shape (12,) each.

    Parameters
    ----------
    tariff : Tariff
        With periods.
    labels : Labels
        The tariff's clock.
    hours : slice
        The simulated hours of the year.
    electricity, peak : array
        Mean and largest quarter-hourly power within each of these hours, W.
    """
    assert tariff.energy is not None, "real-time prices need no PySAM"
    slots = _slots(labels)[hours]
    load, highest = np.zeros(HOURS_OF_YEAR), np.zeros(HOURS_OF_YEAR)
    np.add.at(load, slots, electricity / KILOWATT)
    energy = _run(load, tariff.energy, None, None)["year1_monthly_ec_charge_without_system"]
    power = np.zeros(12)
    if tariff.demand is not None or tariff.flat_demand is not None:
        np.maximum.at(highest, slots, peak / KILOWATT)
        free = Charge(FLAT, FLAT, ((Tier(np.inf, 0.0),),))
        result = _run(highest, free, tariff.demand, tariff.flat_demand)
        power = np.add(*(result[f"year1_monthly_dc_{kind}_without_system"] for kind in ("fixed", "tou")))
    return np.array(energy), power


def _slots(labels: Labels) -> NDArray[np.int64]:
    """Map each hour of our year to an hour of PySAM's."""
    theirs = clock("monday", "none")
    days = np.zeros(365, dtype=np.int64)
    for month in range(12):
        for weekend in (False, True):
            ours_of_kind, theirs_of_kind = (
                np.unique(each.day[(each.month == month) & (each.weekend == weekend)]) for each in (labels, theirs)
            )
            days[ours_of_kind] = np.resize(theirs_of_kind, ours_of_kind.size)
    return 24 * days[labels.day] + labels.hour


def _run(load: Array, energy: Charge, demand: Charge | None, flat_demand: tuple[Tiers, ...] | None) -> dict[str, Any]:
    """Return the outputs of Utilityrate5 for a house that generates nothing, over one year at today's prices."""
    from PySAM import Utilityrate5

    module = Utilityrate5.new()  # keep a reference: if freed before its groups it crashes the process
    module.Lifetime.analysis_period = 1
    module.Lifetime.inflation_rate = 0
    module.Lifetime.system_use_lifetime_output = 0
    module.SystemOutput.gen = [0.0] * load.size
    module.SystemOutput.degradation = [0.0]
    module.Load.load = load.tolist()
    rates = module.ElectricityRates
    rates.rate_escalation = [0.0]
    rates.ur_metering_option = 0
    for name in ("ur_monthly_fixed_charge", "ur_monthly_min_charge", "ur_annual_min_charge", "ur_en_ts_sell_rate",
                 "ur_sell_eq_buy", "ur_nm_yearend_sell_rate", "ur_nm_credit_month", "ur_nm_credit_rollover",
                 "ur_enable_billing_demand"):  # fmt: skip
        setattr(rates, name, 0)
    rates.ur_ec_sched_weekday, rates.ur_ec_sched_weekend = _schedules(energy)
    rates.ur_ec_tou_mat = [
        [period, number, up_to, 0, price, 0.0]
        for period, number, up_to, price in _matrix(energy.periods, KILOWATT_HOUR)
    ]
    rates.ur_dc_enable = int(demand is not None or flat_demand is not None)
    if rates.ur_dc_enable:
        timed = demand or Charge(FLAT, FLAT, ((Tier(np.inf, 0.0),),))
        rates.ur_dc_sched_weekday, rates.ur_dc_sched_weekend = _schedules(timed)
        rates.ur_dc_tou_mat = [list(row) for row in _matrix(timed.periods, KILOWATT)]
        every_month = flat_demand or ((Tier(np.inf, 0.0),),) * 12
        rates.ur_dc_flat_mat = [[row[0] - 1, *row[1:]] for row in _matrix(every_month, KILOWATT)]
    module.execute(0)
    outputs: dict[str, Any] = module.Outputs.export()
    return outputs


def _schedules(charge: Charge) -> tuple[list[list[int]], list[list[int]]]:
    """Return the schedules of weekdays and weekends; PySAM counts periods from one."""
    return (charge.weekday + 1).tolist(), (charge.weekend + 1).tolist()


def _matrix(periods: tuple[Tiers, ...], unit: float) -> list[tuple[int, int, float, float]]:
    """Return period, tier, upper limit and price of each tier.

    PySAM needs the same limits in each period: tiers are split at the limits of all periods, which changes no bill.
    """
    limits = sorted({tier.up_to for tiers in periods for tier in tiers})
    rows: list[tuple[int, int, float, float]] = []
    for period, tiers in enumerate(periods, start=1):
        for number, limit in enumerate(limits, start=1):
            price = next(tier.price for tier in tiers if tier.up_to >= limit)
            rows.append((period, number, min(limit / unit, WITHOUT_LIMIT), price * unit))
    return rows
