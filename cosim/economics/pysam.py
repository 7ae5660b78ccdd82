"""Tiers and demand charges by NREL-PySAM's Utilityrate5, the established billing model for US tariffs.

Utilityrate5 [1]_ has one calendar: standard time all year, 1 January a Monday, weekdays and weekends. A run has a clock
and holidays of its own. A month's bill depends only on the use and the peak within each period of the tariff, so
Utilityrate5 is given a calendar in which every hour of the day is a period, and each month's use, or peak, of a period
in one hour of that month.

Utilityrate5 prorates a month's tiers over its periods: each period pays its own tiers' price of the whole month's use,
times its share of that use.

.. [1] National Renewable Energy Laboratory, System Advisor Model, module utilityrate5; NREL-PySAM.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.constants import HOUR, HOURS_OF_YEAR
from cosim.rates.tariff import Tariff, Tier, Tiers
from cosim.schema.calendar import Labels, by_label
from cosim.schema.dates import MONTH_DAYS
from cosim.units import KILOWATT_HOUR

KILOWATT = 1e3
WITHOUT_LIMIT = 1e38
FREE: tuple[Tiers, ...] = ((Tier(np.inf, 0.0),),)
PERIODS = 48
"""Periods that the calendar holds: hours of a weekday, then of a weekend day."""
_FIRST_DAYS = np.concatenate([[0], np.cumsum(MONTH_DAYS)])[:12]
_WEEKDAYS = _FIRST_DAYS + np.array([0 if day % 7 < 5 else 7 - day % 7 for day in _FIRST_DAYS])
_WEEKENDS = _FIRST_DAYS + np.array([max(5 - day % 7, 0) for day in _FIRST_DAYS])


def charges(
    tariff: Tariff, start_weekday: str, labels: Labels, hours: slice, electricity: Array, peak: Array
) -> tuple[Array, Array]:
    """Return energy and demand charges of each month, USD, shape (12,) each.

    Parameters
    ----------
    tariff : Tariff
        With at most 48 periods of energy, and of demand.
    start_weekday : str
        Weekday of 1 January.
    labels : Labels
        The clock.
    hours : slice
        The simulated hours of the year.
    electricity, peak : array
        Mean power within each of these hours, and the largest of the tariff's demand window, W.
    """
    month = labels.month[hours]
    kind = tariff.kind_of_day(labels)
    if tariff.energy is None:  # real-time prices beside a demand charge
        costs = electricity * tariff.price_by_hour(start_weekday)[hours] * HOUR
        energy = by_label(month, costs)
    else:
        load = np.zeros(HOURS_OF_YEAR)
        np.add.at(load, _slot(month, tariff.energy.by_hour(labels, kind)[hours]), electricity / KILOWATT)
        energy = np.array(_run(load, tariff.energy.periods)["year1_monthly_ec_charge_without_system"])
        if tariff.adjustment:
            energy += by_label(month, electricity * np.array(tariff.adjustment)[month] * HOUR)
    if tariff.demand is None and tariff.flat_demand is None:
        return energy, np.zeros(12)
    highest = np.zeros(HOURS_OF_YEAR)
    period = 0 if tariff.demand is None else tariff.demand.by_hour(labels, kind)[hours]
    np.maximum.at(highest, _slot(month, period), peak / KILOWATT)
    if tariff.ratchet is not None:
        at = _slot(np.arange(12), 0)
        highest[at] = tariff.ratchet.billed(highest[at])
    timed = FREE if tariff.demand is None else tariff.demand.periods
    result = _run(highest, FREE, timed, tariff.flat_demand or FREE * 12)
    return energy, np.add(*(result[f"year1_monthly_dc_{kind}_without_system"] for kind in ("fixed", "tou")))


def _slot(month: NDArray[np.int64], period: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """Return the hour of PySAM's year that stands for a period (0 to 47) in a month."""
    hour = np.asarray(period)
    return np.where(hour < 24, 24 * _WEEKDAYS[month] + hour, 24 * _WEEKENDS[month] + hour - 24)


def _run(
    load: Array,
    energy: tuple[Tiers, ...],
    demand: tuple[Tiers, ...] | None = None,
    flat_demand: tuple[Tiers, ...] | None = None,
) -> dict[str, Any]:
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
    rates.ur_ec_sched_weekday, rates.ur_ec_sched_weekend = _schedules(len(energy))
    rates.ur_ec_tou_mat = [
        [period, number, up_to, 0, price, 0.0] for period, number, up_to, price in _matrix(energy, KILOWATT_HOUR)
    ]
    rates.ur_dc_enable = int(demand is not None and flat_demand is not None)
    if demand is not None and flat_demand is not None:
        rates.ur_dc_sched_weekday, rates.ur_dc_sched_weekend = _schedules(len(demand))
        rates.ur_dc_tou_mat = [list(row) for row in _matrix(demand, KILOWATT)]
        rates.ur_dc_flat_mat = [[row[0] - 1, *row[1:]] for row in _matrix(flat_demand, KILOWATT)]
    module.execute(0)
    outputs: dict[str, Any] = module.Outputs.export()
    return outputs


def _schedules(periods: int) -> tuple[list[list[int]], list[list[int]]]:
    """Return schedules of weekdays and weekends in which every hour is a period; PySAM counts them from one."""
    row = [number + 1 if number < periods else 1 for number in range(PERIODS)]
    return [row[:24]] * 12, [row[24:]] * 12


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
