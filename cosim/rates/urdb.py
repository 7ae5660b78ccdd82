"""Read tariffs from JSON files of OpenEI's US Utility Rate Database.

Format: https://openei.org/services/doc/rest/util_rates/?version=8. Real-time samples carry a list `realtimepricing` of
8760 prices in USD/kWh, which is how OpenStudio-HPXML extends the format.
"""

from typing import Any

import numpy as np

from cosim.config.faults import parse_json
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.rates.hourly import hour_in_words
from cosim.rates.tariff import Charge, Ratchet, Tariff, Tier, Tiers
from cosim.rates.urdb_keys import HARMLESS, READ, REFUSED, TIER_HARMLESS, TIER_READ
from cosim.schema.calendar import MONTHS
from cosim.schema.dates import MONTH_DAYS
from cosim.units import KILOWATT_HOUR

KILOWATT = 1e3
MAX_PRICE = 20.0  # USD/kWh
DAYS_OF_MONTH = 365 / 12
FIXED_UNITS = {"$/month": 1.0, "$/day": DAYS_OF_MONTH, "$/year": 1 / 12}
MAX_ADJUSTMENT = 1.0  # USD/kWh
WINDOWS = (15, 30, 60)


def read_urdb(data: bytes, file: str) -> Tariff:
    """Return the tariff in a URDB JSON file, given as bytes.

    Raises
    ------
    InvalidInput
        With all faults; `file` is its name in messages.
    """
    return _Reading(_item(data, file), file).tariff()


def _item(data: bytes, file: str) -> dict[str, Any]:
    table = parse_json(data, file)
    items = table.get("items", [table]) if isinstance(table, dict) else table
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
        count = len(items) if isinstance(items, list) else 0
        raise InvalidInput([Fault(file, f"holds {count} tariffs of URDB", "keep one")])
    return {str(key).lower(): value for key, value in items[0].items() if value is not None}


