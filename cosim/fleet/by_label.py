"""Labels of homes in a fleet's file, and the power of those that share one: what `group_by` names."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cosim.fleet.declaration import GROUPED, LABEL
from cosim.fleet.diversity import courses_of_homes
from cosim.fleet.homes import Home
from cosim.fleet.programme import Programme
from cosim.fleet.samples import Sample
from cosim.fleet.worker import Period

if TYPE_CHECKING:
    from cosim.fleet.store import Store


def by_label(programme: Programme, homes: Sequence[Home], period: Period, store: "Store") -> dict[str, Any]:
    """Return what a fleet's file holds by label: each home's labels, and the sums over homes of one value."""
    found: dict[str, Any] = {
        name: ("home", _texts(home.labels.get(column, "") for home in homes),
               {"long_name": f"What the table of homes says of each: {column}", "column": column})
        for column, name in variable_names(programme.columns).items()
    }  # fmt: skip
    if any(isinstance(home.sample, Sample) for home in homes):
        names = [home.sample.reference if isinstance(home.sample, Sample) else "" for home in homes]
        found["home_file"] = ("home", _texts(name.replace("\\", "/").rpartition("/")[2] for name in names),
                              {"long_name": "File that describes each home"})  # fmt: skip
    groups = groups_of(programme, homes)
    if groups:
        found |= _grouped(groups, programme, homes, period, store)
    return found


def variable_names(columns: Sequence[str]) -> dict[str, str]:
    """Return the name of the variable of each column; NetCDF allows no slash in one."""
    found: dict[str, str] = {}
    for column in columns:
        name, number = f"{LABEL}{column.replace('/', '_')}", 1
        while name in found.values():
            number += 1
            name = f"{LABEL}{column.replace('/', '_')}_{number}"
        found[column] = name
    return found


def groups_of(programme: Programme, homes: Sequence[Home]) -> dict[tuple[str, str], int]:
    """Return the place of each group among all: homes with one value of a label that `group_by` names."""
    pairs = [
        (column, value)
        for column in programme.config.group_by
        for value in sorted({home.labels.get(column, "") for home in homes})
    ]
    return {pair: place for place, pair in enumerate(pairs)}


def _grouped(
    groups: Mapping[tuple[str, str], int],
    programme: Programme,
    homes: Sequence[Home],
    period: Period,
    store: "Store",
) -> dict[str, Any]:
    """Return the sums over the homes of each group; homes are read batch by batch."""
    power = np.zeros((len(programme.configurations), len(groups), period.intervals))
    count, weight = np.zeros(len(groups), np.int64), np.zeros(len(groups))
    for number, equipment, rest in courses_of_homes(period, store):
        home = homes[number]
        for column in programme.config.group_by:
            place = groups[column, home.labels.get(column, "")]
            power[:, place] += home.weight * (equipment + rest)
            count[place] += 1
            weight[place] += home.weight
    names = {"by": [column for column, _ in groups], "value": [value for _, value in groups]}
    described = {"by": "Label by which homes are put together", "value": "Value that they share"}
    found: dict[str, Any] = {
        f"{GROUPED}_{name}": (GROUPED, _texts(names[name]), {"long_name": described[name]}) for name in names
    }
    found[f"{GROUPED}_homes"] = (GROUPED, count, {"units": "1", "long_name": "Homes simulated"})
    found[f"{GROUPED}_weight"] = (GROUPED, weight, {"units": "1", "long_name": "Homes for which they stand"})
    found[f"{GROUPED}_power"] = (
        ("configuration", GROUPED, "time"),
        power.astype(np.float32),
        {"units": "W", "long_name": "Electric power of the homes of each group, whole houses",
         "cell_methods": "time: mean"},
    )  # fmt: skip
    return found


def _texts(values: Any) -> Any:
    return np.array(list(values), dtype=object)
