"""What the file of a fleet must hold to be read back: attributes, dimensions, kinds and finite values."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import xarray as xr
from pydantic import TypeAdapter, ValidationError

from cosim.config.base import Config
from cosim.config.programme import AvoidedCostsConfig, EconomicsConfig, MeasureConfig
from cosim.constants import HOURS_OF_YEAR
from cosim.errors import Fault, InvalidInput
from cosim.fleet.homes import WORDS
from cosim.fleet.seasons import WINTER_MONTHS, months_of
from cosim.fleet.traits import TRAITS
from cosim.results.billing import rates_of
from cosim.results.checksums import checksums_of, stated_in
from cosim.results.declaration import BROKEN, NUMBERS, TEXT, TIMES, Dimensions, check_courses, check_files, misshapen
from cosim.schema.end_uses import END_USES
from cosim.schema.figures import FIGURES

FLEET = "cosim_fleet"
SEASON_NAMES = ("winter", "summer")
HOUR, MINUTE = np.timedelta64(3600, "s"), np.timedelta64(60, "s")
INTERVALS = (1, 4)
"""Intervals of the results in an hour."""
BY_HOME: Dimensions = ("home", "configuration")
SHOWN = ("cost", "electricity_cost", "emissions", "electricity", "gas", "heating", "peak_house_electric",
         "unmet_heating")  # fmt: skip
"""Annual figures that the table or the report shows."""

REPRESENTED, WEIGHT = "homes_represented", "home_weight"
LABEL, GROUPED = "label_", "grouped"
"""Beginnings of the names of what is kept by label: of each home, and of homes that share one."""

ESSENTIAL: dict[str, tuple[Dimensions, str]] = {
    "configuration": (("configuration",), TEXT),
    "end_use": (("end_use",), TEXT),
    "season": (("season",), TEXT),
    "group_size": (("group_size",), NUMBERS),
    "home": (("home",), NUMBERS),
    **{name: ((name,), TIMES) for name in ("time", "minute", "hour")},
    "power": (("configuration", "end_use", "time"), NUMBERS),
    "minute_power": (("configuration", "end_use", "minute"), NUMBERS),
    "indoor_temperature": (("configuration", "hour"), NUMBERS),
    "outdoor_temperature": (("hour",), NUMBERS),
    "group_demand": (("configuration", "season", "group_size"), NUMBERS),
    "groups": (("group_size",), NUMBERS),
    "home_measures": (BY_HOME, TEXT),
    **{f"annual_{name}": (BY_HOME, NUMBERS) for name in SHOWN},
}
"""Dimensions and kind of each variable that every fleet has, by its name."""
OTHERS: dict[str, tuple[Dimensions, str]] = {
    "quantile": (("quantile",), NUMBERS),
    "hvac_quantile": (("configuration", "quantile", "time"), NUMBERS),
    "group_hvac_demand": (("configuration", "season", "group_size"), NUMBERS),
    **{f"home_{word}": (("home",), TEXT) for word in WORDS},
    **{f"home_{part}_size": (BY_HOME, NUMBERS) for part in ("machine", "furnace", "strips")},
    **{f"trait_{trait.name}": (("home",), NUMBERS) for trait in TRAITS},
    **{f"annual_{figure.name}": (BY_HOME, NUMBERS) for figure in FIGURES if figure.name not in SHOWN},
    WEIGHT: (("home",), NUMBERS),
    "home_file": (("home",), TEXT),
    **{f"{GROUPED}_{name}": ((GROUPED,), kind)
       for name, kind in (("by", TEXT), ("value", TEXT), ("homes", NUMBERS), ("weight", NUMBERS))},
    f"{GROUPED}_power": (("configuration", GROUPED, "time"), NUMBERS),
}  # fmt: skip
"""Of those that a file of an earlier version may lack."""

TEXTS = ("title", "programme", "programme_text", "cosim_version", "input_files", "input_warnings", "failed_homes",
         "rates", "seed")  # fmt: skip
NUMBERS_OF_A_FLEET = {"homes_simulated": 10**9, "house_years": 10**12, "start_hour": HOURS_OF_YEAR,
                      "end_hour": HOURS_OF_YEAR}  # fmt: skip
"""Attributes that are whole numbers from 0, with the largest that each may be."""
JSON_ATTRIBUTES = ("programme", "rates", "input_files", "failed_homes")
NOT_SEALED = ("attribute history",)
"""What a program that copies a file adds to."""
RUN_AGAIN = "run its programme again"


def seals_of(fleet: xr.Dataset) -> dict[str, str]:
    """Return the checksum of every variable and attribute that says something of the fleet."""
    return {name: digest for name, digest in checksums_of(fleet).items() if name not in NOT_SEALED}


def check(fleet: xr.Dataset, path: Path) -> None:
    """Raise InvalidInput with everything in which a Dataset read from `path` is not a fleet's that cosim wrote."""
    lacking = [name for name in ESSENTIAL if name not in fleet.variables]
    if lacking:
        problem = f"lacks {', '.join(lacking)}; cosim {str(fleet.attrs.get('cosim_version'))[:40]} wrote it"
        raise InvalidInput([Fault(str(path), problem, RUN_AGAIN)])
    faults = [*_attributes(fleet.attrs), *_variables(fleet)]
    if not faults:  # what follows reads one by means of the other
        faults += [*_contents(fleet), *_names(fleet), *_times(fleet)]
    if not faults:
        faults += [*_values(fleet), *_sums(fleet)]
    if faults:
        raise InvalidInput([Fault(f"{path}: {fault.place}", fault.problem, fault.remedy) for fault in faults])


