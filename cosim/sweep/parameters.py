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
    def middle(self) -> float:
        """Middle of the range."""
        return (self.low + self.high) / 2


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


def value_at(table: Any, path: tuple[str | int, ...]) -> float | None:
    """Return the number at a path; None where there is none."""
    for step in path:
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            return None
    return float(table) if isinstance(table, int | float) and not isinstance(table, bool) else None


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
