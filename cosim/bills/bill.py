"""Bills of a house: energy between two dates of reading."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cosim.config.prices import FurnaceFuel
from cosim.units import BTU, KILOWATT_HOUR, OIL_GALLON, PROPANE_GALLON, THERM
from cosim.weather.record import counted

Carrier = Literal["electricity", "fuel"]
CARRIERS: tuple[Carrier, ...] = ("electricity", "fuel")

GAS_HEAT = 1036 * BTU
"""Heat of a cubic foot of gas, higher heating value, J: mean of the United States in 2022 (EIA, "Heat Content of
Natural Gas Consumed"). Utilities that bill therms measure their own."""
UNITS: dict[str, float] = {
    "kwh": KILOWATT_HOUR, "wh": 1e-3 * KILOWATT_HOUR, "mwh": 1e3 * KILOWATT_HOUR, "therm": THERM, "dth": 10 * THERM,
    "mmbtu": 10 * THERM, "ccf": 100 * GAS_HEAT, "mcf": 1000 * GAS_HEAT, "mj": 1e6, "gj": 1e9,
    "gallon of propane": PROPANE_GALLON, "gallon of oil": OIL_GALLON,
}  # fmt: skip
"""Units of bills, in J."""
OF_ELECTRICITY = ("kwh", "wh", "mwh")
OF_FUEL = ("therm", "dth", "mmbtu", "ccf", "mcf", "gallon of propane", "gallon of oil")
NAMES: dict[Carrier, str] = {"electricity": "electricity", "fuel": "gas"}
USUAL: dict[Carrier, tuple[str, float]] = {"electricity": ("kWh", KILOWATT_HOUR), "fuel": ("therms", THERM)}
"""Unit in which tables show each carrier, and its J."""


@dataclass(frozen=True, slots=True)
class Bill:
    """Energy of one carrier from one reading of the meter to the next.

    Attributes
    ----------
    carrier : {"electricity", "fuel"}
    begins, ends : date
        First day, and the day after the last one.
    energy : float
        J; of fuel by its higher heating value.
    place : str
        File and row, for messages.
    estimated : bool
        Whether the utility guessed the reading at its end.
    fuel : str, optional
        Which fuel it is of; None where its file does not say.
    """

    carrier: Carrier
    begins: date
    ends: date
    energy: float
    place: str
    estimated: bool = False
    fuel: FurnaceFuel | None = None

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.ends - self.begins).days

    @property
    def amount(self) -> str:
        """The energy as people read it."""
        unit, scale = USUAL[self.carrier]
        return f"{self.energy / scale:,.0f} {unit}"


@dataclass(frozen=True, slots=True)
class Bills:
    """All bills of a house, by carrier and in order.

    Attributes
    ----------
    bills : tuple of Bill
        Those that count: none of them ends with an estimated reading.
    notes : tuple of str
        What was joined, left out or taken for granted.
    files : tuple of str
        Names of the files.
    """

    bills: tuple[Bill, ...]
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = field(default=())

    def of(self, carrier: Carrier) -> tuple[Bill, ...]:
        """Return the bills of one carrier."""
        return tuple(bill for bill in self.bills if bill.carrier == carrier)

    @property
    def carriers(self) -> tuple[Carrier, ...]:
        """What there are bills of."""
        return tuple(carrier for carrier in CARRIERS if self.of(carrier))

    @property
    def fuel(self) -> FurnaceFuel | None:
        """Which fuel the bills of fuel are of; None where no file says it."""
        return next((bill.fuel for bill in self.bills if bill.fuel is not None), None)

    @property
    def begins(self) -> date:
        """First day of all."""
        return min(bill.begins for bill in self.bills)

    @property
    def ends(self) -> date:
        """Day after the last one of all."""
        return max(bill.ends for bill in self.bills)

    def __str__(self) -> str:
        parts = [f"{counted(len(self.of(carrier)), 'bill')} of {NAMES[carrier]}" for carrier in self.carriers]
        return f"{' and '.join(parts)}, {self.begins} to {self.ends}"
