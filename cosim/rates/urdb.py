"""Read tariffs from JSON files of OpenEI's US Utility Rate Database.

Format: https://openei.org/services/doc/rest/util_rates/?version=8. Real-time samples carry a list `realtimepricing` of
8760 prices in USD/kWh, which is how OpenStudio-HPXML extends the format.
"""

import json
from typing import Any

import numpy as np

from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.rates.hourly import hour_in_words
from cosim.rates.tariff import Charge, Tariff, Tier, Tiers
from cosim.schema.calendar import MONTH_DAYS, MONTHS
from cosim.units import KILOWATT_HOUR

KILOWATT = 1e3
MAX_PRICE = 20.0  # USD/kWh
DAYS_OF_MONTH = 365 / 12
FIXED_UNITS = {"$/month": 1.0, "$/day": DAYS_OF_MONTH, "$/year": 1 / 12}
NOT_BILLED = {
    "demandratchetpercentage": "a demand ratchet",
    "coincidentratestructure": "charges on coincident demand",
    "demandreactivepowercharge": "a charge on reactive power",
}


def read_urdb(data: bytes, file: str) -> Tariff:
    """Return the tariff in a URDB JSON file, given as bytes.

    Raises
    ------
    InvalidInput
        With all faults; `file` is its name in messages.
    """
    return _Reading(_item(data, file), file).tariff()


def _item(data: bytes, file: str) -> dict[str, Any]:
    try:
        table = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidInput([Fault(file, f"is not valid JSON: {error}")]) from None
    items = table.get("items", [table]) if isinstance(table, dict) else table
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
        count = len(items) if isinstance(items, list) else 0
        raise InvalidInput([Fault(file, f"holds {count} tariffs of URDB", "keep one")])
    return dict(items[0])


