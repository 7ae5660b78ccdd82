"""Electricity tariffs: read from our TOML here, from URDB files in `cosim.rates.urdb`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cosim.arrays import Array
from cosim.config.tariff import TariffConfig, WhenConfig
from cosim.errors import Fault, InvalidInput
from cosim.schema.calendar import MONTHS, DaylightSaving, Labels, clock
from cosim.units import KILOWATT_HOUR

Whole = NDArray[np.int64]

NONE = -1
TYPICAL_MONTH = 899 * KILOWATT_HOUR
"""Use of the average US residential customer in a month of 2022 (EIA, form 861)."""


class Tier(NamedTuple):
    """A step of a price, which applies up to `up_to` (J in a month, or W); infinity for the last."""

    up_to: float
    price: float


Tiers = tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Charge:
    """Prices by month, kind of day and hour.

    Attributes
    ----------
    weekday, weekend : array of int, shape (12, 24)
        Index into `periods` for each hour of a day of each month.
    periods : tuple of Tiers
        Energy: J in a month and USD/J. Demand: W and USD/W.
    """

    weekday: Whole
    weekend: Whole
    periods: tuple[Tiers, ...]

    def by_hour(self, labels: Labels) -> Whole:
        """Return the number of the period in each hour of the year."""
        at = labels.month, labels.hour
        return np.where(labels.weekend, self.weekend[at], self.weekday[at])


@dataclass(frozen=True, slots=True)
class Tariff:
    """An electricity tariff.

    Attributes
    ----------
    daylight_saving : str
        Rule for its daylight saving time; see `cosim.schema.calendar.clock`.
    fixed, fixed_daily, minimum, minimum_yearly : float
        USD a month, a day, a month, a year.
    energy : Charge, optional
    hourly : array, optional, shape (8760,)
        Real-time prices instead, USD/J, by day of the year and clock hour.
    demand : Charge, optional
        USD for each watt of a month's largest power within each period.
    flat_demand : tuple of 12 Tiers, optional
        The same within the whole month.
    """

    name: str
    title: str = ""
    source: str = ""
    daylight_saving: DaylightSaving = "us"
    fixed: float = 0.0
    fixed_daily: float = 0.0
    minimum: float = 0.0
    minimum_yearly: float = 0.0
    energy: Charge | None = None
    hourly: Array | None = None
    demand: Charge | None = None
    flat_demand: tuple[Tiers, ...] | None = None

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
        if self.hourly is not None:
            return self.hourly[24 * labels.day + labels.hour]
        assert self.energy is not None, "a tariff has periods or hours"
        prices = [next(tier.price for tier in tiers if tier.up_to >= TYPICAL_MONTH) for tiers in self.energy.periods]
        return np.array(prices)[self.energy.by_hour(labels)]

    def scaled(self, factor: float) -> "Tariff":
        """Return the tariff with all prices of energy times `factor`."""
        if self.hourly is not None:
            return replace(self, hourly=factor * self.hourly)
        assert self.energy is not None, "a tariff has periods or hours"
        periods = tuple(tuple(Tier(up_to, factor * price) for up_to, price in tiers) for tiers in self.energy.periods)
        return replace(self, energy=replace(self.energy, periods=periods))

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain lists, numbers and text, for JSON."""
        return dict(_plain(asdict(self)))

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Tariff":
        """Undo `as_data`."""
        data = dict(data)
        for key in ("energy", "demand"):
            if data[key] is not None:
                data[key] = Charge(np.array(data[key]["weekday"]), np.array(data[key]["weekend"]),
                                   tuple(_tiers(tiers) for tiers in data[key]["periods"]))  # fmt: skip
        if data["hourly"] is not None:
            data["hourly"] = np.array(data["hourly"])
        if data["flat_demand"] is not None:
            data["flat_demand"] = tuple(_tiers(tiers) for tiers in data["flat_demand"])
        return cls(**data)


def check_installed(tariff: Tariff, place: str) -> None:
    """Raise InvalidInput if a tariff needs PySAM and it is not installed."""
    if not tariff.is_simple and find_spec("PySAM") is None:
        problem = f"tariff '{tariff.name}' has tiers or demand charges, which need NREL-PySAM; it is not installed"
        raise InvalidInput([Fault(place, problem, "pip install 'cosim[tariffs]'")])


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


def build_tariff(config: TariffConfig, hourly: Array | None, file: str) -> Tariff:
    """Build a tariff from its config; `hourly` are its real-time prices, USD/J.

    Raises
    ------
    InvalidInput
        If an hour has no price or several; names file, month and hour.
    """
    faults: list[Fault] = []
    energy = None
    if config.periods:
        schedules = _schedule([period.when for period in config.periods], file, "price", faults, required=True)
        tiers = [
            (Tier(np.inf, period.price),) if period.price is not None
            else tuple(Tier(np.inf if tier.up_to is None else tier.up_to, tier.price) for tier in period.tiers)
            for period in config.periods
        ]  # fmt: skip
        energy = Charge(*schedules, tuple(tiers))
    all_hours = [entry for entry in config.demand if not entry.when]
    timed = [entry for entry in config.demand if entry.when]
    demand = None
    if timed:
        schedules = _schedule([entry.when for entry in timed], file, "demand charge", faults, required=False)
        free = len(timed)
        weekday, weekend = (np.where(each == NONE, free, each) for each in schedules)
        demand = Charge(weekday, weekend, (*((Tier(np.inf, entry.price),) for entry in timed), (Tier(np.inf, 0.0),)))
    if faults:
        raise InvalidInput(faults)
    flat = sum(entry.price for entry in all_hours)
    return Tariff(
        name=config.name,
        title=config.title,
        source=config.source,
        daylight_saving=config.daylight_saving,
        fixed=config.fixed,
        fixed_daily=config.fixed_daily,
        minimum=config.minimum,
        minimum_yearly=config.minimum_yearly,
        energy=energy,
        hourly=hourly,
        demand=demand,
        flat_demand=((Tier(np.inf, flat),),) * 12 if all_hours else None,
    )


def _schedule(
    entries: Sequence[Sequence[WhenConfig]], file: str, what: str, faults: list[Fault], *, required: bool
) -> tuple[Whole, Whole]:
    """Return the entry that applies in each hour of a weekday and a weekend day of each month; NONE where none does."""
    taken = np.zeros((2, 12, 24, len(entries)), dtype=bool)
    for number, whens in enumerate(entries):
        for when in whens:
            days = {"all": [0, 1], "weekdays": [0], "weekends": [1]}[when.days]
            hours = [hour % 24 for first, last in when.hours for hour in range(first, last + 24 * (last <= first))]
            taken[np.ix_(days, [month - 1 for month in when.months], hours, [number])] = True
    others = [number for number, whens in enumerate(entries) if not whens]
    nobody = ~taken.any(axis=3)
    for number in others:
        taken[nobody, number] = True
    count = taken.sum(axis=3)
    for wrong, problem in ((count > 1, f"has more than one {what}"), (count == 0, f"has no {what}")):
        if wrong.any() and (required or problem.startswith("has more")):
            day, month, hour = np.argwhere(wrong)[0]
            where = f"{'a weekend' if day else 'a weekday'} in {MONTHS[month]} from {hour}:00 to {hour + 1}:00"
            more = f" ({np.count_nonzero(wrong)} such hours of 576)"
            remedy = "one period without `when` takes all other hours" if problem.startswith("has no") else ""
            faults.append(Fault(file, f"{where} {problem}{more}", remedy))
    first = np.where(count == 0, NONE, taken.argmax(axis=3))
    return first[0], first[1]