class _Reading:
    """Parses one URDB file and collects all its faults."""

    def __init__(self, item: dict[str, Any], file: str) -> None:
        self.item, self.file = item, file
        self.faults: list[Fault] = []

    def tariff(self) -> Tariff:
        for key, value in self.item.items():
            if key in REFUSED and not _is_zero(value):
                self.fault(key, f"is {REFUSED[key]}, which is not supported")
            elif key not in READ | HARMLESS | REFUSED.keys() and not _says_nothing(value):
                self.fault(key, "is not a known key, and may change the bill", "remove it if it does not")
        hourly = self.item.get("realtimepricing")
        energy = None if hourly is not None else self.charge("energy", "energyratestructure", KILOWATT_HOUR, "rate")
        if hourly is None and energy is None and not self.faults:
            self.fault("energyratestructure", "is missing", "download the rate as JSON, version 8 of the interface")
        minimum, per_day, per_year = self.minimum()
        window, flat = self.demand_window(), self.flat_demand()
        demand = self.charge("demand", "demandratestructure", KILOWATT, "rate")
        tariff = Tariff(
            name=str(self.item.get("name", "URDB"))[:200],
            title=" ".join(str(self.item.get(key, "")) for key in ("utility", "name")).strip()[:200],
            source=str(self.item.get("uri") or self.item.get("source") or "OpenEI URDB")[:500],
            fixed=self.fixed(),
            fixed_daily=self.number("fixedchargefirstmeter") if self.fixed_unit() == "$/day" else 0.0,
            minimum=minimum,
            minimum_daily=per_day,
            minimum_yearly=per_year,
            energy=energy,
            hourly=None if hourly is None else self.hours(hourly),
            adjustment=self.adjustment(),
            demand=demand,
            flat_demand=flat,
            demand_window=window,
            ratchet=self.ratchet(flat, demand),
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

    def minimum(self) -> tuple[float, float, float]:
        """Return the minimum bill of a month, of a day and of a year."""
        unit = str(self.item.get("minchargeunits", "$/month"))
        if "mincharge" not in self.item:
            return self.number("minmonthlycharge"), 0.0, self.number("annualmincharge")
        if unit not in FIXED_UNITS:
            self.fault("minchargeunits", f"{unit[:20]!r} is not a valid value", f"choose {', '.join(FIXED_UNITS)}")
        value = self.number("mincharge")
        return tuple(value if unit == each else 0.0 for each in ("$/month", "$/day", "$/year"))  # type: ignore[return-value]

    def adjustment(self) -> tuple[float, ...]:
        """Return the fuel adjustment of each month, USD/J; empty where there is none."""
        values = self.item.get("fueladjustmentsmonthly", [])
        if _says_nothing(values):
            return ()
        numbers = values if isinstance(values, list) else [values]
        if len(numbers) != len(MONTHS) or not all(_is_number(each) and abs(each) < MAX_ADJUSTMENT for each in numbers):
            self.fault("fueladjustmentsmonthly", f"must be {len(MONTHS)} numbers in USD/kWh, January first")
            return ()
        return tuple(float(each) / KILOWATT_HOUR for each in numbers)

    def demand_window(self) -> int:
        """Return the length of the means of which the largest is billed, min; a quarter of an hour if none is given."""
        if not (self.item.get("demandratestructure") or self.item.get("flatdemandstructure")):
            return WINDOWS[0]
        for key in ("demandrateunit", "demandunits", "flatdemandunit", "flatdemandunits"):
            unit = str(self.item.get(key) or "kW")
            if unit.lower() != "kw":
                self.fault(key, f"{unit[:20]!r} is not supported", "kW")
        window = self.item.get("demandwindow") or WINDOWS[0]
        if isinstance(window, bool) or window not in WINDOWS:
            choice = ", ".join(str(each) for each in WINDOWS)
            self.fault("demandwindow", f"{str(window)[:20]} minutes is not supported", f"choose {choice}")
            return WINDOWS[0]
        return int(window)

    def ratchet(self, flat: tuple[Tiers, ...] | None, demand: Charge | None) -> Ratchet | None:
        """Return the ratchet on each month's largest power: of the months before, or of certain months."""
        share = self.item.get("lookbackpercent", 0)
        if not _is_number(share) or not 0 <= share <= 1:
            self.fault("lookbackPercent", f"must be a share from 0 to 1, not {str(share)[:40]}")
            return None
        months, back = self.item.get("lookbackmonths", []), self.item.get("lookbackrange", 0)
        if share == 0 or (flat is None and demand is None):
            return None
        if demand is not None:
            self.fault("lookbackPercent", "is a ratchet on demand by time of use, which is not supported")
        if not isinstance(months, list) or (months and len(months) != len(MONTHS)):
            self.fault("lookbackMonths", f"must be {len(MONTHS)} of true and false, January first")
            return None
        chosen = tuple(number for number, month in enumerate(months) if month)
        if not _is_number(back) or back != int(back) or not 0 <= back <= len(MONTHS):
            self.fault("lookbackRange", f"must be a number of months, at most 12, not {str(back)[:40]}")
            return None
        if bool(chosen) == bool(back):
            self.fault("lookbackRange", "and lookbackMonths say differently which months count", "keep one of the two")
            return None
        return Ratchet(float(share), min(int(back), 11), chosen)

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
        return Charge.of_weeks(schedules[0], schedules[1], periods)

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
            for name, value in tier.items():
                if name.lower() not in TIER_READ | TIER_HARMLESS and not _says_nothing(value):
                    self.fault(f"{where}.{name}", "is not a known key, and may change the bill")
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


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and bool(np.isfinite(value))


def _is_zero(value: Any) -> bool:
    """Say whether a charge is nothing: no number in it is other than zero."""
    if isinstance(value, list | tuple):
        return all(_is_zero(each) for each in value)
    if isinstance(value, dict):
        return all(_is_zero(each) for each in value.values())
    return isinstance(value, str) or not value


def _says_nothing(value: Any) -> bool:
    return value in ("", False) or (not isinstance(value, str) and _is_zero(value))
