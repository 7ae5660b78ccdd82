"""Traits of homes: their distributions, and how values are drawn or read."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from cosim.config.faults import validate
from cosim.config.programme import SpreadConfig
from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.units import DIMENSIONS, from_si, to_si

NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Spread:
    """Distribution of a trait, in the unit of its key."""

    config: SpreadConfig
    dimension: str | None = None
    unit: str = ""

    def at(self, quantile: float) -> float:
        """Return the value, SI, at a quantile of all homes."""
        given = self.config
        if given.values:
            place = int(np.searchsorted(np.cumsum(given.shares), quantile, side="right"))
            value = given.values[min(place, len(given.values) - 1)]
        elif given.mean is not None and given.sd is not None:
            value = given.mean
            if given.sd > 0:
                value += given.sd * self._normal(quantile, given.mean, given.sd)
        elif given.median is not None and given.spread is not None:
            value = given.median
            if given.spread > 1:
                middle, width = float(np.log(given.median)), float(np.log(given.spread))
                value = float(np.exp(middle + width * self._lognormal(quantile, middle, width)))
        else:
            assert given.min is not None
            assert given.max is not None
            value = given.min + quantile * (given.max - given.min)
        return value if self.dimension is None else to_si(value, self.dimension, self.unit)

    def ends(self) -> tuple[float, float]:
        """Return the minimum and the maximum value that can be drawn, SI."""
        return self.at(1e-12), self.at(1.0 - 1e-12)

    def _normal(self, quantile: float, mean: float, sd: float) -> float:
        limits = [None if end is None else (end - mean) / sd for end in (self.config.min, self.config.max)]
        return _cut_normal(quantile, *limits)

    def _lognormal(self, quantile: float, middle: float, width: float) -> float:
        ends = (self.config.min, self.config.max)
        limits = [None if not end else (float(np.log(end)) - middle) / width for end in ends]
        return _cut_normal(quantile, *limits)


def _cut_normal(quantile: float, minimum: float | None, maximum: float | None) -> float:
    """Quantile of the standard normal distribution truncated at `minimum` and `maximum`."""
    low = 0.0 if minimum is None else NORMAL.cdf(minimum)
    high = 1.0 if maximum is None else NORMAL.cdf(maximum)
    return NORMAL.inv_cdf(min(max(low + quantile * (high - low), 1e-12), 1.0 - 1e-12))


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait in which homes differ."""

    name: str
    dimension: str | None
    minimum: float  # SI
    maximum: float
    usual: Mapping[str, Any]  # default distribution, in the dimension's SI unit
    meaning: str

    def keys(self) -> dict[str, str]:
        """Return its keys, each with its unit."""
        if self.dimension is None:
            return {self.name: ""}
        return {f"{self.name}_{suffix}": suffix for suffix in DIMENSIONS[self.dimension]}

    def in_unit(self, value: float, unit: str) -> float:
        """Return a value in SI in a unit of the trait's dimension."""
        return value if self.dimension is None else from_si(value, self.dimension, unit)


