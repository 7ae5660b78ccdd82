"""Varied inputs: keys of the scenario by their dotted names, each between two values."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from cosim.config.base import Config
from cosim.config.emissions import EmissionsConfig
from cosim.config.life_cycle import LifeCycleConfig
from cosim.config.prices import PricesConfig
from cosim.errors import Fault, InvalidInput
from cosim.units import from_si

ALIASES = {
    "electricity_price": "prices.electricity_usd_per_kwh",
    "gas_price": "prices.gas_usd_per_therm",
    "propane_price": "prices.propane_usd_per_gallon",
    "oil_price": "prices.oil_usd_per_gallon",
    "electricity_emissions": "emissions.electricity_kg_per_kwh",
    "methane_leakage": "emissions.methane_leakage",
    "discount_rate": "life_cycle.discount_rate",
    "electricity_escalation": "life_cycle.electricity_escalation",
    "fuel_escalation": "life_cycle.fuel_escalation",
}
FACTOR = "electricity_price_factor"
"""Multiplies all prices of electrical energy, a tariff's too."""
PRICED: dict[str, type[Config]] = {"prices": PricesConfig, "emissions": EmissionsConfig, "life_cycle": LifeCycleConfig}
"""Tables whose keys change cost and emissions of a run, but not the simulation."""

_STEP = re.compile(r'"([^"]+)"|([A-Za-z0-9_]+)|\[(\d+)\]')


LABELS = {
    "electricity_price": "Electricity price, $/kWh",
    "gas_price": "Gas price, $/therm",
    "propane_price": "Propane price, $/gallon",
    "oil_price": "Oil price, $/gallon",
    "electricity_emissions": "Emissions of electricity, kg/kWh",
    "methane_leakage": "Methane leakage, share",
    "discount_rate": "Discount rate a year",
    "electricity_escalation": "Escalation of electricity a year",
    "fuel_escalation": "Escalation of fuel a year",
    FACTOR: "Electricity price, times that of the scenario",
}
UNITS = {
    "usd_per_kwh": "$/kWh", "cents_per_kwh": "¢/kWh", "usd_per_mwh": "$/MWh", "usd_per_therm": "$/therm",
    "usd_per_gallon": "$/gallon", "usd_per_month": "$ a month", "usd_per_year": "$ a year", "kg_per_kwh": "kg/kWh",
    "kg_per_mwh": "kg/MWh", "lb_per_mwh": "lb/MWh", "kg_per_mmbtu": "kg/MMBtu", "lb_per_mmbtu": "lb/MMBtu",
    "usd": "$", "years": "years", "kw": "kW", "w": "W", "f": "°F", "c": "°C", "k": "K", "h": "h", "min": "min",
    "m2": "m²", "m3": "m³", "m": "m",
}  # fmt: skip
"""How pictures and tables write the unit that a key ends in; longer ones first."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One key and its range.

    Attributes
    ----------
    name : str
        Name given by the user.
    path : tuple
        Keys and numbers that lead to its value in the scenario's table.
    """

    name: str
    path: tuple[str | int, ...]
    low: float
    high: float

    @property
    def reruns(self) -> bool:
        """Whether another value needs another simulation."""
        return self.path[0] not in PRICED and self.name != FACTOR

    @property
    def steers(self) -> frozenset[str]:
        """What a control may follow that another value changes, of `cosim.results.steering.WORDS`."""
        if self.name == FACTOR or self.path[0] == "prices":
            return frozenset({"economic", "electricity_price"})
        return frozenset({"carbon", "carbon_intensity"} if self.path[0] == "emissions" else ())

    @property
    def label(self) -> str:
        """Name and unit, for axes and tables."""
        if self.name in LABELS:
            return LABELS[self.name]
        key = str(self.path[-1])
        unit = next((unit for unit in UNITS if key.endswith(f"_{unit}")), None)
        above = f"{_dotted(self.path[:-1])}: " if len(self.path) > 1 else ""
        plain = (key if unit is None else key.removesuffix(f"_{unit}")).replace("_", " ")
        return f"{above}{plain}{'' if unit is None else f', {UNITS[unit]}'}"


def parameter(text: str) -> Parameter:
    """Parse ``KEY=LOW..HIGH``.

    Raises
    ------
    InvalidInput
        If it is not of that form, or its ends are not rising numbers.
    """
    name, _, ends = text.partition("=")
    name = name.strip()
    low, dots, high = ends.partition("..")
    try:
        first, last = float(low), float(high)
    except ValueError:
        first, last = 1.0, 0.0
    if not name or not dots or not first < last or last - first == float("inf"):
        raise InvalidInput([Fault(f"--vary {text}", "is not KEY=LOW..HIGH with LOW below HIGH",
                                  "such as electricity_price=0.10..0.30")])  # fmt: skip
    return Parameter(name, _path(ALIASES.get(name, name), text), first, last)


def _path(dotted: str, text: str) -> tuple[str | int, ...]:
    path: list[str | int] = []
    position = 0
    while position < len(dotted):
        match = _STEP.match(dotted, position)
        if match is None:
            raise InvalidInput([Fault(f"--vary {text}", f"'{dotted}' is not the dotted name of a key")])
        quoted, plain, number = match.groups()
        path.append(int(number) if number else quoted or plain)
        position = match.end()
        position += position < len(dotted) and dotted[position] == "."
    return tuple(path)


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{str(step).replace('_', ' ')}"
    return text


def value_in(value: Any, path: tuple[str | int, ...]) -> float | tuple[float, ...] | None:
    """Return the number, or the list of numbers, that a key of a configuration holds, in the key's unit.

    A default counts as well. None where there is no such key, no value, or the name of a file.
    """
    for place, step in enumerate(path):
        if isinstance(value, Config) and isinstance(step, str):
            found = _of_key(value, step)
            if place == len(path) - 1:
                return found if _is_numeric(found) else None
            value = found
        elif isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, tuple | list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value if _is_numeric(value) else None


def _of_key(config: Config, key: str) -> Any:
    """Return the value of a TOML key of a configuration, in the unit of the key."""
    for name, quantity in config.quantities().items():
        if (suffix := quantity.keys(name).get(key)) is not None:
            value = getattr(config, name)
            if isinstance(value, tuple):
                return tuple(from_si(each, quantity.dimension, suffix) for each in value)
            return None if value is None else from_si(value, quantity.dimension, suffix)
    return getattr(config, key, None) if key in type(config).model_fields else None


def _is_numeric(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(_is_numeric(each) for each in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def changed(table: Mapping[str, Any], path: tuple[str | int, ...], value: float, name: str) -> dict[str, Any]:
    """Return a copy of a table with another value at a path; it replaces the same quantity in another unit.

    Raises
    ------
    InvalidInput
        If the path does not exist in the table.
    """
    copy = deepcopy(dict(table))
    here: Any = copy
    for step in path[:-1]:
        if isinstance(here, dict) and isinstance(step, str):
            here = here.setdefault(step, {})
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            raise InvalidInput([Fault(f"--vary {name}", f"the scenario has no '{step}' at this place")])
    if not isinstance(here, dict):
        raise InvalidInput([Fault(f"--vary {name}", "leads to no table of the scenario")])
    here[path[-1]] = int(value) if path[-1] in ("years", "lifetime_years", "years_left") else value
    model = PRICED.get(str(path[0])) if len(path) == 2 else None
    for field, quantity in (model.quantities() if model else {}).items():
        keys = quantity.keys(field)
        if path[-1] in keys:
            for other in keys:
                if other != path[-1]:
                    here.pop(other, None)
    return copy