def _attributes(attributes: dict[Any, Any]) -> Iterator[Fault]:
    for name in TEXTS:
        if name not in attributes:
            yield Fault(f"attribute {name}", "is missing", RUN_AGAIN)
        elif not isinstance(attributes[name], str):
            yield Fault(f"attribute {name}", "is not text", RUN_AGAIN)
    for name, most in NUMBERS_OF_A_FLEET.items():
        value = attributes.get(name)
        if value is None:
            yield Fault(f"attribute {name}", "is missing", RUN_AGAIN)
        elif not isinstance(value, (int, np.integer)) or not 0 <= int(value) <= most:
            yield Fault(f"attribute {name}", f"is {str(value)[:40]!r}, not a whole number up to {most:,}", RUN_AGAIN)


def _variables(fleet: xr.Dataset) -> Iterator[Fault]:
    labels = {str(name): (("home",), TEXT) for name in fleet.variables if str(name).startswith(LABEL)}
    yield from misshapen(fleet, ESSENTIAL | OTHERS | labels, RUN_AGAIN)
    grouped = [name for name in OTHERS if name.startswith(f"{GROUPED}_")]
    lacking = [name for name in grouped if name not in fleet.variables]
    if 0 < len(lacking) < len(grouped):
        yield Fault(GROUPED, f"lacks {', '.join(lacking)}", RUN_AGAIN)
    for dimension in ("configuration", "home", "hour", "group_size"):
        if fleet.sizes.get(dimension, 1) == 0:
            yield Fault(dimension, "has no entry", RUN_AGAIN)


def _sums(fleet: xr.Dataset) -> Iterator[Fault]:
    """Compare values and attributes with the checksums that the file states.

    What another program has added is not looked at, unless it is a variable that the answers are made of.
    """
    stated = stated_in(fleet.attrs)
    if stated is None:  # the reader says so
        return
    found = seals_of(fleet)
    added = (ESSENTIAL | OTHERS).keys() & found.keys() - stated.keys()
    for name in sorted(stated.keys() | added):
        if stated.get(name) != found.get(name):
            yield Fault(name, "does not hold what cosim wrote", RUN_AGAIN)


def _contents(fleet: xr.Dataset) -> Iterator[Fault]:
    """Read what attributes hold, as those who need it do."""
    readers: dict[str, tuple[str, Callable[[], object]]] = {
        "rates": ("prices and emission factors", lambda: check_courses(rates_of(fleet))),
        "input_files": ("a list of files with kind, path and sha256", lambda: check_files(fleet)),
        "programme": ("a programme", lambda: _programme(json.loads(fleet.attrs["programme"]))),
        "failed_homes": ("numbers of homes with reasons", lambda: _failed(fleet)),
        WINTER_MONTHS: ("numbers of months", lambda: _months(fleet)),
    }
    for name, (what, read) in readers.items():
        try:
            read()
        except (*BROKEN, ValidationError):
            yield Fault(f"attribute {name}", f"does not hold {what}", RUN_AGAIN)


def _programme(data: dict[str, Any]) -> None:
    """Raise an error where a dumped programme is not what the report counts with; its values are in SI already."""
    if not isinstance(data["description"], str):
        raise TypeError
    for measure in data["measures"]:
        _fields(MeasureConfig, measure)
    _fields(EconomicsConfig, data["economics"])
    if data["avoided_costs"] is not None:
        _fields(AvoidedCostsConfig, data["avoided_costs"])


def _fields(model: type[Config], data: dict[str, Any]) -> None:
    """Raise an error where a value is none of a model's, each on its own: as a whole they want units in their keys."""
    for name, field in model.model_fields.items():
        if name in data:
            kind: Any = Annotated[field.annotation, field]
            TypeAdapter(kind).validate_python(data[name])
        elif field.is_required():
            raise KeyError(name)


