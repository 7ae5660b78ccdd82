"""The format of results: its version, and how a file of an older one becomes one of today's.

Version 1 is every file without the attribute `cosim_format`. Version 2 has `house_electricity`, the end uses of
equipment with a port of its own, and `kinds_of_equipment`, which was `equipment` before.
"""

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from cosim.errors import Fault, InvalidInput
from cosim.results.billing import KINDS_OF_EQUIPMENT
from cosim.schema.end_uses import END_USES
from cosim.schema.figures import FIGURES
from cosim.schema.variables import VARIABLES, metered

FORMAT = 2
FORMAT_ATTRIBUTE = "cosim_format"
MISSING = "not_recorded"
"""Attribute that names what a file lacks; such variables are filled with "not a number"."""

ESSENTIAL = (
    "time_bounds", "outdoor_temperature", "indoor_temperature", "house_electricity", "hvac_electricity", "furnace_gas",
    "peak_electricity", "fuel", KINDS_OF_EQUIPMENT, "annual_electricity", "annual_gas", "annual_cost",
    "annual_emissions",
)  # fmt: skip
"""Without these a file is no result."""


def format_of(attributes: dict[Any, Any]) -> int:
    """Return the format of a file by its attributes."""
    return int(attributes.get(FORMAT_ATTRIBUTE, 1))


def check_format(attributes: dict[Any, Any], path: Path) -> None:
    """Raise InvalidInput where a file is of a newer format than this version of cosim reads."""
    version = format_of(attributes)
    if version > FORMAT:
        problem = f"is of format {version}, and this cosim reads formats up to {FORMAT}"
        raise InvalidInput([Fault(str(path), problem, f"cosim {attributes.get('cosim_version')} wrote it: update")])


def brought_up_to_date(dataset: xr.Dataset, path: Path) -> xr.Dataset:
    """Return a result of any format up to this one as one of today's.

    What can be derived is derived. What is missing besides is filled with "not a number" and named in the attribute
    `not_recorded`.

    Raises
    ------
    InvalidInput
        Where the format is newer, or something essential is missing.
    """
    check_format(dataset.attrs, path)
    result = dataset.copy()
    if format_of(dataset.attrs) < 2:
        result = _from_1(result)
    lacking = [name for name in ESSENTIAL if name not in result.variables]
    if lacking:
        version = dataset.attrs["cosim_version"]
        problem = f"lacks {', '.join(lacking)}; cosim {version} wrote it"
        raise InvalidInput([Fault(str(path), problem, "simulate its scenario again")])
    hourly = {variable.name: result["house_electricity"] for variable in VARIABLES}
    annual = {figure.variable: result["annual_cost"] for figure in FIGURES}
    missing = [name for name in (hourly | annual) if name not in result]
    for name in missing:
        like = (hourly | annual)[name]
        result[name] = (like.dims, np.full(like.shape, np.nan))
    if missing:
        result.attrs[MISSING] = " ".join(missing)
    return result


def _from_1(dataset: xr.Dataset) -> xr.Dataset:
    """Return a result of format 1 as one of format 2."""
    hvac, rest = "hvac_electricity", "other_electricity"
    if hvac in dataset and rest in dataset and "house_electricity" not in dataset:
        dataset["house_electricity"] = (dataset[hvac] + dataset[rest]).assign_attrs(units="W")
    if "equipment" in dataset:
        dataset = dataset.rename({"equipment": KINDS_OF_EQUIPMENT})
    # end uses that nothing could count towards then
    optional = {use.name for use in END_USES if use.optional}
    for variable in (*metered("electricity"), *metered("fuel")):
        if variable.end_use in optional:
            for name, like in ((variable.name, "outdoor_temperature"), (f"annual_{variable.figure}", "annual_cost")):
                if like in dataset and name not in dataset:
                    dataset[name] = (dataset[like].dims, np.zeros(dataset[like].shape))
    return dataset
