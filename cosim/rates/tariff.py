"""Electricity tariffs: made from our TOML in `cosim.rates.periods`, from URDB files in `cosim.rates.urdb`."""

import sys
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim import distribution
from cosim.arrays import Array
from cosim.errors import Fault, InvalidInput
from cosim.schema.calendar import SATURDAY, SUNDAY, Labels, clock
from cosim.schema.daylight_saving import DaylightSaving
from cosim.schema.holidays import HolidayRule, holidays
from cosim.units import KILOWATT_HOUR

Whole = NDArray[np.int64]

ON_WEEKDAY, ON_SATURDAY, ON_SUNDAY, ON_HOLIDAY = range(4)
"""Kinds of day: rows of a charge's schedule."""
TYPICAL_MONTH = 899 * KILOWATT_HOUR
"""Use of the average US residential customer in a month of 2022 (EIA, form 861)."""


class Tier(NamedTuple):
    """A step of a price, which applies up to `up_to` (J in a month, or W); infinity for the last."""

    up_to: float
    price: float


Tiers = tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Charge:
    """Prices by kind of day, month and hour.

    Attributes
    ----------
    schedule : array of int, shape (4, 12, 24)
        Index into `periods` for each hour of a weekday, a Saturday, a Sunday and a holiday of each month.
    periods : tuple of Tiers
        Energy: J in a month and USD/J. Demand: W and USD/W.
    """

    schedule: Whole
    periods: tuple[Tiers, ...]

    @classmethod
    def of_weeks(cls, weekday: Whole, weekend: Whole, periods: tuple[Tiers, ...]) -> "Charge":
        """Return it for schedules of weekdays and weekends, shape (12, 24); a holiday counts as a Sunday."""
        return cls(np.stack([weekday, weekend, weekend, weekend]), periods)

    def by_hour(self, labels: Labels, kind: Whole) -> Whole:
        """Return the number of the period in each hour of the year; `kind` is the kind of day in each hour."""
        found: Whole = self.schedule[kind, labels.month, labels.hour]
        return found


class Ratchet(NamedTuple):
    """A month's billed power is at least `share` of the highest of other months.

    They are the `back` months before it, or `months` of the year, 0 to 11.
    """

    share: float
    back: int = 0
    months: tuple[int, ...] = ()

    def billed(self, highest: Array) -> Array:
        """Return the billed power of each month from its highest, W, shape (12,); the year repeats itself.

        Months that are not simulated have none, and count for no other.
        """
        floor = [
            max((highest[other] for other in self.months or range(month - self.back, month)), default=0.0)
            for month in range(12)
        ]
        return np.where(highest > 0, np.maximum(highest, self.share * np.array(floor)), 0.0)


