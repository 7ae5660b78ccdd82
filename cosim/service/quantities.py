"""Quantities as a technician writes them: a number and its unit, such as 35F, 118 psig or 2.5 K."""

import re
from collections.abc import Callable
from math import isfinite

from cosim.constants import STANDARD_PRESSURE
from cosim.errors import Fault, InvalidInput
from cosim.units import to_si

NUMBER = re.compile(r"\s*([+\-−]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(.*?)\s*", re.IGNORECASE | re.ASCII)

Conversion = Callable[[float], float]


def _of(dimension: str, suffix: str, above: float = 0.0) -> Conversion:
    return lambda value: to_si(value, dimension, suffix) + above


UNITS: dict[str, dict[str, Conversion]] = {
    "temperature": {suffix: _of("temperature", suffix) for suffix in ("f", "c", "k")},
    "temperature_difference": {
        "f": _of("temperature_difference", "f"),
        "c": _of("temperature_difference", "c"),
        "k": _of("temperature_difference", "k"),
    },
    "pressure": {
        "psig": _of("pressure", "psi", STANDARD_PRESSURE),
        "psia": _of("pressure", "psi"),
        "barg": _of("pressure", "bar", STANDARD_PRESSURE),
        "bara": _of("pressure", "bar"),
        "kpag": _of("pressure", "kpa", STANDARD_PRESSURE),
        "kpaa": _of("pressure", "kpa"),
    },
    "voltage": {"v": lambda value: value},
    "current": {"a": lambda value: value},
    "power": {suffix: _of("power", suffix) for suffix in ("kw", "w", "btu_h", "kbtu_h")},
    "ratio": {"": lambda value: value},
}
"""By dimension and unit in small letters. Gauge pressures count from the standard atmosphere."""

EXAMPLES = {
    "temperature": "35F or 1.7C",
    "temperature_difference": "10F or 5.5K",
    "pressure": "118psig or 8.1barg",
    "voltage": "236V",
    "current": "11.2A",
    "power": "3.1kW",
    "ratio": "3.1",
}
UNCLEAR = {
    "psi": "psig or psia: the gauge or the absolute pressure",
    "bar": "barg or bara: the gauge or the absolute pressure",
    "kpa": "kPag or kPaa: the gauge or the absolute pressure",
}


def quantity(text: str, dimension: str, place: str) -> float:
    """Return the SI value of a number with its unit.

    Parameters
    ----------
    text : str
        Such as "35F", "35 °F", "118 psig".
    dimension : str
        A key of `UNITS`.
    place : str
        Where it stands, for messages.

    Raises
    ------
    InvalidInput
        If it is not a number, or has no unit or another dimension's.
    """
    found = NUMBER.fullmatch(text)
    if not found or not isfinite(float(found[1].replace("−", "-"))):
        raise InvalidInput([Fault(place, f"'{text[:40]}' is not a quantity", f"write {EXAMPLES[dimension]}")])
    unit = found[2].replace("°", "").replace(" ", "").replace("/", "_").lower()
    if unit in UNITS[dimension]:
        return UNITS[dimension][unit](float(found[1].replace("−", "-")))
    if not unit:
        raise InvalidInput([Fault(place, f"'{text.strip()[:40]}' has no unit", f"write {EXAMPLES[dimension]}")])
    if unit in UNCLEAR and dimension == "pressure":
        raise InvalidInput([Fault(place, f"'{found[2][:20]}' does not say which pressure", f"write {UNCLEAR[unit]}")])
    problem = f"'{found[2][:20]}' is not a unit of {dimension.replace('_', ' ')}"
    raise InvalidInput([Fault(place, problem, f"write {EXAMPLES[dimension]}")])
