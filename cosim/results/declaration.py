"""What a file of results must hold to be read back: attributes, dimensions, kinds and finite values."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np
import xarray as xr

from cosim.config.prices import Fuel
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.rates.rates import Rates
from cosim.results.billing import KINDS_OF_EQUIPMENT, MONTH, MONTHLY, RATES, rates_of
from cosim.results.dataset import EVENT, EVENT_FIELDS, HOUR
from cosim.results.formats import MISSING
from cosim.results.life_cycle import LIFE_CYCLE, plan_of
from cosim.results.steering import FOLLOWS_RATES, WORDS
from cosim.schema.daylight_saving import DaylightSaving
from cosim.schema.figures import FIGURES
from cosim.schema.variables import VARIABLES

Dimensions = tuple[str, ...]
BY_HOUR: Dimensions = ("configuration", "time")
NUMBERS, TEXT, TIMES = "numbers", "text", "times"
KINDS = {NUMBERS: "fiu", TEXT: "OUS", TIMES: "M"}
"""Kinds of numpy's types, by what they are to people."""

Declared = dict[str, tuple[Dimensions, str]]
"""Dimensions and kind of variables, by their names."""

VARIABLES_OF_A_RESULT: Declared = {
    "configuration": (("configuration",), TEXT),
    "time": (("time",), TIMES),
    "time_bounds": (("time", "bnds"), TIMES),
    MONTH: ((MONTH,), NUMBERS),
    **{variable.name: (BY_HOUR, NUMBERS) for variable in VARIABLES},
    **{figure.variable: (("configuration",), NUMBERS) for figure in FIGURES},
    **dict.fromkeys(MONTHLY, (("configuration", MONTH), NUMBERS)),
    **dict.fromkeys(("fuel", KINDS_OF_EQUIPMENT, "refrigerant"), (("configuration",), TEXT)),
    "refrigerant_charge": (("configuration",), NUMBERS),
    **{f"{EVENT}{name}": (("event",), TEXT) for name in ("configuration_name", "kind", "trigger")},
    f"{EVENT}start": (("event",), TIMES),
    **{f"{EVENT}{name}": (("event",), NUMBERS) for name in EVENT_FIELDS},
}
"""Dimensions and kind of each variable, by its name."""

TEXTS = ("title", "site", "scenario", "scenario_text", "cosim_version", "history", "input_files", RATES)
PLACES = {"latitude": 90.0, "longitude": 180.0, "time_zone_hours": 15.0, "air_pressure_pa": 2e5}
OPTIONAL = {"internal_step": 3600.0}
"""Attributes that are numbers, with the largest that each may be on either side of zero."""
JSON_ATTRIBUTES = (RATES, "input_files", "failed_configurations", FOLLOWS_RATES, LIFE_CYCLE)
SIMULATE_AGAIN = "simulate its scenario again"
BROKEN = (
    AssertionError,
    ArithmeticError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,
    InvalidInput,
)
"""What reading an attribute that holds something else may raise."""


def check(dataset: xr.Dataset, path: Path) -> None:
    """Raise InvalidInput with everything in which a Dataset read from `path` is not one that cosim wrote."""
    faults = [*_attributes(dataset), *_variables(dataset)]
    if not faults:  # what follows reads one by means of the other
        faults += [*_contents(dataset), *_values(dataset)]
    if faults:
        raise InvalidInput([Fault(f"{path}: {fault.place}", fault.problem, fault.remedy) for fault in faults])


def _attributes(dataset: xr.Dataset) -> Iterator[Fault]:
    for name in TEXTS:
        if name not in dataset.attrs:
            yield Fault(f"attribute {name}", "is missing", SIMULATE_AGAIN)
        elif not isinstance(dataset.attrs[name], str):
            yield Fault(f"attribute {name}", "is not text", SIMULATE_AGAIN)
    for name, most in (PLACES | OPTIONAL).items():
        value = dataset.attrs.get(name)
        if value is None:
            if name in PLACES:
                yield Fault(f"attribute {name}", "is missing", SIMULATE_AGAIN)
        elif not isinstance(value, (int, float, np.integer, np.floating)) or not abs(float(value)) <= most:
            yield Fault(f"attribute {name}", f"is {str(value)[:40]!r}, not a number within ±{most:g}", SIMULATE_AGAIN)
    rule = dataset.attrs.get("daylight_saving", "none")
    if rule not in get_args(DaylightSaving):
        yield Fault("attribute daylight_saving", f"is {str(rule)[:40]!r}, which is no rule")