@dataclass(frozen=True, slots=True)
class Tariff:
    """An electricity tariff.

    Attributes
    ----------
    daylight_saving : str
        Rule of the clock that it is billed by, the scenario's; see `cosim.schema.daylight_saving`.
    fixed, fixed_daily, minimum, minimum_daily, minimum_yearly : float
        USD a month, a day, a month, a day, a year.
    energy : Charge, optional
    hourly : array, optional, shape (8760,)
        Real-time prices instead, USD/J.
    hourly_by_clock : bool
        Whether these are those of the 24 hours that the clock shows on each day, or of consecutive hours of standard
        time.
    adjustment : tuple of 12 float
        On top of every price of energy, USD/J; empty where there is none.
    demand : Charge, optional
        USD for each watt of a month's largest power within each period.
    flat_demand : tuple of 12 Tiers, optional
        The same within the whole month.
    demand_window : int
        Length of the means of which the largest counts, min: 15, 30 or 60.
    ratchet : Ratchet, optional
        Of `flat_demand`.
    holidays : str or tuple of str
        See `cosim.schema.holidays.holidays`; empty where there are none.
    """

    name: str
    title: str = ""
    source: str = ""
    daylight_saving: DaylightSaving = "us"
    fixed: float = 0.0
    fixed_daily: float = 0.0
    minimum: float = 0.0
    minimum_daily: float = 0.0
    minimum_yearly: float = 0.0
    energy: Charge | None = None
    hourly: Array | None = None
    hourly_by_clock: bool = True
    adjustment: tuple[float, ...] = ()
    demand: Charge | None = None
    flat_demand: tuple[Tiers, ...] | None = None
    demand_window: int = 15
    ratchet: Ratchet | None = None
    holidays: HolidayRule = ()

    @property
    def is_simple(self) -> bool:
        """Whether every hour has one price and there is no demand charge."""
        one_price = self.energy is None or all(len(tiers) == 1 for tiers in self.energy.periods)
        return one_price and self.demand is None and self.flat_demand is None

    def price_by_hour(self, start_weekday: str) -> Array:
        """Return the price of one more joule in each hour of the year, USD/J, shape (8760,), standard time.

        Where there are tiers, the one that a typical residential month ends in applies (899 kWh, EIA 2022). Demand
        charges are not included.
        """
        labels = clock(start_weekday, self.daylight_saving)
        extra: Array | float = np.array(self.adjustment)[labels.month] if self.adjustment else 0.0
        if self.hourly is not None:
            by_hour: Array = self.hourly[24 * labels.day + labels.hour] if self.hourly_by_clock else self.hourly
            return by_hour + extra
        assert self.energy is not None, "a tariff has periods or hours"
        prices = [next(tier.price for tier in tiers if tier.up_to >= TYPICAL_MONTH) for tiers in self.energy.periods]
        return np.array(prices)[self.energy.by_hour(labels, self.kind_of_day(labels))] + extra

    def kind_of_day(self, labels: Labels) -> Whole:
        """Return the kind of day in each hour of the year: `ON_WEEKDAY` and the others."""
        kind = np.select(
            [labels.weekday == SUNDAY, labels.weekday == SATURDAY], [ON_SUNDAY, ON_SATURDAY], default=ON_WEEKDAY
        )
        if self.holidays:
            first = int(labels.weekday[0] - labels.day[0]) % 7
            kind[np.isin(labels.day, holidays(self.holidays, first))] = ON_HOLIDAY
        return kind

    def scaled(self, factor: float) -> "Tariff":
        """Return the tariff with all prices of energy times `factor`."""
        adjustment = tuple(factor * each for each in self.adjustment)
        if self.hourly is not None:
            return replace(self, hourly=factor * self.hourly, adjustment=adjustment)
        assert self.energy is not None, "a tariff has periods or hours"
        periods = tuple(tuple(Tier(up_to, factor * price) for up_to, price in tiers) for tiers in self.energy.periods)
        return replace(self, energy=replace(self.energy, periods=periods), adjustment=adjustment)

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain lists, numbers and text, for JSON."""
        return dict(_plain(asdict(self)))

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Tariff":
        """Undo `as_data`, also where an earlier version of cosim wrote it."""
        data = _plain(asdict(cls(""))) | data
        for key in ("energy", "demand"):
            if data[key] is not None:
                periods = tuple(_tiers(tiers) for tiers in data[key]["periods"])
                data[key] = (
                    Charge(np.array(data[key]["schedule"]), periods) if "schedule" in data[key]
                    else Charge.of_weeks(np.array(data[key]["weekday"]), np.array(data[key]["weekend"]), periods)
                )  # fmt: skip
        if data["hourly"] is not None:
            data["hourly"] = np.array(data["hourly"])
        if data["flat_demand"] is not None:
            data["flat_demand"] = tuple(_tiers(tiers) for tiers in data["flat_demand"])
        if data["ratchet"] is not None:
            share, back, months = data["ratchet"]
            data["ratchet"] = Ratchet(share, back, tuple(months))
        data["adjustment"] = tuple(data["adjustment"])
        if not isinstance(data["holidays"], str):
            data["holidays"] = tuple(data["holidays"])
        return cls(**data)


def check_installed(tariff: Tariff, place: str) -> None:
    """Raise InvalidInput if a tariff needs PySAM and it is not installed."""
    if not tariff.is_simple and find_spec("PySAM") is None:
        problem = f"tariff '{tariff.name}' has tiers or demand charges, which need NREL-PySAM; it is not installed"
        newest = sys.version_info >= (3, 14)
        remedy = "it has no package for Python 3.14 yet: use 3.13" if newest else distribution.installs("tariffs")
        raise InvalidInput([Fault(place, problem, remedy)])


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if value == np.inf else value  # JSON has no infinity


def _tiers(data: Any) -> Tiers:
    return tuple(Tier(np.inf if up_to is None else up_to, price) for up_to, price in data)
