"""What was found, in plain words. Every sentence has to be true of any result: that is what its conditions are for."""

import json
from collections.abc import Sequence

import numpy as np
import xarray as xr
from markupsafe import Markup

from cosim.constants import HOURS_OF_YEAR
from cosim.results.comparison import Line, failures_of, lines_for, period
from cosim.results.members import has_members, lines_of
from cosim.results.report.balance import backup
from cosim.results.report.cases import Case, groups_of
from cosim.results.report.charts import Table, Text, counted, listed, said
from cosim.results.report.quantities import bare, percent, quantity, units

NEARLY = 0.005
"""Costs and emissions that differ by less than this share are called alike: the model is not better than that."""
OF_NOTE = 1.0
"""Kelvin-hours of unmet heating or cooling from which they are spoken of."""
MOST_NAMED = 6


COLUMNS = 6
"""More configurations than this stand in a table below, so that the page can be printed."""


SETTINGS = {
    "cosim_version": "cosim version",
    "scenario": "Scenario",
    "site": "Weather",
    "latitude": "Latitude, degrees north",
    "longitude": "Longitude, degrees east",
    "time_zone_hours": "Time zone, hours ahead of UTC",
    "internal_step": "Longest internal step, s",
    "fidelity": "Envelope model",
}


def summary(cases: Sequence[Case], results: Sequence[xr.Dataset]) -> list[tuple[Text, list[Text]]]:
    """Return what was found: for each place and period a line that introduces it, and statements."""
    groups = groups_of(cases)
    found: list[tuple[Text, list[Text]]] = [
        (
            _introduction(group),
            [*_cheapest(group), *_cleanest(group), *_comfort(group), *_without(group), *_winter(group)],
        )
        for group in groups
    ]
    for result in results:
        if has_members(result):
            introduction, *statements = lines_of(result)
            found.append((introduction, [f"{statement.strip()}." for statement in statements]))
    failures = [failure for result in results for failure in failures_of(result)]
    if failures:
        found.append(
            (
                f"{counted(len(failures), 'configuration')} could not be simulated to the end and "
                f"{'is' if len(failures) == 1 else 'are'} left out of all figures:",
                list(failures),
            )
        )
    return found


def _introduction(group: Sequence[Case]) -> Text:
    site, period = group[0].group
    hours = group[0].data.sizes["time"]
    many = counted(len(group), "configuration")
    verb = "was" if len(group) == 1 else "were"
    if hours == HOURS_OF_YEAR:
        return said(
            "{} of heating and cooling equipment {} simulated through a year of weather at {}.", many, verb, site
        )
    part = said(
        "{} of heating and cooling equipment {} simulated from {} at {}, {}.",
        many,
        verb,
        period,
        site,
        counted(round(hours / 24), "day"),
    )
    return part + " Figures are for these days alone: a year has other shares of winter and summer."


def _named(cases: Sequence[Case]) -> Markup:
    """Return the names of cases, the first of them where there are many."""
    if len(cases) <= MOST_NAMED:
        return listed([_strong(case) for case in cases])
    return listed([*(_strong(case) for case in cases[: MOST_NAMED - 1]), f"{len(cases) - MOST_NAMED + 1} more"])


def _strong(case: Case) -> Markup:
    return Markup("<strong>{}</strong>").format(case.label)


def _cheapest(group: Sequence[Case]) -> list[Text]:
    return _ranked(group, "cost", "money", "costs", "cost", "for all energy of the house")


def _cleanest(group: Sequence[Case]) -> list[Text]:
    leaks = any(case.annual("refrigerant_emissions") > 0 for case in group)
    of_what = "all energy of the house and lost refrigerant" if leaks else "all energy of the house"
    return _ranked(group, "emissions", "mass", "emits", "emit", f"of CO₂ equivalent for {of_what}")


def _ranked(group: Sequence[Case], figure: str, kind: str, verb: str, plural: str, of_what: str) -> list[Text]:
    """Say who costs or emits least, against the first and the last."""
    amounts = [case.annual(figure) for case in group]
    if len(group) == 1:
        return [said("{} {} {} {}.", _strong(group[0]), verb, quantity(amounts[0], kind), of_what)]
    order = np.argsort(amounts, kind="stable")
    least, most, first = amounts[order[0]], amounts[order[-1]], amounts[0]
    scale = max(abs(amount) for amount in amounts)
    lowest = [group[index] for index in sorted(order) if _alike(amounts[index], least, scale)]
    if len(lowest) == len(group):
        return [
            said(
                "All {} {} the same within half a percent: {} {}.",
                str(len(group)),
                plural,
                _from_to(least, most, kind),
                of_what,
            )
        ]
    if len(lowest) > 1:
        sentence = said(
            "{} {} least, {} {}, within half a percent of one another",
            _named(lowest),
            plural,
            _from_to(least, max(case.annual(figure) for case in lowest), kind),
            of_what,
        )
    else:
        sentence = said("{} {} least, {} {}", _strong(lowest[0]), verb, quantity(least, kind), of_what)
    if group[0] not in lowest:
        sentence += said(": {} less than {}", _difference(first, least, kind), _strong(group[0]))
    if not _alike(most, first, scale) or group[0] in lowest:
        sentence += said("; {} {} most, {}", _strong(group[int(order[-1])]), verb, quantity(most, kind))
    return [sentence + "."]


def _alike(one: float, other: float, scale: float) -> bool:
    return abs(one - other) <= NEARLY * scale


def _from_to(low: float, high: float, kind: str) -> Markup:
    least, most = quantity(low, kind), quantity(high, kind)
    return least if least == most else said("{} to {}", least, most)


