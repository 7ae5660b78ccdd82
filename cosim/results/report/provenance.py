"""Where the figures come from: program, scenario, settings, every file that went in with its checksum."""

import json
from collections.abc import Sequence

import xarray as xr

from cosim.results.compare import failures_of, period
from cosim.results.report.charts import Table, Text

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


def provenance(results: Sequence[xr.Dataset]) -> list[dict[str, object]]:
    """Return what each result says of itself."""
    return [
        {
            "title": str(result.attrs["title"]),
            "settings": _settings(result),
            "files": _files(result),
            "notes": [line for line in str(result.attrs.get("input_warnings", "")).splitlines() if line],
            "failures": failures_of(result),
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
