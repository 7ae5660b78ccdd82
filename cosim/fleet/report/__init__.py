"""A fleet's answers on one page that opens offline: text, tables and pictures in it, no script, no network."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xarray as xr

from cosim._version import __version__
from cosim.fleet.answers import represented
from cosim.fleet.report.money import people, tests
from cosim.fleet.report.power import diversity, peak_days, peaks, rebound, yearly
from cosim.fleet.report.sample import groups, sample
from cosim.fleet.report.section import Section
from cosim.results import report as scenarios
from cosim.units import System

HERE = Path(__file__).parent


@dataclass
class _Provenance:
    settings: list[tuple[str, str]]
    files: list[dict[str, str]]
    notes: list[str]
    failures: list[str]
    text: str = field(repr=False)


def page(fleet: xr.Dataset, units: System = "si") -> str:
    """Return the page as HTML.

    Parameters
    ----------
    fleet : xarray.Dataset
        From `cosim.fleet.results.read_results`.
    units : {"si", "us"}
        Of temperatures, fuel and emissions; electricity is in kWh in both.
    """
    import jinja2
    from markupsafe import Markup

    made = [
        sample(fleet),
        peaks(fleet),
        groups(fleet),
        peak_days(fleet),
        diversity(fleet),
        rebound(fleet, units),
        yearly(fleet, units),
        people(fleet, units),
        tests(fleet, units),
    ]
    sections: list[Section] = [section for section in made if section is not None]
    style = (Path(str(scenarios.__file__)).parent / "page.css").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        title=fleet.attrs["title"],
        description=json.loads(fleet.attrs["programme"])["description"].strip(),
        sections=sections,
        provenance=_provenance(fleet),
        version=__version__,
        style=Markup(style),
    )


def write_report(fleet: xr.Dataset, path: Path | str, units: System = "si") -> None:
    """Write the page to `path`, whole or not at all."""
    from cosim.files import write_whole

    write_whole(path, page(fleet, units).encode("utf-8"))


def _provenance(fleet: xr.Dataset) -> _Provenance:
    attributes: dict[str, Any] = fleet.attrs
    failed = json.loads(attributes["failed_homes"])
    settings = [
        ("cosim", str(attributes["cosim_version"])),
        ("Programme", str(attributes["cosim_fleet"])),
        ("Seed", str(attributes["seed"])),
        ("Homes", f"{fleet.sizes['home']:,}, of which {len(failed)} failed"),
        ("Homes for which those stand that did not", f"{represented(fleet):,.0f}"),
        ("House-years simulated", f"{int(attributes['house_years']):,} (a home that is the same in two configurations "
                                  "is simulated once)"),
        ("Hours of the year", f"{attributes['start_hour']} to {attributes['end_hour']}"),
    ]  # fmt: skip
    return _Provenance(
        settings=settings,
        files=json.loads(attributes["input_files"]),
        notes=[note for note in str(attributes["input_warnings"]).split("\n") if note],
        failures=[f"home {number}: {reason}" for number, reason in list(failed.items())[:50]],
        text=str(attributes["programme_text"]),
    )