def _variables(dataset: xr.Dataset) -> Iterator[Fault]:
    yield from (
        Fault(name, "is missing", SIMULATE_AGAIN) for name in VARIABLES_OF_A_RESULT if name not in dataset.variables
    )
    yield from misshapen(dataset, VARIABLES_OF_A_RESULT, SIMULATE_AGAIN)
    for dimension in ("configuration", "time"):
        if dataset.sizes.get(dimension, 1) == 0:
            yield Fault(dimension, "has no entry", SIMULATE_AGAIN)
    for dimension, length in (("bnds", 2), (MONTH, 12)):
        if dataset.sizes.get(dimension, length) != length:
            yield Fault(dimension, f"has {dataset.sizes[dimension]} entries, not {length}", SIMULATE_AGAIN)


def misshapen(dataset: xr.Dataset, declared: Declared, remedy: str) -> Iterator[Fault]:
    """Find the variables of a Dataset whose dimensions or kind are not those declared; what it lacks is left out."""
    variables = dataset.variables  # a DataArray of each, with its coordinates, would take a quarter of the time to read
    for name, (dimensions, kind) in declared.items():
        if name not in variables:
            continue
        variable = variables[name]
        if variable.dims != dimensions:
            problem = f"has the dimensions ({', '.join(map(str, variable.dims))}), not ({', '.join(dimensions)})"
            yield Fault(name, problem, remedy)
        elif variable.dtype.kind not in KINDS[kind]:
            yield Fault(name, f"holds no {kind}", remedy)


def _contents(dataset: xr.Dataset) -> Iterator[Fault]:
    """Read what attributes hold, as those who need it do."""
    readers: dict[str, tuple[str, Callable[[xr.Dataset], object]]] = {
        RATES: ("prices and emission factors", lambda data: check_courses(rates_of(data))),
        "input_files": ("a list of files with kind, path and sha256", check_files),
        "failed_configurations": (
            "what failed, by configuration",
            lambda data: _by_name(data, "failed_configurations"),
        ),
        FOLLOWS_RATES: ("what each configuration follows", _followed),
        LIFE_CYCLE: ("a plan of costs", plan_of),
    }
    for name, (what, read) in readers.items():
        if name not in dataset.attrs:
            continue
        try:
            read(dataset)
        except BROKEN:
            yield Fault(f"attribute {name}", f"does not hold {what}", SIMULATE_AGAIN)


def check_courses(rates: Rates) -> None:
    """Raise ValueError where rates lack an hour, or are no numbers."""
    courses = [rates.electricity_price_by_hour(), rates.electricity_emissions_by_hour()]
    courses += [rates.fuel_price_by_hour(fuel) for fuel in get_args(Fuel)]
    if not all(course.shape == (HOURS_OF_YEAR,) and np.isfinite(course).all() for course in courses):
        raise ValueError


def check_files(dataset: xr.Dataset) -> None:
    """Raise an error where the attribute `input_files` is no list of files."""
    for file in json.loads(dataset.attrs["input_files"]):
        if not all(isinstance(file[key], str) for key in ("kind", "path", "sha256")):
            raise TypeError


def _by_name(dataset: xr.Dataset, attribute: str) -> dict[str, Any]:
    found = json.loads(dataset.attrs[attribute])
    if not isinstance(found, dict) or not all(isinstance(value, (str, list)) for value in found.values()):
        raise TypeError
    return found


def _followed(dataset: xr.Dataset) -> None:
    for kinds in _by_name(dataset, FOLLOWS_RATES).values():
        if not set(kinds) <= set(WORDS):
            raise ValueError


def _values(dataset: xr.Dataset) -> Iterator[Fault]:
    names = [str(name) for name in dataset["configuration"].values]
    if len(set(names)) < len(names):
        yield Fault("configuration", "holds a name twice")
    unknown = {str(fuel) for fuel in dataset["fuel"].values} - {"", *get_args(Fuel)}
    if unknown:
        yield Fault("fuel", f"is {', '.join(map(repr, sorted(unknown)))[:80]}", f"choose {', '.join(get_args(Fuel))}")
    bounds = dataset["time_bounds"].values
    regular = (bounds[:, 1] - bounds[:, 0] == HOUR).all() and (bounds[1:, 0] == bounds[:-1, 1]).all()
    if not regular or len(bounds) > HOURS_OF_YEAR or not (dataset["time"].values == bounds[:, 0] + HOUR // 2).all():
        yield Fault("time", "does not go from hour to hour", SIMULATE_AGAIN)
    recorded = set(str(dataset.attrs.get(MISSING, "")).split())
    hourly = {variable.name for variable in VARIABLES} - recorded
    for name, (_, kind) in VARIABLES_OF_A_RESULT.items():
        if kind != NUMBERS:
            continue
        values = dataset.variables[name].values
        # annual figures and fields of events may have no answer, which is not a number; an hour always has one
        bad = ~np.isfinite(values) if name in hourly else np.isinf(values)
        if bad.any():
            what = "values that are no finite number" if name in hourly else "infinite values"
            yield Fault(name, f"holds {int(bad.sum()):,} {what}", SIMULATE_AGAIN)
