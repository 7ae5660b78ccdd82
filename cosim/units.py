"""Units of TOML keys and printed output, and their SI values, in one table."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from cosim.constants import DAY, FREEZING, HOUR, MINUTE

System = Literal["si", "us"]
"""Units of printed output: `us` for those that people in the United States use; electricity stays in kWh."""


class Unit(NamedTuple):
    """A unit whose SI value is ``scale * number + offset``."""

    scale: float
    offset: float = 0.0


BTU = 1055.05585262  # J, International Table
THERM = 1e5 * BTU
KILOWATT_HOUR = 3.6e6
FOOT = 0.3048
POUND = 0.45359237
SHORT_TON = 2000 * POUND
TON_OF_REFRIGERATION = 12000 * BTU / HOUR
GALLON = 3.785411784e-3
# heat of a US gallon, higher heating value, J: EIA, "Units and calculators", consumption of 2022
PROPANE_GALLON = 91_452 * BTU
OIL_GALLON = 138_500 * BTU
CORD = 20e6 * BTU  # of wood, J, by the same source

# dimension -> suffix of a TOML key -> unit; the first suffix of a row is the one that messages suggest
DIMENSIONS: dict[str, dict[str, Unit]] = {
    "temperature": {"c": Unit(1, FREEZING), "f": Unit(5 / 9, 459.67 * 5 / 9), "k": Unit(1)},
    "temperature_difference": {"k": Unit(1), "c": Unit(1), "f": Unit(5 / 9)},
    "power": {"kw": Unit(1e3), "w": Unit(1), "btu_h": Unit(BTU / HOUR), "kbtu_h": Unit(BTU / 3.6),
              "tons": Unit(TON_OF_REFRIGERATION)},
    "energy": {"kwh": Unit(KILOWATT_HOUR), "j": Unit(1), "kj": Unit(1e3), "btu": Unit(BTU)},
    "time": {"s": Unit(1), "min": Unit(MINUTE), "h": Unit(HOUR), "days": Unit(DAY)},
    "length": {"m": Unit(1), "mm": Unit(1e-3), "cm": Unit(1e-2), "ft": Unit(FOOT), "in": Unit(FOOT / 12)},
    "area": {"m2": Unit(1), "cm2": Unit(1e-4), "ft2": Unit(FOOT**2)},
    "volume": {"m3": Unit(1), "l": Unit(1e-3), "ft3": Unit(FOOT**3), "cc": Unit(1e-6)},
    "flow": {"m3_s": Unit(1), "l_s": Unit(1e-3), "m3_h": Unit(1 / HOUR), "cfm": Unit(FOOT**3 / 60)},
    "mass": {"kg": Unit(1), "g": Unit(1e-3), "lb": Unit(POUND), "oz": Unit(POUND / 16)},
    "pressure": {"kpa": Unit(1e3), "pa": Unit(1), "bar": Unit(1e5), "psi": Unit(6894.757293168361)},
    "speed": {"rps": Unit(1), "rpm": Unit(1 / 60)},
    "velocity": {"m_s": Unit(1), "mph": Unit(0.44704)},
    "angle": {"deg": Unit(1)},
    "u_value": {"w_m2k": Unit(1), "btu_h_ft2_f": Unit(BTU / HOUR / FOOT**2 * 1.8)},
    "resistance": {"m2k_w": Unit(1), "h_ft2_f_btu": Unit(HOUR * FOOT**2 / BTU / 1.8)},
    "conductivity": {"w_mk": Unit(1), "btu_in_h_ft2_f": Unit(BTU / HOUR / FOOT**2 * 1.8 * FOOT / 12)},
    "conductance": {"w_k": Unit(1), "btu_h_f": Unit(BTU / HOUR * 1.8)},
    "density": {"kg_m3": Unit(1), "lb_ft3": Unit(POUND / FOOT**3)},
    "specific_heat": {"j_kgk": Unit(1), "btu_lb_f": Unit(BTU / POUND * 1.8)},
    "heat_capacity": {"kj_k": Unit(1e3), "j_k": Unit(1)},
    "electricity_price": {"usd_per_kwh": Unit(1 / KILOWATT_HOUR), "cents_per_kwh": Unit(0.01 / KILOWATT_HOUR),
                          "usd_per_mwh": Unit(1e-3 / KILOWATT_HOUR)},
    "fuel_price": {"usd_per_therm": Unit(1 / THERM), "usd_per_kwh": Unit(1 / KILOWATT_HOUR),
                   "usd_per_mmbtu": Unit(1 / (10 * THERM)), "usd_per_gj": Unit(1e-9)},
    "propane_price": {"usd_per_gallon": Unit(1 / PROPANE_GALLON), "usd_per_mmbtu": Unit(1 / (10 * THERM)),
                      "usd_per_therm": Unit(1 / THERM), "usd_per_kwh": Unit(1 / KILOWATT_HOUR)},
    "oil_price": {"usd_per_gallon": Unit(1 / OIL_GALLON), "usd_per_mmbtu": Unit(1 / (10 * THERM)),
                  "usd_per_therm": Unit(1 / THERM), "usd_per_kwh": Unit(1 / KILOWATT_HOUR)},
    "wood_price": {"usd_per_cord": Unit(1 / CORD), "usd_per_mmbtu": Unit(1 / (10 * THERM)),
                   "usd_per_therm": Unit(1 / THERM), "usd_per_kwh": Unit(1 / KILOWATT_HOUR)},
    "fuel_use": {"therms_per_month": Unit(THERM), "kwh_per_month": Unit(KILOWATT_HOUR),
                 "mmbtu_per_month": Unit(10 * THERM)},
    "electricity_use": {"kwh_per_month": Unit(KILOWATT_HOUR)},
    "demand_price": {"usd_per_kw": Unit(1e-3)},
    "daily_charge": {"usd_per_day": Unit(1)},
    "yearly_charge": {"usd_per_year": Unit(1)},
    "money": {"usd": Unit(1)},
    "monthly_charge": {"usd_per_month": Unit(1)},
    "emission_factor": {"kg_per_kwh": Unit(1 / KILOWATT_HOUR), "kg_per_mwh": Unit(1e-3 / KILOWATT_HOUR),
                        "lb_per_mwh": Unit(POUND * 1e-3 / KILOWATT_HOUR), "kg_per_therm": Unit(1 / THERM),
                        "lb_per_mmbtu": Unit(POUND / (10 * THERM)), "kg_per_mmbtu": Unit(1 / (10 * THERM))},
}  # fmt: skip

US_SUFFIXES = {
    "temperature": "f", "temperature_difference": "f", "power": "kbtu_h", "length": "ft", "area": "ft2",
    "volume": "ft3", "flow": "cfm", "mass": "lb", "pressure": "psi", "velocity": "mph", "u_value": "btu_h_ft2_f",
    "resistance": "h_ft2_f_btu", "conductivity": "btu_in_h_ft2_f", "conductance": "btu_h_f", "density": "lb_ft3",
    "specific_heat": "btu_lb_f",
}  # fmt: skip
"""Suffix that people in the United States write, for dimensions where it is not the first of its row."""

_SYMBOLS = {
    "c": "°C", "f": "°F", "k": "K", "kw": "kW", "kbtu_h": "kBtu/h", "kwh": "kWh", "m2": "m²", "ft2": "ft²",
    "m3": "m³", "ft3": "ft³", "m3_s": "m³/s", "kpa": "kPa", "rps": "1/s", "m_s": "m/s", "deg": "°", "w_m2k": "W/(m² K)",
    "btu_h_ft2_f": "Btu/(h ft² °F)", "m2k_w": "m² K/W", "h_ft2_f_btu": "h ft² °F/Btu", "w_mk": "W/(m K)",
    "btu_in_h_ft2_f": "Btu inch/(h ft² °F)", "w_k": "W/K", "btu_h_f": "Btu/(h °F)", "kg_m3": "kg/m³",
    "lb_ft3": "lb/ft³",
    "j_kgk": "J/(kg K)", "btu_lb_f": "Btu/(lb °F)", "kj_k": "kJ/K",
}  # fmt: skip


def suffix_of(dimension: str, system: System = "si") -> str:
    """Return the suffix of a key that people of a system of units write for a dimension."""
    first = next(iter(DIMENSIONS[dimension]))
    return US_SUFFIXES.get(dimension, first) if system == "us" else first


def symbol(suffix: str) -> str:
    """Return the symbol of the unit that a suffix of a key stands for."""
    return _SYMBOLS.get(suffix, suffix.replace("usd", "$").replace("_per_", "/"))


def to_si(value: float, dimension: str, suffix: str) -> float:
    """Convert `value` in the unit named by `suffix` to SI."""
    unit = DIMENSIONS[dimension][suffix]
    return value * unit.scale + unit.offset


def from_si(value: float, dimension: str, suffix: str) -> float:
    """Convert an SI value to the unit named by `suffix`."""
    unit = DIMENSIONS[dimension][suffix]
    return (value - unit.offset) / unit.scale


def linear(factor: float, offset: float = 0.0) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Return a linear conversion and its inverse, in the form that matplotlib needs for a secondary axis."""
    return (lambda x: factor * x + offset), (lambda y: (y - offset) / factor)
