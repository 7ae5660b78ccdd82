"""What bills can tell of a house, and what is known of it before: each parameter as a normal variable's function.

A parameter's value is that of a standard normal variable u: ``median * exp(spread * u)`` for a factor, or
``median + spread * u`` for a shift. So priors are independent and the fit works in one space.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from cosim.arrays import Array

Kind = Literal["factor", "shift", "power"]
FAR = 3.0
"""Values of u are kept within ±3: 99.7 % of the prior."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that bills may tell.

    Attributes
    ----------
    name, label : str
    kind : {"factor", "shift", "power"}
        A factor on what the house's file states, a shift in K, or a power in W.
    median, spread : float
        Of the prior; the spread is a standard deviation, of the logarithm for a factor or a power.
    measured_by : str
        What would tell it without bills.
    """

    name: str
    label: str
    kind: Kind
    median: float
    spread: float
    measured_by: str

    @property
    def key(self) -> str:
        """Key of its value in a file (`cosim.calibration.values.ValuesConfig`)."""
        return self.name + {"shift": "_k", "power": "_w", "factor": ""}[self.kind]

    def value(self, place: Array) -> Array:
        """Return the value at standard normal u."""
        place = np.clip(place, -FAR, FAR)
        if self.kind == "shift":
            return np.asarray(self.median + self.spread * place, float)
        return np.asarray(self.median * np.exp(self.spread * place), float)

    def in_words(self, value: float) -> str:
        """Return a value as people read it."""
        if self.kind == "shift":
            return f"{value:+.1f} K".replace("-", "−")
        return f"{value:,.0f} W" if self.kind == "power" else f"× {value:.2f}"


# Judgements where the house comes from a file alone: the auditor's spread between houses of one age and type. Facts
# about the house bring their own (`with_spreads`).
USUAL = (
    Parameter("heat_loss", "Heat loss of walls, roof, floor and windows", "factor", 1.0, 0.25,
              "an energy audit: insulation and windows, side by side"),
    Parameter("leakage", "Air leakage", "factor", 1.0, 0.40, "a blower door test"),
    Parameter("solar", "Sun through windows", "factor", 1.0, 0.20, "the labels of windows, and what shades them"),
    Parameter("heating_setpoint", "Heating setpoint", "shift", 0.0, 1.2,
              "a thermometer beside the thermostat in winter"),
    Parameter("cooling_setpoint", "Cooling setpoint", "shift", 0.0, 1.2,
              "a thermometer beside the thermostat in summer"),
    Parameter("appliances", "Lights and appliances", "factor", 1.0, 0.35, "hourly electricity of a mild month"),
    Parameter("gains", "Heat of people and appliances, for the electricity they take", "factor", 1.0, 0.20,
              "the number of people, and which appliances give their heat off outdoors"),
    Parameter("efficiency", "Efficiency of the furnace", "factor", 1.0, 0.06, "a technician's combustion analysis"),
    Parameter("duct_leakage", "Leakage of the ducts", "factor", 1.0, 0.50, "a duct leakage test"),
    Parameter("other_fuel", "Hot water, range and dryer on gas", "factor", 1.0, 0.40, "gas of two summer months"),
    Parameter("added_fuel", "Hot water, range and dryer on gas", "power", 250.0, 1.2, "gas of two summer months"),
)  # fmt: skip
BY_NAME = {each.name: each for each in USUAL}
LINEAR = ("other_fuel", "added_fuel")
"""Parameters that change nothing but their own part of a bill: simulated once, and scaled."""


def with_spreads(
    parameters: tuple[Parameter, ...], spreads: Mapping[str, tuple[float, float]]
) -> tuple[Parameter, ...]:
    """Return parameters with other medians and spreads, by name."""
    return tuple(
        replace(each, median=spreads[each.name][0], spread=spreads[each.name][1]) if each.name in spreads else each
        for each in parameters
    )


def values_at(parameters: tuple[Parameter, ...], place: Array) -> dict[str, float]:
    """Return all values at one point of the normal space, shape (parameters,)."""
    return {each.name: float(each.value(place[number])) for number, each in enumerate(parameters)}