def _failed(fleet: xr.Dataset) -> set[int]:
    found = json.loads(fleet.attrs["failed_homes"])
    if not all(isinstance(reason, str) for reason in found.values()):
        raise TypeError
    return {int(number) for number in found}


def _months(fleet: xr.Dataset) -> None:
    if not all(1 <= month <= 12 for month in months_of(fleet)):
        raise ValueError


def _names(fleet: xr.Dataset) -> Iterator[Fault]:
    names = [str(name) for name in fleet["configuration"].values]
    if len(set(names)) < len(names):
        yield Fault("configuration", "holds a name twice", RUN_AGAIN)
    uses = [str(use) for use in fleet["end_use"].values]
    unknown = sorted(set(uses) - {use.name for use in END_USES})
    missing = [use.name for use in END_USES if not use.optional and use.name not in uses]
    if unknown or missing or len(set(uses)) < len(uses):
        told = [f"holds {', '.join(map(repr, unknown))[:80]}"] if unknown else []
        told += [f"lacks {', '.join(missing)}"] if missing else []
        yield Fault("end_use", " and ".join(told) or "holds a name twice", RUN_AGAIN)
    if tuple(str(season) for season in fleet["season"].values) != SEASON_NAMES:
        yield Fault("season", f"is not {' and '.join(SEASON_NAMES)}", RUN_AGAIN)
    if not np.array_equal(fleet["home"].values, np.arange(fleet.sizes["home"])):
        yield Fault("home", "does not count from 0", RUN_AGAIN)
    sizes = fleet["group_size"].values
    if not (sizes[0] == 1 and (np.diff(sizes) > 0).all() and (fleet["groups"].values >= 0).all()):
        yield Fault("group_size", "does not rise from 1", RUN_AGAIN)


def _times(fleet: xr.Dataset) -> Iterator[Fault]:
    hours, first = fleet.sizes["hour"], int(fleet.attrs["start_hour"])
    if int(fleet.attrs["end_hour"]) - first != hours:
        yield Fault("hour", f"has {hours:,} entries, not those from start_hour to end_hour", RUN_AGAIN)
        return
    begin = fleet["hour"].values[0] - HOUR // 2
    if np.isnat(begin) or begin - first * HOUR != begin.astype("M8[Y]"):
        yield Fault("hour", f"does not begin at hour {first:,} of a year", RUN_AGAIN)
        return
    for name, widths in (("hour", [HOUR]), ("minute", [MINUTE]), ("time", [HOUR // count for count in INTERVALS])):
        courses = [begin + width // 2 + np.arange(hours * HOUR // width) * width for width in widths]
        if not any(np.array_equal(fleet[name].values, course) for course in courses):
            yield Fault(name, f"does not go through all {hours:,} hours", RUN_AGAIN)


def _values(fleet: xr.Dataset) -> Iterator[Fault]:
    failed = _failed(fleet)
    done = np.array([number not in failed for number in range(fleet.sizes["home"])])
    if not done.any():
        yield Fault("attribute failed_homes", "names every home", RUN_AGAIN)
    if int(fleet.attrs["homes_simulated"]) != int(done.sum()) or max(failed, default=0) >= len(done):
        yield Fault("attribute homes_simulated", "differs from the homes that did not fail", RUN_AGAIN)
    if WEIGHT in fleet.variables:
        weights = fleet[WEIGHT].values
        if not (np.isfinite(weights).all() and (weights > 0).all()):
            yield Fault(WEIGHT, "holds what no home can stand for", RUN_AGAIN)
        elif not _is_near(fleet.attrs.get(REPRESENTED), float(weights[done].sum())):
            yield Fault(f"attribute {REPRESENTED}", "differs from the weights of those homes", RUN_AGAIN)
    for name, (dimensions, kind) in (ESSENTIAL | OTHERS).items():
        if kind != NUMBERS or name not in fleet.variables:
            continue
        values = fleet.variables[name].values
        if name in {f"annual_{figure}" for figure in SHOWN}:
            values = values[done]
        elif name.startswith("group_") and "season" in dimensions:
            values = values[:, ~np.isnan(values).all(axis=(0, 2))]  # a season may lie outside the period
        elif name.startswith(("annual_", "home_")) and dimensions == BY_HOME:
            values = values[~np.isnan(values)]  # a figure may have no answer, and a home that failed has none at all
        elif name.startswith("trait_"):
            values = values[~np.isnan(values)]  # a home's own file says it
        bad = int((~np.isfinite(values)).sum())
        if bad:
            yield Fault(name, f"holds {bad:,} values that are no finite number", RUN_AGAIN)


def _is_near(stated: Any, found: float) -> bool:
    return isinstance(stated, (int, float, np.number)) and abs(float(stated) - found) <= 1e-6 * found
