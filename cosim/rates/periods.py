"""Make a tariff from its TOML: each hour of every kind of day gets one price, or the hour is named."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.tariff import TariffConfig, WhenConfig
from cosim.errors import Fault, InvalidInput
from cosim.rates.tariff import (
    ON_HOLIDAY,
    ON_SATURDAY,
    ON_SUNDAY,
    ON_WEEKDAY,
    Charge,
    Ratchet,
    Tariff,
    Tier,
)
from cosim.schema.calendar import MONTHS

NONE = -1
APART = {"saturdays", "sundays", "holidays"}


def build_tariff(config: TariffConfig, hourly: Array | None, file: str, *, hourly_by_clock: bool = True) -> Tariff:
    """Build a tariff from its config; `hourly` are its real-time prices, USD/J.

    Raises
    ------
    InvalidInput
        If an hour has no price or several; names file, kind of day, month and hour.
    """
    faults: list[Fault] = []
    days = _KindsOfDay.of(config)
    if days.named_holidays and not config.holidays:
        faults.append(Fault(file, "has prices of holidays, but no holidays", 'write holidays = "us", or a list'))
    energy = None
    if config.periods:
        schedule = _schedule([period.when for period in config.periods], days, file, "price", faults, required=True)
        tiers = [
            (Tier(np.inf, period.price),) if period.price is not None
            else tuple(Tier(np.inf if tier.up_to is None else tier.up_to, tier.price) for tier in period.tiers)
            for period in config.periods
        ]  # fmt: skip
        energy = Charge(schedule, tuple(tiers))
    all_hours = [entry for entry in config.demand if not entry.when]
    timed = [entry for entry in config.demand if entry.when]
    demand = None
    if timed:
        schedule = _schedule([entry.when for entry in timed], days, file, "demand charge", faults, required=False)
        periods = (*((Tier(np.inf, entry.price),) for entry in timed), (Tier(np.inf, 0.0),))
        demand = Charge(np.where(schedule == NONE, len(timed), schedule), periods)
    if faults:
        raise InvalidInput(faults)
    flat = sum(entry.price for entry in all_hours)
    ratchet = config.ratchet
    return Tariff(
        name=config.name,
        title=config.title,
        source=config.source,
        daylight_saving=config.daylight_saving or "us",
        fixed=config.fixed,
        fixed_daily=config.fixed_daily,
        minimum=config.minimum,
        minimum_yearly=config.minimum_yearly,
        energy=energy,
        hourly=hourly,
        hourly_by_clock=hourly_by_clock,
        adjustment=config.monthly_adjustment or (),
        demand=demand,
        flat_demand=((Tier(np.inf, flat),),) * 12 if all_hours else None,
        demand_window=config.demand_window_min,
        ratchet=None if ratchet is None else Ratchet(
            ratchet.share, ratchet.months_back or 0, tuple(month - 1 for month in ratchet.months or ())
        ),
        holidays=config.holidays,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _KindsOfDay:
    """The kinds of day that a tariff tells apart.

    Attributes
    ----------
    names : tuple of str
        What messages call them.
    rows : tuple of int
        Which of them a weekday, a Saturday, a Sunday and a holiday is.
    """

    names: tuple[str, ...]
    rows: tuple[int, ...]
    named_holidays: bool

    @classmethod
    def of(cls, config: TariffConfig) -> "_KindsOfDay":
        whens = [when for period in config.periods for when in period.when]
        whens += [when for charge in config.demand for when in charge.when]
        named = {day for when in whens for day in _named(when)}
        if named & APART:
            return cls(("a weekday", "a Saturday", "a Sunday", "a holiday"), (0, 1, 2, 3), "holidays" in named)
        return cls(("a weekday", "a weekend"), (0, 1, 1, 1), named_holidays=False)

    def covered(self, when: WhenConfig) -> list[int]:
        """Return the kinds of day, of `names`, on which an entry applies."""
        sundays = {ON_SUNDAY} if self.named_holidays else {ON_SUNDAY, ON_HOLIDAY}
        of_name = {
            "all": {ON_WEEKDAY, ON_SATURDAY, ON_SUNDAY, ON_HOLIDAY},
            "weekdays": {ON_WEEKDAY},
            "weekends": {ON_SATURDAY} | sundays,
            "saturdays": {ON_SATURDAY},
            "sundays": sundays,
            "holidays": {ON_HOLIDAY},
        }
        return sorted({self.rows[kind] for day in _named(when) for kind in of_name[day]})


def _named(when: WhenConfig) -> tuple[str, ...]:
    return when.days if isinstance(when.days, tuple) else (when.days,)


def _schedule(
    entries: Sequence[Sequence[WhenConfig]], kinds: _KindsOfDay, file: str, what: str, faults: list[Fault],
    *, required: bool,
) -> NDArray[np.int64]:  # fmt: skip
    """Return the entry that applies in each hour of each kind of day and month, shape (4, 12, 24); NONE for none."""
    taken = np.zeros((len(kinds.names), 12, 24, len(entries)), dtype=bool)
    for number, whens in enumerate(entries):
        for when in whens:
            hours = [hour % 24 for first, last in when.hours for hour in range(first, last + 24 * (last <= first))]
            taken[np.ix_(kinds.covered(when), [month - 1 for month in when.months], hours, [number])] = True
    others = [number for number, whens in enumerate(entries) if not whens]
    nobody = ~taken.any(axis=3)
    for number in others:
        taken[nobody, number] = True
    count = taken.sum(axis=3)
    for wrong, problem in ((count > 1, f"has more than one {what}"), (count == 0, f"has no {what}")):
        if wrong.any() and (required or problem.startswith("has more")):
            day, month, hour = np.argwhere(wrong)[0]
            where = f"{kinds.names[day]} in {MONTHS[month]} from {hour}:00 to {hour + 1}:00"
            more = f" ({np.count_nonzero(wrong)} such hours of {wrong.size})"
            remedy = "one period without `when` takes all other hours" if problem.startswith("has no") else ""
            faults.append(Fault(file, f"{where} {problem}{more}", remedy))
    first = np.where(count == 0, NONE, taken.argmax(axis=3))
    return first[list(kinds.rows)]