class _Reading:
    """Parses one URDB file and collects all its faults."""

    def __init__(self, item: dict[str, Any], file: str) -> None:
        self.item, self.file = item, file
        self.faults: list[Fault] = []

    def tariff(self) -> Tariff:
        for key, what in NOT_BILLED.items():
            value = self.item.get(key)
            if np.any(np.array(value, dtype=object) != 0) if isinstance(value, list) else value:
                self.fault(key, f"is {what}, which is not supported")
        hourly = self.item.get("realtimepricing")
        energy = None if hourly is not None else self.charge("energy", "energyratestructure", KILOWATT_HOUR, "rate")
        if hourly is None and energy is None and not self.faults:
            self.fault("energyratestructure", "is missing")
        minimum, per_year = self.minimum()
        tariff = Tariff(
            name=str(self.item.get("name", "URDB"))[:200],
            title=" ".join(str(self.item.get(key, "")) for key in ("utility", "name")).strip()[:200],
            source=str(self.item.get("uri") or self.item.get("source") or "OpenEI URDB")[:500],
            fixed=self.fixed(),
            fixed_daily=self.number("fixedchargefirstmeter") if self.fixed_unit() == "$/day" else 0.0,
            minimum=minimum,
            minimum_yearly=per_year,
            energy=energy,
            hourly=None if hourly is None else self.hours(hourly),
            demand=self.charge("demand", "demandratestructure", KILOWATT, "rate"),
            flat_demand=self.flat_demand(),
        )
        if self.faults:
            raise InvalidInput(self.faults)
        return tariff

    def fault(self, key: str, problem: str, remedy: str = "") -> None:
        self.faults.append(Fault(f"{self.file}: {key}", problem, remedy))

    def number(self, key: str, default: float = 0.0) -> float:
        value = self.item.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value) or value < 0:
            self.fault(key, f"must be a number, at least 0, not {str(value)[:60]}")
            return 0.0
        return float(value)

    def fixed_unit(self) -> str:
        return str(self.item.get("fixedchargeunits", "$/month"))

    def fixed(self) -> float:
        """Return the monthly fixed charge; a daily one is stored separately."""
        if "fixedchargefirstmeter" not in self.item:
            return self.number("fixedmonthlycharge")
        unit = self.fixed_unit()
        if unit not in FIXED_UNITS:
            self.fault("fixedchargeunits", f"{unit[:20]!r} is not a valid value", f"choose {', '.join(FIXED_UNITS)}")
            return 0.0
        return 0.0 if unit == "$/day" else self.number("fixedchargefirstmeter") * FIXED_UNITS[unit]

    def minimum(self) -> tuple[float, float]:
        """Return the minimum bill of a month and of a year."""
        unit = str(self.item.get("minchargeunits", "$/month"))
        if "mincharge" not in self.item:
            return self.number("minmonthlycharge"), self.number("annualmincharge")
        if unit not in FIXED_UNITS:
            self.fault("minchargeunits", f"{unit[:20]!r} is not a valid value", f"choose {', '.join(FIXED_UNITS)}")
        value = self.number("mincharge")
        return (0.0, value) if unit == "$/year" else (value * FIXED_UNITS.get(unit, 0.0), 0.0)

    def hours(self, values: Any) -> np.ndarray:
        if not isinstance(values, list) or len(values) != HOURS_OF_YEAR:
            count = len(values) if isinstance(values, list) else 0
            self.fault(
                "realtimepricing", f"has {count} prices instead of {HOURS_OF_YEAR}, one for each hour of the year"
            )
            return np.zeros(HOURS_OF_YEAR)
        for hour, value in enumerate(values):
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_PRICE:
                problem = f"the price of {hour_in_words(hour)} is {str(value)[:40]}"
                self.fault("realtimepricing", problem, f"prices are numbers from 0 to {MAX_PRICE:g} USD/kWh")
                return np.zeros(HOURS_OF_YEAR)
        return np.array(values, dtype=float) / KILOWATT_HOUR

    def charge(self, kind: str, key: str, unit: float, rate: str) -> Charge | None:
        """Return the prices by time of use; None where there are none."""
        if not self.item.get(key):
            return None
        periods = self.structure(key, unit, rate)
        schedules = [self.schedule(f"{kind}{day}schedule", len(periods)) for day in ("weekday", "weekend")]
        return Charge(schedules[0], schedules[1], periods)

    def structure(self, key: str, unit: float, rate: str) -> tuple[Tiers, ...]:
        given = self.item[key]
        if not isinstance(given, list) or not all(isinstance(tiers, list) and tiers for tiers in given):
            self.fault(key, "must be a list of periods, each a list of tiers")
            return ()
        return tuple(self.tiers(tiers, f"{key}[{number}]", unit, rate) for number, tiers in enumerate(given))

    def tiers(self, given: list[Any], place: str, unit: float, rate: str) -> Tiers:
        tiers: list[Tier] = []
        below = 0.0
        for number, tier in enumerate(given):
            where = f"{place}[{number}]"
            if not isinstance(tier, dict):
                self.fault(where, "must be a table")
                continue
            price = self.price(tier, where, rate)
            measure = str(tier.get("unit", "kWh")).strip().lower()
            per_month = {"kwh": 1.0, "kw": 1.0, "kwh daily": DAYS_OF_MONTH, "": 1.0}.get(measure)
            if per_month is None:
                self.fault(f"{where}.unit", f"tiers by {measure[:20]!r} are not supported", "kWh or kWh daily")
                per_month = 1.0
            last = number == len(given) - 1
            limit = tier.get("max")
            if limit is None or last:
                up_to = np.inf
                if not last:
                    self.fault(f"{where}.max", "is missing, but another tier follows")
            elif isinstance(limit, bool) or not isinstance(limit, int | float) or limit <= below:
                self.fault(f"{where}.max", f"{str(limit)[:40]} is not above the tier before")
                up_to = np.inf
            else:
                up_to, below = float(limit) * per_month * unit, float(limit)
            tiers.append(Tier(up_to, price / unit))
        return tuple(tiers)

    def price(self, tier: dict[str, Any], where: str, rate: str) -> float:
        parts = [tier.get(rate, 0.0), tier.get("adj") or 0.0]
        if any(isinstance(part, bool) or not isinstance(part, int | float) for part in parts):
            self.fault(f"{where}.{rate}", "must be a number")
            return 0.0
        price = float(sum(parts))
        if price < 0:
            self.fault(f"{where}.{rate}", f"the price of {price:g} is below zero; only hourly prices may be negative")
        return price

    def schedule(self, key: str, periods: int) -> np.ndarray:
        """Return the period of every month and hour."""
        rows = self.item.get(key)
        if not isinstance(rows, list) or len(rows) != len(MONTHS):
            self.fault(key, f"has {len(rows) if isinstance(rows, list) else 0} months, not 12")
            return np.zeros((12, 24), dtype=np.int64)
        for month, row in zip(MONTHS, rows, strict=True):
            hours = len(row) if isinstance(row, list) else 0
            if hours != 24:
                self.fault(key, f"{month} has {hours} hours; the hour from {min(hours, 24)}:00 is not covered")
                return np.zeros((12, 24), dtype=np.int64)
            for hour, period in enumerate(row):
                if isinstance(period, bool) or not isinstance(period, int) or not 0 <= period < periods:
                    problem = f"{month}, {hour}:00 to {hour + 1}:00 is in period {str(period)[:20]}, which has no price"
                    self.fault(key, problem, f"there are periods 0 to {periods - 1}")
                    return np.zeros((12, 24), dtype=np.int64)
        return np.array(rows, dtype=np.int64)

    def flat_demand(self) -> tuple[Tiers, ...] | None:
        """Return the charge on each month's largest power."""
        if not self.item.get("flatdemandstructure"):
            return None
        structure = self.structure("flatdemandstructure", KILOWATT, "rate")
        months = self.item.get("flatdemandmonths", [0] * len(MONTH_DAYS))
        if (not isinstance(months, list) or len(months) != 12
                or not all(isinstance(month, int) and 0 <= month < len(structure) for month in months)):  # fmt: skip
            self.fault("flatdemandmonths", "must be 12 indices into flatdemandstructure")
            return None
        return tuple(structure[month] for month in months)