# Spreads of setpoints after NREL's Building America House Simulation Protocols and of leakage after the LBNL leakage
# database are wide; those here are judgements of that order, made to be replaced by what a utility knows of its homes.
TRAITS = (
    Trait("size", None, 0.3, 4.0, {"median": 1.0, "spread": 1.25, "min": 0.5, "max": 2.0},
          "Floor area relative to the house type"),
    Trait("leakage", None, 0.1, 6.0, {"median": 1.0, "spread": 1.35, "min": 0.4, "max": 2.5},
          "Air leakage relative to the house type"),
    Trait("duct_leakage", None, 0.0, 4.0, {"median": 1.0, "spread": 1.35, "min": 0.3, "max": 2.5},
          "Duct leakage relative to the house type"),
    Trait("orientation", "angle", 0.0, 360.0, {"min": 0.0, "max": 360.0}, "Clockwise turn of the house"),
    Trait("heating_setpoint", "temperature", 283.15, 299.15,
          {"mean": 293.71, "sd": 1.1, "min": 290.37, "max": 296.48}, "Daytime heating setpoint"),
    Trait("cooling_setpoint", "temperature", 291.15, 308.15,
          {"mean": 297.6, "sd": 1.1, "min": 294.8, "max": 300.4}, "Daytime cooling setpoint"),
    Trait("setback", "temperature_difference", 0.0, 8.0, {"values": (0.0, 1.67, 3.33), "shares": (0.6, 0.25, 0.15)},
          "Night setback of the heating setpoint"),
    Trait("night_begins", "time", 0.0, 86399.0, {"mean": 79200.0, "sd": 3600.0, "min": 72000.0, "max": 86100.0},
          "Clock time at which the night setpoint begins"),
    Trait("night_ends", "time", 0.0, 86399.0, {"mean": 22500.0, "sd": 2700.0, "min": 14400.0, "max": 32400.0},
          "Clock time at which the night setpoint ends"),
    Trait("deadband", "temperature_difference", 0.2, 3.0, {"min": 0.6, "max": 1.2},
          "Width of the thermostat's band"),
    Trait("gains", None, 0.0, 5.0, {"median": 1.0, "spread": 1.4, "min": 0.3, "max": 3.0},
          "Heat, moisture and electricity of people and appliances relative to the house type"),
    Trait("gains_shift", "time", -43200.0, 43200.0, {"mean": 0.0, "sd": 4500.0, "min": -14400.0, "max": 14400.0},
          "Delay of the household's day"),
    Trait("gains_daily_spread", None, 0.0, 1.0, {"mean": 0.2, "sd": 0.0}, "Log standard deviation from day to day"),
    Trait("gains_hourly_spread", None, 0.0, 2.0, {"mean": 0.4, "sd": 0.0}, "Log standard deviation from hour to hour"),
    Trait("sizing_error", None, 0.3, 4.0, {"median": 1.1, "spread": 1.2, "min": 0.7, "max": 2.0},
          "Load for which equipment was chosen relative to the actual load"),
    Trait("thermostat_phase", None, 0.0, 1.0, {"min": 0.0, "max": 1.0},
          "Initial room temperature within the thermostat's band"),
    Trait("defrost_phase", None, 0.0, 1.0, {"min": 0.0, "max": 1.0},
          "Initial share of the time to the next defrost check"),
)  # fmt: skip
BY_KEY = {key: (trait, unit) for trait in TRAITS for key, unit in trait.keys().items()}
SI_UNIT = {"angle": "deg", "temperature": "k", "temperature_difference": "k", "time": "s"}
USUAL = {
    trait.name: Spread(SpreadConfig(**trait.usual), trait.dimension, SI_UNIT.get(trait.dimension or "", ""))
    for trait in TRAITS
}


def read_spreads(table: Mapping[str, Any], file: str, dotted: str) -> dict[str, Spread]:
    """Return the distributions in a table of a programme, by trait; raise InvalidInput with all faults."""
    found: dict[str, Spread] = {}
    faults: list[Fault] = []
    for key, value in table.items():
        place = f"{file}: {dotted}.{key}"
        if key not in BY_KEY:
            bare = next((trait for trait in TRAITS if trait.name == key), None)
            remedy = f"write {' or '.join(bare.keys())}" if bare else did_you_mean(key, BY_KEY)
            faults.append(Fault(place, "needs its unit in the key" if bare else "unknown key", remedy))
            continue
        trait, unit = BY_KEY[key]
        if trait.name in found:
            faults.append(Fault(place, f"{trait.name} is given more than once", "keep one"))
            continue
        try:
            spread = Spread(_spread_config(value, place), trait.dimension, unit)
        except InvalidInput as error:
            faults += error.faults
            continue
        found[trait.name] = spread
        low, high = spread.ends()
        if low < trait.minimum - 1e-9 or high > trait.maximum + 1e-9:
            shown = [f"{trait.in_unit(end, unit):.6g}" for end in (low, high, trait.minimum, trait.maximum)]
            faults.append(
                Fault(place, f"reaches from {shown[0]} to {shown[1]}, but the valid range is {shown[2]} to {shown[3]}",
                      "truncate it with min and max")
            )  # fmt: skip
    if faults:
        raise InvalidInput(faults)
    return found


def _spread_config(value: Any, place: str) -> SpreadConfig:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return SpreadConfig(mean=float(value), sd=0.0)
    if not isinstance(value, Mapping):
        raise InvalidInput([Fault(place, "must be a number or a table", "such as { mean = 1.0, sd = 0.1 }")])
    return validate(SpreadConfig, value, place)
