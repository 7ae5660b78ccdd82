"""Tables of a fleet for other programs: a row a home, or a row for all homes that share a label."""

import csv
import io
import json
from typing import Any

import numpy as np
import xarray as xr

from cosim.errors import Fault, InvalidInput, did_you_mean
from cosim.fleet.answers import simulated, weights
from cosim.fleet.declaration import GROUPED, LABEL
from cosim.fleet.seasons import in_winter
from cosim.results.export import no_formula
from cosim.schema.figures import FIGURES

Rows = list[dict[str, Any]]
WORDS = ("population", "house", "site", "existing")
OWN = {"home", "weight", "left_out", "configuration", "changes", *(figure.key for figure in FIGURES)}
SUMMED = ("electricity", "gas", "heating", "cost", "emissions")
"""Figures whose sum over homes says something, of those that a table by label holds."""


def labels_of(fleet: xr.Dataset) -> dict[str, str]:
    """Return the name of the variable of each label, by the column that it was."""
    names = [str(name) for name in fleet.variables if str(name).startswith(LABEL)]
    return {str(fleet[name].attrs.get("column", name.removeprefix(LABEL))): name for name in names}


def by_home(fleet: xr.Dataset) -> Rows:
    """Return a row for each home in each configuration: what it is, what it has, and its year."""
    labels, failed = labels_of(fleet), json.loads(fleet.attrs["failed_homes"])
    counted, words = weights(fleet), [word for word in WORDS if f"home_{word}" in fleet]
    what = {f"label_{column}" if column in OWN else column: fleet[name].values for column, name in labels.items()}
    named = {word: fleet[f"home_{word}"].values for word in words}
    taken, names = fleet["home_measures"].values, [str(name) for name in fleet["configuration"].values]
    figures = {figure.key: fleet[figure.variable].values for figure in FIGURES if figure.variable in fleet}
    rows = []
    for number in range(fleet.sizes["home"]):
        about: dict[str, Any] = {"home": number, "weight": float(counted[number])}
        about |= {
            f"label_{column}" if column in OWN else column: str(values[number]) for column, values in what.items()
        }
        about |= {word: str(values[number]) for word, values in named.items() if word not in about}
        about["left_out"] = failed.get(str(number), "")
        for place, name in enumerate(names):
            row = {**about, "configuration": name, "changes": str(taken[number, place])}
            rows.append(row | {key: _number(values[number, place]) for key, values in figures.items()})
    return rows


def by_group(fleet: xr.Dataset, label: str) -> Rows:
    """Return a row for each value of a label in each configuration: homes, peaks, energy, bills.

    Peaks are those of the homes with that value, at their own time; None where the programme's `group_by` does not name
    the label, whose power is then not kept.

    Raises
    ------
    InvalidInput
        Where homes have no such label.
    """
    labels = labels_of(fleet)
    if label not in labels:
        remedy = did_you_mean(label, labels) if labels else "homes of a table have labels (homes_csv)"
        raise InvalidInput([Fault("--by", f"homes have no label '{label}'", remedy)])
    values, counted, done = fleet[labels[label]].values.astype(str), weights(fleet), simulated(fleet)
    rows = []
    for value in sorted(set(values)):
        here = values == value
        for place, name in enumerate(str(each) for each in fleet["configuration"].values):
            homes = float(counted[here & done].sum())
            row: dict[str, Any] = {label: value, "configuration": name, "homes": int((here & done).sum()),
                                   "homes_represented": homes,
                                   "share_left_out": 1.0 - homes / float(counted[here].sum())}  # fmt: skip
            row |= _peaks(fleet, label, value, place, homes)
            for figure in FIGURES:
                if figure.name in SUMMED:
                    year = fleet[figure.variable].values[:, place]
                    row[figure.key] = float(np.nansum((year * counted)[here]))
            rows.append(row)
    return rows


def _peaks(fleet: xr.Dataset, label: str, value: str, place: int, homes: float) -> dict[str, Any]:
    """Return the highest interval of a group in each season, and when it is."""
    course = _course(fleet, label, value, place)
    row: dict[str, Any] = {}
    for season, winter in (("winter", True), ("summer", False)):
        keys = [f"{season}_peak_{key}" for key in ("kw", "kw_per_home", "time")]
        there = in_winter(fleet, "time") == winter
        if course is None or homes == 0.0 or not there.any():
            row |= dict.fromkeys(keys)
            continue
        at = int(np.flatnonzero(there)[np.argmax(course[there])])
        when = str(fleet["time"].values[at])[5:16].replace("T", " ")
        row |= dict(zip(keys, (float(course[at]) / 1e3, float(course[at]) / homes / 1e3, when), strict=True))
    return row


def _course(fleet: xr.Dataset, label: str, value: str, place: int) -> np.ndarray | None:
    if f"{GROUPED}_power" not in fleet:
        return None
    here = (fleet[f"{GROUPED}_by"].values == label) & (fleet[f"{GROUPED}_value"].values == value)
    if not here.any():
        return None
    return np.asarray(fleet[f"{GROUPED}_power"].values[place, int(np.flatnonzero(here)[0])], float)


def as_csv(rows: Rows) -> bytes:
    """Return rows as CSV, empty where there is no figure."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: no_formula(value) for key, value in row.items()} for row in rows)
    return file.getvalue().encode("utf-8")


def as_json(rows: Rows) -> bytes:
    """Return rows as JSON, null where there is no figure."""
    return (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