def _difference(first: float, least: float, kind: str) -> Markup:
    saved = quantity(first - least, kind)
    return said("{} ({})", saved, percent((first - least) / first)) if first > 0 and least >= 0 else said("{}", saved)


def _comfort(group: Sequence[Case]) -> list[Text]:
    """Say who stayed cold, and who hot."""
    said_so: list[Text] = []
    for variable, too, below, does in (
        ("unmet_heating", "cold", "below", "heating"),
        ("unmet_cooling", "hot", "above", "cooling"),
    ):
        unmet = [(float(case.hourly(variable).sum()), case) for case in group]
        short = sorted((one for one in unmet if one[0] >= OF_NOTE), key=lambda one: -one[0])
        if short:
            each = [
                said(
                    "{} for {} ({})",
                    _strong(case),
                    counted(int(np.count_nonzero(case.hourly(variable) > 0)), "hour"),
                    quantity(amount, "degree_hours"),
                )
                for amount, case in short[:MOST_NAMED]
            ]
            if len(short) > MOST_NAMED:
                each.append(said("{} more for less", str(len(short) - MOST_NAMED)))
            said_so.append(
                said(
                    "Too {}: more than {} {} the thermostat's {} limit in at least part of the hour, {}.",
                    too,
                    quantity(0.5, "difference"),
                    below,
                    does,
                    listed(each),
                )
            )
    if not said_so:
        who = "It keeps" if len(group) == 1 else "All keep"
        said_so.append(
            said(
                "{} the room within {} of the thermostat's limits, but for less than {} of too cold and as much of "
                "too hot.",
                who,
                quantity(0.5, "difference"),
                quantity(OF_NOTE, "degree_hours"),
            )
        )
    return said_so


def _without(group: Sequence[Case]) -> list[Text]:
    """Say who does not heat or cool where others do: their energy is not to be compared without a word."""
    sentences: list[Text] = []
    for figure, does in (("heating", "heat"), ("cooling", "cool")):
        without = [case for case in group if case.annual(figure) <= 0]
        if without and len(without) < len(group):
            verb, its = ("does", "its") if len(without) == 1 else ("do", "their")
            sentences.append(
                said(
                    "{} {} not {}, while others do: nothing is spent on {}ing in {} figures.",
                    _named(without),
                    verb,
                    does,
                    does,
                    its,
                )
            )
    return sentences


def _winter(group: Sequence[Case]) -> list[Text]:
    """Say what the highest power was, and how much backup had to help."""
    sentences: list[Text] = []
    peaks = [case.annual("peak_house_electric") for case in group]
    high, low = int(np.argmax(peaks)), int(np.argmin(peaks))
    if len(group) == 1 or _alike(peaks[high], peaks[low], peaks[high]):
        sentences.append(
            said(
                "The house takes at most {} from the grid, as a mean of a quarter of an hour.",
                _from_to(peaks[low], peaks[high], "power"),
            )
        )
    else:
        sentences.append(
            said(
                "As a mean of a quarter of an hour, the house takes at most {} from the grid with {} and {} with {}.",
                quantity(peaks[low], "power"),
                _strong(group[low]),
                quantity(peaks[high], "power"),
                _strong(group[high]),
            )
        )
    helped = [(found.share, case) for case in group if (found := backup(case)) and found.share >= NEARLY]
    if helped:
        each = [said("{} of the heat of {}", percent(share), _strong(case)) for share, case in helped[:MOST_NAMED]]
        rest = "" if len(helped) <= MOST_NAMED else f" ({len(helped) - MOST_NAMED} more configurations have backup too)"
        sentences.append(said("Backup beside the heat pump gives {}{}.", listed(each), rest))
    return sentences


def comparison_tables(cases: Sequence[Case]) -> list[dict[str, object]]:
    """Return tables of at most six configurations; savings are against the first at the same place and period."""
    lines = lines_for([case.row for case in cases])
    several = len(groups_of(cases)) > 1
    return [
        {
            "head": [case.label for case in part],
            "where": [", ".join(case.group) for case in part] if several else [],
            "rows": [
                {"section": line.section, "label": _label(line), "cells": [_cell(line, case) for case in part]}
                for line in lines
            ],
        }
        for part in (cases[first : first + COLUMNS] for first in range(0, len(cases), COLUMNS))
    ]


def _label(line: Line) -> Markup:
    named = units(line.kind)
    return said("{}, {}", line.label, named) if named else Markup("{}").format(line.label)


def _cell(line: Line, case: Case) -> Markup:
    return bare(case.row[line.key], line.kind)


def provenance(results: Sequence[xr.Dataset]) -> list[dict[str, object]]:
    """Return what each result says of itself."""
    return [
        {
            "title": str(result.attrs["title"]),
            "settings": _settings(result),
            "files": _files(result),
            "notes": [line for line in str(result.attrs.get("input_warnings", "")).splitlines() if line],
            "failures": failures_of(result),
            "failures_title": "Could not be simulated",
            "text_title": "The scenario as it was written",
            "scenario_text": str(result.attrs.get("scenario_text", "")),
        }
        for result in results
    ]


def _settings(result: xr.Dataset) -> Table:
    rows: list[tuple[Text, ...]] = [("Period", period(result))]
    for key, words in SETTINGS.items():
        if key in result.attrs:
            value = result.attrs[key]
            rows.append((words, f"{value:g}".replace("-", "−") if isinstance(value, float) else str(value)))
    return Table(("Setting", "Value"), tuple(rows))


def _files(result: xr.Dataset) -> Table:
    files = json.loads(str(result.attrs.get("input_files", "[]")))
    return Table(("File", "Kind", "SHA-256"), tuple((file["path"], file["kind"], file["sha256"]) for file in files))
