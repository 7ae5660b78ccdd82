"""A fleet's answers on one page that opens offline, drawn by the engine of the page of a run."""

import json
from pathlib import Path
from typing import Any

import xarray as xr

from cosim.fleet.answers import represented
from cosim.fleet.report.money import people, tests
from cosim.fleet.report.power import diversity, peak_days, peaks, rebound, yearly
from cosim.fleet.report.sample import groups, sample
from cosim.results.report import document
from cosim.results.report.charts import Table
from cosim.units import System


def page(fleet: xr.Dataset, units: System = "si") -> str:
    """Return the page as HTML.

    Parameters
    ----------
    fleet : xarray.Dataset
        From `cosim.fleet.results.read_results`.
    units : {"si", "us"}
        Of temperatures, fuel and emissions, in which it opens; the reader may change them.
    """
    made = (
        sample(fleet),
        peaks(fleet),
        groups(fleet),
        peak_days(fleet),
        diversity(fleet),
        rebound(fleet),
        yearly(fleet),
        people(fleet),
        tests(fleet),
    )
    return document(
        str(fleet.attrs["title"]),
        [section for section in made if section is not None],
        system="us" if units == "us" else "metric",
        description=json.loads(fleet.attrs["programme"])["description"].strip(),
        provenance=[_provenance(fleet)],
    )


def write_report(fleet: xr.Dataset, path: Path | str, units: System = "si") -> None:
    """Write the page to `path`, whole or not at all."""
    from cosim.files import write_whole

    write_whole(path, page(fleet, units).encode("utf-8"))


def _provenance(fleet: xr.Dataset) -> dict[str, object]:
    attributes: dict[str, Any] = fleet.attrs
    failed = json.loads(attributes["failed_homes"])
    settings = (
        ("cosim", str(attributes["cosim_version"])),
        ("Programme", str(attributes["cosim_fleet"])),
        ("Seed", str(attributes["seed"])),
        ("Homes", f"{fleet.sizes['home']:,}, of which {len(failed)} failed"),
        ("Homes for which those stand that did not", f"{represented(fleet):,.0f}"),
        ("House-years simulated", f"{int(attributes['house_years']):,} (a home that is the same in two configurations "
                                  "is simulated once)"),
        ("Hours of the year", f"{attributes['start_hour']} to {attributes['end_hour']}"),
    )  # fmt: skip
    files = tuple((file["kind"], file["path"], file["sha256"]) for file in json.loads(attributes["input_files"]))
    return {
        "title": str(attributes["title"]),
        "settings": Table(("Setting", "Value"), settings),
        "files": Table(("Kind", "File", "SHA-256"), files),
        "notes": [note for note in str(attributes["input_warnings"]).split("\n") if note],
        "failures_title": "Homes that failed, and are in no sum",
        "failures": [f"home {number}: {reason}" for number, reason in list(failed.items())[:50]],
        "text_title": "The programme as it was written",
        "scenario_text": str(attributes["programme_text"]),
    }
